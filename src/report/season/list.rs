//! The list in figures: how many letters, the line, and who stands near it.

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::formulas::unguarded;
use crate::ingest::table::Table;
use std::collections::BTreeMap;
use std::path::Path;

/// An applicant of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Applicant {
    pub id: String,
    pub rank: Option<usize>,
    pub score: Option<f64>,
    /// Probability of being among the first N, 0–1.
    pub chance: Option<f64>,
    pub low: String,
    pub high: String,
    /// `in`, `tie`, `waitlist`, `out`, `apart`, `unscored`; empty without a line.
    pub status: String,
    pub is_overruled: bool,
    /// What the checks for people's eyes found: names of flags.
    pub is_flagged: bool,
    /// Why there is no score.
    pub reason: String,
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct List {
    pub applicants: Vec<Applicant>,
    pub digest: String,
}

impl List {
    /// A list as `rank` wrote it.
    pub fn of(table: &Table, path: &Path) -> Result<Self> {
        let needed = |name: &str| {
            table.text(name, path, "LIST").map_err(|_| {
                Error::new(ErrorKind::Column, format!("no column {name}: this is not a list that `rank` wrote"))
                    .file(path)
                    .hint("give the table that `shortlist rank --output list.csv` writes")
            })
        };
        let (ranks, scores, statuses) = (needed("rank")?, needed("score")?, needed("status")?);
        let optional = |name: &str| table.text(name, path, "LIST").ok();
        let (chances, lows, highs) = (optional("chance_in"), optional("rank_low"), optional("rank_high"));
        let (overrides, flags, reasons) = (optional("override"), optional("flags"), optional("reason_unscored"));
        let mut applicants = Vec::with_capacity(table.ids().len());
        for (index, id) in table.ids().iter().enumerate() {
            let text = |c: Option<&[String]>| c.map_or("", |c| c[index].trim()).to_owned();
            let fail = |column: &str| {
                Error::new(ErrorKind::Value, "not a number").file(path).row(index as u64 + 1).column(column)
            };
            let number = |column: &str, text: String| match text.as_str() {
                "" => Ok(None),
                text => text.parse::<f64>().ok().filter(|v| v.is_finite()).map(Some).ok_or_else(|| fail(column)),
            };
            applicants.push(Applicant {
                id: unguarded(id).to_owned(),
                rank: number("rank", text(Some(ranks)))?.map(|r| r as usize),
                score: number("score", text(Some(scores)))?,
                chance: number("chance_in", text(chances))?,
                low: text(lows),
                high: text(highs),
                status: text(Some(statuses)),
                is_overruled: !text(overrides).is_empty(),
                is_flagged: !text(flags).is_empty(),
                reason: text(reasons),
            });
        }
        Ok(Self { applicants, digest: table.digest.clone() })
    }

    pub fn count(&self, status: &str) -> usize {
        self.applicants.iter().filter(|a| a.status == status).count()
    }

    /// Reasons for no score with their letters, the most frequent first.
    pub fn unscored(&self) -> Vec<(&str, usize)> {
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for a in self.applicants.iter().filter(|a| a.score.is_none()) {
            *reasons.entry(if a.reason.is_empty() { "no reason is given" } else { &a.reason }).or_default() += 1;
        }
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
    }

    /// Those nearest to the line, by rank: at most so many who are in, and so many who are not. None without a line.
    pub fn near(&self, most: usize) -> Vec<&Applicant> {
        let ranked = || self.applicants.iter().filter(|a| a.rank.is_some() && a.status != "apart");
        let inside: Vec<_> = ranked().filter(|a| a.status == "in").collect();
        if inside.is_empty() {
            return Vec::new();
        }
        let mut near: Vec<_> = inside[inside.len().saturating_sub(most)..].to_vec();
        near.extend(ranked().filter(|a| a.status != "in").take(most));
        near.sort_by_key(|a| a.rank);
        near
    }

    /// Those for whom other labels might have decided otherwise: a probability from 10 to 90 % of being in.
    pub fn open(&self) -> usize {
        self.applicants.iter().filter(|a| a.chance.is_some_and(|c| (0.1..=0.9).contains(&c))).count()
    }

    /// Whether a text names an applicant: an id of the list stands in it as a word.
    pub fn is_named_in(&self, text: &str) -> bool {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        self.applicants.iter().filter(|a| !a.id.is_empty()).any(|a| {
            text.match_indices(a.id.as_str()).any(|(start, id)| {
                edge(text[..start].chars().next_back()) && edge(text[start + id.len()..].chars().next())
            })
        })
    }
}
