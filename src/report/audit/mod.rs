//! An audit for people and programs: a table on the terminal, Markdown, JSON, and a page with plots that needs no network.

mod html;
mod markdown;
mod needed;
mod public;
#[cfg(feature = "cli")]
mod terminal;

pub use html::page as audit_html;
pub use markdown::page as audit_markdown;
pub use public::{Stated, page as audit_public};
#[cfg(feature = "cli")]
pub use terminal::table as audit_terminal;

use super::run::RunFacts;
use crate::audit::{Audit, Change, Entering, Group, Moves, Reason, ReservedCurve, ReservedPoint, Variants, Verdict};
use crate::model::evaluate::Estimate;
use serde_json::json;

/// Rows of the longer tables that are shown; JSON holds all.
const SHOWN: usize = 20;

/// Words that stand under every audit.
const CAVEAT: &str = "A flag says that groups differ more than chance explains, not why; no flag says only that nothing \
                      was shown. People decide what follows.";

/// The audit, the facts of its run and the likely spellings of one group, as one JSON document.
#[must_use]
pub fn audit_json(audit: &Audit, variants: &[Variants], facts: &RunFacts) -> String {
    let document = json!({ "run": facts, "audit": audit, "likely_variants": variants });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// What was audited, in a sentence.
fn head(a: &Audit) -> String {
    let unscored = if a.unscored > 0 { format!(", {} of them without a score", a.unscored) } else { String::new() };
    let labelled = a.labelled.map_or(String::new(), |n| format!("; {n} with a decision to compare with"));
    format!("{} applicants{unscored}; {} selected: {}{labelled}.", a.people, a.selected, a.cut)
}

/// What the audit says, in a sentence.
fn summary(a: &Audit) -> String {
    let groups: Vec<&Group> = a.columns.iter().flat_map(|c| &c.groups).collect();
    let count = |verdict| groups.iter().filter(|g| g.verdict == verdict).count();
    format!(
        "{} of {} groups and intersections flagged, {} within limits, {} too few to tell, {} too small to judge \
         ({} comparisons, judged together).",
        count(Verdict::Flagged),
        groups.len(),
        count(Verdict::WithinLimits),
        count(Verdict::TooFewToTell),
        count(Verdict::NotJudged),
        a.comparisons
    )
}

/// A sentence per flagged group: what differs, by how much, how sure.
fn flags(a: &Audit) -> Vec<String> {
    let sentence = |(column, g): (&str, &Group)| {
        let reasons: Vec<String> = g.reasons.iter().map(|r| reason(g, *r)).collect();
        format!("{column} = {}: {}.", g.name, reasons.join("; "))
    };
    a.flagged().map(sentence).collect()
}

fn reason(g: &Group, reason: Reason) -> String {
    let p = g.adjusted.get(&reason).copied().unwrap_or(1.0);
    let p = if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") };
    let odds = g.odds.as_ref();
    let points = |v: Option<f64>| v.map_or("–".into(), |v| format!("{} points", signed(v * 100.0, 0)));
    let what = match reason {
        Reason::Selection => match g.others_ratio {
            Some(r) => format!("selected {r:.2} times as often as the others"),
            None => "only its people are selected".into(),
        },
        Reason::Scores => format!("scores {} standard deviations", optional(g.score_difference, 2)),
        Reason::Labels => {
            format!("scored against decisions {} standard deviations", optional(odds.and_then(|o| o.dsm), 2))
        }
        Reason::MissedYes => {
            format!("selection among the yes {}", points(odds.and_then(|o| o.true_positive_difference)))
        }
        Reason::SelectedNo => {
            format!("selection among the no {}", points(odds.and_then(|o| o.false_positive_difference)))
        }
    };
    format!("{what} ({p})")
}

/// The sets of spellings, in words.
fn spellings(variants: &[Variants]) -> Vec<String> {
    let quoted = |v: &Variants| v.values.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", ");
    let line = |v: &Variants| {
        format!("column {}: {} may be one group; nothing was merged (--group-map FILE does it)", v.column, quoted(v))
    };
    variants.iter().map(line).collect()
}

/// `+0.12`, `−0.12`; what rounds to nothing has no sign.
fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    if text.chars().all(|c| matches!(c, '0' | '.')) {
        text
    } else if value < 0.0 {
        format!("−{text}")
    } else {
        format!("+{text}")
    }
}

fn optional(value: Option<f64>, decimals: usize) -> String {
    value.map_or("–".into(), |v| signed(v, decimals))
}

