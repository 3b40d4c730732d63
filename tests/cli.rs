//! The command line as transcripts: what a person types, what they read, and the exit code.
//!
//! Each `tests/cmd/<theme>.trycmd` holds commands with their output; the files they read are in `<theme>.in/`.
//! Scores, weights and digests are elided there (`[..]`, `...`), so that a better feature changes no transcript.

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd").case("tests/cmd/*.toml");
}

#[test]
fn the_readme_shows_what_happens() {
    trycmd::TestCases::new().case("README.md");
}
