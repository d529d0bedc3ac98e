//! Whatever the document says, reading it ends in a song or in an error.

mod support;

use proptest::prelude::*;
use rebounce_import::{Limits, read};
use support::faults;

/// Words that mean something somewhere, so that arbitrary documents reach every reader.
const WORDS: &[&str] = &[
    "patternData",
    "transport",
    "bpm",
    "options",
    "data",
    "notes",
    "instruments",
    "mixerTracks",
    "patterns",
    "arrangement",
    "clips",
    "tracks",
    "mixer",
    "master",
    "metadata",
    "audio_assets",
    "id",
    "type",
    "name",
    "length",
    "duration",
    "startTime",
    "time",
    "pitch",
    "note",
    "velocity",
    "instrumentId",
    "slideTo",
    "pitchBend",
    "value",
    "settings",
    "parameters",
    "insertEffects",
    "sends",
    "busId",
    "level",
    "output",
    "gain",
    "volume",
    "pan",
    "eq",
    "oscillators",
    "filter",
    "lfo",
    "lfos",
    "modSlots",
    "multiSamples",
    "url",
    "assetId",
    "patternId",
    "trackId",
    "loopCount",
    "bands",
    "ratio",
    "a",
    "b",
    "bus-1",
    "presetName",
    "effectChain",
    "sequence",
    "sampleStart",
    "preset",
    "amplitudeEnvelope",
    "release",
    "ccLanes",
    "automation",
    "mixer.a.gain",
    "mixer.a.send.b",
    "effect.a.ratio",
    "instrument.a.pan",
    "ccNumber",
    "pitchBend",
    "interpolation",
    "target",
    "value",
    "events",
    "ccData",
    "velocityRange",
    "t",
    "synthParams",
    "envelope",
    "tempoSync",
    "tempoSyncRate",
    "quality",
    "workspace",
    "markers",
    "fadeIn",
    "sampleOffset",
    "pattern_order",
    "active_pattern_id",
    "time_signature",
    "vasynth",
    "zenith",
    "sample",
    "synth",
    "compressor",
    "multiband-eq",
    "Modern Reverb",
    "pattern",
    "audio",
    "c#4",
    "8n.",
    "4t",
    "1:2:0",
    "300ms",
    "3*8n",
    "-1",
    "1e999",
    "NaN",
    "mono",
    "supersaw",
];

/// JSON text, legal or nearly so.
fn json() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<f64>().prop_map(|value| format!("{value:e}")),
        (-200_i32..200).prop_map(|value| value.to_string()),
        word.clone().prop_map(|value| format!("{value:?}")),
        "[ -~]{0,8}".prop_map(|value| format!("{value:?}")),
    ];
    leaf.prop_recursive(7, 160, 8, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..6)
                .prop_map(|items| format!("[{}]", items.join(","))),
            3 => prop::collection::vec((word.clone(), inner), 0..9).prop_map(|entries| {
                let entry = |(name, value): &(String, String)| format!("{name:?}:{value}");
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

/// A MIDI message after some ticks, most often one that a channel understands.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let channel = prop::sample::select(&[0_u8, 1, 9][..]);
    let byte = || 0_u8..128;
    let controllers =
        &[0_u8, 1, 5, 6, 7, 10, 38, 64, 65, 66, 84, 96, 98, 100, 101, 120, 121, 126][..];
    let number = prop_oneof![prop::sample::select(controllers), byte()];
    prop_oneof![
        8 => (byte(), 8_u8..15, channel.clone(), byte(), byte()).prop_map(
            |(delta, kind, channel, one, two)| match kind {
                0xC | 0xD => vec![delta, kind << 4 | channel, one],
                _ => vec![delta, kind << 4 | channel, one, two],
            }
        ),
        4 => (byte(), channel, number, byte())
            .prop_map(|(delta, channel, number, value)| vec![delta, 0xB0 | channel, number, value]),
        1 => prop::collection::vec(any::<u8>(), 1..6),
        1 => any::<[u8; 4]>().prop_map(|[delta, a, b, c]| vec![delta & 127, 0xFF, 0x51, 3, a, b, c]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn arbitrary_json_is_read_into_a_legal_song_or_refused(text in json()) {
        if let Ok(read) = read(text.as_bytes(), &Limits::default()) {
            prop_assert_eq!(faults(read.song), "");
        }
    }

    #[test]
    fn arbitrary_parts_of_a_document_are_read_into_a_legal_song(
        notes in json(), instrument in json(), track in json(), clip in json(), effect in json(),
    ) {
        let pattern = format!(
            r#"{{"data":{{"a":[{notes}],"b":{notes}}},"notes":{notes},
                "instruments":{{"a":{instrument},"b":{{"type":"vasynth","settings":{instrument}}},
                "c":{{"type":"sample","url":"x.wav","sampleStart":{notes},"filterCutoff":{clip}}}}},
                "mixerTracks":[{track},{{"id":"t","insertEffects":[{effect},
                {{"type":"compressor","settings":{effect}}}],"sends":{track}}}]}}"#
        );
        let project = format!(
            r#"{{"patterns":[{pattern}],"instruments":[{instrument},{{"id":"a","type":"synth"}}],
                "metadata":{clip},"arrangement":{{"clips":[{clip},{{"patternId":"pattern","duration":{notes},
                "loopCount":{notes},"patternOffset":{notes}}}],"tracks":[{track}]}},
                "mixer":{{"tracks":[{track}],"master":{track}}},"audio_assets":{clip}}}"#
        );
        let sequence = format!(r#"[{{"patternData":{pattern},"startTime":{notes},"duration":{clip}}}]"#);
        let wrapper = format!(r#"{{"transport":{clip},"options":{effect},"patternData":{pattern}}}"#);
        for text in [pattern, project, sequence, wrapper] {
            let read = read(text.as_bytes(), &Limits::default());
            // JSON numbers beyond f64's range are the parser's to refuse.
            if let Ok(read) = read {
                prop_assert_eq!(faults(read.song), "");
            }
        }
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn arbitrary_messages_are_read_into_a_legal_song(
        header in prop::collection::vec(any::<u8>(), 6),
        tracks in prop::collection::vec(prop::collection::vec(message(), 0..60), 1..4),
        cut in 0_usize..40,
    ) {
        let mut file = [b"MThd".to_vec(), 6_u32.to_be_bytes().to_vec(), header].concat();
        for messages in tracks {
            let body = messages.concat();
            file.extend([b"MTrk".to_vec(), (body.len() as u32).to_be_bytes().to_vec(), body].concat());
        }
        file.truncate(file.len().saturating_sub(cut));
        if let Ok(read) = read(&file, &Limits::default()) {
            prop_assert_eq!(faults(read.song), "");
        }
    }
}
