//! How an id is spelt in a page, and where it stands in a text.

use memchr::memmem;
use std::collections::BTreeSet;

/// Characters that a page of Markdown writes with a backslash.
const MARKDOWN: &str = "\\`*_[]<>|#!~&$";

/// How an id may stand in a page.
pub(super) fn spellings(id: &str) -> BTreeSet<String> {
    let escaped = |escape: &dyn Fn(char) -> Option<String>| -> String {
        id.chars().map(|c| escape(c).unwrap_or_else(|| c.to_string())).collect()
    };
    let is_markup = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'');
    let named = |c: char| {
        let name = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        "&<>\"'".find(c).map(|at| name[at].to_owned())
    };
    let json = serde_json::to_string(id).unwrap_or_default();
    [
        id.to_owned(),
        escaped(&|c| is_markup(c).then(|| format!("&#{};", u32::from(c)))),
        escaped(&named),
        escaped(&|c| MARKDOWN.contains(c).then(|| format!("\\{c}"))),
        json.trim_matches('"').to_owned(),
    ]
    .into_iter()
    .collect()
}

/// Where an id stands in a text as a word of its own.
pub(super) fn places(bytes: &[u8], id: &[u8]) -> impl Iterator<Item = usize> {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    // A character has at most four bytes; broken ones are none of a word.
    let is_whole = move |at: &usize| {
        let end = at + id.len();
        let before = String::from_utf8_lossy(&bytes[at.saturating_sub(4)..*at]);
        let after = String::from_utf8_lossy(&bytes[end..bytes.len().min(end + 4)]);
        !word(before.chars().next_back()) && !word(after.chars().next())
    };
    memmem::find_iter(bytes, id).filter(is_whole).collect::<Vec<_>>().into_iter()
}
