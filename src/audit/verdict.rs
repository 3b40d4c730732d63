//! What is said of a group, and for which reasons.

use serde::Serialize;

/// What a comparison looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// How many are selected (Fisher's exact test).
    Selection,
    /// Scores (rank-sum test).
    Scores,
    /// Scores against labels: the difference of standardised means (Welch's test).
    Labels,
    /// Selection of those whom people would take (Fisher's exact test).
    MissedYes,
    /// Selection of those whom people would not take (Fisher's exact test).
    SelectedNo,
}

impl Reason {
    /// In words, for a table.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Selection => "selection",
            Self::Scores => "scores",
            Self::Labels => "scores against decisions",
            Self::MissedYes => "selection among the yes",
            Self::SelectedNo => "selection among the no",
        }
    }
}

/// What the audit says of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A difference that matters and that chance does not explain.
    Flagged,
    /// No flag, and the ratio of selection rates is within four fifths either way with all of its interval.
    WithinLimits,
    /// Neither: a difference that matters can't be shown, nor ruled out.
    TooFewToTell,
    /// The group is too small: shown, not judged.
    NotJudged,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Flagged => "flagged",
            Self::WithinLimits => "within limits",
            Self::TooFewToTell => "too few to tell",
            Self::NotJudged => "too few, not judged",
        }
    }
}
