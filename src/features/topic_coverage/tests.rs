use super::*;
use crate::features::{Extractor, Measurement};
use crate::span::Span;
use crate::text::Document;
use proptest::prelude::*;
use std::sync::LazyLock;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| {
    Extractor::of(vec![Box::new(TopicCoverage::new(Arc::new(Topics::builtin()), &RuleSet::builtin()))])
});

fn measure(letter: &str) -> Measurement {
    let mut m = Measurement::default();
    EXTRACTOR.measure(&Document::new(letter), true, &mut m);
    m
}

fn value(topic: &str, letter: &str) -> f64 {
    let name = format!("topic_{topic}");
    let at = EXTRACTOR.columns().iter().position(|c| c.name == name).unwrap();
    measure(letter).values[at].unwrap()
}

/// The spans between « and », those of the topic's evidence, and the kinds of the latter.
pub(super) fn marked_evidence(topic: &str, marked: &str) -> (Vec<Span>, Vec<Span>, Vec<&'static str>) {
    let letter = marked.replace(['«', '»'], "");
    let mut expected = Vec::new();
    let (mut plain, mut start) = (0usize, 0usize);
    for c in marked.chars() {
        match c {
            '«' => start = plain,
            '»' => expected.push(Span::new(start, plain)),
            c => plain += c.len_utf8(),
        }
    }
    let name = format!("topic_{topic}");
    let column = EXTRACTOR.columns().iter().position(|c| c.name == name).unwrap();
    let m = measure(&letter);
    let (got, kinds): (Vec<Span>, Vec<&str>) =
        m.evidence.iter().filter(|e| e.column as usize == column).map(|e| (e.span, e.kind)).unzip();
    assert_eq!(m.values[column].unwrap() > 0.0, kinds.iter().any(|k| *k != "negated"), "{marked}");
    (expected, got, kinds)
}

/// The evidence of a topic stands between « and », with its kind; the value is above 0 unless all is negated.
fn check(topic: &str, marked: &str, kinds: &[&str]) {
    let (expected, got, got_kinds) = marked_evidence(topic, marked);
    assert_eq!((got, got_kinds.as_slice()), (expected, kinds), "{marked}");
}

#[test]
fn topics_are_found_in_their_own_words() {
    check("snn", "I trained «spiking networks» on «Loihi».", &["done", "done"]);
    check("snn", "I simulated «leaky integrate-and-fire neurons».", &["done"]);
    check("diffusion", "I hope to learn «diffusion models».", &["wish"]);
    check("diffusion", "We compared «score-based generative models» of faces.", &["done"]);
    check("diffusion", "My thesis is about «denoising networks» for pictures.", &["done"]);
    check("rl", "I implemented «policy gradients» and «reinforce-\nment learning».", &["done", "done"]);
    check("llm", "I built a service with «GPT-4».", &["done"]);
    check("llm", "«Transformer-\nbased language models» amaze people.", &["mention"]);
    check("llm", "We used «instruction tuning».", &["done"]);
    check("rag", "In my job I built a «RAG pipeline».", &["done"]);
    check("agents", "I would love to build «AI agents».", &["wish"]);
    check("edge", "I worked on «post-training quantisation».", &["done"]);
    check("multimodal", "I want to study «vision-language models».", &["wish"]);
    check("ssl", "I used «contrastive learning» for X-rays.", &["done"]);
    check("safety", "I care about «AI safety».", &["mention"]);
}

#[test]
fn other_senses_are_left_alone() {
    for (topic, letter) in [
        ("llm", "I hold an LL.M. in international law."),
        ("llm", "After my LLM degree I joined a firm."),
        ("llm", "I repaired power transformers and electrical transformers."),
        ("diffusion", "I studied heat diffusion in steel and the diffusion of innovations in villages."),
        ("diffusion", "I analysed diffusion MRI scans with graph diffusion."),
        (
            "diffusion",
            "Information diffusion in social networks is my subject; our diffusion models track the cascade.",
        ),
        ("rl", "I designed steel reinforcement for concrete beams and used positive reinforcement with pupils."),
        ("rl", "Relation linking (RL) is hard for knowledge graphs. Our RL method uses deep learning."),
        ("agents", "I was an estate agent and know travel agents."),
        ("snn", "We train a Siamese neural network (SNN). The SNN compares pictures with deep learning."),
        ("snn", "Self-normalizing neural networks (SNNs) need no batch normalisation."),
        ("snn", "Price spikes and a spike-and-slab prior for the neural network."),
        ("snn", "I recorded spikes in mice and did the spike sorting."),
    ] {
        check(topic, letter, &[]);
    }
}

#[test]
fn denials_wishes_and_deeds_are_told_apart() {
    check("rl", "I have no experience with «RL».", &["negated"]);
    check("rl", "I have never worked with «reinforcement learning».", &["negated"]);
    check("rl", "I hope to learn «RL».", &["wish"]);
    check("diffusion", "I hope to learn about «diffusion».", &["wish"]);
    check("llm", "I have never worked with RL, but I trained «LLMs».", &["done"]);
    let by_stance =
        ["I trained RL agents.", "RL agents play chess.", "I hope to train RL agents.", "I never trained RL agents."];
    let values = by_stance.map(|letter| value("rl", letter));
    assert!(values.is_sorted_by(|a, b| a > b) && values[3] == 0.0, "{values:?}");
}

