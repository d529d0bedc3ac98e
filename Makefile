# Thin: each target is a line that can be typed by hand.
.PHONY: fuzz demo test lint unit doc wasm web page test-web bench bench-songs bench-kernels bench-peers bench-soundfonts bench-gain hashes

# One song, one file to listen to.
demo:
	cargo run --release -- render songs/night-drive.json -o night-drive.wav --plot night-drive.png

# Everything that must hold. Nothing is installed beforehand but Rust, git, make and a C compiler;
# what the web's tests need besides is installed where that can be, else they say "skipped: why".
test: lint unit doc test-web

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

unit:
	crates/render/tests/soundfont/install.sh
	cargo test --workspace --locked
	cargo test -p rebounce-codec --features mp3,opus,vorbis --locked

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# The WebAssembly module, into web/dist/wasm.
wasm:
	web/scripts/wasm.sh

# The JavaScript package with it, into web/dist.
web: wasm
	npm run build --prefix web

# The page, built into web/dist-page and served on this machine alone.
page: web
	web/scripts/page.sh
	web/node_modules/.bin/vite preview --config web/page/vite.config.ts --host 127.0.0.1

# The module, the package and the page in Node and in Chromium.
test-web:
	web/scripts/test.sh

# Everything that is measured, into docs/benchmarks.md; QUICK=1 takes two minutes and only prints.
bench:
	python3 bench/bench.py $(if $(QUICK),--quick)

# A part of it.
bench-songs bench-kernels bench-peers bench-soundfonts:
	python3 bench/bench.py $(if $(QUICK),--quick) $(@:bench-%=%)

# How well predictive gain foresees 500 generated songs: the table of docs/benchmarks.md.
bench-gain:
	cargo test -p rebounce --test predictive_gain --locked -- --ignored --nocapture

# Renews songs/hashes.txt after a change of sound (say so in CHANGELOG.md under Sound).
hashes:
	UPDATE_GOLDEN=1 cargo test --release -p rebounce-cli --test songs --locked

# Every kind of input for a minute, with bytes that nobody would write.
fuzz:
	fuzz/run.sh
