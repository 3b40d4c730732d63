//! The word that a form belongs to, and which form of it that is: `networks` is the plural of `network`.

use super::dictionary::WordId;

/// Sixteen bytes for each word, by its number; `build/cloze.rs` writes them.
static INFLECTIONS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/inflections.bin"));

/// The upper half of a word's hash, which tells it from others well enough where a word is one feature among many.
#[inline]
#[must_use]
pub const fn key(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// What a word is a form of. All forms without a meaning here are 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inflection {
    /// The [`key`] of the noun's singular; 0 for what is no noun.
    pub noun: u32,
    /// The [`key`] of the verb's base form; 0 for what is no verb.
    pub verb: u32,
    /// Its last three letters, the first of them lowest; 0 where they are not known here.
    pub suffix: u32,
    /// Which forms the word can be.
    pub forms: Forms,
    /// The number of its readings: the row of [`Tables`](crate::features::cloze::Tables) that says how often it is which
    /// part of speech.
    pub readings: u16,
}

/// A set of forms, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forms(pub u16);

impl Forms {
    /// A singular noun.
    pub const SINGULAR: Self = Self(1);
    /// A plural noun.
    pub const PLURAL: Self = Self(1 << 1);
    /// A verb's base form; [`Forms::verb`] counts on from here: third person, past, participle, -ing form.
    pub const BASE: Self = Self(1 << 2);
    /// A noun that is never counted.
    pub const MASS: Self = Self(1 << 7);
    /// A noun that needs a determiner in the singular.
    pub const COUNT: Self = Self(1 << 8);

    /// A short form with an apostrophe among its last three letters (`don't`, `it's`), or a word whose letters are not known
    /// here: it must be read in the letter.
    pub const SHORT: Self = Self(1 << 13);

    /// Whether any of `forms` is among these.
    #[inline]
    #[must_use]
    pub const fn any(self, forms: Self) -> bool {
        self.0 & forms.0 != 0
    }

    /// Whether the verb form of this number is among these: 0 base, 1 third person, 2 past, 3 participle, 4 -ing form.
    #[inline]
    #[must_use]
    pub const fn verb(self, number: usize) -> bool {
        self.0 & Self::BASE.0 << number != 0
    }

    /// Whether any verb form is among these.
    #[inline]
    #[must_use]
    pub const fn is_verb(self) -> bool {
        self.0 & 0x7c != 0
    }

    /// Which of [`ARTICLES_AND_PREPOSITIONS`] the word is, counted from 1; 0 for the others.
    #[inline]
    #[must_use]
    pub const fn closed(self) -> usize {
        (self.0 >> 9 & 15) as usize
    }
}

/// The words of which one may stand for another: `a` (and `an`), `the`, then prepositions.
pub const ARTICLES_AND_PREPOSITIONS: [&str; 13] =
    ["a", "the", "in", "on", "at", "of", "for", "to", "with", "from", "by", "about", "into"];

impl Inflection {
    /// That of the word with this number.
    #[inline]
    #[must_use]
    pub fn of(id: WordId) -> Self {
        let row = INFLECTIONS.as_chunks::<16>().0.get(id.index()).copied().unwrap_or_default();
        let [n0, n1, n2, n3, v0, v1, v2, v3, s0, s1, s2, s3, f0, f1, r0, r1] = row;
        Self {
            noun: u32::from_le_bytes([n0, n1, n2, n3]),
            verb: u32::from_le_bytes([v0, v1, v2, v3]),
            suffix: u32::from_le_bytes([s0, s1, s2, s3]),
            forms: Forms(u16::from_le_bytes([f0, f1])),
            readings: u16::from_le_bytes([r0, r1]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash::hash_word;

    #[test]
    fn forms_belong_to_their_word() {
        let of = |word: &str| Inflection::of(WordId::of(hash_word(word.as_bytes())));
        let word = |word: &str| key(hash_word(word.as_bytes()));
        for (form, base) in [("went", "go"), ("stopped", "stop"), ("using", "use"), ("tries", "try"), ("found", "find")]
        {
            assert_eq!(of(form).verb, word(base), "{form}");
        }
        for (form, one) in [("networks", "network"), ("children", "child"), ("theses", "thesis"), ("boxes", "box")] {
            assert_eq!((of(form).noun, of(form).forms.any(Forms::PLURAL)), (word(one), true), "{form}");
        }
        assert!(of("put").forms.verb(0) && of("put").forms.verb(2) && of("put").forms.verb(3));
        assert!(!of("the").forms.is_verb() && of("information").forms.any(Forms::MASS));
        assert_eq!((of("an").forms.closed(), of("the").forms.closed(), of("into").forms.closed()), (1, 2, 13));
        assert_eq!((of("networks").suffix.to_le_bytes(), of("a").suffix.to_le_bytes()), (*b"rks\0", *b"a\0\0\0"));
        assert!(of("don't").forms.any(Forms::SHORT) && of("it's").forms.any(Forms::SHORT));
        assert!(!of("o'clock").forms.any(Forms::SHORT) && !of("cat").forms.any(Forms::SHORT));
        assert_eq!(Inflection::of(WordId::NONE), Inflection::default());
    }
}
