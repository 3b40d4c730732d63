//! Bytes → text: UTF-8 where it is, else by its mark, else by its statistics; a message says what was assumed.

use super::Refusal;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, IBM866, ISO_8859_2, KOI8_U, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, X_MAC_CYRILLIC,
};

/// Bytes beyond ASCII in a row that no Western word has.
const RUN: usize = 3;

/// Bytes beyond ASCII below which an encoding is in doubt.
const FEW: usize = 40;

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
/// In this order: UTF-32, which is `None`; a byte-order mark; strict UTF-8; zeros in every second place (UTF-16); the statistics of chardetng.
/// Where most of what is not ASCII is UTF-8, it is UTF-8 with broken places: `None` then, and where the statistics
/// have too little to go by. `whole` says that `head` is all there is; else a character cut at its end is no fault.
#[must_use]
pub fn detect(head: &[u8], whole: bool) -> Option<(&'static Encoding, bool)> {
    if utf_32(head).is_some() {
        return None;
    }
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
    let guess = reconsidered(detector.guess(None, Utf8Detection::Deny), head);
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

/// The same where little of the text tells.
fn doubt(encoding: &'static Encoding) -> String {
    let name = encoding.name();
    format!(
        "the text is not UTF-8; it was read as {name}, which is uncertain, because few characters show it (--encoding names another)"
    )
}

/// Decodes a whole text. `label` overrides what the bytes look like, but not a byte-order mark.
///
/// # Errors
/// [`Refusal::Encoding`] where the encoding can't be known, or `label` names none.
pub fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded, Refusal> {
    if let Some(big) = utf_32(bytes).filter(|_| label.is_none()) {
        let text = from_utf_32(bytes, big).ok_or(Refusal::Encoding)?;
        return Ok(Decoded { text, note: None });
    }
    let (encoding, assumed) = match label {
        Some(label) => (by_label(label).ok_or(Refusal::Encoding)?, false),
        None => detect(bytes, true).ok_or(Refusal::Encoding)?,
    };
    let (text, used, broken) = encoding.decode(bytes);
    if broken && used == UTF_8 {
        return Err(Refusal::Encoding);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
    let few = bytes.iter().filter(|b| **b >= 128).count() < FEW && bytes.len() > 10 * FEW;
    let doubtful = assumed && used != UTF_16LE && used != UTF_16BE && few && foreign_run(bytes) >= RUN;
    let note = if doubtful { doubt(used) } else { note(used) };
    Ok(Decoded { text, note: assumed.then_some(note) })
}

/// Whether bytes are UTF-32, and with the high byte first: by the mark, or by zeros in three of four places.
#[must_use]
pub fn utf_32(head: &[u8]) -> Option<bool> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => return Some(false),
        [0, 0, 0xfe, 0xff, ..] => return Some(true),
        _ => {}
    }
    let groups = head.chunks_exact(4).take(256);
    let (count, little, big) = groups.fold((0, 0, 0), |(n, little, big), group| match group {
        [a, 0, 0, 0] if *a > 0 => (n + 1, little + 1, big),
        [0, 0, 0, a] if *a > 0 => (n + 1, little, big + 1),
        _ => (n + 1, little, big),
    });
    match count {
        4.. if little * 10 >= count * 8 => Some(false),
        4.. if big * 10 >= count * 8 => Some(true),
        _ => None,
    }
}

