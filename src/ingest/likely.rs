//! What a column of a table is likely to hold, by its heading: for whoever helps people to name their columns.

use super::columns::{ID_NAMES, LETTER_NAMES, candidates, fold};
use super::resubmissions::{is_time_heading, time_of};
use super::times::Stamp;

/// Folded headings of a person's name.
const NAMES: &[&str] = &[
    "name",
    "fullname",
    "yourname",
    "yourfullname",
    "applicantname",
    "nameofapplicant",
    "participantname",
    "firstandlastname",
    "firstname",
    "givenname",
    "vorname",
    "nom",
    "nombre",
];

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

/// What a heading says that its column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likely {
    /// An applicant's name.
    Name,
    /// A group of applicants.
    Group,
    /// The time at which the row was sent.
    Time,
    /// A committee's decision.
    Label,
}

impl Likely {
    /// What a heading says; none where it says nothing.
    #[must_use]
    pub fn of(heading: &str) -> Option<Self> {
        let folded = fold(heading);
        let is = |names: &[&str]| names.contains(&folded.as_str());
        match () {
            () if is(NAMES) => Some(Self::Name),
            () if is_time_heading(heading) => Some(Self::Time),
            () if is(LABELS) => Some(Self::Label),
            () if folded.len() < 40 && GROUPS.iter().any(|name| folded.starts_with(name)) => Some(Self::Group),
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

/// Place of the heading under which the time of sending goes; none where there is none.
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
            ("Full name *", Some(Likely::Name)),
            ("Gender (optional)", Some(Likely::Group)),
            ("Country of residence", Some(Likely::Group)),
            ("Completion time", Some(Likely::Time)),
            ("Decision", Some(Likely::Label)),
            ("Why do you want to come?", None),
            ("Country whose machine learning community you would like to get to know", None),
        ] {
            assert_eq!(Likely::of(heading), likely, "{heading}");
        }
        assert!(is_time("2/3/2026 9:00") && !is_time("46056.5") && !is_time("two"));
    }
}
