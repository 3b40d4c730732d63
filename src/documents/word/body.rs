//! The text of a part: the runs of its paragraphs, and of text boxes in them.

use super::super::looks::{Ground, Passages, WHITE, stands_out};
use super::super::xml::{Node, attribute};
use super::styles::{Look, Styles, Theme, shade};
use quick_xml::events::BytesStart;

/// Lengths of a drawing behind the text (in EMU) from which it is a background.
const BACKGROUND: [f64; 2] = [4_000_000.0, 800_000.0];

/// A paragraph that is being read; text boxes hold paragraphs inside of one.
#[derive(Default)]
struct Paragraph {
    style: Option<String>,
    ground: Option<Ground>,
    run: Look,
    run_style: Option<String>,
    in_run: bool,
    in_text: bool,
    in_properties: usize,
    in_run_properties: usize,
    in_fill: bool,
}

/// What a part gives beside its text.
#[derive(Default)]
pub(super) struct Left {
    /// Passages that were deleted with changes tracked.
    pub deleted: usize,
    /// Relations of parts that are inserted as whole files.
    pub inserted: Vec<String>,
}

pub(super) struct Reader<'d> {
    styles: &'d Styles,
    theme: &'d Theme,
    pub out: Passages,
    pub left: Left,
    here: Paragraph,
    /// Paragraphs around the text box that is being read, with the text box's ground before.
    outer: Vec<(Paragraph, Ground, bool)>,
    /// Text of the boxes that are anchored in the paragraph outside all of them.
    boxes: Vec<String>,
    /// Where the text of a box begins.
    box_starts: Vec<usize>,
    /// The ground of the page or of the box.
    page: Ground,
    /// The fill of the shape that may hold a box.
    shape: Ground,
    shape_hidden: bool,
    /// Inside of what colours a shape's edge, not its ground.
    in_line: usize,
    cells: Vec<Option<Ground>>,
    tables: Vec<bool>,
    skip: usize,
    alternatives: Vec<bool>,
    placeholders: Vec<bool>,
    /// A picture or a shape lies behind the text.
    backed: bool,
    behind: bool,
    deleted: usize,
}

impl<'d> Reader<'d> {
    pub(super) fn new(styles: &'d Styles, theme: &'d Theme, page: Ground) -> Self {
        Self {
            styles,
            theme,
            out: Passages::default(),
            left: Left::default(),
            here: Paragraph::default(),
            outer: Vec::new(),
            boxes: Vec::new(),
            box_starts: Vec::new(),
            page,
            shape: page,
            shape_hidden: false,
            in_line: 0,
            cells: Vec::new(),
            tables: Vec::new(),
            skip: 0,
            alternatives: Vec::new(),
            placeholders: Vec::new(),
            backed: false,
            behind: false,
            deleted: 0,
        }
    }

    /// Whether the text that comes now can't be seen.
    fn is_hidden(&self) -> bool {
        let (style, here) = (self.styles.of(self.here.run_style.as_deref(), self.here.style.as_deref()), &self.here);
        let look = here.run.over(style);
        let cell = self.cells.last().copied().flatten();
        let table = self.tables.last().is_some_and(|shades| *shades);
        let ground = look.shade.or(here.ground).or_else(|| self.styles.ground(here.style.as_deref())).or(cell);
        let ground = ground.unwrap_or(if table || self.backed { Ground::Unknown } else { self.page });
        look.vanish == Some(true)
            || look.tiny == Some(true)
            || look.clear == Some(true)
            || !stands_out(look.colour.flatten(), ground)
    }

    fn put(&mut self, text: &str) {
        let hidden = self.is_hidden() || self.outer.iter().any(|(_, _, hidden)| *hidden);
        self.out.put(text, hidden);
    }

