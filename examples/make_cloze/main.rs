//! Makes `data/cloze/tables.bin`, with which errors are found by which word belongs at a place.
//!
//! ```sh
//! cargo run --release --example make_cloze -- FOLDER data/cloze/tables.bin
//! ```
//!
//! FOLDER holds `clean.tsv.gz` and `abstracts.tsv.gz` (a sentence a line after its source and a tab, its words and marks apart
//! by blanks), `masc_tagged.zip` (texts of `word_TAG`) and, for `--measure`, `realec_dev.tsv.gz`. What they are and under which
//! licences is in `data/lexicons/README.md`. A tenth of the abstracts is kept out. The same texts and lexicon give the same
//! bytes. `--measure FOLDER TABLES [KIND]` prints how tables do on the texts that they were not made from; with a kind, its
//! flags.

mod corpus;
mod measure;
mod tagger;
mod weights;

use corpus::{PADS, add, hash_of, sentences};
use shortlist::features::cloze::cell::{Cell, tag_cells};
use shortlist::features::cloze::sites::Kind;
use shortlist::features::cloze::tables::{MAGIC, Tables};
use std::path::Path;
use tagger::Tagger;
use weights::Fitted;

/// Whether a sentence is kept out of training.
fn is_kept_out(sentence: &str) -> bool {
    (hash_of(sentence) >> 33).is_multiple_of(10)
}

/// The bytes of the file.
fn file(tagger: &Tagger, sites: &[Fitted]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for count in [tagger.rows.len(), tagger.words.len(), tagger.suffixes.len()] {
        bytes.extend((count as u32).to_le_bytes());
    }
    bytes.extend(tagger.rows.as_flattened());
    bytes.extend(&tagger.transitions);
    for (key, (row, check)) in &tagger.words {
        bytes.extend(key.to_le_bytes());
        bytes.extend(row.to_le_bytes());
        bytes.extend(check.to_le_bytes());
    }
    for (key, row) in &tagger.suffixes {
        bytes.extend(key.to_le_bytes());
        bytes.extend(row.to_le_bytes());
        bytes.extend([0; 2]);
    }
    for site in sites {
        bytes.extend((site.slots as u32).to_le_bytes());
        bytes.extend((site.width as u32).to_le_bytes());
        bytes.extend(&site.base);
        bytes.extend(site.prints.iter().flat_map(|p| p.to_le_bytes()));
        bytes.extend(&site.weights);
    }
    bytes
}

/// Weights that say nothing: for the tagger alone.
fn empty(kind: Kind) -> Fitted {
    let width = kind.choices() - 1;
    Fitted { slots: 1, width, base: vec![0; width], prints: vec![0], weights: vec![0; width], note: String::new() }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--measure", folder, tables] => measure(folder.as_ref(), tables.as_ref(), None),
        ["--measure", folder, tables, show] => measure(folder.as_ref(), tables.as_ref(), Some(show)),
        [folder, to] => make(folder.as_ref(), to.as_ref()),
        _ => {
            eprintln!("make_cloze FOLDER TABLES, or make_cloze --measure FOLDER TABLES [KIND]");
            std::process::exit(2);
        }
    }
}

fn measure(folder: &Path, tables: &Path, show: Option<&str>) {
    let bytes = std::fs::read(tables).expect("the tables can be read");
    let tables = Tables::read(&bytes).expect("the tables are of this form");
    let mut abstracts = sentences(&folder.join("abstracts.tsv.gz"));
    abstracts.retain(|s| is_kept_out(s));
    measure::print(&tables, folder, &abstracts, show);
}

fn make(folder: &Path, to: &Path) {
    let tagger = Tagger::count(&folder.join("masc_tagged.zip"));
    println!("{} words, {} endings, {} rows", tagger.words.len(), tagger.suffixes.len(), tagger.rows.len());
    let bytes = file(&tagger, &Kind::ALL.map(empty));
    let tables = Tables::read(&bytes).expect("the file was just made");
    let mut texts = sentences(&folder.join("clean.tsv.gz"));
    texts.extend(sentences(&folder.join("abstracts.tsv.gz")).into_iter().filter(|s| !is_kept_out(s)));
    let mut cells = Vec::new();
    for text in &texts {
        add(text.split_ascii_whitespace(), &tables, &mut cells);
    }
    cells.extend([Cell::PAD; PADS]);
    drop(texts);
    tag_cells(&tables, &mut cells, &mut Vec::new());
    println!("{} cells", cells.len());
    let sites: Vec<Fitted> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let fitted = weights::fit(kind, &cells);
            println!("{}", fitted.note);
            fitted
        })
        .collect();
    let bytes = file(&tagger, &sites);
    std::fs::write(to, &bytes).expect("the tables can be written");
    println!("{} bytes", bytes.len());
}
