//! A driver against a plain sum, with a kernel whose every frame is known.

use super::*;
use crate::lanes::{Level, dispatch};
use core::f64::consts::FRAC_PI_2;

/// Sounds `key + frame / 1024` on the left and its negative on the right, for `gate` frames.
#[derive(Default)]
struct Ruler {
    voices: [Option<(u64, Voice)>; LANES],
}

impl Kernel for Ruler {
    type Patch = bool;
    fn length(_: &bool, voice: &Voice) -> u64 {
        voice.gate
    }
    fn is_stereo(stereo: &bool) -> bool {
        *stereo
    }
    fn start(&mut self, lane: usize, _: &bool, voice: &Voice) {
        self.voices[lane] = Some((0, voice.clone()));
    }
    #[inline(always)]
    fn tile<S: Simd>(&mut self, _: S, stereo: &bool, [first, second]: &mut [Tile; 2]) {
        for (lane, state) in self.voices.iter_mut().enumerate() {
            for (i, (a, b)) in first.iter_mut().zip(second.iter_mut()).enumerate() {
                let sound = state.as_ref().map_or(f32::NAN, |(n, voice)| {
                    let frame = n + i as u64;
                    if frame < voice.gate { voice.key + frame as f32 / 1024.0 } else { 0.0 }
                });
                a[lane] = sound;
                b[lane] = if *stereo { -sound } else { f32::NAN };
            }
            if let Some((n, _)) = state {
                *n += TILE as u64;
            }
        }
    }
}

fn voice(start: u64, gate: u64, key: f32, pan: f32) -> Voice {
    Voice { start, gate, key, pan, gain: 0.5, ..Voice::default() }
}

fn song() -> [Vec<Voice>; LANES] {
    core::array::from_fn(|lane| match lane {
        0 => vec![voice(5, 40, 1.0, 0.5), voice(53, 3, 2.0, 0.0), voice(900, 17, 3.0, -1.0)],
        3 => vec![voice(0, 16, 4.0, -0.25), voice(16, 16, 5.0, 1.0), voice(33, 0, 6.0, 0.0)],
        7 => vec![voice(31, 100, 7.0, 0.0), voice(143, 1, 8.0, 0.0)],
        _ => Vec::new(),
    })
}

fn run(source: bool, stereo: bool, cut: usize, level: Level) -> ([Vec<f32>; 2], Vec<bool>) {
    let mut driver = Driver::new(song().into(), stereo);
    let mut kernel = Ruler::default();
    let mut channels = [vec![f32::NAN; 1200], vec![f32::NAN; 1200]];
    let [left, right] = &mut channels;
    let sounds = left
        .chunks_mut(cut)
        .zip(right.chunks_mut(cut))
        .map(|(left, right)| {
            dispatch!(level, simd => driver.render(simd, &mut kernel, &source, left, right))
        })
        .collect();
    (channels, sounds)
}

#[test]
fn voices_sound_on_their_exact_frames_by_the_pan_laws() {
    for (source, stereo) in [(false, false), (false, true), (true, false), (true, true)] {
        let (got, _) = run(source, stereo, 1200, Level::best());
        let mut wanted = [[0.0_f64; 1200]; 2];
        for voice in song().iter().flatten() {
            for n in 0..voice.gate {
                let a = (f64::from(voice.key) + n as f64 / 1024.0) * 0.5;
                let b = if source { -a } else { 0.0 };
                let p = f64::from(voice.pan);
                let x = if !source {
                    (p + 1.0) / 2.0
                } else if p <= 0.0 {
                    p + 1.0
                } else {
                    p
                };
                let (sin, cos) = (libm::sin(x * FRAC_PI_2), libm::cos(x * FRAC_PI_2));
                let (l, r) = match (source, stereo) {
                    (false, false) => (a, a),
                    (true, false) => ((a + b) / 2.0, (a + b) / 2.0),
                    (false, true) => (a * cos, a * sin),
                    (true, true) if p <= 0.0 => (a + b * cos, b * sin),
                    (true, true) => (a * cos, b + a * sin),
                };
                wanted[0][(voice.start + n) as usize] += l;
                wanted[1][(voice.start + n) as usize] += r;
            }
        }
        for channel in 0..2 {
            for frame in 0..1200 {
                // Sums of three products below 8, each rounded thrice: 9 half ulp of 8.
                let error = f64::from(got[channel][frame]) - wanted[channel][frame];
                assert!(error.abs() < 4.5e-6, "{source} {stereo} {channel} {frame}: {error}");
            }
        }
    }
}

#[test]
fn cuts_and_levels_give_the_same_bits() {
    for (source, stereo) in [(false, false), (false, true), (true, true)] {
        let (whole, _) = run(source, stereo, 1200, Level::baseline());
        for level in Level::all() {
            for cut in [1, 7, 16, 64, 500] {
                let (cut, _) = run(source, stereo, cut, level);
                for (a, b) in cut.iter().flatten().zip(whole.iter().flatten()) {
                    assert_eq!(a.to_bits(), b.to_bits());
                }
            }
        }
    }
}

#[test]
fn silence_is_known_and_exact() {
    let (sound, sounds) = run(false, false, 50, Level::best());
    let silent: Vec<usize> = (0..sounds.len()).filter(|&i| !sounds[i]).collect();
    assert_eq!(silent, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23]);
    for i in silent {
        assert!(sound[0][i * 50..(i + 1) * 50].iter().all(|s| s.to_bits() == 0));
    }
}
