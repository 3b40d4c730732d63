//! Terms found in a letter → which of them count, what is said of them, and how deep each topic is covered.

use super::coverage::{coverage, list_weight, stance_weight};
use crate::features::stance::{Said, Stance, Stances};
use crate::span::Span;
use crate::text::hash::hash_word;
use crate::text::{Document, Gap, Shape};
use crate::topics::{Found, Role, Topics};
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
    general: &'l [Range],
    strong: &'l [Range],
    support: &'l [Range],
    concepts: &'l [Range],
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
    /// Per topic and concept: the first concept of the same name, and how many there are.
    ideas: Vec<Vec<u16>>,
    /// Per topic: whether it has support of its own.
    own_support: Vec<bool>,
    /// Hashes of "I" ("I'm", …) and "my".
    first_person: [u64; 6],
}

/// A term that may count.
struct Hit {
    found: Found,
    sentence: u32,
    idea: u16,
    role: Role,
    weight: f64,
}

/// The lowest and the highest of something that occurs in a sentence: enough to know whether there is another.
type Range = (u32, u16, u16);

impl Reader {
    pub(crate) fn new(topics: Arc<Topics>) -> Self {
        let ideas = topics
            .iter()
            .map(|t| {
                let mut first: std::collections::BTreeMap<&str, u16> = std::collections::BTreeMap::new();
                t.concepts.iter().enumerate().map(|(i, c)| *first.entry(&c.name).or_insert(i as u16)).collect()
            })
            .collect();
        let own_support = topics.iter().map(|t| t.concepts.iter().any(|c| c.role == Role::Support)).collect();
        Self {
            topics,
            ideas,
            own_support,
            first_person: ["i", "my", "i'm", "i've", "i'd", "i'll"].map(|w| hash_word(w.as_bytes())),
        }
    }

    /// Coverage per topic, and what it rests on: per topic and concept one mention, denials where nothing else.
    pub(crate) fn read(&self, doc: &Document<'_>) -> (Vec<f64>, Vec<Mention>) {
        let count = self.topics.len();
        let mut values = vec![0.0; count];
        let mut mentions = Vec::new();
        let mut found = Vec::new();
        self.topics.find(doc, &mut found);
        let mut hits = Vec::with_capacity(found.len());
        let mut sentence = 0;
        for found in found {
            while doc.sentences.get(sentence).is_some_and(|s| s.words.end <= found.first as usize) {
                sentence += 1;
            }
            let Some(concept) = self.topics.concept(&found) else { continue };
            let idea = self.ideas.get(found.topic as usize).map_or(0, |i| i[found.concept as usize]);
            hits.push(Hit { found, sentence: sentence as u32, idea, role: concept.role, weight: concept.weight });
        }
        let general = ranges(hits.iter().filter(|h| h.found.topic as usize == count).map(|h| (h.sentence, 0)));
        let strong = ranges(hits.iter().filter(|h| h.role == Role::Strong).map(|h| (h.sentence, h.found.topic)));
        // Stable: within a topic the hits stay in the order of the letter.
        hits.sort_by_key(|h| h.found.topic);
        let mut stances = Stances::new(doc);
        for own in hits.chunk_by(|a, b| a.found.topic == b.found.topic) {
            let topic = own[0].found.topic as usize;
            if topic < count {
                values[topic] = self.read_topic(doc, own, (&general, &strong), &mut stances, &mut mentions);
            }
        }
        (values, mentions)
    }

