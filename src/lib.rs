//! **shortlist** reads motivation letters, measures in them what a person can check, scores them with an additive
//! logistic model, and gives a ranked shortlist with the reason for every score in the letter's own words.
//!
//! Data flows one way: [`documents`] → [`ingest`] → [`text`] → [`topics`] → [`features`] → [`flags`] → [`model`] →
//! [`rank`] → [`review`] → [`audit`] → [`report`].
//! A score orders people's reading; it never rejects anyone.
//!
//! The main job, in full:
//!
//! ```
//! use shortlist::{features::Settings, ingest::{Options, Source}, model::Model};
//! use shortlist::{rank::{Assessor, Places, Shortlist}, report, topics::Topics};
//! # fn main() -> shortlist::error::Result<()> {
//! let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
//! let assessor = Assessor::for_model(Model::sample(), &settings)?;
//! let letters = Source::open("data/sample/letters.csv".as_ref(), &Options::default())?;
//! let (mut ranked, mut unscored) = (Vec::new(), Vec::new());
//! for application in letters {
//!     match assessor.candidate(&application?) {
//!         Ok(candidate) => ranked.push(candidate),
//!         Err(reason) => unscored.push(reason),
//!     }
//! }
//! let list = Shortlist::new(ranked, unscored, Some(Places::Count(60)))?;
//! println!("{}", report::shortlist_terminal(&list, 20, 100)?);
//! # assert_eq!(list.cutoff.unwrap().places, 60);
//! # Ok(())
//! # }
//! ```

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
