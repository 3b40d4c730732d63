//! What rules a length out that no rule in data speaks of: it is yet to come, of what lies in an archive, of study.

use super::aside::Aside;
use super::phrases;
use crate::features::experience::lexicon::{FIRST, NEXT, ROLE, STUDY, UNIT, WHEN, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::features::experience::words;
use crate::text::Gap;

/// Why the length, or what it is of, rules it out, if it does.
pub(in super::super) fn ruled_out(view: &SentenceView<'_>, mention: &DurationMention) -> Option<Aside> {
    let next = |i: usize| view.has(i, NEXT) && !view.has(i, UNIT);
    if mention.next || (mention.first..=mention.last).any(next) {
        return Some(Aside::PLANNED);
    }
    phrases::is_of_archive(view, mention).then_some(Aside::other("not work"))
}

/// "two-year degree", "years of my studies": what the length is of stands right after it.
pub(in super::super) fn is_of_study(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let after = mention.last + 1;
    let near = |i: usize| !view.gap(i).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
    for i in after..(after + 4).min(view.end) {
        let other = view.has(i, FIRST | WHEN) && !view.is(i, words::MY_OUR);
        if !near(i) || view.gap(i).has(Gap::COMMA) || other {
            break;
        }
        if view.is(i, words::WORK_FOLLOWS) || view.has(i, WORK | ROLE) {
            break;
        }
        if view.has(i, STUDY) && !view.is(i, words::STUDYING) && !super::cues::is_doctoral_work(view, i) {
            return true;
        }
    }
    false
}
