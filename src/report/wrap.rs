//! Lines that fit a terminal, counted in its columns.

use unicode_width::UnicodeWidthChar;

/// Columns of a terminal that a text takes: two for the wide letters of East Asia, none for control characters.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The text in lines of at most `width` columns (at least 20), broken at blanks, and inside a word only where it is
/// longer than a line. The first line begins with `first`, the others with `rest`.
pub(super) fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let width = width.max(20);
    let mut out = String::from(first);
    let mut used = columns(first);
    let mut is_start = true;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let own = columns(word);
        if !is_start && used + 1 + own > width {
            out.push('\n');
            out.push_str(rest);
            used = columns(rest);
            is_start = true;
        }
        if !is_start {
            out.push(' ');
            used += 1;
        }
        is_start = false;
        for c in word.chars() {
            let own = c.width().unwrap_or(0);
            if used + own > width {
                out.push('\n');
                out.push_str(rest);
                used = columns(rest);
            }
            out.push(c);
            used += own;
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_at_blanks_and_long_words_anywhere() {
        assert_eq!(wrap("aaaa bbbb cccc dddd eeee", 20, "- ", "  "), "- aaaa bbbb cccc\n  dddd eeee\n");
        assert_eq!(wrap(&"x".repeat(30), 20, "", "  "), format!("{}\n  {}\n", "x".repeat(20), "x".repeat(10)));
        assert_eq!(wrap(&"漢".repeat(12), 20, "", ""), format!("{}\n{}\n", "漢".repeat(10), "漢".repeat(2)));
        assert_eq!(wrap("", 20, "", ""), "\n");
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(text in "[a-z漢é ]{0,200}", width in 20usize..80) {
            let lines = wrap(&text, width, "  ", "    ");
            prop_assert!(lines.lines().all(|l| columns(l) <= width));
            let squeeze = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeeze(&lines), squeeze(&text));
        }
    }
}
