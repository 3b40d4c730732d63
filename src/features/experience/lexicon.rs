//! The words that the grammar and the context look at, found by their hash.

use super::occupations::OCCUPATIONS;
use crate::lexicon::{Annotated, Attribute, WordId, WordMask, first_person};
use crate::text::hash::hash_word;

/// `five`, `couple`: the entry's value is the number.
pub(super) const NUMBER: u64 = 1;
/// `years`, `summer`: the value is its length in years.
pub(super) const UNIT: u64 = 1 << 1;
/// `March`: the value is 1–12.
pub(super) const MONTH: u64 = 1 << 2;
/// `spring`, `mid`, `early`: the value is the month that stands for it.
pub(super) const SEASON: u64 = 1 << 3;
/// `since`.
pub(super) const SINCE: u64 = 1 << 4;
/// `to`, `till`: between the two ends of a range.
pub(super) const UNTIL: u64 = 1 << 5;
/// `present`, `now`, `date`: the end of a range that goes on.
pub(super) const PRESENT: u64 = 1 << 6;
/// The writer: `I`, `my`.
pub(super) const FIRST: u64 = 1 << 7;
/// Other people as pronouns: `she`, `their`.
pub(super) const OTHER: u64 = 1 << 8;
/// Other people and organisations as nouns: `supervisor`, `company`.
pub(super) const PERSON: u64 = 1 << 9;
/// Words that make the noun before them the subject: `has`, `with`, `who`.
pub(super) const VERB: u64 = 1 << 10;
/// Words of working: `worked`, `internship`, `startup`.
pub(super) const WORK: u64 = 1 << 11;
/// Occupations: `engineer`, `intern`.
pub(super) const ROLE: u64 = 1 << 12;
/// Studying and what is studied: `degree`, `course`.
pub(super) const STUDY: u64 = 1 << 13;
/// Neither work nor study: `lived`, `playing`.
pub(super) const LIFE: u64 = 1 << 14;
/// What is yet to come: `will`, `plan`.
pub(super) const PLAN: u64 = 1 << 15;
/// `experience`, `expertise`.
pub(super) const EXPERIENCE: u64 = 1 << 16;
/// `total`, `overall`.
pub(super) const TOTAL: u64 = 1 << 17;
/// `ago`, `later`, `old`: the length is a date or an age.
pub(super) const AGO: u64 = 1 << 18;
/// Awards, committees, certificates, grants.
pub(super) const HONOUR: u64 = 1 << 19;
/// `during`, `after`, `while`: what follows says when, not what.
pub(super) const WHEN: u64 = 1 << 20;
/// What may stand between a number and its unit: `full`, `consecutive`.
pub(super) const FILLER: u64 = 1 << 21;
/// `past`, `last`.
pub(super) const PAST: u64 = 1 << 22;
/// `next`, `coming`.
pub(super) const NEXT: u64 = 1 << 23;
/// What others ask for: `required`, `minimum`.
pub(super) const NEED: u64 = 1 << 24;
/// `over`, `about`, `nearly`: belongs to the number after it.
pub(super) const ABOUT: u64 = 1 << 25;
/// Doing something, not said to be work: `developed`, `participated`.
pub(super) const DO: u64 = 1 << 26;
/// `starting`, `joined`: `since starting my work in January`.
pub(super) const START: u64 = 1 << 27;
/// `every`, `per`: how often, not how long.
pub(super) const RATE: u64 = 1 << 28;
/// Words of a heading over a part of a CV.
pub(super) const HEADING: u64 = 1 << 29;
/// `another`, `then`: a part distinct from the one before.
pub(super) const AGAIN: u64 = 1 << 30;
/// `the`, `my`, `of`, `beginning`: passed over on the way from `since` to its date.
pub(super) const PASSED: u64 = 1 << 31;

