//! Scores → a shortlist: order, the line, ties at it, people's overrides, and those who could not be scored.

mod assess;
mod candidate;
pub mod certify;
mod cut;
pub mod drift;
pub mod overrides;
pub mod plan;
mod pool;
mod uncertainty;

pub use assess::{Assessed, Assessor};
pub use candidate::{Candidate, Contribution, Note, Places, Ranked, Side, Stated, Unscored};
pub use cut::{Cut, Cutoff, GroupRule, PerGroup, Reserved, Spellings, group, same_group};
pub use overrides::Override;
pub use pool::{Packed, Pool};
pub use uncertainty::{RankInterval, Terms, WeightDraws};

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::PersonColumns;
use crate::ingest::repeats::one_spelling;
use crate::spill::Spilled;
use candidate::same;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The ranked applicants, the line, and those without a score.
///
/// Reasons and other columns of the ranked are on disk; [`Shortlist::candidate`] reads them.
#[derive(Debug)]
pub struct Shortlist {
    /// By score, the highest first, then by id; after them those set apart, because their letters are in another language.
    pub ranked: Vec<Ranked>,
    /// Rank of each: equal scores share the better one (1, 2, 2, 4). Those set apart have none, so it may be shorter.
    pub ranks: Vec<usize>,
    /// The line, where one was asked for.
    pub cutoff: Option<Cutoff>,
    /// By row.
    pub unscored: Vec<Unscored>,
    /// People's decisions, by id; the line already holds them.
    pub overrides: BTreeMap<String, Override>,
    /// How the letters are to be read, where a plan was made.
    pub plan: Option<plan::Plan>,
    /// Where a person's name stands among the passthrough columns, where lists may show it.
    pub people: PersonColumns,
    /// What is not in `ranked`.
    details: Spilled,
    /// Per ranked applicant; empty without a line.
    sides: Vec<Side>,
    /// Per applicant without a score; empty without a line.
    unscored_sides: Vec<Side>,
}

impl Shortlist {
    /// Orders candidates and draws a line after so many places.
    ///
    /// # Errors
    /// Those of [`Shortlist::with_cut`].
    pub fn new(ranked: Vec<Candidate>, unscored: Vec<Unscored>, places: Option<Places>) -> Result<Self> {
        Self::with_cut(ranked, unscored, &Cut { top: places, ..Cut::default() })
    }

    /// Orders candidates and draws the line that a cut asks for.
    ///
    /// # Errors
    /// Those of [`Pool`] and of [`Shortlist::of_pool`].
    pub fn with_cut(ranked: Vec<Candidate>, unscored: Vec<Unscored>, cut: &Cut) -> Result<Self> {
        let mut pool = Pool::new()?;
        for candidate in ranked {
            pool.push(Packed::new(candidate, cut)?)?;
        }
        Self::of_pool(pool, unscored, cut)
    }

    /// Orders a pool, packed for this cut, and draws the line that the cut asks for.
    ///
    /// # Errors
    /// [`ErrorKind::DuplicateId`] where an id stands twice, listing the ids and their rows; [`ErrorKind::Setting`] where
    /// the cut has overrides, a waitlist or a seed but no line, a least score outside 0–1, or reserves more places for
    /// groups than there are; [`ErrorKind::Value`] where an override names nobody, or two contradict each other.
    pub fn of_pool(pool: Pool, mut unscored: Vec<Unscored>, cut: &Cut) -> Result<Self> {
        let (mut ranked, details) = pool.finish()?;
        duplicates(
            ranked.iter().map(|c| (c.id.as_str(), c.row)).chain(unscored.iter().map(|u| (u.id.as_str(), u.row))),
        )?;
        // No two are equal: ids stand once. So no memory is needed to keep equal ones in order.
        ranked.sort_unstable_by(|a, b| {
            let by_score = b.score.total_cmp(&a.score);
            a.is_apart
                .cmp(&b.is_apart)
                .then(by_score)
                .then_with(|| b.log_odds.total_cmp(&a.log_odds))
                .then_with(|| a.id.cmp(&b.id))
        });
        unscored.sort_by_key(|u| u.row);
        let compared = ranked.partition_point(|r| !r.is_apart);
        let mut ranks: Vec<usize> = Vec::with_capacity(compared);
        for index in 0..compared {
            let tied = index > 0 && same(&ranked[index], &ranked[index - 1]);
            ranks.push(if tied { ranks[index - 1] } else { index + 1 });
        }
        for (ranked, rank) in ranked.iter_mut().zip(&ranks) {
            // The rank by the weights themselves belongs to its interval, however lopsided the draws.
            if let Some(interval) = &mut ranked.interval {
                interval.low = interval.low.min(*rank as u32);
                interval.high = interval.high.max(*rank as u32);
            }
        }
        let overrides = overrides::by_id(&cut.overrides, &ranked, &unscored)?;
        let drawn = cut.draw(ranked.split_at(compared), &unscored, &overrides)?;
        let (sides, unscored_sides, cutoff) =
            drawn.map_or_else(Default::default, |d| (d.ranked, d.unscored, Some(d.cutoff)));
        let people = PersonColumns::default();
        Ok(Self { ranked, ranks, cutoff, unscored, overrides, plan: None, people, details, sides, unscored_sides })
    }

