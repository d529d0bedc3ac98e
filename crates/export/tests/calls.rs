//! The old calls mean what they meant, with their faults mended.

mod songs;

use rebounce::{Gain, Length, NoAssets, Options};
use rebounce_dsp::Recording;
use rebounce_export::{
    Error, Export, Job, Moment, Placed, Quality, RenderOptions, SampleOptions, Session, What,
};
use rebounce_song::arrangement::{Clip, ClipContent, PatternClip};
use rebounce_song::{Beats, Song};
use songs::{band, difference, mix, peak};
use std::ops::ControlFlow;
use std::sync::Arc;

fn session() -> Session<'static> {
    let mut session = Session::new(&NoAssets);
    session.options.threads = 1;
    session.now = Moment(1_767_323_045_678);
    session
}

/// One short kick.
fn kick() -> Song {
    songs::song(
        r#""instruments": [{"id": "k", "name": "Kick", "sound": {"type": "drum"}}],
        "patterns": [{"id": "p", "name": "P", "parts": [
            {"instrument": "k", "notes": [{"start": 0}, {"start": 2}]}]}]"#,
    )
}

#[test]
fn a_pattern_has_the_old_length_at_the_rate_that_was_asked_for() {
    // Fact sheet 3.2: 140 BPM, ends at beat 2.25: 4 beats, 75600 frames, at least two seconds.
    for (rate, frames) in [(44_100, 88_200), (96_000, 192_000), (22_050, 44_100)] {
        let options = RenderOptions { sample_rate: Some(rate), ..RenderOptions::default() };
        let take = session().render_pattern(&kick(), "p", &options).unwrap();
        assert_eq!((take.audio.sample_rate, take.audio.frames()), (rate, frames));
        assert_eq!(take.duration(), 2.0);
        assert_eq!((take.id.as_str(), take.name.as_str()), ("p", "P"));
        assert_eq!(take.rendered_at, Moment(1_767_323_045_678));
        // The second kick is there, whatever the rate.
        let second = (2.0 * 60.0 / 140.0 * f64::from(rate)) as usize;
        assert!(peak(&take.audio.channels[0][second..]) > 0.1);
    }
}

#[test]
fn options_of_a_pattern_are_honoured() {
    let band = band();
    let render =
        |options: &RenderOptions| session().render_pattern(&band, "beat", options).unwrap();
    let whole = render(&RenderOptions::default());
    let dry = render(&RenderOptions { include_effects: false, ..RenderOptions::default() });
    assert!(difference(&whole.audio.channels, &dry.audio.channels) > 0.01);
    let exact = render(&RenderOptions { length: Some(12_345), ..RenderOptions::default() });
    assert_eq!(exact.audio.frames(), 12_345);
    let end = |take: &rebounce_export::Take| take.audio.channels[0][12_344].abs();
    let unfaded = RenderOptions { length: Some(12_345), fade_out: false, ..Default::default() };
    assert!(end(&render(&unfaded)) > 20.0 * end(&exact), "the last frame is faded");
    // One beat of 127 BPM from beat 1.
    let part = render(&RenderOptions::default().part(Beats(1.0), Beats(2.0)));
    let beat = 60.0_f64 / 127.0 * 44_100.0;
    assert_eq!(part.audio.frames(), (2.0 * beat).round() as usize - beat.round() as usize);
    let slow = render(&RenderOptions {
        bpm: Some(60.0),
        ..RenderOptions::default().part(Beats(0.0), Beats(3.0))
    });
    assert_eq!(slow.audio.frames(), 3 * 44_100);
}

#[test]
fn an_elapsed_time_is_told_by_the_clock_that_is_given() {
    let mut session = session();
    let ticks = std::sync::atomic::AtomicU32::new(0);
    session.options.clock = rebounce::Clock::new(move || {
        f64::from(ticks.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) * 0.001
    });
    let take = session.render_pattern(&kick(), "p", &RenderOptions::default()).unwrap();
    assert!(take.render_seconds > 0.01 && take.render_seconds < 10.0, "{}", take.render_seconds);
}

