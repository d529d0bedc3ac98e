//! Same voice, same bits: whatever the start, the lane, the cut of the calls and the CPU.

use super::*;
use rebounce_dsp::va::{Curve, DriveLaw, Lfo, LfoWaveform, Modulation, Source, Target};
use rebounce_dsp::voice::{Bend, ControlPoint, Controls, Step};

/// A patch in which everything moves.
fn rich() -> Settings {
    let waves = [Waveform::Sawtooth, Waveform::Square, Waveform::Triangle, Waveform::Noise];
    let mut settings = Settings {
        oscillators: waves
            .map(|waveform| Oscillator {
                waveform,
                pulse_width: 0.3,
                unison_voices: if waveform == Waveform::Sawtooth { 7 } else { 1 },
                unison_detune: 50.0,
                ..Oscillator::default()
            })
            .into(),
        lfos: vec![
            Lfo { frequency_hz: 9.0, depth: 0.8, waveform: LfoWaveform::Square, ..Lfo::default() },
            Lfo { frequency_hz: 3.0, ..Lfo::default() },
        ],
        ..Settings::default()
    };
    settings.filter.drive = 0.4;
    settings.filter.key_tracking = 0.7;
    let sources = [
        Source::Lfo(0),
        Source::FilterEnvelope,
        Source::AmplitudeEnvelope,
        Source::Velocity,
        Source::ModWheel,
    ];
    let targets = [
        Target::OscillatorPitch,
        Target::OscillatorDetune,
        Target::OscillatorLevel,
        Target::FilterResonance,
        Target::FilterCutoff,
    ];
    for (source, target) in sources.into_iter().zip(targets) {
        settings.modulation.push(Modulation { source, target, amount: 0.2, curve: Curve::SCurve });
    }
    settings
}

/// The same with what only few patches have.
fn richer() -> Settings {
    let mut settings = rich();
    settings.filter.steep = true;
    settings.filter.drive_law = DriveLaw::Rational;
    for (source, target) in [
        (Source::Lfo(1), Target::Drive),
        (Source::Lfo(1), Target::RateOf(0)),
        (Source::Lfo(0), Target::LevelOf(3)),
        (Source::FilterEnvelope, Target::DetuneOf(1)),
    ] {
        settings.modulation.push(Modulation { source, target, amount: 0.3, curve: Curve::Linear });
    }
    settings
}

/// A voice whose controls move.
fn controlled(voice: Voice) -> Voice {
    let line = |from: f32, to: f32| {
        let point = |at, value| ControlPoint { at, value };
        vec![point(70, from), point(3000, to), point(3100, from)]
    };
    let controls = Controls {
        cutoff_hz: line(300.0, 5000.0),
        resonance: line(1.0, 12.0),
        mod_wheel: line(0.0, 1.0),
        aftertouch: line(1.0, 0.0),
        ..Controls::default()
    };
    Voice { controls: Some(Arc::new(controls)), attack: Some(333), ..voice }
}

fn rich_voice(start: u64) -> Voice {
    Voice {
        start,
        gate: 5003,
        key: 57.3,
        velocity: 0.6,
        gain: 0.8,
        pan: 0.3,
        mod_wheel: Some(0.4),
        aftertouch: 0.2,
        bend: Some(Arc::from([
            Bend { at: 100, semitones: 0.0 },
            Bend { at: 3000, semitones: 2.5 },
        ])),
        line: Some(Arc::from([
            Step {
                at: 1777,
                released_at: 1500,
                key: 64.0,
                velocity: 0.9,
                glide: 900,
                retrigger: true,
            },
            Step {
                at: 3001,
                released_at: 3001,
                key: 52.0,
                velocity: 0.3,
                glide: 0,
                retrigger: false,
            },
        ])),
        ..Voice::default()
    }
}

