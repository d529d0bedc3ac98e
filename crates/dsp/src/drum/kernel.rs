//! The kernel of the drums, a tile of eight voices at a time: see the drawing in `mod.rs`.

use super::kinds::{BANDS, FILTERS, SQUARES, TONES};
use super::patch::{Band, Filter, Patch};
use super::sources;
use crate::batch::{Kernel, Tile};
use crate::lanes::{F32, Simd, U32};
use crate::math;
use crate::va::filter::{Svf, coefficients, damping};
use crate::va::pitch::Pitch;
use crate::voice::{LANES, TILE, Voice};

/// The level of a click or rattle at velocity 0, beside the voice's own.
const LEAST_ACCENT: f32 = 0.4;
/// How far, in octaves, velocity 0 lowers the filters of a band.
const DULL: f32 = 0.5;
/// Highest cutoff as a part of the sample rate.
const HIGHEST: f32 = 0.4;
/// Every frame as it is.
const PLAIN: Tile = [[1.0; LANES]; TILE];

/// Eight voices of a drum.
#[derive(Clone, Debug, Default)]
pub struct State {
    lanes: [Lane; LANES],
    /// Bits of the lanes whose pitch may move.
    moving: u8,
    seed: [u32; LANES],
    /// Frequencies over those of key 60, where the tile begins and where it ends.
    ratio: [[f32; LANES]; 2],
    level: [f32; LANES],
    /// Of clicks and rattles.
    accent: [f32; LANES],
    /// Of a body's cutoffs.
    dull: [f32; LANES],
    /// In cycles.
    tones: [[f32; LANES]; TONES],
    squares: [[f32; LANES]; SQUARES],
    highpass: Svf,
    filters: [[Svf; FILTERS]; BANDS],
}

/// A voice.
#[derive(Clone, Debug, Default)]
struct Lane {
    voice: Voice,
    pitch: Pitch,
    /// Frames since its start.
    n: u64,
    /// Where it is exactly zero, and where it begins to be silenced (the earlier of cut and end).
    length: u64,
    fade: u64,
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

    fn start(&mut self, number: usize, patch: &Patch, voice: &Voice) {
        let mut pitch = Pitch::new(voice);
        let ratio = ratio(patch, pitch.key(voice, 0));
        let velocity = voice.velocity.clamp(0.0, 1.0);
        let moves = voice.bend.is_some() || voice.line.is_some();
        self.moving = self.moving & !(1 << number) | u8::from(moves) << number;
        self.seed[number] = voice.seed;
        self.ratio = self.ratio.map(|mut lanes| {
            lanes[number] = ratio;
            lanes
        });
        self.level[number] = velocity * patch.level;
        self.accent[number] = LEAST_ACCENT + (1.0 - LEAST_ACCENT) * velocity;
        self.dull[number] = math::exp2(DULL * (velocity - 1.0));
        for phase in &mut self.tones {
            phase[number] = 0.0;
        }
        // The oscillators of the model never stop: each stroke finds them elsewhere. The noise
        // counts up from 0, so these are none of its values.
        for (i, phase) in (1..).zip(&mut self.squares) {
            phase[number] = math::noise(voice.seed, u32::MAX - i) * 0.5 + 0.5;
        }
        self.highpass.start(number);
        for filter in self.filters.iter_mut().flatten() {
            filter.start(number);
        }
        self.lanes[number] = Lane {
            pitch,
            n: 0,
            length: patch.length(voice),
            fade: voice.cut.min(patch.length.saturating_sub(patch.cut)),
            voice: voice.clone(),
        };
    }

    // Large, and called from two places: a module for a browser is to be small.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    #[cfg_attr(target_family = "wasm", inline(never))]
    fn tile<S: Simd>(&mut self, simd: S, patch: &Patch, out: &mut [Tile; 2]) {
        if self.moving != 0 {
            self.aim(patch);
        }
        let moment = Moment {
            n: F32::load(simd, &core::array::from_fn(|i| self.lanes[i].n as f32)),
            ratio: [F32::load(simd, &self.ratio[0]), F32::load(simd, &self.ratio[1])],
            moves: self.moving != 0,
            accent: F32::load(simd, &self.accent),
            dull: F32::load(simd, &self.dull),
        };
        let out = &mut out[0];
        *out = [[0.0; LANES]; TILE];
        if !patch.tones.is_empty() {
            self.tones(simd, patch, &moment, out);
        }
        if !patch.bands.is_empty() {
            self.bands(simd, patch, &moment, out);
        }
        let level = F32::load(simd, &self.level);
        for out in out.iter_mut() {
            (F32::load(simd, out) * level).store(out);
        }
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            let begin = lane.n;
            lane.n += TILE as u64;
            if lane.n > lane.fade {
                fade(patch.cut, begin, lane, number, out);
            }
        }
    }
}

/// What is known of the voices where a tile begins.
struct Moment<S: Simd> {
    n: F32<S>,
    ratio: [F32<S>; 2],
    /// Whether the two ratios may differ.
    moves: bool,
    accent: F32<S>,
    dull: F32<S>,
}

