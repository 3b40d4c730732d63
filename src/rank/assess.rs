//! An application → its values, its score and the reasons: what `score`, `rank` and `explain` share.

use super::{Candidate, Contribution, Note, Stated, Unscored};
use crate::error::Result;
use crate::features::{Extractor, Measurement, Part, Settings};
use crate::flags::{Inspector, Measurer};
use crate::ingest::Application;
use crate::model::{Model, Score, Scorer};
use crate::text::{LetterReader, PreparedLetter};

/// Characters of a quoted passage that are shown in a list.
const QUOTE: usize = 60;

/// Quoted passages per reason.
const QUOTES: usize = 3;

/// Passages per flag.
const NOTES: usize = 5;

/// The features, a model bound to them, and the checks that leave notes for people.
pub struct Assessor {
    measurer: Measurer,
    scorer: Scorer,
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
    /// Binds a model to the features that it uses, as they are measured with these settings. Of the topics, those count
    /// that the model was made with.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Model`] where the model was trained on other features, versions or topics.
    pub fn for_model(model: Model, settings: &Settings) -> Result<Self> {
        let extractor = model.extractor(&model.settings(settings)?);
        model.check_features(&extractor)?;
        let names: Vec<&str> = extractor.columns().iter().map(|c| c.name.as_str()).collect();
        let scorer = Scorer::new(model, &names)?;
        Ok(Self { measurer: Measurer::new(extractor, Inspector::default()), scorer })
    }

    /// With these checks in place of the usual ones.
    #[must_use]
    pub fn with_inspector(self, inspector: Inspector) -> Self {
        Self { measurer: self.measurer.with_inspector(inspector), ..self }
    }

    /// Giving scores and flags alone: no evidence is made where nobody will see it.
    #[must_use]
    pub fn without_evidence(self) -> Self {
        Self { measurer: self.measurer.without_evidence(), ..self }
    }

    /// The features.
    #[must_use]
    pub fn extractor(&self) -> &Extractor {
        self.measurer.extractor()
    }

    /// The features and the checks, without the model.
    #[must_use]
    pub fn measurer(&self) -> &Measurer {
        &self.measurer
    }

    /// The model, bound.
    #[must_use]
    pub fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// Measures and scores a letter. With `detail`, evidence comes with suggestions.
    #[must_use]
    pub fn assess(&self, letter: &str, detail: bool) -> Assessed {
        let mut out = Assessed::default();
        LetterReader::default()
            .read(letter, |letter| self.measurer.measure_letter(letter, detail, &mut out.measurement));
        self.scorer.score_into(&out.measurement.values, &mut out.score);
        out
    }

    /// Measures and scores the letter of an application, and checks its file, into `out`, whose memory is reused, as is
    /// that of the reader. No where there is no letter that can be used.
    pub fn assess_application(
        &self,
        application: &Application,
        detail: bool,
        reader: &mut LetterReader,
        out: &mut Assessed,
    ) -> bool {
        self.assess_with(application, detail, reader, out, |_| ()).is_some()
    }

