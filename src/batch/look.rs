//! A first look at a table that nobody has named columns for: what each column seems to hold, and what is odd about the
//! letters.

use super::runner::Runner;
use crate::error::Result;
use crate::features::Measurement;
use crate::flags::{Inspector, NOT_ENGLISH};
use crate::ingest::likely::{self, Likely};
use crate::ingest::{Application, HEADING, Options, PersonColumns, Source, Unusable};
use crate::rank::Unscored;
use crate::text::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Rows by which the columns are judged.
const ROWS: usize = 1_000;

/// Words of a cell, at the median, from which a column may hold letters.
const LONG: usize = 20;

/// Letters of one length that are no accident.
const CUT: u64 = 3;

/// What the cells of a column look like.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ColumnLook {
    /// The heading.
    pub name: String,
    /// What a further row of headings says of the column; empty where there is none.
    pub question: String,
    /// Cells with something in them.
    pub filled: usize,
    /// Words of each filled cell.
    pub words: Vec<usize>,
    /// Different cells, up to one more than a column of groups has.
    pub distinct: BTreeSet<String>,
    /// Filled cells that hold an e-mail address.
    pub addresses: usize,
    /// Filled cells that hold a date.
    pub times: usize,
    /// Filled cells that name a file with a text in it.
    pub files: usize,
}

/// A part of an application that a column may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikelyPart {
    /// A short name, which no other part has.
    pub key: String,
    /// The column's heading.
    pub column: String,
    /// Whether the column names a file that is the part.
    pub is_file: bool,
}

/// What the columns of a table seem to hold, by their headings and their first rows.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Look {
    /// Every column, in its order.
    pub columns: Vec<ColumnLook>,
    /// Columns that may hold the id, the likeliest first.
    pub ids: Vec<String>,
    /// Columns that may hold the letter, the likeliest first.
    pub letters: Vec<String>,
    /// Columns that name files with texts in them.
    pub files: Vec<String>,
    /// Whether a heading says which column holds the letter.
    pub is_letter_named: bool,
    /// The column of names, or those of first and last names.
    pub name: Vec<String>,
    /// The column of e-mail addresses.
    pub email: Option<String>,
    /// The column of times of sending.
    pub time: Option<String>,
    /// The column of decisions.
    pub label: Option<String>,
    /// Columns whose headings name groups.
    pub groups: Vec<String>,
    /// What was assumed of the file.
    pub messages: Vec<String>,
}

/// What is odd about the letters of a table.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LettersLook {
    /// Rows of the table.
    pub rows: u64,
    /// Letters that can be read.
    pub letters: u64,
    /// Rows without one.
    pub unusable: Vec<Unscored>,
    /// Ids that stand more than once, the first few.
    pub repeated: Vec<String>,
    /// Letters in other languages, by what the check says of them.
    pub languages: BTreeMap<String, u64>,
    /// A length in characters that several letters have and none goes beyond, and how many have it.
    pub cut: Option<(usize, u64)>,
}

/// Most groups that a column of groups holds.
const GROUPS: usize = 40;

impl ColumnLook {
    fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        let words = cell.split_whitespace().count();
        self.words.push(words);
        let is_address =
            words == 1 && cell.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        self.addresses += usize::from(is_address);
        self.times += usize::from(likely::is_time(cell));
        self.files += usize::from(likely::is_document(cell));
        if self.distinct.len() <= GROUPS && words < 10 {
            self.distinct.insert(cell.to_owned());
        }
    }

    /// Words of a filled cell, at the median; 0 where none is filled.
    #[must_use]
    pub fn median_words(&self) -> usize {
        let mut words = self.words.clone();
        words.sort_unstable();
        words.get(words.len() / 2).copied().unwrap_or(0)
    }

    fn is_mostly(&self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 9
    }
}

