use super::*;
use crate::effects::laws;
use PitchAlgorithm::{Hybrid, Psola as Periods, Vocoder as Phases};

const RATE: f64 = 44_100.0;
const PATCH: PitchShifterPatch = PitchShifterPatch {
    pitch_st: 0.0,
    formant_st: 0.0,
    formant_preservation: 0.0,
    quality: 1,
    algorithm: Phases,
    input_gain_db: 0.0,
    output_gain_db: 0.0,
    wet: 1.0,
};

fn through(patch: &PitchShifterPatch, sound: &[Vec<f32>; 2]) -> [Vec<f32>; 2] {
    laws::through(&mut PitchShifter::new(patch, RATE), sound, 512)
}

/// The frequency near `hz` of the last `frames` of `sound`, in Hz: where the amplitude is greatest,
/// by a search that halves its steps. It starts off the place where it should end.
fn frequency(sound: &[f32], hz: f64, frames: usize) -> f64 {
    let (mut best, mut step) = (hz + 0.37 * RATE / frames as f64, 0.3 * RATE / frames as f64);
    let mut top = laws::amplitude(sound, best / RATE, frames);
    while step > 1e-3 {
        let sides = [best - step, best + step];
        let found = sides.map(|hz| laws::amplitude(sound, hz / RATE, frames));
        if found[0] > top || found[1] > top {
            let side = usize::from(found[1] > found[0]);
            (best, top) = (sides[side], found[side]);
        } else {
            step *= 0.5;
        }
    }
    best
}

fn db(gain: f64) -> f64 {
    20.0 * libm::log10(gain)
}

/// Harmonics of `hz` under one formant at `formant_hz`, 200 Hz wide: `1 / (1 + ((f - F) / 100)^2)`.
fn vowel(hz: f64, formant_hz: f64, frames: usize) -> [Vec<f32>; 2] {
    let mut sound = vec![0.0_f64; frames];
    for k in 1..=(8000.0 / hz) as usize {
        let f = k as f64 * hz;
        let off = (f - formant_hz) / 100.0;
        let amplitude = 0.3 / (1.0 + off * off);
        for (n, x) in sound.iter_mut().enumerate() {
            *x += amplitude * libm::cos(std::f64::consts::TAU * f * n as f64 / RATE);
        }
    }
    let sound: Vec<f32> = sound.into_iter().map(|x| x as f32).collect();
    [sound.clone(), sound]
}

/// The middle of the power of the harmonics of `hz`: a formant's place, in Hz.
fn formant(sound: &[f32], hz: f64) -> f64 {
    let (mut sum, mut weighted) = (0.0, 0.0);
    for k in 1..=(6000.0 / hz) as usize {
        let f = k as f64 * hz;
        let power = libm::pow(laws::amplitude(sound, f / RATE, 16_384), 2.0);
        sum += power;
        weighted += f * power;
    }
    weighted / sum
}

#[test]
fn a_sine_has_its_new_pitch_within_a_tenth_of_a_cent_and_its_level() {
    for (algorithm, quality, hz) in [
        (Phases, 0, 440.0),
        (Phases, 1, 440.0),
        (Phases, 2, 440.0),
        (Phases, 2, 82.4),
        (Hybrid, 1, 1234.5),
        (Periods, 1, 440.0),
        (Periods, 1, 220.7),
    ] {
        for pitch_st in [7.0_f32, -5.0, 12.0, -12.0, 0.37, 24.0, -24.0] {
            let patch = PitchShifterPatch { pitch_st, quality, algorithm, ..PATCH };
            let out = through(&patch, &laws::sine(hz, RATE, 80_000));
            let want = hz * libm::exp2(f64::from(pitch_st) / 12.0);
            let got = frequency(&out[0], want, 32_768);
            // The search ends within 1 mHz, 0.08 cents of the lowest: 20.6 Hz.
            let cents = 1200.0 * libm::log2(got / want);
            assert!(cents.abs() < 0.1, "{algorithm:?} {quality} {hz} {pitch_st}: {cents} cents");
            // Half a percent is what a frame's place in the table of levels can be off.
            let level = db(laws::amplitude(&out[0], got / RATE, 32_768));
            assert!(level.abs() < 0.05, "{algorithm:?} {quality} {hz} {pitch_st}: {level} dB");
        }
    }
}