#[test]
fn lists_and_repetition_add_almost_nothing() {
    let one = value("rl", "I trained agents with PPO.");
    let list = value("rl", "I trained agents with PPO, Q-learning, actor-critic, SARSA, MCTS, MDPs, Atari.");
    assert!(list < one * 1.34, "{one} {list}");
    let two = value("rl", "I trained agents with PPO. I built replay buffers for Q-learning.");
    assert!(two > one * 1.5, "{one} {two}");
    let sentence = "I trained agents with PPO. ";
    assert_eq!(value("rl", sentence), value("rl", &sentence.repeat(20)));
}

#[test]
fn phrases_are_short() {
    let column = EXTRACTOR.columns().iter().position(|c| c.name == "topic_rl").unwrap();
    assert_eq!(EXTRACTOR.phrase(column, Some(0.0)), "RL not addressed");
    assert_eq!(EXTRACTOR.phrase(column, None), "RL not addressed");
    assert_eq!(EXTRACTOR.phrase(column, Some(0.1)), "RL touched (0.10)");
    assert_eq!(EXTRACTOR.phrase(column, Some(0.33)), "RL covered (0.33)");
    assert_eq!(EXTRACTOR.phrase(column, Some(0.74)), "RL covered in depth (0.74)");
    assert_eq!(EXTRACTOR.columns()[column].title, "Reinforcement learning");
}

#[test]
fn the_example_in_the_text_is_true() {
    let letter = "I trained spiking networks on Loihi. I hope to learn about diffusion models.";
    assert_eq!(format!("{:.2} {:.2}", value("snn", letter), value("diffusion", letter)), "0.39 0.10");
}

/// A walk that were quadratic in any of these would not end while somebody waits; how long they take, the benches say.
#[test]
fn long_and_hostile_letters_are_read_to_their_end() {
    let hostile = [
        "x".repeat(1 << 20),
        "RL ".repeat(200_000),
        "policy reward ".repeat(100_000),
        "large language ".repeat(100_000),
        "diffusion model ".repeat(100_000),
        "diffusion-\n".repeat(100_000),
        "spi\u{200b}king ".repeat(100_000),
        "<b>[RL](</b>".repeat(50_000),
    ];
    for letter in &hostile {
        let m = measure(letter);
        assert!(m.values.iter().flatten().all(|v| (0.0..=1.0).contains(v)), "{}", &letter[..12]);
        assert!(m.evidence.iter().all(|e| letter.get(e.span.range()).is_some()), "{}", &letter[..12]);
    }
}

/// Sentences that begin and end cleanly and hold no word that speaks against a topic.
const SENTENCES: [&str; 12] = [
    "I trained spiking neural networks on Loihi. ",
    "I hope to learn about diffusion models. ",
    "I have no experience with reinforcement learning. ",
    "Large language models are everywhere. ",
    "My thesis compared PPO, DQN and SAC. ",
    "We propose a policy with a reward in machine learning. ",
    "I like music and long walks. ",
    "I fine-tuned BERT with LoRA. ",
    "We quantised the model for edge devices. ",
    "I want to study retrieval-augmented generation. ",
    "SNNs, RL and LLMs interest me. ",
    "AI agents should be safe. ",
];

proptest! {
    #[test]
    fn any_letter_is_read_and_evidence_fits(letter in "(\\PC|RL|SNN|LLM|diffusion|model|policy |reward|spiking |[a-z]{1,6}|[ .,\\n(-]){0,80}") {
        let m = measure(&letter);
        for (i, e) in m.evidence.iter().enumerate() {
            prop_assert!(letter.get(e.span.range()).is_some_and(|s| !s.is_empty()));
            for other in &m.evidence[i + 1..] {
                prop_assert!(e.column != other.column || !e.span.overlaps(other.span));
            }
        }
        for v in &m.values {
            prop_assert!(v.is_some_and(|v| (0.0..=1.0).contains(&v)));
        }
    }

    #[test]
    fn a_further_sentence_never_lowers_coverage(picks in proptest::collection::vec(0..SENTENCES.len(), 0..10), more in 0..SENTENCES.len()) {
        let mut letter: String = picks.iter().map(|i| SENTENCES[*i]).collect();
        let before = measure(&letter).values;
        letter.push_str(SENTENCES[more]);
        let after = measure(&letter).values;
        for (a, b) in before.iter().zip(&after) {
            prop_assert!(b >= a, "{letter}");
        }
        if picks.contains(&more) {
            letter.push_str(SENTENCES[more]);
            prop_assert_eq!(&after, &measure(&letter).values);
        }
    }

    #[test]
    fn any_topics_file_that_parses_can_be_used(
        terms in proptest::collection::vec("([a-zA-Z0-9_|/ :.'é=-]{1,12}|RL|[a-d]( [a-d_]){0,4})", 1..6),
        letter in "[a-dRL .\\n-]{0,60}",
    ) {
        let list: Vec<String> = terms.iter().map(|t| format!("'''{}'''", t.replace("'''", ""))).collect();
        let file = format!("[[topic]]\nkey = 'a'\ntitle = 'A'\nstrong = [{0}]\nweak = [{0}]\nexclude = [{0}]", list.join(", "));
        if let Ok(topics) = Topics::parse(&file) {
            let _ = (topics.check(), topics.digest());
            let extractor = Extractor::of(vec![Box::new(TopicCoverage::new(Arc::new(topics), &RuleSet::builtin()))]);
            extractor.measure(&Document::new(&letter), true, &mut Measurement::default());
        }
    }
}
