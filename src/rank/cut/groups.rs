//! Places reserved for groups: the rule as it is written, and groups that are spelt in several ways.

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::Columns;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// Places reserved for the groups of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct PerGroup {
    /// Name of the column.
    pub column: String,
    /// Its place among the passthrough columns.
    pub index: usize,
    /// Places per group.
    pub reserved: Reserved,
}

/// How many places a group has to itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Reserved {
    /// So many for every group.
    Each(usize),
    /// So many for the groups that are named, none for others.
    Named(BTreeMap<String, usize>),
}

impl Reserved {
    /// Places of a group; an empty value is no group.
    pub(super) fn of(&self, group: &str) -> usize {
        match self {
            _ if group.is_empty() => 0,
            Self::Each(n) => *n,
            Self::Named(places) => {
                let named = places.iter().filter(|(name, _)| fold(name) == fold(group));
                named.map(|(_, places)| *places).next().unwrap_or(0)
            }
        }
    }
}

/// `COLUMN=N`, or `COLUMN=GROUP:N,GROUP:N`, as it is written; [`GroupRule::bind`] finds the column.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRule {
    /// Name of the column.
    pub column: String,
    /// Places per group.
    pub reserved: Reserved,
}

impl FromStr for GroupRule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let fail = || {
            Error::new(ErrorKind::Setting, format!("`{text}` reserves no places"))
                .hint("write COLUMN=N (so many for every group) or COLUMN=GROUP:N,GROUP:N")
        };
        let count = |n: &str| n.trim().parse::<usize>().ok().filter(|n| *n > 0).ok_or_else(fail);
        let (column, rest) = text.split_once('=').ok_or_else(fail)?;
        let column = column.trim().to_owned();
        if column.is_empty() {
            return Err(fail());
        }
        if !rest.contains(':') {
            return Ok(Self { column, reserved: Reserved::Each(count(rest)?) });
        }
        let mut named = BTreeMap::new();
        for part in rest.split(',') {
            let (group, n) = part.rsplit_once(':').ok_or_else(fail)?;
            if named.insert(group.trim().to_owned(), count(n)?).is_some() {
                return Err(fail());
            }
        }
        Ok(Self { column, reserved: Reserved::Named(named) })
    }
}

impl fmt::Display for GroupRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=", self.column)?;
        match &self.reserved {
            Reserved::Each(n) => write!(f, "{n}"),
            Reserved::Named(named) => {
                let parts: Vec<String> = named.iter().map(|(group, n)| format!("{group}:{n}")).collect();
                f.write_str(&parts.join(","))
            }
        }
    }
}

impl GroupRule {
    /// The rule for a table with these columns.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] where none of the passthrough ones is the rule's.
    pub fn bind(&self, columns: &Columns) -> Result<PerGroup> {
        let index = columns.passthrough_index(&self.column, "--per-group")?;
        Ok(PerGroup { column: self.column.clone(), index, reserved: self.reserved.clone() })
    }
}

impl PerGroup {
    /// The group of an applicant; empty where there is none.
    pub(in crate::rank) fn group(&self, passthrough: &[String]) -> String {
        passthrough.get(self.index).map_or_else(String::new, |value| group(value))
    }
}

/// A group as it is written, in one Unicode form and with single blanks.
#[must_use]
pub fn group(value: &str) -> String {
    let value: String = value.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two texts are spellings of one group; an empty one is no group.
#[must_use]
pub fn same_group(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    !a.is_empty() && a == b
}

/// What two spellings of a group share: everything but case, the form of their letters and marks of the same width.
fn fold(group: &str) -> String {
    group.nfkc().flat_map(char::to_lowercase).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The groups that applicants have, under the spelling that most of them use. Spellings of one group differ in case, Unicode
/// form, width and blanks alone.
#[derive(Clone, Debug, Default)]
pub struct Spellings {
    /// By what spellings share: each with how many use it.
    groups: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Spellings {
    /// Of everyone's group in a column.
    pub fn of<'g>(groups: impl Iterator<Item = &'g str>) -> Self {
        let mut all = Self { groups: BTreeMap::new() };
        for group in groups {
            *all.groups.entry(fold(group)).or_default().entry(group.to_owned()).or_default() += 1;
        }
        all
    }

    /// The spelling that stands for a group: the most frequent, of equals the first by their letters; empty where
    /// nobody has the group.
    #[must_use]
    pub fn name(&self, group: &str) -> &str {
        let most = |spellings: &BTreeMap<String, usize>| spellings.values().max().copied().unwrap_or(0);
        let found = self.groups.get(&fold(group)).and_then(|s| s.iter().find(|(_, n)| **n == most(s)));
        found.map_or("", |(name, _)| name.as_str())
    }

    /// The names of all groups.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.groups.values().filter_map(|s| s.keys().next()).map(|group| self.name(group))
    }

    /// That nobody has a group that was asked for, naming those there are.
    #[must_use]
    pub fn unknown(&self, group: &str, column: &str) -> Error {
        let known: Vec<_> = self.names().filter(|g| !g.is_empty()).take(20).map(|g| format!("`{g}`")).collect();
        Error::new(
            ErrorKind::Setting,
            format!("nobody has `{group}` in the column {column}; there are {}", known.join(", ")),
        )
        .hint("name a group of this column")
    }

    /// What was taken for one group, in words.
    #[must_use]
    pub fn said(&self, column: &str) -> Vec<String> {
        let several = self.groups.values().filter(|spellings| spellings.len() > 1);
        several
            .map(|spellings| {
                let all: Vec<String> = spellings.keys().map(|s| format!("`{s}`")).collect();
                format!("{column}: {} are counted as one group", all.join(", "))
            })
            .collect()
    }
}
