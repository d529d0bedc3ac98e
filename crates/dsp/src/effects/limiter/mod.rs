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
mod patch;

pub use self::patch::{LimiterDither, LimiterMode, LimiterPatch};

use self::detector::Detector;
use self::gain::{Gain, Lengths, ONE, Speeds};
use self::patch::{gain_after, lengths, speeds, targets};
use super::Effect;
use super::delay_line::DelayLine;
use super::glide::{GRID, Glide, grid_pieces};
use crate::lanes::{F32, Level, Simd, WIDTH, dispatch};
use crate::math;

/// A reduction of more than 0.01 dB.
const ACTED: f32 = 0.998_849_4;
/// Time a preserved transient lasts.
const TRANSIENT_S: f64 = 0.003;
/// Most of a preserved transient's excess; beyond, the clip would fold back.
const MOST_EXCESS: f32 = 1.5;
/// `20 log10 2`.
const DB_PER_OCTAVE: f32 = 6.020_6;

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
    /// Left, right, the ceiling and the gain after it.
    lines: [DelayLine; 4],
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
        let lines = std::array::from_fn(|_| DelayLine::new(latency + GRID));
        let gain = Gain::new(lengths);
        let [ceiling, trim, raised, knee_db, link, preserve] = targets(patch).map(glide);
        let mut limiter = Self {
            level,
            sample_rate,
            patch: *patch,
            lengths,
            speeds: speeds(patch, sample_rate),
            detectors: [detector.clone(), detector],
            gains: [gain.clone(), gain],
            apart: patch.stereo_link < 1.0,
            lines,
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

    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, left: &mut [f32], right: &mut [f32]) {
        for piece in grid_pieces(self.now, left.len()) {
            if self.now.is_multiple_of(GRID as u64) {
                self.control();
            }
            self.piece(simd, [&mut left[piece.clone()], &mut right[piece.clone()]]);
            self.now += piece.len() as u64;
        }
    }

    /// Enters a cell of the grid.
    fn control(&mut self) {
        self.glides().into_iter().for_each(Glide::tick);
        if !self.apart && self.link.end() < 1.0 {
            self.apart = true;
            let [first, second] = &mut self.gains;
            second.copy_from(first);
        }
    }

    #[inline(always)]
    fn piece<S: Simd>(&mut self, simd: S, sound: [&mut [f32]; 2]) {
        let (offset, count) = ((self.now % GRID as u64) as usize, sound[0].len());
        let [mut ceilings, mut trims] = [[0.0; GRID]; 2];
        for (i, (ceiling, trim)) in ceilings.iter_mut().zip(&mut trims).enumerate() {
            let at = offset + i;
            *ceiling = self.ceiling.at(at);
            *trim = gain_after(*ceiling, self.trim.at(at), self.raised.at(at));
        }
        let come = [&*sound[0], &*sound[1], &ceilings[..count], &trims[..count]];
        for (line, come) in self.lines.iter_mut().zip(come) {
            line.push(come);
        }
        self.lines[2].read(self.detectors[0].delay(), &mut ceilings[..count]);
        let wanted = self.wanted(simd, &sound, &ceilings, offset);
        let latency = self.latency();
        let mut heard = [[0.0; GRID]; 4];
        for (line, heard) in self.lines.iter().zip(&mut heard) {
            line.read(latency, &mut heard[..count]);
        }
        let [left, right, ceilings, trims] = heard;
        let gains = self.heard_gains(wanted, count);
        for (channel, (sound, late)) in sound.into_iter().zip([left, right]).enumerate() {
            let gains = gains.map(|gains| gains[channel]);
            self.limit(channel, sound, late, gains, ceilings);
            for (i, (x, trim)) in sound.iter_mut().zip(trims).enumerate() {
                *x = self.dithered(channel, self.now + i as u64, *x * trim, ceilings[i] * trim);
            }
        }
    }

    /// The gains wanted in each frame of a piece; `None` if all are 1.
    #[inline(always)]
    fn wanted<S: Simd>(
        &mut self,
        simd: S,
        sound: &[&mut [f32]; 2],
        ceilings: &[f32; GRID],
        offset: usize,
    ) -> Option<[[u32; 2]; GRID]> {
        let count = sound[0].len();
        let lowest = ceilings[..count].iter().fold(f32::MAX, |lowest, c| lowest.min(*c));
        let softest = self.knee_db.at(0).max(self.knee_db.end());
        // Rounded down a little, that no knee begins below it.
        let threshold = lowest * math::exp2(softest * (-1.0 / DB_PER_OCTAVE)) * 0.999;
        // Loops, for closures handed to the library would not be compiled for the level.
        let (mut any, mut peaks) = (false, [[0.0; GRID]; 2]);
        for (channel, peaks) in peaks.iter_mut().enumerate() {
            if let Some(found) = self.detectors[channel].run(simd, sound[channel], threshold) {
                for peak in &found[..count] {
                    any |= *peak > threshold;
                }
                *peaks = found;
            }
        }
        if !any {
            return None;
        }
        let mut own = [[ONE; GRID]; 2];
        let hard = self.knee_db.at_rest() && self.knee_db.end() == 0.0;
        for (own, peaks) in own.iter_mut().zip(&peaks) {
            if hard {
                wanted_without_knee(simd, peaks, ceilings, own);
                continue;
            }
            for i in 0..count {
                own[i] = wanted(peaks[i], ceilings[i], self.knee_db.at(offset + i));
            }
        }
        let mut all = [[ONE; 2]; GRID];
        for (i, all) in all[..count].iter_mut().enumerate() {
            let own = [own[0][i], own[1][i]];
            let least = own[0].min(own[1]);
            let link = u64::from((self.link.at(offset + i) * ONE as f32) as u32);
            for (all, own) in all.iter_mut().zip(own) {
                *all = own - ((u64::from(own - least) * link) >> 30) as u32;
            }
        }
        Some(all)
    }

    /// The gains that are heard now, with those of the piece wanted; `None` if all are 1.
    #[inline(always)]
    fn heard_gains(
        &mut self,
        wanted: Option<[[u32; 2]; GRID]>,
        count: usize,
    ) -> Option<[[f32; GRID]; 2]> {
        if wanted.is_none() && self.gains.iter().all(Gain::at_rest) {
            return None;
        }
        let wanted = wanted.unwrap_or([[ONE; 2]; GRID]);
        let mut gains = [[1.0; GRID]; 2];
        for (i, wanted) in wanted[..count].iter().enumerate() {
            let at = self.now + i as u64;
            gains[0][i] = self.gains[0].next(at, wanted[0], self.speeds);
            gains[1][i] = if self.apart {
                self.gains[1].next(at, wanted[1], self.speeds)
            } else {
                gains[0][i]
            };
            let least = gains[0][i].min(gains[1][i]);
            self.acted += u64::from(least < ACTED);
            self.least_gain = self.least_gain.min(least);
        }
        Some(gains)
    }

    /// Puts the late sound under the ceilings.
    #[inline(always)]
    fn limit(
        &mut self,
        channel: usize,
        sound: &mut [f32],
        late: [f32; GRID],
        gains: Option<[f32; GRID]>,
        ceilings: [f32; GRID],
    ) {
        let offset = (self.now % GRID as u64) as usize;
        let preserves = self.preserve.end() > 0.0 || !self.preserve.at_rest();
        let gains = gains.unwrap_or([1.0; GRID]);
        for (i, x) in sound.iter_mut().enumerate() {
            let (gain, ceiling) = (gains[i], ceilings[i]);
            let mut y = late[i] * gain;
            if preserves {
                let lagging = &mut self.lagging[channel];
                *lagging = gain.max(*lagging + (gain - *lagging) * self.lag_step);
                let kept = (*lagging - gain) * self.preserve.at(offset + i);
                y = preserved(y, (kept / gain).min(MOST_EXCESS - 1.0), ceiling);
            }
            *x = y.clamp(-ceiling, ceiling);
        }
    }

    /// `x`, dithered and rounded without rising above `ceiling`; silence stays silent.
    #[inline(always)]
    fn dithered(&self, channel: usize, at: u64, x: f32, ceiling: f32) -> f32 {
        let steps = match self.patch.dither {
            LimiterDither::Off => return x,
            LimiterDither::Bits16 => 32_768.0,
            LimiterDither::Bits24 => 8_388_608.0,
        };
        if x == 0.0 {
            return 0.0;
        }
        // Two even noises of half a step either way make the triangle of a step either way.
        let noise = |seed| 0.5 * f64::from(math::noise(seed, at as u32));
        let dither = noise(2 * channel as u32) + noise(2 * channel as u32 + 1);
        let most = (f64::from(ceiling) * steps).floor();
        ((f64::from(x) * steps + dither + 0.5).floor().clamp(-most, most) / steps) as f32
    }
}

