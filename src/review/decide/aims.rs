//! Aims for a cohort: at least, at most so many of a group, over several columns at once.

use crate::error::{Error, ErrorKind, Result};
use crate::rank::Places;
use std::fmt;
use std::str::FromStr;

/// Which way an aim bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// So many or more.
    AtLeast,
    /// So many or fewer.
    AtMost,
}

/// One aim: `Gender=female:40%`, or `University=*:3` for every group of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    /// At least or at most.
    pub bound: Bound,
    /// The column, as it was written.
    pub column: String,
    /// The group; none for each group of the column.
    pub group: Option<String>,
    /// A count, or a share of the places.
    pub amount: Places,
}

impl Aim {
    /// Reads `COLUMN=GROUP:N`, `COLUMN=GROUP:N%` or `COLUMN=*:N`.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where it is written otherwise.
    pub fn parse(bound: Bound, text: &str) -> Result<Self> {
        let fail = || {
            Error::new(ErrorKind::Setting, format!("`{text}` is not an aim"))
                .hint("write COLUMN=GROUP:N or COLUMN=GROUP:N% (of the places), with * for every group of the column")
        };
        let (column, rest) = text.split_once('=').ok_or_else(fail)?;
        let (group, amount) = rest.rsplit_once(':').ok_or_else(fail)?;
        let (column, group) = (column.trim().to_owned(), group.trim());
        if column.is_empty() || group.is_empty() {
            return Err(fail());
        }
        let amount = Places::from_str(amount.trim()).map_err(|_| fail())?;
        let group = (group != "*").then(|| group.to_owned());
        Ok(Self { bound, column, group, amount })
    }

    /// The bound in places, of `places` in all: a share is rounded to the side that keeps what was asked for.
    #[must_use]
    pub fn count(&self, places: usize) -> usize {
        match (self.amount, self.bound) {
            (Places::Count(n), _) => n,
            (Places::Share(share), Bound::AtLeast) => (share * places as f64 - 1e-9).ceil().max(0.0) as usize,
            (Places::Share(share), Bound::AtMost) => (share * places as f64 + 1e-9).floor() as usize,
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = if self.bound == Bound::AtLeast { "at least" } else { "at most" };
        let group = self.group.as_deref().unwrap_or("each group");
        match self.amount {
            Places::Count(n) => write!(f, "{bound} {n} of {} = {group}", self.column),
            Places::Share(share) => write!(f, "{bound} {} % of {} = {group}", share * 100.0, self.column),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aims_are_read_and_counted_so_that_they_hold() {
        let aim = Aim::parse(Bound::AtLeast, "Gender=female:40%").unwrap();
        assert_eq!((aim.group.as_deref(), aim.count(60), aim.count(61)), (Some("female"), 24, 25));
        let aim = Aim::parse(Bound::AtMost, "University = *:3").unwrap();
        assert_eq!(
            (aim.group.clone(), aim.count(60), aim.to_string()),
            (None, 3, "at most 3 of University = each group".into())
        );
        assert_eq!(Aim::parse(Bound::AtMost, "g=x:25%").unwrap().count(10), 2);
        assert_eq!(Aim::parse(Bound::AtLeast, "at=9:30:2").unwrap().group.as_deref(), Some("9:30"));
        for wrong in ["", "g", "g=x", "g=:1", "=x:1", "g=x:many"] {
            assert_eq!(Aim::parse(Bound::AtMost, wrong).unwrap_err().kind(), ErrorKind::Setting, "{wrong}");
        }
    }
}
