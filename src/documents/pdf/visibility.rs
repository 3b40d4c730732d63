//! Which signs of a page a person sees: by what is painted beneath and over them, in the order of painting.

use super::page::{Colour, Cover, Page, Run, Sign, Unseen};

/// Text of this size (points) or less can't be read.
const TINY: f64 = 2.0;

/// Colours are distinguished if one of their parts differs by more (of 1).
const ALIKE: f64 = 16.0 / 255.0;

/// Opacity up to which nothing is seen.
const FAINT: f64 = 0.05;

/// Opacity from which nothing shows through.
const SOLID: f64 = 0.95;

/// Bands of a page in which shapes are looked up.
const BANDS: usize = 64;

/// Shapes by the bands of the page that they touch.
struct Index<'p> {
    covers: &'p [Cover],
    bands: Vec<Vec<u32>>,
    height: f64,
}

impl<'p> Index<'p> {
    fn new(page: &'p Page) -> Self {
        let mut index = Self { covers: &page.covers, bands: vec![Vec::new(); BANDS], height: page.height.max(1.0) };
        for (n, cover) in page.covers.iter().enumerate() {
            for band in index.band(cover.rect.y0)..=index.band(cover.rect.y1) {
                index.bands[band].push(n as u32);
            }
        }
        index
    }

    fn band(&self, y: f64) -> usize {
        ((y / self.height * BANDS as f64) as usize).min(BANDS - 1)
    }

    /// Shapes that a run between two heights may touch, in the order of painting.
    fn near(&self, y0: f64, y1: f64, x0: f64, x1: f64, out: &mut Vec<&'p Cover>) {
        out.clear();
        let (first, last) = (self.band(y0.min(y1)), self.band(y0.max(y1)));
        for band in first..=last {
            let shapes = self.bands[band].iter().map(|n| &self.covers[*n as usize]);
            out.extend(shapes.filter(|c| c.rect.x0 <= x1 && c.rect.x1 >= x0 && c.rect.y0 <= y1 && c.rect.y1 >= y0));
        }
        if last > first {
            out.sort_by_key(|c| c.order);
            out.dedup_by_key(|c| c.order);
        }
    }
}

/// For each sign of a page whether it is seen. On a `scan`, the layer of text that a machine laid under or over the
/// picture is what the reader sees in the picture.
pub(super) fn seen(page: &Page, scan: bool) -> Vec<bool> {
    let index = Index::new(page);
    let mut seen = vec![false; page.signs.len()];
    let mut near = Vec::new();
    for run in &page.runs {
        let hidden = run.unseen == Unseen::Hidden || (run.unseen == Unseen::Unpainted && !scan);
        if hidden || run.size <= TINY || run.opacity.max(run.edge.map_or(0.0, |e| e.1)) <= FAINT {
            continue;
        }
        let signs = &page.signs[run.signs.clone()];
        let (mut low, mut high, mut left, mut right) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for (x, y) in signs.iter().map(|s| middle(s, run)) {
            (low, high, left, right) = (low.min(y), high.max(y), left.min(x), right.max(x));
        }
        index.near(low, high, left, right, &mut near);
        for (sign, seen) in signs.iter().zip(&mut seen[run.signs.clone()]) {
            let at = middle(sign, run);
            *seen = run.clip.holds(at)
                && page.bounds().holds(at)
                && (run.unseen == Unseen::Unpainted
                    || (!is_covered(run, at, &near, scan) && stands_out(run, at, &near)));
        }
    }
    seen
}

/// The middle of a sign, a third of an em above its baseline.
fn middle(sign: &Sign, run: &Run) -> (f64, f64) {
    let up = f64::from(run.angle).to_radians();
    let (x, y) = ((sign.x0 + sign.x1) / 2.0, (sign.y0 + sign.y1) / 2.0);
    (x - up.sin() * run.size * 0.3, y + up.cos() * run.size * 0.3)
}

/// Whether something that lets nothing through is painted over a sign later.
fn is_covered(run: &Run, at: (f64, f64), near: &[&Cover], scan: bool) -> bool {
    let later = near.iter().rev().take_while(|c| c.order > run.order);
    later.filter(|c| c.full && c.opacity >= SOLID && !(scan && c.picture)).any(|c| c.rect.holds(at))
}

