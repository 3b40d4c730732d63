//! `shortlist train`

use super::agreement;
use super::common::{self, Reading};
use super::labelled::{GradeFit, Labelled};
use super::recording::Recording;
use super::registry::Target;
use super::wording::WordingArguments;
use shortlist::batch::LabelledLetters;
use shortlist::error::Result;
use shortlist::features::{self, Column, Extractor};
use shortlist::flags::{Inspector, Measurer};
use shortlist::model::recipe::Recipe;
use shortlist::model::registry::Trained;
use shortlist::model::strength::{Search, Strength};
use shortlist::model::train::FitOptions;
use shortlist::model::{GradeLevel, Model, diagnose, sigmoid};
use shortlist::report::card;
use std::path::Path;

/// Fits a model on labelled letters
///
/// LABELLED is a table with letters and a label column, or a table of labels (id, label, …) whose letters are in
/// --letters IN. Labels are 1/0, true/false, yes/no, accept/reject or admit/reject in any case, or --positive VALUE
/// against all others. Rows with an empty label are left out and counted. An id may have several rows of labels (one
/// per reviewer) if they say the same.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist train data/sample/labels.csv --letters data/sample/letters.csv --label decision --as-of 2026-03-01 --output model.json"
)]
pub struct Args {
    #[command(flatten)]
    labelled: Labelled,
    /// How grades of several levels are fitted
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    grades: GradeFit,
    #[command(flatten)]
    target: Target,
    /// Use only these features
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Also use these features, which are not in the default set
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    with: Vec<String>,
    /// Leave these features out
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    without: Vec<String>,
    #[command(flatten)]
    wording: WordingArguments,
    /// Strength of the penalty per example: the fit minimises mean log-loss + STRENGTH/2 · Σ weight² (default: the
    /// strongest of a series whose loss on held-out letters is within one standard error of the least)
    #[arg(long)]
    strength: Option<f64>,
    /// Let both decisions count the same in sum, however rare one is (the scores are then no longer probabilities at
    /// the share of yes in the labels)
    #[arg(long)]
    class_weights: bool,
    /// Column of the table with the letters that names groups (a prompt, a year): rows of a group are held out together
    #[arg(long, value_name = "COLUMN")]
    group_by: Option<String>,
    /// Take the intervals of the weights from N bootstrap draws, not from the information of the likelihood
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(100..=100_000))]
    bootstrap: Option<u64>,
    /// Seed of the folds by which the strength is chosen, and of the bootstrap
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Warning that the model gives at every use
    #[arg(long, value_name = "TEXT")]
    notice: Option<String>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let target = args.target.destination();
    let mut inputs: Vec<&Path> = vec![&args.labelled.labelled, args.labelled.letters()];
    inputs.extend(args.recording.log.as_deref());
    inputs.extend(args.wording.files());
    args.reading.check_outputs(&[&target.path()], &inputs, args.no_clobber)?;
    let recorder = args.recording.begin()?;
    let settings = args.reading.settings()?;
    let words = args.wording.read(&args.reading)?;
    let mut features = features::select(features::all(&settings), &args.only, &args.with, &args.without)?;
    if words.counts() {
        features.extend(features::learnt(&settings));
    }
    let mut measurer = Measurer::new(Extractor::of(features).with_parts(&settings.parts), Inspector::default());
    if words.learns() {
        measurer = measurer.keeping_vocabulary(&settings.topics);
    }
    let mut asked: Vec<_> = args.group_by.iter().map(|name| (name.as_str(), "--group-by")).collect();
    let audited = asked.len()..;
    asked.extend(args.wording.audited().map(|name| (name, "--audit-by")));
    let mut read = args.reading.runner().labelled(&args.labelled.for_fit(args.grades), &measurer, &asked)?;
    if args.group_by.is_some() {
        read.examples.groups = read.measured.asked_of(&read.examples.ids, 0);
    }
    let provenance = read.provenance(&measurer, &settings);
    let agreement = provenance.agreement.as_ref().and_then(agreement::summary);
    let mut recipe = args.recipe(&read);
    let learnt = words.learn(&mut read, &recipe.fit).map_err(|e| e.file(&args.labelled.labelled))?;
    recipe.wording = words.asked().zip(learnt.as_ref()).map(|(asked, (learnt, _))| asked.block(learnt));
    let model = recipe.train(&read.examples, provenance).map_err(|e| e.file(&args.labelled.labelled))?;
    let columns = measurer.extractor().columns();
    say_fit(args, &model, columns);
    if let Some(said) = agreement {
        common::print(&format!("{said}\n"))?;
    }
    if let Some(recorder) = &recorder {
        recorder.append_model("train", &model, args.reading.facts())?;
    }
    let trained = Trained::new(model, &read.examples);
    trained.keep(&target, &card::markdown(&trained.model, &trained.record, columns), args.no_clobber)?;
    let mut said = summary(&trained.model, &target.path());
    if let Some(learnt) = &learnt {
        let audited = audited.zip(args.wording.audited().map(str::to_owned));
        said += &words.summary(&trained.model, &read, learnt, audited)?;
    }
    common::print(&said)
}

