//! Lanes of automation in every form: what they become, and what is said of those that cannot be
//! followed.

mod support;

use rebounce_import::{Limits, Read, read};
use rebounce_song::automation::{Control, Curve, Insert, Lane, Target};
use support::faults;

/// A pattern with two instruments, a track with a filter, and a bus, with these fields.
fn pattern(fields: &str) -> Read {
    let text = format!(
        r#"{{"patternData": {{"id": "p", "length": 32,
            "data": {{"a": [{{"time": 0, "pitch": "C4"}}], "b": [{{"time": 4, "pitch": "C4"}}]}},
            "instruments": {{
                "a": {{"type": "vasynth", "mixerTrackId": "t.1",
                       "effectChain": [{{"id": "own", "type": "compressor", "settings": {{}}}}]}},
                "b": {{"type": "vasynth", "mixerTrackId": "t.1"}}}},
            "mixerTracks": [
                {{"id": "t.1", "sends": [{{"busId": "room", "level": 0.1}}],
                  "insertEffects": [{{"id": "fx-9", "type": "TidalFilter", "settings": {{}}}}]}},
                {{"id": "room", "type": "bus", "insertEffects": [{{"type": "modern-reverb"}}]}}],
            {fields}}}}}"#
    );
    read(text.as_bytes(), &Limits::default()).expect("it is a document")
}

/// The lanes, and the codes of all that was said of them.
fn lanes(fields: &str) -> (Vec<Lane>, Vec<String>) {
    let read = pattern(fields);
    assert_eq!(faults(read.song.clone()), "", "the song is legal");
    let said = read
        .diagnostics
        .into_iter()
        .filter(|it| it.place.contains("utomation") || it.place.contains("ccLanes"));
    let all = read.song.patterns[0].automation.iter().chain(&read.song.automation);
    (all.cloned().collect(), said.map(|it| it.code).collect())
}

fn controller(number: &str, events: &str) -> (Vec<Lane>, Vec<String>) {
    lanes(&format!(
        r#""automation": {{"a": [{{"ccNumber": {number}, "ccData": {{"ccNumber": {number}, "events": [{events}]}}}}]}}"#
    ))
}

fn of_a(control: Control) -> Target {
    Target::Instrument { instrument: "a".into(), control }
}

