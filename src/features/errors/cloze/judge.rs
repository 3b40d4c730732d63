//! What is wrong at a cell: where another word is far likelier than the written one, and what stands around says so surely.

use super::cell::{Cell, tag::*};
use super::governor::{Governor, governor};
use super::sites::{Kind, Site, site, visit};
use super::tables::Tables;
use super::weigh;
use super::words::Words;

/// What a flag says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// An article is missing.
    ArticleMissing,
    /// A singular that should be a plural.
    Plural,
    /// A plural that should be a singular.
    Singular,
    /// A form of a verb that can't follow what stands before.
    VerbForm,
    /// A verb that does not agree with its subject.
    Agreement,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::ArticleMissing, Self::Plural, Self::Singular, Self::VerbForm, Self::Agreement];
}

/// A flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it says.
    pub fault: Fault,
    /// The cell of the word that is judged, or of that before which one is missing.
    pub at: usize,
    /// The likeliest word or form, a number as in [`Kind`].
    pub best: usize,
    /// The logarithm of how much likelier it is than the written one, in 32nds.
    pub margin: i32,
}

const VERBS: u64 = set(&[VB, VBD, VBG, VBN, VBP, VBZ]);
/// The tags of words at which a site of one of the kinds is judged.
const JUDGED: u64 = VERBS | set(&[NN, NNS, JJ, JJR, JJS]);
const NOUNS: u64 = set(&[NN, NNS, NNP, NNPS]);
const IN_PHRASE: u64 = set(&[DT, PRP_S, JJ, JJR, JJS, NN, CD, NNS, VBN]);

/// The least margin for an article before a plural, in 32nds.
const SURE_OF_PLURAL: i32 = 128;

/// Margins below this are never looked at.
const LEAST: i32 = 32;

/// Judges what stands at a cell; there must be four cells before and after it.
pub fn judge(tables: &Tables<'_>, words: &Words, cells: &[Cell], i: usize, mut found: impl FnMut(Verdict)) {
    let here = &cells[i];
    if here.is_pad() || here.is_mark() {
        return;
    }
    if let Some(site) = site(Kind::Article, cells, i).filter(|site| site.written == 0)
        && let Some(last) = wants_article(cells, i, words)
        && let Some(shifts) = weigh::article(cells, i, words)
        && let Some((best, margin)) = best(tables, Kind::Article, cells, &site)
        && (last.tag != NNS || best == 2 && margin >= SURE_OF_PLURAL)
    {
        found(Verdict { fault: Fault::ArticleMissing, at: i, best, margin: margin + shifts[best] });
    }
    if here.is(set(&[NN, NNS]))
        && let Some(site) = site(Kind::Number, cells, i)
        && ends_phrase(&cells[i + 1])
        && !words.bare_first.contains(&cells[i - 1].word)
        && (site.written == 0 || follows_singular(cells, i, words))
    {
        let (fault, shift) = match site.written {
            0 => (Fault::Plural, weigh::plural(cells, i, words)),
            _ => (Fault::Singular, Some(0)),
        };
        let Some(shift) = shift else { return };
        if let Some((best, margin)) = best(tables, Kind::Number, cells, &site) {
            found(Verdict { fault, at: i, best, margin: margin + shift });
        }
    } else if here.is(VERBS)
        && here.verb != 0
        && let Some(governor) = governor(cells, i, words)
        && let Some(site) = site(Kind::Verb, cells, i)
    {
        // Which forms would be right, and what they show; most verbs have one of them, and their site is never looked at.
        let (right, fault): (&[usize], _) = match (governor, site.written) {
            (Governor::Subject(_), 4) if here.noun == 0 => (&[0, 1, 2], Fault::VerbForm),
            (Governor::Base, 0..=3) if !here.forms.verb(0) => (&[0], Fault::VerbForm),
            // "leads to improved results": a form that may be a participle is sure only before an object.
            (Governor::To, 1..=3) if !here.forms.verb(3) || cells[i + 1].is(set(&[DT, PRP, PRP_S, PDT])) => {
                (&[0], Fault::VerbForm)
            }
            (Governor::Infinitive, 1..=3) if !here.forms.verb(0) => (&[0], Fault::VerbForm),
            (Governor::Preposition, 0 | 1)
                if here.noun == 0 && (!words.is_auxiliary(here) || here.word == words.be) =>
            {
                (&[4], Fault::VerbForm)
            }
            (Governor::Have, 0..=2) if !here.forms.verb(3) && !words.is_auxiliary(here) => (&[3], Fault::VerbForm),
            (Governor::Be, 0..=2) if !here.forms.verb(3) && here.noun == 0 => (&[3, 4], Fault::VerbForm),
            (Governor::One | Governor::Subject(true), 0)
                if !here.forms.verb(2) && here.verb != words.be && !words.is_wished(cells, i) =>
            {
                (&[1, 2, 3], Fault::Agreement)
            }
            (Governor::Many | Governor::Subject(false), 1) => (&[0, 2, 3], Fault::Agreement),
            _ => return,
        };
        if let Some((best, margin)) = best(tables, Kind::Verb, cells, &site).filter(|(best, _)| right.contains(best)) {
            found(Verdict { fault, at: i, best, margin });
        }
    }
}

