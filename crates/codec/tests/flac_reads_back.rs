//! What goes into a FLAC comes out of it, sample for sample, and its head is true.

use rebounce_codec::{DecodeLimits, Error, Format, Kind, WavStream, Writer, decode};

fn format(bit_depth: u16) -> Format {
    Format {
        kind: Kind::Flac,
        bit_depth,
        sample_rate: 48_000,
        channels: 2,
        dither: false,
        seed: 5,
        ..Format::default()
    }
}

/// Writes windows of `cut` frames, and gives the file.
fn file(format: &Format, left: &[f32], right: &[f32], cut: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.flac");
    let mut writer = Writer::create(&path, format).expect("a legal format");
    for (l, r) in left.chunks(cut).zip(right.chunks(cut)) {
        writer.write(l, r).expect("room");
    }
    let bytes = writer.finish().expect("room");
    let file = std::fs::read(&path).expect("a file");
    assert_eq!(file.len() as u64, bytes);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    file
}

/// Numbers in -1..1 without pattern (a 32-bit congruential generator, Numerical Recipes).
fn noise(frames: usize) -> Vec<f32> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..frames).map(|_| next()).collect()
}

/// Sounds that take the encoder through every kind of subframe.
fn sounds() -> Vec<(&'static str, Vec<f32>, Vec<f32>)> {
    let frames = 10_000;
    let sine = (0..frames).map(|i| libm::sin(f64::from(i) * 0.03) as f32 * 0.9).collect::<Vec<_>>();
    let square = (0..frames).map(|i| if i / 50 % 2 == 0 { 1.0 } else { -1.0 }).collect::<Vec<_>>();
    let click = (0..frames).map(|i| f32::from(u8::from(i == 5000))).collect::<Vec<_>>();
    let coarse = sine.iter().map(|x| (x * 100.0).round() / 128.0).collect();
    let silence = vec![0.0; frames as usize];
    vec![
        ("sine and its negative", sine.clone(), sine.iter().map(|x| -x).collect()),
        ("noise and sine", noise(frames as usize), sine.clone()),
        ("full-scale square, silence", square.clone(), silence.clone()),
        ("silence", silence.clone(), silence),
        ("click and constant", click, vec![0.25; frames as usize]),
        ("few bits used", coarse, square),
    ]
}

/// The steps that a value becomes without dither, back as a sample.
fn rounded(values: &[f32], bits: u16) -> Vec<f32> {
    let full = f64::from(1u32 << (bits - 1));
    let steps = |x: &f32| (f64::from(*x) * full).round_ties_even().clamp(-full, full - 1.0);
    values.iter().map(|x| (steps(x) / full) as f32).collect()
}

#[test]
fn every_sound_reads_back_exactly_and_its_md5_is_right() {
    for bits in [16, 24] {
        for (name, left, right) in sounds() {
            let file = file(&format(bits), &left, &right, 777);
            let decoded = decode(&file, &DecodeLimits::default()).unwrap();
            let wanted = [rounded(&left, bits), rounded(&right, bits)];
            assert!(decoded.recording.channels == wanted, "{name}, {bits} bits");
            // A wrong MD5 or length would have left a note.
            assert_eq!(decoded.notes, [], "{name}");
        }
    }
}

#[test]
fn the_head_tells_length_rate_depth_and_md5() {
    let (left, right) = (noise(4097), vec![-0.5; 4097]);
    for bits in [16u16, 24] {
        let file = file(&format(bits), &left, &right, 4097);
        assert_eq!(file[..8], *b"fLaC\x80\0\0\x22");
        let packed = u64::from_be_bytes(file[18..26].try_into().unwrap());
        assert_eq!(packed >> 44, 48_000);
        assert_eq!((packed >> 41 & 7, packed >> 36 & 31), (1, u64::from(bits - 1)));
        assert_eq!(packed & 0xF_FFFF_FFFF, 4097);
        let wav = Format { kind: Kind::Wav, ..format(bits) };
        let mut stream = WavStream::new(Vec::new(), &wav, None).unwrap();
        let head = 68 + if bits == 24 { 24 } else { 0 };
        stream.write(&left, &right).unwrap();
        let pcm = &stream.finish().unwrap()[head + 12..];
        assert_eq!(pcm.len(), 4097 * 2 * usize::from(bits / 8));
        assert_eq!(file[26..42], md5::compute(pcm).0);
    }
}

#[test]
fn every_length_reads_back_also_those_about_a_block() {
    for frames in [1, 2, 15, 16, 17, 4095, 4096, 4097, 8192, 8193] {
        let left = noise(frames);
        let file = file(&format(16), &left, &left, 100);
        let decoded = decode(&file, &DecodeLimits::default()).unwrap();
        assert_eq!(decoded.recording.channels, [rounded(&left, 16), rounded(&left, 16)]);
        assert_eq!(decoded.notes, [], "{frames} frames");
    }
}

#[test]
fn a_flac_of_no_frames_is_a_whole_file_too() {
    let file = file(&format(16), &[], &[], 1);
    assert_eq!(file.len(), 42);
}

#[test]
fn the_bytes_do_not_depend_on_how_windows_are_cut_and_dither_is_that_of_wav() {
    let (left, right) = (noise(9000), noise(9000));
    let dithered = Format { dither: true, ..format(16) };
    let whole = file(&dithered, &left, &right, 9000);
    assert!(whole == file(&dithered, &left, &right, 1));
    let wav = Format { kind: Kind::Wav, ..dithered };
    let mut stream = WavStream::new(Vec::new(), &wav, Some(9000)).unwrap();
    stream.write(&left, &right).unwrap();
    let limits = DecodeLimits::default();
    let wav = decode(&stream.finish().unwrap(), &limits).unwrap();
    assert!(decode(&whole, &limits).unwrap() == wav);
}

#[test]
fn what_flac_cannot_hold_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.flac");
    let message = |format: &Format| Writer::create(&path, format).unwrap_err().to_string();
    assert_eq!(
        message(&format(32)),
        "FLAC bit depth 32 cannot be written: wanted 16 or 24 (for 32-bit float take WAV)"
    );
    for (rate, taken) in [
        (0, false),
        (1, true),
        (44_100, true),
        (65_534, true),
        (65_535, false),
        (65_540, true),
        (192_000, true),
        (352_800, true),
        (655_340, true),
        (655_350, false),
        (768_000, false),
    ] {
        let format = Format { sample_rate: rate, ..format(24) };
        let writer = Writer::create(&path, &format);
        assert_eq!(writer.is_ok(), taken, "{rate}");
        if let Ok(mut writer) = writer {
            writer.write(&[0.5; 100], &[0.25; 100]).unwrap();
            writer.finish().unwrap();
        }
    }
    let refused = WavStream::new(Vec::new(), &format(16), None);
    assert!(matches!(refused, Err(Error::Kind { found: Kind::Flac })));
}

#[test]
fn a_dropped_writer_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path().join("a.flac"), &format(16)).unwrap();
    writer.write(&[0.0; 10_000], &[0.0; 10_000]).unwrap();
    drop(writer);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
