//! Labels as people write them.

use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// How labels are read.
#[derive(Clone, Debug, Default)]
pub struct LabelRule {
    /// The value that means yes (`--positive`); every other value then means no.
    pub positive: Option<String>,
    /// The labels are grades, of which this and higher ones mean yes (`--accept-from`).
    pub accept_from: Option<f64>,
    /// The lowest and the highest grade (`--scale`).
    pub scale: Option<[f64; 2]>,
}

/// Labels as numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// A number per label, none where it is empty: 1 yes and 0 no, or the grade.
    pub numbers: Vec<Option<f64>>,
    /// The lowest and the highest grade, where the labels are grades.
    pub scale: Option<[f64; 2]>,
}

/// Scales of grades that are known without being named.
const SCALES: [[f64; 2]; 2] = [[-1.0, 1.0], [1.0, 5.0]];

/// Pairs of words for yes and no, folded to lower case.
const PAIRS: &[(&str, &str)] = &[
    ("1", "0"),
    ("true", "false"),
    ("yes", "no"),
    ("accept", "reject"),
    ("accepted", "rejected"),
    ("admit", "reject"),
];

impl LabelRule {
    /// Reads one label: `Ok(None)` where it is empty, `Err(())` where it is neither yes nor no.
    fn read_one(&self, value: &str) -> Result<Option<bool>, ()> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(None);
        }
        if let Some(positive) = &self.positive {
            return Ok(Some(value.to_lowercase() == positive.trim().to_lowercase()));
        }
        let folded = value.to_lowercase();
        let folded = folded.strip_suffix(".0").unwrap_or(&folded);
        if PAIRS.iter().any(|(yes, _)| *yes == folded) {
            Ok(Some(true))
        } else if PAIRS.iter().any(|(_, no)| *no == folded) {
            Ok(Some(false))
        } else {
            Err(())
        }
    }

    /// Reads labels: `(row, value)` in order. Empty labels are none.
    ///
    /// Decisions are read as 1 and 0. Numbers that are no decisions are grades: from −1 to 1 where all are −1, 0 or 1,
    /// from 1 to 5 where all lie there, else on [`LabelRule::scale`].
    ///
    /// # Errors
    /// [`ErrorKind::Labels`] at the first value that is neither decision nor grade (naming its row and up to eight of
    /// the values seen), a grade outside the scale, or where [`LabelRule::positive`] never occurs;
    /// [`ErrorKind::Setting`] where the scale does not rise or the grade that means yes is not a number.
    pub fn read<'v>(
        &self,
        column: &str,
        path: &Path,
        values: impl Iterator<Item = (u64, &'v str)> + Clone,
    ) -> Result<Values> {
        if let Some([low, high]) = self.scale.filter(|[low, high]| !(low < high && low.is_finite() && high.is_finite()))
        {
            let what = format!("a scale from {low} to {high} can't be");
            return Err(Error::new(ErrorKind::Setting, what).hint("give --scale LOWEST,HIGHEST"));
        }
        if self.accept_from.is_some_and(|g| !g.is_finite()) {
            return Err(Error::new(ErrorKind::Setting, "--accept-from is not a number").hint("give a grade"));
        }
        let graded = self.accept_from.is_some() || self.scale.is_some();
        let decisions: Result<Vec<_>, ()> = values.clone().map(|(_, v)| self.read_one(v)).collect();
        if let (Ok(decisions), false) = (&decisions, graded) {
            if let Some(positive) = self.positive.as_ref().filter(|_| !decisions.contains(&Some(true))) {
                return Err(Error::new(ErrorKind::Labels, format!("no row has the value `{}`", shorten(positive)))
                    .file(path)
                    .column(column)
                    .hint("give --positive a value of this column"));
            }
            let numbers = decisions.iter().map(|d| d.map(|yes| f64::from(u8::from(yes)))).collect();
            return Ok(Values { numbers, scale: None });
        }
        let numbers: Vec<Option<Option<f64>>> = values.clone().map(|(_, v)| grade(v)).collect();
        let known = SCALES.into_iter().find(|[low, high]| {
            let within = |g: f64| (*low..=*high).contains(&g) && (*low > 0.0 || g.fract() == 0.0);
            numbers.iter().all(|n| n.is_some_and(|g| g.is_none_or(within)))
        });
        let given: Vec<f64> = numbers.iter().flatten().flatten().copied().collect();
        let seen = || {
            [
                given.iter().copied().fold(f64::INFINITY, f64::min),
                given.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            ]
        };
        let scale = self.scale.or(known).or_else(|| self.accept_from.map(|_| seen()));
        for ((row, value), number) in values.clone().zip(&numbers) {
            let what =
                match (number, scale) {
                    (Some(None), _) => continue,
                    (Some(Some(g)), Some([low, high])) if (low..=high).contains(g) => continue,
                    (Some(Some(_)), Some([low, high])) => {
                        format!("the grade {} is not on the scale from {low} to {high}", shorten(value))
                    }
                    (None, _) if graded => {
                        let what = format!("`{}` is no grade; expected a number", shorten(value));
                        return Err(Error::new(ErrorKind::Labels, what).file(path).row(row).column(column).hint(
                            "mend the row, or leave out --accept-from and --scale where the labels are yes and no",
                        ));
                    }
                    // Some value is neither: name the first that is no decision.
                    _ if self.read_one(value).is_ok() => continue,
                    _ => return Err(neither(value, values.map(|(_, v)| v)).file(path).row(row).column(column)),
                };
            return Err(Error::new(ErrorKind::Labels, what)
                .file(path)
                .row(row)
                .column(column)
                .hint("mend the row, or give --scale LOWEST,HIGHEST"));
        }
        Ok(Values { numbers: numbers.into_iter().map(Option::flatten).collect(), scale })
    }
}

