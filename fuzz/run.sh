#!/usr/bin/env bash
# Fuzzes every target (or those named) for so many seconds each: fuzz/run.sh [-t SECONDS] [TARGET]…
# `features` measures all features together, `features:NAME` one alone.
# No nightly compiler is needed: the code is all safe Rust, so the sanitizers of nightly would watch the libraries alone.
# With one, `cargo +nightly fuzz run TARGET` runs the same targets under AddressSanitizer.
# What was found lies in target/fuzz. A failing input stands in target/fuzz/artifacts; once mended, it belongs into
# tests/robust/failures/TARGET, where the ordinary tests hold it.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=300
if [ "${1:-}" = "-t" ]; then
    seconds="$2"
    shift 2
fi
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    targets=(ingest documents pages segmentation features flags topics model)
    # The names in the list of features, each in the head of its own file.
    for name in $(sed -n 's/^use super::\([a-z_]*\)::[A-Z].*/\1/p' src/features/list.rs); do
        targets+=("features:$(sed -n 's/.*About::from_source("\([a-z_]*\)".*/\1/p' "src/features/$name.rs")")
    done
fi

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
RUSTC_WRAPPER="$PWD/fuzz/instrument.sh" cargo build --release --manifest-path fuzz/Cargo.toml

folder="$CARGO_TARGET_DIR/fuzz"
failed=0
for target in "${targets[@]}"; do
    name="${target%%:*}"
    corpus="$folder/corpus/${target/:/-}"
    log="$folder/${target/:/-}.log"
    mkdir -p "$corpus" "$folder/artifacts"
    case "$name" in
    ingest) { printf 0 && head -n 12 data/sample/letters.csv; } >"$corpus/sample" ;;
    documents)
        for file in tests/documents/letter.{txt,docx,odt,rtf,html}; do
            # The first byte chooses the format, as in tests/robust/checks.rs.
            case "$file" in *.txt) byte=0 ;; *.docx) byte=2 ;; *.odt) byte=3 ;; *.rtf) byte=4 ;; *) byte=5 ;; esac
            { printf "\\x0$byte" && cat "$file"; } >"$corpus/sample-${file##*.}"
        done
        ;;
    pages)
        printf '\x00BT /F 11 Tf 60 700 Td 14 TL (I like rain) Tj T* (and birds) Tj ET 1 g 50 590 400 30 re f /X Do' >"$corpus/sample"
        ;;
    topics) cp data/topics.toml "$corpus/sample" ;;
    model) cp models/sample/v1.json tests/golden/model-format-1.json "$corpus/" ;;
    *) head -n 60 data/sample/letters.csv | split -l 5 - "$corpus/sample-" ;;
    esac
    only=()
    [ "$name" = "$target" ] || only=(FEATURE="${target#*:}")
    # A run of over 10 seconds is a hang, more than 1 GB at once an allocation over the limit.
    env "${only[@]}" "$CARGO_TARGET_DIR/release/$name" "$corpus" -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=2048 -malloc_limit_mb=1024 -max_len=65536 -artifact_prefix="$folder/artifacts/${target/:/-}-" \
        -print_final_stats=1 >"$log" 2>&1 || {
        failed=1
        tail -n 40 "$log"
    }
    count() { sed -n "s/^stat::$1: *//p" "$log"; }
    echo "$target: $(count number_of_executed_units) executions, $(count peak_rss_mb) MB, slowest $(count slowest_unit_time_sec) s"
done
exit $failed
