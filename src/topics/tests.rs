use super::*;

const SMALL: &str = r#"
support = ["machine learning"]

[[topic]]
key = "rl"
title = "Reinforcement learning"
short = "RL"
strong = ["reinforcement learning", "policy gradient = policy gradient | PPO : 0.5", "fine-tuning/training policy", "behaviour model"]
unclear = ["reinforcement learning | RL"]
exclude = ["reinforcement learning of children"]

[[topic]]
key = "diffusion"
title = "Diffusion models"
strong = ["diffusion _ model", "heat diffusion model"]
weak = ["diffusion"]
exclude = ["heat diffusion"]
"#;

/// What is found in a letter, as `topic:concept:words`.
fn found(topics: &Topics, letter: &str) -> Vec<String> {
    let doc = Document::new(letter);
    let mut list = Vec::new();
    topics.find(&doc, &mut list);
    list.iter()
        .map(|f| {
            let span = doc.words[f.first as usize].span.to(doc.words[f.end as usize - 1].span);
            let key = topics.get(f.topic as usize).map_or("", |t| &t.key);
            format!("{key}:{}:{}", topics.concept(f).unwrap().name, span.slice(letter))
        })
        .collect()
}

#[test]
fn the_file_that_is_compiled_in_is_in_good_order() {
    let topics = Topics::builtin();
    let keys: Vec<&str> = topics.iter().map(|t| t.key.as_str()).collect();
    assert_eq!(keys, ["llm", "diffusion", "rl", "snn", "multimodal", "rag", "agents", "edge", "ssl", "safety"]);
    let bad: Vec<Finding> = topics.check().into_iter().filter(|f| f.severity < Severity::Note).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn beginnings_of_compounds_between_slashes_are_warned_of() {
    let warned = |term: &str| {
        let file = format!("[[topic]]\nkey = \"t\"\ntitle = \"T\"\nshort = \"T\"\nstrong = [\"{term}\"]\n");
        let findings = Topics::parse(&file).unwrap().check();
        findings
            .into_iter()
            .filter(|f| f.severity == Severity::Warning)
            .map(|f| (f.line, f.message))
            .collect::<Vec<_>>()
    };
    let message = "in \"two/three/four-bit weight\" a slash stands between whole words, so only the last of two/three/four-bit has \
                   \"-bit\"; write two-bit/three-bit/four-bit, or put the word with the hyphen first if it is meant so";
    assert_eq!(warned("two/three/four-bit weight"), [(5, message.to_owned())]);
    for term in [
        "2/4/8-bit weight",
        "short/long-term memory",
        "pre/post-training",
        "single/multi-agent system",
        "low/high-rank matrix",
        "first/second-order method",
        "inter/intra-class distance",
        "big/small-scale model",
        "policy with one/two-step lookahead",
        "zero/one/few-shot learning",
        "half/full-precision weight",
    ] {
        assert_eq!(warned(term).len(), 1, "{term}");
    }
    for term in [
        "LLM/model/GPT-4 with tool",
        "keyword/wake-word spotter",
        "diffusion-based/score-based model",
        "image/x-ray generator",
        "robot/self-driving car",
        "low-rank/efficient adapter",
        "train/fine-tune a model",
        "graph/super-resolution network",
        "two-bit/three-bit weight",
        "classifier/auto-encoder training",
    ] {
        assert_eq!(warned(term), [], "{term}");
    }
}

#[test]
fn terms_are_found_in_their_forms() {
    let topics = Topics::parse(SMALL).unwrap();
    for (letter, expected) in [
        ("Reinforcement Learning works.", vec!["rl:reinforcement learning:Reinforcement Learning"]),
        ("reinforce-\nment learn-\ning", vec!["rl:reinforcement learning:reinforce-\nment learn-\ning"]),
        (
            "In this long and happy year we studied reinforcement\nlearning with many friends in a lab by the cold sea\nand it went well.",
            vec!["rl:reinforcement learning:reinforcement\nlearning"],
        ),
        (
            "policy gradients' and policy-gradient",
            vec!["rl:policy gradient:policy gradients", "rl:policy gradient:policy-gradient"],
        ),
        ("RL, rl, RLs and Rl", vec!["rl:reinforcement learning:RL", "rl:reinforcement learning:RLs"]),
        (
            "fine tuning policies, finetuning policy",
            vec![
                "rl:fine-tuning/training policy:fine tuning policies",
                "rl:fine-tuning/training policy:finetuning policy",
            ],
        ),
        (
            "training policy; behavior models",
            vec!["rl:fine-tuning/training policy:training policy", "rl:behaviour model:behavior models"],
        ),
        (
            "reinforcement learning of children",
            vec!["rl:reinforcement learning of children:reinforcement learning of children"],
        ),
        ("reinforcement, learning. Policy. Gradient", vec![]),
        ("heat diffusion, diffusion", vec!["diffusion:heat diffusion:heat diffusion", "diffusion:diffusion:diffusion"]),
        ("heat diffusion models", vec!["diffusion:heat diffusion model:heat diffusion models"]),
        ("a diffusion transformer model", vec!["diffusion:diffusion _ model:diffusion transformer model"]),
        ("machine learning", vec![":machine learning:machine learning"]),
    ] {
        assert_eq!(found(&topics, letter), expected, "{letter}");
    }
}

#[test]
fn errors_name_the_line_and_the_way_out() {
    for (text, start) in [
        ("", "the file has no topic; begin one"),
        (
            "[[topic]]\nkey = \"a b\"\ntitle = \"A\"\nstrong = [\"x\"]",
            "line 2: the key \"a b\" can't name a column; use",
        ),
        ("[[topic]]\nkey = \"a\"\ntitle = \" \"\nstrong = [\"x\"]", "line 3: the title of \"a\" is empty; write"),
        ("[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrnog = [\"x\"]", "line 4: unknown field `strnog`"),
        ("[[topic]]\nkey = \"a\"\ntitle = \"A\"", "line 2: the topic \"a\" has no strong"),
        ("[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\n\"x\",\n\"x | \",\n]", "line 6: the term \"\" is empty"),
        ("[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"x : 2\"]", "line 4: \"x : 2\" ends in a weight"),
        ("[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"_ x\"]", "line 4: the term \"_ x\" begins with _"),
        (
            "[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"a b c d e f g h i\"]",
            "line 4: the term \"a b c d e f g h i\" is longer",
        ),
        ("[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"= x\"]", "line 4: \"= x\" has no name"),
        (
            "[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"x\"]\n[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"x\"]",
            "line 6: the topic \"a\" is on line 2 already",
        ),
        ("[[topic]\nkey", "line 1: "),
    ] {
        let error = Topics::parse(text).unwrap_err();
        assert_eq!(error.kind(), crate::error::ErrorKind::Topics);
        assert!(error.to_string().starts_with(start), "{text}: {error}");
    }
}

#[test]
fn the_digest_is_of_what_the_file_says() {
    let digest = |text: &str| Topics::parse(text).unwrap().digest();
    let one = digest("[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"x\", \"y z\"]");
    assert_eq!(one.len(), 64);
    assert_eq!(one, digest("# note\n[[topic]]\ntitle = 'A'\nkey   = 'a'\nstrong = [\n  'y  z', # here\n  'x',\n]\n"));
    assert_ne!(one, digest("[[topic]]\nkey = \"a\"\ntitle = \"A\"\nweak = [\"x\", \"y z\"]"));
    assert_ne!(one, digest("[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"x : 0.5\", \"y z\"]"));
    assert_eq!(Topics::builtin().digest(), Topics::builtin().digest());
}

#[test]
fn check_tells_what_never_counts() {
    let topics = Topics::parse(
        "[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\n\"x\",\n\"y\",\n\"p, q\",\n\"x\",\n]\nweak = [\"x = k | x\"]\nexclude = [\"y\", \"x z\"]\n\
         [[topic]]\nkey = \"b\"\ntitle = \"B\"\nstrong = [\"x\"]",
    )
    .unwrap();
    let told: Vec<(Severity, usize, bool)> =
        topics.check().into_iter().map(|f| (f.severity, f.line, f.message.contains("exclude"))).collect();
    assert_eq!(
        told,
        [
            (Severity::Error, 6, true),
            (Severity::Error, 7, false),
            (Severity::Note, 5, true),
            (Severity::Note, 5, false),
            (Severity::Note, 8, true),
            (Severity::Note, 8, false),
            (Severity::Note, 15, false),
        ]
    );
}

#[test]
fn suggestions_separate_the_labels() {
    let letters: Vec<(String, bool)> = (0..40)
        .map(|i| match i % 2 {
            0 => (format!("I simulate graph networks in year {i}. I like music."), true),
            _ => (format!("I simulate markets in year {i}. I like music."), false),
        })
        .collect();
    let borrowed: Vec<(&str, bool)> = letters.iter().map(|(l, y)| (l.as_str(), *y)).collect();
    let list = suggest(&borrowed, &Topics::parse(SMALL).unwrap(), 50);
    assert!(
        list[..5].iter().any(|s| s.term == "graph networks" && s.with == 20 && s.without == 0 && s.z > 3.0),
        "{list:?}"
    );
    assert!(list.iter().all(|s| s.term != "markets" && s.term != "music" && s.known.is_empty()));
    assert_eq!(list, suggest(&borrowed, &Topics::parse(SMALL).unwrap(), 50));
    assert!(suggest(&[], &Topics::default(), 5).is_empty());
    let known = suggest(&[("RL", true), ("RL", true), ("RL", true), ("x", false)], &Topics::parse(SMALL).unwrap(), 5);
    assert_eq!(known[0].known, ["rl"]);
}

#[test]
fn topics_that_are_left_out_take_no_part() {
    let topics = Topics::builtin();
    let letter =
        "I trained spiking networks (SNNs) on Loihi, then policies with PPO, and I fine-tuned diffusion models.";
    let doc = Document::new(letter);
    let terms = |topics: &Topics| -> Vec<(String, &str)> {
        let mut found = Vec::new();
        topics.find(&doc, &mut found);
        let key = |f: &Found| topics.get(f.topic as usize).map_or("", |t| t.key.as_str()).to_owned();
        let span = |f: &Found| doc.words[f.first as usize].span.to(doc.words[f.end as usize - 1].span).slice(letter);
        found.iter().filter(|f| topics.concept(f).is_some()).map(|f| (key(f), span(f))).collect()
    };
    let few = topics.only(&["rl", "snn", "gnn_of_tomorrow"]);
    assert_eq!(few.iter().map(|t| t.key.as_str()).collect::<Vec<_>>(), {
        let kept = topics.iter().map(|t| t.key.as_str()).filter(|k| ["rl", "snn"].contains(k));
        kept.collect::<Vec<_>>()
    });
    let wanted: Vec<_> = terms(&topics).into_iter().filter(|(k, _)| ["rl", "snn", ""].contains(&k.as_str())).collect();
    assert!(wanted.iter().any(|(k, _)| k == "snn") && wanted.iter().any(|(k, _)| k.is_empty()), "{wanted:?}");
    assert_eq!(terms(&few), wanted);
    assert_eq!(terms(&topics.only(&["rl", "snn", "diffusion"]).only(&["snn", "rl"])), wanted);
    assert_eq!(topics.only(&topics.iter().map(|t| t.key.as_str()).collect::<Vec<_>>()).digest(), topics.digest());
}

#[test]
fn the_digest_of_a_topic_is_of_its_concepts_alone() {
    let topics = Topics::parse(SMALL).unwrap();
    let of = |topics: &Topics| topics.digest_of(topics.iter().next().unwrap());
    let more = format!("{SMALL}\n[[topic]]\nkey = \"zebra\"\ntitle = \"Zebras\"\nstrong = [\"zebra\"]\n");
    assert_eq!(of(&Topics::parse(&more).unwrap()), of(&topics), "another topic makes no difference");
    let title = &topics.iter().next().unwrap().title;
    let renamed = SMALL.replacen(&format!("title = \"{title}\""), "title = \"Another name\"", 1);
    assert!(renamed != SMALL);
    assert_eq!(of(&Topics::parse(&renamed).unwrap()), of(&topics), "nor does its title");
    let concept = &topics.iter().next().unwrap().concepts[0].terms[0];
    let changed = SMALL.replacen(concept.as_str(), "zebra crossing", 1);
    assert_ne!(of(&Topics::parse(&changed).unwrap()), of(&topics));
}

const COMBINED: &str = r#"
[words]
picture = "picture | face of a cat"
undo = "undo | undoes | undoing"

[[topic]]
key = "diffusion"
title = "Diffusion models"
strong = ["cat face"]
likely = ["generation = {undo} + noise + {picture} + not wavelet", "pruning = prune + then model"]
unclear = ["noise"]
exclude = ["street noise"]
"#;

#[test]
fn the_parts_of_a_combination_stand_in_one_sentence() {
    let topics = Topics::parse(COMBINED).unwrap();
    let generation = "diffusion:generation:";
    for (letter, expected) in [
        (
            "It undoes the noise and draws a picture.",
            vec![format!("{generation}undoes"), "diffusion:noise:noise".into()],
        ),
        (
            "A face of a cat came out by undoing noise.",
            vec![format!("{generation}undoing"), "diffusion:noise:noise".into()],
        ),
        ("It undoes the noise. Then there is a picture.", vec!["diffusion:noise:noise".into()]),
        ("A wavelet undoes the noise in a picture.", vec!["diffusion:noise:noise".into()]),
        ("It undoes street noise in a picture.", vec!["diffusion:street noise:street noise".into()]),
        ("It undoes a b c d e f g h i j k l m n noise; a picture.", vec!["diffusion:noise:noise".into()]),
        ("I prune a big speech model.", vec!["diffusion:pruning:prune".into()]),
        ("I prune what came out of the model.", vec![]),
        ("The model that I prune.", vec![]),
    ] {
        assert_eq!(found(&topics, letter), expected, "{letter}");
    }
    let bad: Vec<Finding> = topics.check().into_iter().filter(|f| f.severity < Severity::Note).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn a_combination_yields_to_stronger_terms() {
    let topics = Topics::parse(
        "[words]\nnet = \"net | network\"\n[[topic]]\nkey = \"a\"\ntitle = \"A\"\nstrong = [\"spiking net\"]\n\
         likely = [\"firing = {net} + fire\"]\nunclear = [\"net of\"]",
    )
    .unwrap();
    assert_eq!(found(&topics, "A spiking net may fire."), ["a:spiking net:spiking net"]);
    assert_eq!(found(&topics, "A net of cells may fire."), ["a:firing:net"]);
    assert_eq!(found(&topics, "A net of cells."), ["a:net of:net of"]);
}

#[test]
fn errors_in_combinations_name_the_line() {
    let file = |words: &str, list: &str| format!("{words}\n[[topic]]\nkey = \"a\"\ntitle = \"A\"\n{list}");
    for (text, start) in [
        (
            file("[words]\nx = \"a\"", "strong = [\"{y} + b\"]"),
            "line 6: the term \"{y} + b\" names a group that [words] lacks",
        ),
        (
            file("[words]\nx = \"a\"", "strong = [\"{x}\"]"),
            "line 6: the term \"{x}\" names a group, but no second part",
        ),
        (file("", "strong = [\"a\"]\nexclude = [\"a + b\"]"), "line 6: the term \"a + b\" joins parts by +"),
        (file("", "strong = [\"a + not b\"]"), "line 5: the term \"a + not b\" must have two to six parts"),
        (file("[words]\nx = \"a | \"", "strong = [\"a\"]"), "line 2: the group \"x\" holds a term that can't be read"),
        (file("[words]\nX = \"a\"", "strong = [\"a\"]"), "line 2: the group \"X\" can't be named so"),
    ] {
        let error = Topics::parse(&text).unwrap_err();
        assert!(error.to_string().starts_with(start), "{text}: {error}");
    }
    let digest = |group: &str| {
        Topics::parse(&file(&format!("[words]\nx = \"{group}\""), "strong = [\"{x} + b\"]")).unwrap().digest()
    };
    assert_ne!(digest("a"), digest("c"), "a group is part of what the file says");
}
