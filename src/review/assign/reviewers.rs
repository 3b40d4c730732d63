//! What is known of reviewers (topics, languages, how many letters at most, institution), and what it means for a deal.

use super::Plan;
use crate::error::{Error, ErrorKind, Result};
use crate::features::topic_of_column;
use crate::ingest::likely::{INSTITUTIONS, asked};
use crate::ingest::{Application, Columns, Options, PersonColumns, Source, Unusable};
use crate::rank::same_group;
use std::collections::BTreeSet;
use std::path::Path;

/// A reviewer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewer {
    /// The name.
    pub name: String,
    /// Topics that the reviewer knows; none for any.
    pub topics: Vec<String>,
    /// The most letters that the reviewer reads.
    pub at_most: Option<usize>,
    /// Languages that the reviewer reads; none for any.
    pub languages: Vec<String>,
    /// The institution; empty where it is not known.
    pub institution: String,
    /// The e-mail address; empty where it is not known.
    pub address: String,
}

/// What is known of a letter beside its text, for a deal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Its topics.
    pub topics: Vec<String>,
    /// Its language; empty where it is not known.
    pub language: String,
    /// The applicant's institution; empty where it is not known.
    pub institution: String,
    /// The applicant's e-mail address; empty where it is not known.
    pub address: String,
}

/// A conflict of interest that people should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Index of the reviewer.
    pub reviewer: usize,
    /// Index of the letter.
    pub letter: usize,
    /// Why.
    pub reason: String,
}

/// Providers of addresses for everybody: to share one is no tie.
const FOR_EVERYBODY: &[&str] = &[
    "gmail",
    "googlemail",
    "outlook",
    "hotmail",
    "live",
    "msn",
    "yahoo",
    "icloud",
    "me",
    "mac",
    "aol",
    "gmx",
    "web",
    "mail",
    "proton",
    "protonmail",
    "pm",
    "posteo",
    "mailbox",
    "fastmail",
    "zoho",
    "yandex",
    "qq",
    "163",
    "126",
    "foxmail",
    "naver",
];

