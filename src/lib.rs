//! **shortlist** reads motivation letters, measures in them what a person can check, scores them with an additive
//! logistic model, and gives a ranked shortlist with the reason for every score in the letter's own words.
//!
//! Data flows one way: [`documents`] → [`ingest`] → [`text`] → [`topics`] → [`features`] → [`flags`] → [`model`] →
//! [`rank`] → [`batch`] → [`review`] → [`audit`] → [`report`].
//! A score orders people's reading; it never rejects anyone.
//!
//! Train a model on labelled letters, rank new ones, and write the shortlist:
//!
//! ```
//! use shortlist::batch::{Labelled, RankOptions, Runner};
//! use shortlist::features::{Extractor, Settings};
//! use shortlist::flags::{Inspector, Measurer};
//! use shortlist::model::registry::NamedModel;
//! use shortlist::rank::Assessor;
//! use shortlist::report::{OutputFormat, RunFacts, ShortlistExport};
//! use shortlist::topics::Topics;
//! # fn main() -> shortlist::Result<()> {
//! let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
//! let mut runner = Runner::default();
//!
//! // Learn from decisions: labels in one table, letters in another.
//! let labelled = Labelled::new("data/sample/labels.csv", "decision").with_letters("data/sample/letters.csv");
//! let measurer = Measurer::new(Extractor::new(&settings), Inspector::default());
//! let learnt = runner.labelled(&labelled, &measurer, &[])?;
//! # let mut learnt = learnt;
//! # let few: Vec<usize> = (0..learnt.examples.ids.len()).step_by(3).collect();
//! # learnt.examples = learnt.examples.subset(&few);
//! let mut recipe = learnt.recipe();
//! recipe.notice = Some("trained on made-up letters".into());
//! # recipe.fit = shortlist::model::train::FitOptions::fixed(0.02);
//! let model = recipe.train(&learnt.examples, learnt.provenance(&measurer, &settings))?;
//!
//! // Rank this year's letters.
//! let assessor = Assessor::for_model(model.clone(), &settings)?;
//! let letters = runner.open("data/sample/letters-next.csv".as_ref())?;
//! let passthrough: Vec<String> = letters.columns().passthrough.iter().map(|c| c.name.clone()).collect();
//! let ranking = runner.rank(letters, &assessor, &RankOptions::top(20), None)?;
//! assert_eq!(ranking.list.cutoff.as_ref().map(|line| line.places), Some(20));
//!
//! // Write the shortlist, with the reason for every score: .csv, .parquet, .xlsx, .json, .md, …
//! let model = NamedModel::new("committee", model);
//! let facts = RunFacts::new("rank", ranking.input, Some(&model), &settings);
//! let names: Vec<&str> = assessor.scorer().names().collect();
//! let (list, passthrough) = (&ranking.list, passthrough.as_slice());
//! let export = ShortlistExport { list, facts: &facts, names: &names, passthrough, review: None };
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("shortlist.md");
//! # let path = path.as_path();
//! # /*
//! let path = "shortlist.md".as_ref();
//! # */
//! OutputFormat::of_shortlist(path)?.write_shortlist(&export, path, false)?;
//! # assert!(std::fs::read_to_string(path).unwrap().contains("20 places"));
//! # Ok(())
//! # }
//! ```
//!
//! # Cargo features
//! Both are on by default; `default-features = false` leaves them out of a library's build.
//!
//! | feature | what it adds |
//! |---|---|
//! | `cli` | the program `shortlist`, and what [`report`] makes for a terminal; it turns on `documents` |
//! | `documents` | reading letters that are pdf, docx, odt, rtf, html or doc files; plain text and Markdown need no feature |

pub mod audit;
pub mod batch;
pub mod documents;
pub mod error;
pub mod features;
pub mod files;
pub mod flags;
pub mod ingest;
pub mod lexicon;
pub mod model;
pub mod parallel;
pub mod patterns;
pub mod rank;
pub mod record;
pub mod report;
pub mod review;
pub mod span;
pub mod spill;
pub mod stats;
pub mod text;
pub mod topics;

pub use error::{Error, Result};
pub use span::Span;
