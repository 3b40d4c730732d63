//! Bytes → text: UTF-8 where it is, else by its mark, else by its statistics; what was assumed is said.

use super::Refusal;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text and what was assumed to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// The assumption, for people; none for UTF-8.
    pub note: Option<String>,
}

/// Finds an encoding by its label: `windows-1251`, `koi8-r`, `latin1`, `utf-16le`, …
///
/// ```
/// use shortlist::documents::encoding;
/// assert_eq!(encoding::by_label("latin1").unwrap().name(), "windows-1252");
/// assert!(encoding::by_label("klingon").is_none());
/// ```
#[must_use]
pub fn by_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// The encoding of a text, judged from its first bytes, and whether it is an assumption.
///
/// In this order: a byte-order mark; strict UTF-8; zeros in every second place (UTF-16); the statistics of chardetng.
/// Where most of what is not ASCII is UTF-8, it is UTF-8 with broken places: `None` then, and where the statistics
/// have too little to go by. `whole` says that `head` is all there is; else a character cut at its end is no fault.
#[must_use]
pub fn detect(head: &[u8], whole: bool) -> Option<(&'static Encoding, bool)> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Some((encoding, false));
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let half = (head.len() / 2).max(1);
    if head.len() >= 4 && (zeros(1) * 4 > half || zeros(0) * 4 > half) {
        return Some((if zeros(1) >= zeros(0) { UTF_16LE } else { UTF_16BE }, true));
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut = !whole && chunk.invalid().len() < 4 && head.as_ptr_range().end == chunk.invalid().as_ptr_range().end;
        bad += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    if bad == 0 {
        return Some((UTF_8, false));
    }
    if good >= bad {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, whole);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // In Western text these are letters nobody writes (ÿ, þ, ÷): the bytes are no text in any guess.
    let rubbish = guess == WINDOWS_1252 && head.iter().any(|b| matches!(b, 0xff | 0xfe | 0xf7));
    let fitting = !guess.decode_without_bom_handling(head).0.contains(|c: char| matches!(c, '\u{80}'..='\u{9f}'));
    (!rubbish && fitting).then_some((guess, true))
}

/// How an assumed encoding is told to people.
#[must_use]
pub fn note(encoding: &'static Encoding) -> String {
    format!("the text is not UTF-8; it was read as {} (--encoding names another)", encoding.name())
}

/// Decodes a whole text. `label` overrides what the bytes look like, but not a byte-order mark.
///
/// # Errors
/// [`Refusal::Encoding`] where the encoding can't be told, or `label` names none.
pub fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded, Refusal> {
    let (encoding, assumed) = match label {
        Some(label) => (by_label(label).ok_or(Refusal::Encoding)?, false),
        None => detect(bytes, true).ok_or(Refusal::Encoding)?,
    };
    let (text, used, broken) = encoding.decode(bytes);
    if broken && used == UTF_8 {
        return Err(Refusal::Encoding);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
    Ok(Decoded { text, note: assumed.then(|| note(used)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Здравствуйте! Я изучаю обучение с подкреплением и нейронные сети, и мне интересно всё новое.";
    const FRENCH: &str = "J’ai étudié la physique à l’université, où j’ai rencontré des problèmes très intéressants.";

    #[test]
    fn the_usual_encodings_are_told_apart() {
        for (text, label, name) in [
            (RUSSIAN, "windows-1251", "windows-1251"),
            (RUSSIAN, "koi8-r", "KOI8-U"),
            (RUSSIAN, "ibm866", "IBM866"),
            (FRENCH, "windows-1252", "windows-1252"),
        ] {
            let bytes = by_label(label).unwrap().encode(text).0;
            let decoded = decode(&bytes, None).unwrap();
            assert_eq!(decoded.text, text, "{label}");
            assert!(decoded.note.unwrap().contains(name), "{label}");
            assert_eq!(decode(&bytes, Some(label)).unwrap(), Decoded { text: text.into(), note: None });
        }
        assert_eq!(decode(FRENCH.as_bytes(), None).unwrap(), Decoded { text: FRENCH.into(), note: None });
    }

    #[test]
    fn utf_16_is_read_with_and_without_its_mark() {
        let text = "I study physics.\nI like it.";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&bytes, None).unwrap().text, text);
        let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(decode(&marked, None).unwrap(), Decoded { text: text.into(), note: None });
        assert_eq!(decode(b"\xef\xbb\xbfa b", None).unwrap().text, "a b");
    }

    #[test]
    fn rubbish_and_broken_utf_8_are_not_guessed_at() {
        assert_eq!(decode(b"a\xffb", None), Err(Refusal::Encoding));
        assert_eq!(
            decode("é à ü \u{e9}".as_bytes().iter().copied().chain([0xe9]).collect::<Vec<_>>().as_slice(), None),
            Err(Refusal::Encoding)
        );
        assert_eq!(decode(b"abc", Some("klingon")), Err(Refusal::Encoding));
        // A character that the end of the head cuts in two is no fault.
        assert_eq!(detect(&"naïve é".as_bytes()[..8], false), Some((UTF_8, false)));
    }
}
