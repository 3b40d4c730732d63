//! The hash of a word's folded form. Shared with `build.rs`, which lays out the dictionaries with it,
//! so it depends on nothing but `core`, and a change of it is a change of every compiled lexicon.

const K0: u64 = 0x9e37_79b9_7f4a_7c15;
const K1: u64 = 0xd6e8_feb8_6659_fd93;

#[inline]
const fn fold_multiply(a: u64, b: u64) -> u64 {
    let wide = (a as u128) * (b as u128);
    (wide as u64) ^ ((wide >> 64) as u64)
}

/// Lower-cases the ASCII letters among eight bytes at once; the others stay.
#[inline]
const fn lower8(x: u64) -> u64 {
    let heptets = x & (0x7f * ONES);
    let is_gt_z = heptets + (0x7f - b'Z' as u64) * ONES;
    let is_ge_a = heptets + (0x80 - b'A' as u64) * ONES;
    let is_ascii = !x & (0x80 * ONES);
    let is_upper = is_ascii & (is_ge_a ^ is_gt_z);
    x | (is_upper >> 2)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x80 * ONES;

#[inline]
const fn finish(h: u64, len: usize) -> u64 {
    fold_multiply(h ^ len as u64, K0)
}

/// Hash of `word` with its ASCII letters lower-cased; all other bytes count as they are.
///
/// For a word of ASCII letters this is the hash of its folded form. A word with other characters is
/// folded first (see [`fold_into`]). The value depends on the bytes alone: not on the platform, the run
/// or what follows the word in memory.
#[inline]
pub const fn hash_word(word: &[u8]) -> u64 {
    let mut h = K0;
    let mut rest = word;
    while let Some((chunk, tail)) = rest.split_first_chunk::<8>() {
        h = fold_multiply(h ^ lower8(u64::from_le_bytes(*chunk)), K1);
        rest = tail;
    }
    if !rest.is_empty() {
        let (mut last, mut i) = (0u64, 0);
        while i < rest.len() {
            last |= (rest[i] as u64) << (8 * i);
            i += 1;
        }
        h = fold_multiply(h ^ lower8(last), K1);
    }
    finish(h, word.len())
}

/// [`hash_word`] of a word of `len` bytes without capitals, given eight bytes to a number (the first byte lowest), with
/// zeros behind its end.
#[inline]
pub fn hash_padded(chunks: &[u64], len: usize) -> u64 {
    let filled = chunks.iter().take(len.div_ceil(8));
    finish(filled.fold(K0, |h, chunk| fold_multiply(h ^ chunk, K1)), len)
}

/// A run of ASCII letters: its length, how many are upper case, and its [`hash_word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    /// Letters in the run; 0 where the text does not begin with one.
    pub len: usize,
    /// How many of them are upper case.
    pub uppers: usize,
    /// Hash of the run, lower-cased.
    pub hash: u64,
}

/// Reads the run of ASCII letters at the head of `text`, eight bytes at a time.
#[inline]
pub fn letters(text: &[u8]) -> Letters {
    let (mut h, mut len, mut uppers) = (K0, 0usize, 0u32);
    let mut rest = text;
    loop {
        let chunk = match rest.first_chunk::<8>() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => rest.iter().rev().fold(0, |word, &b| (word << 8) | b as u64),
        };
        let lower = chunk | (0x20 * ONES);
        let heptets = lower & !TOPS;
        let from_a = heptets + (0x80 - b'a' as u64) * ONES;
        let past_z = heptets + (0x7f - b'z' as u64) * ONES;
        let others = !((from_a ^ past_z) & !chunk) & TOPS;
        let run = others.trailing_zeros() as usize / 8;
        if run == 0 {
            break;
        }
        let mask = u64::MAX >> (64 - 8 * run as u32);
        uppers += (!chunk & (0x20 * ONES) & mask).count_ones();
        h = fold_multiply(h ^ (lower & mask), K1);
        len += run;
        if run < 8 {
            break;
        }
        rest = &rest[8..];
    }
    Letters { len, uppers: uppers as usize, hash: finish(h, len) }
}

/// Appends the folded form of `word` to `out`: lower case, curly apostrophes straight,
/// zero-width characters, soft hyphens and (at a line's end) hyphens with their white space dropped.
pub fn fold_into(word: &str, out: &mut String) {
    for c in word.chars() {
        match c {
            '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}' | '`' => out.push('\''),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_ignore_case_and_what_follows() {
        let text = b"Reinforcement LEARNING, a x transformer-based Z\xc3\xa9t_e[at@`{";
        for start in 0..text.len() {
            for end in start..=text.len() {
                let word = &text[start..end];
                assert_eq!(hash_word(word), hash_word(&word.to_ascii_lowercase()));
                let run = letters(word);
                assert_eq!(run.len, word.iter().take_while(|b| b.is_ascii_alphabetic()).count());
                assert_eq!(run.uppers, word[..run.len].iter().filter(|b| b.is_ascii_uppercase()).count());
                assert_eq!(run.hash, hash_word(&word[..run.len]));
            }
        }
        assert_ne!(hash_word(b"[at@`{"), hash_word(b"{at`@["));
        assert_ne!(hash_word(b""), hash_word(b"\0"));
    }

    #[test]
    fn a_padded_word_has_the_hash_of_the_word() {
        let word = b"don'tstopbeforetheverylastletter";
        for len in 0..=word.len() {
            let mut bytes = [0u8; 32];
            bytes[..len].copy_from_slice(&word[..len]);
            let chunks: Vec<u64> = bytes.as_chunks::<8>().0.iter().map(|c| u64::from_le_bytes(*c)).collect();
            assert_eq!(hash_padded(&chunks, len), hash_word(&word[..len]), "{len}");
        }
    }

    #[test]
    fn folding_drops_what_a_reader_does_not_see() {
        let mut s = String::new();
        fold_into("Don\u{2019}t\u{200b} NA\u{cf}VE", &mut s);
        assert_eq!(s, "don't naïve");
    }
}
