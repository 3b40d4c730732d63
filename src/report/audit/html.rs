//! An audit as one HTML page with plots: no script, no network.

use super::{CHANGES, GROUP_HEADS, LAW_HEADS, MOVES_HEADS, ODDS_HEADS, PROXY_HEADS, RESERVED_HEADS, SHOWN};
use super::{
    ablation_tables, changes, flags, group_cells, head, law_cells, moves_cells, moving, needed, odds_cells, plain,
    reserved, spellings, summary, with,
};
use crate::audit::{Audit, Slice, Variants};
use crate::error::{Error, ErrorKind, Result};
use crate::report::page::STYLE;
use crate::report::plot::{self, Axis, Bar, Colour, Mark, Series};
use crate::report::run::RunFacts;
use askama::Template;

#[derive(Template)]
#[template(path = "audit.html")]
struct Page<'p> {
    facts: &'p RunFacts,
    style: &'static str,
    head: String,
    summary: String,
    caveat: &'static str,
    notes: Vec<String>,
    flags: Vec<String>,
    needed: Vec<String>,
    parts: Vec<Part>,
    /// Columns without a group that is large enough.
    unjudged: Vec<Part>,
    moves: Option<Rows>,
    moved: String,
    ablations: Vec<Rows>,
    changes: Vec<[String; 3]>,
    reserved: Vec<(String, Vec<Vec<String>>)>,
    reserved_heads: [&'static str; 5],
    proxies: Option<Rows>,
}

/// How a note on a column ends that has too few groups to judge.
const NOBODY: &str = "fewer than two groups are large enough to be judged";

/// A column of groups on the page.
struct Part {
    name: String,
    line: String,
    rates: String,
    curve: String,
    /// Groups that are judged.
    tables: Vec<Rows>,
    /// What seems to contradict itself, and why it does not.
    explained: Vec<String>,
    /// Groups that are too small to be judged.
    small: Vec<Rows>,
    how_many: usize,
}

/// A table: a caption, heads, and rows whose first cell names them.
struct Rows {
    caption: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    fn of(caption: &'static str, heads: &[&'static str], rows: impl Iterator<Item = Vec<String>>) -> Option<Self> {
        let rows: Vec<_> = rows.collect();
        (!rows.is_empty()).then(|| Self { caption, heads: heads.to_vec(), rows })
    }
}

/// The audit as a page. The same audit and facts give the same bytes.
///
/// # Errors
/// [`ErrorKind::Format`] where the template can't be filled, which no input is known to cause.
pub fn page(a: &Audit, variants: &[Variants], facts: &RunFacts) -> Result<String> {
    let proxies = a.proxies.iter().take(SHOWN).map(|p| {
        let auc = with(plain(Some(p.auc)), p.interval, |v| format!("{v:.2}"));
        vec![format!("{} = {}", p.column, p.group), p.feature.clone(), auc]
    });
    let ablations = ablation_tables(a, CHANGES).into_iter();
    let ablations = ablations.map(|t| Rows { caption: t.meaning, heads: t.heads.to_vec(), rows: t.rows });
    let moving = moving(a);
    let bars: Vec<Bar> = moving
        .iter()
        .filter(|m| !m.column.contains(crate::audit::AND))
        .take(12)
        .map(|m| Bar { name: format!("{}: {}", m.group, m.feature), value: m.difference, interval: Some(m.interval) })
        .collect();
    let page = Page {
        facts,
        style: STYLE,
        head: head(a),
        summary: summary(a),
        caveat: super::CAVEAT,
        // That a column has nobody to judge is said under the column.
        notes: (facts.warnings.iter().chain(&a.notes).filter(|n| !n.ends_with(NOBODY)).cloned())
            .chain(spellings(variants))
            .collect(),
        flags: flags(a),
        needed: needed::lines(a),
        parts: a.columns.iter().filter(|c| c.groups.iter().any(|g| g.judged)).map(part).collect(),
        unjudged: a.columns.iter().filter(|c| c.groups.iter().all(|g| !g.judged)).map(part).collect(),
        moves: Rows::of("", &MOVES_HEADS, moving.iter().map(|m| moves_cells(m).to_vec())),
        moved: if bars.is_empty() {
            String::new()
        } else {
            plot::bars("features that move groups", "log-odds, group minus others", 2, &bars)
        },
        ablations: ablations.collect(),
        changes: changes(a),
        reserved: reserved(a, usize::MAX)
            .into_iter()
            .map(|(c, rows)| (c.trim_end_matches('.').to_owned(), rows))
            .collect(),
        reserved_heads: RESERVED_HEADS,
        proxies: Rows::of("", &PROXY_HEADS, proxies),
    };
    page.render().map_err(|error| Error::new(ErrorKind::Format, format!("the page can't be made: {error}")))
}

