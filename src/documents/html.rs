//! Web pages: the text a browser would show, without running or fetching anything.

mod selector;
mod style;
mod tree;
mod unseen;

use super::{Kind, Letter, Refusal, encoding, mhtml};
use html2text::render::TrivialDecorator;

/// Columns before a line is wrapped: never, for a letter.
const WIDTH: usize = 1_000_000;

/// Reads a page, or the one in a web archive. `label` overrides what the page says of its encoding.
pub(super) fn read(bytes: &[u8], label: Option<&str>) -> Result<Letter, Refusal> {
    if !mhtml::is(&bytes[..bytes.len().min(1024)]) {
        return read_page(bytes, label);
    }
    let page = mhtml::page(bytes).ok_or_else(|| Refusal::NotRead("a mail or web archive without a page".into()))?;
    let label = label.map(str::to_owned).or_else(|| page.charset.filter(|c| encoding::by_label(c).is_some()));
    if !page.plain {
        return read_page(&page.bytes, label.as_deref());
    }
    let decoded = encoding::decode(&page.bytes, label.as_deref())?;
    let mut letter = Letter::new(Kind::Text, decoded.text);
    letter.warnings.extend(decoded.note);
    Ok(letter)
}

fn read_page(bytes: &[u8], label: Option<&str>) -> Result<Letter, Refusal> {
    let declared = declared(bytes);
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let decoded = encoding::decode(bytes, label.or(declared.as_deref().filter(|_| !utf8)))?;
    let reader = html2text::config::with_decorator(TrivialDecorator::new())
        .raw_mode(true)
        .no_table_borders()
        .no_link_wrapping()
        .link_footnotes(false);
    let damaged = |e: html2text::Error| Refusal::Damaged(e.to_string());
    let dom = reader.parse_html(decoded.text.as_bytes()).map_err(damaged)?;
    let hidden = unseen::take(&dom);
    let tree = reader.dom_to_render_tree(&dom).map_err(damaged)?;
    let mut letter = Letter::new(Kind::Html, reader.render_to_string(tree, WIDTH).map_err(damaged)?);
    if !hidden.is_empty() && !letter.text.chars().any(char::is_alphanumeric) {
        return Err(Refusal::Unseen);
    }
    letter.hidden = hidden;
    letter.warnings.extend(decoded.note);
    Ok(letter)
}

/// The encoding that a page declares in its first bytes: `charset=…`.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let rest = &head[head.find("charset=")? + "charset=".len()..];
    let label: String = rest
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
        .collect();
    encoding::by_label(&label).map(|e| e.name().to_owned())
}