fn from_utf_32(bytes: &[u8], big: bool) -> Option<String> {
    let number = |group: &[u8]| {
        let group: [u8; 4] = group.try_into().ok()?;
        char::from_u32(if big { u32::from_be_bytes(group) } else { u32::from_le_bytes(group) })
    };
    let text: String = bytes.chunks_exact(4).map(number).collect::<Option<_>>()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// The longest run of bytes beyond ASCII: one or two in Western words, whole words in Cyrillic and Greek.
fn foreign_run(bytes: &[u8]) -> usize {
    bytes.split(u8::is_ascii).map(<[u8]>::len).max().unwrap_or(0)
}

/// What a guess of a Western encoding overlooks: few words in Cyrillic among English, and texts of old Macs.
fn reconsidered(guess: &'static Encoding, bytes: &[u8]) -> &'static Encoding {
    if guess == WINDOWS_1252 || guess == WINDOWS_1250 || guess == ISO_8859_2 {
        if foreign_run(bytes) >= RUN
            && let Some(found) = cyrillic(bytes)
        {
            return found;
        }
        if strange(guess, bytes) > strange(MACINTOSH, bytes) {
            return MACINTOSH;
        }
    }
    guess
}

/// The Cyrillic encoding in which the words beyond ASCII consist of usual letters.
fn cyrillic(bytes: &[u8]) -> Option<&'static Encoding> {
    let share = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling(bytes).0;
        let (mut usual, mut all) = (0usize, 0usize);
        for c in text.chars().filter(|c| !c.is_ascii()) {
            all += 1;
            usual += usize::from("оеаинтсрвлкмдпуяыьгзбчйхжшю".contains(c));
        }
        usual * 100 / all.max(1)
    };
    let all = [KOI8_U, WINDOWS_1251, IBM866, X_MAC_CYRILLIC].map(|encoding| (share(encoding), encoding));
    all.into_iter().max_by_key(|(share, _)| *share).filter(|(share, _)| *share >= 70).map(|(_, encoding)| encoding)
}

/// Characters that stand where no writer puts them: capitals and signs behind small letters, marks inside words.
fn strange(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let text = encoding.decode_without_bom_handling(bytes).0;
    let mut strange = 0;
    let (mut last, mut rest) = (' ', text.chars().peekable());
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        strange += usize::from(
            !c.is_ascii()
                && match c {
                    '\u{80}'..='\u{9f}' | '\u{fffd}' => true,
                    '’' => false,
                    '“' | '‘' | '„' | '«' => last.is_alphanumeric(),
                    '”' | '»' | '…' => next.is_alphanumeric(),
                    c if c.is_uppercase() => last.is_alphabetic() || !next.is_alphabetic(),
                    c if c.is_alphabetic() => !last.is_alphabetic() && !next.is_alphabetic(),
                    '–' | '—' | '•' => false,
                    _ => last.is_alphabetic() && next.is_alphabetic(),
                },
        );
        last = c;
    }
    strange
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
    fn utf_32_old_macs_and_few_words_of_cyrillic_are_read() {
        let text = "I study “waves” – and birds.";
        let wide = |big: bool| -> Vec<u8> {
            text.chars().flat_map(|c| if big { (c as u32).to_be_bytes() } else { (c as u32).to_le_bytes() }).collect()
        };
        for (bytes, mark) in [(wide(false), &[0xff, 0xfe, 0, 0][..]), (wide(true), &[0, 0, 0xfe, 0xff])] {
            assert_eq!(decode(&bytes, None).unwrap(), Decoded { text: text.into(), note: None });
            assert_eq!(decode(&[mark, &bytes].concat(), None).unwrap().text, text);
        }
        let mac = b"He said \xd2no\xd3 in the caf\x8e \xd0 it\xd5s fine, and I\xd5d go there again.";
        assert_eq!(decode(mac, None).unwrap().text, "He said “no” in the café – it’s fine, and I’d go there again.");
        let western = "He said “no” in the café – it’s fine, and Élise, Øyvind and Ñuño agreed.";
        let bytes = WINDOWS_1252.encode(western).0;
        assert_eq!(decode(&bytes, None).unwrap().text, western);
        let english =
            "I am writing to apply for your school, and I would like to learn how networks are trained. ".repeat(8);
        let mixed = format!("{english}Я изучаю волны и птиц. {english}");
        let got = decode(&by_label("koi8-r").unwrap().encode(&mixed).0, None).unwrap();
        assert_eq!(got.text, mixed);
        assert!(got.note.unwrap().contains("uncertain"));
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
