//! Work on many threads, results in the order of the input, memory bounded by what is under way.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};

/// How much is handed to a worker at once, and how many workers there are.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Worker threads; at least one.
    pub threads: usize,
    /// A batch is closed once it holds this many items …
    pub items: usize,
    /// … or items of this weight together. One item heavier than this is a batch of its own.
    pub weight: usize,
}

impl Default for Load {
    /// Every core, batches of 64 items or a quarter of a mebibyte.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { threads, items: 64, weight: 1 << 18 }
    }
}

/// Runs `work` over batches of `items` on many threads and gives every result to `take`, in input order.
///
/// At most four batches per thread are under way at a time, so memory doesn't grow with the input.
/// Each worker has a state of its own, made by `state`, whose memory it can reuse.
/// The results don't depend on the number of threads as long as `work` treats its items one by one.
/// One thread means one: it reads, works and takes by turns.
///
/// # Errors
/// The first error of the input in its order (what came before it is taken), or of `take`, which ends the run.
pub fn in_order<T, R, S, E>(
    items: impl Iterator<Item = Result<T, E>> + Send,
    load: Load,
    weigh: impl Fn(&T) -> usize + Send,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, Vec<T>) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
    E: Send,
{
    let threads = load.threads.max(1);
    if threads == 1 {
        let mut own = state();
        return read(items, load, &weigh, &mut |batch| take(work(&mut own, batch)));
    }
    let under_way = threads * 4;
    let (batch_in, batch_out) = sync_channel::<(usize, Vec<T>)>(under_way);
    let (result_in, result_out) = sync_channel::<(usize, Result<R, E>)>(under_way + 1);
    // A token per batch under way: the reader takes one, the writer gives it back.
    let (token_in, token_out) = sync_channel::<()>(under_way);
    for _ in 0..under_way {
        let _ = token_in.send(());
    }
    let batches = Mutex::new(batch_out);
    std::thread::scope(|scope| {
        let errors = result_in.clone();
        scope.spawn(move || {
            let mut number = 0;
            // Refused where the workers or the writer are gone; then there is nobody to tell.
            let mut give = |batch| {
                let sent = token_out.recv().is_ok() && batch_in.send((number, batch)).is_ok();
                number += 1;
                if sent { Ok(()) } else { Err(None) }
            };
            if let Err(Some(error)) = read(items.map(|i| i.map_err(Some)), load, &weigh, &mut give) {
                let _ = errors.send((number, Err(error)));
            }
        });
        for _ in 0..threads {
            let (batches, work, state, results) = (&batches, &work, &state, result_in.clone());
            scope.spawn(move || {
                let mut own = state();
                while let Some((number, batch)) = next(batches) {
                    if results.send((number, Ok(work(&mut own, batch)))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(result_in);
        // Owned here, so that it goes where `take` refuses: a reader that waits for a token then ends too.
        let token_in = token_in;
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (number, result) in result_out {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&due) {
                due += 1;
                take(result?)?;
                let _ = token_in.try_send(());
            }
        }
        Ok(())
    })
}

fn next<T>(batches: &Mutex<Receiver<T>>) -> Option<T> {
    batches.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Fills batches; ends at the first error, which takes its place behind the batches before it.
fn read<T, E>(
    items: impl Iterator<Item = Result<T, E>>,
    load: Load,
    weigh: &impl Fn(&T) -> usize,
    give: &mut impl FnMut(Vec<T>) -> Result<(), E>,
) -> Result<(), E> {
    let mut batch = Vec::new();
    let mut weight = 0;
    for item in items {
        let item = match item {
            Ok(item) => item,
            Err(error) => {
                if !batch.is_empty() {
                    give(batch)?;
                }
                return Err(error);
            }
        };
        let own = weigh(&item);
        if !batch.is_empty() && weight + own > load.weight {
            give(std::mem::take(&mut batch))?;
            weight = 0;
        }
        weight += own;
        batch.push(item);
        if batch.len() >= load.items.max(1) || weight >= load.weight {
            give(std::mem::take(&mut batch))?;
            weight = 0;
        }
    }
    if batch.is_empty() { Ok(()) } else { give(batch) }
}

/// Does `work` on every item, one at a time on each of `threads` threads (at least one); the results are in the order of
/// the items, whatever the threads.
pub fn on_threads<T: Send, R: Send>(
    threads: usize,
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let mut all = Vec::new();
    let load = Load { threads, items: 1, weight: 1 };
    let done: Result<(), std::convert::Infallible> = in_order(
        items.map(Ok),
        load,
        |_| 1,
        || (),
        |(), batch| batch.into_iter().map(&work).collect::<Vec<_>>(),
        |results| {
            all.extend(results);
            Ok(())
        },
    );
    debug_assert!(done.is_ok());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(items: Vec<Result<u64, String>>, threads: usize, size: usize) -> (Vec<u64>, Result<(), String>) {
        let mut out = Vec::new();
        let load = Load { threads, items: size, weight: 50 };
        let result = in_order(
            items.into_iter(),
            load,
            |n| *n as usize,
            || (),
            |(), batch| batch.iter().map(|n| n * n).collect::<Vec<_>>(),
            |squares| {
                out.extend(squares);
                Ok(())
            },
        );
        (out, result)
    }

    #[test]
    fn order_holds_for_any_threads_and_batches() {
        let expected: Vec<u64> = (0..500).map(|n| n * n).collect();
        for threads in [1, 2, 7] {
            for size in [1, 3, 64, 1000] {
                let (out, result) = run((0..500).map(Ok).collect(), threads, size);
                assert_eq!((out, result), (expected.clone(), Ok(())));
            }
        }
    }

    #[test]
    fn an_error_comes_after_what_stands_before_it() {
        let items = (0..100).map(|n| if n == 60 { Err("60".to_owned()) } else { Ok(n) }).collect();
        let (out, result) = run(items, 3, 7);
        assert_eq!(out, (0..60).map(|n| n * n).collect::<Vec<u64>>());
        assert_eq!(result, Err("60".into()));
    }

    #[test]
    fn a_refusing_taker_ends_an_input_without_end() {
        let items = (0..).map(Ok::<u64, String>);
        let load = Load { threads: 3, items: 7, weight: usize::MAX };
        let result = in_order(items, load, |_| 1, || (), |(), b| b.len(), |_| Err("closed".to_owned()));
        assert_eq!(result, Err("closed".into()));
    }

    #[test]
    fn a_refusing_taker_ends_the_run() {
        let items = (0..10_000).map(Ok::<u64, String>);
        let mut taken = 0;
        let result = in_order(
            items,
            Load { threads: 2, items: 1, weight: 1 },
            |_| 1,
            || (),
            |(), b| b.len(),
            |_| {
                taken += 1;
                if taken == 5 { Err("full".to_owned()) } else { Ok(()) }
            },
        );
        assert_eq!((taken, result), (5, Err("full".into())));
    }
}
