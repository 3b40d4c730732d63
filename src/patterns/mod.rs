//! Patterns over words: one small language, and one matcher that looks for thousands of patterns at once.
//!
//! A pattern is a line of steps, each of which takes one word or several of a kind; the words must stand side by side with
//! nothing but white space between them.
//!
//! | step | takes |
//! |---|---|
//! | `depend\|depends` | one of these words |
//! | `@be` | a word of the set of that name ([`Vocabulary::sets`]) |
//! | `V0\|VS` | a word with one of these tags ([`Vocabulary::tags`]; a tag's name begins with a capital) |
//! | `%only_noun` | a word of the kind of that name ([`Vocabulary::classes`]) |
//! | `V0!N1\|help` | the same, but with none of these tags, and none of these words |
//! | `*` | any word with a tag |
//! | `RB?`, `RB~`, `RB{5}` | at most one, three, five such words; as many as possible |
//! | `..4` | at most four words of any kind, whatever stands between them, in the same sentence |
//! | `,X`, `'X`, `:X`, `–X`, `/X`, `(X` | as `X`, but a comma (apostrophe, colon, dash, slash, bracket) stands before it |
//! | `_X` | as `X`, whatever mark stands before it; so it is for the step after a gap |
//! | `[X … X]` | the words to mark; without brackets, all of them |
//! | `name=[X … X]` | the words of a capture |
//! | `^`, `^^`, `^=`, `^,` at the start | a sentence begins here; a clause; a clause whose subject may be a noun; a sentence, or what follows a mark |
//! | `-X` at the start, at the end | the word before (after) is not such a word |
//! | `$` at the end | a mark or the sentence's end follows |
//! | `=> text` | what would be right; `$2` is what the second step took |
//!
//! No pattern begins or ends inside a compound (`work-shy`).
//!
//! # How to use it
//! Say what patterns may name (a [`Vocabulary`]), compile them ([`Program::compile`]), make a [`Token`] for each word of a
//! letter or a sentence, and [run](Program::run). A token may as well stand for several words: a date, a length of time.
//!
//! ```
//! use shortlist::patterns::{Program, Scratch, Separator, TagSet, Token, Vocabulary};
//! use shortlist::text::Document;
//!
//! const NUMBER: TagSet = TagSet(1);
//! const WORD: TagSet = TagSet(1 << 1);
//! let vocabulary = Vocabulary {
//!     tags: &[("NUM", NUMBER), ("W", WORD)],
//!     sets: &[("unit", "year years month months")],
//!     classes: &[],
//!     common: "",
//!     loose: false,
//! };
//! let rules = [(7, "length=[NUM @unit] of|in field=[W]"), (8, "never ..3 worked")];
//! let program = Program::compile(vocabulary, Default::default(), rules)?;
//!
//! let doc = Document::new("I have 5 years of robotics and never, alas, worked with llamas.");
//! let tokens: Vec<Token> = doc
//!     .words
//!     .iter()
//!     .enumerate()
//!     .map(|(at, word)| Token {
//!         tags: if doc.word(at).parse::<u32>().is_ok() { NUMBER } else { WORD },
//!         id: program.number(word.hash),
//!         before: Separator::of(word.gap, word.first),
//!         class: 0,
//!     })
//!     .collect();
//! let mut found = Vec::new();
//! program.run(&tokens, &mut Scratch::default(), |m| found.push((m.rule(), m.words(), m.capture("length"))));
//! assert_eq!(found, [(7, 2..6, Some(2..4)), (8, 7..10, None)]);
//! # Ok::<(), shortlist::patterns::PatternError>(())
//! ```
//!
//! # Rules in files
//! Rules are data: `data/rules/*.toml`, compiled in, which a committee extends or switches off ([`RuleSet`]). What the rules
//! of a file may name is said by its [domain](DOMAINS); [`RuleSet::compile`] gives the rules of one and their [`Program`].
//! `data/rules/README.md` explains the keys.
//!
//! # Time
//! Each pattern is filed under the words (or tags) of one of its steps, its anchor; a word of a letter tries only the
//! patterns anchored at it, and of these only those that a [prefilter](prefilter) lets through. How many there are is
//! settled when the patterns are compiled, so a run is linear in the number of tokens, whatever they are.

mod domains;
mod error;
pub mod examples;
mod found;
mod frequency;
mod matcher;
pub mod pattern;
mod prefilter;
pub mod rule_file;
mod rules;
pub mod syntax;
mod tag_classes;
mod token;

pub use domains::DOMAINS;
pub use error::PatternError;
pub use found::Match;
pub use frequency::often_in_english;
pub use matcher::outward::{Outward, Present};
pub use matcher::{Frequencies, Program, Scratch, WordFrequency};
pub use pattern::{Separator, TagSet, Vocabulary};
pub use rules::{Rule, RuleSet};
pub use tag_classes::{ALL_WORDS, TagClasses};
pub use token::Token;

#[cfg(test)]
mod tests;
