//! Chance from a seed: numbers that are a function of where they are used.

/// What chance is for, so that no two uses share a number.
#[derive(Clone, Copy)]
pub(super) enum Use {
    Time = 1,
    Velocity = 2,
    Pitch = 3,
    Probability = 5,
}

/// A number evenly from 0..1, for the note of that number in that column.
pub(super) fn even(column: usize, note: usize, of: Use) -> f64 {
    mixed(column as u64, note as u64, of as u64) as f64 / (1u64 << 53) as f64
}

/// A number of the normal distribution of deviation 1 (Box and Muller), at most 4 either way.
pub(super) fn normal(column: usize, note: usize, of: Use) -> f64 {
    let other = mixed(column as u64, note as u64, of as u64 + 64) as f64 / (1u64 << 53) as f64;
    let radius = libm::sqrt(-2.0 * libm::log(1.0 - even(column, note, of)));
    (radius * libm::cos(std::f64::consts::TAU * other)).clamp(-4.0, 4.0)
}

/// 53 bits of SplitMix64 (docs/sources.md, `splitmix`) at a counter.
fn mixed(column: u64, note: u64, of: u64) -> u64 {
    let mut z = (column << 40 ^ note << 8 ^ of).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ z >> 31) >> 11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_even_and_normal() {
        let count = 10_000;
        let mean = |of: &dyn Fn(usize) -> f64| (0..count).map(of).sum::<f64>() / count as f64;
        // Three deviations of the mean of 10 000.
        assert!((mean(&|i| even(1, i, Use::Probability)) - 0.5).abs() < 3.0 * 0.289 / 100.0);
        assert!(mean(&|i| normal(i, 1, Use::Time)).abs() < 0.03);
        let square = mean(&|i| {
            let value = normal(2, i, Use::Velocity);
            value * value
        });
        assert!((square - 1.0).abs() < 3.0 * 1.414 / 100.0, "{square}");
    }
}
