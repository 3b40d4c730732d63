//! The record: a log of what was decided, in which every later change shows.
//!
//! A log is JSON Lines. Each line ends with the SHA-256 of itself and holds that of the line before it, so a line that
//! is changed, left out, moved or put in breaks the chain; the digest of the last line, the head, is printed by every
//! run and stands in its outputs, so a log that was shortened or rewritten shows (the construction of Haber and
//! Stornetta 1991, without a time-stamping service). It holds no letter and no name: applicants stand in it under
//! hashes whose key lies beside the log.

mod entry;
pub mod forget;
pub mod holdings;
mod log;
pub mod pack;
mod pseudonym;
mod spellings;
#[cfg(test)]
mod tests;
mod verify;

pub use entry::{Decided, Entry, Input, Overridden};
pub use log::{Appended, Log, Logged};
pub use pseudonym::Key;
pub use verify::{Verified, verify};
