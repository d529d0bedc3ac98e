//! Compressor: feed-forward, in the logarithmic domain (key: giannoulis2012), with look-ahead, a side
//! chain, three characters and upward compression.
//!
//! ```text
//! ear       = filter(side chain or in)
//! reduction = curve(level of ear in dB), linked between the channels
//! late      = in, delayed by the look-ahead
//! out       = late * (1 - mix + mix * 2^((makeup - smooth(reduction)) / 6.02))
//! ```
//!
//! Where we depart from the original (fact sheet 6.1): the look-ahead is declared as latency, and
//! the dry part is as late as the rest; settings of 0 are taken as they are; the side chain is
//! heard wherever it is given. The two releases, of a quarter and of one and a half times the
//! setting, are those of two followers; see `gain`.

mod beside;
mod gain;
mod patch;
mod ring;
mod stages;
#[cfg(test)]
mod tests;

pub use self::patch::{CompressorModel, CompressorPatch, Detection, SideFilter};

use self::gain::{Curve, FLOOR_DB, Followers, HARD_DB, MOST_UP_DB, Speeds};
use self::ring::Ring;
use super::Effect;
use super::beside::Beside;
use super::biquad::{Coefficients, Response, Section};
use super::glide::{GRID, Glide};
use super::silence::flushed;
use crate::lanes::{Level, dispatch};
use crate::math;
use core::f64::consts::FRAC_1_SQRT_2;

/// The two releases, as parts of the setting (fact sheet 6.1).
const RELEASES: [f32; 2] = [0.25, 1.5];

/// The compressor at work.
#[derive(Clone, Debug)]
pub struct Compressor {
    level: Level,
    sample_rate: f64,
    patch: CompressorPatch,
    speeds: Speeds,
    /// Share of the way per frame of the mean square.
    rms: f32,
    glides: Glides,
    /// Share of what the detector hears in the output.
    listen: Glide,
    /// What the ear's filter is, or will be after the next cell.
    filter: Coefficients,
    ear: Section,
    squares: [f32; 2],
    followers: Followers,
    late: [Ring; 2],
    now: u64,
}

/// Parameters that glide.
#[derive(Clone, Debug)]
struct Glides {
    threshold_db: Glide,
    down: Glide,
    up: Glide,
    most_up_db: Glide,
    knee_db: Glide,
    makeup_db: Glide,
    mix: Glide,
    link: Glide,
    side_gain_db: Glide,
}

impl Glides {
    fn targets(patch: &CompressorPatch) -> [f32; 9] {
        let slope = |ratio: f32| 1.0 - 1.0 / ratio.max(1.0);
        let makeup_db = (patch.threshold_db / patch.ratio.max(1.0)).abs();
        [
            patch.threshold_db,
            slope(patch.ratio),
            slope(patch.upward_ratio) * patch.upward_depth,
            MOST_UP_DB * patch.upward_depth,
            patch.knee_db * patch.model.factors()[2],
            if patch.auto_makeup { makeup_db } else { 0.0 },
            patch.mix,
            patch.stereo_link,
            patch.side_gain_db,
        ]
    }

    fn new(patch: &CompressorPatch, sample_rate: f64) -> Self {
        let glides = Self::targets(patch).map(|value| Glide::new(value, sample_rate));
        let [threshold_db, down, up, most_up_db, knee_db, makeup_db, mix, link, side_gain_db] =
            glides;
        Self { threshold_db, down, up, most_up_db, knee_db, makeup_db, mix, link, side_gain_db }
    }

    fn all(&mut self) -> [&mut Glide; 9] {
        [
            &mut self.threshold_db,
            &mut self.down,
            &mut self.up,
            &mut self.most_up_db,
            &mut self.knee_db,
            &mut self.makeup_db,
            &mut self.mix,
            &mut self.link,
            &mut self.side_gain_db,
        ]
    }

    fn curve(&self) -> Curve<f32> {
        Curve {
            threshold_db: self.threshold_db.end(),
            down: self.down.end(),
            up: self.up.end(),
            most_up_db: self.most_up_db.end(),
            knee_db: self.knee_db.end().max(HARD_DB),
            upward: self.up.end() != 0.0,
        }
    }
}

/// Share of the way that a smoother of `time_s` goes in a frame.
fn step(time_s: f32, sample_rate: f64) -> f64 {
    1.0 - libm::exp(-1.0 / (f64::from(time_s.max(1e-6)) * sample_rate))
}

fn speeds(patch: &CompressorPatch, sample_rate: f64) -> Speeds {
    let [attack, release, _] = patch.model.factors();
    let attack_s = patch.attack_s * attack;
    let [fast_s, slow_s] = RELEASES.map(|part| patch.release_s * release * part);
    // A peak that the fast release forgets has not charged the slow follower.
    Speeds {
        attack: [attack_s, attack_s.max(fast_s)].map(|time_s| step(time_s, sample_rate)),
        release: [fast_s, slow_s].map(|time_s| step(time_s, sample_rate)),
    }
}

