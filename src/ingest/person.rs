//! Which columns hold a person's name and e-mail address, for lists that people read and mails that they write.

use super::columns::fold;
use crate::error::{Error, ErrorKind, Result};

/// Words around what a question asks for: `Hello, what's your *name*?` asks for a name.
const AROUND: &[&str] = &[
    "what", "what's", "whats", "which", "is", "your", "the", "please", "enter", "give", "us", "tell", "state",
    "provide", "hello", "hi", "and", "a", "an", "in",
];

/// What a heading asks for, folded: without the words of a question, and without what a maker of forms puts before it
/// (`Question: `, LimeSurvey's `code. `).
#[must_use]
pub fn asked(heading: &str) -> String {
    let heading = heading.strip_prefix("input_").unwrap_or(heading);
    let question = heading.split_once("Question:").map_or(heading, |(_, rest)| rest);
    let coded = question.split_once(". ").filter(|(code, rest)| !code.contains(' ') && !rest.trim().is_empty());
    let text = coded.map_or(question, |(_, rest)| rest).replace(['*', '?', '!', '.', ',', ':'], " ").replace('’', "'");
    let is_around = |word: &&str| AROUND.contains(&word.to_lowercase().as_str());
    fold(&text.split_whitespace().filter(|word| !is_around(word)).collect::<Vec<_>>().join(" "))
}

/// Folded headings of a whole name, the likeliest first.
const NAMES: &[&str] = &[
    "name",
    "fullname",
    "yourname",
    "yourfullname",
    "displayname",
    "applicantname",
    "applicant'sname",
    "applicantfullname",
    "nameofapplicant",
    "nameoftheapplicant",
    "candidatename",
    "studentname",
    "participantname",
    "respondentname",
    "speakername",
    "speakernames",
    "submittername",
    "nameandsurname",
    "firstandlastname",
];

/// Folded headings of a first name, then of a last name.
const PARTS: [&[&str]; 2] = [
    &[
        "firstname",
        "firstname(s)",
        "givenname",
        "givennames",
        "givenname(s)",
        "forename",
        "forenames",
        "vorname",
        "prénom",
        "voornaam",
        "nombre",
        "recipientfirstname",
    ],
    &[
        "lastname",
        "lastname(s)",
        "surname",
        "familyname",
        "familyname(s)",
        "nachname",
        "nomdefamille",
        "achternaam",
        "apellido",
        "apellidos",
        "recipientlastname",
    ],
];

/// Folded headings of an e-mail address.
const ADDRESSES: &[&str] = &[
    "email",
    "emailaddress",
    "mail",
    "mailaddress",
    "youremail",
    "youremailaddress",
    "contactemail",
    "contactemailaddress",
    "applicantemail",
    "applicantemailaddress",
    "email(primary)",
    "primaryemail",
    "speakeremail",
    "speakeremails",
    "recipientemail",
    "username",
];

/// The places of a person's columns among some headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonColumns {
    /// The whole name, or first and last name; empty where there is none.
    pub name: Vec<usize>,
    /// The e-mail address.
    pub address: Option<usize>,
}

impl PersonColumns {
    /// Finds them by their usual headings, or by questions for them; what `rank` and `decide` wrote as `input_name` counts
    /// as `name`.
    ///
    /// ```
    /// use shortlist::ingest::PersonColumns;
    /// let columns = PersonColumns::find(&["Country", "Last Name", "First name:", "E-mail Address"]);
    /// assert_eq!((columns.name, columns.address), (vec![2, 1], Some(3)));
    /// ```
    #[must_use]
    pub fn find<H: AsRef<str>>(headings: &[H]) -> Self {
        let folded: Vec<String> = headings
            .iter()
            .map(|h| {
                let h = h.as_ref();
                fold(h.strip_prefix("input_").unwrap_or(h))
            })
            .collect();
        let asked: Vec<String> = headings.iter().map(|h| asked(h.as_ref())).collect();
        let among = |all: &[String], names: &[&str]| names.iter().find_map(|n| all.iter().position(|f| f == n));
        let place = |names: &[&str]| among(&folded, names).or_else(|| among(&asked, names));
        let name = place(NAMES).map_or_else(|| PARTS.iter().filter_map(|p| place(p)).collect(), |whole| vec![whole]);
        Self { name, address: place(ADDRESSES) }
    }