#[test]
fn what_is_beside_a_sine_is_low() {
    // A move by a broken number of bins is made by a whole one: a sine's level and phase wave within
    // a hop, by at most 0.3 % where four frames overlap (-50 dB, a hop's frequency away), and far
    // less where eight do.
    for (quality, most) in [(0, -45.0), (1, -45.0), (2, -70.0)] {
        for pitch_st in [7.0_f32, -5.0, 3.3] {
            let patch = PitchShifterPatch { pitch_st, quality, ..PATCH };
            let out = through(&patch, &laws::sine(440.0, RATE, 80_000));
            let hz = 440.0 * libm::exp2(f64::from(pitch_st) / 12.0);
            let tail = &out[0][40_000..];
            // The sine that is nearest in the squares, taken away.
            let turn = std::f64::consts::TAU * hz / RATE;
            let basis = |n: usize| [libm::cos(turn * n as f64), libm::sin(turn * n as f64)];
            let (mut products, mut sums) = ([0.0; 3], [0.0; 2]);
            for (n, x) in tail.iter().enumerate() {
                let [c, s] = basis(n);
                products = [products[0] + c * c, products[1] + c * s, products[2] + s * s];
                sums = [sums[0] + c * f64::from(*x), sums[1] + s * f64::from(*x)];
            }
            let [cc, cs, ss] = products;
            let det = cc * ss - cs * cs;
            let a = (sums[0] * ss - sums[1] * cs) / det;
            let b = (sums[1] * cc - sums[0] * cs) / det;
            let rest = tail.iter().enumerate().map(|(n, x)| {
                let [c, s] = basis(n);
                let off = f64::from(*x) - a * c - b * s;
                off * off
            });
            let tone = 0.5 * (a * a + b * b) * tail.len() as f64;
            let rest = 10.0 * libm::log10(rest.sum::<f64>() / tone);
            assert!(rest < most, "{quality} {pitch_st}: {rest} dB");
        }
    }
}

#[test]
fn formants_stay_or_move_as_they_are_asked_to() {
    let sound = vowel(140.0, 1200.0, 60_000);
    let at = formant(&sound[0], 140.0);
    for algorithm in [Phases, Periods] {
        for (pitch_st, formant_preservation, formant_st, want) in [
            (5.0, 0.0, 0.0, 5.0),
            (5.0, 1.0, 0.0, 0.0),
            (-7.0, 1.0, 0.0, 0.0),
            (0.0, 0.0, 7.0, 7.0),
            (0.0, 0.0, -5.0, -5.0),
            (5.0, 1.0, -7.0, -7.0),
            (7.0, 0.5, 0.0, 3.5),
        ] {
            let patch = PitchShifterPatch {
                pitch_st,
                formant_st,
                formant_preservation,
                algorithm,
                ..PATCH
            };
            let out = through(&patch, &sound);
            let hz = 140.0 * libm::exp2(f64::from(pitch_st) / 12.0);
            let moved = 12.0 * libm::log2(formant(&out[0], hz) / at);
            // Harmonics are 2 semitones apart at the formant, so its place is known to one.
            assert!((moved - want).abs() < 1.0, "{algorithm:?} {patch:?}: {moved}, not {want}");
        }
    }
}

#[test]
fn nothing_moved_is_nothing_done() {
    let sound = laws::burst(30_000, 0);
    // A transform and its inverse: some 2^-24 of the greatest, times the root of its 11 levels.
    // Periods are read between frames, where the rounding of a place is a few 2^-52 of 10^4.
    for (algorithm, quality, most) in [
        (Phases, 0, 1e-6),
        (Phases, 1, 1e-6),
        (Phases, 2, 1e-6),
        (Hybrid, 1, 1e-6),
        (Periods, 1, 3e-5),
    ] {
        let patch = PitchShifterPatch { algorithm, quality, ..PATCH };
        let mut shifter = PitchShifter::new(&patch, RATE);
        let late = shifter.latency();
        let out = laws::through(&mut shifter, &sound, 512);
        for n in 2 * late..30_000 {
            let off = (out[0][n] - sound[0][n - late]).abs();
            assert!(off < most, "{algorithm:?} {quality} at {n}: {off}");
        }
    }
}

#[test]
fn the_dry_sound_is_as_late_as_the_wet() {
    for algorithm in [Phases, Periods] {
        let patch = PitchShifterPatch { wet: 0.0, pitch_st: 7.0, algorithm, ..PATCH };
        let sound = laws::burst(20_000, 0);
        let mut shifter = PitchShifter::new(&patch, RATE);
        let late = shifter.latency();
        let out = laws::through(&mut shifter, &sound, 512);
        assert!(out[1][late..] == sound[1][..20_000 - late]);
    }
}

/// Four strokes: a click and a tone of 300 Hz that dies away; and where they are.
fn strokes() -> ([Vec<f32>; 2], [usize; 4]) {
    let mut sound = vec![0.0_f32; 60_000];
    let places = [10_000, 22_000, 34_000, 46_000];
    for place in places {
        for n in 0..8000 {
            let t = n as f64 / RATE;
            let tone = libm::exp(-20.0 * t) * libm::sin(std::f64::consts::TAU * 300.0 * t);
            sound[place + n] += (0.5 * tone + if n == 0 { 0.8 } else { 0.0 }) as f32;
        }
    }
    ([sound.clone(), sound], places)
}

