//! The K-weighting of loudness meters (key: bs1770): a shelf that lifts what the head lifts, and a
//! high-pass. The standard tables them at 48 kHz; at other rates they are the analogue filters
//! behind that table (key: deman2018).

use super::{Coefficients, REST, Section, process_row, warped};
use crate::effects::glide::stretch;
use crate::lanes::{Level, dispatch};

/// The shelf: frequency in Hz, Q, gain in dB, and the share of it, in dB, of the middle.
const SHELF: [f64; 4] = [
    1_681.974_450_955_533,
    0.707_175_236_955_419_6,
    3.999_843_853_973_347,
    0.499_666_774_154_541_6,
];
/// The high-pass: frequency in Hz and Q.
const HIGH_PASS: [f64; 2] = [38.135_470_876_024_44, 0.500_327_037_323_877_3];

/// The weighting at work on two channels.
#[derive(Clone, Debug)]
pub struct KWeighting {
    level: Level,
    sections: [Section; 2],
    now: u64,
}

impl KWeighting {
    /// At rest.
    #[must_use]
    pub fn new(sample_rate: f64) -> Self {
        let [frequency_hz, q, gain_db, middle] = SHELF;
        let high = libm::pow(10.0, gain_db / 20.0);
        let shares = [high, (libm::pow(high, middle) - high) / q, 1.0 - high];
        let shelf = coefficients(warped(frequency_hz, sample_rate), q, shares);
        let [frequency_hz, q] = HIGH_PASS;
        let tan = warped(frequency_hz, sample_rate);
        // The table's passes a little more than all.
        let gain = 1.0 + tan / q + tan * tan;
        let high_pass = coefficients(tan, q, [gain, -gain / q, -gain]);
        Self { level: Level::best(), sections: [shelf, high_pass].map(Section::new), now: 0 }
    }

    /// Weights the next frames in place.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        let mut done = 0;
        while done < left.len() {
            if self.now.is_multiple_of(REST) {
                self.sections.iter_mut().for_each(Section::rest);
            }
            let part = stretch(self.now, done..left.len(), REST);
            let sound = [&mut left[part.clone()], &mut right[part.clone()]];
            let sections = self.sections.iter_mut();
            dispatch!(self.level, simd => process_row(simd, sections, sound));
            self.now += part.len() as u64;
            done = part.end;
        }
    }
}

fn coefficients(tan: f64, q: f64, shares: [f64; 3]) -> Coefficients {
    let shares = shares.map(|share| share as f32);
    Coefficients { g: tan as f32, k: (1.0 / q) as f32, shares }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_48_khz_it_is_the_standards_table() {
        let shelf = (
            [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85],
            [-1.690_659_293_182_41, 0.732_480_774_215_85],
        );
        let high_pass = ([1.0, -2.0, 1.0], [-1.990_047_454_833_98, 0.990_072_250_366_21]);
        let mut want = vec![0.0_f64; 2000];
        want[0] = 1.0;
        for (b, a) in [shelf, high_pass] {
            let (mut x, mut y) = ([0.0; 2], [0.0; 2]);
            for sample in &mut want {
                let out = b[0] * *sample + b[1] * x[0] + b[2] * x[1] - a[0] * y[0] - a[1] * y[1];
                (x, y) = ([*sample, x[0]], [out, y[0]]);
                *sample = out;
            }
        }
        let (mut left, mut right) = (vec![0.0; 2000], vec![0.0; 2000]);
        (left[0], right[0]) = (1.0, 1.0);
        KWeighting::new(48_000.0).process(&mut left, &mut right);
        assert_eq!(left, right);
        for (got, want) in left.iter().zip(want) {
            // Coefficients and the sound between the filters are rounded to 6e-8; an impulse of 1
            // passes each some few times over.
            assert!((f64::from(*got) - want).abs() < 1e-6, "{got} {want}");
        }
    }
}