/// The gain that a peak wants, as a part of [`ONE`]: with a knee of `w` dB and a peak of `u` dB
/// over the ceiling, a reduction of `(u + w)^2 / 4 w` dB where `-w < u < w`, and of `u` above.
#[inline(always)]
fn wanted(peak: f32, ceiling: f32, knee_db: f32) -> u32 {
    let hard = if peak > ceiling { ceiling / peak } else { 1.0 };
    let mut gain = hard;
    if knee_db > 0.0 && peak > 0.25 * ceiling {
        let over_db = DB_PER_OCTAVE * math::log2(peak / ceiling);
        if over_db > -knee_db && over_db < knee_db {
            let reduction_db = (over_db + knee_db) * (over_db + knee_db) / (4.0 * knee_db);
            gain = hard.min(math::exp2(reduction_db * (-1.0 / DB_PER_OCTAVE)));
        }
    }
    (gain * ONE as f32) as u32
}

/// [`wanted`] without a knee, of whole lanes.
#[inline(always)]
fn wanted_without_knee<S: Simd>(
    simd: S,
    peaks: &[f32; GRID],
    ceilings: &[f32; GRID],
    wanted: &mut [u32; GRID],
) {
    let lanes = peaks.chunks_exact(WIDTH).zip(ceilings.chunks_exact(WIDTH));
    for (wanted, (peaks, ceilings)) in wanted.chunks_exact_mut(WIDTH).zip(lanes) {
        let [peak, ceiling] = [peaks, ceilings]
            .map(|row| F32::load(simd, row.first_chunk().expect("chunks are of eight")));
        let gain = peak.gt(ceiling).select(ceiling / peak, F32::splat(simd, 1.0));
        let wanted = wanted.first_chunk_mut().expect("chunks are of eight");
        (gain * ONE as f32).to_i32().to_u32().store(wanted);
    }
}

/// `y`, which is at most `ceiling`, raised by the share `excess` of up to a half, and bent so that
/// the ceiling stays the ceiling: `q v - (q - 1) v^3` with `q = 1 + excess` and `v` in ceilings,
/// which rises all the way.
#[inline(always)]
fn preserved(y: f32, excess: f32, ceiling: f32) -> f32 {
    let part = y / ceiling;
    y + y * excess * (1.0 - part * part)
}

impl Effect for Limiter {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, left, right));
    }

    fn reset(&mut self, at: u64) {
        let latency = self.latency();
        self.glides().into_iter().for_each(Glide::finish);
        self.detectors.iter_mut().for_each(Detector::clear);
        self.gains.iter_mut().for_each(Gain::clear);
        self.lines.iter_mut().for_each(DelayLine::clear);
        // There always was a ceiling.
        let ceiling = self.ceiling.end();
        let after = gain_after(ceiling, self.trim.end(), self.raised.end());
        for (line, value) in self.lines[2..].iter_mut().zip([ceiling, after]) {
            (0..=latency / GRID).for_each(|_| line.push(&[value; GRID]));
        }
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
}

#[cfg(test)]
mod tests;
