//! The saturator's filters: Butterworth's second order for its cuts and, twice in a row, for its
//! crossovers (Linkwitz and Riley's fourth order, key: linkwitz1976), whose bands sum to an
//! all-pass.
//!
//! The circuit is the state variable filter under the trapezoidal rule (key: simper2013), stable
//! while its cutoff moves.

use crate::effects::glide::{GRID, Glide};
use crate::effects::silence::flushed;
use crate::math;

/// `1 / Q` of Butterworth's second order.
const DAMPING: f32 = std::f32::consts::SQRT_2;
/// Highest cutoff as a part of the sample rate.
const HIGHEST: f32 = 0.46;

/// A cutoff on its way.
#[derive(Clone, Debug)]
pub(super) struct Cutoff {
    /// Base-2 logarithm of the cutoff in sample rates.
    octave: Glide,
    /// Tangents at the start and the end of the cell.
    from: f32,
    to: f32,
}

/// What one frame multiplies by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Factors {
    a1: f32,
    a2: f32,
    a3: f32,
}

fn octave(hz: f32, sample_rate: f64) -> f32 {
    math::log2((f64::from(hz) / sample_rate) as f32)
}

impl Cutoff {
    pub(super) fn new(hz: f32, sample_rate: f64) -> Self {
        let mut cutoff =
            Self { octave: Glide::new(octave(hz, sample_rate), sample_rate), from: 0.0, to: 0.0 };
        cutoff.finish();
        cutoff
    }

    pub(super) fn aim(&mut self, hz: f32, sample_rate: f64) {
        self.octave.aim(octave(hz, sample_rate));
    }

    pub(super) fn tick(&mut self) {
        self.from = self.to;
        if !self.octave.at_rest() {
            self.octave.tick();
            self.to = self.tangent();
        }
    }

    pub(super) fn finish(&mut self) {
        self.octave.finish();
        self.to = self.tangent();
        self.from = self.to;
    }

    fn tangent(&self) -> f32 {
        math::tan_pi(math::exp2(self.octave.end()).min(HIGHEST))
    }

    /// For the frames of the cell from `offset` on.
    #[inline(always)]
    pub(super) fn factors(&self, offset: usize) -> [Factors; GRID] {
        let slope = (self.to - self.from) * (1.0 / GRID as f32);
        std::array::from_fn(|i| {
            let g = self.from + slope * (offset + i) as f32;
            let a1 = 1.0 / (1.0 + g * (g + DAMPING));
            Factors { a1, a2: g * a1, a3: g * g * a1 }
        })
    }
}

/// A filter's two integrators.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Circuit([f32; 2]);

impl Circuit {
    /// Low-pass, band-pass (1 / DAMPING at its middle) and high-pass.
    #[inline(always)]
    fn frame(&mut self, x: f32, factors: Factors) -> [f32; 3] {
        let [s1, s2] = self.0;
        let rest = x - s2;
        let band = factors.a1 * s1 + factors.a2 * rest;
        let low = s2 + factors.a2 * s1 + factors.a3 * rest;
        self.0 = [2.0 * band - s1, 2.0 * low - s2];
        [low, band, x - DAMPING * band - low]
    }

    /// Its all-pass.
    #[inline(always)]
    fn all(&mut self, x: f32, factors: Factors) -> f32 {
        x - 2.0 * DAMPING * self.frame(x, factors)[1]
    }

    /// Mixes in as much of the high-pass as `shares` say.
    #[inline(always)]
    pub(super) fn cut_low(
        &mut self,
        sound: &mut [f32],
        factors: &[Factors; GRID],
        shares: &[f32; GRID],
    ) {
        for ((x, factors), share) in sound.iter_mut().zip(factors).zip(shares) {
            let [_, _, high] = self.frame(*x, *factors);
            *x += (high - *x) * share;
        }
    }

    /// Mixes in as much of the low-pass as `shares` say.
    #[inline(always)]
    pub(super) fn cut_high(
        &mut self,
        sound: &mut [f32],
        factors: &[Factors; GRID],
        shares: &[f32; GRID],
    ) {
        for ((x, factors), share) in sound.iter_mut().zip(factors).zip(shares) {
            let [low, _, _] = self.frame(*x, *factors);
            *x += (low - *x) * share;
        }
    }

    /// Comes to rest. Both at once, for one alone would be a kick.
    pub(super) fn settle(&mut self) {
        if self.0.iter().all(|state| flushed(*state) == 0.0) {
            self.0 = [0.0; 2];
        }
    }
}

/// Three bands of one channel.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Crossover {
    /// At the lower crossover: the split, and the second halves of low and high; at the higher the
    /// same; and the all-pass that turns the low band as the higher split turns the others.
    circuits: [Circuit; 7],
    /// The all-passes of the dry sound.
    dry: [Circuit; 2],
}

impl Crossover {
    /// The low, middle and high band of up to [`GRID`] frames.
    #[inline(always)]
    pub(super) fn split(
        &mut self,
        sound: &[f32],
        factors: &[[Factors; GRID]; 2],
    ) -> [[f32; GRID]; 3] {
        let mut bands = [[0.0; GRID]; 3];
        let [split, low_2, high_2, upper, middle_2, top_2, turn] = &mut self.circuits;
        for (i, x) in sound.iter().enumerate() {
            let [lower, higher] = [factors[0][i], factors[1][i]];
            let [low, _, rest] = split.frame(*x, lower);
            let [low, _, _] = low_2.frame(low, lower);
            let [_, _, rest] = high_2.frame(rest, lower);
            let [middle, _, top] = upper.frame(rest, higher);
            bands[0][i] = turn.all(low, higher);
            bands[1][i] = middle_2.frame(middle, higher)[0];
            bands[2][i] = top_2.frame(top, higher)[2];
        }
        bands
    }

    /// Turns the dry sound's phase as the sum of the bands does.
    #[inline(always)]
    pub(super) fn turn_dry(&mut self, sound: &mut [f32], factors: &[[Factors; GRID]; 2]) {
        for (i, x) in sound.iter_mut().enumerate() {
            let once = self.dry[0].all(*x, factors[0][i]);
            *x = self.dry[1].all(once, factors[1][i]);
        }
    }

    pub(super) fn settle(&mut self) {
        self.circuits.iter_mut().chain(&mut self.dry).for_each(Circuit::settle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let mut sound = [0.0; GRID];
            sound[0] = if n == 0 { 1.0 } else { 0.0 };
            for (all, band) in bands.iter_mut().zip(crossover.split(&sound, &factors)) {
                all.extend(band);
            }
            crossover.turn_dry(&mut sound, &factors);
            dry.extend(sound);
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
