//! The pictures of scanned pages, in formats that a program for OCR reads.

use super::file::File;
use super::geometry::Rect;
use oxidize_pdf::parser::{PdfDictionary, PdfObject, PdfStream};

/// Samples of the largest picture.
const LARGEST: u64 = 100_000_000;

/// A picture as a file: JPEG as it is, a fax as TIFF, samples as a portable map.
pub(super) fn encode(file: &File<'_>, number: (u32, u16)) -> Option<Vec<u8>> {
    let PdfObject::Stream(stream) = file.get(&PdfObject::Reference(number.0, number.1)) else { return None };
    let dict = &stream.dict;
    let (width, height) = (size(file, dict, "Width")?, size(file, dict, "Height")?);
    if u64::from(width) * u64::from(height) > LARGEST {
        return None;
    }
    match filters(file, dict).as_slice() {
        [only] if matches!(only.as_str(), "DCTDecode" | "DCT" | "JPXDecode") => Some(stream.data.clone()),
        [only] if matches!(only.as_str(), "CCITTFaxDecode" | "CCF") => fax(file, &stream, width, height),
        _ => samples(file, &stream, width, height),
    }
}

/// Dots per inch of a picture that fills a rectangle.
pub(super) fn dpi(file: &File<'_>, number: (u32, u16), rect: &Rect) -> Option<u32> {
    let PdfObject::Stream(stream) = file.get(&PdfObject::Reference(number.0, number.1)) else { return None };
    let width = size(file, &stream.dict, "Width")?;
    (rect.width() > 1.0).then(|| (f64::from(width) * 72.0 / rect.width()) as u32)
}

fn size(file: &File<'_>, dict: &PdfDictionary, key: &str) -> Option<u32> {
    let size = file.number(dict, key)?;
    (1.0..=100_000.0).contains(&size).then_some(size as u32)
}

fn filters(file: &File<'_>, dict: &PdfDictionary) -> Vec<String> {
    match file.entry(dict, "Filter") {
        Some(PdfObject::Name(name)) => vec![name.as_str().to_owned()],
        Some(PdfObject::Array(all)) => {
            all.0.iter().filter_map(|o| Some(file.get(o).as_name()?.as_str().to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// A fax of group 3 or 4 with the head of a TIFF file (TIFF 6.0, section 11) around it.
fn fax(file: &File<'_>, stream: &PdfStream, width: u32, height: u32) -> Option<Vec<u8>> {
    let set = file.dict(&stream.dict, "DecodeParms").unwrap_or_default();
    let kind = file.number(&set, "K").unwrap_or(0.0);
    let columns = file.number(&set, "Columns").map_or(1728, |c| c as u32).max(width);
    let black_is_1 = matches!(file.entry(&set, "BlackIs1"), Some(PdfObject::Boolean(true)));
    let (compression, options) = if kind < 0.0 { (4u32, 0u32) } else { (3, u32::from(kind > 0.0)) };
    let length = u32::try_from(stream.data.len()).ok()?;
    let entries: [(u16, u32); 8] = [
        (256, columns),
        (257, height),
        (258, 1),
        (259, compression),
        (262, u32::from(black_is_1)),
        (273, 8 + 2 + 8 * 12 + 4),
        (279, length),
        (if kind < 0.0 { 293 } else { 292 }, options),
    ];
    let mut out = b"II*\0\x08\0\0\0\x08\0".to_vec();
    for (tag, value) in entries {
        out.extend(tag.to_le_bytes());
        // A long number, one of it.
        out.extend([4, 0, 1, 0, 0, 0]);
        out.extend(value.to_le_bytes());
    }
    out.extend([0; 4]);
    out.extend_from_slice(&stream.data);
    Some(out)
}

/// Samples of one bit or one byte as a portable map (PBM, PGM, PPM).
fn samples(file: &File<'_>, stream: &PdfStream, width: u32, height: u32) -> Option<Vec<u8>> {
    let dict = &stream.dict;
    let mask = matches!(file.entry(dict, "ImageMask"), Some(PdfObject::Boolean(true)));
    let bits = if mask { 1 } else { file.number(dict, "BitsPerComponent")? as u32 };
    let bytes = file.unpack(stream).ok()?;
    let turned = file.numbers(dict, "Decode").is_some_and(|d| d.first() == Some(&1.0));
    if bits == 1 {
        let row = width.div_ceil(8) as usize;
        let mut out = format!("P4\n{width} {height}\n").into_bytes();
        // Ones are black there, and white here.
        out.extend(bytes.iter().take(row * height as usize).map(|b| if turned { *b } else { !*b }));
        return (bytes.len() >= row * height as usize).then_some(out);
    }
    let pixels = width as usize * height as usize;
    if bits != 8 || pixels == 0 {
        return None;
    }
    let palette = palette(file, dict);
    let (kind, wide) = match (bytes.len() / pixels, &palette) {
        (1.., Some(_)) => ("P6", 1),
        (1 | 2, None) => ("P5", 1),
        (3.., None) => ("P6", 3),
        _ => return None,
    };
    let mut out = format!("{kind}\n{width} {height}\n255\n").into_bytes();
    match palette {
        Some(palette) => {
            let colour =
                |index: &u8| palette.get(usize::from(*index) * 3..usize::from(*index) * 3 + 3).unwrap_or(&[255; 3]);
            out.extend(bytes[..pixels].iter().flat_map(colour).copied());
        }
        None => out.extend(bytes.get(..pixels * wide)?.iter().map(|b| if turned { !*b } else { *b })),
    }
    Some(out)
}

/// The red, green and blue of an indexed space.
fn palette(file: &File<'_>, dict: &PdfDictionary) -> Option<Vec<u8>> {
    let space = file.entry(dict, "ColorSpace")?;
    let space = space.as_array()?;
    let kind = file.get(space.get(0)?);
    if !matches!(kind.as_name()?.as_str(), "Indexed" | "I") {
        return None;
    }
    match file.get(space.get(3)?) {
        PdfObject::String(bytes) => Some(bytes.0),
        PdfObject::Stream(stream) => file.unpack(&stream).ok(),
        _ => None,
    }
}
