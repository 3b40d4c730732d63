//! Word since 2007 (`.docx`, ECMA-376): the runs of `word/document.xml`. Headers, footers, comments, deleted text, fields'
//! instructions and macros stand elsewhere and are not read.

use super::xml::{Node, attribute, walk};
use super::{Kind, Letter, Refusal, package};

/// Text of this size (half points) or less can't be read.
const TINY: u32 = 4;

/// What makes a run's text invisible.
#[derive(Clone, Copy, Default)]
struct Look {
    vanish: bool,
    white: bool,
    shaded: bool,
    tiny: bool,
}

impl Look {
    const fn hidden(self) -> bool {
        self.vanish || self.tiny || (self.white && !self.shaded)
    }
}

#[derive(Default)]
struct Reader {
    text: String,
    hidden: Vec<String>,
    run: Look,
    paragraph_shaded: bool,
    in_run: bool,
    in_text: bool,
    in_paragraph_properties: usize,
    skip: usize,
}

impl Reader {
    fn put(&mut self, text: &str) {
        let mut look = self.run;
        look.shaded |= self.paragraph_shaded;
        if !look.hidden() {
            self.text.push_str(text);
        } else if let Some(last) = self.hidden.last_mut() {
            last.push_str(text);
        } else {
            self.hidden.push(text.to_owned());
        }
    }

    fn take(&mut self, node: Node<'_>) {
        match node {
            // The fallback repeats a text box for old readers; a deletion is what the writer took back.
            Node::Open("Fallback" | "del" | "moveFrom", _) => self.skip += 1,
            Node::Close("Fallback" | "del" | "moveFrom") => self.skip = self.skip.saturating_sub(1),
            _ if self.skip > 0 => {}
            Node::Open("p", _) => {
                self.text.push_str("\n\n");
                self.paragraph_shaded = false;
            }
            Node::Open("pPr", _) => self.in_paragraph_properties += 1,
            Node::Close("pPr") => self.in_paragraph_properties = self.in_paragraph_properties.saturating_sub(1),
            Node::Open("r", _) => {
                self.run = Look::default();
                self.in_run = true;
            }
            Node::Close("r") => {
                if self.run.hidden() && self.hidden.last().is_some_and(|h| !h.is_empty()) {
                    self.hidden.push(String::new());
                }
                self.in_run = false;
            }
            Node::Open("t", _) => self.in_text = self.in_run,
            Node::Close("t") => self.in_text = false,
            Node::Text(text) if self.in_text => self.put(&text),
            Node::Open("tab", _) if self.in_run => self.put(" "),
            Node::Open("br" | "cr", _) if self.in_run => self.put("\n"),
            Node::Open("noBreakHyphen", _) => self.put("-"),
            Node::Open("shd", tag) => {
                let fill = attribute(tag, "fill").unwrap_or_default();
                let dark = !matches!(fill.to_ascii_lowercase().as_str(), "" | "auto" | "ffffff");
                if self.in_paragraph_properties > 0 { self.paragraph_shaded = dark } else { self.run.shaded = dark }
            }
            // The properties of the paragraph's mark say nothing of its text.
            _ if self.in_paragraph_properties > 0 => {}
            Node::Open("vanish" | "webHidden", tag) => {
                self.run.vanish = !matches!(attribute(tag, "val").as_deref(), Some("0" | "false" | "off"));
            }
            Node::Open("color", tag) => {
                self.run.white = attribute(tag, "val").is_some_and(|v| v.eq_ignore_ascii_case("ffffff"));
            }
            Node::Open("highlight", _) => self.run.shaded = true,
            Node::Open("sz", tag) => {
                self.run.tiny = attribute(tag, "val").and_then(|v| v.parse().ok()).is_some_and(|s: u32| s <= TINY);
            }
            _ => {}
        }
    }
}

/// Reads a `.docx`.
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    let part = package::part(bytes, "word/document.xml")?
        .ok_or_else(|| Refusal::Damaged("it has no word/document.xml".into()))?;
    let mut reader = Reader::default();
    walk(&part, |node| reader.take(node))?;
    let mut letter = Letter::new(Kind::Docx, reader.text);
    letter.hidden = reader.hidden.into_iter().filter(|h| !h.trim().is_empty()).collect();
    letter.pages = pages(bytes)?;
    Ok(letter)
}

/// The pages that the word processor counted when it saved.
fn pages(bytes: &[u8]) -> Result<Option<u32>, Refusal> {
    let Some(part) = package::part(bytes, "docProps/app.xml")? else { return Ok(None) };
    let (mut inside, mut pages) = (false, None);
    walk(&part, |node| match node {
        Node::Open("Pages", _) => inside = true,
        Node::Close("Pages") => inside = false,
        Node::Text(text) if inside => pages = text.trim().parse().ok(),
        _ => {}
    })?;
    Ok(pages)
}
