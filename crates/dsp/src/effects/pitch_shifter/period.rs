//! The period of a voice: the first high peak of the normalised square difference (key: mcleod2005).

use crate::fft::{FftScratch, RealFft, Spectrum};
use crate::lanes::Level;

/// Lowest and highest pitch that is looked for, in Hz: a bass's and a soprano's.
const LOWEST_HZ: f64 = 60.0;
const HIGHEST_HZ: f64 = 1200.0;
/// A peak counts that is as high as this share of the highest (key: mcleod2005).
const HIGH: f32 = 0.9;
/// Likeness from which on a sound has a pitch. Found by measurement on 2026-11-26: noise stays below
/// 0.15, chords of three notes are above 0.4, tones with a vibrato of 50 cents above 0.94.
const CLEAR: f32 = 0.3;

/// The room it is looked for in.
#[derive(Clone, Debug)]
pub(super) struct Detector {
    fft: RealFft,
    scratch: FftScratch,
    spectrum: Spectrum,
    sound: Vec<f32>,
    /// Sums of products by lag, then what they are of the energy.
    products: Vec<f32>,
    likeness: Vec<f32>,
    /// Frames that are looked at.
    window: usize,
    shortest: usize,
    longest: usize,
}

impl Detector {
    pub(super) fn new(sample_rate: f64, level: Level) -> Self {
        let longest = libm::ceil(sample_rate / LOWEST_HZ) as usize;
        let window = 3 * longest;
        let size = (window + longest).next_power_of_two();
        let fft = RealFft::with_level(size, level);
        Self {
            scratch: fft.scratch(),
            spectrum: Spectrum::new(size),
            sound: vec![0.0; size],
            products: vec![0.0; size],
            likeness: vec![0.0; longest + 2],
            window,
            shortest: (sample_rate / HIGHEST_HZ) as usize,
            longest,
            fft,
        }
    }

    /// The longest period that is looked for, in frames.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Frames that are looked at.
    pub(super) fn window(&self) -> usize {
        self.window
    }

    /// The period of the sum of two channels of as many frames, in frames; `None` without a pitch.
    pub(super) fn period(&mut self, [left, right]: [&[f32]; 2]) -> Option<f64> {
        let window = self.window;
        self.sound[window..].fill(0.0);
        for ((sum, left), right) in self.sound.iter_mut().zip(left).zip(right) {
            *sum = 0.5 * (left + right);
        }
        // Twice the sum of the squares of what overlaps, by lag; f64, for it is a running one.
        let square = |x: f32| f64::from(x) * f64::from(x);
        let mut energy = 2.0 * self.sound[..window].iter().map(|x| square(*x)).sum::<f64>();
        if energy < 1e-12 * window as f64 {
            return None;
        }
        self.fft.forward(&self.sound, &mut self.spectrum, &mut self.scratch);
        for (re, im) in self.spectrum.re.iter_mut().zip(&mut self.spectrum.im) {
            (*re, *im) = (*re * *re + *im * *im, 0.0);
        }
        self.fft.inverse(&self.spectrum, &mut self.products, &mut self.scratch);
        let scale = 4.0 / self.fft.size() as f32;
        for lag in 0..self.likeness.len() {
            self.likeness[lag] = scale * self.products[lag] / energy as f32;
            energy -= square(self.sound[lag]) + square(self.sound[window - 1 - lag]);
            energy = energy.max(1e-30);
        }
        first_high_peak(&self.likeness, [self.shortest, self.longest])
    }
}

/// The first high peak of `likeness` by lag, `lags` being looked at, in frames; `None` where there is
/// none that is clear.
pub(super) fn first_high_peak(likeness: &[f32], lags: [usize; 2]) -> Option<f64> {
    let n = likeness;
    let is_peak = |lag: &usize| n[*lag] > 0.0 && n[*lag] > n[lag - 1] && n[*lag] >= n[lag + 1];
    // What is alike before it has once been unlike is the sound itself.
    let unlike = n.iter().position(|x| *x < 0.0)?;
    let lags = unlike.max(lags[0]).max(1)..=lags[1].min(n.len() - 2);
    let top = lags.clone().filter(is_peak).fold(0.0_f32, |top, lag| top.max(n[lag]));
    if top < CLEAR {
        return None;
    }
    let lag = lags.clone().filter(is_peak).find(|lag| n[*lag] >= HIGH * top)?;
    let [a, b, c] = [n[lag - 1], n[lag], n[lag + 1]].map(f64::from);
    let bend = a - 2.0 * b + c;
    Some(lag as f64 + if bend < 0.0 { 0.5 * (a - c) / bend } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    #[test]
    fn tones_have_their_period_and_noise_has_none() {
        let mut detector = Detector::new(44_100.0, Level::best());
        for hz in [65.0, 110.0, 221.3, 440.0, 997.0] {
            // Six partials that fall, none in phase with another.
            let tone: Vec<f32> = (0..detector.window())
                .map(|n| {
                    let phase = std::f64::consts::TAU * hz * n as f64 / 44_100.0;
                    (1..=6)
                        .map(|k| libm::sin(f64::from(k) * phase + f64::from(k * k)) / f64::from(k))
                        .sum::<f64>() as f32
                })
                .collect();
            let got = detector.period([&tone, &tone]).expect("it has a pitch");
            // A parabola through three lags: a tenth of a percent.
            assert!((got * hz / 44_100.0 - 1.0).abs() < 1e-3, "{hz}: {}", 44_100.0 / got);
        }
        let noise = laws::noise(5, detector.window());
        assert_eq!(detector.period([&noise, &noise]), None);
        let silence = vec![0.0; detector.window()];
        assert_eq!(detector.period([&silence, &silence]), None);
    }
}
