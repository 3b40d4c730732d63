//! What a finding is.

use crate::span::Span;

/// What sort of mistake a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A misspelt word, another word than the one meant, a word wrongly split or joined.
    Spelling,
    /// A word, form or order that grammar does not allow.
    Grammar,
    /// A mark that is missing, wrong or too many.
    Punctuation,
    /// A capital letter that is missing or wrong.
    Capitalisation,
    /// A word written twice.
    Repetition,
}

impl Kind {
    /// The kind of a name; grammar for a name that none has.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let all = [Self::Spelling, Self::Grammar, Self::Punctuation, Self::Capitalisation, Self::Repetition];
        all.into_iter().find(|k| k.as_str() == name).unwrap_or(Self::Grammar)
    }

    /// Name in outputs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spelling => "spelling",
            Self::Grammar => "grammar",
            Self::Punctuation => "punctuation",
            Self::Capitalisation => "capitalisation",
            Self::Repetition => "repetition",
        }
    }
}

/// A mistake and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What sort of mistake.
    pub kind: Kind,
    /// Where it stands in the letter as given.
    pub span: Span,
    /// The finer rule that found it, e.g. `unknown_word`.
    pub rule: &'static str,
    /// One line for a person.
    pub message: &'static str,
    /// What would be right, where that is sure and was asked for ([`Findings::start`]).
    pub suggestion: Option<String>,
    /// Of a hundred such findings, how many were right on other texts; none if nobody has measured it.
    pub confidence: Option<u8>,
}

/// What a finding of a rule says.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// What sort of mistake.
    pub kind: Kind,
    /// The rule's name.
    pub rule: &'static str,
    /// One line for a person.
    pub message: &'static str,
    /// Whether the rule is in use.
    pub is_on: bool,
    /// See [`Finding::confidence`].
    pub confidence: Option<u8>,
    /// From which margin on (in 32nds) which confidence: for rules whose findings have one.
    pub margins: Margins,
}

/// Margins in 32nds of a logarithm, each with the confidence of findings from there on, in hundredths; rising, unused ones 0.
pub type Margins = [(u16, u8); 4];

/// The mistakes found in a letter so far; its memory is reused from letter to letter.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    detail: bool,
}

impl Findings {
    /// Forgets what was found; with `detail`, a person will read the findings, and suggestions are worth their time.
    pub fn start(&mut self, detail: bool) {
        self.list.clear();
        self.detail = detail;
    }

    /// Adds a mistake that a function found.
    pub fn report(&mut self, report: &Report, span: Span) {
        self.report_with(report, span, || None);
    }

    /// The same with a suggestion, which is asked for only when it is wanted.
    pub fn report_with(&mut self, report: &Report, span: Span, suggestion: impl FnOnce() -> Option<String>) {
        if report.is_on {
            self.add_with(report.kind, span, report.rule, report.message, report.confidence, suggestion);
        }
    }

    /// The same for a mistake with a margin, which its confidence depends on; none is added below the first margin.
    pub fn report_from(
        &mut self,
        report: &Report,
        margin: i32,
        span: Span,
        suggestion: impl FnOnce() -> Option<String>,
    ) {
        let reached = report.margins.iter().rev().find(|(least, share)| *share > 0 && margin >= i32::from(*least));
        if let Some((_, share)) = reached {
            self.report_with(&Report { confidence: Some(*share), ..*report }, span, suggestion);
        }
    }

    /// Adds a mistake; `suggestion` is asked for only when it is wanted.
    pub fn add_with(
        &mut self,
        kind: Kind,
        span: Span,
        rule: &'static str,
        message: &'static str,
        confidence: Option<u8>,
        suggestion: impl FnOnce() -> Option<String>,
    ) {
        let suggestion = if self.detail { suggestion() } else { None };
        self.list.push(Finding { kind, span, rule, message, suggestion, confidence });
    }

    /// What was found, in order of addition (after [`Findings::settle`]: in order of place).
    #[must_use]
    pub fn list(&self) -> &[Finding] {
        &self.list
    }

    /// Takes what was found out, in order.
    pub fn drain(&mut self) -> impl Iterator<Item = Finding> + '_ {
        self.list.drain(..)
    }

    /// Puts the findings in order of place and drops each that overlaps one that weighs more: spelling
    /// before all others, then capitals and repetition, then grammar and punctuation; among equals the one
    /// that begins first, then the shorter. So one mistake counts once.
    pub fn settle(&mut self) {
        fn weight(kind: Kind) -> u8 {
            match kind {
                Kind::Spelling => 0,
                Kind::Repetition => 1,
                Kind::Capitalisation => 2,
                Kind::Grammar => 3,
                Kind::Punctuation => 4,
            }
        }
        self.list.sort_by_key(|f| (f.span.start, weight(f.kind), f.span.end));
        let mut kept: usize = 0;
        for next in 0..self.list.len() {
            // Kept findings never overlap, so only the last kept one can reach into the next.
            let mut keep = true;
            while kept > 0 && self.list[kept - 1].span.end > self.list[next].span.start {
                if weight(self.list[kept - 1].kind) <= weight(self.list[next].kind) {
                    keep = false;
                    break;
                }
                kept -= 1;
            }
            if keep {
                self.list.swap(kept, next);
                kept += 1;
            }
        }
        self.list.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(kind: Kind, is_on: bool) -> Report {
        Report { kind, rule: "off", message: "", is_on, confidence: None, margins: Margins::default() }
    }

    #[test]
    fn a_margin_gives_the_confidence_and_a_small_one_no_finding() {
        let mut found = Findings::default();
        found.start(false);
        let margins = [(32, 60), (64, 85), (0, 0), (0, 0)];
        for margin in [31, 32, 63, 64, 900] {
            found.report_from(&Report { margins, ..report(Kind::Grammar, true) }, margin, Span::new(0, 1), || None);
        }
        let shares: Vec<Option<u8>> = found.list().iter().map(|f| f.confidence).collect();
        assert_eq!(shares, [Some(60), Some(60), Some(85), Some(85)]);
    }

    #[test]
    fn settling_keeps_one_finding_for_one_mistake() {
        let mut found = Findings::default();
        found.start(false);
        for (kind, from, to, rule) in [
            (Kind::Grammar, 0, 9, "phrase"),
            (Kind::Spelling, 5, 9, "word"),
            (Kind::Punctuation, 12, 12, "gap"),
            (Kind::Grammar, 20, 30, "outer"),
            (Kind::Grammar, 22, 24, "inner"),
        ] {
            found.report(&Report { rule, ..report(kind, true) }, Span::new(from, to));
        }
        found.report(&report(Kind::Grammar, false), Span::new(40, 44));
        found.settle();
        assert_eq!(found.list().iter().map(|f| f.rule).collect::<Vec<_>>(), ["word", "gap", "outer"]);
    }
}
