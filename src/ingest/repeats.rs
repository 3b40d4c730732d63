//! Which ids stand more than once, in memory that does not grow with the rows.
//!
//! Hashes of the ids are sorted in runs, the runs are kept in a temporary file without a name, and merged once at the
//! end. Where two hashes agree the ids themselves, which are kept in a second such file, decide.

use crate::error::{Error, Result};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What two spellings of an id share: an e-mail address is the same in any case.
#[must_use]
pub fn one_spelling(id: &str) -> Cow<'_, str> {
    let id = id.trim();
    if id.contains('@') { Cow::Owned(id.to_lowercase()) } else { Cow::Borrowed(id) }
}

/// Entries of a run: 1 MiB of memory.
const RUN: usize = 1 << 16;

/// Bytes of an entry in the file of runs: hash, place of the id.
const ENTRY: u64 = 16;

/// Bytes read of a run at a time.
const AHEAD: usize = 1 << 12;

/// The hash of an id, and where the id stands in the file of ids.
type Entry = (u64, u64);

/// Takes ids as they come and tells at the end which came more than once.
#[derive(Debug)]
pub struct Repeats {
    run: Vec<Entry>,
    capacity: usize,
    runs: Option<BufWriter<File>>,
    lengths: Vec<u64>,
    ids: BufWriter<File>,
    end: u64,
}

impl Repeats {
    /// Makes ready; what it keeps on disk has no name and is gone with the process.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the folder for temporary files can't be written.
    pub fn new() -> Result<Self> {
        Self::with_runs_of(RUN)
    }

    fn with_runs_of(capacity: usize) -> Result<Self> {
        let ids = BufWriter::new(tempfile::tempfile().map_err(failure)?);
        Ok(Self { run: Vec::new(), capacity, runs: None, lengths: Vec::new(), ids, end: 0 })
    }

    /// Takes the next id; spellings of one address are one ([`one_spelling`]).
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the temporary file can't be written (a full disk).
    pub fn add(&mut self, id: &str) -> Result<()> {
        let id = &*one_spelling(id);
        if self.run.len() == self.capacity {
            self.spill()?;
        }
        let mut hasher = DefaultHasher::new();
        hasher.write(id.as_bytes());
        self.run.push((hasher.finish(), self.end));
        let length = (id.len() as u64).to_le_bytes();
        self.ids.write_all(&length).and_then(|()| self.ids.write_all(id.as_bytes())).map_err(failure)?;
        self.end += (length.len() + id.len()) as u64;
        Ok(())
    }

    /// Puts the run on disk, sorted.
    fn spill(&mut self) -> Result<()> {
        let runs = match &mut self.runs {
            Some(runs) => runs,
            none => none.insert(BufWriter::new(tempfile::tempfile().map_err(failure)?)),
        };
        self.run.sort_unstable();
        for (hash, place) in &self.run {
            runs.write_all(&hash.to_le_bytes()).and_then(|()| runs.write_all(&place.to_le_bytes())).map_err(failure)?;
        }
        self.lengths.push(self.run.len() as u64);
        self.run.clear();
        Ok(())
    }

    /// The ids that came more than once, in the order in which they came again, at most `most` of them.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the temporary files can't be read.
    pub fn finish(mut self, most: usize) -> Result<Vec<String>> {
        self.run.sort_unstable();
        let mut ids = self.ids.into_inner().map_err(|e| failure(e.into_error()))?;
        let mut merge = Merge { sources: Vec::new(), heads: BinaryHeap::new() };
        if let Some(runs) = self.runs {
            let file = runs.into_inner().map_err(|e| failure(e.into_error()))?;
            let mut start = 0;
            for length in self.lengths {
                merge.push(Run::Disk {
                    file: file.try_clone().map_err(failure)?,
                    next: start,
                    end: start + length * ENTRY,
                    ahead: Vec::new(),
                })?;
                start += length * ENTRY;
            }
        }
        merge.push(Run::Memory(self.run.into_iter()))?;
        // By the place where the id came again.
        let mut found: BTreeMap<u64, String> = BTreeMap::new();
        let mut first: Option<(Entry, bool)> = None;
        while let Some(entry) = merge.next()? {
            match &mut first {
                Some((of, told)) if of.0 == entry.0 => {
                    let late = found.len() == most && found.last_key_value().is_none_or(|(last, _)| *last < entry.1);
                    if *told || late {
                        continue;
                    }
                    let id = read_id(&mut ids, entry.1)?;
                    if id == read_id(&mut ids, of.1)? {
                        *told = true;
                        found.insert(entry.1, id);
                        if found.len() > most {
                            found.pop_last();
                        }
                    }
                }
                _ => first = Some((entry, false)),
            }
        }
        Ok(found.into_values().collect())
    }
}

