#!/usr/bin/env bash
# Stands in for rustc (RUSTC_WRAPPER): compiles this project's crates with the counters that libFuzzer steers by, and all
# others as ever, so that the build of the libraries is shared with the program's.
rustc="$1"
shift
case " $* " in
*" --crate-name shortlist "* | *" fuzz_targets/"*)
    exec "$rustc" "$@" --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
*) exec "$rustc" "$@" ;;
esac
