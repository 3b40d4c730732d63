//! As much of CSS as is needed to say what a reader of a page sees: selectors, and the properties that hide.
//!
//! A rule with a selector that is not read (pseudo-classes) is left out, so it hides nothing.

use super::selector::Selector;
use super::tree::Tree;

/// A rule: a selector and its declarations.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    selector: Selector,
    declarations: Vec<Declaration>,
}

/// A property and its value, in small letters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Declaration {
    pub property: String,
    pub value: String,
    pub important: bool,
}

/// Whether a media query holds on any screen. What depends on its width or colours may hold for nobody: it hides nothing.
pub(super) fn is_for_every_screen(media: &str) -> bool {
    media.split(',').any(|one| matches!(one.trim(), "" | "all" | "screen" | "only screen"))
}

/// The rules of a page's style sheets.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    rules: Vec<Rule>,
}

impl Sheet {
    /// Adds the rules of a `<style>` element: those for a screen.
    pub fn add(&mut self, css: &str) {
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some(open) = rest.find('{') {
            let prelude = rest[..open].rsplit([';', '}']).next().unwrap_or("").trim().to_lowercase();
            let body = &rest[open + 1..];
            if let Some(media) = prelude.strip_prefix("@media") {
                // The rules inside are read as if they stood outside: their closing brace is passed over.
                rest = if is_for_every_screen(media) { body } else { after_block(body) };
                continue;
            }
            let end = body.find('}').unwrap_or(body.len());
            if prelude.starts_with('@') {
                rest = after_block(body);
                continue;
            }
            let declarations = declarations(&body[..end]);
            for selector in prelude.split(',') {
                if let Some(selector) = Selector::read(selector) {
                    self.rules.push(Rule { selector, declarations: declarations.clone() });
                }
            }
            rest = body.get(end + 1..).unwrap_or("");
        }
    }

    /// What holds for an element, the strongest last; `inline` is its own `style` attribute.
    pub fn of(&self, tree: &Tree, element: u32, inline: &str) -> Vec<Declaration> {
        let mut found: Vec<(bool, usize, Declaration)> = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.selector.fits(tree, element)) {
            let weight = rule.selector.weight();
            found.extend(rule.declarations.iter().map(|d| (d.important, weight, d.clone())));
        }
        found.extend(declarations(inline).into_iter().map(|d| (d.important, 1_000_000, d)));
        found.sort_by_key(|(important, weight, _)| (*important, *weight));
        found.into_iter().map(|(_, _, declaration)| declaration).collect()
    }
}

/// The declarations of a block or of a `style` attribute.
fn declarations(block: &str) -> Vec<Declaration> {
    let one = |text: &str| {
        let (property, value) = text.split_once(':')?;
        let value = value.to_lowercase();
        let (value, important) = match value.split_once('!') {
            Some((value, mark)) => (value.trim().to_owned(), mark.trim() == "important"),
            None => (value.trim().to_owned(), false),
        };
        Some(Declaration { property: property.trim().to_lowercase(), value, important })
    };
    without_comments(block).split(';').filter_map(one).collect()
}

/// Style sheets without `/* … */`, and without the marks that hide them from browsers of the last century.
fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        out.push(' ');
        rest = rest[start + 2..].split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace("<!--", " ").replace("-->", " ")
}

/// What follows the block that `body` is the inside of.
fn after_block(body: &str) -> &str {
    let mut depth = 1usize;
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &body[at + 1..];
        }
    }
    ""
}

/// A length in CSS pixels (1/96 inch); `em` and `%` are of `font` pixels. None where it is not one.
pub(super) fn length(value: &str, font: f64) -> Option<f64> {
    let end = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let number: f64 = value[..end].trim().parse().ok()?;
    let unit = match value[end..].trim() {
        "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "em" | "ex" | "ch" => font,
        "rem" => 16.0,
        "%" => font / 100.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 9.6 / 2.54,
        // A share of the window: of about a thousand pixels.
        "vw" | "vh" => 10.0,
        "" if number == 0.0 => 0.0,
        _ => return None,
    };
    Some(number * unit)
}

/// A colour: red, green and blue in [0, 255], and how opaque it is in [0, 1].
pub(super) type Colour = ([f64; 3], f64);

/// Reads a colour; none if it is not known.
pub(super) fn colour(value: &str) -> Option<Colour> {
    let named = match value.trim() {
        "white" => "#ffffff",
        "snow" => "#fffafa",
        "ivory" => "#fffff0",
        "ghostwhite" => "#f8f8ff",
        "whitesmoke" => "#f5f5f5",
        "black" => "#000000",
        "transparent" => return Some(([0.0; 3], 0.0)),
        other => other,
    };
    if let Some(hex) = named.strip_prefix('#') {
        let digits: Vec<f64> = hex.chars().map(|c| c.to_digit(16).map(f64::from)).collect::<Option<_>>()?;
        let all: Vec<f64> = match digits.len() {
            3 | 4 => digits.iter().map(|d| d * 17.0).collect(),
            6 | 8 => digits.chunks(2).map(|d| d[0] * 16.0 + d[1]).collect(),
            _ => return None,
        };
        return Some(([all[0], all[1], all[2]], all.get(3).map_or(1.0, |a| a / 255.0)));
    }
    let inner = named.strip_prefix("rgba").or_else(|| named.strip_prefix("rgb"))?.trim();
    let inner = inner.strip_prefix('(')?.strip_suffix(')')?;
    let parts: Vec<f64> = inner
        .split([',', '/', ' '])
        .filter(|p| !p.is_empty())
        .enumerate()
        .map(|(index, part)| match part.strip_suffix('%') {
            Some(share) => share.parse().ok().map(|s: f64| if index < 3 { s * 2.55 } else { s / 100.0 }),
            None => part.parse().ok(),
        })
        .collect::<Option<_>>()?;
    (parts.len() == 3 || parts.len() == 4)
        .then(|| ([parts[0], parts[1], parts[2]], parts.get(3).copied().unwrap_or(1.0)))
}
