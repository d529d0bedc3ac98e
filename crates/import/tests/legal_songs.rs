//! Fields that are known, with values of every size and kind: what comes out is a legal song, in
//! which the check of songs finds nothing to mend.

mod support;

use proptest::prelude::*;
use rebounce_import::{Limits, read};
use support::faults;

const NOTE: &[&str] = &[
    "startTime",
    "time",
    "length",
    "duration",
    "pitch",
    "note",
    "velocity",
    "pan",
    "modWheel",
    "aftertouch",
    "expression",
    "releaseVelocity",
    "slideTargetPitch",
    "slideDuration",
    "slideTo",
    "isMuted",
    "id",
];
const SAMPLER: &[&str] = &[
    "baseNote",
    "gain",
    "pan",
    "pitch",
    "playbackRate",
    "sampleStart",
    "sampleEnd",
    "loop",
    "loopStart",
    "loopEnd",
    "attack",
    "decay",
    "sustain",
    "release",
    "envelopeEnabled",
    "filterEnabled",
    "filterCutoff",
    "filterResonance",
    "filterKeyTracking",
    "bassBoost",
    "reverse",
    "cutItself",
    "velocityCurveType",
    "timeStretchEnabled",
    "sympatheticResonanceEnabled",
    "sympatheticResonanceGain",
    "mixerTrackId",
];
const PATCH: &[&str] = &[
    "cutoff",
    "resonance",
    "envelopeAmount",
    "keyTracking",
    "drive",
    "type",
    "attack",
    "decay",
    "sustain",
    "release",
    "delay",
    "hold",
    "velocitySensitivity",
    "frequency",
    "depth",
    "waveform",
    "tempoSync",
    "tempoSyncRate",
    "detune",
    "octave",
    "level",
    "pulseWidth",
    "unisonVoices",
    "unisonDetune",
    "unisonSpread",
    "phase",
    "enabled",
    "amount",
];
const TRACK: &[&str] =
    &["gain", "volume", "pan", "muted", "solo", "mono", "lowGain", "midGain", "highGain"];
const CLIP: &[&str] = &[
    "startTime",
    "duration",
    "patternOffset",
    "loopCount",
    "sampleOffset",
    "playbackRate",
    "fadeIn",
    "fadeOut",
    "gain",
    "trackId",
    "mixerChannelId",
    "muted",
];
const EFFECT: &[&str] = &[
    "threshold",
    "ratio",
    "attack",
    "release",
    "knee",
    "mix",
    "compressorModel",
    "scEnable",
    "wet",
    "frequency",
    "gain",
    "q",
    "size",
    "decay",
    "noteDivision",
    "tempoSync",
    "voices",
    "oversampling",
    "driveCurve",
];
const WORDS: &[&str] = &[
    "square",
    "supersaw",
    "noise",
    "highpass",
    "exponential",
    "fet",
    "a",
    "c#4",
    "8n.",
    "1:2:0",
    "300ms",
    "3*8n",
    "1/4",
    "-1",
    "1e999",
    "NaN",
    "true",
    "t1",
    "master",
    "",
];

