//! What moves follows its lanes: to the bit where it stands still, within a bound where it moves,
//! in time behind latency, and the same for any window and threads.

mod song;

use rebounce::{Gain, Options};
use rebounce_song::Song;
use rebounce_song::automation::{Curve, Insert, Lane, Point, Target};
use rebounce_song::{Beats, Pattern};
use song::{full, render, song};

fn options() -> Options {
    let mut options = Options::default();
    options.threads = 1;
    options.gain = Gain::Off;
    options
}

fn lane(target: Target, points: &[(f64, f64, Curve)]) -> Lane {
    let points =
        points.iter().map(|&(at, value, curve)| Point { at: Beats(at), value, curve }).collect();
    Lane { target, points }
}

fn on(track: &str) -> String {
    track.to_owned()
}

fn parameter(track: &str, place: usize, parameter: &str) -> Target {
    Target::Effect {
        track: on(track),
        effect: Insert::Place(place),
        parameter: parameter.to_owned(),
    }
}

/// A steady tone of eight beats of 22,050 frames, and a track with these fields.
fn tone(fields: &str) -> Song {
    song(&format!(
        r#""tempo": 120, "instruments": [{{"id": "i", "output": "t", "sound": {{"type": "va",
             "oscillators": [{{"waveform": "sawtooth"}}, {{"enabled": false}}, {{"enabled": false}}],
             "filter": {{"cutoff": 9000, "resonance": 0, "envelopeAmount": 0}},
             "amplitudeEnvelope": {{"attack": 0.001, "decay": 0.001, "sustain": 1}}}}}}],
           "patterns": [{{"id": "p", "parts": [{{"instrument": "i",
             "notes": [{{"start": 0, "length": 8, "key": 57}}]}}]}}],
           "mixer": {{"tracks": [{{"id": "t"{fields}}}]}}"#
    ))
}

fn mix(song: &Song) -> Vec<f32> {
    render(song, &options()).mix[0].clone()
}

/// `with / without` where `without` is not near zero, by frame.
fn ratios(with: &[f32], without: &[f32]) -> Vec<(usize, f64)> {
    let pairs = with.iter().zip(without).enumerate();
    pairs
        .filter(|(_, (_, without))| without.abs() > 0.02)
        .map(|(frame, (with, without))| (frame, f64::from(*with) / f64::from(*without)))
        .collect()
}

#[test]
fn a_lane_that_stays_is_the_setting_to_the_bit() {
    let mut set = full();
    let mut moved = full();
    let tracks = &mut set.mixer.tracks;
    tracks[0].gain = 0.37;
    tracks[1].pan = 0.61;
    tracks[2].muted = false;
    tracks[3].sends[0].level = 0.7;
    set.mixer.master.gain = 0.9;
    set.mixer.master.pan = -0.2;
    set.mixer.master_volume = 0.55;
    let rebounce_song::effect::Settings::Compressor(it) = &mut tracks[0].inserts[0].settings else {
        panic!("the first insert is a compressor")
    };
    it.ratio = 7.0;
    let steady =
        |target, value| lane(target, &[(1.0, value, Curve::Linear), (3.0, value, Curve::EaseIn)]);
    moved.automation = vec![
        steady(Target::Gain { track: on("drums") }, 0.37),
        steady(Target::Pan { track: on("bass") }, 0.61),
        steady(Target::Mute { track: on("pad") }, 0.0),
        steady(Target::Send { track: on("room"), to: on("echo") }, 0.7),
        steady(Target::Gain { track: on("master") }, 0.9),
        steady(Target::Pan { track: on("master") }, -0.2),
        steady(Target::MasterVolume, 0.55),
        steady(parameter("drums", 0, "ratio"), 7.0),
    ];
    moved.mixer.tracks[2].muted = true;
    let (a, b) = (render(&set, &options()), render(&moved, &options()));
    for channel in 0..2 {
        let same = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits();
        assert_eq!(a.mix[channel].len(), b.mix[channel].len());
        assert!(a.mix[channel].iter().zip(&b.mix[channel]).all(same));
    }
}

