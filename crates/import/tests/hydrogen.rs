//! Hydrogen songs become songs that play what Hydrogen would.

use rebounce_import::{Error, Kind, Limits, Read, read};
use rebounce_song::arrangement::ClipContent;
use rebounce_song::instrument::Sound;
use rebounce_song::sampler::{Sampler, VelocityCurve};

/// A song of two instruments and two patterns; `head` is what stands at its beginning, `tail` at
/// its end.
fn text(head: &str, notes: &str, tail: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<song><version>1.2.0</version><name>Beat</name><bpm>90</bpm><volume>0.7</volume>{head}
<componentList><drumkitComponent><id>0</id><volume>0.5</volume></drumkitComponent></componentList>
<instrumentList>
 <instrument><id>0</id><name>Kick</name><drumkit>Kit</drumkit><volume>0.9</volume><pan>-0.5</pan>
  <gain>2</gain><Attack>441</Attack><Release>4410</Release><muteGroup>3</muteGroup><pitchOffset>1</pitchOffset>
  <instrumentComponent><component_id>0</component_id><gain>1</gain>
   <layer><filename>soft.wav</filename><min>0</min><max>0.5</max><gain>0.8</gain><pitch>-2</pitch></layer>
   <layer><filename>hard.wav</filename><min>0.5</min><max>1</max></layer>
  </instrumentComponent></instrument>
 <instrument><id>7</id><name>Hat</name><drumkit>Kit</drumkit><isMuted>true</isMuted><applyVelocity>false</applyVelocity>
  <instrumentComponent><component_id>0</component_id><layer><filename>hat.wav</filename></layer></instrumentComponent>
 </instrument>
</instrumentList>
<patternList>
 <pattern><name>A</name><size>192</size><noteList>{notes}</noteList></pattern>
 <pattern><name>B</name><size>96</size><noteList>
  <note><position>0</position><velocity>1</velocity><instrument>7</instrument><length>-1</length></note></noteList></pattern>
</patternList>
<patternSequence>
 <group><patternID>A</patternID></group><group><patternID>B</patternID></group>
 <group><patternID>A</patternID><patternID>B</patternID></group>
</patternSequence>{tail}</song>"#
    )
}

const NOTE: &str = "<note><position>24</position><velocity>0.4</velocity><pan>0.25</pan><pitch>0</pitch>\
    <key>D0</key><length>-1</length><instrument>0</instrument></note>";

fn song(text: &str) -> Read {
    let read = read(text.as_bytes(), &Limits::default()).expect("a Hydrogen song");
    assert_eq!(read.kind, Kind::Hydrogen);
    let findings = rebounce_song::check::check(&mut read.song.clone(), &Default::default());
    let findings = findings.expect("a legal song");
    assert!(findings.is_empty(), "what is read is legal: {findings:?}");
    read
}

fn sampler(read: &Read, number: usize) -> &Sampler {
    let Sound::Sampler(sampler) = &read.song.instruments[number].sound else { panic!("a sampler") };
    sampler
}

fn codes(read: &Read) -> Vec<&str> {
    read.diagnostics.iter().map(|it| it.code.as_str()).collect()
}

#[test]
fn instruments_have_their_layers_levels_and_envelopes() {
    let read = song(&text("", NOTE, ""));
    let song = &read.song;
    assert_eq!((song.name.as_str(), song.tempo.0, song.mixer.master_volume), ("Beat", 90.0, 0.7));
    let kick = sampler(&read, 0);
    let [soft, hard] = &kick.zones[..] else { panic!("two layers") };
    assert_eq!(soft.recording, "Kit/soft.wav");
    assert_eq!((soft.velocity_min, soft.velocity_max, soft.gain), (0.0, 0.5, 0.8));
    assert_eq!((soft.base_key, hard.base_key), (62.0, 60.0));
    assert_eq!((kick.envelope.attack.0, kick.envelope.release.0), (0.01, 0.1));
    assert_eq!(kick.choke_group.as_deref(), Some("mute group 3"));
    assert!(kick.one_shot && !kick.cut_itself);
    assert_eq!(song.instruments[0].gain, 1.0, "the instrument's 2 and the component's 0.5");
    assert_eq!(song.mixer.tracks[0].gain, 0.9);
    assert!(song.mixer.tracks[1].muted);
    assert!(matches!(sampler(&read, 1).velocity_curve, VelocityCurve::Points(_)));
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
}

#[test]
fn a_place_leaves_the_near_side_as_it_is_and_the_far_one_falls_straight() {
    let read = song(&text("", NOTE, ""));
    assert_eq!(sampler(&read, 0).sides, Some([1.0, 0.5]));
    assert_eq!(sampler(&read, 1).sides, Some([1.0, 1.0]));
    assert_eq!(read.song.mixer.tracks[0].pan, 0.0);
}

#[test]
fn an_instrument_without_recordings_is_a_place_kept_free() {
    let free = "<instrument><id>9</id><name>Free</name></instrument></instrumentList>";
    let note = NOTE.replace("<instrument>0", "<instrument>9");
    let read = song(&text("", &note, "").replace("</instrumentList>", free));
    assert_eq!(read.song.instruments.len(), 2);
    assert_eq!(read.song.mixer.tracks.len(), 3);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
}

