//! Rich Text Format (`.rtf`, version 1.9): the text of the body with its text boxes, in the code pages of its fonts; its
//! notes behind it. Headers, footers, comments and deleted text are left out, with a message.

mod tables;

use super::looks::{Ground, Passages, Rgb, WHITE, stands_out};
use super::{Kind, Letter, Refusal, word};
use encoding_rs::{Encoding, WINDOWS_1252};
use rtf_grimoire::tokenizer::{Token, parse_finished};
use tables::{code_page, colours, fonts};

/// Groups inside groups that a letter may have.
const DEEPEST: usize = 400;

/// Text of this size (half points) or less can't be read.
const TINY: i32 = 4;

/// Per cent of its usual width up to which a letter can't be read.
const NARROW: i32 = 10;

/// Groups that hold no text of the body.
const ELSEWHERE: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "fldinst",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "generator",
    "themedata",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "shprslt",
    "nonesttables",
    "nonshppict",
    "annotation",
    "ftnsep",
    "ftnsepc",
    "ftncn",
    "aftnsep",
    "aftnsepc",
    "aftncn",
];

/// Groups of headers and footers.
const EDGES: &[&str] = &["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"];

/// Where text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Body,
    Nowhere,
    /// The name or the value of a shape's property.
    Name,
    Value,
}

/// What a group hands on to the groups in it.
#[derive(Clone, Copy)]
struct State {
    to: To,
    hidden: bool,
    deleted: bool,
    /// Bytes that stand in for a character given by number.
    fallback: usize,
    font: i32,
    size: i32,
    stretch: i32,
    /// Numbers in the colour table: of the text, beneath it, and beneath its paragraph.
    colour: usize,
    behind: Option<usize>,
    paragraph: Option<usize>,
    in_table: bool,
    /// The ground of the text box it stands in.
    page: Ground,
}

impl State {
    const START: Self = Self {
        to: To::Body,
        hidden: false,
        deleted: false,
        fallback: 1,
        font: -1,
        size: 24,
        stretch: 100,
        colour: 0,
        behind: None,
        paragraph: None,
        in_table: false,
        page: Ground::Known(WHITE),
    };
}

/// Text that stands apart: in a box, a note or at the edge of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Apart {
    Box,
    Note,
    Edge,
}

#[derive(Default)]
struct Body {
    out: Passages,
    bytes: Vec<u8>,
    colours: Vec<Option<Rgb>>,
    /// For each text that stands apart: what it is, the depth of its group, and where its text begins.
    apart: Vec<(Apart, usize, usize)>,
    boxes: String,
    notes: String,
    edges: Vec<String>,
    comments: usize,
    deleted: usize,
    /// Colours beneath the cells of the row, and the number of the cell.
    cells: Vec<Option<usize>>,
    cell: usize,
    next_cell: Option<usize>,
    /// Property of a shape that is being read, and the fill of the shape.
    property: (String, String),
    fill: Option<Ground>,
}