#[test]
fn a_fader_follows_its_curve_within_the_bound() {
    let without = mix(&tone(""));
    for (curve, formula, bend) in [
        (Curve::Linear, (|u| u) as fn(f64) -> f64, 0.0),
        (Curve::EaseInOut, |u| (1.0 - libm::cos(std::f64::consts::PI * u)) / 2.0, 4.94),
        (Curve::Exponential, |u| u * u, 2.0),
    ] {
        let mut song = tone("");
        let track = Target::Gain { track: on("t") };
        song.automation = vec![lane(track, &[(2.0, 1.0, curve), (6.0, 0.01, Curve::Linear)])];
        let (from, length) = (44_100.0, 88_200.0);
        // A cell is 16 frames; and rounding of three products of f32.
        let bound = 0.99 * bend * (16.0 / length) * (16.0 / length) / 8.0 + 4e-7;
        for (frame, ratio) in ratios(&mix(&song), &without) {
            let u = ((frame as f64 - from) / length).clamp(0.0, 1.0);
            let wanted = 1.0 - 0.99 * formula(u);
            if frame > 2000 {
                assert!((ratio - wanted).abs() < bound, "{curve:?} {frame}: {ratio} {wanted}");
                // In dB, down to -40.
                let apart = 20.0 * libm::log10(ratio / wanted);
                assert!(apart.abs() < 20.0 / 2.3 * bound / wanted, "{frame}: {apart} dB");
            }
        }
    }
}

#[test]
fn no_step_is_larger_than_a_jump_spread_over_its_time() {
    let without = mix(&tone(""));
    let mut song = tone("");
    let mute = Target::Mute { track: on("t") };
    let points = [(0.0, 0.0, Curve::Step), (2.0, 1.0, Curve::Step), (3.0, 0.0, Curve::Step)];
    song.automation = vec![lane(mute, &points)];
    let ratios = ratios(&mix(&song), &without);
    // 5 ms are 14 cells of 16 frames.
    let bound = 1.0 / (14.0 * 16.0) + 1e-6;
    for pair in ratios.windows(2) {
        let (frames, step) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        assert!(step.abs() <= bound * frames as f64, "{pair:?}");
    }
    let at = |frame: usize| ratios.iter().find(|(at, _)| *at >= frame).unwrap().1;
    // The grid is of 16 frames: what is due at 44,100 is there at 44,112 at the latest.
    assert!((at(43_800) - 1.0).abs() < 1e-6);
    assert_eq!(at(44_112), 0.0);
    assert_eq!(at(65_900), 0.0);
    assert!((at(66_160) - 1.0).abs() < 1e-6);
}

#[test]
fn latency_ahead_of_a_fader_is_compensated() {
    let points = [(0.0, 1.0, Curve::Step), (2.0, 0.2, Curve::Linear), (4.0, 1.0, Curve::Linear)];
    let moved = |fields: &str| {
        let mut song = tone(fields);
        song.automation = vec![lane(Target::Gain { track: on("t") }, &points)];
        mix(&song)
    };
    let dry = moved("");
    // A compressor that does nothing, 5 ms late.
    let late = moved(
        r#", "inserts": [{"type": "compressor", "settings": {"ratio": 1, "lookahead": 5, "autoMakeup": 0, "mix": 0}}]"#,
    );
    // Ahead of the end, which fades out a little later behind the longer tail.
    let apart = dry[..180_000].iter().zip(&late).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
    assert!(apart < 1e-5, "{apart}");
}

#[test]
fn a_cutoff_follows_its_lane() {
    let insert = |cutoff: f64| {
        format!(
            r#", "inserts": [{{"type": "tidal-filter", "settings": {{"cutoff": {cutoff}, "resonance": 0.2}}}}]"#
        )
    };
    let mut song = tone(&insert(200.0));
    let points = [(0.0, 200.0, Curve::Step), (2.0, 5000.0, Curve::Step), (5.0, 300.0, Curve::Step)];
    song.automation = vec![lane(parameter("t", 0, "cutoff"), &points)];
    let moved = mix(&song);
    let near = |cutoff: f64, frames: std::ops::Range<usize>| {
        let still = mix(&tone(&insert(cutoff)));
        let pairs = moved[frames.clone()].iter().zip(&still[frames]);
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max)
    };
    // A grid of 64 frames, a glide of 20 ms, and a filter's memory of some periods.
    assert_eq!(near(200.0, 0..44_100), 0.0);
    assert!(near(5000.0, 50_000..110_000) < 1e-5);
    assert!(near(300.0, 120_000..176_000) < 1e-5);
    assert!(near(200.0, 50_000..110_000) > 0.05, "it is heard");
}