impl State {
    /// The moving pitches go a tile on.
    #[inline(never)]
    fn aim(&mut self, patch: &Patch) {
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            if self.moving & 1 << number != 0 {
                let key = lane.pitch.key(&lane.voice, lane.n + TILE as u64);
                self.ratio[0][number] = self.ratio[1][number];
                self.ratio[1][number] = ratio(patch, key);
            }
        }
    }

    #[inline(always)]
    fn tones<S: Simd>(&mut self, simd: S, patch: &Patch, moment: &Moment<S>, out: &mut Tile) {
        let one = F32::splat(simd, 1.0);
        let mut sound = [[0.0; LANES]; TILE];
        for (tone, phase) in patch.tones.iter().zip(&mut self.tones) {
            let level = if tone.accented { moment.accent } else { one };
            tone.add(simd, moment.n, moment.ratio, level, phase, &mut sound);
        }
        if patch.drive > 0.0 {
            // A harder stroke is bent more.
            let drive = moment.accent * patch.drive;
            let full = F32::splat(simd, patch.drive);
            let back = math::tanh(full) / (full * math::tanh(drive));
            for sound in &mut sound {
                (math::tanh(F32::load(simd, sound) * drive) * back).store(sound);
            }
        }
        filter(simd, &patch.highpass, &mut self.highpass, (moment, one), [&sound, &PLAIN], out);
    }

    #[inline(always)]
    fn bands<S: Simd>(&mut self, simd: S, patch: &Patch, moment: &Moment<S>, out: &mut Tile) {
        let mut squares = [[0.0; LANES]; TILE];
        for (frequency, phase) in patch.squares.iter().zip(&mut self.squares) {
            let [from, to] = moment.ratio;
            sources::add_square(simd, [from * *frequency, to * *frequency], phase, &mut squares);
        }
        let mut noise = [[0.0; LANES]; TILE];
        if patch.bands.iter().any(|band| band.noise > 0.0) {
            let seed = U32::load(simd, &self.seed);
            let count = U32::load(simd, &core::array::from_fn(|i| self.lanes[i].n as u32));
            for (i, noise) in (0..).zip(&mut noise) {
                math::noise_lanes(seed, count + U32::splat(simd, i)).store(noise);
            }
        }
        for (band, filters) in patch.bands.iter().zip(&mut self.filters) {
            add_band(simd, band, filters, moment, [&squares, &noise], out);
        }
    }
}

/// Adds a band, filtered and shaped.
#[inline(always)]
fn add_band<S: Simd>(
    simd: S,
    band: &Band,
    [first, second]: &mut [Svf; FILTERS],
    moment: &Moment<S>,
    [squares, noise]: [&Tile; 2],
    out: &mut Tile,
) {
    let one = F32::splat(simd, 1.0);
    let (level, cutoff) = if band.accented { (moment.accent, one) } else { (one, moment.dull) };
    let mut raw = [[0.0; LANES]; TILE];
    for ((raw, squares), noise) in raw.iter_mut().zip(squares).zip(noise) {
        let (squares, noise) = (F32::load(simd, squares), F32::load(simd, noise));
        (squares * band.squares + noise * band.noise).store(raw);
    }
    let mut half = [[0.0; LANES]; TILE];
    filter(simd, &band.filters[0], first, (moment, cutoff), [&raw, &PLAIN], &mut half);
    let mut sound = raw;
    filter(simd, &band.filters[1], second, (moment, cutoff), [&half, &PLAIN], &mut sound);
    let mut gains = half;
    band.envelope.fill(simd, moment.n, level * band.level, &mut gains);
    for ((out, sound), gain) in out.iter_mut().zip(&sound).zip(&gains) {
        let mut sound = F32::load(simd, sound);
        if band.clips {
            sound = math::tanh(sound);
        }
        (F32::load(simd, out) + sound * F32::load(simd, gain)).store(out);
    }
}

/// Filters a tile, its cutoff times a factor per lane, and multiplies it by gains.
#[inline(always)]
fn filter<S: Simd>(
    simd: S,
    prepared: &Filter,
    filter: &mut Svf,
    (moment, factor): (&Moment<S>, F32<S>),
    [input, gains]: [&Tile; 2],
    out: &mut Tile,
) {
    let [from, to] = moment.ratio;
    let mut first = [[0.0; LANES]; 4];
    at_ratio(simd, prepared, from * factor, &mut first);
    let mut last = first;
    if moment.moves {
        at_ratio(simd, prepared, to * factor, &mut last);
    }
    filter.run(simd, prepared.response, [&first, &last], input, gains, out);
}

/// Coefficients for a cutoff times a ratio.
#[inline(always)]
fn at_ratio<S: Simd>(simd: S, filter: &Filter, ratio: F32<S>, out: &mut [[f32; LANES]; 4]) {
    let cutoff = (ratio * filter.cutoff).min(F32::splat(simd, HIGHEST));
    let damping = damping(filter.response, F32::splat(simd, filter.resonance));
    for (out, value) in out.iter_mut().zip(coefficients(cutoff, damping)) {
        value.store(out);
    }
}

/// Frequencies of a key over those of key 60, of at most 10 octaves either way.
fn ratio(patch: &Patch, key: f32) -> f32 {
    math::exp2((key.clamp(-60.0, 180.0) - 60.0 + patch.tune) * (1.0 / 12.0))
}

/// Silences a voice from frame `fade` on, over `frames`; at `length` it is exactly zero.
#[inline(never)]
fn fade(frames: u64, begin: u64, lane: &Lane, number: usize, out: &mut Tile) {
    for (n, out) in (begin..).zip(out) {
        if n >= lane.length {
            out[number] = 0.0;
        } else if n >= lane.fade {
            let left = frames.saturating_sub(n - lane.fade);
            out[number] *= left as f32 / frames as f32;
        }
    }
}
