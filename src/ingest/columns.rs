//! Which column holds the letter, which the id.

use super::Options;
use crate::error::{Error, ErrorKind, Result};
use std::collections::{HashMap, HashSet};

/// Folded names under which an id column goes, the likeliest first: the application or the applicant, the record or the
/// response, the student's number, and the e-mail address last.
pub(super) const ID_NAMES: &[&str] = &[
    "id",
    "applicationid",
    "applicantid",
    "candidateid",
    "submissionid",
    "applicationno",
    "applicationnumber",
    "applicationcode",
    "applicantno",
    "applicantnumber",
    "applicantcode",
    "submissionno",
    "submissionnumber",
    "submissioncode",
    "recordid",
    "recordno",
    "recordnumber",
    "responseid",
    "responseno",
    "responsenumber",
    "respondentid",
    "respondentno",
    "respondentnumber",
    "participantid",
    "participantno",
    "participantnumber",
    "personid",
    "entryid",
    "entryno",
    "registrationid",
    "registrationno",
    "registrationnumber",
    "registrationcode",
    "userid",
    "uid",
    "uuid",
    "token",
    "code",
    "referenceno",
    "referencenumber",
    "studentid",
    "studentno",
    "studentnumber",
    "studentnr",
    "matriculationno",
    "matriculationnumber",
    "matriculationnr",
    "matrikelnummer",
    "applicant",
    "application",
    "candidate",
    "respondent",
    "participant",
    "respnr",
    "number",
    "#",
    "email",
    "emailaddress",
    "mail",
    "mailaddress",
    "youremail",
    "youremailaddress",
    "contactemail",
    "username",
];

/// Folded names of ids that need no word.
const PLAIN: &[&str] = &["id", "applicationid", "applicantid", "candidateid", "submissionid"];

/// Folded names under which a letter column goes.
pub(super) const LETTER_NAMES: &[&str] = &[
    "letter",
    "motivation",
    "motivationletter",
    "letterofmotivation",
    "motivationalletter",
    "statement",
    "personalstatement",
    "statementofpurpose",
    "statementofmotivation",
    "motivationstatement",
    "essay",
    "text",
    "coverletter",
    "applicationletter",
    "letterofintent",
];

/// The name of a column and its place in the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChoice {
    /// Its name in the header.
    pub name: String,
    /// Its place, from 0.
    pub index: usize,
}

/// What the columns of an input are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The id; none if it is made from the letter's text.
    pub id: Option<ColumnChoice>,
    /// The letter; none for a table without letters.
    pub letter: Option<ColumnChoice>,
    /// Every other column, in its order, under the name it has in the input.
    pub passthrough: Vec<ColumnChoice>,
}

/// `Motivation letter` → `motivationletter`: without case, white space (line breaks too), `_`, `-`, hyphens, and the marks
/// that forms set behind a heading (`E-mail *`, `Student No.:`).
pub(super) fn fold(name: &str) -> String {
    folded(name).collect()
}

/// Whether [`fold`] makes `name` of a text, which may be a whole letter: it is read up to the first difference.
pub(super) fn folds_to(text: &str, name: &str) -> bool {
    folded(text).eq(name.chars())
}

fn folded(name: &str) -> impl Iterator<Item = char> {
    name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | ':' | '?' | '.'))
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{2010}' | '\u{2011}' | '\u{feff}' | '\u{200b}'))
        .flat_map(char::to_lowercase)
}

/// Whether a heading is one of the usual names of an id or a letter.
pub(super) fn is_usual(name: &str) -> bool {
    let folded = fold(name);
    ID_NAMES.contains(&folded.as_str()) || LETTER_NAMES.contains(&folded.as_str())
}

impl Columns {
    /// The place among the passthrough columns of the one of this name; `flag` is where the name was given.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] where there is none, naming those there are; the caller adds the file.
    pub fn passthrough_index(&self, name: &str, flag: &str) -> Result<usize> {
        let names: Vec<_> = self.passthrough.iter().map(|c| c.name.clone()).collect();
        find_named(&names, name, flag)?.ok_or_else(|| {
            let names = if names.is_empty() { "none".to_owned() } else { list(&names) };
            Error::new(ErrorKind::Column, format!("no column {name}; beside id and letter there are {names}"))
                .hint(format!("give {flag} one of these"))
        })
    }

