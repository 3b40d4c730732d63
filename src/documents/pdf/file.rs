//! The file of a PDF: where it begins and ends, its objects and streams.

use crate::documents::Refusal;
use oxidize_pdf::parser::filters::FlateRecoveryKind;
use oxidize_pdf::parser::{ParseError, ParseOptions, PdfDictionary, PdfDocument, PdfObject, PdfReader, PdfStream};
use std::cell::Cell;
use std::io::Cursor;

/// Bytes that a stream of a page may unpack to.
pub(super) const LARGEST_STREAM: usize = 64 << 20;

/// Bytes at the end of a file in which its last words are looked for where the end mark is missing.
const TAIL: usize = 2_048;

/// References that may follow each other.
const LONGEST_CHAIN: usize = 16;

/// An open PDF.
pub(super) struct File<'a> {
    pub document: PdfDocument<Cursor<&'a [u8]>>,
    pub catalog: PdfDictionary,
    /// Something stood before the start or after the end.
    pub rubbish: bool,
    /// A stream had a bad checksum.
    pub mended: Cell<bool>,
    /// A part could not be read.
    pub lost: Cell<bool>,
}

/// Opens a PDF. One that is encrypted opens where the empty password does.
pub(super) fn open(bytes: &[u8]) -> Result<File<'_>, Refusal> {
    let start = memchr::memmem::find(bytes, b"%PDF-").unwrap_or(0);
    let end = end(bytes).ok_or_else(|| Refusal::Damaged("it breaks off before its end".into()))?;
    // Offsets count from the first byte of the file or from its mark, as the writer thought: the first that opens is taken.
    let whole = reader(bytes, start)?;
    let mut reader = whole;
    let catalog = reader.catalog().cloned().map_err(|e| refusal(&e))?;
    let rubbish = start > 0 || end < bytes.trim_ascii_end().len();
    Ok(File { document: PdfDocument::new(reader), catalog, rubbish, mended: Cell::new(false), lost: Cell::new(false) })
}

fn reader(bytes: &[u8], start: usize) -> Result<PdfReader<Cursor<&[u8]>>, Refusal> {
    let mut failed = None;
    for from in if start > 0 { vec![start, 0] } else { vec![0] } {
        let opened = PdfReader::new_with_options(Cursor::new(&bytes[from..]), ParseOptions::lenient());
        let mut reader = match opened {
            Ok(reader) => reader,
            Err(e) => {
                failed.get_or_insert(refusal(&e));
                continue;
            }
        };
        if reader.is_encrypted() && !reader.is_unlocked() && !reader.try_empty_password().unwrap_or(false) {
            return Err(Refusal::Encrypted);
        }
        match reader.page_count() {
            Ok(1..) => return Ok(reader),
            Ok(0) => {
                failed.get_or_insert(Refusal::Empty);
            }
            Err(e) => {
                failed.get_or_insert(refusal(&e));
            }
        }
    }
    Err(failed.unwrap_or(Refusal::Empty))
}

/// Where the last end mark ends, or where what can do without one does. None for a file that breaks off: a parser that
/// forgives would give the pages it still finds, half a letter judged as a whole one.
fn end(bytes: &[u8]) -> Option<usize> {
    let broken = |rest: &[u8]| {
        // Objects behind the end mark are a part of the file that was cut before its own mark.
        memchr::memmem::find(rest, b" obj").is_some()
            && (memchr::memmem::find(rest, b"stream").is_some() || memchr::memmem::find(rest, b"<<").is_some())
    };
    if let Some(mark) = memchr::memmem::rfind(bytes, b"%%EOF") {
        let end = mark + 5;
        return (!broken(&bytes[end..])).then_some(end);
    }
    let from = bytes.len().saturating_sub(TAIL);
    let last = memchr::memmem::rfind(&bytes[from..], b"startxref").map(|at| from + at + 9);
    let digits = |at: &usize| bytes[*at..].trim_ascii_start().first().is_some_and(u8::is_ascii_digit);
    let trailer = memchr::memmem::rfind(&bytes[from..], b"trailer").map(|at| from + at);
    let closed = |at: &usize| memchr::memmem::find(&bytes[*at..], b">>").is_some();
    last.filter(digits).or(trailer.filter(closed)).map(|_| bytes.len())
}

