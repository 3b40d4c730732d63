//! Signs → rows of words: what stands on one height, and where one word ends and the next begins.

use super::gaps;
use super::page::Letter;
use unicode_normalization::UnicodeNormalization;

/// A word at its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub text: String,
    pub x0: f64,
    pub x1: f64,
    pub size: f64,
    /// The place of its first sign in the stream.
    pub order: usize,
}

/// Words on one height, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub words: Vec<Word>,
    /// Height of the baseline of its largest letters.
    pub y: f64,
    pub size: f64,
}

/// Letters of one row, while rows are found.
struct Open<'p> {
    letters: Vec<Letter<'p>>,
    y: f64,
    size: f64,
}

impl Open<'_> {
    /// Whether letters at a height belong to this row: at least half of the lower ones' height lies within it.
    fn takes(&self, y: f64, size: f64) -> bool {
        let span = |y: f64, size: f64| (y - 0.15 * size, y + 0.65 * size);
        let ((low, high), (bottom, top)) = (span(self.y, self.size), span(y, size));
        high.min(top) - low.max(bottom) > 0.5 * 0.8 * self.size.min(size)
    }
}

/// Rows from the top of the page to its foot.
pub(super) fn rows(letters: &[Letter<'_>]) -> Vec<Row> {
    // Letters that follow each other on one baseline stay together: rows are found for such pieces.
    let mut pieces: Vec<&[Letter<'_>]> = letters
        .chunk_by(|a, b| {
            (a.y - b.y).abs() < 0.05 * a.size && (a.size - b.size).abs() < 0.2 * a.size && b.x0 > a.x0 - 0.5 * a.size
        })
        .collect();
    pieces.sort_by(|a, b| b[0].y.total_cmp(&a[0].y).then(a[0].order.cmp(&b[0].order)));
    let mut open: Vec<Open<'_>> = Vec::new();
    for piece in pieces {
        let (y, size) = (piece[0].y, piece[0].size);
        // Only the last rows can be near.
        let near = open.len().saturating_sub(4);
        let blank = piece.iter().all(|l| l.text.trim().is_empty());
        match open[near..].iter_mut().rev().find(|row| row.takes(y, size)) {
            Some(row) => {
                row.letters.extend_from_slice(piece);
                if !blank && size > row.size {
                    (row.y, row.size) = (y, size);
                }
            }
            None if blank => {}
            None => open.push(Open { letters: piece.to_vec(), y, size }),
        }
    }
    let mut rows: Vec<Row> = open
        .into_iter()
        .map(|row| Row { y: row.y, size: row.size, words: words(row.letters) })
        .filter(|row| !row.words.is_empty())
        .collect();
    rows.sort_by(|a, b| b.y.total_cmp(&a.y));
    rows
}

/// The words of a row.
fn words(mut letters: Vec<Letter<'_>>) -> Vec<Word> {
    letters.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.order.cmp(&b.order)));
    drop_copies(&mut letters);
    let gaps = gaps::find(&letters);
    let mut words: Vec<Word> = Vec::new();
    let mut ends = true;
    for (letter, gap) in letters.iter().zip(gaps) {
        if letter.text.trim().is_empty() {
            continue;
        }
        ends |= gap;
        let text = letter.text.trim();
        match words.last_mut() {
            Some(word) if !ends => {
                join(&mut word.text, text, letter.x0 + 0.3 * (letter.x1 - letter.x0) < word.x1);
                word.x1 = word.x1.max(letter.x1);
                word.order = word.order.min(letter.order);
            }
            _ => words.push(Word {
                text: text.to_owned(),
                x0: letter.x0,
                x1: letter.x1,
                size: letter.size,
                order: letter.order,
            }),
        }
        // A sign of several words, as of a font that maps one code to them.
        ends = letter.text.ends_with(' ') && letter.text.len() > 1;
    }
    words
}

/// Bold type that is made by printing twice, and shadows: a sign that stands where the same sign stands already.
fn drop_copies(letters: &mut Vec<Letter<'_>>) {
    let mut kept: Vec<Letter<'_>> = Vec::with_capacity(letters.len());
    for letter in letters.iter() {
        let same = |k: &&Letter<'_>| {
            k.text == letter.text
                && (k.x0 - letter.x0).abs() < 0.12 * letter.size
                && (k.y - letter.y).abs() < 0.2 * letter.size
                && (k.x1 - k.x0) > 0.15 * letter.size
        };
        if letter.text.trim().is_empty() || !kept.iter().rev().take(3).any(|k| same(&k)) {
            kept.push(*letter);
        }
    }
    *letters = kept;
}

