//! The kernel of the sampler, a tile of eight voices at a time:
//!
//! ```text
//! each voice for itself: positions -> frames around them -> sound
//! eight side by side, where there is one: bass boost -> filter
//! each voice for itself: envelope, cut, edges
//! ```
//!
//! Without boost and filter nothing is done to all lanes at once: then a voice goes on for as many
//! tiles as its pitch and level go straight on, which is most of its time.

use super::filter::Filters;
use super::interpolation::{Tables, tables};
use super::motion::Motion;
use super::patch::Patch;
use super::span::{SCRATCH, Span};
use crate::batch::{Block, Kernel, Tile, by_tiles};
use crate::lanes::{F32, Simd, WIDTH, transpose};
use crate::va::envelope::{Levels, Walk};
use crate::voice::{LANES, TILE, Voice};
use std::slice;

/// Eight voices of the sampler.
#[derive(Clone, Debug)]
pub struct State {
    tables: &'static Tables,
    lanes: [Lane; LANES],
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
        let mut sound = [[[0.0; TILE]; LANES]; 2];
        let mut gains = [[1.0; TILE]; LANES];
        let [first, second] = &mut sound;
        let both = first.iter_mut().zip(second).map(|both| [both.0, both.1].map(slice::from_mut));
        for (number, (both, gains)) in both.zip(&mut gains).enumerate() {
            if self.lanes[number].sounds {
                self.read(simd, patch, number, both);
                self.lanes[number].gains(simd, patch).apply(simd, gains);
            }
        }
        let gains = turned(simd, &gains);
        let channels = 1 + usize::from(patch.is_stereo());
        for (channel, out) in out[..channels].iter_mut().enumerate() {
            let mut rows = turned(simd, &sound[channel]);
            *out = self.filters.run(simd, patch, channel, &mut rows, &gains);
        }
    }

    #[inline(always)]
    fn tiles<S: Simd>(&mut self, simd: S, patch: &Patch, tiles: usize, block: &mut Block) {
        if Filters::are_in(patch) {
            return by_tiles(simd, self, patch, tiles, block);
        }
        // Nothing is done to all lanes at once, so each goes as far as it can without a turn.
        let [first, second] = block;
        for (number, (first, second)) in first.iter_mut().zip(second).enumerate() {
            let mut left = [first, second].map(|row| &mut row.as_chunks_mut().0[..tiles]);
            while !left[0].is_empty() {
                if !self.lanes[number].sounds {
                    left.into_iter().for_each(|row| row.fill([0.0; TILE]));
                    break;
                }
                let count = self.lanes[number].steady(patch).clamp(1, left[0].len() as u64);
                let [first, second] = left.map(|row| row.split_at_mut(count as usize));
                let mut now = [first.0, second.0];
                left = [first.1, second.1];
                self.read(simd, patch, number, now.each_mut().map(|row| &mut **row));
                self.lanes[number].amplify(simd, patch, now);
            }
        }
    }
}

impl State {
    /// Reads tiles of a voice, `[channel]`.
    #[inline(always)]
    fn read<S: Simd>(
        &mut self,
        simd: S,
        patch: &Patch,
        number: usize,
        [first, second]: [&mut [[f32; TILE]]; 2],
    ) {
        let lane = &mut self.lanes[number];
        let Some(source) = patch.source(&lane.voice) else { return };
        lane.motion.aim(&lane.voice, lane.n);
        let key = (lane.motion.path.step != 0).then_some(lane.motion.key);
        self.filters.aim(number, patch, key);
        let near = (self.tables, &mut self.scratch);
        match &source.recording.channels[..] {
            [left, right, ..] => lane.read(simd, patch, [left, right], near, [first, second]),
            [only, ..] => {
                lane.read(simd, patch, [only], near, [&mut *first]);
                if patch.is_stereo() {
                    second.copy_from_slice(first);
                }
            }
            [] => first.fill([0.0; TILE]),
        }
    }
}

/// The gains of a tile of a voice.
enum Gains<S: Simd> {
    /// A line: where it begins, and what it changes by each frame.
    Line(F32<S>, F32<S>),
    Other([f32; TILE]),
}

