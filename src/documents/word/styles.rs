//! What a document's styles and theme say of how text looks.

use super::super::Refusal;
use super::super::looks::{Ground, Rgb, hex};
use super::super::xml::{Node, attribute, walk};
use quick_xml::events::BytesStart;
use std::collections::HashMap;

/// Styles that follow from each other.
const LONGEST_CHAIN: usize = 20;

/// Text of this size (half points) or less can't be read.
const TINY: f64 = 4.0;

/// Per cent of its usual width from which a letter can be read.
const NARROW: f64 = 10.0;

/// What is set of a text's look; what is not set is that of the style around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub vanish: Option<bool>,
    /// None in it: the colour that suits the ground.
    pub colour: Option<Option<Rgb>>,
    pub shade: Option<Ground>,
    pub tiny: Option<bool>,
    /// It is filled with nothing.
    pub clear: Option<bool>,
}

impl Look {
    /// This look, laid over another.
    pub(super) fn over(self, under: Self) -> Self {
        Self {
            vanish: self.vanish.or(under.vanish),
            colour: self.colour.or(under.colour),
            shade: self.shade.or(under.shade),
            tiny: self.tiny.or(under.tiny),
            clear: self.clear.or(under.clear),
        }
    }

    /// Takes in a property of a run; whether it was one.
    pub(super) fn take(&mut self, name: &str, tag: &BytesStart<'_>, theme: &Theme) -> bool {
        let value = attribute(tag, "val");
        let number = || value.as_deref().and_then(|v| v.parse::<f64>().ok());
        match name {
            "vanish" => self.vanish = Some(!matches!(value.as_deref(), Some("0" | "false" | "off"))),
            "color" => {
                let own = value.as_deref().and_then(hex);
                let themed = attribute(tag, "themeColor").and_then(|name| theme.colour(&name, tag));
                self.colour = Some(own.or(themed));
            }
            "highlight" => {
                let ground = value.as_deref().and_then(highlight);
                if let Some(ground) = ground {
                    self.shade = Some(ground);
                }
            }
            "shd" => self.shade = shade(tag, theme).or(self.shade),
            "sz" => self.tiny = number().map(|size| size <= TINY),
            "w" => {
                if number().is_some_and(|share| share < NARROW) {
                    self.tiny = Some(true);
                }
            }
            _ => return false,
        }
        true
    }
}

/// The ground that a shading gives; none if it gives none.
pub(super) fn shade(tag: &BytesStart<'_>, theme: &Theme) -> Option<Ground> {
    let known = |name: &str, themed: &str| {
        let own = attribute(tag, name).as_deref().and_then(hex);
        own.or_else(|| attribute(tag, themed).and_then(|name| theme.colour(&name, tag))).map(Ground::Known)
    };
    match attribute(tag, "val").as_deref() {
        None | Some("clear" | "nil") => known("fill", "themeFill"),
        Some("solid") => known("color", "themeColor"),
        _ => Some(Ground::Unknown),
    }
}

fn highlight(name: &str) -> Option<Ground> {
    Some(Ground::Known(match name {
        "black" => [0, 0, 0],
        "blue" => [0, 0, 255],
        "cyan" => [0, 255, 255],
        "green" => [0, 255, 0],
        "magenta" => [255, 0, 255],
        "red" => [255, 0, 0],
        "yellow" => [255, 255, 0],
        "white" => [255, 255, 255],
        "darkBlue" => [0, 0, 128],
        "darkCyan" => [0, 128, 128],
        "darkGreen" => [0, 128, 0],
        "darkMagenta" => [128, 0, 128],
        "darkRed" => [128, 0, 0],
        "darkYellow" => [128, 128, 0],
        "darkGray" => [128, 128, 128],
        "lightGray" => [192, 192, 192],
        _ => return None,
    }))
}

/// The colours of a theme by their names.
#[derive(Debug)]
pub(super) struct Theme(HashMap<String, Rgb>);

impl Theme {
    /// The theme of a part; that of Word where there is none.
    pub(super) fn read(part: Option<&[u8]>) -> Result<Self, Refusal> {
        let mut colours: HashMap<String, Rgb> = [
            ("lt1", [255; 3]),
            ("dk1", [0; 3]),
            ("lt2", [0xe7, 0xe6, 0xe6]),
            ("dk2", [0x44, 0x54, 0x6a]),
            ("accent1", [0x44, 0x72, 0xc4]),
        ]
        .map(|(name, colour)| (name.to_owned(), colour))
        .into();
        let mut name = String::new();
        if let Some(part) = part {
            walk(part, |node| match node {
                Node::Open(tag, _) if tag.starts_with("accent") || matches!(tag, "lt1" | "dk1" | "lt2" | "dk2") => {
                    tag.clone_into(&mut name);
                }
                Node::Open(kind @ ("srgbClr" | "sysClr"), tag) if !name.is_empty() => {
                    let value = attribute(tag, if kind == "sysClr" { "lastClr" } else { "val" });
                    if let Some(colour) = value.as_deref().and_then(hex) {
                        colours.insert(std::mem::take(&mut name), colour);
                    }
                }
                _ => {}
            })?;
        }
        Ok(Self(colours))
    }

