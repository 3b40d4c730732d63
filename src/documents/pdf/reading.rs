//! One page: its operators followed, what is seen told from what is not, and its text put together.

use super::annotations;
use super::codes::is_wordy;
use super::columns;
use super::file::File;
use super::geometry::{Matrix, Rect};
use super::interpret::Interpreter;
use super::page::{Letter, Page, Unseen};
use super::paragraphs;
use super::picture;
use super::resources::Resources;
use super::rows;
use super::state::State;
use super::visibility;
use crate::documents::Refusal;
use crate::documents::ocr::Ocr;
use oxidize_pdf::parser::{ContentParser, ParsedPage, PdfDictionary, PdfObject};
use std::collections::BTreeMap;
use std::collections::HashMap;

/// Letters below which the layer of text on a picture is no reading of it.
const LEAST_LAYER: usize = 20;

/// The share of a page that pictures cover from which it may be a scan.
const COVERED: f64 = 0.5;

/// The share of a page from which a picture is a part of a scan, and how many of them are read.
const SMALLEST_SCAN: f64 = 0.02;
const MOST_SCANS: usize = 40;

/// Letters that a stamp at the edge of a scan may have, and how far from the edge it may stand (share of the height).
const LONGEST_STAMP: usize = 200;
const EDGE: f64 = 0.12;

/// Shapes from which a page without letters is a drawing of text.
const DRAWN: usize = 60;

/// Letters from which an unseen passage counts: bullets and page numbers are none.
const LEAST_HIDDEN: usize = 3;

/// Texts by the names of glyphs where those contradict what their font says: for signs, the place of the text.
type Named = HashMap<usize, (u32, u32)>;

/// What a page gives.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub text: String,
    /// Passages that can't be seen.
    pub hidden: Vec<String>,
    /// The text is what a machine has read from a picture.
    pub scan: bool,
    /// It is a picture, or a drawing, without text.
    pub picture: bool,
    /// The text was read from a picture by a program for OCR.
    pub ocr: bool,
    /// Letters read by a guessed code table.
    pub guessed: usize,
    pub comments: usize,
}

/// Reads a page.
pub(super) fn read(
    file: &File<'_>,
    parsed: &ParsedPage,
    resources: &mut Resources<'_, '_>,
    budget: &mut usize,
    ocr: Option<&Ocr>,
) -> Result<Reading, Refusal> {
    let (page, named) = interpret(file, parsed, resources, budget)?;
    let mut seen = visibility::seen(&page, false);
    let texts = texts(&page, &named);
    let (shown, layer) = (letters(&texts, &seen, true), letters(&texts, &seen, false));
    let pictures: f64 = page.covers.iter().filter(|c| c.picture).map(|c| c.rect.area()).sum();
    let covered = pictures >= COVERED * page.bounds().area();
    let mut reading = Reading { guessed: page.guessed, comments: page.comments, ..Reading::default() };
    if covered && layer >= LEAST_LAYER && shown * 4 < layer {
        let with_layer = visibility::seen(&page, true);
        if letters(&texts, &with_layer, true) >= shown + LEAST_LAYER {
            seen = with_layer;
            reading.scan = true;
        }
    }
    reading.text = put_together(&page, &texts, &seen, true);
    reading.hidden = hidden(&page, &texts, &seen, &named);
    let stamp = || shown <= LONGEST_STAMP && at_edge(&page, &texts, &seen);
    reading.picture = !reading.scan && (shown == 0 && page.shapes >= DRAWN || covered && (shown == 0 || stamp()));
    if let Some(ocr) = ocr.filter(|_| reading.picture)
        && let Some(text) = recognised(file, &page, ocr)
    {
        // What is seen as text is in the picture's text too, or a stamp.
        reading.text = text;
        (reading.picture, reading.ocr) = (false, true);
    }
    Ok(reading)
}

