//! How far a shown score pulls grades, in words.

use crate::stats::pull::{Figure, Graded, Pull, Unknown, pull};
use std::fmt::Write;

/// What showing the score does to grades, or why it can't be known; nothing where no label says whether it was shown.
#[must_use]
pub fn pull_text(graded: &[Graded]) -> Option<String> {
    (!graded.is_empty()).then(|| text(pull(graded)))
}

/// An estimate, or why there is none, in words.
fn text(found: Result<Pull, Unknown>) -> String {
    let p = match found {
        Err(why) => return format!("it is not known whether a shown score pulls grades: {why}\n"),
        Ok(p) => p,
    };
    let figure =
        |f: Figure| format!("{:+.2} ({:+.2} to {:+.2})", f.value, f.interval.0, f.interval.1).replace('-', "−");
    let mut out = String::new();
    // Writing to a String can't fail.
    let _ = writeln!(
        out,
        "score shown before {} of the grades, hidden before {}: for a letter whose score is one standard deviation ({:.2}) \
         higher, the grade is {:+.2} higher where the score was hidden, and {} more than that where it was shown",
        p.grades.0,
        p.grades.1,
        p.spread,
        p.slope,
        figure(p.pull)
    );
    let _ = writeln!(out, "at the mean score a shown score moves the grade by {}", figure(p.shift));
    let (low, high) = p.pull.interval;
    let meaning = if low > 0.0 {
        "grades follow the score that is shown: hide it until the letter is graded"
    } else if high < 0.0 {
        "grades go against the score that is shown"
    } else {
        "these grades do not show that a shown score pulls them; the interval says how far it may"
    };
    let _ = writeln!(out, "{meaning}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pull_is_said_with_its_interval_and_none_with_its_reason() {
        let row = |letter: usize| {
            let (score, shown) = ((letter * 7 % 20) as f64 / 20.0, letter.is_multiple_of(2));
            Graded { letter, rater: 0, grade: score + if shown { score } else { 0.0 }, score, shown }
        };
        let rows: Vec<Graded> = (0..40).map(row).collect();
        let said = pull_text(&rows).unwrap();
        assert!(
            said.starts_with("score shown before 20 of the grades, hidden before 20") && said.contains("follow"),
            "{said}"
        );
        assert!(pull_text(&rows[..5]).unwrap().contains("pulls grades: the score was shown for 3 letters"));
        assert_eq!(pull_text(&[]), None);
    }
}
