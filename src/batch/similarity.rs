//! The letters of a table compared with each other, and with those of earlier years.

use super::runner::Runner;
use super::seen::Seen;
use crate::error::Result;
use crate::flags::similar::{FLAGS, Kept, Kind, Letters, Similar, THRESHOLD, check_threshold, shingles};
use crate::ingest::{Application, Source, codes};
use crate::rank::Note;
use crate::text::LetterReader;
use std::borrow::Cow;
use std::path::PathBuf;

/// Letters that are named beside a letter that is like them.
const LIKE: usize = 3;

/// How letters are compared.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparing {
    /// Tables of letters of earlier years, to compare with.
    pub earlier: Vec<PathBuf>,
    /// Two letters are alike if they share at least this part of their runs of five words (above 0, at most 1).
    pub threshold: f64,
}

impl Default for Comparing {
    /// No earlier years; the usual threshold.
    fn default() -> Self {
        Self { earlier: Vec::new(), threshold: THRESHOLD }
    }
}

impl Comparing {
    /// Refuses a threshold that can't be, before any letter is read.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Setting`] where it is not above 0 and at most 1.
    pub fn check(&self) -> Result<()> {
        check_threshold(self.threshold).map(|_| ())
    }
}

/// Letters that were compared: those of the table by their order, then those of earlier years.
#[derive(Debug)]
#[non_exhaustive]
pub struct Alike {
    /// What was found.
    pub similar: Similar,
    /// The letters, on disk.
    pub letters: Kept,
    /// How many are of the table.
    own: usize,
    /// Ids of letters of earlier years, with their file, and the file alone.
    earlier: Vec<[String; 2]>,
}

/// What a flag for text that another letter has rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LikeNote {
    /// The note, which names the other letter by its id.
    pub note: Note,
    /// Its message with the other letter's code.
    pub by_code: String,
    /// The number of the other letter.
    pub other: usize,
}

/// How letters are called in what is said of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calling {
    /// By their ids; those of earlier years with their file.
    Ids,
    /// By codes ([`codes::code`]), for blind readers; those of earlier years by their file alone.
    Codes,
}

impl Alike {
    /// What a letter is called: its id, which `own` knows of the letters of the table, or the id and the file of an
    /// earlier year.
    #[must_use]
    pub fn name<'a>(&'a self, letter: usize, own: impl Fn(usize) -> &'a str) -> &'a str {
        match letter.checked_sub(self.own) {
            None => own(letter),
            Some(place) => self.earlier.get(place).map_or("", |[name, _]| name),
        }
    }

    /// What a letter is called this way.
    fn called<'a>(&'a self, letter: usize, how: Calling, own: impl Fn(usize) -> &'a str) -> Cow<'a, str> {
        match (how, letter.checked_sub(self.own)) {
            (Calling::Ids, _) => self.name(letter, own).into(),
            (Calling::Codes, None) => codes::code(own(letter)).into(),
            (Calling::Codes, Some(place)) => self.earlier.get(place).map_or("", |[_, file]| file).into(),
        }
    }

    /// How many letters were compared.
    #[must_use]
    pub fn count(&self) -> usize {
        self.own + self.earlier.len()
    }

    /// What the flags of a letter for text that others have rest on: notes that name the few letters that are most like it,
    /// by their ids and by codes for blind readers, and their numbers.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where what was found can't be read back from disk.
    pub fn notes<'a>(&'a self, letter: usize, own: impl Fn(usize) -> &'a str) -> Result<Vec<LikeNote>> {
        let nearest = self.similar.nearest(Kind::Copied, letter)?.into_iter().take(LIKE);
        let note = |(similarity, other): (f64, u32)| {
            let other = other as usize;
            let message = |how| format!("similarity {similarity:.2} with {}", self.called(other, how, &own));
            let flag = FLAGS[usize::from(self.letters.is_earlier(other))].to_owned();
            let (message, by_code) = (message(Calling::Ids), message(Calling::Codes));
            LikeNote { note: Note { flag, message, text: String::new() }, by_code, other }
        };
        Ok(nearest.map(note).collect())
    }

    /// What was found, a line per group of letters, the first few.
    #[must_use]
    pub fn lines<'a>(&'a self, how: Calling, own: impl Fn(usize) -> &'a str) -> Vec<String> {
        const SHOWN: usize = 5;
        const NAMED: usize = 8;
        let clusters = &self.similar.clusters;
        let mut lines: Vec<String> = clusters
            .iter()
            .take(SHOWN)
            .map(|cluster| {
                let named: Vec<Cow<'_, str>> =
                    cluster.members.iter().take(NAMED).map(|m| self.called(*m as usize, how, &own)).collect();
                let more = cluster.members.len().saturating_sub(NAMED);
                let more = if more == 0 { String::new() } else { format!(" and {more} more") };
                let what = match cluster.kind {
                    Kind::Copied => "share text",
                    Kind::Template => "share the text of a template",
                };
                format!("{}{more} {what} (similarity {:.2})", named.join(", "), cluster.similarity)
            })
            .collect();
        let more = clusters.len().saturating_sub(SHOWN);
        if more > 0 {
            lines.push(format!("{more} more groups of letters share text"));
        }
        if !lines.is_empty() {
            lines.push("`shortlist similar` shows the passages that letters share".to_owned());
        }
        lines
    }
}

/// The shingles of an application's letter; none if it has no letter that can be used.
pub(super) fn shingles_of(application: &Application, reader: &mut LetterReader) -> Option<Vec<u32>> {
    let letter = application.letter.as_ref().ok()?;
    Some(reader.read(letter, |letter| shingles::of_document(letter.document())))
}

impl Runner {
    /// Compares the letters of a table with each other and with those of earlier years; `take` is given every
    /// application's id and row in the order of the input. A row without a letter has a number, too.
    ///
    /// # Errors
    /// Those of [`Runner::each`] and [`Comparing::check`].
    pub fn similar(
        &mut self,
        source: Source,
        how: &Comparing,
        mut take: impl FnMut(&str, u64) -> Result<()>,
    ) -> Result<(Alike, Seen)> {
        how.check()?;
        let mut letters = Letters::new()?;
        let seen = self.batches(
            source,
            LetterReader::default,
            |reader, batch| {
                let one = |a: &Application| (a.id.clone(), a.row, shingles_of(a, reader).unwrap_or_default());
                batch.iter().map(one).collect::<Vec<_>>()
            },
            |rows| {
                rows.into_iter().try_for_each(|(id, row, shingles)| {
                    take(&id, row)?;
                    letters.push(&shingles, false)
                })
            },
        )?;
        Ok((self.compare(letters, how)?, seen))
    }

    /// Compares letters whose shingles are known with each other and with those of earlier years, which follow them.
    ///
    /// # Errors
    /// Those of reading earlier years, and of [`Letters::compare`].
    pub(super) fn compare(&self, mut letters: Letters, how: &Comparing) -> Result<Alike> {
        let (own, mut earlier, mut reader) = (letters.count(), Vec::new(), LetterReader::default());
        for path in &how.earlier {
            for application in Source::open(path, self.options())? {
                let application = application?;
                if let Some(shingles) = shingles_of(&application, &mut reader) {
                    letters.push(&shingles, true)?;
                    let file = path.display();
                    earlier.push([format!("{} of {file}", application.id), format!("a letter of {file}")]);
                }
            }
        }
        let (similar, letters) = letters.compare(how.threshold, self.load().threads)?;
        Ok(Alike { similar, letters, own, earlier })
    }
}
