//! `shortlist evaluate`

use super::common::{self, NamedModel, Reading};
use super::labelled::{Labelled, Read};
use super::{measured, stream, training_overlap};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::features::{Extractor, Settings};
use shortlist::model::evaluate::{Material, Plan, evaluate};
use shortlist::model::examples;
use shortlist::model::strength::{Search, Strength};
use shortlist::model::train::{Examples, FitOptions};
use shortlist::rank::{Assessor, Places, duplicates};
use shortlist::report::evaluation::{evaluation_html, evaluation_json, evaluation_terminal};
use shortlist::report::{InputFacts, files};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Says how good the scores are, on labels that the model has not seen
///
/// With --model M, the model's scores of LABELLED are held against its decisions; LABELLED must be letters that the
/// model was not trained on: a warning says of how many it learnt, by the ids and values in its training table. With --cross-validate, the letters are divided into folds,
/// and each is scored by a model fitted on the other folds (with the features and the strength of M; without --model,
/// with every feature and a strength chosen anew in each fold).
///
/// Every figure stands beside three baselines: chance, a model that knows the length of the letter alone, and, where
/// --reviewer names a column, the reviewers against each other. A learning curve says whether more labels would help,
/// an ablation what each feature adds. Figures go to the terminal; --output writes them as .json or as an .html page
/// with plots.
///
/// Intervals hold 95 %: of the AUC by DeLong, of other figures by a bootstrap over the letters; with --group-by all by a
/// bootstrap over the groups. Precision, recall and kappa are those of a shortlist of --top places.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist evaluate data/sample/labels.csv --letters data/sample/letters.csv --label decision --cross-validate --reviewer reviewer --grade grade --as-of 2026-03-01 --top 60\n  shortlist evaluate this-year.csv --model model.json --label decision --top 60 --output evaluation.html"
)]
pub struct Args {
    #[command(flatten)]
    labelled: Labelled,
    /// Model file, or name of a model in models/; needed unless --cross-validate is given
    #[arg(long, value_name = "M", required_unless_present = "cross_validate")]
    model: Option<String>,
    /// Fit anew on folds of LABELLED, and score each letter by a model that has not seen it
    #[arg(long)]
    cross_validate: bool,
    /// Folds
    #[arg(long, value_name = "K", default_value_t = 10)]
    folds: usize,
    /// How often the letters are divided anew
    #[arg(long, value_name = "R", default_value_t = 5)]
    repeats: usize,
    /// Column of the table with the letters whose values are kept together: no group is on both sides of a fold
    #[arg(long, value_name = "COLUMN")]
    group_by: Option<String>,
    /// Column of the table with the letters to show figures by
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// Column of the labels with each reviewer's grade, a number; above the middle of the grades is a yes
    #[arg(long, value_name = "COLUMN", requires = "reviewer")]
    grade: Option<String>,
    /// Places on the shortlist, a count (60) or a share (20%); default: as many as there are yeses
    #[arg(long, value_name = "N", value_parser = |s: &str| s.parse::<Places>().map_err(|e| e.to_string()))]
    top: Option<Places>,
    /// Strength of the penalty of the fits (default: that of the model, else chosen in each fold)
    #[arg(long)]
    strength: Option<f64>,
    /// Seed of the folds and of the bootstrap
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// File to write (.json, .html); may be given several times
    #[arg(long, value_name = "FILE")]
    output: Vec<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let outputs: Vec<&Path> = args.output.iter().map(PathBuf::as_path).collect();
    for path in &outputs {
        if !matches!(ending(path).as_str(), "json" | "html") {
            return Err(Error::new(ErrorKind::Setting, "the ending is not known for an evaluation")
                .file(path)
                .hint("end the name in .json or .html"));
        }
    }
    let labelled = &args.labelled;
    args.reading.check_outputs(&outputs, &[&labelled.labelled, labelled.letters()], args.no_clobber)?;
    let model = args.model.as_deref().map(|name| common::find_model(Some(name))).transpose()?;
    let settings = args.reading.settings()?;
    let given = measure(args, model.as_ref(), &settings)?;
    let mut warnings: Vec<String> = model.iter().filter_map(|m| m.model.notice.clone()).collect();
    let trained_on = match &model {
        Some(model) if !args.cross_validate => given.overlaps(model, &mut warnings)?,
        _ => false,
    };
    let strength = match (args.strength, &model) {
        (Some(strength), _) => Strength::Fixed(strength),
        (None, Some(m)) => Strength::Fixed(m.model.training.strength),
        (None, None) => Strength::Chosen(Search { folds: 5, repeats: 2 }),
    };
    let plan = Plan {
        folds: args.folds,
        repeats: args.repeats,
        seed: args.seed,
        places: args.top.map(|top| top.of(given.material.examples.labels.len())),
        fit: FitOptions { strength, class_weights: false, seed: args.seed },
        threads: args.reading.load().threads,
    };
    let material = Material { trained_on, ..given.material };
    let evaluation = evaluate(&material, &plan).map_err(|e| e.file(&labelled.labelled))?;
    let mut facts = common::run_facts("evaluate", given.input, model.as_ref(), &args.reading, &settings);
    let put = |(name, value): (&str, &Option<String>)| value.clone().map(|v| (name.to_owned(), v.into()));
    let settings = [
        ("group_by", &args.group_by),
        ("group", &args.group),
        ("reviewer", &args.labelled.labels.reviewer),
        ("grade", &args.grade),
    ];
    facts.settings.extend(settings.into_iter().filter_map(put));
    facts.settings.insert("label".into(), labelled.label.clone().into());
    facts.settings.extend(args.strength.map(|s| ("strength".to_owned(), s.into())));
    facts.warnings = warnings;
    for path in outputs {
        let text = match ending(path).as_str() {
            "json" => evaluation_json(&evaluation, &facts),
            _ => evaluation_html(&evaluation, &facts)?,
        };
        files::write_whole(path, text.as_bytes(), args.no_clobber)?;
    }
    for warning in &facts.warnings {
        common::say("warning", warning);
    }
    common::print(&evaluation_terminal(&evaluation, common::width()))
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase()
}

