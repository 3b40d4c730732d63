//! Whose years they are: the writer's, or somebody else's.

use super::reach::{AFTER, BEFORE};
use crate::features::experience::lexicon::{FIRST, OTHER, PERSON, VERB, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::lexicon::word_set::words;
use crate::text::Gap;

/// Whose years they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Owner {
    Writer,
    Other,
    Unsaid,
}

/// Whose years they are: the nearest subject before, else the first after.
pub(in super::super) fn owner(view: &SentenceView<'_>, mention: &DurationMention) -> Owner {
    let floor = view.first.max(mention.first.saturating_sub(BEFORE));
    for i in (floor..mention.first).rev() {
        if view.is(i, words!["who", "whose", "whom"]) {
            let named = (i.saturating_sub(5).max(floor)..i)
                .any(|j| view.has(j, FIRST) && !view.is(j, words!["me", "my"]) || view.is(j, words!["as", "someone"]));
            return if named { Owner::Writer } else { Owner::Other };
        }
        if view.has(i, PERSON) && is_subject(view, i, mention.first) {
            return Owner::Other;
        }
        if view.has(i, OTHER) {
            let possessive = view.is(i, words!["his", "her", "their", "its"]);
            // "It was two months of internship": `it` names nobody.
            let counts = if possessive {
                mention.first - i <= 2
            } else {
                !view.is(i, words!["it"]) || view.has(i + 1, VERB) && i + 2 < mention.first
            };
            if counts {
                return Owner::Other;
            }
        }
        if view.is(i, words!["my", "our"])
            && (view.has(i + 1, PERSON) || view.has(i + 2, PERSON))
            && i + 2 < mention.first
        {
            // "My supervisor, a scientist with …" opens with someone else; "with my supervisor" does not.
            if i == view.first || view.gap(i).has(Gap::COMMA) || view.is(i - 1, words!["and", "that", "because", "as"])
            {
                return Owner::Other;
            }
            continue;
        }
        if view.has(i, FIRST) {
            // "The brewery I work for has kept …": what the writer works for is the subject.
            let clause = i > view.first && !view.gap(i).any(Gap(Gap::COMMA.0 | Gap::COLON.0));
            let handed = clause
                && (i + 2..(i + 5).min(mention.first)).any(|j| {
                    view.is(j, words!["has", "have", "had", "is", "was", "runs", "holds", "keeps"])
                        && (view.is(j - 1, words!["for", "at", "in", "with", "on"])
                            || j == i + 2 && view.is(j, words!["has", "is"]))
                });
            return if handed { Owner::Other } else { Owner::Writer };
        }
    }
    // "Five years as a cataloguer later they are still there": only the writer can be that cataloguer.
    if mention.first == view.first && view.is(mention.last + 1, words!["as"]) {
        return Owner::Unsaid;
    }
    for i in mention.last + 1..(mention.last + 1 + AFTER).min(view.end) {
        if view.has(i, FIRST) {
            return Owner::Writer;
        }
        if view.is(i, words!["he", "she", "they"]) || view.has(i, PERSON) && opens_clause(view, i) {
            return Owner::Other;
        }
    }
    Owner::Unsaid
}

/// Whether a noun for other people is what has or does: `my supervisor has`, `experts with`, not `with my team`.
fn is_subject(view: &SentenceView<'_>, at: usize, mention: usize) -> bool {
    // "I am a student with …" is about the writer.
    if view.any_is(at.saturating_sub(6).max(view.first)..at, words!["am", "i'm", "i\u{2019}m", "as"]) {
        return false;
    }
    let with = |i: usize| {
        i < mention && view.is(i, words!["who", "with", "having", "has", "have", "that", "possess", "possesses"])
    };
    // "I joined a company that makes …"
    if view.any_is(at.saturating_sub(3).max(view.first)..at, words!["joined", "left", "entered", "founded"]) {
        return false;
    }
    if with(at + 1) || with(at + 2) || view.doc.word(at).ends_with("'s") {
        return true;
    }
    // "the company holds": what stands first in its sentence and does something.
    let opens = at <= view.first + 2 || view.gap(at - 1).any(Gap(Gap::COMMA.0 | Gap::COLON.0));
    if opens && at + 1 < mention && view.is(at + 1, words!["holds", "keeps", "makes", "runs", "owns", "builds", "uses"])
    {
        return true;
    }
    let object = (at.saturating_sub(4).max(view.first)..at).any(|i| {
        view.is(i, words!["with", "in", "at", "of", "for", "by", "under", "to", "from", "as", "on", "the", "a"])
            && !view.is(i, words!["the", "a"])
    });
    // After a form of "to be" or a verb of working, the noun is not the subject: "I was a startup founder".
    !object && (at + 1..(at + 5).min(mention)).any(|i| view.has(i, VERB | WORK) && !view.is(i, words!["with"]))
}

/// ", researchers have", ", the company has": a noun for others that opens a clause.
fn opens_clause(view: &SentenceView<'_>, at: usize) -> bool {
    let start = if view.is(at.wrapping_sub(1), words!["the", "our", "a", "many", "most"]) { at - 1 } else { at };
    view.gap(start).has(Gap::COMMA)
        && view.any_is(at + 1..at + 3, words!["has", "have", "had", "is", "are", "was", "were"])
}
