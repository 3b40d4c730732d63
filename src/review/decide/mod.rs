//! Grades → decisions: who is invited, who waits, and what people must still decide, with every step said.
//!
//! What people decided overrules what is computed: overrides and statuses come first. Then applicants stand by their mean
//! grade; the model's score orders those with the same grade, or counts with a stated weight. Aims for the cohort are met
//! exactly, at the least cost in value. Nobody without a reading has a place or is refused one.

mod aims;
mod choose;
mod row;
mod status;
mod ties;

pub use aims::{Aim, Bound};
pub use choose::{Constraint, choose};
pub use row::{Applicant, Decision, Row};
pub use status::{Status, Statuses, read as read_statuses};

use super::labels::Merged;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::labels::LabelRule;
use crate::model::examples::Labels;
use crate::model::ratings::{Combine, Given, Ratings};
use crate::rank::{self, Override, Spellings};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Places in all.
    pub places: usize,
    /// Applicants on the waitlist.
    pub waitlist: usize,
    /// The part of the score in an applicant's value, 0 to 1; with 0 it only orders those of one grade.
    pub score_weight: f64,
    /// Whether each reviewer's leniency is taken off their grades first.
    pub correct_harshness: bool,
    /// The lowest and the highest grade, where they can't be distinguished from the grades.
    pub scale: Option<[f64; 2]>,
    /// Aims, each with the place of its column in [`Applicant::groups`].
    pub aims: Vec<(Aim, usize)>,
    /// Ids on the waitlist of an earlier round: places that were freed go to them first.
    pub waiting: BTreeSet<String>,
}

/// Decisions about all applicants.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions {
    /// The decided first, by value; then those set apart and those without a grade.
    pub rows: Vec<Row>,
    /// What was done, step by step.
    pub steps: Vec<String>,
    /// Applicants who were graded and are not in the list, with the place of the first grade.
    pub unknown: Vec<(String, (PathBuf, u64))>,
}

