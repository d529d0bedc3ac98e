//! Songs in Rebounce's own format, and what is written of them.
#![no_main]

mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read::document(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(song) = rebounce_song::json::read(text) {
        let written = rebounce_song::json::write(&song);
        assert!(rebounce_song::json::read(&written).is_ok_and(|read| read == song));
    }
});
