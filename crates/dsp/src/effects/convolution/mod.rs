//! Convolution of a stereo signal with a long impulse, in the frequency domain.
//!
//! Overlap-save with partitions of one length and a frequency-domain delay line (keys:
//! stockham1966, wefers2015). Sound is taken in blocks of [`PARTITION`] frames counted from the
//! last `clear`, so the output comes [`PARTITION`] frames late and does not depend on how calls are
//! cut. Blocks of silence cost nothing and add exact zeros.
//!
//! ```text
//! each block:           spectrum of the last two blocks -> history
//! each fourth block m:  sums[j] = what the history gives to block m + j, j in 0..4
//! each other block:     sums[j] += what came since
//! out = second half of the inverse of sums[j]
//! ```
//!
//! What bounds a long sum is memory: four blocks at a time read the impulse once instead of four
//! times. All partitions of sixteen bins lie side by side, so memory is read in one stream a channel,
//! and a past that both channels share is read once.

mod partitions;
mod sums;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use self::partitions::Partitions;

use self::sums::{Heard, Spectra, Sums, TOGETHER, sum_one, sum_together};
use crate::fft::blocks::{BlockFft, Sixteen};
use crate::lanes::wide::{Vector, WIDEST, Wide, is_wide};
use crate::lanes::{F32, Level, WIDTH, dispatch};

/// Frames of a partition; also the latency. Found by measurement on 2026-11-24: of 2048, 4096 and
/// 8192 the one that makes 2 s at 48 kHz cheapest (benches/effects_time.rs). Two blocks of it and a
/// spectrum fit into a cache of the first level.
pub const PARTITION: usize = 4096;

/// The transform of two blocks. Its tables are the same for all who use the instructions that are
/// best here.
fn transform(level: Level) -> Arc<BlockFft> {
    static BEST: OnceLock<Arc<BlockFft>> = OnceLock::new();
    let make = |level| Arc::new(BlockFft::new(PARTITION, level));
    if level.name() == Level::best().name() {
        Arc::clone(BEST.get_or_init(|| make(level)))
    } else {
        make(level)
    }
}

/// A convolution at work: left with the impulse's left, right with its right.
#[derive(Clone, Debug)]
pub struct Convolver {
    level: Level,
    /// Those that are computed.
    channels: Range<usize>,
    fft: Arc<BlockFft>,
    scratch: Vec<Sixteen>,
    impulse: Arc<Partitions>,
    /// What the next block fades to.
    next: Option<Arc<Partitions>>,
    /// The block before and the one that is filling, `[channel][block][frame]`; `filling` says
    /// which is which.
    input: [[Vec<f32>; 2]; 2],
    /// By block: whether both channels are the same.
    same: [bool; 2],
    filling: usize,
    filled: usize,
    /// What has been given out, `[channel][frame]`, a ring of whole blocks; the block that is being
    /// given out begins at `current`.
    output: [Vec<f32>; 2],
    current: usize,
    /// Spectra of past blocks, `[channel][sixteen bins][slot]`: the one of `age` blocks ago has slot
    /// number `(newest + age) % slots`. Made when there is first sound, the right's when it differs
    /// from the left's.
    history: [Vec<Sixteen>; 2],
    /// By slot: whether both channels are exact zeros; the spectra are then out of date.
    silent: Vec<bool>,
    /// By slot: whether the right's spectrum is the left's, and not written out.
    mono: Vec<bool>,
    newest: usize,
    heard: Vec<Heard>,
    /// Spectra of the blocks that are summed at once, `[channel][block]`.
    sums: Sums,
    /// Whether anything has been put into them.
    begun: [bool; TOGETHER],
    /// Which of them is next.
    turn: usize,
    faded: Vec<f32>,
}

impl Convolver {
    /// A convolution with `impulse`, at rest, that remembers `past` frames of what it gave.
    #[must_use]
    pub fn new(impulse: Arc<Partitions>, past: usize, level: Level) -> Self {
        let fft = transform(level);
        let ring = vec![0.0; (past + PARTITION).next_multiple_of(PARTITION)];
        let blocks = || [vec![0.0; PARTITION], vec![0.0; PARTITION]];
        let slots = impulse.count;
        let sums = || [fft.scratch(), fft.scratch(), fft.scratch(), fft.scratch()];
        Self {
            level,
            channels: 0..2,
            scratch: fft.scratch(),
            next: None,
            input: [blocks(), blocks()],
            same: [true; 2],
            filling: 0,
            filled: 0,
            output: [ring.clone(), ring],
            current: 0,
            history: [Vec::new(), Vec::new()],
            silent: vec![true; slots],
            mono: vec![false; slots],
            newest: 0,
            heard: Vec::with_capacity(slots),
            sums: [sums(), sums()],
            begun: [false; TOGETHER],
            turn: 0,
            faded: vec![0.0; PARTITION],
            fft,
            impulse,
        }
    }

