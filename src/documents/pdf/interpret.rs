//! Follows the operators of a page and notes each sign it shows and each shape it paints, in order.

use super::colour::Space;
use super::geometry::{Matrix, Rect};
use super::page::{Cover, Page, Run, Sign, Unseen};
use super::resources::{Form, Painted, Resources};
use super::state::{Paint, Path, State};
use crate::documents::{LONGEST_TEXT, Refusal};
use oxidize_pdf::parser::{ContentOperation as Op, PdfDictionary, PdfObject, TextElement};
use std::collections::HashMap;
use std::rc::Rc;

/// Forms inside forms.
const DEEPEST: usize = 12;

/// Saved states inside each other; more are counted, not kept.
const MOST_STATES: usize = 1_000;

/// Operators that a whole file may take, forms counted as often as they are drawn.
pub(super) const MOST_OPERATORS: usize = 8_000_000;

/// Shapes that are kept of a page; a drawing of more has no text on boxes.
const MOST_COVERS: usize = 40_000;

/// Points below which a shape is no box that holds or hides a letter.
const SMALL: f64 = 3.0;

/// The share of its rectangle that a shape fills from which it counts as a box.
const BOX: f64 = 0.9;

/// A page that is being read.
pub(super) struct Interpreter<'r, 'a, 'b> {
    pub page: Page,
    resources: &'r mut Resources<'a, 'b>,
    /// Operators that are left.
    budget: &'r mut usize,
    /// Texts by the glyphs' names where those contradict what the font says, by sign.
    pub named: HashMap<usize, (u32, u32)>,
    /// Runs that became the clip and are seen where something is painted through them.
    through: Vec<usize>,
    /// For each open marked content: its layer is off, and its replacement text.
    marked: Vec<(bool, Option<usize>)>,
    /// Layers that are off around what is read.
    off: usize,
}

/// Matrices of the text that is being shown.
#[derive(Clone, Copy)]
struct Text {
    at: Matrix,
    line: Matrix,
}

impl Text {
    const START: Self = Self { at: Matrix::IDENTITY, line: Matrix::IDENTITY };

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(&self.line);
        self.at = self.line;
    }
}

impl<'r, 'a, 'b> Interpreter<'r, 'a, 'b> {
    pub(super) fn new(page: Page, resources: &'r mut Resources<'a, 'b>, budget: &'r mut usize) -> Self {
        let (named, through, marked) = (HashMap::new(), Vec::new(), Vec::new());
        Self { page, resources, budget, named, through, marked, off: 0 }
    }

    /// Draws a form from outside, such as what a form field shows.
    pub(super) fn draw(&mut self, form: &Rc<Form>, outer: &PdfDictionary, state: &State) -> Result<(), Refusal> {
        self.form(form, outer, state, 0)
    }

    /// What an object paints, and whether its layer is off.
    pub(super) fn painted_of(&mut self, object: &PdfObject) -> (Painted, bool) {
        self.resources.painted_of(object)
    }

    /// Whether a layer is off.
    pub(super) fn layer_is_off(&self, layer: &PdfObject) -> bool {
        self.resources.layer_is_off(layer, 0)
    }

