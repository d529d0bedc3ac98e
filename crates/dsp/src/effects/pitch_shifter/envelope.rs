//! The spectral envelope: formants without harmonics.
//!
//! A cepstrum cut off at a short lag smooths the logarithm of a spectrum, but runs below its peaks;
//! so what lies below the smoothed curve is raised to it and smoothed again (key: roebel2005, true
//! envelope). The cut is half of the period where there is one: longer lags are harmonics. An
//! envelope is smooth, so it is made of the greatest of every four bins.

use super::period::first_high_peak;
use crate::fft::{FftScratch, RealFft, Spectrum};
use crate::lanes::Level;
use crate::math;

/// Bins that are taken as one.
const GROUP: usize = 4;
/// Longest lag that is kept where there is no period, in seconds: formants 600 Hz apart are two.
const LAG_S: f64 = 0.0016;
/// Ends of the longest lag that is kept, in seconds.
const LAGS_S: [f64; 2] = [0.0008, 0.004];
/// Times the curve is raised. Found by measurement on 2026-11-26: more move a vowel's formant by less
/// than a fifth of a semitone.
const TIMES: usize = 5;
/// What lies deeper below the highest point is taken as no deeper: 60 dB of power, as log2.
const DEEPEST: f32 = 19.93;
/// Most by which moving the envelope raises a bin, linear: 60 dB, and what a smooth curve
/// overshoots.
pub(super) const GREATEST: f32 = 2000.0;

/// The room it is made in, and the last that was made.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    sample_rate: f64,
    fft: RealFft,
    scratch: FftScratch,
    cepstrum: Spectrum,
    /// What is kept of each lag, scaled for the way back.
    lifter: Vec<f32>,
    /// Log2 of power by group; and the curve, even around both ends.
    points: Vec<f32>,
    raised: Vec<f32>,
    curve: Vec<f32>,
    /// Linear amplitude by group, and its inverse.
    shape: Vec<f32>,
    inverse: Vec<f32>,
    period: Period,
}

/// The period of a windowed frame, by the products of the frame with itself.
#[derive(Clone, Debug)]
struct Period {
    fft: RealFft,
    scratch: FftScratch,
    power: Spectrum,
    products: Vec<f32>,
    /// One over what the window makes of products, by lag.
    window: Vec<f32>,
    lags: [usize; 2],
}

impl Period {
    fn new(size: usize, sample_rate: f64, level: Level) -> Self {
        let fft = RealFft::with_level(size, level);
        let lags = LAGS_S.map(|lag| ((2.0 * lag * sample_rate) as usize).min(size / 4));
        // The products of Hann's window with itself, around the ends of the frame:
        // 1/4 + 1/8 cos(2 pi lag / size).
        let product =
            |lag: usize| 0.25 + 0.125 * libm::cos(std::f64::consts::TAU * lag as f64 / size as f64);
        let window = (0..lags[1] + 2).map(|lag| (product(0) / product(lag)) as f32).collect();
        Self {
            scratch: fft.scratch(),
            power: Spectrum::new(size),
            products: vec![0.0; size],
            window,
            lags,
            fft,
        }
    }

    fn find(&mut self, power: &[f32]) -> Option<f64> {
        self.power.re.copy_from_slice(power);
        self.fft.inverse(&self.power, &mut self.products, &mut self.scratch);
        let scale = 1.0 / self.products[0].max(1e-30);
        for (product, window) in self.products.iter_mut().zip(&self.window) {
            *product *= scale * window;
        }
        first_high_peak(&self.products[..self.window.len()], self.lags)
    }
}

impl Envelope {
    /// For spectra of `size` frames.
    pub(super) fn new(size: usize, sample_rate: f64, level: Level) -> Self {
        let length = size / GROUP;
        let fft = RealFft::with_level(length, level);
        Self {
            sample_rate,
            scratch: fft.scratch(),
            cepstrum: Spectrum::new(length),
            lifter: vec![0.0; length / 2 + 1],
            points: vec![0.0; length / 2 + 1],
            raised: vec![0.0; length],
            curve: vec![0.0; length],
            shape: vec![0.0; length / 2 + 2],
            inverse: vec![0.0; length / 2 + 2],
            period: Period::new(size, sample_rate, level),
            fft,
        }
    }

