//! Sine, pulse, sawtooth, triangle, noise of eight voices, a tile at a time and ahead of what is heard:
//! their corners are mended on both sides (`blep.rs`), so they must be known before.
//!
//! ```text
//! sawtooths and pulses: straight lines between jumps -> one polynomial for all of them
//! sines, triangles and noise: frame by frame
//! each corner, of whichever lane: its residual, and a jump's plain step up to the tile's end
//! ```
//!
//! Phases are 32-bit integers: they wrap by themselves and never drift; read as signed numbers
//! they are the sawtooth. While pitch and level stand still all but the phases is kept.

use super::corners::{Course, FAST};
use super::mends::Mends;
use super::parts::{MAX_OSCILLATORS, Oscillator, PARTS, Shape};
use super::patch::{HIGHEST, Patch};
use crate::batch::Tile;
use crate::lanes::{F32, I32, Mask, Simd, U32};
use crate::math;
use crate::voice::{LANES, TILE, Voice};

pub(super) const HALF_CYCLE: u32 = 1 << 31;
pub(super) const QUARTER_CYCLE: u32 = 1 << 30;
/// One cycle.
pub(super) const CYCLE: f32 = 4_294_967_296.0;
/// Seed of the noise; where in it a voice is, its own seed and key say. Any number does.
const NOISE: u32 = 0x6e6f_6973;
/// Brings a signed phase into -1..1.
const SIGNED: f32 = 2.0 / CYCLE;

/// The oscillators of eight voices.
#[derive(Clone, Debug)]
pub(super) struct Oscillators {
    /// `[oscillator][lane]`: where the tile computed last ended.
    pub(super) phase: [[u32; LANES]; MAX_OSCILLATORS],
    /// Their ways through that tile.
    pub(super) courses: [Course; MAX_OSCILLATORS],
    /// `[channel][lane]`: the slope of the sum of all lines, while they keep it.
    slope: [[f32; LANES]; 2],
    /// `[tile][channel]`: naive waveforms of the tile that is heard and of the next, taking turns.
    pub(super) tiles: [[Tile; 2]; 2],
    pub(super) mends: Mends,
}

/// Pitch and level of each part, at the begin and the end of a tile.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    /// Cycles a frame, before each oscillator's ratio.
    pub(super) frequency: [[[f32; LANES]; 2]; PARTS],
    /// Added to each oscillator's level.
    pub(super) level: [[[f32; LANES]; 2]; PARTS],
}

/// What moves the oscillators through a tile.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motion<'w> {
    /// Lanes that run.
    pub(super) which: u8,
    pub(super) way: &'w Way,
    /// All this has been what it is for longer than a tile, in every lane.
    pub(super) steady: bool,
    /// Tiles ahead of the one that is heard, and where in `tiles` it belongs.
    pub(super) ahead: usize,
    pub(super) slot: usize,
}

/// `((c[3] n + c[2]) n + c[1]) n + c[0]` for frame `n` of a tile.
type Cubic<S> = [F32<S>; 4];

impl Default for Oscillators {
    fn default() -> Self {
        Self {
            phase: [[0; LANES]; MAX_OSCILLATORS],
            courses: [Course::default(); MAX_OSCILLATORS],
            slope: [[0.0; LANES]; 2],
            tiles: [[[[0.0; LANES]; TILE]; 2]; 2],
            mends: Mends::default(),
        }
    }
}

impl Oscillators {
    /// A new voice in a lane.
    pub(super) fn start(&mut self, lane: usize, patch: &Patch, voice: &Voice) {
        for (phase, oscillator) in self.phase.iter_mut().zip(&patch.oscillators) {
            phase[lane] = match oscillator.shape {
                // Keys that sound together are to be unlike, or they would add up as one.
                Shape::Noise => math::mix(
                    math::mix(voice.seed ^ voice.key.to_bits()).wrapping_add(oscillator.phase),
                ),
                _ => oscillator.phase,
            };
        }
        self.mends.start(lane);
    }

