//! OpenDocument text (`.odt`, ISO/IEC 26300): the paragraphs of `content.xml` with its text boxes, its notes behind them.
//! Comments, deleted text, headers and footers are left out, with a message.

mod styles;

use super::looks::{Ground, Passages, WHITE, stands_out};
use super::package::Package;
use super::xml::{Node, attribute, walk};
use super::{Kind, Letter, Refusal, word};
use quick_xml::events::BytesStart;
use styles::{Look, Styles};

/// Elements that hold no text of the letter.
const ELSEWHERE: &[&str] = &[
    "tracked-changes",
    "annotation",
    "forms",
    "sequence-decls",
    "note-citation",
    "placeholder",
    "ruby-text",
    "script",
];

/// What holds text: for each open paragraph, span, section, cell and box its look.
#[derive(Clone, Copy)]
struct Place {
    look: Look,
    /// Nothing in it is seen.
    gone: bool,
    /// It is a paragraph or a span, in which text is text.
    holds: bool,
}

struct Reader<'s> {
    styles: &'s Styles,
    out: Passages,
    places: Vec<Place>,
    /// For each open text box and note: whether it is a note, and where its text begins.
    apart: Vec<(bool, usize)>,
    boxes: String,
    notes: String,
    paragraphs: usize,
    skip: usize,
    body: bool,
    deleted: usize,
    comments: usize,
    ground: Ground,
}

impl Reader<'_> {
    fn open(&mut self, look: Look, gone: bool, holds: bool) {
        let outer = self.places.last();
        let look = outer.map_or(look, |outer| look.over(outer.look));
        let gone = gone || outer.is_some_and(|outer| outer.gone);
        self.places.push(Place { look, gone, holds });
    }

    fn take(&mut self, node: Node<'_>) {
        match node {
            Node::Open(name, _) if ELSEWHERE.contains(&name) => {
                self.skip += 1;
                self.comments += usize::from(name == "annotation");
            }
            Node::Close(name) if ELSEWHERE.contains(&name) => self.skip = self.skip.saturating_sub(1),
            Node::Open("deletion", _) => self.deleted += 1,
            _ if self.skip > 0 => {}
            Node::Open("text", _) => self.body = true,
            Node::Open("body", _) => self.body = true,
            _ if !self.body => {}
            Node::Open(name, tag) => self.element(name, tag),
            Node::Close("p" | "h") => {
                self.places.pop();
                self.paragraphs = self.paragraphs.saturating_sub(1);
                if self.paragraphs == 0 {
                    let boxes = std::mem::take(&mut self.boxes);
                    self.out.text.push_str(&boxes);
                }
            }
            Node::Close("span" | "a" | "section" | "table-cell" | "frame" | "custom-shape") => {
                self.places.pop();
            }
            Node::Close("text-box" | "note-body") => {
                if let Some((note, start)) = self.apart.pop() {
                    let text = self.out.text.split_off(start.min(self.out.text.len()));
                    if note { &mut self.notes } else { &mut self.boxes }.push_str(&text);
                }
            }
            Node::Text(text) if self.places.last().is_some_and(|p| p.holds) => self.put(&text.replace('\n', " ")),
            _ => {}
        }
    }

    fn element(&mut self, name: &str, tag: &BytesStart<'_>) {
        let style = attribute(tag, "style-name");
        let of = |family: &str| self.styles.of(family, style.as_deref());
        match name {
            "p" | "h" => {
                let look = of("paragraph");
                self.paragraphs += 1;
                self.out.paragraph();
                self.open(look, false, true);
            }
            "span" | "a" => {
                let look = of("text");
                self.open(look, false, true);
            }
            "section" => {
                let look = of("section");
                let hidden = attribute(tag, "display").is_some_and(|d| d == "none" || d == "condition")
                    && attribute(tag, "is-hidden").as_deref() != Some("false");
                self.open(look, hidden, false);
            }
            "table-cell" => {
                let look = of("table-cell");
                self.open(look, false, false);
            }
            "frame" | "custom-shape" => {
                let look = of("graphic");
                self.open(look, false, false);
            }
            "text-box" => self.apart.push((false, self.out.text.len())),
            "note-body" => self.apart.push((true, self.out.text.len())),
            "s" => {
                let count = attribute(tag, "c").and_then(|c| c.parse().ok()).unwrap_or(1usize);
                self.put(&" ".repeat(count.min(100)));
            }
            "tab" => self.put(" "),
            "line-break" => self.put("\n"),
            "hidden-text" => {
                let text = attribute(tag, "string-value").unwrap_or_default();
                if attribute(tag, "is-hidden").as_deref() != Some("false") {
                    self.out.put(&text, true);
                }
            }
            "hidden-paragraph" => {
                if attribute(tag, "is-hidden").as_deref() != Some("false")
                    && let Some(place) = self.places.iter_mut().rev().find(|p| p.holds)
                {
                    place.gone = true;
                }
            }
            _ => {}
        }
    }

    fn put(&mut self, text: &str) {
        let Some(place) = self.places.last() else { return };
        let ground = place.look.ground.unwrap_or(self.ground);
        let hidden = place.gone
            || place.look.gone == Some(true)
            || place.look.tiny == Some(true)
            || !stands_out(place.look.colour.flatten(), ground);
        self.out.put(text, hidden);
    }
}

