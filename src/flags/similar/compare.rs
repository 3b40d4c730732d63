//! The comparison of letters whose shingles and signatures are on disk; in memory is what is under way.

use super::alike::Alike;
use super::meetings::{Judge, Meetings};
use super::minhash::{BANDS, Functions, SignatureWriter, Signatures};
use super::templates::Templates;
use super::{Ends, Kept, Kind, Letters, MANY_LETTERS, record};
use crate::error::Result;
use crate::parallel::{Load, in_order};
use crate::spill::Spill;

/// Bands in which letters of a template are looked for in a large table: there each meets so many others that a few bands
/// bring all of them together.
const TEMPLATE_BANDS: usize = 10;

/// Letters under comparison.
pub(super) struct Comparison {
    pub(super) letters: Kept,
    pub(super) templates: Templates,
    threshold: f64,
    threads: usize,
}

/// Letters of a kind by the shingles that count for it.
struct ByKind<'a> {
    comparison: &'a Comparison,
    kind: Kind,
    /// The shingles that stand in either letter are counted here.
    texts: &'a Kept,
}

impl Judge for ByKind<'_> {
    fn may_pair(&self, first: usize, second: usize) -> bool {
        let letters = &self.comparison.letters;
        !(letters.is_earlier(first) && letters.is_earlier(second))
    }

    fn shingles(&self, letter: usize) -> Result<Vec<u32>> {
        self.texts.shingles(letter)
    }

    /// The shingles of the kind that both share, as a share of those that either has.
    fn similarity(&self, first: &[u32], second: &[u32]) -> Option<f64> {
        let (mut shared, mut counted) = (0, 0);
        let (mut i, mut j) = (0, 0);
        while i < first.len() && j < second.len() {
            let (left, right) = (first[i], second[j]);
            if left == right {
                shared += 1;
                counted += usize::from(self.kind == Kind::Template || !self.comparison.templates.hold(left));
            }
            i += usize::from(left <= right);
            j += usize::from(right <= left);
        }
        let similarity = counted as f64 / (first.len() + second.len() - shared).max(1) as f64;
        (similarity >= self.comparison.threshold).then_some(similarity)
    }
}

impl Comparison {
    /// Gets letters ready: finds what is a template.
    pub(super) fn new(letters: Letters, threshold: f64, threads: usize) -> Result<Self> {
        let counts = letters.counts;
        let letters = Kept { file: letters.file.finish()?, ends: letters.ends };
        let templates = Templates::find(counts, &letters)?;
        Ok(Self { letters, templates, threshold, threads })
    }

    /// The shingles by which a letter is compared: for [`Kind::Copied`] those of no template, for [`Kind::Template`]
    /// those of templates. None where they are a smaller share of the letter than the threshold: it can't be like another.
    fn counted(&self, shingles: Vec<u32>, kind: Kind) -> Vec<u32> {
        let all = shingles.len();
        let mut counted = shingles;
        if kind == Kind::Template || !self.templates.is_empty() {
            counted.retain(|s| self.templates.hold(*s) == (kind == Kind::Template));
        }
        let may_be_like = match kind {
            Kind::Copied => counted.len() as f64 / all.max(1) as f64 >= self.threshold,
            Kind::Template => counted.len() as f64 >= self.threshold * all.max(1) as f64,
        };
        if may_be_like { counted } else { Vec::new() }
    }

    /// The letters that are like others, and the signatures by which they were found.
    pub(super) fn alike(&self, kind: Kind) -> Result<(Alike, Signatures)> {
        let (signatures, templates) = self.signatures(kind)?;
        let texts = templates.as_ref().unwrap_or(&self.letters);
        let count = self.letters.ends.count();
        let bands = if kind == Kind::Template && count > MANY_LETTERS { TEMPLATE_BANDS } else { BANDS };
        let meetings = Meetings::new(&signatures, bands, self.threads)?;
        let mut alike = Alike::new(count, kind);
        let judge = ByKind { comparison: self, kind, texts };
        meetings.pairs(self.threshold, self.threads, &judge, |pair| {
            alike.add(&pair, [pair.first, pair.second].map(|letter| self.letters.is_earlier(letter)));
        })?;
        drop(meetings);
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
}
