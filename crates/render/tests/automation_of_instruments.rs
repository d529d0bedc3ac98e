//! What a player does to an instrument by lanes is what its notes and settings would do.

mod song;

use rebounce::{Gain, Options};
use rebounce_song::Song;
use rebounce_song::automation::{Control, Curve, Lane, Point, Target};
use rebounce_song::pattern::BendPoint;
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
