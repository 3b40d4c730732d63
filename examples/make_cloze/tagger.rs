//! The tagger: how often a word is which part of speech, and which follows which, counted in MASC.

use crate::corpus::{hash_of, mark, shape};
use shortlist::features::cloze::cell::tag;
use shortlist::features::cloze::tables::{CLOSED, NONE, TAGS, fixed};
use shortlist::lexicon::{Inflection, Tags, WordId, key};
use shortlist::text::Shape;
use shortlist::text::hash::hash_word;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

type Counts = [f64; TAGS];
type Row = [u8; 8];

/// Words seen at most so often say what their endings are.
const RARE: f64 = 10.0;
/// Endings and words seen less often are left out.
const FEW: f64 = 5.0;
/// What the lexicon's readings count beside those that were seen.
const PRIOR: f64 = 2.0;

/// Readings of a smaller share are left out.
const LEAST: f64 = 0.015;

/// What goes into the file.
#[derive(Default)]
pub struct Tagger {
    pub rows: Vec<Row>,
    pub transitions: Vec<u8>,
    pub words: BTreeMap<u32, (u16, u16)>,
    pub suffixes: BTreeMap<u32, u16>,
}

/// Each sentence of the tagged texts: tokens and tags.
fn tagged(path: &Path) -> Vec<Vec<(String, u8)>> {
    let file = std::fs::File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut archive = zip::ZipArchive::new(file).expect("masc_tagged.zip is an archive");
    let mut names: Vec<String> = archive.file_names().filter_map(|n| n.ok().map(|n| n.into_owned())).collect();
    names.retain(|name| name.ends_with(".txt"));
    names.sort();
    let mut all = Vec::new();
    for name in names {
        let mut bytes = Vec::new();
        archive.by_name(&name).expect("it was listed").read_to_end(&mut bytes).expect("it can be unpacked");
        for line in String::from_utf8_lossy(&bytes).lines() {
            let token = |token: &str| {
                let (word, name) = token.rsplit_once('_')?;
                let name = name.split('|').next()?;
                let name = if name == "''" { "``" } else { name };
                let number = tag::NAMES.iter().position(|n| *n == name && !n.is_empty())?;
                (!word.is_empty()).then(|| (word.to_owned(), number as u8))
            };
            let sentence: Vec<_> = line.split_ascii_whitespace().filter_map(token).collect();
            if !sentence.is_empty() {
                all.push(sentence);
            }
        }
    }
    all
}

/// Penn tags for the readings of `pos.txt`.
fn readings(tags: Tags) -> Counts {
    let table: [(Tags, &[u8]); 22] = [
        (Tags::NOUN, &[tag::NN]),
        (Tags::PLURAL, &[tag::NNS]),
        (Tags::BASE, &[tag::VB, tag::VBP]),
        (Tags::VERB_S, &[tag::VBZ]),
        (Tags::PAST, &[tag::VBD]),
        (Tags::PARTICIPLE, &[tag::VBN]),
        (Tags::ING, &[tag::VBG]),
        (Tags::ADJECTIVE, &[tag::JJ]),
        (Tags::COMPARATIVE, &[tag::JJR, tag::RBR]),
        (Tags::SUPERLATIVE, &[tag::JJS, tag::RBS]),
        (Tags::ADVERB, &[tag::RB]),
        (Tags::PREPOSITION, &[tag::IN]),
        (Tags::DETERMINER, &[tag::DT]),
        (Tags::SUBJECT, &[tag::PRP]),
        (Tags::PRONOUN, &[tag::PRP]),
        (Tags::MODAL, &[tag::MD]),
        (Tags::CONJUNCTION, &[tag::CC, tag::IN]),
        (Tags::WH, &[tag::WDT, tag::WP, tag::WRB]),
        (Tags::NUMBER, &[tag::CD]),
        (Tags::BE, &[tag::VBP, tag::VBZ, tag::VBD]),
        (Tags::HAVE, &[tag::VBP, tag::VBZ, tag::VBD]),
        (Tags::MASS, &[tag::NN]),
    ];
    let mut counts = [0.0; TAGS];
    for (reading, penn) in table {
        if tags.any(reading) {
            penn.iter().for_each(|t| counts[usize::from(*t)] += 1.0 / penn.len() as f64);
        }
    }
    // The usual reading counts as much as all others together.
    let usual: [(Tags, &[u8]); 4] = [
        (Tags::MOSTLY_NOUN, &[tag::NN, tag::NNS]),
        (Tags::MOSTLY_VERB, &[tag::VB, tag::VBD, tag::VBG, tag::VBN, tag::VBP, tag::VBZ]),
        (Tags::MOSTLY_ADJECTIVE, &[tag::JJ]),
        (Tags::MOSTLY_ADVERB, &[tag::RB]),
    ];
    for (reading, penn) in usual {
        if tags.any(reading) {
            penn.iter().for_each(|t| counts[usize::from(*t)] *= 2.0);
        }
    }
    normal(counts)
}

