//! The state variable filter of eight voices: trapezoidal integrators without a delay in the loop
//! (key: simper2013), (key: zavalishin2018), whose response is that of the bilinear biquads of the cookbook
//! (key: bristow-johnson), and so the browser's.
//!
//! ```text
//! v3 = v0 - ic2          ic1 = 2 v1 - ic1
//! v1 = a1 ic1 + a2 v3    ic2 = 2 v2 - ic2
//! v2 = ic2 + a2 ic1 + a3 v3
//! ```
//!
//! `a1`, `a2`, `a3` move in ramps. That is stable however they move: for fixed coefficients the
//! step of the state is a contraction in the Euclidean norm, it is linear in the three, and what
//! lies between contractions is one.

use super::settings::Response;
use crate::batch::Tile;
use crate::lanes::{F32, Simd};
use crate::math;
use crate::voice::{LANES, TILE};

/// Below this a state is nothing: -300 dB, far above where numbers become subnormal.
const NOTHING: f32 = 1e-15;

/// `a1`, `a2`, `a3` and the damping `k`, of eight lanes each.
pub(crate) type Coefficients = [[f32; LANES]; 4];

/// The damping `k` for a resonance in the browser's terms: dB for lowpass and highpass
/// (`k = 10^(-Q / 20)`), a plain Q for the others.
#[inline(always)]
pub(crate) fn damping<S: Simd>(response: Response, resonance: F32<S>) -> F32<S> {
    match response {
        Response::Lowpass | Response::Highpass => math::db_to_gain(-resonance),
        Response::Bandpass | Response::Notch => F32::splat(resonance.simd(), 1.0) / resonance,
    }
}

/// Coefficients for a cutoff as a part of the sample rate and a damping.
#[inline(always)]
pub(crate) fn coefficients<S: Simd>(cutoff: F32<S>, damping: F32<S>) -> [F32<S>; 4] {
    let g = math::tan_pi(cutoff);
    let a1 = F32::splat(cutoff.simd(), 1.0) / (g * (g + damping) + 1.0);
    let a2 = g * a1;
    [a1, a2, g * a2, damping]
}

/// Upper bound of what comes out of a filter for an input peak of 1, however the cutoff moves: the
/// sum of the magnitudes of its impulse response, which a moving cutoff only stretches in time. With
/// damping `k` below 2 the lowpass swings by `e^(-pi k / sqrt(4 - k^2))` of the swing before, which
/// adds up to `coth(pi k / 2 / sqrt(4 - k^2))`; the band times its damping to at most 3/2 (4 / pi at
/// a low one, 4 / e at 2). A twentieth more for what the bilinear transform does to it.
pub(crate) fn most(response: Response, damping: f32) -> f32 {
    let k = f64::from(damping);
    let low = if k < 1.999 {
        1.0 / libm::tanh(core::f64::consts::FRAC_PI_2 * k / libm::sqrt(4.0 - k * k))
    } else {
        1.0
    };
    let most = match response {
        Response::Lowpass => low,
        Response::Highpass => 1.0 + 1.5 * k.max(1.0) + low,
        Response::Bandpass => 1.5 * k.max(1.0),
        Response::Notch => 1.0 + 1.5 * k.max(1.0),
    };
    1.05 * most as f32
}

/// The state of eight filters, of one channel.
#[derive(Clone, Debug, Default)]
pub(crate) struct Svf {
    ic1: [f32; LANES],
    ic2: [f32; LANES],
}

impl Svf {
    /// A new voice in a lane.
    pub(crate) fn start(&mut self, lane: usize) {
        self.ic1[lane] = 0.0;
        self.ic2[lane] = 0.0;
    }

    /// Filters a tile, coefficients going from one to the next, and multiplies by `gains`.
    #[inline(always)]
    pub(crate) fn run<S: Simd>(
        &mut self,
        simd: S,
        response: Response,
        from_to: [&Coefficients; 2],
        input: &[[f32; LANES]],
        gains: &Tile,
        out: &mut Tile,
    ) {
        let filters = core::array::from_mut(self);
        let input = input.first_chunk().expect("a tile is filtered");
        run::<S, 1, true>(simd, response, from_to, filters, [input], gains, [out]);
    }
}

