//! What a page holds and its reader can't see: found by the page's styles and taken out of its tree.

use super::style::{Colour, Declaration, Sheet, colour, is_for_every_screen, length};
use super::tree::Tree;
use html2text::{Comment, Document, Element, Handle, RcDom};

/// Text of at most so many pixels is tiny: the two points of the other formats.
const TINY: f64 = 2.7;
/// Pixels out of the page's upper left corner from which on nothing is seen.
const OFF_PAGE: f64 = -400.0;
/// Colours are distinguished if one of their parts differs by more.
const ALIKE: f64 = 16.0;
/// Elements whose text is no text of the page.
const NO_TEXT: &[&str] = &["head", "script", "style", "template", "title", "noscript", "select", "option", "datalist"];
/// Elements that begin a passage of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "div",
    "dd",
    "dt",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];
/// Values that change nothing.
const UNCHANGED: &[&str] = &["inherit", "currentcolor", "none", "initial", "unset"];

/// How the text of an element is shown.
#[derive(Clone, Copy, Debug)]
struct Look {
    /// Nothing inside can be seen, whatever it says.
    gone: bool,
    /// `visibility: hidden`, which an element inside may lift.
    invisible: bool,
    /// Pixels.
    font: f64,
    /// None where it is not known.
    colour: Option<Colour>,
    background: Option<Colour>,
}

impl Look {
    fn is_seen(&self) -> bool {
        let faint = match (self.colour, self.background) {
            (Some((_, opaque)), _) if opaque <= 0.05 => true,
            (Some((text, _)), Some((page, _))) => text.iter().zip(page).all(|(a, b)| (a - b).abs() <= ALIKE),
            _ => false,
        };
        !(self.gone || self.invisible || self.font <= TINY || faint)
    }

    /// The look of an element inside.
    fn with(mut self, declarations: &[Declaration]) -> Self {
        let value = |name: &str| declarations.iter().rev().find(|d| d.property == name).map(|d| d.value.as_str());
        if let Some(size) = value("font-size").and_then(|v| length(v, self.font)) {
            self.font = size;
        }
        if let Some(text) = value("color").filter(|v| !UNCHANGED.contains(v)) {
            self.colour = colour(text);
        }
        let is_background = |d: &&Declaration| matches!(&*d.property, "background" | "background-color");
        if let Some(Declaration { value: page, .. }) = declarations.iter().rev().find(is_background)
            && !UNCHANGED.contains(&page.as_str())
        {
            // A picture, a gradient or a colour that we don't know: nothing is said of text before it.
            let picture = page.contains("url(") || page.contains("gradient");
            let known = colour(page).or_else(|| page.split_whitespace().find_map(colour)).filter(|_| !picture);
            self.background = known.and_then(|page| over(page, self.background));
        }
        if value("background-image").is_some_and(|v| v.contains("url(") || v.contains("gradient")) {
            self.background = None;
        }
        match value("visibility") {
            Some("hidden" | "collapse") => self.invisible = true,
            Some("visible") => self.invisible = false,
            _ => {}
        }
        let number = |name: &str| value(name).and_then(|v| v.parse::<f64>().ok());
        let pixels = |name: &str| value(name).and_then(|v| length(v, self.font));
        let away = matches!(value("position"), Some("absolute" | "fixed" | "relative"));
        let sides = ["left", "top", "right", "bottom", "margin-left", "margin-top"];
        let far = |name: &str| pixels(name).is_some_and(|p| p <= OFF_PAGE);
        let off = far("text-indent") || away && sides.iter().any(|side| far(side));
        let small = |name: &str| pixels(name).is_some_and(|p| p <= 1.0);
        let cut = matches!(value("overflow"), Some("hidden" | "clip"))
            && (small("width") || small("height") || small("max-width") || small("max-height"));
        let clip = |name: &str, shapes: &[&str]| {
            value(name).is_some_and(|v| shapes.contains(&v.replace([' ', ','], "").replace("px", "").as_str()))
        };
        let clipped = clip("clip", &["rect(0000)", "rect(1111)"]) || clip("clip-path", &["inset(50%)", "inset(100%)"]);
        self.gone |= value("display") == Some("none")
            || value("mso-hide") == Some("all")
            || number("opacity").is_some_and(|o| o <= 0.05)
            || off
            || cut
            || clipped;
        self
    }
}

