//! PDF: the fragments of each page in reading order, put together to lines and paragraphs; what can't be seen apart.

use super::{Kind, LONGEST_TEXT, Letter, MOST_PAGES, Refusal, running_headers};
use oxidize_pdf::graphics::Color;
use oxidize_pdf::parser::{ParseOptions, PdfDocument, PdfReader};
use oxidize_pdf::text::{ExtractionOptions, TextExtractor, TextFragment, TextRenderingMode};
use std::io::Cursor;

/// Text of this size (points) or less can't be read.
const TINY: f64 = 2.0;

/// Letters and digits below which a PDF counts as a scan.
const LEAST: usize = 20;

/// Bytes at the end of a file in which its end mark stands.
const TAIL: usize = 4_096;

/// Reads a PDF. One that is encrypted opens where the empty password does.
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    let mut reader =
        PdfReader::new_with_options(Cursor::new(bytes), ParseOptions::lenient()).map_err(|e| refusal(bytes, &e))?;
    if reader.is_encrypted() && !reader.is_unlocked() && !reader.try_empty_password().unwrap_or(false) {
        return Err(Refusal::Encrypted);
    }
    // A parser that forgives would give the pages it still finds: half a letter, judged as a whole one.
    if !has_end(bytes) {
        return Err(Refusal::Damaged("it breaks off before its end".into()));
    }
    let document = PdfDocument::new(reader);
    let count = document.page_count().map_err(|e| refusal(bytes, &e))?;
    if count > MOST_PAGES {
        return Err(Refusal::TooManyPages { pages: count, most: MOST_PAGES });
    }
    let options = ExtractionOptions {
        preserve_layout: true,
        detect_columns: true,
        merge_hyphenated: false,
        max_extracted_bytes: Some(LONGEST_TEXT),
        ..ExtractionOptions::default()
    };
    let (mut pages, mut hidden) = (Vec::new(), Vec::new());
    let mut bytes_read = 0;
    for page in 0..count {
        let mut extractor = TextExtractor::with_options(options.clone());
        let damaged = |e: &dyn std::fmt::Display| Refusal::Damaged(format!("page {} of {count}: {e}", page + 1));
        let parsed = document.get_page(page).map_err(|e| damaged(&e))?;
        let (width, height) = (parsed.width(), parsed.height());
        let extracted = extractor.extract_from_page(&document, page).map_err(|e| damaged(&e))?;
        bytes_read += extracted.text.len();
        if extracted.truncated || bytes_read > LONGEST_TEXT {
            return Err(Refusal::TooLong { most: LONGEST_TEXT });
        }
        let (seen, unseen): (Vec<_>, Vec<_>) =
            extracted.fragments.into_iter().partition(|f| is_visible(f, width.max(height)));
        hidden.extend(unseen.into_iter().map(|f| f.text).filter(|t| t.chars().any(char::is_alphanumeric)));
        pages.push(assemble(&seen));
    }
    let letters = |texts: &[String]| texts.iter().flat_map(|t| t.chars()).filter(|c| c.is_alphanumeric()).count();
    // The text layer under a scan is invisible on purpose: it is what a machine has read from the picture.
    let unknown = |texts: &[String]| texts.iter().flat_map(|t| t.chars()).filter(|c| *c == '\u{fffd}').count();
    if unknown(&pages) * 10 > letters(&pages) {
        return Err(Refusal::NoUnicode);
    }
    let scanned = letters(&pages) < LEAST && letters(&hidden) >= LEAST;
    if letters(&pages) < LEAST && !scanned {
        return Err(if count == 0 { Refusal::Empty } else { Refusal::NeedsOcr });
    }
    if scanned {
        pages = vec![std::mem::take(&mut hidden).join("\n")];
    }
    let taken = running_headers::strip(&mut pages);
    let mut letter = Letter::new(Kind::Pdf, join_pages(&pages));
    letter.pages = Some(count);
    letter.hidden = hidden;
    if scanned {
        letter.warnings.push("a scan: the text is what a machine has read from it, with its mistakes".into());
    }
    if !taken.is_empty() {
        letter.warnings.push(format!("left out as header or footer: {}", taken.join(" | ")));
    }
    if letter.text.contains('\u{fffd}') {
        letter.warnings.push("some characters have no Unicode in the file".into());
    }
    Ok(letter)
}

