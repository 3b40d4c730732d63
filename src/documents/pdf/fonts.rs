//! Fonts: which letters the codes of a string show, and how far each moves the pen.
//!
//! What a code shows is taken from, in this order: the font's `ToUnicode`; its encoding, glyph names and embedded
//! program; a guess by the usual code tables. A guess counts only where the text of the whole letter bears it out.

use super::codes;
use super::file::File;
use oxidize_pdf::fonts::{ResolvedFontResource, TtfParser};
use oxidize_pdf::parser::{PdfArray, PdfDictionary, PdfObject};
use oxidize_pdf::text::cmap::CMap;
use std::collections::HashMap;
use std::io::Cursor;
use std::rc::Rc;

type Document<'a> = oxidize_pdf::parser::PdfDocument<Cursor<&'a [u8]>>;

/// What stands for a letter that is not known.
pub(super) const UNKNOWN: &str = "\u{fffd}";

/// Where a font says nothing of widths: a usual one, in thousandths of an em.
const USUAL_WIDTH: f64 = 500.0;

/// What a code shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    /// Its text; [`UNKNOWN`] where that is not known.
    pub text: String,
    /// The text that the glyph's name or the encoding gives, where it contradicts `text`.
    pub named: Option<String>,
    /// The text is a guess by a usual code table.
    pub guessed: bool,
    /// How far the pen moves, in ems.
    pub advance: f64,
}

/// How codes are distinguished.
enum Codes {
    /// One byte each.
    Bytes,
    /// Two bytes each.
    Pairs,
    /// As the font's map says.
    Mapped,
}

/// A font, ready to decode strings.
pub(super) struct Font {
    codes: Codes,
    /// The font as it is.
    own: Option<ResolvedFontResource>,
    /// The font without its `ToUnicode`, with its program.
    bare: Lazy,
    /// Characters of the glyphs of an embedded TrueType program.
    glyphs: Option<Option<oxidize_pdf::fonts::GlyphMapping>>,
    simple: Simple,
    known: HashMap<u32, Rc<Shown>>,
    /// Height of the glyphs as a share of the em that the size names: 1 but for Type 3.
    pub em: f64,
}

/// What a font without `ToUnicode` is made from, once it is asked for.
enum Lazy {
    Dictionary(PdfDictionary),
    Made(Option<Box<ResolvedFontResource>>),
}

/// What simple fonts say themselves.
#[derive(Default)]
struct Simple {
    type3: bool,
    names: HashMap<u8, String>,
    unicode: Option<CMap>,
    first: i64,
    widths: Vec<f64>,
    /// From the font's units to ems.
    scale: f64,
    /// The codes are those of TeX's T1 encoding rather than OT1.
    t1: bool,
}

impl Font {
    /// A font from its dictionary. What is wrong with it costs letters, not the page.
    pub(super) fn new(file: &File<'_>, dict: &PdfDictionary) -> Self {
        let subtype = file.name(dict, "Subtype").unwrap_or_default();
        let composite = subtype == "Type0";
        let has_unicode = matches!(file.entry(dict, "ToUnicode"), Some(PdfObject::Stream(_)));
        let mut simple = Simple { type3: subtype == "Type3", scale: 0.001, ..Simple::default() };
        let mut em = 1.0;
        if !composite {
            simple.read(file, dict);
        }
        if simple.type3 {
            let matrix = file.numbers(dict, "FontMatrix").unwrap_or_default();
            simple.scale = matrix.first().copied().filter(|a| *a != 0.0).unwrap_or(0.001).abs();
            let upright = matrix.get(3).copied().filter(|d| *d != 0.0).unwrap_or(0.001).abs();
            let tall = file.four(dict, "FontBBox").map_or(0.0, |b| (b[3] - b[1]).abs() * upright);
            em = if (0.01..100.0).contains(&tall) { tall } else { 1.0 };
        }
        let own = if simple.type3 { None } else { resolve(file, &light(file, dict, has_unicode)) };
        let codes = match own.as_ref().and_then(|f| f.encoding.as_deref()) {
            _ if !composite => Codes::Bytes,
            Some("Identity-H" | "Identity-V") | None if own.is_none() || !has_map(file, dict) => Codes::Pairs,
            _ => Codes::Mapped,
        };
        Self { codes, own, bare: Lazy::Dictionary(dict.clone()), glyphs: None, simple, known: HashMap::new(), em }
    }

