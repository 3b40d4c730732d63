//! Lines in reading order → text with its paragraphs.

use super::columns::Line;

/// Ends of a sentence.
const ENDS: [char; 4] = ['.', '!', '?', ':'];

/// Sizes from line to line inside a paragraph where a page shows nothing of it.
const USUAL_STEP: f64 = 1.25;

/// Puts lines together. A paragraph begins where the step down is wider than is usual on the page, at an indent behind
/// the end of a sentence, and in a new column behind one.
pub(super) fn text(lines: &[Line]) -> String {
    let usual = usual_step(lines);
    let mut text = String::new();
    let mut last: Option<&Line> = None;
    // Where the lines of the paragraph begin.
    let mut margin = 0.0;
    for line in lines {
        if let Some(last) = last {
            text.push_str(between(last, line, margin, usual, text.ends_with(ENDS)));
        }
        margin = line.x0;
        text.push_str(&line.text);
        last = Some(line);
    }
    text
}

/// The usual step from line to line, in sizes of the letters.
fn usual_step(lines: &[Line]) -> f64 {
    let step = |pair: &[Line]| (pair[0].y - pair[1].y) / pair[0].size.max(pair[1].size).max(1.0);
    let mut steps: Vec<f64> = lines.windows(2).map(step).filter(|s| (0.8..3.0).contains(s)).collect();
    steps.sort_by(f64::total_cmp);
    // Steps inside paragraphs are the smaller ones.
    steps.get(steps.len() / 3).copied().unwrap_or(USUAL_STEP)
}

/// What stands between two lines: a line break, an empty line, or a blank where they stand on one height.
fn between(last: &Line, next: &Line, margin: f64, usual: f64, ended: bool) -> &'static str {
    let size = last.size.max(next.size).max(1.0);
    let down = last.y - next.y;
    if down.abs() < 0.3 * size {
        return if next.x0 >= last.x1 - size { " " } else { "\n\n" };
    }
    let indented = ended && (0.8 * size..4.0 * size).contains(&(next.x0 - margin));
    let follows = down > 0.0 && down <= (usual * 1.28).max(usual + 0.3) * size && !indented;
    let other = next.size > 1.15 * last.size || last.size > 1.15 * next.size;
    if (follows && !(other && ended)) || (down < 0.0 && !ended) { "\n" } else { "\n\n" }
}

/// Pages one after the other; a sentence goes on over the break.
pub(super) fn join_pages(pages: &[String]) -> String {
    let mut text = String::new();
    for page in pages.iter().filter(|p| !p.trim().is_empty()) {
        if !text.is_empty() {
            let goes_on = !text.trim_end().ends_with(ENDS) && page.trim_start().starts_with(char::is_lowercase);
            text.push_str(if goes_on { "\n" } else { "\n\n" });
        }
        text.push_str(page);
    }
    text
}
