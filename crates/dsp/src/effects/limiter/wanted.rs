//! The gain that a peak wants, so that it does not exceed the ceiling.

use super::Limiter;
use super::gain::ONE;
use super::patch::DB_PER_OCTAVE;
use crate::effects::glide::{GRID, Glide};
use crate::lanes::{F32, Simd, WIDTH};
use crate::math;
use core::ops::Range;

impl Limiter {
    /// The gains wanted in each frame of a run of at most a cell; `None` if all are 1. No peak below
    /// `softness` ceilings wants one.
    #[inline(always)]
    pub(super) fn wanted<S: Simd, const N: usize>(
        &mut self,
        simd: S,
        run: Range<usize>,
        ceilings: &[f32],
        softness: f32,
    ) -> Option<[[u32; GRID]; 2]> {
        let (offset, count) = ((self.now as usize + run.start) % GRID, run.len());
        // Where they do not flow, they are all the same.
        let count_of_ceilings = if self.flowing { count } else { 1 };
        let lowest =
            ceilings[..count_of_ceilings].iter().fold(f32::MAX, |lowest, c| lowest.min(*c));
        let threshold = lowest * softness;
        // Loops, for closures handed to the library would not be compiled for the level.
        let (mut any, mut own) = (false, [[ONE; GRID]; 2]);
        for (detector, own) in self.detectors[..N].iter_mut().zip(&mut own) {
            if let Some(mut peaks) = detector.peaks(simd, run.clone(), threshold) {
                peaks[count..].fill(0.0);
                let mut loud = false;
                for peak in &peaks {
                    loud |= *peak > threshold;
                }
                if loud {
                    *own = wanted_gains(simd, &peaks, ceilings, &self.knee_db, offset);
                    any = true;
                }
            }
        }
        if !any {
            return None;
        }
        if N == 1 {
            own[1] = own[0];
            return Some(own);
        }
        let whole = self.link.at_rest() && self.link.end() == 1.0;
        let [left, right] = &mut own;
        for (i, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let least = (*left).min(*right);
            if whole {
                (*left, *right) = (least, least);
                continue;
            }
            let link = u64::from((self.link.at(offset + i) * ONE as f32) as u32);
            for own in [left, right] {
                *own -= ((u64::from(*own - least) * link) >> 30) as u32;
            }
        }
        Some(own)
    }
}

/// The gains that the peaks of a run want, as parts of [`ONE`]; the run's first frame is `offset`
/// frames after its cell's start.
#[inline(always)]
fn wanted_gains<S: Simd>(
    simd: S,
    peaks: &[f32; GRID],
    ceilings: &[f32],
    knee_db: &Glide,
    offset: usize,
) -> [u32; GRID] {
    let mut gains = [ONE; GRID];
    if knee_db.at_rest() && knee_db.end() == 0.0 {
        wanted_without_knee(simd, peaks, ceilings, &mut gains);
    } else {
        for (i, ((gain, peak), ceiling)) in gains.iter_mut().zip(peaks).zip(ceilings).enumerate() {
            *gain = wanted(*peak, *ceiling, knee_db.at(offset + i));
        }
    }
    gains
}

/// The gain that a peak wants, as a part of [`ONE`]: with a knee of `w` dB and a peak of `u` dB
/// over the ceiling, a reduction of `(u + w)^2 / 4 w` dB where `-w < u < w`, and of `u` above.
#[inline(always)]
fn wanted(peak: f32, ceiling: f32, knee_db: f32) -> u32 {
    let hard = if peak > ceiling { ceiling / peak } else { 1.0 };
    let mut gain = hard;
    if knee_db > 0.0 && peak > 0.25 * ceiling {
        let over_db = DB_PER_OCTAVE * math::log2(peak / ceiling);
        if over_db > -knee_db && over_db < knee_db {
            let reduction_db = (over_db + knee_db) * (over_db + knee_db) / (4.0 * knee_db);
            gain = hard.min(math::exp2(reduction_db * (-1.0 / DB_PER_OCTAVE)));
        }
    }
    (gain * ONE as f32) as u32
}

/// [`wanted`] without a knee, of whole lanes.
#[inline(always)]
fn wanted_without_knee<S: Simd>(
    simd: S,
    peaks: &[f32; GRID],
    ceilings: &[f32],
    wanted: &mut [u32; GRID],
) {
    let lanes = peaks.chunks_exact(WIDTH).zip(ceilings.chunks_exact(WIDTH));
    for (wanted, (peaks, ceilings)) in wanted.chunks_exact_mut(WIDTH).zip(lanes) {
        let [peak, ceiling] = [peaks, ceilings]
            .map(|row| F32::load(simd, row.first_chunk().expect("chunks are of eight")));
        let gain = peak.gt(ceiling).select(ceiling / peak, F32::splat(simd, 1.0));
        let wanted = wanted.first_chunk_mut().expect("chunks are of eight");
        (gain * ONE as f32).to_i32().to_u32().store(wanted);
    }
}
