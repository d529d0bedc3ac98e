//! Which part of a recording a voice plays, as one sequence without end that runs forward:
//! backwards playing and loops are unrolled, and around it lies what lies there in the recording.

use super::interpolation::{ONE, Table, WIDEST};
use super::motion::Path;
use crate::lanes::{Level, Simd, WIDTH, dispatch};
use crate::voice::TILE;
use std::ops::Range;

/// Frames that are unrolled at once.
pub(super) const SCRATCH: usize = 3072;
const _: () = assert!(SCRATCH > WIDEST);

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
    /// Where the sequence ends, in fixed point; `None`: nowhere.
    pub(super) fn end(&self) -> Option<u64> {
        (self.loop_frames == 0).then_some(self.frames * ONE)
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

    /// Tiles of the frames themselves, from the one on in which a path is.
    #[inline(always)]
    pub(super) fn copy<const CHANNELS: usize>(
        &self,
        samples: [&[f32]; CHANNELS],
        path: Path,
        out: [&mut [[f32; TILE]]; CHANNELS],
    ) {
        let (first, _) = path.split();
        let place = self.place(first, out[0].len() * TILE, samples[0].len());
        for (out, samples) in out.into_iter().zip(samples) {
            match place.clone() {
                Some(place) => out.as_flattened_mut().copy_from_slice(&samples[place]),
                None => self.fetch(samples, first, out.as_flattened_mut()),
            }
        }
    }

    /// The sound along tiles of a path, through `scratch` where it has to be unrolled.
    #[inline(always)]
    pub(super) fn read<S: Simd, const CHANNELS: usize>(
        &self,
        simd: S,
        (table, path): (&Table, Path),
        samples: [&[f32]; CHANNELS],
        scratch: &mut [[f32; SCRATCH]; 2],
        mut out: [&mut [[f32; TILE]]; CHANNELS],
    ) {
        let (frame, mut rest) = path.split();
        let first = frame - table.before();
        let count = table.reach(rest, (out[0].len() * TILE) as u64);
        let mut runs = [&[] as &[f32]; CHANNELS];
        if let Some(there) = self.place(first, count, samples[0].len()) {
            for (run, samples) in runs.iter_mut().zip(samples) {
                *run = &samples[there.clone()];
            }
        } else if count <= SCRATCH {
            for ((run, samples), scratch) in runs.iter_mut().zip(samples).zip(scratch) {
                self.fetch(samples, first, &mut scratch[..count]);
                *run = &scratch[..count];
            }
        } else {
            self.read_apart((table, path), samples, scratch, out);
            return;
        }
        for tile in 0..out[0].len() {
            let (from, mut within) = rest.split();
            rest.go_by(TILE as u64);
            let mut near = runs;
            for near in &mut near {
                *near = &near[from as usize..];
            }
            for half in 0..TILE / WIDTH {
                let sound = table.read(simd, within, near);
                within.go_by(WIDTH as u64);
                for (out, sound) in out.iter_mut().zip(sound) {
                    sound.store(&mut out[tile].as_chunks_mut().0[half]);
                }
            }
        }
    }

    /// As `read`, of frames so far apart that the frames between are too many. Apart from it
    /// since it is seldom needed, and long.
    #[inline(never)]
    fn read_apart<const CHANNELS: usize>(
        &self,
        (table, path): (&Table, Path),
        samples: [&[f32]; CHANNELS],
        scratch: &mut [[f32; SCRATCH]; 2],
        mut out: [&mut [[f32; TILE]]; CHANNELS],
    ) {
        for i in 0..out[0].len() * TILE {
            let (frame, rest) = Path { position: path.at(i as u64), ..path }.split();
            let first = frame - table.before();
            let here = Path { increment: 0, step: 0, ..rest };
            for ((out, samples), scratch) in out.iter_mut().zip(samples).zip(&mut *scratch) {
                let run = &mut scratch[..table.reach(here, 1)];
                self.fetch(samples, first, run);
                out.as_flattened_mut()[i] = dispatch!(Level::baseline(), simd => {
                    table.read(simd, here, [&*run])[0].to_array()[0]
                });
            }
        }
    }

    /// Where in a recording of `length` frames the frames `first..first + count` stand in a row,
    /// if they do.
    #[inline(always)]
    pub(super) fn place(&self, first: i64, count: usize, length: usize) -> Option<Range<usize>> {
        let here = self.folded(first);
        if self.reverse || (self.loop_frames > 0 && here + count as i64 > self.frames as i64) {
            return None;
        }
        let from = usize::try_from(self.begin + here).ok()?;
        let range = from..from.checked_add(count)?;
        (range.end <= length).then_some(range)
    }

    /// A frame of a loop, in its first turn.
    #[inline(always)]
    fn folded(&self, frame: i64) -> i64 {
        let (turn, turns) = (self.frames as i64, self.loop_frames as i64);
        if turns == 0 || frame < turn {
            return frame;
        }
        // Both are below 2^32, where dividing is faster.
        turn - turns + i64::from((frame - turn) as u32 % turns as u32)
    }

    /// The frames from `first` on; silence outside the recording.
    #[inline(never)]
    pub(super) fn fetch(&self, samples: &[f32], first: i64, into: &mut [f32]) {
        let mut frame = first;
        let mut rest = into;
        while !rest.is_empty() {
            let here = self.folded(frame);
            let until = if self.loop_frames > 0 { self.frames as i64 - here } else { i64::MAX };
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
