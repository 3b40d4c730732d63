//! An evaluation as one HTML page with plots: no script, no network.

use super::chair;
use super::{basis, columns, estimate, more_labels, number, over_bag_of_words, over_length};
use crate::error::{Error, ErrorKind, Result};
use crate::model::evaluate::{Basis, Correlations, Distribution, Evaluation, Figure, LEVEL};
use crate::report::page::STYLE;
use crate::report::plot::{self, Axis, Bar, Colour, Mark, Series};
use crate::report::run::RunFacts;
use crate::stats::interval::wilson;
use askama::Template;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "evaluation.html")]
struct Page<'p> {
    facts: &'p RunFacts,
    e: &'p Evaluation,
    style: &'static str,
    basis: String,
    alarm: bool,
    over_length: String,
    over_bag_of_words: Option<String>,
    more_labels: Option<String>,
    heads: Vec<&'static str>,
    figures: Vec<Row>,
    reviewers: Vec<Row>,
    ablation: Vec<Row>,
    by: Vec<Row>,
    roc: String,
    calibration: String,
    learning: String,
    ablated: String,
    sentence: Option<String>,
    order: Option<String>,
    calibrated: Option<String>,
    /// Whether the calibration is something to act on.
    off: bool,
    spreads: Vec<Spread>,
    /// Names of the groups of the second row of small plots.
    groups: Vec<String>,
    pairs: Vec<String>,
    matrix: Vec<Row>,
}

/// Small plots of one column.
struct Spread {
    name: String,
    by_decision: String,
    by_group: String,
    missing: usize,
}

/// A row of a table: what it is about, and its cells.
struct Row {
    name: String,
    cells: Vec<String>,
}

/// The evaluation as a page, which calls columns by their titles (by column name; the name where there is none). The same
/// evaluation, facts and titles give the same bytes.
///
/// # Errors
/// [`ErrorKind::Format`] where the template can't be filled, which no input is known to cause.
pub fn page(e: &Evaluation, facts: &RunFacts, titles: &BTreeMap<String, String>) -> Result<String> {
    let shown = columns(e);
    let row = |figure: Figure| Row {
        name: format!("{} ({} is better)", figure.title(), figure.better()),
        cells: shown
            .iter()
            .map(|(_, set, interval)| {
                let got = set.get(figure);
                if *interval { estimate(got) } else { number(got.value) }
            })
            .collect(),
    };
    let document = serde_json::to_value(e).unwrap_or_default();
    let sentence = chair::sentence(&document);
    let (calibrated, off) = chair::calibration(&document).unzip();
    let of_reviewers = [Figure::Auc, Figure::Precision, Figure::Kappa, Figure::WeightedKappa];
    let page = Page {
        facts,
        e,
        style: STYLE,
        basis: basis(e),
        alarm: e.basis == Basis::TrainedOn,
        over_length: over_length(e),
        over_bag_of_words: over_bag_of_words(e),
        more_labels: more_labels(e),
        heads: shown.iter().map(|(name, ..)| *name).collect(),
        figures: Figure::ALL.into_iter().map(row).collect(),
        reviewers: e
            .each_reviewer
            .iter()
            .map(|(name, set)| Row { name: name.clone(), cells: of_reviewers.map(|f| number(set.get(f).value)).into() })
            .collect(),
        ablation: e
            .ablation
            .iter()
            .map(|a| Row {
                name: a.feature.clone(),
                cells: vec![estimate(a.adds), number(a.saves_log_loss), number(a.alone)],
            })
            .collect(),
        by: e
            .by
            .iter()
            .flat_map(|by| &by.groups)
            .map(|p| Row {
                name: p.value.clone(),
                cells: vec![p.rows.to_string(), p.positive.to_string(), number(Some(p.mean_score)), number(p.auc)],
            })
            .collect(),
        roc: roc(e),
        calibration: calibration(e),
        learning: learning(e),
        ablated: ablated(e),
        order: chair::order(&document).filter(|order| sentence.as_ref() != Some(order)),
        sentence,
        calibrated,
        off: off.unwrap_or(false),
        spreads: e.distributions.iter().map(|d| spread(d, titled(titles, &d.name))).collect(),
        groups: e.distributions.first().map_or_else(Vec::new, |d| d.groups.iter().map(|g| g.0.clone()).collect()),
        pairs: pairs(&e.correlations, titles),
        matrix: matrix(&e.correlations, titles),
    };
    page.render().map_err(|error| Error::new(ErrorKind::Format, format!("the page can't be made: {error}")))
}

