//! How high the saturator's sound can rise, and how long it lasts.

use super::{CONSTANT_HZ, Saturator, curve, cutoffs_hz};
use crate::effects::delay_line::CUBIC_PEAK;
use crate::effects::glide::GRID;
use crate::effects::oversample;

/// Sums of the magnitudes of impulse responses, which no peak exceeds: of the second-order
/// low-pass, high-pass and all-pass, the greatest at any cutoff up to 0.46 of the sample rate
/// (summed for 400 of them on 2026-11-25: 2.112, 2.434 and 3.694).
const LOW_PEAK: f32 = 2.12;
const HIGH_PEAK: f32 = 2.44;
const ALL_PEAK: f32 = 3.7;

/// Peaks of the three bands of a crossover, for a peak of 1.
const BAND_PEAKS: [f32; 3] = [
    LOW_PEAK * LOW_PEAK * ALL_PEAK,
    HIGH_PEAK * HIGH_PEAK * LOW_PEAK * LOW_PEAK,
    HIGH_PEAK * HIGH_PEAK * HIGH_PEAK * HIGH_PEAK,
];

impl Saturator {
    /// Frames until what was heard is 90 dB lower.
    pub(super) fn decay(&self) -> u64 {
        // -90 dB, the gain of it all, and what poles that fall on one another add.
        let nepers = 4.5 * libm::log(10.0) + libm::log(f64::from(self.gain_of_quiet())) + 4.0;
        let at = &self.now_at;
        let [low_cut, high_cut, ..] = cutoffs_hz(&self.patch).map(f64::from);
        let high_cut = high_cut.min(0.4 * self.sample_rate);
        // Poles' distances from the axis, in radians per second per tau.
        let butterworth = std::f64::consts::FRAC_1_SQRT_2;
        let mut seconds = 0.0;
        let mut add = |share: f32, hz: f64| {
            if share > 0.0 {
                seconds += nepers / (std::f64::consts::TAU * hz);
            }
        };
        add(at.low_cut.target(), butterworth * low_cut);
        add(at.high_cut.target(), butterworth * high_cut);
        add(at.blocked.target(), CONSTANT_HZ);
        add(1.0, 500.0);
        if self.multiband {
            let [low, high] = self.patch.crossover_hz.map(f64::from);
            add(1.0, 0.5 * butterworth * low.max(50.0));
            add(1.0, 0.5 * butterworth * high.clamp(1000.0, 0.3 * self.sample_rate));
        }
        let movement = if at.moved.target() > 0.0 { 2.0 * at.middle.target() } else { 0.0 };
        let high_rate = 2 * oversample::latency(self.times);
        (seconds * self.sample_rate) as u64 + movement as u64 + (high_rate + 4 * GRID) as u64
    }

    /// Greatest output for an input of 1.
    pub(super) fn highest(&self) -> f32 {
        let at = &self.now_at;
        let ahead = self.ahead_peak();
        let limit = curve::limit(self.patch.curve, self.patch.tape_bias.clamp(0.0, 1.0));
        let bands = if self.multiband { BAND_PEAKS } else { [1.0, 0.0, 0.0] };
        let mut bent = 0.0;
        for (band, peak) in bands.into_iter().enumerate().take(self.bands()) {
            let peak = ahead * peak * self.up[0][0].peak_gain();
            let [before, after] = [at.before[band].target(), at.after[band].target()];
            let mix = at.mix[band].target();
            bent += (1.0 - mix) * peak + mix * after * limit.min(before * peak * limit);
        }
        let wet = at.wet.target();
        let dry = if self.multiband { ALL_PEAK * ALL_PEAK } else { 1.0 };
        (1.0 - wet) * dry + wet * bent * self.down[0].peak_gain() * self.behind_peak()
    }

    /// Most by which what is ahead of the curves raises a peak.
    fn ahead_peak(&self) -> f32 {
        let low_cut = if self.now_at.low_cut.target() > 0.0 { HIGH_PEAK } else { 1.0 };
        low_cut * if self.now_at.moved.target() > 0.0 { CUBIC_PEAK } else { 1.0 }
    }

    /// Most by which what comes after the curves raises a peak.
    fn behind_peak(&self) -> f32 {
        let at = &self.now_at;
        let high_cut = if at.high_cut.target() > 0.0 { LOW_PEAK } else { 1.0 };
        // top + |1 / top - top| times a low-pass that never overshoots.
        let tilt = at.tilt[0].target() + at.tilt[1].target().abs();
        (1.0 + at.blocked.target()) * tilt * high_cut
    }

    /// Gain of a sound too quiet to be bent, or of the constant part that a loud one leaves.
    fn gain_of_quiet(&self) -> f32 {
        let at = &self.now_at;
        let gains = at.before.iter().zip(&at.after).map(|(b, a)| b.target() * a.target());
        (1.0 + gains.fold(0.0, f32::max)) * self.ahead_peak() * self.behind_peak()
    }
}

#[cfg(test)]
mod tests {
    use super::super::crossover::Crossover;
    use super::super::filters::{Circuit, Cutoff};
    use super::*;
    use crate::lanes::{Level, dispatch};

    #[test]
    fn no_filter_rises_above_its_peak() {
        for hz in [20.0, 500.0, 3000.0, 12_000.0, 20_000.0, 22_080.0, 24_000.0] {
            let factors = Cutoff::new(hz, 48_000.0).factors(0);
            let [mut low, mut high] = [Circuit::default(); 2];
            let mut crossover = Crossover::default();
            let mut sums = [0.0; 3];
            for n in 0..2000 {
                let mut impulse = [[0.0; GRID]; 2];
                impulse[0][0] = if n == 0 { 1.0 } else { 0.0 };
                let mut sounds = [impulse; 3];
                low.cut_high(&mut sounds[0], GRID, &factors, &[1.0; GRID]);
                high.cut_low(&mut sounds[1], GRID, &factors, &[1.0; GRID]);
                dispatch!(Level::best(), simd => {
                    crossover.split(simd, &impulse, &mut sounds[2], GRID, &[factors; 2]);
                });
                for (sum, sound) in sums.iter_mut().zip(sounds) {
                    *sum += sound[0].iter().map(|x| x.abs()).sum::<f32>();
                }
            }
            for (sum, peak) in sums.into_iter().zip([LOW_PEAK, HIGH_PEAK, ALL_PEAK * ALL_PEAK]) {
                assert!(sum <= peak, "{hz} Hz: {sum} over {peak}");
            }
        }
    }
}