    /// From now on computes one channel only, before any sound; the output of the other is silence.
    pub fn only(&mut self, channel: usize) {
        self.channels = channel..channel + 1;
    }

    /// Which channels it computes.
    #[must_use]
    pub fn channels(&self) -> Range<usize> {
        self.channels.clone()
    }

    /// Fades to another impulse over the block that ends next; may allocate.
    pub fn aim(&mut self, impulse: Arc<Partitions>) {
        let slots = self.silent.len();
        if impulse.count > slots {
            for history in &mut self.history {
                let mut wider = Vec::with_capacity(PARTITION / WIDEST * impulse.count);
                for bins in history.chunks_exact_mut(slots) {
                    bins.rotate_left(self.newest);
                    wider.extend_from_slice(bins);
                    wider.resize(wider.len() + impulse.count - slots, Sixteen::default());
                }
                *history = wider;
            }
            self.silent.rotate_left(self.newest);
            self.silent.resize(impulse.count, true);
            self.mono.rotate_left(self.newest);
            self.mono.resize(impulse.count, false);
            self.newest = 0;
            self.heard.reserve(impulse.count);
        }
        self.next = Some(impulse);
    }

    /// Forgets all sound; the next frame begins a block.
    pub fn clear(&mut self) {
        for block in self.input.iter_mut().flatten().chain(&mut self.output) {
            block.fill(0.0);
        }
        self.silent.fill(true);
        self.same = [true; 2];
        (self.filling, self.filled, self.current) = (0, 0, 0);
        self.begun = [false; TOGETHER];
        self.turn = 0;
        if let Some(next) = self.next.take() {
            self.impulse = next;
        }
    }

    /// Frames until the block is full: as many may be taken at once.
    #[must_use]
    pub fn room(&self) -> usize {
        PARTITION - self.filled
    }

    /// The sound [`PARTITION`] frames before the next `count`.
    #[inline(always)]
    #[must_use]
    pub fn before(&self, channel: usize, count: usize) -> &[f32] {
        &self.input[channel][1 - self.filling][self.filled..self.filled + count]
    }

    /// The convolution, [`PARTITION`] frames late and `delay` frames more, in step with the next
    /// `count` frames; in two parts where its memory wraps.
    #[inline(always)]
    #[must_use]
    pub fn output(&self, channel: usize, delay: usize, count: usize) -> [&[f32]; 2] {
        let ring = &self.output[channel][..];
        debug_assert!(delay + PARTITION <= ring.len(), "not remembered");
        let mut start = self.current + self.filled + ring.len() - delay;
        if start >= ring.len() {
            start -= ring.len();
        }
        let room = (ring.len() - start).min(count);
        [&ring[start..start + room], &ring[..count - room]]
    }

    /// Takes the next frames, at most [`Convolver::room`]; [`Convolver::advance`] then goes past
    /// them.
    #[inline(always)]
    pub fn take(&mut self, sound: [&[f32]; 2]) {
        for (input, sound) in self.input.iter_mut().zip(sound) {
            input[self.filling][self.filled..self.filled + sound.len()].copy_from_slice(sound);
        }
    }

    /// Goes past `count` frames that were taken.
    pub fn advance(&mut self, count: usize) {
        self.filled += count;
        if self.filled == PARTITION {
            self.block();
        }
    }

    /// A block is full: makes the next block of output.
    fn block(&mut self) {
        self.filled = 0;
        self.current = (self.current + PARTITION) % self.output[0].len();
        self.enter();
        self.filling = 1 - self.filling;
        let impulse = Arc::clone(&self.impulse);
        self.list(&impulse);
        let j = self.turn;
        let histories = self.histories();
        dispatch!(self.level, simd => {
            if is_wide(simd) {
                self.sum::<Wide<_>>(simd, histories, &impulse);
            } else {
                self.sum::<F32<_>>(simd, histories, &impulse);
            }
        });
        self.begin(&impulse);
        let block = self.current..self.current + PARTITION;
        for channel in self.channels() {
            let output = &mut self.output[channel][block.clone()];
            if self.begun[j] {
                self.fft.inverse_second(&self.sums[channel][j], output, &mut self.scratch);
            } else {
                output.fill(0.0);
            }
        }
        self.turn = (j + 1) % TOGETHER;
        if let Some(next) = self.next.take() {
            self.fade_to(next);
        }
    }

