//! Words that are learnt from a committee's labels.

use super::measured::LabelledLetters;
use crate::error::{Error, ErrorKind, Result};
use crate::features::wording::Never;
use crate::ingest::hex;
use crate::model::strength::FitOptions;
use crate::model::wording::{Learnt, WordList, WordOptions, WordTable, Wording, learn};
use sha2::{Digest, Sha256};

/// What is asked of words that are learnt.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WordsAsked {
    /// The file in which people approved words, and its text; none if all that are chosen count.
    pub list: Option<(WordList, String)>,
    /// Words that people leave out.
    pub struck: Vec<String>,
    /// The school's own prompt.
    pub prompt: Option<String>,
}

impl WordsAsked {
    /// The digest of the prompt's text.
    #[must_use]
    pub fn prompt_digest(&self) -> Option<String> {
        self.prompt.as_ref().map(|text| digest(text))
    }

    /// How words are chosen: of approved words, those that were not struck.
    #[must_use]
    pub fn options(&self) -> WordOptions {
        let is_struck = |word: &String| self.struck.contains(word);
        let approved = self.list.as_ref().map(|(list, _)| list.approved());
        let refused = self.list.as_ref().map_or(Vec::new(), |(list, _)| list.refused());
        WordOptions {
            approved: approved.map(|words| words.into_iter().filter(|w| !is_struck(w)).collect()),
            struck: self.struck.iter().cloned().chain(refused).collect(),
            ..WordOptions::default()
        }
    }

    /// That every word of the list and every word that is struck is one that the letters hold and that may be learnt.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] naming the first that is not.
    pub fn check(&self, table: &WordTable) -> Result<()> {
        let listed = self.list.iter().flat_map(|(list, _)| &list.words).map(|w| &w.word);
        for word in listed {
            let why = match table.place(word).map(|place| table.never[place]) {
                None => "no labelled letter holds it",
                Some(Some(reason)) => reason,
                Some(None) => continue,
            };
            let what = format!("the list of words holds `{word}`, which can't be learnt here: {why}");
            return Err(Error::new(ErrorKind::Setting, what)
                .hint("give the letters from which the list was made, or delete it and let `train --wording FILE` write it anew"));
        }
        if let Some(word) = self.struck.iter().find(|word| table.place(word).is_none()) {
            return Err(Error::new(ErrorKind::Setting, format!("--strike {word}: no labelled letter holds this word"))
                .hint("write the word as the list has it, in lower case"));
        }
        Ok(())
    }

    /// The words as a model keeps them.
    #[must_use]
    pub fn block(&self, learnt: &Learnt) -> Wording {
        let mut words = learnt.words.clone();
        // How often a word would be chosen was found when it was: the list has it.
        for word in &mut words {
            let listed = self.list.as_ref().and_then(|(list, _)| list.words.iter().find(|w| w.word == word.word));
            word.frequency = listed.map_or(word.frequency, |w| w.frequency);
        }
        let mut struck = self.struck.clone();
        struck.sort();
        struck.dedup();
        Wording {
            words,
            average: learnt.average,
            candidates: learnt.candidates,
            gain: learnt.gain,
            struck,
            list_digest: self.list.as_ref().map(|(_, text)| digest(text)),
            prompt_digest: self.prompt_digest(),
        }
    }
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

impl LabelledLetters {
    /// The words of the examples' letters; empty where they were not kept
    /// ([`crate::flags::Measurer::keeping_vocabulary`]).
    #[must_use]
    pub fn word_table(&self, prompt: Option<&str>) -> WordTable {
        self.measured.vocabulary.table(&self.examples.ids, &Never::new(prompt))
    }

    /// Learns words from the labels, for a fit of these options. With a column of words among the examples, it is filled.
    ///
    /// # Errors
    /// Those of [`WordsAsked::check`] and [`learn`].
    pub fn learn_words(&mut self, table: &WordTable, asked: &WordsAsked, fit: &FitOptions) -> Result<Learnt> {
        asked.check(table)?;
        let learnt = learn(&self.examples, table, &asked.options(), fit)?;
        if self.examples.learnt_column().is_some() {
            self.examples = self.examples.with_learnt(&learnt.column);
        }
        Ok(learnt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_unknown_are_said() {
        let table = WordTable { words: vec!["because".into()], never: vec![None], letters: vec![vec![0]] };
        let mut asked = WordsAsked { struck: vec!["because".into()], ..WordsAsked::default() };
        asked.check(&table).unwrap();
        assert_eq!(asked.options().struck, ["because"]);
        asked.struck = vec!["becuase".into()];
        assert!(asked.check(&table).unwrap_err().to_string().contains("--strike becuase"));
    }
}