#[test]
fn a_kit_alone_plays_its_instruments_in_turn() {
    let text = text("", NOTE, "");
    let list = text.find("<instrumentList>").expect("a list");
    let end = text.find("<patternList>").expect("patterns");
    let kit = text[list..end].replace("<drumkit>Kit</drumkit>", "");
    let kit = format!("<?xml version=\"1.0\"?><drumkit_info><name>Kit</name>{kit}</drumkit_info>");
    let read = song(&kit);
    assert_eq!((read.song.name.as_str(), read.song.patterns.len()), ("Kit", 1));
    assert_eq!(sampler(&read, 0).zones[0].recording, "Kit/soft.wav");
    let starts: Vec<f64> =
        read.song.patterns[0].parts.iter().map(|part| part.notes[0].start.0).collect();
    assert_eq!(starts, [0.0, 1.0]);
}

#[test]
fn notes_have_their_ticks_keys_and_velocities() {
    let read = song(&text("", NOTE, ""));
    let note = &read.song.patterns[0].parts[0].notes[0];
    // Two semitones of its key and one of the instrument.
    assert_eq!((note.start.0, note.key, note.velocity, note.pan), (0.5, 63.0, 0.4, 0.25));
}

#[test]
fn columns_play_their_patterns_side_by_side_for_the_longest() {
    let read = song(&text("", NOTE, ""));
    let clips: Vec<(f64, f64, &str)> = read
        .song
        .arrangement
        .clips
        .iter()
        .map(|clip| match &clip.content {
            ClipContent::Pattern(it) => (clip.start.0, clip.length.0, it.pattern.as_str()),
            ClipContent::Audio(_) => panic!("patterns only"),
        })
        .collect();
    assert_eq!(clips, [(0.0, 4.0, "A"), (4.0, 2.0, "B"), (6.0, 4.0, "A"), (6.0, 4.0, "B")]);
    assert_eq!(read.song.patterns.len(), 2, "a pattern that is strict is there once");
}

#[test]
fn virtual_patterns_play_what_they_stand_for() {
    let list = "<virtualPatternList><pattern><name>B</name><virtual>A</virtual></pattern></virtualPatternList>";
    let read = song(&text("", NOTE, list));
    assert_eq!(read.song.arrangement.clips.len(), 5);
}

#[test]
fn the_timeline_changes_the_tempo_at_columns() {
    let line = "<BPMTimeLine><newBPM><BAR>1</BAR><BPM>120</BPM></newBPM></BPMTimeLine>";
    let read = song(&text("<isTimelineActivated>true</isTimelineActivated>", NOTE, line));
    let change = &read.song.tempo_changes[0];
    assert_eq!((change.at.0, change.tempo.0), (4.0, 120.0));
    let off = song(&text("<isTimelineActivated>false</isTimelineActivated>", NOTE, line));
    assert!(off.song.tempo_changes.is_empty());
}

#[test]
fn chance_differs_by_column_and_is_the_same_each_time() {
    let loose = "<humanize_time>0.5</humanize_time><humanize_velocity>0.5</humanize_velocity>";
    let read = song(&text(loose, NOTE, ""));
    let ids: Vec<&str> = read.song.patterns.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["A (1)", "B (2)", "A (3)", "B (3)"]);
    let note = |pattern: usize| &read.song.patterns[pattern].parts[0].notes[0];
    assert_ne!(note(0).start, note(2).start);
    assert_ne!(note(0).velocity, note(2).velocity);
    // Four deviations of 0.5 * 0.3 * 2000 frames, at 90 beats a minute.
    assert!((note(0).start.0 - 0.5).abs() < 4.0 * 300.0 / 44_100.0 * 1.5);
    assert_eq!(read.song, song(&text(loose, NOTE, "")).song);
}

#[test]
fn a_note_with_a_length_is_let_go_and_a_stop_ends_what_plays() {
    let held = "<note><position>0</position><velocity>1</velocity><instrument>0</instrument><length>48</length></note>";
    let read = song(&text("", held, ""));
    assert_eq!(read.song.patterns[0].parts[0].instrument, "0 (held)");
    assert_eq!(read.song.patterns[0].parts[0].notes[0].length.0, 1.0);
    let twin = read.song.instruments.iter().position(|it| it.id == "0 (held)");
    assert!(!sampler(&read, twin.expect("it is there")).one_shot);
    let stop =
        "<note><position>72</position><instrument>0</instrument><note_off>true</note_off></note>";
    let read = song(&text("", &format!("{NOTE}{stop}"), ""));
    assert_eq!(read.song.patterns[0].parts[0].notes[0].length.0, 1.0);
}

#[test]
fn swing_moves_every_second_sixteenth() {
    let at = |tick| {
        format!(
            "<note><position>{tick}</position><velocity>1</velocity><instrument>0</instrument></note>"
        )
    };
    let read = song(&text("<swing_factor>0.5</swing_factor>", &[at(12), at(24)].concat(), ""));
    let starts: Vec<f64> =
        read.song.patterns[0].parts[0].notes.iter().map(|note| note.start.0).collect();
    assert_eq!(starts, [15.0 / 48.0, 0.5]);
}

#[test]
fn what_is_not_played_is_told() {
    let effects = "<ladspa><fx><name>Plate</name><enabled>true</enabled></fx></ladspa>";
    let lost = "<note><position>0</position><instrument>5</instrument></note>";
    let read = song(&text("", lost, effects));
    assert_eq!(codes(&read), ["instrument-missing", "effect-not-known"]);
}

#[test]
fn entities_and_other_xml_are_refused() {
    let bomb = r#"<!DOCTYPE song [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><song><name>&b;</name></song>"#;
    let refused = |text: &str| read(text.as_bytes(), &Limits::default()).expect_err("no song");
    assert!(matches!(refused(bomb), Error::Hydrogen { .. }));
    assert!(matches!(refused("<song><name>Beat</song>"), Error::Hydrogen { .. }));
}
