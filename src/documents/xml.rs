//! XML parts of packages, as a walk over tags and text. Entities are the five of XML and characters by number: a part
//! that declares its own is refused, so nothing expands and nothing outside is fetched.

use super::{Refusal, encoding};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Tags inside tags that a letter may have.
const DEEPEST: usize = 400;

/// What the walk comes by.
pub(super) enum Node<'a> {
    /// A tag opens.
    Open(&'a str, &'a BytesStart<'a>),
    /// A tag closes.
    Close(&'a str),
    /// Text.
    Text(Cow<'a, str>),
}

/// Walks over a part. Names come without their prefix.
pub(super) fn walk(part: &[u8], mut each: impl FnMut(Node<'_>)) -> Result<(), Refusal> {
    let text = encoding::decode(part, None)?.text;
    let mut reader = Reader::from_str(&text);
    let broken = |e: quick_xml::Error| Refusal::Damaged(format!("its XML is not well formed: {e}"));
    let mut depth = 0usize;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Refusal::TooDeep);
                }
                each(Node::Open(tag.local_name().as_ref(), &tag));
            }
            Event::Empty(tag) => {
                each(Node::Open(tag.local_name().as_ref(), &tag));
                each(Node::Close(tag.local_name().as_ref()));
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                each(Node::Close(tag.local_name().as_ref()));
            }
            Event::Text(text) => each(Node::Text(text.xml10_content())),
            Event::CData(text) => each(Node::Text(Cow::Borrowed(&*text.into_inner()))),
            Event::GeneralRef(reference) => {
                let number = reference.resolve_char_ref().map_err(broken)?;
                let name: &str = &reference;
                let c = number.or(match name {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                });
                let c = c.ok_or(Refusal::Entities)?;
                each(Node::Text(Cow::Borrowed(c.encode_utf8(&mut [0; 4]))));
            }
            Event::DocType(declared) if declared.contains("ENTITY") => return Err(Refusal::Entities),
            Event::Eof if depth > 0 => return Err(Refusal::Damaged("its XML breaks off".into())),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// An attribute's value, by its name without prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}