    /// The applicant at `index` of the ranking, with reasons and other columns.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be read back from disk.
    pub fn candidate(&self, index: usize) -> Result<Candidate> {
        self.ranked[index].candidate(&self.details)
    }

    /// The ranked applicants in their order, one at a time.
    ///
    /// # Errors
    /// Each, as [`Shortlist::candidate`].
    pub fn candidates(&self) -> impl Iterator<Item = Result<Candidate>> {
        self.ranked.iter().map(|r| r.candidate(&self.details))
    }

    /// Which side of the line the applicant at `index` is on; none without a line, unless it is set apart.
    #[must_use]
    pub fn side(&self, index: usize) -> Option<Side> {
        let apart = (self.ranks.len()..self.ranked.len()).contains(&index);
        self.sides.get(index).copied().or_else(|| apart.then_some(Side::Apart))
    }

    /// The rank of the applicant at `index`; none if it is set apart.
    #[must_use]
    pub fn rank(&self, index: usize) -> Option<usize> {
        self.ranks.get(index).copied()
    }

    /// Places of those who are set apart, because their letters are in another language.
    #[must_use]
    pub fn set_apart(&self) -> std::ops::Range<usize> {
        self.ranks.len()..self.ranked.len()
    }

    /// Which side of the line the applicant without a score at `index` is on: in where people said so, else out;
    /// none without a line.
    #[must_use]
    pub fn unscored_side(&self, index: usize) -> Option<Side> {
        self.unscored_sides.get(index).copied()
    }

    /// Places in the ranking that a short view shows: the first `rows`, and everyone else who is not below the line or
    /// set apart.
    #[must_use]
    pub fn foremost(&self, rows: usize) -> Vec<usize> {
        let below = |index| matches!(self.side(index), None | Some(Side::Out | Side::Apart));
        let rows = rows.min(self.ranks.len());
        (0..self.ranked.len()).filter(|&index| index < rows || !below(index)).collect()
    }

    /// How sure the rank of the applicant at `index` is; none if the model does not hold how loose its weights are.
    #[must_use]
    pub fn interval(&self, index: usize) -> Option<RankInterval> {
        self.ranked.get(index).and_then(|r| r.interval)
    }

    /// Whether ranks come with how sure they are.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        self.ranked.first().is_some_and(|r| r.interval.is_some())
    }

    /// How many of the first places are held by applicants who are among them with more than nine in ten, and the median width of the
    /// intervals of the ranks; none without intervals or places.
    #[must_use]
    pub fn certainty(&self) -> Option<(usize, u32)> {
        let inside = self.ranked.iter().filter_map(|r| r.interval?.chance_in).filter(|chance| *chance > 0.9).count();
        self.ranked.first()?.interval?.chance_in?;
        let mut widths: Vec<u32> = self.ranked.iter().filter_map(|r| r.interval.map(|i| i.high - i.low + 1)).collect();
        widths.sort_unstable();
        Some((inside, widths[widths.len() / 2]))
    }

    /// Whether the score distinguishes nobody: several applicants, all with the same.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.ranks.len() > 1 && self.ranks.iter().all(|r| *r == 1)
    }
}

