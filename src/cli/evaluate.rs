//! `shortlist evaluate`

use super::common::{self, Reading};
use super::labelled::{self, GradeFit};
use super::wording::WordingArguments;
use shortlist::batch::training_overlap::{self, Letter};
use shortlist::batch::{InputFacts, Labelled};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::features::{Extractor, Feature, Settings, feature_of_column};
use shortlist::flags::Measurer;
use shortlist::model::Scorer;
use shortlist::model::evaluate::{Bags, Grade, Material, Plan, evaluate};
use shortlist::model::ratings::Ratings;
use shortlist::model::registry::NamedModel;
use shortlist::model::strength::{Search, Strength};
use shortlist::model::train::{Examples, FitOptions};
use shortlist::rank::Places;
use shortlist::report::evaluation::{evaluation_html, evaluation_json, evaluation_terminal};
use shortlist::report::{files, pull_text};
use shortlist::stats::agreement::is_yes;
use shortlist::stats::pull::{Graded, pull};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Says how good the scores are, on labels that the model has not seen
///
/// With --model M, the model's scores of LABELLED are compared with the decisions there. LABELLED must be letters that
/// the model was not trained on; a warning says how many of them it learnt from, judging by the ids and values in its
/// training table. With --cross-validate, the letters are divided into folds, and each is scored by a model fitted on
/// the other folds (with the features and the strength of M; without --model, with every feature and a strength chosen
/// anew in each fold).
///
/// Every figure is shown beside simpler ways: chance, a model that knows the length of the letter alone, one that knows
/// every word (tf-idf and logistic regression, fitted on the same folds), and, where --reviewer names a column, the
/// reviewers against each other. A learning curve says whether more labels would help, an ablation what each feature
/// adds. Figures go to the terminal; --output writes them as .json or as an .html page with plots.
///
/// Intervals are 95 % intervals: of the AUC by DeLong, of other figures by a bootstrap over the letters; with
/// --group-by, all are by a bootstrap over the groups. Precision, recall and kappa are those of a shortlist of --top
/// places.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist evaluate data/sample/labels.csv --letters data/sample/letters.csv --label decision --cross-validate --reviewer reviewer --grade grade --as-of 2026-03-01 --top 60\n  shortlist evaluate this-year.csv --model model.json --label decision --top 60 --output evaluation.html"
)]
pub struct Args {
    #[command(flatten)]
    labelled: labelled::Labelled,
    /// How grades of several levels are fitted (default: as the model was, else as levels)
    #[arg(long, value_name = "HOW", value_enum)]
    grades: Option<GradeFit>,
    /// Model file, or name of a model in models/; needed unless --cross-validate is given
    #[arg(long, value_name = "M", required_unless_present = "cross_validate")]
    model: Option<String>,
    /// Fit again on folds of LABELLED, and score each letter by a model that has not seen it
    #[arg(long)]
    cross_validate: bool,
    /// Folds
    #[arg(long, value_name = "K", default_value_t = 10)]
    folds: usize,
    /// How often the letters are divided again
    #[arg(long, value_name = "R", default_value_t = 5)]
    repeats: usize,
    /// Column of the table with the letters whose values are kept together: no group is on both sides of a fold
    #[arg(long, value_name = "COLUMN")]
    group_by: Option<String>,
    /// Column of the table with the letters to show figures by
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// Column of the labels with each reviewer's grade; one of at least --accept-from is a yes, without it one of at least the
    /// middle of the scale, as in `agreement`
    #[arg(long, value_name = "COLUMN", requires = "reviewer")]
    grade: Option<String>,
    /// Places on the shortlist, a count (60) or a share (20%); default: as many as there are yeses
    #[arg(long, value_name = "N", value_parser = |s: &str| s.parse::<Places>().map_err(|e| e.to_string()))]
    top: Option<Places>,
    /// With --cross-validate and without --model: also use these features, which are not in the default set
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    with: Vec<String>,
    #[command(flatten)]
    wording: WordingArguments,
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
        (None, None) => Strength::Chosen(Search::default()),
    };
    let plan = Plan {
        folds: args.folds,
        repeats: args.repeats,
        seed: args.seed,
        places: args.top.map(|top| top.of(given.material.examples.labels.len())),
        fit: FitOptions { strength, seed: args.seed, ordinal: given.ordinal, ..FitOptions::default() },
        threads: args.reading.runner().load().threads,
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
    if let Ok(found) = pull(&given.shown) {
        facts.settings.insert("pull_of_shown_score".into(), serde_json::to_value(found).unwrap_or_default());
    }
    for path in outputs {
        let text = match ending(path).as_str() {
            "json" => evaluation_json(&evaluation, &facts),
            _ => evaluation_html(&evaluation, &facts, &given.titles)?,
        };
        files::write_whole(path, text.as_bytes(), args.no_clobber)?;
    }
    for warning in &facts.warnings {
        common::say("warning", warning);
    }
    let said = pull_text(&given.shown).map_or(String::new(), |said| format!("\n{said}"));
    common::print(&(evaluation_terminal(&evaluation, common::width()) + &said))
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase()
}

