//! What is known of applicants beside their letters: who withdrew, came late, has accepted.

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Options, table};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Statuses by id, each with the file and row where it was read.
pub type Statuses = BTreeMap<String, (Status, (PathBuf, u64))>;

/// Where an applicant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Took the application back.
    Withdrawn,
    /// Came after the deadline.
    Late,
    /// Was invited, and has not answered.
    Invited,
    /// Was invited and said yes.
    Accepted,
    /// Comes.
    Confirmed,
    /// Was invited and said no.
    Declined,
}

impl Status {
    const WORDS: &[(Self, &[&str])] = &[
        (Self::Withdrawn, &["withdrawn", "withdrew", "cancelled", "canceled"]),
        (Self::Late, &["late"]),
        (Self::Invited, &["invited", "invite", "offered"]),
        (Self::Accepted, &["accepted"]),
        (Self::Confirmed, &["confirmed"]),
        (Self::Declined, &["declined"]),
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(status, _)| *status == self).map_or("", |(_, words)| words[0])
    }

    /// Whether the applicant holds a place.
    #[must_use]
    pub fn holds_a_place(self) -> bool {
        matches!(self, Self::Invited | Self::Accepted | Self::Confirmed)
    }

    /// Whether it answers an invitation of an earlier round.
    #[must_use]
    pub fn is_an_answer(self) -> bool {
        matches!(self, Self::Accepted | Self::Confirmed | Self::Declined)
    }

    fn read(text: &str) -> Option<Self> {
        let folded = text.trim().to_lowercase();
        Self::WORDS.iter().find(|(_, words)| words.contains(&folded.as_str())).map(|(status, _)| *status)
    }
}

/// Reads a table with the columns `id` and `status`. An empty status says nothing.
///
/// # Errors
/// As [`table::read`]; [`ErrorKind::Value`] at the first status that is none, or where an applicant has two.
pub fn read(path: &Path) -> Result<Statuses> {
    let read = table::read(path, &Options { may_be_empty: true, ..Options::default() })?;
    let words = read.text("status", path, "the statuses").map_err(|e| e.hint("the columns are id and status"))?;
    let mut all = Statuses::new();
    for (index, (id, word)) in read.ids().iter().zip(words).enumerate() {
        if word.trim().is_empty() {
            continue;
        }
        let fail = |what: String| Error::new(ErrorKind::Value, what).file(path).row(index as u64 + 1).column("status");
        let shown: String = word.trim().chars().take(24).collect();
        let status = Status::read(word).ok_or_else(|| {
            fail(format!("`{shown}` is not a status"))
                .hint("write withdrawn, late, invited, accepted, confirmed or declined")
        })?;
        let place = (path.to_owned(), index as u64 + 1);
        if all.insert(id.clone(), (status, place)).is_some_and(|(before, _)| before != status) {
            return Err(fail(format!("`{id}` has two statuses")).hint("keep the row that holds"));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_and_others_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.csv");
        let write = |text: &str| std::fs::write(&path, text).unwrap();
        write("id,status\na,Withdrawn\nb, accepted \nc,\n");
        let read_now = read(&path).unwrap();
        assert_eq!((read_now["a"].0, read_now["b"].0, read_now.len()), (Status::Withdrawn, Status::Accepted, 2));
        assert!(Status::Accepted.holds_a_place() && !Status::Declined.holds_a_place());
        write("id,status\na,maybe\n");
        let e = read(&path).unwrap_err().to_string();
        assert!(e.contains("row 1, column status: `maybe` is not a status; write withdrawn"), "{e}");
        write("id,status\na,late\na,declined\n");
        assert!(read(&path).unwrap_err().to_string().contains("`a` has two statuses"));
    }

    #[test]
    fn every_status_has_its_word() {
        let words = ["withdrawn", "late", "invited", "accepted", "confirmed", "declined"];
        for (word, (status, _)) in words.into_iter().zip(Status::WORDS) {
            assert_eq!((status.word(), Status::read(word)), (word, Some(*status)));
        }
        let holds: Vec<_> = words.iter().filter(|w| Status::read(w).is_some_and(Status::holds_a_place)).collect();
        assert_eq!(holds, [&"invited", &"accepted", &"confirmed"]);
        let answers: Vec<_> = words.iter().filter(|w| Status::read(w).is_some_and(Status::is_an_answer)).collect();
        assert_eq!(answers, [&"accepted", &"confirmed", &"declined"]);
    }
}
