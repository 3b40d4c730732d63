//! The line of a shortlist on the command line.

use serde_json::{Map, Value, json};
use shortlist::error::Result;
use shortlist::ingest::Columns;
use shortlist::rank::{Cut, Cutoff, GroupRule, Places, Shortlist, overrides};
use std::path::PathBuf;

/// Where the line is, and who decides at it.
#[derive(clap::Args, Clone, Debug)]
pub struct CutArgs {
    /// Draw the line after N places: a count (60) or a share (20%)
    #[arg(long, value_name = "N", value_parser = |s: &str| s.parse::<Places>().map_err(|e| e.to_string()), help_heading = "The line")]
    top: Option<Places>,
    /// Nobody with a lower score is above the line (0–1)
    #[arg(long, value_name = "SCORE", help_heading = "The line")]
    min_score: Option<f64>,
    /// Draw the line so that on average at most this share of those above it would be refused by your committee (0.10
    /// or 10%), judging by its decisions on letters that the model had not seen; if another option draws the line, only
    /// say for whom this holds
    #[arg(long, value_name = "SHARE", value_parser = super::plan::share, help_heading = "The line")]
    pub certify: Option<f64>,
    /// Reserve places for the groups of a column: COLUMN=N (for every group) or COLUMN=GROUP:N,GROUP:N; may be given several
    /// times, and whoever has a place counts for every column
    #[arg(long, value_name = "COLUMN=N", value_parser = |s: &str| s.parse::<GroupRule>().map_err(|e| e.to_string()), help_heading = "The line")]
    per_group: Vec<GroupRule>,
    /// Put the next N below the line on a waitlist
    #[arg(long, value_name = "N", help_heading = "The line")]
    waitlist: Option<usize>,
    /// Draw between those tied at the line, with this seed (default: they stay tied, and people decide)
    #[arg(long, value_name = "SEED", help_heading = "The line")]
    break_ties: Option<u64>,
    /// Table of people's decisions: id, decision (in or out), reason
    #[arg(long, value_name = "FILE", help_heading = "The line")]
    pub overrides: Option<PathBuf>,
    /// What to do with letters that are not in English: `apart` (outside the ranking, with their scores, for a person
    /// to read) or `rank` (among the others)
    #[arg(long, value_name = "WHAT", value_enum, default_value = "apart", help_heading = "The line")]
    other_languages: OtherLanguages,
}

/// What becomes of letters in other languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum OtherLanguages {
    Apart,
    Rank,
}

impl CutArgs {
    /// The cut for a table with these columns, and the digest of the overrides.
    pub fn read(&self, columns: &Columns) -> Result<(Cut, Option<String>)> {
        let said = self.overrides.as_deref().map(overrides::read).transpose()?;
        let digest = said.as_ref().map(|s| s.digest.clone());
        let cut = Cut {
            top: self.top,
            min_score: self.min_score,
            per_group: self.per_group.iter().map(|rule| rule.bind(columns)).collect::<Result<_>>()?,
            waitlist: self.waitlist.unwrap_or(0),
            break_ties: self.break_ties,
            overrides: said.map(|s| s.list).unwrap_or_default(),
            rank_other_languages: self.other_languages == OtherLanguages::Rank,
        };
        Ok((cut, digest))
    }

    /// What was asked for, for the record.
    pub fn facts(&self, cutoff: Option<&Cutoff>, digest: Option<String>) -> Map<String, Value> {
        let mut facts = Map::new();
        if self.top.is_some()
            && let Some(cutoff) = cutoff
        {
            facts.insert("top".into(), cutoff.places.into());
        }
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                facts.insert(name.into(), value);
            }
        };
        put("other_languages", (self.other_languages == OtherLanguages::Rank).then(|| "rank".into()));
        put("min_score", self.min_score.map(Value::from));
        let rules: Vec<String> = self.per_group.iter().map(ToString::to_string).collect();
        put("per_group", (!rules.is_empty()).then(|| if rules.len() == 1 { json!(rules[0]) } else { json!(rules) }));
        put("certify", self.certify.map(Value::from));
        put("waitlist", self.waitlist.map(Value::from));
        put("break_ties", self.break_ties.map(Value::from));
        put(
            "overrides",
            self.overrides.as_ref().map(|p| json!({ "file": super::common::file_name(p), "digest": digest })),
        );
        facts
    }
}

/// What a person should know about a line before they rely on it.
pub fn warnings(list: &Shortlist) -> Vec<String> {
    let mut warnings = Vec::new();
    let Some(cutoff) = &list.cutoff else { return warnings };
    if list.is_flat() {
        warnings.push(format!(
            "all {} applicants with a score have the same score: this model can't distinguish them",
            list.ranks.len()
        ));
    }
    if cutoff.places > list.ranks.len() {
        let what = match list.ranks.len() {
            0 => "no applicant has a score".to_owned(),
            1 => format!("{} places but only 1 applicant with a score", cutoff.places),
            n => format!("{} places but only {n} applicants with a score", cutoff.places),
        };
        let so = match cutoff.inside {
            0 => ": nobody is above the line",
            n if n == list.ranks.len() => ": everyone is above the line",
            _ => "",
        };
        warnings.push(what + so);
    }
    if cutoff.inside > cutoff.places {
        warnings.push(format!(
            "overrides put {} applicants in, and there are only {} places",
            cutoff.inside, cutoff.places
        ));
    }
    warnings
}

/// What the line did, in words for a terminal: a summary and its steps.
pub fn summary(cutoff: &Cutoff) -> String {
    let mut text = format!(
        "{} place{}: {} above the line",
        cutoff.places,
        if cutoff.places == 1 { "" } else { "s" },
        cutoff.inside
    );
    if cutoff.tied > 0 {
        text.push_str(&format!(
            ", {} tied at it for {} (people decide between them)",
            cutoff.tied,
            if cutoff.open == 1 { "1 place".to_owned() } else { format!("{} places", cutoff.open) }
        ));
    }
    if cutoff.waiting > 0 {
        text.push_str(&format!(", {} on the waitlist", cutoff.waiting));
    }
    text.push('\n');
    text
}
