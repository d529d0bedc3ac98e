//! One thing, many spellings: each row is a document, and what both spellings come to.

use rebounce_import::{Limits, read};
use rebounce_song::effect::Settings;
use rebounce_song::instrument::Sound;
use rebounce_song::sampler::Sampler;
use rebounce_song::va::Va;
use rebounce_song::{Beats, Severity, Song};

fn song(json: &str) -> Song {
    let read = read(json.as_bytes(), &Limits::default()).unwrap_or_else(|e| panic!("{json}: {e}"));
    let lost: Vec<_> =
        read.diagnostics.iter().filter(|said| said.severity > Severity::Info).collect();
    assert!(lost.is_empty(), "{json}: {lost:?}");
    read.song
}

/// The song of a pattern with this mixer track, the first of a list.
fn track(fields: &str) -> rebounce_song::mixer::Track {
    let json = format!(
        r#"{{"data": {{}}, "mixerTracks": [{{"id": "a", {fields}}}, {{"id": "bus-1", "gain": 1}}]}}"#
    );
    song(&json).mixer.tracks.swap_remove(0)
}

fn instrument(fields: &str) -> rebounce_song::Instrument {
    let json = format!(r#"{{"data": {{}}, "instruments": {{"a": {{{fields}}}}}}}"#);
    song(&json).instruments.swap_remove(0)
}

fn sampler(fields: &str) -> Sampler {
    match instrument(&format!(r#""type": "sample", {fields}"#)).sound {
        Sound::Sampler(sampler) => *sampler,
        other => panic!("{other:?}"),
    }
}

fn va(fields: &str) -> Va {
    match instrument(&format!(r#""type": "vasynth", {fields}"#)).sound {
        Sound::Va(va) => *va,
        other => panic!("{other:?}"),
    }
}

fn effect(json: &str) -> rebounce_song::Effect {
    track(&format!(r#""insertEffects": [{json}]"#)).inserts.swap_remove(0)
}

/// Each row's documents come to the same thing.
fn all_equal<T: PartialEq + std::fmt::Debug>(rows: &[&[&str]], one: impl Fn(&str) -> T) {
    for row in rows {
        for other in &row[1..] {
            assert_eq!(one(row[0]), one(other), "{} against {other}", row[0]);
        }
    }
}

#[test]
fn notes_have_one_meaning_in_each_spelling() {
    let note = |fields: &str| {
        let json = format!(
            r#"{{"instruments": {{"a": {{"type": "synth"}}}}, "data": {{"a": [{{{fields}}}]}}}}"#
        );
        song(&json).patterns[0].parts[0].notes[0].clone()
    };
    let rows: &[&[&str]] = &[
        &[r#""startTime": 6"#, r#""time": 6"#, r#""time": "6""#, r#""startTime": 6, "time": 1"#],
        &[r#""length": 2"#, r#""duration": 2"#, r#""duration": "8n""#, r#""length": "2""#],
        &[r#""pitch": 61"#, r#""note": 61"#, r#""pitch": "C#4""#, r#""note": "Db4""#],
        &[r#""isMuted": true"#, r#""muted": true"#, r#""mute": 1"#, r#""mute": "true""#],
        &[r#""velocity": 127"#, r#""velocity": 1"#, r#""velocity": "1.0""#, ""],
        &[
            r#""length": 4, "pitchBend": [{"time": 0.5, "value": 4096}]"#,
            r#""length": 4, "pitchBend": [{"time": 2, "value": 4096}]"#,
        ],
    ];
    all_equal(rows, note);
}

#[test]
fn notes_may_lie_flat_or_by_instrument() {
    let instruments = r#""instruments": {"a": {"type": "synth"}, "b": {"type": "synth"}}"#;
    let by_id = format!(
        r#"{{{instruments}, "data": {{"b": [{{"time": 0}}, {{"time": 8}}], "a": [{{"time": 4}}]}}}}"#
    );
    let flat = format!(
        r#"{{{instruments}, "notes": [{{"instrumentId": "b", "time": 0}},
            {{"instrumentId": "a", "time": 4}}, {{"instrumentId": "b", "time": 8}}]}}"#
    );
    assert_eq!(song(&by_id).patterns, song(&flat).patterns);
}

#[test]
fn collections_may_be_lists_or_objects_by_id() {
    let list = r#"{"data": {}, "mixerTracks": [{"id": "a", "pan": 0.5}, {"id": "master", "gain": 0.5}],
        "instruments": [{"id": "x", "type": "synth"}]}"#;
    let by_id = r#"{"data": {}, "mixerTracks": {"a": {"pan": 0.5}, "master": {"gain": 0.5}},
        "instruments": {"x": {"type": "synth"}}}"#;
    assert_eq!(song(list), song(by_id));
    let list = r#"{"patterns": [{"id": "p", "name": "P", "data": {}}]}"#;
    let by_id = r#"{"patterns": {"p": {"name": "P", "data": {}}}}"#;
    assert_eq!(song(list).patterns, song(by_id).patterns);
}

#[test]
fn tracks_have_one_meaning_in_each_spelling() {
    let rows: &[&[&str]] = &[
        &[r#""isMuted": true"#, r#""muted": true"#, r#""mute": true"#],
        &[r#""isSolo": true"#, r#""solo": true"#],
        &[r#""gain": 1"#, r#""volume": 0"#, r#""gain": {"value": 1}"#],
        &[
            r#""eq": {"enabled": true, "lowGain": 3, "midGain": -2, "highGain": 1}"#,
            r#""eq": {"low": 3, "mid": -2, "high": 1}"#,
            r#""lowGain": 3, "midGain": -2, "highGain": "1""#,
        ],
        &[r#""pan": 0"#, r#""eq": {"enabled": false, "lowGain": 3}"#],
        &[
            r#""sends": [{"busId": "bus-1", "level": 0.5}]"#,
            r#""sends": [{"busId": "bus-1"}]"#,
            r#""sends": {"bus-1": 0.5, "bus-1_muted": false}"#,
        ],
        &[r#""sends": []"#, r#""sends": {"bus-1": -6, "bus-1_muted": true}"#],
        &[
            r#""insertEffects": [{"type": "limiter"}]"#,
            r#""effects": [{"type": "Limiter", "settings": {}}]"#,
        ],
    ];
    all_equal(rows, track);
}

#[test]
fn sends_of_the_older_form_are_in_decibels() {
    let level = track(r#""sends": {"bus-1": -6.0206}"#).sends[0].level;
    // -6.0206 dB is half to within a hundred-thousandth.
    assert!((level - 0.5).abs() < 1e-5, "{level}");
}

#[test]
fn effects_have_one_meaning_in_each_spelling() {
    let rows: &[&[&str]] = &[
        &[
            r#"{"type": "modern-reverb"}"#,
            r#"{"type": "ModernReverb"}"#,
            r#"{"type": " modern reverb "}"#,
            r#"{"type": "MODERN_REVERB"}"#,
        ],
        &[r#"{"type": "multiband-eq"}"#, r#"{"type": "MultiBandEQ"}"#],
        &[r#"{"type": "stardust-chorus"}"#, r#"{"type": "StardustChorus"}"#],
        &[r#"{"type": "limiter", "bypass": true}"#, r#"{"type": "limiter", "enabled": false}"#],
        &[
            r#"{"type": "compressor", "settings": {"ratio": 3}}"#,
            r#"{"type": "compressor", "parameters": {"ratio": 3}}"#,
            r#"{"type": "compressor", "settings": {"ratio": "3"}}"#,
            r#"{"type": "compressor", "settings": {"ratio": {"value": 3}}}"#,
            r#"{"type": "compressor", "parameters": {"ratio": 9}, "settings": {"ratio": 3}}"#,
        ],
        &[
            r#"{"type": "compressor", "settings": {"compressorModel": 2, "scEnable": 1}}"#,
            r#"{"type": "compressor", "settings": {"compressorModel": "FET", "scEnable": true}}"#,
        ],
        &[
            r#"{"type": "saturator", "settings": {"distortion": 0.7, "wet": 0.3, "lowMix": 0.2}}"#,
            r#"{"type": "saturator", "settings": {"drive": 0.7, "mix": 0.3, "lowmix": 0.2}}"#,
        ],
        &[
            r#"{"type": "stardust-chorus", "settings": {"rate": 2, "delayTime": 5}}"#,
            r#"{"type": "stardust-chorus", "settings": {"frequency": 2, "delay": 5}}"#,
            r#"{"type": "stardust-chorus", "settings": {"freq": 2, "delaytime": 5}}"#,
        ],
    ];
    all_equal(rows, effect);
    let rows: &[&[&str]] = &[
        &[
            r#"{"type": "bass-enhancer", "settings": {"amount": 0.7, "harmonics": 0.2, "tightness": 1}}"#,
            r#"{"type": "BassEnhancer808", "settings": {"subBoost": 0.7, "saturation": 0.2, "punch": 1}}"#,
        ],
        &[
            r#"{"type": "bass-enhancer", "settings": {"frequency": 200}}"#,
            r#"{"type": "Bass Enhancer 808", "settings": {"taste": 1, "texture": 0.5}}"#,
        ],
        &[
            r#"{"type": "imager", "settings": {"width": 1.5, "crossover": 100, "lowMono": 0.4}}"#,
            r#"{"type": "Imager", "settings": {"globalWidth": 1.5, "band1Freq": 100,
                "band1Width": -40, "band2Freq": 600, "band4Mute": false, "stereoize": 0}}"#,
        ],
        &[
            r#"{"type": "feedback-delay", "settings": {"feedback": 0.3}}"#,
            r#"{"type": "delay-processor"}"#,
        ],
        &[
            r#"{"type": "modern-reverb", "settings": {"preDelay": 0.01, "wet": 0.3, "decay": 4}}"#,
            r#"{"type": "reverb-processor", "settings": {"decay": 4}}"#,
        ],
        &[
            r#"{"type": "delay", "settings": {"sync": 1, "noteValue": 6}}"#,
            r#"{"type": "delay", "settings": {"sync": true, "noteValue": "1/8."}}"#,
        ],
        &[
            r#"{"type": "waveshaper", "settings": {"curve": 3}}"#,
            r#"{"type": "WaveShaper", "settings": {"curve": "tube"}}"#,
        ],
        &[
            r#"{"type": "ott"}"#,
            r#"{"type": "OTT"}"#,
            r#"{"type": "multiband-compressor"}"#,
            r#"{"type": "MultibandCompressor"}"#,
        ],
    ];
    all_equal(rows, effect);
}

#[test]
fn every_effect_of_songs_is_found_by_its_id_and_every_parameter_is_set() {
    for settings in Settings::all() {
        for (index, parameter) in settings.parameters().iter().enumerate() {
            let json = format!(
                r#"{{"type": "{}", "settings": {{"{}": {}}}}}"#,
                settings.id(),
                parameter.name,
                parameter.max
            );
            let read = effect(&json);
            assert_eq!(read.settings.value(index), Some(parameter.max), "{json}");
        }
    }
}

#[test]
fn a_side_chain_is_read_with_its_source() {
    let json = r#"{"data": {}, "mixerTracks": [{"id": "kick"}, {"id": "bass", "insertEffects":
        [{"type": "compressor", "settings": {"scEnable": 1, "scSourceId": "kick"}}]}]}"#;
    assert_eq!(song(json).mixer.tracks[1].inserts[0].side_chain.as_deref(), Some("kick"));
    let json = json.replace("compressor", "SidechainCompressor").replace("\"scEnable\": 1, ", "");
    assert_eq!(song(&json).mixer.tracks[1].inserts[0].side_chain.as_deref(), Some("kick"));
}

#[test]
fn equaliser_bands_are_read() {
    let json = r#"{"type": "multiband-eq", "settings": {"bands": [{"id": "b", "type": "highpass",
        "frequency": 30, "gain": 0, "q": 0.71, "active": true}, {"type": "peaking"}]}}"#;
    let Settings::MultibandEq(eq) = effect(json).settings else { panic!("another effect") };
    assert_eq!(eq.bands.len(), 2);
    assert_eq!((eq.bands[0].frequency, eq.bands[0].q), (30.0, 0.71));
}

#[test]
fn samplers_have_one_meaning_in_each_spelling() {
    let rows: &[&[&str]] = &[
        &[r#""url": "x.wav""#, r#""data": {"url": "x.wav"}"#, r#""samples": [{"url": "x.wav"}]"#],
        &[
            r#""multiSamples": [{"url": "a.wav", "midiNote": 48}, {"url": "b.wav", "midiNote": 60}]"#,
            r#""samples": [{"url": "a.wav", "note": 48}, {"url": "b.wav", "note": "C4"}]"#,
        ],
        &[
            r#""url": "x.wav", "reverse": true"#,
            r#""url": "x.wav", "precomputed": {"reverse": true}"#,
        ],
        &[
            r#""url": "x.wav""#,
            r#""url": "x.wav", "reverse": true, "precomputed": {"reverse": true}"#,
        ],
        &[r#""url": "x.wav", "baseNote": 48"#, r#""url": "x.wav", "baseNote": "C3""#],
        &[
            r#""url": "x.wav", "envelopeEnabled": true, "attack": 20, "sustain": 50, "release": 300,
                "decay": 10"#,
            r#""url": "x.wav", "envelopeEnabled": true, "envelope":
                {"attack": 0.02, "decay": 0.01, "sustain": 0.5, "release": 0.3}"#,
        ],
    ];
    all_equal(rows, sampler);
    let kinds: &[&[&str]] = &[&[
        r#""type": "sample", "url": "x.wav""#,
        r#""type": "sampler", "url": "x.wav""#,
        r#""url": "x.wav""#,
        r#""type": "Sample", "url": "x.wav""#,
    ]];
    all_equal(kinds, instrument);
}

#[test]
fn one_recording_plays_to_its_end_and_several_are_let_go() {
    assert!(sampler(r#""url": "x.wav""#).one_shot);
    assert!(!sampler(r#""url": "x.wav", "loop": true"#).one_shot);
    assert!(!sampler(r#""url": "x.wav", "envelopeEnabled": true"#).one_shot);
    let several = sampler(r#""multiSamples": [{"url": "a.wav", "midiNote": 48}]"#);
    assert!(!several.one_shot);
    assert_eq!(several.envelope.release.0, 0.2);
}

#[test]
fn velocity_layers_meet_without_a_gap() {
    let zones = sampler(
        r#""multiSamples": [
            {"url": "a.wav", "midiNote": 48, "velocityRange": {"min": 1, "max": 79}},
            {"url": "b.wav", "midiNote": 48, "velocityRange": {"min": 80, "max": 127}}]"#,
    )
    .zones;
    assert_eq!((zones[0].velocity_min, zones[1].velocity_max), (0.0, 1.0));
    assert_eq!(zones[0].velocity_max, zones[1].velocity_min);
    let (soft, hard) = (79.0 / 127.0, 80.0 / 127.0);
    assert!(soft < zones[0].velocity_max && zones[0].velocity_max < hard);
}

#[test]
fn synths_have_one_meaning_in_each_spelling() {
    let rows: &[&[&str]] = &[
        &[
            r#""settings": {"amplitudeEnvelope": {"release": 1.5}}"#,
            r#""settings": {"ampEnvelope": {"release": "1.5"}}"#,
            r#""preset": {"amplitudeEnvelope": {"release": 1.5}}"#,
            r#""amplitudeEnvelope": {"release": 1.5}"#,
            r#""preset": {"ampEnvelope": {"release": 9}}, "settings": {"ampEnvelope": {"release": 1.5}}"#,
        ],
        &[r#""presetName": "Sub Bass""#, r#""preset": "Sub Bass""#, r#""presetName": "sub bass""#],
        &[
            r#""settings": {"oscillators": [{"waveform": "sawtooth"}]}"#,
            r#""settings": {"oscillators": [{"waveform": "saw", "enabled": 1}, {"enabled": false}]}"#,
        ],
    ];
    all_equal(rows, va);
}

#[test]
fn oscillators_that_are_not_listed_are_off() {
    let two = va(r#""settings": {"oscillators": [{"level": 0.2}, {"level": 0.3}]}"#);
    let on: Vec<_> = two.oscillators.iter().map(|oscillator| oscillator.enabled).collect();
    assert_eq!(on, [true, true, false]);
    let none = va(r#""settings": {"oscillators": []}"#);
    assert!(none.oscillators.iter().all(|oscillator| !oscillator.enabled));
}

#[test]
fn a_zenith_is_read_whole_and_its_oscillators_keep_their_places() {
    let zenith = instrument(
        r#""type": "zenith", "preset": {"oscillators": [
            {"enabled": false, "waveform": "sine"}, {"waveform": "noise", "level": 0.4},
            {"enabled": true, "waveform": "sawtooth", "unisonVoices": 3, "unisonPan": 20},
            {"enabled": true, "waveform": "supersaw", "octave": -1}],
            "filter": {"type": "lowpass24", "drive": 0.3, "cutoff": 400},
            "lfos": [{"frequency": 5, "depth": 0.2}, {}, {"waveform": "saw", "tempoSync": true}],
            "modSlots": [{"source": "lfo_3", "destination": "osc.2.level", "amount": 0.1},
                {"source": "env_1", "destination": "lfo.1.rate", "amount": -1, "curve": "s-curve"},
                {"source": "aftertouch", "target": "filter.drive", "amount": 0.5}],
            "ampEnvelope": {"release": 1.5}, "voiceMode": "mono", "portamento": 0.1,
            "legato": true, "masterVolume": 0.6}"#,
    );
    let Sound::Zenith(zenith) = zenith.sound else { panic!("another sound") };
    use rebounce_song::va::{ModulationCurve, VoiceMode};
    use rebounce_song::zenith::Waveform::{Noise, Sawtooth, Sine, Supersaw};
    use rebounce_song::zenith::{FilterType, ModulationSource, ModulationTarget};
    let one = |at: usize| {
        let it = &zenith.oscillators[at];
        (it.enabled, it.waveform, it.level, it.voices(), it.octave)
    };
    assert_eq!([one(0), one(1)], [(false, Sine, 0.25, 1, 0), (true, Noise, 0.4, 1, 0)]);
    assert_eq!([one(2), one(3)], [(true, Sawtooth, 0.25, 3, 0), (true, Supersaw, 0.25, 7, -1)]);
    assert_eq!(zenith.oscillators[2].unison_spread, 20.0);
    let filter = zenith.filter;
    assert_eq!((filter.kind, filter.drive), (FilterType::Lowpass24, 0.3));
    assert_eq!(zenith.lfos.map(|lfo| lfo.frequency.0), [5.0, 4.0, 4.0, 4.0]);
    assert_eq!(zenith.lfos.map(|lfo| lfo.depth), [0.2, 0.5, 0.5, 0.5]);
    assert_eq!(zenith.lfos[2].sync, Some(Beats(0.25)));
    let slots: Vec<_> =
        zenith.modulation.iter().map(|it| (it.source, it.target, it.amount, it.curve)).collect();
    let linear = ModulationCurve::Linear;
    assert_eq!(
        slots,
        [
            (ModulationSource::Lfo3, ModulationTarget::Oscillator2Level, 0.1, linear),
            (
                ModulationSource::FilterEnvelope,
                ModulationTarget::Lfo1Rate,
                -1.0,
                ModulationCurve::SCurve
            ),
            (ModulationSource::Aftertouch, ModulationTarget::FilterDrive, 0.5, linear),
        ]
    );
    assert_eq!(zenith.amplitude_envelope.release.0, 1.5);
    assert_eq!((zenith.voice_mode, zenith.legato, zenith.gain), (VoiceMode::Mono, true, 0.6));
}

#[test]
fn a_zenith_has_its_own_presets_and_a_default_one() {
    let preset = |fields: &str| {
        let sound = instrument(&format!(r#""type": "zenith"{fields}"#)).sound;
        let Sound::Zenith(zenith) = sound else { panic!("another sound") };
        zenith
    };
    let named = |name| rebounce_song::preset::zenith(name).expect("it is one of the names");
    assert_eq!(*preset(r#", "presetName": "e. piano""#), named("E.Piano"));
    assert_eq!(*preset(r#", "preset": "Riser""#), named("Riser"));
    assert_eq!(*preset(""), named("Deep Sub Bass"));
    let edited = preset(r#", "presetName": "Bell", "settings": {"filter": {"cutoff": 900}}"#);
    assert_eq!(edited.filter.cutoff.0, 900.0);
    assert_eq!(edited.oscillators, named("Bell").oscillators);
}

#[test]
fn options_have_one_meaning_in_each_spelling() {
    let options = |fields: &str| {
        let json = format!(r#"{{"options": {{{fields}}}, "patternData": {{"data": {{}}}}}}"#);
        read(json.as_bytes(), &Limits::default()).expect("legal JSON").options
    };
    let rows: &[&[&str]] = &[
        &[
            r#""quality": "HIGH""#,
            r#""quality": {"sampleRate": 48000, "bitDepth": 24}"#,
            r#""sampleRate": "48000", "bitDepth": "24""#,
            r#""quality": "DEMO", "sampleRate": 48000, "bitDepth": 24"#,
        ],
        &[r#""startTime": "2", "endTime": null"#, r#""startTime": 2"#],
    ];
    all_equal(rows, options);
}

#[test]
fn a_pattern_without_an_id_has_a_name_of_its_own() {
    for id in ["", r#""id": "","#] {
        let json = format!(r#"{{{id} "data": {{}}}}"#);
        let read = rebounce_import::read(json.as_bytes(), &rebounce_import::Limits::default());
        assert_eq!(read.expect("a pattern").song.patterns[0].id, "pattern");
    }
}