/// A value: mostly numbers near the ranges that are legal, now and then something else.
fn value() -> impl Strategy<Value = String> {
    let huge = any::<f64>().prop_filter("JSON has no others", |value| value.is_finite());
    prop_oneof![
        4 => (-3.0_f64..200.0).prop_map(|value| value.to_string()),
        4 => (0.0_f64..1.5).prop_map(|value| value.to_string()),
        2 => (-30_000.0_f64..30_000.0).prop_map(|value| value.to_string()),
        1 => huge.prop_map(|value| format!("{value:e}")),
        1 => any::<bool>().prop_map(|value| value.to_string()),
        1 => prop::sample::select(WORDS).prop_map(|word| format!("{word:?}")),
        1 => (-3.0_f64..200.0).prop_map(|value| format!(r#"{{"value": "{value}"}}"#)),
    ]
}

/// Some of these fields, a comma behind each.
fn fields(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    let names = prop::sample::select(names);
    prop::collection::btree_map(names, value(), 0..20).prop_map(|fields| {
        let one = |(name, value): (&&str, &String)| format!("{name:?}: {value}, ");
        fields.iter().map(one).collect()
    })
}

/// Five tracks, routed at random among themselves.
fn tracks() -> impl Strategy<Value = String> {
    let id = || prop::sample::select(&["t1", "t2", "t3", "t4", "t5", "master", "gone"][..]);
    let track = (id(), prop::collection::vec(id(), 0..3), id(), fields(TRACK));
    let track = track.prop_map(|(output, sends, source, strip)| {
        let sends: Vec<_> = sends.iter().map(|to| format!(r#"{{"busId": "{to}"}}"#)).collect();
        format!(
            r#"{strip}"insertEffects": [{{"type": "compressor", "settings":
                {{"scSourceId": "{source}"}}}}], "sends": [{}], "output": "{output}""#,
            sends.join(", ")
        )
    });
    prop::collection::vec(track, 5).prop_map(|tracks| {
        let one = |(at, track)| format!(r#"{{"id": "t{at}", {track}}}"#);
        let tracks: Vec<_> = (1..).zip(&tracks).map(one).collect();
        tracks.join(", ")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn notes_are_legal_whatever_their_fields_say(notes in prop::collection::vec(fields(NOTE), 9)) {
        let notes: Vec<_> = notes.iter().map(|note| format!("{{{note}\"color\": 0}}")).collect();
        let text = format!(
            r#"{{"data": {{"a": [{}]}}, "instruments": {{"a": {{"type": "synth"}}}}}}"#,
            notes.join(", ")
        );
        let read = read(text.as_bytes(), &Limits::default());
        prop_assert_eq!(faults(read.expect("legal JSON").song), "");
    }

    #[test]
    fn instruments_are_legal_whatever_their_fields_say(
        sampler in fields(SAMPLER), patch in fields(PATCH), effect in fields(EFFECT), any in value(),
    ) {
        let text = format!(
            r#"{{"data": {{}}, "instruments": {{
                "s": {{{sampler}"type": "sample", "url": "x.wav", "sampleChopMode": "chop",
                    "sampleChop": {{"length": {any}, "slices": [{{"startStep": {any}, "pitch": 3}},
                    {{"endStep": {any}, "startOffset": {any}, "gain": {any}, "pan": {any}}},
                    {{"endOffset": {any}, "pitch": {any}}}]}}}},
                "z": {{"type": "sample", "multiSamples": [{{"url": "y.wav", "midiNote": {any},
                    "velocityRange": {{"min": {any}}}, "roundRobinIndex": {any}}}]}},
                "v": {{"type": "zenith", "effectChain": [{{"type": "compressor",
                    "settings": {{{effect}"scSourceId": "v"}}}}],
                    "settings": {{"oscillators": [{{{patch}"id": 0}}, {{{patch}"id": 1}}],
                    "filter": {{{patch}"type": "notch"}}, "ampEnvelope": {{{patch}"delay": 0}},
                    "lfo": {{{patch}"target": 0}}, "portamento": {any}, "masterVolume": {any},
                    "lfos": [{{{patch}"id": 0}}, {{{patch}"id": 1}}],
                    "modSlots": [{{"source": "lfo_2", "destination": "osc.2.detune",
                    "amount": {any}}}]}}}},
                "w": {{"type": "vasynth",
                    "settings": {{"oscillators": [{{{patch}"id": 0}}, {{{patch}"id": 1}}],
                    "filter": {{{patch}"type": "notch"}}, "ampEnvelope": {{{patch}"delay": 0}},
                    "lfo": {{{patch}"target": 0}}, "portamento": {any}, "masterVolume": {any},
                    "modSlots": [{{"source": "lfo_1", "destination": "osc.pitch",
                    "amount": {any}}}]}}}}}}}}"#
        );
        let read = read(text.as_bytes(), &Limits::default());
        prop_assert_eq!(faults(read.expect("legal JSON").song), "");
    }

    #[test]
    fn mixers_are_legal_whatever_their_fields_say(
        tracks in tracks(), effect in fields(EFFECT), any in value(),
    ) {
        let text = format!(
            r#"{{"mixer": {{"tracks": [{tracks}], "masterVolume": {any}, "master": {{"gain": {any},
                "effects": [
                {{"type": "multiband-eq", "settings": {{"bands": [{{{effect}"id": 0}}]}}}},
                {{"type": "compressor", "settings": {{{effect}"scSourceId": {any}}}}},
                {{"type": "modern-delay", "settings": {{{effect}"bpm": {any}}}}},
                {{"type": "stardust-chorus", "settings": {{{effect}"rate": {any}}}}}]}}}}}}"#
        );
        let read = read(text.as_bytes(), &Limits::default());
        prop_assert_eq!(faults(read.expect("legal JSON").song), "");
    }

    #[test]
    fn arrangements_are_legal_whatever_their_fields_say(
        clip in fields(CLIP), note in fields(NOTE), any in value(),
    ) {
        let text = format!(
            r#"{{"metadata": {{"bpm": {any}, "time_signature": [{any}, {any}]}},
                "instruments": [{{"id": "a", "type": "synth"}}],
                "patterns": [{{"id": "p", "length": {any}, "data": {{"a": [{{{note}"color": 0}}]}}}}],
                "arrangement": {{"tracks": [{{"id": "r", "volume": {any}, "pan": {any}}}],
                "markers": [{{"time": {any}}}],
                "clips": [{{{clip}"patternId": "p"}}, {{{clip}"url": "z.wav"}}]}}}}"#
        );
        let read = read(text.as_bytes(), &Limits::default());
        prop_assert_eq!(faults(read.expect("legal JSON").song), "");
    }
}
