//! What must hold for any bytes: the checks behind the fuzz targets (`fuzz/`) and their twins in `tests/robust.rs`.
//! A check panics where it does not hold.

use shortlist::documents::{self, Hints};
use shortlist::features::{self as measures, Extractor, Measurement, Settings};
use shortlist::flags::{self, Inspector, similar};
use shortlist::ingest::{Format, Options, Source};
use shortlist::model::{Model, Scorer};
use shortlist::text::{Document, Word, visible::Visible};
use shortlist::topics::Topics;
use std::path::PathBuf;
use std::sync::LazyLock;

/// A check of some bytes.
pub type Check = fn(&[u8]);

/// Every check by the name of its fuzz target.
pub const CHECKS: [(&str, Check); 8] = [
    ("ingest", ingest),
    ("documents", documents),
    ("pages", pages),
    ("segmentation", segmentation),
    ("features", features),
    ("flags", notes),
    ("topics", topics),
    ("model", model),
];

/// A folder in memory where there is one: a fuzzer writes a file for each of its millions of inputs.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let base = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = base.join(format!("shortlist-robust-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the inputs");
    folder
});

/// Tables: the first byte chooses the format. A table is refused or read; rows are counted from 1, and a letter has words.
pub fn ingest(data: &[u8]) {
    let Some((choice, table)) = data.split_first() else { return };
    let formats = [Format::Csv, Format::Tsv, Format::Jsonl];
    let path = FOLDER.join(format!("table-{:?}", std::thread::current().id()));
    std::fs::write(&path, table).expect("the input is written");
    let options = Options { format: Some(formats[usize::from(*choice) % formats.len()]), ..Options::default() };
    let Ok(source) = Source::open(&path, &options) else { return };
    let columns = source.columns().passthrough.len();
    let mut last = 0;
    for application in source {
        let Ok(application) = application else { return };
        assert!(application.row > last, "rows go up");
        last = application.row;
        assert!(!application.id.is_empty() && application.passthrough.len() == columns);
        if let Ok(letter) = application.letter {
            assert!(letter.chars().any(char::is_alphanumeric));
        }
    }
}

/// Documents of our own readers: text, Markdown, DOCX, ODT, RTF, HTML by the first byte. The readers of PDF and old Word files
/// are libraries that may fail, and run in a child process for that reason.
pub fn documents(data: &[u8]) {
    let Some((choice, file)) = data.split_first() else { return };
    let names = ["a.txt", "a.md", "a.docx", "a.odt", "a.rtf", "a.html"];
    if memchr::memmem::find(&file[..file.len().min(1_100)], b"%PDF").is_some() || file.starts_with(b"\xd0\xcf\x11\xe0")
    {
        return;
    }
    let hints = Hints { name: names[usize::from(*choice) % names.len()].to_owned(), encoding: None };
    if let Ok(letter) = documents::read(file, &hints) {
        assert!(letter.text.chars().any(char::is_alphanumeric) && letter.text.len() <= documents::LONGEST_TEXT);
    }
}

