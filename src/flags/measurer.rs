//! Features and checks together: what is measured and noted of an application, letter and file.

use super::{Inspector, inspect_file};
use crate::features::wording::{LetterWord, words_of};
use crate::features::{Extractor, Measurement};
use crate::ingest::Application;
use crate::text::{Class, LetterReader, PreparedLetter};
use crate::topics::Topics;
use std::sync::Arc;

/// The features in use, and the checks that leave notes for people, where notes are wanted.
pub struct Measurer {
    extractor: Extractor,
    inspector: Option<Inspector>,
    /// Whether the words of the letters are to be kept beside the values.
    keeps_words: bool,
    /// The topics whose terms are distinguished, where words are to be kept as they are written.
    vocabulary: Option<Arc<Topics>>,
}

impl Measurer {
    /// Measures with these features and these checks.
    #[must_use]
    pub fn new(extractor: Extractor, inspector: Inspector) -> Self {
        Self { extractor, inspector: Some(inspector), keeps_words: false, vocabulary: None }
    }

    /// Measures with these features, and notes nothing but what a feature notes itself.
    #[must_use]
    pub fn without_checks(extractor: Extractor) -> Self {
        Self { extractor, inspector: None, keeps_words: false, vocabulary: None }
    }

    /// With these checks in place of those before.
    #[must_use]
    pub fn with_inspector(self, inspector: Inspector) -> Self {
        Self { inspector: Some(inspector), ..self }
    }

    /// The same, and the hash of every word of a letter is kept where its values are.
    #[must_use]
    pub fn keeping_words(self) -> Self {
        Self { keeps_words: true, ..self }
    }

    /// The hashes of a letter's words, where they are to be kept: those of words, not of numbers, placeholders or addresses.
    #[must_use]
    pub fn words_of(&self, letter: &PreparedLetter<'_>) -> Vec<u64> {
        if !self.keeps_words {
            return Vec::new();
        }
        letter.document().words.iter().filter(|w| w.class == Class::Word).map(|w| w.hash).collect()
    }

    /// The same, and the words of a letter are kept as they are written, with what decides whether one may be learnt.
    #[must_use]
    pub fn keeping_vocabulary(self, topics: &Arc<Topics>) -> Self {
        Self { vocabulary: Some(Arc::clone(topics)), ..self }
    }

    /// The words of a letter, where they are to be kept.
    #[must_use]
    pub fn vocabulary_of(&self, letter: &PreparedLetter<'_>) -> Option<Vec<LetterWord>> {
        self.vocabulary.as_ref().map(|topics| words_of(letter.document(), topics))
    }

    /// The same, making no evidence ([`Extractor::without_evidence`]).
    #[must_use]
    pub fn without_evidence(self) -> Self {
        Self { extractor: self.extractor.without_evidence(), ..self }
    }

    /// The features.
    #[must_use]
    pub fn extractor(&self) -> &Extractor {
        &self.extractor
    }

    /// Measures a letter and checks it, into `out`, whose memory is reused. With `detail`, evidence comes with
    /// suggestions.
    pub fn measure_letter(&self, letter: &PreparedLetter<'_>, detail: bool, out: &mut Measurement) {
        self.extractor.measure_prepared(letter, detail, out);
        if let Some(inspector) = &self.inspector {
            inspector.inspect_prepared(letter, out);
        }
    }

    /// Measures the letter of an application and checks it and its file, into `out`, whose memory is reused, as is that
    /// of the reader. Where there is no letter that can be used, every value is none and the answer is no.
    pub fn measure(
        &self,
        application: &Application,
        detail: bool,
        reader: &mut LetterReader,
        out: &mut Measurement,
    ) -> bool {
        self.measure_with(application, detail, reader, out, |_| ()).is_some()
    }

    /// As [`Measurer::measure`]; `also` reads the letter for something else, as long as it is prepared.
    pub fn measure_with<R>(
        &self,
        application: &Application,
        detail: bool,
        reader: &mut LetterReader,
        out: &mut Measurement,
        also: impl FnOnce(&PreparedLetter<'_>) -> R,
    ) -> Option<R> {
        let Ok(given) = &application.letter else {
            out.clear(self.extractor.columns().len());
            return None;
        };
        let result = reader.read(given, |letter| {
            self.measure_letter(letter, detail, out);
            also(letter)
        });
        if !application.parts.is_empty() {
            self.extractor.measure_parts(given, &application.parts, detail, reader, out);
            out.parts.clone_from(&application.parts);
        }
        if self.inspector.is_some() {
            inspect_file(application, out);
        }
        Some(result)
    }
}
