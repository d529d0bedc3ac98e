//! The kernel of the sampler, a tile of eight voices at a time:
//!
//! ```text
//! each voice for itself: positions -> frames around them -> sixteen frames of sound
//! eight side by side: bass boost -> filter -> envelope, cut, edges
//! ```

use super::filter::Filters;
use super::interpolation::{ONE, Tables, tables};
use super::motion::Motion;
use super::patch::Patch;
use super::span::{SCRATCH, Span};
use crate::batch::{Kernel, Tile};
use crate::lanes::{F32, Simd, transpose};
use crate::va::envelope::{Levels, Walk};
use crate::voice::{LANES, TILE, Voice};

/// Eight voices of the sampler.
#[derive(Clone, Debug)]
pub struct State {
    tables: &'static Tables,
    lanes: [Lane; LANES],
    /// `[channel][lane][frame]`.
    read: [[[f32; TILE]; LANES]; 2],
    /// `[channel]`: a loop's or edge's frames written out.
    scratch: [[f32; SCRATCH]; 2],
    filters: Filters,
}

/// A voice.
#[derive(Clone, Debug, Default)]
struct Lane {
    sounds: bool,
    voice: Voice,
    /// Frames since its start.
    n: u64,
    length: u64,
    /// The frame from which on it fades to nothing over an edge; `u64::MAX`: never.
    fade: u64,
    /// Until here the envelope is all that moves its level.
    plain: u64,
    span: Span,
    motion: Motion,
    /// Which table was last used, and for which increment.
    table: usize,
    table_for: u64,
    amplitude: Walk,
}

impl Default for State {
    fn default() -> Self {
        Self {
            tables: tables(),
            lanes: Default::default(),
            read: [[[0.0; TILE]; LANES]; 2],
            scratch: [[0.0; SCRATCH]; 2],
            filters: Filters::default(),
        }
    }
}

impl Kernel for State {
    type Patch = Patch;

    fn length(patch: &Patch, voice: &Voice) -> u64 {
        patch.length(voice)
    }

    fn is_stereo(patch: &Patch) -> bool {
        patch.is_stereo()
    }

    fn print(patch: &Patch, voice: &Voice) -> (Voice, f32) {
        patch.print(voice)
    }

    fn start(&mut self, lane: usize, patch: &Patch, voice: &Voice) {
        let Some(source) = patch.source(voice) else {
            self.lanes[lane] = Lane::default();
            return;
        };
        let end = patch.end(voice);
        let length = end.unwrap_or_else(|| patch.limit(voice)).max(1);
        let motion = patch.motion(source, voice);
        self.filters.start(lane, patch, motion.key);
        let held = patch.held(voice);
        let fades = end.is_some() && patch.fades_out(source);
        let fade = if fades { length.saturating_sub(patch.edge) } else { u64::MAX };
        self.lanes[lane] = Lane {
            sounds: true,
            n: 0,
            length,
            fade,
            // Not the last tile either: there it is found that the voice has ended.
            plain: held.cut.min(fade).min(length - 1),
            span: patch.span(source, voice),
            motion,
            table: 0,
            table_for: 0,
            amplitude: Walk::new(&patch.times, &held, levels(patch)),
            voice: held,
        };
    }

    #[inline(always)]
    fn tile<S: Simd>(&mut self, simd: S, patch: &Patch, out: &mut [Tile; 2]) {
        for number in 0..LANES {
            if self.lanes[number].sounds {
                self.read(simd, patch, number);
            } else {
                for read in &mut self.read {
                    read[number] = [0.0; TILE];
                }
            }
        }
        let gains = self.gains(simd, patch);
        let channels = 1 + usize::from(patch.is_stereo());
        for (channel, out) in out[..channels].iter_mut().enumerate() {
            let mut rows = turned(simd, &self.read[channel]);
            *out = self.filters.run(simd, patch, channel, &mut rows, &gains);
        }
    }
}

impl State {
    /// Reads the tile of a voice.
    #[inline(always)]
    fn read<S: Simd>(&mut self, simd: S, patch: &Patch, number: usize) {
        let lane = &mut self.lanes[number];
        let Some(source) = patch.source(&lane.voice) else { return };
        lane.motion.aim(&lane.voice, lane.n);
        let key = (lane.motion.step != 0).then_some(lane.motion.key);
        self.filters.aim(number, patch, key);
        let skip = patch.delay.saturating_sub(lane.n).min(TILE as u64) as usize;
        match &source.recording.channels[..] {
            [left, right, ..] => {
                [self.read[0][number], self.read[1][number]] =
                    self.sound(simd, number, skip, [left, right]);
            }
            [only, ..] => {
                [self.read[0][number]] = self.sound(simd, number, skip, [only]);
                if patch.is_stereo() {
                    self.read[1][number] = self.read[0][number];
                }
            }
            [] => {}
        }
    }

