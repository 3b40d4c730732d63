//! `shortlist agreement`

use super::common::{self, Reading};
use super::labelled::LabelReading;
use shortlist::batch::LabelTable;
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::model::ratings::Agreement;
use shortlist::report::pull_text;
use shortlist::stats::agreement::{most_divided, pairs};
use std::fmt::Write;
use std::path::PathBuf;

/// Shows how far reviewers agree, before a model learns from them
///
/// LABELS has a column per reviewer (--label a,b,c) or a row per letter and reviewer. Letters are not read. Prints the
/// agreement of each pair, Krippendorff's alpha, who is mild and who is harsh, what no model can be expected to exceed,
/// and the letters that divide the reviewers most. A grade of at least --accept-from is a yes; without it, one of at
/// least the middle of the scale. A reviewer's leniency is drawn towards 0, more so if the labels say little about it;
/// --correct-harshness corrects by the same amount.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  shortlist agreement data/sample/labels.csv --label grade")]
pub struct Args {
    /// Table with the labels
    #[arg(value_name = "LABELS")]
    labelled: PathBuf,
    /// Column that holds the label; several with commas between them, where each reviewer has a column
    #[arg(long, value_name = "COLUMN,…")]
    label: String,
    #[command(flatten)]
    labels: LabelReading,
    /// How many divided letters to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    most: usize,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let read = args.reading.runner().labels(&args.labels.of(&args.labelled, &args.label))?;
    read.messages.iter().for_each(|message| common::say("note", message));
    let Some(agreement) = read.ratings.agreement(args.labels.accept_from) else {
        return Err(Error::new(ErrorKind::Labels, "no letter has labels of two reviewers")
            .file(&args.labelled)
            .hint("name a column for each with --label a,b,c, or the column of the reviewers with --reviewer COLUMN"));
    };
    common::print(&full(&read, &agreement, args.most))
}

fn figure(value: Option<f64>) -> String {
    value.map_or("–".into(), |v| format!("{v:.2}").replace('-', "−"))
}

/// Pairs of reviewers that are listed.
const PAIRS: usize = 45;

/// Reviewers that are listed.
const REVIEWERS: usize = 100;

/// All of it, as text.
fn full(read: &LabelTable, a: &Agreement, most: usize) -> String {
    let ratings = &read.ratings;
    let mut out =
        format!("{} letters, {} of them with labels of two reviewers or more\n\n", ratings.ids.len(), a.letters);
    let name = |index: usize| printable(&ratings.reviewers[index]);
    // Writing to a String can't fail.
    let _ = writeln!(out, "pairs                     letters    same   kappa (quadratic weights)");
    let mut pairs = pairs(&ratings.values);
    let all = pairs.len();
    // All pairs of ten reviewers; of more, those with the most letters in common.
    pairs.sort_by_key(|p| (std::cmp::Reverse(if all > PAIRS { p.letters } else { 0 }), p.a, p.b));
    for p in pairs.iter().take(PAIRS) {
        let who = format!("{} – {}", name(p.a), name(p.b));
        let _ = writeln!(out, "  {who:<24}{:>7}  {:>5.0} %  {:>6}", p.letters, 100.0 * p.same, figure(p.kappa));
    }
    if all > PAIRS {
        let _ = writeln!(out, "  … and {} more pairs with fewer letters in common", all - PAIRS);
    }
    let _ = writeln!(
        out,
        "\nKrippendorff's alpha: {} by difference, {} by rank, {} equal or not (1 is agreement, 0 is chance)\n",
        figure(a.alpha_interval),
        figure(a.alpha_ordinal),
        figure(a.alpha_nominal)
    );
    let _ =
        writeln!(out, "reviewers                 letters   mild (+) or harsh (−)          predicts the others (AUC)");
    let mut reviewers: Vec<_> = a.reviewers.iter().collect();
    if reviewers.len() > REVIEWERS {
        reviewers.sort_by(|a, b| b.leniency.abs().total_cmp(&a.leniency.abs()).then_with(|| a.name.cmp(&b.name)));
    }
    for r in reviewers.iter().take(REVIEWERS) {
        let width = r.leniency_error.map_or(String::new(), |e| format!(" ± {:.2}", 1.96 * e));
        let leniency = format!("{:+.2}{width}", r.leniency).replace('-', "−");
        let _ = writeln!(out, "  {:<24}{:>7}   {leniency:>21}   {:>32}", printable(&r.name), r.letters, figure(r.auc));
    }
    if reviewers.len() > REVIEWERS {
        let _ = writeln!(out, "  … and {} more, nearer to the others", reviewers.len() - REVIEWERS);
    }
    let _ = writeln!(out, "{}\n", leniencies(a));
    if let Some(said) = ratings.said_of_sets() {
        let _ = writeln!(out, "{said}\n");
    }
    out.push_str(&ceiling(a));
    out.extend(pull_text(&read.shown).map(|said| format!("\n{said}")));
    let divided = most_divided(&ratings.values);
    if !divided.is_empty() {
        let _ = writeln!(out, "\nletters that divide the reviewers most:");
    }
    for (row, _) in divided.iter().take(most) {
        let label = |(who, v): &(usize, f64)| format!("{} {}", name(*who), v.to_string().replace('-', "−"));
        let given: Vec<String> = ratings.values[*row].iter().map(label).collect();
        let _ = writeln!(out, "  {:<11} {}", printable(&ratings.ids[*row]), given.join(", "));
    }
    if divided.len() > most {
        let _ = writeln!(out, "  … {} more (--most N lists more)", divided.len() - most);
    }
    out
}

