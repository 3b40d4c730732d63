//! Years of work and research experience that the letter states.
//!
//! # What it measures
//! The writer's own paid work, internships, teaching and research, in years, from what the letter says of its length: a
//! stated number ("over five years of experience": 5; "two summers": 0.5), or spans ("since May 2021", "2016–2019"),
//! counted up to the day of the run. In a letter that says `I`, what the writer was, or did for an employer, tells of
//! work as well ("I was a midwife for six years", "four years at a bank and two at a mill", "in 2021, and have been
//! there since"). Jobs are laid on a calendar and united, so that nothing is counted twice; gaps of at most a month are
//! closed. A stated total replaces its parts and spans; parts without a total are added; of years per skill in a list
//! the largest counts. A letter that states no length has no value, which is not the same as no experience. Where a
//! stated number and the dates beside it differ by more than a year, the stated number counts and the flag
//! `contradictory_years` says so; a sum of more than sixty years gives no value and the flag `absurd_years`. What is
//! planned (`planned`), what a post asks for (`asked_for`) and what is somebody else's (`somebody_elses`) is quoted and
//! does not count. `shortlist rules` prints the rules behind this.
//!
//! # Why it may matter
//! Some schools look for people who already practise the field, others for beginners. Either way a reader looks
//! for this number, and mentions it in seconds where the words are quoted.
//!
//! # How it misleads
//! It is what people claim, in the words they choose: modest and confident writers with the same past give
//! different numbers. Years are not quality, older applicants have more of them, and those who cared for others
//! or were ill have gaps. It reads English only. A trade is known by a list or by its ending (`-er`, `-ist`), a
//! place of work by a list: an uncommon one is missed. Study, ages, plans and other people's years are set aside by
//! rules that can err: each is quoted as evidence, with the reason.
//!
//! # Example
//! "I have worked as an analyst since May 2021, after two summers as an intern": on 1 May 2026, 5 + 0.5 years.

mod calendar;
mod classify;
pub(super) mod examples;
mod judgement;
mod lexicon;
mod sentence;
mod temporal;
mod total_years;
mod words;

#[cfg(test)]
mod tests;

use super::registration::ColumnNames;
use super::{About, Column, EvidenceKind, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;
use crate::patterns::RuleSet;
use crate::text::{Class, Gap, Paragraph, Shape};
use calendar::CalendarDate;
use classify::context::{MentionContext, Section};
use classify::rules::{Memory, Rules, Ruling, VOCABULARY};
use jiff::civil::Date;
use judgement::Judgement;
use lexicon::{EXPERIENCE, Entry, FIRST, HEADING, HONOUR, LIFE, Lexicon, MONTH, ROLE, SINCE, STUDY, UNIT, WORK};
use sentence::SentenceView;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::sync::Arc;
use temporal::DurationMention;
use total_years::Claim;

/// Lines of a CV have at most so many words.
const LONGEST_LINE: usize = 16;
/// A list item of a CV has at most so many.
const LONGEST_ITEM: usize = 60;
/// A line above a span that says what it is of has at most so many.
const LONGEST_ABOVE: usize = 12;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "experience_years",
    properties: Properties {
        moves_with_the_day: true,
        evidence: EvidenceKind::Experience,
        claims: &["total", "stated", "span"],
        ..Properties::PLAIN
    },
    columns: ColumnNames::One("experience_years"),
    make: |settings| Box::new(ExperienceYears::with(settings.as_of, &settings.rules)),
};

/// See the module's text.
pub struct ExperienceYears {
    about: About,
    as_of: CalendarDate,
    lexicon: Lexicon,
    rules: Arc<Rules>,
    /// What distinguishes its rules from the compiled-in ones.
    named: Option<String>,
}

