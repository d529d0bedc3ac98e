//! Which part of a recording a voice plays, as one sequence without end that runs forward:
//! backwards playing and loops are unrolled, and around it lies what lies there in the recording.

use super::interpolation::{ONE, Table};
use crate::lanes::{Simd, WIDTH};

/// Frames behind a loop's end within which the position is not brought back: more than half the
/// widest kernel, so that what is before the loop is no longer in reach.
const MARGIN: u64 = 1024;

/// A voice's part of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// The recording's frame that is the sequence's frame 0.
    pub(super) begin: i64,
    /// Backwards from there.
    pub(super) reverse: bool,
    /// Frames until the end; of a loop, until it first turns.
    pub(super) frames: u64,
    /// Frames of the loop that ends there; 0: none.
    pub(super) loop_frames: u64,
}

impl Span {
    /// Where the sequence ends, in fixed point; `u64::MAX`: nowhere.
    pub(super) fn end(&self) -> u64 {
        if self.loop_frames > 0 { u64::MAX } else { self.frames * ONE }
    }

    /// A position in a loop, some whole turns back: it hears the same.
    #[inline(always)]
    pub(super) fn turn_back(&self, position: u64) -> u64 {
        let frame = position >> 32;
        let from = self.frames + MARGIN;
        if self.loop_frames == 0 || frame < from + self.loop_frames {
            return position;
        }
        position - (frame - from) / self.loop_frames * self.loop_frames * ONE
    }

    /// The sound at ascending positions, through `scratch` where it has to be unrolled.
    #[inline(always)]
    pub(super) fn read<S: Simd>(
        &self,
        simd: S,
        table: &Table,
        samples: &[f32],
        positions: &[u64; WIDTH],
        scratch: &mut [f32],
        out: &mut [f32; WIDTH],
    ) {
        let frame = |position: u64| (position >> 32) as i64;
        let first = frame(positions[0]) - table.before();
        let count = (frame(positions[WIDTH - 1]) - frame(positions[0])) as usize + table.taps;
        if let Some(run) = self.slice(samples, first, count) {
            table.read(simd, positions, first, run, out);
        } else if let Some(run) = scratch.get_mut(..count) {
            self.fetch(samples, first, run);
            table.read(simd, positions, first, run, out);
        } else {
            // So fast that the frames between are too many.
            for (position, out) in positions.iter().zip(out) {
                let first = frame(*position) - table.before();
                let run = &mut scratch[..table.taps];
                self.fetch(samples, first, run);
                let mut same = [0.0; WIDTH];
                table.read(simd, &[*position; WIDTH], first, run, &mut same);
                *out = same[0];
            }
        }
    }

    /// The frames `first..first + count` as they stand in the recording, if they do.
    #[inline(always)]
    pub(super) fn slice<'a>(
        &self,
        samples: &'a [f32],
        first: i64,
        count: usize,
    ) -> Option<&'a [f32]> {
        if self.reverse || (self.loop_frames > 0 && first + count as i64 > self.frames as i64) {
            return None;
        }
        let from = usize::try_from(self.begin + first).ok()?;
        samples.get(from..from.checked_add(count)?)
    }

    /// The frames from `first` on; silence outside the recording.
    #[inline(never)]
    pub(super) fn fetch(&self, samples: &[f32], first: i64, into: &mut [f32]) {
        let (turn, turns) = (self.frames as i64, self.loop_frames as i64);
        let mut frame = first;
        let mut rest = into;
        while !rest.is_empty() {
            let mut here = frame;
            if turns > 0 && here >= turn {
                here = turn - turns + (here - turn) % turns;
            }
            let until = if turns > 0 { turn - here } else { i64::MAX };
            let count = rest.len().min(usize::try_from(until).unwrap_or(usize::MAX));
            let (piece, after) = rest.split_at_mut(count);
            // Below zero an index becomes too large: silence.
            for (i, out) in (here..).zip(piece) {
                let at = if self.reverse { self.begin - i } else { self.begin + i };
                *out = samples.get(at as usize).copied().unwrap_or(0.0);
            }
            frame += count as i64;
            rest = after;
        }
    }
}
