//! What goes into an AIFF comes out of it, sample for sample: the samples are those of the WAV.

use rebounce_codec::{DecodeLimits, Format, Kind, decode, encode};

fn format(kind: Kind, bit_depth: u16, channels: u16) -> Format {
    Format { kind, bit_depth, channels, sample_rate: 48_000, ..Format::default() }
}

/// Sound that goes a little beyond full scale.
fn sound() -> [Vec<f32>; 2] {
    let tone = |pace: f64| (0..9_999).map(move |i| libm::sin(f64::from(i) * pace) as f32 * 1.01);
    [tone(0.031).collect(), tone(0.047).collect()]
}

#[test]
fn the_samples_are_those_of_the_wav() {
    let [left, right] = sound();
    for bits in [16, 24, 32] {
        for channels in [1, 2] {
            let [aiff, wav] = [Kind::Aiff, Kind::Wav].map(|kind| {
                let bytes = encode(&format(kind, bits, channels), &left, &right).unwrap();
                let decoded = decode(&bytes, &DecodeLimits::default());
                let decoded = decoded.unwrap_or_else(|error| panic!("{kind:?} {bits}: {error}"));
                assert_eq!(decoded.notes, [], "{kind:?} {bits}");
                decoded.recording
            });
            assert_eq!(aiff.sample_rate, 48_000);
            assert!(aiff == wav, "{bits} bits, {channels} channels");
        }
    }
}

#[test]
fn sizes_are_true_and_chunks_are_even() {
    for (bits, channels) in [(16, 2), (24, 1), (32, 2)] {
        let mut format = format(Kind::Aiff, bits, channels);
        format.tags.set("title", "Tune");
        format.tags.repeat = Some(100..901);
        let bytes = encode(&format, &[0.5; 901], &[0.5; 901]).unwrap();
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!(number(4) as usize, bytes.len() - 8);
        let (mut at, mut names) = (12, Vec::new());
        while at < bytes.len() {
            names.push(String::from_utf8_lossy(&bytes[at..at + 4]).into_owned());
            if names.last().unwrap() == "SSND" {
                let frame = u32::from(bits / 8 * channels);
                assert_eq!(number(at + 4), 8 + 901 * frame);
            }
            at += 8 + (number(at + 4).div_ceil(2) * 2) as usize;
        }
        assert_eq!(at, bytes.len());
        let float: &[_] = if bits == 32 { &["FVER"] } else { &[] };
        assert_eq!(names, [float, &["COMM", "MARK", "INST", "ID3 ", "SSND"]].concat());
    }
}

#[test]
fn rates_are_exact() {
    for rate in [8_000, 11_025, 44_100, 96_000, 192_000] {
        let format = Format { sample_rate: rate, ..format(Kind::Aiff, 16, 2) };
        let bytes = encode(&format, &[0.5; 9], &[0.5; 9]).unwrap();
        let decoded = decode(&bytes, &DecodeLimits::default()).unwrap();
        assert_eq!(decoded.recording.sample_rate, rate);
    }
}