    /// As [`PersonColumns::find`] among the columns that hold something: an empty column of names is nobody's, and an address
    /// has an `@`. `cells` gives those of a column, by its place.
    #[must_use]
    pub fn find_filled<'c, H: AsRef<str>>(headings: &[H], cells: impl Fn(usize) -> &'c [String]) -> Self {
        let filled: Vec<usize> =
            (0..headings.len()).filter(|at| cells(*at).iter().any(|cell| !cell.trim().is_empty())).collect();
        let addressed = |at: &usize| cells(*at).iter().any(|cell| cell.contains('@'));
        let of = |places: &[usize]| {
            let headings: Vec<&str> = places.iter().map(|at| headings[*at].as_ref()).collect();
            Self::find(&headings)
        };
        let with_address: Vec<usize> = filled.iter().copied().filter(addressed).collect();
        let address = of(&with_address).address.map(|at| with_address[at]);
        Self { name: of(&filled).name.into_iter().map(|at| filled[at]).collect(), address }
    }

    /// These columns, with others where people named them.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] where there is no such column; the caller adds the file.
    pub fn or_named<H: AsRef<str>>(mut self, headings: &[H], names: &[String], address: Option<&str>) -> Result<Self> {
        let place = |name: &str, flag: &str| {
            let plain = |h: &str| fold(h.strip_prefix("input_").unwrap_or(h));
            let exact = headings.iter().position(|h| h.as_ref() == name);
            exact.or_else(|| headings.iter().position(|h| plain(h.as_ref()) == fold(name))).ok_or_else(|| {
                let all: Vec<String> = headings.iter().map(|h| format!("`{}`", h.as_ref())).collect();
                Error::new(ErrorKind::Column, format!("no column {name}; the columns are {}", all.join(", ")))
                    .hint(format!("give {flag} one of these"))
            })
        };
        if !names.is_empty() {
            self.name = names.iter().map(|name| place(name, "--name-column")).collect::<Result<_>>()?;
        }
        if let Some(address) = address {
            self.address = Some(place(address, "--email-column")?);
        }
        Ok(self)
    }

    /// A person's name from the fields under the headings; empty where there is none.
    #[must_use]
    pub fn name_of<F: AsRef<str>>(&self, fields: &[F]) -> String {
        let parts = self.name.iter().filter_map(|place| fields.get(*place));
        let words: Vec<&str> = parts.flat_map(|part| part.as_ref().split_whitespace()).collect();
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whole_or_in_parts() {
        let find = |headings: &[&str]| PersonColumns::find(headings);
        assert_eq!(find(&["Name", "First name", "Username"]).name, [0]);
        assert_eq!(find(&["Surname", "Given name(s)"]).name, [1, 0]);
        assert_eq!(find(&["Vorname"]).name, [0]);
        assert_eq!(find(&["Name of your university", "Project name", "Who is your name?"]).name, [0_usize; 0]);
        let columns = find(&["First Name", "Last Name", "input_E-mail *"]);
        assert_eq!((columns.name_of(&["  Ada", "van  Dam ", "x"]).as_str(), columns.address), ("Ada van Dam", Some(2)));
        assert_eq!(columns.name_of(&["Ada"]), "Ada");
        assert_eq!(find(&[]), PersonColumns::default());
    }

    #[test]
    fn questions_ask_for_names_and_addresses() {
        for (heading, wanted) in [
            ("Hello, what's your *name*?", "name"),
            ("What is your full name?", "fullname"),
            ("Please enter your full name:", "fullname"),
            ("And your e-mail address?", "emailaddress"),
            ("email. Your e-mail", "email"),
            ("Question: E-mail address", "emailaddress"),
            ("Which university?", "university"),
            ("Question: Gender", "gender"),
            ("name. What is your name?", "name"),
            ("Name of your university", "nameofuniversity"),
            ("What did you name your project?", "didyounameproject"),
        ] {
            assert_eq!(asked(heading), wanted, "{heading}");
        }
        let columns = PersonColumns::find(&["name. What is your name?", "email. Your e-mail", "motivation. Why?"]);
        assert_eq!(columns, PersonColumns { name: vec![0], address: Some(1) });
    }

    #[test]
    fn empty_columns_are_nobodys_and_people_may_name_others() {
        let headings = ["Email", "Name", "Your e-mail address", "Your full name"];
        let cells: Vec<Vec<String>> = [["anonymous", "anonymous"], ["", ""], ["a@x.org", ""], ["Ada", "Bo"]]
            .map(|c| c.map(String::from).to_vec())
            .to_vec();
        let found = PersonColumns::find_filled(&headings, |at| &cells[at]);
        assert_eq!(found, PersonColumns { name: vec![3], address: Some(2) });
        let named = found.clone().or_named(&["Q1", "Q2", "input_Q3"], &["q2".into()], Some("Q3")).unwrap();
        assert_eq!(named, PersonColumns { name: vec![1], address: Some(2) });
        let e = found.or_named(&headings, &["Q9".into()], None).unwrap_err().to_string();
        assert!(e.contains("no column Q9; the columns are `Email`") && e.contains("--name-column"), "{e}");
    }
}
