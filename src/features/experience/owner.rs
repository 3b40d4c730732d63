//! Whose years they are: the writer's, or somebody else's.

use super::context::{AFTER, BEFORE};
use super::grammar::{Find, Sight};
use super::lexicon::{FIRST, OTHER, PERSON, VERB, WORK};
use crate::lexicon::word_set::words;
use crate::text::Gap;

/// Whose years they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Writer,
    Other,
    Unsaid,
}

/// Whose years they are: the nearest subject before, else the first after.
pub(super) fn owner(sight: &Sight<'_>, find: &Find) -> Owner {
    let floor = sight.first.max(find.first.saturating_sub(BEFORE));
    for i in (floor..find.first).rev() {
        if sight.is(i, words!["who", "whose", "whom"]) {
            let named = (i.saturating_sub(5).max(floor)..i).any(|j| {
                sight.has(j, FIRST) && !sight.is(j, words!["me", "my"]) || sight.is(j, words!["as", "someone"])
            });
            return if named { Owner::Writer } else { Owner::Other };
        }
        if sight.has(i, PERSON) && is_subject(sight, i, find.first) {
            return Owner::Other;
        }
        if sight.has(i, OTHER) {
            let possessive = sight.is(i, words!["his", "her", "their", "its"]);
            // "It was two months of internship": `it` names nobody.
            let counts = if possessive {
                find.first - i <= 3
            } else {
                !sight.is(i, words!["it"]) || sight.has(i + 1, VERB) && i + 2 < find.first
            };
            if counts {
                return Owner::Other;
            }
        }
        if sight.is(i, words!["my", "our"])
            && (sight.has(i + 1, PERSON) || sight.has(i + 2, PERSON))
            && i + 2 < find.first
        {
            // "My supervisor, a scientist with …" opens with someone else; "with my supervisor" does not.
            if i == sight.first
                || sight.gap(i).has(Gap::COMMA)
                || sight.is(i - 1, words!["and", "that", "because", "as"])
            {
                return Owner::Other;
            }
            continue;
        }
        if sight.has(i, FIRST) {
            // "The brewery I work for has kept …": what the writer works for is the subject.
            let clause = i > sight.first && !sight.gap(i).any(Gap(Gap::COMMA.0 | Gap::COLON.0));
            let handed = clause
                && (i + 2..(i + 5).min(find.first)).any(|j| {
                    sight.is(j, words!["has", "have", "had", "is", "was", "runs", "holds", "keeps"])
                        && (sight.is(j - 1, words!["for", "at", "in", "with", "on"])
                            || j == i + 2 && sight.is(j, words!["has", "is"]))
                });
            return if handed { Owner::Other } else { Owner::Writer };
        }
    }
    // "Five years as a cataloguer later they are still there": only the writer can be that cataloguer.
    if find.first == sight.first && sight.is(find.last + 1, words!["as"]) {
        return Owner::Unsaid;
    }
    for i in find.last + 1..(find.last + 1 + AFTER).min(sight.end) {
        if sight.has(i, FIRST) {
            return Owner::Writer;
        }
        if sight.is(i, words!["he", "she", "they"]) || sight.has(i, PERSON) && opens_clause(sight, i) {
            return Owner::Other;
        }
    }
    Owner::Unsaid
}

/// Whether a noun for other people is what has or does: `my supervisor has`, `experts with`, not `with my team`.
fn is_subject(sight: &Sight<'_>, at: usize, find: usize) -> bool {
    // "I am a student with …" is about the writer.
    if sight.any_is(at.saturating_sub(6).max(sight.first)..at, words!["am", "i'm", "i\u{2019}m", "as"]) {
        return false;
    }
    let with = |i: usize| {
        i < find && sight.is(i, words!["who", "with", "having", "has", "have", "that", "possess", "possesses"])
    };
    // "I joined a company that makes …"
    if sight.any_is(at.saturating_sub(3).max(sight.first)..at, words!["joined", "left", "entered", "founded"]) {
        return false;
    }
    if with(at + 1) || with(at + 2) || sight.doc.word(at).ends_with("'s") {
        return true;
    }
    // "the company holds": what stands first in its sentence and does something.
    let opens = at <= sight.first + 2 || sight.gap(at - 1).any(Gap(Gap::COMMA.0 | Gap::COLON.0));
    if opens && at + 1 < find && sight.is(at + 1, words!["holds", "keeps", "makes", "runs", "owns", "builds", "uses"]) {
        return true;
    }
    let object = (at.saturating_sub(4).max(sight.first)..at).any(|i| {
        sight.is(i, words!["with", "in", "at", "of", "for", "by", "under", "to", "from", "as", "on", "the", "a"])
            && !sight.is(i, words!["the", "a"])
    });
    // After a form of "to be" or a verb of working, the noun is not the subject: "I was a startup founder".
    !object && (at + 1..(at + 5).min(find)).any(|i| sight.has(i, VERB | WORK) && !sight.is(i, words!["with"]))
}

/// ", researchers have", ", the company has": a noun for others that opens a clause.
fn opens_clause(sight: &Sight<'_>, at: usize) -> bool {
    let start = if sight.is(at.wrapping_sub(1), words!["the", "our", "a", "many", "most"]) { at - 1 } else { at };
    sight.gap(start).has(Gap::COMMA)
        && sight.any_is(at + 1..at + 3, words!["has", "have", "had", "is", "are", "was", "were"])
}