/// Reads an `.rtf`.
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    let end = bytes.iter().rposition(|b| *b == b'}').map_or(bytes.len(), |at| at + 1);
    let tokens = parse_finished(&bytes[..end]).map_err(|_| Refusal::Damaged("its control words break off".into()))?;
    let pages = fonts(&tokens);
    let mut state = State::START;
    let (mut stack, mut body) = (Vec::new(), Body { colours: colours(&tokens), ..Body::default() });
    let mut page = WINDOWS_1252;
    let (mut to_skip, mut high, mut opened) = (0usize, None, false);
    for token in &tokens {
        let encoding = pages.get(&state.font).copied().unwrap_or(page);
        let is_byte = matches!(token, Token::ControlWord { name, .. } if name == "'");
        if !(is_byte || matches!(token, Token::Text(_) | Token::Newline(_))) {
            body.flush(encoding, &state);
        }
        match token {
            Token::StartGroup => {
                stack.push(state);
                to_skip = 0;
                if stack.len() > DEEPEST {
                    return Err(Refusal::TooDeep);
                }
                opened = true;
                continue;
            }
            Token::EndGroup => {
                body.close(stack.len(), &state);
                state = stack.pop().unwrap_or(state);
                to_skip = 0;
            }
            Token::ControlSymbol('*') if opened => {
                state.to = To::Nowhere;
                // Its name decides whether it is read.
                continue;
            }
            Token::ControlSymbol(c) => match c {
                '~' => body.put(" ", &state),
                '_' => body.put("-", &state),
                '\n' | '\r' => body.put("\n\n", &state),
                '\\' | '{' | '}' => body.put(c.encode_utf8(&mut [0; 4]), &state),
                _ => {}
            },
            Token::ControlWord { name, arg } => match name.as_str() {
                "'" if to_skip > 0 => to_skip -= 1,
                "'" => body.bytes.push(arg.unwrap_or(0) as u8),
                "ansicpg" => page = code_page(arg.unwrap_or(1252)).unwrap_or(page),
                "u" => {
                    let unit = arg.unwrap_or(0).rem_euclid(0x1_0000) as u16;
                    let units = match high.take() {
                        Some(first) => vec![first, unit],
                        None => vec![unit],
                    };
                    match String::from_utf16(&units) {
                        Ok(text) => body.put(&text, &state),
                        Err(_) => high = Some(unit),
                    }
                    to_skip = state.fallback;
                }
                name if opened && body.destination(name, stack.len(), outer(&stack), &mut state) => {}
                name if state.set(name, *arg) || body.table(name, *arg, &mut state) => {}
                name => {
                    if let Some(text) = text_of(name) {
                        body.put(text, &state);
                    }
                }
            },
            Token::Text(text) => {
                let skipped = to_skip.min(text.len());
                to_skip -= skipped;
                body.bytes.extend_from_slice(&text[skipped..]);
            }
            Token::ControlBin(_) | Token::Newline(_) => {}
        }
        opened = false;
    }
    body.flush(page, &state);
    if !stack.is_empty() {
        return Err(Refusal::Damaged("it breaks off inside a group".into()));
    }
    body.out.text.push_str(&body.boxes);
    body.out.text.push_str(&body.notes);
    let (text, hidden) = body.out.hidden();
    let mut letter = Letter::new(Kind::Rtf, text);
    letter.hidden = hidden;
    letter.warnings = word::warnings(body.edges, body.comments, body.deleted);
    Ok(letter)
}

/// Where the text around a group goes.
fn outer(stack: &[State]) -> To {
    stack.last().map_or(To::Body, |state| state.to)
}

/// What a control word puts into the text.
fn text_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "par" | "sect" | "page" => "\n\n",
        "line" => "\n",
        "tab" | "nestcell" | "emspace" | "enspace" | "qmspace" => " ",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        _ => return None,
    })
}

impl State {
    /// Takes in a property of letters or paragraphs; whether it was one.
    fn set(&mut self, name: &str, arg: Option<i32>) -> bool {
        let on = arg != Some(0);
        let number = || usize::try_from(arg.unwrap_or(0)).ok();
        match name {
            "f" => self.font = arg.unwrap_or(-1),
            "uc" => self.fallback = usize::try_from(arg.unwrap_or(1)).unwrap_or(1),
            "v" => self.hidden = on,
            "deleted" => self.deleted = on,
            "fs" => self.size = arg.unwrap_or(24),
            "charscalex" => self.stretch = arg.unwrap_or(100),
            "cf" => self.colour = number().unwrap_or(0),
            "cb" | "chcbpat" | "highlight" => self.behind = number().filter(|n| *n > 0),
            "cbpat" => self.paragraph = number().filter(|n| *n > 0),
            "intbl" => self.in_table = true,
            "pard" => (self.paragraph, self.in_table) = (None, false),
            "plain" => {
                let Self { to, fallback, paragraph, in_table, page, .. } = *self;
                *self = Self { to, fallback, paragraph, in_table, page, ..Self::START };
            }
            _ => return false,
        }
        true
    }
}

