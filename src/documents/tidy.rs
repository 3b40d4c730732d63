//! What typesetting put into a text and no writer meant.

/// Line ends as `\n`, nothing else: plain text stays as it was written.
pub(super) fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The text of a typeset document: ligatures as letters, the hyphen of line ends as a plain one (the segmenter joins
/// the word where the dictionary has it), no soft hyphens, one blank between words, at most one empty line.
pub(super) fn document(text: &str) -> String {
    let mut spelt = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{fb00}' => spelt.push_str("ff"),
            '\u{fb01}' => spelt.push_str("fi"),
            '\u{fb02}' => spelt.push_str("fl"),
            '\u{fb03}' => spelt.push_str("ffi"),
            '\u{fb04}' => spelt.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => spelt.push_str("st"),
            // A soft hyphen shows only where a line ends.
            '\u{ad}' if matches!(rest.peek(), Some('\n' | '\r')) => spelt.push('-'),
            '\u{ad}' | '\0' => {}
            '\u{2010}' | '\u{2011}' => spelt.push('-'),
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' | '\u{b}' | '\u{85}' | '\u{2028}' => spelt.push('\n'),
            '\u{c}' | '\u{2029}' => spelt.push_str("\n\n"),
            '\t' | '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\u{3000}' => spelt.push(' '),
            c => spelt.push(c),
        }
    }
    let mut out = String::with_capacity(spelt.len());
    let mut empty = 0;
    for line in spelt.lines() {
        let mut words = line.split(' ').filter(|w| !w.is_empty()).peekable();
        if words.peek().is_none() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        for (n, word) in words.enumerate() {
            if n > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typesetting_is_undone() {
        assert_eq!(
            document("e\u{fb03}cient  \u{fb01}nal\u{a0}word\r\n\r\n\r\n\r\nnext\t1"),
            "efficient final word\n\nnext 1"
        );
        assert_eq!(
            document("rein\u{ad}force\u{2010}\nment net\u{ad}\nwork\u{c}page"),
            "reinforce-\nment net-\nwork\n\npage"
        );
        assert_eq!(lines("a  b\r\nc\rd"), "a  b\nc\nd");
    }
}
