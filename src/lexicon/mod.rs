//! What is known of words: how common they are, what parts of speech they can be, how they are misspelt.
//!
//! Every word of the lists in `data/lexicons` has a number ([`WordId`]), the most common words first, laid out when the crate
//! is built. The words of a letter are looked up once ([`Annotated`]); all that is asked of them later is found by number:
//! what the dictionary says ([`Lexicon`], [`LexicalEntry`]) and what a reader of letters wants to know beside ([`Attribute`]).
//!
//! # How to give words tags of one's own
//! A feature keeps an [`Attribute`] with a value per word (bits of any width, a struct), made once from lists of words, and
//! asks it for the words of a letter by their index. A word costs a look into an array:
//!
//! ```
//! use shortlist::lexicon::{Annotated, Attribute};
//! use shortlist::text::Document;
//!
//! #[derive(Clone, Copy, Default)]
//! struct Tags { bits: u64, years: f64 }
//! const UNIT: u64 = 1;
//! const WORK: u64 = 1 << 40;
//! let tag = |bits: u64, years: f64| Tags { bits, years };
//! let rows = [(tag(UNIT, 1.0), "year years"), (tag(UNIT, 1.0 / 12.0), "month months"), (tag(WORK, 0.0), "worked job")];
//! // A word that stands in several rows has the bits of all, and the value of the one that has a value.
//! let tags = Attribute::of_words(rows, |all: &mut Tags, new| {
//!     all.bits |= new.bits;
//!     if new.years != 0.0 { all.years = new.years; }
//! });
//!
//! let doc = Document::new("I worked there for six months.");
//! let mut ids = Vec::new();
//! let letter = Annotated::of(&doc, &mut ids); // features are handed this
//! assert_eq!(tags.get(&letter, 1).bits, WORK);
//! assert_eq!(tags.get(&letter, 5).years, 1.0 / 12.0);
//! assert_eq!(tags.get(&letter, 0).bits, 0);
//! ```
//!
//! What words tell such a feature is data: lists in `data/lexicons`, which `build.rs` lays out as tables.

mod annotated;
mod attribute;
mod dictionary;
pub mod edit_keys;
mod entry;
mod filter;
pub mod first_person;
mod hash_table;
mod hasher;
mod inflection;
mod part_of_speech;
mod word_mask;
pub(crate) mod word_set;

pub use annotated::Annotated;
pub use attribute::Attribute;
pub use dictionary::{Lexicon, Meant, Status, WordId};
pub use entry::{LexicalEntry, Named, Vocabulary};
pub use filter::Filter;
pub use hash_table::pair;
pub use hasher::WordHasher;
pub use inflection::{ARTICLES_AND_PREPOSITIONS, Forms, Inflection, key};
pub use part_of_speech::Tags;
pub use word_mask::WordMask;
