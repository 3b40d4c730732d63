//! PDF: the operators of each page followed as a viewer does, what a reader sees put together to lines, columns and
//! paragraphs; what can't be seen apart.

mod annotations;
mod codes;
mod colour;
mod columns;
mod file;
mod fonts;
mod gaps;
mod geometry;
mod interpret;
mod page;
mod paragraphs;
mod picture;
mod reading;
mod resources;
mod rows;
mod state;
mod visibility;

use super::ocr::Ocr;
use super::{Kind, LONGEST_TEXT, Letter, MOST_PAGES, Refusal, running_headers};
use reading::Reading;

/// Reads a PDF. One that is encrypted opens where the empty password does. Pages that are pictures are read with `ocr`.
pub(super) fn read(bytes: &[u8], ocr: Option<&Ocr>) -> Result<Letter, Refusal> {
    let file = file::open(bytes)?;
    let count = file.document.page_count().map_err(|e| file::refusal(&e))?;
    if count > MOST_PAGES {
        return Err(Refusal::TooManyPages { pages: count, most: MOST_PAGES });
    }
    let mut resources = resources::Resources::new(&file);
    let mut budget = interpret::MOST_OPERATORS;
    let mut readings: Vec<Reading> = Vec::new();
    let mut bytes_read = 0;
    for number in 0..count {
        let place = |e: Refusal| match e {
            Refusal::Damaged(what) => Refusal::Damaged(format!("page {} of {count}: {what}", number + 1)),
            other => other,
        };
        let parsed = file.document.get_page(number).map_err(|e| place(file::refusal(&e)))?;
        let reading = reading::read(&file, &parsed, &mut resources, &mut budget, ocr).map_err(place)?;
        bytes_read += reading.text.len();
        if bytes_read > LONGEST_TEXT {
            return Err(Refusal::TooLong { most: LONGEST_TEXT });
        }
        readings.push(reading);
    }
    let recognised = numbers(&readings, |r| r.ocr);
    let mut letter = letter(readings)?;
    if let Some(ocr) = ocr.filter(|_| !recognised.is_empty()) {
        letter.warnings.insert(0, format!("{} {}", named(&recognised), ocr.note()));
    }
    let (rubbish, mended, lost) = (file.rubbish, file.mended.get(), file.lost.get());
    for (is, what) in [
        (rubbish, "the file has something else before its start or after its end, which was left out"),
        (mended, "a part of the file has a wrong checksum: it was read anyway"),
        (lost, "a part of the file could not be read and was left out"),
    ] {
        if is {
            letter.warnings.push(what.into());
        }
    }
    Ok(letter)
}

/// Pages put together, or why they give no letter.
fn letter(readings: Vec<Reading>) -> Result<Letter, Refusal> {
    let count = readings.len() as u32;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let all: usize = readings.iter().map(|r| letters(&r.text)).sum();
    let unknown: usize = readings.iter().map(|r| r.text.matches('\u{fffd}').count()).sum();
    if unknown * 10 > all {
        return Err(Refusal::NoUnicode);
    }
    let guessed: usize = readings.iter().map(|r| r.guessed).sum();
    let guesses = guessed * 5 > all;
    if guesses && !readings.iter().any(|r| codes::is_wordy(&r.text)) {
        return Err(Refusal::NoUnicode);
    }
    let (scans, pictures) = (numbers(&readings, |r| r.scan), numbers(&readings, |r| r.picture));
    if !pictures.is_empty() && readings.iter().all(|r| r.picture || letters(&r.text) == 0) {
        return Err(Refusal::NeedsOcr);
    }
    let comments: usize = readings.iter().map(|r| r.comments).sum();
    let hidden: Vec<String> = readings.iter().flat_map(|r| r.hidden.clone()).collect();
    if all == 0 {
        return Err(if hidden.is_empty() { Refusal::Empty } else { Refusal::Unseen });
    }
    let mut pages: Vec<String> = readings.into_iter().map(|r| r.text).collect();
    let taken = running_headers::strip(&mut pages);
    let mut letter = Letter::new(Kind::Pdf, paragraphs::join_pages(&pages));
    letter.pages = Some(count);
    letter.hidden = hidden;
    if scans.len() as u32 == count {
        letter.warnings.push("a scan: the text is what a machine has read from it, with its mistakes".into());
    } else if !scans.is_empty() {
        let what = "a scan: its text is what a machine has read from it, with its mistakes";
        letter.warnings.push(format!("{} {what}", named(&scans)));
    }
    if !pictures.is_empty() {
        letter.warnings.push(format!("{} a picture without text, which needs OCR: it was left out", named(&pictures)));
    }
    if guesses {
        letter
            .warnings
            .push("the fonts don't say which letters they show; they were read by the usual code table".into());
    }
    if comments > 0 {
        letter.warnings.push(format!("comments on the pages were left out: {comments}"));
    }
    if !taken.is_empty() {
        letter.warnings.push(format!("left out as header or footer: {}", taken.join(" | ")));
    }
    if letter.text.contains('\u{fffd}') {
        letter.warnings.push("some characters have no Unicode in the file".into());
    }
    Ok(letter)
}

/// The numbers of some pages.
fn numbers(readings: &[Reading], which: fn(&Reading) -> bool) -> Vec<String> {
    readings.iter().enumerate().filter(|(_, r)| which(r)).map(|(n, _)| (n + 1).to_string()).collect()
}

/// `page 2 is`, `pages 2, 3 are each`.
fn named(pages: &[String]) -> String {
    match pages {
        [one] => format!("page {one} is"),
        more => format!("pages {} are each", more.join(", ")),
    }
}