fn percent(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

fn plain(value: Option<f64>) -> String {
    value.map_or("–".into(), |v| format!("{v:.2}"))
}

/// A value with its interval.
fn with(value: String, interval: Option<(f64, f64)>, show: impl Fn(f64) -> String) -> String {
    interval.map_or(value.clone(), |(low, high)| format!("{value} ({} to {})", show(low), show(high)))
}

/// The heads of the table of groups.
const GROUP_HEADS: [&str; 7] =
    ["group", "people", "selected", "selection rate", "impact ratio", "score difference (d)", "verdict"];

/// The cells of a group, as [`GROUP_HEADS`].
fn group_cells(g: &Group) -> [String; 7] {
    [
        g.name.clone(),
        g.people.to_string(),
        g.selected.to_string(),
        with(percent(g.rate), g.rate_interval, |v| format!("{:.1}", v * 100.0)),
        with(plain(g.ratio), g.ratio_interval, |v| format!("{v:.2}")),
        with(optional(g.score_difference, 2), g.score_interval, |v| signed(v, 2)),
        g.verdict.title().to_owned(),
    ]
}

/// The heads of the table of rules.
const LAW_HEADS: [&str; 5] =
    ["group", "four-fifths rule", "LL 144 selection ratio", "LL 144 scoring rate", "LL 144 scoring ratio"];

/// What the rules of thumb and of law say of a group, as [`LAW_HEADS`].
fn law_cells(g: &Group) -> [String; 5] {
    let kept = |kept: bool| if kept { "kept" } else { "broken" };
    let law = g.local_law_144;
    [
        g.name.clone(),
        g.four_fifths.map_or("–", kept).to_owned(),
        plain(law.and_then(|l| l.selection_ratio)),
        law.map_or("–".into(), |l| percent(l.scoring_rate)),
        plain(law.and_then(|l| l.scoring_ratio)),
    ]
}

/// The heads of the table against decisions.
const ODDS_HEADS: [&str; 7] = [
    "group",
    "decided",
    "yes",
    "selected of the yes",
    "selected of the no",
    "score minus share of yes",
    "DSM (limit ±0.10)",
];

/// A group against decisions, as [`ODDS_HEADS`].
fn odds_cells(g: &Group) -> Option<[String; 7]> {
    let o = g.odds.as_ref()?;
    let rate = |v: Option<f64>| v.map_or("–".into(), percent);
    Some([
        g.name.clone(),
        o.labelled.to_string(),
        o.positive.to_string(),
        rate(o.true_positive_rate),
        rate(o.false_positive_rate),
        with(optional(o.calibration, 3), o.calibration_interval, |v| signed(v, 3)),
        optional(o.dsm, 2),
    ])
}

/// The heads of the table of features that move groups.
const MOVES_HEADS: [&str; 4] =
    ["group", "feature", "adds to the log-odds, group minus others", "among those with the same decision"];

/// A feature that moves a group, as [`MOVES_HEADS`].
fn moves_cells(m: &Moves) -> [String; 4] {
    [
        format!("{} = {}", m.column, m.group),
        m.feature.clone(),
        with(signed(m.difference, 2), Some(m.interval), |v| signed(v, 2)),
        optional(m.given_label, 2),
    ]
}

/// Log-odds below which a difference is not worth a reader's time.
const LEAST_MOVE: f64 = 0.01;

/// The features that move groups by more than chance, the largest first.
fn moving(a: &Audit) -> Vec<&Moves> {
    a.moves.iter().filter(|m| m.adjusted < 0.05 && m.difference.abs() >= LEAST_MOVE).take(SHOWN).collect()
}

/// The heads of the table of lists without a feature.
const WITHOUT_HEADS: [&str; 5] =
    ["without", "enter and leave", "largest changes of selection rates", "AUC lost", "precision lost"];

/// The heads of the same table for models fitted again.
const ANEW_HEADS: [&str; 6] = [
    "without",
    "enter and leave",
    "largest changes of selection rates",
    "AUC lost, training letters held out",
    "AUC lost here",
    "precision lost here",
];

/// What lists without a feature mean, where only its part was taken away.
const TAKEN_AWAY: &str = "The feature's part is taken away from every score, the other weights stay.";

/// … and where the model was fitted again.
const ANEW: &str = "The model is fitted again without the feature, at the same strength, on the letters that it learnt \
                    from: what the feature said may live on in others.";

/// Changes of selection rates that a page shows per feature.
const CHANGES: usize = 3;

/// The list without a feature, as [`WITHOUT_HEADS`].
fn ablation_cells(feature: &str, change: &Change, shown: usize) -> [String; 5] {
    let mut rates: Vec<_> = change.rates.iter().filter(|(.., change)| change.abs() >= 0.0005).collect();
    rates.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
    let rate = |(c, g, v): &&(String, String, f64)| format!("{c} = {g} {}", signed(v * 100.0, 1));
    let rates: Vec<String> = rates.iter().take(shown).map(rate).collect();
    [
        feature.to_owned(),
        format!("{} and {}", change.enter.len(), change.leave.len()),
        if rates.is_empty() { "none".into() } else { rates.join(", ") },
        estimate(change.auc_lost),
        optional(change.precision_lost, 3),
    ]
}

/// A figure with its interval, unless that is nothing but the figure.
fn estimate(e: Estimate) -> String {
    let value = optional(e.value, 3);
    let wide = |(low, high): &(f64, f64)| [low, high].iter().any(|v| signed(**v, 3) != value);
    with(value.clone(), e.interval.filter(|i| e.value.is_some() && wide(i)), |v| signed(v, 3))
}

/// A table of lists without a feature.
struct AblationTable {
    /// What it means.
    meaning: &'static str,
    /// Its heads.
    heads: &'static [&'static str],
    /// Its rows.
    rows: Vec<Vec<String>>,
}

