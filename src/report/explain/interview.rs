//! What a letter states that a conversation can check, in the letter's own sentences.
//!
//! It is for the person who talks with an applicant. It holds no score and no reason for one: a claim is worth asking
//! about whatever it adds to a score.

use super::Explained;
use super::applicant::quote;
use crate::error::printable;
use crate::report::wrap::wrap;
use crate::span::Span;
use crate::text::LetterReader;

/// Sentences listed. Those with more claims come first in a longer letter.
const SENTENCES: usize = 12;

/// A sentence of the letter and what it claims: the title of the column, and the words.
struct Claims {
    sentence: Span,
    items: Vec<(String, String)>,
}

/// The list of claims, in lines of at most `width` columns, in the order of the letter.
#[must_use]
pub fn claims(e: &Explained<'_>, width: usize) -> String {
    let found = collect(e);
    let mut out =
        wrap(&format!("To ask about in a conversation with applicant {}", printable(e.id)), width, "", "") + "\n";
    if found.is_empty() {
        let none = "The letter states no years of work, no topic that the writer worked with, and no figure.";
        return out + &wrap(none, width, "", "");
    }
    let more = found.len().saturating_sub(SENTENCES);
    let mut strongest: Vec<usize> = (0..found.len()).collect();
    strongest.sort_by_key(|&i| (std::cmp::Reverse(found[i].items.len()), i));
    strongest.truncate(SENTENCES);
    strongest.sort_unstable();
    for (number, claim) in strongest.into_iter().map(|i| &found[i]).enumerate() {
        let text = claim.sentence.slice(e.letter).split_whitespace().collect::<Vec<_>>().join(" ");
        let part = e.part_of(claim.sentence).map_or_else(String::new, |title| format!("{}: ", printable(title)));
        out += &wrap(&format!("{part}“{}”", printable(&text)), width, &format!("{}. ", number + 1), "   ");
        let items: Vec<String> = claim.items.iter().map(|(title, words)| format!("{title}: {words}")).collect();
        out += &wrap(&items.join("; "), width, "   ", "   ");
        out.push('\n');
    }
    if more > 0 {
        out += &wrap(&format!("{more} more sentences state something of this kind."), width, "", "");
        out.push('\n');
    }
    out += &wrap(
        "Ask how it was done, what was hard and what came of it. The list is made by counting words and can miss or \
         misread a statement. It does not say whether a statement is true.",
        width,
        "",
        "",
    );
    out
}

/// The claims of the letter by sentence, in its order; each once.
fn collect(e: &Explained<'_>) -> Vec<Claims> {
    let extractor = e.assessor.extractor();
    let mut spans: Vec<(Span, String)> = Vec::new();
    for evidence in e.assessed.measurement.evidence.iter().filter(|found| !found.is_set_aside()) {
        let place = evidence.column as usize;
        let Some(column) = extractor.columns().get(place) else { continue };
        if extractor.feature_of(place).properties().claims.contains(&evidence.kind) {
            spans.push((evidence.span, column.title.clone()));
        }
    }
    spans.sort_by(|a, b| (a.0.start, a.0.end, &a.1).cmp(&(b.0.start, b.0.end, &b.1)));
    LetterReader::default().read(e.letter, |prepared| {
        let sentences = prepared.document().sentences.iter().map(|s| prepared.to_given(s.span));
        let mut rest = spans.into_iter().peekable();
        let mut out = Vec::new();
        for sentence in sentences {
            let mut items: Vec<(String, String)> = Vec::new();
            while let Some((span, title)) = rest.next_if(|(span, _)| span.start < sentence.end) {
                let words = quote(span.slice(e.letter));
                if span.start >= sentence.start && !items.contains(&(title.clone(), words.clone())) {
                    items.push((title, words));
                }
            }
            if !items.is_empty() {
                out.push(Claims { sentence, items });
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Settings;
    use crate::model::Model;
    use crate::rank::Assessor;
    use crate::topics::Topics;

    fn list(letter: &str) -> String {
        let assessor =
            Assessor::for_model(Model::sample(), &Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1)))
                .unwrap();
        let assessed = assessor.assess(letter, true);
        claims(&Explained { assessor: &assessor, id: "A1", row: 1, letter, assessed: &assessed, what_if: None }, 78)
    }

    #[test]
    fn what_the_writer_states_of_their_work_is_listed_with_its_sentence() {
        let list = list(
            "I like the sea. I trained spiking neural networks at a small lab. I have four years of experience in a \
             clinic. I hope to learn about diffusion models.",
        );
        assert!(list.contains("1. “I trained spiking neural networks at a small lab.”"), "{list}");
        assert!(list.contains("2. “I have four years of experience in a clinic.”"), "{list}");
        assert!(!list.contains("sea") && !list.contains("diffusion"), "{list}");
    }

    #[test]
    fn a_letter_without_such_statements_says_so() {
        let list = list("I would like to come. The sea is near.");
        assert!(list.contains("states no years of work"), "{list}");
    }
}
