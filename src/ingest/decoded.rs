//! Text in another encoding than UTF-8, decoded on the way.

use super::open::Stream;
use crate::documents::encoding;
use crate::error::{Error, ErrorKind, Result};
use encoding_rs::{CoderResult, Decoder, UTF_8};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Bytes decoded at a time.
const STEP: usize = 1 << 16;

/// A stream as UTF-8, and what was assumed of it. The first bytes decide; what is neither UTF-8 nor told by its statistics
/// is passed on as it is, and its rows say so.
pub(super) fn decoded(mut stream: Stream, label: Option<&str>, path: &Path) -> Result<(Stream, Option<String>)> {
    let (encoding, assumed) = match label {
        Some(label) => {
            let found = encoding::by_label(label).ok_or_else(|| {
                Error::new(ErrorKind::Setting, format!("the encoding {label} is not known"))
                    .hint("give one such as windows-1251, windows-1252, koi8-r, utf-16le or utf-8")
            })?;
            (found, false)
        }
        None => {
            let head = stream.reader.fill_buf().map_err(|e| Error::io("read it", path, e))?;
            if encoding::utf_32(head).is_some() {
                return Err(Error::new(ErrorKind::Format, "is UTF-32, which is not read")
                    .file(path)
                    .hint("save it as UTF-8"));
            }
            match encoding::detect(head, false) {
                Some(found) => found,
                None => return Ok((stream, None)),
            }
        }
    };
    if encoding == UTF_8 {
        return Ok((stream, None));
    }
    let Stream { reader, digest, progress } = stream;
    let decoding =
        Decoding { inner: reader, decoder: encoding.new_decoder(), ready: Vec::new(), given: 0, done: false };
    let reader = Box::new(BufReader::with_capacity(STEP, decoding));
    let note = assumed.then(|| encoding::note(encoding));
    Ok((Stream { reader, digest, progress }, note))
}

struct Decoding {
    inner: Box<dyn BufRead + Send>,
    decoder: Decoder,
    ready: Vec<u8>,
    given: usize,
    done: bool,
}

impl Read for Decoding {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.ready.len() && !self.done {
            let bytes = self.inner.fill_buf()?;
            let last = bytes.is_empty();
            self.ready.resize(STEP, 0);
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.ready, last);
            self.ready.truncate(written);
            self.given = 0;
            self.inner.consume(read);
            self.done = last && result == CoderResult::InputEmpty;
        }
        let n = buffer.len().min(self.ready.len() - self.given);
        buffer[..n].copy_from_slice(&self.ready[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], label: Option<&str>) -> (String, Option<String>) {
        let (mut stream, note) = decoded(Stream::of(bytes), label, Path::new("x.csv")).unwrap();
        let mut text = Vec::new();
        stream.reader.read_to_end(&mut text).unwrap();
        (String::from_utf8_lossy(&text).into_owned(), note)
    }

    #[test]
    fn other_encodings_are_decoded_and_said() {
        let text = format!("id;letter\n{}", "1;Меня зовут Анна, я изучаю нейронные сети\n".repeat(5_000));
        let bytes = encoding::by_label("windows-1251").unwrap().encode(&text).0;
        let (got, note) = read(&bytes, None);
        assert!(got == text && note.unwrap().contains("windows-1251"));
        assert_eq!(read(&bytes, Some("windows-1251")), (text.clone(), None));
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert!(read(&wide, None) == (text.clone(), None));
        assert_eq!(read(text.as_bytes(), None), (text, None));
        assert!(decoded(Stream::of("a"), Some("klingon"), Path::new("x")).is_err());
    }
}
