use super::*;
use crate::text::Document;
use proptest::prelude::*;

const A: TagSet = TagSet(1);
const B: TagSet = TagSet(1 << 40);
const VOCABULARY: Vocabulary<'_> = Vocabulary {
    tags: &[("A", A), ("B", B)],
    sets: &[("clause", "because"), ("colour", "red green blue")],
    classes: &[("only_a", "A!B")],
    common: "the of",
    loose: false,
};

fn compile(patterns: &[&str]) -> Result<Program, PatternError> {
    Program::compile(VOCABULARY, Frequencies::default(), (0u16..).zip(patterns))
}

/// Words that begin with `a` have the tag A, those with `b` the tag B, those with `x` none, all others both.
fn tokens(program: &Program, doc: &Document<'_>) -> Vec<Token> {
    (0..doc.words.len())
        .map(|at| Token {
            tags: match doc.word(at).as_bytes()[0] {
                b'a' => A,
                b'b' => B,
                b'x' => TagSet(0),
                _ => A.with(B),
            },
            id: program.number(doc.words[at].hash),
            before: Separator::of(doc.words[at].gap, doc.words[at].first),
            class: 0,
        })
        .collect()
}

/// The marked words of all matches of one pattern.
fn find(pattern: &str, text: &str) -> Vec<String> {
    let program = compile(&[pattern]).expect(pattern);
    let doc = Document::new(text);
    let mut found = Vec::new();
    program.run(&tokens(&program, &doc), &mut Scratch::default(), |m| {
        let words = m.marked();
        found.push(doc.words[words.start].span.to(doc.words[words.end - 1].span).slice(text).to_owned());
    });
    found
}

#[test]
fn steps_take_words_sets_and_tags() {
    assert_eq!(find("red|green", "Go green or red, not greenish."), ["green", "red"]);
    assert_eq!(find("@colour tea", "Green tea and blue tea, blue, tea."), ["Green tea", "blue tea"]);
    assert_eq!(find("A!ask B", "ape bee, ask bee, ape ant"), ["ape bee"]);
    assert_eq!(find("B!A", "bee tea bat"), ["bee", "bat"]);
    assert_eq!(find("red %only_a? bee", "red ant bee, red tea bee, red bee"), ["red ant bee", "red bee"]);
    assert_eq!(find("[tea] *", "tea xylem, tea time"), ["tea"]);
}

#[test]
fn steps_take_as_many_words_as_they_can() {
    assert_eq!(find("red A? tea", "red tea, red ant tea, red ant ant tea"), ["red tea", "red ant tea"]);
    assert_eq!(find("red A~", "red ant ant ant ant"), ["red ant ant ant"]);
    assert_eq!(find("red B!bat{2} tea", "red bee bee tea, red bat tea, red bee bee bee tea"), ["red bee bee tea"]);
    assert_eq!(find("red ..3 tea", "red (xx, xx) tea. Red tea. red. tea"), ["red (xx, xx) tea", "Red tea"]);
}

#[test]
fn separators_count() {
    assert_eq!(find("red ,tea", "red tea, red, tea, red: tea"), ["red, tea"]);
    assert_eq!(find("red :tea", "red tea, red, tea, red: tea"), ["red: tea"]);
    assert_eq!(find("red –tea", "red - tea, red – tea, red-tea"), ["red - tea", "red – tea"]);
    assert_eq!(find("red _tea", "red; tea, red (tea), red. Tea"), ["red; tea", "red (tea"]);
    assert_eq!(find("red tea", "red  tea, red tea-time, infra-red tea"), ["red  tea"]);
}

#[test]
fn starts_and_ends_are_checked() {
    assert_eq!(find("^ red", "Red. It is red. Red, red"), ["Red", "Red"]);
    assert_eq!(find("^, red", "Red. It is red, red"), ["Red", "red"]);
    assert_eq!(find("^^ red", "Red because red was red, red"), ["Red", "red", "red"]);
    assert_eq!(find("red $", "red tea, red, red. Red tea red"), ["red", "red", "red"]);
    assert_eq!(find("-the|B red -tea", "the red, bee red, ape red, ape red tea"), ["red"]);
}

#[test]
fn captures_are_told_by_name_and_by_step() {
    let program = compile(&["of [red many=[A~] tea => $1 $3"]);
    assert!(program.is_err_and(|e| e.reason.contains("inside another")));
    let program = compile(&["of many=[A~] [tea] => $3 of $2"]).expect("a good pattern");
    let doc = Document::new("of ant ape tea, of tea");
    let mut found = Vec::new();
    program.run(&tokens(&program, &doc), &mut Scratch::default(), |m| {
        found.push((m.rule(), m.words(), m.marked(), m.capture("many"), m.step(3)));
        assert_eq!((m.fix(), m.capture("none"), m.step(4)), (Some("$3 of $2"), None, None));
    });
    assert_eq!(found, [(0, 0..4, 3..4, Some(1..3), Some(3..4)), (0, 4..6, 5..6, Some(5..5), Some(5..6))]);
}