/// The labelled letters, measured.
struct Given {
    material: Material,
    /// Whether the labels are ordered levels.
    ordinal: bool,
    input: InputFacts,
    /// The grades of which is known whether the letter's score was shown before.
    shown: Vec<Graded>,
    /// Digest of the labels, where they stand beside the letters.
    labels_digest: Option<String>,
    /// What the columns are called, by name.
    titles: BTreeMap<String, String>,
}

impl Given {
    /// Whether the model learnt from these letters: from all, by the digest of the labels, or from some, by their ids and
    /// values; with a warning. Where only the table is the same, the warning says what can't be known.
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
        let signature = |row: usize| examples.signatures.get(row).copied().flatten();
        let rows = examples.ids.iter().zip(&examples.values).enumerate();
        let letters: Vec<Letter<'_>> =
            rows.map(|(row, (id, values))| (id.as_str(), values.as_slice(), signature(row))).collect();
        if let Some(entry) = model.entry()? {
            let known = training_overlap::known(&entry, &examples.columns, &letters);
            let found = training_overlap::warning(known, letters.len());
            let overlaps = found.is_some();
            warnings.extend(found.map(|w| format!("{w}; give others, or --cross-validate")));
            return Ok(overlaps);
        }
        if self.input.digest == training.letters_digest {
            warnings.push(
                "these letters are in the table that the model was trained on, and the model's training table is missing: the figures are right only if none of these labels was used for training"
                    .into(),
            );
        }
        Ok(false)
    }
}

fn measure(args: &Args, model: Option<&NamedModel>, given: &Settings) -> Result<Given> {
    let settings = &model.map_or_else(|| Ok(given.clone()), |m| m.model.settings(given))?;
    if args.wording.audited().next().is_some() {
        return Err(Error::new(ErrorKind::Setting, "--audit-by is for `train --wording`").hint("leave it out"));
    }
    let run = args.wording.read(&args.reading)?;
    if run.learns() && (model.is_some() || !args.cross_validate) {
        return Err(Error::new(ErrorKind::Setting, "--wording learns words in the folds of a cross-validation of no model")
            .hint("give --cross-validate and no --model; the words of a model are learnt anew in its cross-validation in any case"));
    }
    let of_model = model.filter(|_| args.cross_validate).and_then(|m| m.model.wording.as_ref());
    let words = run.for_folds()?.or_else(|| of_model.map(|words| (words.options(), None)));
    let used = |f: &dyn Feature| match model {
        Some(m) => m.model.uses(f.about().name),
        None if f.properties().learnt => words.is_some(),
        None => !f.properties().opt_in || args.with.iter().any(|name| name == f.about().name),
    };
    // A message names an unknown name.
    shortlist::features::select(shortlist::features::all(settings), &[], &args.with, &[])?;
    // Words are measured in any case: they are the baseline.
    let measured = |f: &dyn Feature| f.properties().is_length || used(f);
    let extractor =
        Extractor::of(shortlist::features::all(settings).into_iter().filter(|f| measured(f.as_ref())).collect())
            .with_parts(&settings.parts);
    let features: Vec<(String, Vec<usize>)> = extractor
        .features()
        .filter(|f| used(*f))
        .map(|f| f.about().name)
        .map(|name| {
            let columns = (0..extractor.columns().len()).filter(|c| extractor.feature_of(*c).about().name == name);
            (name.to_owned(), columns.collect())
        })
        .collect();
    let as_trained = |m: &NamedModel| if m.model.training.ordinal { GradeFit::Ordinal } else { GradeFit::Flat };
    let grade_fit = args.grades.or(model.map(as_trained)).unwrap_or_default();
    let (grades, mut shown) = grades(args)?;
    let titles = extractor.columns().iter().map(|c| (c.name.clone(), c.title.clone())).collect();
    // The letters are measured once, and scored where the given model is to be tested.
    let (measurer, scorer) = match model {
        Some(m) => {
            m.model.check_features(&extractor)?;
            let names: Vec<&str> = extractor.columns().iter().map(|c| c.name.as_str()).collect();
            let scorer = Scorer::new(m.model.clone(), &names)?;
            (Measurer::without_checks(extractor).keeping_words(), Some(scorer))
        }
        None => (Measurer::without_checks(extractor).keeping_words(), None),
    };
    let measurer = if words.is_some() { measurer.keeping_vocabulary(&settings.topics) } else { measurer };
    let group_by = args.group_by.as_deref().map(|name| (name, "--group-by"));
    let group = args.group.as_deref().map(|name| (name, "--group"));
    let asked: Vec<_> = group_by.into_iter().chain(group).collect();
    let mut labelled = args.labelled.for_fit(grade_fit);
    if args.grade.as_ref().is_some_and(|grade| *grade != labelled.label) {
        // The labels are decisions then, and the settings of grades are those of the reviewers' column.
        (labelled.meaning.accept_from, labelled.meaning.scale) = (None, None);
    }
    let mut read = args.reading.runner().labelled(&labelled, &measurer, &asked)?;
    if args.group_by.is_some() {
        read.examples.groups = read.measured.asked_of(&read.examples.ids, 0);
    }
    let scores = scorer.filter(|_| !args.cross_validate).map(|scorer| {
        read.examples.values.iter().map(|values| scorer.score(values).probability()).collect::<Vec<f64>>()
    });
    let by = args.group.clone().map(|column| {
        let groups = read.measured.asked_of(&read.examples.ids, asked.len() - 1);
        (column, groups.into_iter().map(Option::unwrap_or_default).collect())
    });
    let none = Vec::new();
    let hashes = |id: &String| read.measured.words.get(id).unwrap_or(&none).as_slice();
    let bags = Bags::of(read.examples.ids.iter().map(hashes));
    let wording = words.map(|(options, prompt)| (read.word_table(prompt), options));
    let material = Material { bags, wording, ..assemble(read.examples, features, scores, by, &grades) };
    if shown.is_empty() {
        shown = read.labels.shown;
    }
    Ok(Given {
        material,
        ordinal: read.labels.ordinal,
        input: read.measured.input,
        shown,
        labels_digest: read.labels.digest,
        titles,
    })
}

