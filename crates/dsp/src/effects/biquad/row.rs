//! Filters in a row, side by side in lanes: while one works on a run of four frames, the one after
//! it works on the run before.
//!
//! ```text
//! lanes     = (band 3, band 2, band 1, band 0) x (left, right)
//! each step: each lane takes what the lane of the band before gave at the step before,
//!            band 0 takes the input, band 3 gives the output of three steps ago
//! ```
//!
//! So a frame takes the time of one filter's loop and not of four. The bits are those of the filters
//! one after another: nothing else is computed, and the first and last steps of a call leave alone
//! what has no frame to work on.

use super::Section;
use super::still::{Direct, Still, WIRE};
use crate::lanes::{F32, F64, Simd, WIDTH};

/// Frames after which sections that stand still look whether they have fallen silent
/// ([`Section::rest`]), counted in absolute frames; often enough that no state comes from there
/// (1e-12) to where numbers make a CPU slow (1e-308).
pub(crate) const REST: u64 = 512;
/// Filters in a row of lanes.
const BANDS: usize = WIDTH / 2;
/// Frames of a step: as many as hide the way of a number from one lane to the next.
const RUN: usize = 8;
/// Fewer frames are not worth the row; all bands must be at work at once in some step.
const FEWEST: usize = BANDS * RUN;
/// Numbers in a step's input, with what loads of whole lanes read beyond.
const STRETCH: usize = 2 * RUN + WIDTH - 2;

/// Filters both channels, or one where both are the same, through `sections`, which all stand still,
/// one after another, in place. At most [`REST`] frames.
#[inline(always)]
pub(crate) fn process_row<'a, S: Simd, const N: usize>(
    simd: S,
    sections: impl Iterator<Item = &'a mut Section>,
    mut sound: [&mut [f32]; N],
) {
    let mut filters = sections.filter_map(Section::still);
    loop {
        let mut row = [None, None, None, None];
        for place in &mut row {
            *place = filters.next();
        }
        let full = row[BANDS - 1].is_some();
        if row[0].is_some() {
            four(simd, row, sound.each_mut().map(|channel| &mut **channel));
        }
        if !full {
            return;
        }
    }
}

#[inline(always)]
fn four<S: Simd, const N: usize>(
    simd: S,
    mut row: [Option<&mut Still>; BANDS],
    mut sound: [&mut [f32]; N],
) {
    let frames = sound[0].len() & !(RUN - 1);
    let frames = if frames < FEWEST { 0 } else { frames };
    if frames > 0 {
        // Behind the sound comes what the last steps read and ignore.
        let mut both = [0.0_f32; 2 * REST as usize + BANDS * 2 * RUN + WIDTH];
        let (left, right) = (&sound[0][..frames], &sound[N - 1][..frames]);
        for ((both, left), right) in both.chunks_exact_mut(2).zip(left).zip(right) {
            (both[0], both[1]) = (*left, *right);
        }
        let mut lanes = Row::load(simd, &row);
        lanes.run(simd, &mut both, frames / RUN);
        lanes.store(&mut row);
        for (channel, sound) in sound.iter_mut().enumerate() {
            for (both, x) in both.chunks_exact(2).zip(&mut sound[..frames]) {
                *x = both[channel];
            }
        }
    }
    for filter in row.into_iter().flatten() {
        filter.process(sound.each_mut().map(|channel| &mut channel[frames..]));
    }
}

/// The filters' numbers in lanes. Where there is no filter the lane lets all pass.
struct Row<S: Simd> {
    direct: Direct<F64<S>>,
    past: [F64<S>; 2],
}

/// Where band `band`'s channels are.
fn lane(band: usize, channel: usize) -> usize {
    2 * (BANDS - 1 - band) + channel
}

impl<S: Simd> Row<S> {
    #[inline(always)]
    fn load(simd: S, row: &[Option<&mut Still>; BANDS]) -> Self {
        let mut numbers = [[0.0; WIDTH]; 7];
        for (band, filter) in row.iter().enumerate() {
            for channel in 0..2 {
                let own = filter.as_ref().map_or(WIRE, |filter| filter.numbers(channel));
                for (lanes, number) in numbers.iter_mut().zip(own) {
                    lanes[lane(band, channel)] = number;
                }
            }
        }
        let load = |i: usize| F64::load(simd, &numbers[i]);
        Self {
            direct: Direct { a: [load(0), load(1)], c: [load(2), load(3), load(4)] },
            past: [load(5), load(6)],
        }
    }

    #[inline(always)]
    fn store(&self, row: &mut [Option<&mut Still>; BANDS]) {
        let [w1, w2] = [self.past[0].to_array(), self.past[1].to_array()];
        for (band, filter) in row.iter_mut().enumerate() {
            if let Some(filter) = filter {
                for (channel, past) in filter.past.iter_mut().enumerate() {
                    *past = [w1[lane(band, channel)], w2[lane(band, channel)]];
                }
            }
        }
    }

    /// Filters `runs` runs of interleaved frames in place.
    #[inline(always)]
    fn run(&mut self, simd: S, sound: &mut [f32], runs: usize) {
        let mut between = [F32::splat(simd, 0.0); RUN];
        // Bands that have nothing yet are in the lowest lanes, those that are done in the highest.
        for step in 0..BANDS - 1 {
            let bits = u8::MAX << (2 * (BANDS - 1 - step));
            self.step::<true>(simd, &mut between, &sound[2 * RUN * step..], bits);
        }
        for step in BANDS - 1..runs {
            self.step::<false>(simd, &mut between, &sound[2 * RUN * step..], u8::MAX);
            put(&between, &mut sound[2 * RUN * (step + 1 - BANDS)..]);
        }
        for step in runs..runs + BANDS - 1 {
            let bits = u8::MAX >> (2 * (step + 1 - runs));
            self.step::<true>(simd, &mut between, &sound[2 * RUN * step..], bits);
            put(&between, &mut sound[2 * RUN * (step + 1 - BANDS)..]);
        }
    }

    /// A run of frames in each lane, of which only those of `bits` count where it is an `EDGE`.
    #[inline(always)]
    fn step<const EDGE: bool>(
        &mut self,
        simd: S,
        between: &mut [F32<S>; RUN],
        sound: &[f32],
        bits: u8,
    ) {
        let sound: &[f32; STRETCH] = sound.first_chunk().expect("the sound ends in room for it");
        for (i, between) in between.iter_mut().enumerate() {
            let input = sound[2 * i..].first_chunk().expect("a stretch holds them");
            let x = between.slide_two(F32::load(simd, input)).to_f64();
            let (y, mut past) = self.direct.frame(self.past, x);
            if EDGE {
                past = [self.past[0].replaced(bits, past[0]), self.past[1].replaced(bits, past[1])];
            }
            self.past = past;
            *between = y.to_f32();
        }
    }
}

/// The last band's frames.
#[inline(always)]
fn put<S: Simd>(between: &[F32<S>; RUN], sound: &mut [f32]) {
    let sound: &mut [f32; 2 * RUN] = sound.first_chunk_mut().expect("it came from there");
    for (frame, between) in sound.chunks_exact_mut(2).zip(between) {
        frame.copy_from_slice(&between.to_array()[..2]);
    }
}