    pub(super) fn take(&mut self, node: Node<'_>) {
        match node {
            // The fallback repeats a text box for old readers, where there is a new form of it.
            Node::Open("AlternateContent", _) => self.alternatives.push(false),
            Node::Close("AlternateContent") => {
                self.alternatives.pop();
            }
            Node::Open("Choice", _) => {
                if let Some(chosen) = self.alternatives.last_mut() {
                    *chosen = true;
                }
            }
            Node::Open("Fallback", _) if self.alternatives.last() == Some(&true) || self.skip > 0 => self.skip += 1,
            Node::Close("Fallback") => self.skip = self.skip.saturating_sub(1),
            // A deletion is what the writer took back.
            Node::Open("del" | "moveFrom", _) => {
                self.skip += 1;
                self.deleted += 1;
            }
            Node::Close("del" | "moveFrom") => {
                self.skip = self.skip.saturating_sub(1);
                self.deleted = self.deleted.saturating_sub(1);
            }
            Node::Text(text) if self.deleted > 0 && text.chars().any(char::is_alphanumeric) => self.left.deleted += 1,
            _ if self.skip > 0 => {}
            // What stands where something was to be typed.
            Node::Open("sdt", _) => self.placeholders.push(false),
            Node::Close("sdt") => {
                self.placeholders.pop();
            }
            Node::Open("showingPlcHdr", _) => {
                if let Some(last) = self.placeholders.last_mut() {
                    *last = true;
                }
            }
            Node::Open("altChunk", tag) => self.left.inserted.extend(attribute(tag, "id")),
            Node::Open("txbxContent", _) => self.open_box(),
            Node::Close("txbxContent") => self.close_box(),
            Node::Open("tbl", _) => self.tables.push(false),
            Node::Open("tblStyle", tag) => {
                let shades = attribute(tag, "val").is_some_and(|id| self.styles.shades(&id));
                if let Some(last) = self.tables.last_mut() {
                    *last = shades;
                }
            }
            Node::Close("tbl") => {
                self.tables.pop();
            }
            Node::Open("tc", _) => self.cells.push(None),
            Node::Close("tc") => {
                self.cells.pop();
            }
            Node::Open("p", _) => {
                self.out.paragraph();
                self.here = Paragraph::default();
            }
            Node::Close("p") if self.outer.is_empty() => {
                for text in std::mem::take(&mut self.boxes) {
                    self.out.text.push_str(&text);
                }
            }
            Node::Open(name, tag) => self.open(name, tag),
            Node::Close(name) => self.close(name),
            Node::Text(text) if self.here.in_text && !self.placeholders.contains(&true) => self.put(&text),
            Node::Text(_) => {}
        }
    }

