//! Matrices and rectangles of pages. Lengths are points (1/72 inch), y goes up.

/// An affine map, as PDF writes it: `[a b c d e f]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This map first, then `next`.
    pub(super) fn then(&self, next: &Self) -> Self {
        let ([a, b, c, d, e, f], [a2, b2, c2, d2, e2, f2]) = (self.0, next.0);
        Self([
            a * a2 + b * c2,
            a * b2 + b * d2,
            c * a2 + d * c2,
            c * b2 + d * d2,
            e * a2 + f * c2 + e2,
            e * b2 + f * d2 + f2,
        ])
    }

    pub(super) fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    pub(super) fn apply(&self, (x, y): Point) -> Point {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// What a step along x becomes, without the shift.
    pub(super) fn along(&self, x: f64) -> Point {
        (self.0[0] * x, self.0[1] * x)
    }

    /// How much longer lengths become, on the whole.
    pub(super) fn scale(&self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs().sqrt()
    }
}

pub(super) type Point = (f64, f64);

/// A rectangle along the axes; none of its points where it is turned inside out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Rect {
    pub(super) const NOTHING: Self =
        Self { x0: f64::INFINITY, y0: f64::INFINITY, x1: f64::NEG_INFINITY, y1: f64::NEG_INFINITY };
    pub(super) const EVERYTHING: Self =
        Self { x0: f64::NEG_INFINITY, y0: f64::NEG_INFINITY, x1: f64::INFINITY, y1: f64::INFINITY };

    /// The rectangle of two corners in any order.
    pub(super) fn of([x0, y0, x1, y1]: [f64; 4]) -> Self {
        Self { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    pub(super) fn add(&mut self, (x, y): Point) {
        self.x0 = self.x0.min(x);
        self.y0 = self.y0.min(y);
        self.x1 = self.x1.max(x);
        self.y1 = self.y1.max(y);
    }

    /// The smallest rectangle around what a map makes of this one.
    pub(super) fn through(&self, map: &Matrix) -> Self {
        let mut out = Self::NOTHING;
        for corner in [(self.x0, self.y0), (self.x1, self.y0), (self.x0, self.y1), (self.x1, self.y1)] {
            out.add(map.apply(corner));
        }
        out
    }

    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    pub(super) fn holds(&self, (x, y): Point) -> bool {
        (self.x0..=self.x1).contains(&x) && (self.y0..=self.y1).contains(&y)
    }

    pub(super) fn width(&self) -> f64 {
        (self.x1 - self.x0).max(0.0)
    }

    pub(super) fn height(&self) -> f64 {
        (self.y1 - self.y0).max(0.0)
    }

    pub(super) fn area(&self) -> f64 {
        self.width() * self.height()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_follow_each_other_and_rectangles_go_through_them() {
        let turn = Matrix([0.0, 1.0, -1.0, 0.0, 10.0, 0.0]);
        assert_eq!(Matrix::shift(1.0, 2.0).then(&turn).apply((0.0, 0.0)), (8.0, 1.0));
        let rect = Rect::of([4.0, 3.0, 0.0, 0.0]).through(&turn);
        assert_eq!(rect, Rect { x0: 7.0, y0: 0.0, x1: 10.0, y1: 4.0 });
        assert_eq!((rect.area(), rect.with(&Rect::of([8.0, 1.0, 20.0, 2.0])).width()), (12.0, 2.0));
        assert!(Rect::EVERYTHING.holds((1e9, 0.0)) && !Rect::NOTHING.holds((0.0, 0.0)));
    }
}