/// The tags by the names that rules use.
#[cfg(test)]
pub(super) const TAGS: &[(&str, u64)] = &[
    ("Number", NUMBER),
    ("Unit", UNIT),
    ("Month", MONTH),
    ("Season", SEASON),
    ("Since", SINCE),
    ("Until", UNTIL),
    ("Present", PRESENT),
    ("First", FIRST),
    ("Other", OTHER),
    ("Person", PERSON),
    ("Verb", VERB),
    ("Work", WORK),
    ("Role", ROLE),
    ("Study", STUDY),
    ("Life", LIFE),
    ("Plan", PLAN),
    ("Experience", EXPERIENCE),
    ("Total", TOTAL),
    ("Ago", AGO),
    ("Honour", HONOUR),
    ("When", WHEN),
    ("Filler", FILLER),
    ("Past", PAST),
    ("Next", NEXT),
    ("Need", NEED),
    ("About", ABOUT),
    ("Do", DO),
    ("Start", START),
    ("Rate", RATE),
    ("Heading", HEADING),
    ("Again", AGAIN),
    ("Passed", PASSED),
];

/// A table row: tags, the value of the words that have one (0 where not needed), the words.
type Row = (u64, f64, &'static str);

const ROWS: &[Row] = &[
    (NUMBER, 1.0, "one"),
    (NUMBER, 2.0, "two couple"),
    (NUMBER, 3.0, "three"),
    (NUMBER, 4.0, "four"),
    (NUMBER, 5.0, "five"),
    (NUMBER, 6.0, "six"),
    (NUMBER, 7.0, "seven"),
    (NUMBER, 8.0, "eight"),
    (NUMBER, 9.0, "nine"),
    (NUMBER, 10.0, "ten"),
    (NUMBER, 11.0, "eleven"),
    (NUMBER, 12.0, "twelve dozen"),
    (NUMBER, 13.0, "thirteen"),
    (NUMBER, 14.0, "fourteen"),
    (NUMBER, 15.0, "fifteen"),
    (NUMBER, 16.0, "sixteen"),
    (NUMBER, 17.0, "seventeen"),
    (NUMBER, 18.0, "eighteen"),
    (NUMBER, 19.0, "nineteen"),
    (NUMBER, 20.0, "twenty"),
    (NUMBER, 30.0, "thirty"),
    (NUMBER, 40.0, "forty"),
    (NUMBER, 50.0, "fifty"),
    (UNIT, 1.0, "year years year's yr yrs"),
    (UNIT, 1.0 / 12.0, "month months month's mth mths mos"),
    (UNIT, 7.0 / 365.25, "week weeks"),
    (UNIT, 10.0, "decade decades"),
    (UNIT, 0.25, "summer summers summer's"),
    (UNIT, 0.5, "semester semesters"),
    (MONTH, 1.0, "january jan"),
    (MONTH, 2.0, "february feb"),
    (MONTH, 3.0, "march mar"),
    (MONTH, 4.0, "april apr"),
    (MONTH, 5.0, "may"),
    (MONTH, 6.0, "june jun"),
    (MONTH, 7.0, "july jul"),
    (MONTH, 8.0, "august aug"),
    (MONTH, 9.0, "september sep sept"),
    (MONTH, 10.0, "october oct"),
    (MONTH, 11.0, "november nov"),
    (MONTH, 12.0, "december dec"),
    (SEASON, 1.0, "early beginning start"),
    (SEASON, 4.0, "spring"),
    (SEASON, 6.0, "summer"),
    (SEASON, 7.0, "mid middle"),
    (SEASON, 9.0, "fall autumn"),
    (SEASON, 12.0, "winter late end"),
    (SINCE, 0.0, "since"),
    (UNTIL, 0.0, "to till until til untill upto through thru up"),
    (PRESENT, 0.0, "present now today date current currently ongoing"),
    (OTHER, 0.0, "he she they you your his her their whose it its he's she's they've"),
    (
        PERSON,
        0.0,
        "supervisor supervisors advisor advisors adviser advisers mentor mentors professor professors prof dr team teams \
         company companies colleague colleagues father mother parents brother sister husband wife friend friends experts \
         individuals people researchers scientists engineers instructors lecturers teachers faculty staff university \
         institute institution organisation organization organisations organizations firm department community candidates \
         applicants specialists members employees professionals authors student students startup manager boss school lab \
         laboratory group father's mother's husband's uncle grandfather grandmother grandparents aunt cousin son daughter tutors mentors",
    ),
    (VERB, 0.0, "has have had having with is was were are who that been being possesses brings boasts"),
    (
        WORK,
        0.0,
        "worked working interned interning internship internships taught teaching served serving employed employment \
         freelanced freelancing consulted consulting job jobs position positions assistantship assistantships traineeship \
         apprenticeship postdoc postdoctoral career startup startups startup's industry company lab laboratory labs hired \
         researching researched advising mentored mentoring collaborated collaborating tutoring tutored lecturing assisting managing supervising contractor freelance placement \
         residency secondment profession professionally commercially workplace employer office coop labs research \
         practicum reu firm bank agency tenure service",
    ),
    (
        ROLE,
        0.0,
        "engineer developer scientist analyst researcher intern trainee assistant consultant teacher lecturer tutor \
         instructor manager programmer administrator designer architect technician lead associate officer executive \
         specialist nurse physician freelancer accountant coordinator director founder cofounder cto ceo ta ra sde \
         professional practitioner journalist translator editor postdoc leader operator clerk pharmacist lawyer economist \
         statistician fellow chemist biologist physicist mathematician interpreter trainer tester supervisor representative \
         salesman cashier waiter barista driver secretary paralegal",
    ),
    (
        STUDY,
        0.0,
        "study studying studied studies degree degrees bachelor bachelor's bachelors master master's masters msc bsc ba ma \
         m.sc b.sc b.tech m.tech btech mtech b.e m.e mba bba bca mca b.com m.com bcom diploma undergraduate undergrad \
         graduate graduated graduation phd ph.d doctorate doctoral university college school programme program curriculum \
         course courses coursework training trained education cbse c.b.s.e hsc ssc class classes semester freshman \
         sophomore junior senior academic academy olympiad lessons bootcamp major majoring minor thesis exam exams \
         enrolled secondary vidyalaya intermediate matriculation gymnasium lyceum convent polytechnic batch session passout cgpa gpa percentage marks scholarship b.s m.s institute",
    ),
    (
        LIFE,
        0.0,
        "lived living live learning learned learnt learn traveling travelling traveled travelled playing played play hobby \
         hobbies sport sports reading married abroad raised guitar piano chess football fy fiscal financial prison war died military \
         break vacation holiday holidays days trip interested fascinated dreamed passionate interest known",
    ),
    (
        PLAN,
        0.0,
        "will would plan plans planned planning propose proposed proposes hope hopes hoping intend intends anticipate \
         anticipates aim aims want wants wish expect expected expects shall should could might goal goals i'll i'd \
         proposal dream future forward imagine imagining if envision envisage seek",
    ),
    (
        EXPERIENCE,
        0.0,
        "experience experiences expertise experienced exp exposure background experince expereince track",
    ),
    (TOTAL, 0.0, "total overall altogether totalling totaling cumulative cumulatively combined aggregate"),
    (AGO, 0.0, "ago back later earlier old before after afterwards apart since prior age"),
    (
        HONOUR,
        0.0,
        "award awards awarded winner won committee committees volunteer volunteered volunteering certificate certificates \
         certification certifications certified grant grants funding funded scholarship prize medal medals champion society \
         validity valid conference workshop championship licence license licenses fellowship",
    ),
    (WHEN, 0.0, "during while after before alongside throughout besides since following until despite parallel"),
    (
        FILLER,
        0.0,
        "full consecutive whole long additional more good other great last past calendar short straight solid plus academic \
         intensive happy professional wonderful of nearly busy entire summer odd and",
    ),
    (PAST, 0.0, "past last previous recent"),
    (NEXT, 0.0, "next coming upcoming following future subsequent within remaining forthcoming"),
    (NEED, 0.0, "require requires required needs needed minimum must requiring"),
    (
        ABOUT,
        0.0,
        "over about nearly almost around approximately roughly than more less at least some nearing under close circa total",
    ),
    (
        DO,
        0.0,
        "developed participated built implemented conducted contributed led created designed optimized optimised developing \
         building leading running ran managed helped supported investigated analyzed analysed spent held \
         holding joined member work assisted spend investigating conducting analyzing analysing designing programming contributing volunteered",
    ),
    (
        START,
        0.0,
        "starting joining beginning started joined began becoming became start entering entered graduating \
         graduation graduated finished finishing completing completed leaving left got obtained received passed defended",
    ),
    (RATE, 0.0, "every per each annually"),
    (
        HEADING,
        0.0,
        "technical key core soft extra extracurricular curricular cocurricular internship training education educational academic academics qualification qualifications skills skill certification certifications \
         licenses awards achievements languages courses training trainings publications interests \
         hobbies references volunteering activities projects experience employment work history internships career \
         objective summary profile additional information links groups personal details responsibilities declaration",
    ),
    (
        AGAIN,
        0.0,
        "another additional then later next second other further previously before also followed subsequently afterwards",
    ),
    (PASSED, 0.0, "the my of beginning start year about around approximately at roughly very month end in"),
];

/// What is known of a word: its tags, and its value where a tag has one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    pub(super) tags: u64,
    /// What it tells of a trade: the bits of [`super::occupations`].
    pub(super) trade: u8,
    /// The month that stands for the season, which may be a unit too (`summer`); 0 for other words.
    pub(super) season: u8,
    /// One more than the row that gives its value; 0 for a word without one.
    valued: u8,
}

