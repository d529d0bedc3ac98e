//! Every decoder of recordings: an error, or finite samples within the limit.
#![no_main]

use rebounce_codec::{DecodeLimits, decode};

/// Bytes of decoded samples. Above it a run would be slow for nothing.
const LIMIT: u64 = 16 << 20;

libfuzzer_sys::fuzz_target!(init: {
    // Panics within symphonia are caught and told by `decode`, as documented; libFuzzer's own hook
    // would end the process at them.
    std::panic::set_hook(Box::new(|_| {}));
}, |bytes: &[u8]| {
    let Ok(decoded) = decode(bytes, &DecodeLimits { bytes: LIMIT }) else { return };
    let channels = &decoded.recording.channels;
    assert!(matches!(channels.len(), 1 | 2));
    assert!(channels.iter().all(|it| it.len() == channels[0].len() && !it.is_empty()));
    assert!(channels.iter().flatten().all(|sample| sample.is_finite()));
    let held: u64 = channels.iter().map(|it| 4 * it.len() as u64).sum();
    assert!(held <= LIMIT);
});
