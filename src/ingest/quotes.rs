//! Guards delimited text against quotation marks that are never closed.
//!
//! A CSV reader takes a quoted field to its closing mark, wherever that is: one mark too many, and rows run into
//! each other without an error. This reader passes bytes on and keeps the state of the quotes beside them.

use std::io::Read;
use std::sync::{Arc, Mutex};

/// What is wrong with the quotes so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, from 1, on which the quoted field begins.
    pub opened: u64,
    /// The line on which a closing mark stands in the middle of a field; none where there is no closing mark.
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
    pub(super) fn new(inner: R, separator: u8, quote: u8) -> (Self, Watch) {
        let watch = Watch::default();
        let state = State::Outside;
        (Self { inner, separator, quote, state, line: 1, opened: 0, before: b'\n', watch: watch.clone() }, watch)
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
        let n = self.inner.read(buffer)?;
        if n == 0 && self.state == State::Inside && !buffer.is_empty() {
            self.report(Fault { opened: self.opened, broken: None });
        }
        self.observe(&buffer[..n]);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str, step: usize) -> Option<Fault> {
        let (mut guard, watch) = Guard::new(text.as_bytes(), b',', b'"');
        let mut buffer = vec![0; step];
        while guard.read(&mut buffer).unwrap() > 0 {}
        watch.fault()
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
