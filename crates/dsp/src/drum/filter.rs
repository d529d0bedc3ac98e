//! The state variable filter of eight voices, as the synth's \[simper-svf\] but for coefficients
//! that stay: each lane has its own cutoff for the whole voice.

use super::kinds;
use crate::lanes::{F32, Simd};
use crate::math;
use crate::voice::LANES;

/// Below this a state is nothing: -300 dB, far above where numbers become subnormal.
const NOTHING: f32 = 1e-15;
/// Highest cutoff as a part of the sample rate.
const HIGHEST: f32 = 0.4;

/// A prepared filter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter {
    /// Cutoff at key 60, as a part of the sample rate.
    cutoff: f32,
    /// Damping, 1 / Q.
    k: f32,
    /// Shares of the input, the band and the low output in what is heard.
    mix: [f32; 3],
}

impl Filter {
    pub(super) fn new(shape: &kinds::Filter, sample_rate: f64) -> Self {
        let k = (1.0 / shape.q) as f32;
        let mix = match shape.response {
            kinds::Response::Bandpass => [0.0, k, 0.0],
            kinds::Response::Highpass => [1.0, -k, -1.0],
        };
        Self { cutoff: (shape.hz / sample_rate) as f32, k, mix }
    }
}

/// Filters of eight voices.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Svf {
    /// `a1`, `a2`, `a3`.
    coefficients: [[f32; LANES]; 3],
    ic1: [f32; LANES],
    ic2: [f32; LANES],
}

/// The same while a tile is computed.
pub(super) struct Running<S: Simd> {
    a: [F32<S>; 3],
    ic1: F32<S>,
    ic2: F32<S>,
    mix: [f32; 3],
}

impl Svf {
    /// A new voice in a lane; `ratio`: its cutoff over that of key 60.
    pub(super) fn start(&mut self, lane: usize, filter: &Filter, ratio: f32) {
        let g = math::tan_pi((filter.cutoff * ratio).min(HIGHEST));
        let a1 = 1.0 / (g * (g + filter.k) + 1.0);
        for (coefficient, a) in self.coefficients.iter_mut().zip([a1, g * a1, g * g * a1]) {
            coefficient[lane] = a;
        }
        self.ic1[lane] = 0.0;
        self.ic2[lane] = 0.0;
    }

    #[inline(always)]
    pub(super) fn load<S: Simd>(&self, simd: S, filter: &Filter) -> Running<S> {
        let [a1, a2, a3] = &self.coefficients;
        Running {
            a: [F32::load(simd, a1), F32::load(simd, a2), F32::load(simd, a3)],
            ic1: F32::load(simd, &self.ic1),
            ic2: F32::load(simd, &self.ic2),
            mix: filter.mix,
        }
    }

    #[inline(always)]
    pub(super) fn keep<S: Simd>(&mut self, simd: S, running: &Running<S>) {
        let zero = F32::splat(simd, 0.0);
        let nothing = F32::splat(simd, NOTHING);
        let flush = (
            running.ic1.abs().lt(nothing).select(zero, running.ic1),
            running.ic2.abs().lt(nothing).select(zero, running.ic2),
        );
        flush.0.store(&mut self.ic1);
        flush.1.store(&mut self.ic2);
    }
}

impl<S: Simd> Running<S> {
    /// A frame.
    #[inline(always)]
    pub(super) fn next(&mut self, input: F32<S>) -> F32<S> {
        let [a1, a2, a3] = self.a;
        let v3 = input - self.ic2;
        let band = a1 * self.ic1 + a2 * v3;
        let low = self.ic2 + (a2 * self.ic1 + a3 * v3);
        self.ic1 = band + band - self.ic1;
        self.ic2 = low + low - self.ic2;
        input * self.mix[0] + band * self.mix[1] + low * self.mix[2]
    }
}