    /// Follows operators from a state on.
    pub(super) fn follow(
        &mut self,
        operations: &[Op],
        resources: &PdfDictionary,
        mut state: State,
        depth: usize,
    ) -> Result<(), Refusal> {
        let mut saved: Vec<State> = Vec::new();
        let mut unsaved = 0usize;
        let (mut text, mut path) = (Text::START, Path::default());
        let marked = self.marked.len();
        for operation in operations {
            *self.budget =
                self.budget.checked_sub(1).ok_or_else(|| Refusal::Damaged("its pages draw without end".into()))?;
            match operation {
                Op::SaveGraphicsState if saved.len() < MOST_STATES => saved.push(state.clone()),
                Op::SaveGraphicsState => unsaved += 1,
                Op::RestoreGraphicsState if unsaved > 0 => unsaved -= 1,
                Op::RestoreGraphicsState => {
                    if let Some(last) = saved.pop() {
                        state = last;
                        self.through.clear();
                    }
                }
                Op::SetTransformMatrix(a, b, c, d, e, f) => {
                    state.map = Matrix([a, b, c, d, e, f].map(|v| f64::from(*v))).then(&state.map);
                }
                Op::SetGraphicsStateParams(name) => {
                    let set = self.resources.parameters(resources, name);
                    state.fill.opacity = set.fill.unwrap_or(state.fill.opacity);
                    state.stroke.opacity = set.stroke.unwrap_or(state.stroke.opacity);
                    state.blends = set.blends.unwrap_or(state.blends);
                    state.masked = set.masked.unwrap_or(state.masked);
                    if let Some((font, size)) = set.font {
                        (state.font, state.size) = (Some(font), size);
                    }
                }
                Op::PaintXObject(name) => match self.resources.painted(resources, name) {
                    (Painted::Form(form), off) => {
                        self.off += usize::from(off);
                        self.form(&form, resources, &state, depth + 1)?;
                        self.off -= usize::from(off);
                    }
                    (Painted::Picture(solid, object), false) => self.picture(&state, solid, object),
                    _ => {}
                },
                Op::InlineImage { params, .. } => {
                    let through = params.contains_key("IM") || params.contains_key("ImageMask");
                    self.picture(&state, !through, None);
                }
                Op::ShadingFill(_) => {
                    let rect = state.clip.with(&self.page.bounds());
                    self.cover(rect, None, state.fill.opacity * state.group, false, false);
                }
                Op::BeginMarkedContent(_) => self.marked.push((false, None)),
                Op::BeginMarkedContentWithProps(tag, properties) => {
                    let off = tag == "OC" && self.resources.marked_is_off(resources, properties);
                    self.off += usize::from(off);
                    let actual = self.resources.replacement(resources, properties).map(|text| {
                        self.page.actual.push(text);
                        self.page.actual.len() - 1
                    });
                    self.marked.push((off, actual));
                }
                Op::EndMarkedContent if self.marked.len() > marked => {
                    if let Some((true, _)) = self.marked.pop() {
                        self.off -= 1;
                    }
                }
                Op::BeginText => text = Text::START,
                _ if self.text_state(operation, resources, &mut state, &mut text) => {}
                _ if self.show_operator(operation, &mut state, &mut text)? => {}
                _ if set_colour(operation, resources, self.resources, &mut state) => {}
                _ => self.path(operation, &mut state, &mut path),
            }
        }
        while self.marked.len() > marked {
            if let Some((true, _)) = self.marked.pop() {
                self.off -= 1;
            }
        }
        Ok(())
    }

    fn form(&mut self, form: &Rc<Form>, outer: &PdfDictionary, state: &State, depth: usize) -> Result<(), Refusal> {
        if depth > DEEPEST {
            return Ok(());
        }
        let mut inside = state.clone();
        inside.map = form.matrix.then(&state.map);
        if let Some(bounds) = form.bounds {
            inside.clip = inside.clip.with(&bounds.through(&inside.map));
        }
        if form.group {
            inside.group *= inside.fill.opacity;
            (inside.fill.opacity, inside.stroke.opacity) = (1.0, 1.0);
        }
        self.follow(&form.operations, form.resources.as_deref().unwrap_or(outer), inside, depth)
    }

    fn picture(&mut self, state: &State, solid: bool, object: Option<(u32, u16)>) {
        let rect = Rect::of([0.0, 0.0, 1.0, 1.0]).through(&state.map).with(&state.clip);
        if let Some(object) = object {
            self.page.pictures.push((rect, object));
        }
        let [a, b, c, d, ..] = state.map.0;
        let straight = (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0);
        let full = solid && straight && !state.blends && !state.masked;
        self.cover(rect, None, state.fill.opacity * state.group, full, true);
    }

    fn cover(&mut self, rect: Rect, colour: super::page::Colour, opacity: f64, full: bool, picture: bool) {
        self.page.shapes += 1;
        if self.off > 0 {
            return;
        }
        let order = self.page.next();
        if !self.through.is_empty() {
            // What is painted through letters is what shows them.
            for run in std::mem::take(&mut self.through) {
                self.page.runs[run].unseen = Unseen::No;
                self.page.runs[run].colour = colour;
                self.page.runs[run].order = order;
            }
            return;
        }
        let rect = rect.with(&self.page.bounds());
        if rect.width() >= SMALL && rect.height() >= SMALL && self.page.covers.len() < MOST_COVERS {
            self.page.covers.push(Cover { rect, colour, opacity, full, picture, order });
        }
    }

    fn path(&mut self, operation: &Op, state: &mut State, path: &mut Path) {
        match operation {
            Op::MoveTo(x, y) => path.start(&state.map, *x, *y),
            Op::LineTo(x, y) => path.line(&state.map, &[(*x, *y)]),
            Op::CurveTo(a, b, c, d, x, y) => path.line(&state.map, &[(*a, *b), (*c, *d), (*x, *y)]),
            Op::CurveToV(c, d, x, y) | Op::CurveToY(c, d, x, y) => path.line(&state.map, &[(*c, *d), (*x, *y)]),
            Op::Rectangle(x, y, width, height) => path.rectangle(&state.map, [*x, *y, *width, *height]),
            Op::Clip | Op::ClipEvenOdd => path.clips = true,
            Op::Fill | Op::FillStroke | Op::CloseFillStroke => self.fill(state, path, false),
            Op::FillEvenOdd | Op::FillStrokeEvenOdd | Op::CloseFillStrokeEvenOdd => self.fill(state, path, true),
            Op::Stroke | Op::CloseStroke => self.stroke(state, path),
            Op::EndPath => end_path(state, path),
            _ => {}
        }
    }

