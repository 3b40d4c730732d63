//! The letter as a reader sees it: without characters that have no shape, and with letters that only look like Latin
//! ones read as what they look like.
//!
//! What a person can't see must not change what is measured. Most letters hold nothing of the kind and are not copied.

use crate::span::Span;
use std::ops::Range;
use unicode_script::{Script, UnicodeScript};

/// What is odd about a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// It has no shape: zero-width characters, tags, control characters.
    Invisible,
    /// It reorders the line: overrides, embeddings, isolates and marks of direction.
    Direction,
    /// It chooses how the character before it looks; common after emoji.
    Variation,
    /// It looks like another letter: Cyrillic or Greek in a Latin word, or a styled or full-width letter.
    LookAlike,
}

/// One odd character of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd {
    /// What is odd about it.
    pub oddity: Oddity,
    /// Where it stands in the letter as given.
    pub span: Span,
    /// What a reader takes it for; none if a reader sees nothing.
    pub read_as: Option<char>,
}

/// The odd characters of a letter, in order. Soft hyphens are not odd: PDFs are full of them.
///
/// ```
/// use shortlist::text::visible::{Oddity, odd_characters};
/// let odd = odd_characters("a n\u{435}twork"); // Cyrillic е
/// assert_eq!((odd.len(), odd[0].oddity, odd[0].read_as), (1, Oddity::LookAlike, Some('e')));
/// assert!(odd_characters("Привет, naïve world").is_empty());
/// ```
#[must_use]
pub fn odd_characters(text: &str) -> Vec<Odd> {
    let mut found = Vec::new();
    // Where the word begins that is being read, with letters other than ASCII in it or just before one.
    let mut word: Option<usize> = None;
    let mut plain_from = 0;
    let mut from = 0;
    while let Some(at) = next_unusual(text.as_bytes(), from) {
        word = pass_plain(text, plain_from..at, word, &mut found);
        let Some(c) = text[at..].chars().next() else { break };
        from = at + c.len_utf8();
        plain_from = from;
        let span = Span::new(at, from);
        if let Some(oddity) = unseen(c) {
            found.push(Odd { oddity, span, read_as: None });
        } else if let Some(plain) = styled(c) {
            if let (true, Some(start)) = (plain.is_ascii_digit(), word) {
                look_alikes(text, start, at, &mut found);
                word = None;
            }
            found.push(Odd { oddity: Oddity::LookAlike, span, read_as: Some(plain) });
            if plain.is_ascii_alphabetic() {
                word.get_or_insert(at);
            }
        } else if c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}') {
            word.get_or_insert(at);
        } else if let Some(start) = word.take() {
            look_alikes(text, start, at, &mut found);
        }
    }
    if let Some(start) = pass_plain(text, plain_from..text.len(), word, &mut found) {
        look_alikes(text, start, text.len(), &mut found);
    }
    found.sort_by_key(|odd| odd.span);
    found
}

/// Whether a byte is part of a character that may be odd: not ASCII, or a control character (DEL among them).
#[inline]
fn is_unusual(b: u8) -> bool {
    (b >= 0x7f) | ((b < b' ') & !is_layout(b))
}

/// Control characters that part words or lines.
#[inline]
fn is_layout(b: u8) -> bool {
    b.wrapping_sub(b'\t') <= b'\r' - b'\t'
}

/// Where the next unusual byte stands, from `from` on.
#[inline]
fn next_unusual(bytes: &[u8], from: usize) -> Option<usize> {
    /// Bytes that are tested together, so that the compiler makes a few vector instructions of them.
    const STEP: usize = 32;
    let (mut at, mut rest) = (from, &bytes[from..]);
    while let Some((chunk, tail)) = rest.split_first_chunk::<STEP>() {
        if chunk.iter().fold(false, |any, &b| any | is_unusual(b)) {
            break;
        }
        (at, rest) = (at + STEP, tail);
    }
    rest.iter().position(|&b| is_unusual(b)).map(|p| at + p)
}

/// Reads on over plain ASCII: ends the word that is open before it, and says where one begins that is open behind it.
fn pass_plain(text: &str, stretch: Range<usize>, word: Option<usize>, found: &mut Vec<Odd>) -> Option<usize> {
    let plain = &text.as_bytes()[stretch.clone()];
    let letters = plain.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    if letters == plain.len() {
        return word.or((letters > 0).then_some(stretch.start));
    }
    if let Some(start) = word {
        let rest = plain.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        look_alikes(text, start, stretch.start + rest, found);
    }
    (letters > 0).then_some(stretch.end - letters)
}