    /// Computes a tile of all oscillators, and mends it.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&mut self, simd: S, patch: &Patch, motion: &Motion<'_>) {
        if patch.stereo {
            self.naive::<S, 2>(simd, patch, motion);
            self.mend::<S, 2>(simd, patch, motion.which, motion.ahead);
        } else {
            self.naive::<S, 1>(simd, patch, motion);
            self.mend::<S, 1>(simd, patch, motion.which, motion.ahead);
        }
    }

    /// The tile without mends; phases go on.
    #[inline(always)]
    fn naive<S: Simd, const CHANNELS: usize>(
        &mut self,
        simd: S,
        patch: &Patch,
        motion: &Motion<'_>,
    ) {
        let zero = F32::splat(simd, 0.0);
        let mut lines = [[zero; 4]; CHANNELS];
        for (number, oscillator) in patch.oscillators.iter().enumerate() {
            let course = &mut self.courses[number];
            if !motion.steady {
                course.aim(simd, oscillator, motion);
            }
            let phase = U32::load(simd, &self.phase[number]);
            let begin = match oscillator.shape {
                Shape::Saw => phase.to_i32().to_f32() * SIGNED,
                Shape::Pulse { width, constant } => {
                    let high = phase.lt(U32::splat(simd, width));
                    high.select(F32::splat(simd, 1.0 - constant), F32::splat(simd, -1.0 - constant))
                }
                Shape::Sine | Shape::Triangle | Shape::Noise => continue,
            };
            let level = F32::load(simd, &course.level);
            let mut line = [begin * level, zero, zero, zero];
            if !motion.steady {
                let slopes = matches!(oscillator.shape, Shape::Saw);
                line = course.line(simd, begin, slopes);
            }
            for (channel, sum) in lines.iter_mut().enumerate() {
                let share = oscillator.share[channel];
                let terms = if motion.steady { 1 } else { 4 };
                for (sum, term) in sum[..terms].iter_mut().zip(line) {
                    *sum += term * share;
                }
            }
        }
        let Motion { which, slot, steady, .. } = *motion;
        let lanes = Mask::from_bits(simd, which);
        for ((line, slope), tile) in lines.iter().zip(&mut self.slope).zip(&mut self.tiles[slot]) {
            if steady {
                draw(simd, line[0], F32::load(simd, slope), tile);
            } else {
                lanes.select(line[1], F32::load(simd, slope)).store(slope);
                draw_cubic(simd, lanes, line, tile);
            }
        }
        for (number, oscillator) in patch.oscillators.iter().enumerate() {
            let course = &self.courses[number];
            let phase = U32::load(simd, &self.phase[number]);
            let tiles = &mut self.tiles[slot];
            match oscillator.shape {
                Shape::Sine => course.add::<S, CHANNELS>(
                    simd,
                    oscillator,
                    which,
                    phase,
                    tiles,
                    #[inline(always)]
                    |phase| math::sin_cycles(phase.to_i32().to_f32() * (1.0 / CYCLE)),
                ),
                Shape::Triangle => course.add::<S, CHANNELS>(
                    simd,
                    oscillator,
                    which,
                    phase,
                    tiles,
                    #[inline(always)]
                    |phase| {
                        let turned = (phase + QUARTER_CYCLE).to_i32().to_f32();
                        turned.abs() * (2.0 * SIGNED) - 1.0
                    },
                ),
                Shape::Noise => course.add::<S, CHANNELS>(
                    simd,
                    oscillator,
                    which,
                    phase,
                    tiles,
                    #[inline(always)]
                    |phase| math::noise_lanes(U32::splat(simd, NOISE), phase),
                ),
                Shape::Saw | Shape::Pulse { .. } => {}
            }
            let far = lanes.select_u32(U32::load(simd, &course.far), U32::splat(simd, 0));
            (phase + far).store(&mut self.phase[number]);
        }
    }
}