    /// A colour by the name that documents use, with its tint or shade.
    pub(super) fn colour(&self, name: &str, tag: &BytesStart<'_>) -> Option<Rgb> {
        let own = match name {
            "background1" | "bg1" | "light1" => "lt1",
            "text1" | "tx1" | "dark1" => "dk1",
            "background2" | "bg2" | "light2" => "lt2",
            "text2" | "tx2" | "dark2" => "dk2",
            name => name,
        };
        let colour = *self.0.get(own)?;
        let part = |names: [&str; 2]| {
            let value = names.iter().find_map(|name| attribute(tag, name))?;
            Some(f64::from(u8::from_str_radix(&value, 16).ok()?) / 255.0)
        };
        let scaled = |c: u8, by: f64, to: f64| (f64::from(c) * by + to * (1.0 - by)).round() as u8;
        Some(match (part(["themeTint", "themeFillTint"]), part(["themeShade", "themeFillShade"])) {
            (Some(tint), _) => colour.map(|c| scaled(c, tint, 255.0)),
            (_, Some(shade)) => colour.map(|c| scaled(c, shade, 0.0)),
            _ => colour,
        })
    }
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// What is set for all text.
    usual: Look,
    /// The style of paragraphs that name none.
    paragraph: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    run: Look,
    ground: Option<Ground>,
    /// A table style that shades cells.
    shades: bool,
}

impl Styles {
    /// The styles of `styles.xml`.
    pub(super) fn read(part: &[u8], theme: &Theme) -> Result<Self, Refusal> {
        let mut all = Self::default();
        let (mut id, mut in_run, mut in_paragraph, mut usual) = (String::new(), 0usize, 0usize, false);
        walk(part, |node| match node {
            Node::Open("docDefaults", _) => usual = true,
            Node::Close("docDefaults") => usual = false,
            Node::Open("style", tag) => {
                id = attribute(tag, "styleId").unwrap_or_default();
                if attribute(tag, "type").as_deref() == Some("paragraph")
                    && matches!(attribute(tag, "default").as_deref(), Some("1" | "true"))
                {
                    all.paragraph = Some(id.clone());
                }
                all.styles.insert(id.clone(), Style::default());
            }
            Node::Open("rPr", _) => in_run += 1,
            Node::Close("rPr") => in_run = in_run.saturating_sub(1),
            Node::Open("pPr", _) => in_paragraph += 1,
            Node::Close("pPr") => in_paragraph = in_paragraph.saturating_sub(1),
            Node::Open(name, tag) if usual && in_run > 0 => {
                all.usual.take(name, tag, theme);
            }
            Node::Open(name, tag) => {
                let Some(style) = all.styles.get_mut(&id) else { return };
                match name {
                    "basedOn" => style.based_on = attribute(tag, "val"),
                    "shd" if in_run == 0 => {
                        style.shades |= shade(tag, theme).is_some();
                        if in_paragraph > 0 {
                            style.ground = shade(tag, theme);
                        }
                    }
                    _ if in_run > 0 => {
                        style.run.take(name, tag, theme);
                    }
                    _ => {}
                }
            }
            _ => {}
        })?;
        Ok(all)
    }

    /// A style with those it is based on.
    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Style> {
        let next = |style: &&'s Style| self.styles.get(style.based_on.as_deref()?);
        std::iter::successors(self.styles.get(id), next).take(LONGEST_CHAIN)
    }

    fn look(&self, id: Option<&str>) -> Look {
        id.into_iter().flat_map(|id| self.chain(id)).fold(Look::default(), |look, style| look.over(style.run))
    }

    /// The look of a run in a paragraph, by their styles.
    pub(super) fn of(&self, run: Option<&str>, paragraph: Option<&str>) -> Look {
        self.look(run).over(self.look(paragraph.or(self.paragraph.as_deref()))).over(self.usual)
    }

    /// The ground that a paragraph's style gives.
    pub(super) fn ground(&self, paragraph: Option<&str>) -> Option<Ground> {
        self.chain(paragraph.or(self.paragraph.as_deref())?).find_map(|style| style.ground)
    }

    /// Whether a table style shades cells.
    pub(super) fn shades(&self, table: &str) -> bool {
        self.chain(table).any(|style| style.shades)
    }
}
