//! What a file tells about its music is found where players look for it, and changes no sample.
#![cfg(feature = "decode")]
#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

use rebounce_codec::{Compression, Format, Kind, Tags, decode, encode};
use std::io::Cursor;

const PAIRS: [(&str, &str); 7] = [
    ("title", "Nächtliche Fahrt"),
    ("artist", "Ann & Bob"),
    ("comment", "made of patterns"),
    ("date", "2026"),
    ("bpm", "98.5"),
    ("key", "Am"),
    ("mood", "calm"),
];

fn tags() -> Tags {
    let mut tags =
        Tags { repeat: Some(1_000..9_001), start: Some(123_456_789_012), ..Tags::default() };
    for (name, value) in PAIRS {
        tags.set(name, value);
    }
    tags
}

fn format(kind: Kind, tags: Tags) -> Format {
    let compression = Compression::Bitrate(128);
    Format { kind, sample_rate: 48_000, tags, compression, ..Format::default() }
}

/// Raw names and values, as an independent reader finds them.
fn read(bytes: &[u8]) -> Vec<(String, String)> {
    use symphonia::core::io::MediaSourceStream;
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes.to_vec())), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Default::default(), source, Default::default(), Default::default())
        .unwrap();
    let mut found = Vec::new();
    let mut log = format.metadata();
    loop {
        if let Some(revision) = log.current() {
            let tags = &revision.media.tags;
            found.extend(tags.iter().map(|tag| {
                // A free name of ID3 stands beside the text.
                let key = format!("{} {:?}", tag.raw.key, tag.raw.sub_fields);
                (key, tag.raw.value.to_string())
            }));
        }
        if log.pop().is_none() {
            break;
        }
    }
    found
}

#[test]
fn tags_are_found_where_each_kind_of_file_has_them() {
    // The reader does not hand on what it finds in a WAV; that is looked at below.
    let sound = [0.25; 10_000];
    let other = |kind: &Kind| kind.is_built() && ![Kind::Opus, Kind::Wav].contains(kind);
    let vorbis = ["TITLE", "ARTIST", "COMMENT", "DATE", "BPM", "INITIALKEY", "MOOD"];
    let id3 = ["TIT2", "TPE1", "COMM", "TYER", "BPM", "TKEY", "mood"];
    for kind in Kind::ALL.into_iter().filter(other) {
        let bytes = encode(&format(kind, tags()), &sound, &sound).unwrap();
        let found = read(&bytes);
        let names = if matches!(kind, Kind::Flac | Kind::Vorbis) { vorbis } else { id3 };
        for ((_, value), name) in PAIRS.iter().zip(names) {
            let at = |(key, text): &(String, String)| key.contains(name) && text == value;
            assert!(found.iter().any(at), "{kind:?}: {name}={value} in {found:?}");
        }
        let says = |name: &str, value: &str| {
            found.iter().any(|(key, text)| key.contains(name) && text == value)
        };
        assert!(says("LOOPSTART", "1000") && says("LOOPLENGTH", "8001"), "{kind:?}: {found:?}");
    }
}

#[test]
fn tags_change_no_sample() {
    let sound: Vec<f32> = (0..10_000).map(|i| libm::sin(f64::from(i) * 0.1) as f32).collect();
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_built() && *kind != Kind::Opus) {
        let [told, plain] = [tags(), Tags::default()].map(|tags| {
            let bytes = encode(&format(kind, tags), &sound, &sound).unwrap();
            let decoded = decode(&bytes, &Default::default()).unwrap();
            assert_eq!(decoded.notes, [], "{kind:?}");
            decoded.recording
        });
        assert!(told == plain, "{kind:?}");
    }
}

/// The body of a chunk of a WAV.
fn chunk<'a>(wav: &'a [u8], id: &[u8; 4]) -> &'a [u8] {
    let mut at = 12;
    loop {
        let size = u32::from_le_bytes(wav[at + 4..at + 8].try_into().unwrap()) as usize;
        if wav[at..at + 4] == *id {
            return &wav[at + 8..at + 8 + size];
        }
        at += 8 + size + size % 2;
    }
}

#[test]
fn a_wav_has_its_place_in_the_song_and_the_part_that_repeats() {
    let wav = encode(&format(Kind::Wav, tags()), &[0.0; 10_000], &[0.0; 10_000]).unwrap();
    let bext = chunk(&wav, b"bext");
    // EBU Tech 3285: 602 bytes and a history, the time reference at 338, the version behind it.
    assert_eq!(bext.len(), 602);
    assert_eq!(&bext[..16], b"made of patterns");
    assert_eq!(bext[338..346], 123_456_789_012_u64.to_le_bytes());
    assert_eq!(bext[346..348], [2, 0]);
    let smpl = chunk(&wav, b"smpl");
    let number = |at: usize| u32::from_le_bytes(smpl[4 * at..4 * at + 4].try_into().unwrap());
    assert_eq!(smpl.len(), 60);
    // 48 kHz in nanoseconds, key 60, one loop from the first to the last frame that is played.
    assert_eq!(
        [number(2), number(3), number(7), number(11), number(12)],
        [20_833, 60, 1, 1_000, 9_000]
    );
    let list = chunk(&wav, b"LIST");
    assert!(list.starts_with(b"INFOINAM\x12\0\0\0N\xC3\xA4chtliche Fahrt\0"));
    let id3 = chunk(&wav, b"id3 ");
    let key: Vec<u8> = "Am".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let frame = [&b"TKEY\0\0\0\x07\0\0\x01\xFF\xFE"[..], &key].concat();
    assert!(id3.windows(frame.len()).any(|part| part == frame));
    assert_eq!(chunk(&wav, b"data").len(), 40_000);
}

#[test]
fn what_tells_nothing_has_no_byte_for_it() {
    let wav = encode(&format(Kind::Wav, Tags::default()), &[0.0; 10], &[0.0; 10]).unwrap();
    assert_eq!(wav.len(), 80 + 40);
    let flac = encode(&format(Kind::Flac, Tags::default()), &[], &[]).unwrap();
    assert_eq!(flac.len(), 42);
}