#[test]
fn the_variants_have_their_rates() {
    let session = session();
    let render = |options| session.render_pattern(&band(), "beat", &options).unwrap();
    let preview = render(RenderOptions::preview(1.5));
    assert_eq!((preview.audio.sample_rate, preview.audio.frames()), (22_050, 33_075));
    let high = render(RenderOptions::high());
    assert_eq!(high.audio.sample_rate, 48_000);
    assert_eq!(RenderOptions::master().rate_and_depth(), Quality::STUDIO);
    assert!(!RenderOptions::master().fade_out);
}

#[test]
fn errors_have_their_old_words() {
    let session = session();
    let text = |error: Error| error.to_string();
    let options = RenderOptions::default();
    assert_eq!(
        text(session.render_pattern(&kick(), "x", &options).unwrap_err()),
        "Pattern x not found"
    );
    let long = RenderOptions { length: Some(44_100 * 301), ..options.clone() };
    assert_eq!(
        text(session.render_pattern(&kick(), "p", &long).unwrap_err()),
        "Render time too long: 301s (max: 300s)"
    );
    assert_eq!(
        text(session.render_arrangement(&kick(), &[], &options).unwrap_err()),
        "Arrangement is empty"
    );
    let export = Export::default();
    assert_eq!(
        text(session.export_arrangement(&kick(), &export).unwrap_err()),
        "Arrangement has no clips"
    );
    assert_eq!(
        text(session.export_channels(&kick(), "p", &[], &export).unwrap_err()),
        "No channels selected for export"
    );
}

#[test]
fn a_render_can_be_watched_and_cancelled() {
    let mut session = session();
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    session.watch = Some(Arc::new(move |render| {
        let mut seen = kept.lock().unwrap();
        seen.push(render.position() as f64 / render.length() as f64);
        if seen.len() == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }));
    let error = session.render_pattern(&kick(), "p", &RenderOptions::default()).unwrap_err();
    assert!(matches!(error, Error::Cancelled));
    let seen = seen.lock().unwrap();
    assert!(seen.len() == 5 && seen.is_sorted(), "{seen:?}");
}

#[test]
fn a_sequence_is_what_playback_would_play() {
    let song = band();
    let placed = |pattern: &str, start, length| Placed {
        pattern: pattern.to_owned(),
        start: Beats(start),
        length,
    };
    // The beat is four beats long and fills ten.
    let sequence = [placed("beat", 0.0, Some(Beats(10.0))), placed("chords", 4.0, None)];
    let take = session().render_arrangement(&song, &sequence, &RenderOptions::default()).unwrap();
    let clip = |pattern: &str, start, length| Clip {
        track: None,
        start: Beats(start),
        length: Beats(length),
        muted: false,
        content: ClipContent::Pattern(PatternClip {
            pattern: pattern.to_owned(),
            ..Default::default()
        }),
    };
    let mut same = song.clone();
    same.arrangement.clips = vec![clip("beat", 0.0, 10.0), clip("chords", 4.0, 4.0)];
    let mut options = Options::default();
    (options.gain, options.threads) = (Gain::Off, 1);
    assert!(take.audio.channels == mix(&same, &NoAssets, &options).0);
    // The tempo that is asked for is the tempo: half as fast is about twice as long.
    let slow = RenderOptions { bpm: Some(63.5), ..RenderOptions::default() };
    let slow = session().render_arrangement(&song, &sequence, &slow).unwrap();
    let ratio = slow.duration() / take.duration();
    assert!((1.6..2.1).contains(&ratio), "{ratio}");
    let gone = placed("x", 0.0, None);
    let error = session().render_arrangement(&song, &[gone], &RenderOptions::default());
    assert_eq!(error.unwrap_err().to_string(), "Pattern x not found");
}

