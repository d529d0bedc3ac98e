//! Float samples to integers, rounded to nearest even, with TPDF dither by counter: the sum of two
//! uniform numbers, two steps wide at its foot (Lipshitz, Wannamaker, Vanderkooy 1992, key
//! `lipshitz1992`). Digital silence is dithered too. No noise shaping.

use rebounce_dsp::lanes::{Level, dispatch};
use rebounce_dsp::math::{mix, noise};

/// Samples quantised in one go.
pub(crate) const RUN: usize = 512;

/// `1.5 * 2^52`: adding it leaves a whole number, the nearest, of two the even one, in the lowest
/// bits, for the ulp of numbers around it is 1.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// Samples as integers of `bits`, as many as there are (at most [`RUN`]); what lies beyond the
/// range is held at its end. `first` counts all samples written before, of both channels; `None`
/// as seed means no dither. Not a number is 0.
pub(crate) fn quantize(
    values: &[f32],
    bits: u16,
    seed: Option<u64>,
    first: u64,
    steps: &mut [i32; RUN],
) {
    let full = f64::from(1_u32 << (bits - 1));
    // Seeds change with the upper half of the count, at whatever place of a window that is.
    let same = ((1 << 32) - (first & u64::from(u32::MAX))).min(values.len() as u64) as usize;
    let (values, others) = values.split_at(same);
    let (steps, other_steps) = steps.split_at_mut(same);
    let runs = [(values, first, steps), (others, first + same as u64, other_steps)];
    for (values, first, steps) in runs {
        let dither = seed.map(|seed| seeds(seed, first));
        dispatch!(Level::best(), _ => round(values, full, dither, first as u32, steps));
    }
}

/// Seeds of the two noises; others for each 2^32 samples.
fn seeds(seed: u64, first: u64) -> [u32; 2] {
    let [low, high, turn] = [seed, seed >> 32, first >> 32].map(|part| part as u32);
    let seed = mix(mix(mix(low) ^ high) ^ turn);
    [seed, mix(!seed)]
}

#[inline(always)]
fn round(values: &[f32], full: f64, dither: Option<[u32; 2]>, first: u32, steps: &mut [i32]) {
    for (i, (value, step)) in values.iter().zip(steps).enumerate() {
        let noise = dither.map_or(0.0, |[a, b]| {
            let counter = first.wrapping_add(i as u32);
            // Triangular, in steps: open range -1..1, mean 0, variance 1/6.
            f64::from((noise(a, counter) - noise(b, counter)) * 0.5)
        });
        let exact = f64::from(*value) * full + noise;
        // A comparison with what is not a number is false.
        let held = if exact < full - 1.0 { exact } else { full - 1.0 };
        let held = if held > -full { held } else { -full };
        let held = if value.is_nan() { 0.0 } else { held };
        // A conversion, which holds what is too great, would be done one by one.
        *step = (held + WHOLE).to_bits() as i32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: f32, bits: u16, seed: Option<u64>) -> i32 {
        let mut steps = [0; RUN];
        quantize(&[value], bits, seed, 0, &mut steps);
        steps[0]
    }

    #[test]
    fn full_scale_is_held_and_never_wraps() {
        for bits in [16, 24] {
            let top = (1i32 << (bits - 1)) - 1;
            for (value, wanted) in [(1.0, top), (9.0, top), (-1.0, -top - 1), (-9.0, -top - 1)] {
                assert_eq!(one(value, bits, None), wanted);
            }
            assert_eq!(one(f32::INFINITY, bits, Some(1)), top);
            assert_eq!(one(f32::NAN, bits, Some(1)), 0);
        }
    }

    #[test]
    fn the_error_of_dither_has_no_mean_and_a_variance_that_ignores_the_signal() {
        // Total error of TPDF: mean 0, variance 1/6 + 1/12 = 1/4 step². Over n samples the mean
        // strays by 0.5/sqrt(n) = 0.0011, the variance by less than sqrt(2/n)/4 = 0.0008 (its
        // tails are lighter than a Gaussian's). Six times that is never met by chance.
        let n = 200_000u32;
        for offset in [0.0, 0.25, 0.5, 0.9] {
            let value = (offset / 32768.0) as f32;
            let (mut sum, mut square) = (0.0, 0.0);
            let mut steps = [0; RUN];
            for first in (0..n).step_by(RUN) {
                let count = RUN.min((n - first) as usize);
                quantize(&[value; RUN][..count], 16, Some(7), u64::from(first), &mut steps);
                for got in &steps[..count] {
                    let error = f64::from(*got) - f64::from(value) * 32768.0;
                    sum += error;
                    square += error * error;
                }
            }
            let (mean, variance) = (sum / f64::from(n), square / f64::from(n));
            assert!(mean.abs() < 0.0067, "mean {mean} at {offset}");
            assert!((variance - 0.25).abs() < 0.005, "variance {variance} at {offset}");
        }
    }

    #[test]
    fn halves_go_to_the_even_step() {
        for (value, wanted) in [(0.5, 0), (1.5, 2), (2.5, 2), (-0.5, 0), (-1.5, -2), (0.51, 1)] {
            assert_eq!(one(value / 32768.0, 16, None), wanted, "{value}");
        }
    }
}
