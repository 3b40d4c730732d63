//! Articles and other determiners.

use super::super::{Findings, Kind};
use super::pattern::Before;
use super::{Rule, Text};
use crate::lexicon::Tags;
use crate::text::{Class, Shape};

const A_OR_AN: Rule = Rule::new(
    "a_or_an",
    "a before a consonant sound, an before a vowel sound",
    "The sound counts, not the letter: an hour, a university, an LLM. Words whose sound is in doubt are spared.",
    &[],
    &["It is «a» interesting idea.", "I took «an» test.", "It is «a» hour.", "«An» university.", "I use «a» LLM."],
    &[
        "An hour, a union, a one-off, an LLM, a GPU, a SNN, an SNN, an honest man, a European, a historic day, an historic day.",
    ],
);

pub(super) const RULES: &[Rule] = &[
    A_OR_AN,
    Rule::new(
        "double_determiner",
        "Only one of an article and a possessive",
        "`all the`, `both my` and `half the` are right, and so is `that the`.",
        &[
            "[a|an|the my|your|our|their|its|this|these|those]",
            "[my|your|our|their|its the|a|an|this|that|these|those]",
            "[the|my|our|your|their every|each] -other",
            "[a|an the|every|each|some|any|those|these]",
            "[some|every|each|any|no the|my|your|our|their|his]",
            "[every|each some|any|no|all]",
            "[the all] NP|N1 => all the",
        ],
        &[
            "I love «the my» city.",
            "I read «a the» book.",
            "«Our the» friends.",
            "«Every my» friend.",
            "I know «the all» cities.",
        ],
        &[
            "All the people, both my parents, half the time.",
            "I say that the day is near.",
            "They love each other.",
            "It is the all-time best.",
        ],
    ),
    Rule::new(
        "a_plural",
        "a and an stand before a singular",
        "A plural that modifies a noun (`a sports car`) is right, and so are `a few` and `a hundred`.",
        &[
            "[a|an NP!N1|JJ|VS|few|lots|means|series|species|works|headquarters|crossroads|thanks|barracks|NAME] -N1|NP|JJ|UNK|NAME|VG|ago",
            "[a|an JJ!few|N1|many|great|good|NUM|VG|NP|NAME NP!N1|JJ|VS|means|series|species|NUM] -N1|NP|JJ|UNK|NAME|VG",
            "[a|an MASS NP!N1|JJ|VS] -N1|NP|JJ|UNK",
            "[a|an children|people|men|women|things|ones|others|persons|friends|years|reasons|problems|jobs] -N1|NP|JJ|ago|s",
            "[a|an JJ people|men|women|things|reasons|problems|persons|friends|jobs|ideas|ways] -N1|NP|JJ|s",
        ],
        &["I have «a friends».", "It is «a good reasons».", "«A people» came."],
        &["A sports car, a few students, a hundred people, a great many people, a series of talks, a good many books."],
    ),
    Rule::new(
        "a_uncountable",
        "Not counted: no a or an before it",
        "`a knowledge of` something and a noun that only modifies the next (`a research group`) are right.",
        &[
            "[a|an information|advice|homework|equipment|furniture|software|hardware|luggage|baggage|traffic|housework|weather|luck|money|music|traffic] -N1|NP|UNK|VG|NAME|JJ",
            "[a|an research|evidence|feedback|progress|electricity|transportation|pollution|unemployment] -N1|NP|UNK|VG|NAME|JJ",
            "[a|an JJ!certain|VN information|advice|homework|equipment|furniture|software|luggage|money|evidence|progress|research] -N1|NP|UNK|VG|NAME|JJ",
            "[a|an new|good|great|useful|important information|advice|evidence|progress|software|equipment] -N1|NP|UNK|VG",
        ],
        &["She gave me «an advice».", "I did «a research» on it.", "I need «a good advice»."],
        &["I know a research group, a software engineer, a knowledge of maths, a piece of advice."],
    ),
    Rule::new(
        "same_without_the",
        "`same` takes the",
        "`this same`, `one and the same` are right.",
        &[
            "in|at|of|for|with|have|has|are|is|was|do|by|on|to|from|had|want|share|get|need|not|about|see|say|go|live [same] N1|NP|as|time|way|JJ|MASS => the same",
            "are|is|was|were [same] $",
            "^ [same] N1|NP|JJ => the same",
        ],
        &["We live in «same» city.", "They are «same»."],
        &["We live in the same city.", "At this same time."],
    ),
    Rule::new(
        "superlative_without_the",
        "A superlative before its noun takes the",
        "A possessive takes the place of the article; `most people` is no superlative.",
        &[
            "is|are|was|were|of|in [best|worst|biggest|largest|greatest|highest|fastest|easiest|oldest|youngest|cheapest|smallest] JJ? N1!friend|friends|known|MASS|case|practice|interest -N1",
            "is|was|are|of [most important|popular|famous|beautiful|dangerous|interesting|expensive|powerful|useful|common|effective|difficult] N1|NP|JJ",
            "one of [best|worst|biggest|largest|greatest|most]",
            "is|was|are [only|main] way|reason|thing|person|problem|solution",
        ],
        &["She is «best» player.", "It is «most important» thing.", "It is one of «best» films."],
        &["She is the best player.", "Most people like it.", "She is my best friend."],
    ),
    Rule::new(
        "of_without_the",
        "Before `of` and a known group: the, these, my …",
        "`most people` or `most of the people`; before a pronoun or a name nothing is missing.",
        &[
            "[most|some|many|all|each|few|one|none|any|both|several of NP!N1|JJ|VS|NAME|UNK|MASS|course|ours|theirs|yours|mine|hers|those|these] -s",
            "[one|each of JJS|JJ!N1|such|NUM|VN NP!N1|VS|NAME]",
            "[most of people|students|children|men|women]",
            "[half of NP!N1|JJ|NAME|UNK|MASS|ours|theirs|these|those] -s",
        ],
        &["«Most of people» agree.", "«Some of students» work.", "«Half of channels» are gone."],
        &["Most of the people agree.", "Some of us work.", "Most of Moscow sleeps.", "Half of them are here."],
    ),
    Rule::new(
        "missing_article_be",
        "A singular that is counted needs a, the or another determiner",
        "After a form of be. Only nouns that can't stand bare count, and not where another noun follows.",
        &[
            "[so JJ!many|much|few|little|N1|VN COUNT!MASS|V0|JJ] -N1|NP|UNK|VG => such a $2 $3",
            "PS|PO|N1|NP|NAME|this|that|which|who [am|is|was RB?!n't|not|never COUNT!MASS|JJ|VG|person|NAME|brand] -N1|NP|UNK|NAME|VG|and|or|s",
            "it|this|that|which|he|she|i|who [is|was|am RB?!so|too|how|as|more|most|n't JJ!such|VN|VG|own|first|last|due|worth|other|own|enough|N1|UNK COUNT!MASS|brand] -N1|NP|UNK|NAME|VG|s",
            "as|be|become|became|becomes|being [good|bad|great|big|new|small|normal|successful|famous|important COUNT] -N1|NP|UNK|VG|s",
            "[such JJ?!N1 COUNT!MASS|N1|time] -N1|NP|UNK",
            "be|become|became|becomes [COUNT!MASS|JJ|V0|part|NAME] -N1|NP|UNK|NAME|VG|and|or|s|of",
            "i|he|she|who [am|is|was|became JJ|N1? student|engineer|teacher|researcher|doctor|scientist|developer|programmer|manager|physicist|mathematician|biologist|chemist|nurse|lawyer|translator|journalist|designer|economist|beginner|analyst|lecturer|professor!NAME] -N1|NP|UNK|NAME|VG|s|and|or|of|JJ",
            "as|like [student|engineer|teacher|researcher|scientist|developer|programmer|translator|assistant] $",
            "work|works|worked|working [as JJ|N1? student|engineer|teacher|researcher|doctor|scientist|developer|programmer|nurse|lawyer|translator|journalist|designer|assistant|analyst|waiter|driver|consultant|tutor] -N1|NP|UNK|NAME|VG|s|and|or => as a $2 $3",
        ],
        &[
            "He «is student».",
            "It «is good idea».",
            "I want to be «good teacher».",
            "I want to become «teacher».",
            "I «am control engineer» here.",
            "I work «as translator» for them.",
        ],
        &[
            "He is a student.",
            "It is a good idea.",
            "The problem is student debt.",
            "She is team leader material.",
            "I am an engineer.",
            "He was engineer and pilot in one.",
            "He worked as lead engineer Smith.",
        ],
    ),
    Rule::new(
        "missing_article_object",
        "A singular that is counted needs a, the or another determiner",
        "After verbs and prepositions. Only nouns that can't stand bare count; pairs (`from city to city`, `city and country`) are spared.",
        &[
            "have|has|had|buy|bought|get|need|want|find|make|made|solve|see|choose|give [COUNT!MASS|way|use|JJ|V0|VG|time|part|place|work|life|issue|project|team|NAME] -N1|NP|UNK|NAME|VG|and|or|by|after|to|in|s",
            "have|has|had|buy|get|need|want|find|make|see|give|gives|provide [good|bad|new|big|great|small|strong|different|special|better|nice|important|old|own|only|real COUNT!MASS|NAME] -N1|NP|UNK|NAME|VG|s|and|or",
            "in|on|at|for|of|with|from|about [world|city|car|person|computer|environment|government|child|phone|game|movie|problem|factory|bus] $",
            "for|from [company] $",
            "in|for|of [world|country|future|past|present|other|beginning] that|which|who|to|is|are|can|will|we|they|i|you|people|there",
            "in|for|of|to|about|with [future|beginning|past|internet] $",
            "in|for|to|of [world|country|university] today|now|today's|because|and|when|where",
            "in [JJ country|city|world|company|environment] -N1|NP|UNK|of",
        ],
        &[
            "I have «car».",
            "We need «good teacher».",
            "We live in «world» that changes.",
            "I want to work for «company».",
        ],
        &["I have a car.", "From city to city.", "In college I studied.", "I own car keys.", "At home."],
    ),
    Rule::new(
        "missing_article_subject",
        "A singular that is counted needs a, the or another determiner",
        "Where it opens a clause as its subject. Forms of address (`Mother said`) and names are spared.",
        &[
            "-that|this ^= [COUNT!MASS|V0|JJ|NP|NAME|mother|father|baby|dad|mom|question|answer|example|statement|conclusion|god @modal|is|are|was|were|has|have|had|need|needs|do|does] ",
            "-that|this ^= [COUNT VS|VD|V0!N1|NP|JJ|VN]",
            "^= JJ!N1|all|own|such|last|next|more|UNK [COUNT!MASS|V0|JJ|NP|NAME|mother|father|life is|was|has|can|will|should|must|needs|makes]",
            "^ recently|now|today|nowadays|sometimes|usually|often|also|actually [COUNT!MASS|V0|JJ|NP|NAME|mother|father|life have|has|are|is|can|will|must|should|may] -COUNT",
            "-that|this ^= [COUNT V0!N1|NP|JJ|VN|VD|IN|RB|UNK|CC|MD|PS] DT|PO|PS|to|IN|NP|how|a|the|many",
            "^ in|for this|that|some|many|such case|cases|example|way|situation [COUNT!MASS|V0|JJ|NP|NAME V0|VS|MD|is|are|has|have!NP] DT|PO|to|IN|NP|a|the|not|be|JJ|VN",
        ],
        &[
            "«Student can» learn.",
            "I think «teacher should» know.",
            "Recently «scientist have» been there.",
            "In this case «student learn» a concept.",
        ],
        &[
            "The student can learn.",
            "Mother can cook.",
            "Student life is hard.",
            "Recently scientists have been there.",
            "In this case, students learn a concept.",
        ],
    ),
    Rule::new(
        "missing_article_preposition",
        "A singular that is counted needs a, the or another determiner",
        "After verbs of everyday things and after prepositions with which the noun can't stand bare.",
        &[
            "into|with|from|as|like|about|without [good|bad|great|big|new|nice|small|famous|beautiful|large|huge|normal|successful|old|different|special COUNT!MASS|JJ|NP|NAME|reason|condition|result|effect|order|company|example] -N1|NP|UNK|NAME|VG|JJ|s|and|or|of",
            "use|uses|used|using|take|took|taking|watch|watching|play|playing|drive|drives|driving|drove|teach|ask|hire|write|wrote|build|visit|visited|join|met|meet|create|develop|produce|sell|follow|become|send|eat|took|choosing|buying|having|making|solving|getting|finding|seeing|learn|gave [COUNT!MASS|V0|JJ|VG|NP|NAME|game|way|example|person|part] -N1|NP|UNK|NAME|VG|JJ|and|or|by|after|s|to|in",
            "with|about|without|into|through|like|than|as|between|inside [COUNT!MASS|V0|JJ|NP|NAME|example|question|result|person|reason|year|week|month|century|key|role|area] -N1|NP|UNK|NAME|VG|JJ|s|and|or|to|by|in|after",
            "-kind|kinds|type|types|sort|sorts|form|number|out|way|NP|piece of [COUNT!MASS|V0|JJ|NP|NAME|person|year|example|life|price|product|project|meeting] $",
            "for|from [friend|company|car|teacher|student|company|computer|child|job|baby|restaurant|house|party|shop|store|customer|woman|girl|boy|doctor|city] $",
            "in [book|picture|restaurant|car|city|house|room|group|store|movie|game|country|test|street|park|community|situation|village|factory|forest] -N1|NP|UNK|NAME|VG|s|and|or",
            "on [street|internet|phone|computer|website|road|table|wall|floor|moon|planet|beach|internet] -N1|NP|UNK|NAME|VG|s|and|or",
            "than|like|as [young|old|small|big|normal|rich|poor|new|good|ordinary COUNT!MASS|JJ|NP|NAME] -N1|NP|UNK|NAME|VG|JJ|s|and|or|of",
        ],
        &["I use «computer».", "I went with «friend».", "It is in «book».", "They have more than «young person»."],
        &[
            "I use computer science.",
            "I went with a friend.",
            "He is the kind of person I like.",
            "From door to door.",
            "They have more than young people.",
        ],
    ),
    Rule::new(
        "article_in_phrase",
        "Wrong article in a set phrase",
        "Set phrases take their article or go without.",
        &[
            "[in the nowadays|today's]",
            "[in|at the home|work|night] $",
            "[go|goes|went|going to the home|bed|work] $",
            "[the most of] => most of",
            "[all of sudden] => all of a sudden",
            "[as result] -of => as a result",
            "[as|is matter of fact] => as a matter of fact",
            "[in the conclusion] => in conclusion",
            "[as conclusion|example|summary] ,* => as a $2",
            "[on|in other hand] => on the other hand",
            "[first of the all] => first of all",
            "[for the example] => for example",
            "[a lot|lots the]",
            "[have|has|had a fun]",
            "[in long|short run|term] -JJ|N1 => in the $2 $3",
            "[at same time] => at the same time",
            "[once upon time] => once upon a time",
            "[quite|such big|good|long|large|great|bad|hard COUNT]",
            "[in|by the this|that] way|case",
            "[the artificial intelligence] is|are|was|has|can|will|in|for|to|that|which|we|i|as|with",
            "[the machine|deep|reinforcement learning] is|was|has|can|will|in|for|to|which|we|i|as|with|because",
        ],
        &[
            "«In the nowadays» it is easy.",
            "«The most of» it is good.",
            "«On other hand», it is not.",
            "I think «the machine learning» is new.",
            "I study «the artificial intelligence» in Pisa.",
        ],
        &[
            "On the other hand, it is.",
            "Most of it is good.",
            "As a result, we left.",
            "I like the machine learning group, and the reinforcement learning (RL) people.",
            "The artificial intelligence act is near.",
        ],
    ),
];

