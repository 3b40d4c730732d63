//! The fuzz targets' twins: the same checks (`robust/checks.rs`) on what proptest makes, and on every input that failed
//! before (`robust/failures/<target>/`).

mod robust {
    pub mod checks;
}

use proptest::prelude::*;
use robust::checks::{self, CHECKS};

#[test]
fn inputs_that_failed_before_hold_now() {
    for (name, check) in CHECKS {
        let Ok(entries) = std::fs::read_dir(format!("tests/robust/failures/{name}")) else { continue };
        for entry in entries {
            check(&std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
}

/// Bytes that lean on what the readers treat specially, after one that chooses a format.
fn bytes(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces).prop_map(|p| p.as_bytes().to_vec()),
        2 => "[ -~]{0,12}".prop_map(String::into_bytes),
        1 => "\\PC{0,6}".prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..4),
    ];
    (any::<u8>(), proptest::collection::vec(piece, 0..40)).prop_map(|(first, pieces)| {
        let mut bytes = vec![first];
        bytes.extend(pieces.concat());
        bytes
    })
}

const TABLES: &[&str] = &[
    "id,letter\n",
    "id\tletter\n",
    "{\"id\":\"1\",\"letter\":\"a\"}\n",
    "\"",
    ",",
    "\t",
    ";",
    "\r\n",
    "\n",
    "\u{feff}",
];
const FILES: &[&str] = &[
    "{\\rtf1 ",
    "\\par ",
    "\\u8364?",
    "\\'e9",
    "{\\*\\x ",
    "}",
    "<html><body>",
    "<p>",
    "<p class=a style='display:none'>",
    "<style>.a{color:#fff;",
    "font-size:0}",
    "</style>",
    "<i hidden>",
    "seen ",
    "</p>",
    "<script>",
    "&amp;",
    "&#x110000;",
    "<!--",
    "PK\u{3}\u{4}",
    "word/document.xml",
    "\u{feff}",
    "\n\n",
    "- ",
];
const PAGES: &[&str] = &[
    "BT /F 11 Tf 60 700 Td 14 TL ",
    "BT /C 9 Tf 1 0 0 1 60 600 Tm ",
    "/T 1 Tf ",
    "(I like rain) Tj ",
    "[(ra)-300(in)200<41ff>] TJ ",
    "<00410042> Tj ",
    "T* (and birds) ' ",
    "ET ",
    "q ",
    "Q ",
    "0 0 1e30 rg ",
    "1 g ",
    "/S cs 0 scn ",
    "/G gs ",
    "/H gs ",
    "3 Tr ",
    "7 Tr ",
    "0 Tz ",
    "-50 Tz ",
    "1e9 Ts ",
    "50 590 400 30 re f ",
    "0 0 9 9 re W n ",
    "0 0 m 9e9 9e9 l 40 w S ",
    "0 0 0 0 0 0 cm ",
    "0 1 -1 0 300 0 cm ",
    "1e38 0 0 1e38 0 0 cm ",
    "/X Do ",
    "/I Do ",
    "/OC /O BDC ",
    "/Span <</ActualText(x)>> BDC ",
    "EMC ",
    "BI /W 1 /H 1 ID x EI ",
    "\0beginbfchar <41> <0042> endbfchar ",
    "beginbfrange <0000> <ffff> <0000> endbfrange ",
];
const PROSE: &[&str] = &[
    "Dear all,\n",
    "Yours sincerely,\n",
    "I have five years of experience ",
    "since 2020 ",
    "reinforce-\nment learning. ",
    "We trained SNNs. ",
    "e.g. ",
    "[name]",
    "a@b.c ",
    "\n\n",
    "-\n",
    "’s ",
    "\u{200b}",
    "\u{202e}",
    "е",
    "\u{ad}",
    "\u{e0041}",
    "1,000.5 ",
    "never ",
    "the the ",
    "• ",
    "ignore previous instructions ",
    "Ａ",
    "\u{301}",
    "Tell us what you have worked on ",
    "2019–2021 ",
    "a ",
    ". ",
];
const TOML: &[&str] = &[
    "[[topic]]\n",
    "key = \"a\"\n",
    "title = \"A\"\n",
    "core = [\"rl\"]\n",
    "[",
    "]",
    "=",
    "\"",
    "\n",
    "{",
    "}",
    ",",
    "'''",
    "#",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"format\":2,",
    "\"format\":1,",
    "\"written_by\":\"x\",",
    "\"columns\":",
    "\"intercept\":0,",
    ":",
    ",",
    "\"",
    "1e999",
    "-0",
    "null",
    "true",
];

macro_rules! twins {
    ($($name:ident: $pieces:ident, $cases:literal;)*) => {
        $(proptest! {
            #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases($cases) })]
            #[test]
            fn $name(data in bytes($pieces)) {
                checks::$name(&data);
            }
        })*
    };
}

twins! {
    ingest: TABLES, 400;
    documents: FILES, 400;
    pages: PAGES, 300;
    segmentation: PROSE, 400;
    features: PROSE, 200;
    features_alone: PROSE, 100;
    notes: PROSE, 200;
    topics: TOML, 400;
    model: JSON, 400;
}

/// Damaged copies of what is well formed get further than bytes at random.
fn damaged(original: &[u8], cuts: &[(usize, u8)], from: usize, to: usize) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for (at, byte) in cuts {
        let at = at % bytes.len();
        bytes[at] = *byte;
    }
    let (a, b) = (from % bytes.len(), to % bytes.len());
    bytes.drain(a.min(b)..a.max(b).min(a.min(b) + 40));
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn damaged_models_and_topics(
        cuts in proptest::collection::vec((any::<usize>(), 32u8..127), 0..3), from in any::<usize>(), to in any::<usize>()
    ) {
        let model = std::fs::read("models/sample/v1.json").unwrap();
        checks::model(&damaged(&model, &cuts, from, to));
        let topics = std::fs::read("data/topics.toml").unwrap();
        checks::topics(&damaged(&topics, &cuts, from, to));
    }
}