    /// The tile of a voice: after `skip` frames of nothing, what is in these channels.
    #[inline(always)]
    fn sound<S: Simd, const CHANNELS: usize>(
        &mut self,
        simd: S,
        number: usize,
        skip: usize,
        samples: [&[f32]; CHANNELS],
    ) -> [[f32; TILE]; CHANNELS] {
        let lane = &mut self.lanes[number];
        let (motion, span) = (&mut lane.motion, &lane.span);
        motion.position = span.turn_back(motion.position);
        if motion.is_plain() {
            let mut out = [[0.0; TILE]; CHANNELS];
            let first = (motion.position >> 32) as i64;
            motion.position += (TILE - skip) as u64 * ONE;
            match span.place(first, TILE, samples[0].len()) {
                Some(place) if skip == 0 => {
                    for (out, samples) in out.iter_mut().zip(samples) {
                        out.copy_from_slice(&samples[place.clone()]);
                    }
                }
                _ => {
                    for (out, samples) in out.iter_mut().zip(samples) {
                        span.fetch(samples, first, &mut out[skip..]);
                    }
                }
            }
            return out;
        }
        let before = motion.increment;
        let mut positions = [motion.position; TILE];
        for position in &mut positions[skip..] {
            *position = motion.position;
            motion.go();
        }
        let fastest = motion.increment.max(before);
        if fastest != lane.table_for {
            lane.table = self.tables.choose(fastest);
            lane.table_for = fastest;
        }
        let table = self.tables.table(lane.table);
        let mut out = span.read(simd, table, samples, &positions, &mut self.scratch);
        for out in &mut out {
            out[..skip].fill(0.0);
        }
        out
    }

    /// The envelopes over the tile, `[frame][lane]`; voices that end leave their lanes.
    #[inline(always)]
    fn gains<S: Simd>(&mut self, simd: S, patch: &Patch) -> Tile {
        let (mut base, mut slope) = ([0.0; LANES], [0.0; LANES]);
        let mut corners = 0_u8;
        for (number, lane) in self.lanes.iter_mut().enumerate().filter(|(_, lane)| lane.sounds) {
            let end = lane.n + TILE as u64;
            if end <= lane.amplitude.until && end <= lane.plain {
                base[number] = lane.amplitude.value(lane.n);
                slope[number] = lane.amplitude.slope;
                lane.n = end;
            } else {
                corners |= 1 << number;
            }
        }
        let mut gains = [[0.0; LANES]; TILE];
        let (base, slope) = (F32::load(simd, &base), F32::load(simd, &slope));
        for (i, gains) in gains.iter_mut().enumerate() {
            (base + slope * i as f32).store(gains);
        }
        while corners != 0 {
            let number = corners.trailing_zeros() as usize;
            corners &= corners - 1;
            self.lanes[number].corner(patch, number, &mut gains);
        }
        gains
    }
}

impl Lane {
    /// The gains of a tile in which something happens, frame by frame.
    #[inline(never)]
    fn corner(&mut self, patch: &Patch, number: usize, gains: &mut Tile) {
        let cut = self.voice.cut;
        for (n, gains) in (self.n..).zip(gains) {
            self.amplitude.advance(&patch.times, &self.voice, n, levels(patch));
            let mut gain = self.amplitude.value(n);
            if n >= cut {
                let left = patch.cut.saturating_sub(n - cut);
                gain *= left as f32 / patch.cut as f32;
            }
            if n >= self.fade {
                gain *= self.length.saturating_sub(n) as f32 / patch.edge as f32;
            }
            gains[number] = if n < self.length { gain } else { 0.0 };
        }
        self.n += TILE as u64;
        self.sounds = self.n < self.length;
    }
}

fn levels(patch: &Patch) -> impl Fn(f32, f32) -> Levels + use<'_> {
    move |velocity, _| patch.levels(velocity)
}

/// `[lane][frame]` as `[frame][lane]`.
#[inline(always)]
pub(crate) fn turned<S: Simd>(simd: S, read: &[[f32; TILE]; LANES]) -> Tile {
    let mut tile = [[0.0; LANES]; TILE];
    for (half, frames) in tile.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let mut rows = [F32::splat(simd, 0.0); LANES];
        for (row, read) in rows.iter_mut().zip(read) {
            *row = F32::load(simd, &read.as_chunks().0[half]);
        }
        for (frame, row) in frames.iter_mut().zip(transpose(rows)) {
            row.store(frame);
        }
    }
    tile
}
