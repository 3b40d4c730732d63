//! One applicant out of a table, asked for by id, a part of it, a row or a name.

use super::{Application, Columns, PersonColumns};
use crate::error::{Error, ErrorKind, Result, printable};

/// Applicants that a message names.
const SHOWN: usize = 5;

/// Characters of an id or a name that are compared for likeness: what is longer was not mistyped.
const COMPARED: usize = 64;

/// How an applicant fits what was asked, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The id itself, or `row 12`.
    Exact,
    /// The id in another case, or the whole name.
    Whole,
    /// A part of the id or of the name, or the number of the row.
    Part,
}

/// Looks for one applicant in rows that come by.
#[derive(Debug)]
pub struct Lookup {
    asked: String,
    folded: String,
    row: Option<(u64, bool)>,
    people: PersonColumns,
    best: Option<Fit>,
    /// Rows with the best fit so far; of those with a part alone only as many as a message names.
    found: Vec<Application>,
    count: usize,
    near: Vec<(usize, String)>,
}

/// `Ada  Example` → `ada example`.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The words of a name in one order: `Example, Ada` is `Ada Example`.
fn words(folded: &str) -> Vec<&str> {
    let mut words: Vec<&str> =
        folded.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    words
}

impl Lookup {
    /// Asks for `asked` in a table with these columns.
    #[must_use]
    pub fn new(asked: &str, columns: &Columns) -> Self {
        let headings: Vec<&str> = columns.passthrough.iter().map(|c| c.name.as_str()).collect();
        let folded = folded(asked);
        let number = folded.strip_prefix("row").map(|rest| rest.trim_start_matches([' ', '-', '_']));
        let row = number.unwrap_or(&folded).parse().ok().map(|row| (row, number.is_some()));
        Self {
            asked: asked.to_owned(),
            folded,
            row,
            people: PersonColumns::find(&headings),
            best: None,
            found: Vec::new(),
            count: 0,
            near: Vec::new(),
        }
    }

    /// Looks at a row, and keeps it where none before fits better.
    pub fn look(&mut self, application: Application) {
        let (id, name) = (folded(&application.id), folded(&self.people.name_of(&application.passthrough)));
        let Some(fit) = self.fit(&application, &id, &name) else {
            if self.best.is_none() {
                self.remember(&application, &id, &name);
            }
            return;
        };
        if self.best.is_some_and(|best| best < fit) {
            return;
        }
        if self.best != Some(fit) {
            (self.best, self.count) = (Some(fit), 0);
            self.found.clear();
        }
        self.count += 1;
        if fit == Fit::Exact || self.found.len() < SHOWN {
            self.found.push(application);
        }
    }

    fn fit(&self, application: &Application, id: &str, name: &str) -> Option<Fit> {
        let is_row = self.row.is_some_and(|(row, _)| row == application.row);
        let said_row = self.row.is_some_and(|(_, said)| said);
        if application.id == self.asked || is_row && said_row {
            return Some(Fit::Exact);
        }
        if self.folded.is_empty() {
            return None;
        }
        if id == self.folded || name == self.folded || !name.is_empty() && words(name) == words(&self.folded) {
            return Some(Fit::Whole);
        }
        (is_row || id.contains(&self.folded) || name.contains(&self.folded)).then_some(Fit::Part)
    }

    /// Keeps the likest of those that don't fit.
    fn remember(&mut self, application: &Application, id: &str, name: &str) {
        let least = [id, name].into_iter().filter(|t| !t.is_empty()).map(|t| distance(&self.folded, t)).min();
        let most = (self.folded.chars().count() / 3).max(2);
        let Some(distance) = least.filter(|d| *d <= most) else { return };
        let place = self.near.partition_point(|(before, _)| *before <= distance);
        if place < SHOWN {
            self.near.insert(place, (distance, self.shown(application)));
            self.near.truncate(SHOWN);
        }
    }

    /// `S012 (Ada Example, row 12)`
    fn shown(&self, application: &Application) -> String {
        let name = self.people.name_of(&application.passthrough);
        let name = if name.is_empty() { name } else { format!("{name}, ") };
        printable(&format!("{} ({name}row {})", application.id, application.row))
    }