#[test]
fn loose_patterns_pass_over_marks() {
    let vocabulary = Vocabulary { loose: true, ..VOCABULARY };
    let program = Program::compile(vocabulary, Frequencies::default(), [(0, "red the? tea")]).expect("a good pattern");
    let doc = Document::new("It is red. The tea, red: tea.");
    let mut found = Vec::new();
    program.run(&tokens(&program, &doc), &mut Scratch::default(), |m| found.push(m.words()));
    assert_eq!(found, [2..5, 5..7]);
}

#[test]
fn patterns_that_cannot_be_read_say_why() {
    for (pattern, reason) in [
        ("", "0 steps"),
        ("a b => $3", "$3 names no step"),
        ("a =>", "nothing stands after"),
        ("XX", "no tag is called XX"),
        ("@nothing", "no set of words is called nothing"),
        ("a||b", "is empty"),
        ("%only_b", "no kind of words is called only_b"),
        ("%only_a!b", "must stand alone"),
        ("A? tea", "the first step may be missing"),
        ("a [b", "not closed"),
        ("a b]", "was not opened"),
        ("[a] [b]", "two brackets"),
        ("x1=[a]", "stands before a bracket"),
        ("^= a", "noun_clause"),
        ("a ..99 b", ".. and a number"),
        ("a A{0} b", "a number from 1"),
        ("a ..20 b ..20 c ..20 d", "shorten a gap"),
        ("a b c d e f g h i j k l m", "13 steps"),
    ] {
        let error = compile(&["red", pattern]).expect_err(pattern);
        assert!(error.pattern == pattern && error.reason.contains(reason), "{pattern}: {error}");
    }
}

/// One word may anchor any number of patterns.
#[test]
fn no_word_has_too_many_patterns() {
    let patterns: Vec<String> = (0..300).map(|n| format!("red w{n}")).collect();
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    let all = ["the red *"].into_iter().chain(patterns).collect::<Vec<_>>();
    let program = compile(&all).expect("good patterns");
    let doc = Document::new("the red w299");
    let mut found = Vec::new();
    program.run(&tokens(&program, &doc), &mut Scratch::default(), |m| found.push(m.rule()));
    found.sort_unstable();
    assert_eq!(found, [0, 300]);
}

#[test]
fn words_have_numbers() {
    let program = compile(&["depend|depends from"]).expect("a good pattern");
    assert_ne!(program.number(crate::text::hash::hash_word(b"Depends")), 0);
    assert_eq!(program.number(crate::text::hash::hash_word(b"banana")), 0);
    assert_eq!(Program::default().number(7), 0);
    let numbered: Vec<u16> = program.numbered().map(|n| n.1).filter(|n| *n < 3).collect();
    assert_eq!(numbered.len(), 2, "the common words come first");
}

/// Every way in which the steps of a pattern can take words from `at` on, tried one after the other.
fn naive(steps: &[(char, usize, usize)], text: &[char]) -> bool {
    let Some(((kind, least, most), rest)) = steps.split_first() else { return true };
    (*least..=*most).any(|n| {
        n <= text.len()
            && text[..n].iter().all(|c| match kind {
                'A' => matches!(c, 'a' | 'c'),
                'B' => matches!(c, 'b' | 'c'),
                k => c == k,
            })
            && naive(rest, &text[n..])
    })
}

proptest! {
    /// Prefilters, anchors and classes change no result.
    #[test]
    fn the_matcher_finds_what_trying_everything_finds(
        steps in proptest::collection::vec(("[abcAB]", 0usize..3), 1..5),
        text in proptest::collection::vec(proptest::char::range('a', 'c'), 0..30),
        classes in any::<bool>(),
    ) {
        let marks = [("", 1, 1), ("?", 0, 1), ("~", 0, 3)];
        let steps: Vec<_> = steps.iter().enumerate().map(|(at, (kind, mark))| (kind, marks[if at == 0 { 0 } else { *mark }])).collect();
        let pattern: Vec<String> = steps.iter().map(|(kind, (mark, ..))| format!("{kind}{mark}")).collect();
        let plain: Vec<_> = steps.iter().map(|(kind, (_, least, most))| (kind.chars().next().expect("one letter"), *least, *most)).collect();
        let sets = [A, B, A.with(B)];
        let frequencies = Frequencies { classes: TagClasses::new(&sets[..1], &[(sets[2], 5), (sets[1], 9)]), word: None, rarest: false };
        let program = Program::compile(VOCABULARY, frequencies, [(0, pattern.join(" "))]).expect("a good pattern");
        let tokens: Vec<Token> = text
            .iter()
            .map(|c| {
                let tags = sets[*c as usize - 'a' as usize];
                let class = if classes { program.classes().class(tags) } else { 0 };
                let id = program.number(crate::text::hash::hash_word(c.to_string().as_bytes()));
                Token { tags, id, before: Separator::Blank, class }
            })
            .collect();
        let mut found = std::collections::BTreeSet::new();
        program.run(&tokens, &mut Scratch::default(), |m| { found.insert(m.words().start); });
        let expected = (0..text.len()).filter(|&at| naive(&plain, &text[at..])).collect();
        prop_assert_eq!(found, expected);
    }
}