fn bits(sound: &[f32]) -> Vec<u32> {
    sound.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn a_voice_sounds_the_same_wherever_it_starts_and_in_any_lane() {
    for (settings, moved) in [(rich(), false), (richer(), false), (richer(), true)] {
        let voice = match moved {
            true => controlled(rich_voice(0)),
            false => rich_voice(0),
        };
        sounds_the_same(&settings, &voice);
    }
}

fn sounds_the_same(settings: &Settings, voice: &Voice) {
    let patch = patch(settings, 44_100.0);
    let length = patch.length(voice) as usize + 64;
    let [wanted, other] = stereo(&patch, voice, length);
    assert_ne!(wanted, other);
    for start in [0, 1, 7, 1000] {
        for lane in 0..LANES {
            let (mut left, mut right) = (vec![0.0; length + 1000], vec![0.0; length + 1000]);
            // Company in the other lanes must not be noticed: its sum is taken off by rendering
            // it alone only where it is silent, so it comes first and ends in time.
            let voice = Voice { start, ..voice.clone() };
            let mut batch = batch(&patch, lone(&voice, lane), true);
            batch.render(Level::best(), &mut left, &mut right);
            let start = start as usize;
            assert_eq!(bits(&left[start..start + length]), bits(&wanted), "{start} {lane}");
            assert!(left[..start].iter().all(|x| *x == 0.0));
        }
    }
}

#[test]
fn a_lane_does_not_notice_its_neighbours_nor_who_was_there_before() {
    let patch = patch(&rich(), 44_100.0);
    let length = patch.length(&rich_voice(0)) as usize;
    let start = length as u64 + 35;
    let [alone, _] = stereo(&patch, &rich_voice(0), length);
    // Seven neighbours without gain, and one who has been in the lane before.
    let lanes = (0..LANES)
        .flat_map(|lane| {
            let mut before = rich_voice(5 + lane as u64);
            before.gain = if lane == 4 { 1.0 } else { 0.0 };
            before.key += lane as f32;
            let mut now = rich_voice(start + lane as u64 * 3 - 12);
            now.gain = if lane == 4 { 0.8 } else { 0.0 };
            vec![before, now]
        })
        .collect();
    let frames = start as usize + length;
    let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
    batch(&patch, lanes, true).render(Level::best(), &mut left, &mut right);
    for (got, wanted) in left[start as usize..].iter().zip(&alone) {
        // A neighbour adds a zero, whose sign may be lost.
        assert_eq!(got + 0.0, wanted + 0.0);
    }
}

#[test]
fn a_still_voice_does_not_notice_that_its_neighbours_move() {
    // What stands still is kept from tile to tile only while it does so in every lane.
    let (saw, square) = (Waveform::Sawtooth, Waveform::Square);
    let kinds = [(saw, 1), (saw, 7), (square, 1), (Waveform::Triangle, 1), (Waveform::Noise, 1)];
    for (waveform, unison_voices) in kinds {
        let oscillator =
            Oscillator { waveform, pulse_width: 0.3, unison_voices, ..Oscillator::default() };
        let mut settings = Settings { oscillators: vec![oscillator; 3], ..Settings::default() };
        settings.filter.steep = unison_voices > 1;
        let patch = patch(&settings, 44_100.0);
        for key in [41.3, 70.0, 115.0] {
            let still = Voice { start: 400, gate: 9000, key, ..Voice::default() };
            let frames = 400 + patch.length(&still) as usize;
            let [alone, _] = stereo(&patch, &still, frames);
            let voices = (0..LANES).map(|lane| match lane {
                2 => still.clone(),
                // They begin before it and in its midst, glide, bend, and rest in between.
                5 => Voice { gain: 0.0, ..controlled(rich_voice(3333)) },
                _ => Voice { gain: 0.0, ..rich_voice(777 * lane as u64) },
            });
            let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
            let mut batch = batch(&patch, voices.collect(), patch.is_stereo());
            batch.render(Level::best(), &mut left, &mut right);
            for (n, (got, wanted)) in left.iter().zip(&alone).enumerate() {
                // A neighbour adds a zero, whose sign may be lost.
                assert_eq!(got + 0.0, wanted + 0.0, "{waveform:?} {key} {n}");
            }
        }
    }
}

#[test]
fn cuts_of_the_calls_and_levels_of_simd_give_the_same_bits() {
    for settings in [rich(), richer(), Settings::default()] {
        let patch = patch(&settings, 48_000.0);
        let lanes = || -> Vec<Voice> {
            (0..LANES)
                .flat_map(|lane| {
                    let first = Voice { key: 40.0 + lane as f32, ..rich_voice(lane as u64 * 333) };
                    let next = first.start + patch.length(&first) + lane as u64;
                    vec![first, rich_voice(next)]
                })
                .collect()
        };
        let frames = 20_000;
        let render = |level: Level, cut: usize| {
            let mut batch = batch(&patch, lanes(), true);
            let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
            for (left, right) in left.chunks_mut(cut).zip(right.chunks_mut(cut)) {
                batch.render(level, left, right);
            }
            left.extend(right);
            bits(&left)
        };
        let wanted = render(Level::baseline(), frames);
        for level in Level::all() {
            for cut in [1, 7, 64, 4096] {
                assert!(render(level, cut) == wanted, "{} {cut}", level.name());
            }
        }
    }
}