    /// As [`Assessor::assess_application`]; `also` reads the letter for something else, as long as it is prepared.
    pub fn assess_with<R>(
        &self,
        application: &Application,
        detail: bool,
        reader: &mut LetterReader,
        out: &mut Assessed,
        also: impl FnOnce(&PreparedLetter<'_>) -> R,
    ) -> Option<R> {
        let result = self.measurer.measure_with(application, detail, reader, &mut out.measurement, also)?;
        self.scorer.score_into(&out.measurement.values, &mut out.score);
        Some(result)
    }

    /// The title of a column, for people; its name where it has none.
    #[must_use]
    pub fn title(&self, name: &str) -> String {
        self.extractor().columns().iter().find(|c| c.name == name).map_or(name, |c| c.title.as_str()).to_owned()
    }

    /// A value of the model's column `index` in words, with the edge that it counts as where the model has seen none so far out:
    /// `713 words, counted as 431, the most that this model has learnt from`.
    #[must_use]
    pub fn phrase(&self, index: usize, value: Option<f64>) -> String {
        let place = self.scorer.places()[index];
        let given = self.extractor().phrase(place, value);
        let column = &self.scorer.model().columns[index];
        let Some(edge) = value.map(|v| column.counted(v)).filter(|edge| Some(*edge) != value) else { return given };
        let said = self.extractor().phrase(place, Some(edge));
        let Some(counted) = what_differs(&given, &said) else { return given };
        let end = if value > Some(edge) { "most" } else { "least" };
        format!("{given}, counted as {counted}, the {end} that this model has learnt from")
    }

    /// As [`Assessor::phrase`] of a letter's value, with what it is made of: `6.2 numbers and names per 100 words (3 numbers,
    /// 9 names)`.
    #[must_use]
    pub fn phrase_of(&self, index: usize, measured: &Measurement) -> String {
        let place = self.scorer.places()[index];
        let phrase = self.phrase(index, measured.values[place]);
        match self.extractor().made_of(place, &measured.evidence) {
            Some(parts) => format!("{phrase} ({parts})"),
            None => phrase,
        }
    }

    /// The parts of what the model's column `index` adds, where its value is a sum (words of a list): they add up to the
    /// contribution, with one more where the value counts as the edge.
    #[must_use]
    pub fn parts(&self, index: usize, measured: &Measurement) -> Vec<Part> {
        let place = self.scorer.places()[index];
        let column = &self.scorer.model().columns[index];
        let mut parts = self.extractor().parts_of(place, &measured.evidence);
        let (Some(value), Some(last)) = (measured.values[place], parts.last_mut()) else { return Vec::new() };
        // What is taken off for an average letter holds the mean of the column, too.
        last.value -= column.mean;
        let over = column.counted(value) - value;
        if over != 0.0 {
            parts.push(Part {
                title: "beyond what this model has learnt from, which does not count".into(),
                value: over,
            });
        }
        let factor = column.weight / column.sd;
        parts.iter_mut().for_each(|part| part.value *= factor);
        parts
    }

    /// The part of a contribution that stands for the value being there at all, where the model has a term for that and it is.
    #[must_use]
    pub fn stated(&self, index: usize, value: Option<f64>) -> Option<Stated> {
        let column = &self.scorer.model().columns[index];
        let (missing, is_missing) = column.missing.as_ref().zip(column.terms(value).1)?;
        let title = self.title(&column.name);
        value.map(|_| Stated { phrase: format!("{}: stated", title), amount: missing.weight * is_missing })
    }

    /// The columns of the model with value, amount and quoted words, in the model's order.
    #[must_use]
    pub fn contributions(&self, letter: &str, assessed: &Assessed) -> Vec<Contribution> {
        let measured = &assessed.measurement;
        self.scorer
            .places()
            .iter()
            .zip(&assessed.score.contributions)
            .enumerate()
            .map(|(index, (&place, &amount))| {
                let value = measured.values[place];
                let mut quotes: Vec<String> = Vec::new();
                for evidence in measured.evidence.iter().filter(|e| e.column as usize == place && !e.is_set_aside()) {
                    let quote = shorten(evidence.span.slice(letter));
                    if quotes.len() < QUOTES && !quote.is_empty() && !quotes.contains(&quote) {
                        quotes.push(quote);
                    }
                }
                Contribution {
                    column: self.extractor().columns()[place].name.clone(),
                    value,
                    phrase: self.phrase_of(index, measured),
                    amount,
                    stated: self.stated(index, value),
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
        let mut assessed = Assessed::default();
        self.assess_application(application, detail, &mut LetterReader::default(), &mut assessed);
        self.candidate_of(application, &assessed).map(|candidate| (candidate, assessed))
    }

    /// An application as a candidate of a ranking, from what was measured in its letter.
    ///
    /// # Errors
    /// The row without a score, where the letter can't be used.
    pub fn candidate_of(&self, application: &Application, assessed: &Assessed) -> Result<Candidate, Unscored> {
        let (id, row, passthrough) = (application.id.clone(), application.row, application.passthrough.clone());
        let letter = match &application.letter {
            Ok(letter) => letter,
            Err(reason) => return Err(Unscored { id, row, reason: reason.to_string(), passthrough }),
        };
        Ok(Candidate {
            id,
            row,
            score: assessed.score.probability(),
            log_odds: assessed.score.log_odds,
            base: assessed.score.base,
            contributions: self.contributions(letter, assessed),
            flags: assessed.measurement.flags.iter().map(|f| (*f).to_owned()).collect(),
            notes: notes(letter, &assessed.measurement),
            passthrough,
        })
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

/// The words of `said` between those that it begins and ends with as `given` does; none if they are the same.
fn what_differs(given: &str, said: &str) -> Option<String> {
    let (a, b): (Vec<&str>, Vec<&str>) = (given.split(' ').collect(), said.split(' ').collect());
    let shorter = a.len().min(b.len());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let end = a.iter().rev().zip(b.iter().rev()).take(shorter - start).take_while(|(a, b)| a == b).count();
    let words = b[start..b.len() - end].join(" ");
    let bare = words.strip_prefix('(').and_then(|w| w.strip_suffix(')')).unwrap_or(&words);
    (!bare.is_empty()).then(|| bare.to_owned())
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
    fn what_is_counted_is_said_in_the_words_of_the_value() {
        let differs = |given, said| what_differs(given, said).unwrap_or_default();
        assert_eq!(differs("713 words", "431 words"), "431");
        assert_eq!(differs("12 years of experience", "8 months of experience"), "8 months");
        assert_eq!(differs("RL covered in depth (0.81)", "RL covered (0.55)"), "0.55");
        assert_eq!(differs("breadth of 6.1 of 9 topics", "breadth of 4.0 of 9 topics"), "4.0");
        assert_eq!(differs("1 word", "129 words"), "129 words");
        assert_eq!(what_differs("4.0 errors", "4.0 errors"), None);
    }

    #[test]
    fn quotes_are_one_short_line() {
        assert_eq!(shorten("reinforce-\nment  learning"), "reinforce- ment learning");
        assert_eq!(shorten(&"x".repeat(100)).chars().count(), QUOTE + 1);
    }
}