/// Whether a sign can be told from what is painted beneath it; the page is white.
fn stands_out(run: &Run, at: (f64, f64), near: &[&Cover]) -> bool {
    let beneath = near.iter().filter(|c| c.order < run.order && c.rect.holds(at)).rev();
    let paints = std::iter::once((run.colour, run.opacity)).chain(run.edge);
    let differs = |ground: Colour| paints.clone().any(|(colour, opacity)| is_apart(colour, opacity, ground));
    // A glass over others: what is below shines through by what its opacity leaves.
    let mut glass: Vec<([f64; 3], f64)> = Vec::new();
    let through = |glass: &[([f64; 3], f64)], ground: [f64; 3]| {
        glass.iter().rev().fold(ground, |below, (colour, opacity)| {
            std::array::from_fn(|n| colour[n] * opacity + below[n] * (1.0 - opacity))
        })
    };
    for cover in beneath {
        let Some(colour) = cover.colour else { return true };
        if cover.opacity < SOLID {
            if cover.opacity > FAINT {
                glass.push((colour, cover.opacity));
            }
        } else if cover.full {
            return differs(Some(through(&glass, colour)));
        } else if differs(Some(through(&glass, colour))) {
            // A shape with corners of its own: the sign lies on it or beside it.
            return true;
        }
    }
    differs(Some(through(&glass, [1.0; 3])))
}

fn is_apart(colour: Colour, opacity: f64, ground: Colour) -> bool {
    let (Some(colour), Some(ground)) = (colour, ground) else { return true };
    colour.iter().zip(ground).any(|(a, b)| (a - b).abs() * opacity > ALIKE)
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Rect;
    use super::*;

    const WHITE: Colour = Some([1.0; 3]);
    const BLACK: Colour = Some([0.0; 3]);

    fn page(text: Colour, order: usize, covers: &[(Colour, f64, bool, usize)]) -> Page {
        let mut page = Page { width: 600.0, height: 800.0, ..Page::default() };
        page.signs.push(Sign { text: (0, 0), x0: 100.0, y0: 400.0, x1: 106.0, y1: 400.0 });
        page.runs.push(Run {
            signs: 0..1,
            order,
            size: 10.0,
            angle: 0,
            colour: text,
            opacity: 1.0,
            edge: None,
            clip: Rect::EVERYTHING,
            unseen: Unseen::No,
            actual: None,
        });
        page.covers = covers
            .iter()
            .map(|(colour, opacity, full, order)| Cover {
                rect: Rect::of([50.0, 390.0, 300.0, 420.0]),
                colour: *colour,
                opacity: *opacity,
                full: *full,
                picture: colour.is_none(),
                order: *order,
            })
            .collect();
        page
    }

    #[test]
    fn what_lies_beneath_and_over_a_sign_decides() {
        for (text, order, covers, want) in [
            (BLACK, 1, &[][..], true),
            (WHITE, 1, &[], false),
            (Some([0.97; 3]), 1, &[], false),
            (Some([0.9; 3]), 1, &[], true),
            (None, 1, &[], true),
            (WHITE, 2, &[(BLACK, 1.0, true, 1)], true),
            (BLACK, 2, &[(BLACK, 1.0, true, 1)], false),
            // White paper over the dark box.
            (WHITE, 3, &[(BLACK, 1.0, true, 1), (WHITE, 1.0, true, 2)], false),
            (WHITE, 2, &[(None, 1.0, true, 1)], true),
            // A dark round shape.
            (WHITE, 2, &[(BLACK, 1.0, false, 1)], true),
            // A dark glass, and one that can't be seen.
            (WHITE, 2, &[(BLACK, 0.5, true, 1)], true),
            (WHITE, 2, &[(BLACK, 0.01, true, 1)], false),
            // Painted over later, by a box, a marker or a round shape.
            (BLACK, 1, &[(WHITE, 1.0, true, 2)], false),
            (BLACK, 1, &[(None, 1.0, true, 2)], false),
            (BLACK, 1, &[(WHITE, 0.4, true, 2)], true),
            (BLACK, 1, &[(WHITE, 1.0, false, 2)], true),
        ] {
            assert_eq!(seen(&page(text, order, covers), false), [want], "{text:?} {order} {covers:?}");
        }
    }

    #[test]
    fn edges_clips_sizes_and_scans_count() {
        let mut white = page(WHITE, 1, &[]);
        white.runs[0].edge = Some((BLACK, 1.0));
        assert_eq!(seen(&white, false), [true]);
        let mut clipped = page(BLACK, 1, &[]);
        clipped.runs[0].clip = Rect::of([0.0, 0.0, 10.0, 10.0]);
        assert_eq!(seen(&clipped, false), [false]);
        let mut tiny = page(BLACK, 1, &[]);
        tiny.runs[0].size = 1.5;
        assert_eq!(seen(&tiny, false), [false]);
        let mut off = page(BLACK, 1, &[]);
        off.signs[0].y0 = -20.0;
        off.signs[0].y1 = -20.0;
        assert_eq!(seen(&off, false), [false]);
        let mut layer = page(BLACK, 1, &[(None, 1.0, true, 2)]);
        layer.runs[0].unseen = Unseen::Unpainted;
        assert_eq!((seen(&layer, false), seen(&layer, true)), (vec![false], vec![true]));
    }
}