impl<S: Simd> Gains<S> {
    /// Multiplies a sound by the gains.
    #[inline(always)]
    fn apply(&self, simd: S, sound: &mut [f32; TILE]) {
        match self {
            Self::Line(base, slope) => {
                let mut frame = F32::load(simd, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
                for sound in sound.as_chunks_mut().0 {
                    (F32::load(simd, sound) * (*base + *slope * frame)).store(sound);
                    frame = frame + WIDTH as f32;
                }
            }
            Self::Other(gains) => {
                for (sound, gain) in sound.iter_mut().zip(gains) {
                    *sound *= gain;
                }
            }
        }
    }
}

impl Lane {
    /// Whole tiles from here on in which pitch and level go straight on.
    #[inline(always)]
    fn steady(&self, patch: &Patch) -> u64 {
        let bends = self.motion.moves(self.n) || self.motion.path.step != 0;
        if bends || self.n < patch.delay {
            return 0;
        }
        self.amplitude.until.min(self.plain).saturating_sub(self.n) / TILE as u64
    }

    /// Reads tiles, more than one only of a steady voice: what is in these channels, behind the
    /// patch's delay. Large, and a module for a browser is to be small.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    #[cfg_attr(target_family = "wasm", inline(never))]
    fn read<S: Simd, const CHANNELS: usize>(
        &mut self,
        simd: S,
        patch: &Patch,
        samples: [&[f32]; CHANNELS],
        (tables, scratch): (&'static Tables, &mut [[f32; SCRATCH]; 2]),
        mut out: [&mut [[f32; TILE]]; CHANNELS],
    ) {
        let skip = patch.delay.saturating_sub(self.n).min(TILE as u64) as usize;
        let (motion, span) = (&mut self.motion, &self.span);
        motion.path.position = span.turn_back(motion.path.position);
        let (path, plain) = (motion.path, motion.is_plain());
        motion.path.go_by((out[0].len() * TILE - skip) as u64);
        if plain {
            span.copy(samples, path, out.each_mut().map(|out| &mut **out));
        } else {
            let fastest = motion.path.increment.max(path.increment);
            if fastest != self.table_for {
                self.table = tables.choose(fastest);
                self.table_for = fastest;
            }
            let table = tables.table(self.table);
            let into = out.each_mut().map(|out| &mut **out);
            span.read(simd, (table, path), samples, scratch, into);
        }
        if skip > 0 {
            out.into_iter().for_each(|out| delay(&mut out[0], skip));
        }
    }

    /// Multiplies tiles by the envelope.
    #[inline(always)]
    fn amplify<S: Simd>(
        &mut self,
        simd: S,
        patch: &Patch,
        [first, second]: [&mut [[f32; TILE]]; 2],
    ) {
        for (first, second) in first.iter_mut().zip(second) {
            let gains = self.gains(simd, patch);
            gains.apply(simd, first);
            if patch.is_stereo() {
                gains.apply(simd, second);
            }
        }
    }

    /// The envelope over the tile; a voice that ends leaves its lane.
    #[inline(always)]
    fn gains<S: Simd>(&mut self, simd: S, patch: &Patch) -> Gains<S> {
        let end = self.n + TILE as u64;
        if end > self.amplitude.until || end > self.plain {
            return Gains::Other(self.corner(patch));
        }
        let base = self.amplitude.value(self.n);
        self.n = end;
        Gains::Line(F32::splat(simd, base), F32::splat(simd, self.amplitude.slope))
    }

    /// The gains of a tile in which something happens, frame by frame.
    #[inline(never)]
    fn corner(&mut self, patch: &Patch) -> [f32; TILE] {
        let cut = self.voice.cut;
        let mut gains = [0.0; TILE];
        for (n, out) in (self.n..).zip(&mut gains) {
            self.amplitude.advance(&patch.times, &self.voice, n, levels(patch));
            let mut gain = self.amplitude.value(n);
            if n >= cut {
                let left = patch.cut.saturating_sub(n - cut);
                gain *= left as f32 / patch.cut as f32;
            }
            if n >= self.fade {
                gain *= self.length.saturating_sub(n) as f32 / patch.edge as f32;
            }
            *out = if n < self.length { gain } else { 0.0 };
        }
        self.n += TILE as u64;
        self.sounds = self.n < self.length;
        gains
    }
}

/// Silence for `skip` frames, and then the sound.
#[inline(never)]
fn delay(sound: &mut [f32; TILE], skip: usize) {
    sound.copy_within(..TILE - skip, skip);
    sound[..skip].fill(0.0);
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
