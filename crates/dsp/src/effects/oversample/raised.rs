//! A curve without memory over both channels, at the higher rate.

use super::{Downsampler, MOST_FRAMES, Upsampler, factor, latency};
use crate::effects::glide::GRID;
use crate::lanes::{F32, Simd, WIDTH};

/// The way up and down of both channels.
#[derive(Clone, Debug)]
pub(crate) struct Raised {
    times: u32,
    up: Upsampler,
    down: Downsampler,
}

impl Raised {
    /// At 1, 2, 4 or 8 times the rate; between them the next higher.
    pub(crate) fn new(times: u32) -> Self {
        Self { times, up: Upsampler::new(times), down: Downsampler::new(times) }
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.up.clear();
        self.down.clear();
    }

    /// Frames by which the sound is late.
    pub(crate) fn latency(&self) -> usize {
        latency(self.times)
    }

    /// No peak into the curve exceeds the input's by more than the first, no peak out of it that
    /// of the curve by more than the second.
    pub(crate) fn peak_gains(&self) -> [f32; 2] {
        [self.up.peak_gain(), self.down.peak_gain()]
    }

    /// Sends `count` frames of the cell from `offset` on through `curve`, which is given eight
    /// samples and where in the cell they are, 0..1.
    #[inline(always)]
    pub(crate) fn run<S: Simd>(
        &mut self,
        simd: S,
        sound: [&mut [f32]; 2],
        offset: usize,
        curve: impl Fn(F32<S>, F32<S>) -> F32<S>,
    ) {
        let times = factor(self.times);
        let part = 1.0 / (GRID * times) as f32;
        let lanes: [f32; WIDTH] = std::array::from_fn(|lane| lane as f32 * part);
        let lanes = F32::load(simd, &lanes);
        let mut high = [[0.0; MOST_FRAMES]; 2];
        self.up.run(simd, sound.each_ref().map(|channel| &**channel), &mut high);
        for high in &mut high {
            // Whole lanes: what is beyond the run is not heard.
            for (n, eight) in high[..(sound[0].len() * times).next_multiple_of(WIDTH)]
                .chunks_exact_mut(WIDTH)
                .enumerate()
            {
                let eight: &mut [f32; WIDTH] = eight.try_into().expect("chunks are of eight");
                let start = (offset * times + n * WIDTH) as f32 * part;
                curve(F32::load(simd, eight), lanes + start).store(eight);
            }
        }
        self.down.run(simd, &mut high, sound);
    }
}
