//! What the operators of a page name: fonts, pictures, forms, states, layers. Each is read once.

use super::colour::Space;
use super::file::File;
use super::fonts::Font;
use super::geometry::{Matrix, Rect};
use oxidize_pdf::parser::content::MarkedContentProps;
use oxidize_pdf::parser::{ContentOperation, ContentParser, PdfDictionary, PdfObject};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

type Number = (u32, u16);

/// Content that is drawn as a whole.
pub(super) struct Form {
    pub operations: Vec<ContentOperation>,
    pub resources: Option<Rc<PdfDictionary>>,
    pub matrix: Matrix,
    pub bounds: Option<Rect>,
    /// It is blended as one.
    pub group: bool,
}

/// What `Do` paints.
#[derive(Clone)]
pub(super) enum Painted {
    Form(Rc<Form>),
    /// A picture: whether nothing shows through it, and its object.
    Picture(bool, Option<(u32, u16)>),
    Nothing,
}

/// Parameters that `gs` sets.
#[derive(Clone, Default)]
pub(super) struct Parameters {
    pub fill: Option<f64>,
    pub stroke: Option<f64>,
    /// Another blend mode than the usual one.
    pub blends: Option<bool>,
    /// A soft mask is set or taken off.
    pub masked: Option<bool>,
    pub font: Option<(Rc<RefCell<Font>>, f64)>,
}

/// Resources of the whole file.
pub(super) struct Resources<'a, 'b> {
    pub file: &'a File<'b>,
    off: HashSet<Number>,
    fonts: HashMap<Number, Rc<RefCell<Font>>>,
    painted: HashMap<Number, (Painted, bool)>,
}

impl<'a, 'b> Resources<'a, 'b> {
    pub(super) fn new(file: &'a File<'b>) -> Self {
        Self { file, off: layers_off(file), fonts: HashMap::new(), painted: HashMap::new() }
    }

    /// An entry of a category, as it stands: often a reference.
    fn entry(&self, resources: &PdfDictionary, category: &str, name: &str) -> Option<PdfObject> {
        self.file.dict(resources, category)?.get(name).cloned()
    }

    pub(super) fn font(&mut self, resources: &PdfDictionary, name: &str) -> Option<Rc<RefCell<Font>>> {
        let object = self.entry(resources, "Font", name)?;
        self.font_of(&object)
    }

    fn font_of(&mut self, object: &PdfObject) -> Option<Rc<RefCell<Font>>> {
        if let Some(known) = object.as_reference().and_then(|number| self.fonts.get(&number)) {
            return Some(known.clone());
        }
        let PdfObject::Dictionary(dict) = self.file.get(object) else { return None };
        let font = Rc::new(RefCell::new(Font::new(self.file, &dict)));
        if let Some(number) = object.as_reference() {
            self.fonts.insert(number, font.clone());
        }
        Some(font)
    }

    pub(super) fn space(&self, resources: &PdfDictionary, name: &str) -> Space {
        Space::of(self.file, &PdfObject::Name(oxidize_pdf::parser::PdfName::new(name.to_owned())), resources, 0)
    }

    pub(super) fn parameters(&mut self, resources: &PdfDictionary, name: &str) -> Parameters {
        let state = self.file.dict(resources, "ExtGState").and_then(|states| self.file.dict(&states, name));
        let Some(state) = state else { return Parameters::default() };
        let font = self.file.entry(&state, "Font").and_then(|font| {
            let pair = font.as_array()?;
            Some((self.font_of(pair.get(0)?)?, pair.get(1)?.as_real()?))
        });
        let usual = |mode: &PdfObject| match mode {
            PdfObject::Name(name) => matches!(name.as_str(), "Normal" | "Compatible"),
            PdfObject::Array(modes) => modes
                .0
                .first()
                .and_then(PdfObject::as_name)
                .is_none_or(|m| matches!(m.as_str(), "Normal" | "Compatible")),
            _ => true,
        };
        Parameters {
            fill: self.file.number(&state, "ca"),
            stroke: self.file.number(&state, "CA"),
            blends: self.file.entry(&state, "BM").map(|mode| !usual(&mode)),
            masked: self.file.entry(&state, "SMask").map(|mask| mask.as_name().is_none()),
            font,
        }
    }

    /// What a name of `Do` paints, and whether its layer is off.
    pub(super) fn painted(&mut self, resources: &PdfDictionary, name: &str) -> (Painted, bool) {
        let object = self.entry(resources, "XObject", name);
        object.map_or((Painted::Nothing, false), |object| self.painted_of(&object))
    }

    pub(super) fn painted_of(&mut self, object: &PdfObject) -> (Painted, bool) {
        if let Some(known) = object.as_reference().and_then(|number| self.painted.get(&number)) {
            return known.clone();
        }
        let painted = self.read(object);
        if let Some(number) = object.as_reference() {
            self.painted.insert(number, painted.clone());
        }
        painted
    }

