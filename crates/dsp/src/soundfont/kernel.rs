//! The kernel of SoundFonts, a tile of eight voices at a time:
//!
//! ```text
//! eight side by side: envelopes, LFOs -> pitch, cutoff and level at the tile's end
//! each voice for itself: positions -> frames around them -> sixteen frames of sound
//! eight side by side: low-pass -> level, in a ramp from the last tile's end
//! ```
//!
//! What happens at a moment (stages of envelopes, the key's letting go, a bend) is looked at voice
//! by voice in the tile it falls into.

use super::interpolation::{Table, table};
use super::lane::Lane;
use super::numbers::HIGHEST_OCTAVES;
use super::patch::Patch;
use super::wave::{NEAR, read};
use crate::batch::{Kernel, Tile};
use crate::lanes::{F32, Mask, Simd};
use crate::math;
use crate::sampler::turned;
use crate::va::Response;
use crate::va::filter::{Coefficients, Svf, coefficients};
use crate::voice::{LANES, TILE, Voice, bits};

/// Eight numbers.
pub(super) type Eight = [f32; LANES];

/// Eight voices of SoundFonts.
#[derive(Clone, Debug)]
pub struct State {
    table: &'static Table,
    lanes: [Lane; LANES],
    sounding: u8,
    /// Lanes whose pitch, and whose cutoff, is at another place at the end of this tile.
    pitch_moves: u8,
    filter_moves: u8,
    /// Lanes whose filter has just begun.
    fresh: u8,
    /// Lanes that are not filtered.
    open: u8,
    moment: Moment,
    /// Of the last tile's end.
    gain: Eight,
    /// At the tile's begin and end.
    coefficients: [Coefficients; 2],
    filter: Svf,
    /// `[lane][frame]`.
    read: [[f32; TILE]; LANES],
    /// `[lane]`: frames around the positions of its tile.
    near: [[f32; NEAR]; LANES],
}

/// What eight voices are at, at a tile's end.
#[derive(Clone, Debug, Default)]
pub(super) struct Moment {
    /// Ramp and depth of the volume envelope, and what each changes by in a tile.
    pub(super) volume: [Eight; 4],
    /// The same of the modulation envelope.
    pub(super) modulation: [Eight; 4],
    /// Cycles: modulation LFO, vibrato LFO; and what they change by in a tile.
    pub(super) phase: [Eight; 2],
    pub(super) phase_step: [Eight; 2],
    /// Octaves of bend.
    pub(super) bend: Eight,
    /// Of a voice that is being cut.
    pub(super) fade: Eight,
    pub(super) tune: Eight,
    pub(super) pitch_by: [Eight; 3],
    pub(super) cutoff: Eight,
    pub(super) cutoff_by: [Eight; 2],
    pub(super) damping: Eight,
    pub(super) level_db: Eight,
    pub(super) level_by_db: Eight,
}

impl Default for State {
    fn default() -> Self {
        Self {
            table: table(),
            lanes: Default::default(),
            sounding: 0,
            pitch_moves: 0,
            filter_moves: 0,
            fresh: 0,
            open: 0,
            moment: Moment::default(),
            gain: [0.0; LANES],
            coefficients: Default::default(),
            filter: Svf::default(),
            read: [[0.0; TILE]; LANES],
            near: [[0.0; NEAR]; LANES],
        }
    }
}

impl Kernel for State {
    type Patch = Patch;

    fn length(patch: &Patch, voice: &Voice) -> u64 {
        patch.length(voice)
    }

    fn is_stereo(_: &Patch) -> bool {
        false
    }

    fn print(patch: &Patch, voice: &Voice) -> (Voice, f32) {
        patch.print(voice)
    }

    fn start(&mut self, lane: usize, patch: &Patch, voice: &Voice) {
        let bit = 1 << lane;
        self.sounding &= !bit;
        self.open |= bit;
        self.pitch_moves &= !bit;
        self.filter_moves &= !bit;
        self.gain[lane] = 0.0;
        self.filter.start(lane);
        let Some(prepared) = patch.region(voice) else { return };
        self.lanes[lane] = Lane::new(patch, prepared, voice, lane, &mut self.moment);
        self.sounding |= bit;
        if !prepared.open {
            self.open &= !bit;
            self.fresh |= bit;
        }
    }

    #[inline(always)]
    fn tile<S: Simd>(&mut self, simd: S, patch: &Patch, out: &mut [Tile; 2]) {
        self.moment.go(simd);
        let mut over = 0_u8;
        for number in bits(self.sounding) {
            let lane = &mut self.lanes[number];
            let end = lane.n + TILE as u64;
            if end >= lane.next {
                lane.corner(patch, number, end, &mut self.moment);
                over |= u8::from(end >= lane.length) << number;
                let bit = 1 << number;
                self.pitch_moves = self.pitch_moves & !bit | u8::from(lane.pitch_moves) << number;
                self.filter_moves =
                    self.filter_moves & !bit | u8::from(lane.filter_moves) << number;
            }
            lane.n = end;
        }
        let shape = self.moment.shape(simd);
        self.aim(simd, &shape);
        // In two rounds, for what was just written is slow to be read.
        let mut brought = 0_u8;
        for number in bits(self.sounding) {
            let lane = &mut self.lanes[number];
            // The sample waits until its envelope begins.
            if lane.n <= lane.delay {
                self.read[number] = [0.0; TILE];
                continue;
            }
            lane.motion.position = lane.span.turned_back(lane.motion.position);
            let wave = patch.wave(lane.region);
            if lane.span.bring(simd, wave, lane.motion, &mut self.near[number]) {
                brought |= 1 << number;
            } else {
                self.read[number] = lane.span.read_apart(simd, self.table, wave, lane.motion);
                lane.motion.go();
            }
        }
        for number in bits(brought) {
            let motion = &mut self.lanes[number].motion;
            read(simd, self.table, *motion, &self.near[number], &mut self.read[number]);
            motion.go();
        }
        self.hear(simd, &shape, &mut out[0]);
        self.sounding &= !over;
    }
}

