//! Float samples to integers, rounded to nearest even, with TPDF dither by counter: the sum of two
//! uniform numbers, two steps wide at its foot (Lipshitz, Wannamaker, Vanderkooy 1992, key
//! `lipshitz1992`). Digital silence is dithered too. No noise shaping.

/// The mixer of SplitMix64 (Steele, Lea, Flood 2014, key: steele2014): 64 well-mixed bits.
fn mix_bits(counter: u64) -> u64 {
    let mut z = counter.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Triangular noise in steps, open range -1..1, mean 0, variance 1/6.
fn tpdf(seed: u64, sample: u64) -> f64 {
    let bits = mix_bits(mix_bits(seed.wrapping_add(1)).wrapping_add(sample));
    let high = (bits >> 32) as f64;
    let low = (bits & 0xFFFF_FFFF) as f64;
    (high - low) / 4_294_967_296.0
}

/// One sample as an integer of `bits`; what lies beyond the range is held at its end. `sample`
/// counts all samples written, both channels; `None` as seed means no dither. Not a number is 0.
pub(crate) fn quantize(value: f32, bits: u16, seed: Option<u64>, sample: u64) -> i32 {
    let full = f64::from(1u32 << (bits - 1));
    let noise = seed.map_or(0.0, |seed| tpdf(seed, sample));
    let steps = (f64::from(value) * full + noise).round_ties_even();
    steps.clamp(-full, full - 1.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_scale_is_held_and_never_wraps() {
        for bits in [16, 24] {
            let top = (1i32 << (bits - 1)) - 1;
            for (value, wanted) in [(1.0, top), (9.0, top), (-1.0, -top - 1), (-9.0, -top - 1)] {
                assert_eq!(quantize(value, bits, None, 0), wanted);
            }
            assert_eq!(quantize(f32::INFINITY, bits, Some(1), 0), top);
            assert_eq!(quantize(f32::NAN, bits, Some(1), 0), 0);
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
            for i in 0..n {
                let got = f64::from(quantize(value, 16, Some(7), u64::from(i)));
                let error = got - f64::from(value) * 32768.0;
                sum += error;
                square += error * error;
            }
            let (mean, variance) = (sum / f64::from(n), square / f64::from(n));
            assert!(mean.abs() < 0.0067, "mean {mean} at {offset}");
            assert!((variance - 0.25).abs() < 0.005, "variance {variance} at {offset}");
        }
    }
}