/// Pages of a PDF: operators, a form that draws itself, and a font's map are what the input says, in a file that is well
/// formed. A page is refused or read, and the same twice.
pub fn pages(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let at = rest.iter().position(|b| *b == 0).unwrap_or(rest.len());
    let (content, map) = (&rest[..at], &rest[at.min(rest.len())..]);
    let boxes = ["[0 0 595 842]", "[-50 20 300 1e3]", "[0 0 0 0]", "[9 9 -9 -9]"][usize::from(choice >> 2) % 4];
    let more = ["", "/Rotate 90", "/CropBox[10 10 400 400]/UserUnit 3", "/Rotate -180"][usize::from(*choice) % 4];
    let resources = "<</Font<</F 5 0 R/T 6 0 R/C 7 0 R>>/XObject<</X 8 0 R/I 9 0 R>>/ExtGState<</G<</ca .3/BM/Multiply>>/H<</ca 0>>>>\
        /ColorSpace<</S[/Separation/A/DeviceCMYK<</FunctionType 2/C0[0 0 0 0]/C1[1 0 0 0]/N 1/Domain[0 1]>>]>>/Properties<</O<</Type/OCG>>>>>>";
    let mut file = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox{boxes}{more}/Contents 4 0 R/Resources {resources}/Annots[10 0 R]>>endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 11 0 R/Encoding<</Differences[65/A/fi/uni00E9 128/x]>>>>endobj\n\
         6 0 obj<</Type/Font/Subtype/Type3/FontMatrix[.01 0 0 .01 0 0]/FontBBox[0 0 50 90]/FirstChar 60/LastChar 70/Widths[9 50 60]/Encoding<</Differences[60/a60/b/c]>>/CharProcs<<>>>>endobj\n\
         7 0 obj<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 11 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>]>>endobj\n\
         9 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\nx\nendstream endobj\n\
         10 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/V(a field)/Rect[20 20 200 40]/AP<</N 8 0 R>>>>endobj\n"
    )
    .into_bytes();
    for (head, stream) in [
        ("4 0 obj<<".to_owned(), content),
        (format!("8 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 300 300]/Resources {resources}"), content),
        ("11 0 obj<<".to_owned(), map),
    ] {
        file.extend(format!("{head}/Length {}>>stream\n", stream.len()).bytes());
        file.extend_from_slice(stream);
        file.extend_from_slice(b"\nendstream endobj\n");
    }
    file.extend_from_slice(b"trailer<</Root 1 0 R/Size 12>>\n%%EOF\n");
    let read = || documents::read(&file, &Hints { name: "a.pdf".into(), encoding: None });
    let got = read();
    assert_eq!(got, read());
    if let Ok(letter) = got {
        assert!(letter.text.chars().any(char::is_alphanumeric) && letter.text.len() <= documents::LONGEST_TEXT);
    }
}

fn text(data: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// Words lie in order on characters; every word is in one sentence, every sentence in one paragraph.
pub fn segmentation(data: &[u8]) {
    let text = text(data);
    let doc = Document::new(&text);
    let mut end = 0;
    for word in &doc.words {
        assert!(word.span.start as usize >= end && !word.span.is_empty());
        assert!(text.get(word.span.range()).is_some());
        end = word.span.end as usize;
    }
    let mut next = 0;
    for (index, sentence) in doc.sentences.iter().enumerate() {
        assert!(sentence.words.start == next && !sentence.words.is_empty());
        assert!(text.get(sentence.span.range()).is_some());
        assert!(doc.paragraphs[sentence.paragraph].sentences.contains(&index));
        next = sentence.words.end;
    }
    assert_eq!(next, doc.words.len());
    let (whole, all) = (Document::whole(&text), doc.words.iter().map(|w| w.span));
    let from = whole.words.partition_point(|w| doc.words.first().is_some_and(|first| w.span < first.span));
    assert!(all.eq(whole.words[from..][..doc.words.len()].iter().map(|w| w.span)), "the prose is a part of the letter");
    // But for which word opens a sentence, the words of the prose and those around it are those of the letter read whole.
    let apart = |words: &[Word]| words.iter().map(|w| Word { first: false, ..*w }).collect::<Vec<_>>();
    assert_eq!(apart(&doc.all_words()), apart(&whole.words));
    if let Some(visible) = Visible::of(&text) {
        assert!(Visible::of(visible.text()).is_none(), "what is visible stays");
        for word in &Document::new(visible.text()).words {
            assert!(text.get(visible.given(word.span).range()).is_some());
        }
    }
}

static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::of(measures::all(&Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1)))));

/// An extractor for each feature, which measures it alone, by name.
static ALONE: LazyLock<Vec<(&'static str, Extractor)>> = LazyLock::new(|| {
    let features = measures::all(&Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1)));
    features.into_iter().map(|feature| (feature.about().name, Extractor::of(vec![feature]))).collect()
});