/// Decides.
///
/// # Errors
/// [`ErrorKind::Setting`] where the weight is not within 0–1 or there are no places; [`ErrorKind::Labels`] where a grade
/// can't be read; [`ErrorKind::Value`] where overrides or statuses name nobody in the list, or the aims can't be met.
pub fn decide(
    applicants: &[Applicant],
    labels: &Merged,
    statuses: &Statuses,
    overrides: &[Override],
    question: &Question,
) -> Result<Decisions> {
    if !(0.0..=1.0).contains(&question.score_weight) || question.places == 0 {
        return Err(Error::new(
            ErrorKind::Setting,
            "there must be a place, and the weight of the score is from 0 to 1",
        ));
    }
    let index: BTreeMap<&str, usize> = applicants.iter().enumerate().map(|(i, a)| (a.id.as_str(), i)).collect();
    let known = |id: &str, what: &str, (path, row): &(PathBuf, u64)| {
        index.get(id).copied().ok_or_else(|| {
            Error::new(ErrorKind::Value, format!("{what} names `{id}`, who is not in the list"))
                .file(path)
                .row(*row)
                .hint("check the id, or give the list that holds the applicant")
        })
    };
    let mut said: BTreeMap<usize, &Override> = BTreeMap::new();
    for one in overrides {
        let before = said.insert(known(&one.id, "an override", &one.place)?, one);
        if let Some(before) = before.filter(|before| before.inside != one.inside) {
            let (id, word, other, row) = (&one.id, one.word(), before.word(), before.place.1);
            let what = format!("`{id}` is `{word}` here and `{other}` in row {row}");
            let error = Error::new(ErrorKind::Value, what).file(&one.place.0).row(one.place.1);
            return Err(error.hint("keep one of the two rows"));
        }
    }
    let mut held: BTreeMap<usize, Status> = BTreeMap::new();
    for (id, (status, place)) in statuses {
        held.insert(known(id, "a status or an earlier round", place)?, *status);
    }
    let graded = grades(labels, question.scale)?;
    let place = |id: &String| labels.labels.iter().find(|l| l.id == *id).map(|l| l.place.clone()).unwrap_or_default();
    let unknown = graded.ids.iter().filter(|id| !index.contains_key(id.as_str()));
    let unknown: Vec<(String, (PathBuf, u64))> = unknown.map(|id| (id.clone(), place(id))).collect();
    let fractions = [false, true].map(|correct| graded.labels(Combine { correct, ..Combine::default() }));
    let mut rows: Vec<Row> =
        (0..applicants.len()).map(|i| row(i, &applicants[i], &graded, &fractions, question)).collect();
    let mut steps = Vec::new();
    settle_by_people(&mut rows, &said, &held, &mut steps);
    // Those in the running, in their order; who holds a place already stands among them.
    let open = |r: &&Row| matches!(r.decision, Decision::NoPlace | Decision::Invite) && !r.reason.starts_with(OUT);
    let mut order: Vec<usize> = rows.iter().filter(open).map(|r| r.applicant).collect();
    order.sort_by(|&a, &b| compare(&rows[a], &rows[b], applicants));
    let mut rank = 0;
    for at in 0..order.len() {
        if at == 0 || key(&rows[order[at]], applicants) != key(&rows[order[at - 1]], applicants) {
            rank = at + 1;
        }
        rows[order[at]].rank = rows[order[at]].value.map(|_| rank);
    }
    let waited = |i: usize| question.waiting.contains(&applicants[i].id);
    order.sort_by_key(|&i| !waited(i));
    let fixed: Vec<bool> = order.iter().map(|&i| rows[i].decision == Decision::Invite).collect();
    let values: Vec<f64> = order.iter().map(|&i| rows[i].value.unwrap_or(0.0)).collect();
    let constraints = constraints(applicants, &order, question, &mut steps)?;
    // Whoever waits is worth more than all that a value can be: 1.
    let worth: Vec<f64> = order.iter().zip(&values).map(|(&i, v)| if waited(i) { v + 2.0 } else { *v }).collect();
    let chosen = choose(&worth, &fixed, question.places, &constraints)?;
    if !constraints.is_empty() {
        prices(applicants, &order, (&values, &worth), &fixed, question, &constraints, &chosen, &mut steps)?;
    }
    for (_, &i) in order.iter().enumerate().filter(|(at, _)| chosen[*at] && !fixed[*at]) {
        rows[i].decision = Decision::Invite;
        rows[i].reason = reason(&rows[i]) + if waited(i) { ", from the waitlist" } else { "" };
    }
    let running = ties::Running { order: &order, applicants, constraints: &constraints, waited: &waited };
    running.mark(&mut rows, &fixed, &chosen, &mut steps);
    running.wait(&mut rows, question.waitlist, &mut steps);
    let held = fixed.iter().filter(|f| **f).count();
    if held > question.places {
        steps.push(format!("{held} hold a place already, more than there are: nobody else gets one"));
    }
    let count = |decision: Decision| rows.iter().filter(|r| r.decision == decision).count();
    steps.push(format!(
        "{} places: {} invited, {} tied at the line, {} on the waitlist, {} without a place, {} not graded, {} set apart",
        question.places,
        count(Decision::Invite),
        count(Decision::Tie),
        count(Decision::Waitlist),
        count(Decision::NoPlace),
        count(Decision::NotGraded),
        count(Decision::SetApart)
    ));
    rows.sort_by(|a, b| {
        let rank = |r: &Row| u8::from(matches!(r.decision, Decision::NotGraded | Decision::SetApart));
        (rank(a), a.decision).cmp(&(rank(b), b.decision)).then_with(|| compare(a, b, applicants))
    });
    Ok(Decisions { rows, steps, unknown })
}

/// Begins the reason of whoever people put out.
const OUT: &str = "out by decision: ";

