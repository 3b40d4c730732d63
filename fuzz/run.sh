#!/usr/bin/env bash
# Fuzzes every target (or those named) for so many seconds each: fuzz/run.sh [-t SECONDS] [TARGET]…
# No nightly compiler is needed: the code is all safe Rust, so the sanitizers of nightly would watch the libraries alone.
# With one, `cargo +nightly fuzz run TARGET` runs the same targets under AddressSanitizer.
# A failing input is put into fuzz/artifacts; once mended, it belongs into tests/robust/failures/TARGET, where the ordinary
# tests hold it.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=300
if [ "${1:-}" = "-t" ]; then
    seconds="$2"
    shift 2
fi
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(ingest documents segmentation features flags topics model)

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
RUSTC_WRAPPER="$PWD/fuzz/instrument.sh" cargo build --release --manifest-path fuzz/Cargo.toml

for target in "${targets[@]}"; do
    corpus="fuzz/corpus/$target"
    mkdir -p "$corpus" fuzz/artifacts
    case "$target" in
    ingest) head -c 4000 data/sample/letters.csv | sed '1s/^/0/' >"$corpus/sample" ;;
    documents)
        n=0
        for file in tests/documents/letter.{txt,docx,odt,rtf,html}; do
            # The first byte chooses the format, as in tests/robust/checks.rs.
            case "$file" in *.txt) byte=0 ;; *.docx) byte=2 ;; *.odt) byte=3 ;; *.rtf) byte=4 ;; *) byte=5 ;; esac
            { printf "\\x0$byte" && cat "$file"; } >"$corpus/sample-$((n += 1))"
        done
        ;;
    topics) cp data/topics.toml "$corpus/sample" ;;
    model) cp models/sample/v1.json tests/golden/model-format-1.json "$corpus/" ;;
    *) head -n 60 data/sample/letters.csv | split -l 5 - "$corpus/sample-" ;;
    esac
    echo "+ $target"
    # A run of over 10 seconds is a hang, more than 1 GB at once an allocation over the limit.
    "$CARGO_TARGET_DIR/release/$target" "$corpus" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -malloc_limit_mb=1024 -max_len=65536 -artifact_prefix="fuzz/artifacts/$target-" -print_final_stats=1 \
        >"fuzz/artifacts/$target.log" 2>&1 || { tail -n 40 "fuzz/artifacts/$target.log"; exit 1; }
    grep -E 'number_of_executed_units|peak_rss_mb|slowest_unit' "fuzz/artifacts/$target.log"
done
