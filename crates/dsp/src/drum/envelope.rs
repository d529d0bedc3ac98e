//! Decays of eight voices: geometric, and exact again at each tile's begin, so that nothing adds
//! up over a long ring.

use super::kinds;
use crate::batch::Tile;
use crate::lanes::{F32, Simd};
use crate::math;

/// Seconds in which a band opens, in a straight line: what the filters make of the squares'
/// sudden begin has passed by then.
const OPENING: f64 = 0.000_5;

/// A fall by 60 dB in octaves of the level: `log2(1000)`.
const FALL: f64 = 9.965_784_284_662_087;

/// A prepared decay.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decay {
    /// Octaves a frame.
    rate: f32,
    /// Factor a frame.
    ratio: f32,
    /// Frames of a fall by 60 dB.
    pub(super) frames: f64,
}

impl Decay {
    /// Seconds of a fall by 60 dB.
    pub(super) fn new(seconds: f64, sample_rate: f64) -> Self {
        let frames = seconds * sample_rate;
        let rate = FALL / frames;
        Self { rate: rate as f32, ratio: libm::exp2(-rate) as f32, frames }
    }

    /// What is left after `n` frames; 0 where that is next to nothing.
    #[inline(always)]
    pub(super) fn at<S: Simd>(&self, n: F32<S>) -> F32<S> {
        math::exp2(-n * self.rate)
    }

    /// What is left of a level a frame later.
    #[inline(always)]
    pub(super) fn next<S: Simd>(&self, level: F32<S>) -> F32<S> {
        level * self.ratio
    }
}

/// A prepared envelope of a band.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope {
    /// Frames in which it opens.
    opening: f32,
    /// Frames from one burst to the next.
    period: f32,
    /// Frames until the last burst, with which the tail begins.
    last: f32,
    burst: f32,
    burst_decay: Decay,
    tail: f32,
    tail_decay: Decay,
}

impl Envelope {
    /// `ring`: a factor on the decays; bursts of a series keep theirs.
    pub(super) fn new(shape: &kinds::Envelope, ring: f64, sample_rate: f64) -> Self {
        let period = (shape.period_s * sample_rate).round();
        let burst_ring = if shape.bursts > 1 { 1.0 } else { ring };
        Self {
            opening: (OPENING * sample_rate) as f32,
            period: period as f32,
            last: (period * f64::from(shape.bursts - 1)) as f32,
            burst: shape.burst as f32,
            burst_decay: Decay::new(shape.burst_s * burst_ring, sample_rate),
            tail: shape.tail as f32,
            tail_decay: Decay::new(shape.tail_s * ring, sample_rate),
        }
    }

    /// Frames until it is `levels` falls by 60 dB down.
    pub(super) fn frames(&self, falls: f64) -> f64 {
        f64::from(self.last) + self.burst_decay.frames.max(self.tail_decay.frames) * falls
    }

    /// Frames until the last burst.
    pub(super) fn last(&self) -> f32 {
        self.last
    }

    /// The envelope from frame `n` of each lane on, times a level.
    #[inline(always)]
    pub(super) fn fill<S: Simd>(&self, simd: S, n: F32<S>, level: F32<S>, out: &mut Tile) {
        let since = n - self.last;
        let mut burst = self.burst_decay.at(since) * level * self.burst;
        let mut tail = self.tail_decay.at(since) * level * self.tail;
        for out in out.iter_mut() {
            (burst + tail).store(out);
            burst = self.burst_decay.next(burst);
            tail = self.tail_decay.next(tail);
        }
        if n.lt(F32::splat(simd, self.last)).any() {
            self.strike(simd, n, level, out);
        }
        if n.lt(F32::splat(simd, self.opening)).any() {
            let one = F32::splat(simd, 1.0);
            for (i, out) in out.iter_mut().enumerate() {
                let open = ((n + i as f32) / self.opening).min(one);
                (F32::load(simd, out) * open).store(out);
            }
        }
    }

    /// Puts the series of bursts into the lanes that begin the tile before the last of them; the
    /// others keep what they have, to the bit.
    #[inline(always)]
    fn strike<S: Simd>(&self, simd: S, begin: F32<S>, level: F32<S>, out: &mut Tile) {
        let last = F32::splat(simd, self.last);
        let zero = F32::splat(simd, 0.0);
        for (i, out) in out.iter_mut().enumerate() {
            let n = begin + i as f32;
            // The last burst goes on for good.
            let begun = ((n / self.period).floor() * self.period).min(last);
            let burst = self.burst_decay.at(n - begun) * self.burst;
            let tail = self.tail_decay.at((n - last).max(zero)) * self.tail;
            let both = (burst + n.lt(last).select(zero, tail)) * level;
            begin.lt(last).select(both, F32::load(simd, out)).store(out);
        }
    }
}
