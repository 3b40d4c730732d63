//! How the columns of a sheet look: width, wrapped text, numbers, colours.

use super::cell::{Cell, Kind, TableColumn};
use rust_xlsxwriter::{
    Color, ConditionalFormat2ColorScale, ConditionalFormat3ColorScale, ConditionalFormatType, Format, Worksheet,
    XlsxError,
};

/// Rows looked at to choose the width of a column.
const LOOKED_AT: usize = 300;

/// How the numbers of a column are shown; the cells hold them in full.
pub(super) fn number_format(column: &TableColumn) -> Format {
    let shown = match column.kind {
        Kind::Count => "0",
        _ if column.name == "score" => "0.000",
        _ if is_contribution(column) => "+0.00;−0.00;0.00",
        _ => "General",
    };
    Format::new().set_num_format(shown)
}

fn is_contribution(column: &TableColumn) -> bool {
    column.kind == Kind::Number && column.name.starts_with("contribution")
}

/// Colours a column by its numbers: scores from white to blue, contributions from orange over white to blue (a pair
/// that the colour-blind can tell apart).
pub(super) fn scale(sheet: &mut Worksheet, column: &TableColumn, place: u16, last: u32) -> Result<(), XlsxError> {
    let (blue, white, orange) = (Color::RGB(0x8A_B8_E6), Color::RGB(0xFF_FF_FF), Color::RGB(0xF2_B2_7A));
    if column.name == "score" && column.kind == Kind::Number {
        let colours = ConditionalFormat2ColorScale::new()
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, 1)
            .set_minimum_color(white)
            .set_maximum_color(blue);
        sheet.add_conditional_format(1, place, last, place, &colours)?;
    } else if is_contribution(column) && column.name != "contribution_base" {
        let colours = ConditionalFormat3ColorScale::new()
            .set_minimum(ConditionalFormatType::Number, -2)
            .set_midpoint(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, 2)
            .set_minimum_color(orange)
            .set_midpoint_color(white)
            .set_maximum_color(blue);
        sheet.add_conditional_format(1, place, last, place, &colours)?;
    }
    Ok(())
}

/// Whether a column's text is wrapped: where it does not fit into a line, and would not make rows as high as a page.
pub(super) fn is_wide(rows: &[Vec<Cell<'_>>], index: usize) -> bool {
    const WRAPPED: std::ops::RangeInclusive<usize> = 61..=600;
    let longest = rows.iter().take(LOOKED_AT).filter_map(|row| match row.get(index) {
        Some(Cell::Text(text)) => Some(text.chars().take(WRAPPED.end() + 1).count()),
        _ => None,
    });
    WRAPPED.contains(&longest.max().unwrap_or(0))
}

/// A width that shows what most cells hold: at least the longest word of the name, at most 60 characters.
pub(super) fn width(column: &TableColumn, rows: &[Vec<Cell<'_>>], index: usize) -> f64 {
    let word = column.name.split([' ', '_']).map(|w| w.chars().count()).max().unwrap_or(0) + 4;
    let name = column.name.chars().count().min(24) + 3;
    let longest = rows.iter().take(LOOKED_AT).filter_map(|row| match row.get(index) {
        Some(Cell::Text(text)) => Some(text.chars().take(60).count()),
        _ => None,
    });
    let held = longest.max().unwrap_or(0) + 1;
    match column.kind {
        Kind::Text => held.max(word).clamp(8, 60) as f64,
        Kind::Number | Kind::Count => name.clamp(8, 18) as f64,
    }
}