/// What the parser's error means to a person.
pub(super) fn refusal(error: &ParseError) -> Refusal {
    let what = error.to_string();
    if what.to_lowercase().contains("password") { Refusal::Encrypted } else { Refusal::Damaged(what) }
}

impl File<'_> {
    /// An object itself, not a reference to it; null where there is none.
    pub(super) fn get(&self, object: &PdfObject) -> PdfObject {
        let mut object = object.clone();
        for _ in 0..LONGEST_CHAIN {
            let PdfObject::Reference(number, generation) = object else { return object };
            object = self.document.get_object(number, generation).unwrap_or(PdfObject::Null);
        }
        PdfObject::Null
    }

    /// An entry of a dictionary.
    pub(super) fn entry(&self, dict: &PdfDictionary, key: &str) -> Option<PdfObject> {
        let object = self.get(dict.get(key)?);
        (!object.is_null()).then_some(object)
    }

    /// An entry that is a dictionary, or the one of a stream.
    pub(super) fn dict(&self, dict: &PdfDictionary, key: &str) -> Option<PdfDictionary> {
        match self.entry(dict, key)? {
            PdfObject::Dictionary(dict) => Some(dict),
            PdfObject::Stream(stream) => Some(stream.dict),
            _ => None,
        }
    }

    pub(super) fn number(&self, dict: &PdfDictionary, key: &str) -> Option<f64> {
        self.entry(dict, key)?.as_real()
    }

    /// The numbers of an array; what is no number is 0.
    pub(super) fn numbers(&self, dict: &PdfDictionary, key: &str) -> Option<Vec<f64>> {
        Some(self.entry(dict, key)?.as_array()?.0.iter().map(|o| self.get(o).as_real().unwrap_or(0.0)).collect())
    }

    pub(super) fn four(&self, dict: &PdfDictionary, key: &str) -> Option<[f64; 4]> {
        self.numbers(dict, key)?.try_into().ok()
    }

    pub(super) fn name(&self, dict: &PdfDictionary, key: &str) -> Option<String> {
        Some(self.entry(dict, key)?.as_name()?.as_str().to_owned())
    }

    /// A stream unpacked; empty where that can't be done, which is noted.
    pub(super) fn unpack_or_lose(&self, stream: &PdfStream) -> Vec<u8> {
        self.unpack(stream).unwrap_or_else(|_| {
            self.lost.set(true);
            Vec::new()
        })
    }

    /// A stream unpacked. One with a bad checksum is read all the same; one that breaks off is not.
    pub(super) fn unpack(&self, stream: &PdfStream) -> Result<Vec<u8>, Refusal> {
        let plain = match self.document.decode_stream_with_limit(stream, LARGEST_STREAM) {
            Ok(bytes) => return Ok(bytes),
            Err(e) => e.to_string(),
        };
        match self.document.decode_stream_with_recovery(stream, LARGEST_STREAM) {
            Ok(got) if got.diagnostics.iter().all(|d| d.kind == FlateRecoveryKind::Unverified) => {
                self.mended.set(true);
                Ok(got.data)
            }
            Ok(_) => Err(Refusal::Damaged("a part of it breaks off".into())),
            Err(_) if plain.contains("limit") || plain.contains("exceed") => {
                Err(Refusal::Bomb { most: LARGEST_STREAM as u64 })
            }
            Err(_) => Err(Refusal::Damaged(plain)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_found_and_a_file_that_breaks_off_is_told_from_one_with_rubbish() {
        assert_eq!(end(b"%PDF-1.4 trailer<<>> startxref\n9\n%%EOF\n"), Some(38));
        assert_eq!(end(b"%PDF-1.4 startxref\n9\n%%EOF\n<html>sent by mail</html>"), Some(26));
        assert!(end(b"%PDF-1.4 trailer<</Root 1 0 R>>\nstartxref\n12").is_some());
        assert_eq!(end(b"%PDF-1.4 startxref 0 %%EOF 5 0 obj <</Length 3>> stream"), None);
        assert_eq!(end(b"%PDF-1.4 5 0 obj <</Length 3>> stream"), None);
    }
}
