//! A letter's sentences as cells.

use super::cell::{Cell, Written};
use super::tables::{Tables, fixed};
use crate::features::errors::checked_words::CheckedWords;
use crate::lexicon::{Annotated, Inflection, WordId};
use crate::text::hash::hash_word;
use crate::text::{Class, Gap, Sentence, Shape};

/// Cells before and after a sentence.
const PADS: [Cell; 4] = [Cell::PAD; 4];
/// What stands for a placeholder, an address, code.
const FOREIGN: u32 = 18;

/// Reads the sentences that are prose into `cells`, with four empty cells before, between and after them.
pub fn read(letter: &Annotated<'_>, words: &CheckedWords, tables: &Tables<'_>, cells: &mut Vec<Cell>) {
    cells.clear();
    for sentence in letter.doc().sentences.iter().filter(|sentence| is_prose(letter, words, sentence)) {
        cells.extend(PADS);
        let (start, end) = (sentence.words.start, sentence.words.end);
        // The first word of the compound that is being read.
        let mut compound = None;
        for index in start..end {
            let word = &letter.words[index];
            if index > start
                && compound.is_none()
                && let Some(row) = mark(word.gap)
            {
                cells.push(Cell::mark(row, index));
            }
            if index + 1 < end && letter.words[index + 1].gap.is_compound() {
                compound.get_or_insert(index);
                continue;
            }
            let first = compound.take();
            let at = first.unwrap_or(index);
            let doubtful = !words.checked[index] || word.shape == Shape::Lower && !words.status(index).is_known();
            let mut push = |cell: Cell| cells.push(Cell { doubtful, ..cell.at(at) });
            match word.class {
                Class::Number => cells.push(Cell::number_word(letter.word(index).as_bytes(), at)),
                Class::Placeholder | Class::Opaque => push(Cell { word: FOREIGN, row: fixed::NAME, ..Cell::PAD }),
                Class::Word => {
                    let letters = letter.word(index);
                    let written = Written {
                        known: Inflection::of(letter.ids()[index]),
                        hash: word.hash,
                        letters: letters.as_bytes(),
                        shape: word.shape,
                        first: at == start,
                        compound: first.is_some(),
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
        cells.push(Cell::mark(fixed::STOP, end));
    }
    cells.extend(PADS);
}

/// Whether a sentence is prose: of some length, mostly words in lower case that are checked, few numbers.
fn is_prose(letter: &Annotated<'_>, words: &CheckedWords, sentence: &Sentence) -> bool {
    let total = sentence.words.len();
    if total < 4 {
        return false;
    }
    let (mut plain, mut known) = (0, 0);
    for index in sentence.words.clone() {
        let lower = letter.words[index].shape == Shape::Lower && words.checked[index];
        plain += usize::from(lower);
        known += usize::from(lower && words.status(index).is_known());
    }
    plain * 5 >= total * 3 && known * 4 >= plain * 3
}

/// The row of the mark that stands before a word; none if only a blank does.
fn mark(gap: Gap) -> Option<u16> {
    if gap.is_blank() {
        return None;
    }
    [
        (Gap::STOP.with(Gap::MARK), fixed::STOP),
        (Gap::COLON.with(Gap::DASH).with(Gap::HYPHEN), fixed::COLON),
        (Gap::COMMA, fixed::COMMA),
        (Gap::OPEN, fixed::OPEN),
        (Gap::CLOSE, fixed::CLOSE),
        (Gap::QUOTE, fixed::QUOTE),
        (Gap::APOSTROPHE, fixed::APOSTROPHE),
        (Gap::SLASH.with(Gap::OTHER), fixed::SYMBOL),
    ]
    .into_iter()
    .find(|(marks, _)| gap.any(*marks))
    .map(|(_, row)| row)
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
