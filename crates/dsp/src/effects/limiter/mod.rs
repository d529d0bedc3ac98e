//! Look-ahead limiter that keeps the true peak under a ceiling.
//!
//! ```text
//! wanted = ceiling / peak, where the peak is higher (`detector`; `knee` in `wanted`)
//! gain   = the least wanted around, falling over the look-ahead, rising with the release (`gain`)
//! out    = (sound, late) * gain, held at the ceiling, * trim
//! ```
//!
//! The true peak of the output is at most 0.1 dB above the ceiling for sound up to 0.45 of the
//! sample rate, and no sample is above it. Sound whose peak is below the ceiling comes out late and
//! otherwise bit for bit. The hold at the ceiling takes what rounding leaves, and transients where
//! `transient_preserve` asks for it. The look-ahead is 32 frames at least where the true peak is
//! measured: a faster gain would itself raise peaks.

mod detector;
mod gain;
mod output;
mod patch;
mod wanted;

pub use self::patch::{LimiterDither, LimiterMode, LimiterPatch};

use self::detector::{Detector, STRETCH};
use self::gain::{Gain, Lengths, ONE, Speeds};
use self::patch::{DB_PER_OCTAVE, gain_after, lengths, speeds, targets};
use super::Effect;
use super::delay_line::DelayLine;
use super::glide::{GRID, Glide, part, stretch};
use crate::lanes::{F32, Level, Simd, WIDTH, dispatch};
use crate::math;
use core::ops::Range;

/// A reduction of more than 0.01 dB.
const ACTED: f32 = 0.998_849_4;
/// Time a preserved transient lasts.
const TRANSIENT_S: f64 = 0.003;

/// The limiter at work.
#[derive(Clone, Debug)]
pub struct Limiter {
    level: Level,
    sample_rate: f64,
    patch: LimiterPatch,
    lengths: Lengths,
    speeds: Speeds,
    detectors: [Detector; 2],
    gains: [Gain; 2],
    /// Whether the channels ever had gains of their own since the reset.
    apart: bool,
    lines: [DelayLine; 2],
    /// The ceiling and the gain after it, while they flow: while one of them moves, or did so within
    /// the latency. Else they always were what they are.
    limits: [DelayLine; 2],
    flowing: bool,
    /// Frames since they moved.
    rested: usize,
    ceiling: Glide,
    trim: Glide,
    raised: Glide,
    knee_db: Glide,
    link: Glide,
    preserve: Glide,
    /// The gains, but slow to fall; and the share of the way per frame.
    lagging: [f32; 2],
    lag_step: f32,
    now: u64,
    acted: u64,
    least_gain: f32,
}