/// Puts labels, features, groups and grades together, in the order of the examples.
fn assemble(
    mut examples: Examples,
    features: Vec<(String, Vec<usize>)>,
    scores: Option<Vec<f64>>,
    by: Option<(String, Vec<String>)>,
    (ratings, cut): &(Ratings, f64),
) -> Material {
    let is_length = |column: &String| feature_of_column(column).is_some_and(|f| f.properties.is_length);
    let words = examples.columns.iter().position(is_length);
    let words = examples.values.iter().map(|row| words.and_then(|at| row[at]).unwrap_or(0.0)).collect::<Vec<_>>();
    let places: BTreeMap<&String, usize> = examples.ids.iter().enumerate().map(|(row, id)| (id, row)).collect();
    let [low, high] = ratings.scale.unwrap_or([0.0, 1.0]);
    let grades = ratings.ids.iter().zip(&ratings.values).filter_map(|(id, row)| Some((*places.get(id)?, row)));
    let grade = |row: usize, (who, grade): &(usize, f64)| Grade {
        row,
        reviewer: ratings.reviewers[*who].clone(),
        value: (grade - low) / (high - low),
        yes: is_yes(*grade, *cut),
    };
    let grades = grades.flat_map(|(row, given)| given.iter().map(move |one| grade(row, one))).collect();
    // The baseline's words are no column of a model that does not use them.
    let kept: Vec<usize> = features.iter().flat_map(|(_, columns)| columns.iter().copied()).collect();
    examples.values = examples.values.iter().map(|row| kept.iter().map(|c| row[*c]).collect()).collect();
    examples.columns = kept.iter().map(|c| examples.columns[*c].clone()).collect();
    let mut next = 0..;
    let features = features.into_iter().map(|(name, c)| (name, next.by_ref().take(c.len()).collect())).collect();
    Material { examples, features, words, scores, grades, by, ..Material::default() }
}

/// The reviewers' grades, read by the one rule of labels, and the grade from which on they are a yes.
fn grades(args: &Args) -> Result<((Ratings, f64), Vec<Graded>)> {
    let labels = &args.labelled.labels;
    let (Some(_), Some(grade)) = (&labels.reviewer, &args.grade) else {
        return Ok(((Ratings::default(), 0.5), Vec::new()));
    };
    if args.labelled.letters.is_none() {
        return Err(Error::new(ErrorKind::Setting, "reviewers are read from labels beside the letters")
            .hint("give the letters with --letters IN"));
    }
    let labelled = args.labelled.labels.of(&args.labelled.labelled, grade);
    let labelled = Labelled::with_letters(labelled, args.labelled.letters());
    let read = args.reading.runner().labels(&labelled)?;
    let cut = labels.accept_from.unwrap_or(read.ratings.middle());
    Ok(((read.ratings, cut), read.shown))
}
