//! How a dynamic band follows the level of its own part of the sound.
//!
//! ```text
//! level     = peak of the band's part of both channels, over a cell of the grid
//! reduction = (1 - 1 / ratio) * (level - threshold), in dB, where above
//! heard     = the reduction, smoothed: by the attack where it rises, by the release where it falls
//! ```
//!
//! The smoothing is the smooth branching detector of (key: giannoulis2012), cell by cell: an attack
//! shorter than a cell (16 frames) takes a cell.

use crate::effects::biquad::{Coefficients, Response, Section};
use crate::effects::glide::{GRID, Glide};
use crate::math;
use core::f64::consts::FRAC_1_SQRT_2;

/// A reduction in dB that is none: less than rounding takes.
const NOTHING_DB: f64 = 1e-9;

/// How a band's gain follows the band's own level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dynamics {
    /// Level in dB above which gain is reduced, -60..=0.
    pub threshold_db: f32,
    /// Rise of the level, in dB above the threshold, for one dB of rise out of the band, 1..=20.
    pub ratio: f32,
    /// Time for 63 % of a reduction to set in, 0.0001..=0.5 s.
    pub attack_s: f32,
    /// Time for 63 % of a reduction to go away, 0.001..=5 s.
    pub release_s: f32,
}

/// A band's detector at work.
#[derive(Clone, Debug)]
pub(super) struct Follower {
    sample_rate: f64,
    ear: Section,
    threshold_db: Glide,
    slope: Glide,
    attack: f64,
    release: f64,
    /// Of the cell that is under way.
    peak: f32,
    /// In dB, not negative; in f64, for a long release's steps are too small for an f32.
    reduction_db: f64,
}

/// What hears the part of the sound that a band of `response` changes.
fn ear(response: Response, frequency_hz: f32, q: f32, sample_rate: f64) -> Coefficients {
    let (response, q) = match response {
        Response::LowShelf => (Response::LowPass, FRAC_1_SQRT_2),
        Response::HighShelf => (Response::HighPass, FRAC_1_SQRT_2),
        _ => (Response::BandPass, f64::from(q)),
    };
    Coefficients::new(response, f64::from(frequency_hz), 0.0, q, sample_rate)
}

/// Share of the way that a smoother of `time_s` goes in a cell.
fn step(time_s: f32, sample_rate: f64) -> f64 {
    1.0 - libm::exp(-(GRID as f64) / (f64::from(time_s.max(1e-5)) * sample_rate))
}

/// The part of a rise above the threshold that is taken away.
fn slope(ratio: f32) -> f32 {
    1.0 - 1.0 / ratio.max(1.0)
}

impl Follower {
    pub(super) fn new(
        dynamics: &Dynamics,
        response: Response,
        frequency_hz: f32,
        q: f32,
        sample_rate: f64,
    ) -> Self {
        Self {
            sample_rate,
            ear: Section::new(ear(response, frequency_hz, q, sample_rate)),
            threshold_db: Glide::new(dynamics.threshold_db, sample_rate),
            slope: Glide::new(slope(dynamics.ratio), sample_rate),
            attack: step(dynamics.attack_s, sample_rate),
            release: step(dynamics.release_s, sample_rate),
            peak: 0.0,
            reduction_db: 0.0,
        }
    }

    pub(super) fn aim(
        &mut self,
        dynamics: &Dynamics,
        response: Response,
        frequency_hz: f32,
        q: f32,
    ) {
        self.threshold_db.aim(dynamics.threshold_db);
        self.slope.aim(slope(dynamics.ratio));
        self.attack = step(dynamics.attack_s, self.sample_rate);
        self.release = step(dynamics.release_s, self.sample_rate);
        // Nobody hears the ear itself: it need not glide.
        self.ear.move_to(ear(response, frequency_hz, q, self.sample_rate));
    }

    /// Ends the cell that is under way: the reduction in dB for the next.
    pub(super) fn control(&mut self) -> f32 {
        self.threshold_db.tick();
        self.slope.tick();
        self.ear.stay();
        let over = math::gain_to_db(self.peak) - self.threshold_db.end();
        let wanted = f64::from(self.slope.end() * over.max(0.0));
        self.peak = 0.0;
        let step = if wanted > self.reduction_db { self.attack } else { self.release };
        self.reduction_db += (wanted - self.reduction_db) * step;
        if self.reduction_db < NOTHING_DB {
            self.reduction_db = 0.0;
        }
        self.reduction_db as f32
    }

    /// What is at work in its ear.
    pub(super) fn ear(&mut self) -> &mut Section {
        &mut self.ear
    }

    /// Whether both channels remember the same.
    pub(super) fn are_twins(&self) -> bool {
        self.ear.are_twins()
    }

    /// Hears at most a cell of what comes in.
    #[inline(always)]
    pub(super) fn hear<const N: usize>(&mut self, sound: [&[f32]; N], offset: usize) {
        let (mut heard, count) = ([[0.0; GRID]; N], sound[0].len());
        for (heard, sound) in heard.iter_mut().zip(sound) {
            heard[..count].copy_from_slice(sound);
        }
        self.ear.process(heard.each_mut().map(|heard| &mut heard[..count]), offset);
        for x in heard.iter().flatten() {
            self.peak = self.peak.max(x.abs());
        }
    }

    /// Frames in which the ear falls silent.
    pub(super) fn tail(&self) -> f64 {
        self.ear.coefficients().tail()
    }
}
