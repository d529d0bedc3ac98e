//! What a sound file holds is what comes out, whatever its kind; damage is told, never fatal.

use rebounce_codec::{DecodeLimits, Error, Format, Kind, Note, WavStream, decode};

const HEAD: [u8; 4] = *b"RIFF";

/// A WAV by hand: `tag` 1 is integer, 3 is float; `mask` makes the format extensible.
fn wav(tag: u16, bits: u16, channels: u16, mask: Option<u32>, data: &[u8]) -> Vec<u8> {
    let mut fmt = Vec::new();
    fmt.extend(if mask.is_some() { 0xFFFE } else { tag }.to_le_bytes());
    fmt.extend(channels.to_le_bytes());
    fmt.extend(48_000u32.to_le_bytes());
    fmt.extend((48_000 * u32::from(channels * bits / 8)).to_le_bytes());
    fmt.extend((channels * bits / 8).to_le_bytes());
    fmt.extend(bits.to_le_bytes());
    if let Some(mask) = mask {
        fmt.extend(22u16.to_le_bytes());
        fmt.extend(bits.to_le_bytes());
        fmt.extend(mask.to_le_bytes());
        fmt.extend(tag.to_le_bytes());
        fmt.extend([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    }
    let mut file = Vec::from(HEAD);
    file.extend((4 + 8 + fmt.len() as u32 + 8 + data.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend((fmt.len() as u32).to_le_bytes());
    file.extend(fmt);
    file.extend(b"data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file
}

fn floats(samples: &[f32]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

#[test]
fn integers_of_every_width_come_out_as_steps_of_full_scale() {
    for bits in [8u16, 16, 24, 32] {
        let top = (1i64 << (bits - 1)) - 1;
        let steps = [-top - 1, -top, -1, 0, 1, 2, top / 3, top - 1, top];
        // Eight bits are unsigned in a WAV, with 128 in the middle.
        let offset = if bits == 8 { 128 } else { 0 };
        let data = (steps.iter())
            .flat_map(|step| (step + offset).to_le_bytes()[..usize::from(bits / 8)].to_vec())
            .collect::<Vec<_>>();
        let decoded = decode(&wav(1, bits, 1, None, &data), &DecodeLimits::default()).unwrap();
        let wanted = steps.map(|step| (step as f64 / (top + 1) as f64) as f32);
        assert_eq!(decoded.recording.channels, [wanted], "{bits} bits");
        assert_eq!(decoded.recording.sample_rate, 48_000);
        assert_eq!(decoded.notes, []);
    }
}

#[test]
fn floats_come_out_as_they_are_beyond_full_scale_too() {
    let samples = [0.0, -0.0, 1.0, -1.5, 1e-30, 300.0];
    let decoded = decode(&wav(3, 32, 1, None, &floats(&samples)), &DecodeLimits::default());
    let channel = decoded.unwrap().recording.channels.remove(0);
    assert_eq!(channel.map_bits(), samples.to_vec().map_bits());
}

/// The bits of samples, which tell -0 from 0.
trait Bits {
    fn map_bits(self) -> Vec<u32>;
}

impl Bits for Vec<f32> {
    fn map_bits(self) -> Vec<u32> {
        self.into_iter().map(f32::to_bits).collect()
    }
}

#[test]
fn samples_that_are_not_finite_become_silence_and_are_counted() {
    let data = floats(&[0.5, f32::NAN, f32::INFINITY, -0.5]);
    let decoded = decode(&wav(3, 32, 1, None, &data), &DecodeLimits::default()).unwrap();
    assert_eq!(decoded.recording.channels, [[0.5, 0.0, 0.0, -0.5]]);
    assert_eq!(decoded.notes, [Note::NotFinite { samples: 2 }]);
}

#[test]
fn what_this_crate_writes_it_reads_also_from_a_pipe() {
    for bit_depth in [16, 24, 32] {
        for promised in [Some(3000), None] {
            let format = Format {
                kind: Kind::Wav,
                bit_depth,
                sample_rate: 96_000,
                channels: 2,
                dither: false,
                seed: 0,
                ..Format::default()
            };
            let left = (0..3000).map(|i| i as f32 / 32_768.0).collect::<Vec<_>>();
            let right = left.iter().map(|x| -x).collect::<Vec<_>>();
            let mut stream = WavStream::new(Vec::new(), &format, promised).unwrap();
            stream.write(&left, &right).unwrap();
            let bytes = stream.finish().unwrap();
            let decoded = decode(&bytes, &DecodeLimits::default()).unwrap();
            assert_eq!(decoded.recording.channels, [left, right]);
            assert_eq!((decoded.recording.sample_rate, decoded.notes), (96_000, vec![]));
        }
    }
}

/// What sounds/make.py put in.
fn sine(hertz: f64) -> Vec<f64> {
    (0..4410)
        .map(|i| libm::sin(std::f64::consts::TAU * hertz * f64::from(i) / 44_100.0) / 2.0)
        .collect()
}

#[test]
fn lossless_kinds_give_the_samples_that_went_in() {
    let files: [&[u8]; 2] =
        [include_bytes!("sounds/sine.flac"), include_bytes!("sounds/sine.aiff")];
    for file in files {
        let decoded = decode(file, &DecodeLimits::default()).unwrap();
        for (channel, hertz) in decoded.recording.channels.iter().zip([440.0, 660.0]) {
            let wanted = sine(hertz)
                .iter()
                .map(|x| ((x * 32_768.0).round_ties_even() / 32_768.0) as f32)
                .collect::<Vec<_>>();
            assert_eq!(*channel, wanted);
        }
        assert_eq!(decoded.notes, []);
    }
}

#[test]
fn lossy_kinds_give_the_sound_that_went_in_in_time() {
    let files: [(&str, &[u8]); 3] = [
        ("mp3", include_bytes!("sounds/sine.mp3")),
        ("ogg", include_bytes!("sounds/sine.ogg")),
        ("adpcm", include_bytes!("sounds/sine_adpcm.wav")),
    ];
    for (kind, file) in files {
        let decoded = decode(file, &DecodeLimits::default()).unwrap();
        assert_eq!(decoded.notes, [], "{kind}");
        for (channel, hertz) in decoded.recording.channels.iter().zip([440.0, 660.0]) {
            let (mut error, mut power) = (0.0, 0.0);
            for (got, wanted) in channel.iter().zip(sine(hertz)) {
                error += (f64::from(*got) - wanted) * (f64::from(*got) - wanted);
                power += wanted * wanted;
            }
            assert!(error / power < 1e-2, "{kind}");
        }
    }
}

#[test]
fn surround_is_mixed_by_the_rule_of_bs775() {
    // L R C LFE Ls Rs, each alone in its own frame.
    let mut data = Vec::new();
    for frame in 0..6 {
        data.extend(floats(&std::array::from_fn::<f32, 6, _>(|channel| {
            f32::from(u8::from(channel == frame))
        })));
    }
    let decoded = decode(&wav(3, 32, 6, Some(0x3F), &data), &DecodeLimits::default()).unwrap();
    let s = std::f32::consts::FRAC_1_SQRT_2;
    assert_eq!(
        decoded.recording.channels,
        [[1.0, 0.0, s, 0.0, s, 0.0], [0.0, 1.0, s, 0.0, 0.0, s]]
    );
    assert_eq!(decoded.notes, [Note::Mixed { channels: 6, low_frequency: 1 }]);
}

#[test]
fn a_file_cut_short_gives_what_came_before_and_says_so() {
    let whole = wav(1, 16, 2, None, &[1; 40_000]);
    let decoded = decode(&whole[..20_044], &DecodeLimits::default()).unwrap();
    assert_eq!(decoded.recording.frames(), 5000);
    assert!(
        matches!(&decoded.notes[..], [Note::Broken { frames: 5000, declared: Some(10_000), .. }]),
        "{:?}",
        decoded.notes
    );
    let flac = include_bytes!("sounds/sine.flac");
    let decoded = decode(&flac[..flac.len() - 100], &DecodeLimits::default()).unwrap();
    assert!(
        matches!(&decoded.notes[..], [Note::Broken { frames: 4096, declared: Some(4410), .. }]),
        "{:?}",
        decoded.notes
    );
    let mp3 = include_bytes!("sounds/sine.mp3");
    let decoded = decode(&mp3[..mp3.len() - 100], &DecodeLimits::default()).unwrap();
    assert!(
        matches!(&decoded.notes[..], [Note::Broken { declared: Some(4410), .. }]),
        "{:?}",
        decoded.notes
    );
}

#[test]
fn what_is_no_sound_is_an_error() {
    for bytes in [
        &b""[..],
        b"R",
        b"RIFF",
        &[0; 5000],
        b"<html>not a sound</html>",
        &wav(1, 16, 2, None, &[]),
    ] {
        let error = decode(bytes, &DecodeLimits::default()).unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }));
    }
}

#[test]
fn the_limit_counts_bytes_kept() {
    let bytes = wav(1, 16, 2, None, &[0; 4000]);
    assert!(decode(&bytes, &DecodeLimits { bytes: 8000 }).is_ok());
    let refused = decode(&bytes, &DecodeLimits { bytes: 7999 });
    assert!(matches!(refused, Err(Error::TooLong { limit: 7999 })));
}

#[test]
fn sample_rates_out_of_range_are_refused() {
    for (rate, taken) in
        [(0u32, false), (999, false), (1000, true), (768_000, true), (768_001, false)]
    {
        let mut bytes = wav(1, 16, 1, None, &[0; 100]);
        bytes[24..28].copy_from_slice(&rate.to_le_bytes());
        let decoded = decode(&bytes, &DecodeLimits::default());
        assert_eq!(decoded.is_ok(), taken, "{rate}");
    }
}