    fn open(&mut self, name: &str, tag: &BytesStart<'_>) {
        self.drawing(name, tag);
        match name {
            "pPr" => self.here.in_properties += 1,
            "rPr" => self.here.in_run_properties += 1,
            "pStyle" if self.here.in_properties > 0 => self.here.style = attribute(tag, "val"),
            "r" => {
                self.here.run = Look::default();
                self.here.run_style = None;
                self.here.in_run = true;
            }
            "t" => self.here.in_text = self.here.in_run,
            "shd" if self.here.in_run_properties == 0 => {
                let ground = shade(tag, self.theme);
                if self.here.in_properties > 0 {
                    self.here.ground = ground;
                } else if let Some(cell) = self.cells.last_mut() {
                    *cell = ground.or(*cell);
                }
            }
            // The properties of the paragraph's mark say nothing of its text.
            _ if self.here.in_properties > 0 => {}
            "rStyle" => self.here.run_style = attribute(tag, "val"),
            "textFill" => self.here.in_fill = true,
            "noFill" if self.here.in_fill => self.here.run.clear = Some(true),
            "srgbClr" if self.here.in_fill => {
                self.here.run.colour = Some(attribute(tag, "val").as_deref().and_then(super::super::looks::hex));
            }
            "alpha" if self.here.in_fill => {
                let through = attribute(tag, "val").and_then(|v| v.parse::<f64>().ok()).unwrap_or(0.0);
                self.here.run.clear = Some(through >= 95_000.0);
            }
            _ if self.here.in_run_properties > 0 => {
                self.here.run.take(name, tag, self.theme);
            }
            "tab" | "ptab" if self.here.in_run => self.put(" "),
            "br" | "cr" if self.here.in_run => self.put("\n"),
            "noBreakHyphen" => self.put("-"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let here = &mut self.here;
        match name {
            "pPr" => here.in_properties = here.in_properties.saturating_sub(1),
            "rPr" => here.in_run_properties = here.in_run_properties.saturating_sub(1),
            "r" => here.in_run = false,
            "t" => here.in_text = false,
            "textFill" => here.in_fill = false,
            "ln" | "effectLst" | "lnRef" | "fillRef" | "effectRef" | "fontRef" => {
                self.in_line = self.in_line.saturating_sub(1);
            }
            "anchor" => self.behind = false,
            "wsp" | "shape" | "rect" | "roundrect" => {
                self.shape = self.page;
                self.shape_hidden = false;
            }
            _ => {}
        }
    }

    /// Shapes: their fill, and whether they are shown.
    fn drawing(&mut self, name: &str, tag: &BytesStart<'_>) {
        if self.here.in_run_properties > 0 {
            return;
        }
        match name {
            "anchor" => self.behind = matches!(attribute(tag, "behindDoc").as_deref(), Some("1" | "true")),
            "extent" if self.behind => {
                let length = |name: &str| attribute(tag, name).and_then(|v| v.parse::<f64>().ok()).unwrap_or(0.0);
                self.backed |= length("cx") >= BACKGROUND[0] && length("cy") >= BACKGROUND[1];
            }
            "docPr" => self.shape_hidden = matches!(attribute(tag, "hidden").as_deref(), Some("1" | "true")),
            "fillRef" => {
                if self.shape == self.page && attribute(tag, "idx").as_deref() != Some("0") {
                    self.shape = Ground::Unknown;
                }
                self.in_line += 1;
            }
            "ln" | "effectLst" | "lnRef" | "effectRef" | "fontRef" => self.in_line += 1,
            _ if self.in_line > 0 => {}
            "gradFill" | "blipFill" | "pattFill" => self.shape = Ground::Unknown,
            "srgbClr" => {
                if let Some(colour) = attribute(tag, "val").as_deref().and_then(super::super::looks::hex) {
                    self.shape = Ground::Known(colour);
                }
            }
            "schemeClr" => {
                let name = attribute(tag, "val").unwrap_or_default();
                self.shape = self.theme.colour(&name, tag).map_or(Ground::Unknown, Ground::Known);
            }
            // A fill may be made lighter or darker.
            "lumMod" | "lumOff" | "tint" | "shade" => self.shape = Ground::Unknown,
            "shape" | "rect" | "roundrect" => {
                let fill = attribute(tag, "fillcolor");
                let none = matches!(attribute(tag, "filled").as_deref(), Some("f" | "false"));
                self.shape = match fill.as_deref() {
                    Some(fill) if !none => super::super::looks::hex(fill).map_or(Ground::Unknown, Ground::Known),
                    _ if none => self.page,
                    _ => Ground::Known(WHITE),
                };
                let style = attribute(tag, "style").unwrap_or_default();
                self.shape_hidden = style.replace(' ', "").contains("visibility:hidden");
            }
            _ => {}
        }
    }

    fn open_box(&mut self) {
        let outer = std::mem::take(&mut self.here);
        self.outer.push((outer, self.page, self.shape_hidden));
        self.page = self.shape;
        self.box_starts.push(self.out.text.len());
        self.cells.push(None);
        self.tables.push(false);
    }

    fn close_box(&mut self) {
        let Some((outer, page, _)) = self.outer.pop() else { return };
        (self.here, self.page) = (outer, page);
        self.cells.pop();
        self.tables.pop();
        let start = self.box_starts.pop().unwrap_or(self.out.text.len());
        // The box stands beside the paragraph that it is anchored in: its text comes behind it.
        let text = self.out.text.split_off(start);
        self.boxes.push(text);
    }

    /// The text and the hidden passages, and what was left out.
    pub(super) fn done(mut self) -> (Passages, Left) {
        for text in std::mem::take(&mut self.boxes) {
            self.out.text.push_str(&text);
        }
        (self.out, self.left)
    }
}
