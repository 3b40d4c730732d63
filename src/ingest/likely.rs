//! What a column of a table is likely to hold, by its heading: for whoever helps people to name their columns.

pub use super::person::asked;

use super::columns::{ID_NAMES, LETTER_NAMES, candidates, fold};
use super::resubmissions::{is_time_heading, time_of};
use super::times::Stamp;

/// Headings of institutions.
pub const INSTITUTIONS: &[&str] = &[
    "institution",
    "university",
    "affiliation",
    "organisation",
    "organization",
    "employer",
    "school",
    "home institution",
];

/// Whether a heading, or a question, asks for an institution.
#[must_use]
pub fn is_institution(heading: &str) -> bool {
    INSTITUTIONS.iter().any(|name| [fold(heading), asked(heading)].contains(&fold(name)))
}

/// Folded beginnings of the headings of groups that people look at when they ask whom a selection favours.
const GROUPS: &[&str] = &[
    "gender",
    "sex",
    "country",
    "nationality",
    "citizenship",
    "region",
    "continent",
    "university",
    "institution",
    "affiliation",
    "studyyear",
    "yearofstudy",
    "careerstage",
    "careerlevel",
    "position",
    "degree",
    "levelofstudy",
    "fieldofstudy",
    "track",
];

/// Folded headings of a committee's decision.
const LABELS: &[&str] = &["decision", "label", "accepted", "outcome", "grade", "rating", "result"];

/// Words in the heading of a part of an application, and the part's key; the first that fits counts.
const PARTS: &[(&str, &[&str])] = &[
    ("cv", &["cv", "curriculum", "resume", "résumé", "lebenslauf"]),
    ("reference", &["reference", "references", "recommendation", "referee"]),
    ("project", &["project", "projects", "proposal"]),
    ("experience", &["experience", "experiences", "background", "skills"]),
    ("research", &["research", "thesis"]),
    ("motivation", &["motivation", "motivated", "motivates", "why", "statement", "essay", "letter", "reasons"]),
];

/// Endings of files that hold a text.
const DOCUMENTS: &[&str] = &["pdf", "docx", "odt", "rtf", "html", "htm", "doc", "txt", "md"];

/// The key of a part of an application by its column's heading: a usual word in it, else its first words.
#[must_use]
pub fn part_key(heading: &str) -> String {
    let words: Vec<String> =
        heading.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let known = PARTS.iter().find(|(_, usual)| words.iter().any(|word| usual.contains(&word.as_str())));
    known.map_or_else(
        || words.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("_"),
        |(key, _)| (*key).into(),
    )
}

/// Whether a cell names a file that holds a text; an address on the web does not.
#[must_use]
pub fn is_document(cell: &str) -> bool {
    let (name, ending) = cell.trim().rsplit_once('.').unwrap_or(("", ""));
    !name.is_empty()
        && !name.contains("://")
        && !name.contains('\n')
        && DOCUMENTS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// What a heading says that its column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likely {
    /// A group of applicants.
    Group,
    /// The time at which the row was sent.
    Time,
    /// A committee's decision.
    Label,
}

impl Likely {
    /// What a heading says; none if it says nothing.
    #[must_use]
    pub fn of(heading: &str) -> Option<Self> {
        let (folded, asked) = (fold(heading), asked(heading));
        let is_group = |text: &String| text.len() < 40 && GROUPS.iter().any(|name| text.starts_with(name));
        match () {
            () if is_time_heading(heading) => Some(Self::Time),
            () if LABELS.contains(&folded.as_str()) => Some(Self::Label),
            () if is_group(&folded) || is_group(&asked) => Some(Self::Group),
            () => None,
        }
    }
}

/// Places of the headings under which ids usually go, the likeliest first.
#[must_use]
pub fn ids(header: &[String]) -> Vec<usize> {
    candidates(header, "id", ID_NAMES)
}

/// Places of the headings under which letters usually go.
#[must_use]
pub fn letters(header: &[String]) -> Vec<usize> {
    candidates(header, "letter", LETTER_NAMES)
}

/// Place of the heading under which the time of sending goes; none if there is none.
#[must_use]
pub fn time(header: &[String]) -> Option<usize> {
    time_of(header.iter().map(String::as_str))
}

/// Whether a cell holds a date, perhaps with a time of day.
#[must_use]
pub fn is_time(cell: &str) -> bool {
    Stamp::parse(cell).is_some() && cell.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_they_hold() {
        for (heading, likely) in [
            ("Which university?", Some(Likely::Group)),
            ("gender. What is your gender?", Some(Likely::Group)),
            ("Question: Country", Some(Likely::Group)),
            ("Gender (optional)", Some(Likely::Group)),
            ("Country of residence", Some(Likely::Group)),
            ("Completion time", Some(Likely::Time)),
            ("Decision", Some(Likely::Label)),
            ("Why do you want to come?", None),
            ("Country whose machine learning community you would like to get to know", None),
        ] {
            assert_eq!(Likely::of(heading), likely, "{heading}");
        }
        for (heading, key) in [
            ("Why do you want to come? (max. 500 words)", "motivation"),
            ("Upload your CV (PDF)", "cv"),
            ("Describe a project that you are proud of", "project"),
            ("Your research experience", "experience"),
            ("Anything else?", "anything_else"),
            ("???", ""),
        ] {
            assert_eq!(part_key(heading), key, "{heading}");
        }
        for (cell, document) in [
            ("cv/ada lovelace.PDF", true),
            ("Ada.docx", true),
            ("https://drive.example/open?id=1.pdf", false),
            (".pdf", false),
            ("I wrote a program.", false),
            ("", false),
        ] {
            assert_eq!(is_document(cell), document, "{cell}");
        }
        assert!(is_time("2/3/2026 9:00") && !is_time("46056.5") && !is_time("two"));
    }
}
