//! The words of a model, in its file.

use super::options::WordOptions;
use crate::features::wording::WordWeights;
use crate::ingest::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The words that a model has learnt: their weighted sum is its column of words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// The words, by their letters.
    pub words: Vec<LearntWord>,
    /// The sum of the weights in an average training letter, which the column has taken off.
    pub average: f64,
    /// Words among which they were chosen.
    pub candidates: u64,
    /// What they gain on letters held out.
    pub gain: Gain,
    /// Words that people left out (`--strike`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub struck: Vec<String>,
    /// SHA-256 of the file in which people approved them; none if nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_digest: Option<String>,
    /// SHA-256 of the school's prompt, whose words were left out; none if none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_digest: Option<String>,
}

/// A word that was learnt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearntWord {
    /// The word, in lower case.
    pub word: String,
    /// What it adds to the column (log-odds of the joint ridge).
    pub weight: f64,
    /// Share of the training letters that hold it.
    pub share: f64,
    /// Share of bootstrap draws of the letters in which it was chosen.
    pub frequency: f64,
}

/// Mean log-loss (nats) on letters held out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gain {
    /// Of the columns alone.
    pub without: f64,
    /// With the words.
    pub with: f64,
    /// Standard error of the difference, letter by letter (group by group, where there are groups).
    pub standard_error: f64,
}

impl Gain {
    /// How much lower the loss is with the words.
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.without - self.with
    }
}

impl Wording {
    /// The words as the feature measures them.
    #[must_use]
    pub fn weights(&self) -> WordWeights {
        WordWeights::new(self.words.iter().map(|w| (w.word.as_str(), w.weight)), self.average)
    }

    /// How words are learnt again as these were: of approved words these alone, else all but those that were struck.
    #[must_use]
    pub fn options(&self) -> WordOptions {
        let own = || self.words.iter().map(|w| w.word.clone()).collect();
        WordOptions {
            approved: self.list_digest.as_ref().map(|_| own()),
            struck: self.struck.clone(),
            ..WordOptions::default()
        }
    }

    /// What to say where letters to this prompt are scored: the words were learnt from letters to another one, or without it.
    #[must_use]
    pub fn other_prompt(&self, prompt: &str) -> Option<String> {
        let now = hex(&Sha256::digest(prompt.as_bytes()));
        let how = match &self.prompt_digest {
            None => "without knowing the prompt, so words of the prompt may count",
            Some(then) if *then != now => {
                "from letters to another prompt, so words may count because this one asks for them"
            }
            Some(_) => return None,
        };
        Some(format!("the model has learnt words {how}; train again with this prompt: train … --wording --prompt FILE"))
    }

    /// What is wrong with the block, in words.
    pub(in crate::model) fn fault(&self) -> Option<String> {
        let mut names = std::collections::BTreeSet::new();
        if let Some(twice) = self.words.iter().find(|w| !names.insert(&w.word)) {
            return Some(format!("the word {} stands twice", twice.word));
        }
        let finite = |w: &LearntWord| w.weight.is_finite() && w.share.is_finite() && w.frequency.is_finite();
        let all = self.words.iter().all(finite) && self.average.is_finite();
        (!all).then(|| "a number of its words is no number".to_owned())
    }
}
