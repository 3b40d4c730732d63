//! Rows of words → lines in reading order.
//!
//! The order in which a page was written is kept where it can be that of reading: word processors, LaTeX and browsers
//! write column after column. Where it runs across the white space between columns of prose, row by row, that white
//! space decides. Rows of a table stay rows.

use super::rows::{Row, Word};

/// Ems of white space that part two columns.
const GUTTER: f64 = 0.8;

/// Rows with text on both sides from which white space counts as a gutter.
const ROWS: usize = 3;

/// Rows that are looked at for one part.
const LONGEST_PART: usize = 300;

/// A line in one column.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub text: String,
    pub x0: f64,
    pub x1: f64,
    pub y: f64,
    pub size: f64,
    pub words: usize,
    /// The place of its first sign in the stream.
    pub order: usize,
    row: usize,
    column: usize,
}

/// Rows from one to another, and the gutters that run through all of them.
type Part = (usize, usize, Vec<(f64, f64)>);

/// How the lines of a part of a page are put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Rows,
    Columns,
    Stream,
}

/// The lines of a page in reading order.
pub(super) fn lines(rows: &[Row]) -> Vec<Line> {
    let (mut ordered, mut across) = (Vec::new(), false);
    for (first, end, gutters) in parts(rows) {
        let mut lines = cut(rows, first, end, &gutters);
        let way = if gutters.is_empty() { Way::Rows } else { way(&lines, gutters.len() + 1) };
        match way {
            Way::Rows => lines = cut(rows, first, end, &[]),
            Way::Columns => {
                across = true;
                lines.sort_by_key(|l| (l.column, l.row));
            }
            Way::Stream => lines.sort_by_key(|l| l.order),
        }
        ordered.extend(lines);
    }
    if !across {
        let mut written: Vec<Line> = ordered.clone();
        written.sort_by_key(|l| l.order);
        if can_be_read(&written) {
            return written;
        }
    }
    ordered
}

/// Parts of a page, each as tall as its gutters reach.
fn parts(rows: &[Row]) -> Vec<Part> {
    let left = rows.iter().filter_map(|r| r.words.first()).map(|w| w.x0).fold(f64::INFINITY, f64::min);
    let right = rows.iter().filter_map(|r| r.words.last()).map(|w| w.x1).fold(f64::NEG_INFINITY, f64::max);
    let mut parts = Vec::new();
    let mut first = 0;
    while first < rows.len() {
        let mut free = vec![(left, right)];
        let mut end = first;
        for row in rows[first..].iter().take(LONGEST_PART) {
            let least = GUTTER * row.size;
            let still = meet(&free, &white(row, left, right, least), least);
            if still.is_empty() {
                break;
            }
            (free, end) = (still, end + 1);
        }
        let gutters = gutters(&rows[first..end], &free);
        if gutters.is_empty() {
            // A row without columns of its own; those below may have some.
            parts.push((first, first + 1, gutters));
            first += 1;
        } else {
            split(rows, first, end, gutters, &mut parts);
            first = end;
        }
    }
    parts
}

/// The white space of a row between two margins.
fn white(row: &Row, left: f64, right: f64, least: f64) -> Vec<(f64, f64)> {
    let (mut free, mut from) = (Vec::new(), left);
    for word in &row.words {
        if word.x0 - from >= least {
            free.push((from, word.x0));
        }
        from = from.max(word.x1);
    }
    if right - from >= least {
        free.push((from, right));
    }
    free
}

/// What is white in both of two rows.
fn meet(a: &[(f64, f64)], b: &[(f64, f64)], least: f64) -> Vec<(f64, f64)> {
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(one), Some(two)) = (a.get(i), b.get(j)) {
        let both = (one.0.max(two.0), one.1.min(two.1));
        if both.1 - both.0 >= least {
            out.push(both);
        }
        if one.1 < two.1 { i += 1 } else { j += 1 }
    }
    out
}

