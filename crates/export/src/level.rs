//! Levels: measuring them, and the gain that brings a sound to one.

use ebur128::{EbuR128, Mode};

/// A level that a sound is to have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// Largest sample, dBFS.
    Peak(f64),
    /// Largest value between samples, dBTP (ITU-R BS.1770).
    TruePeak(f64),
    /// Integrated loudness, LUFS (EBU R 128).
    Loudness(f64),
}

/// Levels that a sound has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Levels {
    /// Largest sample, linear.
    pub peak: f64,
    /// Largest value between samples, linear; 0 if it was not measured.
    pub true_peak: f64,
    /// LUFS; negative infinity for silence, and if it was not measured.
    pub lufs: f64,
}

/// Measures window by window.
pub struct Meter {
    peak: f32,
    ebur: Option<EbuR128>,
    interleaved: Vec<f32>,
}

impl Meter {
    /// Of what `wanted` ask for; the peak always.
    #[must_use]
    pub fn new(sample_rate: u32, wanted: &[Level]) -> Self {
        let only_peaks = wanted.iter().all(|level| matches!(level, Level::Peak(_)));
        let ebur = (!only_peaks).then(|| {
            EbuR128::new(2, sample_rate, Mode::I | Mode::TRUE_PEAK)
                .expect("two channels and a render's sample rate are legal")
        });
        Self { peak: 0.0, ebur, interleaved: Vec::new() }
    }

    /// Takes the next frames.
    pub fn add(&mut self, left: &[f32], right: &[f32]) {
        self.peak = left.iter().chain(right).fold(self.peak, |peak, x| peak.max(x.abs()));
        let Some(ebur) = &mut self.ebur else { return };
        self.interleaved.clear();
        self.interleaved.extend(left.iter().zip(right).flat_map(|(l, r)| [*l, *r]));
        ebur.add_frames_f32(&self.interleaved).expect("frames come in whole pairs of samples");
    }

    /// So far.
    #[must_use]
    pub fn levels(&self) -> Levels {
        let peak = f64::from(self.peak);
        let Some(ebur) = &self.ebur else {
            return Levels { peak, true_peak: 0.0, lufs: f64::NEG_INFINITY };
        };
        let true_peak = |channel| ebur.true_peak(channel).unwrap_or(0.0);
        Levels {
            peak,
            true_peak: true_peak(0).max(true_peak(1)).max(peak),
            lufs: ebur.loudness_global().unwrap_or(f64::NEG_INFINITY),
        }
    }
}

/// The linear gain that brings a sound to the nearest of several levels: all are ceilings, and one
/// is reached. 1 for silence, and where no level is wanted.
#[must_use]
pub fn gain_to(wanted: &[Level], levels: &Levels) -> f32 {
    let decibels = |linear: f64| 20.0 * libm::log10(linear);
    let gains = wanted.iter().map(|level| match level {
        Level::Peak(db) => db - decibels(levels.peak),
        Level::TruePeak(db) => db - decibels(levels.true_peak),
        Level::Loudness(lufs) => lufs - levels.lufs,
    });
    let least = gains.fold(f64::INFINITY, f64::min);
    if levels.peak == 0.0 || !least.is_finite() {
        return 1.0;
    }
    libm::pow(10.0, least / 20.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_several_levels_is_reached_and_none_is_passed() {
        let levels = Levels { peak: 0.5, true_peak: 0.6, lufs: -20.0 };
        let db = |wanted: &[Level]| 20.0 * libm::log10(gain_to(wanted, &levels).into());
        assert!((db(&[Level::Peak(0.0)]) - 6.0206).abs() < 1e-4);
        assert!((db(&[Level::Loudness(-14.0), Level::TruePeak(-1.0)]) - 3.437).abs() < 1e-3);
        assert!((db(&[Level::Loudness(-24.0), Level::TruePeak(-1.0)]) + 4.0).abs() < 1e-4);
        assert_eq!(gain_to(&[Level::Peak(0.0)], &Levels::default()), 1.0);
        assert_eq!(gain_to(&[], &levels), 1.0);
    }
}
