#![no_main]

#[path = "../../tests/robust/checks.rs"]
#[allow(dead_code)]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::pages(data));
