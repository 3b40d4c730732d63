//! Where a gap between two signs of a row is a blank between words.
//!
//! Fonts of TeX have no blank: there a word ends where the gap is wide. How wide that is depends on the line: justified
//! lines shrink their blanks to a sixth of an em, headings are spaced out letter by letter. So it is taken from the
//! line's own gaps: most of them are between letters, and those between words stand apart from them.

use super::page::Letter;

/// Ems by which a gap must be wider than the usual one of its line, at the least and at the most.
const LEAST: f64 = 0.08;
const MOST: f64 = 0.28;

/// The same where the line shows nothing of it.
const USUAL: f64 = 0.15;

/// The same in a line whose words are parted by blanks of the font.
const BESIDE_BLANKS: f64 = 0.3;

/// Ems that a blank of the font must show to count.
const SEEN: f64 = 0.03;

/// Gaps of more ems are between columns and say nothing of words.
const WIDE: f64 = 1.0;

/// For each letter of a row, sorted from left to right, whether a new word begins with it.
pub(super) fn find(letters: &[Letter<'_>]) -> Vec<bool> {
    let blank = |l: &Letter<'_>| l.text.trim().is_empty();
    // Gaps in ems, and whether a blank of the font stands in them.
    let mut gaps: Vec<(f64, bool)> = Vec::with_capacity(letters.len());
    let (mut last, mut parted): (Option<&Letter<'_>>, bool) = (None, false);
    for letter in letters {
        if blank(letter) {
            gaps.push((0.0, false));
            parted = true;
            continue;
        }
        let gap = last.map_or(f64::INFINITY, |last| (letter.x0 - last.x1) / last.size.max(letter.size).max(0.1));
        gaps.push((gap, parted));
        // A sign that reaches further than those after it, such as a raised mark, ends the line so far.
        last = last.filter(|l| l.x1 > letter.x1 && l.x0 > letter.x0 - 0.5 * l.size).or(Some(letter));
        parted = false;
    }
    let signs = || letters.iter().zip(&gaps).filter(|(l, _)| !blank(l));
    let (count, blanks) = (signs().count(), signs().filter(|(_, (_, parted))| *parted).count());
    let spaced = is_spaced_out(letters, blanks, count);
    let mut narrow: Vec<f64> =
        signs().map(|(_, g)| *g).filter(|(gap, parted)| *gap < WIDE && (spaced || !parted)).map(|g| g.0).collect();
    let by_blanks = blanks * 12 >= count && blanks > 0 && !spaced;
    let least = threshold(&mut narrow, by_blanks);
    // Letters without width, which are hidden, have no gaps either.
    let flat = letters.iter().all(|l| l.x1 - l.x0 < 0.02 * l.size);
    let starts = |(letter, (gap, parted)): (&Letter<'_>, &(f64, bool))| {
        !blank(letter) && (*gap > least || (*parted && !spaced && (*gap > SEEN || *gap < -0.5 || flat)))
    };
    letters.iter().zip(&gaps).map(starts).collect()
}

/// A heading whose letters are parted by blanks: `S K I L L S`.
fn is_spaced_out(letters: &[Letter<'_>], blanks: usize, count: usize) -> bool {
    let signs = || letters.iter().filter(|l| !l.text.trim().is_empty());
    count >= 4
        && blanks * 10 >= (count - 1) * 7
        && signs().all(|l| l.text.chars().all(|c| c.is_uppercase() || !c.is_alphanumeric()))
        && signs().filter(|l| l.text.chars().all(char::is_uppercase)).count() >= 4
}

/// Ems from which a gap parts words.
fn threshold(gaps: &mut [f64], by_blanks: bool) -> f64 {
    gaps.sort_by(f64::total_cmp);
    let usual = if gaps.len() < 3 { 0.0 } else { gaps[(gaps.len() - 1) / 2].clamp(-0.1, 0.6) };
    if by_blanks {
        return usual.max(0.0) + BESIDE_BLANKS;
    }
    // Letters are many, words few: where both are wide alike, most gaps are between letters.
    let (low, high) = (usual + LEAST, usual + MOST);
    let near = |gap: &f64| (usual + 0.03..=usual + 0.6).contains(gap);
    let mut edges: Vec<f64> = gaps.iter().copied().filter(near).collect();
    edges.insert(0, usual + 0.03);
    let jump = edges
        .windows(2)
        .map(|pair| {
            (
                pair[1].min(high + 0.1) - pair[0].max(low - 0.04),
                (pair[0].max(low - 0.04) + pair[1].min(high + 0.1)) / 2.0,
            )
        })
        .filter(|(wide, middle)| *wide > 0.04 && (low..=high).contains(middle))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    jump.map_or(usual + USUAL, |(_, middle)| middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where words begin in a line of letters half an em wide with these gaps before them.
    fn begins(gaps: &[f64]) -> Vec<usize> {
        let (mut x, mut letters) = (0.0, Vec::new());
        for (order, gap) in gaps.iter().enumerate() {
            x += gap * 10.0;
            letters.push(Letter { text: "x", x0: x, x1: x + 5.0, y: 0.0, size: 10.0, order });
            x += 5.0;
        }
        find(&letters).iter().enumerate().filter(|(_, b)| **b).map(|(n, _)| n).collect()
    }

    #[test]
    fn tight_lines_loose_lines_and_spaced_headings_are_parted_where_their_own_gaps_say() {
        // A justified line that was shrunk, with kerning.
        assert_eq!(begins(&[0.0, 0.0, -0.02, 0.17, 0.0, 0.03, 0.0, 0.17, 0.0, 0.0]), [0, 3, 7]);
        // A loose one.
        assert_eq!(begins(&[0.0, 0.0, 0.02, 0.6, 0.0, 0.03, 0.0, 0.55, 0.0, 0.0]), [0, 3, 7]);
        // A heading with a fifth of an em between its letters.
        assert_eq!(begins(&[0.0, 0.2, 0.2, 0.2, 0.2, 0.55, 0.2, 0.2, 0.2]), [0, 5]);
        // One word, kerned.
        assert_eq!(begins(&[0.0, 0.05, -0.03, 0.06, 0.0]), [0]);
        // Two letters of a column each.
        assert_eq!(begins(&[0.0, 4.0]), [0, 1]);
        assert_eq!(begins(&[]), [0; 0]);
    }

    #[test]
    fn beside_blanks_of_the_font_small_gaps_part_nothing() {
        let (mut x, mut letters) = (0.0, Vec::new());
        // "C omparing t he": the writer moved the pen a little behind narrow letters.
        for (order, (text, gap)) in
            [("C", 0.0), ("o", 0.2), ("m", 0.0), (" ", 0.0), ("t", 0.0), ("h", 0.2), ("e", 0.0)].iter().enumerate()
        {
            x += gap * 10.0;
            letters.push(Letter { text, x0: x, x1: x + 5.0, y: 0.0, size: 10.0, order });
            x += 5.0;
        }
        let found: Vec<usize> = find(&letters).iter().enumerate().filter(|(_, b)| **b).map(|(n, _)| n).collect();
        assert_eq!(found, [0, 4]);
    }

    #[test]
    fn a_heading_parted_by_blanks_is_one_word() {
        let text = "S K I L L S";
        let letters: Vec<Letter<'_>> = (0..text.len())
            .map(|n| Letter {
                text: &text[n..=n],
                x0: 5.0 * n as f64,
                x1: 5.0 * (n + 1) as f64,
                y: 0.0,
                size: 10.0,
                order: n,
            })
            .collect();
        let found: Vec<usize> = find(&letters).iter().enumerate().filter(|(_, b)| **b).map(|(n, _)| n).collect();
        assert_eq!(found, [0]);
    }
}