#[test]
fn a_track_of_clips_is_exactly_as_long_as_asked() {
    let song = band();
    let clips: Vec<Clip> = song.arrangement.clips[..1].to_vec();
    let whole = session().render_track(&song, &clips, &RenderOptions::default()).unwrap();
    let beats = |beats: f64| (beats * 60.0 / 127.0 * 44_100.0).round() as usize;
    assert_eq!(whole.audio.frames(), beats(10.0));
    let options =
        RenderOptions { start_time: Beats(2.0), end_time: Some(Beats(6.0)), ..Default::default() };
    let part = session().render_track(&song, &clips, &options).unwrap();
    assert_eq!(part.audio.frames(), beats(6.0) - beats(2.0));
    // A clip that began before is heard from its midst, as it would be at that place.
    let at = beats(2.0);
    let fade = part.audio.frames() - 4410;
    assert_eq!(part.audio.channels[0][..fade], whole.audio.channels[0][at..at + fade]);
    let none = session().render_track(&song, &[], &RenderOptions::default());
    assert!(matches!(none.unwrap_err(), Error::NoClips));
    let silent = session().render_track(&song, &[], &options).unwrap();
    assert_eq!(peak(&silent.audio.channels[0]), 0.0);
}

fn tone(frames: usize, channels: usize) -> Recording {
    let channel: Vec<f32> = (0..frames).map(|i| libm::sinf(i as f32 * 0.05) * 0.5).collect();
    Recording { channels: vec![channel; channels], sample_rate: 32_000 }
}

#[test]
fn a_sample_passes_as_it_is_and_takes_gain_offset_and_rate() {
    let recording = tone(10_000, 1);
    let render = |options: &SampleOptions| session().render_sample(&recording, options).unwrap();
    let plain = render(&SampleOptions::default());
    assert_eq!((plain.sample_rate, plain.frames()), (32_000, 10_000));
    assert_eq!(plain.channels[0], recording.channels[0]);
    assert_eq!(plain.channels[1], recording.channels[0]);
    let louder = render(&SampleOptions { gain: 6.0206, ..SampleOptions::default() });
    assert!((louder.peak() / plain.peak() - 2.0).abs() < 1e-4);
    let part = render(&SampleOptions {
        sample_offset: 0.125,
        duration: Some(0.0625),
        ..SampleOptions::default()
    });
    assert_eq!(part.frames(), 2000);
    // Behind the millisecond in which it comes in, and ahead of that in which it goes.
    assert_eq!(part.channels[0][64..1900], recording.channels[0][4064..5900]);
    let fast = render(&SampleOptions { playback_rate: 2.0, ..SampleOptions::default() });
    assert_eq!(fast.frames(), 5000);
    let faded = render(&SampleOptions { fade_in: 0.1, fade_out: 0.1, ..SampleOptions::default() });
    assert_eq!(faded.channels[0][0], 0.0);
    let ratio = peak(&faded.channels[0][1500..1700]) / peak(&plain.channels[0][1500..1700]);
    assert!((0.45..0.55).contains(&ratio), "half way in: {ratio}");
}

#[test]
fn a_sample_goes_through_its_effects() {
    let recording = tone(20_000, 2);
    let effects = songs::band().mixer.tracks[4].inserts.clone();
    let options = SampleOptions { effects, ..SampleOptions::default() };
    let wet = session().render_sample(&recording, &options).unwrap();
    let dry = session().render_sample(&recording, &SampleOptions::default()).unwrap();
    assert_eq!(wet.frames(), dry.frames());
    assert!(difference(&wet.channels, &dry.channels) > 0.01);
}

#[test]
fn what_a_pattern_job_plays_is_the_pattern_alone() {
    let job = Job::pattern(&band(), "chords", &Options::default()).unwrap();
    assert_eq!((job.song.patterns.len(), job.song.arrangement.clips.len()), (1, 0));
    let options = RenderOptions { natural: true, ..RenderOptions::default() };
    assert_eq!(options.over(&Options::default()).length, Length::Natural);
    assert!(matches!(Export::freeze().what, What::Freeze));
}