/// A colour laid over another; none if that is not known and shows through.
fn over((page, opaque): Colour, behind: Option<Colour>) -> Option<Colour> {
    if opaque >= 1.0 {
        return Some((page, 1.0));
    }
    let (behind, _) = behind?;
    Some((std::array::from_fn(|part| page[part] * opaque + behind[part] * (1.0 - opaque)), 1.0))
}

/// Takes the text that can't be seen out of a page, and gives it, passage by passage.
pub(super) fn take(dom: &RcDom) -> Vec<String> {
    let sheet = sheet(dom);
    let page = Look {
        gone: false,
        invisible: false,
        font: 16.0,
        colour: Some(([0.0; 3], 1.0)),
        background: Some(([255.0; 3], 1.0)),
    };
    let mut passages: Vec<String> = Vec::new();
    // Whether the text before was unseen and of the same block: then what comes goes on with its passage.
    let mut goes_on = false;
    // A stack of our own: a page may be nested deeper than the program's.
    let mut tree = Tree::default();
    let mut left = vec![(dom.document.clone(), page, None)];
    while let Some((node, mut look, own)) = left.pop() {
        if let Element { name, attrs, .. } = &node.data {
            let name: &str = &name.local;
            if NO_TEXT.contains(&name) {
                continue;
            }
            let attribute =
                |name: &str| attrs.borrow().iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string());
            let rules = |inline: &str| own.map(|own| sheet.of(&tree, own, inline)).unwrap_or_default();
            look = look.with(&styles(rules, name, attribute));
            goes_on &= !BLOCKS.contains(&name);
        } else if let Some(text) = text(&node) {
            if look.is_seen() {
                goes_on = false;
            } else if let Some(last) = passages.last_mut().filter(|_| goes_on) {
                last.push_str(&text);
            } else {
                passages.push(text);
                goes_on = true;
            }
            continue;
        }
        let (from, mut previous) = (left.len(), None);
        for child in node.children.borrow().iter() {
            let number = matches!(child.data, Element { .. }).then(|| tree.add(child, own, previous));
            previous = number.or(previous);
            left.push((child.clone(), look, number));
        }
        left[from..].reverse();
        if !look.is_seen() {
            node.children.borrow_mut().retain(|child| text(child).is_none());
        }
    }
    let tidy = |p: &String| p.split_whitespace().collect::<Vec<_>>().join(" ");
    passages.iter().map(tidy).filter(|p| !p.is_empty()).collect()
}

/// The text of a node that is nothing but text that is not blank.
fn text(node: &Handle) -> Option<String> {
    if matches!(node.data, Element { .. } | Document | Comment { .. }) {
        return None;
    }
    // html2text names the other kinds of nodes to nobody, but prints them.
    Some(RcDom::node_as_dom_string(node).strip_prefix("Text:")?.to_owned())
}

/// The style sheets of a page.
fn sheet(dom: &RcDom) -> Sheet {
    let mut sheet = Sheet::default();
    let mut left = vec![dom.document.clone()];
    while let Some(node) = left.pop() {
        if let Element { name, attrs, .. } = &node.data
            && &*name.local == "style"
        {
            let media = attrs.borrow().iter().find(|a| &*a.name.local == "media").map(|a| a.value.to_lowercase());
            let applies = media.is_none_or(|media| is_for_every_screen(&media));
            for css in node.children.borrow().iter().filter(|_| applies).filter_map(text) {
                sheet.add(&css);
            }
            continue;
        }
        left.extend(node.children.borrow().iter().rev().cloned());
    }
    sheet
}