    /// Decodes a string; gives each code's meaning, and whether it is the one byte that word spacing is added to.
    pub(super) fn decode(&mut self, file: &File<'_>, bytes: &[u8], mut each: impl FnMut(&Rc<Shown>, bool)) {
        match self.codes {
            Codes::Bytes => {
                for byte in bytes {
                    each(&self.shown(file, &[*byte]), *byte == b' ');
                }
            }
            Codes::Pairs => {
                for pair in bytes.chunks_exact(2) {
                    each(&self.shown(file, pair), false);
                }
            }
            Codes::Mapped => {
                let Some(own) = &self.own else { return };
                // A code that breaks off at the end of a string is left out.
                let whole = own.decode_glyphs(bytes);
                let cut = || own.decode_glyphs(&bytes[..bytes.len().saturating_sub(1)]);
                let codes: Vec<Vec<u8>> =
                    whole.or_else(|_| cut()).unwrap_or_default().into_iter().map(|g| g.source_code).collect();
                for code in codes {
                    each(&self.shown(file, &code), code == b" ");
                }
            }
        }
    }

    fn shown(&mut self, file: &File<'_>, code: &[u8]) -> Rc<Shown> {
        let key = code.iter().fold(1u32, |key, byte| (key << 8) | u32::from(*byte));
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let shown = Rc::new(self.look_up(file, code));
        self.known.insert(key, shown.clone());
        shown
    }

    fn look_up(&mut self, file: &File<'_>, code: &[u8]) -> Shown {
        let glyph = self.own.as_ref().and_then(|own| own.decode_glyphs(code).ok()?.into_iter().next());
        let single = code.first().copied().filter(|_| code.len() == 1);
        let mut advance = match (&glyph, single) {
            (Some(glyph), _) => glyph.advance / 1000.0,
            (None, Some(byte)) => self.simple.width(byte),
            (None, None) => USUAL_WIDTH / 1000.0,
        };
        if single.is_some() && advance == 0.0 && self.simple.widths.is_empty() {
            advance = USUAL_WIDTH / 1000.0;
        }
        let mapped = match single.and_then(|byte| self.simple.mapped(byte)) {
            Some(text) => Some(text),
            None => glyph.as_ref().and_then(|g| g.unicode.clone()),
        };
        let named = single.and_then(|byte| self.simple.named(byte));
        let known = |text: Option<String>| text.and_then(|t| codes::tidy(&t));
        if let Some(text) = known(mapped) {
            let named = named.filter(|name| codes::contradicts(&text, name));
            return Shown { text, named, guessed: false, advance };
        }
        if let Some(text) = known(named) {
            return Shown { text, named: None, guessed: false, advance };
        }
        if let Some(text) = known(self.without_map(file, code)) {
            return Shown { text, named: None, guessed: false, advance };
        }
        let gid = glyph.as_ref().and_then(|g| g.gid.or(g.cid.and_then(|c| u16::try_from(c).ok())));
        if let Some(text) = known(gid.and_then(|gid| self.by_program(gid))) {
            return Shown { text, named: None, guessed: false, advance };
        }
        let guess = match single {
            Some(byte) if self.simple.type3 => codes::tex(byte, self.simple.t1),
            Some(byte) => codes::windows(byte),
            None => gid.and_then(codes::usual_glyph),
        };
        match guess.and_then(|text| codes::tidy(&text)) {
            Some(text) => Shown { text, named: None, guessed: true, advance },
            None => Shown { text: UNKNOWN.to_owned(), named: None, guessed: false, advance },
        }
    }

    /// What the font says without its `ToUnicode`: encoding, names, the embedded program.
    fn without_map(&mut self, file: &File<'_>, code: &[u8]) -> Option<String> {
        if self.simple.type3 {
            return None;
        }
        if let Lazy::Dictionary(dict) = &mut self.bare {
            let mut dict = std::mem::take(&mut dict.0);
            dict.retain(|key, _| key.as_str() != "ToUnicode");
            let made = resolve(file, &PdfDictionary(dict)).map(Box::new);
            self.bare = Lazy::Made(made);
        }
        let Lazy::Made(Some(bare)) = &self.bare else { return None };
        bare.decode_glyphs(code).ok()?.into_iter().next()?.unicode
    }

    /// The character that an embedded TrueType program draws with this glyph.
    fn by_program(&mut self, gid: u16) -> Option<String> {
        if self.glyphs.is_none() {
            let program = match &self.bare {
                Lazy::Made(Some(bare)) => bare.embedded_font.as_ref(),
                _ => None,
            };
            let read = |data: &[u8]| TtfParser::new(data).ok()?.extract_glyph_mapping().ok();
            self.glyphs = Some(program.and_then(|program| read(&program.data)));
        }
        self.glyphs.as_ref()?.as_ref()?.glyph_to_char(gid).map(String::from)
    }
}