impl Course {
    /// The way through a tile; lanes that do not run keep theirs.
    #[inline(always)]
    fn aim<S: Simd>(&mut self, simd: S, oscillator: &Oscillator, motion: &Motion<'_>) {
        let lanes = Mask::from_bits(simd, motion.which);
        let zero = F32::splat(simd, 0.0);
        let [from, to] = &motion.way.frequency[oscillator.part];
        let frequency = [F32::load(simd, from), F32::load(simd, to)];
        let [from, to] = &motion.way.level[oscillator.part];
        let levels = [F32::load(simd, from), F32::load(simd, to)];
        // Noise counts frames.
        let [step, step_end] = match oscillator.shape {
            Shape::Noise => [I32::splat(simd, 1); 2],
            _ => [step(frequency[0], oscillator.ratio), step(frequency[1], oscillator.ratio)],
        };
        let change = (step_end - step) >> TILE.ilog2();
        let frames = TILE as i32;
        let far = step * frames + change * (frames * (frames - 1) / 2);
        let [level, level_end] =
            [(levels[0] + oscillator.level).max(zero), (levels[1] + oscillator.level).max(zero)];
        let level_change = (level_end - level) * (1.0 / TILE as f32);
        let fast = I32::splat(simd, FAST - 1);
        let fast = (step.gt(fast) | step_end.gt(fast)).to_bits();
        lanes.select_i32(step, I32::load(simd, &self.step)).store(&mut self.step);
        lanes.select_i32(change, I32::load(simd, &self.change)).store(&mut self.change);
        lanes.select_u32(far.to_u32(), U32::load(simd, &self.far)).store(&mut self.far);
        lanes.select(level, F32::load(simd, &self.level)).store(&mut self.level);
        let kept = F32::load(simd, &self.level_change);
        lanes.select(level_change, kept).store(&mut self.level_change);
        self.fast = self.fast & !motion.which | fast & motion.which;
    }

    /// A line from `begin` through the tile: `(begin + n step + n (n - 1) / 2 change)` (of which
    /// only `begin` if it does not slope) times `level + n level_change`, multiplied out.
    #[inline(always)]
    fn line<S: Simd>(&self, simd: S, begin: F32<S>, slopes: bool) -> Cubic<S> {
        let level = F32::load(simd, &self.level);
        let rise = F32::load(simd, &self.level_change);
        let zero = F32::splat(simd, 0.0);
        if !slopes {
            return [begin * level, begin * rise, zero, zero];
        }
        let step = I32::load(simd, &self.step).to_f32() * SIGNED;
        let half = I32::load(simd, &self.change).to_f32() * (SIGNED * 0.5);
        [
            begin * level,
            step * level + (begin * rise - half * level),
            half * level + (step * rise - half * rise),
            half * rise,
        ]
    }

    /// Adds a waveform frame by frame.
    #[inline(always)]
    fn add<S: Simd, const CHANNELS: usize>(
        &self,
        simd: S,
        oscillator: &Oscillator,
        which: u8,
        mut phase: U32<S>,
        tiles: &mut [Tile; 2],
        wave: impl Fn(U32<S>) -> F32<S>,
    ) {
        let lanes = Mask::from_bits(simd, which);
        let zero = F32::splat(simd, 0.0);
        let (mut step, change) = (I32::load(simd, &self.step), I32::load(simd, &self.change));
        let mut level = lanes.select(F32::load(simd, &self.level), zero);
        let level_change = lanes.select(F32::load(simd, &self.level_change), zero);
        for frame in 0..TILE {
            let sound = wave(phase) * level;
            for (tile, share) in tiles[..CHANNELS].iter_mut().zip(oscillator.share) {
                let row = &mut tile[frame];
                (F32::load(simd, row) + sound * share).store(row);
            }
            phase = phase + step.to_u32();
            step = step + change;
            level += level_change;
        }
    }
}

/// Phase a frame, times 2^32.
#[inline(always)]
fn step<S: Simd>(frequency: F32<S>, ratio: f32) -> I32<S> {
    ((frequency * ratio).min(F32::splat(frequency.simd(), HIGHEST)) * CYCLE).to_i32()
}

/// A straight line over a tile.
#[inline(always)]
fn draw<S: Simd>(simd: S, begin: F32<S>, slope: F32<S>, tile: &mut Tile) {
    let _ = simd;
    for (n, row) in tile.iter_mut().enumerate() {
        (slope * n as f32 + begin).store(row);
    }
}

/// A curve over a tile, in some lanes: where it is straight, the very bits of [`draw`].
#[inline(always)]
fn draw_cubic<S: Simd>(simd: S, lanes: Mask<S>, c: &Cubic<S>, tile: &mut Tile) {
    for (n, row) in tile.iter_mut().enumerate() {
        let n = n as f32;
        let value = ((c[3] * n + c[2]) * n + c[1]) * n + c[0];
        lanes.select(value, F32::load(simd, row)).store(row);
    }
}