    fn fill(&mut self, state: &mut State, path: &mut Path, even_odd: bool) {
        let holes = even_odd && path.outlines.len() > 1;
        if !state.fill.is_nothing() {
            let opacity = state.fill.opacity * state.group;
            for outline in &path.outlines {
                let full = outline.share() >= BOX && !holes && !state.blends && !state.masked;
                let colour = if holes { None } else { state.fill.colour };
                self.cover(outline.bounds.with(&state.clip), colour, opacity, full, false);
            }
            self.page.shapes += path.more;
        }
        end_path(state, path);
    }

    /// A thick straight line is a box too.
    fn stroke(&mut self, state: &mut State, path: &mut Path) {
        let half = state.line_width * state.map.scale() / 2.0;
        for outline in path.outlines.iter().filter(|o| o.corners == 2 && half * 2.0 >= SMALL) {
            let mut rect = outline.bounds;
            if rect.height() < 0.01 {
                (rect.y0, rect.y1) = (rect.y0 - half, rect.y1 + half);
            } else if rect.width() < 0.01 {
                (rect.x0, rect.x1) = (rect.x0 - half, rect.x1 + half);
            } else {
                continue;
            }
            let opacity = state.stroke.opacity * state.group;
            self.cover(rect.with(&state.clip), state.stroke.colour, opacity, !state.blends && !state.masked, false);
        }
        self.page.shapes += path.outlines.len();
        end_path(state, path);
    }

    fn text_state(&mut self, operation: &Op, resources: &PdfDictionary, state: &mut State, text: &mut Text) -> bool {
        match operation {
            Op::SetFont(name, size) => {
                state.font = self.resources.font(resources, name);
                state.size = f64::from(*size);
            }
            Op::SetCharSpacing(v) => state.spacing = f64::from(*v),
            Op::SetWordSpacing(v) => state.word_spacing = f64::from(*v),
            Op::SetHorizontalScaling(v) => state.stretch = f64::from(*v) / 100.0,
            Op::SetLeading(v) => state.leading = f64::from(*v),
            Op::SetTextRise(v) => state.rise = f64::from(*v),
            Op::SetTextRenderMode(mode) => state.mode = *mode,
            Op::SetLineWidth(v) => state.line_width = f64::from(*v),
            Op::MoveText(x, y) => text.next_line(f64::from(*x), f64::from(*y)),
            Op::MoveTextSetLeading(x, y) => {
                state.leading = -f64::from(*y);
                text.next_line(f64::from(*x), f64::from(*y));
            }
            Op::SetTextMatrix(a, b, c, d, e, f) => {
                text.line = Matrix([a, b, c, d, e, f].map(|v| f64::from(*v)));
                text.at = text.line;
            }
            Op::NextLine => text.next_line(0.0, -state.leading),
            _ => return false,
        }
        true
    }