    fn read(&self, object: &PdfObject) -> (Painted, bool) {
        let PdfObject::Stream(stream) = self.file.get(object) else { return (Painted::Nothing, false) };
        let dict = &stream.dict;
        let off = dict.get("OC").is_some_and(|layer| self.layer_is_off(layer, 0));
        if dict.get("Subtype").and_then(PdfObject::as_name).is_some_and(|n| n.as_str() == "Image") {
            let through = ["SMask", "Mask", "ImageMask", "SMaskInData"].iter().any(|key| {
                !matches!(self.file.entry(dict, key), None | Some(PdfObject::Boolean(false) | PdfObject::Integer(0)))
            });
            return (Painted::Picture(!through, object.as_reference()), off);
        }
        let content = self.file.unpack_or_lose(&stream);
        let matrix = self.file.numbers(dict, "Matrix").and_then(|m| m.try_into().ok()).map_or(Matrix::IDENTITY, Matrix);
        let form = Form {
            operations: ContentParser::parse_content(&content).unwrap_or_default(),
            resources: self.file.dict(dict, "Resources").map(Rc::new),
            matrix,
            bounds: self.file.four(dict, "BBox").map(Rect::of),
            group: dict.get("Group").is_some(),
        };
        (Painted::Form(Rc::new(form)), off)
    }

    /// Whether the layer that marked content names is off.
    pub(super) fn marked_is_off(&self, resources: &PdfDictionary, properties: &MarkedContentProps) -> bool {
        let MarkedContentProps::ResourceRef(name) = properties else { return false };
        self.entry(resources, "Properties", name).is_some_and(|layer| self.layer_is_off(&layer, 0))
    }

    /// Whether a layer, or a set of layers by its policy, is off.
    pub(super) fn layer_is_off(&self, layer: &PdfObject, depth: usize) -> bool {
        if let Some(number) = layer.as_reference()
            && self.off.contains(&number)
        {
            return true;
        }
        let PdfObject::Dictionary(dict) = self.file.get(layer) else { return false };
        if depth > 4 || self.file.name(&dict, "Type").as_deref() != Some("OCMD") {
            return false;
        }
        let members: Vec<PdfObject> = match dict.get("OCGs") {
            Some(PdfObject::Array(all)) => all.0.clone(),
            Some(one @ PdfObject::Reference(..)) => match self.file.get(one) {
                PdfObject::Array(all) => all.0,
                _ => vec![one.clone()],
            },
            _ => return false,
        };
        let off: Vec<bool> = members.iter().take(256).map(|member| self.layer_is_off(member, depth + 1)).collect();
        let (any_off, any_on) = (off.contains(&true), off.contains(&false));
        match self.file.name(&dict, "P").as_deref() {
            Some("AllOn") => any_off,
            Some("AnyOff") => !any_off && any_on,
            Some("AllOff") => any_on,
            _ => any_off && !any_on,
        }
    }

    /// The replacement text that marked content gives.
    pub(super) fn replacement(&self, resources: &PdfDictionary, properties: &MarkedContentProps) -> Option<String> {
        use oxidize_pdf::parser::content::MarkedContentValue;
        match properties {
            MarkedContentProps::Inline(entries) => match entries.get("ActualText")? {
                MarkedContentValue::String(bytes) => Some(string(bytes)),
                _ => None,
            },
            MarkedContentProps::ResourceRef(name) => {
                let dict = self.file.dict(resources, "Properties").and_then(|p| self.file.dict(&p, name))?;
                Some(string(&self.file.entry(&dict, "ActualText")?.as_string()?.0))
            }
        }
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 with its mark, else the PDF's own table, which is Latin-1 for letters.
pub(super) fn string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        rest => encoding_rs::WINDOWS_1252.decode_without_bom_handling(rest).0.into_owned(),
    }
}

/// The layers that are off when the file is opened.
fn layers_off(file: &File<'_>) -> HashSet<Number> {
    let list = |dict: &PdfDictionary, key: &str| -> Vec<Number> {
        let all = file.entry(dict, key);
        all.iter().filter_map(PdfObject::as_array).flat_map(|a| &a.0).filter_map(PdfObject::as_reference).collect()
    };
    let Some(layers) = file.dict(&file.catalog, "OCProperties") else { return HashSet::new() };
    let Some(usual) = file.dict(&layers, "D") else { return HashSet::new() };
    let mut off = HashSet::new();
    if file.name(&usual, "BaseState").as_deref() == Some("OFF") {
        off.extend(list(&layers, "OCGs"));
        for on in list(&usual, "ON") {
            off.remove(&on);
        }
    }
    off.extend(list(&usual, "OFF"));
    off
}
