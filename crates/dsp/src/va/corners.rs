//! The corners and jumps of the waveforms: found in lanes, placed and mended one by one.

use super::mends::Place;
use super::oscillators::{CYCLE, HALF_CYCLE, Oscillators, QUARTER_CYCLE};
use super::parts::{Oscillator, Shape};
use super::patch::Patch;
use crate::lanes::{Simd, U32};
use crate::voice::{LANES, TILE};

/// From this step on a tile may be more than a cycle, which wraps and may come out ahead: a
/// sixteenth of a cycle a frame.
pub(super) const FAST: i32 = 1 << 28;

/// An oscillator's way through a tile, `[lane]`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Course {
    /// Phase of a frame, times 2^32, and what that grows by a frame.
    pub(super) step: [i32; LANES],
    pub(super) change: [i32; LANES],
    /// Phase of the tile.
    pub(super) far: [u32; LANES],
    pub(super) level: [f32; LANES],
    pub(super) level_change: [f32; LANES],
    /// Bits of the lanes that step by `FAST` or more.
    pub(super) fast: u8,
}

/// A place of a waveform that is mended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Corner {
    pub(super) oscillator: usize,
    /// It lies where the phase and this wrap.
    ahead: u32,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// By so much at level 1.
    Jump(f32),
    /// A change of slope by so much at level 1, a cycle.
    Bend(f32),
}

/// The corners of an oscillator.
pub(super) fn corners(number: usize, oscillator: &Oscillator) -> Vec<Corner> {
    let corner = |ahead, kind| Corner { oscillator: number, ahead, kind };
    match oscillator.shape {
        Shape::Sine | Shape::Noise => Vec::new(),
        Shape::Saw => vec![corner(HALF_CYCLE, Kind::Jump(-2.0))],
        Shape::Pulse { width, .. } => {
            vec![corner(0, Kind::Jump(2.0)), corner(width.wrapping_neg(), Kind::Jump(-2.0))]
        }
        // Its slope goes from -4 to 4 and back, a cycle.
        Shape::Triangle => {
            vec![
                corner(QUARTER_CYCLE, Kind::Bend(8.0)),
                corner(3 * QUARTER_CYCLE, Kind::Bend(-8.0)),
            ]
        }
    }
}

impl Oscillators {
    /// Mends the tile of some lanes whose phases have just gone on.
    #[inline(always)]
    pub(super) fn mend<S: Simd, const CHANNELS: usize>(
        &mut self,
        simd: S,
        patch: &Patch,
        which: u8,
        tile: usize,
    ) {
        for (number, corners) in patch.corners.chunks(8).enumerate() {
            // All lanes of up to eight corners as one word: so few are met that a branch for
            // each corner would be guessed wrong half the time.
            let mut met = 0_u64;
            for (i, corner) in corners.iter().enumerate() {
                let course = &self.courses[corner.oscillator];
                let end = U32::load(simd, &self.phase[corner.oscillator]) + corner.ahead;
                let begin = end - U32::load(simd, &course.far);
                let lanes = (end.lt(begin).to_bits() | course.fast) & which;
                met |= u64::from(lanes) << (8 * i);
            }
            while met != 0 {
                let bit = met.trailing_zeros() as usize;
                met &= met - 1;
                self.meet::<S, CHANNELS>(simd, patch, 8 * number + bit / LANES, bit % LANES, tile);
            }
        }
    }

    /// Mends wherever a lane meets a corner.
    #[inline(always)]
    fn meet<S: Simd, const CHANNELS: usize>(
        &mut self,
        simd: S,
        patch: &Patch,
        number: usize,
        lane: usize,
        tile: usize,
    ) {
        let corner = &patch.corners[number];
        let course = &self.courses[corner.oscillator];
        let end = self.phase[corner.oscillator][lane].wrapping_add(corner.ahead);
        let fast = course.fast & 1 << lane != 0;
        let mut at = At {
            frame: 0,
            phase: end.wrapping_sub(course.far[lane]),
            step: course.step[lane] as u32,
            change: course.change[lane] as u32,
        };
        if !fast {
            if at.change == 0 {
                at.leap();
            } else {
                at.seek();
            }
            let wrapped = at.go();
            debug_assert!(wrapped, "the tile was seen to wrap");
            self.mend_at::<S, CHANNELS>(simd, patch, corner, at, (lane, tile));
        } else {
            while at.frame < TILE {
                if at.go() {
                    self.mend_at::<S, CHANNELS>(simd, patch, corner, at, (lane, tile));
                }
            }
        }
    }

    #[inline(always)]
    fn mend_at<S: Simd, const CHANNELS: usize>(
        &mut self,
        simd: S,
        patch: &Patch,
        corner: &Corner,
        at: At,
        (lane, tile): (usize, usize),
    ) {
        let course = &self.courses[corner.oscillator];
        // The step that led here.
        let step = at.step.wrapping_sub(at.change) as f32;
        let place = Place { lane, tile, frame: at.frame, since: at.phase as f32 / step };
        let (level, change) = (course.level[lane], course.level_change[lane]);
        let size = level + change * at.frame as f32;
        let share: [f32; CHANNELS] =
            *patch.oscillators[corner.oscillator].share.first_chunk().expect("of two channels");
        match corner.kind {
            Kind::Jump(by) => {
                let amounts = share.map(|share| by * size * share);
                let rise = share.map(|share| by * change * share);
                self.mends.add(simd, &patch.residuals.step, place, amounts, Some(rise));
            }
            Kind::Bend(by) => {
                let amounts = share.map(|share| size * (step * (by / CYCLE)) * share);
                self.mends.add(simd, &patch.residuals.ramp, place, amounts, None);
            }
        }
    }
}

/// Where a phase is within a tile.
#[derive(Clone, Copy, Debug)]
struct At {
    frame: usize,
    phase: u32,
    step: u32,
    change: u32,
}

impl At {
    /// A frame on; whether the phase wrapped.
    #[inline(always)]
    fn go(&mut self) -> bool {
        let (phase, wrapped) = self.phase.overflowing_add(self.step);
        self.phase = phase;
        self.step = self.step.wrapping_add(self.change);
        self.frame += 1;
        wrapped
    }

    /// On to the last frame before the phase wraps, where the step stays.
    #[inline(always)]
    fn leap(&mut self) {
        let frames = !self.phase / self.step;
        self.phase += self.step * frames;
        self.frame += frames as usize;
    }

    /// On to the last of the first 16 frames before the phase wraps, by halves.
    #[inline(always)]
    fn seek(&mut self) {
        for frames in [8_u32, 4, 2, 1] {
            let grown = self.change.wrapping_mul(frames * (frames - 1) / 2);
            let far = self.step.wrapping_mul(frames).wrapping_add(grown);
            let (phase, wrapped) = self.phase.overflowing_add(far);
            if !wrapped {
                self.phase = phase;
                self.step = self.step.wrapping_add(self.change.wrapping_mul(frames));
                self.frame += frames as usize;
            }
        }
    }
}
