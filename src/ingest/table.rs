//! Small tables beside the letters (labels, overrides), read whole, as columns of text.

use super::application::REASON_COLUMN;
use super::columns::fold;
use super::{Options, PersonColumns, Source, Unusable};
use crate::error::{Error, ErrorKind, Result};
use std::path::Path;

/// Name under which [`read`] gives the id.
pub const ID: &str = "id";

/// Name of the row, which no other column has.
const ROW: &str = "row";

/// A table that was read whole.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Table {
    /// What was assumed of it.
    pub messages: Vec<String>,
    /// SHA-256 of its bytes, in hex.
    pub digest: String,
    names: Vec<String>,
    columns: Vec<Vec<String>>,
}

impl Table {
    /// Names of its columns: `id`, then the others in their order; one that is called `id` or `row` too is
    /// `input_id` or `input_row`.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether there is a column of this name ([`Table::text`]).
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// The place of a column: its name as it is written, else the name that differs in case, white space, `_` and `-`
    /// alone (a table has at most one of these).
    fn place(&self, name: &str) -> Option<usize> {
        let same = |n: &String| fold(n) == fold(name);
        self.names.iter().position(|n| n == name).or_else(|| self.names.iter().position(same))
    }

    /// The fields of a column, in the order of the rows: `DECISION` is `decision`. `path` and `flag` are for the message.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] where there is no such column, listing those there are.
    pub fn text(&self, name: &str, path: &Path, flag: &str) -> Result<&[String]> {
        if let Some(place) = self.place(name) {
            return Ok(&self.columns[place]);
        }
        let names: Vec<_> = self.names.iter().map(|n| format!("`{n}`")).collect();
        Err(Error::new(ErrorKind::Column, format!("no column {name}; the columns are {}", names.join(", ")))
            .file(path)
            .hint(format!("give {flag} one of these")))
    }

    /// Takes out the rows of a list that we wrote which are no applicants of their own, and says how many it were.
    pub fn keep_applicants(&mut self) -> usize {
        let Some(place) = self.place(REASON_COLUMN) else { return 0 };
        let keeps: Vec<bool> = self.columns[place].iter().map(|why| !Unusable::says_no_applicant(why)).collect();
        for column in &mut self.columns {
            let mut keep = keeps.iter();
            column.retain(|_| keep.next().copied().unwrap_or(true));
        }
        keeps.iter().filter(|keep| !**keep).count()
    }

    /// The columns of people's names and addresses: those that people named, else the usual ones that hold something.
    ///
    /// # Errors
    /// As [`PersonColumns::or_named`].
    pub fn people(&self, names: &[String], address: Option<&str>) -> Result<PersonColumns> {
        let found = PersonColumns::find_filled(&self.names, |at| &self.columns[at]);
        found.or_named(&self.names, names, address)
    }

    /// The ids, in the order of the rows.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        self.columns.first().map_or(&[], Vec::as_slice)
    }
}

/// Reads a table without letters: a column `id`, then its other columns.
///
/// # Errors
/// As [`Source::open`] (the letter column aside), and [`ErrorKind::Value`] at the first row that has more or
/// fewer fields than the header: in a table of labels a shifted row would be a wrong label.
/// [`ErrorKind::Column`] where no column holds an id: rows are joined by id, never by their number.
pub fn read(path: &Path, options: &Options) -> Result<Table> {
    let source = open(path, options)?;
    source.columns().require_id().map_err(|e| e.file(path))?;
    whole(source, path)
}

/// Reads a table that is about no applicants, such as a map of values: as [`read`], but it needs no id.
///
/// # Errors
/// As [`read`], but for the id.
pub fn read_without_ids(path: &Path, options: &Options) -> Result<Table> {
    whole(open(path, options)?, path)
}

fn open(path: &Path, options: &Options) -> Result<Source> {
    Source::open(path, &Options { without_letters: true, resubmissions: None, parts: Vec::new(), ..options.clone() })
}

fn whole(source: Source, path: &Path) -> Result<Table> {
    let (mut messages, digest, findings) = (source.messages().to_vec(), source.digest(), source.findings());
    let passthrough = source.columns().passthrough_names(&|name| name == ID || name == ROW);
    let names: Vec<String> = std::iter::once(ID.to_owned()).chain(passthrough).collect();
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for application in source {
        let application = application?;
        match application.letter {
            Ok(_) | Err(Unusable::Empty) => {}
            Err(Unusable::NotAnApplicant(_)) => continue,
            Err(reason) => {
                return Err(Error::new(ErrorKind::Value, reason)
                    .file(path)
                    .row(application.row)
                    .hint("correct the row"));
            }
        }
        let fields = std::iter::once(application.id).chain(application.passthrough);
        columns.iter_mut().zip(fields).for_each(|(column, field)| column.push(field));
    }
    messages.extend(findings.list());
    Ok(Table { messages, digest: digest.hex(), names, columns })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> std::path::PathBuf {
        let path = tempfile::Builder::new().suffix(".csv").tempfile().unwrap().into_temp_path().keep().unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn a_list_of_ours_has_its_id_whatever_the_settings_call_the_applicants() {
        let path = table("rank,id,score\n1,a@x.example,0.5\n");
        let named = Options { id_column: Some("E-mail".into()), or_id: true, ..Options::default() };
        let read_it = read(&path, &named).unwrap();
        assert_eq!(read_it.ids(), ["a@x.example"]);
        assert!(
            read_it.messages[0].contains("no column E-mail in this table: `id` is taken"),
            "{:?}",
            read_it.messages
        );
        let strict = Options { or_id: false, ..named.clone() };
        assert!(read(&path, &strict).unwrap_err().to_string().contains("no column E-mail"));
        let theirs = table("rank,id,e-mail\n1,7,a@x.example\n");
        assert_eq!(read(&theirs, &named).unwrap().ids(), ["a@x.example"]);
        for path in [path, theirs] {
            std::fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn rows_that_are_no_applicants_of_their_own_leave_a_list() {
        let replaced = Unusable::Resubmitted { by: 4 }.to_string();
        let total = Unusable::NotAnApplicant("a total").to_string();
        let empty = Unusable::Empty.to_string();
        let path = table(&format!(
            "id,reason_unscored,name\na,,Ann\nrow-2,\"{replaced}\",Bo\nrow-3,{total},Total\nd,{empty},Dee\n"
        ));
        let mut list = read(&path, &Options::default()).unwrap();
        assert_eq!(list.keep_applicants(), 2);
        assert_eq!(list.ids(), ["a", "d"]);
        assert_eq!(list.text("name", &path, "").unwrap(), ["Ann", "Dee"]);
        std::fs::remove_file(path).unwrap();
    }
}
