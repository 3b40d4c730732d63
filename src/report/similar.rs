//! Letters that share text, with the passages: for a terminal and as JSON.

use super::run::RunFacts;
use super::wrap::wrap;
use crate::batch::KeptLetters;
use crate::error::{Result, printable};
use crate::flags::similar::{Kind, Pair, Similar, passages, shingles};
use crate::span::Span;
use serde_json::{Value, json};

/// Characters of a passage that are shown on a terminal.
const SHOWN: usize = 400;
/// Pairs of a group that are shown on a terminal.
pub const PAIRS: usize = 3;

/// Letters of a group that are named on a terminal.
const NAMED: usize = 100;

/// Pairs of a group whose passages are written.
pub const WITH_PASSAGES: usize = 1_000;

/// A comparison and what it was of.
pub struct Compared<'a> {
    /// What was found.
    pub similar: &'a Similar,
    /// Ids by number; an earlier year's with its file.
    pub ids: &'a [&'a str],
    /// The letters of every group, by number, as given, on disk.
    pub letters: &'a KeptLetters,
}

impl Compared<'_> {
    fn letter(&self, number: usize) -> Result<String> {
        Ok(self.letters.text(number as u64)?.unwrap_or_default())
    }

    fn id(&self, number: usize) -> &str {
        self.ids.get(number).copied().unwrap_or_default()
    }

    /// One letter, and its passages that the other has too.
    fn shared(&self, letter: usize, other: usize) -> Result<(String, Vec<Span>)> {
        let (text, other) = (self.letter(letter)?, self.letter(other)?);
        let spans = passages::shared(&text, &shingles::shingles(&other));
        Ok((text, spans))
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
///
/// # Errors
/// [`crate::error::ErrorKind::Io`] where a letter can't be read back.
pub fn terminal(c: &Compared<'_>, width: usize) -> Result<String> {
    let mut out = String::new();
    for cluster in &c.similar.clusters {
        let count = cluster.members.len();
        let ids: Vec<String> = cluster.members.iter().take(NAMED).map(|m| printable(c.id(*m as usize))).collect();
        let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
        let head = format!("{}{more}: {} ({count} letters)", ids.join(", "), name(cluster.kind));
        out += &wrap(&head, width, "", "  ");
        for pair in c.similar.pairs(cluster)?.iter().take(PAIRS) {
            let (first, second) = (printable(c.id(pair.first)), printable(c.id(pair.second)));
            out += &wrap(&format!("{first} and {second}: similarity {:.2}", pair.similarity), width, "  ", "    ");
            let (letter, spans) = c.shared(pair.second, pair.first)?;
            for span in spans {
                let passage = span.slice(&letter);
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
    Ok(out)
}

/// Writes the groups as JSON: kind, members, and the pairs that were kept ([`Similar::pairs`]) with their similarity and the
/// shared passages in both letters, as bytes of the letters as given and as text (those of the first thousand pairs of a
/// group, the most alike). A pair is in memory, not all of them.
///
/// # Errors
/// Those of `write`; [`crate::error::ErrorKind::Io`] where a letter can't be read back.
pub fn json(c: &Compared<'_>, facts: &RunFacts, mut write: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let run = serde_json::from_str(&facts.to_json()).unwrap_or(Value::Null);
    write(format!("{{\n  \"run\": {},\n  \"groups\": [", indented(&run, 2)).as_bytes())?;
    for (place, cluster) in c.similar.clusters.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let kind = if cluster.kind == Kind::Copied { "copied" } else { "template" };
        let ids: Vec<&str> = cluster.members.iter().map(|m| c.id(*m as usize)).collect();
        let (kind, ids) = (indented(&kind.into(), 6), indented(&ids.into(), 6));
        write(
            format!("{comma}\n    {{\n      \"kind\": {kind},\n      \"ids\": {ids},\n      \"pairs\": [").as_bytes(),
        )?;
        let pairs = c.similar.pairs(cluster)?;
        for (place, pair) in pairs.iter().enumerate() {
            let comma = if place > 0 { "," } else { "" };
            let pair = indented(&as_json(c, pair, place < WITH_PASSAGES)?, 8);
            write(format!("{comma}\n        {pair}").as_bytes())?;
        }
        write(if pairs.is_empty() { b"]" } else { b"\n      ]" })?;
        if cluster.found > pairs.len() {
            write(format!(",\n      \"pairs_found\": {}", cluster.found).as_bytes())?;
        }
        write(b"\n    }")?;
    }
    write(if c.similar.clusters.is_empty() { b"]\n}\n" } else { b"\n  ]\n}\n" })
}

/// A value as it stands within others: no text of JSON holds a line break.
fn indented(value: &Value, spaces: usize) -> String {
    format!("{value:#}").replace('\n', &format!("\n{}", " ".repeat(spaces)))
}

fn as_json(c: &Compared<'_>, p: &Pair, with_passages: bool) -> Result<Value> {
    let side = |letter: usize, other: usize| -> Result<Value> {
        let (text, spans) = c.shared(letter, other)?;
        Ok(spans.iter().map(|s| json!({ "start": s.start, "end": s.end, "text": s.slice(&text) })).collect())
    };
    let mut pair = json!({ "first": c.id(p.first), "second": c.id(p.second), "similarity": p.similarity });
    if with_passages {
        pair["passages_first"] = side(p.first, p.second)?;
        pair["passages_second"] = side(p.second, p.first)?;
    }
    Ok(pair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::KeptLettersWriter;
    use crate::flags::similar::Letters;

    #[test]
    fn a_crowd_of_copies_is_written_without_the_square_of_its_passages() {
        const COPIES: usize = 400;
        let letter = "we trained spiking networks on audio".to_owned();
        let mut compared = Letters::new().unwrap();
        (0..COPIES).for_each(|_| compared.push(&shingles::shingles(&letter), false).unwrap());
        // Others, so that what the copies share is no template.
        (0..40_000u32).for_each(|n| compared.push(&[n], false).unwrap());
        let (similar, _) = compared.compare(0.3, 2).unwrap();
        let mut writer = KeptLettersWriter::new().unwrap();
        (0..COPIES as u64).for_each(|number| writer.push(number, &letter).unwrap());
        let letters = writer.finish().unwrap();
        let ids: Vec<String> = (0..COPIES).map(|n| n.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let written = |similar: &Similar| {
            let mut text = Vec::new();
            let what = Compared { similar, ids: &ids, letters: &letters };
            json(&what, &RunFacts::default(), |bytes| {
                text.extend_from_slice(bytes);
                Ok(())
            })
            .unwrap();
            String::from_utf8(text).unwrap()
        };
        let text = written(&similar);
        let found: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(text, format!("{found:#}\n"), "as if it were written at once");
        let none: Value = serde_json::from_str(&written(&Similar::default())).unwrap();
        assert_eq!(written(&Similar::default()), format!("{none:#}\n"));
        let pairs = found["groups"][0]["pairs"].as_array().unwrap();
        assert!(pairs.len() > WITH_PASSAGES && pairs.len() < COPIES * 8, "{}", pairs.len());
        assert_eq!(pairs[WITH_PASSAGES - 1]["passages_second"][0]["text"], letter);
        assert_eq!(pairs[WITH_PASSAGES].get("passages_first"), None);
        assert_eq!(pairs[WITH_PASSAGES]["similarity"], 1.0);
    }
}
