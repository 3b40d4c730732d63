//! Numbers: `3`, `2.5`, `2,5`, `3½`, `3 1/2`, `twenty-five`, `six and a half`, `half a dozen`, `3–4`.

use super::mention::BARRIER;
use crate::features::experience::lexicon::NUMBER;
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::words;
use crate::text::{Class, Gap};

impl SentenceView<'_> {
    pub(in super::super) fn digits(&self, index: usize) -> Option<&str> {
        let word = self.words.get(index.wrapping_sub(self.first))?;
        (word.class == Class::Number).then(|| self.doc.word(index))
    }

    pub(in super::super) fn integer(&self, index: usize) -> Option<i32> {
        let text = self.digits(index)?;
        if text.len() > 4 { None } else { text.parse().ok() }
    }

    /// A year of four digits.
    pub(in super::super) fn year(&self, index: usize) -> Option<i32> {
        self.integer(index).filter(|y| (1800..2200).contains(y) && self.digits(index).is_some_and(|d| d.len() == 4))
    }

    /// One word that is a number: `3`, `2,5`, `3½`, `½`, `three`.
    fn single(&self, at: usize) -> Option<f64> {
        let word = self.words.get(at.wrapping_sub(self.first))?;
        if word.class == Class::Number || word.non_ascii {
            return decimal(self.doc.word(at));
        }
        self.has(at, NUMBER).then(|| self.entry(at).value())
    }

    /// `1/2` before or at a word, as the index of its first number and its value.
    fn slashed(&self, at: usize, free: usize) -> Option<(f64, usize)> {
        let above = at.checked_sub(1).filter(|&i| i >= free && self.gap(at) == Gap::SLASH)?;
        let (top, bottom) = (self.integer(above)?, self.integer(at)?);
        matches!((top, bottom), (1, 2) | (1, 3) | (2, 3) | (1, 4) | (3, 4))
            .then(|| (f64::from(top) / f64::from(bottom), above))
    }

    /// The number that ends at a word, and where it begins; nothing before word `free` belongs to it.
    pub(super) fn number(&self, at: usize, free: usize) -> Option<(f64, usize)> {
        if at < free || at >= self.end {
            return None;
        }
        if let Some((part, first)) = self.slashed(at, free) {
            // `3 1/2`, `3-1/2`
            let whole = first.checked_sub(1).filter(|&i| i >= free && !self.gap(first).any(BARRIER));
            let whole = whole.and_then(|i| Some((f64::from(self.integer(i)?), i)));
            return Some(whole.map_or((part, first), |(n, i)| (n + part, i)));
        }
        if self.is(at, words::FRACTIONS) {
            let part = if self.is(at, words::HALF) { 0.5 } else { 0.25 };
            // `two and a half`, `two and half`
            let and = at.checked_sub(1 + usize::from(self.is(at.wrapping_sub(1), words::A)));
            return match and.filter(|&i| i > free && self.is(i, words::AND_SIGN)) {
                Some(and) => self.single(and - 1).map(|whole| (whole + part, and - 1)),
                None => (part == 0.5).then_some((part, at)),
            };
        }
        let mut value = self.single(at)?;
        let mut start = at;
        if at > free && value < 1.0 && value > 0.0 && !self.gap(at).any(BARRIER) {
            // `4 ½`
            if let Some(whole) = self.integer(at - 1) {
                return Some((f64::from(whole) + value, at - 1));
            }
        }
        if at > free
            && value < 10.0
            && self.has(at - 1, NUMBER)
            && self.entry(at - 1).value() >= 20.0
            && self.gap(at).0 != 0
        {
            value += self.entry(at - 1).value();
            start = at - 1;
        }
        // `half a dozen`
        if value == 12.0 && at >= free + 2 && self.is(at - 1, words::A) && self.is(at - 2, words::HALF) {
            return Some((6.0, at - 2));
        }
        if start > free {
            let gap = self.gap(start);
            let tied = gap.any(Gap(Gap::HYPHEN.0 | Gap::DASH.0)) && !gap.any(BARRIER);
            let joined = self.is(start - 1, words::OR_TO)
                || self.is(start - 1, words::AND) && start >= free + 3 && self.is(start - 3, words::BETWEEN);
            if (tied || joined)
                && let Some(before) = (start - 1).checked_sub(usize::from(joined))
                && before >= free
                && let Some(low) = self.single(before).filter(|&low| low < value && value <= low * 3.0 + 2.0)
            {
                return Some(((low + value) / 2.0, before));
            }
        }
        Some((value, start))
    }
}

/// `3`, `2,000`, `2,5`, `3½`, `½` as a number.
fn decimal(text: &str) -> Option<f64> {
    let last = text.chars().next_back()?;
    let part = match last {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        _ => 0.0,
    };
    let text = if part > 0.0 { text.strip_suffix(last)? } else { text };
    if text.is_empty() {
        return (part > 0.0).then_some(part);
    }
    let value: f64 = match text.split_once(',') {
        // `2,5` is a decimal, `2,000` is not.
        Some((whole, rest)) if rest.len() <= 2 => format!("{whole}.{rest}").parse().ok()?,
        Some((_, rest)) if rest.contains(',') && rest.len() < 7 => return None,
        Some(_) => text.replace(',', "").parse().ok()?,
        None => text.parse().ok()?,
    };
    value.is_finite().then_some(value + part)
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimals_and_fractions() {
        for (text, value) in [("3", 3.0), ("2.5", 2.5), ("2,5", 2.5), ("2,000", 2000.0), ("3½", 3.5), ("¾", 0.75)] {
            assert_eq!(decimal(text), Some(value), "{text}");
        }
        for text in ["", "٥", "two", "½½", "inf"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }
}
