//! Filters of second order with the responses of the cookbook (key: bristow-johnson), as state-variable
//! filters by trapezoidal integration (key: simper2013).
//!
//! ```text
//! v3 = in - ic2
//! ic1' = ic1 + (a2 v3 - a0 ic1);    band-pass = (ic1 + ic1') / 2
//! ic2' = ic2 + (a2 ic1 + a3 v3);    low-pass  = (ic2 + ic2') / 2
//! out = shares of in, band-pass, low-pass
//! ```
//!
//! The form stays stable while its coefficients move (key: wishnick2014). It is the source's with the
//! terms sorted: nothing but small steps is added to a state, so that low corners keep their
//! precision in f32. A filter that stands still is run in another form of the same response, which
//! is faster; see `still`. Our shelves' width may be given by slope (`q_of_slope`); the low-pass and
//! high-pass take a linear Q.

mod band;
mod beside;
mod k_weighting;
mod row;
mod section;
mod still;
#[cfg(test)]
mod tests;
mod track_eq;

pub(crate) use self::band::Band;
pub(crate) use self::beside::{Filters, Sections, process_sections_beside};
pub use self::k_weighting::KWeighting;
pub(crate) use self::row::{REST, process_row};
pub(crate) use self::section::Section;
pub use self::track_eq::TrackEq;
pub(crate) use self::track_eq::greatest_gain;

use super::glide::GRID;
use core::f64::consts::PI;

/// Highest frequency as a part of the sample rate: above, the bilinear transform has no room.
const HIGHEST: f64 = 0.49;
/// Lowest frequency in Hz.
const LOWEST_HZ: f64 = 1.0;

/// What a filter does to each frequency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Response {
    /// What is below, 12 dB an octave.
    LowPass,
    /// What is above, 12 dB an octave.
    HighPass,
    /// What is near; 0 dB in the middle.
    BandPass,
    /// All but what is near.
    Notch,
    /// A bell of `gain_db`.
    #[default]
    Peaking,
    /// `gain_db` below.
    LowShelf,
    /// `gain_db` above.
    HighShelf,
}

impl Response {
    /// Whether `gain_db` means anything.
    #[must_use]
    pub fn has_gain(self) -> bool {
        matches!(self, Self::Peaking | Self::LowShelf | Self::HighShelf)
    }
}

/// The Q of a shelf of `slope` (1: as steep as it can be without a hump) and `gain_db`.
#[must_use]
pub fn q_of_slope(slope: f64, gain_db: f64) -> f64 {
    let a = libm::pow(10.0, gain_db / 40.0);
    1.0 / ((a + 1.0 / a) * (1.0 / slope - 1.0) + 2.0).sqrt()
}

/// A prepared filter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficients {
    /// Step of the integrators: `tan(pi f / rate)`, moved to the poles.
    g: f32,
    /// Damping: 1 / Q of the poles.
    k: f32,
    /// Of the input, the band-pass and the low-pass in the output.
    shares: [f32; 3],
}

impl Coefficients {
    /// The cookbook's filter; `frequency_hz` is held in 1 Hz..=0.49 of the sample rate. `gain_db`
    /// matters only where [`Response::has_gain`].
    #[must_use]
    pub fn new(
        response: Response,
        frequency_hz: f64,
        gain_db: f64,
        q: f64,
        sample_rate: f64,
    ) -> Self {
        let tan = warped(frequency_hz, sample_rate);
        Self::of_root(response, tan, 1.0 / q, libm::pow(10.0, gain_db / 40.0))
    }

    /// Of the warped frequency, 1 / Q and `a`, the square root of the linear gain.
    pub(crate) fn of_root(response: Response, tan: f64, damping: f64, a: f64) -> Self {
        let d = damping;
        let (g, k, shares) = match response {
            Response::LowPass => (tan, d, [0.0, 0.0, 1.0]),
            Response::HighPass => (tan, d, [1.0, -d, -1.0]),
            Response::BandPass => (tan, d, [0.0, d, 0.0]),
            Response::Notch => (tan, d, [1.0, -d, 0.0]),
            Response::Peaking => (tan, d / a, [1.0, d / a * (a * a - 1.0), 0.0]),
            Response::LowShelf => (tan / a.sqrt(), d, [1.0, d * (a - 1.0), a * a - 1.0]),
            Response::HighShelf => (tan * a.sqrt(), d, [a * a, d * (1.0 - a) * a, 1.0 - a * a]),
        };
        Self { g: g as f32, k: k as f32, shares: shares.map(|share| share as f32) }
    }

    /// The way from one to the other: `part` 0..=1.
    #[inline(always)]
    fn between(&self, to: &Self, part: f32) -> Self {
        let mix = |from: f32, to: f32| from + (to - from) * part;
        Self {
            g: mix(self.g, to.g),
            k: mix(self.k, to.k),
            shares: std::array::from_fn(|i| mix(self.shares[i], to.shares[i])),
        }
    }

    /// Whether the output is the input.
    fn is_wire(&self) -> bool {
        self.shares == [1.0, 0.0, 0.0]
    }

    /// Frames in which it comes from full level to below -90 dB.
    pub(crate) fn tail(&self) -> f64 {
        if self.is_wire() {
            return 0.0;
        }
        let (g, k) = (f64::from(self.g), f64::from(self.k));
        // Poles of s^2 + k s + 1: a pair, or two real ones whose product is 1.
        let poles = if k < 2.0 {
            let imaginary = (1.0 - 0.25 * k * k).sqrt();
            [(-0.5 * k, imaginary); 2]
        } else {
            let fast = 0.5 * (k + (k * k - 4.0).sqrt());
            [(-fast, 0.0), (-1.0 / fast, 0.0)]
        };
        // The bilinear transform takes a pole p to (1 + g p) / (1 - g p).
        let fall = poles.map(|(re, im)| {
            let power = |re: f64| re * re + g * im * g * im;
            0.5 * libm::log(power(1.0 - g * re) / power(1.0 + g * re))
        });
        // Each state is at most some 4 (1 + 1 / k) times the input; poles that fall on one another
        // add 2 nepers.
        let shares = f64::from(self.shares[1].abs() + self.shares[2].abs());
        let nepers = 4.5 * libm::log(10.0) + libm::log(1.0 + 4.0 * shares * (1.0 + 1.0 / k)) + 2.0;
        nepers / fall[0].min(fall[1]) + GRID as f64
    }
}

/// `tan(pi f / rate)`, `f` held in its range.
pub(crate) fn warped(frequency_hz: f64, sample_rate: f64) -> f64 {
    let part = (frequency_hz.max(LOWEST_HZ) / sample_rate).min(HIGHEST);
    libm::tan(PI * part)
}