    /// Refuses a table without ids, where its rows are to be joined to applicants: row numbers would join them to other
    /// people as soon as one table is sorted or gets a row more.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] where there is no id column; the caller adds the file.
    pub fn require_id(&self) -> Result<()> {
        if self.id.is_some() {
            return Ok(());
        }
        let names: Vec<_> = self.passthrough.iter().map(|c| c.name.clone()).collect();
        let what = format!("no column holds the applicants' ids; the columns are {}", list(&names));
        Err(Error::new(ErrorKind::Column, what)
            .hint("name it with --labels-id NAME (tables of labels) or --id-column NAME: rows are joined by id, never by their number"))
    }

    /// Finds id and letter among the header's names. The exact names `id` and `letter` win; then the usual
    /// names; a name in `options` beats both. Messages say what was assumed.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] where a named column is not there, or the letter column is missing or not clear.
    pub fn find(header: &[String], options: &Options, messages: &mut Vec<String>) -> Result<Self> {
        check_spellings(header)?;
        let mut columns = Self::find_id(header, options, messages)?;
        if options.without_letters {
            return Ok(columns);
        }
        let letter = match &options.letter_column {
            Some(name) => named(header, name, "--letter-column")?,
            None => match candidates(header, "letter", LETTER_NAMES).as_slice() {
                [one] => *one,
                [] => {
                    return Err(Error::new(
                        ErrorKind::Column,
                        format!("no column holds the letter; the columns are {}", list(header)),
                    )
                    .hint("name it with --letter-column NAME"));
                }
                several => {
                    let names: Vec<_> = several.iter().map(|&i| header[i].clone()).collect();
                    return Err(Error::new(
                        ErrorKind::Column,
                        format!("more than one column could hold the letter: {}", list(&names)),
                    )
                    .hint("choose with --letter-column NAME"));
                }
            },
        };
        if columns.id.as_ref().is_some_and(|id| id.index == letter) {
            return Err(Error::new(
                ErrorKind::Column,
                format!("column {} can't be both id and letter", header[letter]),
            ));
        }
        columns.passthrough.retain(|c| c.index != letter);
        columns.letter = Some(ColumnChoice { name: header[letter].clone(), index: letter });
        Ok(columns)
    }

    /// Finds the id alone; every other column is passthrough.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] where a named column is not there.
    pub fn find_id(header: &[String], options: &Options, messages: &mut Vec<String>) -> Result<Self> {
        let id = match &options.id_column {
            Some(name) => {
                Some(named(header, name, "--id-column").or_else(|e| options.own_id(header, messages).ok_or(e))?)
            }
            None => {
                let found = candidates(header, "id", ID_NAMES);
                match found.as_slice() {
                    [] if options.without_letters => {}
                    [] => messages.push(
                        "no id column found: ids are made from the letters' text (--id-column NAME names a column)"
                            .into(),
                    ),
                    [one] if PLAIN.contains(&fold(&header[*one]).as_str()) => {}
                    [one] => messages
                        .push(format!("`{}` is taken as the id (--id-column NAME chooses another)", header[*one])),
                    [first, ..] => messages.push(format!(
                        "{} columns could be the id; {} is taken (--id-column NAME chooses another)",
                        found.len(),
                        header[*first]
                    )),
                }
                found.first().copied()
            }
        };
        let passthrough = header
            .iter()
            .enumerate()
            .filter(|(index, _)| Some(*index) != id)
            .map(|(index, name)| ColumnChoice { name: name.clone(), index })
            .collect();
        Ok(Self { id: id.map(|index| ColumnChoice { name: header[index].clone(), index }), letter: None, passthrough })
    }