/// Fails where an id stands twice; an e-mail address is one id in any case.
///
/// # Errors
/// [`ErrorKind::DuplicateId`], naming up to five ids with their rows.
pub fn duplicates<'i>(ids: impl Iterator<Item = (&'i str, u64)>) -> Result<()> {
    let mut all: Vec<(Cow<'i, str>, u64)> = ids.map(|(id, row)| (one_spelling(id), row)).collect();
    all.sort_unstable();
    let twice: Vec<_> = all.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1).collect();
    if twice.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = twice
        .iter()
        .take(5)
        .map(|rows| {
            let shown: Vec<String> = rows.iter().take(5).map(|(_, row)| row.to_string()).collect();
            format!("`{}` in rows {}", rows[0].0, shown.join(", "))
        })
        .collect();
    let more = if twice.len() > 5 { format!(" and {} more", twice.len() - 5) } else { String::new() };
    Err(Error::new(
        ErrorKind::DuplicateId,
        format!(
            "{} id{} more than once: {}{more}",
            twice.len(),
            if twice.len() == 1 { " occurs" } else { "s occur" },
            shown.join("; ")
        ),
    )
    .hint("give every applicant an id of their own, name another column with --id-column, or keep the last one with --duplicates last"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: &str, score: f64) -> Candidate {
        Candidate {
            id: id.into(),
            row: 1,
            score,
            log_odds: score,
            base: 0.0,
            contributions: vec![],
            flags: vec![],
            notes: vec![],
            passthrough: vec![],
        }
    }

    fn list(scores: &[(&str, f64)], places: Option<Places>) -> Shortlist {
        Shortlist::new(scores.iter().map(|(id, s)| candidate(id, *s)).collect(), vec![], places).unwrap()
    }

    fn figures(s: &Shortlist) -> (usize, usize, usize) {
        let cutoff = s.cutoff.as_ref().unwrap();
        (cutoff.places, cutoff.inside, cutoff.tied)
    }

    #[test]
    fn order_is_by_score_then_id_and_ties_share_a_rank() {
        let s = list(&[("c", 0.5), ("a", 0.9), ("b", 0.5), ("d", 0.1)], None);
        assert_eq!(s.ranked.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        assert_eq!(s.ranks, [1, 2, 2, 4]);
        assert_eq!(s.side(0), None);
    }

    #[test]
    fn ties_at_the_line_are_ties() {
        let scores = [("a", 0.9), ("b", 0.5), ("c", 0.5), ("d", 0.5), ("e", 0.1)];
        let s = list(&scores, Some(Places::Count(2)));
        assert_eq!(figures(&s), (2, 1, 3));
        let sides: Vec<_> = (0..5).map(|i| s.side(i).unwrap()).collect();
        assert_eq!(sides, [Side::In, Side::Tie, Side::Tie, Side::Tie, Side::Out]);
        assert_eq!(figures(&list(&scores, Some(Places::Count(4)))), (4, 4, 0));
        assert_eq!(figures(&list(&scores, Some(Places::Count(9)))), (9, 5, 0));
        assert_eq!(figures(&list(&scores, Some(Places::Share(0.2)))), (1, 1, 0));
    }

    #[test]
    fn an_id_that_stands_twice_is_an_error() {
        let e = Shortlist::new(vec![candidate("x", 0.1), candidate("x", 0.2)], vec![], None).unwrap_err();
        assert!(e.to_string().contains("`x` in rows 1, 1"), "{e}");
    }

    #[test]
    fn an_address_in_another_case_is_the_same_applicant() {
        let e = duplicates([("Ana@x.org", 1), ("b@x.org", 2), ("ana@x.org", 3)].into_iter()).unwrap_err();
        assert!(e.to_string().contains("1 id occurs more than once: `ana@x.org` in rows 1, 3"), "{e}");
        duplicates([("aB", 1), ("ab", 2)].into_iter()).unwrap();
    }

    #[test]
    fn places_are_counts_or_shares() {
        assert_eq!("60".parse::<Places>().unwrap(), Places::Count(60));
        assert_eq!("20%".parse::<Places>().unwrap(), Places::Share(0.2));
        for bad in ["0", "-1", "0%", "120%", "x", "", "1.5"] {
            assert!(bad.parse::<Places>().is_err(), "{bad}");
        }
    }
}
