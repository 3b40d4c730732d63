//! Which word belongs here: articles, the number of nouns and the forms of verbs, judged by what stands around.
//!
//! Three small models (`data/cloze/tables.bin`, made by `examples/make_cloze` from edited texts) say how likely each word or
//! form is at a place. A written word is flagged where another is far likelier: [`Rule`](crate::patterns::Rule) data says
//! from which margin, and how often such flags were right.

pub mod cell;
mod governor;
pub mod judge;
mod letter;
pub mod sites;
pub mod tables;
mod weigh;
pub mod words;

use super::checked_words::CheckedWords;
use super::finding::Findings;
use super::reports::Reports;
use crate::lexicon::{Annotated, Forms, Inflection, WordId};
use crate::text::Document;
use crate::text::hash::hash_word;
use cell::{Cell, tag_cells};
use judge::{Fault, Verdict, judge_all};
use std::sync::LazyLock;
use tables::Tables;
use words::Words;

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cloze.bin"));
/// None where the program was built without them, so that it can make them.
static TABLES: LazyLock<Option<(Tables<'static>, Words)>> =
    LazyLock::new(|| Tables::read(BYTES).map(|tables| (tables, Words::new())));

/// Memory that is reused from letter to letter.
#[derive(Debug, Default)]
pub struct Scratch {
    cells: Vec<Cell>,
    back: Vec<[u8; 4]>,
    verdicts: Vec<Verdict>,
}

/// Adds the places where another word is far likelier than the written one.
pub fn check(
    letter: &Annotated<'_>,
    words: &CheckedWords,
    reports: &Reports,
    scratch: &mut Scratch,
    out: &mut Findings,
) {
    if words.not_english || !reports.cloze.iter().any(|report| report.is_on) {
        return;
    }
    let Some((tables, keys)) = &*TABLES else { return };
    let Scratch { cells, back, verdicts } = scratch;
    letter::read(letter, words, tables, cells);
    tag_cells(tables, cells, back);
    judge_all(tables, keys, cells, verdicts);
    for verdict in verdicts.iter() {
        let Some(word) = letter.words.get(cells[verdict.at].index as usize) else { continue };
        let report = &reports.cloze[verdict.fault as usize];
        out.report_from(report, verdict.margin, word.span, || suggest(letter.doc(), &cells[verdict.at], verdict));
    }
}

/// What would be right, where there is one other choice.
fn suggest(doc: &Document<'_>, cell: &Cell, verdict: &Verdict) -> Option<String> {
    let written = doc.word(cell.index as usize);
    match verdict.fault {
        Fault::Plural => {
            let stem = |cut: usize, ending: &str| Some(format!("{}{ending}", written.get(..written.len() - cut)?));
            [stem(0, "s"), stem(0, "es"), stem(1, "ies")].into_iter().flatten().find(|word| {
                let known = Inflection::of(WordId::of(hash_word(word.as_bytes())));
                known.noun == cell.noun && known.forms.any(Forms::PLURAL)
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