/// The labelled letters, measured.
struct Given {
    material: Material,
    input: InputFacts,
    /// Digest of the labels, where they stand beside the letters.
    labels_digest: Option<String>,
}

impl Given {
    /// Whether the model learnt from these letters: from all, by the digest of the labels, or from some, by their ids and
    /// values; with a warning. Where only the table is the same, the warning says what can't be told.
    fn overlaps(&self, model: &NamedModel, warnings: &mut Vec<String>) -> Result<bool> {
        let training = &model.model.training;
        let labels = self.labels_digest.as_ref().unwrap_or(&self.input.digest);
        if *labels == training.labels_digest {
            warnings.push(
                "the model was trained on these very letters: the figures say how well it remembers, not how good it \
                 is; give letters it has not seen, or --cross-validate"
                    .into(),
            );
            return Ok(true);
        }
        let examples = &self.material.examples;
        let letters: Vec<training_overlap::Letter<'_>> =
            examples.ids.iter().zip(&examples.values).map(|(id, values)| (id.as_str(), values.as_slice())).collect();
        if let Some(entry) = training_overlap::entry(model)? {
            let found =
                training_overlap::warning(training_overlap::known(&entry, &examples.columns, &letters), letters.len());
            let overlaps = found.is_some();
            warnings.extend(found.map(|w| format!("{w}; give others, or --cross-validate")));
            return Ok(overlaps);
        }
        if self.input.digest == training.letters_digest {
            warnings.push(
                "the letters stand in the table that the model was trained with, and its training table is not beside \
                 it: the figures hold only if none of these labels was used"
                    .into(),
            );
        }
        Ok(false)
    }
}

