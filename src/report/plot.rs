//! Plots as SVG: one house style, drawn by plotters, without a size in pixels, a font file or a network.
//!
//! Text and axes take the colour of the text around them (`currentColor`), series the colours `--series-1` to
//! `--series-3` of the page, with fallbacks for an SVG that stands alone. All of them keep a contrast of 4.5 : 1 on
//! white; a dark page sets lighter ones ([`super::page::STYLE`]).

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Colours of the marks of a plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// The colour of the text.
    Ink,
    /// What the plot is about.
    First,
    /// What it is compared with.
    Second,
    /// A third thing.
    Third,
}

/// What plotters draws with, and what the page reads in its place.
const COLOURS: [(RGBColor, &str); 5] = [
    (RGBColor(1, 2, 1), "currentColor"),
    (RGBColor(1, 2, 2), "var(--series-1,#0b63a5)"),
    (RGBColor(1, 2, 3), "var(--series-2,#a84b00)"),
    (RGBColor(1, 2, 4), "var(--series-3,#3d7324)"),
    (RGBColor(1, 2, 5), "var(--rule,#d5d5d5)"),
];
const RULE: RGBColor = COLOURS[4].0;

impl Colour {
    fn draw(self) -> RGBColor {
        COLOURS[self as usize].0
    }
}

/// An axis: what it shows, and from where to where.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Label beside it.
    pub label: String,
    /// Its range; must not be empty.
    pub range: (f64, f64),
    /// Decimals of its figures.
    pub decimals: usize,
}

/// Something drawn; every point is `(x, y)` on the axes.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line through points.
    Line(Vec<(f64, f64)>),
    /// A thin line of dots through points.
    Dotted(Vec<(f64, f64)>),
    /// Points; the number is the radius.
    Points(Vec<(f64, f64)>, u32),
    /// Bars from the second to the third number at the first.
    Intervals(Vec<(f64, f64, f64)>),
}

/// Marks of one colour and name.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Name in the legend; none for no entry.
    pub name: Option<String>,
    /// Colour.
    pub colour: Colour,
    /// What is drawn.
    pub mark: Mark,
}

impl Series {
    /// A named series.
    pub fn named(name: impl Into<String>, colour: Colour, mark: Mark) -> Self {
        Self { name: Some(name.into()), colour, mark }
    }

    /// A series without an entry in the legend.
    #[must_use]
    pub fn plain(colour: Colour, mark: Mark) -> Self {
        Self { name: None, colour, mark }
    }
}

/// A bar with its interval, both on the axis of a [`bars`] plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Name at its left.
    pub name: String,
    /// Length.
    pub value: f64,
    /// Interval, where there is one.
    pub interval: Option<(f64, f64)>,
}

/// Width and height of a plot in its own units: all have one size, so that type and marks on a page do.
const SIZE: (u32, u32) = (560, 400);

/// Width and height of a plot of which many stand side by side.
const SMALL: (u32, u32) = (280, 170);

/// A plot of series over two axes as SVG. `title` is what a screen reader says; it is not drawn. Series are drawn in
/// order; points that are not finite are left out. Empty where plotters refuses, which it does for empty ranges.
#[must_use]
pub fn svg(title: &str, x: &Axis, y: &Axis, series: &[Series]) -> String {
    drawn(title, SIZE, [46, 58], [6, 6], x, y, series)
}

/// As [`svg`], one of many small ones: few figures, and room for the legend beside them on the page, not in it.
#[must_use]
pub fn small(title: &str, x: &Axis, y: &Axis, series: &[Series]) -> String {
    drawn(title, SMALL, [if x.label.is_empty() { 24 } else { 40 }, 40], [3, 3], x, y, series)
}

