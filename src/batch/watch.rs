//! Who watches a run.

use super::seen::InputFacts;
use crate::ingest::{Progress, Source};

/// Takes what a person should be told while tables are worked through, and how far the work is. Nothing has to be
/// listened to.
pub trait Watch {
    /// A table of letters was opened; what was assumed of it are notes.
    fn opened(&mut self, source: &Source) {
        source.messages().iter().for_each(|message| self.note(message));
    }

    /// Something was assumed or left out.
    fn note(&mut self, text: &str) {
        let _ = text;
    }

    /// Something may be wrong.
    fn warning(&mut self, text: &str) {
        let _ = text;
    }

    /// The letters of a table are about to be read.
    fn started(&mut self, input: &Progress) {
        let _ = input;
    }

    /// So many letters are done.
    fn progress(&mut self, letters: u64, input: &Progress) {
        let _ = (letters, input);
    }

    /// The letters of a table are read to their end.
    fn finished(&mut self) {}

    /// Letters were measured, and these rows had none that could be used.
    fn unusable(&mut self, input: &InputFacts) {
        let _ = input;
    }
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {}