impl Body {
    /// Whether a group with this name at its start is something of its own. `outer` is where the text around it goes.
    fn destination(&mut self, name: &str, depth: usize, outer: To, state: &mut State) -> bool {
        let apart = match name {
            "shptxt" | "dptxbxtext" => Apart::Box,
            "footnote" => Apart::Note,
            name if EDGES.contains(&name) => Apart::Edge,
            "shpinst" | "do" => {
                // Older readers skip these groups; their text is read.
                self.fill = None;
                state.to = outer;
                return true;
            }
            "sp" | "sn" | "sv" => {
                if name == "sp" {
                    self.property = Default::default();
                }
                state.to = match name {
                    "sn" => To::Name,
                    "sv" => To::Value,
                    _ => To::Nowhere,
                };
                return true;
            }
            name if ELSEWHERE.contains(&name) => {
                self.comments += usize::from(name == "annotation");
                state.to = To::Nowhere;
                return true;
            }
            _ => return false,
        };
        state.to = outer;
        if outer != To::Body {
            return true;
        }
        if apart == Apart::Box {
            state.page = self.fill.unwrap_or(Ground::Known(WHITE));
        }
        self.apart.push((apart, depth, self.out.text.len()));
        self.out.paragraph();
        true
    }

    /// A group ends.
    fn close(&mut self, depth: usize, state: &State) {
        if state.to == To::Value && self.property.0 == "fillColor" {
            // Blue, green, red.
            if let Ok(number) = self.property.1.trim().parse::<u32>() {
                let [red, green, blue, _] = number.to_le_bytes();
                self.fill = Some(Ground::Known([red, green, blue]));
            }
        }
        if let Some((apart, _, start)) = self.apart.last().copied().filter(|(_, at, _)| *at == depth) {
            self.apart.pop();
            let text = self.out.text.split_off(start.min(self.out.text.len()));
            match apart {
                Apart::Box => self.boxes.push_str(&text),
                Apart::Note => self.notes.push_str(&text),
                Apart::Edge => self.edges.push(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            }
        }
    }

    /// Takes in what a table says of the colours of its cells; whether it was that.
    fn table(&mut self, name: &str, arg: Option<i32>, state: &mut State) -> bool {
        let number = usize::try_from(arg.unwrap_or(0)).ok();
        match name {
            "trowd" => {
                self.cells.clear();
                self.cell = 0;
                self.next_cell = None;
            }
            "clcbpat" => self.next_cell = number.filter(|n| *n > 0),
            "cellx" => {
                let cell = self.next_cell.take();
                if self.cells.len() < 1_000 {
                    self.cells.push(cell);
                }
            }
            "cell" => {
                self.cell += 1;
                self.put(" ", state);
            }
            // The properties of a row inside a cell stand in a group that older readers skip.
            "nestrow" => self.out.text.push_str("\n\n"),
            "row" => {
                self.cell = 0;
                self.put("\n\n", state);
            }
            "par" if self.apart.is_empty() && !self.boxes.is_empty() => {
                // A box stands beside the paragraph that holds it.
                let boxes = std::mem::take(&mut self.boxes);
                self.out.text.push_str(&boxes);
                self.put("\n\n", state);
            }
            _ => return false,
        }
        true
    }

    fn flush(&mut self, encoding: &'static Encoding, state: &State) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let text = encoding.decode_without_bom_handling(&bytes).0;
            self.put(&text, state);
        }
    }

    fn put(&mut self, text: &str, state: &State) {
        match state.to {
            To::Nowhere => {}
            To::Name => self.property.0.push_str(text),
            To::Value => self.property.1.push_str(text),
            To::Body if state.deleted => self.deleted += usize::from(text.chars().any(char::is_alphanumeric)),
            To::Body => {
                let hidden = self.is_hidden(state);
                self.out.put(text, hidden);
            }
        }
    }

    fn is_hidden(&self, state: &State) -> bool {
        let colour = |number: usize| self.colours.get(number).copied().flatten();
        let cell = self.cells.get(self.cell).copied().flatten().filter(|_| state.in_table);
        let behind = state.behind.or(state.paragraph).or(cell);
        let ground = behind.map_or(state.page, |n| colour(n).map_or(Ground::Unknown, Ground::Known));
        state.hidden || state.size <= TINY || state.stretch <= NARROW || !stands_out(colour(state.colour), ground)
    }
}

#[cfg(test)]
mod tests;
