//! An application → its values, its score and the reasons: what `score`, `rank` and `explain` share.

use super::{Candidate, Contribution, Note, Unscored};
use crate::error::Result;
use crate::features::{Extractor, Measurement};
use crate::flags::{Inspector, inspect_file};
use crate::ingest::Application;
use crate::model::{Model, Score, Scorer};
use crate::text::Document;
use std::collections::BTreeMap;

/// Characters of a quoted passage that are shown in a list.
const QUOTE: usize = 60;

/// Quoted passages per reason.
const QUOTES: usize = 3;

/// Passages per flag.
const NOTES: usize = 5;

/// The features, a model bound to them, and the checks that leave notes for people.
pub struct Assessor {
    extractor: Extractor,
    scorer: Scorer,
    inspector: Inspector,
}

/// A letter, measured and scored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessed {
    /// The values and the evidence.
    pub measurement: Measurement,
    /// The score and what it is the sum of.
    pub score: Score,
}

impl Assessor {
    /// Binds a model to features.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Model`] where the model was trained on other features, versions or topics.
    pub fn new(extractor: Extractor, model: Model, topics_digest: &str) -> Result<Self> {
        let versions: BTreeMap<String, u32> =
            extractor.features().map(|f| (f.about().name.to_owned(), f.about().version)).collect();
        model.check_features(&versions, topics_digest)?;
        let names: Vec<&str> = extractor.columns().iter().map(|c| c.name.as_str()).collect();
        let scorer = Scorer::new(model, &names)?;
        Ok(Self { extractor, scorer, inspector: Inspector::default() })
    }

    /// With these checks in place of the usual ones.
    #[must_use]
    pub fn with_inspector(self, inspector: Inspector) -> Self {
        Self { inspector, ..self }
    }

    /// Giving scores and flags alone: no evidence is made where nobody will see it.
    #[must_use]
    pub fn without_evidence(self) -> Self {
        Self { extractor: self.extractor.without_evidence(), ..self }
    }

    /// The features.
    #[must_use]
    pub fn extractor(&self) -> &Extractor {
        &self.extractor
    }

    /// The model, bound.
    #[must_use]
    pub fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// Measures and scores a letter that has been read. With `detail`, evidence comes with suggestions.
    #[must_use]
    pub fn assess(&self, doc: &Document<'_>, detail: bool) -> Assessed {
        let mut assessed = Assessed::default();
        self.assess_into(doc, detail, &mut assessed);
        assessed
    }

    /// Measures and scores a letter into `out`, whose memory is reused.
    pub fn assess_into(&self, doc: &Document<'_>, detail: bool, out: &mut Assessed) {
        self.extractor.measure(doc, detail, &mut out.measurement);
        self.scorer.score_into(&out.measurement.values, &mut out.score);
        self.inspector.inspect(doc, &mut out.measurement);
    }

    /// The title of a column, for people; its name where it has none.
    #[must_use]
    pub fn title(&self, name: &str) -> String {
        self.extractor.columns().iter().find(|c| c.name == name).map_or(name, |c| c.title.as_str()).to_owned()
    }

    /// The columns of the model with value, amount and quoted words, in the model's order.
    #[must_use]
    pub fn contributions(&self, letter: &str, assessed: &Assessed) -> Vec<Contribution> {
        let measured = &assessed.measurement;
        self.scorer
            .places()
            .iter()
            .zip(&assessed.score.contributions)
            .map(|(&place, &amount)| {
                let value = measured.values[place];
                let mut quotes: Vec<String> = Vec::new();
                for evidence in measured.evidence.iter().filter(|e| e.column as usize == place && !e.is_set_aside()) {
                    let quote = shorten(evidence.span.slice(letter));
                    if quotes.len() < QUOTES && !quote.is_empty() && !quotes.contains(&quote) {
                        quotes.push(quote);
                    }
                }
                Contribution {
                    column: self.extractor.columns()[place].name.clone(),
                    value,
                    phrase: self.extractor.phrase(place, value),
                    amount,
                    quotes,
                }
            })
            .collect()
    }

    /// An application as a candidate of a ranking, or the reason why it has no score.
    ///
    /// # Errors
    /// The row without a score, where the letter can't be used.
    pub fn candidate(&self, application: &Application) -> Result<Candidate, Unscored> {
        self.assessed_candidate(application, false).map(|(candidate, _)| candidate)
    }

    /// As [`Assessor::candidate`], with what was measured, for pages that show the evidence in the letter. With
    /// `detail`, evidence comes with suggestions.
    ///
    /// # Errors
    /// The row without a score, where the letter can't be used.
    pub fn assessed_candidate(
        &self,
        application: &Application,
        detail: bool,
    ) -> Result<(Candidate, Assessed), Unscored> {
        let (id, row, passthrough) = (application.id.clone(), application.row, application.passthrough.clone());
        let letter = match &application.letter {
            Ok(letter) => letter,
            Err(reason) => return Err(Unscored { id, row, reason: reason.to_string(), passthrough }),
        };
        let mut assessed = self.assess(&Document::new(letter), detail);
        inspect_file(application, &mut assessed.measurement);
        let candidate = Candidate {
            id,
            row,
            score: assessed.score.probability(),
            log_odds: assessed.score.log_odds,
            base: assessed.score.base,
            contributions: self.contributions(letter, &assessed),
            flags: assessed.measurement.flags.iter().map(|f| (*f).to_owned()).collect(),
            notes: notes(letter, &assessed.measurement),
            passthrough,
        };
        Ok((candidate, assessed))
    }
}

/// What the flags of a letter rest on, the first few of each.
fn notes(letter: &str, measured: &Measurement) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for mark in &measured.marks {
        if notes.iter().filter(|n| n.flag == mark.flag).count() < NOTES {
            let text = mark.span.map_or_else(String::new, |span| shorten(span.slice(letter)));
            notes.push(Note { flag: mark.flag.to_owned(), message: mark.message.clone().into_owned(), text });
        }
    }
    notes
}

/// A passage on one line, cut to [`QUOTE`] characters.
fn shorten(passage: &str) -> String {
    let mut out = String::new();
    for word in passage.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.chars().count() > QUOTE {
            out = out.chars().take(QUOTE).collect();
            out.push('…');
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_one_short_line() {
        assert_eq!(shorten("reinforce-\nment  learning"), "reinforce- ment learning");
        assert_eq!(shorten(&"x".repeat(100)).chars().count(), QUOTE + 1);
    }
}
