//! What people write for a decision or a grade.

use std::collections::BTreeMap;

/// Pairs of words for yes and no, folded to lower case.
const PAIRS: &[(&str, &str)] = &[
    ("1", "0"),
    ("true", "false"),
    ("yes", "no"),
    ("accept", "reject"),
    ("accepted", "rejected"),
    ("admit", "reject"),
    ("admitted", "not admitted"),
    ("accept", "do not accept"),
    ("accepted", "not accepted"),
    ("invite", "do not invite"),
    ("invited", "not invited"),
    ("in", "out"),
    ("y", "n"),
    ("ja", "nein"),
    ("ja", "nee"),
    ("oui", "non"),
    ("sí", "no"),
    ("sì", "no"),
    ("✓", "✗"),
    ("✔", "✘"),
    ("✅", "❌"),
];

/// Words behind a number that say what it counts.
const UNITS: &[&str] = &["point", "points", "pts", "pt", "star", "stars"];

/// A grade, and the highest one where it is written beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grade {
    pub(super) value: f64,
    pub(super) out_of: Option<f64>,
}

pub(super) fn fold(value: &str) -> String {
    value.trim().to_lowercase()
}

/// Yes or no, in the usual words.
pub(super) fn decision(value: &str) -> Option<bool> {
    let folded = fold(value.trim_end_matches(['!', '.']));
    let folded = folded.strip_suffix(".0").unwrap_or(&folded);
    if PAIRS.iter().any(|(yes, _)| *yes == folded) {
        Some(true)
    } else {
        PAIRS.iter().any(|(_, no)| *no == folded).then_some(false)
    }
}

/// A label and the remark beside it: `5 (must take)`, `4 - strong`, `no: off topic`, `4 strong`.
pub(super) fn split_remark(value: &str) -> Option<(&str, &str)> {
    let parts = if let Some((before, rest)) = value.split_once('(') {
        (before, rest.trim_end().trim_end_matches(')'))
    } else {
        let dash = || {
            let is_dash = |(at, c): &(usize, char)| {
                let (before, after) = (&value[..*at], &value[at + c.len_utf8()..]);
                matches!(c, '-' | '–' | '—')
                    && before.ends_with(char::is_whitespace)
                    && after.starts_with(char::is_whitespace)
            };
            let (at, c) = value.char_indices().find(is_dash)?;
            Some((&value[..at], &value[at + c.len_utf8()..]))
        };
        let marked = || [": ", ", ", "; ", ". ", ") "].iter().find_map(|mark| value.split_once(mark));
        dash().or_else(marked).or_else(|| behind_number(value))?
    };
    let (before, remark) = (parts.0.trim(), parts.1.trim());
    (!before.is_empty() && !remark.is_empty()).then_some((before, remark))
}

/// A number, and the words right behind it: `4 strong`, `4-strong`.
fn behind_number(value: &str) -> Option<(&str, &str)> {
    let end = value.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
    let rest = value[end..].trim_start();
    let words = rest.strip_prefix(['-', '–', '—', '=']).unwrap_or(rest).trim_start();
    words.starts_with(char::is_alphabetic).then_some((&value[..end], words))
}

/// Grades in letters: A is 5, E is 1, F is 0; a plus or a minus is a third of a step.
pub(super) fn letter_grade(value: &str) -> Option<f64> {
    let mut letters = value.trim().chars();
    let first = letters.next()?.to_ascii_uppercase();
    let step = match letters.as_str() {
        "" => 0.0,
        "+" => 1.0 / 3.0,
        "-" | "−" | "–" => -1.0 / 3.0,
        _ => return None,
    };
    "FEDCBA".find(first).map(|place| place as f64 + step)
}

/// A value as a grade: `Some(None)` where it is empty, none if it is none: `4`, `3,5`, `4/5`, `7 out of 10`, `60 %`,
/// `4 points`, `★★★☆☆`.
pub(super) fn grade(value: &str) -> Option<Option<Grade>> {
    let value = value.trim();
    if value.is_empty() {
        return Some(None);
    }
    let plain = |value| Grade { value, out_of: None };
    if let Some(value) = number(value) {
        return Some(Some(plain(value)));
    }
    if value.starts_with('★') {
        let full = value.chars().take_while(|c| *c == '★').count();
        let open = value.chars().skip(full).filter(|c| *c == '☆').count();
        let most = (open > 0).then_some((full + open) as f64);
        return (full + open == value.chars().count()).then_some(Some(Grade { value: full as f64, out_of: most }));
    }
    if let Some(share) = value.strip_suffix('%') {
        return Some(Some(Grade { value: number(share)?, out_of: Some(100.0) }));
    }
    if let Some((given, most)) = ["/", " out of ", " of "].iter().find_map(|mark| value.split_once(mark)) {
        let (value, most) = (number(given)?, number(most)?);
        return (most > 0.0).then_some(Some(Grade { value, out_of: Some(most) }));
    }
    let (given, unit) = value.rsplit_once(char::is_whitespace)?;
    if UNITS.contains(&fold(unit).as_str()) { number(given).map(|value| Some(plain(value))) } else { None }
}

/// A finite number, perhaps with a decimal comma or a printed minus.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace('\u{2212}', "-");
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let text = match text.split_once(',') {
        Some((whole, part)) if digits(whole.trim_start_matches(['-', '+'])) && digits(part) => {
            format!("{whole}.{part}")
        }
        _ => text,
    };
    text.parse::<f64>().ok().filter(|g| g.is_finite())
}

/// Values with their counts, the first eight.
pub(super) fn shown(seen: &BTreeMap<&str, u64>) -> String {
    let shown: Vec<_> = seen.iter().take(8).map(|(v, n)| format!("`{}` ({n}×)", shorten(v))).collect();
    shown.join(", ") + if seen.len() > 8 { " and more" } else { "" }
}

/// The first characters of a value: labels are short, letters given by mistake are not.
pub(super) fn shorten(value: &str) -> String {
    let mut short: String = value.chars().take(24).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}
