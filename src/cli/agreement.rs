//! `shortlist agreement`

use super::common::{self, Reading};
use super::labelled::LabelReading;
use shortlist::batch::LabelTable;
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::model::ratings::Agreement;
use shortlist::stats::agreement::{most_divided, pairs};
use std::fmt::Write;
use std::path::PathBuf;

/// How far reviewers agree, before a model learns from them
///
/// LABELS has a column per reviewer (--label a,b,c) or a row per letter and reviewer. Letters are not read. Prints the
/// agreement of each pair, Krippendorff's alpha, who is mild and who is harsh, what no model can be expected to exceed,
/// and the letters that divide the reviewers most.
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

/// All of it, as text.
fn full(read: &LabelTable, a: &Agreement, most: usize) -> String {
    let ratings = &read.ratings;
    let mut out =
        format!("{} letters, {} of them with labels of two reviewers or more\n\n", ratings.ids.len(), a.letters);
    let name = |index: usize| printable(&ratings.reviewers[index]);
    // Writing to a String can't fail.
    let _ = writeln!(out, "pairs                     letters    same   kappa (quadratic weights)");
    for p in pairs(&ratings.values) {
        let who = format!("{} – {}", name(p.a), name(p.b));
        let _ = writeln!(out, "  {who:<24}{:>7}  {:>5.0} %  {:>6}", p.letters, 100.0 * p.same, figure(p.kappa));
    }
    let _ = writeln!(
        out,
        "\nKrippendorff's alpha: {} by difference, {} by rank, {} equal or not (1 is agreement, 0 is chance)\n",
        figure(a.alpha_interval),
        figure(a.alpha_ordinal),
        figure(a.alpha_nominal)
    );
    let _ = writeln!(out, "reviewers                 letters   mild (+) or harsh (−)   told by the others (AUC)");
    for r in &a.reviewers {
        let leniency = format!("{:+.2}", r.leniency).replace('-', "−");
        let _ = writeln!(out, "  {:<24}{:>7}   {leniency:>21}   {:>24}", printable(&r.name), r.letters, figure(r.auc));
    }
    out.push('\n');
    out.push_str(&ceiling(a));
    let divided = most_divided(&ratings.values);
    if !divided.is_empty() {
        let _ = writeln!(out, "\nletters that divide the reviewers most:");
    }
    for (row, _) in divided.iter().take(most) {
        let given: Vec<String> = ratings.values[*row]
            .iter()
            .enumerate()
            .filter_map(|(i, v)| v.map(|v| format!("{} {}", name(i), v.to_string().replace('-', "−"))))
            .collect();
        let _ = writeln!(out, "  {:<12}{}", printable(&ratings.ids[*row]), given.join(", "));
    }
    if divided.len() > most {
        let _ = writeln!(out, "  … {} more (--most N lists more)", divided.len() - most);
    }
    out
}

/// What disagreement means for a model.
fn ceiling(a: &Agreement) -> String {
    let mut out = String::new();
    if let (Some(reliability), Some(ceiling)) = (a.reliability, a.ceiling) {
        let _ = writeln!(
            out,
            "ceiling: the mean label has a reliability of {reliability:.2}; no score can be expected to correlate with it above {ceiling:.2}"
        );
    }
    if let Some(auc) = a.reviewer_auc {
        let _ = writeln!(out, "a reviewer's yes or no is told by the others with an AUC of {auc:.2} in the mean");
    }
    out
}

/// A line or two for `train`; none where all labels of a letter are the same: one decision, written several times.
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
