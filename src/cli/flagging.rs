//! Arguments of the notes for people, and the comparison of letters with each other.

use super::common;
use clap::Args;
use shortlist::batch::similarity;
use shortlist::error::{Error, Result};
use shortlist::flags::similar::THRESHOLD;
use shortlist::flags::{Inspector, Prompt, Settings, WordRange};
use shortlist::model::Model;
use shortlist::patterns::RuleSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the checks of a letter need to know.
#[derive(Args, Clone, Debug)]
pub struct Inspecting {
    /// The school's own prompt, as plain text: letters that hold it are flagged `prompt_pasted`
    #[arg(long, value_name = "FILE", help_heading = "Flags (notes for people; they change no score)")]
    prompt: Option<PathBuf>,
    /// Words that a letter should have: others are flagged `too_short` or `too_long` (default: 60-1500)
    #[arg(long, value_name = "MIN-MAX", value_parser = range, help_heading = "Flags (notes for people; they change no score)")]
    expected_words: Option<WordRange>,
}

/// What the comparison of letters needs to know.
#[derive(Args, Clone, Debug)]
pub struct Comparing {
    /// Letters of an earlier year, to compare with; may be given several times
    #[arg(long, value_name = "FILE", help_heading = "Flags (notes for people; they change no score)")]
    earlier: Vec<PathBuf>,
    /// Two letters are alike if they share at least this part of their runs of five words (above 0, at most 1)
    #[arg(long, value_name = "SHARE", default_value_t = THRESHOLD, help_heading = "Flags (notes for people; they change no score)")]
    similar: f64,
}

fn range(text: &str) -> Result<WordRange, String> {
    text.parse().map_err(|e: Error| e.to_string())
}

impl Inspecting {
    /// The checks.
    pub fn inspector(&self, rules: &Arc<RuleSet>) -> Result<Inspector> {
        let prompt = self.prompt_text()?.map(|text| Prompt::new(&text));
        let (words, rules) = (self.expected_words.unwrap_or_default(), Arc::clone(rules));
        Ok(Inspector::new(&Settings { prompt, words, rules }))
    }

    /// The school's prompt.
    fn prompt_text(&self) -> Result<Option<String>> {
        let read = |path: &PathBuf| std::fs::read_to_string(path).map_err(|e| Error::io("read the prompt", path, e));
        self.prompt.as_ref().map(read).transpose()
    }

    /// What to say where a model that has learnt words is used on letters to another prompt.
    pub fn other_prompt(&self, model: &Model) -> Result<Option<String>> {
        let Some(words) = &model.wording else { return Ok(None) };
        Ok(self.prompt_text()?.and_then(|text| words.other_prompt(&text)))
    }

    /// The file that is read.
    pub fn input(&self) -> Option<&Path> {
        self.prompt.as_deref()
    }

    /// What was set, for the record.
    pub fn facts(&self) -> Vec<(String, serde_json::Value)> {
        let prompt = self.prompt.as_ref().map(|p| ("prompt".to_owned(), common::file_name(p).into()));
        let words =
            self.expected_words.map(|w| ("expected_words".to_owned(), format!("{}-{}", w.least, w.most).into()));
        prompt.into_iter().chain(words).collect()
    }
}

impl Comparing {
    /// How letters are compared; refuses a threshold that can't be, before any letter is read.
    pub fn how(&self) -> Result<similarity::Comparing> {
        let mut how = similarity::Comparing::default();
        how.earlier.clone_from(&self.earlier);
        how.threshold = self.similar;
        how.check().map(|()| how)
    }

    /// The files that are read.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        self.earlier.iter().map(PathBuf::as_path)
    }

    /// What was set, for the record.
    pub fn facts(&self) -> Vec<(String, serde_json::Value)> {
        let mut facts = vec![("similar".to_owned(), self.similar.into())];
        if !self.earlier.is_empty() {
            let files: Vec<String> = self.earlier.iter().map(|p| common::file_name(p)).collect();
            facts.push(("earlier".to_owned(), files.into()));
        }
        facts
    }
}

/// Every flag's own text, for `--help`.
pub fn manual() -> String {
    let mut out = String::from("\nThe flags (notes for people; they change no score):\n");
    for about in shortlist::flags::manual() {
        out += &common::entry(&about, about.name);
    }
    out
}
