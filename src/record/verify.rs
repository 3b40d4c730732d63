//! Whether a log is as it was written.

use super::entry::{BEFORE_ALL, Entry};
use crate::error::{Error, ErrorKind, Result};
use std::path::Path;

/// A sound log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verified {
    /// Its entries, the first first.
    pub entries: Vec<Entry>,
    /// Bytes of a last line without its end, which a crash left; 0 where there are none.
    pub torn_bytes: u64,
    /// Bytes of the whole entries.
    pub(super) sound_bytes: u64,
    /// Entries after the head that was given: the digest does not vouch for them.
    pub after_head: u64,
}

impl Verified {
    /// Digest of the last entry; 64 zeros where there is none.
    #[must_use]
    pub fn head(&self) -> &str {
        self.entries.last().map_or(BEFORE_ALL, |e| &e.digest)
    }
}

/// Checks the bytes of a log: every line has the digest that it ends with, its number, and the digest of the line before
/// it; and, with a `head`, that the chain holds it. A last line without a line break is torn, which is no fault.
///
/// Whoever may write the file can rewrite it from some line on, with digests that fit: only the head, kept
/// elsewhere, shows that.
///
/// # Errors
/// [`ErrorKind::Value`] with the line, where one was changed, left out, moved or put in, or is not one of a log; where
/// the head is not a SHA-256 in hex ([`ErrorKind::Setting`]); where no entry has it: the log was shortened or rewritten.
pub fn verify(bytes: &[u8], path: &Path, head: Option<&str>) -> Result<Verified> {
    let head = head.map(|h| h.trim().to_ascii_lowercase());
    if let Some(head) = &head
        && (head.len() != 64 || !head.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        return Err(Error::new(ErrorKind::Setting, "the head is not a digest: expected 64 hex digits")
            .hint("copy it from what a run printed, or from its outputs"));
    }
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let mut found =
        Verified { torn_bytes: (bytes.len() - whole) as u64, sound_bytes: whole as u64, ..Verified::default() };
    let refuse = |line: u64, what: &str| {
        Error::new(ErrorKind::Value, format!("line {line} {what}"))
            .file(path)
            .hint("the log was changed after it was written: keep it, and look for an unchanged copy")
    };
    let lines = bytes[..whole].strip_suffix(b"\n").into_iter().flat_map(|b| b.split(|b| *b == b'\n'));
    for (line, number) in lines.zip(1u64..) {
        let text =
            std::str::from_utf8(line).map_err(|_| refuse(number, "is not an entry of a log: it is not UTF-8"))?;
        let entry = Entry::parse(text).map_err(|what| refuse(number, &what))?;
        if entry.entry != number {
            let what = format!("has the number {}: entries were removed, inserted or moved", entry.entry);
            return Err(refuse(number, &what));
        }
        if entry.previous != found.head() {
            return Err(refuse(number, "does not follow the line before it: an entry was changed, removed or moved"));
        }
        found.entries.push(entry);
    }
    if let Some(head) = head {
        let Some(at) = found.entries.iter().position(|e| e.digest == head) else {
            let what = format!(
                "none of its {} entries has the head {head}: the log was shortened or rewritten",
                found.entries.len()
            );
            return Err(Error::new(ErrorKind::Value, what)
                .file(path)
                .hint("the log was changed after it was written: keep it, and look for an unchanged copy"));
        };
        found.after_head = (found.entries.len() - at - 1) as u64;
    }
    Ok(found)
}
