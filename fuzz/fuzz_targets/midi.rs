//! Standard MIDI files, also in RIFF.
#![no_main]

mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read::document(bytes);
});