    /// The applicant, as several rows where one id stands in several; and what should be said of the choice.
    ///
    /// # Errors
    /// [`ErrorKind::Value`] where nobody fits, naming those that are near, or several do, naming these; the caller adds
    /// the file.
    pub fn finish(self) -> Result<(Vec<Application>, Option<String>)> {
        let asked = printable(&self.asked);
        let shown: Vec<String> = self.found.iter().map(|a| self.shown(a)).collect();
        match (self.best, self.found.len()) {
            (None, _) => {
                let near: Vec<&str> = self.near.iter().map(|(_, shown)| shown.as_str()).collect();
                let hint = match near.as_slice() {
                    [] => "check the id, or name its column with --id-column".to_owned(),
                    near => format!("near it: {}", near.join(", ")),
                };
                Err(Error::new(ErrorKind::Value, format!("no applicant has the id {asked}")).hint(hint))
            }
            (Some(Fit::Exact), n) => {
                let said = (n > 1).then(|| format!("{n} rows have the id {asked}; each is explained"));
                Ok((self.found, said))
            }
            (Some(_), 1) => Ok((self.found, Some(format!("`{asked}` is {}", shown.join(""))))),
            (Some(_), n) => {
                let more = if self.count > n { format!(" and {} more", self.count - n) } else { String::new() };
                let what = format!("`{asked}` may be several applicants: {}{more}", shown.join(", "));
                Err(Error::new(ErrorKind::Value, what).hint("give the whole id, or the row as `row 12`"))
            }
        }
    }
}

/// Characters to put in, take out, exchange or swap with their neighbour to turn one text into the other
/// (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(COMPARED).collect(), b.chars().take(COMPARED).collect());
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let differs = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[1][j] + 1).min(rows[2][j - 1] + 1).min(rows[1][j - 1] + differs);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = least;
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ColumnChoice, Unusable};

    const PEOPLE: [(&str, &str); 5] = [
        ("S001", "Ada Example"),
        ("S012", "Bo Sample"),
        ("s0120", "Cy Person"),
        ("mail@school.example", "Ada Twin"),
        ("S099", "Dee Person"),
    ];

    fn ask(asked: &str) -> Result<(Vec<u64>, Option<String>), String> {
        let column = ColumnChoice { name: "Full name".into(), index: 2 };
        let mut lookup = Lookup::new(asked, &Columns { id: None, letter: None, passthrough: vec![column] });
        for (index, (id, name)) in PEOPLE.into_iter().enumerate() {
            lookup.look(Application {
                row: index as u64 + 1,
                id: id.into(),
                letter: Err(Unusable::Empty),
                passthrough: vec![name.into()],
                typed: None,
                parts: Vec::new(),
                file: None,
            });
        }
        lookup.finish().map(|(a, said)| (a.iter().map(|a| a.row).collect(), said)).map_err(|e| e.to_string())
    }

    #[test]
    fn the_id_wins_then_whole_names_then_unique_parts() {
        assert_eq!(ask("S012").unwrap(), (vec![2], None));
        for (asked, row) in [
            ("s001", 1),
            ("row 4", 4),
            ("row-5", 5),
            ("bo  sample", 2),
            ("Sample, Bo", 2),
            ("twin ada", 4),
            ("Bo", 2),
            ("twin", 4),
            ("099", 5),
            ("@school", 4),
            ("3", 3),
        ] {
            assert_eq!(ask(asked).unwrap().0, [row], "{asked}");
        }
        assert_eq!(ask("bo").unwrap().1.as_deref(), Some("`bo` is S012 (Bo Sample, row 2)"));
    }

    #[test]
    fn what_fits_several_is_refused_with_their_names() {
        for (asked, part) in [
            (
                "ada",
                "`ada` may be several applicants: S001 (Ada Example, row 1), mail@school.example (Ada Twin, row 4); give",
            ),
            ("person", "s0120 (Cy Person, row 3), S099 (Dee Person, row 5)"),
            ("012", "S012 (Bo Sample, row 2), s0120"),
            ("1", "S001 (Ada Example, row 1), S012"),
        ] {
            let said = ask(asked).unwrap_err();
            assert!(said.contains(part), "{asked}: {said}");
        }
    }

    #[test]
    fn near_ones_are_offered() {
        for (asked, part) in [
            ("S0O1", "no applicant has the id S0O1; near it: S001 (Ada Example, row 1), S012"),
            ("ada exmaple", "near it: S001"),
            ("maiil@school.example", "near it: mail@school.example"),
            ("zzzzzzzz", "no applicant has the id zzzzzzzz; check the id"),
            ("row 17", "no applicant has the id row 17"),
            ("", "no applicant has the id ; "),
        ] {
            let said = ask(asked).unwrap_err();
            assert!(said.contains(part), "{asked}: {said}");
        }
        assert_eq!([distance("abcd", "abdc"), distance("", "ab"), distance("kitten", "sitting")], [1, 2, 3]);
    }
}