/// Reads an `.odt`, or a text that is one XML file (`.fodt`).
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    let mut package = if bytes.starts_with(b"PK") { Some(Package::open(bytes)?) } else { None };
    let mut styles = Styles::default();
    let (mut edges, mut pages) = (Vec::new(), None);
    let content = match &mut package {
        None => bytes.to_vec(),
        Some(package) => {
            let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
            if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
                return Err(Refusal::Encrypted);
            }
            if let Some(part) = package.part("styles.xml")? {
                styles.add(&part)?;
                edges = headers(&part)?;
            }
            package.part("content.xml")?.ok_or_else(|| Refusal::Damaged("it has no content.xml".into()))?
        }
    };
    styles.add(&content)?;
    let ground = styles.page.unwrap_or(Ground::Known(WHITE));
    let mut reader = Reader {
        styles: &styles,
        out: Passages::default(),
        places: Vec::new(),
        apart: Vec::new(),
        boxes: String::new(),
        notes: String::new(),
        paragraphs: 0,
        skip: 0,
        body: false,
        deleted: 0,
        comments: 0,
        ground,
    };
    walk(&content, |node| reader.take(node))?;
    let Reader { mut out, boxes, notes, deleted, comments, .. } = reader;
    out.text.push_str(&boxes);
    out.text.push_str(&notes);
    if let Some(meta) = package.as_mut().map(|p| p.part("meta.xml")).transpose()?.flatten() {
        walk(&meta, |node| {
            if let Node::Open("document-statistic", tag) = node {
                pages = attribute(tag, "page-count").and_then(|p| p.parse().ok());
            }
        })?;
    }
    let (text, hidden) = out.hidden();
    let mut letter = Letter::new(Kind::Odt, text);
    letter.hidden = hidden;
    letter.pages = pages;
    letter.warnings = word::warnings(edges, comments, deleted);
    Ok(letter)
}

/// The texts of headers and footers.
fn headers(part: &[u8]) -> Result<Vec<String>, Refusal> {
    let (mut inside, mut all) = (0usize, Vec::new());
    let is_edge = |name: &str| matches!(name.trim_end_matches("-left").trim_end_matches("-first"), "header" | "footer");
    walk(part, |node| match node {
        Node::Open(name, _) if is_edge(name) => {
            inside += 1;
            all.push(String::new());
        }
        Node::Close(name) if is_edge(name) => inside = inside.saturating_sub(1),
        Node::Open("p" | "tab" | "s", _) if inside > 0 => {
            if let Some(last) = all.last_mut() {
                last.push(' ');
            }
        }
        Node::Text(text) if inside > 0 => {
            if let Some(last) = all.last_mut() {
                last.push_str(&text);
            }
        }
        _ => {}
    })?;
    Ok(all.iter().map(|edge| edge.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
}
