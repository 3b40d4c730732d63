//! Letters of a table, measured, and joined to their labels: what fitting starts from.

use super::labelled::{LabelTable, Labelled};
use super::runner::Runner;
use super::seen::InputFacts;
use super::vocabulary::Vocabulary;
use crate::error::Result;
use crate::features::wording::LetterWord;
use crate::features::{Measurement, Settings};
use crate::flags::Measurer;
use crate::flags::similar::{Signature, shingles};
use crate::ingest::{Application, Source};
use crate::model::examples::{self, Examples};
use crate::model::recipe::{Provenance, Recipe};
use crate::rank::duplicates;
use crate::text::LetterReader;
use std::collections::BTreeMap;
use std::path::Path;

/// The letters of a table, measured.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Measured {
    /// The letters that could be read: id and values, in the order of the input.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
    /// What the checks noted on each letter that could be read, by id: names of flags.
    pub flags: BTreeMap<String, Vec<&'static str>>,
    /// The input.
    pub input: InputFacts,
    /// The hashes of each letter's words, by id; empty where they were not to be kept ([`Measurer::keeping_words`]).
    pub words: BTreeMap<String, Vec<u64>>,
    /// The words of the letters; empty where they were not to be kept ([`Measurer::keeping_vocabulary`]).
    pub vocabulary: Vocabulary,
    /// The signature of each letter, by id, if letters were read to be learnt from or compared with labels.
    pub signatures: BTreeMap<String, Signature>,
    /// The values of the passthrough columns that were asked for, by id.
    asked: BTreeMap<String, Vec<String>>,
    /// The labels that stand among the letters: id, row, value.
    inline: Vec<(String, u64, String)>,
}

impl Measured {
    /// The value of a passthrough column that was asked for, by its place among those; none if it is blank.
    #[must_use]
    pub fn asked(&self, id: &str, place: usize) -> Option<String> {
        let value = self.asked.get(id)?.get(place)?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// As [`Measured::asked`] for several ids, in their order.
    #[must_use]
    pub fn asked_of(&self, ids: &[String], place: usize) -> Vec<Option<String>> {
        ids.iter().map(|id| self.asked(id, place)).collect()
    }

    /// Letters per note, among those of these ids.
    #[must_use]
    pub fn count_flags<'i>(&self, ids: impl IntoIterator<Item = &'i String>) -> BTreeMap<String, u64> {
        let mut counted = BTreeMap::new();
        for flag in ids.into_iter().filter_map(|id| self.flags.get(id)).flatten() {
            *counted.entry((*flag).to_owned()).or_insert(0) += 1;
        }
        counted
    }
}

/// Labelled letters, measured.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LabelledLetters {
    /// Every letter of the table.
    pub measured: Measured,
    /// The labels as they were read.
    pub labels: LabelTable,
    /// The letters that have a label, by id.
    pub examples: Examples,
    /// Labelled ids that no letter has, whether it stands in no table or could not be read.
    pub without_letter: Vec<String>,
}

impl LabelledLetters {
    /// Labelled letters whose text could not be used.
    #[must_use]
    pub fn unusable(&self) -> u64 {
        let labelled = |id: &String| self.labels.labels.by_id.contains_key(id);
        self.measured.input.unusable.iter().filter(|u| labelled(&u.id)).count() as u64
    }

    /// A recipe for a model of these labels, with the usual fit.
    #[must_use]
    pub fn recipe(&self) -> Recipe {
        let mut recipe = Recipe::new(self.labels.names.clone());
        recipe.fit.ordinal = self.labels.ordinal;
        recipe
    }

    /// Where these examples came from, for the model's record; `measurer` and `settings` are those that they were
    /// measured with.
    #[must_use]
    pub fn provenance(&self, measurer: &Measurer, settings: &Settings) -> Provenance {
        let mut provenance = Provenance::new(measurer.extractor(), settings);
        let letters = &self.measured.input.digest;
        provenance.letters_digest.clone_from(letters);
        provenance.labels_digest = self.labels.digest.as_ref().unwrap_or(letters).clone();
        provenance.unlabelled = self.labels.labels.empty;
        provenance.unusable = self.unusable();
        provenance.agreement = self.labels.ratings.agreement(self.labels.names.accept_from);
        provenance.flags = Some(self.measured.count_flags(&self.examples.ids));
        provenance
    }

    /// Labelled ids that are in no table with letters.
    fn strangers(&self) -> Vec<&str> {
        let unusable = |id: &str| self.measured.input.unusable.iter().any(|u| u.id == id);
        self.without_letter.iter().map(String::as_str).filter(|id| !unusable(id)).collect()
    }

    /// What is to be said where labelled rows are near-copies of others.
    fn copies(&self) -> Option<String> {
        let (rows, copies) = (self.examples.labels.len(), self.examples.count_copies());
        (copies > 0).then(|| {
            let are = if copies == 1 { "is a near-copy" } else { "are near-copies" };
            format!(
                "{copies} of the {rows} labelled letters {are} of another one (half of the text or more is the same), so {} \
                 are different; near-copies are held out together, so that no letter is tested by its copy (`shortlist \
                 similar` shows them)",
                rows - copies
            )
        })
    }

