//! Letters through the workers: in batches, on all threads, results in the order of the input.

use super::seen::Seen;
use super::watch::{Unwatched, Watch};
use crate::error::Result;
use crate::ingest::repeats::Repeats;
use crate::ingest::{Application, Options, Source};
use crate::parallel::{Load, in_order};
use crate::rank::Unscored;
use std::path::Path;

/// How many repeated ids are listed.
const REPEATED_SHOWN: usize = 10;

/// How tables are read and worked through, and who watches.
pub struct Runner {
    options: Options,
    load: Load,
    watch: Box<dyn Watch>,
}

impl Default for Runner {
    /// Columns by their usual names, every core, nobody who watches.
    fn default() -> Self {
        Self::new(Options::default())
    }
}

impl Runner {
    /// Reads tables with these options, on every core; nobody watches.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, load: Load::default(), watch: Box::new(Unwatched) }
    }

    /// With so many threads, and so much handed to each at once. The results don't depend on it.
    #[must_use]
    pub fn with_load(self, load: Load) -> Self {
        Self { load, ..self }
    }

    /// Watched by someone who passes on messages and progress.
    #[must_use]
    pub fn watched_by(self, watch: impl Watch + 'static) -> Self {
        Self { watch: Box::new(watch), ..self }
    }

    /// How tables are read.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// How the work is shared out.
    #[must_use]
    pub fn load(&self) -> Load {
        self.load
    }

    /// Who watches.
    pub fn watch(&mut self) -> &mut dyn Watch {
        self.watch.as_mut()
    }

    /// Opens a table of letters.
    ///
    /// # Errors
    /// Those of [`Source::open`].
    pub fn open(&mut self, path: &Path) -> Result<Source> {
        let source = Source::open(path, &self.options)?;
        self.watch.opened(&source);
        Ok(source)
    }

    /// Passes every application through `work` on all threads, and its result to `take` in the order of the input.
    ///
    /// # Errors
    /// The first error of the input or of `take`, which ends the run.
    pub fn each<R: Send>(
        &mut self,
        source: Source,
        work: impl Fn(&Application) -> R + Sync,
        mut take: impl FnMut(R) -> Result<()>,
    ) -> Result<Seen> {
        let some = |(): &mut (), batch: &[Application]| batch.iter().map(&work).collect::<Vec<R>>();
        self.batches(source, || (), some, |results| results.into_iter().try_for_each(&mut take))
    }

    /// Passes the applications, some at a time, through `work` on all threads, and what it makes of them to `take` in the
    /// order of the input. Each worker has a `state` of its own, whose memory it can use again. Where the batches end must
    /// not show in the results.
    ///
    /// # Errors
    /// As [`Runner::each`].
    pub fn batches<S, R: Send>(
        &mut self,
        source: Source,
        state: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &[Application]) -> R + Sync,
        mut take: impl FnMut(R) -> Result<()>,
    ) -> Result<Seen> {
        /// What is kept of an application once it is done: its id, its row, and why it could not be used.
        type Done = (String, u64, Option<String>);
        let (digest, findings, progress) = (source.digest(), source.findings(), source.progress());
        let mut seen = Seen::default();
        seen.input.file = crate::files::name_of(source.path());
        let mut ids = Repeats::new()?;
        let watch = &mut self.watch;
        watch.started(&progress);
        in_order(
            source,
            self.load,
            |a: &Application| a.letter.as_ref().map_or(64, String::len),
            state,
            |state, batch: Vec<Application>| {
                let result = work(state, &batch);
                let done = |a: Application| (a.id, a.row, a.letter.err().map(|reason| reason.to_string()));
                (batch.into_iter().map(done).collect::<Vec<Done>>(), result)
            },
            |(done, result)| {
                seen.input.rows += done.len() as u64;
                watch.progress(seen.input.rows, &progress);
                for (id, row, failed) in done {
                    ids.add(&id)?;
                    if let Some(reason) = failed {
                        seen.input.unusable.push(Unscored { id, row, reason, passthrough: Vec::new() });
                    }
                }
                take(result)
            },
        )?;
        watch.finished();
        findings.list().iter().for_each(|finding| watch.warning(finding));
        seen.repeated_ids = ids.finish(REPEATED_SHOWN)?;
        seen.input.digest = digest.hex();
        Ok(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// Writes a table into a folder of its own.
    pub(super) fn table(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letters.csv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    /// Remembers what it is told.
    #[derive(Clone, Default)]
    struct Remember(Arc<Mutex<Vec<String>>>);

    impl Watch for Remember {
        fn note(&mut self, text: &str) {
            self.0.lock().unwrap().push(text.to_owned());
        }

        fn progress(&mut self, letters: u64, _: &crate::ingest::Progress) {
            self.0.lock().unwrap().push(letters.to_string());
        }
    }

    #[test]
    fn rows_come_in_order_with_what_was_wrong_with_them() {
        let rows: String = (0..500).map(|n| format!("{},letter number {n}\n", n % 499)).collect();
        let (_folder, path) = table(&format!("id,letter\n{rows}z,\n"));
        for threads in [1, 3] {
            let told = Remember::default();
            let mut runner = Runner::default().watched_by(told.clone());
            let load = Load { threads, ..runner.load() };
            runner = runner.with_load(load);
            let source = runner.open(&path).unwrap();
            let mut lengths = Vec::new();
            let work = |a: &Application| a.letter.as_ref().map_or(0, String::len);
            let seen = runner.each(source, work, |n| {
                lengths.push(n);
                Ok(())
            });
            let seen = seen.unwrap();
            assert_eq!((lengths.len(), lengths[0], lengths[499], lengths[500]), (501, 15, 17, 0));
            assert_eq!((seen.input.rows, seen.repeated_ids), (501, vec!["0".to_owned()]));
            let unusable = &seen.input.unusable[0];
            assert_eq!(
                (unusable.id.as_str(), unusable.row, unusable.reason.as_str()),
                ("z", 501, "the letter is empty")
            );
            assert_eq!(seen.input.digest, crate::ingest::hex(&sha2::Sha256::digest(std::fs::read(&path).unwrap())));
            assert_eq!(told.0.lock().unwrap().last().unwrap(), "501");
        }
    }

    use sha2::Digest;
}