fn grades(labels: &Merged, scale: Option<[f64; 2]>) -> Result<Ratings> {
    let rule = LabelRule { scale, ..LabelRule::default() };
    // The labels come from several files: an error is told by the label's place among all, and then by its own.
    let values = labels.labels.iter().zip(1..).map(|(l, at)| (at, l.label.as_str()));
    let own = |e: Error| match e.place().row.and_then(|at| labels.labels.get(at as usize - 1)) {
        Some(label) => e.file(&label.place.0).row(label.place.1),
        None => e,
    };
    let values = rule.read("label", Path::new("the labels"), values).map_err(own)?;
    let given = labels.labels.iter().zip(&values.numbers).map(|(l, value)| Given {
        id: &l.id,
        row: l.place.1,
        reviewer: &l.reviewer,
        value: *value,
    });
    Ratings::collect(given, values.scale)
}

/// An applicant's grades put together. `fractions` are the mean grades as given, and without the reviewers' leniency.
fn row(applicant: usize, a: &Applicant, ratings: &Ratings, fractions: &[Labels; 2], question: &Question) -> Row {
    let mut row = Row {
        applicant,
        decision: Decision::NotGraded,
        rank: None,
        reason: "nobody has graded the letter".into(),
        mean: None,
        corrected: None,
        spread: None,
        readings: 0,
        value: None,
    };
    let Ok(place) = ratings.ids.binary_search(&a.id) else { return row };
    let given: Vec<f64> = ratings.values[place].iter().map(|(_, grade)| *grade).collect();
    let (least, most) = given.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), g| (l.min(*g), m.max(*g)));
    row.readings = given.len();
    row.mean = Some(short(given.iter().sum::<f64>() / given.len() as f64));
    row.spread = (given.len() > 1).then_some(short(most - least));
    let [low, high] = ratings.scale.unwrap_or([0.0, 1.0]);
    let fraction = |correct: bool| fractions[usize::from(correct)].by_id.get(&a.id).copied();
    row.corrected = fraction(true).map(|f| short(low + f * (high - low)));
    let grade = fraction(question.correct_harshness).unwrap_or(0.0);
    let score = a.telling().unwrap_or(grade);
    row.value = Some(short((1.0 - question.score_weight) * grade + question.score_weight * score));
    (row.decision, row.reason) = (Decision::NoPlace, "others stand higher".into());
    row
}

/// A mean to six decimals: grades that are equal on paper stay equal whatever the order in which they were added.
fn short(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

/// What people said: overrides, then statuses.
fn settle_by_people(
    rows: &mut [Row],
    said: &BTreeMap<usize, &Override>,
    held: &BTreeMap<usize, Status>,
    steps: &mut Vec<String>,
) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (&i, status) in held {
        *counts.entry(status.word()).or_default() += 1;
        if status.holds_a_place() {
            (rows[i].decision, rows[i].reason) = (Decision::Invite, format!("{}: keeps the place", status.word()));
        } else {
            (rows[i].decision, rows[i].reason) = (Decision::SetApart, status.word().into());
        }
    }
    for (&i, one) in said {
        let word = if one.inside { "in by override" } else { "out by override" };
        *counts.entry(word).or_default() += 1;
        (rows[i].decision, rows[i].reason) = match one.inside {
            true => (Decision::Invite, format!("in by decision: {}", one.reason)),
            false => (Decision::NoPlace, format!("{OUT}{}", one.reason)),
        };
    }
    steps.extend(counts.into_iter().map(|(word, n)| format!("{word}: {n}")));
}

/// By value, then by score, then by id.
fn compare(a: &Row, b: &Row, applicants: &[Applicant]) -> std::cmp::Ordering {
    let score = |r: &Row| applicants[r.applicant].telling().unwrap_or(f64::NEG_INFINITY);
    let value = |r: &Row| r.value.unwrap_or(f64::NEG_INFINITY);
    (value(b).total_cmp(&value(a)))
        .then_with(|| score(b).total_cmp(&score(a)))
        .then_with(|| applicants[a.applicant].id.cmp(&applicants[b.applicant].id))
}

