//! Each kind of fault in names and ways: what is said about it and what is done.

mod songs;

use rebounce_song::check::{Limits, check};
use songs::mended;

#[test]
fn a_part_of_an_unknown_instrument_is_dropped() {
    let patterns =
        r#""patterns": [{"id": "p", "parts": [{"instrument": "ghost", "notes": [{}, {}]}]}]"#;
    let (said, song) = mended(patterns);
    assert_eq!(
        said,
        [
            r#"error instrument-unknown: patterns[0].parts[0].instrument: "ghost"; the id of an instrument of the song; the part and its 2 notes are dropped"#
        ]
    );
    assert!(song.patterns[0].parts.is_empty());
}

#[test]
fn ids_are_made_unique_and_the_first_keeps_its_own() {
    let (said, song) = mended(
        r#""patterns": [{"id": "p"}, {"id": "p"}, {"id": "p-2"}, {"id": "p"}, {}],
           "mixer": {"tracks": [{"id": "master"}]}"#,
    );
    let ids: Vec<&str> = song.patterns.iter().map(|pattern| pattern.id.as_str()).collect();
    assert_eq!(ids, ["p", "p-3", "p-2", "p-4", "pattern-1"]);
    assert_eq!(
        said,
        [
            r#"warning id-not-unique: patterns[1].id: "p"; an id that no other pattern has; renamed "p-3""#,
            r#"warning id-not-unique: patterns[3].id: "p"; an id that no other pattern has; renamed "p-4""#,
            r#"info id-missing: patterns[4].id: ""; an id that no other pattern has; renamed "pattern-1""#,
            r#"warning id-not-unique: mixer.tracks[0].id: "master"; an id that no other track has; renamed "master-2""#,
        ]
    );
}

#[test]
fn clips_that_play_nothing_are_dropped() {
    let (said, song) = mended(
        r#""patterns": [{"id": "p"}], "arrangement": {"clips": [
            {"start": 0, "length": -1, "content": {"type": "pattern", "pattern": "p"}},
            {"start": 0, "length": 1, "content": {"type": "pattern", "pattern": "x"}},
            {"start": 0, "length": 1, "content": {"type": "pattern", "pattern": "p", "instrument": "x"}},
            {"start": -1, "length": 1, "track": "x", "content": {"type": "pattern", "pattern": "p"}}]}"#,
    );
    assert_eq!(
        said,
        [
            r#"warning clip-without-length: arrangement.clips[0].length: -1; a length > 0; the clip is dropped"#,
            r#"error pattern-unknown: arrangement.clips[1].content.pattern: "x"; the id of a pattern of the song; the clip is dropped"#,
            r#"error instrument-unknown: arrangement.clips[2].content.instrument: "x"; the id of an instrument of the song, or none for all; the clip is dropped"#,
            r#"warning start-out-of-range: arrangement.clips[3].start: -1; 0..=1000000; set to 0"#,
            r#"warning arrangement-track-unknown: arrangement.clips[3].track: "x"; the id of a track of the arrangement; the clip has a row of its own"#,
        ]
    );
    assert_eq!(song.arrangement.clips.len(), 1);
}

#[test]
fn what_leads_nowhere_is_led_to_the_master_and_a_send_dropped() {
    let (said, song) = mended(
        r#""instruments": [{"id": "i", "output": "x", "sound": {"type": "drum"}}],
           "mixer": {"tracks": [{"id": "t", "output": "x", "sends": [{"to": "x"}, {"to": "master"}]}]},
           "arrangement": {"clips": [{"start": 0, "length": 1, "content": {"type": "audio", "recording": "a", "output": "x"}}]}"#,
    );
    assert_eq!(
        said,
        [
            r#"error output-unknown: instruments[0].output: "x"; `master`, or the id of a track or bus of the mixer; led to the master"#,
            r#"error output-unknown: arrangement.clips[0].content.output: "x"; `master`, or the id of a track or bus of the mixer; led to the master"#,
            r#"error send-unknown: mixer.tracks[0].sends[0].to: "x"; the id of a track or bus of the mixer (the master is reached by `output`); the send is dropped"#,
            r#"error send-unknown: mixer.tracks[0].sends[1].to: "master"; the id of a track or bus of the mixer (the master is reached by `output`); the send is dropped"#,
            r#"error output-unknown: mixer.tracks[0].output: "x"; `master`, or the id of a track or bus of the mixer; led to the master"#,
        ]
    );
    assert_eq!((&*song.instruments[0].output, &*song.mixer.tracks[0].output), ("master", "master"));
}

