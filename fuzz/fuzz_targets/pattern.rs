//! JSON of the browser engine: patterns, arrangements, projects.
#![no_main]

mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read::document(bytes);
});
