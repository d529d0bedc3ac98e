//! What a player does to an instrument by lanes is what its notes and settings would do.

mod song;

use rebounce::{Gain, Options};
use rebounce_song::Song;
use rebounce_song::automation::{Control, Curve, Lane, Point, Target};
use rebounce_song::instrument::Sound;
use rebounce_song::pattern::BendPoint;
use rebounce_song::va::{Va, VoiceMode};
use rebounce_song::{Beats, Note, Semitones};
use song::{Rendered, render, song};

/// Four notes of a synth that listens to the wheel and to pressure.
fn notes() -> Song {
    song(
        r#""tempo": 120, "instruments": [{"id": "i", "output": "t", "sound": {"type": "va",
             "filter": {"cutoff": 900, "envelopeAmount": 0}, "amplitudeEnvelope": {"release": 0.1},
             "modulation": [{"source": "modWheel", "target": "filterCutoff", "amount": 0.3},
                            {"source": "aftertouch", "target": "filterResonance", "amount": 0.5}]}}],
           "patterns": [{"id": "p", "parts": [{"instrument": "i", "notes": [
             {"start": 0, "length": 1, "key": 48}, {"start": 1, "length": 0.5, "key": 52},
             {"start": 2, "length": 1, "key": 55}, {"start": 3, "length": 0.5, "key": 60}]}]}],
           "mixer": {"tracks": [{"id": "t"}]}"#,
    )
}

fn sound(song: &Song) -> Rendered {
    let mut options = Options::default();
    (options.threads, options.gain) = (1, Gain::Off);
    render(song, &options)
}

fn moved(control: Control, points: &[(f64, f64, Curve)]) -> Rendered {
    let mut song = notes();
    let points =
        points.iter().map(|&(at, value, curve)| Point { at: Beats(at), value, curve }).collect();
    let target = Target::Instrument { instrument: "i".to_owned(), control };
    song.patterns[0].automation.push(Lane { target, points });
    sound(&song)
}

fn steady(control: Control, value: f64) -> Rendered {
    moved(control, &[(0.0, value, Curve::Linear)])
}

fn noted(change: fn(&mut Note)) -> Rendered {
    let mut song = notes();
    song.patterns[0].parts[0].notes.iter_mut().for_each(change);
    sound(&song)
}

fn apart(a: &Rendered, b: &Rendered) -> f32 {
    let channel = |i: usize| a.mix[i].iter().zip(&b.mix[i]).map(|(a, b)| (a - b).abs());
    channel(0).chain(channel(1)).fold(0.0, f32::max)
}

#[test]
fn a_steady_lane_is_what_every_note_would_say() {
    let bend = noted(|note| note.bend = vec![BendPoint { at: 0.0, bend: Semitones(-1.5) }]);
    assert_eq!(apart(&steady(Control::PitchBend, -1.5), &bend), 0.0);
    let wheel = noted(|note| note.mod_wheel = Some(0.8));
    assert_eq!(apart(&steady(Control::ModWheel, 0.8), &wheel), 0.0);
    let pressure = noted(|note| note.aftertouch = 0.6);
    assert_eq!(apart(&steady(Control::Aftertouch, 0.6), &pressure), 0.0);
    // A gain at another place: rounding apart.
    let quiet = noted(|note| note.expression = 0.3);
    assert!(apart(&steady(Control::Expression, 0.3), &quiet) < 1e-6);
    assert!(apart(&quiet, &noted(|_| {})) > 0.01, "it is heard");
}

#[test]
fn level_and_pan_take_the_place_of_the_settings() {
    let set = |change: fn(&mut Song)| {
        let mut song = notes();
        change(&mut song);
        sound(&song)
    };
    let level = set(|song| song.instruments[0].gain = 0.4);
    assert!(apart(&steady(Control::Level, 0.4), &level) < 1e-6);
    let pan = set(|song| song.instruments[0].pan = -0.7);
    assert!(apart(&steady(Control::Pan, -0.7), &pan) < 1e-6);
}

#[test]
fn a_bend_moves_the_pitch_while_a_note_sounds() {
    let lane = moved(Control::PitchBend, &[(0.0, 0.0, Curve::Linear), (1.0, 2.0, Curve::Step)]);
    let mut first = notes();
    first.patterns[0].automation.clear();
    let own = &mut first.patterns[0].parts[0].notes[0];
    own.bend =
        [(0.0, 0.0), (1.0, 2.0)].map(|(at, bend)| BendPoint { at, bend: Semitones(bend) }).to_vec();
    for (i, note) in first.patterns[0].parts[0].notes.iter_mut().enumerate().skip(1) {
        assert!(i > 0);
        note.bend = vec![BendPoint { at: 0.0, bend: Semitones(2.0) }];
    }
    assert!(apart(&lane, &sound(&first)) < 1e-4);
}

