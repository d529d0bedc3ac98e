//! A file made in memory has the bytes of the one on disk, and one channel is one channel.

use rebounce_codec::{DecodeLimits, Format, Kind, Writer, decode, encode};

fn format(kind: Kind, bit_depth: u16, channels: u16) -> Format {
    Format {
        kind,
        bit_depth,
        sample_rate: 44_100,
        channels,
        dither: true,
        seed: 7,
        ..Format::default()
    }
}

fn sound() -> [Vec<f32>; 2] {
    let tone = |pace: f64| (0..10_000).map(move |i| libm::sin(f64::from(i) * pace) as f32 * 0.7);
    [tone(0.031).collect(), tone(0.047).collect()]
}

#[test]
fn the_bytes_are_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let [left, right] = sound();
    for (kind, bits) in [(Kind::Wav, 16), (Kind::Wav, 32), (Kind::Flac, 24)] {
        let path = folder.path().join("a");
        let mut writer = Writer::create(&path, &format(kind, bits, 2)).unwrap();
        writer.write(&left, &right).unwrap();
        writer.finish().unwrap();
        let bytes = encode(&format(kind, bits, 2), &left, &right).unwrap();
        assert!(bytes == std::fs::read(&path).unwrap(), "{kind:?} {bits}");
    }
}

#[test]
fn a_wav_of_one_channel_holds_the_left() {
    let [left, right] = sound();
    let read = |bits| {
        let bytes = encode(&format(Kind::Wav, bits, 1), &left, &right).unwrap();
        decode(&bytes, &DecodeLimits::default()).unwrap().recording.channels
    };
    assert_eq!(read(32), std::slice::from_ref(&left));
    for (bits, step) in [(16, 1.0 / 32_768.0), (24, 1.0 / 8_388_608.0)] {
        let channels = read(bits);
        assert_eq!(channels.len(), 1);
        for (read, wanted) in channels[0].iter().zip(&left) {
            // Half a step of rounding and one of dither, and the float's own.
            assert!((read - wanted).abs() <= 1.5 * step + 1e-7);
        }
    }
    assert!(encode(&format(Kind::Flac, 16, 1), &left, &right).is_err());
}