    fn show_operator(&mut self, operation: &Op, state: &mut State, text: &mut Text) -> Result<bool, Refusal> {
        match operation {
            Op::ShowText(bytes) => self.show(state, text, &[TextElement::Text(bytes.clone())])?,
            Op::ShowTextArray(elements) => self.show(state, text, elements)?,
            Op::NextLineShowText(bytes) => {
                text.next_line(0.0, -state.leading);
                self.show(state, text, &[TextElement::Text(bytes.clone())])?;
            }
            Op::SetSpacingNextLineShowText(word, letter, bytes) => {
                (state.word_spacing, state.spacing) = (f64::from(*word), f64::from(*letter));
                text.next_line(0.0, -state.leading);
                self.show(state, text, &[TextElement::Text(bytes.clone())])?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn show(&mut self, state: &State, text: &mut Text, elements: &[TextElement]) -> Result<(), Refusal> {
        let Some(font) = state.font.clone() else { return Ok(()) };
        let mut font = font.borrow_mut();
        let file = self.resources.file;
        let first = self.page.signs.len();
        let whole = text.at.then(&state.map);
        // An em upwards, and one along the line.
        let (up, along) = ((whole.0[2] * state.size, whole.0[3] * state.size), whole.along(state.size));
        let (tall, wide) = (up.0.hypot(up.1) * font.em, along.0.hypot(along.1) * state.stretch.abs());
        let rise = Matrix::shift(0.0, state.rise);
        for element in elements {
            match element {
                TextElement::Spacing(v) => {
                    let step = -f64::from(*v) / 1000.0 * state.size * state.stretch;
                    text.at = Matrix::shift(step, 0.0).then(&text.at);
                }
                TextElement::Text(bytes) => font.decode(file, bytes, |shown, blank| {
                    let map = rise.then(&text.at).then(&state.map);
                    let advance = shown.advance * state.size;
                    let (x0, y0) = map.apply((0.0, 0.0));
                    let (x1, y1) = map.apply((advance * state.stretch, 0.0));
                    let start = self.page.text.len() as u32;
                    self.page.text.push_str(&shown.text);
                    let end = self.page.text.len() as u32;
                    if let Some(named) = &shown.named {
                        self.page.text.push_str(named);
                        self.named.insert(self.page.signs.len(), (end, self.page.text.len() as u32));
                    }
                    self.page.guessed += usize::from(shown.guessed);
                    self.page.signs.push(Sign { text: (start, end), x0, y0, x1, y1 });
                    let gap = state.spacing + if blank { state.word_spacing } else { 0.0 };
                    text.at = Matrix::shift((advance + gap) * state.stretch, 0.0).then(&text.at);
                }),
            }
        }
        if self.page.text.len() > LONGEST_TEXT {
            return Err(Refusal::TooLong { most: LONGEST_TEXT });
        }
        let last = self.page.signs.len();
        if last == first {
            return Ok(());
        }
        let (paint, mode) = (paint_of(state), state.mode);
        let finite = self.page.signs[first..].iter().all(|s| [s.x0, s.y0, s.x1, s.y1].iter().all(|v| v.is_finite()));
        let unseen = if self.off > 0 || !finite || wide <= 0.05 * tall || paint.is_nothing() {
            Unseen::Hidden
        } else if mode == 3 || mode >= 7 {
            Unseen::Unpainted
        } else {
            Unseen::No
        };
        if mode >= 7 {
            self.through.push(self.page.runs.len());
        }
        let angle = along.1.atan2(along.0).to_degrees() * if state.stretch < 0.0 { -1.0 } else { 1.0 };
        let order = self.page.next();
        self.page.runs.push(Run {
            signs: first..last,
            order,
            size: if finite { tall } else { 0.0 },
            angle: (angle.round().rem_euclid(360.0)) as u16,
            colour: paint.colour,
            opacity: paint.opacity * state.group,
            edge: matches!(mode, 2 | 6).then(|| (state.stroke.colour, state.stroke.opacity * state.group)),
            clip: state.clip,
            unseen,
            actual: self.marked.iter().rev().find_map(|(_, actual)| *actual),
        });
        Ok(())
    }
}

/// What letters are painted with: the fill, or the stroke where only that is painted.
fn paint_of(state: &State) -> &Paint {
    match state.mode {
        1 | 5 => &state.stroke,
        _ => &state.fill,
    }
}

fn end_path(state: &mut State, path: &mut Path) {
    if path.clips
        && let Some(bounds) = path.bounds()
    {
        state.clip = state.clip.with(&bounds);
    }
    *path = Path::default();
}

fn set_colour(operation: &Op, resources: &PdfDictionary, all: &Resources<'_, '_>, state: &mut State) -> bool {
    match operation {
        Op::SetNonStrokingColorSpace(name) => state.fill.set_space(all.space(resources, name)),
        Op::SetStrokingColorSpace(name) => state.stroke.set_space(all.space(resources, name)),
        Op::SetNonStrokingColor(parts) => state.fill.set_parts(parts),
        Op::SetStrokingColor(parts) => state.stroke.set_parts(parts),
        Op::SetNonStrokingGray(grey) => state.fill.set(Space::Grey, &[*grey]),
        Op::SetStrokingGray(grey) => state.stroke.set(Space::Grey, &[*grey]),
        Op::SetNonStrokingRGB(r, g, b) => state.fill.set(Space::Rgb, &[*r, *g, *b]),
        Op::SetStrokingRGB(r, g, b) => state.stroke.set(Space::Rgb, &[*r, *g, *b]),
        Op::SetNonStrokingCMYK(c, m, y, k) => state.fill.set(Space::Cmyk, &[*c, *m, *y, *k]),
        Op::SetStrokingCMYK(c, m, y, k) => state.stroke.set(Space::Cmyk, &[*c, *m, *y, *k]),
        _ => return false,
    }
    true
}