fn part(slice: &Slice) -> Part {
    let least = slice.least_ratio.map(|r| format!("Least selection rate over the highest: {r:.2}."));
    let odds = slice.equalised_odds.map(|d| format!("Equalised odds difference: {d:.2}."));
    let reference = slice.reference.as_ref().map(|r| format!("Ratios refer to {r}."));
    let tables = |judged: bool| -> Vec<Rows> {
        let groups = || slice.groups.iter().filter(move |g| g.judged == judged);
        let tables = [
            Rows::of("Selection and scores", &GROUP_HEADS, groups().map(|g| group_cells(g).to_vec())),
            Rows::of(
                "As the rules define it, without regard to chance",
                &LAW_HEADS,
                groups()
                    .filter(|g| g.four_fifths.is_some() || g.local_law_144.is_some())
                    .map(|g| law_cells(g).to_vec()),
            ),
            Rows::of("Against people's decisions", &ODDS_HEADS, groups().filter_map(odds_cells).map(Vec::from)),
        ];
        tables.into_iter().flatten().collect()
    };
    Part {
        name: slice.column.clone(),
        line: [reference, least, odds].into_iter().flatten().collect::<Vec<_>>().join(" "),
        rates: rates(slice),
        curve: curve(slice),
        tables: tables(true),
        explained: needed::contradictions(slice),
        small: tables(false),
        how_many: slice.groups.iter().filter(|g| !g.judged).count(),
    }
}

/// Selection rates of the groups that are judged.
fn rates(slice: &Slice) -> String {
    const MOST: usize = 12;
    let judged = slice.groups.iter().filter(|g| g.judged).take(MOST);
    let bars: Vec<Bar> =
        judged.map(|g| Bar { name: g.name.clone(), value: g.rate, interval: g.rate_interval }).collect();
    if bars.is_empty() {
        return String::new();
    }
    plot::bars(&format!("selection rates by {}", slice.column), "share selected", 2, &bars)
}

/// Impact ratios over all possible lines, of the three groups with the smallest ratio at the line.
fn curve(slice: &Slice) -> String {
    let mut least: Vec<usize> = (0..slice.groups.len()).filter(|i| slice.groups[*i].judged).collect();
    if least.len() < 2 || slice.curve.is_empty() {
        return String::new();
    }
    let ratio = |i: usize| slice.groups[i].ratio.unwrap_or(1.0);
    least.sort_by(|a, b| ratio(*a).total_cmp(&ratio(*b)).then(a.cmp(b)));
    let limit = Mark::Dotted(vec![(0.0, 0.8), (1.0, 0.8)]);
    let mut series = vec![Series::named("four fifths", Colour::Ink, limit)];
    for (group, colour) in least.into_iter().zip([Colour::First, Colour::Second, Colour::Third]) {
        let points = slice.curve.iter().filter_map(|p| Some((p.share, p.ratios.get(group).copied().flatten()?)));
        series.push(Series::named(slice.groups[group].name.as_str(), colour, Mark::Line(points.collect())));
    }
    plot::svg(
        &format!("impact ratios by {} over all cuts", slice.column),
        &Axis { label: "share of all applicants selected".into(), range: (0.0, 1.0), decimals: 1 },
        &Axis { label: "impact ratio".into(), range: (0.0, 1.05), decimals: 1 },
        &series,
    )
}
