//! What it would take to know more, and why figures that seem to contradict each other don't.

use crate::audit::{Audit, Group, Slice, Verdict};
use crate::stats::compare::times_as_many;

/// The chance with which a group selected four fifths as often as the others is to be noticed.
const POWER: f64 = 0.8;

/// The least ratio of selection rates that does not matter.
const FOUR_FIFTHS: f64 = 0.8;

/// Groups that are named in a list.
const NAMED: usize = 8;

/// How many times as long a list with the same shares must be, so that a group selected four fifths as often as the others is
/// noticed: with a chance of 80 %, at 5 % divided by the comparisons of the audit (the strictest that Holm asks for). None where
/// nobody else is selected.
fn longer(a: &Audit, slice: &Slice, g: &Group) -> Option<f64> {
    let people: usize = slice.groups.iter().map(|g| g.people).sum();
    let hits: usize = slice.groups.iter().map(|g| g.selected).sum();
    let (others, chosen) = (people - g.people, hits - g.selected);
    let rate = chosen as f64 / others.max(1) as f64;
    let level = 0.05 / a.comparisons.max(1) as f64;
    times_as_many((FOUR_FIFTHS * rate, g.people), (rate, others), level, POWER)
}

/// What it would take to know more, a sentence each; none if every group is judged and told.
pub(super) fn lines(a: &Audit) -> Vec<String> {
    let all = || a.columns.iter().flat_map(|c| c.groups.iter().map(move |g| (c, g)));
    let mut lines = Vec::new();
    let mut open: Vec<(&Slice, &Group)> = all().filter(|(_, g)| g.verdict == Verdict::TooFewToTell).collect();
    // The largest groups are the nearest to an answer.
    open.sort_by(|a, b| (b.1.people, &a.0.column, &a.1.name).cmp(&(a.1.people, &b.0.column, &b.1.name)));
    for (slice, g) in open.iter().take(NAMED) {
        lines.push(match longer(a, slice, g) {
            Some(times) if times > 1.0 => format!(
                "{} = {} has {} people and would need about {}, in a list {times:.0} times as long.",
                slice.column,
                g.name,
                g.people,
                rounded(times * g.people as f64)
            ),
            Some(_) => format!(
                "{} = {} has {} people: enough to notice a selection four fifths as frequent as the others', and none was found. \
                 That it is within limits either way has not been shown.",
                slice.column, g.name, g.people
            ),
            None => format!("{} = {}: nobody else is selected, so there is nothing to compare with.", slice.column, g.name),
        });
    }
    if open.len() > NAMED {
        lines.push(format!("{} more groups are too few to tell.", open.len() - NAMED));
    }
    let small = all().filter(|(_, g)| g.verdict == Verdict::NotJudged).count();
    if small > 0 {
        lines.push(format!(
            "{} too small to judge (under 20 people or 2 %). Larger groups (--group-map FILE, such as countries put into \
             regions) or the lists of several years in one table say more.",
            if small == 1 { "1 group is".to_owned() } else { format!("{small} groups are") }
        ));
    }
    lines
}

/// A number of people to two digits: more would promise too much.
fn rounded(people: f64) -> f64 {
    let unit = 10f64.powf(people.max(1.0).log10().floor() - 1.0).max(1.0);
    (people / unit).ceil() * unit
}

/// Figures of a column that seem to contradict each other, with the reason, a sentence each.
pub(super) fn contradictions(slice: &Slice) -> Vec<String> {
    let names = |which: &dyn Fn(&Group) -> bool| -> Option<String> {
        let found: Vec<&str> = slice.groups.iter().filter(|g| g.judged && which(g)).map(|g| g.name.as_str()).collect();
        let more = if found.len() > 3 { format!(" and {} more", found.len() - 3) } else { String::new() };
        (!found.is_empty()).then(|| format!("{}{more}", found[..found.len().min(3)].join(", ")))
    };
    let law = |g: &Group| g.local_law_144.and_then(|l| l.selection_ratio);
    let reference = slice.reference.as_deref().unwrap_or("the reference");
    let mut said = Vec::new();
    if let Some(who) = names(&|g| g.four_fifths == Some(true) && law(g).is_some_and(|r| r < FOUR_FIFTHS)) {
        said.push(format!(
            "{who}: “kept” beside a lower ratio under Local Law 144 is no contradiction. The four-fifths rule compares with \
             {reference}, the most selected group that is large enough to judge; the law takes the most selected group of 2 % or \
             more, however few people it has."
        ));
    }
    if let Some(who) = names(&|g| g.four_fifths == Some(false) && g.verdict != Verdict::Flagged) {
        said.push(format!(
            "{who}: “broken” without a flag. The rule looks at the figures alone; with so few people chance breaks it often, and a \
             flag needs a difference that chance does not explain."
        ));
    }
    if let Some(who) = names(&|g| g.four_fifths == Some(true) && g.verdict == Verdict::Flagged) {
        said.push(format!(
            "{who}: “kept” and flagged. The rule compares with {reference} alone and looks at selection only; the flag compares \
             with all others, and may rest on scores or on errors."
        ));
    }
    if let Some(who) = names(&|g| g.ratio.is_some_and(|r| r < FOUR_FIFTHS) && g.verdict == Verdict::TooFewToTell) {
        said.push(format!(
            "{who}: a ratio under 0.8 and “too few to tell”. The interval beside the ratio holds 0.8 or more: other applicants \
             might have shown no difference."
        ));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Cohort, Question, audit};
    use crate::rank::Places;

    /// 200 applicants, the best 80 selected: `a` (100), `b` (92) and `c` (8, all of them selected).
    fn made() -> Audit {
        let group = |i: usize| {
            if i < 8 {
                "c"
            } else if i.is_multiple_of(2) {
                "a"
            } else {
                "b"
            }
        };
        let scores: Vec<Option<f64>> =
            (0..200).map(|i| Some(if i < 8 { 1.0 } else { ((i * 37) % 101) as f64 / 101.0 })).collect();
        let cohort = Cohort {
            ids: (0..200).map(|i| i.to_string()).collect(),
            log_odds: scores.clone(),
            scores,
            groups: vec![("g".into(), (0..200).map(|i| group(i).to_owned()).collect())],
            ..Cohort::default()
        };
        audit(&cohort, &Question { places: Some(Places::Count(80)), proxy: false }).unwrap()
    }

    #[test]
    fn a_group_is_told_what_it_needs() {
        let a = made();
        let said = lines(&a);
        assert!(said[0].starts_with("g = a has 96 people"), "{said:?}");
        assert!(said.last().unwrap().starts_with("1 group is too small to judge"), "{said:?}");
        // 96 of 200, 80 selected: the others' rate is about 0.4; ten comparisons at the most.
        let times = longer(&a, &a.columns[0], &a.columns[0].groups[0]).unwrap();
        assert!(times > 3.0 && times < 12.0, "{times}");
        assert!(
            said[0].contains(&format!("about {}, in a list {times:.0} times as long", rounded(times * 96.0))),
            "{said:?}"
        );
    }

    #[test]
    fn two_digits_of_a_number_of_people() {
        assert_eq!([7.2, 35.1, 98.0, 852.3, 1249.0].map(rounded), [8.0, 36.0, 98.0, 860.0, 1300.0]);
    }

    #[test]
    fn kept_beside_a_low_ratio_is_explained() {
        let a = made();
        let said = contradictions(&a.columns[0]).join("\n");
        // The eight of `c` are 4 %: in the law, and all selected; `a` and `b` are selected about four times in ten.
        assert!(said.contains("“kept” beside a lower ratio under Local Law 144"), "{said}");
    }
}