impl Simple {
    fn read(&mut self, file: &File<'_>, dict: &PdfDictionary) {
        if let Some(PdfObject::Stream(stream)) = file.entry(dict, "ToUnicode") {
            let bytes = file.unpack(&stream).unwrap_or_default();
            self.unicode = CMap::parse(String::from_utf8_lossy(&bytes).as_bytes()).ok();
        }
        self.first = file.number(dict, "FirstChar").unwrap_or(0.0) as i64;
        self.widths = file.numbers(dict, "Widths").unwrap_or_default();
        let base = match file.entry(dict, "Encoding") {
            Some(PdfObject::Name(name)) => Some(name.as_str().to_owned()),
            Some(PdfObject::Dictionary(encoding)) => {
                let mut code = 0i64;
                for item in
                    file.entry(&encoding, "Differences").iter().filter_map(PdfObject::as_array).flat_map(|a| &a.0)
                {
                    match file.get(item) {
                        PdfObject::Integer(n) => code = n,
                        PdfObject::Name(name) => {
                            if let Ok(byte) = u8::try_from(code) {
                                self.names.insert(byte, name.as_str().to_owned());
                            }
                            code = code.saturating_add(1);
                        }
                        _ => {}
                    }
                }
                file.name(&encoding, "BaseEncoding")
            }
            _ => None,
        };
        self.t1 = self.names.keys().any(|code| *code >= 128 || matches!(code, 16..=31));
        if base.as_deref() == Some("WinAnsiEncoding") {
            for byte in 32..=126u8 {
                self.names.entry(byte).or_insert_with(|| format!("uni{byte:04X}"));
            }
        }
    }

    fn mapped(&self, byte: u8) -> Option<String> {
        let map = self.unicode.as_ref()?;
        // Some writers give two bytes for each code of a simple font.
        [&[byte][..], &[0, byte][..]].iter().find_map(|code| map.to_unicode(&map.map(code)?))
    }

    fn named(&self, byte: u8) -> Option<String> {
        let name = self.names.get(&byte)?;
        oxidize_pdf::text::glyph_name_to_unicode_sequence(name)
    }

    fn width(&self, byte: u8) -> f64 {
        let at = usize::try_from(i64::from(byte) - self.first).ok();
        at.and_then(|at| self.widths.get(at)).map_or(0.0, |width| width * self.scale)
    }
}

/// Whether a composite font's encoding is a map of its own.
fn has_map(file: &File<'_>, dict: &PdfDictionary) -> bool {
    !matches!(file.name(dict, "Encoding").as_deref(), Some("Identity-H" | "Identity-V"))
}

/// A font as the library resolves it. One whose `ToUnicode` it can't read is tried without.
fn resolve(file: &File<'_>, dict: &PdfDictionary) -> Option<ResolvedFontResource> {
    let document: &Document<'_> = &file.document;
    let font = |dict: PdfDictionary| ResolvedFontResource::resolve(document, "", &PdfObject::Dictionary(dict)).ok();
    font(dict.clone()).or_else(|| {
        let mut dict = dict.clone();
        dict.0.retain(|key, _| key.as_str() != "ToUnicode");
        font(dict)
    })
}

/// A font's dictionary without the program, which takes long to unpack, where the program is not needed.
fn light(file: &File<'_>, dict: &PdfDictionary, has_unicode: bool) -> PdfDictionary {
    if !has_unicode && dict.get("Encoding").is_none() {
        return dict.clone();
    }
    let mut dict = dict.clone();
    let strip = |dict: &mut PdfDictionary| {
        if let Some(mut descriptor) = file.dict(dict, "FontDescriptor") {
            descriptor.0.retain(|key, _| !key.as_str().starts_with("FontFile"));
            dict.insert("FontDescriptor".into(), PdfObject::Dictionary(descriptor));
        }
    };
    strip(&mut dict);
    let descendant = file.entry(&dict, "DescendantFonts").and_then(|a| Some(file.get(a.as_array()?.0.first()?)));
    if let Some(PdfObject::Dictionary(mut font)) = descendant {
        strip(&mut font);
        dict.insert("DescendantFonts".into(), PdfObject::Array(PdfArray(vec![PdfObject::Dictionary(font)])));
    }
    dict
}
