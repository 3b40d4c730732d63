//! A shortlist as one JSON document.

use super::run::RunFacts;
use super::shortlist::side_name;
use crate::rank::Shortlist;
use serde_json::{Value, json};

/// The shortlist with its run facts, the line, the overrides, every applicant with all contributions and quoted words, and those
/// without a score.
#[must_use]
pub fn shortlist(list: &Shortlist, facts: &RunFacts, carried: &[String]) -> String {
    let ranked: Vec<Value> = list
        .ranked
        .iter()
        .enumerate()
        .map(|(index, c)| {
            let other: serde_json::Map<String, Value> = carried.iter().zip(&c.carried).map(|(n, v)| (n.clone(), json!(v))).collect();
            let mut applicant = json!({
                "rank": list.ranks[index], "id": c.id, "row": c.row, "score": c.score, "status": side_name(list.side(index)),
                "log_odds": c.log_odds, "base": c.base, "contributions": c.contributions, "flags": c.flags,
                "flag_evidence": c.notes, "columns": other,
            });
            if let Some(planned) = list.plan.as_ref().map(|p| &p.ranked[index]) {
                (applicant["band"], applicant["read"]) = (json!(planned.band), json!(planned.read));
            }
            applicant
        })
        .collect();
    let overrides: Vec<Value> =
        list.overrides.values().map(|o| json!({ "id": o.id, "decision": o.word(), "reason": o.reason })).collect();
    let document = json!({
        "run": facts, "line": list.line, "overrides": overrides, "ranked": ranked, "unscored": list.unscored,
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
