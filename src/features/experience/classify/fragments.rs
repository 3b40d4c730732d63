//! Lines of CVs and lists of skills that stand within a letter.

use super::phrases;
use super::reach::{AFTER, BEFORE};
use crate::features::experience::lexicon::{FIRST, HONOUR, MONTH, OTHER, PLAN, PRESENT, ROLE, STUDY, UNIT, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::features::experience::words;
use crate::text::Gap;

/// Words that a line of a CV within a letter has at most.
const FRAGMENT: usize = 18;

/// "Software developer (06/2018 – 03/2021) at an insurer", "June 2022 - now: junior researcher": a line of a CV, within a
/// letter too: it names a post, an interval set apart, and nobody who does anything.
pub(in super::super) fn is_fragment(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let clause = view.clause(mention.first, true);
    if clause.len() > FRAGMENT || !clause.contains(&mention.last) {
        return false;
    }
    let beside = |i: usize| phrases::is_trade(view, i);
    let mark =
        Gap(Gap::COMMA.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::OTHER.0 | Gap::NEWLINE.0);
    let next = mention.last + 1;
    let apart = mention.first == clause.start
        || next == clause.end
        || (view.gap(mention.first).any(mark) || beside(mention.first.wrapping_sub(1)))
            && (view.gap(next).any(mark) || beside(next));
    let own = || clause.clone().filter(|i| !(mention.first..=mention.last).contains(i));
    let posts = words::TRAINING_POSTS;
    let post = |i: usize| view.is(i, posts) || phrases::is_trade(view, i) && !view.has(i, STUDY | MONTH | PRESENT);
    let nobody = |i: usize| !view.has(i, FIRST | OTHER | PLAN) && !view.is(i, words::FINITE);
    apart && own().all(nobody) && own().any(post) && !view.any(view.first..view.end, HONOUR)
}

/// "Java (3 years), Go (2 years)": several names with a length in brackets each, none of them a post.
pub(in super::super) fn is_listed_skill(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let bracket = |i: usize| {
        view.gap(i).any(Gap(Gap::OPEN.0 | Gap::COLON.0)) && view.has(i + 1, UNIT) && phrases::is_name(view, i - 1)
    };
    let near = mention.first.saturating_sub(BEFORE).max(view.first + 1)..(mention.last + AFTER).min(view.end);
    let post = |i: usize| view.has(i, WORK | ROLE) || phrases::is_trade(view, i);
    let own = mention.first.saturating_sub(4).max(view.first)..mention.first;
    near.into_iter().filter(|&i| bracket(i)).count() > 1 && !own.into_iter().any(post)
}