    /// Sets what is kept of each lag.
    fn cut(&mut self, power: &[f32]) {
        let half = self.period.find(power).map(|period| 0.5 * period);
        let [least, most] = LAGS_S.map(|lag| lag * self.sample_rate);
        let longest = half.unwrap_or(LAG_S * self.sample_rate).clamp(least, most);
        let scale = 2.0 / self.raised.len() as f32;
        let per_lag = (1.0 / longest) as f32;
        for (lag, kept) in self.lifter.iter_mut().enumerate() {
            let part = (lag as f32 * per_lag).min(1.0);
            // What is cut off sharply rings.
            *kept = scale * (0.5 + 0.5 * math::cos_cycles(0.5 * part * part));
        }
    }

    /// Makes the envelope of a spectrum whose power by bin is given; not all of it is 0.
    #[inline(always)]
    pub(super) fn make(&mut self, power: &[f32]) {
        self.cut(power);
        let half = self.points.len() - 1;
        for (group, point) in self.points.iter_mut().enumerate() {
            // Around the group's bin, half of a group to either side.
            let (from, to) = ((group * GROUP).saturating_sub(GROUP / 2), group * GROUP + GROUP / 2);
            let around = &power[from..=to.min(power.len() - 1)];
            let most = around.iter().fold(0.0_f32, |most, p| if *p > most { *p } else { most });
            *point = math::log2(most);
        }
        let top = self.points.iter().fold(f32::MIN, |top, point| top.max(*point));
        self.points.iter_mut().for_each(|point| *point = point.max(top - DEEPEST));
        self.curve.fill(f32::MIN);
        for _ in 0..TIMES {
            for ((raised, point), curve) in
                self.raised.iter_mut().zip(&self.points).zip(&self.curve)
            {
                *raised = if point > curve { *point } else { *curve };
            }
            for group in 1..half {
                self.raised[2 * half - group] = self.raised[group];
            }
            self.fft.forward(&self.raised, &mut self.cepstrum, &mut self.scratch);
            let Spectrum { re, im } = &mut self.cepstrum;
            for ((re, im), kept) in re.iter_mut().zip(im).zip(&self.lifter) {
                (*re, *im) = (*re * kept, 0.0);
            }
            self.fft.inverse(&self.cepstrum, &mut self.curve, &mut self.scratch);
        }
        // From the top down, so that squares stay numbers; and so no deeper than it may be.
        for (group, curve) in self.curve[..=half].iter().enumerate() {
            let amplitude = math::exp2(0.5 * (curve - top).max(-DEEPEST));
            (self.shape[group], self.inverse[group]) = (amplitude, 1.0 / amplitude);
        }
        self.shape[half + 1] = self.shape[half];
        self.inverse[half + 1] = self.inverse[half];
    }

    /// Takes the envelope out of a spectrum.
    #[inline(always)]
    pub(super) fn flatten(&self, spectrum: &mut Spectrum) {
        let fours = spectrum.re.chunks_mut(GROUP).zip(spectrum.im.chunks_mut(GROUP));
        for ((re, im), ends) in fours.zip(self.inverse.windows(2)) {
            let step = (ends[1] - ends[0]) * (1.0 / GROUP as f32);
            for (i, (re, im)) in re.iter_mut().zip(im).enumerate() {
                let gain = ends[0] + step * i as f32;
                (*re, *im) = (*re * gain, *im * gain);
            }
        }
    }

    /// Gives a spectrum the envelope, its formants `times` as high as they were.
    #[inline(always)]
    pub(super) fn shape(&self, spectrum: &mut Spectrum, times: f32) {
        let (per, last) = (1.0 / (GROUP as f32 * times), (self.points.len() - 1) as f32);
        for (bin, (re, im)) in spectrum.re.iter_mut().zip(&mut spectrum.im).enumerate() {
            let place = (bin as f32 * per).min(last);
            let whole = place as i32;
            let (a, b) = (self.shape[whole as usize], self.shape[whole as usize + 1]);
            let gain = a + (b - a) * (place - whole as f32);
            (*re, *im) = (*re * gain, *im * gain);
        }
    }
}
