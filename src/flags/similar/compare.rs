//! The comparison of letters whose shingles and signatures are on disk; in memory is what is under way.

use super::alike::Alike;
use super::minhash::{self, Functions, SignatureWriter, Signatures};
use super::{Ends, Kept, Kind, Letters, MANY, ONE_IN, record, slot};
use crate::error::Result;
use crate::parallel::{Load, in_order};
use crate::spill::Spill;
use std::collections::HashMap;

/// Letters under comparison.
pub(super) struct Comparison {
    pub(super) letters: Kept,
    pub(super) templates: Templates,
    threshold: f64,
    threads: usize,
}

/// The shingles that stand in so many letters that they are a template.
pub(super) struct Templates {
    /// Sorted.
    pub(super) shingles: Vec<u32>,
    /// Shingles per slot, and how many a slot with a template has at least: that alone excludes most others.
    slots: Vec<u32>,
    most: u32,
}

impl Templates {
    fn may_hold(&self, shingle: u32) -> bool {
        self.slots[slot(shingle)] > self.most
    }

    fn hold(&self, shingle: u32) -> bool {
        self.may_hold(shingle) && self.shingles.binary_search(&shingle).is_ok()
    }
}

impl Comparison {
    /// Gets letters ready: finds what is a template.
    pub(super) fn new(letters: Letters, threshold: f64, threads: usize) -> Result<Self> {
        let most = MANY.max(letters.count() / ONE_IN) as u32;
        let templates = Templates { shingles: Vec::new(), slots: letters.slots, most };
        let letters = Kept { file: letters.file.finish()?, ends: letters.ends };
        let mut own = Self { letters, templates, threshold, threads };
        if own.templates.slots.iter().any(|count| *count > most) {
            own.templates.shingles = own.widespread()?;
        }
        Ok(own)
    }

    /// The shingles of more than `most` letters, sorted: exact counts of those whose slot allows it.
    fn widespread(&self) -> Result<Vec<u32>> {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for letter in 0..self.letters.ends.count() {
            for shingle in self.letters.shingles(letter)?.into_iter().filter(|s| self.templates.may_hold(*s)) {
                *counts.entry(shingle).or_default() += 1;
            }
        }
        let mut widespread: Vec<u32> =
            counts.into_iter().filter(|(_, count)| *count > self.templates.most).map(|(shingle, _)| shingle).collect();
        widespread.sort_unstable();
        Ok(widespread)
    }

    /// The shingles by which a letter is compared: for [`Kind::Copied`] those of no template, for [`Kind::Template`]
    /// those of templates, if they are a share of at least the threshold.
    fn counted(&self, shingles: Vec<u32>, kind: Kind) -> Vec<u32> {
        if self.templates.shingles.is_empty() && kind == Kind::Copied {
            return shingles;
        }
        let all = shingles.len();
        let mut counted = shingles;
        counted.retain(|s| self.templates.hold(*s) == (kind == Kind::Template));
        let is_holder = counted.len() as f64 >= self.threshold * all.max(1) as f64;
        if kind == Kind::Copied || is_holder { counted } else { Vec::new() }
    }

    /// The letters that are like others, and the signatures by which they were found.
    pub(super) fn pairs(&self, kind: Kind) -> Result<(Alike, Signatures)> {
        let (signatures, templates) = self.signatures(kind)?;
        let texts = templates.as_ref().unwrap_or(&self.letters);
        let mut alike = Alike::default();
        let verify = |first, second| {
            if self.letters.is_earlier(first) && self.letters.is_earlier(second) {
                return Ok(None);
            }
            let similarity = self.similarity(first, second, kind, texts)?;
            Ok((similarity >= self.threshold).then_some(similarity))
        };
        minhash::pairs(&signatures, self.threshold, self.threads, verify, |pair| {
            alike.add(&pair, [pair.first, pair.second].map(|letter| self.letters.is_earlier(letter)));
        })?;
        Ok((alike, signatures))
    }

    /// The signatures of the letters and, for [`Kind::Template`], the shingles of templates that each holds: they are compared
    /// often, and found once.
    fn signatures(&self, kind: Kind) -> Result<(Signatures, Option<Kept>)> {
        let functions = Functions::new();
        let mut signatures = SignatureWriter::new()?;
        let (mut file, mut ends, mut letter) = (Spill::new()?, Ends::default(), 0);
        let load = Load { threads: self.threads, items: 256, weight: 1 << 18 };
        in_order(
            (0..self.letters.ends.count()).map(|letter| self.letters.shingles(letter)),
            load,
            Vec::len,
            || (),
            |(), letters| {
                let counted = letters.into_iter().map(|shingles| self.counted(shingles, kind));
                let signed = counted.map(|s| ((!s.is_empty()).then(|| functions.minima(&s)), s));
                signed.collect::<Vec<_>>()
            },
            |signed| {
                for (minima, shingles) in signed {
                    signatures.push(minima)?;
                    if kind == Kind::Template {
                        ends.push(file.push(&record(&shingles))?, self.letters.is_earlier(letter));
                    }
                    letter += 1;
                }
                Ok(())
            },
        )?;
        let templates = match kind {
            Kind::Copied => None,
            Kind::Template => Some(Kept { file: file.finish()?, ends }),
        };
        Ok((signatures.finish()?, templates))
    }

    /// The shingles of the kind that two letters share, as a share of those in `texts` that either has.
    fn similarity(&self, first: usize, second: usize, kind: Kind, texts: &Kept) -> Result<f64> {
        let (a, b) = (texts.shingles(first)?, texts.shingles(second)?);
        let shared = shared(&a, &b);
        let all = a.len() + b.len() - shared.len();
        let counted = shared.iter().filter(|s| kind == Kind::Template || !self.templates.hold(**s)).count();
        Ok(counted as f64 / all.max(1) as f64)
    }
}

/// The numbers that two sorted lists share.
fn shared(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (mut i, mut j, mut both) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        let (left, right) = (a[i], b[j]);
        if left == right {
            both.push(left);
        }
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    both
}
