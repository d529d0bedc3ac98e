//! The curves of the saturator's bands, at the high rate.
//!
//! A curve has no memory, so its lanes run along time. What it multiplies by is the same for all
//! frames unless something glides.

use super::curve::Shape;
use super::{Saturator, row};
use crate::effects::glide::{GRID, Glide};
use crate::effects::oversample::{self, MOST_FRAMES};
use crate::lanes::{F32, Simd, WIDTH};

/// What the curve of a band multiplies by in eight frames.
#[derive(Clone, Copy)]
struct Eight<S: Simd> {
    before: F32<S>,
    after: F32<S>,
    mix: F32<S>,
    shape: Shape<S>,
}

impl<S: Simd> Eight<S> {
    /// The band with its curve for eight frames.
    #[inline(always)]
    fn mixed(&self, x: F32<S>, bent: F32<S>) -> F32<S> {
        (-self.mix + 1.0) * x + self.mix * (bent * self.after)
    }
}

/// The gliding factors of a band, `[before, after, mix, tape's bias, fade][high frame]`.
type Rows = [[f32; MOST_FRAMES]; 5];

impl Saturator {
    /// In the order of [`Rows`].
    #[inline(always)]
    fn band_glides(&self, band: usize) -> [&Glide; 5] {
        let at = &self.now_at;
        [&at.before[band], &at.after[band], &at.mix[band], &at.tape_bias, &self.fade]
    }

    fn rows(&self, band: usize, offset: usize) -> Rows {
        let times = oversample::factor(self.times);
        self.band_glides(band).map(|glide| {
            let mut high = [0.0; MOST_FRAMES];
            for (high, low) in high.chunks_exact_mut(times).zip(row(glide, offset)) {
                high.fill(low);
            }
            high
        })
    }

    /// Bends the `bands` of `count` frames; their sum goes to `heard`.
    #[inline(always)]
    pub(super) fn bend<S: Simd>(
        &mut self,
        simd: S,
        bands: &[[[f32; GRID]; 2]],
        heard: &mut [[f32; GRID]; 2],
        count: usize,
        offset: usize,
    ) {
        let frames = count * oversample::factor(self.times);
        let mut sums = [[0.0; MOST_FRAMES]; 2];
        let mut high = [[0.0; MOST_FRAMES]; 2];
        for (band, sound) in bands.iter().enumerate() {
            let still = self.band_glides(band).iter().all(|glide| glide.at_rest());
            let ends = self.band_glides(band).map(|glide| F32::splat(simd, glide.end()));
            let first = Eight {
                before: ends[0],
                after: ends[1],
                mix: ends[2],
                shape: Shape::new(self.curves[1], ends[3]),
            };
            let rows = if still { None } else { Some(self.rows(band, offset)) };
            self.up[band].run(simd, [&sound[0][..count], &sound[1][..count]], &mut high);
            for (high, sum) in high.iter().zip(&mut sums) {
                // Whole lanes: what is beyond the run is not heard.
                for start in (0..frames).step_by(WIDTH) {
                    let x = eight(simd, high, start);
                    let y = if let Some(rows) = &rows {
                        self.gliding(simd, rows, x, start)
                    } else {
                        first.mixed(x, first.shape.at(x * first.before))
                    };
                    let sum: &mut [f32; WIDTH] =
                        sum[start..].first_chunk_mut().expect("runs end in whole lanes");
                    (F32::load(simd, sum) + y).store(sum);
                }
            }
        }
        let [left, right] = heard;
        self.down.run(simd, &mut sums, [&mut left[..count], &mut right[..count]]);
    }

    /// Eight frames of a band while its factors move or one curve fades into another.
    #[inline(always)]
    fn gliding<S: Simd>(&self, simd: S, rows: &Rows, x: F32<S>, start: usize) -> F32<S> {
        let [from, to] = self.curves;
        let bias = eight(simd, &rows[3], start);
        let factors = Eight {
            before: eight(simd, &rows[0], start),
            after: eight(simd, &rows[1], start),
            mix: eight(simd, &rows[2], start),
            shape: Shape::new(to, bias),
        };
        let driven = x * factors.before;
        let mut bent = factors.shape.at(driven);
        if !self.fade.at_rest() {
            let old = Shape::new(from, bias).at(driven);
            bent = old + (bent - old) * eight(simd, &rows[4], start);
        }
        factors.mixed(x, bent)
    }
}

#[inline(always)]
fn eight<S: Simd>(simd: S, row: &[f32; MOST_FRAMES], start: usize) -> F32<S> {
    F32::load(simd, row[start..].first_chunk().expect("runs end in whole lanes"))
}