/// All kinds of targets at once, in a pattern and in the song.
fn everything() -> Song {
    let mut song = full();
    let swing = |low, high| {
        [
            (0.0, low, Curve::EaseInOut),
            (1.3, high, Curve::Step),
            (2.1, low, Curve::Bezier),
            (3.7, high, Curve::Linear),
        ]
    };
    let target = |track: &str| Target::Gain { track: on(track) };
    let Pattern { automation, .. } = &mut song.patterns[0];
    automation.push(lane(target("bass"), &swing(0.2, 1.0)));
    automation.push(lane(Target::Pan { track: on("pad") }, &swing(-1.0, 0.8)));
    automation.push(lane(Target::Mute { track: on("drums") }, &swing(0.0, 1.0)));
    automation.push(lane(parameter("pad", 0, "depth"), &swing(0.1, 0.9)));
    song.automation.push(lane(Target::Send { track: on("pad"), to: on("room") }, &swing(0.0, 1.0)));
    song.automation.push(lane(Target::MasterVolume, &swing(0.3, 0.9)));
    song.automation.push(lane(parameter("bass", 0, "distortion"), &swing(0.0, 0.9)));
    song.automation.push(lane(parameter("room", 0, "decay"), &swing(0.5, 4.0)));
    song.automation.push(lane(parameter("echo", 0, "feedbackLeft"), &swing(0.1, 0.8)));
    song.automation.push(lane(parameter("master", 0, "ceiling"), &swing(-9.0, -1.0)));
    song.automation
        .push(lane(Target::Tempo, &[(0.0, 110.0, Curve::Linear), (6.0, 150.0, Curve::Linear)]));
    song
}

#[test]
fn any_window_and_any_threads_give_the_same_bits() {
    let usual = render(&everything(), &options());
    assert!(usual.mix[0].iter().any(|x| *x != 0.0));
    for (window, threads) in [(333, 1), (4096, 2), (10_001, 2), (1, 1)] {
        let mut options = options();
        (options.window, options.threads) = (window, threads);
        let other = render(&everything(), &options);
        assert_eq!(usual.report.audio.hash, other.report.audio.hash, "{window} {threads}");
    }
}

#[test]
fn stems_move_with_the_mix_and_add_up_to_it() {
    let mut song = everything();
    song.mixer.master.inserts.clear();
    song.automation.retain(|lane| lane.target != parameter("master", 0, "ceiling"));
    let mut options = options();
    options.stems = true;
    let it = render(&song, &options);
    for frame in 0..it.mix[0].len() {
        let sum: f32 = it.stems.iter().map(|(_, stem)| stem[0][frame]).sum();
        assert!((sum - it.mix[0][frame]).abs() < 1e-5, "{frame}");
    }
}

#[test]
fn what_cannot_move_while_it_sounds_is_said() {
    let mut song = full();
    let moving = |place, name| {
        lane(
            parameter("drums", place, name),
            &[(0.0, 1.0, Curve::Linear), (4.0, 9.0, Curve::Linear)],
        )
    };
    song.automation = vec![moving(0, "lookahead")];
    let render = rebounce::Render::new(&song, &rebounce::NoAssets, &options()).unwrap();
    let said: Vec<&str> = render.diagnostics().iter().map(|it| it.code.as_str()).collect();
    assert!(said.contains(&"parameter-cannot-move"), "{said:?}");
}

#[test]
fn every_parameter_of_every_effect_moves_through_its_range_or_is_said_to_stay() {
    for settings in rebounce_song::effect::Settings::all() {
        for record in settings.parameters() {
            let mut song = tone("");
            song.patterns[0].parts[0].notes[0].length = Beats(1.0);
            let effect = rebounce_song::Effect {
                id: String::new(),
                bypass: false,
                side_chain: None,
                settings: settings.clone(),
            };
            song.mixer.tracks[0].inserts = vec![effect];
            let (low, high) = (record.min.into(), record.max.into());
            let points =
                [(0.0, low, Curve::Linear), (0.6, high, Curve::Step), (0.9, low, Curve::Step)];
            song.automation = vec![lane(parameter("t", 0, record.name), &points)];
            let what = format!("{} {}", settings.id(), record.name);
            let said = rebounce::Render::new(&song, &rebounce::NoAssets, &options()).unwrap();
            let stays = said.diagnostics().iter().any(|it| it.code == "parameter-cannot-move");
            let mut still = song.clone();
            still.automation.clear();
            let (moved, still) = (render(&song, &options()), render(&still, &options()));
            assert!(moved.mix.iter().flatten().all(|x| x.is_finite() && x.abs() < 100.0), "{what}");
            if stays {
                assert_eq!(moved.report.audio.hash, still.report.audio.hash, "{what}");
            }
            let mut narrow = options();
            narrow.window = 333;
            let again = render(&song, &narrow);
            assert_eq!(moved.report.audio.hash, again.report.audio.hash, "{what}");
        }
    }
}