/// Filters the tiles of some channels side by side. `MOVES`: the coefficients of both ends may
/// differ; where they do not, the bits are the same without.
#[inline(always)]
pub(crate) fn run<S: Simd, const CHANNELS: usize, const MOVES: bool>(
    simd: S,
    response: Response,
    from_to: [&Coefficients; 2],
    filters: &mut [Svf; CHANNELS],
    input: [&Tile; CHANNELS],
    gains: &Tile,
    out: [&mut Tile; CHANNELS],
) {
    let shape = (simd, from_to, filters, input, gains, out);
    match response {
        Response::Lowpass => pass::<S, CHANNELS, MOVES>(
            shape,
            #[inline(always)]
            |_, _, _, low| low,
        ),
        Response::Highpass => pass::<S, CHANNELS, MOVES>(
            shape,
            #[inline(always)]
            |v0, k, band, low| v0 - k * band - low,
        ),
        Response::Bandpass => pass::<S, CHANNELS, MOVES>(
            shape,
            #[inline(always)]
            |_, k, band, _| k * band,
        ),
        Response::Notch => pass::<S, CHANNELS, MOVES>(
            shape,
            #[inline(always)]
            |v0, k, band, _| v0 - k * band,
        ),
    }
}

/// What [`run`] takes, of so many channels.
type Shape<'a, S, const CHANNELS: usize> = (
    S,
    [&'a Coefficients; 2],
    &'a mut [Svf; CHANNELS],
    [&'a Tile; CHANNELS],
    &'a Tile,
    [&'a mut Tile; CHANNELS],
);

#[inline(always)]
fn pass<S: Simd, const CHANNELS: usize, const MOVES: bool>(
    (simd, [from, to], filters, input, gains, out): Shape<'_, S, CHANNELS>,
    mix: impl Fn(F32<S>, F32<S>, F32<S>, F32<S>) -> F32<S>,
) {
    // The states' own step, with doubled coefficients: `ic' = 2 v - ic` multiplied out, which
    // is a chain of three operations a frame instead of five.
    let [(a1, d1), (a2, d2), (a3, d3), (mut k, dk)] = [
        ramp(simd, &from[0], &to[0]),
        ramp(simd, &from[1], &to[1]),
        ramp(simd, &from[2], &to[2]),
        ramp(simd, &from[3], &to[3]),
    ];
    let (mut b1, e1) = (a1 + a1 - 1.0, d1 + d1);
    let (mut b2, e2) = (a2 + a2, d2 + d2);
    let (mut b3, e3) = (a3 + a3, d3 + d3);
    let zero = F32::splat(simd, 0.0);
    let (mut ic1, mut ic2) = ([zero; CHANNELS], [zero; CHANNELS]);
    for (channel, filter) in filters.iter().enumerate() {
        ic1[channel] = F32::load(simd, &filter.ic1);
        ic2[channel] = F32::load(simd, &filter.ic2);
    }
    for (frame, gain) in gains.iter().enumerate() {
        let gain = F32::load(simd, gain);
        for channel in 0..CHANNELS {
            let (last1, last2) = (ic1[channel], ic2[channel]);
            let v0 = F32::load(simd, &input[channel][frame]);
            let v3 = v0 - last2;
            let next1 = b1 * last1 + b2 * v3;
            let next2 = (last2 + b2 * last1) + b3 * v3;
            let v1 = (last1 + next1) * 0.5;
            let v2 = (last2 + next2) * 0.5;
            (ic1[channel], ic2[channel]) = (next1, next2);
            (mix(v0, k, v1, v2) * gain).store(&mut out[channel][frame]);
        }
        if MOVES {
            b1 += e1;
            b2 += e2;
            b3 += e3;
            k += dk;
        }
    }
    for (channel, filter) in filters.iter_mut().enumerate() {
        flush(ic1[channel]).store(&mut filter.ic1);
        flush(ic2[channel]).store(&mut filter.ic2);
    }
}

/// Where a ramp begins, and its change a frame.
#[inline(always)]
fn ramp<S: Simd>(simd: S, from: &[f32; LANES], to: &[f32; LANES]) -> (F32<S>, F32<S>) {
    let begin = F32::load(simd, from);
    (begin, (F32::load(simd, to) - begin) * (1.0 / TILE as f32))
}

/// Exactly zero where there is next to nothing.
#[inline(always)]
fn flush<S: Simd>(state: F32<S>) -> F32<S> {
    let simd = state.simd();
    state.abs().lt(F32::splat(simd, NOTHING)).select(F32::splat(simd, 0.0), state)
}