/// What grades and score tell applicants apart by.
fn key(row: &Row, applicants: &[Applicant]) -> (Option<u64>, Option<u64>) {
    (row.value.map(f64::to_bits), applicants[row.applicant].telling().map(f64::to_bits))
}

fn reason(row: &Row) -> String {
    let readings = if row.readings == 1 { "1 reading".to_owned() } else { format!("{} readings", row.readings) };
    format!("{} by value: mean grade {:.2} of {readings}", row.rank.unwrap_or(0), row.mean.unwrap_or(f64::NAN))
}

/// The aims as constraints on those in the running. Spellings of one group are counted as one, with a message; an empty
/// value is no group.
fn constraints(
    applicants: &[Applicant],
    order: &[usize],
    question: &Question,
    steps: &mut Vec<String>,
) -> Result<Vec<Constraint>> {
    let (mut all, mut said) = (Vec::new(), BTreeSet::new());
    for (aim, column) in &question.aims {
        let group = |a: &Applicant| rank::group(a.groups.get(*column).map_or("", String::as_str));
        let given: Vec<String> = applicants.iter().map(group).collect();
        let spellings = Spellings::of(given.iter().map(String::as_str));
        if said.insert(column) {
            steps.extend(spellings.said(&aim.column));
            let none = given.iter().filter(|g| g.is_empty()).count();
            if none > 0 {
                let have = if none == 1 { "1 applicant has".to_owned() } else { format!("{none} applicants have") };
                steps.push(format!("{}: {have} no value, so they belong to no group", aim.column));
            }
        }
        let groups: Vec<&str> = order.iter().map(|&i| spellings.name(&given[i])).collect();
        all.extend(Constraint::of(aim, &groups, &spellings, question.places)?);
    }
    Ok(all)
}

/// What each aim costs by itself, and all of them: value, and who comes and goes.
#[expect(clippy::too_many_arguments, reason = "one question, asked once")]
fn prices(
    applicants: &[Applicant],
    order: &[usize],
    (values, worth): (&[f64], &[f64]),
    fixed: &[bool],
    question: &Question,
    constraints: &[Constraint],
    chosen: &[bool],
    steps: &mut Vec<String>,
) -> Result<()> {
    let free = choose(worth, fixed, question.places, &[])?;
    let mut price = |words: &str, with: &[bool]| {
        let sum = |set: &[bool]| values.iter().zip(set).filter(|(_, c)| **c).map(|(v, _)| v).sum::<f64>();
        let ids = |one: &[bool], other: &[bool]| {
            let moved: BTreeSet<&str> = (0..order.len())
                .filter(|at| one[*at] && !other[*at])
                .map(|at| applicants[order[at]].id.as_str())
                .collect();
            if moved.is_empty() { "nobody".to_owned() } else { moved.into_iter().collect::<Vec<_>>().join(", ") }
        };
        let places = with.iter().filter(|c| **c).count().max(1) as f64;
        steps.push(format!(
            "{words}: costs {:.3} of the mean value; in: {}; out: {}",
            (sum(&free) - sum(with)).max(0.0) / places,
            ids(with, &free),
            ids(&free, with)
        ));
    };
    let holds = |c: &&Constraint| {
        let inside = c.members.iter().filter(|i| free[**i]).count();
        if c.bound == Bound::AtLeast { inside >= c.count } else { inside <= c.count }
    };
    let (met, open): (Vec<&Constraint>, Vec<&Constraint>) = constraints.iter().partition(holds);
    for c in &open {
        price(&c.words, &choose(worth, fixed, question.places, std::slice::from_ref(*c))?);
    }
    if open.len() > 1 {
        price("all aims together", chosen);
    }
    match met.as_slice() {
        [] => {}
        [one] => steps.push(format!("{}: met without it", one.words)),
        several if open.is_empty() => steps.push(format!("all {} aims are met as it is", several.len())),
        several => steps.push(format!("{} more aims are met without them", several.len())),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
