//! A shortlist as one JSON document, written applicant by applicant.

use super::format::{Exporter, ShortlistExport, ShortlistFormat};
use super::lazy::Lazy;
use super::run::RunFacts;
use super::shortlist::{chance_in, side_name};
use crate::error::Result;
use crate::files;
use crate::rank::{Cutoff, Override, Shortlist, Unscored};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::io::Write;
use std::path::Path;

/// One JSON document.
pub(super) struct Json;

impl Exporter for Json {
    fn endings(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn shortlist_is(&self) -> &'static str {
        "all contributions with the quoted words"
    }

    fn holds_facts(&self) -> bool {
        true
    }

    fn shortlist(&self) -> Option<&dyn ShortlistFormat> {
        Some(self)
    }
}

impl ShortlistFormat for Json {
    fn write(&self, e: &ShortlistExport<'_>, path: &Path, no_clobber: bool) -> Result<()> {
        files::make_whole(path, no_clobber, |out| shortlist(e.list, e.facts, e.passthrough, out))
    }
}

/// The document; its keys in this order.
#[derive(Serialize)]
struct Document<'l, R, S> {
    run: &'l RunFacts,
    #[serde(rename = "line")]
    cutoff: &'l Option<Cutoff>,
    overrides: Vec<Value>,
    ranked: R,
    /// With their scores and without a rank; no key where nobody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    set_apart: Option<S>,
    unscored: &'l [Unscored],
}

fn applicant(list: &Shortlist, index: usize, passthrough: &[String]) -> Result<Value> {
    let c = list.candidate(index)?;
    let other: Map<String, Value> =
        passthrough.iter().cloned().zip(c.passthrough.into_iter().map(Value::String)).collect();
    let mut applicant = json!({
        "rank": list.rank(index), "id": c.id, "row": c.row, "score": c.score,
        "chance_in": chance_in(list.interval(index)), "rank_interval": list.interval(index).map(|i| [i.low, i.high]),
        "status": side_name(list.side(index)),
        "log_odds": c.log_odds, "base": c.base, "contributions": c.contributions, "flags": c.flags,
        "flag_evidence": c.notes, "columns": other,
    });
    if let Some(planned) = list.plan.as_ref().map(|p| &p.ranked[index]) {
        (applicant["band"], applicant["read"]) = (json!(planned.band), json!(planned.read));
    }
    Ok(applicant)
}

/// Writes the shortlist with its run facts, the line, the overrides, every applicant with all contributions and quoted
/// words, those set apart, and those without a score.
///
/// # Errors
/// Those of [`Shortlist::candidate`]; [`crate::error::ErrorKind::Io`] where `out` takes no more.
pub fn shortlist(list: &Shortlist, facts: &RunFacts, passthrough: &[String], mut out: impl Write) -> Result<()> {
    let said = |o: &Override| json!({ "id": o.id, "decision": o.word(), "reason": o.reason });
    let (failed, apart) = (RefCell::new(None), list.set_apart());
    let document = Document {
        run: facts,
        cutoff: &list.cutoff,
        overrides: list.overrides.values().map(said).collect(),
        ranked: Lazy { length: list.ranks.len(), make: |index| applicant(list, index, passthrough), failed: &failed },
        set_apart: (!apart.is_empty()).then(|| {
            let make = |index| applicant(list, apart.start + index, passthrough);
            Lazy { length: apart.len(), make, failed: &failed }
        }),
        unscored: &list.unscored,
    };
    let written = serde_json::to_writer_pretty(&mut out, &document).map_err(std::io::Error::from);
    let written = written.and_then(|()| out.write_all(b"\n"));
    written.map_err(|e| failed.take().unwrap_or_else(|| super::unwritten(e)))
}
