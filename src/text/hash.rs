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

/// A run of ASCII letters: its length, how many are upper case, and its [`hash_word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    /// Letters in the run.
    pub len: usize,
    /// How many of them are upper case.
    pub uppers: usize,
    /// Hash of the run, lower-cased.
    pub hash: u64,
}

/// How many of eight bytes, up to the first that is none, are ASCII letters.
#[inline]
const fn leading_letters(chunk: u64) -> usize {
    let heptets = (chunk | (0x20 * ONES)) & !TOPS;
    let from_a = heptets + (0x80 - b'a' as u64) * ONES;
    let past_z = heptets + (0x7f - b'z' as u64) * ONES;
    let others = !((from_a ^ past_z) & !chunk) & TOPS;
    others.trailing_zeros() as usize / 8
}

/// The first `len` of eight letters in lower case with zeros behind them, and how many of them are upper case. `len` is
/// 1–8.
#[inline]
const fn lowered(chunk: u64, len: usize) -> (u64, usize) {
    let mask = u64::MAX.wrapping_shr(64 - 8 * len as u32);
    let capitals = (!chunk & (0x20 * ONES) & mask) >> 5;
    // The product's top byte is the sum of the bytes.
    ((chunk | (0x20 * ONES)) & mask, (capitals.wrapping_mul(ONES) >> 56) as usize)
}

/// Reads the run of ASCII letters at the head of sixteen bytes, eight at a time; none if it is empty or fills them.
#[inline]
pub const fn letters(text: &[u8; 16]) -> Option<Letters> {
    let (chunks, _) = text.as_chunks::<8>();
    let (first, second) = (u64::from_le_bytes(chunks[0]), u64::from_le_bytes(chunks[1]));
    let run = leading_letters(first);
    if run == 0 {
        return None;
    }
    let (lower, uppers) = lowered(first, run);
    let h = fold_multiply(K0 ^ lower, K1);
    if run < 8 {
        return Some(Letters { len: run, uppers, hash: finish(h, run) });
    }
    match leading_letters(second) {
        0 => Some(Letters { len: 8, uppers, hash: finish(h, 8) }),
        8 => None,
        run => {
            let (lower, more) = lowered(second, run);
            let hash = finish(fold_multiply(h ^ lower, K1), 8 + run);
            Some(Letters { len: 8 + run, uppers: uppers + more, hash })
        }
    }
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
        let text = b"Reinforcement LEARNING, a x transformer-based Eightsome incomprehensibleness Z\xc3\xa9t_e[at@`{";
        for start in 0..text.len() {
            for end in start..=text.len() {
                let word = &text[start..end];
                assert_eq!(hash_word(word), hash_word(&word.to_ascii_lowercase()));
            }
            let Some(head) = text[start..].first_chunk::<16>() else { continue };
            let len = head.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            let uppers = head[..len].iter().filter(|b| b.is_ascii_uppercase()).count();
            let run = Letters { len, uppers, hash: hash_word(&head[..len]) };
            assert_eq!(letters(head), (1..16).contains(&len).then_some(run));
        }
        assert_ne!(hash_word(b"[at@`{"), hash_word(b"{at`@["));
        assert_ne!(hash_word(b""), hash_word(b"\0"));
    }

    #[test]
    fn folding_drops_what_a_reader_does_not_see() {
        let mut s = String::new();
        fold_into("Don\u{2019}t\u{200b} NA\u{cf}VE", &mut s);
        assert_eq!(s, "don't naïve");
    }
}
