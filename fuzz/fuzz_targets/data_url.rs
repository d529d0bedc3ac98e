//! Recordings within a song.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Some(Ok(bytes)) = rebounce_codec::data_url(text) {
        assert!(bytes.len() <= text.len());
    }
});