impl Look {
    /// Looks at the headings and the first rows of a table.
    ///
    /// # Errors
    /// Those of [`Source::open`] and of reading on.
    pub fn at(path: &Path, options: &Options) -> Result<Self> {
        let alone = Options { without_letters: true, id_column: None, letter_column: None, ..options.clone() };
        let source = Source::open(path, &Options { resubmissions: None, ..alone })?;
        let messages = source.messages().to_vec();
        let (id, others) = (source.columns().id.clone(), source.columns().passthrough.clone());
        let mut order: Vec<_> = id.iter().chain(&others).collect();
        order.sort_by_key(|c| c.index);
        let mut columns: Vec<ColumnLook> =
            order.iter().map(|c| ColumnLook { name: c.name.clone(), ..ColumnLook::default() }).collect();
        let place = |index: usize| order.iter().position(|c| c.index == index);
        let (id_place, places) =
            (id.as_ref().and_then(|c| place(c.index)), others.iter().map(|c| place(c.index)).collect::<Vec<_>>());
        for row in source.take(ROWS) {
            let row = row?;
            let others = places.iter().zip(&row.passthrough).map(|(at, cell)| (*at, cell.as_str()));
            let is_heading = row.letter == Err(Unusable::NotAnApplicant(HEADING));
            for (at, cell) in others.chain([(id_place, row.id.as_str())]) {
                match at.and_then(|at| columns.get_mut(at)) {
                    Some(column) if is_heading && column.question.is_empty() => {
                        column.question = cell.trim().to_owned()
                    }
                    Some(column) if !is_heading => column.add(cell),
                    _ => {}
                }
            }
        }
        Ok(Self::of(columns, messages))
    }

    fn of(columns: Vec<ColumnLook>, messages: Vec<String>) -> Self {
        let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
        let named = |places: Vec<usize>| places.into_iter().map(|i| names[i].clone()).collect::<Vec<_>>();
        let is_file = |name: &String| columns.iter().any(|c| c.name == *name && c.is_mostly(c.files));
        let usual: Vec<String> = named(likely::letters(&names)).into_iter().filter(|name| !is_file(name)).collect();
        let mut long: Vec<&ColumnLook> =
            columns.iter().filter(|c| c.median_words() >= LONG && !usual.contains(&c.name)).collect();
        long.sort_by_key(|c| std::cmp::Reverse(c.median_words()));
        let letters = usual.iter().cloned().chain(long.iter().map(|c| c.name.clone())).collect();
        let first = |fits: &dyn Fn(&ColumnLook) -> bool| columns.iter().find(|c| fits(c)).map(|c| c.name.clone());
        let says = |c: &ColumnLook, wanted| [&c.name, &c.question].iter().any(|h| Likely::of(h) == Some(wanted));
        let likely = |wanted| first(&move |c| c.filled > 0 && says(c, wanted));
        let is_group = |c: &&ColumnLook| {
            says(c, Likely::Group) && (1..=GROUPS).contains(&c.distinct.len()) && c.median_words() < 6
        };
        Self {
            ids: named(likely::ids(&names)),
            is_letter_named: usual.len() == 1,
            files: columns.iter().filter(|c| c.is_mostly(c.files)).map(|c| c.name.clone()).collect(),
            letters,
            name: Self::person(&columns),
            email: first(&|c| c.is_mostly(c.addresses)),
            time: likely::time(&names).map(|at| names[at].clone()).or_else(|| first(&|c| c.is_mostly(c.times))),
            label: likely(Likely::Label),
            groups: columns.iter().filter(is_group).map(|c| c.name.clone()).collect(),
            columns,
            messages,
        }
    }
}

impl Look {
    /// The columns of names, by their headings or by the questions under them.
    fn person(columns: &[ColumnLook]) -> Vec<String> {
        let filled: Vec<&ColumnLook> = columns.iter().filter(|c| c.filled > 0).collect();
        let by = |heading: fn(&ColumnLook) -> &str| {
            let headings: Vec<&str> = filled.iter().map(|c| heading(c)).collect();
            PersonColumns::find(&headings).name
        };
        let found = [by(|c| &c.name), by(|c| &c.question)].into_iter().find(|places| !places.is_empty());
        found.unwrap_or_default().into_iter().map(|at| filled[at].name.clone()).collect()
    }

    /// The parts of which an application may be made: every column of long texts, in the table's order, then those that
    /// name files.
    #[must_use]
    pub fn parts(&self) -> Vec<LikelyPart> {
        let texts = self.columns.iter().filter(|c| self.letters.contains(&c.name)).map(|c| (&c.name, false));
        let mut parts: Vec<LikelyPart> = Vec::new();
        for (column, is_file) in texts.chain(self.files.iter().map(|name| (name, true))) {
            let first = Some(likely::part_key(column)).filter(|key| !key.is_empty()).unwrap_or_else(|| "part".into());
            let is_free = |key: &String| parts.iter().all(|part| part.key != *key);
            let numbered = (2..).map(|n| format!("{first}_{n}"));
            let key = std::iter::once(first.clone()).chain(numbered).find(is_free).unwrap_or_default();
            parts.push(LikelyPart { key, column: column.clone(), is_file });
        }
        parts
    }
}