/// Whether the end mark of a PDF is there.
fn has_end(bytes: &[u8]) -> bool {
    memchr::memmem::find(&bytes[bytes.len().saturating_sub(TAIL)..], b"%%EOF").is_some()
}

/// What the parser's error means to a person.
fn refusal(bytes: &[u8], error: &oxidize_pdf::parser::ParseError) -> Refusal {
    let what = error.to_string();
    if what.to_lowercase().contains("password") {
        Refusal::Encrypted
    } else if !has_end(bytes) {
        Refusal::Damaged("it breaks off before its end".into())
    } else {
        Refusal::Damaged(what)
    }
}

/// Whether a person sees a fragment on a white page.
fn is_visible(fragment: &TextFragment, extent: f64) -> bool {
    let white = match fragment.color {
        Some(Color::Rgb(r, g, b)) => r.min(g).min(b) > 0.97,
        Some(Color::Gray(g)) => g > 0.97,
        Some(Color::Cmyk(c, m, y, k)) => c.max(m).max(y).max(k) < 0.03,
        None => false,
    };
    let painted = !matches!(fragment.render_mode, TextRenderingMode::Invisible | TextRenderingMode::Clip);
    let on_page = |at: f64| (-20.0..=extent + 20.0).contains(&at);
    painted && !white && fragment.font_size > TINY && on_page(fragment.x) && on_page(fragment.y)
}

/// Fragments in reading order → lines and paragraphs.
fn assemble(fragments: &[TextFragment]) -> String {
    let mut text = String::new();
    let mut before: Option<&TextFragment> = None;
    // Where the line began that is being put together.
    let mut margin = 0.0;
    for fragment in fragments {
        let between = before.map_or("\n", |last| between(last, fragment, margin, &text));
        if before.is_some() {
            text.push_str(between);
        }
        if between.starts_with('\n') {
            margin = fragment.x;
        }
        text.push_str(&fragment.text);
        before = Some(fragment);
    }
    text
}

/// What stands between two fragments: nothing or a blank on one line, a line break, or an empty line.
fn between(last: &TextFragment, next: &TextFragment, margin: f64, text: &str) -> &'static str {
    let size = last.font_size.max(next.font_size).max(1.0);
    let down = last.y - next.y;
    if down.abs() < 0.5 * size {
        // Kerning sets a word in pieces; a gap is more than that.
        let gap = next.x - (last.x + last.width);
        let blank = text.ends_with(char::is_whitespace) || next.text.starts_with(char::is_whitespace);
        return if !blank && (gap > 0.15 * size || gap < -size) { " " } else { "" };
    }
    let ended = text.trim_end().ends_with(['.', '!', '?', ':']);
    let indented = ended && (0.8 * size..4.0 * size).contains(&(next.x - margin));
    let follows = (0.0..=1.6 * size).contains(&down) && !indented;
    if follows || (down < 0.0 && !ended) { "\n" } else { "\n\n" }
}

/// Pages one after the other; a sentence goes on over the break.
fn join_pages(pages: &[String]) -> String {
    let mut text = String::new();
    for page in pages.iter().filter(|p| !p.trim().is_empty()) {
        if !text.is_empty() {
            let goes_on =
                !text.trim_end().ends_with(['.', '!', '?', ':']) && page.trim_start().starts_with(char::is_lowercase);
            text.push_str(if goes_on { "\n" } else { "\n\n" });
        }
        text.push_str(page);
    }
    text
}