/// Whether a row has text left of a place, and right of it.
fn sides(row: &Row, at: f64) -> (bool, bool) {
    (row.words.first().is_some_and(|w| w.x1 <= at), row.words.last().is_some_and(|w| w.x0 >= at))
}

/// White space that parts columns: there are rows enough on both of its sides.
fn gutters(rows: &[Row], free: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut gutters = Vec::new();
    for gutter in free {
        let at = (gutter.0 + gutter.1) / 2.0;
        let all = || rows.iter().map(|r| sides(r, at));
        let (left, right) = (all().filter(|s| s.0).count(), all().filter(|s| s.1).count());
        if left >= ROWS && right >= ROWS && !is_margin(rows, gutters.last(), at) {
            gutters.push(*gutter);
        }
    }
    gutters
}

/// Adds a part with its gutters, its loose rows at the top and at the foot as parts of their own.
fn split(rows: &[Row], first: usize, end: usize, gutters: Vec<(f64, f64)>, out: &mut Vec<Part>) {
    let (mut from, mut to) = (first, end);
    if let [gutter] = gutters[..] {
        // Rows on one side alone that white space parts from the rest: a date, an address, a heading.
        let at = (gutter.0 + gutter.1) / 2.0;
        let far = |a: usize| rows[a].y - rows[a + 1].y > 1.8 * rows[a].size.max(rows[a + 1].size);
        // A date or an address at the right above the columns; a heading at the left below them.
        let right_alone = |n: usize| !sides(&rows[n], at).0;
        let left_alone = |n: usize| !sides(&rows[n], at).1;
        for n in (first..end.saturating_sub(1)).take(6) {
            if far(n) && (first..=n).all(right_alone) {
                from = n + 1;
            }
        }
        for n in (from..end.saturating_sub(1)).rev().take(6).filter(|_| end < rows.len()) {
            if far(n) && (n + 1..end).all(left_alone) {
                to = n + 1;
            }
        }
    }
    if from > first {
        out.push((first, from, Vec::new()));
    }
    out.push((from, to, gutters));
    if end > to {
        out.push((to, end, Vec::new()));
    }
}

/// Whether what stands between the last gutter and this one are bullets or numbers of a list.
fn is_margin(rows: &[Row], last: Option<&(f64, f64)>, at: f64) -> bool {
    let from = last.map_or(f64::NEG_INFINITY, |g| g.1 - 0.01);
    let (mut marks, mut all) = (0, 0);
    for row in rows {
        let words: Vec<&Word> = row.words.iter().filter(|w| w.x0 >= from && w.x1 <= at).collect();
        all += usize::from(!words.is_empty());
        marks += usize::from(matches!(words[..], [one] if is_mark(&one.text)));
    }
    marks * 10 >= all * 7
}

fn is_mark(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '.', '[', ']', ':']);
    !text.chars().any(char::is_alphanumeric)
        || (bare.len() < text.len() && bare.chars().count() <= 3)
        || bare.chars().all(|c| c.is_ascii_digit()) && bare.len() <= 2
}

/// The lines of a part, cut at its gutters.
fn cut(rows: &[Row], first: usize, end: usize, gutters: &[(f64, f64)]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (n, row) in rows.iter().enumerate().take(end).skip(first) {
        for word in &row.words {
            let column = gutters.iter().filter(|g| word.x0 >= (g.0 + g.1) / 2.0).count();
            match lines.last_mut().filter(|l| l.row == n && l.column == column) {
                Some(line) => {
                    line.text.push(' ');
                    line.text.push_str(&word.text);
                    line.x1 = line.x1.max(word.x1);
                    line.order = line.order.min(word.order);
                    line.words += 1;
                }
                None => lines.push(Line {
                    text: word.text.clone(),
                    x0: word.x0,
                    x1: word.x1,
                    y: row.y,
                    size: row.size,
                    words: 1,
                    order: word.order,
                    row: n,
                    column,
                }),
            }
        }
    }
    lines
}

