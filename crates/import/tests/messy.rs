//! Every fault of a document full of them is named, with its place, and the rest is read.

use rebounce_import::{Limits, read};
use rebounce_song::Severity::{self, Error, Info, Warning};

/// Severity, code and place of all that is to be said about `fixtures/messy.json`.
const SAID: &[(Severity, &str, &str)] = &[
    (Warning, "tempo-not-positive", "transport.bpm"),
    (Warning, "unknown-choice", "options.quality"),
    (Warning, "out-of-range", "options.sampleRate"),
    (Warning, "unknown-bit-depth", "options.bitDepth"),
    (Warning, "end-before-start", "options.endTime"),
    (Info, "unknown-field", "options.surprise"),
    (Warning, "not-a-number", "patternData.bpm"),
    (Warning, "out-of-range", "patternData.mixerTracks[0].effects[0].parameters.size.value"),
    (Warning, "unknown-setting", "patternData.mixerTracks[0].effects[0].parameters.nonsense"),
    (Warning, "not-a-number", "patternData.mixerTracks[0].effects[1].settings.ceiling"),
    (Error, "unknown-effect", "patternData.mixerTracks[0].effects[2].type"),
    (Error, "unknown-effect", "patternData.mixerTracks[0].effects[3].type"),
    (Info, "zero-counts", "patternData.mixerTracks[0].effects[4].settings.threshold"),
    (Warning, "not-a-number", "patternData.mixerTracks[0].gain"),
    (Warning, "out-of-range", "patternData.mixerTracks[0].volume"),
    (Warning, "out-of-range", "patternData.mixerTracks[0].pan"),
    (Warning, "not-a-number", "patternData.mixerTracks[0].eq.lowGain"),
    (Error, "send-without-bus", "patternData.mixerTracks[0].sends[1]"),
    (Info, "sends-by-bus", "patternData.mixerTracks[1].sends"),
    (Info, "send-level-positive", "patternData.mixerTracks[1].sends.a"),
    (Error, "track-without-id", "patternData.mixerTracks[2]"),
    (Error, "doubled-id", "patternData.mixerTracks[3]"),
    (Info, "instrument-without-type", "patternData.instruments.drum"),
    (Info, "switch-spelled", "patternData.instruments.drum.reverse"),
    (Warning, "range-reversed", "patternData.instruments.drum.sampleStart"),
    (Error, "unknown-track", "patternData.instruments.drum.mixerTrackId"),
    (Error, "unknown-instrument-type", "patternData.instruments.banjo.type"),
    (Error, "no-recording", "patternData.instruments.mute"),
    (Info, "unknown-preset", "patternData.instruments.key.presetName"),
    (Warning, "out-of-range", "patternData.instruments.key.preset.oscillators[1].octave"),
    (Warning, "not-an-oscillator", "patternData.instruments.key.preset.oscillators[2]"),
    (Warning, "unknown-choice", "patternData.instruments.key.preset.filter.type"),
    (Warning, "out-of-range", "patternData.instruments.key.preset.filter.cutoff"),
    (Warning, "out-of-range", "patternData.instruments.key.preset.lfo.frequency"),
    (Warning, "unknown-rate", "patternData.instruments.key.preset.lfo.tempoSyncRate"),
    (Warning, "unknown-choice", "patternData.instruments.key.preset.modSlots[0].source"),
    (Error, "side-chain-too-early", "patternData.instruments.key.effectChain[0]"),
    (Info, "text-as-number", "patternData.id"),
    (Warning, "length-not-positive", "patternData.length"),
    (Warning, "start-negative", "patternData.data.drum[0].time"),
    (Info, "second-spelling", "patternData.data.drum[1].time"),
    (Warning, "length-not-positive", "patternData.data.drum[2].length"),
    (Warning, "out-of-range", "patternData.data.drum[2].velocity"),
    (Warning, "unknown-length", "patternData.data.drum[3].duration"),
    (Warning, "unknown-pitch", "patternData.data.drum[3].pitch"),
    (Warning, "not-a-note", "patternData.data.drum[4]"),
    (Info, "unknown-field", "patternData.data.drum[5].swing"),
    (Info, "pitch-spelled", "patternData.data.drum[6].pitch"),
    (Warning, "unknown-slide-target", "patternData.data.drum[6]"),
    (Info, "doubled-note", "patternData.data.drum[6]"),
    (Error, "unknown-instrument", "patternData.data.gone"),
    (Warning, "notes-not-a-list", "patternData.data.none"),
    (Error, "unknown-instrument", "patternData.data.banjo"),
    (Warning, "out-of-range", "patternData.automation.drum[0].ccData.events[0].value"),
    (Error, "send-to-itself", "patternData.mixerTracks[0].sends[2]"),
    (Error, "unknown-bus", "patternData.mixerTracks[0].sends[3]"),
    (Error, "unknown-output", "patternData.mixerTracks[0].output"),
    (Error, "routing-circle", "patternData.mixerTracks[0].effects[4]"),
    (Error, "routing-circle", "patternData.mixerTracks[1].sends.a"),
];

#[test]
fn each_fault_is_named_with_its_place() {
    let bytes = include_bytes!("fixtures/messy.json");
    let read = read(bytes, &Limits::default()).expect("legal JSON");
    let said = read.diagnostics.iter();
    let said: Vec<_> = said.map(|said| (said.severity, &*said.code, &*said.place)).collect();
    for fault in SAID {
        assert!(said.contains(fault), "{fault:?} was not said");
    }
    for fault in &said {
        assert!(SAID.contains(fault), "{fault:?} was said");
    }
    assert_eq!(said.len(), SAID.len());
}
