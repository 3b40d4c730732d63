//! Letters → a shortlist: read, scored, compared with each other and ranked, in bounded memory.
//!
//! What orders the applicants is in memory; their reasons, what a page shows of their letters, and the word 5-grams by
//! which letters are compared are on disk until they are asked for.

use super::kept_letters::{KeptLetters, KeptLettersWriter};
use super::runner::Runner;
use super::seen::InputFacts;
use super::similarity::{Calling, Comparing};
use crate::error::Result;
use crate::flags::similar::{Letters, shingles};
use crate::ingest::{Application, Source};
use crate::rank::certify::Certificate;
use crate::rank::drift::Batch;
use crate::rank::{Assessed, Assessor, Cut, Packed, Places, Pool, Shortlist};
use crate::text::{LetterReader, PreparedLetter};

/// How letters are ranked.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RankOptions {
    /// Where the line is drawn.
    pub cut: Cut,
    /// How letters are compared with each other.
    pub comparing: Comparing,
    /// Share of those above the line whom the committee would refuse, at most: says for whom that holds, and draws the line
    /// there where the cut draws none.
    pub certify: Option<f64>,
}

impl RankOptions {
    /// With so many places.
    #[must_use]
    pub fn top(places: usize) -> Self {
        Self { cut: Cut { top: Some(Places::Count(places)), ..Cut::default() }, ..Self::default() }
    }
}

/// What is kept of a letter for a page, from an application and what was measured in its letter, evidence and
/// suggestions included.
pub type LetterText<'p> = dyn Fn(&Application, &Assessed) -> String + Sync + 'p;

/// A shortlist, and what was found on the way.
#[derive(Debug)]
#[non_exhaustive]
pub struct Ranking<'m> {
    /// The shortlist.
    pub list: Shortlist,
    /// The input.
    pub input: InputFacts,
    /// Counts to hold against the letters that the model knows, where the model says what it knows.
    pub drift: Option<Batch<'m>>,
    /// For whom it holds that at most so many would be refused, where that was asked for.
    pub certificate: Option<Certificate>,
    /// Which letters share text, a line per group.
    pub alike: Vec<String>,
    /// The same with codes in place of ids, for blind readers.
    pub alike_by_code: Vec<String>,
    /// What was kept of the letters for a page; empty where nothing was to be kept.
    pub letters: KeptLetters,
}

/// What a worker uses again for the next letter.
#[derive(Default)]
struct Memory {
    reader: LetterReader,
    assessed: Assessed,
}

impl Runner {
    /// Reads, scores and compares the letters of a table and ranks their applicants. With `page`, a text is kept of each
    /// letter.
    ///
    /// # Errors
    /// Those of [`Runner::batches`], of [`Shortlist::of_pool`] and of [`Comparing::check`].
    pub fn rank<'m>(
        &mut self,
        source: Source,
        assessor: &'m Assessor,
        options: &RankOptions,
        page: Option<&LetterText<'_>>,
    ) -> Result<Ranking<'m>> {
        options.comparing.check()?;
        let path = source.path().to_owned();
        let empty = Batch::new(assessor.scorer().model());
        let (mut drift, mut pool, mut unscored) = (empty.clone(), Pool::new()?, Vec::new());
        let (mut letters, mut texts) = (Letters::new()?, KeptLettersWriter::new()?);
        let seen = self.batches(
            source,
            Memory::default,
            |memory, batch| {
                let mut counted = empty.clone();
                let read = |application: &Application| -> Result<_> {
                    let Memory { reader, assessed } = &mut *memory;
                    let also = |letter: &PreparedLetter<'_>| shingles::of_document(letter.document());
                    let shingles = assessor.assess_with(application, page.is_some(), reader, assessed, also);
                    let candidate = match assessor.candidate_of(application, assessed) {
                        Ok(candidate) => candidate,
                        Err(reason) => return Ok(Err(reason)),
                    };
                    if let Some(counted) = &mut counted {
                        counted.add(candidate.contributions.iter().map(|c| c.value), &candidate.flags);
                    }
                    let text = page.map(|page| page(application, assessed));
                    let mut terms = Vec::new();
                    if assessor.scorer().model().covariance.is_some() {
                        assessor.scorer().terms(&assessed.measurement.values, &mut terms);
                    }
                    let packed = Packed::new(candidate, &options.cut)?.with_terms(terms);
                    Ok(Ok((packed, text, shingles.unwrap_or_default())))
                };
                let rows: Vec<_> = batch.iter().map(read).collect();
                (rows, counted)
            },
            |(rows, counted)| {
                if let (Some(drift), Some(counted)) = (&mut drift, &counted) {
                    drift.merge(counted);
                }
                for row in rows {
                    match row? {
                        Ok((packed, text, shingles)) => {
                            letters.push(&shingles, false)?;
                            if let Some(text) = text {
                                texts.push(packed.ranked().row, &text)?;
                            }
                            pool.push(packed)?;
                        }
                        Err(reason) => unscored.push(reason),
                    }
                }
                Ok(())
            },
        )?;
        pool.estimate(assessor.scorer().model(), options.cut.top, self.load().threads)?;
        let mut texts = texts.finish()?;
        let alike = self.compare(letters, &options.comparing)?;
        let name = |index: usize| pool.id(index);
        let (lines, lines_by_code) = (alike.lines(Calling::Ids, name), alike.lines(Calling::Codes, name));
        for (index, flags) in alike.similar.flagged() {
            let notes = alike.notes(index, |index| pool.id(index))?;
            if let Some(row) = pool.row(index).filter(|row| texts.holds(*row)) {
                for like in &notes {
                    let messages = [like.note.message.clone(), like.by_code.clone()];
                    texts.share(row, like.note.flag.clone(), messages, like.other);
                }
            }
            pool.add(index, &flags, notes.into_iter().map(|like| like.note).collect())?;
        }
        texts.compared_with(alike.letters);
        let mut cut = options.cut.clone();
        let certificate = match options.certify {
            Some(level) => {
                let drift = drift.as_ref().map(|d| d.drift(str::to_owned));
                let model = assessor.scorer().model();
                let (certificate, _) = Certificate::of(model, &pool.scores(), drift.as_ref(), level)?;
                let is_asked = !cut.overrides.is_empty() || cut.waitlist > 0 || cut.break_ties.is_some();
                if !cut.draws_a_line() && (is_asked || certificate.line.is_some()) {
                    // Nobody has a higher score than 1: where nobody is certified, people alone decide who is above the line.
                    cut.min_score = Some(certificate.line.unwrap_or(1.0));
                }
                Some(certificate)
            }
            None => None,
        };
        let list = Shortlist::of_pool(pool, unscored, &cut);
        let list = list.map_err(|e| if e.place().file.is_some() { e } else { e.file(&path) })?;
        Ok(Ranking {
            list,
            input: seen.input,
            drift,
            certificate,
            alike: lines,
            alike_by_code: lines_by_code,
            letters: texts,
        })
    }
}