/// A plot of a size, with so much room for the figures and labels under and beside it, and about so many figures.
fn drawn(
    title: &str,
    size: (u32, u32),
    [below, beside]: [u32; 2],
    [across, up]: [usize; 2],
    x: &Axis,
    y: &Axis,
    series: &[Series],
) -> String {
    finish(title, size, |area| {
        let font = ("sans-serif", 14).into_font().color(&Colour::Ink.draw());
        let mut chart = ChartBuilder::on(area)
            .margin(14)
            .margin_right(22)
            .x_label_area_size(below)
            .y_label_area_size(beside)
            .build_cartesian_2d(x.range.0..x.range.1, y.range.0..y.range.1)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RULE)
            .axis_style(Colour::Ink.draw())
            .label_style(font.clone())
            .axis_desc_style(font.clone())
            .x_labels(across)
            .y_labels(up)
            .x_desc(x.label.as_str())
            .y_desc(y.label.as_str())
            .x_label_formatter(&|v| format!("{v:.*}", x.decimals))
            .y_label_formatter(&|v| format!("{v:.*}", y.decimals))
            .draw()?;
        for one in series {
            let colour = one.colour.draw();
            let finite = |p: &&(f64, f64)| p.0.is_finite() && p.1.is_finite();
            let drawn = match &one.mark {
                Mark::Line(points) => {
                    chart.draw_series(LineSeries::new(points.iter().filter(finite).copied(), colour.stroke_width(2)))?
                }
                Mark::Dotted(points) => {
                    let points = points.iter().filter(finite).copied();
                    chart.draw_series(DashedLineSeries::new(points, 4, 4, colour.stroke_width(1)))?
                }
                Mark::Points(points, radius) => chart
                    .draw_series(points.iter().filter(finite).map(|p| Circle::new(*p, *radius, colour.filled())))?,
                Mark::Intervals(bars) => chart.draw_series(
                    bars.iter().map(|b| PathElement::new(vec![(b.0, b.1), (b.0, b.2)], colour.stroke_width(2))),
                )?,
            };
            if let Some(name) = &one.name {
                drawn
                    .label(name.as_str())
                    .legend(move |(x, y)| PathElement::new(vec![(x, y), (x + 18, y)], colour.stroke_width(3)));
            }
        }
        if series.iter().any(|s| s.name.is_some()) {
            chart
                .configure_series_labels()
                .position(SeriesLabelPosition::LowerRight)
                .legend_area_size(26)
                .label_font(font)
                .draw()?;
        }
        Ok(())
    })
}

/// Horizontal bars from 0, in the order given, with their intervals, as SVG. `label` names the axis.
#[must_use]
pub fn bars(title: &str, label: &str, decimals: usize, bars: &[Bar]) -> String {
    let ends = bars.iter().flat_map(|b| [Some(b.value), b.interval.map(|i| i.0), b.interval.map(|i| i.1)]).flatten();
    let (low, high) = ends.filter(|v| v.is_finite()).fold((0.0f64, 0.0f64), |(l, h), v| (l.min(v), h.max(v)));
    let room = ((high - low) * 0.05).max(1e-6);
    let (low, high) = (if low < 0.0 { low - room } else { 0.0 }, high + room);
    // As large as the other plots, where the bars have room in that; few bars are no thicker for it.
    let height = (64 + 26 * bars.len().max(1) as u32).max(SIZE.1);
    let half = (0.3 * f64::from(26 * bars.len().max(1) as u32) / f64::from(height - 64)).min(0.3);
    finish(title, (SIZE.0, height), |area| {
        let font = ("sans-serif", 14).into_font().color(&Colour::Ink.draw());
        let count = bars.len().max(1) as f64;
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .margin_right(22)
            .x_label_area_size(44)
            .y_label_area_size(160)
            .build_cartesian_2d(low..high, 0.0..count)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RULE)
            .axis_style(Colour::Ink.draw())
            .label_style(font.clone())
            .axis_desc_style(font.clone())
            .x_labels(5)
            .y_labels(0)
            .x_desc(label)
            .x_label_formatter(&|v| format!("{v:.decimals$}"))
            .draw()?;
        let middle = |index: usize| count - index as f64 - 0.5;
        let colour = Colour::First.draw();
        chart.draw_series(bars.iter().enumerate().filter(|(_, b)| b.value.is_finite()).map(|(index, bar)| {
            let at = middle(index);
            Rectangle::new([(0.0, at - half), (bar.value, at + half)], colour.filled())
        }))?;
        chart.draw_series(bars.iter().enumerate().filter_map(|(index, bar)| {
            let (from, to) = bar.interval?;
            Some(PathElement::new(vec![(from, middle(index)), (to, middle(index))], Colour::Ink.draw().stroke_width(2)))
        }))?;
        chart.draw_series(std::iter::once(PathElement::new(vec![(0.0, 0.0), (0.0, count)], Colour::Ink.draw())))?;
        let right = font.pos(Pos::new(HPos::Right, VPos::Center));
        for (index, bar) in bars.iter().enumerate() {
            let (_, y) = chart.backend_coord(&(0.0, middle(index)));
            area.draw(&Text::new(short(&bar.name), (160, y), right.clone()))?;
        }
        Ok(())
    })
}