#[test]
fn a_vibrato_is_a_sine_of_its_depth_and_rate() {
    let vibrato = steady(Control::Vibrato, 0.5);
    let (rate, lines) = (5.5, 16.0);
    let beats_a_second = notes().tempo.0 / 60.0;
    let points: Vec<(f64, f64, Curve)> = (0..400)
        .map(|number| {
            let phase = f64::from(number) / lines;
            let bend = 0.5 * libm::sin(std::f64::consts::TAU * phase);
            (phase / rate * beats_a_second, bend, Curve::Linear)
        })
        .collect();
    // Both are the same points, but for half a frame of rounding: 0.5 / 44100 s of a slope of at
    // most 0.5 tau 5.5 semitones a second is 0.0002 semitones, and 0.0003 cycles after a second.
    assert!(apart(&vibrato, &moved(Control::PitchBend, &points)) < 4e-3);
    assert!(apart(&vibrato, &sound(&notes())) > 0.05, "it is heard");
    assert_eq!(apart(&steady(Control::Vibrato, 0.0), &sound(&notes())), 0.0);
}

#[test]
fn the_pedal_holds_keys_until_it_comes_up() {
    let pedal = [(0.0, 0.0, Curve::Step), (1.25, 1.0, Curve::Step), (1.75, 0.0, Curve::Step)];
    let held = moved(Control::Sustain, &pedal);
    let mut longer = notes();
    longer.patterns[0].parts[0].notes[1].length = Beats(0.75);
    assert_eq!(apart(&held, &sound(&longer)), 0.0);
    let never_up = moved(Control::Sustain, &[(0.0, 1.0, Curve::Step)]);
    assert_eq!(apart(&never_up, &sound(&notes())), 0.0);
}

#[test]
fn a_steady_lane_of_a_synths_control_is_the_setting() {
    let set = |change: fn(&mut Va)| {
        let mut song = notes();
        let Sound::Va(va) = &mut song.instruments[0].sound else { panic!("it is a synth") };
        change(va);
        sound(&song)
    };
    let cutoff = set(|va| va.filter.cutoff.0 = 1700.0);
    assert_eq!(apart(&steady(Control::Cutoff, 1700.0), &cutoff), 0.0);
    let resonance = set(|va| va.filter.resonance = 9.0);
    assert_eq!(apart(&steady(Control::Resonance, 9.0), &resonance), 0.0);
    let attack = set(|va| va.amplitude_envelope.attack.0 = 0.2);
    assert_eq!(apart(&steady(Control::Attack, 0.2), &attack), 0.0);
    let release = set(|va| va.amplitude_envelope.release.0 = 0.4);
    let lane = steady(Control::Release, 0.4);
    assert_eq!(apart(&lane, &release), 0.0);
    assert_eq!(lane.mix[0].len(), release.mix[0].len(), "the longer release is foreseen");
    for other in [&cutoff, &resonance, &attack, &release] {
        assert!(apart(other, &set(|_| {})) > 0.01, "it is heard");
    }
}

#[test]
fn a_lane_of_the_glide_is_the_setting_at_a_notes_start() {
    let mono = |glide: f64, lane: Option<f64>| {
        let mut song = notes();
        let Sound::Va(va) = &mut song.instruments[0].sound else { panic!("it is a synth") };
        (va.voice_mode, va.portamento.0) = (VoiceMode::Mono, glide);
        let target =
            Target::Instrument { instrument: "i".to_owned(), control: Control::Portamento };
        let points =
            lane.iter().map(|&value| Point { at: Beats(0.0), value, curve: Curve::Linear });
        let lane = Lane { target, points: points.collect() };
        song.patterns[0].automation.extend((!lane.points.is_empty()).then_some(lane));
        sound(&song)
    };
    assert_eq!(apart(&mono(0.0, Some(0.2)), &mono(0.2, None)), 0.0);
    assert!(apart(&mono(0.0, None), &mono(0.2, None)) > 0.01);
}

/// A sine of 3000 Hz held for four beats of a second, through a lowpass whose cutoff a lane moves.
fn swept(points: &[(f64, f64, Curve)]) -> Vec<f32> {
    let mut song = song(
        r#""tempo": 60, "instruments": [{"id": "i", "sound": {"type": "va", "gain": 1,
             "oscillators": [{"waveform": "sine", "level": 0.8}, {"enabled": false}, {"enabled": false}],
             "filter": {"cutoff": 500, "resonance": 0.0001, "envelopeAmount": 0},
             "amplitudeEnvelope": {"sustain": 1, "velocitySensitivity": 0}}}],
           "patterns": [{"id": "p", "parts": [{"instrument": "i", "notes": [
             {"start": 0, "length": 4, "key": 102.23265}]}]}], "mixer": {"masterVolume": 1}"#,
    );
    let points =
        points.iter().map(|&(at, value, curve)| Point { at: Beats(at), value, curve }).collect();
    let target = Target::Instrument { instrument: "i".to_owned(), control: Control::Cutoff };
    song.patterns[0].automation.push(Lane { target, points });
    let [left, _] = sound(&song).mix;
    left
}

