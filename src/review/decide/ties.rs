//! Whom grades and scores can't tell apart at the line, and who waits.

use super::choose::Constraint;
use super::row::{Applicant, Decision, Row};
use std::collections::BTreeMap;

/// Ids that a step names.
const NAMED: usize = 20;

/// Those in the running, in their order, with what tells them apart beside grade and score.
pub(super) struct Running<'a> {
    pub(super) order: &'a [usize],
    pub(super) applicants: &'a [Applicant],
    pub(super) constraints: &'a [Constraint],
    pub(super) waited: &'a dyn Fn(usize) -> bool,
}

impl Running<'_> {
    /// Marks those whom grades, score and the groups of the aims can't tell from others on the other side of the line. Of
    /// those with one value the score decides, as far as they have scores: who has none may stand anywhere among them.
    pub(super) fn mark(&self, rows: &mut [Row], fixed: &[bool], chosen: &[bool], steps: &mut Vec<String>) {
        let mut aims: Vec<Vec<usize>> = vec![Vec::new(); self.order.len()];
        for (number, constraint) in self.constraints.iter().enumerate() {
            constraint.members.iter().for_each(|at| aims[*at].push(number));
        }
        let mut alike: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for at in (0..self.order.len()).filter(|at| !fixed[*at]) {
            let i = self.order[at];
            if let Some(value) = rows[i].value {
                alike.entry((value.to_bits(), (self.waited)(i), &aims[at])).or_default().push(at);
            }
        }
        let mut levels: Vec<Vec<usize>> = alike.into_values().collect();
        levels.sort_unstable();
        for level in levels {
            let places = level.iter().filter(|at| chosen[**at]).count();
            if places == 0 || places == level.len() {
                continue;
            }
            let scores: Vec<Option<f64>> = level.iter().map(|at| self.applicants[self.order[*at]].telling()).collect();
            let sure = sure_of(&scores, places);
            let tied: Vec<usize> = (0..level.len()).filter(|n| sure[*n].is_none()).map(|n| level[n]).collect();
            let open = places - sure.iter().filter(|s| **s == Some(true)).count();
            if tied.is_empty() {
                continue;
            }
            let word = if open == 1 { "place" } else { "places" };
            let unscored = if scores.iter().any(Option::is_none) && scores.iter().any(Option::is_some) {
                "; a letter without a score, or set apart, has none to compare"
            } else {
                ""
            };
            steps.push(format!(
                "tied at the line for {open} {word}: {}; people decide between them (overrides){unscored}",
                self.named(&tied)
            ));
            for at in &tied {
                let row = &mut rows[self.order[*at]];
                row.decision = Decision::Tie;
                row.reason = format!("{} applicants have the same value, for {open} {word}", tied.len());
            }
        }
    }

    /// Puts the next `waitlist` of those without a place on the waitlist, and says where its order is that of the ids.
    pub(super) fn wait(&self, rows: &mut [Row], waitlist: usize, steps: &mut Vec<String>) {
        let open: Vec<usize> =
            (0..self.order.len()).filter(|at| rows[self.order[*at]].decision == Decision::NoPlace).collect();
        for (place, at) in open.iter().take(waitlist).enumerate() {
            let row = &mut rows[self.order[*at]];
            row.decision = Decision::Waitlist;
            row.reason = format!("{} on the waitlist", place + 1);
        }
        if waitlist == 0 || waitlist >= open.len() {
            return;
        }
        let alike = |at: usize| {
            let i = self.order[at];
            (rows[i].value.map(f64::to_bits), self.applicants[i].telling().map(f64::to_bits), (self.waited)(i))
        };
        let last = alike(open[waitlist - 1]);
        if last == alike(open[waitlist]) {
            let level: Vec<usize> = open.iter().copied().filter(|at| alike(*at) == last).collect();
            steps.push(format!(
                "equal at the end of the waitlist: {}; those first by id are on it (a longer waitlist \
                 takes all)",
                self.named(&level)
            ));
        }
    }

    fn named(&self, places: &[usize]) -> String {
        let ids: Vec<&str> = places.iter().take(NAMED).map(|at| self.applicants[self.order[*at]].id.as_str()).collect();
        let more = if places.len() > NAMED { format!(" and {} more", places.len() - NAMED) } else { String::new() };
        format!("{}{more}", ids.join(", "))
    }
}

/// Who of a level has one of its `places` (true) or none (false) whatever the scores of those without one; none if that
/// is open.
fn sure_of(scores: &[Option<f64>], places: usize) -> Vec<Option<bool>> {
    let without = scores.iter().filter(|s| s.is_none()).count();
    let count = |fits: &dyn Fn(f64) -> bool| scores.iter().flatten().filter(|s| fits(**s)).count();
    scores
        .iter()
        .map(|score| {
            let own = (*score)?;
            if count(&|other| other >= own) + without <= places {
                Some(true)
            } else if count(&|other| other > own) >= places {
                Some(false)
            } else {
                None
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_without_a_score_may_stand_anywhere_among_its_equals() {
        let sure = |scores: &[f64], places: usize| {
            let scores: Vec<Option<f64>> = scores.iter().map(|s| Some(*s).filter(|s| *s >= 0.0)).collect();
            let word = |s: &Option<bool>| s.map_or('?', |sure| if sure { '+' } else { '-' });
            sure_of(&scores, places).iter().map(word).collect::<String>()
        };
        assert_eq!(sure(&[0.9, 0.8, 0.7], 2), "++-");
        assert_eq!(sure(&[0.9, 0.8, 0.8], 2), "+??");
        assert_eq!(sure(&[0.9, 0.5, -1.0], 1), "?-?");
        assert_eq!(sure(&[0.9, 0.5, -1.0], 2), "+??");
        assert_eq!(sure(&[0.9, 0.9, 0.5, -1.0], 1), "??-?");
        assert_eq!(sure(&[-1.0, -1.0, -1.0], 2), "???");
        assert_eq!(sure(&[0.9, -1.0, -1.0, -1.0], 2), "????");
    }
}
