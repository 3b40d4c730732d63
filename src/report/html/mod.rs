//! The review page: a shortlist as one HTML file that needs nothing but a browser.
//!
//! The list and the letters lie in the page as gzip in base64, a block for the list and one per [`BLOCK`] letters;
//! the script unpacks a block when it is needed. Markup comes from `templates/review.html` alone, which escapes;
//! everything that applicants wrote is JSON in a block, and the script shows it as text nodes. The page's policy
//! ([`POLICY`]) lets only this script and this style sheet work, by their hashes, and no request leave.

mod export;
mod letter;
mod mask;

pub(super) use export::Html;
pub use letter::{letter, name_columns};

use super::lazy::Lazy;
use super::page::STYLE;
use super::run::RunFacts;
use super::shortlist::{chance_text, rank_text, side_name};
use crate::batch::KeptLetters;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::codes;
use crate::model::LabelNames;
use crate::rank::{Assessor, Contribution, Cutoff, Shortlist};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Letters per compressed block: small enough to open one in a few milliseconds, large enough to compress well.
const BLOCK: usize = 64;

/// The policy of the page, but for the hashes of script and style: nothing is loaded, nothing is sent, no string
/// becomes markup.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

/// What the page has beside the style sheet of all pages.
const OWN_STYLE: &str = include_str!("../../../templates/review/review.css");

/// The script, a file per concern, in the order in which they build on each other.
const SCRIPT: &[&str] = &[
    include_str!("../../../templates/review/data.js"),
    include_str!("../../../templates/review/text.js"),
    include_str!("../../../templates/review/grades.js"),
    include_str!("../../../templates/review/files.js"),
    include_str!("../../../templates/review/letter.js"),
    include_str!("../../../templates/review/reasons.js"),
    include_str!("../../../templates/review/list.js"),
    include_str!("../../../templates/review/print.js"),
    include_str!("../../../templates/review/keys.js"),
    include_str!("../../../templates/review/main.js"),
];

/// A letter that a reviewer was asked to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// The reviewer.
    pub reviewer: String,
    /// The applicant's id.
    pub id: String,
    /// The batch, as the assignment names it; letters of the first are read by all.
    pub batch: String,
    /// The place in the reviewer's order of reading, from 1.
    pub order: u64,
}

/// What the review page is made of.
pub struct Review<'r> {
    /// The shortlist.
    pub list: &'r Shortlist,
    /// The facts of the run.
    pub facts: &'r RunFacts,
    /// Names of the passthrough columns.
    pub passthrough: &'r [String],
    /// The features and the model behind the scores.
    pub assessor: &'r Assessor,
    /// The letters, as [`letter`] makes them.
    pub letters: &'r KeptLetters,
    /// The passthrough column that places are reserved by, where they are.
    pub group: Option<usize>,
    /// Who reads what; empty where every reviewer reads all.
    pub assignment: &'r [Assigned],
    /// The one reviewer whose letters the page holds.
    pub reviewer: Option<&'r str>,
    /// Which letters share text, a line per group: by ids, as the facts have it, and by codes.
    pub alike: &'r [[String; 2]],
}

#[derive(Template)]
#[template(path = "review.html")]
struct Page<'p> {
    policy: String,
    style: &'p str,
    script: &'p str,
    index: String,
    blocks: Vec<String>,
    facts: &'p RunFacts,
    applicants: usize,
    unscored: usize,
}

