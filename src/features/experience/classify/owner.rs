//! Whose years they are: the writer's, or somebody else's.

use super::reach::{AFTER, BEFORE};
use crate::features::experience::lexicon::{FIRST, OTHER, PERSON, VERB, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::features::experience::words;
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
        if view.is(i, words::WHO) {
            let named = (i.saturating_sub(5).max(floor)..i)
                .any(|j| view.has(j, FIRST) && !view.is(j, words::ME_MY) || view.is(j, words::AS_SOMEONE));
            return if named { Owner::Writer } else { Owner::Other };
        }
        if view.has(i, PERSON) && is_subject(view, i, mention.first) {
            return Owner::Other;
        }
        if view.has(i, OTHER) {
            let possessive = view.is(i, words::POSSESSIVES);
            // "It was two months of internship": `it` names nobody.
            let counts = if possessive {
                mention.first - i <= 2
            } else {
                !view.is(i, words::IT) || view.has(i + 1, VERB) && i + 2 < mention.first
            };
            if counts {
                return Owner::Other;
            }
        }
        if view.is(i, words::MY_OUR) && (view.has(i + 1, PERSON) || view.has(i + 2, PERSON)) && i + 2 < mention.first {
            // "My supervisor, a scientist with …" opens with someone else; "with my supervisor" does not.
            if i == view.first || view.gap(i).has(Gap::COMMA) || view.is(i - 1, words::SUBJECT_FOLLOWS) {
                return Owner::Other;
            }
            continue;
        }
        if view.has(i, FIRST) {
            // "The brewery I work for has kept …": what the writer works for is the subject.
            let clause = i > view.first && !view.gap(i).any(Gap(Gap::COMMA.0 | Gap::COLON.0));
            let handed = clause
                && (i + 2..(i + 5).min(mention.first)).any(|j| {
                    view.is(j, words::DOES)
                        && (view.is(j - 1, words::ENDS_RELATIVE) || j == i + 2 && view.is(j, words::HAS_IS))
                });
            return if handed { Owner::Other } else { Owner::Writer };
        }
    }
    // "Five years as a cataloguer later they are still there": only the writer can be that cataloguer.
    if mention.first == view.first && view.is(mention.last + 1, words::AS) {
        return Owner::Unsaid;
    }
    for i in mention.last + 1..(mention.last + 1 + AFTER).min(view.end) {
        if view.has(i, FIRST) {
            return Owner::Writer;
        }
        if view.is(i, words::HE_SHE_THEY) || view.has(i, PERSON) && opens_clause(view, i) {
            return Owner::Other;
        }
    }
    Owner::Unsaid
}

/// Whether a noun for other people is what has or does: `my supervisor has`, `experts with`, not `with my team`.
fn is_subject(view: &SentenceView<'_>, at: usize, mention: usize) -> bool {
    // "I am a student with …" is about the writer.
    if view.any_is(at.saturating_sub(6).max(view.first)..at, words::AM_AS) {
        return false;
    }
    let with = |i: usize| i < mention && view.is(i, words::HAS);
    // "I joined a company that makes …"
    if view.any_is(at.saturating_sub(3).max(view.first)..at, words::JOINED_OR_LEFT) {
        return false;
    }
    if with(at + 1) || with(at + 2) || view.doc.word(at).ends_with("'s") {
        return true;
    }
    // "the company holds": what stands first in its sentence and does something.
    let opens = at <= view.first + 2 || view.gap(at - 1).any(Gap(Gap::COMMA.0 | Gap::COLON.0));
    if opens && at + 1 < mention && view.is(at + 1, words::BODIES_DO) {
        return true;
    }
    let object =
        (at.saturating_sub(4).max(view.first)..at).any(|i| view.is(i, words::OF_OBJECT) && !view.is(i, words::A_THE));
    // After a form of "to be" or a verb of working, the noun is not the subject: "I was a startup founder".
    !object && (at + 1..(at + 5).min(mention)).any(|i| view.has(i, VERB | WORK) && !view.is(i, words::WITH))
}

/// ", researchers have", ", the company has": a noun for others that opens a clause.
fn opens_clause(view: &SentenceView<'_>, at: usize) -> bool {
    let start = if view.is(at.wrapping_sub(1), words::OPENS_NOUN) { at - 1 } else { at };
    view.gap(start).has(Gap::COMMA) && view.any_is(at + 1..at + 3, words::HAS_BEEN)
}