fn ear(patch: &CompressorPatch, sample_rate: f64) -> Coefficients {
    let filter = |response| {
        let frequency_hz = f64::from(patch.side_filter_hz);
        Coefficients::new(response, frequency_hz, 0.0, FRAC_1_SQRT_2, sample_rate)
    };
    match patch.side_filter {
        SideFilter::None => filter(Response::Peaking),
        SideFilter::HighPass => filter(Response::HighPass),
        SideFilter::LowPass => filter(Response::LowPass),
    }
}

impl Compressor {
    /// The compressor of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &CompressorPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`Compressor::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &CompressorPatch, sample_rate: f64, level: Level) -> Self {
        let frames = libm::round(f64::from(patch.lookahead_s.max(0.0)) * sample_rate) as usize;
        let filter = ear(patch, sample_rate);
        let mut compressor = Self {
            level,
            sample_rate,
            patch: *patch,
            speeds: speeds(patch, sample_rate),
            rms: step(patch.rms_window_s, sample_rate) as f32,
            glides: Glides::new(patch, sample_rate),
            listen: Glide::new(if patch.side_listen { 1.0 } else { 0.0 }, sample_rate),
            filter,
            ear: Section::new(filter),
            squares: [0.0; 2],
            followers: Followers::new(0.0),
            late: [Ring::new(frames), Ring::new(frames)],
            now: 0,
        };
        compressor.reset(0);
        compressor
    }

    /// Moves to other settings without a click. The look-ahead stays what it was made with, for
    /// the mixer counts on it.
    pub fn aim(&mut self, patch: &CompressorPatch) {
        self.patch = *patch;
        self.speeds = speeds(patch, self.sample_rate);
        self.rms = step(patch.rms_window_s, self.sample_rate) as f32;
        self.filter = ear(patch, self.sample_rate);
        for (glide, target) in self.glides.all().into_iter().zip(Glides::targets(patch)) {
            glide.aim(target);
        }
        self.listen.aim(if patch.side_listen { 1.0 } else { 0.0 });
    }

    /// Whether nothing moves until it is aimed anew.
    fn is_settled(&mut self) -> bool {
        let Self { listen, ear, filter, .. } = self;
        let still = listen.at_rest() && ear.is_still() && ear.coefficients() == filter;
        still && self.glides.all().iter().all(|glide| glide.at_rest())
    }

    /// Enters a cell of the grid.
    fn control(&mut self) {
        for glide in self.glides.all() {
            glide.tick();
        }
        self.listen.tick();
        self.ear.move_to(self.filter);
    }

    /// Lets what nobody could hear be silence.
    fn rest(&mut self) {
        self.ear.rest();
        self.squares = self.squares.map(flushed);
        self.followers.rest();
    }
}

impl Effect for Compressor {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, [left, right], side));
    }

    fn process_mono(&mut self, sound: &mut [f32], side: Option<&[f32]>) -> bool {
        let twins = self.are_twins();
        if twins {
            dispatch!(self.level, simd => self.run(simd, [sound], side.map(|side| [side])));
        }
        twins
    }

    fn reset(&mut self, at: u64) {
        for glide in self.glides.all() {
            glide.finish();
        }
        self.listen.finish();
        self.ear.reset(self.filter);
        self.squares = [0.0; 2];
        self.followers = Followers::new(self.glides.curve().reduction_db(FLOOR_DB));
        for late in &mut self.late {
            late.clear();
        }
        self.now = at;
    }

    fn latency(&self) -> usize {
        self.late[0].frames()
    }

    fn tail(&self) -> u64 {
        // Nothing is heard after `memory`, but a compressor that is put to sleep forgets what it
        // was about to release: after three slow releases that is no more than 5 % of it.
        let slow_s = self.patch.release_s * self.patch.model.factors()[1] * RELEASES[1];
        self.memory() + libm::ceil(3.0 * f64::from(slow_s) * self.sample_rate) as u64
    }

    fn memory(&self) -> u64 {
        let ringing = if self.patch.side_listen || !self.listen.at_rest() {
            self.ear.coefficients().tail()
        } else {
            0.0
        };
        self.late[0].frames() as u64 + ringing as u64 + 2 * GRID as u64
    }

    fn is_linear(&self) -> bool {
        false
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        let [.., up, most_up_db, _, makeup_db, mix, _, side_gain_db] = Glides::targets(&self.patch);
        if self.patch.side_listen {
            // A Butterworth filter of second order adds up to less than 3.
            return 3.0 * math::db_to_gain(side_gain_db.max(0.0));
        }
        let raised = if up > 0.0 { most_up_db } else { 0.0 };
        // Rounding.
        let most = 1.000_01 * math::db_to_gain(makeup_db + raised);
        1.0 + mix * (most - 1.0)
    }

    fn peak_for(&self, input: f32) -> f32 {
        // What is listened to may be another track's sound.
        let most = if self.patch.side_listen { f32::INFINITY } else { input };
        most * self.peak_gain()
    }
}
