//! What lies on a page beside its own content: filled form fields, typed notes, stamps; comments are counted.

use super::file::File;
use super::geometry::{Matrix, Rect};
use super::interpret::Interpreter;
use super::page::{Run, Sign, Unseen};
use super::resources::{Form, Painted, string};
use super::state::State;
use crate::documents::Refusal;
use oxidize_pdf::parser::{PdfDictionary, PdfObject};
use std::rc::Rc;

/// Annotations of a page that are looked at.
const MOST: usize = 2_000;

/// Fields inside fields.
const DEEPEST: usize = 8;

/// Flags of an annotation: hidden; not shown on a screen.
const HIDDEN: i64 = 2;
const NO_VIEW: i64 = 32;

/// Kinds whose contents are comments beside the page, not on it.
const COMMENTS: &[&str] = &[
    "Text",
    "Highlight",
    "Underline",
    "StrikeOut",
    "Squiggly",
    "Caret",
    "Popup",
    "Ink",
    "Square",
    "Circle",
    "FileAttachment",
];

/// Draws the annotations of a page over it.
pub(super) fn draw(
    reader: &mut Interpreter<'_, '_, '_>,
    file: &File<'_>,
    page: &PdfDictionary,
    state: &State,
) -> Result<(), Refusal> {
    let all = file.entry(page, "Annots");
    for object in all.iter().filter_map(PdfObject::as_array).flat_map(|a| &a.0).take(MOST) {
        let PdfObject::Dictionary(note) = file.get(object) else { continue };
        let kind = file.name(&note, "Subtype").unwrap_or_default();
        let flags = file.number(&note, "F").unwrap_or(0.0) as i64;
        let words = |key: &str| file.entry(&note, key).and_then(|o| Some(string(&o.as_string()?.0)));
        if COMMENTS.contains(&kind.as_str()) {
            let said = words("Contents").is_some_and(|text| text.chars().any(char::is_alphanumeric));
            reader.page.comments += usize::from(said && kind != "Popup");
        }
        if flags & (HIDDEN | NO_VIEW) != 0 || kind == "Popup" || kind == "Link" {
            continue;
        }
        if note.get("OC").is_some_and(|layer| reader.layer_is_off(layer)) {
            continue;
        }
        let Some(rect) = file.four(&note, "Rect").map(Rect::of) else { continue };
        match appearance(reader, file, &note) {
            Some(form) => fit(reader, &form, rect, state)?,
            None if kind == "FreeText" => write(reader, &words("Contents").unwrap_or_default(), rect, state),
            None if kind == "Widget" => {
                if let Some(text) = value(file, &note) {
                    write(reader, &text, rect, state);
                }
            }
            None => {}
        }
    }
    Ok(())
}

/// The form that shows an annotation as it is now.
fn appearance(reader: &mut Interpreter<'_, '_, '_>, file: &File<'_>, note: &PdfDictionary) -> Option<Rc<Form>> {
    let looks = file.dict(note, "AP")?;
    let mut normal = looks.get("N")?.clone();
    if let PdfObject::Dictionary(states) = file.get(&normal) {
        normal = states.get(&file.name(note, "AS")?)?.clone();
    }
    match reader.painted_of(&normal) {
        (Painted::Form(form), false) => Some(form),
        _ => None,
    }
}

/// Draws a form into a rectangle (ISO 32000-1, 12.5.5).
fn fit(reader: &mut Interpreter<'_, '_, '_>, form: &Rc<Form>, rect: Rect, state: &State) -> Result<(), Refusal> {
    let mut state = state.clone();
    if let Some(bounds) = form.bounds.map(|b| b.through(&form.matrix)).filter(|b| b.area() > 0.0) {
        let (x, y) = (rect.width() / bounds.width(), rect.height() / bounds.height());
        let into = Matrix([x, 0.0, 0.0, y, rect.x0 - bounds.x0 * x, rect.y0 - bounds.y0 * y]);
        state.map = into.then(&state.map);
    }
    reader.draw(form, &PdfDictionary::new(), &state)
}

/// The value of a text or choice field that no form shows; a field may inherit it.
fn value(file: &File<'_>, field: &PdfDictionary) -> Option<String> {
    let (mut field, mut kind, mut text) = (field.clone(), None, None);
    for _ in 0..DEEPEST {
        kind = kind.or_else(|| file.name(&field, "FT"));
        text = text.or_else(|| match file.entry(&field, "V")? {
            PdfObject::String(bytes) => Some(string(&bytes.0)),
            PdfObject::Stream(stream) => Some(string(&file.unpack(&stream).ok()?)),
            _ => None,
        });
        match file.dict(&field, "Parent") {
            Some(parent) => field = parent,
            None => break,
        }
    }
    text.filter(|_| matches!(kind.as_deref(), Some("Tx" | "Ch")))
}

/// Puts words into a rectangle as a viewer does that makes the appearance itself: lines from the top down.
fn write(reader: &mut Interpreter<'_, '_, '_>, text: &str, rect: Rect, state: &State) {
    let page = &mut reader.page;
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(1_000).collect();
    let size = (rect.height() / lines.len().max(1) as f64 * 0.8).clamp(4.0, 12.0);
    for (n, line) in lines.iter().enumerate() {
        let first = page.signs.len();
        let y = rect.y1 - size * (1.0 + 1.2 * n as f64);
        for (k, c) in line.chars().enumerate() {
            let start = page.text.len() as u32;
            page.text.push(if c.is_whitespace() { ' ' } else { c });
            let x = rect.x0 + 0.5 * size * k as f64;
            let (x0, y0) = state.map.apply((x, y));
            let (x1, y1) = state.map.apply((x + 0.5 * size, y));
            page.signs.push(Sign { text: (start, page.text.len() as u32), x0, y0, x1, y1 });
        }
        let order = page.next();
        page.runs.push(Run {
            signs: first..page.signs.len(),
            order,
            size: size * state.map.scale(),
            angle: 0,
            colour: Some([0.0; 3]),
            opacity: 1.0,
            edge: None,
            clip: Rect::EVERYTHING,
            unseen: Unseen::No,
            actual: None,
        });
    }
}
