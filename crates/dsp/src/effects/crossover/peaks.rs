//! How high the cuts and the bands can raise a peak.

/// Sums of the magnitudes of impulse responses, which no peak exceeds: of the second-order
/// low-pass, high-pass and all-pass, the greatest at any cutoff up to 0.46 of the sample rate
/// (summed for 400 of them on 2026-11-25: 2.112, 2.434 and 3.694).
pub(crate) const LOW_PEAK: f32 = 2.12;
pub(crate) const HIGH_PEAK: f32 = 2.44;
pub(crate) const ALL_PEAK: f32 = 3.7;

/// Peaks of the three bands of a crossover, for a peak of 1.
pub(crate) const BAND_PEAKS: [f32; 3] = [
    LOW_PEAK * LOW_PEAK * ALL_PEAK,
    HIGH_PEAK * HIGH_PEAK * LOW_PEAK * LOW_PEAK,
    HIGH_PEAK * HIGH_PEAK * HIGH_PEAK * HIGH_PEAK,
];

#[cfg(test)]
mod tests {
    use super::super::Crossover;
    use super::super::butterworth::{Circuit, Cutoff};
    use super::*;
    use crate::effects::glide::GRID;
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
