//! The level between samples (ITU-R BS.1770 annex 2, key: bs1770), by the ebur128 library, asked
//! only where it can be higher than what has been found.

use ebur128::{EbuR128, Mode};
use rebounce_dsp::mixing::peak;

/// Frames asked about at once: few, for around a peak it is louder than elsewhere.
const BLOCK: usize = 32;
/// Frames before a point that it depends on, at most: the library's interpolator has 12 taps a
/// phase below 96 kHz, and 24 from there on.
const PAST: usize = 24;

/// No point between samples exceeds the samples around it by more: the sum of the magnitudes of the
/// taps half way between two, a sinc under a Hann window, is 1.864 with 12 of them and 2.307 with
/// 24; at other places it is less.
fn most(sample_rate: u32) -> f32 {
    if sample_rate < 96_000 { 1.87 } else { 2.31 }
}

/// The highest level so far.
pub(crate) struct TruePeak {
    meter: EbuR128,
    most: f32,
    /// Interleaved: the last frames before the block.
    past: [f32; 2 * PAST],
    highest: f64,
}

impl TruePeak {
    pub(crate) fn new(sample_rate: u32) -> Self {
        let meter = EbuR128::new(2, sample_rate, Mode::TRUE_PEAK)
            .expect("two channels and a checked sample rate are legal");
        Self { meter, most: most(sample_rate), past: [0.0; 2 * PAST], highest: 0.0 }
    }

    /// Takes the next frames, left and right in turn.
    pub(crate) fn add(&mut self, interleaved: &[f32]) {
        // Mostly nothing of a window can be higher.
        if self.can_be_higher(interleaved) {
            for block in interleaved.chunks(2 * BLOCK) {
                if self.can_be_higher(block) {
                    self.highest = self.highest.max(self.asked(block));
                }
                self.keep(block);
            }
        } else {
            self.keep(interleaved);
        }
    }

    /// Whether these next frames can come higher than all before.
    fn can_be_higher(&self, frames: &[f32]) -> bool {
        f64::from(peak(&self.past).max(peak(frames)) * self.most) > self.highest
    }

    /// Keeps the last of these frames.
    fn keep(&mut self, frames: &[f32]) {
        let kept = self.past.len().saturating_sub(frames.len());
        self.past.copy_within(frames.len().min(2 * PAST).., 0);
        self.past[kept..].copy_from_slice(&frames[frames.len() - (2 * PAST - kept)..]);
    }

    /// What the library says of a block.
    fn asked(&mut self, block: &[f32]) -> f64 {
        self.meter.reset();
        let mut peak = 0.0_f64;
        for samples in [&self.past[..], block] {
            self.meter.add_frames_f32(samples).expect("frames come in whole pairs of samples");
        }
        for channel in 0..2 {
            peak = peak.max(self.meter.prev_true_peak(channel).unwrap_or(0.0));
        }
        peak
    }

    /// Linear.
    pub(crate) fn highest(&self) -> f64 {
        self.highest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise that comes and goes, interleaved.
    fn sound() -> Vec<f32> {
        let noise = |i: u32| rebounce_dsp::math::noise(7, i);
        let swell = |i: u32| 0.5 + 0.5 * rebounce_dsp::math::sin_cycles(i as f32 / 30_000.0);
        (0..100_001).flat_map(|i| [noise(2 * i) * swell(i), noise(2 * i + 1) * 0.3]).collect()
    }

    #[test]
    fn it_is_what_the_library_says_of_the_whole_wherever_the_calls_are_cut() {
        let sound = sound();
        for rate in [44_100, 96_000] {
            let mut whole = EbuR128::new(2, rate, Mode::TRUE_PEAK).unwrap();
            whole.add_frames_f32(&sound).unwrap();
            let wanted = whole.true_peak(0).unwrap().max(whole.true_peak(1).unwrap());
            for frames in [1, 7, 300, 2048] {
                let mut peak = TruePeak::new(rate);
                sound.chunks(2 * frames).for_each(|part| peak.add(part));
                assert_eq!(peak.highest(), wanted, "{frames} at {rate}");
            }
        }
    }

    #[test]
    fn the_bound_holds_for_the_worst_signs() {
        // Samples of the signs that a point half way between two adds up.
        for (rate, taps) in [(44_100, 12), (96_000, 24)] {
            let half = taps / 2;
            let sign = |i: usize| {
                let nearer = if i < half { half - 1 - i } else { i - half };
                if nearer.is_multiple_of(2) { 1.0 } else { -1.0 }
            };
            let mut peak = TruePeak::new(rate);
            let sound: Vec<f32> =
                (0..taps).map(sign).flat_map(|x| [x, x]).chain([0.0; 64]).collect();
            peak.add(&sound);
            let (highest, most) = (peak.highest(), f64::from(most(rate)));
            assert!(highest > 0.99 * most && highest < most, "{highest}");
        }
    }
}