impl Limiter {
    /// The limiter of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &LimiterPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`Limiter::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &LimiterPatch, sample_rate: f64, level: Level) -> Self {
        let glide = |value| Glide::new(value, sample_rate);
        let points = if patch.true_peak { patch.points.clamp(1, 8).next_power_of_two() } else { 1 };
        let detector = Detector::new(points as usize);
        let lengths = lengths(patch, sample_rate, points > 1);
        let latency = detector.delay() + lengths.delay();
        let line = || DelayLine::new(latency + STRETCH);
        let gain = Gain::new(lengths);
        let [ceiling, trim, raised, knee_db, link, preserve] = targets(patch).map(glide);
        let mut limiter = Self {
            level: level.narrow(),
            sample_rate,
            patch: *patch,
            lengths,
            speeds: speeds(patch, sample_rate),
            detectors: [detector.clone(), detector],
            gains: [gain.clone(), gain],
            apart: patch.stereo_link < 1.0,
            lines: [line(), line()],
            limits: [line(), line()],
            flowing: false,
            rested: 0,
            ceiling,
            trim,
            raised,
            knee_db,
            link,
            preserve,
            lagging: [1.0; 2],
            lag_step: (1.0 - libm::exp(-1.0 / (TRANSIENT_S * sample_rate))) as f32,
            now: 0,
            acted: 0,
            least_gain: 1.0,
        };
        limiter.reset(0);
        limiter
    }

    /// Moves to other settings without a click. What the latency hangs on (`lookahead_s`,
    /// `attack_s`, `true_peak`, `points`) stays as `new` had it.
    pub fn aim(&mut self, patch: &LimiterPatch) {
        self.patch = *patch;
        for (glide, target) in self.glides().into_iter().zip(targets(patch)) {
            glide.aim(target);
        }
        self.speeds = speeds(patch, self.sample_rate);
    }

    /// Frames since the reset on which it reduced the gain by more than 0.01 dB.
    #[must_use]
    pub fn acted(&self) -> u64 {
        self.acted
    }

    /// Greatest reduction of the gain since the reset in dB, 0 or more.
    #[must_use]
    pub fn max_reduction_db(&self) -> f32 {
        (-20.0 * libm::log10(f64::from(self.least_gain))).max(0.0) as f32
    }

    /// In the order of [`targets`].
    fn glides(&mut self) -> [&mut Glide; 6] {
        let Self { ceiling, trim, raised, knee_db, link, preserve, .. } = self;
        [ceiling, trim, raised, knee_db, link, preserve]
    }

    /// Processes both channels in place, or one where both are the same.
    #[inline(always)]
    fn run<S: Simd, const N: usize>(&mut self, simd: S, mut sound: [&mut [f32]; N]) {
        let (mut done, frames) = (0, sound[0].len());
        while done < frames {
            let mut every = STRETCH;
            if self.flowing || !self.glides().iter().all(|glide| glide.at_rest()) {
                every = GRID;
                if self.now.is_multiple_of(GRID as u64) {
                    self.control();
                }
            }
            let stretch = stretch(self.now, done..frames, every as u64);
            self.stretch(simd, part(&mut sound, &stretch));
            self.now += stretch.len() as u64;
            done = stretch.end;
        }
        if N == 1 {
            self.copy_left();
        }
    }

    /// Enters a cell of the grid.
    fn control(&mut self) {
        let Self { ceiling, trim, raised, .. } = &*self;
        if [ceiling, trim, raised].into_iter().all(Glide::at_rest) {
            self.rested += GRID;
            self.flowing &= self.rested < self.latency() + GRID;
        } else {
            if !self.flowing {
                // Until now it always was the same.
                let ceiling = ceiling.end();
                let after = gain_after(ceiling, trim.end(), raised.end());
                self.limits[0].fill(ceiling);
                self.limits[1].fill(after);
            }
            (self.flowing, self.rested) = (true, 0);
        }
        self.glides().into_iter().for_each(Glide::tick);
        if !self.apart && self.link.end() < 1.0 {
            self.apart = true;
            let [first, second] = &mut self.gains;
            second.copy_from(first);
        }
    }

    /// Processes at most [`STRETCH`] frames in which nothing moves, or a cell.
    #[inline(always)]
    fn stretch<S: Simd, const N: usize>(&mut self, simd: S, sound: [&mut [f32]; N]) {
        let frames = sound[0].len();
        let (ceilings, late_ceilings, trims) = self.limits(frames);
        for (detector, sound) in self.detectors.iter_mut().zip(&sound) {
            detector.hear(sound);
        }
        let softest = self.knee_db.at(0).max(self.knee_db.end());
        // Where a knee begins, in ceilings; rounded down a little, that none begins below it.
        let softness = math::exp2(softest * (-1.0 / DB_PER_OCTAVE)) * 0.999;
        let (mut gains, mut act) = ([[1.0; STRETCH]; 2], false);
        for start in (0..frames).step_by(GRID) {
            let run = start..frames.min(start + GRID);
            let wanted = self.wanted::<S, N>(simd, run.clone(), &ceilings[start..], softness);
            if wanted.is_some() || !self.gains.iter().all(Gain::at_rest) {
                self.hear_gains(&wanted.unwrap_or([[ONE; GRID]; 2]), &mut gains, run);
                act = true;
            }
        }
        if act {
            self.report(simd, &gains);
        }
        let latency = self.latency();
        for (channel, sound) in sound.into_iter().enumerate() {
            self.detectors[channel].forget(frames);
            self.lines[channel].push(sound);
            self.lines[channel].read(latency, sound);
            self.put_out(channel, sound, &gains[channel], &late_ceilings, &trims);
        }
    }

    /// The ceilings of the frames whose peaks are measured, those of the frames that leave, and the
    /// gains after these.
    #[inline(always)]
    fn limits(&mut self, frames: usize) -> ([f32; STRETCH], [f32; STRETCH], [f32; STRETCH]) {
        let offset = (self.now % GRID as u64) as usize;
        if !self.flowing {
            let ceiling = self.ceiling.at(offset);
            let after = gain_after(ceiling, self.trim.at(offset), self.raised.at(offset));
            return ([ceiling; STRETCH], [ceiling; STRETCH], [after; STRETCH]);
        }
        let [mut ceilings, mut late, mut trims] = [[0.0; STRETCH]; 3];
        for (i, (ceiling, trim)) in ceilings.iter_mut().zip(&mut trims).take(frames).enumerate() {
            let at = offset + i;
            *ceiling = self.ceiling.at(at);
            *trim = gain_after(*ceiling, self.trim.at(at), self.raised.at(at));
        }
        let latency = self.latency();
        let [past, past_trims] = &mut self.limits;
        past.push(&ceilings[..frames]);
        past.read(self.detectors[0].delay(), &mut ceilings[..frames]);
        past.read(latency, &mut late[..frames]);
        past_trims.push(&trims[..frames]);
        past_trims.read(latency, &mut trims[..frames]);
        (ceilings, late, trims)
    }

    /// Puts the gains that are heard in `run`, with those that are wanted there.
    #[inline(always)]
    fn hear_gains(
        &mut self,
        wanted: &[[u32; GRID]; 2],
        gains: &mut [[f32; STRETCH]; 2],
        run: Range<usize>,
    ) {
        let channels = if self.apart { 2 } else { 1 };
        for channel in 0..channels {
            let heard = &mut gains[channel][run.clone()];
            self.gains[channel].run(&wanted[channel], self.speeds, heard);
        }
        if channels == 1 {
            let [left, right] = gains;
            right[run.clone()].copy_from_slice(&left[run]);
        }
    }

    /// Remembers what the gains of a stretch did, those behind its end being 1.
    #[inline(always)]
    fn report<S: Simd>(&mut self, simd: S, gains: &[[f32; STRETCH]; 2]) {
        let mut least = F32::splat(simd, self.least_gain);
        for (left, right) in gains[0].chunks_exact(WIDTH).zip(gains[1].chunks_exact(WIDTH)) {
            let [left, right] = [left, right]
                .map(|gains| F32::load(simd, gains.first_chunk().expect("chunks are of eight")));
            let lower = left.min(right);
            least = least.min(lower);
            let acted = lower.lt(F32::splat(simd, ACTED)).to_bits().count_ones();
            self.acted += u64::from(acted);
        }
        for least in least.to_array() {
            self.least_gain = if least < self.least_gain { least } else { self.least_gain };
        }
    }

    /// Whether both channels remember the same.
    fn are_twins(&self) -> bool {
        let ([left, right], [one, two]) = (&self.lines, &self.detectors);
        let [lagging, other] = self.lagging.map(f32::to_bits);
        lagging == other
            && (!self.apart || self.gains[0] == self.gains[1])
            && one.is_twin_of(two)
            && left.is_twin_of(right, self.latency())
    }

    /// Lets the right channel remember what the left does.
    fn copy_left(&mut self) {
        let ([left, right], [one, two]) = (&mut self.lines, &mut self.detectors);
        right.copy_from(left);
        two.copy_from(one);
        self.lagging[1] = self.lagging[0];
        if self.apart {
            let [left, right] = &mut self.gains;
            right.copy_from(left);
        }
    }
}

