//! Places where one of a few words must stand, and what can be seen around them.
//!
//! Three kinds: before a noun phrase an article or none; a noun in the singular or plural; a verb in one of its five forms.
//! Twenty-two features describe a site: the words up to
//! three places away, their tags, the noun phrase's head, the governing verb, the subject, the determiner, and pairs and
//! triples of these. The form that is judged is never among them, so a written word can't speak for itself.

use super::cell::{Cell, tag};

/// How many features a site has.
pub const FEATURES: usize = 22;

/// What is asked of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No article, `a` or `an`, `the`.
    Article,
    /// Singular, plural.
    Number,
    /// Base form, third person, past, participle, -ing form.
    Verb,
}

impl Kind {
    /// Every kind, in the order of the tables.
    pub const ALL: [Self; 3] = [Self::Article, Self::Number, Self::Verb];

    /// How many words could stand there.
    #[must_use]
    pub const fn choices(self) -> usize {
        match self {
            Self::Article => 3,
            Self::Number => 2,
            Self::Verb => 5,
        }
    }
}

/// A place where a word is judged.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The cell of the word that is judged, or of the word before which one may be missing.
    pub at: usize,
    /// Which of the choices is written.
    pub written: usize,
    left: usize,
    right: usize,
}

use tag::*;

const NOUNS: u64 = set(&[NN, NNS, NNP, NNPS]);
const COMMON_NOUNS: u64 = set(&[NN, NNS]);
const VERBS: u64 = set(&[VB, VBD, VBG, VBN, VBP, VBZ]);
const IN_PHRASE: u64 = set(&[NN, NNS, JJ, JJR, JJS, VBN, VBG, CD, NNP]);
const AFTER_ARTICLE: u64 = set(&[NN, NNS, JJ, JJR, JJS]);
/// What stands before a noun phrase without an article, or inside one.
const NO_ARTICLE: u64 = set(&[DT, PRP_S, CD, JJ, JJR, JJS, NN, NNS, NNP, NNPS, POS, SYM, WDT, WP_S, PDT, QUOTE, RB]);
const SUBJECTS: u64 = set(&[PRP, NN, NNS, NNP, NNPS, DT, WDT, WP, EX]);
/// Subjects that are looked at by their word; of others the tag counts.
const BY_WORD: u64 = set(&[PRP, WP, WP_S, DT, EX]);

/// The site of a kind at a cell. There must be four cells before and after it.
#[inline]
#[must_use]
pub fn site(kind: Kind, cells: &[Cell], i: usize) -> Option<Site> {
    let (here, before) = (&cells[i], &cells[i - 1]);
    let at = |written: usize, left: usize, right: usize| Some(Site { at: i, written, left, right });
    match kind {
        Kind::Article => {
            if here.article() != 0 || !here.is(AFTER_ARTICLE) {
                None
            } else if before.article() != 0 {
                Some(Site { at: i - 1, written: before.article(), left: i - 2, right: i })
            } else if before.is(NO_ARTICLE) {
                None
            } else {
                at(0, i - 1, i)
            }
        }
        Kind::Number => {
            let (one, many) = here.number();
            if here.is(COMMON_NOUNS) && one != many { at(usize::from(many), i - 1, i + 1) } else { None }
        }
        Kind::Verb => {
            if here.verb == 0 {
                return None;
            }
            let written = match here.tag {
                VB | VBP => 0,
                VBZ => 1,
                VBD => 2,
                VBN => 3,
                VBG => 4,
                _ => return None,
            };
            at(written, i - 1, i + 1)
        }
    }
}

/// A feature of its number and three values.
#[inline]
fn f(number: u64, a: u32, b: u32, c: u32) -> u64 {
    let mut x = (u64::from(a) << 32 | u64::from(b)).wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    x = (x ^ x >> 31).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 29 ^ u64::from(c)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 32
}

/// The head of the noun phrase that begins at a cell.
#[inline]
fn head(cells: &[Cell], start: usize) -> usize {
    let mut head = start;
    for at in start..(start + 5).min(cells.len() - 3) {
        if cells[at].is(NOUNS) {
            head = at;
        } else if !cells[at].is(IN_PHRASE) || head > start || (cells[start].is(NOUNS) && at > start) {
            break;
        }
    }
    head
}

/// The features of a site.
#[must_use]
pub fn features(kind: Kind, cells: &[Cell], site: &Site) -> [u64; FEATURES] {
    let (mut all, mut count) = ([0; FEATURES], 0);
    visit(kind, cells, site, |some| {
        all[count..count + some.len()].copy_from_slice(some);
        count += some.len();
        true
    });
    all
}

