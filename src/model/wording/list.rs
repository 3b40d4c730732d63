//! The file in which people approve words: TOML, an entry a word.

use super::block::LearntWord;
use super::learn::Learnt;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::hex;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Words for people to approve.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// Format number of the file.
    pub format: u32,
    /// SHA-256 of the table with the letters from which the words were learnt.
    pub letters: String,
    /// SHA-256 of the labels.
    pub labels: String,
    /// SHA-256 of the above and of the numbers of every word: what people must not change.
    pub check: String,
    /// The words.
    #[serde(default, rename = "word")]
    pub words: Vec<ListedWord>,
}

/// A word for people to approve.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedWord {
    /// The word, in lower case.
    pub word: String,
    /// What it adds (log-odds), beside the columns and the other words.
    pub weight: f64,
    /// Share of the labelled letters that hold it.
    pub share: f64,
    /// Share of bootstrap draws of the letters in which it was chosen.
    pub frequency: f64,
    /// Whether it may count.
    pub approved: bool,
}

/// What stands above the words.
const HEAD: &str = "\
# Words that go together with the committee's decisions, beside what the columns of the model say.
# A word is no reason: read each, and set approved = true where it may count. All others take no part.
# Change nothing else; to leave a word out, leave approved = false. Then train again with the same --wording FILE.
# weight: log-odds that the word adds; share: of the labelled letters that hold it; frequency: share of 200 draws of the
# letters in which it was chosen (a word with a low one is chance).
";

impl WordList {
    /// The newest format.
    pub const FORMAT: u32 = 1;

    /// The words that were learnt from letters and labels of these digests, none approved; the strongest first.
    #[must_use]
    pub fn of(learnt: &Learnt, letters: &str, labels: &str) -> Self {
        let listed = |w: &LearntWord| ListedWord {
            word: w.word.clone(),
            weight: rounded(w.weight),
            share: rounded(w.share),
            frequency: rounded(w.frequency),
            approved: false,
        };
        let mut words: Vec<ListedWord> = learnt.words.iter().map(listed).collect();
        let spread = |w: &ListedWord| w.weight.abs() * (w.share * (1.0 - w.share)).max(0.0).sqrt();
        words.sort_by(|a, b| spread(b).total_cmp(&spread(a)).then_with(|| a.word.cmp(&b.word)));
        let mut list =
            Self { format: Self::FORMAT, letters: letters.into(), labels: labels.into(), check: String::new(), words };
        list.check = list.checksum();
        list
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where it is no such file, a word stands twice, or more than `approved` was changed in it.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = |what: String| Error::new(ErrorKind::Format, what);
        let list: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            fail(format!("line {line}: not a list of words: {}", e.message()))
                .hint("delete the file, and `train --wording FILE` writes it anew")
        })?;
        if list.format != Self::FORMAT {
            let what = format!("the list of words has format {}; expected {}", list.format, Self::FORMAT);
            return Err(fail(what).hint("update shortlist"));
        }
        let mut seen = std::collections::BTreeSet::new();
        if let Some(twice) = list.words.iter().find(|w| !seen.insert(&w.word)) {
            return Err(fail(format!("the word `{}` stands twice", twice.word)).hint("leave one of them out"));
        }
        if list.check != list.checksum() {
            return Err(fail("the list of words was changed in more than `approved`: its check does not fit".into()).hint(
                "undo the change (a word that may not count stays, with approved = false), or delete the file and let `train --wording FILE` write it anew",
            ));
        }
        Ok(list)
    }

    /// The file's text.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = format!(
            "{HEAD}\nformat = {}\nletters = \"{}\"\nlabels = \"{}\"\ncheck = \"{}\"\n",
            self.format, self.letters, self.labels, self.check
        );
        for w in &self.words {
            // Words are letters and apostrophes alone.
            let _ = write!(
                out,
                "\n[[word]]\nword = \"{}\"\nweight = {:.4}\nshare = {:.4}\nfrequency = {:.4}\napproved = {}\n",
                w.word, w.weight, w.share, w.frequency, w.approved
            );
        }
        out
    }

    /// The words that may count.
    #[must_use]
    pub fn approved(&self) -> Vec<String> {
        self.words.iter().filter(|w| w.approved).map(|w| w.word.clone()).collect()
    }

    /// The words that were not approved: they are never chosen again.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        self.words.iter().filter(|w| !w.approved).map(|w| w.word.clone()).collect()
    }

    fn checksum(&self) -> String {
        let mut words: Vec<&ListedWord> = self.words.iter().collect();
        words.sort_by(|a, b| a.word.cmp(&b.word));
        let mut text = format!("{}\n{}\n{}\n", self.format, self.letters, self.labels);
        for w in words {
            let _ = writeln!(text, "{} {:.4} {:.4} {:.4}", w.word, w.weight, w.share, w.frequency);
        }
        hex(&Sha256::digest(text.as_bytes()))
    }
}

/// To four places, as the file has it; 0 for -0.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::wording::Gain;

    fn list() -> WordList {
        let word = |word: &str, weight: f64| LearntWord { word: word.into(), weight, share: 0.2, frequency: 0.51 };
        let words = vec![word("because", 0.1), word("don't", 0.25), word("stuff", -0.31236)];
        let learnt = Learnt { words, average: 0.1, candidates: 9, column: Vec::new(), gain: Gain::default() };
        WordList::of(&learnt, "aa", "bb")
    }

    #[test]
    fn a_list_is_written_without_approval_and_read_back() {
        let list = list();
        let words: Vec<(&str, f64, bool)> =
            list.words.iter().map(|w| (w.word.as_str(), w.weight, w.approved)).collect();
        assert_eq!(words, [("stuff", -0.3124, false), ("don't", 0.25, false), ("because", 0.1, false)]);
        let text = list.to_toml();
        assert_eq!(WordList::parse(&text).unwrap(), list);
        assert!(
            text.contains("word = \"don't\"\nweight = 0.2500\nshare = 0.2000\nfrequency = 0.5100\napproved = false")
        );
        let approved = text.replacen("approved = false", "approved = true", 2);
        // The head speaks of `approved = false`, too.
        let approved = approved.replacen("approved = false", "approved = true", 1);
        let read = WordList::parse(&approved).unwrap();
        assert_eq!(read.approved().len() + read.refused().len(), 3);
        assert!(!read.approved().is_empty());
    }

    #[test]
    fn only_approval_may_be_changed() {
        let text = list().to_toml();
        for (from, to, said) in [
            ("weight = 0.1000", "weight = 0.9000", "changed in more than `approved`"),
            ("word = \"because\"", "word = \"becuase\"", "changed in more than `approved`"),
            ("letters = \"aa\"", "letters = \"ab\"", "changed in more than `approved`"),
            ("word = \"stuff\"", "word = \"because\"", "stands twice"),
            ("share = 0.2000", "shares = 0.2000", "line 15: not a list of words"),
            ("format = 1", "format = 7", "has format 7"),
        ] {
            assert!(text.contains(from), "{from}");
            let e = WordList::parse(&text.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(e.contains(said), "{e}");
        }
    }
}