fn titled<'a>(titles: &'a BTreeMap<String, String>, name: &'a str) -> &'a str {
    titles.get(name).map_or(name, String::as_str)
}

fn unit(label: &str) -> Axis {
    Axis { label: label.into(), range: (0.0, 1.0), decimals: 1 }
}

fn roc(e: &Evaluation) -> String {
    let line = |points: &[crate::stats::roc::RocPoint]| {
        Mark::Line(points.iter().map(|p| (p.false_positive_rate, p.true_positive_rate)).collect())
    };
    let name = |what: &str, auc: Option<f64>| format!("{what}, AUC {}", number(auc));
    plot::svg(
        "ROC curve of the model and of length only",
        &unit("share of the no called yes"),
        &unit("share of the yes called yes"),
        &[
            Series::plain(Colour::Ink, Mark::Dotted(vec![(0.0, 0.0), (1.0, 1.0)])),
            Series::named(name("length only", e.length.get(Figure::Auc).value), Colour::Second, line(&e.roc_of_length)),
            Series::named(name("model", e.model.get(Figure::Auc).value), Colour::First, line(&e.roc)),
        ],
    )
}

fn calibration(e: &Evaluation) -> String {
    let points: Vec<_> = e.calibration.iter().map(|b| (b.forecast, b.observed)).collect();
    let bars = e.calibration.iter().filter_map(|b| {
        let (low, high) = wilson(b.observed * b.rows as f64, b.rows as u64, LEVEL)?;
        Some((b.forecast, low, high))
    });
    plot::svg(
        "calibration: share of yes by tenths of the score",
        &unit("mean score of a tenth of the letters"),
        &unit("share of yes"),
        &[
            Series::plain(Colour::Ink, Mark::Dotted(vec![(0.0, 0.0), (1.0, 1.0)])),
            Series::plain(Colour::First, Mark::Intervals(bars.collect())),
            Series::plain(Colour::First, Mark::Points(points, 5)),
        ],
    )
}

fn learning(e: &Evaluation) -> String {
    let Some(last) = e.learning_curve.last() else { return String::new() };
    let points: Vec<_> = e.learning_curve.iter().map(|p| (p.rows, p.auc)).collect();
    let spreads: Vec<_> =
        e.learning_curve.iter().filter_map(|p| p.spread.map(|s| (p.rows, p.auc - s, p.auc + s))).collect();
    let ends = spreads.iter().flat_map(|s| [s.1, s.2]).chain(points.iter().map(|p| p.1));
    let (low, high) = ends.fold((0.5f64, 0.6f64), |(l, h), v| (l.min(v), h.max(v)));
    let length = e.length.get(Figure::Auc).value.filter(|v| *v >= low && *v <= high + 0.02);
    let mut series = vec![
        Series::plain(Colour::First, Mark::Intervals(spreads)),
        Series::named("model", Colour::First, Mark::Line(points.clone())),
        Series::plain(Colour::First, Mark::Points(points, 4)),
    ];
    series.extend(length.map(|v| {
        let line = Mark::Dotted(vec![(0.0, v), (last.rows * 1.05, v)]);
        Series::named("length only", Colour::Second, line)
    }));
    plot::svg(
        "learning curve: AUC by the number of letters learnt from",
        &Axis { label: "letters learnt from".into(), range: (0.0, last.rows * 1.05), decimals: 0 },
        &Axis { label: "AUC on held-out letters".into(), range: (low, high + 0.02), decimals: 2 },
        &series,
    )
}