/// What the first sound of a word asks for; none where it is in doubt.
fn wants_an(text: &Text<'_, '_>, at: usize) -> Option<bool> {
    let word = &text.doc.words[at];
    let tags = text.tokens[at].tags;
    let first = text.doc.text().as_bytes().get(word.span.start as usize)?.to_ascii_lowercase();
    match word.class {
        Class::Number => {
            let digits = text.doc.word(at);
            match digits.as_bytes() {
                [b'8', ..] => Some(true),
                [b'1', b'1' | b'8'] => Some(true),
                [b'2'..=b'7' | b'9', ..] => Some(false),
                _ => None,
            }
        }
        Class::Word if tags.any(Tags::UNKNOWN) || tags.any(Tags::NAME) => {
            let letters = text.doc.word(at).as_bytes();
            // `l1`, `s3`: read letter by letter, as it may be.
            if !letters.iter().all(u8::is_ascii_alphabetic) {
                return None;
            }
            if word.shape == Shape::Upper {
                // Read letter by letter when nothing in it can be sung; otherwise in doubt.
                let sung = letters.iter().any(|b| b"AEIOUYaeiouy".contains(b));
                return (!sung && letters.len() > 2 && first != b's').then_some(b"fhlmnrsx".contains(&first));
            }
            // An unknown word may be a name from any language; only plain consonants are sure.
            (word.shape == Shape::Lower && b"bcdfgjklmnpqrstvwz".contains(&first)).then_some(false)
        }
        Class::Word if tags.is_empty() || word.span.len() < 2 => None,
        Class::Word => {
            let vowel = b"aeiou".contains(&first);
            if !first.is_ascii_alphabetic()
                || matches!(text.doc.word(at), w if w.len() > 1 && w.as_bytes()[0].eq_ignore_ascii_case(&b'h') && !tags.any(Tags::ODD_SOUND) && w.len() > 7)
            {
                return None;
            }
            if vowel && matches!(first, b'e' | b'u') && !tags.any(Tags::ODD_SOUND) {
                // "eu…", "uni…", "uti…" and the like begin with a consonant sound more often than not.
                let word = text.doc.word(at).as_bytes();
                if word.get(1).is_some_and(|b| b.eq_ignore_ascii_case(&b'u'))
                    || first == b'u' && !matches!(word.get(1), Some(b'n' | b'p' | b'l' | b'g' | b'm'))
                {
                    return None;
                }
                if first == b'u'
                    && word.get(1) == Some(&b'n')
                    && word.get(2) == Some(&b'i')
                    && !matches!(word.get(3), Some(b'n' | b'm'))
                {
                    return None;
                }
            }
            Some(vowel != tags.any(Tags::ODD_SOUND))
        }
        _ => None,
    }
}

