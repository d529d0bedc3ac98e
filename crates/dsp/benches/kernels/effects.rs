//! An effect at work on stereo noise, in blocks of 512 frames.

use crate::Kernel;
use rebounce_dsp::effects::Effect;
use rebounce_dsp::lanes::Level;
use rebounce_dsp::math;
use std::hint::black_box;

/// The rate that effects are made for.
pub(crate) const RATE: f64 = 48_000.0;

const BLOCK: usize = 512;

/// More than the longest partition of a convolution, so that each call does all of its work.
const FRAMES: usize = 65_536;

/// The kernel of an effect on noise of that peak.
pub(crate) fn effect<E: Effect + 'static>(
    name: &str,
    peak: f32,
    make: impl Fn() -> E + 'static,
) -> Kernel {
    Kernel {
        name: name.to_owned(),
        unit: "stereo frame",
        units: FRAMES,
        level: Level::best().name(),
        make: Box::new(move || {
            let noise = |seed| (0..FRAMES as u32).map(move |n| peak * math::noise(seed, n));
            let (left, right): (Vec<f32>, Vec<f32>) = noise(1).zip(noise(2)).unzip();
            let (mut l, mut r) = (vec![0.0; BLOCK], vec![0.0; BLOCK]);
            let mut effect = make();
            Box::new(move || {
                for (left, right) in left.chunks(BLOCK).zip(right.chunks(BLOCK)) {
                    l.copy_from_slice(left);
                    r.copy_from_slice(right);
                    effect.process(&mut l, &mut r, None);
                    black_box(&l);
                }
            })
        }),
    }
}
