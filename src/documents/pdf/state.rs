//! The graphics state: what operators set and text and shapes are painted with.

use super::colour::Space;
use super::fonts::Font;
use super::geometry::{Matrix, Point, Rect};
use super::page::Colour;
use std::cell::RefCell;
use std::rc::Rc;

/// A paint: its space and colour.
#[derive(Clone, Debug)]
pub(super) struct Paint {
    pub space: Rc<Space>,
    pub colour: Colour,
    pub opacity: f64,
}

impl Paint {
    fn black() -> Self {
        Self { space: Rc::new(Space::Grey), colour: Some([0.0; 3]), opacity: 1.0 }
    }

    pub(super) fn set_space(&mut self, space: Space) {
        self.colour = space.first();
        self.space = Rc::new(space);
    }

    pub(super) fn set(&mut self, space: Space, parts: &[f32]) {
        self.space = Rc::new(space);
        self.set_parts(parts);
    }

    pub(super) fn set_parts(&mut self, parts: &[f32]) {
        let parts: Vec<f64> = parts.iter().map(|p| f64::from(*p)).collect();
        self.colour = self.space.colour(&parts);
    }

    /// Nothing is painted with it: inks of the name `None`.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(*self.space, Space::Nothing)
    }
}

/// The graphics state with that of text.
#[derive(Clone)]
pub(super) struct State {
    /// From the units of the content to points of the upright page.
    pub map: Matrix,
    pub clip: Rect,
    pub fill: Paint,
    pub stroke: Paint,
    pub line_width: f64,
    /// Another blend mode than the usual: what is painted lets through what lies beneath.
    pub blends: bool,
    pub masked: bool,
    /// Opacity of the groups it stands in.
    pub group: f64,
    pub font: Option<Rc<RefCell<Font>>>,
    pub size: f64,
    pub spacing: f64,
    pub word_spacing: f64,
    /// Horizontal scale, 1 as a rule.
    pub stretch: f64,
    pub leading: f64,
    pub rise: f64,
    pub mode: i32,
}

impl State {
    pub(super) fn new(map: Matrix, clip: Rect) -> Self {
        Self {
            map,
            clip,
            fill: Paint::black(),
            stroke: Paint::black(),
            line_width: 1.0,
            blends: false,
            masked: false,
            group: 1.0,
            font: None,
            size: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }
}

/// One closed or open line of a path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    pub bounds: Rect,
    /// Twice the area it encloses, by its corners.
    pub area: f64,
    /// Corners it has.
    pub corners: usize,
    first: Point,
    last: Point,
}

/// The path that is being built, in points of the page.
#[derive(Default)]
pub(super) struct Path {
    pub outlines: Vec<Outline>,
    /// Outlines that were left out because there were too many.
    pub more: usize,
    here: Point,
    /// It becomes the clip with the next painting operator.
    pub clips: bool,
}

/// Outlines of one path that are kept: drawings have many, boxes few.
const MOST_OUTLINES: usize = 512;

impl Path {
    pub(super) fn start(&mut self, map: &Matrix, x: f32, y: f32) {
        let at = map.apply((f64::from(x), f64::from(y)));
        self.here = at;
        let mut bounds = Rect::NOTHING;
        bounds.add(at);
        if self.outlines.len() < MOST_OUTLINES {
            self.outlines.push(Outline { bounds, area: 0.0, corners: 1, first: at, last: at });
        } else {
            self.more += 1;
        }
    }

    /// A line, or the end of a curve whose other points are given too.
    pub(super) fn line(&mut self, map: &Matrix, points: &[(f32, f32)]) {
        if self.outlines.is_empty() {
            let Some((x, y)) = points.first() else { return };
            self.start(map, *x, *y);
        }
        if self.more > 0 {
            return;
        }
        let Some(outline) = self.outlines.last_mut() else { return };
        for (x, y) in points {
            let at = map.apply((f64::from(*x), f64::from(*y)));
            outline.bounds.add(at);
            outline.area += outline.last.0 * at.1 - at.0 * outline.last.1;
            outline.corners += 1;
            outline.last = at;
            self.here = at;
        }
    }

    pub(super) fn rectangle(&mut self, map: &Matrix, [x, y, width, height]: [f32; 4]) {
        self.start(map, x, y);
        self.line(map, &[(x + width, y), (x + width, y + height), (x, y + height)]);
    }

    /// The rectangle around all outlines; none if there is no path.
    pub(super) fn bounds(&self) -> Option<Rect> {
        let mut all = Rect::NOTHING;
        for outline in &self.outlines {
            all.add((outline.bounds.x0, outline.bounds.y0));
            all.add((outline.bounds.x1, outline.bounds.y1));
        }
        (!self.outlines.is_empty()).then_some(all)
    }
}

impl Outline {
    /// The share of its rectangle that it fills: 1 for a box.
    pub(super) fn share(&self) -> f64 {
        let closed = self.area + self.last.0 * self.first.1 - self.first.0 * self.last.1;
        let whole = self.bounds.area();
        if whole > 0.0 { closed.abs() / 2.0 / whole } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_know_what_they_enclose() {
        let mut path = Path::default();
        path.rectangle(&Matrix::IDENTITY, [10.0, 10.0, 20.0, 5.0]);
        assert!((path.outlines[0].share() - 1.0).abs() < 1e-9);
        path.start(&Matrix::IDENTITY, 0.0, 0.0);
        path.line(&Matrix::IDENTITY, &[(10.0, 0.0), (0.0, 10.0)]);
        assert!((path.outlines[1].share() - 0.5).abs() < 1e-9);
        assert_eq!(path.bounds(), Some(Rect { x0: 0.0, y0: 0.0, x1: 30.0, y1: 15.0 }));
        assert_eq!(Path::default().bounds(), None);
    }
}