impl Runner {
    /// Looks at the letters of a table, once its columns are named.
    ///
    /// # Errors
    /// Those of [`Runner::open`] and [`Runner::each`].
    pub fn look_at_letters(&mut self, path: &Path) -> Result<LettersLook> {
        let inspector = Inspector::default();
        let mut found = LettersLook::default();
        let mut lengths: BTreeMap<usize, u64> = BTreeMap::new();
        let look = |a: &Application| {
            let letter = a.letter.as_ref().ok()?;
            let mut out = Measurement::default();
            inspector.inspect(&Document::new(letter), &mut out);
            let said = out.marks.iter().find(|m| m.flag == NOT_ENGLISH).map(|m| m.message.clone().into_owned());
            Some((letter.chars().count(), said))
        };
        let source = self.open(path)?;
        let seen = self.each(source, look, |looked| {
            if let Some((length, said)) = looked {
                found.letters += 1;
                *lengths.entry(length).or_default() += 1;
                if let Some(said) = said {
                    *found.languages.entry(said).or_default() += 1;
                }
            }
            Ok(())
        })?;
        found.cut = lengths.pop_last().filter(|(_, letters)| *letters >= CUT);
        found.rows = seen.input.rows;
        found.unusable = seen.input.unusable;
        found.repeated = seen.repeated_ids;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "I would like to come to the school because I have built small models for two years and I want to \
                          learn how people decide that a result of theirs can be trusted by others.";

    fn look(text: &str) -> (Look, LettersLook) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, text).unwrap();
        let look = Look::at(&path, &Options::default()).unwrap();
        let options = Options { letter_column: look.letters.first().cloned(), ..Options::default() };
        (look, Runner::new(options).look_at_letters(&path).unwrap())
    }

    #[test]
    fn columns_are_known_by_their_headings_and_their_cells() {
        let rows: String = (1..9)
            .map(|n| format!("2/{n}/2026 9:00:00,a{n}@x.org,Ann {n},{},{LETTER}\n", ["NL", "DE"][n % 2]))
            .collect();
        let head = "Timestamp,Your address,Full name,Country,Why do you want to come?\n";
        let (look, letters) = look(&format!("{head}{rows}"));
        assert_eq!(look.letters, ["Why do you want to come?"]);
        assert!(!look.is_letter_named && look.ids.is_empty());
        assert_eq!(look.email.as_deref(), Some("Your address"));
        assert_eq!((look.name, look.time.as_deref()), (vec!["Full name".to_owned()], Some("Timestamp")));
        assert_eq!(look.groups, ["Country"]);
        // All letters are one text, and so of one length: what a limit of a form would look like.
        assert_eq!((letters.rows, letters.letters, letters.cut), (8, 8, Some((LETTER.len(), 8))));
    }

    #[test]
    fn questions_under_the_headings_say_what_columns_hold() {
        let rows: String = (1..9).map(|n| format!("R_{n},{LETTER},Ann {n},a{n}@x.org,NL\n")).collect();
        let head = "ResponseId,Q1,Q2,Q3,Q4\nResponse ID,Why us?,What is your full name?,E-mail?,Which country?\n";
        let text = format!("{head}{rows}").replace("Which country?", "Country");
        let (look, letters) = look(&text);
        assert_eq!((look.name, look.email.as_deref()), (vec!["Q2".to_owned()], Some("Q3")));
        assert_eq!((look.groups, look.letters, letters.letters), (vec!["Q4".to_owned()], vec!["Q1".to_owned()], 8));
    }

    #[test]
    fn texts_and_files_are_parts_in_their_order() {
        let rows: String = (1..9).map(|n| format!("{n},{LETTER},Yes,cv/{n}.pdf,{LETTER}\n")).collect();
        let head = "id,Describe your experience,Vegetarian?,CV,Why do you want to come?\n";
        let (look, _) = look(&format!("{head}{rows}"));
        let parts: Vec<_> = look.parts().into_iter().map(|p| (p.key, p.column, p.is_file)).collect();
        let part = |key: &str, column: &str, is_file| (key.to_owned(), column.to_owned(), is_file);
        assert_eq!(
            parts,
            [
                part("experience", "Describe your experience", false),
                part("motivation", "Why do you want to come?", false),
                part("cv", "CV", true)
            ]
        );
    }

    #[test]
    fn odd_letters_are_counted() {
        let french =
            "Je voudrais participer à votre école parce que les réseaux de neurones me passionnent depuis longtemps.";
        let (look, letters) = look(&format!("id,letter\n7,{LETTER}\n7,{french}\n9,\n"));
        assert!(look.is_letter_named);
        assert_eq!(
            (letters.repeated.as_slice(), letters.unusable.len(), letters.cut),
            (&["7".to_owned()][..], 1, None)
        );
        assert_eq!(letters.languages.get("reads as French"), Some(&1));
    }
}
