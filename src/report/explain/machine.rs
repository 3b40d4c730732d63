//! An explanation as JSON.

use super::Explained;
use serde_json::{Value, json};

/// The explanation: score, base and every contribution with its value and evidence (byte offsets into the letter as
/// given), flags, the model's digest, and the score with other values where that was asked for.
#[must_use]
pub fn value(e: &Explained<'_>) -> Value {
    let (score, measured) = (&e.assessed.score, &e.assessed.measurement);
    let model = e.assessor.scorer().model();
    let parts = e.assessor.extractor().parts();
    let contributions: Vec<Value> = e
        .assessor
        .scorer()
        .names()
        .zip(e.assessor.scorer().places())
        .zip(&score.contributions)
        .enumerate()
        .map(|(index, ((name, &place), amount))| {
            let evidence: Vec<Value> = measured
                .evidence
                .iter()
                .filter(|found| found.column as usize == place)
                .map(|found| {
                    let mut said = json!({
                        "kind": found.kind, "start": found.span.start, "end": found.span.end,
                        "text": found.span.slice(e.letter), "rule": found.rule, "message": found.message,
                        "suggestion": found.suggestion, "value": found.value, "confidence": found.confidence,
                    });
                    if let Some(part) = parts.title_of(&measured.parts, found.span) {
                        said["part"] = part.into();
                    }
                    said
                })
                .collect();
            let value = measured.values[place];
            let phrase = e.assessor.phrase_of(index, measured);
            let mut said = json!({
                "column": name, "value": value, "phrase": phrase, "amount": amount, "evidence": evidence,
            });
            let parts = e.assessor.parts(index, measured);
            if !parts.is_empty() {
                let part = |p: &crate::features::Part| json!({ "title": p.title, "amount": p.value });
                said["parts"] = parts.iter().map(part).collect();
            }
            if let Some(stated) = e.assessor.stated(index, value) {
                said["stated"] = json!({ "phrase": stated.phrase, "amount": stated.amount });
            }
            said
        })
        .collect();
    let marks: Vec<Value> = measured
        .marks
        .iter()
        .map(|m| {
            let place = m.span.map(|s| json!({ "start": s.start, "end": s.end, "text": s.slice(e.letter) }));
            json!({ "flag": m.flag, "message": m.message, "passage": place })
        })
        .collect();
    let what_if = e.what_if.map(|w| {
        let changes: Vec<Value> =
            w.changes.iter().map(|c| json!({ "column": c.column, "from": c.from, "to": c.to })).collect();
        json!({ "changes": changes, "score": w.score.probability(), "log_odds": w.score.log_odds })
    });
    json!({
        "id": e.id, "row": e.row, "score": score.probability(), "log_odds": score.log_odds,
        "positive": model.label.positive, "base": score.base, "contributions": contributions,
        "flags": measured.flags, "flag_evidence": marks, "what_if": what_if,
        "model": { "digest": model.digest(), "written_by": model.written_by, "notice": model.notice },
    })
}
