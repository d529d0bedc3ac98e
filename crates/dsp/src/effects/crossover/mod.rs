//! Three bands: crossovers of Linkwitz and Riley's fourth order (key: linkwitz1976), whose bands
//! sum to an all-pass, and the same all-pass for the dry sound.
//!
//! ```text
//! stage   low        middle     top        dry
//! 1       low-pass   high-pass  high-pass  all-pass    at the lower crossover
//! 2       low-pass   high-pass  high-pass  all-pass    lower; the dry sound's at the higher
//! 3       all-pass   low-pass   high-pass  -           higher
//! 4       -          low-pass   high-pass  -           higher
//! ```
//!
//! Two channels of four ways are eight lanes: each way goes through its own filters of second
//! order, also where two share one, for nothing then moves between lanes.

pub(crate) mod butterworth;
pub(crate) mod peaks;

use self::butterworth::{DAMPING, Factors};
use crate::effects::glide::GRID;
use crate::effects::silence::flushed;
use crate::lanes::{F32, Simd, WIDTH, transpose};

/// Shares of the input, the band-pass and the low-pass in what a filter gives.
const LOW: [f32; 3] = [0.0, 0.0, 1.0];
const HIGH: [f32; 3] = [1.0, -DAMPING, -1.0];
const ALL: [f32; 3] = [1.0, -2.0 * DAMPING, 0.0];
const WIRE: [f32; 3] = [1.0, 0.0, 0.0];

/// `[stage][share][lane]`; lanes are left and right of the low band, the middle, the top, the dry.
const SHARES: [[[f32; WIDTH]; 3]; 4] = [
    lanes([LOW, HIGH, HIGH, ALL]),
    lanes([LOW, HIGH, HIGH, ALL]),
    lanes([ALL, LOW, HIGH, WIRE]),
    lanes([WIRE, LOW, HIGH, WIRE]),
];

const fn lanes(ways: [[f32; 3]; 4]) -> [[f32; WIDTH]; 3] {
    let mut shares = [[0.0; WIDTH]; 3];
    let mut lane = 0;
    while lane < WIDTH {
        let way = ways[lane / 2];
        (shares[0][lane], shares[1][lane], shares[2][lane]) = (way[0], way[1], way[2]);
        lane += 1;
    }
    shares
}

/// Three bands and the dry sound of both channels.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Crossover {
    /// `[stage][integrator][lane]`
    states: [[[f32; WIDTH]; 2]; 4],
}

/// What the lanes of a stage multiply by.
#[derive(Clone, Copy)]
struct Steps<S: Simd>([F32<S>; 3]);

impl<S: Simd> Steps<S> {
    /// `[stage]`
    #[inline(always)]
    fn new(simd: S, [lower, higher]: [Factors; 2]) -> [Self; 4] {
        let all = |f: Factors| {
            Self([F32::splat(simd, f.a1), F32::splat(simd, f.a2), F32::splat(simd, f.a3)])
        };
        let but_dry = |lower: f32, higher: f32| {
            F32::load(simd, &[lower, lower, lower, lower, lower, lower, higher, higher])
        };
        let second = Self([
            but_dry(lower.a1, higher.a1),
            but_dry(lower.a2, higher.a2),
            but_dry(lower.a3, higher.a3),
        ]);
        [all(lower), second, all(higher), all(higher)]
    }
}

impl Crossover {
    /// The low, middle and high band of `count` frames, `[band][channel][frame]`, and the dry
    /// sound turned in phase as their sum is; `factors` are of the lower and the higher crossover.
    #[inline(always)]
    pub(crate) fn split<S: Simd>(
        &mut self,
        simd: S,
        sound: &[[f32; GRID]; 2],
        dry: &mut [[f32; GRID]; 2],
        count: usize,
        factors: &[[Factors; GRID]; 2],
    ) -> [[[f32; GRID]; 2]; 3] {
        let mut bands = [[[0.0; GRID]; 2]; 3];
        let mut states = self.states.map(|stage| stage.map(|lanes| F32::load(simd, &lanes)));
        let shares = SHARES.map(|stage| stage.map(|lanes| F32::load(simd, &lanes)));
        let still = factors.iter().all(|row| row[0] == row[GRID - 1]);
        let first = Steps::new(simd, [factors[0][0], factors[1][0]]);
        for start in (0..count.min(GRID)).step_by(WIDTH) {
            let [left, right] = [eight(simd, &sound[0], start), eight(simd, &sound[1], start)];
            let [l, r] = [eight(simd, &dry[0], start), eight(simd, &dry[1], start)];
            let mut frames = transpose([left, right, left, right, left, right, l, r]);
            for (i, x) in frames.iter_mut().enumerate().take(count - start) {
                let at = start + i;
                let steps =
                    if still { first } else { Steps::new(simd, [factors[0][at], factors[1][at]]) };
                for ((state, steps), shares) in states.iter_mut().zip(steps).zip(shares) {
                    *x = filter(state, *x, steps, shares);
                }
            }
            let [l0, r0, l1, r1, l2, r2, l, r] = transpose(frames);
            for (band, [left, right]) in bands.iter_mut().zip([[l0, r0], [l1, r1], [l2, r2]]) {
                store(left, &mut band[0], start);
                store(right, &mut band[1], start);
            }
            store(l, &mut dry[0], start);
            store(r, &mut dry[1], start);
        }
        self.states = states.map(|stage| stage.map(F32::to_array));
        bands
    }