    /// The names under which the passthrough columns are written: one that is ours becomes `input_<name>`, and a
    /// name that stands twice is numbered.
    #[must_use]
    pub fn passthrough_names(&self, ours: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(self.passthrough.len());
        // Taken names, and where to go on counting for each: a header may hold many thousand columns of one name.
        let mut taken = HashSet::new();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for column in &self.passthrough {
            let mut name = if ours(&column.name) { format!("input_{}", column.name) } else { column.name.clone() };
            let base = name.clone();
            while taken.contains(&name) {
                let n = counts.entry(base.clone()).or_insert(1);
                *n += 1;
                name = format!("{base}_{n}");
            }
            taken.insert(name.clone());
            names.push(name);
        }
        names
    }
}

/// The columns that may be meant: the exact name alone, else every usual name, the likeliest first.
pub(super) fn candidates(header: &[String], exact: &str, usual: &[&str]) -> Vec<usize> {
    if let Some(index) = header.iter().position(|name| name == exact) {
        return vec![index];
    }
    // LimeSurvey writes `code. The question` in every heading: the code is the name.
    let code = |name: &str| name.split_once(". ").map(|(code, _)| code.to_owned()).filter(|code| !code.contains(' '));
    let codes: Option<Vec<String>> = header.iter().map(|name| code(name)).collect();
    let folded: Vec<String> = codes.as_deref().unwrap_or(header).iter().map(|name| fold(name)).collect();
    usual.iter().flat_map(|name| folded.iter().enumerate().filter(move |(_, f)| f == name).map(|(i, _)| i)).collect()
}

/// The place of the column that a flag names: its exact name, else the same name but for case, white space, `_` and `-`,
/// else the one heading that begins so.
fn find_named(header: &[String], name: &str, flag: &str) -> Result<Option<usize>> {
    if let Some(index) = header.iter().position(|h| h == name) {
        return Ok(Some(index));
    }
    let wanted = fold(name);
    let places = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        header.iter().enumerate().filter(|(_, h)| fits(&fold(h))).map(|(index, _)| index).collect()
    };
    let same = places(&|folded| folded == wanted);
    let found =
        if same.is_empty() && !wanted.is_empty() { places(&|folded| folded.starts_with(&wanted)) } else { same };
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        several => {
            let names: Vec<_> = several.iter().map(|&i| header[i].clone()).collect();
            Err(Error::new(ErrorKind::Column, format!("{name} could be any of the columns {}", list(&names)))
                .hint(format!("give {flag} the whole heading of one of them")))
        }
    }
}

fn named(header: &[String], name: &str, flag: &str) -> Result<usize> {
    find_named(header, name, flag)?.ok_or_else(|| {
        Error::new(ErrorKind::Column, format!("no column {name}; the columns are {}", list(header)))
            .hint(format!("give {flag} one of these"))
    })
}

/// Refuses headings that differ in nothing but case, white space, `_` and `-`: nobody can tell which is meant. The same
/// heading twice is numbered where it is written.
fn check_spellings(header: &[String]) -> Result<()> {
    let mut seen: HashMap<String, &String> = HashMap::with_capacity(header.len());
    for name in header.iter().filter(|name| !name.trim().is_empty()) {
        let first = *seen.entry(fold(name)).or_insert(name);
        if first != name {
            let what = format!("two headings differ only in spelling: {}", list(&[first.clone(), name.clone()]));
            return Err(Error::new(ErrorKind::Column, what).hint("rename one of them"));
        }
    }
    Ok(())
}

