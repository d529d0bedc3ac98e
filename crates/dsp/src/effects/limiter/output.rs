//! What is done to the late sound: the gain, the ceiling, the trim.

use super::{Limiter, LimiterDither};
use crate::effects::glide::GRID;
use crate::math;

/// Most of a preserved transient's excess; beyond, the clip would fold back.
const MOST_EXCESS: f32 = 1.5;

impl Limiter {
    /// Puts the late sound, `sound`, under the ceilings and trims it.
    #[inline(always)]
    pub(super) fn put_out(
        &mut self,
        channel: usize,
        sound: &mut [f32],
        gains: &[f32],
        ceilings: &[f32],
        trims: &[f32],
    ) {
        let preserves = self.preserve.end() > 0.0 || !self.preserve.at_rest();
        if preserves {
            self.preserve_transients(channel, sound, gains, ceilings);
        } else {
            for (x, gain) in sound.iter_mut().zip(gains) {
                *x *= gain;
            }
        }
        let numbers = gains_and_limits(ceilings, trims);
        for (x, (ceiling, trim)) in sound.iter_mut().zip(numbers) {
            *x = held(*x, ceiling) * trim;
        }
        if self.patch.dither != LimiterDither::Off {
            let numbers = gains_and_limits(ceilings, trims);
            for (i, (x, (ceiling, trim))) in sound.iter_mut().zip(numbers).enumerate() {
                *x = self.dithered(channel, self.now + i as u64, *x, ceiling * trim);
            }
        }
    }

    #[inline(always)]
    fn preserve_transients(
        &mut self,
        channel: usize,
        sound: &mut [f32],
        gains: &[f32],
        ceilings: &[f32],
    ) {
        let offset = (self.now % GRID as u64) as usize;
        let lagging = &mut self.lagging[channel];
        for (i, ((x, gain), ceiling)) in sound.iter_mut().zip(gains).zip(ceilings).enumerate() {
            *lagging = gain.max(*lagging + (gain - *lagging) * self.lag_step);
            let kept = (*lagging - gain) * self.preserve.at(offset + i);
            *x = preserved(*x * gain, (kept / gain).min(MOST_EXCESS - 1.0), *ceiling);
        }
    }

    /// `x`, dithered and rounded without rising above `ceiling`; silence stays silent.
    #[inline(always)]
    fn dithered(&self, channel: usize, at: u64, x: f32, ceiling: f32) -> f32 {
        let steps = match self.patch.dither {
            LimiterDither::Off => return x,
            LimiterDither::Bits16 => 32_768.0,
            LimiterDither::Bits24 => 8_388_608.0,
        };
        if x == 0.0 {
            return 0.0;
        }
        // Two even noises of half a step either way make the triangle of a step either way.
        let noise = |seed| 0.5 * f64::from(math::noise(seed, at as u32));
        let dither = noise(2 * channel as u32) + noise(2 * channel as u32 + 1);
        let most = (f64::from(ceiling) * steps).floor();
        ((f64::from(x) * steps + dither + 0.5).floor().clamp(-most, most) / steps) as f32
    }
}

#[inline(always)]
fn gains_and_limits(ceilings: &[f32], trims: &[f32]) -> impl Iterator<Item = (f32, f32)> {
    ceilings.iter().copied().zip(trims.iter().copied())
}

/// `x` within `-ceiling..=ceiling`.
#[inline(always)]
fn held(x: f32, ceiling: f32) -> f32 {
    let below = if x < ceiling { x } else { ceiling };
    if below > -ceiling { below } else { -ceiling }
}

/// `y`, which is at most `ceiling`, raised by the share `excess` of up to a half, and bent so that
/// the ceiling stays the ceiling: `q v - (q - 1) v^3` with `q = 1 + excess` and `v` in ceilings,
/// which rises all the way.
#[inline(always)]
fn preserved(y: f32, excess: f32, ceiling: f32) -> f32 {
    let part = y / ceiling;
    y + y * excess * (1.0 - part * part)
}
