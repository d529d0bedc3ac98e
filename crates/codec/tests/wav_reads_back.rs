//! What is written is what a reader finds, and a file appears whole or not at all.

use rebounce_codec::{Error, Format, Kind, WavStream, Writer};

fn format(bit_depth: u16) -> Format {
    Format {
        kind: Kind::Wav,
        bit_depth,
        sample_rate: 44_100,
        channels: 2,
        dither: false,
        seed: 3,
        ..Format::default()
    }
}

/// A sine and its negative, on multiples of 2^-15 so that 16 bits hold it exactly.
fn sine(frames: usize) -> (Vec<f32>, Vec<f32>) {
    let left: Vec<f32> = (0..frames)
        .map(|i| (libm::sin(i as f64 * 0.05) * 32_000.0).round() as f32 / 32_768.0)
        .collect();
    let right = left.iter().map(|x| -x).collect();
    (left, right)
}

#[test]
fn hound_reads_back_every_depth_bit_exactly_however_windows_are_cut() {
    let folder = tempfile::tempdir().unwrap();
    let (left, right) = sine(1000);
    for bits in [16, 24, 32] {
        let path = folder.path().join("a.wav");
        let mut writer = Writer::create(&path, &format(bits)).unwrap();
        for (l, r) in left.chunks(77).zip(right.chunks(77)) {
            writer.write(l, r).unwrap();
        }
        assert_eq!(writer.clipped(), 0);
        assert_eq!(writer.finish().unwrap(), std::fs::metadata(&path).unwrap().len());
        let mut reader = hound::WavReader::open(&path).unwrap();
        assert_eq!((reader.duration(), reader.spec().sample_rate), (1000, 44_100));
        assert_eq!(reader.spec().bits_per_sample, bits);
        let got: Vec<f32> = if bits == 32 {
            reader.samples::<f32>().map(Result::unwrap).collect()
        } else {
            let full = (1u32 << (bits - 1)) as f32;
            reader.samples::<i32>().map(|s| s.unwrap() as f32 / full).collect()
        };
        let wanted: Vec<f32> = left.iter().zip(&right).flat_map(|(l, r)| [*l, *r]).collect();
        assert_eq!(got, wanted);
    }
}

#[test]
fn dither_does_not_depend_on_how_windows_are_cut() {
    let (left, right) = sine(500);
    let bytes = |cut: usize, seed| {
        let format = Format { dither: true, seed, ..format(16) };
        let mut stream = WavStream::new(Vec::new(), &format, Some(500)).unwrap();
        for (l, r) in left.chunks(cut).zip(right.chunks(cut)) {
            stream.write(l, r).unwrap();
        }
        stream.finish().unwrap()
    };
    assert_eq!(bytes(500, 1), bytes(7, 1));
    assert_ne!(bytes(500, 1), bytes(500, 2));
}

#[test]
fn a_dropped_writer_leaves_the_old_file_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    std::fs::write(&path, "old").unwrap();
    let mut writer = Writer::create(&path, &format(16)).unwrap();
    writer.write(&[0.0; 100_000], &[0.0; 100_000]).unwrap();
    drop(writer);
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_name_that_cannot_be_taken_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("inside"), "").unwrap();
    let writer = Writer::create(&path, &format(16)).unwrap();
    assert!(matches!(writer.finish(), Err(Error::File { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_sink_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert!(matches!(WavStream::new(full, &format(16), None), Err(Error::Stream(_))));
}

#[test]
fn a_stream_of_unknown_length_says_so_and_one_of_known_length_is_held_to_it() {
    let stream = WavStream::new(Vec::new(), &format(16), None).unwrap();
    let head = stream.finish().unwrap();
    assert_eq!(head[4..8], [255; 4]);
    assert_eq!(head[head.len() - 4..], [255; 4]);
    let stream = WavStream::new(Vec::new(), &format(16), Some(9)).unwrap();
    assert!(matches!(stream.finish(), Err(Error::Length { found: 0, wanted: 9 })));
}

#[test]
fn samples_beyond_full_scale_are_counted() {
    let mut stream = WavStream::new(Vec::new(), &format(16), None).unwrap();
    stream.write(&[1.0, 1.1, f32::NAN], &[-1.0, -1.1, 0.0]).unwrap();
    assert_eq!(stream.clipped(), 3);
}

/// Takes the head, then refuses once.
struct RefusesOnce(u32);

impl std::io::Write for RefusesOnce {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += 1;
        if self.0 == 2 {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_refused_window_cannot_be_finished_over() {
    let mut stream = WavStream::new(RefusesOnce(0), &format(16), None).unwrap();
    assert!(stream.write(&[0.0], &[0.0]).is_err());
    assert!(stream.finish().is_err());
}
