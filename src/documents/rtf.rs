//! Rich Text Format (`.rtf`, version 1.9): the text of the body, in the code pages of its fonts.

use super::{Kind, Letter, Refusal};
use encoding_rs::{Encoding, WINDOWS_1252};
use rtf_grimoire::tokenizer::{Token, parse_finished};
use std::collections::HashMap;

/// Groups inside groups that a letter may have.
const DEEPEST: usize = 400;

/// Groups that hold no text of the body.
const ELSEWHERE: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "footnote",
    "annotation",
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
];

/// What a group hands on to the groups in it.
#[derive(Clone, Copy)]
struct State {
    skipped: bool,
    hidden: bool,
    /// Bytes that stand in for a character given by number.
    fallback: usize,
    font: i32,
}

#[derive(Default)]
struct Body {
    text: String,
    hidden: Vec<String>,
    bytes: Vec<u8>,
}

/// Reads an `.rtf`.
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    let end = bytes.iter().rposition(|b| *b == b'}').map_or(bytes.len(), |at| at + 1);
    let tokens = parse_finished(&bytes[..end]).map_err(|_| Refusal::Damaged("its control words break off".into()))?;
    let pages = fonts(&tokens);
    let mut state = State { skipped: false, hidden: false, fallback: 1, font: -1 };
    let (mut stack, mut body) = (Vec::new(), Body::default());
    let mut page = WINDOWS_1252;
    let (mut to_skip, mut high, mut opened) = (0usize, None, false);
    for token in &tokens {
        let encoding = pages.get(&state.font).copied().unwrap_or(page);
        let is_byte = matches!(token, Token::ControlWord { name, .. } if name == "'");
        if !(is_byte || matches!(token, Token::Text(_) | Token::Newline(_))) {
            body.flush(encoding, state);
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
                state = stack.pop().unwrap_or(state);
                to_skip = 0;
            }
            Token::ControlSymbol('*') if opened => state.skipped = true,
            Token::ControlSymbol(c) => match c {
                '~' => body.put(" ", state),
                '_' => body.put("-", state),
                '\n' | '\r' => body.put("\n\n", state),
                '\\' | '{' | '}' => body.put(c.encode_utf8(&mut [0; 4]), state),
                _ => {}
            },
            Token::ControlWord { name, arg } => {
                let on = *arg != Some(0);
                match name.as_str() {
                    "'" if to_skip > 0 => to_skip -= 1,
                    "'" => body.bytes.push(arg.unwrap_or(0) as u8),
                    name if ELSEWHERE.contains(&name) => state.skipped = true,
                    "ansicpg" => page = code_page(arg.unwrap_or(1252)).unwrap_or(page),
                    "f" => state.font = arg.unwrap_or(-1),
                    "uc" => state.fallback = usize::try_from(arg.unwrap_or(1)).unwrap_or(1),
                    "u" => {
                        let unit = arg.unwrap_or(0).rem_euclid(0x1_0000) as u16;
                        let units = match high.take() {
                            Some(first) => vec![first, unit],
                            None => vec![unit],
                        };
                        match String::from_utf16(&units) {
                            Ok(text) => body.put(&text, state),
                            Err(_) => high = Some(unit),
                        }
                        to_skip = state.fallback;
                    }
                    "par" | "sect" | "page" | "row" => body.put("\n\n", state),
                    "line" => body.put("\n", state),
                    "tab" | "cell" | "emspace" | "enspace" | "qmspace" => body.put(" ", state),
                    "emdash" => body.put("—", state),
                    "endash" => body.put("–", state),
                    "lquote" => body.put("‘", state),
                    "rquote" => body.put("’", state),
                    "ldblquote" => body.put("“", state),
                    "rdblquote" => body.put("”", state),
                    "bullet" => body.put("•", state),
                    "v" | "deleted" => state.hidden = on,
                    "plain" => state.hidden = false,
                    _ => {}
                }
            }
            Token::Text(text) => {
                let skipped = to_skip.min(text.len());
                to_skip -= skipped;
                body.bytes.extend_from_slice(&text[skipped..]);
            }
            Token::ControlBin(_) | Token::Newline(_) => {}
        }
        opened = false;
    }
    body.flush(page, state);
    if !stack.is_empty() {
        return Err(Refusal::Damaged("it breaks off inside a group".into()));
    }
    let mut letter = Letter::new(Kind::Rtf, body.text);
    letter.hidden = body.hidden.into_iter().filter(|h| !h.trim().is_empty()).collect();
    Ok(letter)
}

impl Body {
    fn flush(&mut self, encoding: &'static Encoding, state: State) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let text = encoding.decode_without_bom_handling(&bytes).0;
            self.put(&text, state);
        }
    }

    fn put(&mut self, text: &str, state: State) {
        if state.skipped {
        } else if state.hidden {
            self.hidden.push(text.to_owned());
        } else {
            self.text.push_str(text);
        }
    }
}

/// The encodings that the font table gives its fonts.
fn fonts(tokens: &[Token]) -> HashMap<i32, &'static Encoding> {
    let mut found = HashMap::new();
    let Some(start) = tokens.iter().position(|t| t.get_name().as_deref() == Some("fonttbl")) else { return found };
    let (mut depth, mut font) = (0, 0);
    for token in &tokens[start..] {
        match token {
            Token::StartGroup => depth += 1,
            Token::EndGroup if depth == 0 => break,
            Token::EndGroup => depth -= 1,
            Token::ControlWord { name, arg: Some(n) } if name == "f" => font = *n,
            Token::ControlWord { name, arg: Some(n) } if name == "fcharset" => {
                if let Some(encoding) = char_set(*n).and_then(code_page) {
                    found.insert(font, encoding);
                }
            }
            _ => {}
        }
    }
    found
}

/// The code page of a font's character set; none for those that follow the document.
const fn char_set(set: i32) -> Option<i32> {
    Some(match set {
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// The encoding of a Windows code page.
fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        n => format!("windows-{n}"),
    };
    Encoding::for_label(label.as_bytes())
}
