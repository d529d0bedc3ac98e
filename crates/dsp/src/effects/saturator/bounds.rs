//! How high the saturator's sound can rise, and how long it lasts.

use super::{CONSTANT_HZ, Saturator, curve, cutoffs_hz};
use crate::effects::crossover::peaks::{ALL_PEAK, BAND_PEAKS, HIGH_PEAK, LOW_PEAK};
use crate::effects::delay_line::CUBIC_PEAK;
use crate::effects::glide::GRID;
use crate::effects::oversample;

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
            let peak = ahead * peak * self.up[0].peak_gain();
            let [before, after] = [at.before[band].target(), at.after[band].target()];
            let mix = at.mix[band].target();
            bent += (1.0 - mix) * peak + mix * after * limit.min(before * peak * limit);
        }
        let wet = at.wet.target();
        let dry = if self.multiband { ALL_PEAK * ALL_PEAK } else { 1.0 };
        (1.0 - wet) * dry + wet * bent * self.down.peak_gain() * self.behind_peak()
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
