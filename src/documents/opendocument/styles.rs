//! What the styles of an OpenDocument text say of how text looks.

use super::super::Refusal;
use super::super::looks::{Ground, Rgb, hex};
use super::super::xml::{Node, attribute, walk};
use quick_xml::events::BytesStart;
use std::collections::HashMap;

/// Styles that follow from each other.
const LONGEST_CHAIN: usize = 20;

/// Text of this size (points) or less can't be read.
const TINY: f64 = 2.0;

/// Per cent of opacity up to which nothing is seen.
const FAINT: f64 = 5.0;

/// What is set of a text's look.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub gone: Option<bool>,
    pub tiny: Option<bool>,
    /// None in it: the colour that suits the ground.
    pub colour: Option<Option<Rgb>>,
    pub ground: Option<Ground>,
}

impl Look {
    /// This look, laid over another.
    pub(super) fn over(self, under: Self) -> Self {
        Self {
            gone: self.gone.or(under.gone),
            tiny: self.tiny.or(under.tiny),
            colour: self.colour.or(under.colour),
            ground: self.ground.or(under.ground),
        }
    }

    fn take(&mut self, name: &str, tag: &BytesStart<'_>) {
        let value = |name: &str| attribute(tag, name);
        if name == "text-properties" {
            if let Some(display) = value("display") {
                self.gone = Some(display == "none");
            }
            if let Some(colour) = value("color") {
                self.colour = Some(hex(&colour));
            }
            if value("use-window-font-color").as_deref() == Some("true") {
                self.colour = Some(None);
            }
            let points = |v: String| v.strip_suffix("pt").and_then(|v| v.parse::<f64>().ok());
            if let Some(size) = value("font-size").and_then(points) {
                self.tiny = Some(size <= TINY);
            }
            let share = |v: String| v.strip_suffix('%').and_then(|v| v.parse::<f64>().ok());
            // LibreOffice writes no opacity at all beside the colour that suits the ground, and means none of it.
            let own = value("color").is_some() && value("use-window-font-color").as_deref() != Some("true");
            if own && value("opacity").and_then(share).is_some_and(|opacity| opacity <= FAINT) {
                self.gone = Some(true);
            }
            if value("text-scale").and_then(share).is_some_and(|scale| scale <= FAINT) {
                self.tiny = Some(true);
            }
        }
        if value("background-image").is_some_and(|image| image != "none") {
            self.ground = Some(Ground::Unknown);
        }
        if let Some(colour) = value("background-color").as_deref().and_then(hex) {
            self.ground = Some(Ground::Known(colour));
        }
        match (value("fill").as_deref(), value("fill-color").as_deref().and_then(hex)) {
            (Some("solid"), Some(colour)) => self.ground = Some(Ground::Known(colour)),
            (Some("bitmap" | "gradient" | "hatch"), _) => self.ground = Some(Ground::Unknown),
            _ => {}
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    look: Look,
}

/// Styles by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<(String, String), Style>,
    usual: Look,
    /// The ground of the pages, where one is set.
    pub page: Option<Ground>,
}

impl Styles {
    /// Adds the styles of a part.
    pub(super) fn add(&mut self, part: &[u8]) -> Result<(), Refusal> {
        let mut open: Option<(String, String)> = None;
        let mut usual = false;
        walk(part, |node| match node {
            Node::Open("style", tag) => {
                let key = (attribute(tag, "family").unwrap_or_default(), attribute(tag, "name").unwrap_or_default());
                let style = Style { parent: attribute(tag, "parent-style-name"), ..Style::default() };
                self.styles.insert(key.clone(), style);
                open = Some(key);
            }
            Node::Close("style") => open = None,
            Node::Open("default-style", tag) => usual = attribute(tag, "family").as_deref() == Some("paragraph"),
            Node::Close("default-style") => usual = false,
            Node::Open("page-layout-properties", tag) => {
                let mut look = Look::default();
                look.take("page", tag);
                self.page = self.page.or(look.ground);
            }
            Node::Open(name, tag) if name.ends_with("-properties") => {
                if usual {
                    self.usual.take(name, tag);
                } else if let Some(style) = open.as_ref().and_then(|key| self.styles.get_mut(key)) {
                    style.look.take(name, tag);
                }
            }
            Node::Open("background-image", tag) => {
                if attribute(tag, "href").is_some()
                    && let Some(style) = open.as_ref().and_then(|key| self.styles.get_mut(key))
                {
                    style.look.ground = Some(Ground::Unknown);
                }
            }
            _ => {}
        })
    }

    /// The look that a style gives; a paragraph's has what is set for all text.
    pub(super) fn of(&self, family: &str, name: Option<&str>) -> Look {
        let key = |name: &str| (family.to_owned(), name.to_owned());
        let first = name.and_then(|name| self.styles.get(&key(name)));
        let next = |style: &&Style| self.styles.get(&key(style.parent.as_deref()?));
        let chain = std::iter::successors(first, next).take(LONGEST_CHAIN);
        let look = chain.fold(Look::default(), |look, style| look.over(style.look));
        if family == "paragraph" { look.over(self.usual) } else { look }
    }
}