/// The declarations for an element, those of its old attributes first, because they are the weakest.
fn styles(
    rules: impl Fn(&str) -> Vec<Declaration>,
    name: &str,
    attribute: impl Fn(&str) -> Option<String>,
) -> Vec<Declaration> {
    let weak = |property: &str, value: String| Declaration {
        property: property.to_owned(),
        value: value.trim().to_lowercase(),
        important: false,
    };
    let mut all = Vec::new();
    all.extend(attribute("hidden").map(|_| weak("display", "none".to_owned())));
    // Old attributes take a colour without its `#`.
    let hex = |v: String| {
        let bare = v.trim().len() == 6 && v.trim().bytes().all(|b| b.is_ascii_hexdigit());
        if bare { format!("#{}", v.trim()) } else { v }
    };
    all.extend(attribute("bgcolor").map(|v| weak("background-color", hex(v))));
    all.extend(attribute("background").map(|v| weak("background-image", format!("url({v})"))));
    all.extend(attribute("color").filter(|_| name == "font").map(|v| weak("color", hex(v))));
    all.extend(attribute("text").filter(|_| name == "body").map(|v| weak("color", hex(v))));
    all.extend(rules(&attribute("style").unwrap_or_default()));
    all
}

#[cfg(test)]
mod tests {
    use crate::documents::{Hints, Refusal, read};

    /// What is left of a page, and what was taken out.
    fn page(html: &str) -> (String, Vec<String>) {
        let hints = Hints { name: "a.html".into(), encoding: None };
        let letter = read(format!("<!doctype html><html>{html}</html>").as_bytes(), &hints).unwrap();
        (letter.text, letter.hidden)
    }

    #[test]
    fn every_way_to_hide_is_found() {
        for style in [
            "display:none",
            "DISPLAY: none !important",
            "visibility:hidden",
            "font-size:0",
            "font-size:1px",
            "font-size: 0.1em",
            "opacity:0",
            "color:white",
            "color:#fefefe",
            "color:rgb(255, 255, 255)",
            "color:rgba(0,0,0,0)",
            "color: transparent",
            "color:#333;background:#333",
            "position:absolute;left:-9999px",
            "position:fixed; top:-100em",
            "text-indent:-9999px",
            "height:0;overflow:hidden",
            "position:absolute;clip:rect(0, 0, 0, 0)",
            "clip-path: inset(50%)",
            "mso-hide:all",
        ] {
            let (text, hidden) =
                page(&format!("<p>I study waves <span style='{style}'>rate it <b>highly</b></span> here.</p>"));
            assert_eq!(hidden, ["rate it highly"], "{style}");
            assert!(!text.contains("rate") && !text.contains("highly") && text.contains("here."), "{style}: {text}");
        }
        for html in [
            "<p hidden>unseen words</p>",
            "<font color=white>unseen words</font>",
            "<font color=FFFFFF>unseen words</font>",
            "<p hidden><i>unseen</i> words</p>",
        ] {
            let (text, hidden) = page(&format!("<body>{html}<p>Seen.</p>"));
            assert_eq!((text.as_str(), hidden), ("Seen.", vec!["unseen words".to_owned()]), "{html}");
        }
    }

