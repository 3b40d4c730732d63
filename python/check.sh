#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment, and runs there what an organiser would: the program, the
# package's tests, the main job. CARGO_TARGET_DIR holds what is compiled already.
set -euo pipefail
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/shortlist/python"
if ! cmp -s python/requirements.txt "$cache/installed.txt"; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || { apt-get update -q && apt-get install -y -q python3-venv; }
    python3 -m venv --clear "$cache"
    "$cache/bin/pip" install -q --disable-pip-version-check -r python/requirements.txt
    cp python/requirements.txt "$cache/installed.txt"
fi
wheels="$(mktemp -d)"
trap 'rm -rf "$wheels"' EXIT
"$cache/bin/maturin" build --release --out "$wheels" --quiet
size="$(du -m "$wheels"/*.whl | cut -f1)"
echo "the wheel has $size MB"
[ "$size" -le 40 ] || { echo "more than 40 MB" >&2; exit 1; }
"$cache/bin/pip" install -q --disable-pip-version-check --force-reinstall --no-deps "$wheels"/*.whl
"$cache/bin/shortlist" --version
"$cache/bin/shortlist" rank data/sample/letters-next.csv --as-of 2027-03-01 --top 20 >/dev/null
env -u SHORTLIST "$cache/bin/python" -m pytest -q -p no:cacheprovider python/tests
