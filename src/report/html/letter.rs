//! A letter as the page holds it: the text, its evidence and its masks, with offsets that JavaScript can use.

use super::mask;
use crate::batch::KeptLetters;
use crate::error::Result;
use crate::flags::similar::passages;
use crate::ingest::codes;
use crate::rank::{Assessed, Assessor};
use serde_json::{Value, json};

/// Passthrough columns whose values are the applicant's own names, folded to small letters without spaces and marks.
const NAME_COLUMNS: &[&str] = &[
    "name",
    "fullname",
    "firstname",
    "lastname",
    "surname",
    "familyname",
    "givenname",
    "middlename",
    "forename",
    "applicant",
    "applicantname",
    "candidate",
    "candidatename",
    "username",
];

/// Which of the passthrough columns hold applicants' names.
#[must_use]
pub fn name_columns(passthrough: &[String]) -> Vec<usize> {
    let folded =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let plain = |name: &str| folded(name.strip_prefix("input_").unwrap_or(name));
    passthrough.iter().enumerate().filter(|(_, n)| NAME_COLUMNS.contains(&plain(n).as_str())).map(|(i, _)| i).collect()
}

/// The letter of a row as the page holds it, with marks where other letters share its text; `null` where there is none.
pub(super) fn of_row(letters: &KeptLetters, row: u64) -> Result<String> {
    let Some(letter) = letters.text(row)? else { return Ok("null".into()) };
    letters
        .shared(row)
        .iter()
        .try_fold(letter, |letter, s| Ok(with_shared(&letter, &s.flag, &s.message, &letters.shingles(s)?)))
}

