//! Lays out the data of the program as tables, so that nothing is parsed when it starts.

#[path = "build/cloze.rs"]
mod cloze;
#[path = "src/patterns/domains.rs"]
mod domains;
#[path = "build/lexicon.rs"]
mod lexicon;
#[path = "src/patterns/pattern.rs"]
#[allow(dead_code)]
mod pattern;
#[path = "src/patterns/rule_file.rs"]
#[allow(dead_code)]
mod rule_file;
#[path = "build/rules.rs"]
mod rules;
#[path = "src/patterns/syntax.rs"]
#[allow(dead_code)]
mod syntax;
#[path = "build/word_lists.rs"]
mod word_lists;

use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=build.rs");
    lexicon::lay_out(&root, &out);
    word_lists::lay_out(&root.join("data/lexicons"), &out);
    for path in ["data/rules", "src/patterns"] {
        println!("cargo::rerun-if-changed={path}");
    }
    rules::lay_out(&root.join("data/rules"), &out.join("rules.rs"));
}