/// What is kept of a letter.
struct Row {
    id: String,
    row: u64,
    label: Option<String>,
    group_by: Option<String>,
    group: Option<String>,
    values: Option<Vec<Option<f64>>>,
    score: Option<f64>,
}

fn measure(args: &Args, model: Option<&NamedModel>, settings: &Settings) -> Result<Given> {
    let letters = args.labelled.letters();
    let used = |name: &str| model.is_none_or(|m| m.model.features.iter().any(|f| f.name == name));
    let features = shortlist::features::all(settings);
    // Words are measured in any case: they are the baseline.
    let extractor =
        Extractor::of(features.into_iter().filter(|f| f.about().name == "words" || used(f.about().name)).collect());
    let names: Vec<String> = extractor.columns().iter().map(|c| c.name.clone()).collect();
    let features: Vec<(String, Vec<usize>)> = extractor
        .features()
        .map(|f| f.about().name)
        .filter(|name| used(name))
        .map(|name| {
            let columns = (0..names.len()).filter(|c| extractor.feature_of(*c).about().name == name);
            (name.to_owned(), columns.collect())
        })
        .collect();
    let beside = args.labelled.beside(&args.reading)?;
    let grades = grades(args)?;
    let source = args.reading.open(letters)?;
    let label = if beside.is_some() { None } else { Some(args.labelled.column(&source)?) };
    let passthrough =
        |name: &str, flag: &str| source.columns().passthrough_index(name, flag).map_err(|e| e.file(source.path()));
    let group_by = args.group_by.as_deref().map(|c| passthrough(c, "--group-by")).transpose()?;
    let group = args.group.as_deref().map(|c| passthrough(c, "--group")).transpose()?;
    // The letters are measured once, and scored where the given model is to be tested.
    let assessor = match model {
        Some(m) => Some(Assessor::new(extractor, m.model.clone(), &settings.topics.digest())?),
        None => None,
    };
    let all = Extractor::new(settings);
    let extractor = assessor.as_ref().map_or(&all, Assessor::extractor);
    let mut rows: Vec<Row> = Vec::new();
    let seen = stream::run(
        source,
        &args.reading,
        |a| {
            let values = measured::measure(extractor, None, a).map(|m| m.values);
            let pick = |at: Option<usize>| at.and_then(|i| a.passthrough.get(i).cloned());
            let score = values.as_ref().zip(assessor.as_ref()).map(|(v, s)| s.scorer().score(v).probability());
            let (id, row) = (a.id.clone(), a.row);
            Row { id, row, label: pick(label), group_by: pick(group_by), group: pick(group), values, score }
        },
        |row| {
            rows.push(row);
            Ok(())
        },
    )?;
    duplicates(rows.iter().map(|r| (r.id.as_str(), r.row))).map_err(|e| e.file(letters))?;
    let read = match beside {
        Some(read) => read,
        None => {
            let inline: Vec<_> =
                rows.iter().map(|r| (r.id.clone(), r.row, r.label.clone().unwrap_or_default())).collect();
            args.labelled.inline(&inline)?
        }
    };
    let values: Vec<_> = rows.iter().filter_map(|r| Some((r.id.clone(), r.values.clone()?))).collect();
    let (examples, unknown) = examples::join(&read.labels, &examples::frame(&names, &values)?)?;
    let unusable: Vec<String> = rows.iter().filter(|r| r.values.is_none()).map(|r| r.id.clone()).collect();
    super::train::say_what_is_missing(&unknown, &unusable, read.labels.empty);
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let labels_digest = read.digest.clone();
    let material = assemble(args, examples, features, &rows, &read, &grades);
    Ok(Given { material, input: seen.input, labels_digest })
}

