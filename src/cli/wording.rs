//! Arguments of words that are learnt.

use super::common::{self, Reading};
use shortlist::batch::{LabelledLetters, WordsAsked};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::model::Model;
use shortlist::model::strength::FitOptions;
use shortlist::model::wording::{Learnt, WordList, WordOptions, WordTable, gaming, word_gaps};
use shortlist::report::{files, gaps_text, words_text};
use std::path::{Path, PathBuf};

/// Which words a model learns.
#[derive(clap::Args, Clone, Debug)]
pub struct WordingArguments {
    /// Learn single words of the letters, too, as one more column: up to 40 that go together with the labels beside the
    /// other columns. Needs 300 labels, and is refused where held-out letters show no gain. Words that tell of gender,
    /// family, religion, origin, schools or occupations are never learnt. With a file: where it is missing, the words are
    /// written to it and the model has none; people set `approved = true` in it, and the next run learns from those alone
    #[arg(long, value_name = "WORDS.toml", num_args = 0..=1, value_parser = list)]
    wording: Option<Option<PathBuf>>,
    /// With --wording: words to leave out
    #[arg(long, value_name = "WORD,…", value_delimiter = ',', requires = "wording")]
    strike: Vec<String>,
    /// With --wording: columns of the table with the letters, such as gender; words that their groups use differently are said.
    /// The model learns nothing of them
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', requires = "wording")]
    audit_by: Vec<String>,
    /// With --wording: the school's own prompt, as plain text, whose words are never learnt
    #[arg(long, value_name = "FILE", requires = "wording")]
    prompt: Option<PathBuf>,
}

fn list(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_toml = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"));
    let otherwise = || "expected a file whose name ends in .toml; without a file, --wording stands last".to_owned();
    is_toml.then_some(path).ok_or_else(otherwise)
}

/// What a run does with words.
#[derive(Debug, Default)]
pub struct WordsRun {
    /// What is asked of them; none if none are learnt.
    asked: Option<WordsAsked>,
    /// Where the list is to be written that people approve.
    new_list: Option<PathBuf>,
}

impl WordingArguments {
    /// The files that are read, and the one that may be written.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.prompt.as_deref().into_iter().chain(self.wording.iter().flatten().map(PathBuf::as_path))
    }

    /// The columns by whose groups the words are looked at.
    pub fn audited(&self) -> impl Iterator<Item = &str> {
        self.audit_by.iter().map(String::as_str)
    }

    /// Reads the list and the prompt.
    pub fn read(&self, reading: &Reading) -> Result<WordsRun> {
        let Some(list) = &self.wording else { return Ok(WordsRun::default()) };
        check_parts(&reading.reads)?;
        let mut asked = WordsAsked::default();
        asked.struck.extend(self.strike.iter().map(|word| word.trim().to_lowercase()));
        asked.prompt = self.prompt.as_deref().map(|path| read(path, "read the prompt")).transpose()?;
        let Some(path) = list else { return Ok(WordsRun { asked: Some(asked), new_list: None }) };
        if !path.exists() {
            return Ok(WordsRun { asked: Some(asked), new_list: Some(path.clone()) });
        }
        let text = read(path, "read the list of words")?;
        let list = WordList::parse(&text).map_err(|e| e.file(path))?;
        if list.approved().iter().all(|word| asked.struck.contains(word)) {
            let said = format!("no word of {} is approved: the model has no words", path.display());
            common::say("note", &said);
            return Ok(WordsRun::default());
        }
        asked.list = Some((list, text));
        Ok(WordsRun { asked: Some(asked), new_list: None })
    }
}

fn read(path: &Path, doing: &str) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| Error::io(doing, path, e))
}

impl WordsRun {
    /// How words are learnt again in every fold of a cross-validation, with the prompt; none if none are.
    pub fn for_folds(&self) -> Result<Option<(WordOptions, Option<&str>)>> {
        if let Some(path) = &self.new_list {
            return Err(Error::new(ErrorKind::Io, "no such list of words")
                .file(path)
                .hint("`train --wording FILE` writes it; without a file, every word that is chosen counts"));
        }
        Ok(self.asked.as_ref().map(|asked| (asked.options(), asked.prompt.as_deref())))
    }

    /// Whether words are to be learnt, be it for a list alone.
    pub fn learns(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether the model is to have words.
    pub fn counts(&self) -> bool {
        self.asked.is_some() && self.new_list.is_none()
    }

    /// What is asked.
    pub fn asked(&self) -> Option<&WordsAsked> {
        self.asked.as_ref().filter(|_| self.new_list.is_none())
    }

    /// Learns the words, and writes the list that people approve where it is missing.
    pub fn learn(&self, read: &mut LabelledLetters, fit: &FitOptions) -> Result<Option<(Learnt, WordTable)>> {
        let Some(asked) = &self.asked else { return Ok(None) };
        let table = read.word_table(asked.prompt.as_deref());
        let learnt = read.learn_words(&table, asked, fit)?;
        let letters = &read.measured.input.digest;
        let labels = read.labels.digest.as_ref().unwrap_or(letters);
        if let Some((list, _)) = &asked.list
            && (list.letters != *letters || list.labels != *labels)
        {
            common::say("note", "the list of words was made from other letters or labels: its words are weighed anew");
        }
        if let Some(path) = &self.new_list {
            files::write_whole(path, WordList::of(&learnt, letters, labels).to_toml().as_bytes(), true)?;
            let said = format!(
                "{} words are written to {}, and the model has none of them: read them, set approved = true where one may count, and train again with --wording {}",
                learnt.words.len(),
                path.display(),
                path.display()
            );
            common::say("note", &said);
        }
        Ok(Some((learnt, table)))
    }

    /// The words of the model with what they gain and how far they can be gamed; and, of the words of a list, too, those that
    /// the groups of columns use differently, which stand `from` so many places behind among the columns that were asked for.
    pub fn summary(
        &self,
        model: &Model,
        read: &LabelledLetters,
        (learnt, table): &(Learnt, WordTable),
        audited: impl Iterator<Item = (usize, String)>,
    ) -> Result<String> {
        let mut said = String::new();
        if let Some(wording) = &model.wording {
            said += &words_text(
                wording,
                model.per_word_weight().unwrap_or(1.0),
                gaming(model, &read.examples, table)?.as_ref(),
            );
        }
        for (place, column) in audited {
            let groups = read.measured.asked_of(&read.examples.ids, place);
            said += &gaps_text(&column, &word_gaps(&learnt.words, table, &groups));
        }
        Ok(said)
    }
}

/// Refuses a feature that reads some parts of an application alone: words are learnt from the whole letter.
fn check_parts(reads: &[(String, Vec<String>)]) -> Result<()> {
    let learnt = |name: &String| shortlist::features::registrations().any(|r| r.properties.learnt && r.name == name);
    match reads.iter().find(|(name, _)| learnt(name)) {
        None => Ok(()),
        Some((name, _)) => {
            Err(Error::new(ErrorKind::Setting, format!("--reads {name}: words are learnt from the whole letter"))
                .hint("leave it out"))
        }
    }
}