fn ablated(e: &Evaluation) -> String {
    if e.ablation.is_empty() {
        return String::new();
    }
    let bars: Vec<Bar> = e
        .ablation
        .iter()
        .filter_map(|a| Some(Bar { name: a.feature.clone(), value: a.adds.value?, interval: a.adds.interval }))
        .collect();
    plot::bars("what each feature adds to the AUC", "AUC with all features minus AUC without this one", 3, &bars)
}

/// The small plots of one column: shares of the yes and of the no in each bin, and of the groups.
fn spread(d: &Distribution, title: &str) -> Spread {
    let named = if d.name == "score" { "the score".to_owned() } else { title.to_owned() };
    let plot = |what: &str, sets: &[(&str, Colour, &[usize])]| {
        let shares: Vec<(Colour, Vec<f64>)> = sets
            .iter()
            .map(|(_, colour, counts)| {
                let total = counts.iter().sum::<usize>().max(1) as f64;
                (*colour, counts.iter().map(|n| *n as f64 / total).collect())
            })
            .collect();
        let most = shares.iter().flat_map(|s| &s.1).fold(0.05f64, |most, share| most.max(*share));
        let ends = (d.edges.first().copied().unwrap_or(0.0), d.edges.last().copied().unwrap_or(1.0));
        let decimals = match ends.1 - ends.0 {
            w if w >= 20.0 => 0,
            w if w >= 2.0 => 1,
            _ => 2,
        };
        let series: Vec<Series> = shares
            .into_iter()
            .map(|(colour, shares)| {
                let steps = shares.iter().zip(d.edges.windows(2)).flat_map(|(s, e)| [(e[0], *s), (e[1], *s)]);
                Series::plain(colour, Mark::Line(steps.collect()))
            })
            .collect();
        let x = Axis { label: String::new(), range: ends, decimals };
        let y = Axis { label: String::new(), range: (0.0, most * 1.1), decimals: 2 };
        plot::small(&format!("{named} {what}"), &x, &y, &series)
    };
    let colours = [Colour::First, Colour::Second, Colour::Third];
    let groups: Vec<(&str, Colour, &[usize])> =
        d.groups.iter().zip(colours).map(|((name, counts), c)| (name.as_str(), c, counts.as_slice())).collect();
    Spread {
        by_decision: plot("by decision", &[("yes", Colour::First, &d.yes), ("no", Colour::Second, &d.no)]),
        by_group: if groups.len() > 1 { plot("by group", &groups) } else { String::new() },
        name: named,
        missing: d.missing,
    }
}

/// Rank correlation from which two columns say much the same.
const ALIKE: f64 = 0.6;

/// Pairs of columns that say much the same, the strongest first, a sentence each.
fn pairs(c: &Correlations, titles: &BTreeMap<String, String>) -> Vec<String> {
    const MOST: usize = 12;
    let mut found: Vec<(f64, &str, &str)> = (0..c.columns.len())
        .flat_map(|a| (0..a).map(move |b| (a, b)))
        .filter_map(|(a, b)| Some((c.values[a][b]?, c.columns[b].as_str(), c.columns[a].as_str())))
        .filter(|(r, ..)| r.abs() >= ALIKE)
        .collect();
    found.sort_by(|x, y| y.0.abs().total_cmp(&x.0.abs()).then((x.1, x.2).cmp(&(y.1, y.2))));
    let said = |(r, a, b): &(f64, &str, &str)| {
        let way = if *r > 0.0 { "rise together" } else { "go opposite ways" };
        format!("{} and {} {way} ({})", titled(titles, a), titled(titles, b), signed(*r))
    };
    found.iter().take(MOST).map(said).collect()
}

fn signed(r: f64) -> String {
    format!("{}{:.2}", if r < 0.0 { '−' } else { '+' }, r.abs())
}

/// Every column with those before it: the lower half of the table.
fn matrix(c: &Correlations, titles: &BTreeMap<String, String>) -> Vec<Row> {
    let cells = |a: usize| {
        (0..c.columns.len()).map(move |b| if b < a { c.values[a][b].map_or("–".into(), signed) } else { String::new() })
    };
    c.columns
        .iter()
        .enumerate()
        .map(|(a, name)| Row { name: titled(titles, name).into(), cells: cells(a).collect() })
        .collect()
}
