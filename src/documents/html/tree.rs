//! The elements of a page with their parents and the siblings before them, as selectors ask for them.

use html2text::{Element, Handle};

/// Elements of a page, by numbers.
#[derive(Default)]
pub(super) struct Tree {
    elements: Vec<Place>,
}

struct Place {
    node: Handle,
    parent: Option<u32>,
    previous: Option<u32>,
}

impl Tree {
    /// Adds an element; gives its number.
    pub fn add(&mut self, node: &Handle, parent: Option<u32>, previous: Option<u32>) -> u32 {
        self.elements.push(Place { node: node.clone(), parent, previous });
        (self.elements.len() - 1) as u32
    }

    pub fn parent(&self, element: u32) -> Option<u32> {
        self.elements.get(element as usize)?.parent
    }

    pub fn previous(&self, element: u32) -> Option<u32> {
        self.elements.get(element as usize)?.previous
    }

    /// Whether the name of an element is this one.
    pub fn is(&self, element: u32, name: &str) -> bool {
        let Some(Place { node, .. }) = self.elements.get(element as usize) else { return false };
        matches!(&node.data, Element { name: own, .. } if &*own.local == name)
    }

    /// The value of an attribute.
    pub fn attribute(&self, element: u32, name: &str) -> Option<String> {
        let Element { attrs, .. } = &self.elements.get(element as usize)?.node.data else { return None };
        attrs.borrow().iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string())
    }
}
