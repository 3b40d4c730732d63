//! Which letters may be alike: locality-sensitive hashing over signatures. Letters that meet in a band are a crowd; the
//! crowds are on disk, so that memory holds those of one band.

use super::Pair;
use super::minhash::{BANDS, MINIMA, Minima, ROWS, Signatures, bytes, numbers};
use crate::error::{Error, Result};
use crate::spill::{Place, Spill, Spilled};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// In a crowd of letters that meet in a band, each is compared with so many before it …
const CROWD: u32 = 64;
/// … and in larger crowds than this with fewer, the fewer the more letters there are: the work of a crowd grows with its
/// letters, not with their pairs …
const LARGE: u32 = 256;
/// … down to so many.
const FEWEST: u32 = 4;
/// How far the share of minima that agree may lie below the similarity: four standard errors.
const SLACK: f64 = 0.18;
/// Pairs that a thread collects before it passes them on.
const TOGETHER: usize = 1 << 12;
/// Letters whose records are put together in memory.
const BLOCK: usize = 1 << 12;
/// Shingles of a letter that are kept in memory while others of its crowd are compared with it; longer letters are read
/// from disk each time.
const SHORT: usize = 1 << 14;

/// Letters before a letter in a crowd of `crowd` letters with which it is compared: a power of two.
fn reach(crowd: usize) -> u32 {
    let crowd = u32::try_from(crowd).unwrap_or(u32::MAX).max(LARGE);
    (CROWD * LARGE / crowd).clamp(FEWEST, CROWD).next_power_of_two().min(CROWD)
}

/// How letters that met are compared.
pub(super) trait Judge: Sync {
    /// Whether two letters are to be compared at all.
    fn may_pair(&self, first: usize, second: usize) -> bool;

    /// The shingles of a letter.
    ///
    /// # Errors
    /// Those of reading.
    fn shingles(&self, letter: usize) -> Result<Vec<u32>>;

    /// The similarity of two letters by their shingles, where they are alike.
    fn similarity(&self, first: &[u32], second: &[u32]) -> Option<f64>;
}

/// The crowds of every band, on disk, and per letter its minima and where it stands in its crowd of each band.
pub(super) struct Meetings<'s> {
    signatures: &'s Signatures,
    bands: usize,
    /// A record per band: per crowd of more than one its size and its letters, by their place among those with shingles.
    crowds: (Spilled, [Place; BANDS]),
    /// A record per letter with shingles: its minima, then its steps.
    letters: Spilled,
}

/// Bytes of a letter's record.
const RECORD: usize = (MINIMA + BANDS) * 4;

/// A letter of a crowd.
struct Member {
    letter: usize,
    minima: Minima,
    /// Where it stands in its crowd of each band, times the share of [`CROWD`] that its reach is: two letters are compared
    /// where these differ by [`CROWD`] at most.
    steps: [u32; BANDS],
    shingles: OnceCell<Vec<u32>>,
}

impl Member {
    /// Whether no band before this one brought the two together: else copies would be compared fifty times.
    fn is_new(&self, before: &Self, band: usize) -> bool {
        let rows = before.minima.chunks_exact(ROWS).zip(self.minima.chunks_exact(ROWS));
        let steps = before.steps.iter().zip(&self.steps);
        !rows.zip(steps).take(band).any(|((a, b), (one, two))| a == b && two.wrapping_sub(*one) <= CROWD)
    }

    fn shingles(&self, judge: &impl Judge) -> Result<Cow<'_, [u32]>> {
        if let Some(shingles) = self.shingles.get() {
            return Ok(Cow::Borrowed(shingles));
        }
        let shingles = judge.shingles(self.letter)?;
        if shingles.len() > SHORT {
            return Ok(Cow::Owned(shingles));
        }
        Ok(Cow::Borrowed(self.shingles.get_or_init(|| shingles)))
    }
}

impl<'s> Meetings<'s> {
    /// Sorts the letters of the first so many bands into crowds.
    pub(super) fn new(signatures: &'s Signatures, bands: usize, threads: usize) -> Result<Self> {
        let count = signatures.count();
        let none = [Place::default(); BANDS];
        let by_band = Mutex::new((Spill::new()?, none, Spill::new()?, none));
        each(0..bands, threads, |band| {
            let (mut steps, mut crowds) = (vec![0u32; count], Vec::new());
            for crowd in signatures.sorted(band)?.chunk_by(|a, b| a.0 == b.0).filter(|crowd| crowd.len() > 1) {
                let step = CROWD / reach(crowd.len());
                crowds.push(crowd.len() as u32);
                for (place, (_, record)) in crowd.iter().enumerate() {
                    steps[*record as usize] = (place as u32).wrapping_mul(step);
                    crowds.push(*record);
                }
            }
            let (steps, crowds) = (bytes(&steps), bytes(&crowds));
            let mut all = by_band.lock().unwrap_or_else(PoisonError::into_inner);
            all.1[band] = all.0.push(&steps)?;
            all.3[band] = all.2.push(&crowds)?;
            Ok(())
        })?;
        let (steps, places, crowds, crowd_places) = by_band.into_inner().unwrap_or_else(PoisonError::into_inner);
        let letters = records(signatures, &steps.finish()?, &places)?;
        Ok(Self { signatures, bands, crowds: (crowds.finish()?, crowd_places), letters })
    }

