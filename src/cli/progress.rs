//! Who watches a run on the command line: messages on standard error, and a line of progress on a terminal.

use super::messages::{say, say_unscored};
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use shortlist::batch::{InputFacts, Watch};
use shortlist::ingest::{Progress, Source};
use std::fmt::Write;

/// Passes on what a person should be told, and shows how far the work is.
pub struct Terminal {
    bar: ProgressBar,
}

impl Terminal {
    /// Watches a run.
    pub fn new() -> Self {
        Self { bar: ProgressBar::hidden() }
    }
}

impl Watch for Terminal {
    fn opened(&mut self, source: &Source) {
        source.messages().iter().for_each(|message| say("note", message));
    }

    fn note(&mut self, text: &str) {
        say("note", text);
    }

    fn warning(&mut self, text: &str) {
        say("warning", text);
    }

    fn started(&mut self, input: &Progress) {
        self.bar = bar(input);
    }

    fn progress(&mut self, letters: u64, input: &Progress) {
        if self.bar.is_hidden() {
            return;
        }
        let speed = move |state: &ProgressState, out: &mut dyn Write| {
            // Writing to a line of progress: nobody to tell.
            let _ = write!(out, "{:.0} letters/s", letters as f64 / state.elapsed().as_secs_f64().max(1e-3));
        };
        self.bar.set_style(self.bar.style().with_key("speed", speed));
        self.bar.set_message(indicatif::HumanCount(letters).to_string());
        self.bar.set_position(input.read());
    }

    fn finished(&mut self) {
        self.bar.finish_and_clear();
    }

    fn unusable(&mut self, input: &InputFacts) {
        say_unscored(&input.unusable, input.rows);
    }
}

/// A line of progress on standard error; hidden where that is no terminal. Where the length of the file is known,
/// the bytes read say how long it will take.
fn bar(progress: &Progress) -> ProgressBar {
    let (bar, template) = match progress.total() {
        Some(total) => (ProgressBar::new(total), "{bar:24} {percent:>3}% {msg} letters, {speed}, {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg} letters, {speed}, {elapsed}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}