    /// Puts the last two blocks of the input into the history.
    fn enter(&mut self) {
        let slots = self.silent.len();
        self.newest = (self.newest + slots - 1) % slots;
        let [left, right] = &self.input;
        self.same[self.filling] = is_same(&left[self.filling], &right[self.filling]);
        self.silent[self.newest] = is_silent(left) && is_silent(right);
        if self.silent[self.newest] {
            return;
        }
        self.history[0].resize(PARTITION / WIDEST * slots, Sixteen::default());
        let place = (self.newest, slots);
        // Of two equal channels the left is transformed.
        let mono = self.same == [true; 2];
        self.mono[self.newest] = mono;
        if !mono {
            self.part_histories();
        }
        for channel in if mono { 0..1 } else { self.channels() } {
            let input = &self.input[channel];
            let halves: [&[f32]; 2] = [&input[1 - self.filling], &input[self.filling]];
            self.fft.forward(halves, &mut self.history[channel], place, &mut self.scratch);
        }
    }

    /// Makes the right's history, if there is none.
    fn part_histories(&mut self) {
        let [left, right] = &mut self.history;
        right.resize(left.len(), Sixteen::default());
    }

    /// Which history each channel is to read for the list: both the left's while all of it is the
    /// same on both sides, else what is the same is written out.
    fn histories(&mut self) -> [usize; 2] {
        if self.heard.iter().all(|heard| self.mono[heard.slot]) {
            return [0, 0];
        }
        self.part_histories();
        let slots = self.silent.len();
        for &Heard { slot, .. } in &self.heard {
            if std::mem::replace(&mut self.mono[slot], false) {
                let [left, right] = &mut self.history;
                let right = right[slot..].iter_mut().step_by(slots);
                for (right, left) in right.zip(left[slot..].iter().step_by(slots)) {
                    *right = *left;
                }
            }
        }
        [0, 1]
    }

    /// Lists the past that `impulse` hears, the newest first.
    fn list(&mut self, impulse: &Partitions) {
        self.heard.clear();
        for age in 0..impulse.count {
            let slot = (self.newest + age) % self.silent.len();
            if !self.silent[slot] {
                self.heard.push(Heard { slot, age });
            }
        }
    }

    /// Of the list, what the next of `sums` has not yet been given; all on the first turn.
    fn news(&self) -> &[Heard] {
        if self.turn == 0 {
            &self.heard
        } else {
            &self.heard[..self.heard.partition_point(|heard| heard.age < self.turn)]
        }
    }

    /// Notes what [`Convolver::sum`] has put something into.
    fn begin(&mut self, impulse: &Partitions) {
        if self.turn == 0 {
            let youngest = self.heard.first().map_or(usize::MAX / 2, |heard| heard.age);
            self.begun = std::array::from_fn(|j| youngest + j < impulse.count);
        } else {
            self.begun[self.turn] |= !self.news().is_empty();
        }
    }

    #[inline(always)]
    fn sum<V: Vector>(&mut self, simd: V::Simd, histories: [usize; 2], impulse: &Partitions) {
        let (j, news) = (self.turn, self.news().len());
        let spectra = spectra(self.channels(), &self.history, histories, impulse);
        let (sums, begun) = (&mut self.sums, self.begun[j]);
        if news == 0 {
        } else if j == 0 {
            sum_together::<V>(simd, sums, &spectra, &self.heard);
        } else {
            sum_one::<V>(simd, sums, (j, begun), &spectra, &self.heard[..news]);
        }
    }

    /// Fades the block just made to another impulse.
    fn fade_to(&mut self, impulse: Arc<Partitions>) {
        self.list(&impulse);
        // Sums of the old impulse are of no more use.
        self.turn = 0;
        self.begun = [false; TOGETHER];
        let histories = self.histories();
        let spectra = spectra(self.channels(), &self.history, histories, &impulse);
        let (sums, heard) = (&mut self.sums, &self.heard[..]);
        dispatch!(self.level, simd => {
            if is_wide(simd) {
                sum_one::<Wide<_>>(simd, sums, (0, false), &spectra, heard);
            } else {
                sum_one::<F32<_>>(simd, sums, (0, false), &spectra, heard);
            }
        });
        for channel in self.channels() {
            let sum = &self.sums[channel][0];
            self.fft.inverse_second(sum, &mut self.faded, &mut self.scratch);
            let output = &mut self.output[channel][self.current..self.current + PARTITION];
            for (i, (out, target)) in output.iter_mut().zip(&self.faded).enumerate() {
                *out += (target - *out) * ((i + 1) as f32 / PARTITION as f32);
            }
        }
        self.impulse = impulse;
    }
}

/// What is summed: of each channel the history it reads, and the impulse.
fn spectra<'a>(
    channels: Range<usize>,
    history: &'a [Vec<Sixteen>; 2],
    histories: [usize; 2],
    impulse: &'a Partitions,
) -> Spectra<'a> {
    let bins = PARTITION / WIDEST;
    Spectra {
        channels,
        x: histories.map(|number| &history[number][..]),
        h: impulse.spectra.each_ref().map(|channel| &channel[..]),
        slots: history[0].len() / bins,
        count: impulse.count,
    }
}

