//! Terms found in a letter → which of them count, what is said of them, and how deep each topic is covered.

use super::coverage::{coverage, list_weight, stance_weight};
use crate::features::stance::{Cues, Rules, Said, Stance, Stances};
use crate::lexicon::word_set::WordSet;
use crate::lexicon::{Annotated, first_person};
use crate::patterns::RuleSet;
use crate::span::Span;
use crate::text::{Document, Gap, Shape};
use crate::topics::{Concept, Found, Memory, Role, Topics};
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

/// A concept of a topic where a letter speaks of it best.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mention {
    /// Index of the topic.
    pub topic: usize,
    /// Index of the concept in the topic.
    pub concept: usize,
    /// The role of the term that was found.
    pub role: Role,
    /// The words.
    pub span: Span,
    /// What is said of it.
    pub stance: Stance,
    /// What it adds to the depth.
    pub value: f64,
}

/// What stands in the letter, by sentence, that may support a term.
struct Company<'l> {
    general: &'l [Extent],
    strong: &'l [Extent],
    support: &'l [Extent],
    concepts: &'l [Extent],
    rivals: &'l [Extent],
    /// Whether the text says "I" or "my".
    personal: bool,
    /// Whether the text speaks of machine learning anywhere, or is too short to show its field.
    may_be_ml: bool,
}

/// Words of a text that is too short to show its field.
const SHORT: usize = 50;

/// Reads letters for topics.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub topics: Arc<Topics>,
    /// Per topic, and for general support last: what counts of each concept.
    concepts: Vec<Vec<Brief>>,
    /// Per topic: whether it has support of its own.
    own_support: Vec<bool>,
    /// What rules say of a topic.
    rules: Arc<Rules>,
    /// "I" ("I'm", …) and "my".
    first_person: WordSet,
}

/// What is to be known of a concept when it is found.
#[derive(Clone, Copy, Debug)]
struct Brief {
    /// The first concept of the topic with the same name.
    idea: u16,
    role: Role,
    weight: f64,
}

/// A term that may count.
#[derive(Clone, Copy, Debug)]
struct Hit {
    found: Found,
    sentence: u32,
    concept: Brief,
}

/// The lowest and the highest of something that occurs in a sentence: enough to know whether there is another.
type Extent = (u32, u16, u16);

