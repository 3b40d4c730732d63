//! A table of letters from end to end: letters in, what was made of them out, in their order and in bounded memory.
//!
//! A [`Runner`] says how tables are read, on how many threads and who watches. It passes letters through work of your own
//! ([`Runner::each`], [`Runner::batches`]), measures them ([`Runner::measure`]), joins them to their labels
//! ([`Runner::labelled`], from which a model is trained) and ranks them ([`Runner::rank`]). What the command line does
//! with a table, it does with these.
//!
//! ```
//! use shortlist::batch::Runner;
//! let mut runner = Runner::default();
//! let source = runner.open("data/sample/letters-next.csv".as_ref())?;
//! let mut bytes = 0;
//! let seen = runner.each(
//!     source,
//!     |application| application.letter.as_ref().map_or(0, String::len),
//!     |length| {
//!         bytes += length;
//!         Ok(())
//!     },
//! )?;
//! assert_eq!((seen.input.rows, seen.input.unusable.len()), (66, 0));
//! assert!(bytes > 50_000 && seen.repeated_ids.is_empty());
//! # Ok::<(), shortlist::Error>(())
//! ```

mod kept_letters;
mod labelled;
mod look;
mod measured;
mod ranking;
pub mod renewal;
pub mod retraining;
mod runner;
mod seen;
pub mod similarity;
pub mod training_overlap;
mod vocabulary;
mod watch;
mod wording;

pub use kept_letters::{KeptLetters, KeptLettersWriter, SharedText};
pub use labelled::{Grades, LabelMeaning, LabelTable, Labelled};
pub use look::{ColumnLook, LettersLook, LikelyPart, Look};
pub use measured::{LabelledLetters, Measured};
pub use ranking::{LetterText, RankOptions, Ranking};
pub use runner::Runner;
pub use seen::{InputFacts, Seen};
pub use vocabulary::Vocabulary;
pub use watch::{Unwatched, Watch};
pub use wording::WordsAsked;
