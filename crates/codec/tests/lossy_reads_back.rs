//! What goes into a lossy file comes out of it in time, to the frame at both ends, and alike.
#![cfg(any(feature = "vorbis", feature = "opus", feature = "mp3"))]
#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

use rebounce_codec::{Compression, Format, Kind, encode};

/// Tones of 440, 1000 and 3000 Hz, left and right not alike, in a length that no block divides.
fn sound(rate: u32, frames: usize) -> [Vec<f32>; 2] {
    let tone =
        |hz: f64, i: usize| libm::sin(std::f64::consts::TAU * hz * i as f64 / f64::from(rate));
    let channel = |low: f64, high: f64| {
        let sample =
            |i| (low * tone(440.0, i) + 0.2 * tone(1000.0, i) + high * tone(3000.0, i)) as f32;
        (0..frames).map(sample).collect()
    };
    [channel(0.3, 0.2), channel(0.1, 0.4)]
}

/// Error against the sound, in dB.
fn error_db(read: &[f32], wanted: &[f32]) -> f64 {
    let energy = |x: f64| x * x;
    let error: f64 = read.iter().zip(wanted).map(|(a, b)| energy(f64::from(a - b))).sum();
    let whole: f64 = wanted.iter().map(|x| energy(f64::from(*x))).sum();
    10.0 * libm::log10(error / whole)
}

/// A shift by a single frame would make an error of `2 sin(pi f / rate)` of each tone: at 3000 Hz,
/// which is over half of the energy on the right, and 48 kHz that is -8 dB. So an error under
/// -20 dB says that nothing is shifted. At the ends encoders, whose blocks reach beyond them, have
/// less to go by, but a shift would show at -10 dB there too.
fn agrees(read: &[Vec<f32>], wanted: &[Vec<f32>; 2], name: &str) {
    assert_eq!(read.len(), 2, "{name}");
    for (read, wanted) in read.iter().zip(wanted) {
        assert_eq!(read.len(), wanted.len(), "{name}: frames");
        let frames = read.len();
        let whole = error_db(read, wanted);
        let ends =
            [0..1000, frames - 1000..frames].map(|at| error_db(&read[at.clone()], &wanted[at]));
        assert!(whole < -20.0, "{name}: {whole} dB");
        assert!(ends.iter().all(|end| *end < -10.0), "{name}: ends {ends:?} dB");
    }
}

fn format(kind: Kind, sample_rate: u32, compression: Compression) -> Format {
    Format { kind, sample_rate, compression, ..Format::default() }
}

/// The same bytes whatever the windows, and again.
fn is_settled(format: &Format, [left, right]: &[Vec<f32>; 2], whole: &[u8]) {
    let mut encoder = rebounce_codec::Encoder::new(Vec::new(), format, None).unwrap();
    for (left, right) in left.chunks(777).zip(right.chunks(777)) {
        encoder.write(left, right).unwrap();
    }
    let (mut bytes, head) = encoder.finish().unwrap();
    bytes[..head.len()].copy_from_slice(&head);
    // An encoder may cut its pages by what it is given, but what it says must not move.
    assert!(bytes.len().abs_diff(whole.len()) < 64, "{format:?}");
    let [once, again] = [(), ()].map(|()| encode(format, left, right).unwrap());
    assert!(once == again && once == whole, "{format:?}");
}

#[cfg(all(feature = "decode", any(feature = "vorbis", feature = "mp3")))]
fn decoded(bytes: &[u8]) -> Vec<Vec<f32>> {
    let decoded = rebounce_codec::decode(bytes, &Default::default()).unwrap();
    assert_eq!(decoded.notes, []);
    decoded.recording.channels
}

#[cfg(all(feature = "decode", feature = "vorbis"))]
#[test]
fn vorbis_agrees_at_every_rate_and_length() {
    for (rate, frames) in [(44_100, 50_003), (48_000, 8_192), (96_000, 30_001), (22_050, 2_500)] {
        for compression in [Compression::Quality(9), Compression::Bitrate(160)] {
            // libvorbis knows no such bitrate at a rate this low or this high.
            if ![44_100, 48_000].contains(&rate) && compression == Compression::Bitrate(160) {
                continue;
            }
            let sound = sound(rate, frames);
            let format = format(Kind::Vorbis, rate, compression);
            let bytes = encode(&format, &sound[0], &sound[1]).unwrap();
            agrees(&decoded(&bytes), &sound, &format!("Vorbis {rate} {frames} {compression:?}"));
            is_settled(&format, &sound, &bytes);
        }
    }
}