    fn member(&self, record: u32, bytes: &mut Vec<u8>) -> Result<Member> {
        let start = u64::from(record) * RECORD as u64;
        self.letters.read(Place::between(start, start + RECORD as u64), bytes)?;
        let (mut minima, mut steps) = ([0; MINIMA], [0; BANDS]);
        minima.iter_mut().chain(&mut steps).zip(numbers(bytes)).for_each(|(own, number)| *own = number);
        let letter = self.signatures.letter(record) as usize;
        Ok(Member { letter, minima, steps, shingles: OnceCell::new() })
    }

    /// Gives `take` the pairs of letters, the one with the smaller number first, that share the minima of a band, whose
    /// minima agree often enough for `threshold`, and that the judge finds alike. In no certain order, each once.
    pub(super) fn pairs(
        &self,
        threshold: f64,
        threads: usize,
        judge: &impl Judge,
        take: impl FnMut(Pair) + Send,
    ) -> Result<()> {
        let least = ((threshold - SLACK) * MINIMA as f64).max(0.0) as usize;
        let take = Mutex::new(take);
        let pass_on = |found: &mut Vec<Pair>| {
            let mut take = take.lock().unwrap_or_else(PoisonError::into_inner);
            found.drain(..).for_each(&mut *take);
        };
        each(0..self.bands, threads, |band| {
            let (mut found, mut bytes, mut record) = (Vec::new(), Vec::new(), Vec::new());
            self.crowds.0.read(self.crowds.1[band], &mut bytes)?;
            let mut crowds = numbers(&bytes);
            let mut before: VecDeque<Member> = VecDeque::new();
            while let Some(size) = crowds.next() {
                before.clear();
                let reach = reach(size as usize) as usize;
                for letter in crowds.by_ref().take(size as usize) {
                    let member = self.member(letter, &mut record)?;
                    for other in &before {
                        let agree = other.minima.iter().zip(&member.minima).filter(|(a, b)| a == b).count();
                        if agree >= least && member.is_new(other, band) && judge.may_pair(other.letter, member.letter) {
                            let similarity = judge.similarity(&other.shingles(judge)?, &member.shingles(judge)?);
                            let (first, second) = (other.letter, member.letter);
                            found.extend(similarity.map(|similarity| Pair { first, second, similarity }));
                        }
                    }
                    if before.len() == reach {
                        before.pop_front();
                    }
                    before.push_back(member);
                    if found.len() >= TOGETHER {
                        pass_on(&mut found);
                    }
                }
            }
            pass_on(&mut found);
            Ok(())
        })
    }
}

/// A record per letter with shingles, from records per band: some letters at a time.
fn records(signatures: &Signatures, steps: &Spilled, places: &[Place; BANDS]) -> Result<Spilled> {
    let (mut out, mut minima, mut own) = (Spill::new()?, Vec::new(), Vec::new());
    let count = signatures.count();
    for from in (0..count).step_by(BLOCK) {
        let to = count.min(from + BLOCK);
        signatures.between(from, to, &mut minima)?;
        let mut block = vec![0u8; (to - from) * RECORD];
        for (record, minima) in block.chunks_exact_mut(RECORD).zip(minima.chunks_exact(MINIMA * 4)) {
            record[..MINIMA * 4].copy_from_slice(minima);
        }
        for (band, place) in places.iter().enumerate().filter(|(_, place)| place.length() > 0) {
            let start = place.start() + from as u64 * 4;
            steps.read(Place::between(start, start + (to - from) as u64 * 4), &mut own)?;
            for (record, step) in block.chunks_exact_mut(RECORD).zip(own.chunks_exact(4)) {
                record[(MINIMA + band) * 4..][..4].copy_from_slice(step);
            }
        }
        out.push(&block)?;
    }
    out.finish()
}

/// Does some work for each item, on so many threads; the first error ends it.
fn each<I: Iterator<Item: Send> + Send>(
    items: I,
    threads: usize,
    work: impl Fn(I::Item) -> Result<()> + Sync,
) -> Result<()> {
    let (items, failed) = (Mutex::new(items), Mutex::new(None::<Error>));
    let next = || items.lock().ok().and_then(|mut items| items.next());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(item) = next() {
                    if let Err(error) = work(item) {
                        failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        break;
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_a_crowd_the_fewer_each_letter_is_compared_with() {
        let sizes = [2, 64, 256, 300, 512, 1_024, 5_000, 1_000_000];
        assert_eq!(sizes.map(reach), [64, 64, 64, 64, 32, 16, 4, 4]);
    }
}
