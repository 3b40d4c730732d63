//! A shortlist as a table, and its reasons in words.

use super::table::{Cell, Kind, TableColumn};
use crate::error::Result;
use crate::flags::NOT_ENGLISH;
use crate::rank::plan::Planned;
use crate::rank::{Candidate, Contribution, Note, RankInterval, Shortlist, Side};

/// Reasons each way in tables and lists.
const REASONS: usize = 3;

/// The strongest reasons one way in words: `5 years of experience +0.80; …`.
#[must_use]
pub fn reasons(candidate: &Candidate, raising: bool, most: usize) -> String {
    candidate.strongest(raising, most).iter().map(reason).collect::<Vec<_>>().join("; ")
}

/// A reason in words: `RL not addressed (somewhat, −0.31)`.
pub(super) fn reason(c: &Contribution) -> String {
    format!("{} ({}, {})", c.phrase, how_much(c.amount), signed(c.amount))
}

/// An amount in words: log-odds of 0.5 turn even odds into 62 to 38, of 0.15 into 54 to 46.
fn how_much(amount: f64) -> &'static str {
    match amount.abs() {
        a if a >= 0.5 => "much",
        a if a >= 0.15 => "somewhat",
        _ => "a little",
    }
}

/// What a flag rests on: `grader instructions: a sentence for a grader, “ignore previous instructions”`.
pub(super) fn note(note: &Note) -> String {
    let quote = if note.text.is_empty() { String::new() } else { format!(", “{}”", note.text) };
    format!("{}: {}{quote}", note.flag.replace('_', " "), note.message)
}

/// The flags of a candidate in a few words, where there are any: `flagged: near duplicate, too short`.
pub(super) fn flagged(candidate: &Candidate) -> Option<String> {
    (!candidate.flags.is_empty()).then(|| format!("flagged: {}", candidate.flags.join(", ").replace('_', " ")))
}

/// An amount with its sign: `+0.80`, `−0.31`.
pub(super) fn signed(amount: f64) -> String {
    format!("{}{:.2}", if amount < 0.0 { '−' } else { '+' }, amount.abs())
}

/// Which side of the line, in a word.
pub(super) fn side_name(side: Option<Side>) -> &'static str {
    side.map_or("", Side::word)
}

/// Which side of the line the applicant at `index` is on, and whether people said so.
pub(super) fn status(list: &Shortlist, index: usize) -> String {
    let side = side_name(list.side(index));
    if list.overrides.contains_key(&list.ranked[index].id) { format!("{side} (override)") } else { side.to_owned() }
}

/// The status of an applicant without a score: `unscored`, or `in` where people said so.
pub(super) fn unscored_status(list: &Shortlist, index: usize) -> &'static str {
    if list.unscored_side(index) == Some(Side::In) { "in" } else { "unscored" }
}

/// What people decided about an applicant, and why: `in: knows the field`; empty where they decided nothing.
fn override_text(list: &Shortlist, id: &str) -> String {
    list.overrides.get(id).map_or_else(String::new, |o| format!("{}: {}", o.word(), o.reason))
}

/// How an applicant is to be read and why; no cells without a plan.
fn planned_cells(planned: Option<&Planned>) -> impl Iterator<Item = Cell<'_>> {
    planned.into_iter().flat_map(|p| [Cell::text(p.band.word()), Cell::text(p.read.as_str())])
}

/// The probability of being among the first N, to the thousandth: more digits would be those of the draws.
pub(super) fn chance_in(interval: Option<RankInterval>) -> Option<f64> {
    Some((f64::from(interval?.chance_in?) * 1_000.0).round() / 1_000.0)
}

/// The same in a table that people read: `97 %`; `> 99 %` where no draw, or nearly none, says otherwise.
pub(super) fn chance_text(interval: Option<RankInterval>) -> String {
    match chance_in(interval) {
        None => String::new(),
        Some(chance) if chance > 0.99 => "> 99 %".into(),
        Some(chance) if chance < 0.01 => "< 1 %".into(),
        Some(chance) => format!("{:.0} %", 100.0 * chance),
    }
}

/// The 90 % interval of a rank: `3–18`.
pub(super) fn rank_text(interval: Option<RankInterval>) -> String {
    interval
        .map_or_else(String::new, |i| if i.low == i.high { i.low.to_string() } else { format!("{}–{}", i.low, i.high) })
}

/// How sure the list is, in a sentence.
#[must_use]
pub fn certainty(list: &Shortlist) -> Option<String> {
    let (sure, width) = list.certainty()?;
    let places = list.cutoff.as_ref()?.places.min(list.ranks.len());
    Some(format!(
        "other labels would have ordered some letters otherwise: {sure} of {places} places are taken by letters that are among the \
         first {places} with more than 90 % chance; the 90 % interval of a rank is {width} places wide (median)"
    ))
}