/// Tables of lists without a feature: its part taken away, and models fitted again where there are some. Each row shows so many
/// changes of selection rates.
fn ablation_tables(a: &Audit, shown: usize) -> Vec<AblationTable> {
    let taken: Vec<Vec<String>> =
        a.ablations.iter().map(|w| ablation_cells(&w.feature, &w.taken_away, shown).to_vec()).collect();
    let anew = |w: &crate::audit::Ablation| {
        let fitted = w.fitted_anew.as_ref()?;
        let mut cells = ablation_cells(&w.feature, &fitted.change, shown).to_vec();
        cells.insert(3, estimate(fitted.held_out_auc_lost));
        Some(cells)
    };
    let anew: Vec<Vec<String>> = a.ablations.iter().filter_map(anew).collect();
    [(TAKEN_AWAY, &WITHOUT_HEADS[..], taken), (ANEW, &ANEW_HEADS[..], anew)]
        .into_iter()
        .filter(|(.., rows)| !rows.is_empty())
        .map(|(meaning, heads, rows)| AblationTable { meaning, heads, rows })
        .collect()
}

/// Who would enter and leave, per feature: its name, those who enter, those who leave; of the models fitted again where
/// there are some.
fn changes(a: &Audit) -> Vec<[String; 3]> {
    let change =
        |w: &'_ crate::audit::Ablation| w.fitted_anew.as_ref().map_or(w.taken_away.clone(), |f| f.change.clone());
    let changes = a.ablations.iter().map(|w| (&w.feature, change(w)));
    let changes = changes.filter(|(_, c)| !c.enter.is_empty() || !c.leave.is_empty());
    changes.map(|(feature, c)| [feature.clone(), people(&c.enter), people(&c.leave)]).collect()
}

/// Who enters or leaves, in words.
fn people(list: &[Entering]) -> String {
    let named = |e: &Entering| format!("{} ({})", e.id, e.groups.join(", "));
    let mut text = list.iter().take(SHOWN).map(named).collect::<Vec<_>>().join(", ");
    if list.len() > SHOWN {
        text.push_str(&format!(" and {} more", list.len() - SHOWN));
    }
    if text.is_empty() { "nobody".into() } else { text }
}

/// The heads of the tables of reserved places.
const RESERVED_HEADS: [&str; 5] = ["places", "impact ratio", "precision", "enters", "leaves"];

/// What reserved places would do: a caption and rows per column, at most `most` rows, the one that first keeps four fifths
/// among them.
fn reserved(a: &Audit, most: usize) -> Vec<(String, Vec<Vec<String>>)> {
    let table = |curve: &ReservedCurve| {
        let kept = curve.points.iter().position(|p| p.ratio >= 0.8);
        let said = kept.map_or("four fifths are not reached".to_owned(), |k| format!("{k} reach four fifths"));
        let step = curve.points.len().div_ceil(most.max(1));
        let is_shown = |p: &&ReservedPoint| p.places.is_multiple_of(step) || Some(p.places) == kept;
        let name = |e: &Option<Entering>| e.as_ref().map_or("–".to_owned(), |e| people(std::slice::from_ref(e)));
        let row = |p: &ReservedPoint| {
            vec![p.places.to_string(), plain(Some(p.ratio)), decimals(p.precision), name(&p.enters), name(&p.leaves)]
        };
        let caption = format!("Reserved places for {} = {}: {said}.", curve.column, curve.group);
        (caption, curve.points.iter().filter(is_shown).map(row).collect())
    };
    a.reserved.iter().map(table).collect()
}

/// A share with three decimals.
fn decimals(value: Option<f64>) -> String {
    value.map_or("–".into(), |v| format!("{v:.3}"))
}

/// The heads of the table of proxies.
const PROXY_HEADS: [&str; 3] = ["group", "feature", "AUC for the group"];

#[cfg(test)]
mod tests;
