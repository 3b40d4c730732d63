//! An applicant, and what becomes of them.

/// An applicant, as the list has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applicant {
    /// The id.
    pub id: String,
    /// The model's score, 0 to 1, where the list has one.
    pub score: Option<f64>,
    /// Whether the list sets the letter apart (another language): its score, which says little, then orders nobody.
    pub is_apart: bool,
    /// The groups in the columns of the aims, in their order; empty for none.
    pub groups: Vec<String>,
}

impl Applicant {
    /// The score by which the applicant stands among equal grades; none if the letter is set apart.
    pub(super) fn telling(&self) -> Option<f64> {
        self.score.filter(|_| !self.is_apart)
    }
}

/// What becomes of an applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Has a place.
    Invite,
    /// Stands at the line with others of the same value: people decide.
    Tie,
    /// Is on the waitlist.
    Waitlist,
    /// Has no place.
    NoPlace,
    /// Nobody has graded the letter: nothing is decided.
    NotGraded,
    /// Is set apart: withdrawn, late or declined.
    SetApart,
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Invite, Self::Tie, Self::Waitlist, Self::NoPlace, Self::NotGraded, Self::SetApart];

    /// The word for it in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Tie => "tie",
            Self::Waitlist => "waitlist",
            Self::NoPlace => "no place",
            Self::NotGraded => "not graded",
            Self::SetApart => "set apart",
        }
    }
}

/// An applicant with the decision and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Place of the applicant in the list that was given.
    pub applicant: usize,
    /// The decision.
    pub decision: Decision,
    /// Rank by value, then score, from 1, equal ones sharing theirs; none for whoever is not in the running.
    pub rank: Option<usize>,
    /// Why, in words.
    pub reason: String,
    /// Mean of the grades; none without one.
    pub mean: Option<f64>,
    /// The same with each reviewer's leniency taken off.
    pub corrected: Option<f64>,
    /// Highest grade less lowest; none with fewer than two.
    pub spread: Option<f64>,
    /// Grades.
    pub readings: usize,
    /// What applicants are ordered by, 0 to 1; none without a grade.
    pub value: Option<f64>,
}
