//! Labelled letters, read and measured: what fitting again starts from.

use super::common::{self, Reading};
use super::labelled::{Labelled, Read};
use super::stream;
use shortlist::error::Result;
use shortlist::features::{Extractor, Measurement};
use shortlist::flags::{Inspector, inspect_file};
use shortlist::ingest::{Application, Source};
use shortlist::model::examples;
use shortlist::model::train::Examples;
use shortlist::rank::duplicates;
use shortlist::text::Document;
use std::collections::BTreeMap;
use std::path::Path;

/// The letters of a table, measured.
pub struct Measured {
    /// The letters that could be read: id and values, in the order of the input.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
    /// The values of the asked columns by id.
    asked: BTreeMap<String, Vec<String>>,
    /// What the checks noted on each letter that could be read, by id: names of flags.
    pub flags: BTreeMap<String, Vec<&'static str>>,
    /// The ids whose letters could not be read.
    pub unusable: Vec<String>,
    /// SHA-256 of the table.
    pub digest: String,
    /// The labels that stand among the letters: id, row, value.
    inline: Vec<(String, u64, String)>,
}

impl Measured {
    /// The value of a passthrough column that was asked for, by its place among those; none where it is blank.
    pub fn asked(&self, id: &str, place: usize) -> Option<String> {
        let value = self.asked.get(id)?.get(place)?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }
}

/// The measurement of a letter without evidence, with what the checks noted if there is an inspector; none where it could
/// not be read.
pub fn measure(extractor: &Extractor, inspector: Option<&Inspector>, application: &Application) -> Option<Measurement> {
    let document = Document::new(application.letter.as_ref().ok()?);
    let mut measurement = Measurement::default();
    extractor.measure(&document, false, &mut measurement);
    if let Some(inspector) = inspector {
        inspector.inspect(&document, &mut measurement);
        inspect_file(application, &mut measurement);
    }
    Some(measurement)
}

/// Measures every letter of a table; an id may stand once. `label` and `asked` are places among the
/// passthrough columns.
fn all(
    source: Source,
    reading: &Reading,
    extractor: &Extractor,
    label: Option<usize>,
    asked: &[usize],
) -> Result<Measured> {
    let path = source.path().to_owned();
    let mut ids: Vec<(String, u64)> = Vec::new();
    let (mut rows, mut inline, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
    let (mut kept, mut flags) = (BTreeMap::new(), BTreeMap::new());
    let inspector = Inspector::default();
    let seen = stream::run(
        source,
        reading,
        |a| {
            let measured = measure(extractor, Some(&inspector), a).map(|m| (m.values, m.flags));
            let passthrough = |place: usize| a.passthrough.get(place).cloned().unwrap_or_default();
            (
                a.id.clone(),
                a.row,
                label.map(passthrough),
                asked.iter().copied().map(passthrough).collect::<Vec<_>>(),
                measured,
            )
        },
        |(id, row, label, found, measured)| {
            ids.push((id.clone(), row));
            inline.extend(label.map(|label| (id.clone(), row, label)));
            kept.insert(id.clone(), found);
            match measured {
                Some((values, noted)) => {
                    flags.insert(id.clone(), noted);
                    rows.push((id, values));
                }
                None => unusable.push(id),
            }
            Ok(())
        },
    )?;
    duplicates(ids.iter().map(|(id, row)| (id.as_str(), *row))).map_err(|e| e.file(&path))?;
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    Ok(Measured { rows, asked: kept, flags, unusable, digest: seen.input.digest, inline })
}

/// Measures every letter of a table without labels.
pub fn letters(path: &Path, reading: &Reading, extractor: &Extractor) -> Result<Measured> {
    all(reading.open(path)?, reading, extractor, None, &[])
}

/// Measures labelled letters and joins them to their labels. `asked` are passthrough columns to keep, each with the flag that names it.
/// Labelled ids without a letter are listed.
pub fn labelled(
    labelled: &Labelled,
    reading: &Reading,
    extractor: &Extractor,
    asked: &[(&str, &str)],
) -> Result<(Measured, Read, Examples)> {
    // Labels beside the letters are read first: their mistakes should show before the long work.
    let beside = labelled.beside(reading)?;
    let source = reading.open(labelled.letters())?;
    let label = if beside.is_some() { None } else { Some(labelled.column(&source)?) };
    let place = |&(name, flag): &(&str, &str)| {
        source.columns().passthrough_index(name, flag).map_err(|e| e.file(labelled.letters()))
    };
    let places = asked.iter().map(place).collect::<Result<Vec<_>>>()?;
    let measured = all(source, reading, extractor, label, &places)?;
    let read = match beside {
        Some(read) => read,
        None => labelled.inline(&measured.inline)?,
    };
    let names: Vec<String> = extractor.columns().iter().map(|c| c.name.clone()).collect();
    let (examples, unknown) = examples::join(&read.labels, &examples::frame(&names, &measured.rows)?)?;
    super::train::say_what_is_missing(&unknown, &measured.unusable, read.labels.empty);
    Ok((measured, read, examples))
}