/// Writes the review page as HTML.
///
/// With a reviewer, it holds the letters that were assigned to them and no others; ranks stay those of the whole list.
///
/// # Errors
/// [`ErrorKind::Value`] where the reviewer has no letter in the assignment; [`ErrorKind::Format`] where the page can't
/// be laid out; [`ErrorKind::Io`] where `out` takes no more; those of [`Shortlist::candidate`].
pub fn page(review: &Review<'_>, out: &mut impl Write) -> Result<()> {
    let own: Option<BTreeSet<&str>> = review
        .reviewer
        .map(|name| review.assignment.iter().filter(|a| a.reviewer == name).map(|a| a.id.as_str()).collect());
    if let (Some(name), Some(own)) = (review.reviewer, &own)
        && own.is_empty()
    {
        let reviewers: BTreeSet<&str> = review.assignment.iter().map(|a| a.reviewer.as_str()).collect();
        let known = reviewers.into_iter().take(20).collect::<Vec<_>>().join(", ");
        return Err(Error::new(ErrorKind::Value, format!("the assignment gives {name} no letter; it names {known}"))
            .hint("give --reviewer one of these names"));
    }
    let is_here = |id: &str| own.as_ref().is_none_or(|own| own.contains(id));
    let shown: Vec<usize> = (0..review.list.ranked.len()).filter(|&i| is_here(&review.list.ranked[i].id)).collect();
    let mut fingerprints = Vec::with_capacity(shown.len());
    let blocks = shown
        .chunks(BLOCK)
        .map(|block| {
            let letters = block.iter().map(|&i| letter::of_row(review.letters, review.list.ranked[i].row));
            let letters = letters.collect::<Result<Vec<_>>>()?;
            fingerprints.extend(letters.iter().map(|l| letter::fingerprint_of(l).to_owned()));
            packed(format!("[{}]", letters.join(",")).as_bytes())
        })
        .collect::<Result<Vec<_>>>()?;
    let script = format!("\"use strict\";\n(() => {{\n{}\n}})();\n", SCRIPT.concat());
    let style = [STYLE, OWN_STYLE].concat();
    let policy = format!("{POLICY}; script-src '{}'; style-src '{}'", hash(&script), hash(&style));
    let unscored: Vec<_> = review.list.unscored.iter().filter(|u| is_here(&u.id)).collect();
    let page = Page {
        policy,
        style: &style,
        script: &script,
        index: index(review, &shown, &fingerprints, &unscored)?,
        blocks,
        facts: review.facts,
        applicants: shown.len() + unscored.len(),
        unscored: unscored.len(),
    };
    page.write_into(out).map_err(super::unwritten)
}

/// All that the page knows but the letters; its keys in this order.
#[derive(Serialize)]
struct Index<'r, R> {
    seed: u64,
    block: usize,
    columns: Vec<Value>,
    places: &'r [usize],
    passthrough: &'r [String],
    /// The passthrough columns that hold applicants' names.
    names: Vec<usize>,
    label: &'r LabelNames,
    /// What is said of the run, each by ids and by codes.
    warnings: Vec<[&'r str; 2]>,
    #[serde(rename = "line")]
    cutoff: &'r Option<Cutoff>,
    ranked: R,
    unscored: Vec<Value>,
    assignment: Vec<&'r Assigned>,
    reviewer: Option<&'r str>,
    group: Option<usize>,
}