fn list(names: &[String]) -> String {
    const SHOWN: usize = 30;
    let on_one_line = |n: &String| format!("`{}`", n.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut text = names.iter().take(SHOWN).map(on_one_line).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(header: &[&str]) -> Result<(Columns, Vec<String>)> {
        let header: Vec<String> = header.iter().map(|s| (*s).to_owned()).collect();
        let mut messages = Vec::new();
        Columns::find(&header, &Options::default(), &mut messages).map(|c| (c, messages))
    }

    #[test]
    fn a_carried_column_has_a_place_and_a_missing_one_a_message() {
        let (c, _) = find(&["country", "id", "letter", "decision"]).unwrap();
        assert_eq!(c.passthrough_index("decision", "--label").unwrap(), 1);
        assert_eq!(
            c.passthrough_index("id", "--label").unwrap_err().to_string(),
            "no column id; beside id and letter there are `country`, `decision`; give --label one of these"
        );
        let (c, _) = find(&["id", "letter"]).unwrap();
        assert!(c.passthrough_index("a", "--group").unwrap_err().to_string().contains("there are none"));
    }

    #[test]
    fn exact_names_win_then_usual_ones() {
        let (c, m) = find(&["Applicant ID", "text", "letter", "id"]).unwrap();
        assert_eq!((c.id.unwrap().index, c.letter.unwrap().index, m.len()), (3, 2, 0));
        let (c, _) = find(&["Application-ID", "Motivation Letter", "country"]).unwrap();
        assert_eq!((c.id.unwrap().index, c.letter.unwrap().index), (0, 1));
        assert_eq!(c.passthrough, [ColumnChoice { name: "country".into(), index: 2 }]);
    }

    #[test]
    fn unclear_or_missing_letters_are_errors_that_name_the_flag() {
        for header in [&["id", "essay", "statement"][..], &["id", "country"]] {
            let e = find(header).unwrap_err();
            assert_eq!(e.kind(), ErrorKind::Column);
            assert!(e.to_string().contains("--letter-column"), "{e}");
        }
    }

    #[test]
    fn a_missing_id_column_is_said_and_refuses_joins() {
        let (c, m) = find(&["essay"]).unwrap();
        assert!(c.id.is_none() && m[0].contains("made from the letters' text"));
        assert!(c.require_id().unwrap_err().to_string().contains("--id-column"));
    }

    #[test]
    fn usual_ids_are_known_the_likeliest_first() {
        for (header, index) in [
            (&["Email", "letter"][..], 0),
            (&["E-mail Address *", "letter", "Student No."], 2),
            (&["E-Mail", "letter", "Record ID", "Application ID"], 3),
            (&["Username", "Respondent ID", "letter"], 1),
            (&["Participant", "essay"], 0),
            (&["id. Response ID", "startdate. Date started", "motivation. Why do you want to come?"], 0),
            (&["Start (UTC)", "#", "letter"], 1),
        ] {
            assert_eq!(find(header).unwrap().0.id.unwrap().index, index, "{header:?}");
        }
    }

    #[test]
    fn flags_take_the_beginning_of_a_heading_in_any_case_and_with_line_breaks() {
        let header = ["id", "Motivation\nletter (max. 500 words)", "Motive", "Why AI?\r\nTell us"].map(str::to_owned);
        let at = |name: &str| named(&header, name, "--letter-column");
        assert_eq!(at("motivation letter").unwrap(), 1);
        assert_eq!(at("WHY ai").unwrap(), 3);
        assert_eq!(at("Motive").unwrap(), 2);
        let e = at("moti").unwrap_err().to_string();
        assert!(e.contains("could be any of the columns `Motivation letter (max. 500 words)`, `Motive`"), "{e}");
        assert!(at("absent").unwrap_err().to_string().contains("no column absent"));
    }

    #[test]
    fn headings_of_one_name_in_two_spellings_are_refused() {
        let e = find(&["id", "letter", "Study year", "study_year"]).unwrap_err();
        assert_eq!(e.kind(), ErrorKind::Column);
        assert!(e.to_string().contains("`Study year`, `study_year`"), "{e}");
        assert!(find(&["id", "letter", "", ""]).is_ok());
    }

    #[test]
    fn our_names_are_kept_free() {
        let (c, _) = find(&["id", "letter", "score", "field", "field"]).unwrap();
        assert_eq!(c.passthrough_names(&|n| n == "score"), ["input_score", "field", "field_2"]);
    }

    #[test]
    fn many_columns_of_one_name_are_numbered_at_once() {
        let mut header = vec!["id", "letter", "c_3"];
        header.extend(std::iter::repeat_n("c", 20_000));
        let names = find(&header).unwrap().0.passthrough_names(&|_| false);
        assert_eq!(
            (names.len(), &names[..4], names[20_000].as_str()),
            (20_001, &["c_3", "c", "c_2", "c_4"].map(String::from)[..], "c_20001")
        );
    }
}