/// Adds the letters of another script in the Latin word `start..end`, where all of them look like Latin ones.
fn look_alikes(text: &str, start: usize, end: usize, found: &mut Vec<Odd>) {
    let word = &text[start..end];
    if word.is_ascii() {
        return;
    }
    let (mut latin, mut cyrillic, mut greek) = (0, 0, 0);
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        match c.script() {
            _ if styled(c).is_some() => latin += 1,
            Script::Latin => latin += 1,
            Script::Cyrillic if latin_shape(c).is_some() => cyrillic += 1,
            Script::Greek if latin_shape(c).is_some() => greek += 1,
            // `NFκB`: a letter that looks like no Latin one is meant.
            _ => return,
        }
    }
    // `hν` is physics: Greek letters in short words are symbols.
    if latin == 0 || cyrillic + greek == 0 || (greek > 0 && latin < 3) {
        return;
    }
    for (at, c) in word.char_indices() {
        if let Some(plain) = latin_shape(c) {
            let span = Span::new(start + at, start + at + c.len_utf8());
            found.push(Odd { oddity: Oddity::LookAlike, span, read_as: Some(plain) });
        }
    }
}

/// Control characters that neither part words nor lines.
fn is_stray_control(c: char) -> bool {
    c.is_ascii_control() && !is_layout(c as u8)
}

/// What is odd about a character that a reader does not see.
fn unseen(c: char) -> Option<Oddity> {
    match c {
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(Oddity::Direction)
        }
        '\u{fe00}'..='\u{fe0f}' => Some(Oddity::Variation),
        '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{180e}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{e0000}'..='\u{e007f}'
        | '\u{e0100}'..='\u{e01ef}' => Some(Oddity::Invisible),
        c if is_stray_control(c) => Some(Oddity::Invisible),
        _ => None,
    }
}

/// The ASCII letter or digit that a full-width or mathematical one stands for.
fn styled(c: char) -> Option<char> {
    if !matches!(c, '\u{ff10}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}' | '\u{24b6}'..='\u{24e9}') {
        return None;
    }
    let mut plain = unicode_normalization::UnicodeNormalization::nfkc(std::iter::once(c));
    plain.next().filter(char::is_ascii_alphanumeric)
}

/// The Latin letter that a Cyrillic or Greek one can't be distinguished from.
fn latin_shape(c: char) -> Option<char> {
    const SHAPES: &[(&str, &str)] = &[
        ("аеорсухіјѕһԁԛԝӏкАВЕКМНОРСТУХІЈЅԚԜӀ", "aeopcyxijshdqwlkABEKMHOPCTYXIJSQWI"),
        ("ονιϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovicjABEZHIKMNOPTYX"),
    ];
    SHAPES.iter().find_map(|(like, plain)| like.chars().zip(plain.chars()).find(|(l, _)| *l == c).map(|(_, p)| p))
}

/// A letter with its odd characters taken out or read as what they look like, and the way back to the letter as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visible {
    text: String,
    steps: Vec<Step>,
}

/// A stretch of the visible text that lies in one piece in the letter as given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    /// Where it begins in the visible text.
    start: u32,
    /// Where it stands in the letter as given.
    given: Span,
}