/// Where envelopes and LFOs are at the tile's end.
struct Shape<S: Simd> {
    envelope: F32<S>,
    lfo: F32<S>,
    vibrato: F32<S>,
}

impl Moment {
    /// On to the end of the next tile, where nothing happens in it.
    #[inline(always)]
    fn go<S: Simd>(&mut self, simd: S) {
        for envelope in [&mut self.volume, &mut self.modulation] {
            let [ramp, depth, ramp_step, depth_step] = envelope;
            for (value, step) in [(ramp, ramp_step), (depth, depth_step)] {
                (F32::load(simd, value) + F32::load(simd, step)).store(value);
            }
        }
        for (phase, step) in self.phase.iter_mut().zip(&self.phase_step) {
            let on = F32::load(simd, phase) + F32::load(simd, step);
            (on - on.floor()).store(phase);
        }
    }

    #[inline(always)]
    fn shape<S: Simd>(&self, simd: S) -> Shape<S> {
        let [ramp, depth, ..] = &self.modulation;
        let ramp = F32::load(simd, ramp);
        let one = F32::splat(simd, 1.0);
        // The convex curve of the attack is exactly 1 behind it (section 9.5.3).
        let risen = if ramp.eq(one).all() {
            one
        } else {
            (math::gain_to_db(ramp) * (2.0 / 96.0) + 1.0).max(F32::splat(simd, 0.0))
        };
        Shape {
            envelope: risen - F32::load(simd, depth),
            lfo: triangle(F32::load(simd, &self.phase[0])),
            vibrato: triangle(F32::load(simd, &self.phase[1])),
        }
    }
}

/// From 0 up to 1, down to -1 and back, in a cycle.
#[inline(always)]
fn triangle<S: Simd>(phase: F32<S>) -> F32<S> {
    let late = phase - 0.25;
    (late - late.floor() - 0.5).abs() * 4.0 - 1.0
}

impl State {
    /// Pitch and cutoff at the tile's end.
    #[inline(always)]
    fn aim<S: Simd>(&mut self, simd: S, shape: &Shape<S>) {
        let Shape { envelope, lfo, vibrato } = *shape;
        let moment = &self.moment;
        let mut factors = [1.0; LANES];
        if self.pitch_moves & self.sounding != 0 {
            let [by_envelope, by_lfo, by_vibrato] = &moment.pitch_by;
            let octaves = F32::load(simd, &moment.tune)
                + F32::load(simd, &moment.bend)
                + envelope * F32::load(simd, by_envelope)
                + lfo * F32::load(simd, by_lfo)
                + vibrato * F32::load(simd, by_vibrato);
            math::exp2(octaves).store(&mut factors);
        }
        for number in bits(self.sounding) {
            let moves = self.pitch_moves >> number & 1 == 1;
            self.lanes[number].go_to(moves.then_some(factors[number]));
        }
        let filtered = self.sounding & !self.open;
        if filtered == 0 {
            return;
        }
        let [from, to] = &mut self.coefficients;
        *from = *to;
        if (self.filter_moves | self.fresh) & filtered != 0 {
            let [by_envelope, by_lfo] = &moment.cutoff_by;
            let octaves = F32::load(simd, &moment.cutoff)
                + envelope * F32::load(simd, by_envelope)
                + lfo * F32::load(simd, by_lfo);
            let octaves = octaves.min(F32::splat(simd, HIGHEST_OCTAVES));
            let next = coefficients(math::exp2(octaves), F32::load(simd, &moment.damping));
            let fresh = Mask::from_bits(simd, self.fresh);
            for ((from, to), next) in from.iter_mut().zip(to).zip(next) {
                next.store(to);
                fresh.select(next, F32::load(simd, from)).store(from);
            }
            self.fresh = 0;
        }
    }

    /// The tile through filters and levels.
    #[inline(always)]
    fn hear<S: Simd>(&mut self, simd: S, shape: &Shape<S>, out: &mut Tile) {
        let moment = &self.moment;
        let [ramp, depth, ..] = &moment.volume;
        let level_db = F32::load(simd, &moment.level_db) - F32::load(simd, depth)
            + shape.lfo * F32::load(simd, &moment.level_by_db);
        let to = F32::load(simd, ramp) * math::db_to_gain(level_db) * F32::load(simd, &moment.fade);
        let from = F32::load(simd, &self.gain);
        let slope = (to - from) * (1.0 / TILE as f32);
        to.store(&mut self.gain);
        let rows = turned(simd, &self.read);
        let filtered = self.sounding & !self.open;
        if filtered == 0 {
            for (i, (out, row)) in out.iter_mut().zip(&rows).enumerate() {
                (F32::load(simd, row) * (from + slope * i as f32)).store(out);
            }
            return;
        }
        let mut gains = [[0.0; LANES]; TILE];
        for (i, gains) in gains.iter_mut().enumerate() {
            (from + slope * i as f32).store(gains);
        }
        let [begin, end] = &self.coefficients;
        self.filter.run(simd, Response::Lowpass, [begin, end], &rows, &gains, out);
        let open = Mask::from_bits(simd, self.open);
        if open.any() {
            for ((out, row), gains) in out.iter_mut().zip(&rows).zip(&gains) {
                let plain = F32::load(simd, row) * F32::load(simd, gains);
                open.select(plain, F32::load(simd, out)).store(out);
            }
        }
    }
}
