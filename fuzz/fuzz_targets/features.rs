#![no_main]

#[path = "../../tests/robust/checks.rs"]
#[allow(dead_code)]
mod checks;

/// `FEATURE=words` fuzzes that feature alone; without it, all together.
static FEATURE: std::sync::LazyLock<Option<String>> = std::sync::LazyLock::new(|| std::env::var("FEATURE").ok());

libfuzzer_sys::fuzz_target!(|data: &[u8]| match &*FEATURE {
    Some(name) => drop(checks::feature(name, data)),
    None => checks::features(data),
});
