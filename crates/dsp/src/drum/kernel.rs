//! The kernel of the drums, a tile of eight voices at a time: see the drawing in `mod.rs`.

use super::filter::Svf;
use super::kinds::{BANDS, FILTERS, SQUARES, TONES};
use super::patch::{Band, Patch};
use super::sources;
use crate::batch::{Kernel, Tile};
use crate::lanes::{F32, Simd, U32};
use crate::math;
use crate::voice::{LANES, TILE, Voice};

/// The level of a click or rattle at velocity 0, beside the voice's own.
const LEAST_ACCENT: f32 = 0.4;
/// How far, in octaves, velocity 0 lowers the filters of a band.
const DULL: f32 = 0.5;

/// Eight voices of a drum.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Frames since the voice's start.
    n: [u64; LANES],
    /// Where it is exactly zero, and where it begins to be silenced (the earlier of cut and end).
    length: [u64; LANES],
    fade: [u64; LANES],
    seed: [u32; LANES],
    /// Frequencies over those of key 60.
    ratio: [f32; LANES],
    level: [f32; LANES],
    /// Of clicks and rattles.
    accent: [f32; LANES],
    /// In cycles.
    tones: [[f32; LANES]; TONES],
    squares: [[f32; LANES]; SQUARES],
    highpass: Svf,
    filters: [[Svf; FILTERS]; BANDS],
}

impl Kernel for State {
    type Patch = Patch;

    fn length(patch: &Patch, voice: &Voice) -> u64 {
        patch.length(voice)
    }

    fn is_stereo(patch: &Patch) -> bool {
        patch.is_stereo()
    }

    fn start(&mut self, lane: usize, patch: &Patch, voice: &Voice) {
        let velocity = voice.velocity.clamp(0.0, 1.0);
        // From the key at most 10 octaves either way.
        let key = voice.key.clamp(-60.0, 180.0) - 60.0 + patch.tune;
        let ratio = math::exp2(key * (1.0 / 12.0));
        self.n[lane] = 0;
        self.length[lane] = patch.length(voice);
        self.fade[lane] = voice.cut.min(patch.length.saturating_sub(patch.cut));
        self.seed[lane] = voice.seed;
        self.ratio[lane] = ratio;
        self.level[lane] = velocity * patch.level;
        self.accent[lane] = LEAST_ACCENT + (1.0 - LEAST_ACCENT) * velocity;
        for phase in &mut self.tones {
            phase[lane] = 0.0;
        }
        // The oscillators of the model never stop: each stroke finds them elsewhere. The noise
        // counts up from 0, so these are none of its values.
        for (number, phase) in (1..).zip(&mut self.squares) {
            phase[lane] = math::noise(voice.seed, u32::MAX - number) * 0.5 + 0.5;
        }
        self.highpass.start(lane, &patch.highpass, ratio);
        for (filters, band) in self.filters.iter_mut().zip(&patch.bands) {
            let dull = if band.accented { 0.0 } else { DULL * (velocity - 1.0) };
            for (filter, prepared) in filters.iter_mut().zip(&band.filters) {
                filter.start(lane, prepared, ratio * math::exp2(dull));
            }
        }
    }

    #[inline(always)]
    fn tile<S: Simd>(&mut self, simd: S, patch: &Patch, out: &mut [Tile; 2]) {
        let out = &mut out[0];
        *out = [[0.0; LANES]; TILE];
        let n = F32::load(simd, &self.n.map(|n| n as f32));
        if !patch.tones.is_empty() {
            self.tones(simd, patch, n, out);
        }
        if !patch.bands.is_empty() {
            self.bands(simd, patch, n, out);
        }
        let level = F32::load(simd, &self.level);
        for out in out.iter_mut() {
            (F32::load(simd, out) * level).store(out);
        }
        for (lane, n) in self.n.iter_mut().enumerate() {
            let begin = *n;
            *n += TILE as u64;
            if *n > self.fade[lane] {
                fade(patch, [begin, self.fade[lane], self.length[lane]], lane, out);
            }
        }
    }
}

