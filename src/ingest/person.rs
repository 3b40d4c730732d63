//! Which columns hold a person's name and e-mail address, for lists that people read and mails that they write.

use super::columns::fold;

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
    /// Finds them by their usual headings; what `rank` and `decide` wrote as `input_name` counts as `name`.
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
        let place = |names: &[&str]| names.iter().find_map(|name| folded.iter().position(|f| f == name));
        let name = place(NAMES).map_or_else(|| PARTS.iter().filter_map(|p| place(p)).collect(), |whole| vec![whole]);
        Self { name, address: place(ADDRESSES) }
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
        assert_eq!(find(&["Name of your university", "What is your first name, please?"]).name, [0_usize; 0]);
        let columns = find(&["First Name", "Last Name", "input_E-mail *"]);
        assert_eq!((columns.name_of(&["  Ada", "van  Dam ", "x"]).as_str(), columns.address), ("Ada van Dam", Some(2)));
        assert_eq!(columns.name_of(&["Ada"]), "Ada");
        assert_eq!(find(&[]), PersonColumns::default());
    }
}
