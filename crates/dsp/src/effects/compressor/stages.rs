//! The way from the sound to its gains and out, in runs of frames.

use super::gain::gain;
use super::{Compressor, Detection, Glides};
use crate::effects::biquad::REST;
use crate::effects::glide::{GRID, part, stretch};
use crate::lanes::{F32, Simd, WIDTH};
use crate::math;
use core::ops::Range;

/// Most frames whose gains are found before the sound is delayed, where nothing moves, and frames
/// after which it looks whether something has fallen silent: enough that stages fill and rings move
/// in long runs, few enough that it all stays near. A divisor of [`REST`].
const STRETCH: usize = 256;
const _: () = assert!(REST.is_multiple_of(STRETCH as u64) && STRETCH.is_multiple_of(GRID));

/// A number for each frame of both channels.
type Track = [[f32; STRETCH]; 2];
/// The same, side by side in each frame, as stages take them that wait for their own last frame.
type Pairs = [[f32; 2]; STRETCH];

impl Compressor {
    /// Processes both channels in place, or one where both are the same.
    #[inline(always)]
    pub(super) fn run<S: Simd, const N: usize>(
        &mut self,
        simd: S,
        mut sound: [&mut [f32]; N],
        side: Option<[&[f32]; N]>,
    ) {
        let side = side.filter(|_| self.patch.side_enabled);
        let (mut done, frames) = (0, sound[0].len());
        while done < frames {
            if self.now.is_multiple_of(STRETCH as u64) {
                self.rest();
            }
            let mut every = STRETCH;
            if !self.is_settled() {
                every = GRID;
                if self.now.is_multiple_of(GRID as u64) {
                    self.control();
                }
            }
            let stretch = stretch(self.now, done..frames, every as u64);
            let side = side.map(|side| side.map(|channel| &channel[stretch.clone()]));
            self.stretch(simd, part(&mut sound, &stretch), side);
            self.now += stretch.len() as u64;
            done = stretch.end;
        }
        if N == 1 {
            let [left, right] = &mut self.late;
            right.copy_from(left);
        }
    }

    /// Processes at most [`STRETCH`] frames in which nothing moves, or a cell.
    ///
    /// Four stages follow one another, each a run behind the one before: two of them wait for their
    /// own last frame most of the time, in which the CPU can do the others' work.
    #[inline(always)]
    fn stretch<S: Simd, const N: usize>(
        &mut self,
        simd: S,
        mut sound: [&mut [f32]; N],
        side: Option<[&[f32]; N]>,
    ) {
        let (offset, frames) = ((self.now % GRID as u64) as usize, sound[0].len());
        let runs = frames.div_ceil(GRID);
        let range = |run: usize| run * GRID..frames.min((run + 1) * GRID);
        // What the detector hears, and then the reductions wanted.
        let mut heard = [[0.0; 2]; STRETCH];
        // The smooth reductions, and then the gains.
        let mut track = [[0.0; STRETCH]; 2];
        for step in 0..runs + 3 {
            if step < runs {
                let run = range(step);
                let side = side.map(|side| side.map(|channel| &channel[run.clone()]));
                self.hear(part(&mut sound, &run), side, offset, &mut heard[run]);
            }
            if (1..=runs).contains(&step) {
                self.want(simd, &mut heard, range(step - 1));
            }
            if (2..runs + 2).contains(&step) {
                let run = range(step - 2);
                let smooth = track.each_mut().map(|track| &mut track[run.clone()]);
                self.followers.follow(&heard[run], smooth, &self.speeds);
            }
            if step >= 3 {
                self.gains::<S, N>(simd, &mut track, (step - 3) * GRID, offset);
            }
        }
        let listens = self.listens();
        for ((sound, gains), late) in sound.into_iter().zip(&mut track).zip(&mut self.late) {
            if listens {
                for (i, gain) in gains.iter_mut().enumerate() {
                    *gain += self.listen.at(offset + i) * (1.0 - *gain);
                }
            }
            late.delay(sound);
            for (x, gain) in sound.iter_mut().zip(gains) {
                *x *= *gain;
            }
        }
    }

    /// Whether what the detector hears is heard.
    pub(super) fn listens(&self) -> bool {
        !self.listen.at_rest() || self.listen.end() != 0.0
    }

    /// Puts what the detector hears. Where one listens, it becomes the sound.
    #[inline(always)]
    fn hear<const N: usize>(
        &mut self,
        sound: [&mut [f32]; N],
        side: Option<[&[f32]; N]>,
        offset: usize,
        heard: &mut [[f32; 2]],
    ) {
        let source = |channel: usize| side.map_or(&*sound[channel], |side| side[channel]);
        for ((heard, left), right) in heard.iter_mut().zip(source(0)).zip(source(N - 1)) {
            *heard = [*left, *right];
        }
        if side.is_some() {
            for (i, heard) in heard.iter_mut().enumerate() {
                let gain = math::db_to_gain(self.glides.side_gain_db.at(offset + i));
                *heard = heard.map(|x| x * gain);
            }
        }
        self.ear.process_pairs(heard, offset);
        if self.listens() {
            for (channel, sound) in sound.into_iter().enumerate() {
                for (i, x) in sound.iter_mut().enumerate() {
                    *x += self.listen.at(offset + i) * (heard[i][channel] - *x);
                }
            }
        }
    }

    /// The reductions in dB that go with what is heard, of both channels.
    #[inline(always)]
    fn want<S: Simd>(&mut self, simd: S, heard: &mut Pairs, run: Range<usize>) {
        let rms = self.patch.detection == Detection::Rms;
        if rms {
            for heard in &mut heard[run.clone()] {
                for (x, square) in heard.iter_mut().zip(&mut self.squares) {
                    *square += (*x * *x - *square) * self.rms;
                    *x = *square;
                }
            }
        }
        let cell = heard[run.start..run.start + GRID].as_flattened_mut();
        let curve = self.glides.curve().map(
            #[inline(always)]
            |x| F32::splat(simd, x),
        );
        curve.want(simd, cell, rms);
    }

    /// The gains that go with reductions: the channels share the greater as far as they are linked.
    #[inline(always)]
    fn gains<S: Simd, const N: usize>(
        &self,
        simd: S,
        track: &mut Track,
        start: usize,
        offset: usize,
    ) {
        let Glides { link, makeup_db, mix, .. } = &self.glides;
        let one = link.at_rest() && link.end() == 1.0;
        for lane in (0..GRID).step_by(WIDTH) {
            let (at, first) = (start + lane, offset + lane);
            let own = [load(simd, &track[0][at..]), load(simd, &track[1][at..])];
            let most = own[0].max(own[1]);
            let (makeup_db, mix) = (makeup_db.lanes_at(simd, first), mix.lanes_at(simd, first));
            if one {
                let shared = gain(makeup_db - most, mix);
                for gains in &mut track[..N] {
                    store(shared, &mut gains[at..]);
                }
                continue;
            }
            let link = link.lanes_at(simd, first);
            for (gains, own) in track[..N].iter_mut().zip(own) {
                let reduction = own + link * (most - own);
                store(gain(makeup_db - reduction, mix), &mut gains[at..]);
            }
        }
    }
}

#[inline(always)]
fn load<S: Simd>(simd: S, from: &[f32]) -> F32<S> {
    F32::load(simd, from.first_chunk().expect("a cell is whole lanes"))
}

#[inline(always)]
fn store<S: Simd>(value: F32<S>, to: &mut [f32]) {
    value.store(to.first_chunk_mut().expect("a cell is whole lanes"));
}