#[test]
fn every_controller_of_the_mapping_moves_what_it_should() {
    for (number, value, target, wanted) in [
        ("1", 127.0, of_a(Control::ModWheel), 1.0),
        ("7", 63.5, of_a(Control::Level), 0.5),
        ("10", 96.0, of_a(Control::Pan), 0.5),
        ("10", 0.0, of_a(Control::Pan), -1.0),
        ("11", 127.0, of_a(Control::Expression), 1.0),
        ("64", 64.0, of_a(Control::Sustain), 1.0),
        ("64", 63.0, of_a(Control::Sustain), 0.0),
        ("5", 63.5, of_a(Control::Portamento), 1.0),
        ("71", 63.5, of_a(Control::Resonance), 15.1),
        ("71", 127.0, of_a(Control::Resonance), 30.0),
        ("72", 63.5, of_a(Control::Release), 2.5),
        ("72", 0.0, of_a(Control::Release), 0.001),
        ("73", 63.5, of_a(Control::Attack), 1.0),
        ("74", 63.5, of_a(Control::Cutoff), 10_010.0),
        ("74", 0.0, of_a(Control::Cutoff), 20.0),
        (r#""pitchBend""#, -8192.0, of_a(Control::PitchBend), -2.0),
        (r#""aftertouch""#, 127.0, of_a(Control::Aftertouch), 1.0),
        ("91", 127.0, Target::Send { track: "t.1".into(), to: "room".into() }, 1.0),
    ] {
        let (lanes, said) = controller(number, &format!(r#"{{"time": 6, "value": {value}}}"#));
        assert_eq!(said, Vec::<String>::new(), "{number}");
        assert_eq!(lanes.len(), 1, "{number}");
        assert_eq!(lanes[0].target, target);
        let point = lanes[0].points[0];
        // A scale of three roundings.
        let off = (point.value - wanted).abs();
        assert!(point.at.0 == 1.5 && off <= wanted.abs() * 1e-15, "{number}: {}", point.value);
    }
}

#[test]
fn what_only_synths_have_is_not_for_a_sampler() {
    let text = r#"{"patternData": {"data": {"s": [{"time": 0}]},
        "instruments": {"s": {"type": "sample", "url": "x.wav"}},
        "automation": {"s": [{"ccNumber": 74, "ccData": {"events": [{"time": 0, "value": 9}]}}]}}}"#;
    let read = read(text.as_bytes(), &Limits::default()).expect("it is a document");
    assert!(read.song.patterns[0].automation.is_empty());
    assert!(read.diagnostics.iter().any(|it| it.code == "lane-for-synths"));
}

#[test]
fn what_cannot_be_followed_is_said() {
    for number in ["20", r#""wobble""#] {
        let (lanes, said) = controller(number, r#"{"time": 0, "value": 1}"#);
        assert!(lanes.is_empty());
        let expected =
            if number.starts_with('"') { "not-a-number" } else { "controller-not-followed" };
        assert_eq!(said, [expected], "{number}");
    }
    let (_, said) = controller("93", r#"{"time": 0, "value": 1}"#);
    assert_eq!(said, ["lane-without-send"]);
    for target in [
        "mixer.gone.gain",
        "mixer.t.1.lowGain",
        "instrument.a.filter.sparkle",
        "effect.fx-9.sparkle",
        "effect.none.wet",
    ] {
        let (lanes, said) =
            lanes(&format!(r#""automation": {{"{target}": [{{"time": 0, "value": 1}}]}}"#));
        assert!(lanes.is_empty());
        assert_eq!(said, ["target-not-followed"], "{target}");
    }
    let (_, said) = lanes(r#""automation": {"gone": [{"ccNumber": 7}]}"#);
    assert_eq!(said, ["unknown-lane"]);
}

#[test]
fn the_method_is_the_left_events_else_the_rights_else_the_lanes() {
    let (lanes, said) = lanes(
        r#""ccLanes": [{"ccNumber": 1, "interpolation": "cubic", "visible": true, "ccData": {"events": [
            {"time": 0, "value": 0, "interpolation": "ease-in"}, {"time": 1, "value": 1},
            {"time": 2, "value": 2, "interpolation": "none"}, {"time": 3, "value": 3, "curve": "easeInOut"},
            {"time": 4, "value": 4}, {"time": 5, "value": 5}]}}]"#,
    );
    assert_eq!(said, Vec::<String>::new());
    let instruments: Vec<&Target> = lanes.iter().map(|lane| &lane.target).collect();
    let b = Target::Instrument { instrument: "b".into(), control: Control::ModWheel };
    assert_eq!(instruments, [&of_a(Control::ModWheel), &b], "a pattern's lane is for all it plays");
    let curves: Vec<Curve> = lanes[0].points.iter().map(|point| point.curve).collect();
    use Curve::{Cubic, EaseIn, EaseInOut, Step};
    assert_eq!(curves, [EaseIn, Step, Step, EaseInOut, Cubic, Cubic]);
}

#[test]
fn targets_are_found_by_name_in_any_form() {
    let filter = |parameter: &str| Target::Effect {
        track: "t.1".into(),
        effect: Insert::Place(0),
        parameter: parameter.into(),
    };
    let own = Target::InstrumentEffect {
        instrument: "a".into(),
        effect: Insert::Place(0),
        parameter: "ratio".into(),
    };
    let gain = Target::Gain { track: "t.1".into() };
    for (name, value, target, wanted) in [
        ("mixer.t.1.gain", "0.5", gain.clone(), 0.5),
        ("mixer.t.1.volume", "-20", gain.clone(), 0.1),
        ("mixer.t.1.pan", "-1", Target::Pan { track: "t.1".into() }, -1.0),
        ("mixer.t.1.muted", "true", Target::Mute { track: "t.1".into() }, 1.0),
        (
            "mixer.t.1.sends.room.level",
            "0.3",
            Target::Send { track: "t.1".into(), to: "room".into() },
            0.3,
        ),
        ("mixer.master.gain", "2", Target::Gain { track: "master".into() }, 2.0),
        ("mixer.masterVolume", "0.25", Target::MasterVolume, 0.25),
        ("instrument.a.filter.cutoff", "440", of_a(Control::Cutoff), 440.0),
        ("instrument.a.filterResonance", "12", of_a(Control::Resonance), 12.0),
        ("instrument.a.amplitudeEnvelope.release", "0.5", of_a(Control::Release), 0.5),
        ("effect.fx-9.cutoff", "440", filter("cutoff"), 440.0),
        ("effect.fx-9.lfo_rate", "9", filter("lfoRate"), 9.0),
        ("mixer.t.1.effects.fx-9.settings.drive", "3", filter("drive"), 3.0),
        ("mixer.t.1.inserts.0.wet", "0.5", filter("wet"), 0.5),
        ("effect.own.ratio", "4", own.clone(), 4.0),
        ("instrument.a.effectChain.own.ratio", "4", own, 4.0),
        ("instrument.a.pan", "0.5", of_a(Control::Pan), 0.5),
        ("transport.bpm", "90", Target::Tempo, 90.0),
    ] {
        let events = format!(r#"[{{"time": 0, "value": {value}, "curve": "linear"}}]"#);
        for form in [
            format!(r#""automation": {{"{name}": {events}}}"#),
            format!(r#""automation": {{"{name}": {{"events": {events}}}}}"#),
            format!(
                r#""automation": [{{"target": "{name}", "points": {events}, "enabled": true}}]"#
            ),
        ] {
            let (lanes, said) = lanes(&form);
            assert_eq!(said, Vec::<String>::new(), "{form}");
            assert_eq!(lanes.len(), 1, "{form}");
            assert_eq!(lanes[0].target, target, "{form}");
            assert!((lanes[0].points[0].value - wanted).abs() < 1e-12, "{form}");
        }
    }
}

#[test]
fn options_may_bring_lanes_for_their_pattern() {
    let text = r#"{"options": {"automationData": {"a": [{"ccNumber": 7, "events": [{"time": 0, "value": 127}]}]}},
        "patternData": {"data": {"a": [{"time": 0, "pitch": "C4"}]}, "instruments": {"a": {"type": "vasynth"}}}}"#;
    let read = read(text.as_bytes(), &Limits::default()).expect("the test's pattern can be read");
    assert_eq!(read.song.patterns[0].automation[0].target, of_a(Control::Level));
}

#[test]
fn a_project_has_lanes_along_its_arrangement() {
    let text = r#"{"metadata": {"bpm": 100}, "mixer": {"tracks": [{"id": "t"}]},
        "instruments": [{"id": "a", "type": "vasynth", "mixerTrackId": "t"}],
        "patterns": [{"id": "p", "data": {"a": [{"time": 0, "pitch": "C4"}]}}],
        "arrangement": {"clips": [{"type": "pattern", "patternId": "p", "startTime": 0, "duration": 8}]},
        "automation": {"mixer.t.gain": [{"time": 16, "value": 0.5}], "tempo": [{"time": 0, "value": 90}]}}"#;
    let read = read(text.as_bytes(), &Limits::default()).expect("the test's pattern can be read");
    let targets: Vec<&Target> = read.song.automation.iter().map(|lane| &lane.target).collect();
    assert_eq!(targets, [&Target::Gain { track: "t".into() }, &Target::Tempo]);
    assert_eq!(read.song.automation[0].points[0].at.0, 4.0);
}

#[test]
fn lanes_that_say_nothing_or_twice_are_left_out() {
    let event = r#"[{"time": 0, "value": 1}]"#;
    let (lanes, said) = lanes(&format!(
        r#""automation": [7, {{"target": "mixer.t.1.gain", "events": {event}}},
            {{"target": "mixer.t.1.volume", "events": [{{"time": 0, "value": -6}}]}},
            {{"target": "mixer.t.1.pan", "events": {event}, "enabled": false}}, {{"events": {event}}}]"#
    ));
    assert_eq!(lanes.len(), 1);
    assert_eq!(said, ["not-a-lane", "second-lane", "lane-off", "lane-without-controller"]);
}