/// How a part with gutters is read.
fn way(lines: &[Line], columns: usize) -> Way {
    let mut written: Vec<&Line> = lines.iter().collect();
    written.sort_by_key(|l| l.order);
    let both = lines.chunk_by(|a, b| a.row == b.row).filter(|row| row.len() > 1).count();
    let across = written.windows(2).filter(|w| w[0].row == w[1].row && w[0].column != w[1].column).count();
    let ups = written.windows(2).filter(|w| w[0].column == w[1].column && w[1].row < w[0].row).count();
    let leaps = written.windows(2).filter(|w| w[0].column != w[1].column).count();
    // Written row by row: across the gutter in most rows that have two sides, or to and fro all the time.
    let by_rows = (both >= ROWS && across * 10 >= both * 6) || leaps * 10 >= lines.len() * 6;
    if !by_rows && ups * 20 <= lines.len() {
        return Way::Stream;
    }
    let columns: Vec<Vec<&Line>> = (0..columns).map(|c| lines.iter().filter(|l| l.column == c).collect()).collect();
    let prose = columns.iter().filter(|c| is_prose(c)).count();
    if prose == columns.len() || (prose > 0 && columns.iter().all(|c| is_prose(c) || is_sidebar(c, both))) {
        Way::Columns
    } else {
        Way::Rows
    }
}

/// Whether the lines of a column are broken prose: they fill their column, and most go on a sentence.
fn is_prose(lines: &[&Line]) -> bool {
    let left = lines.iter().map(|l| l.x0).fold(f64::INFINITY, f64::min);
    let wide = lines.iter().map(|l| l.x1).fold(f64::NEG_INFINITY, f64::max) - left;
    let words: usize = lines.iter().map(|l| l.words).sum();
    let full = lines.iter().filter(|l| l.x1 - left >= 0.7 * wide).count();
    let goes_on = lines.iter().skip(1).filter(|l| l.text.starts_with(char::is_lowercase)).count();
    lines.len() >= ROWS
        && words * 2 >= lines.len() * 7
        && full * 2 >= lines.len()
        && goes_on * 5 >= (lines.len() - 1) * 2
}

/// Whether the lines of a column are a list that stands beside prose: close together, not one for each of its paragraphs.
fn is_sidebar(lines: &[&Line], both: usize) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
    let digits = |l: &&&Line| l.text.chars().filter(char::is_ascii_digit).count() * 3 >= l.text.chars().count();
    let dates = lines.iter().filter(digits).count();
    let heights = first.y - last.y;
    let mean = heights / (lines.len().max(2) - 1) as f64;
    let dense = mean <= 2.2 * lines.iter().map(|l| l.size).fold(0.0, f64::max);
    lines.len() >= ROWS && dates * 3 <= lines.len() && (dense || both * 2 < lines.len())
}

