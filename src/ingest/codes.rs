//! Codes in place of ids: what a blind reader sees of an applicant.
//!
//! An id may be an e-mail address or a name. A code is made from the id alone, so that an applicant has the same code in
//! every run of a season and on every reviewer's page. It is no secret: whoever has the list of ids can make the codes.

use super::hex;
use super::repeats::one_spelling;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Digits and letters that can't be taken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a code, without the hyphen in its middle: 40 bits. Among 5,000 ids, two share a code in one season of
/// 88,000.
const LENGTH: usize = 8;

/// The code of an applicant's id: `7KQM-2XRA`.
#[must_use]
pub fn code(id: &str) -> String {
    let digest = Sha256::digest(["shortlist code\n", id.trim()].concat());
    let bits = digest.iter().take(5).fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut code = String::with_capacity(LENGTH + 1);
    for place in 0..LENGTH {
        if place == LENGTH / 2 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[(bits >> (5 * (LENGTH - 1 - place)) & 31) as usize]));
    }
    code
}

/// Whether a text has the form of a code, in any case.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let text = text.trim().as_bytes();
    text.len() == LENGTH + 1
        && text.iter().enumerate().all(|(at, byte)| {
            if at == LENGTH / 2 { *byte == b'-' } else { ALPHABET.contains(&byte.to_ascii_uppercase()) }
        })
}

/// A digest of a letter in 8 hexadecimal digits: a grade was given to this text.
#[must_use]
pub fn fingerprint(letter: &str) -> String {
    hex(&Sha256::digest(letter.trim()))[..8].to_owned()
}

/// Codes and the ids that they stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// The id of each code; none if two ids share it.
    ids: BTreeMap<String, Option<String>>,
    /// The id of each e-mail address, which is the same in any case; of several spellings the first.
    addresses: BTreeMap<String, String>,
}

impl Codes {
    /// The codes of these ids.
    #[must_use]
    pub fn of<'i>(ids: impl IntoIterator<Item = &'i str>) -> Self {
        let mut codes = Self::default();
        codes.extend(ids);
        codes
    }

    /// Adds the codes of more ids.
    pub fn extend<'i>(&mut self, ids: impl IntoIterator<Item = &'i str>) {
        for id in ids {
            if id.contains('@') {
                self.addresses.entry(one_spelling(id).into_owned()).or_insert_with(|| id.to_owned());
            }
            let known = self.ids.entry(code(id)).or_insert_with(|| Some(id.to_owned()));
            if known.as_deref().is_some_and(|known| known.trim() != id.trim()) {
                *known = None;
            }
        }
    }

    /// The id that a text stands for: of a code that one id has, that id; of an e-mail address in another case, the known
    /// one; of all else the text itself. An id that looks like a code and is nobody's code is left as it is.
    #[must_use]
    pub fn resolve<'t>(&'t self, text: &'t str) -> &'t str {
        if text.contains('@') {
            return self.addresses.get(&*one_spelling(text)).map_or(text, String::as_str);
        }
        if !is_code(text) {
            return text;
        }
        let found = self.ids.get(&text.trim().to_ascii_uppercase());
        found.and_then(Option::as_deref).unwrap_or(text)
    }

    /// Codes that two ids share, which stand for nobody.
    pub fn shared(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().filter(|(_, id)| id.is_none()).map(|(code, _)| code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_from_the_id_alone() {
        assert_eq!(code("N001"), code(" N001 "));
        assert!(is_code(&code("zoe@uni.example")) && code("N001") != code("N002"));
        for text in ["N001", "7KQM2XRA", "7KQM-2XRI", "7KQM-2XR", "7KQM-2XRAA", "7KQ-M2XRA", ""] {
            assert!(!is_code(text), "{text}");
        }
    }

    #[test]
    fn codes_stand_for_ids_in_any_case_and_all_else_for_itself() {
        let codes = Codes::of(["N001", "zoe@uni.example"]);
        assert_eq!(codes.resolve(&code("N001").to_lowercase()), "N001");
        assert_eq!(codes.resolve(&format!(" {} ", code("zoe@uni.example"))), "zoe@uni.example");
        let nobody = code("nobody");
        assert_eq!((codes.resolve("N001"), codes.resolve(&nobody)), ("N001", nobody.as_str()));
    }

    #[test]
    fn an_address_in_another_case_is_the_known_one() {
        let mut codes = Codes::of(["Ana@uni.example", "aB3"]);
        codes.extend(["ana@UNI.example", "bo@uni.example"]);
        assert_eq!(codes.resolve("ANA@uni.example "), "Ana@uni.example");
        assert_eq!(codes.resolve("Bo@uni.example"), "bo@uni.example");
        assert_eq!((codes.resolve("cy@uni.example"), codes.resolve("ab3")), ("cy@uni.example", "ab3"));
    }

    #[test]
    fn a_code_of_two_ids_stands_for_neither() {
        let mut codes = Codes::of(["a"]);
        codes.ids.insert(code("b"), Some("c".into()));
        codes.extend(["b", "b"]);
        assert_eq!(codes.shared().collect::<Vec<_>>(), [code("b")]);
        assert_eq!(codes.resolve(&code("b")), code("b"));
        assert_eq!(codes.resolve(&code("a")), "a");
    }

    #[test]
    fn ten_thousand_ids_have_ten_thousand_codes() {
        let ids: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
        assert_eq!(Codes::of(ids.iter().map(String::as_str)).shared().count(), 0);
    }

    #[test]
    fn a_fingerprint_is_that_of_the_text() {
        assert_eq!(fingerprint("Dear all\n"), fingerprint("Dear all"));
        assert!(fingerprint("Dear all") != fingerprint("Dear All") && fingerprint("").len() == 8);
    }
}