/// A list in a cell: `RL; vision, robotics`.
fn several(cell: &str) -> Vec<String> {
    cell.split([';', ',', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The fields of a table by the usual names of their columns.
struct Fields {
    headings: Vec<String>,
}

impl Fields {
    /// Of the id's column, then the others.
    fn of(columns: &Columns) -> Self {
        let id = columns.id.iter().map(|c| c.name.clone());
        Self { headings: id.chain(columns.passthrough.iter().map(|c| c.name.clone())).collect() }
    }

    fn place(&self, names: &[&str]) -> Option<usize> {
        let fold = |text: &str| text.to_lowercase().replace(['_', '-'], " ").split_whitespace().collect::<String>();
        let among = |of: &dyn Fn(&str) -> String| {
            names.iter().find_map(|name| self.headings.iter().position(|h| of(h) == fold(name)))
        };
        among(&fold).or_else(|| among(&asked))
    }

    fn row(&self, application: &Application) -> Vec<String> {
        let id = given_id(self.headings.len(), application);
        id.into_iter().chain(&application.passthrough).cloned().collect()
    }
}

/// The id as the table gives it, where it has a column for it (one heading more than other fields); one made from the row is
/// nobody's.
fn given_id(headings: usize, application: &Application) -> Option<&String> {
    static NONE: String = String::new();
    let is_made = application.id == format!("row-{}", application.row);
    (headings > application.passthrough.len()).then_some(if is_made { &NONE } else { &application.id })
}

/// Reads a table of reviewers: `reviewer` (or `name`), and where it has them `topics`, `at most`, `languages`, `institution`
/// and `email`.
///
/// # Errors
/// As [`Source::open`]; [`ErrorKind::Column`] without a column of names; [`ErrorKind::Value`] where a name is empty or stands
/// twice, or a limit is no number.
pub fn read(path: &Path) -> Result<Vec<Reviewer>> {
    let source = Source::open(path, &Options { without_letters: true, ..Options::default() })?;
    let fields = Fields::of(source.columns());
    let name = fields.place(&["reviewer", "reviewers", "name", "full name", "id"]).ok_or_else(|| {
        let names: Vec<String> = fields.headings.iter().map(|h| format!("`{h}`")).collect();
        Error::new(ErrorKind::Column, format!("no column reviewer among {}", names.join(", ")))
            .file(path)
            .hint("the columns are reviewer, and where they are known topics, at most, languages, institution, email")
    })?;
    let topics = fields.place(&["topics", "topic", "fields", "expertise"]);
    let most = fields.place(&["at most", "most", "max", "maximum", "limit"]);
    let languages = fields.place(&["languages", "language"]);
    let institution = fields.place(INSTITUTIONS);
    let address = PersonColumns::find(&fields.headings).address;
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for application in source {
        let application = application?;
        if matches!(application.letter, Err(Unusable::NotAnApplicant(_))) {
            continue;
        }
        let row = fields.row(&application);
        let text = |place: Option<usize>| place.and_then(|p| row.get(p)).map_or("", |t| t.trim());
        let fail = |what: String, column: &str| {
            Error::new(ErrorKind::Value, what).file(path).row(application.row).column(column)
        };
        let who = text(Some(name)).to_owned();
        if who.is_empty() {
            return Err(fail("the reviewer has no name".into(), &fields.headings[name])
                .hint("name everyone, or take the row out"));
        }
        if !seen.insert(who.clone()) {
            return Err(
                fail(format!("`{who}` occurs twice"), &fields.headings[name]).hint("keep one row for each reviewer")
            );
        }
        let at_most = match text(most) {
            "" => None,
            number => Some(number.parse().map_err(|_| {
                fail(format!("`{number}` is not a number of letters"), "at most")
                    .hint("write a number, or nothing for no limit")
            })?),
        };
        all.push(Reviewer {
            name: who,
            topics: several(text(topics)),
            at_most,
            languages: several(text(languages)),
            institution: text(institution).to_owned(),
            address: text(address).to_owned(),
        });
    }
    Ok(all)
}

/// Where the facts of letters stand in their table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterColumns {
    headings: usize,
    topic: Option<usize>,
    /// Columns of measured topics, with their names: `topic_rl` is of `rl`.
    measured: Vec<(usize, String)>,
    language: Option<usize>,
    institution: Option<usize>,
    address: Option<usize>,
}

/// From this coverage on a measured topic is one of the letter's: one idea that the writer worked with.
const COVERED: f64 = 0.33;

impl LetterColumns {
    /// Finds them. `topic` names the column of topics; without it those that `shortlist features` measured count.
    /// `institution` and `address` name the applicants' columns; without them the usual headings count.
    ///
    /// # Errors
    /// [`ErrorKind::Column`] where there is no such column; the caller adds the file.
    pub fn find(
        columns: &Columns,
        topic: Option<&str>,
        institution: Option<&str>,
        address: Option<&str>,
    ) -> Result<Self> {
        let fields = Fields::of(columns);
        let before = fields.headings.len() - columns.passthrough.len();
        let named = |name: Option<&str>, flag: &str| -> Result<Option<usize>> {
            Ok(name.map(|name| columns.passthrough_index(name, flag)).transpose()?.map(|index| before + index))
        };
        let measured = fields.headings.iter().enumerate();
        let measured = measured.filter_map(|(i, h)| Some((i, topic_of_column(h)?.to_owned())));
        Ok(Self {
            headings: fields.headings.len(),
            topic: named(topic, "--topic-column")?,
            measured: measured.collect(),
            language: fields.place(&["language", "letter language"]),
            institution: named(institution, "--institution-column")?.or_else(|| fields.place(INSTITUTIONS)),
            address: named(address, "--email-column")?.or_else(|| PersonColumns::find(&fields.headings).address),
        })
    }

    /// Whether letters have an institution or an e-mail address, by which conflicts are proposed.
    #[must_use]
    pub fn has_ties(&self) -> bool {
        self.institution.is_some() || self.address.is_some()
    }

    /// Whether letters have topics.
    #[must_use]
    pub fn has_topics(&self) -> bool {
        self.topic.is_some() || !self.measured.is_empty()
    }

    /// Whether letters have a language.
    #[must_use]
    pub fn has_language(&self) -> bool {
        self.language.is_some()
    }

    /// What is known of a letter.
    #[must_use]
    pub fn letter(&self, application: &Application) -> Letter {
        let row: Vec<&String> =
            given_id(self.headings, application).into_iter().chain(&application.passthrough).collect();
        let text = |place: Option<usize>| place.and_then(|p| row.get(p)).map_or("", |t| t.trim()).to_owned();
        let is_covered = |place: usize| text(Some(place)).parse::<f64>().is_ok_and(|v| v >= COVERED);
        let topics = match self.topic {
            Some(_) => several(&text(self.topic)),
            None => {
                self.measured.iter().filter(|(place, _)| is_covered(*place)).map(|(_, name)| name.clone()).collect()
            }
        };
        Letter {
            topics,
            language: text(self.language),
            institution: text(self.institution),
            address: text(self.address),
        }
    }
}

/// Puts into a plan what is known of its reviewers and letters, both in the plan's order: limits, topics, and who does not
/// read a language. Conflicts are proposed, for people to look at.
#[must_use]
pub fn bind(plan: &mut Plan, reviewers: &[Reviewer], letters: &[Letter]) -> Vec<Proposal> {
    plan.at_most = reviewers.iter().map(|r| r.at_most).collect();
    let mut proposals = Vec::new();
    let any = |some: &[String], one: &str| some.iter().any(|s| same_group(s, one));
    for (r, reviewer) in reviewers.iter().enumerate() {
        for (l, letter) in letters.iter().enumerate() {
            if letter.topics.iter().any(|topic| any(&reviewer.topics, topic)) {
                plan.likes.insert((r, l));
            }
            if !reviewer.languages.is_empty()
                && !letter.language.is_empty()
                && !any(&reviewer.languages, &letter.language)
            {
                plan.conflicts.insert((r, l));
            }
            if let Some(reason) = tie(reviewer, letter) {
                proposals.push(Proposal { reviewer: r, letter: l, reason });
            }
        }
    }
    proposals
}

/// Why a reviewer may be tied to an applicant.
fn tie(reviewer: &Reviewer, letter: &Letter) -> Option<String> {
    if !reviewer.institution.is_empty() && same_group(&reviewer.institution, &letter.institution) {
        return Some(format!("both of {}", reviewer.institution));
    }
    let (own, other) = (domain(&reviewer.address)?, domain(&letter.address)?);
    let within = |a: &str, b: &str| a == b || a.strip_suffix(b).is_some_and(|rest| rest.ends_with('.'));
    (within(&own, &other) || within(&other, &own)).then(|| format!("e-mail addresses of {own} and {other}"))
}

/// The domain of an institution's address; none for providers for everybody.
fn domain(address: &str) -> Option<String> {
    let domain = address.rsplit_once('@')?.1.trim().trim_end_matches('>').to_lowercase();
    let parts: Vec<&str> = domain.split('.').collect();
    let known =
        parts.len() >= 2 && !FOR_EVERYBODY.contains(&parts[0]) && !FOR_EVERYBODY.contains(&parts[parts.len() - 2]);
    known.then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviewers_are_read_and_bad_rows_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("reviewers.csv");
        let write = |text: &str| std::fs::write(&path, text).unwrap();
        write(
            "Reviewer,Topics,At most,Languages,Institution,E-mail\nAnn,\"RL; vision\",12,en,Uni Turin,ann@unito.example\nBo,,,,,\n",
        );
        let all = read(&path).unwrap();
        assert_eq!((all[0].topics.len(), all[0].at_most, all[0].address.as_str()), (2, Some(12), "ann@unito.example"));
        assert_eq!(all[1], Reviewer { name: "Bo".into(), ..Reviewer::default() });
        for (text, part) in [
            ("reviewer,at most\nAnn,many\n", "row 1, column at most: `many` is not a number of letters"),
            ("reviewer,at most\nAnn,1\nAnn,2\n", "row 2, column reviewer: `Ann` occurs twice"),
            ("reviewer,at most\n,1\n", "the reviewer has no name"),
            ("who,limit\nAnn,1\n", "no column reviewer among `who`, `limit`"),
        ] {
            write(text);
            let e = read(&path).unwrap_err().to_string();
            assert!(e.contains(part), "{e}");
        }
    }

    #[test]
    fn ties_are_proposed_from_institutions_and_domains() {
        let reviewer = |institution: &str, address: &str| Reviewer {
            institution: institution.into(),
            address: address.into(),
            ..Reviewer::default()
        };
        let letter = |institution: &str, address: &str| Letter {
            institution: institution.into(),
            address: address.into(),
            ..Letter::default()
        };
        for (r, l, is_tie) in [
            (reviewer("Uni Köln", ""), letter("uni ko\u{308}ln ", ""), true),
            (reviewer("", "a@cs.uni.example"), letter("", "b@uni.example"), true),
            (reviewer("", "a@uni.example"), letter("", "b@STUD.uni.example"), true),
            (reviewer("", "a@gmail.com"), letter("", "b@gmail.com"), false),
            (reviewer("", "a@yahoo.co.uk"), letter("", "b@yahoo.co.uk"), false),
            (reviewer("", "a@runi.example"), letter("", "b@uni.example"), false),
            (reviewer("", ""), letter("", ""), false),
            (reviewer("Uni Turin", "a@x.example"), letter("Uni Lyon", "b@y.example"), false),
        ] {
            assert_eq!(tie(&r, &l).is_some(), is_tie, "{r:?} {l:?}");
        }
    }

    #[test]
    fn languages_bar_and_topics_are_liked() {
        let reviewers = [
            Reviewer { topics: vec!["RL".into()], languages: vec!["English".into()], ..Reviewer::default() },
            Reviewer { at_most: Some(3), ..Reviewer::default() },
        ];
        let letters = [
            Letter { topics: vec!["rl".into()], language: "english".into(), ..Letter::default() },
            Letter { language: "German".into(), ..Letter::default() },
        ];
        let mut plan = Plan::default();
        assert!(bind(&mut plan, &reviewers, &letters).is_empty());
        assert_eq!((plan.likes, plan.conflicts, plan.at_most), ([(0, 0)].into(), [(0, 1)].into(), vec![None, Some(3)]));
    }
}
