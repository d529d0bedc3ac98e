//! Damaged sound files end in an error or in what could be saved, never in a panic.

use proptest::prelude::*;
use rebounce_codec::{DecodeLimits, decode};

const SOUNDS: [&[u8]; 5] = [
    include_bytes!("sounds/sine.aiff"),
    include_bytes!("sounds/sine.flac"),
    include_bytes!("sounds/sine.mp3"),
    include_bytes!("sounds/sine.ogg"),
    include_bytes!("sounds/sine_adpcm.wav"),
];

/// A WAV of the plainest kind, 1000 stereo frames.
fn wav() -> Vec<u8> {
    let mut file =
        b"RIFF\xC4\x0F\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x44\xAC\0\0\x10\xB1\x02\0".to_vec();
    file.extend(b"\x04\0\x10\0data\xA0\x0F\0\0");
    file.extend((0..4000).map(|i| (i % 251) as u8));
    file
}

/// Decodes within a small limit, and checks what every result must keep.
fn survives(bytes: &[u8]) {
    let limits = DecodeLimits { bytes: 1 << 20 };
    if let Ok(decoded) = decode(bytes, &limits) {
        let channels = &decoded.recording.channels;
        assert!((1..=2).contains(&channels.len()));
        assert!(channels.iter().all(|channel| channel.len() == channels[0].len()));
        assert!((1..=131_072).contains(&channels[0].len()));
        assert!(channels.iter().flatten().all(|sample| sample.is_finite()));
        assert!((1_000..=768_000).contains(&decoded.recording.sample_rate));
    }
}

#[test]
fn a_panic_of_the_decoder_is_an_error() {
    let mut bytes = wav();
    // 65 280 channels of 16 bits: symphonia's product of the two overflows 16 bits and panics
    // where overflow is checked.
    bytes[23] = 0xFF;
    assert!(decode(&bytes, &DecodeLimits::default()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mutated_and_truncated_files_never_panic(
        which in 0usize..6,
        // Two in three blows fall on the head, where the shape is told.
        blows in prop::collection::vec((0usize..3, any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = SOUNDS.get(which).map_or_else(wav, |sound| sound.to_vec());
        for (part, place, value) in blows {
            let reach = if part == 0 { bytes.len() } else { bytes.len().min(100) };
            bytes[place.index(reach)] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        survives(&bytes);
    }

    #[test]
    fn noise_after_a_true_head_never_panics(
        which in 0usize..6,
        keep in 4usize..300,
        noise in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let mut bytes = SOUNDS.get(which).map_or_else(wav, |sound| sound.to_vec());
        bytes.truncate(keep);
        bytes.extend(noise);
        survives(&bytes);
    }
}