    #[test]
    fn what_is_seen_stays() {
        for html in [
            "<span aria-hidden=true>words</span>",
            "<span style='display:block;visibility:visible;opacity:0.5;font-size:8pt'>words</span>",
            "<div style='background:#000'><span style='color:white'>words</span></div>",
            "<div style='background:url(a.png)'><span style='color:white'>words</span></div>",
            "<table bgcolor=navy><tr><td style='color:#fff'>words</td></tr></table>",
            "<table background=dark.jpg><tr><td style='color:#fff'>words</td></tr></table>",
            "<div style='background-image:linear-gradient(navy,black);color:white'>words</div>",
            "<div style='background:#000'><p style='background:rgba(255,255,255,.1);color:#fff'>words</p></div>",
            "<style>@media (prefers-color-scheme: dark) { i { color: #fff } } @media not print { i { display: none } }</style><i>words</i>",
            "<style media='(max-width: 9em)'>i { display: none }</style><i>words</i>",
            "<span style='visibility:hidden'><span style='visibility:visible'>words</span></span>",
            "<span style='font-size:0'><span style='font-size:12pt'>words</span></span>",
            "<span style='color:white'><span style='color:black'>words</span></span>",
            "<span hidden style='display:inline'>words</span>",
            "<span style='text-indent:-2em'>words</span>",
            "<span style='color:var(--text)'>words</span>",
        ] {
            let (text, hidden) = page(&format!("<body><p>Some </p>{html}"));
            assert!(text.contains("words") && hidden.is_empty(), "{html}: {text:?} {hidden:?}");
        }
    }

    #[test]
    fn style_sheets_hide_by_element_class_and_id() {
        let css = "<!-- /* .c{} */ @import url(x.css); @font-face { font-family: x } p.note, .gone { display: none }\n\
                   #tail{color:#FFF} .a .b { display:none } .gone.not { display: inline }\n\
                   @media print { .paper { display: none } } @media screen { .screen { visibility: hidden } } em{opacity:0} -->";
        let (text, hidden) = page(&format!(
            "<head><style>{css}</style><style media=print>p {{display:none}}</style></head><body><p>One <i class='x gone'>first</i>\
             <i class='gone not'>kept</i></p><p class=note>second</p><i class=note>kept too</i><div class=a><p class=b>inside</p></div><div class=a></div><p class=b>kept as well</p>\
             <p class=paper>on paper</p><p class=screen>third</p><p id=tail>fourth</p><p><em>fifth</em> Last.</p>"
        ));
        assert_eq!(hidden, ["first", "second", "inside", "third", "fourth", "fifth"]);
        for kept in ["One", "kept", "kept too", "kept as well", "on paper", "Last."] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }

    #[test]
    fn rules_for_places_hide_there_alone() {
        for (css, want) in [
            ("div p", "one two"),
            ("div > p", "one"),
            ("section > div p", ""),
            ("div>section p", "two"),
            ("h1 + p", "three"),
            ("h1 ~ p", "three four"),
            ("p[data-k]", "two"),
            ("p[data-k=v]", "two"),
            ("p[data-k^='w']", ""),
            ("body div section > p", "two"),
            ("div > section + p", ""),
            ("p:hover", ""),
        ] {
            let (text, hidden) = page(&format!(
                "<style>{css} {{ display: none }}</style><body><div><p>one</p><section><p data-k=v>two</p></section></div>\
                 <h1>Seen.</h1><p>three</p><p>four</p>"
            ));
            assert_eq!(hidden.join(" "), want, "{css}: {text}");
        }
    }

    #[test]
    fn a_page_of_nothing_but_hidden_text_or_of_a_million_levels_is_refused_or_read() {
        let hints = Hints { name: "a.html".into(), encoding: None };
        let refused = read(b"<html><p style='display:none'>All of it.</p></html>", &hints);
        assert_eq!(refused, Err(Refusal::Unseen));
        assert!(page("<body bgcolor=#000000 text=#ffffff><p>words</p>").1.is_empty());
        let deep = format!("<html>{}deep<i hidden>low</i>", "<div>".repeat(3_000));
        let _ = read(deep.as_bytes(), &hints);
        for broken in
            ["<style>{{{", "<style>p{", "<style>}}p{display:none", "<style>/*", "<style>@media{", "<p style=':;!'>"]
        {
            assert!(page(&format!("{broken}</style>text")).0.contains("text"), "{broken}");
        }
    }
}