fn failure(error: std::io::Error) -> Error {
    Error::io("keep the ids", Path::new("a temporary file"), error)
        .hint("set TMPDIR to a folder for temporary files that can be written and has room")
}

fn read_id(ids: &mut File, place: u64) -> Result<String> {
    let mut length = [0; 8];
    ids.seek(SeekFrom::Start(place)).and_then(|_| ids.read_exact(&mut length)).map_err(failure)?;
    let mut id = String::new();
    BufReader::new(ids.take(u64::from_le_bytes(length))).read_to_string(&mut id).map_err(failure)?;
    Ok(id)
}

/// Sorted entries.
enum Run {
    Memory(std::vec::IntoIter<Entry>),
    Disk { file: File, next: u64, end: u64, ahead: Vec<Entry> },
}

impl Run {
    fn next(&mut self) -> Result<Option<Entry>> {
        match self {
            Self::Memory(entries) => Ok(entries.next()),
            Self::Disk { file, next, end, ahead } => {
                if ahead.is_empty() && next < end {
                    let mut bytes = vec![0; AHEAD.min((*end - *next) as usize)];
                    file.seek(SeekFrom::Start(*next)).and_then(|_| file.read_exact(&mut bytes)).map_err(failure)?;
                    *next += bytes.len() as u64;
                    let number = |b: &[u8]| b.iter().rev().fold(0_u64, |n, b| n << 8 | u64::from(*b));
                    ahead.extend(bytes.chunks_exact(ENTRY as usize).rev().map(|b| (number(&b[..8]), number(&b[8..]))));
                }
                Ok(ahead.pop())
            }
        }
    }
}

/// The entries of all runs in their order.
struct Merge {
    sources: Vec<Run>,
    heads: BinaryHeap<Reverse<(Entry, usize)>>,
}

impl Merge {
    fn push(&mut self, mut run: Run) -> Result<()> {
        if let Some(head) = run.next()? {
            self.heads.push(Reverse((head, self.sources.len())));
        }
        self.sources.push(run);
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Entry>> {
        let Some(Reverse((entry, source))) = self.heads.pop() else { return Ok(None) };
        if let Some(head) = self.sources[source].next()? {
            self.heads.push(Reverse((head, source)));
        }
        Ok(Some(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_ids_are_found_across_runs() {
        for capacity in [1, 3, 7, 1_000, 100_000] {
            let mut ids = Repeats::with_runs_of(capacity).unwrap();
            for n in 0..2_000 {
                ids.add(&n.to_string()).unwrap();
            }
            for again in ["7", "1500", "3", "7", "x"] {
                ids.add(again).unwrap();
            }
            assert_eq!(ids.finish(10).unwrap(), ["7", "1500", "3"], "{capacity}");
        }
    }

    #[test]
    fn an_address_is_one_id_in_any_case_and_a_code_is_not() {
        let mut ids = Repeats::new().unwrap();
        for id in ["Ana@uni.example", "aB3", "ana@UNI.example ", "ab3", "R_1xY", "R_1XY"] {
            ids.add(id).unwrap();
        }
        assert_eq!(ids.finish(3).unwrap(), ["ana@uni.example"]);
    }

    #[test]
    fn only_the_first_few_are_kept() {
        let mut ids = Repeats::with_runs_of(16).unwrap();
        for n in (0..500).chain(0..500).chain(0..500) {
            ids.add(&n.to_string()).unwrap();
        }
        assert_eq!(ids.finish(3).unwrap(), ["0", "1", "2"]);
        assert_eq!(Repeats::new().unwrap().finish(3).unwrap(), Vec::<String>::new());
    }
}