    /// Coverage of the topic of `hits`; `general` support and `strong` terms of all topics are of the whole letter.
    fn read_topic(
        &self,
        doc: &Document<'_>,
        hits: &[Hit],
        (general, strong): (&[Range], &[Range]),
        stances: &mut Stances<'_>,
        out: &mut Vec<Mention>,
    ) -> f64 {
        let topic = hits[0].found.topic;
        let has = |role: Role| hits.iter().any(|h| h.role == role);
        let (has_strong, has_against) = (has(Role::Strong), has(Role::Against));
        if !has_strong && (has_against || !has(Role::Likely) && !has(Role::Unclear) && !has(Role::Weak)) {
            return 0.0;
        }
        let redefined: Vec<u16> =
            hits.iter().enumerate().filter(|(i, h)| is_redefined(doc, hits, *i, h)).map(|(_, h)| h.idea).collect();
        let support = ranges(hits.iter().filter(|h| h.role == Role::Support).map(|h| (h.sentence, 0)));
        let others = |h: &&Hit| matches!(h.role, Role::Likely | Role::Unclear | Role::Weak);
        let concepts = ranges(hits.iter().filter(others).map(|h| (h.sentence, h.idea)));
        let personal = has(Role::Likely) && doc.words.iter().any(|w| self.first_person.contains(&w.hash));
        let may_be_ml = !general.is_empty() || !strong.is_empty() || doc.words.len() < SHORT;
        let company = Company { general, strong, support: &support, concepts: &concepts, personal, may_be_ml };
        let mut best: Vec<Mention> = Vec::new();
        let mut ranks = Ranks::default();
        let mut addressed = false;
        // Sentence by sentence; within one the stronger concepts come first, so that they get the better ranks.
        let mut order: Vec<&Hit> = hits.iter().filter(|h| h.role.counts()).collect();
        order.sort_by_key(|h| (h.sentence, h.role));
        for hit in order {
            if hit.role == Role::Unclear && redefined.contains(&hit.idea) {
                continue;
            }
            let said = stances.of(hit.sentence as usize, hit.found.first as usize, hit.found.end as usize);
            if !(has_strong || self.is_supported(doc, hit, said, &company)) {
                continue;
            }
            addressed |= said.stance != Stance::Negated && hit.role != Role::Related;
            let value = match said.stance {
                Stance::Negated => 0.0,
                s => hit.weight * stance_weight(s) * list_weight(ranks.of(hit.sentence, hit.idea)),
            };
            let first = doc.words[hit.found.first as usize].span;
            let span = first.to(doc.words[hit.found.end as usize - 1].span);
            let mention = Mention {
                topic: topic as usize,
                concept: hit.idea as usize,
                role: hit.role,
                span,
                stance: said.stance,
                value,
            };
            match best.iter_mut().find(|m| m.concept == mention.concept) {
                None => best.push(mention),
                Some(old) if mention.value > old.value => *old = mention,
                Some(_) => {}
            }
        }
        if !addressed {
            best.retain(|m| m.stance == Stance::Negated && m.role != Role::Related);
        }
        let depth: f64 = best.iter().map(|m| m.value).sum();
        out.extend(best);
        if addressed { coverage(depth) } else { 0.0 }
    }

    /// Whether a term that is not enough by itself counts where it stands. A related one always does: it counts
    /// only if the topic is addressed.
    fn is_supported(&self, doc: &Document<'_>, hit: &Hit, said: Said, by: &Company<'_>) -> bool {
        let topic = hit.found.topic;
        let near = |list: &[Range], not: Option<u16>| nearby(list, hit.sentence, 1, not);
        let other_concept = near(by.concepts, Some(hit.idea));
        match hit.role {
            Role::Likely | Role::Unclear => {
                let support = if self.own_support[topic as usize] { by.support } else { by.general };
                near(support, None)
                    || other_concept
                    || nearby(by.strong, hit.sentence, 0, Some(topic))
                    || hit.role == Role::Likely && by.personal
                    || said.personal && allows_unsupported(doc, &hit.found, said.stance, by.may_be_ml)
            }
            // Two everyday words ("policy", "reward") need a text that is about machine learning at all.
            Role::Weak => near(by.support, None) || other_concept && !by.general.is_empty(),
            _ => true,
        }
    }
}

/// Whether an unclear term may stand for itself in a sentence about "I": in a wish or a denial, and a name in
/// capitals or with a capital also in work. "I worked on diffusion" may be of anything that diffuses.
/// Where nothing in the letter is of machine learning, only an abbreviation that is wished for or denied may:
/// "I hope to learn about SNNs".
fn allows_unsupported(doc: &Document<'_>, found: &Found, stance: Stance, may_be_ml: bool) -> bool {
    let word = doc.words[found.first as usize];
    let abbreviation = matches!(word.shape, Shape::Upper | Shape::Mixed);
    match stance {
        Stance::Mention => false,
        Stance::Done => may_be_ml && (abbreviation || word.shape == Shape::Capitalised && !word.first),
        Stance::Wish | Stance::Negated => may_be_ml || abbreviation,
    }
}

/// Whether the letter gives an abbreviation of the topic another meaning: "region learning (RL)".
fn is_redefined(doc: &Document<'_>, hits: &[Hit], index: usize, hit: &Hit) -> bool {
    let at = hit.found.first as usize;
    let word = doc.words[at];
    if hit.role != Role::Unclear || word.shape != Shape::Upper || !word.gap.has(Gap::OPEN) {
        return false;
    }
    let before = hits[..index].last();
    if before.is_some_and(|b| b.found.end as usize == at && b.role.counts()) {
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

/// Per sentence, in order, the lowest and the highest of what occurs in it.
fn ranges(items: impl Iterator<Item = (u32, u16)>) -> Vec<Range> {
    let mut out: Vec<Range> = Vec::new();
    for (sentence, x) in items {
        match out.last_mut() {
            Some(last) if last.0 == sentence => *last = (sentence, last.1.min(x), last.2.max(x)),
            _ => out.push((sentence, x, x)),
        }
    }
    out
}

/// Whether something other than `not` occurs at most `reach` sentences away.
fn nearby(list: &[Range], sentence: u32, reach: u32, not: Option<u16>) -> bool {
    let from = list.partition_point(|r| r.0 + reach < sentence);
    list[from..].iter().take_while(|r| r.0 <= sentence + reach).any(|r| not.is_none_or(|n| r.1 != n || r.2 != n))
}
