//! The filter of eight voices, and the bass boost before it: the synth's state variable filter, with
//! a plain Q and a cutoff that follows the key.

use super::patch::Patch;
use super::settings::{Filter, Response};
use crate::batch::Tile;
use crate::lanes::{F32, Simd};
use crate::math;
use crate::va;
use crate::va::filter::{Coefficients, Svf};
use crate::voice::{LANES, TILE};

/// Key 60, where key tracking does nothing.
const MIDDLE_C: f32 = 60.0;
/// Of the bass boost's lowpass, as in the engine whose place we take.
pub(super) const BOOST: Filter =
    Filter { response: Response::Lowpass, cutoff_hz: 85.0, q: 0.8, key_tracking: 0.0 };

/// The filters of eight voices, `[channel]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    /// At the begin of the tile and its end.
    coefficients: [Coefficients; 2],
    filters: [Svf; 2],
    boosts: [Svf; 2],
}

impl Filters {
    /// A new voice in a lane, at its first key.
    pub(super) fn start(&mut self, lane: usize, patch: &Patch, key: f32) {
        for filter in self.filters.iter_mut().chain(&mut self.boosts) {
            filter.start(lane);
        }
        self.aim(lane, patch, Some(key));
        self.aim(lane, patch, None);
    }

    /// Prepares a lane's tile: its cutoff goes to that of a key, or stays.
    #[inline(always)]
    pub(super) fn aim(&mut self, lane: usize, patch: &Patch, key: Option<f32>) {
        let Some(filter) = &patch.filter else { return };
        let [from, to] = &mut self.coefficients;
        for (from, to) in from.iter_mut().zip(to.iter()) {
            from[lane] = to[lane];
        }
        if let Some(key) = key {
            let next = coefficients(filter, key, patch.sample_rate);
            for (to, next) in to.iter_mut().zip(next) {
                to[lane] = next;
            }
        }
    }

    /// Whether a patch has any.
    #[inline(always)]
    pub(super) fn are_in(patch: &Patch) -> bool {
        patch.boost > 0.0 || patch.filter.is_some()
    }

    /// A channel's tile through boost and filter, times `gains`.
    #[inline(always)]
    pub(super) fn run<S: Simd>(
        &mut self,
        simd: S,
        patch: &Patch,
        channel: usize,
        rows: &mut Tile,
        gains: &Tile,
    ) -> Tile {
        let mut out = [[0.0; LANES]; TILE];
        if patch.boost > 0.0 {
            boost(simd, patch, &mut self.boosts[channel], rows);
        }
        if let Some(filter) = &patch.filter {
            let [from, to] = &self.coefficients;
            let response = response(filter.response);
            self.filters[channel].run(simd, response, [from, to], &rows[..], gains, &mut out);
            return out;
        }
        for ((out, row), gain) in out.iter_mut().zip(&*rows).zip(gains) {
            (F32::load(simd, row) * F32::load(simd, gain)).store(out);
        }
        out
    }
}

/// `x + tanh(boost * lowpass(x))`.
#[inline(always)]
fn boost<S: Simd>(simd: S, patch: &Patch, filter: &mut Svf, rows: &mut Tile) {
    let coefficients = patch.boost_lowpass.map(|value| [value; LANES]);
    let gains = [[patch.boost; LANES]; TILE];
    let mut low = [[0.0; LANES]; TILE];
    let from_to = [&coefficients, &coefficients];
    filter.run(simd, va::Response::Lowpass, from_to, &rows[..], &gains, &mut low);
    for (row, low) in rows.iter_mut().zip(&low) {
        (F32::load(simd, row) + math::tanh(F32::load(simd, low))).store(row);
    }
}

/// Coefficients of the bass boost's lowpass.
pub(super) fn boost_lowpass(sample_rate: f64) -> [f32; 4] {
    coefficients(&BOOST, MIDDLE_C, sample_rate)
}

/// Coefficients of a filter at a key.
#[inline(never)]
fn coefficients(filter: &Filter, key: f32, sample_rate: f64) -> [f32; 4] {
    let octaves = f64::from(key - MIDDLE_C) / 12.0;
    let tracking = filter.key_tracking.clamp(0.0, 1.0) / 2.0;
    let factor = 1.0 + (libm::exp2(octaves) - 1.0) * tracking;
    let highest = (0.49 * sample_rate).min(20_000.0);
    let cutoff = (filter.cutoff_hz.clamp(20.0, 20_000.0) * factor).clamp(20.0, highest);
    let g = libm::tan(core::f64::consts::PI * cutoff / sample_rate);
    let k = 1.0 / filter.q.clamp(0.1, 30.0);
    let a1 = 1.0 / (1.0 + g * (g + k));
    [a1, g * a1, g * g * a1, k].map(|value| value as f32)
}

pub(super) fn response(response: Response) -> va::Response {
    match response {
        Response::Lowpass => va::Response::Lowpass,
        Response::Highpass => va::Response::Highpass,
        Response::Bandpass => va::Response::Bandpass,
        Response::Notch => va::Response::Notch,
    }
}