const OWN: &str = "[sets]\nfruit = \"apple pear\"\n\n[[rule]]\nname = \"own\"\nkind = \"grammar\"\nfamily = \"house\"\n\
    message = \"m\"\nwhy = \"w\"\npatterns = [\"@fruit N1\"]\nmust_match = [\"«Pear tree»\"]\nmust_not_match = [\"A tree.\"]\n";

#[test]
fn files_of_rules_extend_and_replace() {
    let builtin = RuleSet::builtin();
    let rules = builtin.clone().with_file(OWN).expect("a good file");
    assert_eq!(rules.all().count(), builtin.all().count() + 1);
    let replaced = builtin.clone().with_file(&OWN.replace("\"own\"", "\"a_plural\"")).expect("a good file");
    assert_eq!(replaced.all().count(), builtin.all().count());
    assert!(replaced.all().any(|r| r.name == "a_plural" && r.family == "house"));
    assert!(builtin.name().is_none() && rules.name().is_some_and(|n| n.contains(rules.digest().expect("a file"))));
}

#[test]
fn own_rules_that_are_too_unsure_are_named() {
    let own =
        |key: &str| RuleSet::builtin().with_file(&OWN.replace("why =", &format!("{key}\nwhy ="))).expect("a file");
    let unsure = own("precision = 0.59");
    let rule = unsure.all().find(|r| r.name == "own").expect("it is there");
    assert!(!unsure.is_on(rule));
    let said: Vec<String> = unsure.own_unsure().collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("line 5: the rule \"own\" is not used: its precision is below 0.6"), "{said:?}");
    assert_eq!(own("precision = 0.6").own_unsure().count() + own("").own_unsure().count(), 0);
    assert_eq!(RuleSet::builtin().own_unsure().count(), 0);
}

#[test]
fn rules_are_switched_off_by_name_and_by_family() {
    let rules = RuleSet::builtin().without(["prepositions", "a_or_an"]).expect("both are there");
    let off: Vec<&str> = rules.all().filter(|r| !rules.is_on(r)).map(|r| r.name).collect();
    assert!(off.contains(&"a_or_an") && off.contains(&"dependent_preposition") && !off.contains(&"a_plural"));
    assert_eq!(rules.name().as_deref(), Some("the compiled-in rules without a_or_an, prepositions"));
    let error = RuleSet::builtin().without(["artcles"]).expect_err("no such rule").to_string();
    assert!(error.contains("artcles") && error.contains("articles"), "{error}");
}

#[test]
fn files_that_cannot_be_used_say_why_and_where() {
    for (from, to, line, what) in [
        ("why =", "wy =", 9, "unknown field `wy`"),
        ("@fruit N1", "@fruit N9", 10, "no tag is called N9"),
        ("@fruit N1", "@fruits N1", 10, "no set of words is called fruits"),
        ("\"grammar\"", "\"style\"", 6, "\"style\" is not a kind"),
        ("\"own\"", "\"Own\"", 5, "can't be a name"),
        ("\"w\"", "\"\"", 5, "no message or no why"),
        ("[\"A tree.\"]", "[]", 5, "no example"),
        ("[\"@fruit N1\"]", "[]", 5, "has no pattern"),
        ("family", "code = \"own\"\nfamily", 5, "names a function of the program"),
        ("[sets]", "vocabulary = \"gramma\"\n[sets]", 1, "no vocabulary is called gramma"),
    ] {
        let error = RuleSet::builtin().with_file(&OWN.replace(from, to)).expect_err(what).to_string();
        assert!(error.contains(what) && error.contains(&format!("line {line}")), "{error}");
    }
    let twice = OWN.to_owned() + &OWN[OWN.find("[[rule]]").expect("a rule")..];
    let error = RuleSet::builtin().with_file(&twice).expect_err("two of a name").to_string();
    assert!(error.contains("line 14") && error.contains("is on line 5 already"), "{error}");
}

/// The tags of grammar are those of the lexicon.
#[test]
fn grammar_has_the_tags_of_the_lexicon() {
    let tags: Vec<(&str, u64)> = crate::lexicon::Tags::NAMES.iter().map(|(name, tag)| (*name, tag.0.into())).collect();
    assert!(DOMAINS[0].tags.starts_with(&tags));
}