impl Args {
    /// How the model is made of labels that were read.
    fn recipe(&self, read: &LabelledLetters) -> Recipe {
        let mut recipe = read.recipe();
        recipe.fit = FitOptions {
            strength: self.strength.map_or(Strength::Chosen(Search::default()), Strength::Fixed),
            calibration: Some(Search::default()),
            class_weights: self.class_weights,
            ordinal: recipe.fit.ordinal,
            seed: self.seed,
        };
        (recipe.bootstrap, recipe.group_by, recipe.notice) =
            (self.bootstrap, self.group_by.clone(), self.notice.clone());
        recipe
    }
}

/// Says what a person should know of the fit.
fn say_fit(args: &Args, model: &Model, columns: &[Column]) {
    let fitted = &model.training;
    fitted.warnings.iter().for_each(|w| common::say("warning", w));
    for left in &fitted.left_out {
        common::say("note", &format!("{} is left out: {}", left.name, left.reason));
    }
    if args.strength.is_none() && fitted.strength_path.is_empty() {
        common::say(
            "note",
            &format!("too few letters of a kind to choose a strength by cross-validation: {} is used", fitted.strength),
        );
    }
    for column in &model.columns {
        let measured = columns.iter().find(|c| c.name == column.name);
        if let Some(said) = measured.and_then(|m| diagnose::surprise(column, &m.title, m.expected)) {
            common::say("note", &said);
        }
    }
}

/// A grade with two decimals at most: a mean of three grades has more.
fn readable(grade: f64) -> String {
    let text = format!("{grade:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// What was fitted, in words.
fn summary(model: &Model, path: &Path) -> String {
    let t = &model.training;
    let yes = if model.label.scale.is_some() && model.label.accept_from.is_none() && !t.ordinal {
        format!("{} in the upper half of the grades", t.positive)
    } else {
        format!("{} `{}`", t.positive, model.label.positive)
    };
    let mut out = format!(
        "{} letters ({yes}), mean log-loss {:.3} on these same letters; written to {}\n",
        t.rows,
        t.log_loss,
        path.display()
    );
    if let Some(chosen) = t.strength_path.iter().find(|p| p.strength == t.strength) {
        out.push_str(&format!(
            "strength {} chosen by cross-validation: log-loss {:.3} ± {:.3} on letters held out\n",
            t.strength, chosen.log_loss, chosen.standard_error
        ));
    }
    if !model.levels.is_empty() {
        let chance = |l: &GradeLevel| format!("{} or more {:.0} %", readable(l.grade), 100.0 * sigmoid(l.log_odds));
        let chances: Vec<String> = model.levels.iter().map(chance).collect();
        out.push_str(&format!("a letter at the means: {}\n", chances.join(", ")));
    }
    out.push_str("\nlog-odds per standard deviation, with 95 % interval:\n");
    let mut columns: Vec<_> = model.columns.iter().collect();
    columns.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.name.cmp(&b.name)));
    let interval = |i: Option<[f64; 2]>| i.map_or(String::new(), |[low, high]| format!(" [{low:+.2}, {high:+.2}]"));
    for c in columns {
        let missing = c
            .missing
            .as_ref()
            .map_or(String::new(), |m| format!(" (where missing: {:+.3}{})", m.weight, interval(m.interval)));
        out.push_str(&format!("  {:+.3}{}  {}{missing}\n", c.weight, interval(c.interval), c.name));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn grades_are_short() {
        let said = [-0.666_666_667, 3.0, 3.5, 10.0, 0.004, -0.001, 2.666_666].map(readable);
        assert_eq!(said, ["-0.67", "3", "3.5", "10", "0", "0", "2.67"]);
    }
}
