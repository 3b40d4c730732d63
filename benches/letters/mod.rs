//! Distinct letters to measure with, made of the sample's sentences.

use shortlist::text::Document;

/// Number of letters, and their least length in bytes: together far more than the processor remembers.
pub const LETTERS: usize = 800;
const LENGTH: usize = 4500;

/// A sequence of numbers that only its seed determines (splitmix64).
struct Shuffle(u64);

impl Shuffle {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Distinct letters made of the sample's sentences.
pub fn letters() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/letters.csv");
    let mut reader = csv::Reader::from_path(path).expect("the sample can be read");
    let column = reader.headers().expect("it has a header").iter().position(|h| h == "letter").expect("and letters");
    let mut sentences = Vec::new();
    for record in reader.records() {
        let record = record.expect("the sample is a table");
        let doc = Document::new(&record[column]);
        sentences.extend((0..doc.sentences.len()).map(|s| doc.sentence_text(s).to_owned()));
    }
    let mut shuffle = Shuffle(20_261_123);
    let letter = |_| {
        let mut letter = String::new();
        while letter.len() < LENGTH {
            letter.push_str(&sentences[shuffle.below(sentences.len())]);
            letter.push_str(if shuffle.below(6) == 0 { "\n\n" } else { " " });
        }
        letter
    };
    (0..LETTERS).map(letter).collect()
}
