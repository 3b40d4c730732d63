//! Guards delimited text against quotation marks that are never closed.
//!
//! A CSV reader takes a quoted field to its closing mark, wherever that is: one mark too many, and rows run into
//! each other without an error. This reader passes bytes on and keeps the state of the quotes beside them. Of a field that
//! is far longer than a letter may be it passes on the beginning alone, so that a bomb takes no memory.

use std::io::Read;
use std::sync::{Arc, Mutex};

/// What is wrong with the quotes so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, from 1, on which the quoted field begins.
    pub opened: u64,
    /// The line on which a closing mark stands in the middle of a field; none if there is no closing mark.
    pub broken: Option<u64>,
}

/// The state, shared with the reader of rows.
#[derive(Clone, Default)]
pub(super) struct Watch(Arc<Mutex<Option<Fault>>>);

impl Watch {
    pub(super) fn fault(&self) -> Option<Fault> {
        self.0.lock().ok().and_then(|fault| *fault)
    }
}

/// Passes bytes on and watches their quotes.
pub(super) struct Guard<R> {
    inner: R,
    separator: u8,
    quote: u8,
    state: State,
    line: u64,
    opened: u64,
    before: u8,
    /// Bytes of the field so far.
    field: usize,
    /// Bytes of a field after which no more of it are passed on.
    longest: usize,
    watch: Watch,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    Inside,
    /// A mark inside a quoted field: a second one escapes it, a separator or line end closes the field.
    Closing,
}

impl<R: Read> Guard<R> {
    /// A guard over text that begins at line `line` of its file.
    pub(super) fn new(inner: R, separator: u8, quote: u8, line: u64, longest: usize) -> (Self, Watch) {
        let watch = Watch::default();
        let (state, opened, before, field) = (State::Outside, 0, b'\n', 0);
        (Self { inner, separator, quote, state, line, opened, before, field, longest, watch: watch.clone() }, watch)
    }

    /// How many of the first bytes go on a field that is too long: they are counted and dropped.
    fn surplus(&self, bytes: &[u8]) -> usize {
        if self.field <= self.longest {
            return 0;
        }
        match self.state {
            State::Closing => 0,
            State::Outside => memchr::memchr3(self.separator, b'\n', b'\r', bytes).unwrap_or(bytes.len()),
            State::Inside => {
                let mut at = 0;
                loop {
                    match memchr::memchr(self.quote, &bytes[at..]) {
                        None => return bytes.len(),
                        // A mark written twice belongs to the field.
                        Some(run) if bytes.get(at + run + 1) == Some(&self.quote) => at += run + 2,
                        Some(run) => return at + run,
                    }
                }
            }
        }
    }

    fn report(&self, fault: Fault) {
        if let Ok(mut slot) = self.watch.0.lock() {
            slot.get_or_insert(fault);
        }
    }

    fn observe(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            if self.state == State::Closing {
                let b = bytes[at];
                self.state = match b {
                    b if b == self.quote => {
                        at += 1;
                        self.before = b;
                        State::Inside
                    }
                    b if b == self.separator || b == b'\n' || b == b'\r' => State::Outside,
                    _ => {
                        self.report(Fault { opened: self.opened, broken: Some(self.line) });
                        State::Outside
                    }
                };
                continue;
            }
            let run = memchr::memchr(self.quote, &bytes[at..]).unwrap_or(bytes.len() - at);
            self.line += memchr::memchr_iter(b'\n', &bytes[at..at + run]).count() as u64;
            if run > 0 {
                self.before = bytes[at + run - 1];
            }
            let ended = match self.state {
                State::Inside => None,
                _ => memchr::memrchr3(self.separator, b'\n', b'\r', &bytes[at..at + run]),
            };
            self.field = ended.map_or(self.field.saturating_add(run), |end| run - end - 1);
            at += run;
            if at == bytes.len() {
                break;
            }
            match self.state {
                State::Inside => self.state = State::Closing,
                _ if self.before == self.separator || self.before == b'\n' || self.before == b'\r' => {
                    self.state = State::Inside;
                    self.opened = self.line;
                }
                _ => {}
            }
            self.before = self.quote;
            at += 1;
        }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let n = self.inner.read(buffer)?;
            if n == 0 && self.state == State::Inside && !buffer.is_empty() {
                self.report(Fault { opened: self.opened, broken: None });
            }
            let dropped = self.surplus(&buffer[..n]);
            self.line += memchr::memchr_iter(b'\n', &buffer[..dropped]).count() as u64;
            self.observe(&buffer[dropped..n]);
            buffer.copy_within(dropped..n, 0);
            if n == 0 || dropped < n {
                return Ok(n - dropped);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str, step: usize) -> Option<Fault> {
        let (mut guard, watch) = Guard::new(text.as_bytes(), b',', b'"', 1, usize::MAX);
        let mut buffer = vec![0; step];
        while guard.read(&mut buffer).unwrap() > 0 {}
        watch.fault()
    }

    #[test]
    fn a_field_that_is_too_long_is_passed_on_in_part_and_the_next_ones_whole() {
        let long = "x\n".repeat(50_000);
        for field in [format!("\"{long}\""), long.replace('\n', "y"), format!("\"{}\"", "a\"\"".repeat(40_000))] {
            let text = format!("id,letter,n\n1,{field},7\n2,short,8\n");
            let (mut guard, watch) = Guard::new(text.as_bytes(), b',', b'"', 1, 1_000);
            let (mut out, mut buffer) = (Vec::new(), vec![0; 512]);
            loop {
                let n = guard.read(&mut buffer).unwrap();
                if n == 0 {
                    break;
                }
                out.extend_from_slice(&buffer[..n]);
            }
            assert!(watch.fault().is_none() && out.len() < 90_000, "{}", out.len());
            let mut csv = csv::ReaderBuilder::new().from_reader(out.as_slice());
            let rows: Vec<csv::StringRecord> = csv.records().map(|r| r.unwrap()).collect();
            assert_eq!((rows.len(), &rows[0][2], &rows[1][1], &rows[1][2]), (2, "7", "short", "8"));
            assert!(rows[0][1].len() > 1_000);
        }
    }

    #[test]
    fn finds_open_and_broken_quotes_whatever_the_reads() {
        for step in [1, 2, 7, 1000] {
            assert_eq!(fault("id,letter\n1,\"a \"\"b\"\" c\nd\"\n2,\"\"\n3,it's 5\" wide\n", step), None);
            assert_eq!(fault("id,letter\n1,\"never closed\n2,x\n", step), Some(Fault { opened: 2, broken: None }));
            assert_eq!(
                fault("id,letter\n1,\"never closed\n2,\"x\"\n", step),
                Some(Fault { opened: 2, broken: Some(3) })
            );
        }
    }
}