#[test]
fn the_hybrid_keeps_strokes_sharp_and_in_place() {
    let (sound, places) = strokes();
    for (algorithm, least) in [(Phases, 0.0), (Hybrid, 0.75)] {
        let patch = PitchShifterPatch { pitch_st: -7.0, algorithm, ..PATCH };
        let mut shifter = PitchShifter::new(&patch, RATE);
        let late = shifter.latency();
        let out = laws::through(&mut shifter, &sound, 512);
        let peaks = places.map(|place| {
            let at = place + late;
            let near = out[0][at - 20..at + 20].iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
            let far = at - 2000..at + 2000;
            let top = far.max_by(|a, b| out[0][*a].abs().total_cmp(&out[0][*b].abs()));
            (near, top.map_or(0, |top| top.abs_diff(at)))
        });
        assert!(peaks.iter().all(|peak| peak.0 > least), "{algorithm:?}: {peaks:?}");
        if algorithm == Hybrid {
            // A cell of the spectrum's own resolution in time: a frame's size over its bins.
            assert!(peaks.iter().all(|peak| peak.1 <= 2), "{peaks:?}");
        } else {
            // What the hybrid is for.
            assert!(peaks.iter().any(|peak| peak.0 < 0.65), "{peaks:?}");
        }
    }
}

#[test]
fn the_hybrid_keeps_a_stroke_over_a_tone_that_goes_on() {
    for pitch_st in [-12.0, -5.0, 7.0, 12.5] {
        let [mut sound, _] = laws::sine(330.0, RATE, 48_000);
        sound.iter_mut().for_each(|x| *x *= 0.5);
        sound[20_000] = 4.0;
        let top = |algorithm| {
            let mut shifter =
                PitchShifter::new(&PitchShifterPatch { pitch_st, algorithm, ..PATCH }, RATE);
            let late = shifter.latency();
            let out = laws::through(&mut shifter, &[sound.clone(), sound.clone()], 512);
            let frames = 10_000..40_000;
            let top = frames.max_by(|a, b| out[0][*a].abs().total_cmp(&out[0][*b].abs()));
            let top = top.expect("there are frames");
            (out[0][top].abs(), top.abs_diff(20_000 + late))
        };
        let (plain, hybrid) = (top(Phases), top(Hybrid));
        // In place to the frame; and sharp: without, what was 4 is smeared to half at most.
        assert!(hybrid.1 <= 1 && hybrid.0 > 2.0 * plain.0, "{pitch_st}: {hybrid:?}, {plain:?}");
    }
}

#[test]
fn a_glide_does_not_click() {
    for algorithm in [Phases, Periods] {
        let mut shifter = PitchShifter::new(&PitchShifterPatch { algorithm, ..PATCH }, RATE);
        let sound = laws::sine(440.0, RATE, 60_000);
        let [mut left, mut right] = sound;
        for (n, (l, r)) in left.chunks_mut(64).zip(right.chunks_mut(64)).enumerate() {
            let pitch_st = (n as f32 * 0.02).min(12.0);
            shifter.aim(&PitchShifterPatch { algorithm, pitch_st, ..PATCH });
            shifter.process(l, r, None);
        }
        // A sine's steepest at 880 Hz, and half as much for what waves.
        let most = 1.5 * std::f32::consts::TAU * 880.0 / RATE as f32;
        let got = laws::greatest_step(&[left, right], shifter.latency() * 2);
        assert!(got < most, "{algorithm:?}: {got} over {most}");
    }
}

#[test]
fn laws_are_kept() {
    for n in 0..9 {
        let toss = |coin, low, high| laws::toss(n, coin, low, high);
        let patch = PitchShifterPatch {
            pitch_st: toss(0, -48.0, 48.0),
            formant_st: toss(1, -24.0, 24.0),
            formant_preservation: toss(2, 0.0, 1.0),
            quality: n as usize % 3,
            algorithm: [Periods, Phases, Hybrid][n as usize / 3],
            input_gain_db: toss(3, -3.0, 3.0),
            output_gain_db: toss(4, -3.0, 3.0),
            wet: toss(5, 0.5, 1.0),
        };
        laws::all_are_kept(|rate| Box::new(PitchShifter::new(&patch, rate)));
        let at = |level| Box::new(PitchShifter::with_level(&patch, RATE, level)) as Box<dyn Effect>;
        laws::all_the_same(Level::all().into_iter().map(at).collect());
    }
}

#[test]
fn both_channels_alike_stay_alike() {
    for algorithm in [Phases, Periods] {
        let patch =
            PitchShifterPatch { pitch_st: 4.0, formant_preservation: 1.0, algorithm, ..PATCH };
        let sound = laws::burst(12_000, 0)[0].clone();
        let out = through(&patch, &[sound.clone(), sound]);
        assert!(out[0] == out[1] && laws::peak(&out) > 0.1);
    }
}
