//! An effect at work on stereo noise, in blocks of 512 frames.

use crate::Kernel;
use rebounce_dsp::effects::Effect;
use rebounce_dsp::effects::beside::{Beside, Member};
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
    effect_at(name, Level::best(), peak, make)
}

/// The same of an effect that is made for a level.
pub(crate) fn effect_at<E: Effect + 'static>(
    name: &str,
    level: Level,
    peak: f32,
    make: impl Fn() -> E + 'static,
) -> Kernel {
    Kernel {
        name: name.to_owned(),
        unit: "stereo frame",
        units: FRAMES,
        level: level.name(),
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

/// The kernel of eight mono effects side by side on noise.
pub(crate) fn eight_beside<E: Beside + 'static>(
    name: &str,
    make: impl Fn() -> E + 'static,
) -> Kernel {
    Kernel {
        name: name.to_owned(),
        unit: "frame of eight",
        units: FRAMES,
        level: Level::best().name(),
        make: Box::new(move || {
            let noise = |seed| (0..FRAMES as u32).map(|n| math::noise(seed, n)).collect::<Vec<_>>();
            let sounds: Vec<Vec<f32>> = (0..8).map(noise).collect();
            let mut blocks = vec![[0.0; BLOCK]; 8];
            let mut effects: Vec<E> = (0..8).map(|_| make()).collect();
            Box::new(move || {
                for start in (0..FRAMES).step_by(BLOCK) {
                    for (block, sound) in blocks.iter_mut().zip(&sounds) {
                        block.copy_from_slice(&sound[start..start + BLOCK]);
                    }
                    let both = effects.iter_mut().zip(&mut blocks);
                    let mut members: Vec<_> = both
                        .map(|(effect, block)| Member { effect, left: &mut block[..], right: None })
                        .collect();
                    E::process_beside(&mut members);
                    black_box(&blocks);
                }
            })
        }),
    }
}
