//! A letter's sentences as cells.

use super::cell::{Cell, Written, tag};
use super::tables::{Tables, fixed};
use crate::features::errors::checked_words::CheckedWords;
use crate::lexicon::{Annotated, Forms, Inflection, WordId, key};
use crate::text::hash::hash_word;
use crate::text::{Class, Gap, Shape};
use std::ops::Range;

/// Cells before and after a sentence.
const PADS: [Cell; 4] = [Cell::PAD; 4];
/// The fewest words of a sentence that is read.
const LEAST: usize = 4;
/// What stands for a placeholder, an address, code.
const FOREIGN: u32 = 18;

/// Reads the sentences that are prose into `cells`, with four empty cells before, between and after them.
pub fn read(letter: &Annotated<'_>, words: &CheckedWords, tables: &Tables<'_>, cells: &mut Vec<Cell>) {
    cells.clear();
    for sentence in letter.doc().sentences.iter().filter(|sentence| sentence.words.len() >= LEAST) {
        let before = cells.len();
        cells.extend(PADS);
        if !add(letter, words, tables, sentence.words.clone(), cells) {
            cells.truncate(before);
        }
    }
    cells.extend(PADS);
}

/// Adds the cells of a sentence; tells whether it is prose: mostly words in lower case that are checked, few numbers.
fn add(
    letter: &Annotated<'_>,
    words: &CheckedWords,
    tables: &Tables<'_>,
    place: Range<usize>,
    cells: &mut Vec<Cell>,
) -> bool {
    let total = place.len();
    // Lists of one length known to the compiler.
    let (all, ids) = (&letter.words[place.clone()][..total], &letter.ids()[place.clone()][..total]);
    let (checked, known) = (&words.checked[place.clone()][..total], &words.known[place.clone()][..total]);
    let (mut plain, mut plain_known) = (0, 0);
    // The first word of the compound that is being read.
    let mut compound = None;
    for index in 0..total {
        let (word, inflection) = (&all[index], Inflection::of(ids[index]));
        let (is_lower, is_known) = (word.shape == Shape::Lower, known[index].status.is_known());
        plain += usize::from(is_lower & checked[index]);
        plain_known += usize::from(is_lower & checked[index] & is_known);
        if !word.gap.is_blank()
            && index > 0
            && compound.is_none()
            && let Some(row) = mark(word.gap)
        {
            cells.push(Cell::mark(row, place.start + index));
        }
        let is_joined = all.get(index + 1).is_some_and(|next| next.gap.is_compound());
        let doubtful = !checked[index] | is_lower & !is_known;
        // Nearly every word stands alone and has readings of its own that count, however it is written.
        let Inflection { noun, verb, suffix, forms, readings: row } = inflection;
        let counts = is_lower || word.shape == Shape::Capitalised && (index == 0 || tables.is_closed(row));
        let is_plain = (word.class == Class::Word) & !word.non_ascii & !forms.any(Forms::SHORT) & (row != 0);
        if counts & is_plain & !is_joined & compound.is_none() {
            let (word, index, tag) = (key(word.hash), (place.start + index) as u32, tag::PAD);
            cells.push(Cell { word, noun, verb, suffix, index, row, forms, tag, doubtful });
            continue;
        }
        if is_joined {
            compound.get_or_insert(index);
            continue;
        }
        let first = compound.take();
        let at = first.unwrap_or(index);
        let place =
            At { index: place.start + index, cell: place.start + at, first: at == 0, compound: first.is_some() };
        add_word(letter, tables, &place, doubtful, cells);
    }
    cells.push(Cell::mark(fixed::STOP, place.end));
    plain * 5 >= total * 3 && plain_known * 4 >= plain * 3
}

/// A word of a letter, and where its cell belongs.
struct At {
    index: usize,
    /// The first word of its compound, or itself.
    cell: usize,
    /// Whether its sentence begins there.
    first: bool,
    /// Whether it is the last word of a compound.
    compound: bool,
}

/// Adds the cells of any word.
#[inline(never)]
fn add_word(letter: &Annotated<'_>, tables: &Tables<'_>, place: &At, doubtful: bool, cells: &mut Vec<Cell>) {
    let word = &letter.words[place.index];
    let letters = letter.word(place.index);
    let mut push = |cell: Cell| cells.push(Cell { doubtful, ..cell.at(place.cell) });
    match word.class {
        Class::Number => cells.push(Cell::number_word(letters.as_bytes(), place.cell)),
        Class::Placeholder | Class::Opaque => push(Cell { word: FOREIGN, row: fixed::NAME, ..Cell::PAD }),
        Class::Word => {
            let written = Written {
                known: Inflection::of(letter.ids()[place.index]),
                hash: word.hash,
                letters: letters.as_bytes(),
                shape: word.shape,
                first: place.first,
                compound: place.compound,
            };
            match divide(letters) {
                None => push(Cell::word(&written, tables)),
                Some((base, ending)) => {
                    for (part, first) in [(base, written.first), (ending, false)] {
                        let hash = hash_word(part.as_bytes());
                        let known = Inflection::of(WordId::of(hash));
                        let shape = if part.len() == ending.len() { Shape::Lower } else { word.shape };
                        let letters = part.as_bytes();
                        push(Cell::word(&Written { known, hash, letters, shape, first, ..written }, tables));
                    }
                }
            }
        }
    }
}

/// The row of the mark that stands before a word; none if only a blank does.
fn mark(gap: Gap) -> Option<u16> {
    if gap.is_blank() {
        return None;
    }
    const MARKS: [(Gap, u16); 8] = [
        (Gap::STOP.with(Gap::MARK), fixed::STOP),
        (Gap::COLON.with(Gap::DASH).with(Gap::HYPHEN), fixed::COLON),
        (Gap::COMMA, fixed::COMMA),
        (Gap::OPEN, fixed::OPEN),
        (Gap::CLOSE, fixed::CLOSE),
        (Gap::QUOTE, fixed::QUOTE),
        (Gap::APOSTROPHE, fixed::APOSTROPHE),
        (Gap::SLASH.with(Gap::OTHER), fixed::SYMBOL),
    ];
    MARKS.iter().find(|(marks, _)| gap.any(*marks)).map(|(_, row)| *row)
}

/// Divides a word before its ending: `don't` into `do` and `n't`, `it's` into `it` and `'s`.
fn divide(word: &str) -> Option<(&str, &str)> {
    let bytes = word.as_bytes();
    if let [.., a, b'\'', b't' | b'T'] = bytes
        && a.eq_ignore_ascii_case(&b'n')
        && bytes.len() > 3
    {
        return Some(word.split_at(bytes.len() - 3));
    }
    let at = memchr::memchr(b'\'', bytes).filter(|at| *at > 0 && bytes.len() - at <= 3)?;
    Some(word.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_divided_before_their_endings() {
        assert_eq!(divide("don't"), Some(("do", "n't")));
        assert_eq!(divide("it's"), Some(("it", "'s")));
        assert_eq!(divide("we've"), Some(("we", "'ve")));
        assert_eq!((divide("o'clock"), divide("cat"), divide("'s")), (None, None, None));
    }
}
