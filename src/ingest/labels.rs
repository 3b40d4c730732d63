//! Labels as people write them.

use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// How a label column is read.
#[derive(Clone, Debug, Default)]
pub struct LabelRule {
    /// The value that means yes (`--positive`); every other value then means no.
    pub positive: Option<String>,
}

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

    /// Reads a label column: `(row, value)` in order. Empty labels are none.
    ///
    /// # Errors
    /// [`ErrorKind::Labels`] at the first value that is neither yes nor no (naming its row and up to eight of
    /// the values seen), or where [`LabelRule::positive`] never occurs.
    pub fn read<'v>(
        &self,
        column: &str,
        path: &Path,
        values: impl Iterator<Item = (u64, &'v str)> + Clone,
    ) -> Result<Vec<Option<bool>>> {
        let mut labels = Vec::new();
        for (row, value) in values.clone() {
            let Ok(label) = self.read_one(value) else {
                let mut seen = BTreeMap::new();
                for (_, value) in values {
                    *seen.entry(value.trim()).or_insert(0u64) += 1;
                }
                let shown: Vec<_> = seen.iter().take(8).map(|(v, n)| format!("`{}` ({n}×)", shorten(v))).collect();
                return Err(Error::new(
                    ErrorKind::Labels,
                    format!(
                        "`{}` is no label; expected 1/0, true/false, yes/no, accept/reject or admit/reject; the values are {}{}",
                        shorten(value),
                        shown.join(", "),
                        if seen.len() > 8 { " and more" } else { "" }
                    ),
                )
                .file(path)
                .row(row)
                .column(column)
                .way_out("say which value means yes with --positive VALUE"));
            };
            labels.push(label);
        }
        if let Some(positive) = self.positive.as_ref().filter(|_| !labels.contains(&Some(true))) {
            return Err(Error::new(ErrorKind::Labels, format!("no row has the value `{}`", shorten(positive)))
                .file(path)
                .column(column)
                .way_out("give --positive a value of this column"));
        }
        Ok(labels)
    }
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

    fn read(values: &[&str], positive: Option<&str>) -> Result<Vec<Option<bool>>> {
        let rule = LabelRule { positive: positive.map(Into::into) };
        rule.read("y", Path::new("l.csv"), values.iter().enumerate().map(|(i, v)| (i as u64 + 1, *v)))
    }

    #[test]
    fn the_usual_words_are_read_in_any_case() {
        let got = read(&["1", "0", "TRUE", "no", "Accept", "rejected", " admit ", "", "1.0"], None).unwrap();
        let yes = Some(true);
        let no = Some(false);
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
}
