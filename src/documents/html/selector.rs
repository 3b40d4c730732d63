//! Selectors of style sheets: elements, ids, classes and attributes, and how they stand to each other.

use super::tree::Tree;

/// Places that are looked at to see whether a selector fits one element.
const MOST_STEPS: usize = 400;

/// Parts that a selector may have.
const LONGEST: usize = 12;

/// How an element stands to that of the part before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// `a b`
    Inside,
    /// `a > b`
    Child,
    /// `a + b`
    Next,
    /// `a ~ b`
    After,
}

/// How an attribute's value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Has,
    Is,
    Word,
    Starts,
    Ends,
    Contains,
    Dash,
}

/// `p.note#a[hidden]`
#[derive(Clone, Debug, Default, PartialEq)]
struct Compound {
    /// In small letters; none for any.
    element: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Test, String)>,
}

/// A selector, its last part first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Selector {
    parts: Vec<(Compound, Relation)>,
}

impl Selector {
    /// Reads a selector in small letters; none for one with pseudo-classes and other parts that are not read.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        let mut relation = Relation::Inside;
        while !rest.is_empty() {
            let (compound, after) = compound(rest)?;
            parts.push((compound, relation));
            let bare = after.trim_start();
            relation = match bare.chars().next() {
                Some('>') => Relation::Child,
                Some('+') => Relation::Next,
                Some('~') => Relation::After,
                _ => Relation::Inside,
            };
            let marked = relation != Relation::Inside;
            if bare.len() == after.len() && !bare.is_empty() && !marked {
                return None;
            }
            rest = if marked { bare[1..].trim_start() } else { bare };
            if rest.is_empty() && marked {
                return None;
            }
        }
        parts.reverse();
        (!parts.is_empty() && parts.len() <= LONGEST).then_some(Self { parts })
    }

    /// How strong its rules are: ids before classes and attributes before elements.
    pub fn weight(&self) -> usize {
        let of = |(part, _): &(Compound, Relation)| {
            usize::from(part.id.is_some()) * 10_000
                + (part.classes.len() + part.attributes.len()) * 100
                + usize::from(part.element.is_some())
        };
        self.parts.iter().map(of).sum::<usize>().min(900_000)
    }

    /// Whether it fits an element of a page.
    pub fn fits(&self, tree: &Tree, element: u32) -> bool {
        let mut steps = 0;
        self.fits_from(tree, element, 0, &mut steps)
    }

    fn fits_from(&self, tree: &Tree, element: u32, part: usize, steps: &mut usize) -> bool {
        *steps += 1;
        let Some((compound, relation)) = self.parts.get(part) else { return true };
        if *steps > MOST_STEPS || !compound.fits(tree, element) {
            return false;
        }
        if part + 1 == self.parts.len() {
            return true;
        }
        let step = |at: u32| match relation {
            Relation::Inside | Relation::Child => tree.parent(at),
            Relation::Next | Relation::After => tree.previous(at),
        };
        let mut at = step(element);
        while let Some(other) = at {
            if self.fits_from(tree, other, part + 1, steps) {
                return true;
            }
            if matches!(relation, Relation::Child | Relation::Next) || *steps > MOST_STEPS {
                return false;
            }
            at = step(other);
        }
        false
    }
}

impl Compound {
    fn fits(&self, tree: &Tree, element: u32) -> bool {
        let of = |name: &str| tree.attribute(element, name);
        self.element.as_ref().is_none_or(|name| tree.is(element, name))
            && self.id.as_ref().is_none_or(|id| of("id").is_some_and(|own| own.eq_ignore_ascii_case(id)))
            && (self.classes.is_empty() || {
                let own = of("class").unwrap_or_default();
                self.classes.iter().all(|c| own.split_ascii_whitespace().any(|own| own.eq_ignore_ascii_case(c)))
            })
            && self.attributes.iter().all(|(name, test, value)| {
                let Some(own) = of(name).map(|own| own.to_lowercase()) else { return false };
                match test {
                    Test::Has => true,
                    Test::Is => own == *value,
                    Test::Word => own.split_ascii_whitespace().any(|word| word == value),
                    Test::Starts => !value.is_empty() && own.starts_with(value.as_str()),
                    Test::Ends => !value.is_empty() && own.ends_with(value.as_str()),
                    Test::Contains => !value.is_empty() && own.contains(value.as_str()),
                    Test::Dash => own == *value || own.starts_with(&format!("{value}-")),
                }
            })
    }
}

/// The compound at the start of a selector, and what follows it.
fn compound(text: &str) -> Option<(Compound, &str)> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let name_end = |text: &str| text.find(|c: char| !is_name(c)).unwrap_or(text.len());
    let mut out = Compound::default();
    let mut rest = text;
    if let Some(after) = rest.strip_prefix('*') {
        rest = after;
    } else {
        let (element, after) = rest.split_at(name_end(rest));
        out.element = (!element.is_empty()).then(|| element.to_owned());
        rest = after;
    }
    while let Some(mark) = rest.chars().next() {
        match mark {
            '.' | '#' => {
                let end = name_end(&rest[1..]);
                let name = rest.get(1..1 + end).filter(|name| !name.is_empty())?;
                if mark == '.' {
                    out.classes.push(name.to_owned())
                } else {
                    out.id = Some(name.to_owned())
                }
                rest = &rest[1 + end..];
            }
            '[' => {
                let end = rest.find(']')?;
                out.attributes.push(attribute(&rest[1..end])?);
                rest = &rest[end + 1..];
            }
            '>' | '+' | '~' => break,
            c if c.is_whitespace() => break,
            _ => return None,
        }
    }
    (rest.len() < text.len()).then_some((out, rest))
}

/// `type="text"` of `[type="text"]`.
fn attribute(inside: &str) -> Option<(String, Test, String)> {
    let Some((name, value)) = inside.split_once('=') else {
        return (!inside.trim().is_empty()).then(|| (inside.trim().to_owned(), Test::Has, String::new()));
    };
    let (test, name) = match name.chars().next_back()? {
        '~' => (Test::Word, &name[..name.len() - 1]),
        '^' => (Test::Starts, &name[..name.len() - 1]),
        '$' => (Test::Ends, &name[..name.len() - 1]),
        '*' => (Test::Contains, &name[..name.len() - 1]),
        '|' => (Test::Dash, &name[..name.len() - 1]),
        _ => (Test::Is, name),
    };
    Some((name.trim().to_owned(), test, value.trim().trim_matches(['"', '\'']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_read_or_left_out() {
        for good in
            ["p", "*", ".a", "#a", "p.a.b#c", "a b", "a > b", "a>b", "a + b ~ c", "[hidden]", "p[style*='none'] i"]
        {
            assert!(Selector::read(good).is_some(), "{good}");
        }
        for bad in ["", ">", "a >", "a:hover", "a::before", ".", "#", "p[", "a,b", "a:not(b)", "&x"] {
            assert_eq!(Selector::read(bad), None, "{bad}");
        }
        assert!(Selector::read("#a").unwrap().weight() > Selector::read(".a .b .c p").unwrap().weight());
    }
}
