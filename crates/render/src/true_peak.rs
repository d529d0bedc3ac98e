//! The level between samples (ITU-R BS.1770 annex 2, key: bs1770), by the ebur128 library, asked
//! only where it can be higher than what has been found.

use ebur128::{EbuR128, Mode};

/// Frames asked about at once.
const BLOCK: usize = 256;
/// Frames before a point that it depends on: the library's interpolator has 12 taps a phase.
const PAST: usize = 12;
/// No point between samples exceeds the samples around it by more: half way between two, a sinc
/// of 12 taps sums to `4 / pi (1 + 1/3 + 1/5 + 1/7 + 1/9 + 1/11)` in magnitude, at other places
/// and under a window to less.
const MOST: f32 = 2.4;

/// The highest level so far.
pub(crate) struct TruePeak {
    meter: EbuR128,
    /// Interleaved: the last frames of the block before.
    past: [f32; 2 * PAST],
    highest: f64,
}

impl TruePeak {
    pub(crate) fn new(sample_rate: u32) -> Self {
        let meter = EbuR128::new(2, sample_rate, Mode::TRUE_PEAK)
            .expect("two channels and a checked sample rate are legal");
        Self { meter, past: [0.0; 2 * PAST], highest: 0.0 }
    }

    /// Takes the next frames, left and right in turn.
    pub(crate) fn add(&mut self, interleaved: &[f32]) {
        for block in interleaved.chunks(2 * BLOCK) {
            let samples = self.past.iter().chain(block);
            let peak = samples.fold(0.0_f32, |peak, x| peak.max(x.abs()));
            if f64::from(peak * MOST) > self.highest {
                self.highest = self.highest.max(self.asked(block));
            }
            let kept = self.past.len().saturating_sub(block.len());
            self.past.copy_within(block.len().min(2 * PAST).., 0);
            self.past[kept..].copy_from_slice(&block[block.len() - (2 * PAST - kept)..]);
        }
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
        let mut whole = EbuR128::new(2, 44_100, Mode::TRUE_PEAK).unwrap();
        whole.add_frames_f32(&sound).unwrap();
        let wanted = whole.true_peak(0).unwrap().max(whole.true_peak(1).unwrap());
        for frames in [1, 7, 300, 2048] {
            let mut peak = TruePeak::new(44_100);
            sound.chunks(2 * frames).for_each(|part| peak.add(part));
            assert_eq!(peak.highest(), wanted, "{frames}");
        }
    }

    #[test]
    fn the_bound_holds_for_the_worst_signs() {
        // A sample of each sign that a point half way between two adds up.
        let signs = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0];
        let mut peak = TruePeak::new(44_100);
        let sound: Vec<f32> = signs.iter().flat_map(|x| [*x, *x]).chain([0.0; 64]).collect();
        peak.add(&sound);
        assert!(peak.highest() > 1.5 && peak.highest() < f64::from(MOST), "{}", peak.highest());
    }
}