/// The words that this check looks for, as numbers.
pub(super) struct Words {
    a: u16,
    an: u16,
}

impl Words {
    pub(super) fn of(number: impl Fn(&str) -> u16) -> Self {
        Self { a: number("a"), an: number("an") }
    }
}

/// Finds `a` before a vowel sound and `an` before a consonant sound.
pub(super) fn check(text: &Text<'_, '_>, words: &Words, out: &mut Findings) {
    let Words { a, an } = *words;
    for (at, token) in text.tokens.iter().enumerate() {
        let id = token.id;
        if id == 0 || id != a && id != an {
            continue;
        }
        let Some(pair) = text.tokens.get(at..at + 2).filter(|pair| pair[1].before == Before::Blank) else { continue };
        // "Vitamin A is", "a) …": a letter, not the article.
        let word = &text.doc.words[at];
        if id == a && (word.shape != Shape::Lower && !word.first || pair[1].tags.any(Tags::BE))
            || pair[0].before == Before::Hyphen
        {
            continue;
        }
        let next = &text.doc.words[at + 1];
        let mistake = match wants_an(text, at + 1) {
            Some(wants) => wants != (id == an),
            None => false,
        };
        let lower_connective =
            pair[1].tags.any(Tags::CONJUNCTION) && next.shape == Shape::Lower && !pair[1].tags.any(Tags::NOUN);
        if mistake && !lower_connective {
            out.add_with(Kind::Grammar, word.span, A_OR_AN.name, A_OR_AN.message, || {
                Some(if id == an { "a" } else { "an" }.into())
            });
        }
    }
}
