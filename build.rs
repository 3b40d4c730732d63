//! Lays out the data of the program as tables, so that nothing is parsed when it starts.

#[path = "build/lexicon.rs"]
mod lexicon;

use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=build.rs");
    lexicon::lay_out(&root, &out);
}