impl Effect for Limiter {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, [left, right]));
    }

    fn process_mono(&mut self, sound: &mut [f32], _side: Option<&[f32]>) -> bool {
        let can = !self.makes_stereo() && self.are_twins();
        if can {
            dispatch!(self.level, simd => self.run(simd, [sound]));
        }
        can
    }

    fn reset(&mut self, at: u64) {
        self.glides().into_iter().for_each(Glide::finish);
        self.detectors.iter_mut().for_each(Detector::clear);
        self.gains.iter_mut().for_each(Gain::clear);
        self.lines.iter_mut().for_each(DelayLine::clear);
        self.flowing = false;
        self.apart = self.link.end() < 1.0;
        self.lagging = [1.0; 2];
        self.now = at;
        (self.acted, self.least_gain) = (0, 1.0);
    }

    fn latency(&self) -> usize {
        self.detectors[0].delay() + self.lengths.delay()
    }

    fn tail(&self) -> u64 {
        self.latency() as u64
    }

    fn memory(&self) -> u64 {
        self.latency() as u64
    }

    fn is_linear(&self) -> bool {
        false
    }

    fn makes_stereo(&self) -> bool {
        // Dither is each channel's own.
        self.patch.dither != LimiterDither::Off
    }

    fn peak_gain(&self) -> f32 {
        let [ceiling, trim, raised, ..] = targets(&self.patch);
        ceiling * gain_after(ceiling, trim, raised)
    }

    fn peak_for(&self, input: f32) -> f32 {
        let [ceiling, trim, raised, ..] = targets(&self.patch);
        // Below the ceiling it does nothing but what comes behind.
        ceiling.min(input) * gain_after(ceiling, trim, raised)
    }
}

#[cfg(test)]
mod tests;