/// The last noun of a noun phrase before which an article is surely missing, if at all: not in a pair of nouns, not in a
/// name, not where its first word may be a verb, not at the head of a sentence (`Analysis of …`). Asks no table.
fn wants_article<'c>(cells: &'c [Cell], start: usize, words: &Words) -> Option<&'c Cell> {
    let (before, first) = (&cells[start - 1], &cells[start]);
    let may_be_verb = first.forms.verb(0) && (before.is(set(&[TO, RB, PRP, MD, CC])));
    // "As director of", "next door", "from door to door", "in hospital".
    if before.is_pad()
        || before.is(set(&[CC, SYM, OPEN, COLON]))
        || may_be_verb
        || before.word == words.r#as
        || words.bare_first.contains(&first.word)
    {
        return None;
    }
    let mut end = start;
    while cells[end].is(IN_PHRASE | set(&[VBG, POS])) && end < start + 6 {
        end += 1;
    }
    let bare = || end == start + 1 && (words.bare.contains(&first.word) || is_repeated(cells, start));
    let last = cells[start..end].last()?;
    (last.is(NOUNS) && !cells[end].is(set(&[NNP, NNPS, CC, SYM, OPEN, CD])) && !bare()).then_some(last)
}

/// Whether the same word stands two places away: `door to door`, `side by side`.
fn is_repeated(cells: &[Cell], at: usize) -> bool {
    cells[at - 2].word == cells[at].word || cells[at + 2].word == cells[at].word
}

/// Whether a noun before this cell is the last of its phrase and not one of several.
fn ends_phrase(next: &Cell) -> bool {
    !next.is(NOUNS | set(&[CC, VBN, VBG, JJ, POS, OPEN, CD]))
}

/// Whether a noun follows a word that asks for the singular: `another`, `this`.
fn follows_singular(cells: &[Cell], at: usize, words: &Words) -> bool {
    let mut start = at - 1;
    while cells[start].is(set(&[JJ, NN])) && at - start < 4 {
        start -= 1;
    }
    let verb = cells[at].verb != 0 && cells[at].forms.verb(1);
    // "This risks a fall", "each neuron fires", "that a human checks": a verb.
    cells[start].tag == DT
        && words.singular.contains(&cells[start].word)
        && !(verb && (start + 1 == at || cells[at - 1].noun != 0))
        && !cells[start + 1..at].iter().any(|cell| words.many_of.contains(&cell.word))
}

/// The likeliest choice but the written one, and by how much it is likelier, in 32nds of a logarithm; none if that is
/// surely little. Of a verb only forms that look different count.
fn best(tables: &Tables<'_>, kind: Kind, cells: &[Cell], site: &Site) -> Option<(usize, i32)> {
    match kind {
        Kind::Article => best_of::<2>(tables, Kind::Article, cells, site, 0b111),
        Kind::Number => best_of::<1>(tables, Kind::Number, cells, site, 0b11),
        Kind::Verb => {
            let same = u32::from(cells[site.at].forms.0 >> 2 & 31);
            best_of::<4>(tables, Kind::Verb, cells, site, !same & 31)
        }
    }
}

#[inline]
fn best_of<const WIDTH: usize>(
    tables: &Tables<'_>,
    kind: Kind,
    cells: &[Cell],
    site: &Site,
    choices: u32,
) -> Option<(usize, i32)> {
    let weights = &tables.sites[kind as usize];
    let mut sums = weights.start::<WIDTH>();
    // Of equals the first.
    let lead = |sums: &[i32; WIDTH]| {
        let sum = |choice: usize| if choice == 0 { 0 } else { sums[choice - 1] };
        let others = (0..=WIDTH).filter(|choice| *choice != site.written && choices >> choice & 1 != 0);
        let best = others.rev().max_by_key(|choice| sum(*choice)).unwrap_or(site.written);
        (best, sum(best) - sum(site.written))
    };
    let (mut stage, mut given_up) = (0, false);
    // A plural after a word that asks for the singular is seldom met, and all that speaks for it counts.
    let asked = kind == Kind::Number && site.written == 1;
    visit(kind, cells, site, |features| {
        features.iter().for_each(|feature| weights.add(*feature, &mut sums));
        given_up = PROMISING[kind as usize].get(stage).is_some_and(|least| !asked && lead(&sums).1 < *least);
        stage += 1;
        !given_up
    });
    if given_up { None } else { Some(lead(&sums)) }
}

/// The least margins after two, four and eight features, by kind: below them nothing speaks for another word yet, and a site
/// is given up. Most are, so that they cost little, and few flags are lost by it.
const PROMISING: [[i32; 3]; 3] = [[-24, 0, 16], [-32, -24, 8], [-64, -32, 0]];

/// Judges every cell: the flags of at least a natural logarithm, one at most for a noun phrase.
pub fn judge_all(tables: &Tables<'_>, words: &Words, cells: &[Cell], verdicts: &mut Vec<Verdict>) {
    verdicts.clear();
    for i in 4..cells.len().saturating_sub(4) {
        if !cells[i].is(JUDGED) || (i - 1..=i + 1).any(|near| cells[near].doubtful) {
            continue;
        }
        judge(tables, words, cells, i, |verdict| {
            if verdict.margin < LEAST {
                return;
            }
            // A noun without its article may as well lack its plural: one mistake.
            if let Some(last) = verdicts.last_mut().filter(|last| {
                last.fault == Fault::ArticleMissing
                    && matches!(verdict.fault, Fault::Plural)
                    && verdict.at - last.at < 4
                    && cells[last.at..verdict.at].iter().all(|cell| cell.is(IN_PHRASE))
            }) {
                if verdict.margin > last.margin {
                    *last = verdict;
                }
                return;
            }
            verdicts.push(verdict);
        });
    }
}
