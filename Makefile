# Thin: each target is a line that can be typed by hand.
.PHONY: demo test lint unit doc bench hashes

# One song, one file to listen to.
demo:
	cargo run --release -- render songs/night-drive.json -o night-drive.wav --plot night-drive.png

# Everything that must hold. Nothing is installed beforehand but Rust, git, make and a C compiler.
test: lint unit doc

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

unit:
	cargo test --workspace --locked

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# Kernels and whole songs; docs/benchmarks.md says how to read them.
bench:
	cargo bench --workspace --locked --bench '*'

# Renews songs/hashes.txt after a change of sound (say so in CHANGELOG.md under Sound).
hashes:
	UPDATE_GOLDEN=1 cargo test --release -p rebounce-cli --test songs --locked