/// Memory for one letter, used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    memory: Memory,
    found: Vec<Found>,
    /// Per topic, and for general support last: the terms found, in the order of the letter.
    hits: Vec<Vec<Hit>>,
    general: Vec<Extent>,
    strong: Vec<Extent>,
    support: Vec<Extent>,
    others: Vec<Extent>,
    rivals: Vec<Extent>,
    order: Vec<Hit>,
    stances: Cues,
    /// The words of the terms of all topics that may address one, in order, none within another.
    terms: Vec<Range<u32>>,
    /// Coverage per topic.
    pub values: Vec<f64>,
    /// What it rests on: per topic and concept one mention, denials where nothing else.
    pub mentions: Vec<Mention>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Reader {
    pub(crate) fn new(topics: Arc<Topics>, rules: &RuleSet) -> Self {
        let brief = |concepts: &[Concept]| -> Vec<Brief> {
            let mut first: std::collections::BTreeMap<&str, u16> = std::collections::BTreeMap::new();
            let brief = |(i, c): (usize, &'_ Concept)| (i as u16, c.role, c.weight);
            let ideas = concepts.iter().map(|c| c.name.as_str()).zip(concepts.iter().enumerate().map(brief));
            ideas
                .map(|(name, (i, role, weight))| Brief { idea: *first.entry(name).or_insert(i), role, weight })
                .collect()
        };
        let concepts =
            topics.iter().map(|t| brief(&t.concepts)).chain(std::iter::once(brief(topics.general()))).collect();
        let own_support = topics.iter().map(|t| t.concepts.iter().any(|c| c.role == Role::Support)).collect();
        Self {
            topics,
            concepts,
            own_support,
            rules: Rules::of(rules),
            first_person: WordSet::of(first_person::forms(|f| f.singular && (f.subject || f.owner))),
        }
    }

    /// Reads a letter and hands over what it says: [`Scratch::values`] and [`Scratch::mentions`].
    pub(crate) fn read<T>(&self, doc: &Annotated<'_>, take: impl FnOnce(&mut Scratch) -> T) -> T {
        SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
            Ok(mut scratch) => {
                self.read_into(doc, &mut scratch);
                take(&mut scratch)
            }
            Err(_) => {
                let mut scratch = Scratch::default();
                self.read_into(doc, &mut scratch);
                take(&mut scratch)
            }
        })
    }

    fn read_into(&self, doc: &Annotated<'_>, scratch: &mut Scratch) {
        let count = self.topics.len();
        let Scratch { memory, found, hits, general, strong, values, mentions, stances, terms, .. } = scratch;
        values.clear();
        values.resize(count, 0.0);
        mentions.clear();
        found.clear();
        self.topics.find_in(doc, memory, found);
        hits.resize_with(self.concepts.len(), Vec::new);
        hits.iter_mut().for_each(Vec::clear);
        strong.clear();
        general.clear();
        terms.clear();
        let mut sentence = 0;
        for found in &*found {
            while doc.sentences.get(sentence).is_some_and(|s| s.words.end <= found.first as usize) {
                sentence += 1;
            }
            let topic = found.topic as usize;
            let Some(&concept) = self.concepts.get(topic).and_then(|c| c.get(found.concept as usize)) else { continue };
            if topic == count {
                widen(general, sentence as u32, 0);
            }
            if concept.role == Role::Strong {
                widen(strong, sentence as u32, found.topic);
            }
            if topic < count && concept.role <= Role::Weak {
                match terms.last_mut().filter(|t| found.first < t.end) {
                    Some(last) => last.end = last.end.max(found.end),
                    None => terms.push(found.first..found.end),
                }
            }
            hits[topic].push(Hit { found: *found, sentence: sentence as u32, concept });
        }
        stances.clear();
        for topic in 0..count {
            self.read_topic(doc, topic, scratch);
        }
    }

    /// Coverage of a topic whose terms have been found, and its mentions.
    fn read_topic(&self, doc: &Annotated<'_>, topic: usize, scratch: &mut Scratch) {
        let Scratch { hits, general, strong, support, others, rivals, order, stances, terms, mentions, values, .. } =
            scratch;
        let hits = &*hits[topic];
        let roles = hits.iter().fold(0u16, |roles, h| roles | 1 << h.concept.role as u16);
        let has = |role: Role| roles >> role as u16 & 1 != 0;
        let has_strong = has(Role::Strong);
        if !has_strong && (has(Role::Against) || !has(Role::Likely) && !has(Role::Unclear) && !has(Role::Weak)) {
            return;
        }
        let redefined: Vec<u16> = hits
            .iter()
            .enumerate()
            .filter(|(i, h)| is_redefined(doc, hits, *i, h))
            .map(|(_, h)| h.concept.idea)
            .collect();
        support.clear();
        others.clear();
        rivals.clear();
        for hit in hits {
            match hit.concept.role {
                Role::Rival => widen(rivals, hit.sentence, 0),
                Role::Support => widen(support, hit.sentence, 0),
                Role::Likely | Role::Unclear | Role::Weak => widen(others, hit.sentence, hit.concept.idea),
                _ => {}
            }
        }
        let personal = has(Role::Likely) && doc.words.iter().any(|w| self.first_person.has(w.hash));
        let may_be_ml = !general.is_empty() || !strong.is_empty() || doc.words.len() < SHORT;
        let company = Company { general, strong, support, concepts: others, rivals, personal, may_be_ml };
        let start = mentions.len();
        let mut ranks = Ranks::default();
        let mut addressed = false;
        // Sentence by sentence; within one the stronger concepts come first, so that they get the better ranks.
        order.clear();
        order.extend(hits.iter().filter(|h| h.concept.role.counts()));
        order.sort_by_key(|h| (h.sentence, h.concept.role));
        let mut stances = Stances::with(doc, terms, &self.rules, stances);
        // A strong term that is denied, or somebody else's, proves no sense of the weaker ones.
        let meant = order
            .iter()
            .filter(|h| h.concept.role == Role::Strong)
            .any(|h| !is_nobodys(stances.of(h.sentence as usize, h.found.first as usize, h.found.end as usize).stance));
        let speaks_against = has(Role::Against) && !meant;
        for hit in &*order {
            let Brief { idea, role, weight } = hit.concept;
            if role == Role::Unclear && redefined.contains(&idea) {
                continue;
            }
            let said = stances.of(hit.sentence as usize, hit.found.first as usize, hit.found.end as usize);
            let strong = role == Role::Strong;
            if !strong && speaks_against
                || is_rivalled(hit, &company)
                || !(strong || meant || self.is_supported(doc, hit, said, &company))
            {
                continue;
            }
            addressed |= !is_nobodys(said.stance) && role != Role::Related;
            let value = match said.stance {
                Stance::Negated | Stance::SomebodyElses => 0.0,
                s => weight * stance_weight(s) * list_weight(ranks.of(hit.sentence, idea)),
            };
            let first = doc.words[hit.found.first as usize].span;
            let span = first.to(doc.words[hit.found.end as usize - 1].span);
            let mention = Mention { topic, concept: idea as usize, role, span, stance: said.stance, value };
            match mentions[start..].iter_mut().find(|m| m.concept == mention.concept) {
                None => mentions.push(mention),
                Some(old) if mention.value > old.value => *old = mention,
                Some(_) => {}
            }
        }
        if addressed {
            values[topic] = coverage(mentions[start..].iter().map(|m| m.value).sum());
        } else {
            let mut at = 0;
            mentions.retain(|m| {
                at += 1;
                at <= start || m.role != Role::Related && is_nobodys(m.stance)
            });
        }
    }

    /// Whether a term that is not enough by itself counts where it stands. A related one always does: it counts
    /// only if the topic is addressed.
    fn is_supported(&self, doc: &Document<'_>, hit: &Hit, said: Said, by: &Company<'_>) -> bool {
        let topic = hit.found.topic;
        let role = hit.concept.role;
        let near = |list: &[Extent], not: Option<u16>| nearby(list, hit.sentence, 1, not);
        let other_concept = near(by.concepts, Some(hit.concept.idea));
        match role {
            Role::Likely | Role::Unclear => {
                let support = if self.own_support[topic as usize] { by.support } else { by.general };
                near(support, None)
                    || other_concept
                    || nearby(by.strong, hit.sentence, 0, Some(topic))
                    || role == Role::Likely && by.personal
                    || said.personal && allows_unsupported(doc, &hit.found, said.stance, by.may_be_ml)
            }
            // Two everyday words ("policy", "reward") need a text that is about machine learning at all.
            Role::Weak => near(by.support, None) || other_concept && !by.general.is_empty(),
            _ => true,
        }
    }
}

