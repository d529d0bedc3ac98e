//! SoundFonts: an error, or a font whose presets can be played. What is tried is the bytes as they
//! are, and a small font in order with bytes of it replaced: three say where and by which.
#![no_main]

#[path = "../../crates/codec/tests/support/font.rs"]
mod font;
#[path = "../../crates/codec/tests/support/played.rs"]
mod played;

use std::sync::LazyLock;

static IN_ORDER: LazyLock<Vec<u8>> = LazyLock::new(|| played::font().bytes());

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    played::survives(bytes.to_vec());
    let mut damaged = IN_ORDER.clone();
    let size = damaged.len();
    for &[high, low, by] in bytes.as_chunks::<3>().0 {
        damaged[usize::from(u16::from_be_bytes([high, low])) % size] = by;
    }
    played::survives(damaged);
});