impl State {
    #[inline(always)]
    fn tones<S: Simd>(&mut self, simd: S, patch: &Patch, n: F32<S>, out: &mut Tile) {
        let ratio = F32::load(simd, &self.ratio);
        let accent = F32::load(simd, &self.accent);
        let one = F32::splat(simd, 1.0);
        for (tone, phase) in patch.tones.iter().zip(&mut self.tones) {
            let level = if tone.accented { accent } else { one };
            tone.add(simd, n, [ratio; 2], level, phase, out);
        }
        // A harder stroke is bent more.
        let drive = accent * patch.drive;
        let back = one / drive;
        let mut highpass = self.highpass.load(simd, &patch.highpass);
        for out in out.iter_mut() {
            let mut sound = F32::load(simd, out);
            if patch.drive > 0.0 {
                sound = math::tanh(sound * drive) * back;
            }
            highpass.next(sound).store(out);
        }
        self.highpass.keep(simd, &highpass);
    }

    #[inline(always)]
    fn bands<S: Simd>(&mut self, simd: S, patch: &Patch, n: F32<S>, out: &mut Tile) {
        let mut squares = [[0.0; LANES]; TILE];
        let ratio = F32::load(simd, &self.ratio);
        for (frequency, phase) in patch.squares.iter().zip(&mut self.squares) {
            sources::add_square(simd, [ratio * *frequency; 2], phase, &mut squares);
        }
        let mut noise = [[0.0; LANES]; TILE];
        if patch.bands.iter().any(|band| band.noise > 0.0) {
            let seed = U32::load(simd, &self.seed);
            let count = U32::load(simd, &self.n.map(|n| n as u32));
            for (i, noise) in (0..).zip(&mut noise) {
                math::noise_lanes(seed, count + U32::splat(simd, i)).store(noise);
            }
        }
        let accent = F32::load(simd, &self.accent);
        for (band, filters) in patch.bands.iter().zip(&mut self.filters) {
            let level = if band.accented { accent } else { F32::splat(simd, 1.0) };
            let sources = [&squares, &noise];
            add_band(simd, band, filters, sources, (n, level), out);
        }
    }
}

/// Adds a band, filtered and shaped.
#[inline(always)]
fn add_band<S: Simd>(
    simd: S,
    band: &Band,
    filters: &mut [Svf; FILTERS],
    [squares, noise]: [&Tile; 2],
    (n, level): (F32<S>, F32<S>),
    out: &mut Tile,
) {
    let mut sound = [[0.0; LANES]; TILE];
    for ((sound, squares), noise) in sound.iter_mut().zip(squares).zip(noise) {
        let (squares, noise) = (F32::load(simd, squares), F32::load(simd, noise));
        (squares * band.squares + noise * band.noise).store(sound);
    }
    let mut clips = band.clips;
    for (filter, prepared) in filters.iter_mut().zip(&band.filters) {
        let mut running = filter.load(simd, prepared);
        for sound in &mut sound {
            running.next(F32::load(simd, sound)).store(sound);
        }
        filter.keep(simd, &running);
        if clips {
            for sound in &mut sound {
                math::tanh(F32::load(simd, sound)).store(sound);
            }
            clips = false;
        }
    }
    let mut gains = [[0.0; LANES]; TILE];
    band.envelope.fill(simd, n, &mut gains);
    let level = level * band.level;
    for ((out, sound), gain) in out.iter_mut().zip(&sound).zip(&gains) {
        let shaped = F32::load(simd, sound) * F32::load(simd, gain) * level;
        (F32::load(simd, out) + shaped).store(out);
    }
}

/// Silences a lane from frame `fade` on; at `length` it is exactly zero.
#[inline(never)]
fn fade(patch: &Patch, [begin, fade, length]: [u64; 3], lane: usize, out: &mut Tile) {
    for (n, out) in (begin..).zip(out) {
        if n >= length {
            out[lane] = 0.0;
        } else if n >= fade {
            // A voice shorter than the fade begins within it.
            let left = patch.cut.saturating_sub(n - fade);
            out[lane] *= left as f32 / patch.cut as f32;
        }
    }
}
