use super::*;
use proptest::prelude::*;

fn words(text: &str) -> Vec<&str> {
    let doc = Document::new(text);
    (0..doc.words.len()).map(|i| doc.word(i)).collect()
}

fn sentences(text: &str) -> Vec<String> {
    let doc = Document::new(text);
    (0..doc.sentences.len()).map(|i| doc.sentence_text(i).to_owned()).collect()
}

#[test]
fn words_numbers_and_addresses() {
    assert_eq!(words("I don’t use GPT-4, 3.5 or 2,000."), ["I", "don’t", "use", "GPT", "4", "3.5", "or", "2,000"]);
    assert_eq!(words("an M.Sc. and a Ph.D. (e.g. in AI)"), ["an", "M.Sc", "and", "a", "Ph.D", "e.g", "in", "AI"]);
    assert_eq!(
        words("see https://x.org/a?b=1. Mail a.b@c.de, ok"),
        ["see", "https://x.org/a?b=1", "Mail", "a.b@c.de", "ok"]
    );
    assert_eq!(words("by [company] and [the university]"), ["by", "[company]", "and", "[the university]"]);
    assert_eq!(words("the end.The start"), ["the", "end", "The", "start"]);
    assert_eq!(words("the dogs' bowl, 'quoted'"), ["the", "dogs", "bowl", "quoted"]);
}

#[test]
fn shapes_and_classes() {
    let doc = Document::new("We trained SNNs in PyTorch on 4 [GPUs] at x@y.z");
    let shapes: Vec<_> = doc.words.iter().map(|w| (w.shape, w.class)).collect();
    assert_eq!(shapes[0], (Shape::Capitalised, Class::Word));
    assert_eq!(shapes[2], (Shape::Upper, Class::Word));
    assert_eq!(shapes[4], (Shape::Mixed, Class::Word));
    assert_eq!(shapes[6], (Shape::Caseless, Class::Number));
    assert_eq!(shapes[7].1, Class::Placeholder);
    assert_eq!(shapes[9].1, Class::Opaque);
    let doc = Document::new("platforms ([name], [name])");
    assert!(doc.words[1].gap.has(Gap::OPEN) && !doc.words[2].gap.has(Gap::OPEN));
}

#[test]
fn folded_forms_share_a_hash() {
    let doc = Document::new("Don’t don't DON'T");
    assert_eq!(doc.words[0].hash, doc.words[1].hash);
    assert_eq!(doc.words[1].hash, doc.words[2].hash);
    assert_eq!(doc.folded(0), "don't");
}

#[test]
fn divided_words_join_and_keep_their_offsets() {
    let doc = Document::new("I study reinforce-\nment learning.");
    assert_eq!(doc.words[3].gap, Gap::LINE_HYPHEN);
    assert_eq!(doc.joined_hash(3), Some(hash::hash_word(b"reinforcement")));
    assert_eq!(doc.words[2].span.to(doc.words[3].span).slice(doc.text()), "reinforce-\nment");
    assert_eq!(doc.count_words(), 4);
}

#[test]
fn sentences_end_where_a_reader_ends_them() {
    assert_eq!(sentences("I met Dr. Ode. We spoke, e.g. of SNNs."), ["I met Dr. Ode.", "We spoke, e.g. of SNNs."]);
    assert_eq!(sentences("I hold a Ph.D. My field is ML."), ["I hold a Ph.D.", "My field is ML."]);
    assert_eq!(sentences("I hold a Ph.D. in ML. Really?! Yes."), ["I hold a Ph.D. in ML.", "Really?!", "Yes."]);
    assert_eq!(sentences("1. Read it. 2. Run it."), ["1. Read it.", "2. Run it."]);
    assert_eq!(sentences("It works . But how ?"), ["It works .", "But how ?"]);
    assert_eq!(sentences("“It works.” He left."), ["It works.”", "He left."]);
    assert_eq!(sentences("I wrote it in .NET and C."), ["I wrote it in .NET and C."]);
}