#[cfg(all(feature = "decode", feature = "mp3"))]
#[test]
fn mp3_agrees_at_every_rate_and_length_its_delay_and_padding_taken_off() {
    for (rate, frames) in [(44_100, 50_003), (48_000, 11_520), (22_050, 10_001)] {
        let kbps = if rate < 32_000 { 160 } else { 320 };
        for compression in [Compression::Quality(10), Compression::Bitrate(kbps)] {
            let sound = sound(rate, frames);
            let format = format(Kind::Mp3, rate, compression);
            let bytes = encode(&format, &sound[0], &sound[1]).unwrap();
            agrees(&decoded(&bytes), &sound, &format!("MP3 {rate} {frames} {compression:?}"));
            is_settled(&format, &sound, &bytes);
        }
    }
}

#[cfg(feature = "mp3")]
#[test]
fn an_mp3_of_constant_bitrate_has_it_and_a_better_one_is_larger() {
    let sound = sound(44_100, 441_000);
    let size = |compression| {
        encode(&format(Kind::Mp3, 44_100, compression), &sound[0], &sound[1]).unwrap().len()
    };
    // Ten seconds at 128 kbit/s, within three frames of 418 bytes at the ends and one of LAME's.
    let constant = size(Compression::Bitrate(128)) as f64;
    assert!((constant - 160_000.0).abs() < 5.0 * 418.0, "{constant}");
    assert!(size(Compression::Quality(9)) > size(Compression::Quality(2)));
}

/// The sound of an Opus stream as RFC 7845, section 4, has it cut; its head and its comments. The
/// decoder is other people's than the encoder; it gives what libopus gives (ffmpeg, 2026-11-26).
#[cfg(feature = "opus")]
fn opus(bytes: &[u8]) -> (Vec<Vec<f32>>, Vec<u8>, Vec<u8>) {
    let mut packets = ogg::reading::PacketReader::new(std::io::Cursor::new(bytes));
    let head = packets.read_packet_expected().unwrap().data;
    let comments = packets.read_packet_expected().unwrap().data;
    let skip = usize::from(u16::from_le_bytes([head[10], head[11]]));
    let mut decoder = opus_rs::OpusDecoder::new(48_000, 2).unwrap();
    let (mut sound, mut end) = (Vec::new(), 0);
    while let Some(packet) = packets.read_packet().unwrap() {
        let mut frames = vec![0.0; 2 * 5760];
        let count = decoder.decode(&packet.data, 960, &mut frames).unwrap();
        sound.extend_from_slice(&frames[..2 * count]);
        end = packet.absgp_page() as usize;
    }
    let kept = &sound[2 * skip..2 * end];
    let channel = |number: usize| kept.iter().skip(number).step_by(2).copied().collect();
    (vec![channel(0), channel(1)], head, comments)
}

#[cfg(feature = "opus")]
#[test]
fn opus_agrees_at_every_length() {
    for frames in [50_003, 48_000, 960 * 3 - 312, 960 * 3 - 311, 2_000] {
        for compression in [Compression::Quality(10), Compression::Bitrate(256)] {
            let sound = sound(48_000, frames);
            let format = format(Kind::Opus, 48_000, compression);
            let bytes = encode(&format, &sound[0], &sound[1]).unwrap();
            let (read, head, _) = opus(&bytes);
            assert_eq!(&head[..10], b"OpusHead\x01\x02");
            agrees(&read, &sound, &format!("Opus {frames} {compression:?}"));
            is_settled(&format, &sound, &bytes);
        }
    }
}

#[test]
fn an_empty_file_is_a_file_and_silence_is_silent() {
    for kind in Kind::ALL.into_iter().filter(|kind| !kind.is_lossless() && kind.is_built()) {
        let format = format(kind, 48_000, Compression::default());
        assert!(!encode(&format, &[], &[]).unwrap().is_empty(), "{kind:?}");
        let silence = [0.0; 10_000];
        let bytes = encode(&format, &silence, &silence).unwrap();
        let read = match kind {
            #[cfg(feature = "opus")]
            Kind::Opus => opus(&bytes).0,
            _ => rebounce_codec::decode(&bytes, &Default::default()).unwrap().recording.channels,
        };
        assert!(read.iter().flatten().all(|x| x.abs() < 1e-4), "{kind:?}");
    }
}

#[cfg(feature = "opus")]
#[test]
fn opus_has_one_rate_and_its_tags() {
    let mut format = format(Kind::Opus, 44_100, Compression::default());
    let refused = encode(&format, &[0.0], &[0.0]).unwrap_err().to_string();
    assert_eq!(refused, "Opus sample rate 44100 cannot be written: wanted 48000");
    format.sample_rate = 48_000;
    format.tags.set("title", "Tune");
    format.tags.repeat = Some(5..9);
    let (_, _, comments) = opus(&encode(&format, &[0.1; 9], &[0.1; 9]).unwrap());
    let text = String::from_utf8_lossy(&comments);
    assert!(text.starts_with("OpusTags"));
    for line in ["TITLE=Tune", "LOOPSTART=5", "LOOPLENGTH=4"] {
        assert!(text.contains(line), "{line}");
    }
}