impl Visible {
    /// The visible text of a letter; none if it is the letter itself.
    ///
    /// ```
    /// use shortlist::{Span, text::visible::Visible};
    /// let letter = "spi\u{200b}king nets";
    /// let visible = Visible::of(letter).unwrap();
    /// assert_eq!(visible.text(), "spiking nets");
    /// assert_eq!(visible.given(Span::new(0, 7)).slice(letter), "spi\u{200b}king");
    /// assert_eq!(Visible::of("spiking nets"), None);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        Self::without(text, &odd_characters(text))
    }

    /// As [`Visible::of`], of a letter whose odd characters are known.
    pub(super) fn without(text: &str, odd: &[Odd]) -> Option<Self> {
        if odd.is_empty() {
            return None;
        }
        let mut visible = Self { text: String::with_capacity(text.len()), steps: Vec::with_capacity(odd.len() * 2) };
        let mut at = 0;
        for odd in odd {
            visible.copy(text, at, odd.span.start as usize);
            if let Some(c) = odd.read_as {
                visible.steps.push(Step { start: visible.text.len() as u32, given: odd.span });
                visible.text.push(c);
            }
            at = odd.span.end as usize;
        }
        visible.copy(text, at, text.len());
        Some(visible)
    }

    fn copy(&mut self, text: &str, from: usize, to: usize) {
        if from < to {
            self.steps.push(Step { start: self.text.len() as u32, given: Span::new(from, to) });
            self.text.push_str(&text[from..to]);
        }
    }

    /// The text that a reader sees.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span of the letter as given that a span of the visible text stands for.
    #[must_use]
    pub fn given(&self, span: Span) -> Span {
        let start = self.place(span.start, false);
        Span { start, end: if span.is_empty() { start } else { self.place(span.end, true).max(start) } }
    }

    /// The place in the letter of the byte at `at` of the visible text, or just behind the byte before it.
    fn place(&self, at: u32, behind: bool) -> u32 {
        let count = self.steps.partition_point(|s| if behind { s.start < at } else { s.start <= at });
        let Some(step) = self.steps.get(count.wrapping_sub(1)) else { return 0 };
        let next = self.steps.get(count).map_or(self.text.len() as u32, |s| s.start);
        // A letter that was replaced has another length: its end is the end of the given one.
        if at >= next { step.given.end } else { step.given.start + (at - step.start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_one_script_and_symbols_are_left_alone() {
        for text in
            ["TNFα and NFκB, 5 μm, hν, kΩ", "Сергей учит ML", "naïve Ångström", "soft\u{ad}hyphen", "ε-greedy", ""]
        {
            assert_eq!(odd_characters(text), [], "{text}");
        }
        assert_eq!(Visible::of("С\u{422}ЕМ и ѕpiking nеts").unwrap().text(), "С\u{422}ЕМ и spiking nets");
        assert_eq!(Visible::of("Ｌ\u{1d40b}Ⓜ").unwrap().text(), "LLM");
        assert_eq!(Visible::of("Βayesian").unwrap().text(), "Bayesian");
    }

    /// The odd characters, read character by character.
    fn plainly_odd(text: &str) -> Vec<Odd> {
        let (mut found, mut word): (_, Option<usize>) = (Vec::new(), None);
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let span = Span::new(at, at + c.len_utf8());
            if let Some(oddity) = unseen(c) {
                found.push(Odd { oddity, span, read_as: None });
                continue;
            }
            let plain = styled(c);
            found.extend(plain.map(|p| Odd { oddity: Oddity::LookAlike, span, read_as: Some(p) }));
            if plain.unwrap_or(c).is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}') {
                word.get_or_insert(at);
            } else if let Some(start) = word.take() {
                look_alikes(text, start, at, &mut found);
            }
        }
        found.sort_by_key(|odd| odd.span);
        found
    }

    proptest! {
        #[test]
        fn what_is_plain_is_passed_over_without_a_difference(text in "([a-z .\\n]{0,70}|[\\u{435}\\u{43e}\\u{3bd}\\u{ff21}\\u{ff11}\\u{200b}\\u{ad}\\u{301}\u{2019}\\x01\\x7fae ]{0,4}){0,8}") {
            prop_assert_eq!(odd_characters(&text), plainly_odd(&text));
        }
    }

    #[test]
    fn spans_come_back_to_the_letter() {
        let letter = "\u{feff}a n\u{435}t\u{200b}work\u{200b}, yes";
        let v = Visible::of(letter).unwrap();
        assert_eq!(v.text(), "a network, yes");
        assert_eq!(v.given(Span::new(2, 9)).slice(letter), "n\u{435}t\u{200b}work");
        assert_eq!(v.given(Span::new(3, 4)).slice(letter), "\u{435}");
        assert_eq!(v.given(Span::new(0, 14)).slice(letter), &letter[3..]);
        assert_eq!(v.given(Span::new(11, 14)).slice(letter), "yes");
    }

    proptest! {
        #[test]
        fn what_is_seen_stays_and_every_span_slices(
            text in "[a-zА-я .\u{200b}\u{202e}\u{fe0f}е\u{0}ＡΒ’]{0,40}", cuts in any::<(usize, usize)>()
        ) {
            let Some(v) = Visible::of(&text) else { return Ok(()) };
            prop_assert_eq!(Visible::of(v.text()), None);
            let places: Vec<usize> = (0..=v.text().len()).filter(|i| v.text().is_char_boundary(*i)).collect();
            let (a, b) = (places[cuts.0 % places.len()], places[cuts.1 % places.len()]);
            let span = v.given(Span::new(a.min(b), a.max(b)));
            let given = text.get(span.range());
            prop_assert!(given.is_some(), "{:?} {:?}", text, span);
            let again = Visible::of(given.unwrap());
            let seen = again.as_ref().map_or(given.unwrap(), Visible::text);
            prop_assert_eq!(seen.chars().count(), v.text()[a.min(b)..a.max(b)].chars().count());
        }
    }
}