/// What the figures of leniency are; why there are none, where there are none.
fn leniencies(a: &Agreement) -> &'static str {
    if a.reliability.is_none() {
        "who is mild or harsh can't be measured: all labels are the same, or there are too few"
    } else if a.reviewers.iter().all(|r| r.leniency_error.is_none()) {
        "the reviewers differ in leniency no more than chance explains"
    } else {
        "± is half a 95 % interval; figures are drawn towards 0, more so for reviewers who share few letters with others"
    }
}

/// What disagreement means for a model.
fn ceiling(a: &Agreement) -> String {
    let mut out = String::new();
    match (a.reliability, a.ceiling) {
        (Some(reliability), Some(ceiling)) => {
            let interval = a.ceiling_interval.map_or(String::new(), |[low, high]| format!(" ({low:.2} to {high:.2})"));
            let _ = writeln!(
                out,
                "ceiling: with leniency corrected, the mean label has a reliability of {reliability:.2}; no score can be expected to correlate with it above {ceiling:.2}{interval}"
            );
            if let Some(given) = a.ceiling_uncorrected.filter(|given| ceiling - given >= 0.005) {
                let _ = writeln!(
                    out,
                    "         {given:.2} for labels as they were given, because letters had different reviewers; --correct-harshness corrects for leniency"
                );
            }
        }
        _ => out.push_str("the ceiling can't be measured: all labels are the same, or there are too few\n"),
    }
    match a.reviewer_auc {
        Some(auc) => {
            let _ = writeln!(
                out,
                "on average, one reviewer's label predicts what most of the others say with an AUC of {auc:.2}"
            );
        }
        None => out.push_str(
            "how well one reviewer's label predicts the others' can't be measured: they all say yes, or all say no\n",
        ),
    }
    out
}

/// A line or two for `train`; none if all labels of a letter are the same: one decision, written several times.
pub fn summary(a: &Agreement) -> Option<String> {
    (a.same < 1.0).then(|| {
        format!(
            "{} reviewers, {} letters read by two or more: {:.0} % the same, Krippendorff's alpha {} (`shortlist agreement` says more)\n{}",
            a.reviewers.len(),
            a.letters,
            100.0 * a.same,
            figure(a.alpha_interval),
            ceiling(a)
        )
    })
}