/// The index of the page, packed.
fn index(
    review: &Review<'_>,
    shown: &[usize],
    fingerprints: &[String],
    unscored: &[&crate::rank::Unscored],
) -> Result<String> {
    let (list, extractor) = (review.list, review.assessor.extractor());
    let columns: Vec<Value> = extractor
        .columns()
        .iter()
        .enumerate()
        .map(|(place, c)| {
            let feature = extractor.feature_of(place);
            let first = |text: &str| text.split("\n\n").next().unwrap_or_default().trim().to_owned();
            json!({
                "name": c.name, "title": c.title, "group": feature.properties().evidence.name(),
                "measures": first(&feature.about().measures), "misleads": first(&feature.about().misleads),
            })
        })
        .collect();
    let decided = |id: &str| list.overrides.get(id).map(|o| json!({ "decision": o.word(), "reason": o.reason }));
    let ranked = |at: usize| {
        let (i, c) = (shown[at], list.candidate(shown[at])?);
        // A contribution, and beside it the part that stands for the value being stated at all, where there is one.
        let said = |r: &Contribution| match &r.stated {
            Some(stated) => json!([r.amount, r.value, r.phrase, stated.amount, stated.phrase]),
            None => json!([r.amount, r.value, r.phrase]),
        };
        let sum: Vec<Value> = c.contributions.iter().map(said).collect();
        Ok(json!({
            "id": c.id, "code": codes::code(&c.id), "letter": fingerprints[at], "row": c.row, "rank": list.rank(i), "side": side_name(list.side(i)), "score": c.score,
            "chance": chance_text(list.interval(i)), "interval": rank_text(list.interval(i)),
            "logOdds": c.log_odds, "base": c.base, "sum": sum, "flags": c.flags, "passthrough": c.passthrough,
            "band": list.plan.as_ref().map(|p| p.ranked[i].band.word()),
            "read": list.plan.as_ref().map(|p| &p.ranked[i].read), "override": decided(&c.id),
        }))
    };
    let planned: BTreeMap<&str, _> =
        list.plan.iter().flat_map(|p| p.unscored.iter().flatten()).map(|p| (p.id.as_str(), p)).collect();
    let unscored: Vec<Value> = unscored
        .iter()
        .map(|u| {
            let planned = planned.get(u.id.as_str());
            json!({
                "id": u.id, "code": codes::code(&u.id), "row": u.row, "reason": u.reason, "passthrough": u.passthrough,
                "band": planned.map(|p| p.band.word()), "read": planned.map(|p| &p.read), "override": decided(&u.id),
            })
        })
        .collect();
    let model = review.assessor.scorer().model();
    let failed = RefCell::new(None);
    let index = Index {
        seed: 1,
        block: BLOCK,
        columns,
        places: review.assessor.scorer().places(),
        passthrough: review.passthrough,
        names: name_columns(review.passthrough),
        label: &model.label,
        warnings: warnings(review),
        cutoff: &list.cutoff,
        ranked: Lazy { length: shown.len(), make: ranked, failed: &failed },
        unscored,
        assignment: review.assignment.iter().filter(|a| review.reviewer.is_none_or(|r| r == a.reviewer)).collect(),
        reviewer: review.reviewer,
        group: review.group,
    };
    let text = serde_json::to_vec(&index);
    packed(&text.map_err(|e| failed.take().unwrap_or_else(|| Error::new(ErrorKind::Format, e)))?)
}

/// What is said of the run; a line that names letters is there by their codes, too.
fn warnings<'r>(review: &Review<'r>) -> Vec<[&'r str; 2]> {
    let by_code =
        |line: &str| review.alike.iter().find(|[by_id, _]| by_id == line).map(|[_, by_code]| by_code.as_str());
    let said = review.facts.warnings.iter().map(String::as_str);
    said.map(|line| [line, by_code(line).unwrap_or(line)]).collect()
}

/// A source of the policy: the hash of an inline script or style.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// A text as gzip in base64.
fn packed(text: &[u8]) -> Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    let bytes = encoder.write_all(text).and_then(|()| encoder.finish());
    bytes.map(|b| STANDARD.encode(b)).map_err(|e| Error::new(ErrorKind::Format, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_and_style_can_stand_in_a_page() {
        for text in SCRIPT.iter().chain([&STYLE, &OWN_STYLE]) {
            let folded = text.to_lowercase();
            for end in ["</script", "</style", "<!--", "\r"] {
                assert!(!folded.contains(end), "{end} would end the element");
            }
            assert!(text.lines().count() <= 400);
        }
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http:", "https:"] {
            assert!(SCRIPT.iter().all(|s| !s.contains(word)), "{word} in the page's script");
        }
    }

    #[test]
    fn packed_text_is_the_same_bytes_each_time() {
        assert_eq!(packed(b"letters").unwrap(), packed(b"letters").unwrap());
        assert!(packed(b"letters").unwrap().starts_with("H4sIAAAAAAA"), "gzip without a time of writing");
    }
}