/// Memory for one letter, used again for the next.
#[derive(Default)]
struct Scratch {
    /// Sentences that hold a cue.
    cues: Vec<usize>,
    /// Of one sentence, per word.
    entries: Vec<Entry>,
    entries_before: Vec<Entry>,
    mentions: Vec<DurationMention>,
    rulings: Vec<Option<Ruling>>,
    memory: Memory,
    claims: Vec<Claim>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl ExperienceYears {
    /// The feature with the rules of the vocabulary `experience` of a set; open intervals last until `as_of`.
    #[must_use]
    pub fn with(as_of: Date, rules: &RuleSet) -> Self {
        let named = rules.name_of(VOCABULARY);
        let rules = Rules::of(rules);
        Self {
            about: About::from_source(REGISTRATION.name, 2, include_str!("experience.rs")),
            as_of: CalendarDate::of(as_of),
            lexicon: Lexicon::new(rules.numbered()),
            rules,
            named,
        }
    }

    /// Whether a word makes its sentence worth reading closely.
    fn is_cue(&self, doc: &Annotated<'_>, index: usize) -> bool {
        let word = &doc.words[index];
        if word.class == Class::Number {
            // `2019`, `3years`, `05.2015`
            let text = doc.word(index).as_bytes();
            // … `06/18`, `'18`
            let short = text.len() == 2 && word.gap.any(Gap::SLASH.with(Gap::APOSTROPHE));
            return short || text.len() == 4 && matches!(text[0], b'1' | b'2') || text.len() > 4 && text.len() < 12;
        }
        self.lexicon.get(doc, index).tags & (UNIT | MONTH | SINCE) != 0
    }

    /// The part of a CV that a paragraph opens, if it is a heading.
    fn heading(&self, doc: &Annotated<'_>, words: Range<usize>) -> Option<Section> {
        if words.is_empty() || words.len() > 4 {
            return None;
        }
        let mut tags = 0;
        for index in words.clone() {
            let (word, entry) = (&doc.words[index], self.lexicon.get(doc, index).tags);
            let joining = word.span.len() <= 3 && entry & HEADING == 0;
            if (word.shape == Shape::Lower || entry & HEADING == 0) && !joining {
                return None;
            }
            tags |= entry;
        }
        if tags & HEADING == 0 {
            return None;
        }
        let first = self.lexicon.get(doc, words.start);
        Some(if tags & (WORK | EXPERIENCE) != 0 || first.is(words::HEADING_OPEN) {
            Section::Open
        } else if first.is(words::HEADING_NO_WORK) {
            Section::Aside("not work")
        } else if first.is(words::HEADING_SKILLS) {
            Section::Skills
        } else if first.is(words::ACHIEVEMENTS) {
            Section::Aside("award, committee or certificate")
        } else if tags & STUDY != 0 || first.is(words::HEADING_STUDY) {
            Section::Aside("study")
        } else if tags & HONOUR != 0 {
            Section::Aside("award, committee or certificate")
        } else if tags & LIFE != 0 {
            Section::Aside("not work")
        } else {
            Section::Open
        })
    }

    /// The sentences that hold a cue, added to `found`.
    fn sentences_with_cues(&self, doc: &Annotated<'_>, found: &mut Vec<usize>) {
        let may_cue = |index: usize| doc.words[index].class == Class::Number || self.lexicon.may_cue(doc.ids()[index]);
        // Nine words in ten go no further than the first test.
        let has_cue = |words: &Range<usize>| words.clone().any(|index| may_cue(index) && self.is_cue(doc, index));
        found.extend((0..).zip(&doc.sentences).filter(|(_, s)| has_cue(&s.words)).map(|(index, _)| index));
    }

    /// Judges what the sentences with cues say, and adds it up.
    fn read(&self, doc: &Annotated<'_>, scratch: &mut Scratch, out: &mut Sink<'_>) {
        let Scratch { cues, entries, entries_before, mentions, rulings, memory, claims } = scratch;
        claims.clear();
        let mut cues = cues.iter().copied().peekable();
        let personal = (0..doc.words.len()).any(|index| self.lexicon.get(doc, index).tags & FIRST != 0);
        let order = OnceCell::new();
        // The last sentence with a cue: "since then" means the last date there.
        let mut earlier: Option<(usize, Range<usize>)> = None;
        let mut section = Section::Open;
        let mut above = [0u64; 3];
        for paragraph in &doc.paragraphs {
            let sentences = &doc.sentences[paragraph.sentences.clone()];
            let words = sentences.first().map_or(0, |s| s.words.start)..sentences.last().map_or(0, |s| s.words.end);
            if let Some(opened) = self.heading(doc, words.clone()) {
                section = opened;
                above = [0; 3];
            }
            let mut found = false;
            let mut line = None;
            while let Some(index) = cues.next_if(|&s| s < paragraph.sentences.end) {
                let words = doc.sentences[index].words.clone();
                let mut view = SentenceView::new(doc, words.clone(), (&self.lexicon, entries), self.as_of);
                view.order = Some(&order);
                if view.any(words.clone(), SINCE)
                    && let Some((_, words)) = earlier.take().filter(|(before, _)| before + 1 == index)
                {
                    let mut told = SentenceView::new(doc, words, (&self.lexicon, entries_before), self.as_of);
                    told.order = Some(&order);
                    view.earlier = told.date_before(told.end);
                }
                mentions.clear();
                view.mentions(mentions);
                self.rules.rule(&view, mentions, memory, rulings);
                found |= !mentions.is_empty();
                let mut last: Option<(DurationMention, Judgement)> = None;
                for (mention, ruling) in mentions.iter().zip(&*rulings) {
                    let line = *line.get_or_insert_with(|| self.is_line(doc, paragraph, personal));
                    let above = above[0] | above[1] | above[2];
                    let ruling = *ruling;
                    let bullet = paragraph.bullet;
                    let context = MentionContext { section, line, above, personal, bullet, ruling };
                    let judgement = judgement::judge(&view, mention, &context);
                    let judgement = judgement::conjoined(&view, mention, judgement, last.as_ref());
                    last = Some((*mention, judgement));
                    // A bare number is a length only where it tells of work.
                    if judgement.is_ok() || !mention.elided {
                        claims.push(Claim::new(&view, mention, judgement, line, personal && paragraph.bullet));
                    }
                }
                earlier = Some((index, words));
            }
            // The lines above a span say what it is of: "Lecturer", "University of …", "2016 – 2019".
            above.rotate_left(1);
            above[2] = 0;
            if found {
                above = [0; 3];
            } else if words.len() <= LONGEST_ABOVE {
                above[2] = words.fold(0, |tags, index| tags | self.lexicon.get(doc, index).tags);
            }
        }
        total_years::total_years(doc, claims, out);
    }

    /// Whether a paragraph reads like a line of a CV: no `I`, no stop at its end; or a list item of a letter
    /// that never says `I`.
    fn is_line(&self, doc: &Annotated<'_>, paragraph: &Paragraph, personal: bool) -> bool {
        let sentences = &doc.sentences[paragraph.sentences.clone()];
        let words = sentences.first().map_or(0, |s| s.words.start)..sentences.last().map_or(0, |s| s.words.end);
        if words.len() > if paragraph.bullet && !personal { LONGEST_ITEM } else { LONGEST_LINE } {
            return false;
        }
        let stop =
            doc.words.get(words.end).map_or_else(|| doc.text().trim_end().ends_with('.'), |w| w.gap.has(Gap::STOP));
        let tags = words.fold(0, |tags, index| tags | self.lexicon.get(doc, index).tags);
        tags & FIRST == 0 && (!stop || tags & ROLE != 0 || paragraph.bullet)
    }
}

impl Feature for ExperienceYears {
    fn about(&self) -> &About {
        &self.about
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn rules(&self) -> Option<String> {
        self.named.clone()
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column {
            name: "experience_years".into(),
            title: "Years of experience".into(),
            expected: Expected::Either,
        }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let measure = |scratch: &mut Scratch, out: &mut Sink<'_>| {
            scratch.cues.clear();
            self.sentences_with_cues(doc, &mut scratch.cues);
            if !scratch.cues.is_empty() {
                self.read(doc, scratch, out);
            }
        };
        SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
            Ok(mut scratch) => measure(&mut scratch, out),
            Err(_) => measure(&mut Scratch::default(), out),
        });
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        let Some(years) = value else { return "no years of experience stated".to_owned() };
        let counted = |n: f64, unit: &str| {
            let digits = if (n - n.round()).abs() < 0.05 { 0 } else { 1 };
            format!("{n:.digits$} {unit}{} of experience", if format!("{n:.digits$}") == "1" { "" } else { "s" })
        };
        if years < 0.96 { counted((years * 12.0).max(1.0).round(), "month") } else { counted(years, "year") }
    }

    fn plain(&self, column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters that state more experience";
        if value.is_none() {
            return Plain::new("the program found no years of experience stated in your letter", MORE);
        }
        let (said, usual) = (self.phrase(column, value), self.phrase(column, Some(usual)));
        Plain::new(format!("your letter states {said}, and about {usual} is usual where it is stated"), MORE)
    }
}