/// All features together: finite values, evidence that slices the letter, a phrase for each value, the same values twice.
pub fn features(data: &[u8]) {
    measured(&EXTRACTOR, &text(data));
}

/// The same of one feature alone; the fuzz target `features` takes its name from the environment (`FEATURE`).
pub fn feature(name: &str, data: &[u8]) -> Vec<Option<f64>> {
    let (_, extractor) = ALONE.iter().find(|(known, _)| *known == name).expect("the name of a feature");
    measured(extractor, &text(data))
}

/// Each feature gives alone what it gives beside the others.
pub fn features_alone(data: &[u8]) {
    let alone: Vec<Option<f64>> = ALONE.iter().flat_map(|(name, _)| feature(name, data)).collect();
    assert_eq!(alone, measured(&EXTRACTOR, &text(data)));
}

fn measured(extractor: &Extractor, text: &str) -> Vec<Option<f64>> {
    let doc = Document::new(text);
    let (mut first, mut second) = (Measurement::default(), Measurement::default());
    extractor.measure(&doc, true, &mut first);
    for (column, value) in first.values.iter().enumerate() {
        assert!(value.is_none_or(f64::is_finite));
        assert!(!extractor.phrase(column, *value).is_empty());
    }
    assert!(first.evidence.iter().all(|e| text.get(e.span.range()).is_some()));
    extractor.measure(&doc, false, &mut second);
    assert_eq!(first.values, second.values);
    first.values
}

/// Flags: every mark belongs to a flag and slices the letter; a letter is as alike to itself as can be.
pub fn notes(data: &[u8]) {
    static INSPECTOR: LazyLock<Inspector> = LazyLock::new(|| {
        let prompt = Some(flags::Prompt::new("Tell us what you have worked on and what you would like to learn here."));
        Inspector::new(&flags::Settings { prompt, ..flags::Settings::default() })
    });
    let text = text(data);
    let mut out = Measurement::default();
    INSPECTOR.inspect(&Document::new(&text), &mut out);
    for mark in &out.marks {
        assert!(out.flags.contains(&mark.flag) && mark.span.is_none_or(|s| text.get(s.range()).is_some()));
    }
    let shingles = similar::shingles::shingles(&text);
    assert!(shingles.windows(2).all(|w| w[0] < w[1]));
    for span in similar::passages::shared(&text, &shingles) {
        assert!(text.get(span.range()).is_some());
    }
    let mut letters = similar::Letters::new().unwrap();
    letters.push(&shingles, false).unwrap();
    letters.push(&shingles, true).unwrap();
    let (found, _) = letters.compare(similar::THRESHOLD, 1).unwrap();
    assert_eq!(found.clusters.len(), usize::from(!shingles.is_empty()));
}

/// Topics files: refused, or read, checked, digested and used.
pub fn topics(data: &[u8]) {
    let Ok(topics) = Topics::parse(&text(data)) else { return };
    let _ = (topics.check(), topics.digest());
    let mut found = Vec::new();
    let letter = "I trained spiking networks and a language model with reinforcement learning for two years.";
    topics.find(&Document::new(letter), &mut found);
}

/// Model files: refused, or read, written the same twice, and scoring to a probability.
pub fn model(data: &[u8]) {
    let Ok(model) = Model::from_json(&text(data)) else { return };
    let json = model.to_json();
    assert_eq!(Model::from_json(&json).map(|m| m.to_json()).ok(), Some(json), "a model is read as it is written");
    let names: Vec<String> = model.columns.iter().map(|c| c.name.clone()).collect();
    let Ok(scorer) = Scorer::new(model, &names) else { return };
    for value in [None, Some(0.0), Some(1e6)] {
        let score = scorer.score(&vec![value; names.len()]);
        assert!((0.0..=1.0).contains(&score.probability()), "{}", score.probability());
    }
}