/// Hands on the features of a site, first two, then two, then four, then the others, those that tell most first, as long as
/// `take` wants more.
#[inline(always)]
pub fn visit(kind: Kind, cells: &[Cell], site: &Site, mut take: impl FnMut(&[u64]) -> bool) {
    macro_rules! each {
        ($([$($feature:expr,)*])*) => {{
            $(if !take(&[$($feature),*]) {
                return;
            })*
        }};
    }
    let (left, right) = (site.left, site.right);
    let get = |start: usize, by: usize, forward: bool| -> &Cell {
        // Nothing is seen beyond a sentence's edge.
        if cells[start].is_pad() {
            return &cells[start];
        }
        if forward { &cells[start + by] } else { &cells[start - by] }
    };
    let (left1, left2) = (&cells[left], get(left, 1, false));
    let left3 = if left2.is_pad() { left2 } else { get(left, 2, false) };
    let (right1, right2) = (&cells[right], get(right, 1, true));
    let (l1, l2, l3, r1, r2) = (left1.word, left2.word, left3.word, right1.word, right2.word);
    let t = |cell: &Cell| u32::from(cell.tag);
    let (t1, t2, q1, q2) = (t(left1), t(left2), t(right1), t(right2));
    match kind {
        Kind::Article => {
            let h = head(cells, right);
            let (head, after) = (&cells[h], &cells[h + 1]);
            let (hw, hl, ht, a1, at) = (head.word, head.lemma(), t(head), after.word, t(after));
            let b1 = if after.is_pad() { 0 } else { cells[h + 2].word };
            each![
                [
                    f(2, hw, l1, 0),
                    f(4, hw, a1, t1),
                ]
                [
                    f(20, hl, a1, at),
                    f(9, t1, ht, at),
                ]
                [
                    f(1, hw, ht, 0),
                    f(3, hw, l1, l2),
                    f(5, r1, l1, q1),
                    f(6, l1, ht, 0),
                ]
                [
                    f(7, l1, l2, ht),
                    f(8, t1, q1, ht),
                    f(10, r1, r2, 0),
                    f(11, r1, a1, ht),
                    f(12, l1, ht, head.mass()),
                    f(13, t2, t1, ht),
                    f(14, r1, q2, 0),
                    f(15, l1, r1, r2),
                    f(16, l2, l1, t2),
                    f(17, head.suffix, ht, t1),
                    f(18, a1, ht, q1),
                    f(19, r1, l1, l2),
                    f(21, a1, b1, ht),
                    f(22, hl, t1, 0),
                ]
            ]
        }
        Kind::Number => {
            let noun = cells[site.at].noun;
            let mut determiner = (0, 0, 0);
            for by in 1..5 {
                let cell = &cells[site.at - by];
                if cell.is_pad() {
                    break;
                }
                if cell.is(VERBS | set(&[DT, PRP_S, CD, PDT, POS, WP])) || cell.preposition() != 0 {
                    determiner = (cell.word, t(cell), by as u32);
                    break;
                }
            }
            let mut verb = (0, 0);
            for by in 1..6 {
                // Beyond the fourth there may be no cell.
                let Some(cell) = cells.get(site.at + by).filter(|cell| !cell.is_pad()) else { break };
                if cell.is(VERBS | set(&[MD])) {
                    verb = (t(cell), cell.word);
                    break;
                }
            }
            let ((d, dt, dd), (vt, vw)) = (determiner, verb);
            each![
                [
                    f(62, noun, d, 0),
                    f(69, noun, d, r1),
                ]
                [
                    f(76, noun, vt, dt),
                    f(67, noun, r1, 1),
                ]
                [
                    f(61, noun, 0, 0),
                    f(63, noun, l1, 0),
                    f(64, noun, l1, l2),
                    f(65, d, dt, dd),
                ]
                [
                    f(66, d, t1, 0),
                    f(68, d, q1, 0),
                    f(70, d, vt, dd),
                    f(71, l1, l2, 0),
                    f(72, l1, l2, l3),
                    f(73, t1, t2, q1),
                    f(74, l1, r1, 0),
                    f(75, d, vw, 0),
                    f(77, d, l1, t2),
                    f(78, q1, dt, 0),
                    f(79, noun, dt, q1),
                    f(80, l1, q1, q2),
                    f(81, noun, r2, 2),
                    f(82, d, t1, cells[site.at].mass()),
                ]
            ]
        }
        Kind::Verb => {
            let verb = cells[site.at].verb;
            let (mut subject, mut auxiliary) = ((0, 0, 0), 0u32);
            for by in 1..7 {
                let Some(cell) = site.at.checked_sub(by).map(|at| &cells[at]).filter(|cell| !cell.is_pad()) else {
                    break;
                };
                if auxiliary == 0 && cell.is(VERBS | set(&[MD, TO])) {
                    auxiliary = cell.word.wrapping_add(by.min(3) as u32);
                }
                if cell.is(SUBJECTS) && !(cell.tag == DT && cells[site.at - by + 1].is(NOUNS)) {
                    subject = (if cell.is(BY_WORD) { cell.word } else { t(cell) }, t(cell), by as u32);
                    break;
                }
            }
            let ((s, st, sd), x) = (subject, auxiliary);
            each![
                [
                    f(95, verb, l1, l2),
                    f(96, s, l1, sd),
                ]
                [
                    f(102, verb, r1, t1),
                    f(97, s, x, 0),
                ]
                [
                    f(91, verb, 0, 0),
                    f(92, verb, l1, 0),
                    f(93, l2, l1, 0),
                    f(94, l3, l2, l1),
                ]
                [
                    f(98, t1, t2, q1),
                    f(99, x, t1, q1),
                    f(100, l1, r1, 0),
                    f(101, t1, r1, 0),
                    f(103, l1, q1, q2),
                    f(104, l1, t2, st),
                    f(105, s, q1, t1),
                    f(106, l2, t1, 0),
                    f(107, verb, x, 0),
                    f(108, verb, q1, t1),
                    f(109, l1, 0, 0),
                    f(110, t1, t2, t(left3)),
                    f(111, s, l1, l2),
                    f(112, verb, s, t1),
                ]
            ]
        }
    }
}
