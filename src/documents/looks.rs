//! How text stands out from what lies beneath it, for formats that say both by colours in hexadecimals.

/// A colour as red, green and blue.
pub(super) type Rgb = [u8; 3];

pub(super) const WHITE: Rgb = [255; 3];

/// Colours are distinguished if one of their parts differs by more.
const ALIKE: u8 = 16;

/// What lies beneath a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    Known(Rgb),
    /// A picture, a pattern, a style that was not read: nothing is said of text before it.
    Unknown,
}

/// `FF8000`, with or without its mark.
pub(super) fn hex(text: &str) -> Option<Rgb> {
    let digits = text.trim().trim_start_matches('#');
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let part = |n: usize| u8::from_str_radix(&digits[2 * n..2 * n + 2], 16).ok();
    Some([part(0)?, part(1)?, part(2)?])
}

/// Whether a person sees text of this colour before that ground. A colour that is not set suits its ground.
pub(super) fn stands_out(colour: Option<Rgb>, ground: Ground) -> bool {
    match (colour, ground) {
        (Some(colour), Ground::Known(ground)) => colour.iter().zip(ground).any(|(a, b)| a.abs_diff(b) > ALIKE),
        _ => true,
    }
}

/// Text and passages that can't be seen, as a reader collects them.
#[derive(Debug, Default)]
pub(super) struct Passages {
    pub text: String,
    pub hidden: Vec<String>,
    /// The last piece was hidden, and what comes next goes on with it.
    goes_on: bool,
}

impl Passages {
    pub(super) fn put(&mut self, text: &str, hidden: bool) {
        if !hidden {
            self.text.push_str(text);
            if !text.trim().is_empty() {
                self.goes_on = false;
            }
        } else if let Some(last) = self.hidden.last_mut().filter(|_| self.goes_on) {
            last.push_str(text);
        } else if !text.trim().is_empty() {
            self.hidden.push(text.to_owned());
            self.goes_on = true;
        }
    }

    /// A new paragraph.
    pub(super) fn paragraph(&mut self) {
        self.text.push_str("\n\n");
        self.goes_on = false;
    }

    /// The passages that hold words; bullets and page numbers are none.
    pub(super) fn hidden(self) -> (String, Vec<String>) {
        let one_line = |h: &String| h.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = |h: &String| h.chars().filter(|c| c.is_alphanumeric()).count() >= 3;
        (self.text, self.hidden.iter().map(one_line).filter(words).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_seen_where_it_differs_from_its_ground() {
        assert_eq!(hex("#1F3864"), Some([0x1f, 0x38, 0x64]));
        assert_eq!((hex("auto"), hex("12345"), hex("é1234")), (None, None, None));
        for (colour, ground, want) in [
            (hex("ffffff"), Ground::Known(WHITE), false),
            (hex("F5F5F5"), Ground::Known(WHITE), false),
            (hex("dddddd"), Ground::Known(WHITE), true),
            (hex("ffffff"), Ground::Known([31, 56, 100]), true),
            (hex("1f3860"), Ground::Known([31, 56, 100]), false),
            (hex("ffffff"), Ground::Unknown, true),
            (None, Ground::Known([0; 3]), true),
        ] {
            assert_eq!(stands_out(colour, ground), want, "{colour:?} {ground:?}");
        }
    }
}
