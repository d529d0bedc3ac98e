//! Pitch-synchronous overlap-add (key: moulines1990): the sound is cut into grains of two periods
//! around marks a period apart, and the grains are laid out at another distance; read faster or
//! slower they move the formants too.
//!
//! ```text
//! marks:   m' = m + period, moved to where the sound is most like that at m
//! grains:  s' = s + period / ratio; each reads around the mark nearest to s, `formants` times as fast,
//!          under halves of Hann windows of period / formants frames
//! level:   sqrt(formants / ratio), for grains that lie closer or wider than they are long
//! ```
//!
//! Where there is no pitch (noise, consonants) grains follow the time: noise has no pitch to move,
//! only formants. What sounds at once (chords) is better left to the vocoder.

use super::band::Band;
use super::hops::Hops;
use super::period::Detector;
use super::{Engine, Shift};
use crate::effects::delay_line::{CUBIC_PEAK, cubic};
use crate::lanes::{Level, dispatch};
use crate::math;

/// Grains' half length without a pitch, in seconds.
const UNPITCHED_S: f64 = 0.008;
/// Hops a second.
const HOPS_HZ: f64 = 86.0;
/// Longest half of a grain, in longest periods.
const LONGEST: usize = 3;
/// Hops a period that was found is looked for anew after.
const EVERY: u64 = 2;

/// The engine at work. Times are frames from the end of what came in: none is positive.
#[derive(Clone, Debug)]
pub(super) struct Psola {
    level: Level,
    band: Band,
    hops: Hops,
    detector: Detector,
    /// Frames by which it is late.
    latency: usize,
    unpitched: f64,
    /// Periods that were found, the newest first: the middle of where, and the period.
    found: [(f64, Option<f64>); 4],
    /// Hops since the last was looked for.
    since: u64,
    /// Marks around the last grain, and the period there; `None` without a pitch.
    marks: Option<[f64; 2]>,
    /// Middle of the last grain, and the half of its window that comes after.
    last: f64,
    half: f64,
}

impl Psola {
    pub(super) fn new(sample_rate: f64, level: Level) -> Self {
        let detector = Detector::new(sample_rate, level);
        let cells = libm::round(sample_rate / HOPS_HZ / crate::effects::glide::GRID as f64);
        let hop = cells as usize * crate::effects::glide::GRID;
        let longest = detector.longest();
        // A grain's first half, from its middle to a mark, and from there to its end; and a hop in
        // which all that is not known yet.
        let latency = hop + (LONGEST + 3) * longest;
        let mut psola = Self {
            level,
            band: Band::new(sample_rate),
            hops: Hops::new(latency + 4 * longest + hop, latency, hop),
            latency,
            unpitched: UNPITCHED_S * sample_rate,
            detector,
            found: [(0.0, None); 4],
            since: 0,
            marks: None,
            last: 0.0,
            half: 0.0,
        };
        psola.rest();
        psola
    }

    /// The period at a time.
    fn period(&self, time: f64) -> Option<f64> {
        let mut nearest = self.found[0];
        for found in &self.found[1..] {
            if (found.0 - time).abs() < (nearest.0 - time).abs() {
                nearest = *found;
            }
        }
        nearest.1
    }

    /// The sum of both channels at a time, a whole frame.
    #[inline(always)]
    fn sum(&self, frame: isize) -> f32 {
        let index = (self.hops.past[0].len() as isize + frame) as usize;
        let at = |channel: usize| self.hops.past[channel].get(index).copied().unwrap_or(0.0);
        at(0) + at(1)
    }

