//! Web archives (MHTML, RFC 2557): a page wrapped as a mail, which Word writes under the name `.doc` too.

use base64::Engine;

/// A page, and the encoding that its head names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub bytes: Vec<u8>,
    pub charset: Option<String>,
    /// It is no page but plain text.
    pub plain: bool,
}

/// Parts inside parts.
const DEEPEST: usize = 6;

/// Whether a file begins as a web archive or a mail.
pub(super) fn is(head: &[u8]) -> bool {
    let lower = head.trim_ascii_start().to_ascii_lowercase();
    let starts = [&b"mime-version:"[..], b"from:", b"content-type: multipart", b"date:", b"subject:"];
    starts.iter().any(|start| lower.starts_with(start))
        && memchr::memmem::find(&lower, b"mime-version:").is_some()
        && memchr::memmem::find(&lower, b"content-type:").is_some()
}

/// The first page of a web archive; the first plain text where there is no page.
pub(super) fn page(bytes: &[u8]) -> Option<Page> {
    let mut text = None;
    find(bytes, 0, &mut text).or(text)
}

fn find(part: &[u8], depth: usize, text: &mut Option<Page>) -> Option<Page> {
    let (head, body) = split_head(part);
    let head = String::from_utf8_lossy(head).replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    let field = |name: &str| {
        let line = head.lines().find(|l| l.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))?;
        Some(line[name.len()..].trim_start_matches(':').trim().to_owned())
    };
    let kind = field("content-type").unwrap_or_default();
    let lower = kind.to_ascii_lowercase();
    if lower.starts_with("multipart/") {
        let mark = format!("--{}", parameter(&kind, "boundary")?);
        if depth >= DEEPEST {
            return None;
        }
        return parts(body, mark.as_bytes()).find_map(|part| find(part, depth + 1, text));
    }
    let page = lower.starts_with("text/html") || lower.starts_with("application/xhtml");
    let plain = lower.starts_with("text/plain") && text.is_none();
    if !page && !plain {
        return None;
    }
    let bytes = match field("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted(body),
        "base64" => {
            let bare: Vec<u8> = body.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
            base64::engine::general_purpose::STANDARD.decode(bare).ok()?
        }
        _ => body.to_vec(),
    };
    let found = Page { bytes, charset: parameter(&kind, "charset"), plain: !page };
    if page {
        return Some(found);
    }
    *text = Some(found);
    None
}

/// The head of a part and its body, parted by an empty line.
fn split_head(part: &[u8]) -> (&[u8], &[u8]) {
    let part = part.strip_prefix(b"\r\n").or(part.strip_prefix(b"\n")).unwrap_or(part);
    let unix = memchr::memmem::find(part, b"\n\n").map(|at| (at, 2));
    let windows = memchr::memmem::find(part, b"\r\n\r\n").map(|at| (at, 4));
    match [unix, windows].into_iter().flatten().min() {
        Some((at, wide)) => (&part[..at], &part[at + wide..]),
        None => (&[], part),
    }
}

/// The parts between the marks of a multipart body.
fn parts<'b>(body: &'b [u8], mark: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    let marks: Vec<usize> = memchr::memmem::find_iter(body, mark).take(1_000).collect();
    let ends: Vec<usize> = marks.iter().skip(1).copied().chain([body.len()]).collect();
    marks.into_iter().zip(ends).map(move |(start, end)| &body[(start + mark.len()).min(end)..end])
}

/// A parameter of a field, such as `charset="utf-8"`.
fn parameter(field: &str, name: &str) -> Option<String> {
    let parameters = field.split(';').skip(1).map(str::trim);
    let value = parameters.filter_map(|p| p.split_once('=')).find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?.1;
    Some(value.trim().trim_matches('"').to_owned())
}

/// Quoted-printable (RFC 2045, 6.7).
fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'=' {
            out.push(*byte);
            continue;
        }
        let hex = after.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        if let Some(byte) = hex {
            out.push(byte);
            rest = &after[2..];
        } else if let Some(after) = after.strip_prefix(b"\r\n").or(after.strip_prefix(b"\n")) {
            rest = after;
        } else {
            out.push(b'=');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_web_archive_is_found_and_decoded() {
        let archive = b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=\"x y\"\r\n\r\n--x y\r\n\
            Content-Type: text/html; charset=\"windows-1252\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            <p>caf=E9 is=\r\n good</p>\r\n--x y\r\nContent-Type: image/png\r\n\r\nxx\r\n--x y--\r\n";
        assert!(is(archive));
        let page = page(archive).unwrap();
        assert_eq!(page.bytes.trim_ascii(), b"<p>caf\xe9 is good</p>");
        assert_eq!((page.charset.as_deref(), page.plain), (Some("windows-1252"), false));
        let coded = b"MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVs\nbG8=\n";
        assert_eq!(super::page(coded).unwrap().bytes, b"hello");
        assert!(
            !is(b"From: me\nDear all, this is a letter.") && super::page(b"Content-Type: multipart/x\n\n").is_none()
        );
    }
}