/// Whether a page can be read in the order in which it was written: it never goes back up but to a new column.
fn can_be_read(lines: &[Line]) -> bool {
    // The lines since the last leap upwards.
    let (mut left, mut right) = (f64::INFINITY, f64::NEG_INFINITY);
    for pair in lines.windows(2) {
        let (last, next) = (&pair[0], &pair[1]);
        (left, right) = (left.min(last.x0), right.max(last.x1));
        let step = last.y - next.y;
        if step.abs() <= 0.3 * last.size.max(next.size) {
            if next.x0 < last.x0 {
                return false;
            }
        } else if step < 0.0 {
            if next.x0 < right && next.x1 > left {
                return false;
            }
            (left, right) = (f64::INFINITY, f64::NEG_INFINITY);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: &[&str] = &[
        "The left column tells",
        "of robots that I built",
        "with two friends from",
        "the workshop of a small",
        "town, where it rains and",
        "nobody has a car.",
    ];
    const RIGHT: &[&str] = &[
        "Then I went on and",
        "learned how to train",
        "networks on pictures of",
        "birds, which were many",
        "and hardly ever sat",
        "still for me.",
    ];

    /// Lines at a place, written in the order given.
    fn page(lines: &[(&str, f64, f64)]) -> Vec<String> {
        let mut rows: Vec<Row> = Vec::new();
        for (n, (text, x, y)) in lines.iter().enumerate() {
            let mut x = *x;
            let words = text.split(' ').enumerate().map(|(k, word)| {
                let start = x;
                x += 5.0 * word.chars().count() as f64 + 2.5;
                Word { text: word.to_owned(), x0: start, x1: x - 2.5, size: 10.0, order: n * 100 + k }
            });
            let words: Vec<Word> = words.collect();
            match rows.iter_mut().find(|r| r.y == *y) {
                Some(row) => row.words.extend(words),
                None => rows.push(Row { words, y: *y, size: 10.0 }),
            }
        }
        rows.sort_by(|a, b| b.y.total_cmp(&a.y));
        for row in &mut rows {
            row.words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        }
        super::lines(&rows).into_iter().map(|l| l.text).collect()
    }

    fn at<'t>(texts: &[&'t str], x: f64, top: f64, step: f64) -> Vec<(&'t str, f64, f64)> {
        texts.iter().enumerate().map(|(n, t)| (*t, x, top - step * n as f64)).collect()
    }

    fn zip<T: Copy>(a: &[T], b: &[T]) -> Vec<T> {
        a.iter().zip(b).flat_map(|(a, b)| [*a, *b]).collect()
    }

    #[test]
    fn columns_of_prose_are_read_one_after_the_other_however_they_were_written() {
        let (left, right) = (at(LEFT, 50.0, 700.0, 12.0), at(RIGHT, 200.0, 700.0, 12.0));
        let want = [LEFT, RIGHT].concat();
        assert_eq!(page(&[left.clone(), right.clone()].concat()), want);
        assert_eq!(page(&zip(&left, &right)), want);
        // A heading across both, written last.
        let mut lines = zip(&left, &right);
        lines.push(("A heading that runs across the two columns", 60.0, 730.0));
        assert_eq!(page(&lines), [&["A heading that runs across the two columns"][..], &want].concat());
        // Heights that don't match.
        let right = at(RIGHT, 200.0, 694.0, 12.0);
        assert_eq!(page(&zip(&left, &right)), want);
    }

    #[test]
    fn tables_are_read_row_by_row_and_sidebars_apart() {
        let years = ["2015", "2017", "2019", "2021"];
        let jobs =
            ["Helper in a workshop of robots", "Student of physics in Tromsø", "Teacher of forty pupils", "Engineer"];
        let (left, right) = (at(&years, 50.0, 700.0, 12.0), at(&jobs, 120.0, 700.0, 12.0));
        let want: Vec<String> = years.iter().zip(jobs).map(|(y, j)| format!("{y} {j}")).collect();
        assert_eq!(page(&zip(&left, &right)), want);
        let skills = ["Python", "Rust", "German", "Norwegian", "Chess", "Cooking"];
        let (left, right) = (at(&skills, 50.0, 700.0, 12.0), at(RIGHT, 120.0, 700.0, 12.0));
        assert_eq!(page(&zip(&left, &right)), [&skills[..], RIGHT].concat());
    }

    #[test]
    fn lists_keep_their_marks_and_headers_go_where_they_stand() {
        let marks = at(&["•"; 4], 50.0, 700.0, 12.0);
        let items = at(&LEFT[..4], 62.0, 700.0, 12.0);
        let want: Vec<String> = LEFT[..4].iter().map(|l| format!("• {l}")).collect();
        assert_eq!(page(&zip(&marks, &items)), want);
        let mut body = at(LEFT, 50.0, 700.0, 12.0);
        body.push(("Header", 50.0, 760.0));
        assert_eq!(page(&body), [&["Header"][..], LEFT].concat());
    }
}