/// The fingerprint of a [`letter`], which stands at its beginning; empty where there is no letter.
pub(super) fn fingerprint_of(letter: &str) -> &str {
    letter.strip_prefix("{\"d\":\"").and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

/// A letter with its evidence and masks as a JSON object, ready for [`super::page`]:
/// `{"d": fingerprint, "e": [[column, start, end, kind, message, suggestion, value, sureness]],
/// "f": [[flag, start, end, message, message by code]], "m": [[start, end, kind]], "t": text}`; a flag that is about the
/// letter as a whole has no start and end; the message by code is there where the message names another letter. Where an
/// application has parts, `"p": [[title, start, end]]` says where each lies; one that is empty ends where it starts.
/// Offsets count UTF-16 code units, as JavaScript does. `own` are the applicant's own names, to be masked.
#[must_use]
pub fn letter(assessor: &Assessor, text: &str, assessed: &Assessed, own: &[&str]) -> String {
    let covered = mask::masks(text, own);
    let evidence = &assessed.measurement.evidence;
    let marks = &assessed.measurement.marks;
    let bytes = evidence.iter().map(|e| e.span).chain(covered.iter().map(|(s, _)| *s));
    let bytes = bytes.chain(marks.iter().filter_map(|m| m.span));
    let bytes = bytes.chain(assessed.measurement.parts.iter().copied());
    let offsets = Utf16::new(text, bytes.flat_map(|s| [s.start, s.end]).collect());
    let parts = assessor.extractor().parts().names().iter().zip(&assessed.measurement.parts);
    let parts: Vec<Value> =
        parts.map(|(name, s)| json!([name.title, offsets.of(s.start), offsets.of(s.end)])).collect();
    let evidence: Vec<Value> = evidence
        .iter()
        .filter(|e| (e.column as usize) < assessor.extractor().columns().len())
        .map(|e| {
            let (start, end) = (offsets.of(e.span.start), offsets.of(e.span.end));
            json!([e.column, start, end, e.kind, e.message, e.suggestion, e.value, e.sureness()])
        })
        .collect();
    let covered: Vec<Value> =
        covered.iter().map(|(s, kind)| json!([offsets.of(s.start), offsets.of(s.end), mask::KINDS[*kind]])).collect();
    let flags: Vec<Value> = marks
        .iter()
        .map(|m| {
            json!([m.flag, m.span.map(|s| offsets.of(s.start)), m.span.map(|s| offsets.of(s.end)), m.message, null])
        })
        .collect();
    let mut page = json!({ "d": codes::fingerprint(text), "e": evidence, "f": flags, "m": covered, "t": text });
    if !parts.is_empty() {
        page["p"] = parts.into();
    }
    page.to_string()
}

/// A [`letter`] with the passages that another letter has too, by that letter's shingles, as marks of a flag.
fn with_shared(letter: &str, flag: &str, [message, by_code]: &[String; 2], shingles: &[u32]) -> String {
    let Ok(mut page) = serde_json::from_str::<Value>(letter) else { return letter.to_owned() };
    let text = page["t"].as_str().unwrap_or_default();
    let spans = passages::shared(text, shingles);
    let offsets = Utf16::new(text, spans.iter().flat_map(|s| [s.start, s.end]).collect());
    let marks: Vec<Value> =
        spans.iter().map(|s| json!([flag, offsets.of(s.start), offsets.of(s.end), message, by_code])).collect();
    if let Some(flags) = page.get_mut("f").and_then(Value::as_array_mut) {
        flags.extend(marks);
    }
    page.to_string()
}

/// Byte offsets of a text and what they are in UTF-16 code units.
struct Utf16(Vec<(u32, u32)>);

impl Utf16 {
    /// One pass over the text for all of the offsets.
    fn new(text: &str, mut bytes: Vec<u32>) -> Self {
        bytes.sort_unstable();
        bytes.dedup();
        let (mut from, mut units) = (0, 0);
        let pairs = bytes.into_iter().map(|byte| {
            let passed = text.get(from..byte as usize).unwrap_or("");
            units += if passed.is_ascii() { passed.len() } else { passed.encode_utf16().count() };
            from = byte as usize;
            (byte, units as u32)
        });
        Self(pairs.collect())
    }

    fn of(&self, byte: u32) -> u32 {
        self.0.binary_search_by_key(&byte, |p| p.0).map_or(0, |at| self.0[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_as_javascript_does() {
        let text = "naïve 🧠 x";
        let at = |needle: &str| text.find(needle).unwrap() as u32;
        let offsets = Utf16::new(text, vec![at("x"), at("ï"), at(" 🧠"), at("🧠"), text.len() as u32]);
        assert_eq!(offsets.of(at("ï")), 2);
        assert_eq!(offsets.of(at("🧠")), 6);
        assert_eq!(offsets.of(at("x")), 9);
        assert_eq!(offsets.of(text.len() as u32), 10);
    }

    #[test]
    fn shared_passages_become_marks() {
        let letter =
            json!({ "t": "Ünal: we trained spiking networks on audio.", "e": [], "m": [], "f": [] }).to_string();
        let other = crate::flags::similar::shingles::shingles("there, we trained spiking networks on audio");
        let said = ["like B", "like 7KQM-2XRA"].map(str::to_owned);
        let page: Value = serde_json::from_str(&with_shared(&letter, "near_duplicate", &said, &other)).unwrap();
        assert_eq!(page["f"], json!([["near_duplicate", 6, 42, "like B", "like 7KQM-2XRA"]]));
        assert_eq!(with_shared("null", "f", &said, &[]), "null");
    }

    #[test]
    fn columns_with_names_are_known() {
        let names = ["First name", "field", "input_name", "university name", "E-mail"].map(str::to_owned);
        assert_eq!(name_columns(&names), [0, 2]);
    }

    proptest::proptest! {
        #[test]
        fn every_offset_agrees_with_a_count_from_the_start(text in "\\PC{0,40}") {
            let bytes: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
            let offsets = Utf16::new(&text, bytes.clone());
            for byte in bytes {
                proptest::prop_assert_eq!(offsets.of(byte) as usize, text[..byte as usize].encode_utf16().count());
            }
        }
    }
}
