//! What stands before the text of an RTF file: the encodings of its fonts, and its colours.

use super::super::looks::Rgb;
use encoding_rs::Encoding;
use rtf_grimoire::tokenizer::Token;
use std::collections::HashMap;

/// The colours of the colour table; none for the automatic one.
pub(super) fn colours(tokens: &[Token]) -> Vec<Option<Rgb>> {
    let Some(start) = tokens.iter().position(|t| t.get_name().as_deref() == Some("colortbl")) else {
        return Vec::new();
    };
    let (mut all, mut open) = (Vec::new(), None);
    for token in &tokens[start..] {
        match token {
            Token::EndGroup => break,
            Token::ControlWord { name, arg } => {
                let part = arg.unwrap_or(0).clamp(0, 255) as u8;
                let at = match name.as_str() {
                    "red" => 0,
                    "green" => 1,
                    "blue" => 2,
                    _ => continue,
                };
                let colour: &mut Rgb = open.get_or_insert([0; 3]);
                colour[at] = part;
            }
            Token::Text(text) => all.extend(text.iter().filter(|b| **b == b';').map(|_| open.take())),
            _ => {}
        }
    }
    all
}

/// The encodings that the font table gives its fonts.
pub(super) fn fonts(tokens: &[Token]) -> HashMap<i32, &'static Encoding> {
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
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
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
