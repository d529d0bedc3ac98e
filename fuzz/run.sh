#!/usr/bin/env bash
# Runs every fuzz target for SECONDS_EACH (60) seconds, or those named. Nothing of Rebounce is
# unsafe, so there is no sanitizer by default (SANITIZER=address has one); what is looked for are
# panics, overflows, broken promises, and more than 2 GiB of memory. What is found lies in
# fuzz/artifacts; make it a test before it is mended.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v cargo-fuzz >/dev/null; then
    cargo install cargo-fuzz --locked --quiet || { echo "skipped: cargo-fuzz cannot be installed" >&2; exit 0; }
fi
bash fuzz/seeds.sh
# The flags of coverage are for nightly compilers; this lets a stable one take them.
export RUSTC_BOOTSTRAP=1
targets=("$@")
[[ $# -gt 0 ]] || targets=(midi hydrogen song pattern decode data_url soundfont)
cargo fuzz build --sanitizer "${SANITIZER:-none}"
for target in "${targets[@]}"; do
    mkdir -p fuzz/corpus/$target
    cargo fuzz run --sanitizer "${SANITIZER:-none}" $target fuzz/corpus/$target fuzz/seeds/$target -- \
        -max_total_time="${SECONDS_EACH:-60}" -rss_limit_mb=2048 -timeout=20 -max_len=65536 -print_final_stats=0
done