/// Puts labels, features, groups and grades together, in the order of the examples.
fn assemble(
    args: &Args,
    mut examples: Examples,
    features: Vec<(String, Vec<usize>)>,
    rows: &[Row],
    read: &Read,
    grades: &[(String, String, f64)],
) -> Material {
    debug_assert!(examples.ids.iter().all(|id| read.labels.by_id.contains_key(id)));
    let by_id: BTreeMap<&str, &Row> = rows.iter().map(|r| (r.id.as_str(), r)).collect();
    let of = |id: &String| by_id.get(id.as_str());
    let words = examples.columns.iter().position(|c| c == "words");
    let words = examples.values.iter().map(|row| words.and_then(|at| row[at]).unwrap_or(0.0)).collect::<Vec<_>>();
    if args.group_by.is_some() {
        let group = |id: &String| of(id).and_then(|r| r.group_by.clone()).filter(|g| !g.trim().is_empty());
        examples.groups = examples.ids.iter().map(group).collect();
    }
    let by = args.group.clone().map(|column| {
        (column, examples.ids.iter().map(|id| of(id).and_then(|r| r.group.clone()).unwrap_or_default()).collect())
    });
    let score = |id: &String| of(id).and_then(|r| r.score);
    let scores = if args.cross_validate { None } else { examples.ids.iter().map(score).collect() };
    let places: BTreeMap<&String, usize> = examples.ids.iter().enumerate().map(|(row, id)| (id, row)).collect();
    let (low, high) =
        grades.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), (_, _, g)| (l.min(*g), h.max(*g)));
    let grades = grades.iter().filter_map(|(id, reviewer, grade)| {
        let value = if high > low { (grade - low) / (high - low) } else { 0.5 };
        let row = *places.get(id)?;
        Some(shortlist::model::evaluate::Grade { row, reviewer: reviewer.clone(), value, yes: value > 0.5 })
    });
    let grades = grades.collect();
    // The baseline's words are no column of a model that does not use them.
    let kept: Vec<usize> = features.iter().flat_map(|(_, columns)| columns.iter().copied()).collect();
    examples.values = examples.values.iter().map(|row| kept.iter().map(|c| row[*c]).collect()).collect();
    examples.columns = kept.iter().map(|c| examples.columns[*c].clone()).collect();
    let mut next = 0..;
    let features = features.into_iter().map(|(name, c)| (name, next.by_ref().take(c.len()).collect())).collect();
    Material { examples, features, words, scores, trained_on: false, grades, by }
}

/// The reviewers' grades: id, reviewer, grade. Rows without a grade are left out.
fn grades(args: &Args) -> Result<Vec<(String, String, f64)>> {
    use shortlist::ingest::{Options, table};
    let (Some(reviewer), Some(grade)) = (&args.labelled.labels.reviewer, &args.grade) else { return Ok(Vec::new()) };
    let path = &args.labelled.labelled;
    if args.labelled.letters.is_none() {
        return Err(Error::new(ErrorKind::Setting, "reviewers are read from labels beside the letters")
            .hint("give the letters with --letters IN"));
    }
    let read = table::read(path, &Options { id_column: args.labelled.labels.labels_id.clone(), ..Default::default() })?;
    let ids = table::text(&read.frame, table::ID, path, "--id-column")?;
    let reviewers = table::text(&read.frame, reviewer, path, "--reviewer")?;
    let values = table::text(&read.frame, grade, path, "--grade")?;
    let mut found = Vec::new();
    for (row, ((id, who), value)) in ids.iter().zip(reviewers.iter()).zip(values.iter()).enumerate() {
        let (id, who, value) = (id.unwrap_or(""), who.unwrap_or("").trim(), value.unwrap_or("").trim());
        if value.is_empty() || who.is_empty() {
            continue;
        }
        let number = value.replace('−', "-").parse::<f64>().ok().filter(|v| v.is_finite()).ok_or_else(|| {
            Error::new(ErrorKind::Labels, format!("`{value}` is no grade; expected a number"))
                .file(path)
                .row(row as u64 + 1)
                .column(grade)
                .hint("mend the row, or leave the grade empty")
        })?;
        found.push((id.to_owned(), who.to_owned(), number));
    }
    Ok(found)
}