/// A name that fits beside its bar.
fn short(name: &str) -> String {
    let mut text: String = name.chars().take(22).collect();
    if text.len() < name.len() {
        text.push('…');
    }
    text
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Draws on a fresh area and puts the page's colours in.
fn finish(title: &str, size: (u32, u32), draw: impl FnOnce(&Area<'_>) -> Drawn) -> String {
    let mut out = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut out, size).into_drawing_area();
        draw(&area).and_then(|()| area.present())
    };
    if drawn.is_err() {
        return String::new();
    }
    for (RGBColor(r, g, b), page) in COLOURS {
        out = out.replace(&format!("#{r:02X}{g:02X}{b:02X}"), page);
    }
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let head = format!("<svg role=\"img\" aria-label=\"{title}\" width=");
    out.replacen("<svg width=", &head, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(label: &str) -> Axis {
        Axis { label: label.into(), range: (0.0, 1.0), decimals: 1 }
    }

    #[test]
    fn a_plot_has_the_colours_of_the_page_and_escapes_names() {
        let series = [
            Series::named("<b>&", Colour::First, Mark::Line(vec![(0.0, 0.0), (f64::NAN, 0.5), (1.0, 1.0)])),
            Series::plain(Colour::Ink, Mark::Dotted(vec![(0.0, 0.0), (1.0, 1.0)])),
            Series::plain(Colour::Second, Mark::Intervals(vec![(0.5, 0.2, 0.8)])),
            Series::plain(Colour::Third, Mark::Points(vec![(0.5, 0.5)], 4)),
        ];
        let got = svg("a \"plot\" of <x>", &axis("x"), &axis("y & z"), &series);
        assert!(
            got.starts_with("<svg role=\"img\" aria-label=\"a &quot;plot&quot; of &lt;x>\" width=\"560\""),
            "{got}"
        );
        for wanted in
            ["currentColor", "var(--series-1,", "var(--series-2,", "var(--series-3,", "&lt;b&gt;&amp;", "y &amp; z"]
        {
            assert!(got.contains(wanted), "{wanted} in {got}");
        }
        assert!(!got.contains("#0102") && !got.contains("<b>") && !got.contains("NaN"), "{got}");
        assert_eq!(got, svg("a \"plot\" of <x>", &axis("x"), &axis("y & z"), &series));
    }

    #[test]
    fn bars_take_any_values() {
        let bar = |name: &str, value, interval| Bar { name: name.into(), value, interval };
        let got = bars("ablation", "lost", 2, &[bar("words", 0.2, Some((0.1, 0.3))), bar("x", -0.1, None)]);
        assert!(got.contains(">\nwords\n") && got.contains("lost"), "{got}");
        assert!(bars("none", "lost", 2, &[]).starts_with("<svg"));
        assert!(bars("nan", "lost", 2, &[bar("x", f64::NAN, None)]).starts_with("<svg"));
    }
}
