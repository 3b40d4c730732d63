//! Part-of-speech tags: the set of those that a word has in the lexicon, whatever its context.
//!
//! The lexicon is `data/lexicons/pos.txt` (its sources are named in the script beside it); the build lays it out
//! as a table, so that nothing is parsed at the start.

/// A set of part-of-speech tags, a bit each: which one holds is for the context to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tags(pub u32);

macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident = $bit:expr, $label:expr;)*) => {
        impl Tags {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)*
            /// The names that patterns use for tags.
            pub const NAMES: &[(&str, Self)] = &[$(($label, Self::$name)),*];
        }
    };
}

tags! {
    /// Singular noun.
    NOUN = 0, "N1";
    /// Plural noun.
    PLURAL = 1, "NP";
    /// Noun that is never counted: no plural, no "a".
    MASS = 2, "MASS";
    /// Noun that needs a determiner when it is singular.
    COUNT = 3, "COUNT";
    /// Verb, base form.
    BASE = 4, "V0";
    /// Verb, third person singular present.
    VERB_S = 5, "VS";
    /// Verb, simple past.
    PAST = 6, "VD";
    /// Verb, past participle.
    PARTICIPLE = 7, "VN";
    /// Verb, -ing form.
    ING = 8, "VG";
    /// Adjective.
    ADJECTIVE = 9, "JJ";
    /// Comparative.
    COMPARATIVE = 10, "JJR";
    /// Superlative.
    SUPERLATIVE = 11, "JJS";
    /// Adverb.
    ADVERB = 12, "RB";
    /// Preposition.
    PREPOSITION = 13, "IN";
    /// Determiner.
    DETERMINER = 14, "DT";
    /// Pronoun that can be a subject.
    SUBJECT = 15, "PS";
    /// Any other pronoun.
    PRONOUN = 16, "PO";
    /// Modal verb.
    MODAL = 17, "MD";
    /// Conjunction.
    CONJUNCTION = 18, "CC";
    /// Question or relative word.
    WH = 19, "WH";
    /// A number, in digits or letters.
    NUMBER = 20, "NUM";
    /// A form of "be".
    BE = 21, "BE";
    /// A form of "have".
    HAVE = 22, "HV";
    /// The usual reading is a noun.
    MOSTLY_NOUN = 23, "MN";
    /// The usual reading is a verb.
    MOSTLY_VERB = 24, "MV";
    /// The usual reading is an adjective.
    MOSTLY_ADJECTIVE = 25, "MJ";
    /// The usual reading is an adverb.
    MOSTLY_ADVERB = 26, "MR";
    /// Its first letter does not sound as it looks (`hour`, `university`).
    ODD_SOUND = 27, "ODD";
    /// Set from the letter, not the lexicon: a name, an acronym, a placeholder.
    NAME = 28, "NAME";
    /// Set from the letter, not the lexicon: a word that the lexicon does not hold.
    UNKNOWN = 29, "UNK";
}

impl Tags {
    /// Whether any of `tags` is among these.
    #[inline]
    #[must_use]
    pub const fn any(self, tags: Self) -> bool {
        self.0 & tags.0 != 0
    }

    /// Both sets.
    #[inline]
    #[must_use]
    pub const fn with(self, tags: Self) -> Self {
        Self(self.0 | tags.0)
    }

    /// These without `tags`.
    #[inline]
    #[must_use]
    pub const fn without(self, tags: Self) -> Self {
        Self(self.0 & !tags.0)
    }

    /// Whether no tag is known.
    #[inline]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::Lexicon;
    use super::*;
    use crate::text::hash::hash_word;

    #[test]
    fn tags_of_common_words() {
        let lexicon = Lexicon::default();
        let tags = |w: &str| lexicon.tags(hash_word(w.as_bytes()));
        assert!(tags("student").any(Tags::NOUN) && !tags("student").any(Tags::BASE));
        assert!(tags("Students").any(Tags::PLURAL));
        assert!(tags("went").any(Tags::PAST) && !tags("went").any(Tags::PARTICIPLE));
        assert!(tags("information").any(Tags::MASS));
        assert!(tags("can").any(Tags::MODAL));
        assert!(tags("xqzzy").is_empty());
    }

    #[test]
    fn the_lexicon_is_sorted_and_unique() {
        let text = include_str!("../../data/lexicons/pos.txt");
        let words: Vec<&str> = text.lines().filter_map(|l| l.split(' ').next()).collect();
        assert!(words.windows(2).all(|w| w[0] < w[1]));
    }
}