/// Gain of the cookbook's lowpass with a Q of 0 dB at 3000 Hz, at a rate of 44100 Hz.
fn lowpass(cutoff: f64) -> f64 {
    use std::f64::consts::PI;
    let ratio = libm::tan(PI * 3000.0 / 44_100.0) / libm::tan(PI * cutoff / 44_100.0);
    let real = 1.0 - ratio * ratio;
    1.0 / (real * real + ratio * ratio).sqrt()
}

#[test]
fn the_cutoff_follows_its_lane_while_a_note_sounds() {
    let sound = swept(&[(0.5, 500.0, Curve::Linear), (2.5, 8000.0, Curve::Linear)]);
    let open = swept(&[(0.0, 20_000.0, Curve::Linear)]);
    // A peak over 441 frames, thirty cycles.
    let peak = |sound: &[f32], at: f64| {
        let from = (at * 44_100.0) as usize - 220;
        sound[from..from + 441].iter().fold(0.0_f32, |peak, x| peak.max(x.abs()))
    };
    // At 3000 Hz the gain is -3 dB and more where the lane comes to the tone's own frequency.
    for (at, cutoff) in [(0.3, 500.0), (1.0, 2375.0), (1.5, 4250.0), (2.0, 6125.0), (3.5, 8000.0)] {
        let measured = f64::from(peak(&sound, at)) / f64::from(peak(&open, at));
        let wanted = lowpass(cutoff) / lowpass(20_000.0);
        // Half of 441 frames, in which the cutoff moves by 19 Hz of it: up to 1.6 % at 2375 Hz;
        // 14.7 frames a cycle come to within 2.3 % of a sine's peak, less over thirty of them.
        assert!((measured / wanted - 1.0).abs() < 0.03, "{at}: {measured}, not {wanted}");
    }
}

#[test]
fn a_jump_of_the_cutoff_is_no_step() {
    let sound = swept(&[(0.0, 8000.0, Curve::Step), (2.0, 300.0, Curve::Step)]);
    // A tone of amplitude a and 3000 Hz bends by up to (2 pi 3000 / 44100)^2 a a frame: more of
    // it would be a step of the sound itself.
    let bends = sound.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).abs());
    let tone = f64::from(sound[44_100..66_150].iter().fold(0.0_f32, |peak, x| peak.max(x.abs())));
    let step = std::f64::consts::TAU * 3000.0 / 44_100.0;
    let limit = step * step * tone * 1.02;
    let around = bends.skip(87_000).take(4000).fold(0.0_f32, f32::max);
    assert!(f64::from(around) < limit, "{around} of {limit}");
}

#[test]
fn wheel_and_pressure_move_a_held_note_and_what_stands_still_shares_prints() {
    for control in [Control::ModWheel, Control::Aftertouch] {
        let lane = moved(control, &[(0.4, 0.0, Curve::Linear), (0.8, 1.0, Curve::Linear)]);
        let (before, after) = (steady(control, 0.0), steady(control, 1.0));
        let frame = |beats: f64| (beats * 22_050.0) as usize;
        let far = |a: &Rendered, b: &Rendered, from: f64, to: f64| {
            let range = frame(from)..frame(to);
            let pairs = a.mix[0][range.clone()].iter().zip(&b.mix[0][range]);
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0_f32, f32::max)
        };
        assert_eq!(far(&lane, &before, 0.0, 0.4), 0.0, "{control:?}");
        assert!(far(&lane, &before, 0.9, 1.0) > 1e-3, "{control:?} moves within the note");
        // The filter has forgotten what was before within 10 ms.
        assert!(far(&lane, &after, 0.9, 1.0) < 1e-5, "{control:?} arrives");
    }
    let song = song(
        r#""tempo": 120, "instruments": [{"id": "i", "sound": {"type": "va"}}],
           "patterns": [{"id": "p", "parts": [{"instrument": "i", "notes": [
             {"start": 0, "length": 1, "key": 48}, {"start": 2, "length": 1, "key": 48}]}],
             "automation": [{"target": {"type": "instrument", "instrument": "i", "control": "cutoff"},
               "points": [{"at": 0, "value": 700}]}]}]"#,
    );
    let prints = sound(&song).report.prints;
    assert_eq!((prints.hits, prints.misses), (1, 1));
}