/// The mark that an accent with a place of its own stands for.
fn mark(text: &str) -> Option<char> {
    Some(match text {
        "´" => '\u{301}',
        "`" => '\u{300}',
        "¨" => '\u{308}',
        "ˆ" => '\u{302}',
        "˜" => '\u{303}',
        "¯" => '\u{304}',
        "˘" => '\u{306}',
        "˙" => '\u{307}',
        "˚" => '\u{30a}',
        "˝" => '\u{30b}',
        "ˇ" => '\u{30c}',
        "¸" => '\u{327}',
        "˛" => '\u{328}',
        _ => return None,
    })
}

/// Adds a sign to a word. An accent that overlaps a letter is put on it, whichever was drawn first.
fn join(word: &mut String, text: &str, overlaps: bool) {
    if !overlaps {
        word.push_str(text);
        return;
    }
    let base = |c: char| match c {
        'ı' => 'i',
        'ȷ' => 'j',
        c => c,
    };
    let on = |letter: char, mark: char| -> Option<String> {
        let one: String = [base(letter), mark].iter().collect::<String>().nfc().collect();
        (letter.is_alphabetic() && one.chars().count() == 1).then_some(one)
    };
    let last = word.chars().next_back();
    let accent = last.and_then(|c| mark(c.encode_utf8(&mut [0; 4])));
    let made = match (mark(text), last, accent, text.chars().next()) {
        (Some(mark), Some(letter), None, _) => on(letter, mark),
        (None, Some(_), Some(mark), Some(letter)) => on(letter, mark).map(|m| m + &text[letter.len_utf8()..]),
        _ => None,
    };
    match made {
        Some(made) => {
            word.pop();
            word.push_str(&made);
        }
        None => word.push_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of half an em each; `_` moves by a third, `|` by a twentieth.
    fn line(text: &'static str, x: f64, y: f64, size: f64, order: usize) -> Vec<Letter<'static>> {
        let (mut x, mut out) = (x, Vec::new());
        for (n, (at, c)) in text.char_indices().enumerate() {
            match c {
                '_' => x += 0.33 * size,
                '|' => x += 0.05 * size,
                c => {
                    let text = &text[at..at + c.len_utf8()];
                    let order = order + n;
                    out.push(Letter { text, x0: x, x1: x + 0.5 * size, y, size, order });
                    x += 0.5 * size;
                }
            }
        }
        out
    }

    fn text(letters: &[Letter<'_>]) -> Vec<String> {
        let words = |row: &Row| row.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        rows(letters).iter().map(words).collect()
    }

    #[test]
    fn rows_hold_what_stands_on_one_height() {
        let mut letters = line("second_line", 10.0, 86.0, 10.0, 20);
        letters.extend(line("first_row", 10.0, 100.0, 10.0, 40));
        letters.extend(line("2", 53.5, 104.0, 6.0, 60));
        assert_eq!(text(&letters), ["first row2", "second line"]);
        // Blanks of the font, and none.
        assert_eq!(text(&line("a b_|c|d", 0.0, 0.0, 10.0, 0)), ["a b cd"]);
    }

    #[test]
    fn accents_are_put_on_their_letters_and_copies_dropped() {
        let mut letters = line("caf", 0.0, 0.0, 10.0, 0);
        letters.extend([
            Letter { text: "´", x0: 15.8, x1: 18.8, y: 0.0, size: 10.0, order: 3 },
            Letter { text: "e", x0: 15.0, x1: 20.0, y: 0.0, size: 10.0, order: 4 },
        ]);
        assert_eq!(text(&letters), ["café"]);
        let mut twice = line("bold_type", 0.0, 0.0, 10.0, 0);
        twice.extend(line("bold_type", 0.3, 0.1, 10.0, 30));
        assert_eq!(text(&twice), ["bold type"]);
        // Letters that come twice in a word are no copies.
        assert_eq!(text(&line("aalliillii", 0.0, 0.0, 10.0, 0)), ["aalliillii"]);
    }
}
