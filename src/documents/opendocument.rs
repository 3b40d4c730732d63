//! OpenDocument text (`.odt`, ISO/IEC 26300): the paragraphs of `content.xml`. Notes, comments, tracked changes, headers
//! and footers are not read.

use super::xml::{Node, attribute, walk};
use super::{Kind, Letter, Refusal, package};
use std::collections::HashSet;

/// Text of this size (points) or less can't be read.
const TINY: f64 = 2.0;

#[derive(Default)]
struct Reader {
    text: String,
    hidden: Vec<String>,
    /// Styles whose text can't be seen.
    invisible: HashSet<String>,
    style: String,
    /// For each open span or paragraph, whether it is hidden.
    spans: Vec<bool>,
    skip: usize,
    body: bool,
}

impl Reader {
    fn take(&mut self, node: Node<'_>) {
        match node {
            Node::Open("note" | "tracked-changes" | "annotation" | "forms" | "sequence-decls", _) => self.skip += 1,
            Node::Close("note" | "tracked-changes" | "annotation" | "forms" | "sequence-decls") => {
                self.skip = self.skip.saturating_sub(1);
            }
            _ if self.skip > 0 => {}
            Node::Open("style", tag) => self.style = attribute(tag, "name").unwrap_or_default(),
            Node::Open("text-properties", tag) => {
                let is = |name: &str, value: &str| attribute(tag, name).is_some_and(|v| v.eq_ignore_ascii_case(value));
                let size = attribute(tag, "font-size").and_then(|v| v.strip_suffix("pt").and_then(|v| v.parse().ok()));
                let white = is("color", "#ffffff")
                    && attribute(tag, "background-color")
                        .is_none_or(|b| matches!(b.as_str(), "transparent" | "#ffffff"));
                if is("display", "none") || white || size.is_some_and(|s: f64| s <= TINY) {
                    self.invisible.insert(self.style.clone());
                }
            }
            Node::Open("text", _) => self.body = true,
            Node::Open(name @ ("p" | "h" | "span"), tag) if self.body => {
                if name != "span" {
                    self.text.push_str("\n\n");
                }
                let style = attribute(tag, "style-name").unwrap_or_default();
                let outer = name == "span" && self.spans.last() == Some(&true);
                let hidden = outer || self.invisible.contains(&style);
                if hidden && !outer {
                    self.hidden.push(String::new());
                }
                self.spans.push(hidden);
            }
            Node::Close("p" | "h" | "span") => {
                self.spans.pop();
            }
            Node::Open("s", tag) => {
                let count = attribute(tag, "c").and_then(|c| c.parse().ok()).unwrap_or(1usize);
                self.put(&" ".repeat(count.min(100)));
            }
            Node::Open("tab", _) => self.put(" "),
            Node::Open("line-break", _) => self.put("\n"),
            Node::Open("soft-page-break", _) => {}
            Node::Text(text) if !self.spans.is_empty() => self.put(&text.replace('\n', " ")),
            _ => {}
        }
    }

    fn put(&mut self, text: &str) {
        match (self.spans.last(), self.hidden.last_mut()) {
            (Some(true), Some(last)) => last.push_str(text),
            _ => self.text.push_str(text),
        }
    }
}

/// Reads an `.odt`.
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    let manifest = package::part(bytes, "META-INF/manifest.xml")?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(Refusal::Encrypted);
    }
    let part = package::part(bytes, "content.xml")?.ok_or_else(|| Refusal::Damaged("it has no content.xml".into()))?;
    let mut reader = Reader::default();
    walk(&part, |node| reader.take(node))?;
    let mut letter = Letter::new(Kind::Odt, reader.text);
    letter.hidden = reader.hidden.into_iter().filter(|h| !h.trim().is_empty()).collect();
    if let Some(meta) = package::part(bytes, "meta.xml")? {
        walk(&meta, |node| {
            if let Node::Open("document-statistic", tag) = node {
                letter.pages = attribute(tag, "page-count").and_then(|p| p.parse().ok());
            }
        })?;
    }
    Ok(letter)
}