/// Whether a thing is said to be none of the writer's.
fn is_nobodys(stance: Stance) -> bool {
    matches!(stance, Stance::Negated | Stance::SomebodyElses)
}

/// Whether the sentence speaks of another subject that uses the same words, and of nothing that supports the topic.
fn is_rivalled(hit: &Hit, by: &Company<'_>) -> bool {
    matches!(hit.concept.role, Role::Likely | Role::Unclear | Role::Weak)
        && nearby(by.rivals, hit.sentence, 0, None)
        && !nearby(by.support, hit.sentence, 0, None)
}

/// Whether an unclear term may stand for itself in a sentence about "I": in a wish or a denial, and a name in
/// capitals or with a capital also in work. "I worked on diffusion" may be of anything that diffuses.
/// Where nothing in the letter is of machine learning, only an abbreviation that is wished for or denied may:
/// "I hope to learn about SNNs".
fn allows_unsupported(doc: &Document<'_>, found: &Found, stance: Stance, may_be_ml: bool) -> bool {
    let word = doc.words[found.first as usize];
    let abbreviation = matches!(word.shape, Shape::Upper | Shape::Mixed);
    match stance {
        Stance::Mention | Stance::SomebodyElses => false,
        Stance::Done => may_be_ml && (abbreviation || word.shape == Shape::Capitalised && !word.first),
        Stance::Wish | Stance::Negated => may_be_ml || abbreviation,
    }
}

/// Whether the letter gives an abbreviation of the topic another meaning: "region learning (RL)".
fn is_redefined(doc: &Document<'_>, hits: &[Hit], index: usize, hit: &Hit) -> bool {
    let at = hit.found.first as usize;
    let word = doc.words[at];
    if hit.concept.role != Role::Unclear || word.shape != Shape::Upper || !word.gap.has(Gap::OPEN) {
        return false;
    }
    let before = hits[..index].last();
    if before.is_some_and(|b| b.found.end as usize == at && b.concept.role.counts()) {
        return false;
    }
    // As many words before the bracket as there are capitals, with these initials.
    let letters = doc.word(at).chars().rev().filter(|c| c.is_uppercase());
    let mut place = at;
    for letter in letters {
        place = match place.checked_sub(1) {
            Some(p) if doc.word(p).chars().next().is_some_and(|c| c.eq_ignore_ascii_case(&letter)) => p,
            _ => return false,
        };
    }
    true
}

/// The places of the concepts of one sentence, in the order in which they come.
#[derive(Default)]
struct Ranks {
    sentence: Option<u32>,
    ideas: Vec<u16>,
}

impl Ranks {
    fn of(&mut self, sentence: u32, idea: u16) -> u32 {
        if self.sentence != Some(sentence) {
            self.sentence = Some(sentence);
            self.ideas.clear();
        }
        let at = self.ideas.iter().position(|i| *i == idea).unwrap_or_else(|| {
            self.ideas.push(idea);
            self.ideas.len() - 1
        });
        at as u32
    }
}

/// Adds something to the lowest and the highest per sentence; sentences come in order.
fn widen(ranges: &mut Vec<Extent>, sentence: u32, x: u16) {
    match ranges.last_mut() {
        Some(last) if last.0 == sentence => *last = (sentence, last.1.min(x), last.2.max(x)),
        _ => ranges.push((sentence, x, x)),
    }
}

/// Whether something other than `not` occurs at most `reach` sentences away.
fn nearby(list: &[Extent], sentence: u32, reach: u32, not: Option<u16>) -> bool {
    let from = list.partition_point(|r| r.0 + reach < sentence);
    list[from..].iter().take_while(|r| r.0 <= sentence + reach).any(|r| not.is_none_or(|n| r.1 != n || r.2 != n))
}
