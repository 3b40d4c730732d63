//! Letters through the workers, with progress on a terminal.

use super::common::{Reading, say};
use indicatif::{ProgressBar, ProgressStyle};
use shortlist::error::Result;
use shortlist::ingest::{Application, Source};
use shortlist::parallel::in_order;
use shortlist::rank::Unscored;
use shortlist::report::InputFacts;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};

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
    const TWICE_SHOWN: usize = 10;
    let digest = source.digest();
    let findings = source.findings();
    let bar = progress();
    let mut seen = Seen::default();
    seen.input.file = source.path().display().to_string();
    // Hashes of the ids, 8 bytes each: enough to warn by.
    let mut ids: HashSet<u64> = HashSet::new();
    let mut unusable = Vec::new();
    in_order(
        source,
        reading.load(),
        |a: &Application| a.letter.as_ref().map_or(64, String::len),
        || (),
        |(), batch: Vec<Application>| {
            batch
                .into_iter()
                .map(|a| {
                    let result = work(&a);
                    let failed = a.letter.err().map(|reason| reason.to_string());
                    (a.id, a.row, failed, result)
                })
                .collect::<Vec<_>>()
        },
        |results| {
            bar.inc(results.len() as u64);
            for (id, row, failed, result) in results {
                seen.input.rows += 1;
                let mut hasher = DefaultHasher::new();
                hasher.write(id.as_bytes());
                if !ids.insert(hasher.finish()) && seen.twice.len() < TWICE_SHOWN && !seen.twice.contains(&id) {
                    seen.twice.push(id.clone());
                }
                if let Some(reason) = failed {
                    unusable.push(Unscored { id, row, reason, carried: Vec::new() });
                }
                take(result)?;
            }
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    for finding in findings.list() {
        say("warning", &finding);
    }
    seen.input.unusable = unusable;
    seen.input.digest = digest.hex();
    Ok(seen)
}

/// A line of progress on standard error; hidden where that is no terminal.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} letters, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}