impl Entry {
    /// What several rows say of one word; the last value counts.
    fn join(&mut self, other: Self) {
        self.tags |= other.tags;
        self.trade |= other.trade;
        self.season = if other.season == 0 { self.season } else { other.season };
        self.valued = if other.valued == 0 { self.valued } else { other.valued };
    }

    /// The value of the number, unit or month; 0 for other words.
    pub(super) fn value(self) -> f64 {
        usize::from(self.valued).checked_sub(1).and_then(|row| ROWS.get(row)).map_or(0.0, |row| row.1)
    }
}

/// What is known of words.
pub(super) struct Lexicon {
    entries: Attribute<Entry>,
    /// Words that can begin an inquiry.
    cues: WordMask,
}

impl Lexicon {
    pub(super) fn new() -> Self {
        let words = |list: &'static str| list.split_ascii_whitespace().map(|word| hash_word(word.as_bytes()));
        let own = first_person::forms(|f| f.singular || f.subject || f.owner).map(|word| hash_word(word.as_bytes()));
        let own = own.map(|hash| (hash, Entry { tags: FIRST, ..Entry::default() }));
        let rows = (1..).zip(ROWS).flat_map(|(row, &(tags, value, list))| {
            let season = if tags == SEASON { value as u8 } else { 0 };
            let valued = if season == 0 && value != 0.0 { row } else { 0 };
            words(list).map(move |hash| (hash, Entry { tags, trade: 0, season, valued }))
        });
        let trades = OCCUPATIONS
            .iter()
            .flat_map(|&(trade, list)| words(list).map(move |hash| (hash, Entry { trade, ..Entry::default() })));
        let cues = ROWS.iter().filter(|row| row.0 & (UNIT | MONTH | SINCE) != 0).flat_map(|row| words(row.2));
        Self { entries: Attribute::new(rows.chain(own).chain(trades), Entry::join), cues: WordMask::of(cues) }
    }

    /// Whether a word may be a unit, a month or `since`: sometimes true for others, never false for those.
    #[inline]
    pub(super) fn may_cue(&self, word: WordId) -> bool {
        self.cues.may_hold(word)
    }

    /// What is known of a word of a letter; nothing for most.
    #[inline]
    pub(super) fn get(&self, letter: &Annotated<'_>, word: usize) -> Entry {
        self.entries.get(letter, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_tags_and_others_none() {
        let lexicon = Lexicon::new();
        let get = |w: &str| lexicon.entries.of_hash(hash_word(w.as_bytes()));
        let may_cue = |w: &str| lexicon.may_cue(WordId::of(hash_word(w.as_bytes())));
        assert_eq!(get("Seven").value(), 7.0);
        assert_eq!((get("summer").value(), get("summer").season), (0.25, 6));
        assert_eq!(get("neuron").tags, 0);
        assert!(may_cue("months") && may_cue("Since") && !may_cue("neuron"));
        assert_eq!(get("we").tags & FIRST, FIRST);
        assert!(ROWS.len() < 256);
    }
}