    /// What is to be said of labels without a letter: a warning, and of letters without a label: a note.
    fn missing(&self) -> (Option<String>, Option<String>) {
        const SHOWN: usize = 10;
        let (strangers, empty) = (self.strangers(), self.labels.labels.empty);
        let warning = (!strangers.is_empty()).then(|| {
            let shown = strangers.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
            let more = strangers.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let (has, is) = if strangers.len() == 1 { (" has", "is") } else { ("s have", "are") };
            format!("{} labelled id{has} no letter and {is} left out: {shown}{more}", strangers.len())
        });
        let note = match empty {
            0 => None,
            1 => Some("1 row has an empty label and is left out".to_owned()),
            _ => Some(format!("{empty} rows have an empty label and are left out")),
        };
        (warning, note)
    }
}

/// What a worker uses again for the next letter.
#[derive(Default)]
struct Memory {
    reader: LetterReader,
    measurement: Measurement,
}

/// What is kept of a letter: values, flags, words as hashes and as letters, and signature.
type Kept = (Vec<Option<f64>>, Vec<&'static str>, Vec<u64>, Option<Vec<LetterWord>>, Option<Signature>);

/// What is kept of an application: id, row, label, values asked for, and of its letter.
type Row = (String, u64, Option<String>, Vec<String>, Option<Kept>);

impl Runner {
    /// Measures every letter of a table; an id may stand once.
    ///
    /// # Errors
    /// Those of [`Runner::open`] and of reading on; [`crate::error::ErrorKind::DuplicateId`] where an id stands twice.
    pub fn measure(&mut self, letters: &Path, measurer: &Measurer) -> Result<Measured> {
        let source = self.open(letters)?;
        self.measure_source(source, measurer, None, &[], false)
    }

    /// `label` and `asked` are places among the passthrough columns.
    fn measure_source(
        &mut self,
        source: Source,
        measurer: &Measurer,
        label: Option<usize>,
        asked: &[usize],
        signed: bool,
    ) -> Result<Measured> {
        let path = source.path().to_owned();
        let (mut found, mut ids) = (Measured::default(), Vec::<(String, u64)>::new());
        let measure = |memory: &mut Memory, a: &Application| -> Row {
            let out = &mut memory.measurement;
            let kept = measurer.measure_with(a, false, &mut memory.reader, out, |letter| {
                let signature = signed.then(|| Signature::of(&shingles::of_document(letter.document()))).flatten();
                (measurer.words_of(letter), measurer.vocabulary_of(letter), signature)
            });
            let measured =
                kept.map(|(words, texts, signature)| (out.values.clone(), out.flags.clone(), words, texts, signature));
            let passthrough = |place: usize| a.passthrough.get(place).cloned().unwrap_or_default();
            (a.id.clone(), a.row, label.map(passthrough), asked.iter().copied().map(passthrough).collect(), measured)
        };
        let seen = self.batches(
            source,
            Memory::default,
            |memory, batch| batch.iter().map(|a| measure(memory, a)).collect::<Vec<Row>>(),
            |rows| {
                for (id, row, label, asked, measured) in rows {
                    ids.push((id.clone(), row));
                    found.inline.extend(label.map(|label| (id.clone(), row, label)));
                    found.asked.insert(id.clone(), asked);
                    if let Some((values, flags, words, texts, signature)) = measured {
                        texts.into_iter().for_each(|texts| found.vocabulary.add(&id, texts));
                        found.signatures.extend(signature.map(|signature| (id.clone(), signature)));
                        found.flags.insert(id.clone(), flags);
                        if !words.is_empty() {
                            found.words.insert(id.clone(), words);
                        }
                        found.rows.push((id, values));
                    }
                }
                Ok(())
            },
        )?;
        duplicates(ids.iter().map(|(id, row)| (id.as_str(), *row))).map_err(|e| e.file(&path))?;
        self.watch().unusable(&seen.input);
        found.input = seen.input;
        Ok(found)
    }

    /// Measures labelled letters and joins them to their labels, in the order of the ids. `asked` are passthrough columns to
    /// keep the values of, each with the flag that names it, for messages.
    ///
    /// # Errors
    /// Those of [`Runner::labels`] and [`Runner::measure`]; [`crate::error::ErrorKind::Column`] where a column is missing.
    pub fn labelled(
        &mut self,
        labelled: &Labelled,
        measurer: &Measurer,
        asked: &[(&str, &str)],
    ) -> Result<LabelledLetters> {
        // Labels apart from the letters are read first: their mistakes should show before the long work.
        let apart = self.labels_apart(labelled)?;
        let source = self.open(labelled.letters())?;
        let label = if apart.is_some() { None } else { Some(labelled.column(&source)?) };
        let place = |&(name, flag): &(&str, &str)| {
            source.columns().passthrough_index(name, flag).map_err(|e| e.file(labelled.letters()))
        };
        let places = asked.iter().map(place).collect::<Result<Vec<_>>>()?;
        let measured = self.measure_source(source, measurer, label, &places, true)?;
        let labels = match apart {
            Some(read) => read,
            None => self.labels_of_rows(labelled, &measured.inline)?,
        };
        let names: Vec<String> = measurer.extractor().columns().iter().map(|c| c.name.clone()).collect();
        let (examples, without_letter) = examples::join(&labels.labels, &names, &measured.rows)?;
        let signatures = examples.ids.iter().map(|id| measured.signatures.get(id).copied()).collect();
        let examples = examples.with_signatures(signatures);
        let found = LabelledLetters { measured, labels, examples, without_letter };
        let (warning, note) = found.missing();
        warning.iter().for_each(|text| self.watch().warning(text));
        note.iter().for_each(|text| self.watch().note(text));
        found.copies().iter().for_each(|text| self.watch().warning(text));
        Ok(found)
    }
}