/// Who is set apart and why, in a sentence; none if nobody is. The first few are named.
///
/// # Errors
/// Those of [`Shortlist::candidate`].
pub fn set_apart(list: &Shortlist) -> Result<Option<String>> {
    const NAMED: usize = 10;
    let all = list.set_apart();
    let named = all.clone().take(NAMED).map(|index| {
        let c = list.candidate(index)?;
        Ok(format!("{} ({}, score {:.3})", c.id, language(&c).unwrap_or("not in English"), c.score))
    });
    let named = named.collect::<Result<Vec<_>>>()?.join(", ");
    let (letters, them) = match all.len() {
        0 => return Ok(None),
        1 => ("1 letter is in another language and is set apart, not ranked".to_owned(), "it"),
        n => (format!("{n} letters are in other languages and are set apart, not ranked"), "them"),
    };
    let more = all.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Ok(Some(format!("{letters}; a person reads {them}: {named}{more}")))
}

/// What the check of languages says of a letter: `reads as German`.
fn language(c: &Candidate) -> Option<&str> {
    c.notes.iter().find(|n| n.flag == NOT_ENGLISH).map(|n| n.message.as_str())
}

/// The columns of a shortlist: rank, id, score, probability of being among the first N and 90 % interval of the rank, status, override, band and reason of reading (where there is a plan),
/// reasons, base and the contributions of `names`, flags, then the passthrough columns under the names in `passthrough`.
#[must_use]
pub fn columns(list: &Shortlist, names: &[&str], passthrough: &[String]) -> Vec<TableColumn> {
    let mut columns = vec![
        TableColumn::new("rank", Kind::Count),
        TableColumn::new("id", Kind::Text),
        TableColumn::new("score", Kind::Number),
        TableColumn::new("chance_in", Kind::Number),
        TableColumn::new("rank_low", Kind::Count),
        TableColumn::new("rank_high", Kind::Count),
        TableColumn::new("status", Kind::Text),
        TableColumn::new("override", Kind::Text),
    ];
    if list.plan.is_some() {
        columns.extend(["band", "read"].map(|name| TableColumn::new(name, Kind::Text)));
    }
    columns.extend([
        TableColumn::new("reasons_for", Kind::Text),
        TableColumn::new("reasons_against", Kind::Text),
        TableColumn::new("contribution_base", Kind::Number),
    ]);
    columns.extend(names.iter().map(|name| TableColumn::new(format!("contribution_{name}"), Kind::Number)));
    columns.push(TableColumn::new("flags", Kind::Text));
    columns.push(TableColumn::new("flag_evidence", Kind::Text));
    columns.push(TableColumn::new("reason_unscored", Kind::Text));
    columns.extend(passthrough.iter().map(|name| TableColumn::new(name, Kind::Text)));
    columns
}

/// The rows under [`columns`], one at a time: the ranked, then the applicants without a score with their reason.
/// `terms` is the number of the model's columns.
///
/// # Errors
/// Each, as [`Shortlist::candidate`].
pub fn rows(list: &Shortlist, terms: usize) -> impl Iterator<Item = Result<Vec<Cell<'_>>>> {
    let ranked = list.candidates().enumerate().map(|(index, c)| c.map(|c| ranked_row(list, index, c)));
    ranked.chain((0..list.unscored.len()).map(move |index| Ok(unscored_row(list, index, terms))))
}

fn ranked_row(list: &Shortlist, index: usize, c: Candidate) -> Vec<Cell<'_>> {
    let mut row = vec![
        Cell::Count(list.rank(index).map(|rank| rank as u64)),
        Cell::text(list.ranked[index].id.as_str()),
        Cell::Number(Some(c.score)),
        Cell::Number(chance_in(list.interval(index))),
        Cell::Count(list.interval(index).map(|i| u64::from(i.low))),
        Cell::Count(list.interval(index).map(|i| u64::from(i.high))),
        Cell::text(side_name(list.side(index))),
        Cell::text(override_text(list, &c.id)),
    ];
    row.extend(planned_cells(list.plan.as_ref().map(|p| &p.ranked[index])));
    row.extend([
        Cell::text(reasons(&c, true, REASONS)),
        Cell::text(reasons(&c, false, REASONS)),
        Cell::Number(Some(c.base)),
    ]);
    row.extend(c.contributions.iter().map(|c| Cell::Number(Some(c.amount))));
    row.push(Cell::text(c.flags.join(" ")));
    row.push(Cell::text(c.notes.iter().map(note).collect::<Vec<_>>().join("; ")));
    row.push(Cell::text(""));
    row.extend(c.passthrough.into_iter().map(Cell::text));
    row
}

fn unscored_row(list: &Shortlist, index: usize, terms: usize) -> Vec<Cell<'_>> {
    let u = &list.unscored[index];
    let mut row = vec![
        Cell::Count(None),
        Cell::text(u.id.as_str()),
        Cell::Number(None),
        Cell::Number(None),
        Cell::Count(None),
        Cell::Count(None),
        Cell::text(unscored_status(list, index)),
        Cell::text(override_text(list, &u.id)),
    ];
    match list.plan.as_ref().map(|p| p.unscored[index].as_ref()) {
        Some(None) => row.extend([Cell::text(""), Cell::text("")]),
        planned => row.extend(planned_cells(planned.flatten())),
    }
    row.extend([Cell::text(""), Cell::text("")]);
    row.extend((0..=terms).map(|_| Cell::Number(None)));
    row.extend([Cell::text(""), Cell::text("")]);
    row.push(Cell::text(u.reason.as_str()));
    row.extend(u.passthrough.iter().map(|v| Cell::text(v.as_str())));
    row
}
