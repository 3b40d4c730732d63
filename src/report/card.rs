//! The card of a model, Markdown: what a person should know before relying on it.
//! After Mitchell et al. 2019, "Model cards for model reporting".

use super::markdown::escape;
use crate::features::{Column, Expected};
use crate::model::Model;
use crate::model::registry::Record;
use crate::model::retrain::Figures;
use std::fmt::Write;

/// Weights nearer to 0 than this, in log-odds per standard deviation, change a score hardly at all.
const SMALL: f64 = 0.05;

/// The card: data, labels, figures, weights in words, limits, intended use. `columns` are those of the features.
#[must_use]
pub fn markdown(model: &Model, record: &Record, columns: &[Column]) -> String {
    let mut out = String::from("# Model card\n\n");
    // Writing to a String can't fail.
    let mut put = |text: std::fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
    };
    if let Some(notice) = &model.notice {
        put(format_args!("> **Note.** {}\n\n", escape(notice)));
    }
    let t = &model.training;
    put(format_args!(
        "**What it is.** An additive logistic model: a score is the probability that this committee would say \
         `{}`, judging by {} labelled letters. Written by {}.\n\n",
        escape(&model.label.positive),
        t.rows,
        escape(&model.written_by)
    ));
    put(format_args!(
        "**What it is for.** To order the reading of letters written for the same purpose and read by the same \
         committee. It rejects nobody; people decide, on the letter.\n\n"
    ));
    put(format_args!(
        "## Data and labels\n\n| batch | letters | `{}` | as of |\n|---:|---:|---:|---|\n",
        escape(&model.label.positive)
    ));
    for (batch, number) in record.batches.iter().zip(1..) {
        put(format_args!("| {number} | {} | {} | {} |\n", batch.rows, batch.positive, batch.as_of));
    }
    put(format_args!(
        "\nColumn of the labels: `{}` (`{}` against `{}`). {} without a label and {} that could not be read were left out.\n",
        escape(&model.label.column),
        escape(&model.label.positive),
        escape(&model.label.negative),
        count(t.unlabelled, "row"),
        count(t.unusable, "labelled letter"),
    ));
    if let Some(a) = &t.agreement {
        let alpha = a.alpha_interval.map_or(String::new(), |v| format!(", Krippendorff's alpha {v:.2}"));
        let ceiling = a.ceiling.map_or(String::new(), |v| {
            format!("; no score can be expected to correlate with their mean by more than {v:.2}")
        });
        put(format_args!(
            "\n{} reviewers; {} letters were read by two or more, who gave the same label in {:.0} % of the pairs{alpha}{ceiling}.\n",
            a.reviewers.len(),
            a.letters,
            100.0 * a.same
        ));
    }
    for warning in &t.warnings {
        put(format_args!("\n> **Warning.** {}\n", escape(warning)));
    }
    put(format_args!("\n## How good it is\n\n"));
    match &record.figures {
        Some(f) => put(format_args!(
            "By cross-validation on these letters, each judged by a fit that had not seen it: {}.\n",
            figures(f)
        )),
        None => put(format_args!("Too few letters of a kind to say: nothing could be held out.\n")),
    }
    put(format_args!(
        "On the letters it learnt from, the mean log-loss is {:.3}; that does not show how good it is. `shortlist evaluate` \
         says more, beside baselines.\n",
        t.log_loss
    ));
    if let (Some(c), Some(v)) = (&record.comparison, &record.verdict) {
        put(format_args!(
            "\nIt came by retraining. The model before it, on the {} new letters before they were learnt from: {}. This \
             one on the same letters, out of fold: {}.\n",
            c.new_rows,
            figures(&c.champion_on_new),
            figures(&c.challenger_on_new)
        ));
        if v.promote {
            put(format_args!("It was within every bound of the gate.\n"));
        } else {
            put(format_args!("**The gate refused it.** {}.\n", escape(&v.reason())));
        }
        if let Some(reason) = &record.promoted_anyway {
            put(format_args!("**It was to be promoted anyway:** {}\n", escape(reason)));
        }
    }
    put(format_args!(
        "\n## What moves a score\n\nFor a letter that is one standard deviation above the mean in one thing, and average in all others:\n\n"
    ));
    for line in weights(model, columns) {
        put(format_args!("- {line}\n"));
    }
    if let Some((words, per_weight)) = model.wording.as_ref().zip(model.per_word_weight()) {
        let list: Vec<String> =
            words.words.iter().map(|w| format!("{} ({:+.2})", escape(&w.word), w.weight * per_weight)).collect();
        let by = if words.list_digest.is_some() { "approved by people" } else { "**approved by nobody**" };
        put(format_args!("\nThe committee's words, {by}: {}.\n\n", list.join(", ")));
    }
    for left in &t.left_out {
        put(format_args!("- {} is left out: {}\n", escape(&left.name), escape(&left.reason)));
    }
    put(format_args!(
        "\n## Limits\n\n\
         - Weights of things that occur together share their effect: single weights mean little, and signs may surprise.\n\
         - {:.0} letters per weight; below 10 or so, weights are loose.\n\
         - It repeats what the committee did, its habits included. Error rates follow first language and dyslexia, \
         experience follows age and means, length follows advice: `shortlist features --help` says how each misleads.\n\
         - Letters in other languages than English, for another purpose, or from another year may be scored wrongly.\n\
         - The training table holds values and labels under hashed ids and no letters. Whoever has the record (with its \
         salt) and a list of ids can tell who is in it: keep both as you keep the decisions.\n",
        t.rows as f64 / model.columns.len().max(1) as f64
    ));
    out
}

fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Figures in words.
fn figures(f: &Figures) -> String {
    let mut parts = Vec::new();
    if let Some(auc) = f.auc {
        let error = f.auc_error.map_or(String::new(), |e| format!(" ± {:.3}", 1.96 * e));
        parts.push(format!("AUC {auc:.3}{error}"));
    }
    parts.push(format!("log-loss {:.3}", f.log_loss));
    parts.extend(f.calibration_error.map(|e| format!("calibration error {e:.3}")));
    parts.join(", ")
}

/// The weights in words, the strongest first.
fn weights(model: &Model, columns: &[Column]) -> Vec<String> {
    let mut all: Vec<_> = model.columns.iter().collect();
    all.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.name.cmp(&b.name)));
    let line = |c: &crate::model::ColumnWeight| {
        let column = columns.iter().find(|k| k.name == c.name);
        let title = column.map_or(c.name.as_str(), |k| k.title.as_str());
        let does = if c.weight.abs() < SMALL {
            "changes the odds hardly at all".to_owned()
        } else {
            let verb = if c.weight > 0.0 { "multiplies" } else { "divides" };
            format!("{verb} the odds by {:.2}", c.weight.abs().exp())
        };
        let against = match column.map(|k| k.expected) {
            Some(Expected::Raises) => c.weight < -SMALL,
            Some(Expected::Lowers) => c.weight > SMALL,
            _ => false,
        };
        let surprise = if against { "; **its documentation expects the opposite**" } else { "" };
        let missing = c
            .missing
            .as_ref()
            .map_or(String::new(), |m| format!("; none stated in {:.0} % of the letters", 100.0 * m.share));
        format!("{} (`{}`) {does} ({:+.2}){surprise}{missing}", escape(title), c.name, c.weight)
    };
    all.into_iter().map(line).collect()
}