/// A value as a grade: `Some(None)` where it is empty, none where it is no finite number.
fn grade(value: &str) -> Option<Option<f64>> {
    let value = value.trim().replace('\u{2212}', "-");
    if value.is_empty() {
        return Some(None);
    }
    value.parse::<f64>().ok().filter(|g| g.is_finite()).map(Some)
}

/// The error of a value that is neither decision nor grade.
fn neither<'v>(value: &str, values: impl Iterator<Item = &'v str>) -> Error {
    let mut seen = BTreeMap::new();
    for value in values {
        *seen.entry(value.trim()).or_insert(0u64) += 1;
    }
    let shown: Vec<_> = seen.iter().take(8).map(|(v, n)| format!("`{}` ({n}×)", shorten(v))).collect();
    Error::new(
        ErrorKind::Labels,
        format!(
            "`{}` is no label; expected 1/0, true/false, yes/no, accept/reject or admit/reject, or grades of -1, 0, 1 or 1 to 5; the values are {}{}",
            shorten(value),
            shown.join(", "),
            if seen.len() > 8 { " and more" } else { "" }
        ),
    )
    .hint("say which value means yes with --positive VALUE, or what the grades are with --scale LOWEST,HIGHEST")
}

/// The first characters of a value: labels are short, letters given by mistake are not.
fn shorten(value: &str) -> String {
    let mut short: String = value.chars().take(24).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str], positive: Option<&str>) -> Result<Vec<Option<f64>>> {
        let rule = LabelRule { positive: positive.map(Into::into), ..LabelRule::default() };
        Ok(with(&rule, values)?.numbers)
    }

    fn with(rule: &LabelRule, values: &[&str]) -> Result<Values> {
        rule.read("y", Path::new("l.csv"), values.iter().enumerate().map(|(i, v)| (i as u64 + 1, *v)))
    }

    #[test]
    fn the_usual_words_are_read_in_any_case() {
        let got = read(&["1", "0", "TRUE", "no", "Accept", "rejected", " admit ", "", "1.0"], None).unwrap();
        let yes = Some(1.0);
        let no = Some(0.0);
        assert_eq!(got, [yes, no, yes, no, yes, no, yes, None, yes]);
        assert_eq!(read(&["A", "B", ""], Some("a")).unwrap(), [yes, no, None]);
    }

    #[test]
    fn other_values_are_errors_with_row_and_values() {
        let e = read(&["1", "maybe", "0"], None).unwrap_err().to_string();
        assert!(
            e.starts_with("l.csv, row 2, column y: `maybe`") && e.contains("`0` (1×)") && e.contains("--positive"),
            "{e}"
        );
        assert!(read(&["x"], Some("y")).is_err());
    }

    #[test]
    fn grades_are_read_on_their_scale() {
        let rule = LabelRule::default();
        let scale = |values: &[&str]| with(&rule, values).map(|v| v.scale);
        assert_eq!(scale(&["-1", "0", "", "1"]).unwrap(), Some([-1.0, 1.0]));
        assert_eq!(scale(&["1", "0"]).unwrap(), None);
        assert_eq!(scale(&["1", "3.5", "5"]).unwrap(), Some([1.0, 5.0]));
        assert_eq!(with(&rule, &["2", "", "\u{2212}1"]).unwrap_err().place().row, Some(1));
        let ten = LabelRule { scale: Some([0.0, 10.0]), ..LabelRule::default() };
        assert_eq!(with(&ten, &["0", "7"]).unwrap().numbers, [Some(0.0), Some(7.0)]);
        assert!(with(&ten, &["11"]).unwrap_err().to_string().contains("the grade 11 is not on the scale from 0 to 10"));
        let from = LabelRule { accept_from: Some(3.0), ..LabelRule::default() };
        assert_eq!(with(&from, &["1", "0"]).unwrap().numbers, [Some(1.0), Some(0.0)]);
        assert!(with(&from, &["accept"]).unwrap_err().to_string().contains("`accept` is no grade"));
        assert!(with(&from, &["NaN"]).is_err() && with(&from, &["inf"]).is_err());
        let wrong = LabelRule { scale: Some([3.0, 1.0]), ..LabelRule::default() };
        assert_eq!(with(&wrong, &["1"]).unwrap_err().kind(), ErrorKind::Setting);
    }
}
