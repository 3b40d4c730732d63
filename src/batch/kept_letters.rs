//! A text per letter, kept on disk until the ranking is known: what a review page shows of it.

use crate::error::{Error, ErrorKind, Result};
use crate::flags::similar::Kept;
use crate::spill::{Place, Spill, Spilled};
use std::collections::BTreeMap;

/// Takes texts as letters are read.
#[derive(Debug)]
pub struct KeptLettersWriter {
    places: BTreeMap<u64, Place>,
    file: Spill,
}

impl KeptLettersWriter {
    /// No texts yet.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the folder for temporary files can't be written.
    pub fn new() -> Result<Self> {
        Ok(Self { places: BTreeMap::new(), file: Spill::new()? })
    }

    /// Adds the text of a row of the input.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it can't be written.
    pub fn push(&mut self, row: u64, text: &str) -> Result<()> {
        let place = self.file.push(text.as_bytes())?;
        self.places.insert(row, place);
        Ok(())
    }

    /// The texts, to be read.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be written.
    pub fn finish(self) -> Result<KeptLetters> {
        Ok(KeptLetters { places: self.places, file: self.file.finish()?, shared: BTreeMap::new(), compared: None })
    }
}

/// Texts by row of the input, on disk, and what was found later of their letters.
#[derive(Debug)]
pub struct KeptLetters {
    places: BTreeMap<u64, Place>,
    file: Spilled,
    shared: BTreeMap<u64, Vec<SharedText>>,
    /// The letters that were compared, on disk.
    compared: Option<Kept>,
}

/// Text that another letter has too.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SharedText {
    /// The flag.
    pub flag: String,
    /// One line for a person, which names the other letter by its id, and the same by its code.
    pub message: [String; 2],
    /// The number of the other letter among those that were compared: its shingles stay on disk.
    pub other: usize,
}

impl KeptLetters {
    /// Whether the text of a row is here.
    #[must_use]
    pub fn holds(&self, row: u64) -> bool {
        self.places.contains_key(&row)
    }

    pub(super) fn share(&mut self, row: u64, flag: String, message: [String; 2], other: usize) {
        self.shared.entry(row).or_default().push(SharedText { flag, message, other });
    }

    /// Keeps the letters that were compared, where some share text.
    pub(super) fn compared_with(&mut self, letters: Kept) {
        self.compared = Some(letters).filter(|_| !self.shared.is_empty());
    }

    /// The shingles of the letter that a text is shared with, sorted ([`crate::flags::similar::shingles`]).
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be read back.
    pub fn shingles(&self, shared: &SharedText) -> Result<Vec<u32>> {
        self.compared.as_ref().map_or(Ok(Vec::new()), |letters| letters.shingles(shared.other))
    }

    /// The text of a row; none if there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it can't be read back.
    pub fn text(&self, row: u64) -> Result<Option<String>> {
        let Some(place) = self.places.get(&row) else { return Ok(None) };
        let mut text = Vec::new();
        self.file.read(*place, &mut text)?;
        String::from_utf8(text).map(Some).map_err(|e| Error::new(ErrorKind::Format, e))
    }

    /// What the letter of a row shares with others.
    #[must_use]
    pub fn shared(&self, row: u64) -> &[SharedText] {
        self.shared.get(&row).map_or(&[], Vec::as_slice)
    }
}