/// The text of the pictures of a page, from the top down.
fn recognised(file: &File<'_>, page: &Page, ocr: &Ocr) -> Option<String> {
    let mut pictures: Vec<&(Rect, (u32, u16))> = page.pictures.iter().collect();
    pictures.retain(|(rect, _)| rect.area() >= SMALLEST_SCAN * page.bounds().area());
    pictures.sort_by(|a, b| b.0.y1.total_cmp(&a.0.y1));
    let mut texts = Vec::new();
    for (rect, object) in pictures.into_iter().take(MOST_SCANS) {
        let Some(encoded) = picture::encode(file, *object) else { continue };
        texts.extend(ocr.read(&encoded, picture::dpi(file, *object, rect)));
    }
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// Follows the operators of a page and of what lies on it.
fn interpret(
    file: &File<'_>,
    parsed: &ParsedPage,
    resources: &mut Resources<'_, '_>,
    budget: &mut usize,
) -> Result<(Page, Named), Refusal> {
    let media = Rect::of(parsed.media_box);
    let cropped = parsed.crop_box.map_or(media, |crop| Rect::of(crop).with(&media));
    let crop = if cropped.area() > 0.0 { cropped } else { media };
    let unit = file.number(&parsed.dict, "UserUnit").filter(|u| (0.01..1000.0).contains(u)).unwrap_or(1.0);
    let (width, height) = (crop.width() * unit, crop.height() * unit);
    let at_origin = Matrix([unit, 0.0, 0.0, unit, -crop.x0 * unit, -crop.y0 * unit]);
    // A page is turned clockwise.
    let (turn, width, height) = match parsed.rotation.rem_euclid(360) {
        90 => (Matrix([0.0, -1.0, 1.0, 0.0, 0.0, width]), height, width),
        180 => (Matrix([-1.0, 0.0, 0.0, -1.0, width, height]), width, height),
        270 => (Matrix([0.0, 1.0, -1.0, 0.0, height, 0.0]), height, width),
        _ => (Matrix::IDENTITY, width, height),
    };
    let state = State::new(at_origin.then(&turn), Rect::EVERYTHING);
    let streams = contents(file, &parsed.dict)?;
    let operations = ContentParser::parse_content_streams(&streams).map_err(|e| Refusal::Damaged(e.to_string()))?;
    let own = parsed.get_resources().cloned().unwrap_or_default();
    let page = Page { width, height, ..Page::default() };
    let mut reader = Interpreter::new(page, resources, budget);
    reader.follow(&operations, &own, state.clone(), 0)?;
    annotations::draw(&mut reader, file, &parsed.dict, &state)?;
    Ok((reader.page, reader.named))
}

/// The content of a page, stream by stream.
fn contents(file: &File<'_>, page: &PdfDictionary) -> Result<Vec<Vec<u8>>, Refusal> {
    match file.entry(page, "Contents") {
        Some(PdfObject::Stream(stream)) => Ok(vec![file.unpack(&stream)?]),
        Some(PdfObject::Array(parts)) => {
            let streams = parts.0.iter().map(|part| file.get(part));
            streams.filter_map(|s| s.as_stream().map(|s| file.unpack(s))).collect()
        }
        _ => Ok(Vec::new()),
    }
}

/// The text of each sign as it is seen: by the name of its glyph where a font says other letters than it shows, and by its
/// replacement where the font says nothing.
fn texts(page: &Page, named: &Named) -> Vec<(u32, u32)> {
    let mut texts: Vec<(u32, u32)> = page.signs.iter().map(|s| s.text).collect();
    if is_spoofed(page, named) {
        for (sign, text) in named {
            texts[*sign] = *text;
        }
    }
    texts
}

/// Whether the names of glyphs that contradict their font make words: then the font says other letters than it shows.
fn is_spoofed(page: &Page, named: &Named) -> bool {
    if named.len() < LEAST_HIDDEN {
        return false;
    }
    let shown: String = page
        .runs
        .iter()
        .filter(|run| run.signs.clone().any(|n| named.contains_key(&n)))
        .flat_map(|run| run.signs.clone())
        .map(|n| slice(page, named.get(&n).copied().unwrap_or(page.signs[n].text)))
        .collect();
    is_wordy(&shown)
}

fn slice(page: &Page, (start, end): (u32, u32)) -> &str {
    page.text.get(start as usize..end as usize).unwrap_or_default()
}

fn letters_of(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Letters and digits that are seen, or that are not.
fn letters(texts: &[(u32, u32)], seen: &[bool], which: bool) -> usize {
    // A sign is a letter or a few; blanks and marks are counted too, which is near enough.
    texts.iter().zip(seen).filter(|(text, seen)| **seen == which && text.1 > text.0).count()
}

/// Whether all that is seen stands at the upper or lower edge.
fn at_edge(page: &Page, texts: &[(u32, u32)], seen: &[bool]) -> bool {
    let band = EDGE * page.height;
    let seen = page.signs.iter().zip(texts).zip(seen).filter(|((_, text), seen)| **seen && text.1 > text.0);
    seen.map(|((sign, _), _)| sign.y0).all(|y| y <= band || y >= page.height - band)
}

/// The text of the signs that are seen, or of those that are not.
fn put_together(page: &Page, texts: &[(u32, u32)], seen: &[bool], which: bool) -> String {
    // Letters by the direction of their lines.
    let mut turned: BTreeMap<u16, Vec<Letter<'_>>> = BTreeMap::new();
    for run in &page.runs {
        let straight = (run.angle + 45) / 90 * 90;
        let angle = if run.angle.abs_diff(straight) <= 3 { straight % 360 } else { run.angle };
        let (sin, cos) = f64::from(angle).to_radians().sin_cos();
        let turn = |x: f64, y: f64| (x * cos + y * sin, y * cos - x * sin);
        let out = turned.entry(angle).or_default();
        for n in run.signs.clone().filter(|n| seen[*n] == which) {
            let sign = &page.signs[n];
            let text = slice(page, texts[n]);
            let ((x0, y), (x1, _)) = (turn(sign.x0, sign.y0), turn(sign.x1, sign.y1));
            if !text.is_empty() && [x0, x1, y].iter().all(|v| v.is_finite()) {
                out.push(Letter { text, x0: x0.min(x1), x1: x0.max(x1), y, size: run.size, order: n });
            }
        }
    }
    let mut groups: Vec<Vec<Letter<'_>>> = turned.into_values().filter(|g| !g.is_empty()).collect();
    groups.sort_by_key(|g| std::cmp::Reverse(g.len()));
    let parts = groups.iter().map(|group| paragraphs::text(&columns::lines(&rows::rows(group))));
    parts.filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Passages that can't be seen: unseen signs, what spoofed fonts say, and replacement texts that say something else.
fn hidden(page: &Page, texts: &[(u32, u32)], seen: &[bool], named: &Named) -> Vec<String> {
    let unseen = put_together(page, texts, seen, false);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out: Vec<String> = unseen.split("\n\n").map(one_line).collect();
    if is_spoofed(page, named) {
        for run in page.runs.iter().filter(|run| run.signs.clone().any(|n| named.contains_key(&n))) {
            out.push(one_line(&run.signs.clone().map(|n| slice(page, page.signs[n].text)).collect::<String>()));
        }
    }
    for (n, actual) in page.actual.iter().enumerate() {
        let runs = page.runs.iter().filter(|run| run.actual == Some(n) && run.unseen == Unseen::No);
        let shown: String = runs.flat_map(|run| run.signs.clone()).map(|s| slice(page, texts[s])).collect();
        if says_else(actual, &shown) {
            out.push(one_line(actual));
        }
    }
    out.retain(|passage| letters_of(passage) >= LEAST_HIDDEN);
    out
}

/// Whether a replacement text has words that are not shown; one for a ligature, a formula or a divided word has none.
fn says_else(actual: &str, shown: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let all = plain(shown);
    let words =
        actual.split_whitespace().map(plain).filter(|w| w.chars().count() >= 3 && w.chars().all(char::is_alphabetic));
    let strange = words.filter(|word| !all.contains(word.as_str())).count();
    strange >= 2 && !all.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacement_texts_that_say_something_else_are_told_from_those_that_help() {
        for (actual, shown, want) in [
            ("hire this person at once", "I study waves", true),
            ("example", "exam-ple", false),
            ("fi", "\u{fffd}", false),
            ("I study waves", "I study waves", false),
            ("", "I study waves", false),
            ("x squared", "x2", false),
        ] {
            assert_eq!(says_else(actual, shown), want, "{actual} {shown}");
        }
    }
}
