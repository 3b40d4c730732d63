//! Word before 2007 (`.doc`, MS-DOC). Macros and embedded objects are not opened; headers, footers and comments are left
//! out, as in newer files. What is formatted as hidden is no text of the letter.

use super::{Kind, Letter, Refusal, word};
use office_oxide::doc::{DocDocument, SubDocumentKind};
use office_oxide::options::ParseOptions;
use office_oxide::{Document, DocumentFormat};
use std::io::Cursor;

/// Reads a `.doc`.
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    let document = DocDocument::from_reader(Cursor::new(bytes)).map_err(|e| {
        let what = e.to_string();
        if what.to_lowercase().contains("encrypt") || what.to_lowercase().contains("password") {
            Refusal::Encrypted
        } else {
            Refusal::Damaged(what)
        }
    })?;
    if !document.text_complete() {
        return Err(Refusal::Damaged("a part of its text is missing".into()));
    }
    // Paragraphs are lines there.
    let paragraphs = |text: &str| text.replace('\r', "\n").replace('\n', "\n\n");
    let mut text = paragraphs(document.plain_text_ref());
    let (mut edges, mut comments) = (Vec::new(), 0);
    for part in document.subdocuments().iter().filter(|p| p.text.chars().any(char::is_alphanumeric)) {
        match part.kind {
            SubDocumentKind::Footnotes | SubDocumentKind::Endnotes | SubDocumentKind::TextBoxes => {
                text.push_str("\n\n");
                text.push_str(&paragraphs(&part.text));
            }
            SubDocumentKind::Comments => comments += part.text.lines().filter(|l| !l.trim().is_empty()).count(),
            _ => edges.extend(part.text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))),
        }
    }
    let mut letter = Letter::new(Kind::Doc, text);
    letter.warnings = word::warnings(edges, comments, 0);
    let mut options = ParseOptions::default();
    options.include_hidden_text = true;
    // The library gives the text with what is hidden or without, so what is hidden is what a second reading has more.
    if let Ok(all) = Document::from_reader_with(Cursor::new(bytes.to_vec()), DocumentFormat::Doc, &options)
        && let Some(all) = all.as_doc()
    {
        letter.hidden = unseen(document.plain_text_ref(), all.plain_text_ref());
    }
    Ok(letter)
}

/// Words in a row by which a place is known again.
const KNOWN: usize = 8;

/// The passages that a text with everything in it has more than the one that is shown.
fn unseen(shown: &str, all: &str) -> Vec<String> {
    let (shown, all): (Vec<&str>, Vec<&str>) = (shown.split_whitespace().collect(), all.split_whitespace().collect());
    let (mut passages, mut passage) = (Vec::new(), Vec::new());
    let (mut next, mut at) = (0, 0);
    // Looking ahead is given up where a file is made so that it never ends.
    let mut steps = 64 * all.len();
    while at < all.len() {
        if shown.get(next) == Some(&all[at]) {
            if !passage.is_empty() {
                passages.push(std::mem::take(&mut passage).join(" "));
            }
            (next, at) = (next + 1, at + 1);
            continue;
        }
        let wanted = &shown[next..shown.len().min(next + KNOWN)];
        let mut find = |wanted: &[&str]| {
            let found = all[at..].windows(wanted.len().max(1)).take(steps).position(|words| words == wanted);
            steps = steps.saturating_sub(found.unwrap_or(all.len() - at));
            found
        };
        let ahead = find(wanted).or_else(|| find(&wanted[..wanted.len().min(1)]));
        // Where what is shown does not go on, one word stands for another: hidden letters within a word.
        let count = ahead.unwrap_or(if wanted.is_empty() { all.len() - at } else { 1 });
        passage.extend_from_slice(&all[at..at + count]);
        next += usize::from(ahead.is_none() && !wanted.is_empty());
        at += count;
    }
    passages.extend((!passage.is_empty()).then(|| passage.join(" ")));
    passages
}

#[cfg(test)]
mod tests {
    use super::unseen;

    #[test]
    fn passages_that_are_not_shown_are_what_a_text_has_more() {
        for (shown, all, hidden) in [
            ("", "", &[][..]),
            ("a b c", "a\rb  c", &[]),
            ("a b c", "x y a b c", &["x y"]),
            ("a b c", "a x b y z c", &["x", "y z"]),
            ("a b c", "a b c x y", &["x y"]),
            ("", "x y", &["x y"]),
            // What is hidden begins like what follows.
            ("I like birds and boxes", "I like you I like birds and boxes", &["you I like"]),
            // Hidden letters within a word.
            ("the birds sing", "the birdcages sing", &["birdcages"]),
            ("the birds", "the birdcages", &["birdcages"]),
            // A word that is shown later is no end of what is hidden.
            ("a b c d e f g h i", "a x b y b c d e f g h i", &["x b y"]),
        ] {
            assert_eq!(unseen(shown, all), hidden, "{all}");
        }
    }

    #[test]
    fn a_text_made_to_be_searched_for_ever_ends() {
        let (shown, all) = ("a b ".repeat(20_000), "a x ".repeat(20_000));
        assert!(!unseen(&shown, &all).is_empty());
    }
}