    /// Comes to rest. Both integrators at once, for one alone would be a kick.
    #[inline(always)]
    pub(crate) fn settle(&mut self) {
        for [first, second] in &mut self.states {
            for (first, second) in first.iter_mut().zip(second) {
                let silent = flushed(*first) == 0.0 && flushed(*second) == 0.0;
                *first = if silent { 0.0 } else { *first };
                *second = if silent { 0.0 } else { *second };
            }
        }
    }
}

#[inline(always)]
fn eight<S: Simd>(simd: S, row: &[f32; GRID], start: usize) -> F32<S> {
    F32::load(simd, row[start..].first_chunk().expect("a cell is two times eight frames"))
}

#[inline(always)]
fn store<S: Simd>(value: F32<S>, row: &mut [f32; GRID], start: usize) {
    value.store(row[start..].first_chunk_mut().expect("a cell is two times eight frames"));
}

/// One frame of eight filters (see `butterworth`).
#[inline(always)]
fn filter<S: Simd>(
    [s1, s2]: &mut [F32<S>; 2],
    x: F32<S>,
    Steps([a1, a2, a3]): Steps<S>,
    [input, middle, bottom]: [F32<S>; 3],
) -> F32<S> {
    let rest = x - *s2;
    let band = a1 * *s1 + a2 * rest;
    let low = *s2 + a2 * *s1 + a3 * rest;
    (*s1, *s2) = (band + band - *s1, low + low - *s2);
    x * input + band * middle + low * bottom
}

#[cfg(test)]
mod tests {
    use super::butterworth::Cutoff;
    use super::*;
    use crate::lanes::{Level, dispatch};

    /// Magnitude in dB of an impulse response at `part` of the rate.
    fn db(response: &[f32], part: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (n, x) in response.iter().enumerate() {
            let angle = std::f64::consts::TAU * part * n as f64;
            re += f64::from(*x) * libm::cos(angle);
            im += f64::from(*x) * libm::sin(angle);
        }
        10.0 * libm::log10(re * re + im * im)
    }

    fn responses(hz: [f32; 2]) -> ([Vec<f32>; 3], Vec<f32>) {
        let factors = hz.map(|hz| Cutoff::new(hz, 48_000.0).factors(0));
        let mut crossover = Crossover::default();
        let (mut bands, mut dry): ([Vec<f32>; 3], Vec<f32>) = Default::default();
        for n in 0..1000 {
            let mut sound = [[0.0; GRID]; 2];
            sound[1][0] = if n == 0 { 1.0 } else { 0.0 };
            let mut turned = sound;
            let split = dispatch!(Level::best(), simd => {
                crossover.split(simd, &sound, &mut turned, GRID, &factors)
            });
            for (all, band) in bands.iter_mut().zip(split) {
                assert_eq!(band[0], [0.0; GRID]);
                all.extend(band[1]);
            }
            dry.extend(turned[1]);
        }
        (bands, dry)
    }

    #[test]
    fn the_bands_sum_flat_and_in_phase_with_the_dry_sound() {
        for hz in [[50.0, 1000.0], [250.0, 2500.0], [500.0, 1000.0], [500.0, 8000.0]] {
            let (bands, dry) = responses(hz);
            let sum: Vec<f32> =
                (0..dry.len()).map(|n| bands[0][n] + bands[1][n] + bands[2][n]).collect();
            for step in 0..60 {
                let part = 20.0 * libm::exp2(f64::from(step) / 6.0) / 48_000.0;
                // f32 states at an angle of 0.0065 lose some 1 / 0.0065 ulp: 1e-5, 1e-4 dB.
                assert!(db(&sum, part).abs() < 1e-3, "{hz:?} at {part}: {}", db(&sum, part));
                assert!(db(&dry, part).abs() < 1e-3, "{hz:?} at {part}: {}", db(&dry, part));
            }
            // The same response, not only the same magnitude.
            let apart = sum.iter().zip(&dry).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
            assert!(apart < 1e-5, "{apart}");
        }
    }

    #[test]
    fn the_bands_have_the_slopes_of_the_fourth_order() {
        let (bands, _) = responses([250.0, 2500.0]);
        let tan = |hz: f64| libm::tan(std::f64::consts::PI * hz / 48_000.0);
        // 1 / (1 + w^4), at the warped frequency; the middle is the product of two.
        let low = |hz: f64, at: f64| {
            let w = tan(hz) / tan(at);
            -20.0 * libm::log10(1.0 + w * w * w * w)
        };
        let high = |hz: f64, at: f64| {
            let w = tan(at) / tan(hz);
            -20.0 * libm::log10(1.0 + w * w * w * w)
        };
        for hz in [60.0, 250.0, 800.0, 2500.0, 9000.0] {
            let want = [low(hz, 250.0), high(hz, 250.0) + low(hz, 2500.0), {
                high(hz, 250.0) + high(hz, 2500.0)
            }];
            for (band, want) in bands.iter().zip(want) {
                // Down to -80 dB, where rounding (1e-6) is 0.1 dB.
                let got = db(band, hz / 48_000.0);
                assert!((got - want).abs() < 0.1 || want < -80.0, "{hz}: {got}, want {want}");
            }
        }
    }
}