fn is_silent(blocks: &[Vec<f32>; 2]) -> bool {
    let any = |part: &[f32]| part.iter().fold(false, |any, x| any | (*x != 0.0));
    !blocks.iter().flat_map(|block| block.chunks(WIDTH * WIDTH)).any(any)
}

fn is_same(a: &[f32], b: &[f32]) -> bool {
    let parts = a.chunks(WIDTH * WIDTH).zip(b.chunks(WIDTH * WIDTH));
    let differ =
        |(a, b): (&[f32], &[f32])| a.iter().zip(b).fold(false, |any, (a, b)| any | (a != b));
    !parts.into_iter().any(differ)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws::noise;

    /// What comes out of `blocks` blocks, the sound padded with silence.
    fn convolved(convolver: &mut Convolver, sound: &[Vec<f32>; 2], blocks: usize) -> [Vec<f32>; 2] {
        let mut out = [Vec::new(), Vec::new()];
        for block in 0..blocks {
            let next = sound.each_ref().map(|channel| {
                let mut part: Vec<f32> =
                    channel.iter().skip(block * PARTITION).take(PARTITION).copied().collect();
                part.resize(PARTITION, 0.0);
                part
            });
            convolver.take([&next[0], &next[1]]);
            for (channel, out) in out.iter_mut().enumerate() {
                out.extend(convolver.output(channel, 0, PARTITION).concat());
            }
            convolver.advance(PARTITION);
        }
        out
    }

    fn check(impulse: &[Vec<f32>; 2], sound: &[Vec<f32>; 2], blocks: usize, step: usize) {
        let frames = impulse[0].len();
        let mut convolver = Convolver::new(Arc::new(Partitions::new(impulse)), 0, Level::best());
        let out = convolved(&mut convolver, sound, blocks);
        for channel in 0..2 {
            for n in (0..(blocks - 1) * PARTITION).step_by(step) {
                let want: f64 = (0..sound[channel].len().min(n + 1))
                    .skip((n + 1).saturating_sub(frames))
                    .map(|k| f64::from(sound[channel][k]) * f64::from(impulse[channel][n - k]))
                    .sum();
                let got = f64::from(out[channel][n + PARTITION]);
                // Products of unit noise sum to an rms of about sqrt(4219 / 9) = 22, made of two
                // transforms of 2^13 points and one product: 13 * 3 * 1.5 * EPSILON relative to
                // the rms of a block (fft.rs); a peak is at most 6 rms.
                assert!((got - want).abs() < 22.0 * 39.0 * 1.5 * 6.0 * 1.2e-7, "{n}: {got} {want}");
            }
        }
    }

    #[test]
    fn it_is_the_sum_that_defines_convolution() {
        let frames = 2 * PARTITION + 700;
        let sound = [noise(3, PARTITION + 123), noise(4, PARTITION + 123)];
        check(&[noise(1, frames), noise(2, frames)], &sound, 5, 37);
    }

    #[test]
    fn bursts_between_silences_are_summed_whichever_blocks_they_fall_into() {
        // Each burst has an eighth of a block, so that no more sounds at once than above.
        let frames = 6 * PARTITION + 5;
        for first in 0..TOGETHER {
            let mut sound = vec![0.0; 9 * PARTITION];
            for block in [first, first + 1, first + 5] {
                sound[block * PARTITION + 100..][..512].copy_from_slice(&noise(5, 512));
            }
            let sound = [sound.clone(), sound];
            check(&[noise(1, frames), noise(2, frames)], &sound, 14, 331);
        }
    }

    #[test]
    fn equal_channels_are_convolved_as_different_ones_are() {
        let frames = 5 * PARTITION;
        let impulse = Arc::new(Partitions::new(&[noise(1, frames), noise(2, frames)]));
        let [left, right] = [3, 4].map(|seed| noise(seed, 3 * PARTITION));
        let through = |sound: &[Vec<f32>; 2]| {
            convolved(&mut Convolver::new(Arc::clone(&impulse), 0, Level::best()), sound, 9)
        };
        let mono = through(&[left.clone(), left.clone()]);
        assert!(mono[0] == through(&[left.clone(), right.clone()])[0]);
        assert!(mono[1] == through(&[right.clone(), left.clone()])[1]);
        // Equal at first, then different.
        let turned: Vec<f32> = [&left[..PARTITION + 77], &right[PARTITION + 77..]].concat();
        let parting = through(&[left.clone(), turned.clone()]);
        assert!(parting[0] == mono[0] && parting[1] == through(&[right, turned])[1]);
    }
}