#[test]
fn a_side_chain_that_cannot_be_heard_is_dropped() {
    let (said, _) = mended(
        r#""instruments": [{"id": "i", "inserts": [{"type": "compressor", "sideChain": "t"}], "sound": {"type": "drum"}}],
           "mixer": {"tracks": [{"id": "t"}], "master": {"inserts": [
             {"type": "compressor", "sideChain": "t"},
             {"type": "compressor", "sideChain": "x"},
             {"type": "limiter", "sideChain": "t"}]}}"#,
    );
    assert_eq!(
        said,
        [
            r#"error side-chain-too-early: instruments[0].inserts[0].sideChain: "t"; a compressor with a side chain among a mixer track's inserts, not an instrument's own; it hears its own input"#,
            r#"error side-chain-unknown: mixer.master.inserts[1].sideChain: "x"; the id of a track or bus of the mixer; it hears its own input"#,
            r#"info side-chain-unused: mixer.master.inserts[2].sideChain: "t"; a side chain on a compressor only; dropped; it has no effect on sound"#,
        ]
    );
}

/// The message of the loop in a mixer of these tracks.
fn loop_of(tracks: &str) -> String {
    let mut song = songs::song(&format!(r#""mixer": {{"tracks": [{tracks}]}}"#));
    check(&mut song, &Limits::default()).expect_err("it is a loop").to_string()
}

#[test]
fn a_routing_loop_is_refused_with_its_members_in_order() {
    let rest =
        ": wanted outputs, sends and side chains that never lead back (take one of these ways out)";
    let outputs =
        r#"{"id": "in", "output": "a"}, {"id": "a", "output": "b"}, {"id": "b", "output": "a"}"#;
    assert_eq!(loop_of(outputs), format!("mixer: routing loop a -> b -> a{rest}"));
    let own = r#"{"id": "a", "output": "a"}"#;
    assert_eq!(loop_of(own), format!("mixer: routing loop a -> a{rest}"));
    let send = r#"{"id": "a", "sends": [{"to": "b"}]}, {"id": "b", "kind": "bus", "output": "a"}"#;
    assert_eq!(loop_of(send), format!("mixer: routing loop a -> b -> a{rest}"));
    let side = r#"{"id": "a", "output": "b"}, {"id": "b", "output": "c"},
        {"id": "c"}, {"id": "d", "inserts": [{"type": "compressor", "sideChain": "c"}], "sends": [{"to": "a", "level": 0}]}"#;
    assert_eq!(loop_of(side), format!("mixer: routing loop a -> b -> c -> d -> a{rest}"));
}

#[test]
fn many_ways_to_one_bus_are_no_loop() {
    let tracks = r#"{"id": "a", "output": "c", "sends": [{"to": "b"}, {"to": "c"}]}, {"id": "b", "output": "c"},
        {"id": "c", "inserts": [{"type": "compressor", "sideChain": "a"}]}"#;
    let (said, _) = mended(&format!(r#""mixer": {{"tracks": [{tracks}]}}"#));
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn a_long_chain_of_tracks_needs_no_deep_stack() {
    let n = 4000;
    let tracks: Vec<String> =
        (0..n).map(|i| format!(r#"{{"id": "{i}", "output": "{}"}}"#, (i + 1) % n)).collect();
    assert!(loop_of(&tracks.join(",")).starts_with("mixer: routing loop 0 -> 1 -> 2 -> "));
}
