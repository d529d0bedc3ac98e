#!/usr/bin/env bash
# Builds crates/web, crates/web-codec and crates/web-export for WebAssembly into web/dist/wasm, with whichever Rust has
# the target: rustup's, or Debian's second one, for which the standard library is built from source.
# Ends with 3 and a line "skipped: why" where there is none and none can be installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=wasm32-unknown-unknown
export CARGO_TARGET_DIR=target/web
# Messages of panics name files by where they are in the repository, not on this machine.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Ctarget-feature=+simd128 --remap-path-prefix=$PWD/= --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src/="
build=(build --locked --profile wasm --target $target)
# The standard library made for small size, where its source is there: 25 to 30 kB less with Brotli.
small_std=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)

skip() { echo "skipped: $*" >&2; exit 3; }
has_target() { [[ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]]; }
has_debian() { [[ -x /usr/bin/cargo && -d "$(/usr/bin/rustc --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library" ]] && command -v wasm-ld-19 >/dev/null; }

command -v npm >/dev/null || skip "no npm (Node 20 or newer is needed)"
if ! has_target && ! has_debian; then
    # Bounded: without a network rustup tries for minutes.
    command -v rustup >/dev/null && timeout 60 rustup target add $target 2>/dev/null || true
    if ! has_target && command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
        apt-get update -qq &&
            apt-get install -y -qq --no-install-recommends rustc-web cargo-web rust-web-src lld-19 >/dev/null || true
    fi
fi
if has_target && command -v rustup >/dev/null; then
    timeout 60 rustup component add rust-src 2>/dev/null || true
fi

# One after the other: together they would share their features, and the first has few.
for package in rebounce-web rebounce-web-codec rebounce-web-export; do
    if has_target && [[ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ]]; then
        RUSTC_BOOTSTRAP=1 cargo "${build[@]}" --package $package "${small_std[@]}"
    elif has_target; then
        cargo "${build[@]}" --package $package
    elif has_debian; then
        RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc RUSTC_BOOTSTRAP=1 \
            CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19 \
            /usr/bin/cargo "${build[@]}" --package $package "${small_std[@]}"
    else
        skip "no Rust here builds for $target (rustup target add $target)"
    fi
done

[[ -x web/node_modules/.bin/wasm-opt ]] || npm ci --silent --prefix web || skip "npm cannot install what web/package.json names"
mkdir -p web/dist/wasm web/src/wasm
for module in rebounce_web rebounce_web_codec rebounce_web_export; do
    # The JavaScript between the module and its host, by our own small tool on the usual toolchain.
    cargo run --quiet --locked --manifest-path web/bindgen/Cargo.toml -- \
        target/web/$target/wasm/$module.wasm target/web/bindgen
    # The instructions every browser with SIMD has; nothing that could change a bit of the sound.
    # Of the levels the first compresses best: 1.04 MB where the second came to 1.11; arguments and
    # locals that say nothing new are left out, which takes 4 kB more off (2026-11-26).
    wasm=web/dist/wasm/${module}_bg.wasm
    web/node_modules/.bin/wasm-opt -O1 --dae-optimizing --merge-similar-functions -O1 --rse --vacuum \
        --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
        --enable-mutable-globals --enable-reference-types --enable-multivalue \
        target/web/bindgen/${module}_bg.wasm -o $wasm
    cp target/web/bindgen/$module{.js,.d.ts} web/dist/wasm/
    # For the types of what the package's sources import.
    cp target/web/bindgen/$module.d.ts web/src/wasm/
    echo "$wasm: $(stat -c %s $wasm) bytes, $(gzip -9 -c $wasm | wc -c) compressed"
done
