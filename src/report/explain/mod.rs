//! One letter's score explained, for its readers: the committee (all of it), the applicant (a letter in plain words), and a
//! machine (JSON); and, without a score, what the letter states that a conversation can check.

pub mod applicant;
#[cfg(feature = "cli")]
pub mod committee;
pub mod interview;
pub mod machine;

use crate::error::{Error, ErrorKind, Result};
use crate::model::Score;
use crate::rank::{Assessed, Assessor};
use crate::span::Span;

/// A letter that was measured and scored, and what is known of it.
#[derive(Clone, Copy)]
pub struct Explained<'a> {
    /// The features and the model.
    pub assessor: &'a Assessor,
    /// The applicant's id.
    pub id: &'a str,
    /// Row of the input, from 1.
    pub row: u64,
    /// The letter as given.
    pub letter: &'a str,
    /// Its values, evidence and score.
    pub assessed: &'a Assessed,
    /// The score with other values, where that was asked for.
    pub what_if: Option<&'a WhatIf>,
}

impl Explained<'_> {
    /// Indices of the model's columns, the strongest contribution first.
    fn by_strength(&self) -> Vec<usize> {
        let amounts = &self.assessed.score.contributions;
        let mut order: Vec<usize> = (0..amounts.len()).collect();
        order.sort_by(|&a, &b| amounts[b].abs().total_cmp(&amounts[a].abs()).then(a.cmp(&b)));
        order
    }

    /// The title of the part in which a passage stands, where an application has parts.
    fn part_of(&self, passage: Span) -> Option<&str> {
        self.assessor.extractor().parts().title_of(&self.assessed.measurement.parts, passage)
    }
}

/// One value that is put in place of the measured one.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Column of the model.
    pub column: String,
    /// What was measured.
    pub from: Option<f64>,
    /// What is put in its place.
    pub to: Option<f64>,
}

/// A score with some values changed and all others as they were measured.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// The changes.
    pub changes: Vec<Change>,
    /// The score that they give.
    pub score: Score,
}

