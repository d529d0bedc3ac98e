//! The bands of the saturator's sound and their curves, at the high rate.

use super::curve::bend;
use super::filters::Factors;
use super::{Saturator, SaturatorCurve, row};
use crate::effects::glide::{GRID, Glide};
use crate::effects::oversample::{self, MOST_FRAMES};
use crate::lanes::{Simd, WIDTH};

/// What the curves of a band multiply by, at the high rate.
pub(super) struct Rows {
    before: [f32; MOST_FRAMES],
    after: [f32; MOST_FRAMES],
    mix: [f32; MOST_FRAMES],
    tape_bias: [f32; MOST_FRAMES],
    fade: [f32; MOST_FRAMES],
}

impl Saturator {
    /// What the curves of `band` multiply by.
    #[inline(always)]
    pub(super) fn rows(&self, band: usize, offset: usize) -> Rows {
        let times = oversample::factor(self.times);
        let high = |glide: &Glide| {
            let low = row(glide, offset);
            let mut high = [0.0; MOST_FRAMES];
            for (high, low) in high.chunks_exact_mut(times).zip(low) {
                high.fill(low);
            }
            high
        };
        Rows {
            before: high(&self.now_at.before[band]),
            after: high(&self.now_at.after[band]),
            mix: high(&self.now_at.mix[band]),
            tape_bias: high(&self.now_at.tape_bias),
            fade: high(&self.fade),
        }
    }

    /// The curves, at the high rate.
    #[inline(always)]
    pub(super) fn bent<S: Simd>(
        &mut self,
        simd: S,
        channel: usize,
        sound: &mut [f32],
        factors: [[Factors; GRID]; 2],
        rows: &[Option<Rows>; 3],
    ) {
        let state = &mut self.channels[channel];
        let high_frames = sound.len() * oversample::factor(self.times);
        let mut bands = [[0.0; GRID]; 3];
        if self.multiband {
            bands = state.crossover.split(sound, &factors);
        } else {
            bands[0][..sound.len()].copy_from_slice(sound);
        }
        let mut sum = [0.0; MOST_FRAMES];
        for ((band, up), rows) in bands.iter().zip(&mut state.up).zip(rows.iter().flatten()) {
            let mut high = [0.0; MOST_FRAMES];
            up.run(simd, &band[..sound.len()], &mut high);
            // Whole lanes: what is beyond the run is zeros and not heard.
            let whole = high_frames.next_multiple_of(WIDTH);
            let mut bent = [0.0; MOST_FRAMES];
            curve_run(simd, self.curves[1], &high[..whole], rows, &mut bent[..whole]);
            if !self.fade.at_rest() {
                let mut old = [0.0; MOST_FRAMES];
                curve_run(simd, self.curves[0], &high[..whole], rows, &mut old[..whole]);
                for ((bent, old), fade) in bent.iter_mut().zip(old).zip(&rows.fade) {
                    *bent = old + (*bent - old) * fade;
                }
            }
            for (n, sum) in sum[..high_frames].iter_mut().enumerate() {
                *sum += (1.0 - rows.mix[n]) * high[n] + rows.mix[n] * bent[n];
            }
        }
        state.down.run(simd, &mut sum, sound);
    }
}

/// `after * curve(before * sound)`; lengths are multiples of 8.
#[inline(always)]
fn curve_run<S: Simd>(
    simd: S,
    curve: SaturatorCurve,
    sound: &[f32],
    rows: &Rows,
    bent: &mut [f32],
) {
    for ((bent, x), before) in bent.iter_mut().zip(sound).zip(&rows.before) {
        *bent = x * before;
    }
    bend(simd, curve, bent, &rows.tape_bias);
    for (bent, after) in bent.iter_mut().zip(&rows.after) {
        *bent *= after;
    }
}
