//! Arguments of the notes for people, and the comparison of letters with each other.

use super::common;
use clap::Args;
use shortlist::error::{Error, Result};
use shortlist::flags::similar::{FLAGS, Kept, Kind, Letters, Similar, THRESHOLD, check_threshold, shingles::shingles};
use shortlist::flags::{Inspector, Prompt, Settings, WordRange};
use shortlist::ingest::{Options, Source};
use shortlist::rank::Note;
use std::path::{Path, PathBuf};

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
    /// Share of their word 5-grams from which on two letters are alike, above 0, at most 1
    #[arg(long, value_name = "SHARE", default_value_t = THRESHOLD, help_heading = "Flags (notes for people; they change no score)")]
    similar: f64,
}

fn range(text: &str) -> Result<WordRange, String> {
    text.parse().map_err(|e: Error| e.to_string())
}

impl Inspecting {
    /// The checks.
    pub fn inspector(&self) -> Result<Inspector> {
        let prompt = match &self.prompt {
            Some(path) => {
                Some(Prompt::new(&std::fs::read_to_string(path).map_err(|e| Error::io("read the prompt", path, e))?))
            }
            None => None,
        };
        Ok(Inspector::new(&Settings { prompt, words: self.expected_words.unwrap_or_default() }))
    }

    /// The file that is read.
    pub fn input(&self) -> Option<&Path> {
        self.prompt.as_deref()
    }

    /// What was set, for the record.
    pub fn facts(&self) -> Vec<(String, serde_json::Value)> {
        let prompt = self.prompt.as_ref().map(|p| ("prompt".to_owned(), p.display().to_string().into()));
        let words =
            self.expected_words.map(|w| ("expected_words".to_owned(), format!("{}-{}", w.least, w.most).into()));
        prompt.into_iter().chain(words).collect()
    }
}

/// Letters that are being compared, and their ids.
pub struct Compared {
    /// Their shingles.
    pub letters: Letters,
    /// Their ids, with the file of an earlier year.
    pub ids: Vec<String>,
}

impl Compared {
    /// None yet.
    pub fn new() -> Result<Self> {
        Ok(Self { letters: Letters::new()?, ids: Vec::new() })
    }

    /// Adds a letter by its shingles.
    pub fn push(&mut self, id: &str, shingles: &[u32]) -> Result<()> {
        self.ids.push(id.to_owned());
        self.letters.push(shingles, false)
    }
}

/// Letters that were compared.
pub struct Alike {
    /// What was found.
    pub similar: Similar,
    /// The letters.
    pub letters: Kept,
    /// Their ids, with the file of an earlier year.
    pub ids: Vec<String>,
}

impl Comparing {
    /// Refuses a threshold that can't be, before any letter is read.
    pub fn check(&self) -> Result<f64> {
        check_threshold(self.similar)
    }

    /// The files that are read.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        self.earlier.iter().map(PathBuf::as_path)
    }

    /// Compares the letters with each other and with those of earlier years, which follow those given.
    pub fn compare(&self, compared: Compared, options: &Options, threads: usize) -> Result<Alike> {
        let Compared { mut letters, mut ids } = compared;
        for path in &self.earlier {
            for application in Source::open(path, options)? {
                let application = application?;
                if let Ok(letter) = &application.letter {
                    letters.push(&shingles(letter), true)?;
                    ids.push(format!("{} of {}", application.id, path.display()));
                }
            }
        }
        let (similar, letters) = letters.compare(self.similar, threads)?;
        Ok(Alike { similar, letters, ids })
    }

    /// What was set, for the record.
    pub fn facts(&self) -> Vec<(String, serde_json::Value)> {
        let mut facts = vec![("similar".to_owned(), self.similar.into())];
        if !self.earlier.is_empty() {
            let files: Vec<String> = self.earlier.iter().map(|p| p.display().to_string()).collect();
            facts.push(("earlier".to_owned(), files.into()));
        }
        facts
    }
}

/// Letters that are named beside a letter that is like them.
const LIKE: usize = 3;

/// What the flags of a comparison rest on: a letter's number, a note that names the letter that is like it, and that one's
/// number; for each letter the few that are most like it.
pub fn notes(alike: &Alike) -> Vec<(usize, Note, usize)> {
    let mut counts = vec![0usize; alike.ids.len()];
    let mut notes = Vec::new();
    for pair in alike.similar.clusters.iter().filter(|c| c.kind == Kind::Copied).flat_map(|c| &c.pairs) {
        for (letter, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
            counts[letter] += 1;
            if counts[letter] <= LIKE {
                let message = format!("similarity {:.2} with {}", pair.similarity, alike.ids[other]);
                let flag = FLAGS[usize::from(alike.letters.is_earlier(other))].to_owned();
                notes.push((letter, Note { flag, message, text: String::new() }, other));
            }
        }
    }
    notes
}

/// What a comparison found, a line per group of letters, the first few.
pub fn lines(alike: &Alike) -> Vec<String> {
    const SHOWN: usize = 5;
    const NAMED: usize = 8;
    let Alike { similar, ids, .. } = alike;
    let mut lines: Vec<String> = similar
        .clusters
        .iter()
        .take(SHOWN)
        .map(|cluster| {
            let named: Vec<&str> = cluster.members.iter().take(NAMED).map(|m| ids[*m].as_str()).collect();
            let more = cluster.members.len().saturating_sub(NAMED);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let best = cluster.pairs.first().map_or(0.0, |p| p.similarity);
            let what = match cluster.kind {
                Kind::Copied => "share text",
                Kind::Template => "share the text of a template",
            };
            format!("{}{more} {what} (similarity {best:.2})", named.join(", "))
        })
        .collect();
    let more = similar.clusters.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(format!("{more} more groups of letters share text"));
    }
    if !lines.is_empty() {
        lines.push("`shortlist similar` shows the passages that letters share".to_owned());
    }
    lines
}

/// Every flag's own text, for `--help`.
pub fn manual() -> String {
    let mut out = String::from("\nThe flags (notes for people; they change no score):\n");
    for about in shortlist::flags::manual() {
        out += &common::entry(&about, about.name);
    }
    out
}
