//! Letters through the workers, with progress on a terminal.

use super::common::{Reading, say};
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use shortlist::error::Result;
use shortlist::ingest::{Application, Progress, Source, repeats::Repeats};
use shortlist::parallel::in_order;
use shortlist::rank::Unscored;
use shortlist::report::InputFacts;
use std::fmt::Write;

/// What a stream of letters was.
#[derive(Default)]
pub struct Seen {
    /// The input.
    pub input: InputFacts,
    /// Ids that stand more than once, the first few.
    pub twice: Vec<String>,
}

impl Seen {
    /// Warns of ids that stand twice, where both rows are kept.
    pub fn say_twice(&self) {
        if !self.twice.is_empty() {
            say("warning", &format!("ids that stand more than once (all rows are kept): {}", self.twice.join(", ")));
        }
    }
}

/// Passes every application through `work` on all threads and its result to `take`, in input order.
pub fn run<R: Send>(
    source: Source,
    reading: &Reading,
    work: impl Fn(&Application) -> R + Sync,
    mut take: impl FnMut(R) -> Result<()>,
) -> Result<Seen> {
    let each = |(): &mut (), batch: &[Application]| batch.iter().map(&work).collect::<Vec<R>>();
    batches(source, reading, || (), each, |results| results.into_iter().try_for_each(&mut take))
}

/// What is kept of an application once it is done: its id, its row, and why it could not be used.
type Done = (String, u64, Option<String>);

/// Passes the applications, some at a time, through `work` on all threads and what it makes of them to `take`, in
/// input order. Each worker has a `state` of its own. Where the batches end must not show in what is written.
pub fn batches<S, R: Send>(
    source: Source,
    reading: &Reading,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &[Application]) -> R + Sync,
    mut take: impl FnMut(R) -> Result<()>,
) -> Result<Seen> {
    const TWICE_SHOWN: usize = 10;
    let (digest, findings, progress) = (source.digest(), source.findings(), source.progress());
    let bar = bar(&progress);
    let mut seen = Seen::default();
    seen.input.file = source.path().display().to_string();
    let mut ids = Repeats::new()?;
    let mut unusable = Vec::new();
    in_order(
        source,
        reading.load(),
        |a: &Application| a.letter.as_ref().map_or(64, String::len),
        state,
        |state, batch: Vec<Application>| {
            let result = work(state, &batch);
            let done = |a: Application| (a.id, a.row, a.letter.err().map(|reason| reason.to_string()));
            (batch.into_iter().map(done).collect::<Vec<Done>>(), result)
        },
        |(done, result)| {
            seen.input.rows += done.len() as u64;
            show(&bar, &progress, seen.input.rows);
            for (id, row, failed) in done {
                ids.add(&id)?;
                if let Some(reason) = failed {
                    unusable.push(Unscored { id, row, reason, passthrough: Vec::new() });
                }
            }
            take(result)
        },
    )?;
    bar.finish_and_clear();
    for finding in findings.list() {
        say("warning", &finding);
    }
    seen.twice = ids.finish(TWICE_SHOWN)?;
    seen.input.unusable = unusable;
    seen.input.digest = digest.hex();
    Ok(seen)
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

fn show(bar: &ProgressBar, progress: &Progress, letters: u64) {
    if bar.is_hidden() {
        return;
    }
    let speed = move |state: &ProgressState, out: &mut dyn Write| {
        // Writing to a line of progress: nobody to tell.
        let _ = write!(out, "{:.0} letters/s", letters as f64 / state.elapsed().as_secs_f64().max(1e-3));
    };
    bar.set_style(bar.style().with_key("speed", speed));
    bar.set_message(indicatif::HumanCount(letters).to_string());
    bar.set_position(progress.read());
}
