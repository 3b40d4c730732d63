//! Letters that share text, with the passages: for a terminal and as JSON.

use super::run::RunFacts;
use super::wrap::wrap;
use crate::error::printable;
use crate::flags::similar::{Cluster, Kind, Similar, passages, shingles};
use crate::span::Span;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Characters of a passage that are shown on a terminal.
const SHOWN: usize = 400;
/// Pairs of a group that are shown on a terminal.
const PAIRS: usize = 3;

/// Pairs of a group whose passages are written.
const WITH_PASSAGES: usize = 1_000;

/// A comparison and what it was of.
pub struct Compared<'a> {
    /// What was found.
    pub similar: &'a Similar,
    /// Ids by number; an earlier year's with its file.
    pub ids: &'a [&'a str],
    /// The letters of every group, by number, as given.
    pub letters: &'a BTreeMap<usize, String>,
}

impl Compared<'_> {
    fn letter(&self, number: usize) -> &str {
        self.letters.get(&number).map_or("", String::as_str)
    }

    fn id(&self, number: usize) -> &str {
        self.ids.get(number).copied().unwrap_or_default()
    }

    /// The passages of one letter that the other has too.
    fn shared(&self, letter: usize, other: usize) -> Vec<Span> {
        passages::shared(self.letter(letter), &shingles::shingles(self.letter(other)))
    }
}

/// What a group is called.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Copied => "copied text",
        Kind::Template => "a template",
    }
}

/// The groups for a terminal of `width` columns: who is in it, and of the pairs that are most alike the passages that
/// both have, in the words of the later letter.
#[must_use]
pub fn terminal(c: &Compared<'_>, width: usize) -> String {
    let mut out = String::new();
    for cluster in &c.similar.clusters {
        let ids: Vec<String> = cluster.members.iter().map(|m| printable(c.id(*m))).collect();
        let head = format!("{}: {} ({} letters)", ids.join(", "), name(cluster.kind), ids.len());
        out += &wrap(&head, width, "", "  ");
        for pair in cluster.pairs.iter().take(PAIRS) {
            let (first, second) = (printable(c.id(pair.first)), printable(c.id(pair.second)));
            out += &wrap(&format!("{first} and {second}: similarity {:.2}", pair.similarity), width, "  ", "    ");
            for span in c.shared(pair.second, pair.first) {
                let passage = span.slice(c.letter(pair.second));
                let line = printable(&passage.split_whitespace().collect::<Vec<_>>().join(" "));
                let cut = if line.chars().count() > SHOWN { "…" } else { "" };
                let shown: String = line.chars().take(SHOWN).collect();
                out += &wrap(&format!("«{shown}{cut}»"), width, "    ", "    ");
            }
        }
        let more = cluster.found.saturating_sub(PAIRS);
        if more > 0 {
            out += &format!("  … and {more} more pairs\n");
        }
        out.push('\n');
    }
    out
}

/// The groups as JSON: kind, members, and the pairs that were kept ([`Cluster::pairs`]) with their similarity and the shared
/// passages in both letters, as bytes of the letters as given and as text (those of the first thousand pairs of a group, the
/// most alike).
#[must_use]
pub fn json(c: &Compared<'_>, facts: &RunFacts) -> String {
    let side = |letter: usize, other: usize| -> Vec<Value> {
        let text = c.letter(letter);
        let spans = c.shared(letter, other);
        spans.iter().map(|s| json!({ "start": s.start, "end": s.end, "text": s.slice(text) })).collect()
    };
    let group = |cluster: &Cluster| -> Value {
        let ids: Vec<&str> = cluster.members.iter().map(|m| c.id(*m)).collect();
        let pairs: Vec<Value> = cluster
            .pairs
            .iter()
            .enumerate()
            .map(|(place, p)| {
                let mut pair = json!({ "first": c.id(p.first), "second": c.id(p.second), "similarity": p.similarity });
                if place < WITH_PASSAGES {
                    pair["passages_first"] = side(p.first, p.second).into();
                    pair["passages_second"] = side(p.second, p.first).into();
                }
                pair
            })
            .collect();
        let kind = if cluster.kind == Kind::Copied { "copied" } else { "template" };
        let mut group = json!({ "kind": kind, "ids": ids, "pairs": pairs });
        if cluster.found > cluster.pairs.len() {
            group["pairs_found"] = cluster.found.into();
        }
        group
    };
    let groups: Vec<Value> = c.similar.clusters.iter().map(group).collect();
    let run = serde_json::from_str(&facts.to_json()).unwrap_or(Value::Null);
    format!("{:#}\n", json!({ "run": run, "groups": groups }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flags::similar::Pair;

    #[test]
    fn a_crowd_of_copies_is_written_without_the_square_of_its_passages() {
        let letter = "we trained spiking networks on audio".to_owned();
        let pair = Pair { first: 0, second: 1, similarity: 1.0 };
        let cluster = Cluster {
            kind: Kind::Copied,
            members: vec![0, 1],
            pairs: vec![pair; WITH_PASSAGES + 1],
            found: WITH_PASSAGES + 1,
        };
        let mut similar = Similar::default();
        similar.clusters.push(cluster);
        let letters = BTreeMap::from([(0, letter.clone()), (1, letter.clone())]);
        let ids = ["a", "b"];
        let text = json(&Compared { similar: &similar, ids: &ids, letters: &letters }, &RunFacts::default());
        let found: Value = serde_json::from_str(&text).unwrap();
        let pairs = found["groups"][0]["pairs"].as_array().unwrap();
        assert_eq!(pairs.len(), WITH_PASSAGES + 1);
        assert_eq!(pairs[WITH_PASSAGES - 1]["passages_second"][0]["text"], letter);
        assert_eq!(pairs[WITH_PASSAGES].get("passages_first"), None);
        assert_eq!(pairs[WITH_PASSAGES]["similarity"], 1.0);
    }
}
