//! An evaluation as one HTML page with plots: no script, no network.

use super::{basis, columns, estimate, more_labels, number, over_bag_of_words, over_length};
use crate::error::{Error, ErrorKind, Result};
use crate::model::evaluate::{Basis, Evaluation, Figure, LEVEL};
use crate::report::page::STYLE;
use crate::report::plot::{self, Axis, Bar, Colour, Mark, Series};
use crate::report::run::RunFacts;
use crate::stats::interval::wilson;
use askama::Template;

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
}

/// A row of a table: what it is about, and its cells.
struct Row {
    name: String,
    cells: Vec<String>,
}

/// The evaluation as a page. The same evaluation and facts give the same bytes.
///
/// # Errors
/// [`ErrorKind::Format`] where the template can't be filled, which no input is known to cause.
pub fn page(e: &Evaluation, facts: &RunFacts) -> Result<String> {
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
    };
    page.render().map_err(|error| Error::new(ErrorKind::Format, format!("the page can't be made: {error}")))
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
