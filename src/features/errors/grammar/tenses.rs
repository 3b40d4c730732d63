//! Tense and time: since, for, if, when; what is wanted and hoped.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "since_present",
        "What began then and goes on takes the present perfect",
        "`Since 2019 I work here`: many languages say it so. `since` may mean because, so a year, a month or a childhood must follow.",
        &[
            "^ since NUM|childhood|@month NUM? ,?i|we|he|she|it|they [V0|VS|am|is|are!VD|VN|have|has|MD]",
            "^ since NUM|childhood|@month NUM? [i|we|he|she|it|they V0|VS|am|is|are!VD|VN|have|has|MD]",
            "^ since my childhood [i|we V0|am!VD|VN|have|MD]",
            "^ for @two|NUM|several|many years|months|weeks now? [i|we|he|she am|is|are VG]",
            "^ since @two|NUM|several|many years|months|weeks [i|we|he|she RB? V0|VS|am|is|are!VN|have|has|MD]",
            "i|we|he|she|it|who|which [am|is|are VG] -for since NUM|childhood|@month",
            "[exists|works|lives|studies|teaches since] NUM|childhood|@month",
            "i|we|they [work|live|study|teach|play|know] it|here|there|PO? since NUM|childhood|@month",
            "[since a|one year|month|week|decade] -of|before|ago => for $2 $3",
        ],
        &[
            "Since 2019 «I work» here.",
            "Since December «we use» it.",
            "The company «exists since» 1998.",
            "He is away «since a year».",
            "For two years «I am working» here.",
        ],
        &[
            "Since 2019 I have worked here.",
            "Since I work here, it is easy.",
            "Since 2019 we had grown.",
            "It was good since a year of work paid for it.",
        ],
    ),
    Rule::new(
        "if_will",
        "After if, when and their like the future is in the present tense",
        "Only where they open a sentence: `I do not know if it will rain` is right, and so is `if you will`.",
        &[
            "^ if|unless [i|we|he|she|it|they|somebody|someone will|would RB?!n't|not V0]",
            "^ if the|my|this N1 [will|would RB?!n't|not V0]",
            "^ when|until|once [i|we|he|she|it|they will RB?!n't|not V0]",
            "as soon as [i|we|you|he|she|it|they will V0]",
        ],
        &["If «I will be» accepted, I will come.", "When «I will finish» it, I will go."],
        &[
            "If you will allow me, I come.",
            "I do not know if I will come.",
            "When will it end?",
            "If I am accepted, I will come.",
        ],
    ),
    Rule::new(
        "want_that",
        "want and would like take the person and to, not that",
        "`I want that you come`: I want you to come.",
        &[
            "[want|wants|wanted that i|you|he|she|they|we|it|somebody|someone|people|everyone|everybody] -MD",
            "would [like that i|you|he|she|they|we|somebody|someone|people|everyone|everybody|my|your]",
            "i'd [like that i|you|he|she|they|we|somebody|someone|people|everyone|everybody|my|your]",
            "would|i'd [like V0!N1|NP|JJ|VN|IN|RB|VG|to|very] -very => like to $3",
            "would|i'd [like join|study|work|attend|participate|visit|start|use|change|work|help] my|your|the|this|a|in|on|at|with => like to $3",
        ],
        &["I «want that you» come.", "I would «like that somebody» looks.", "I would «like attend» your school."],
        &["I want that book.", "I would like that very much.", "I would like to attend.", "We want you to come."],
    ),
    Rule::new(
        "head_agreement",
        "The verb agrees with the noun before `of`",
        "Only where a singular that means one thing opens a clause: `the number of people are` counts, `a number of people are` is right.",
        &[
            "^= the [number|amount|use|lack|quality|level|price|cost|importance|purpose|aim|goal|role|idea|influence|effect|result|size|development|growth|rate|production|knowledge|understanding|presence|performance|choice|risk|consumption|value|existence|invention|popularity|behavior|behaviour|advantage|disadvantage|price] of RB?!n't|not the|these|those|our|my|their|such|JJ? [NP!N1|VS are|were|have|aren't|weren't|don't]",
            "^= one of the|my|our|these|those|their JJ|JJS? [NP!N1 are|were|have|don't|aren't]",
            "^= one of the most JJ [NP!N1 are|were|have|don't|aren't]",
            "^= one of the [reasons|problems|things|ways|advantages|disadvantages|examples|causes are|were|have]",
            "^= the|my|our JJ? N1!NP|VG|@collective of [these|those|the|my|our NP!N1 are|were|have|don't|aren't]",
        ],
        &["The number of «students are» high.", "One of the «reasons are» money."],
        &[
            "The number of students is high.",
            "A number of students are here.",
            "The majority of the students are here.",
            "One of the reasons is money.",
        ],
    ),
    Rule::new(
        "relative_verb",
        "After one thing and who, which or that, the verb takes -s",
        "Only where `a`, `every` or a similar word shows that the noun is one, and the verb is no noun as well.",
        &[
            "a|an|every|each|another JJ? N1!NP|@collective|demand|request|rule|suggestion|proposal|requirement [that|which|who V0!N1|NP|VD|VN|VS|JJ|MD|BE|IN|RB|UNK|PO|DT|CC|HV]",
            "a|an|every|each|another JJ? N1!NP|@collective [that|which|who are|have|were|don't|aren't]",
            "a|an|every|each|another JJ? N1!NP|@collective [that|which|who help|need|want|work|show|use|make|change|cause|love|like|look|play|land|force|interest] PO|DT|the|a|to|in|on|with|me|us|him|them",
        ],
        &[
            "I write a checker «that compare» them.",
            "It is a score «that have» errors.",
            "An idea «which make» it work.",
        ],
        &[
            "A model that people like.",
            "A set of rules that compare them.",
            "A lot that have it.",
            "A method that we use.",
            "Every rule that holds.",
        ],
    ),
];
