//! The numbers of a JSON object as they were written.

/// The key and the text of every number that stands right in an object, given as valid JSON. Reading a number and
/// writing it again would turn `1.50` into `1.5` and a long id into another one; ids and passthrough columns stay text.
pub(super) fn numbers(object: &str) -> Vec<(String, &str)> {
    let bytes = object.as_bytes();
    let mut found = Vec::new();
    let mut at = bytes.iter().position(|b| *b == b'{').map_or(bytes.len(), |open| open + 1);
    while let Some(open) = next(bytes, at, |b| b == b'"') {
        let close = string_end(bytes, open);
        let Some(start) =
            next(bytes, close, |b| b == b':').and_then(|colon| next(bytes, colon + 1, |b| !b.is_ascii_whitespace()))
        else {
            break;
        };
        at = value_end(bytes, start);
        let numeric = bytes[start] == b'-' || bytes[start].is_ascii_digit();
        if numeric && let (Ok(key), Some(number)) = (serde_json::from_slice(&bytes[open..close]), object.get(start..at))
        {
            found.push((key, number));
        }
    }
    found
}

/// The first byte from `at` on that is meant.
fn next(bytes: &[u8], at: usize, meant: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.get(at..)?.iter().position(|b| meant(*b)).map(|n| at + n)
}

/// The place behind the string that opens at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    at += 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// The place behind the value that begins at `at`.
fn value_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            b if b.is_ascii_whitespace() && depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_as_written() {
        let text =
            r#" {"id": 1.50 ,"a\"b":[1,{"x":2}],"s":"3, \"n\": 4","n":-1e5,"t":true,"z":12345678901234567890123}"#;
        let expected = [("id", "1.50"), ("n", "-1e5"), ("z", "12345678901234567890123")];
        assert_eq!(numbers(text), expected.map(|(k, v)| (k.to_owned(), v)));
        for broken in ["", "{", "{\"a", "{\"a\":", "{\"a\":\"\\", "\"a\":1"] {
            let _ = numbers(broken);
        }
    }
}