fn normal(counts: Counts) -> Counts {
    let sum: f64 = counts.iter().sum();
    if sum == 0.0 { counts } else { counts.map(|c| c / sum) }
}

/// Eighths of a logarithm, between the bounds of a byte.
fn eighths(value: f64) -> i8 {
    (value * 8.0).round().clamp(-127.0, 127.0) as i8
}

/// The four likeliest tags and their scores: how much likelier the tag is for the word than for any.
fn row(shares: &Counts, prior: &Counts) -> Row {
    let mut order: Vec<usize> = (1..TAGS).filter(|&t| shares[t] > LEAST).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
    let mut row = [0, 0, 0, 0, NONE as u8, NONE as u8, NONE as u8, NONE as u8];
    for (place, &t) in order.iter().take(4).enumerate() {
        row[place] = t as u8;
        row[4 + place] = eighths((shares[t] / prior[t]).ln()) as u8;
    }
    row
}

impl Tagger {
    /// Counts the tagged texts.
    pub fn count(path: &Path) -> Self {
        let sentences = tagged(path);
        let mut words = BTreeMap::<String, Counts>::new();
        let mut follows = vec![[0.1f64; TAGS]; TAGS];
        let mut total = [1.0; TAGS];
        let mut groups = vec![[0.0f64; TAGS]; usize::from(fixed::COUNT)];
        for sentence in &sentences {
            let mut last = 0usize;
            for (at, (word, tag)) in sentence.iter().enumerate() {
                let t = usize::from(*tag);
                follows[last][t] += 1.0;
                total[t] += 1.0;
                last = t;
                if let Some(group) = mark(word) {
                    groups[usize::from(group)][t] += 1.0;
                    continue;
                }
                if at > 0 && CLOSED >> tag & 1 == 0 {
                    match shape(word) {
                        Shape::Capitalised => groups[usize::from(fixed::NAME)][t] += 1.0,
                        Shape::Upper if word.len() > 1 => {
                            let group = if word.ends_with('s') { fixed::ACRONYMS } else { fixed::ACRONYM };
                            groups[usize::from(group)][t] += 1.0;
                        }
                        _ => {}
                    }
                }
                words.entry(word.to_lowercase()).or_insert([0.0; TAGS])[t] += 1.0;
            }
            follows[last][0] += 1.0;
            total[0] += 1.0;
        }
        let prior = normal(total);
        let mut endings = BTreeMap::<String, Counts>::new();
        for (word, counts) in &words {
            if counts.iter().sum::<f64>() > RARE || !word.is_ascii() {
                continue;
            }
            let (part, dash) = word.rsplit_once('-').map_or((word.as_str(), ""), |(_, part)| (part, "-"));
            let names = [tag::NNP, tag::NNPS].map(usize::from);
            let mut counts = *counts;
            names.iter().for_each(|t| counts[*t] = 0.0);
            let group = if dash.is_empty() { fixed::UNKNOWN } else { fixed::COMPOUND };
            let add = |to: &mut Counts| to.iter_mut().zip(&counts).for_each(|(to, n)| *to += n);
            add(&mut groups[usize::from(group)]);
            for len in [2, 3] {
                if let Some(from) = part.len().checked_sub(len) {
                    add(endings.entry(format!("{dash}{}", &part[from..])).or_insert([0.0; TAGS]));
                }
            }
        }
        let mut all = Self::default();
        for group in 0..fixed::COUNT {
            let only = |t: u8| std::array::from_fn(|at| f64::from(u8::from(at == usize::from(t))));
            let shares = match group {
                fixed::COMMA => only(tag::COMMA),
                fixed::STOP => only(tag::STOP),
                fixed::COLON => only(tag::COLON),
                fixed::OPEN => only(tag::OPEN),
                fixed::CLOSE => only(tag::CLOSE),
                fixed::QUOTE => only(tag::QUOTE),
                fixed::APOSTROPHE => only(tag::POS),
                fixed::SYMBOL => only(tag::SYM),
                _ => normal(groups[usize::from(group)]),
            };
            let pad = [0, 0, 0, 0, 0, NONE as u8, NONE as u8, NONE as u8];
            all.rows.push(if group == fixed::PAD { pad } else { row(&shares, &prior) });
        }
        for line in &follows {
            let sum: f64 = line.iter().sum();
            all.transitions.extend(line.iter().map(|n| eighths((n / sum).ln()) as u8));
        }
        let mut numbers: BTreeMap<Row, u16> = BTreeMap::new();
        for (ending, counts) in &endings {
            if counts.iter().sum::<f64>() >= FEW {
                let number = all.number(row(&normal(*counts), &prior), &mut numbers);
                all.suffixes.insert(key(hash_word(ending.as_bytes())), number);
            }
        }
        // The endings of `it's` and `I'll`, which the lexicon does not hold.
        for (ending, counts) in words.iter().filter(|(word, _)| word.starts_with('\'') && word.len() <= 3) {
            if counts.iter().sum::<f64>() >= FEW {
                let number = all.number(row(&normal(*counts), &prior), &mut numbers);
                all.suffixes.insert(key(hash_word(ending.as_bytes())), number);
            }
        }
        // Every word that the lexicon gives readings, or that was seen and the lexicon holds.
        let lexicon = include_str!("../../data/lexicons/pos.txt");
        let listed = lexicon.lines().filter_map(|l| l.split_once(' ')).map(|(word, _)| word.to_owned());
        let candidates: std::collections::BTreeSet<String> = listed.chain(words.keys().cloned()).collect();
        let known = shortlist::lexicon::Lexicon::default();
        for word in &candidates {
            let hash = hash_of(word);
            let id = WordId::of(hash);
            let seen = words.get(word).copied().unwrap_or([0.0; TAGS]);
            let count: f64 = seen.iter().sum();
            if id == WordId::NONE || word.contains('-') {
                continue;
            }
            let mut shares = readings(known.tags(hash));
            let listed = shares.iter().any(|s| *s > 0.0);
            if !listed {
                if count < FEW {
                    continue;
                }
                let ending = word.len().checked_sub(3).and_then(|from| word.get(from..)).and_then(|e| endings.get(e));
                shares = normal(ending.copied().unwrap_or(groups[usize::from(fixed::UNKNOWN)]));
            }
            for (share, seen) in shares.iter_mut().zip(&seen) {
                *share = (seen + PRIOR * *share) / (count + PRIOR);
            }
            let number = all.number(row(&shares, &prior), &mut numbers);
            let Inflection { noun, verb, forms, .. } = Inflection::of(id);
            let check = shortlist::features::cloze::tables::check(noun, verb, forms.0 & 0x1ff);
            all.words.insert(key(hash), (number, check));
        }
        all
    }

    fn number(&mut self, row: Row, numbers: &mut BTreeMap<Row, u16>) -> u16 {
        *numbers.entry(row).or_insert_with(|| {
            self.rows.push(row);
            (self.rows.len() - 1) as u16
        })
    }
}