#[test]
fn wrapped_lines_are_one_paragraph_and_short_lines_are_not() {
    let wrapped = "Dear committee,\nI have been working on policy gradients for the last two years and\nI would like \
                   to meet people who know more about them than I do, which\nshould be easy. The rest of my time goes \
                   into teaching.\nMy second point is a short one, but it needs a line or two\nto make itself clear.\nYours,\n[name]";
    let doc = Document::new(wrapped);
    assert_eq!(doc.sentences.iter().map(|s| s.span.slice(doc.text())).filter(|s| s.contains("policy")).count(), 1);
    assert!(doc.sentence_text(0).ends_with("should be easy."), "{:?}", doc.sentence_text(0));
    let list = Document::new("My tools are:\n- PyTorch\n- JAX");
    assert_eq!(list.paragraphs.len(), 3);
    assert_eq!(list.paragraphs.iter().map(|p| p.bullet).collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn the_common_case_reads_words_as_the_general_one_does() {
    // A word after a line break takes the general path, after a blank the quick one.
    for word in [
        "a",
        "I",
        "word",
        "Word",
        "WORD",
        "SNNs",
        "PyTorch",
        "don't",
        "x_y",
        "M.Sc",
        "a@b.c",
        "www.x.org",
        "naïve",
        "end.",
        "GPT-4",
    ] {
        let (quick, general) = (format!("o {word} b"), format!("o\n{word} b"));
        let (quick, general) = (Document::new(&quick), Document::new(&general));
        assert_eq!(quick.words.len(), general.words.len(), "{word}");
        for (a, b) in quick.words.iter().zip(&general.words).skip(1) {
            assert_eq!(
                (a.span, a.hash, a.class, a.shape, a.non_ascii),
                (b.span, b.hash, b.class, b.shape, b.non_ascii)
            );
        }
    }
}

#[test]
fn empty_and_odd_texts() {
    for text in ["", " ", "\n\n", "...", "[", "[]", "[name", "@", "a@", "-\n", "\u{ad}\n", "'", "\u{feff}", "½", "²"]
    {
        let doc = Document::new(text);
        assert_eq!(doc.sentences.is_empty(), doc.words.is_empty(), "{text:?}");
    }
}

/// Text that leans on what the reader treats specially.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,6}",
        Just("-\n".into()),
        Just("\n\n".into()),
        Just(".\r\n".into()),
        Just("[name]".into()),
        Just("’s ".into()),
        Just("\u{ad}\n".into()),
        Just("\u{200b}".into()),
        Just("a@b.c".into()),
        Just("http://x".into()),
        Just("e.g. ".into()),
        Just("• ".into()),
        Just("1. ".into()),
        Just("\u{202e}".into()),
        "[a-zA-Z]{1,9}",
        Just(" ".into()),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|v| v.concat())
}

proptest! {
    #[test]
    fn spans_are_ordered_within_bounds_and_complete(text in nasty()) {
        let doc = Document::new(&text);
        let mut end = 0;
        for (i, w) in doc.words.iter().enumerate() {
            prop_assert!(w.span.start as usize >= end && !w.span.is_empty(), "{i} {:?}", w);
            prop_assert!(text.get(w.span.range()).is_some());
            end = w.span.end as usize;
        }
        let mut next = 0;
        for (i, s) in doc.sentences.iter().enumerate() {
            prop_assert_eq!(s.words.start, next);
            prop_assert!(s.words.end > s.words.start && text.get(s.span.range()).is_some());
            prop_assert!(doc.paragraphs[s.paragraph].sentences.contains(&i));
            next = s.words.end;
        }
        prop_assert_eq!(next, doc.words.len());
    }

    #[test]
    fn reusing_memory_changes_nothing(a in nasty(), b in nasty()) {
        let fresh = Document::new(&b);
        let reused = Document::new(&a).reuse(&b);
        prop_assert_eq!(&fresh.words, &reused.words);
        prop_assert_eq!(&fresh.sentences, &reused.sentences);
        prop_assert_eq!(&fresh.paragraphs, &reused.paragraphs);
    }
}

#[test]
fn a_letter_with_a_word_has_one_word_at_least() {
    for text in ["-Learn!", "- Learn!", "–Learn", "Dear all,\n-Learn!"] {
        assert!(Document::new(text).count_words() >= 1, "{text}");
    }
}
