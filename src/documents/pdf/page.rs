//! What a page holds once its operators were followed: signs, and what is painted before and after them.

use super::geometry::Rect;
use std::ops::Range;

/// A colour as red, green and blue from 0 to 1; none if it is not known (patterns, pictures).
pub(super) type Colour = Option<[f64; 3]>;

/// A sign (a glyph) at its place, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign {
    /// Bytes of its text in [`Page::text`]; none for a sign that is not known.
    pub text: (u32, u32),
    /// Start and end of its advance on the baseline.
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

/// Why a run of signs can't be seen whatever lies around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unseen {
    /// Nothing of that kind.
    No,
    /// It is not painted: rendering mode 3 or 7, as the text layer of scans.
    Unpainted,
    /// A layer that is off, no width, no height, no opacity.
    Hidden,
}

/// Signs that one operator shows.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub signs: Range<usize>,
    /// Its place among all that is painted.
    pub order: usize,
    /// Height of an em.
    pub size: f64,
    /// Direction of the baseline, in degrees from 0 to 360.
    pub angle: u16,
    pub colour: Colour,
    /// From 0 (nothing) to 1.
    pub opacity: f64,
    /// The colour and opacity of its outlines, where they are painted beside the fill.
    pub edge: Option<(Colour, f64)>,
    /// Where painting is allowed.
    pub clip: Rect,
    pub unseen: Unseen,
    /// The replacement text (`ActualText`) it stands under.
    pub actual: Option<usize>,
}

/// A filled shape or a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover {
    pub rect: Rect,
    pub colour: Colour,
    pub opacity: f64,
    /// It fills its rectangle and lets nothing through.
    pub full: bool,
    pub picture: bool,
    pub order: usize,
}

/// A page, upright and cropped: its lower left corner is (0, 0).
#[derive(Debug, Default)]
pub(super) struct Page {
    pub width: f64,
    pub height: f64,
    pub text: String,
    pub signs: Vec<Sign>,
    pub runs: Vec<Run>,
    pub covers: Vec<Cover>,
    /// Replacement texts.
    pub actual: Vec<String>,
    /// Shapes that were painted, of any size.
    pub shapes: usize,
    /// Signs that were read by a guessed code table.
    pub guessed: usize,
    /// Things painted so far.
    pub painted: usize,
    /// Pictures with their places and objects.
    pub pictures: Vec<(Rect, (u32, u16))>,
    /// Comments on the page, which are not drawn.
    pub comments: usize,
}

impl Page {
    pub(super) fn bounds(&self) -> Rect {
        Rect { x0: 0.0, y0: 0.0, x1: self.width, y1: self.height }
    }

    /// The place of what is painted next.
    pub(super) fn next(&mut self) -> usize {
        self.painted += 1;
        self.painted
    }
}

/// A sign that is seen, turned so that its line runs to the right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter<'p> {
    pub text: &'p str,
    pub x0: f64,
    pub x1: f64,
    /// Height of the baseline.
    pub y: f64,
    pub size: f64,
    /// Its place in the stream.
    pub order: usize,
}
