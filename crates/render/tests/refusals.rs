//! What is refused before the first sample, in which words; and what is not, though it is wild.

mod song;

use rebounce::{Error, NoAssets, OnMissing, Options, Render, Tail};
use rebounce_song::{Beats, BeatsPerMinute, Song};
use song::{full, render};

fn refused(song: &Song, options: &Options) -> String {
    match Render::new(song, &NoAssets, options) {
        Ok(_) => panic!("it was not refused"),
        Err(error) => error.to_string(),
    }
}

/// The message for the full song with one option changed.
fn with(change: impl FnOnce(&mut Options)) -> String {
    let mut options = Options::default();
    change(&mut options);
    refused(&full(), &options)
}

#[test]
fn an_option_out_of_its_range_is_named_with_what_was_found_and_wanted() {
    assert_eq!(with(|o| o.sample_rate = 7_999), "sample rate is 7999: wanted 8000 to 192000");
    assert_eq!(with(|o| o.window = 0), "window is 0: wanted 1 to 65536 frames");
    assert_eq!(with(|o| o.threads = 1025), "threads is 1025: wanted at most 1024");
    assert_eq!(with(|o| o.tempo = Some(BeatsPerMinute(0.0))), "tempo is 0: wanted 1 to 999");
    assert_eq!(
        with(|o| o.from = Beats(f64::NAN)),
        "from is NaN: wanted a position in the song, at least 0"
    );
    assert_eq!(with(|o| o.to = Some(Beats(0.0))), "to is 0: wanted a position after from");
    assert_eq!(
        with(|o| o.tail = Tail::Seconds(f64::INFINITY)),
        "tail is inf: wanted 0 to 600 seconds"
    );
}

#[test]
fn a_render_longer_than_the_limit_is_refused_before_any_work() {
    let mut song = full();
    song.arrangement.clips[0].start = Beats(1e6);
    let mut options = Options::default();
    options.limits.seconds = 60.0;
    assert!(matches!(
        Render::new(&song, &NoAssets, &options),
        Err(Error::TooLong { limit: 60.0, .. })
    ));
}

#[test]
fn more_notes_than_the_limit_are_refused() {
    let mut song = full();
    song.arrangement.clips[0].length = Beats(1e6);
    let mut options = Options::default();
    options.limits.notes = 1000;
    assert_eq!(
        refused(&song, &options),
        "the arrangement plays more than 1000 notes (raise the limit on notes, or choose a part with from and to)"
    );
}

#[test]
fn more_voices_at_once_than_the_limit_are_refused() {
    let mut song = full();
    let note = song.patterns[0].parts[3].notes[0].clone();
    song.patterns[0].parts[3].notes = vec![note; 1000];
    let mut options = Options::default();
    options.limits.voices = 500;
    let message = refused(&song, &options);
    let wanted = " voices sound at once: wanted at most 500 (raise the limit on voices, or thin out the notes)";
    assert!(message.ends_with(wanted), "{message}");
}

#[test]
fn a_missing_recording_is_refused_only_where_that_is_the_policy() {
    let song = song::song(
        r#""instruments": [{"id": "k", "name": "Kick", "sound": {"type": "sampler", "zones": [{"recording": "kick.wav"}]}}],
        "patterns": [{"id": "p", "parts": [{"instrument": "k", "notes": [{"start": 0}]}]}]"#,
    );
    let mut options = Options::default();
    options.on_missing = OnMissing::Fail;
    assert_eq!(
        refused(&song, &options),
        "instruments[0].sound.zones[0].recording: no recordings were given: wanted a recording that can be read"
    );
    options.on_missing = OnMissing::Substitute;
    let substituted = render(&song, &options);
    let found = &substituted.report.diagnostics[0];
    assert_eq!(found.action, "a synthetic kick plays instead");
    assert!(substituted.report.levels.peak_dbfs.is_some());
    options.on_missing = OnMissing::Skip;
    let skipped = render(&song, &options);
    assert_eq!(skipped.report.diagnostics[0].action, "the instrument is silent");
    assert_eq!(skipped.report.levels.peak_dbfs, None);
}

#[test]
fn a_routing_loop_is_an_error_that_names_its_members() {
    let mut song = full();
    song.mixer.tracks[4].output = "room".to_owned();
    let message = refused(&song, &Options::default());
    assert!(message.contains("room") && message.contains("echo"), "{message}");
}

#[test]
fn numbers_that_are_none_and_wild_ones_are_mended_and_reported() {
    let mut song = full();
    song.tempo = BeatsPerMinute(f64::NAN);
    let notes = &mut song.patterns[0].parts[0].notes;
    notes[0].velocity = f64::INFINITY;
    notes[1].key = -1e300;
    notes[2].length = Beats(-4.0);
    song.mixer.tracks[0].gain = f64::NAN;
    let mut options = Options::default();
    options.threads = 1;
    let wild = render(&song, &options);
    assert!(wild.mix.iter().flatten().all(|sample| sample.is_finite()));
    for place in ["tempo", "parts[0].notes[0].velocity", "notes[1].key", "mixer.tracks[0].gain"] {
        let found = wild.report.diagnostics.iter().any(|found| found.place.contains(place));
        assert!(found, "nothing is said of {place}: {:#?}", wild.report.diagnostics);
    }
}

#[test]
fn a_song_of_a_thousand_million_beats_is_refused_soon() {
    let mut song = full();
    song.patterns[0].length = Some(Beats(0.001));
    song.arrangement.clips[0].length = Beats(1e9);
    refused(&song, &Options::default());
}