    /// The mark after `mark`: a period on, or a bit to either side, where the sound is most like
    /// that at `mark`.
    fn next(&self, mark: f64, period: f64) -> f64 {
        let reach = libm::ceil(period / 16.0) as isize;
        let (here, there) = (libm::round(mark) as isize, libm::round(mark + period) as isize);
        let around = libm::ceil(period / 2.0) as isize;
        // Every fourth frame tells enough of a waveform that is as long as a period.
        let stride = if around > 64 { 4 } else { 1 };
        let likeness = |off: isize| {
            let (mut product, mut energy) = (0.0, 1e-12);
            let mut frame = -around;
            while frame <= around {
                let (a, b) = (self.sum(here + frame), self.sum(there + off + frame));
                product += a * b;
                energy += b * b;
                frame += stride;
            }
            product / energy.sqrt()
        };
        let (mut best, mut top) = (0, f32::MIN);
        for off in -reach..=reach {
            let like = likeness(off);
            if like > top {
                (best, top) = (off, like);
            }
        }
        if best.abs() == reach {
            return mark + period;
        }
        let [a, c] = [best - 1, best + 1].map(|off| f64::from(likeness(off)));
        let bend = a - 2.0 * f64::from(top) + c;
        let part = if bend < 0.0 { (0.5 * (a - c) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        // The distance is that of whole frames, as likeness was measured.
        mark + (there - here) as f64 + best as f64 + part
    }

    /// The loudest frame within a period around a time.
    fn loudest(&self, time: f64, period: f64) -> f64 {
        let (middle, around) = (libm::round(time) as isize, libm::floor(period / 2.0) as isize);
        let mut best = middle;
        for frame in middle - around..=middle + around {
            if self.sum(frame).abs() > self.sum(best).abs() {
                best = frame;
            }
        }
        best as f64
    }

    /// Lays out the grain after the last; its middle.
    #[inline(always)]
    fn grain(&mut self, shift: &Shift) {
        let (ratio, formants) = (f64::from(shift.ratio), f64::from(shift.formants));
        let longest = (LONGEST * self.detector.longest()) as f64;
        // Nothing moves: as it is.
        let pitch = self.period(self.last).filter(|_| shift.ratio != 1.0 || shift.formants != 1.0);
        let (mark, step, half, level);
        if let Some(period) = pitch {
            let [mut at, mut next] = self.marks.unwrap_or_else(|| {
                let first = self.loudest(self.last, period);
                [first, self.next(first, period)]
            });
            while (next - self.last).abs() <= (at - self.last).abs() {
                (at, next) = (next, self.next(next, period));
            }
            self.marks = Some([at, next]);
            mark = at;
            step = (next - at) / ratio;
            half = (period / formants).min(longest);
            level = (formants / ratio).sqrt();
        } else {
            self.marks = None;
            mark = self.last;
            half = (self.unpitched / formants).min(longest);
            (step, level) = (half, 1.0);
        }
        let gain = level as f32;
        let begin = -(self.latency as f64);
        let before = self.half.min(self.last - begin).max(1.0);
        self.lay(mark, [before, half], formants, gain);
        self.half = half;
        self.last += step;
    }

    /// Adds a grain around `last` that reads around `mark`.
    #[inline(always)]
    fn lay(&mut self, mark: f64, [before, after]: [f64; 2], formants: f64, gain: f32) {
        let begin = -(self.latency as f64);
        let from = libm::ceil(self.last - before - begin).max(0.0) as usize;
        let to = libm::floor(self.last + after - begin) as usize;
        let Self { hops: Hops { past, coming, .. }, .. } = self;
        let length = past[0].len();
        for n in from..to.min(coming[0].len()) {
            let since = n as f64 + begin - self.last;
            let part = since / if since < 0.0 { before } else { after };
            let window = gain * (0.5 + 0.5 * math::cos_cycles(0.5 * part as f32));
            let place = length as f64 + mark + formants * since;
            let whole = libm::floor(place);
            let first = (whole as usize).wrapping_sub(1);
            let part = (place - whole) as f32;
            for (past, coming) in past.iter().zip(&mut *coming) {
                // Ahead of the past there is none: such a range is out of it, too.
                if let Some(near) = past.get(first..first.wrapping_add(4)) {
                    coming[n] += window * cubic([near[0], near[1], near[2], near[3]], part);
                }
            }
        }
    }
}

impl Engine for Psola {
    fn exchange(&mut self, [left, right]: [&mut [f32]; 2], offset: usize) -> bool {
        self.band.pass([&mut *left, &mut *right], offset);
        self.hops.exchange([left, right])
    }

    fn turn(&mut self, shift: &Shift) {
        let hop = self.hops.hop() as f64;
        self.band.aim(shift.formants);
        let loud = self.hops.turn();
        // Times count from the new end.
        self.found.iter_mut().for_each(|found| found.0 -= hop);
        self.marks = self.marks.map(|marks| marks.map(|mark| mark - hop));
        self.last -= hop;
        self.since += 1;
        if !loud {
            self.rest();
            self.hops.make_room();
            return;
        }
        if self.since >= EVERY {
            let start = self.hops.past[0].len() - self.detector.window();
            let [left, right] = &self.hops.past;
            let period = self.detector.period([&left[start..], &right[start..]]);
            self.found.rotate_right(1);
            self.found[0] = (-0.5 * self.detector.window() as f64, period);
            self.since = 0;
        }
        let end = -(self.latency as f64) + hop;
        dispatch!(self.level, _ => while self.last - self.half < end {
            self.grain(shift);
        });
        self.hops.make_room();
    }

    fn reset(&mut self, at: u64, shift: &Shift) {
        self.band.reset(shift.formants);
        self.hops.reset(at);
        self.since = 0;
        self.rest();
    }

    fn latency(&self) -> usize {
        self.latency
    }

    fn tail(&self) -> u64 {
        (self.hops.past[0].len() + self.hops.hop() + LONGEST * self.detector.longest()) as u64
    }

    fn peak_gain(&self, shift: &Shift) -> f32 {
        // Halves of windows overlap as often as they are long; the low-pass rings to less than
        // three times its input.
        let overlap = (shift.ratio / shift.formants).max(1.0) + 1.0;
        3.0 * CUBIC_PEAK * overlap * (shift.formants / shift.ratio).sqrt().max(1.0)
    }
}

impl Psola {
    /// Nothing sounds: the next grain is the first.
    fn rest(&mut self) {
        self.found = [(0.0, None); 4];
        self.marks = None;
        self.half = self.unpitched;
        self.last = -(self.latency as f64) + self.hops.hop() as f64 + self.half;
    }
}