impl WhatIf {
    /// The score of a letter with changes written as `column=value`; `column=none` takes the value away.
    ///
    /// Columns that depend on each other in the letter don't move together: with another `topic_rl`, `topic_breadth` stays.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where a change is not of that form, names a column that the model does not use or one
    /// twice, or gives no finite score.
    pub fn new(assessor: &Assessor, assessed: &Assessed, changes: &[String]) -> Result<Self> {
        let mut values = assessed.measurement.values.clone();
        let mut made: Vec<Change> = Vec::new();
        for text in changes {
            let fail = |what: &str| {
                Error::new(ErrorKind::Setting, format!("--what-if {text}: {what}"))
                    .hint("write a column of the model and a number, such as experience_years=3, or =none")
            };
            let (column, value) = text.split_once('=').ok_or_else(|| fail("there is no ="))?;
            let (column, value) = (column.trim(), value.trim());
            let Some(index) = assessor.scorer().names().position(|name| name == column) else {
                let names: Vec<&str> = assessor.scorer().names().collect();
                return Err(fail(&format!("the model uses no column {column}; it uses {}", names.join(", "))));
            };
            let to = match value {
                "none" => None,
                number => {
                    let value: f64 = number.parse().map_err(|_| fail(&format!("`{number}` is not a number")))?;
                    if !value.is_finite() {
                        return Err(fail(&format!("`{number}` is no finite number")));
                    }
                    Some(value)
                }
            };
            if made.iter().any(|change| change.column == column) {
                return Err(fail("the column is changed twice"));
            }
            let place = assessor.scorer().places()[index];
            made.push(Change { column: column.to_owned(), from: values[place], to });
            values[place] = to;
        }
        let score = assessor.scorer().score(&values);
        if !score.log_odds.is_finite() {
            return Err(Error::new(ErrorKind::Setting, "--what-if: with this value there is no finite score")
                .hint("give a value that a letter could have"));
        }
        Ok(Self { changes: made, score })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Settings;
    use crate::model::Model;
    use crate::topics::Topics;

    const LETTER: &str = "I have five years of experience with reinforcement learning. I never liked \u{1b}[31mspam.";

    fn assessor() -> Assessor {
        let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
        Assessor::for_model(Model::sample(), &settings).unwrap()
    }

    fn with<T>(changes: &[&str], use_it: impl FnOnce(&Explained<'_>) -> T) -> Result<T> {
        let assessor = assessor();
        let assessed = assessor.assess(LETTER, true);
        let changes: Vec<String> = changes.iter().map(|c| (*c).to_owned()).collect();
        let what_if = if changes.is_empty() { None } else { Some(WhatIf::new(&assessor, &assessed, &changes)?) };
        let what_if = what_if.as_ref();
        let (id, row) = ("a\u{202e}1", 1);
        Ok(use_it(&Explained { assessor: &assessor, id, row, letter: LETTER, assessed: &assessed, what_if }))
    }

    #[test]
    fn another_value_moves_its_own_contribution_alone() {
        with(&["experience_years=3"], |e| {
            let what_if = e.what_if.unwrap();
            assert_eq!(what_if.changes[0].from, Some(5.0));
            let index = e.assessor.scorer().names().position(|n| n == "experience_years").unwrap();
            let (old, new) = (&e.assessed.score, &what_if.score);
            for (i, (a, b)) in old.contributions.iter().zip(&new.contributions).enumerate() {
                assert_eq!(a == b, i != index);
            }
            let moved = new.contributions[index] - old.contributions[index];
            assert!((new.log_odds - old.log_odds - moved).abs() < 1e-12);
        })
        .unwrap();
    }

    #[test]
    fn changes_that_can_not_be_made_are_errors() {
        for (change, part) in [
            ("experience_years", "there is no ="),
            ("shoe_size=4", "no column shoe_size; it uses "),
            ("words=many", "`many` is not a number"),
            ("words=inf", "no finite number"),
        ] {
            let e = with(&[change], |_| ()).unwrap_err();
            assert!(e.kind() == ErrorKind::Setting && e.to_string().contains(part), "{e}");
        }
        assert!(with(&["words=1", "words=2"], |_| ()).unwrap_err().to_string().contains("twice"));
    }

    #[test]
    fn the_applicant_reads_plain_words_without_amounts() {
        let text = with(&[], |e| applicant::letter(e, Some("review@school.example"), 60)).unwrap();
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat.contains("Your letter states 5 years of experience") && flat.contains("“five years of experience"),
            "{text}"
        );
        assert!(
            text.contains("review@school.example") && text.replace('\n', " ").contains("It rejects nobody"),
            "{text}"
        );
        assert!(!text.contains('+') && !text.contains("log-odds") && !text.contains("contribution"), "{text}");
        assert!(text.starts_with("DRAFT, to be reviewed by the committee"), "{text}");
        // Every reason is a sentence about the letter and one that says why it counts.
        let flat = text.replace("\n  ", " ");
        let reasons: Vec<&str> = flat.lines().filter(|l| l.starts_with("- ")).collect();
        assert!(reasons.len() >= 3, "{text}");
        for reason in reasons {
            assert!(
                reason.contains(". People said yes more often to ")
                    || reason.contains(". People said yes less often to ")
            );
            assert!(reason.ends_with('.') && reason.chars().nth(2).is_some_and(char::is_uppercase), "{reason}");
            assert!(!reason.contains("per 100 words") && !reason.contains("not addressed"), "{reason}");
        }
        assert!(text.lines().all(|l| l.chars().count() <= 60), "{text}");
        assert!(!text.chars().any(|c| c != '\n' && crate::error::is_unprintable(c)), "{text:?}");
    }

    #[test]
    fn the_committee_reads_a_sum_within_its_terminal() {
        for width in [60, 200] {
            let text =
                with(&["experience_years=none"], |e| committee::letter(e, committee::Paint::Plain, width)).unwrap();
            assert!(text.lines().all(|l| l.chars().count() <= width), "{text}");
            assert!(text.contains("experience_years none in place of 5"), "{text}");
            assert!(!text.chars().any(|c| c != '\n' && crate::error::is_unprintable(c)), "{text:?}");
        }
        let text = with(&[], |e| committee::letter(e, committee::Paint::Colour, 60)).unwrap();
        let opened = text.matches("\u{1b}[1m").count();
        assert!(opened > 0 && text.matches("\u{1b}[0m").count() >= opened, "every style ends: {text:?}");
        assert!(!text.contains('«'), "{text}");
    }

    #[test]
    fn a_machine_reads_numbers_that_add_up() {
        let value = with(&["words=100"], machine::value).unwrap();
        let amounts = value["contributions"].as_array().unwrap();
        let sum: f64 = amounts.iter().map(|c| c["amount"].as_f64().unwrap()).sum();
        assert!((sum + value["base"].as_f64().unwrap() - value["log_odds"].as_f64().unwrap()).abs() < 1e-9);
        let evidence = amounts.iter().flat_map(|c| c["evidence"].as_array().unwrap());
        for e in evidence {
            let (start, end) = (e["start"].as_u64().unwrap() as usize, e["end"].as_u64().unwrap() as usize);
            assert_eq!(&LETTER[start..end], e["text"].as_str().unwrap());
        }
        assert_eq!(value["what_if"]["changes"][0]["to"], 100.0);
    }
}
