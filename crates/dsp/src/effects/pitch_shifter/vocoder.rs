//! The phase vocoder: regions of the spectrum are moved to where their peaks belong (key:
//! laroche1999b), all bins of a region turned alike (identity phase locking, key: laroche1999), so a
//! partial's bins stay in step and nothing is resampled or stretched.
//!
//! ```text
//! each hop:   spectra of both channels -> power -> regions
//! region:     f    = its frequency, by the turn of its phase since the hop before
//!             turn = that of the region here before, + (ratio - 1) f hop
//!             out[bin + round((ratio - 1) f)] += spectrum[bin] * e^(i turn)
//! formants:   spectrum / envelope before, * envelope[bin / formants] after
//! ```
//!
//! Both channels are turned alike, so the stereo picture stays.

use super::envelope::Envelope;
use super::hops::Hops;
use super::onset::Onset;
use super::regions::{Region, regions};
use super::{Engine, Shift};
use crate::fft::{FftScratch, RealFft, Spectrum};
use crate::lanes::{Level, dispatch};
use crate::math;
use std::f64::consts::{PI, TAU};

/// Steps of the table of levels over half of a bin.
const STEPS: usize = 64;
/// Power of a bin below which nothing is heard: -240 dB.
const QUIETEST: f32 = 1e-24;

/// The vocoder at work.
#[derive(Clone, Debug)]
pub(super) struct Vocoder {
    level: Level,
    size: usize,
    hops: Hops,
    fft: RealFft,
    scratch: FftScratch,
    /// Hann's window, and the same with the scale of the way back.
    window: Vec<f32>,
    back: Vec<f32>,
    frame: Vec<f32>,
    now: [Spectrum; 2],
    before: [Spectrum; 2],
    out: [Spectrum; 2],
    /// Power by bin of both channels, now and before.
    power: [Vec<f32>; 2],
    regions: Vec<Region>,
    /// By bin, in cycles: before and now.
    turns: [Vec<f32>; 2],
    /// What a move by a broken number of bins costs in level, given back.
    levels: [f32; STEPS + 1],
    envelope: Envelope,
    onset: Option<Onset>,
    /// Whether the frame before was not silent.
    sounds: bool,
}

/// The level of a sine whose frames are moved by `part` of a bin less than they should be: the mean
/// of the window's square, turned as it is.
fn level_of(part: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { libm::sin(PI * x) / (PI * x) };
    let pair = |k: f64| sinc(part - k) + sinc(part + k);
    (0.375 * sinc(part) + 0.25 * pair(1.0) + 0.0625 * pair(2.0)) / 0.375
}

impl Vocoder {
    /// Frames of `size`, `overlap` at a time; `onsets` are kept in step.
    pub(super) fn new(
        [size, overlap]: [usize; 2],
        onsets: bool,
        sample_rate: f64,
        level: Level,
    ) -> Self {
        let fft = RealFft::with_level(size, level);
        let hop = size / overlap;
        let hann = |n: usize| 0.5 - 0.5 * libm::cos(TAU * n as f64 / size as f64);
        // The squares of the windows sum to 3/8 of the overlap.
        let scale = 2.0 / size as f64 / (0.375 * overlap as f64);
        let spectra = || [Spectrum::new(size), Spectrum::new(size)];
        let bins = vec![0.0; size / 2 + 1];
        Self {
            level,
            size,
            hops: Hops::new(size, size, hop),
            scratch: fft.scratch(),
            window: (0..size).map(|n| hann(n) as f32).collect(),
            back: (0..size).map(|n| (hann(n) * scale) as f32).collect(),
            frame: vec![0.0; size],
            now: spectra(),
            before: spectra(),
            out: spectra(),
            power: [bins.clone(), bins.clone()],
            regions: Vec::with_capacity(size / 2 + 1),
            turns: [bins.clone(), bins],
            levels: std::array::from_fn(|i| (1.0 / level_of(0.5 * i as f64 / STEPS as f64)) as f32),
            envelope: Envelope::new(size, sample_rate, level),
            onset: onsets.then(|| Onset::new(size, hop)),
            sounds: false,
            fft,
        }
    }

    /// The spectra of the frame that is full; true: the channels are the same.
    #[inline(always)]
    fn look(&mut self) -> bool {
        let [left, right] = &self.hops.past;
        let mono = left.iter().zip(right).all(|(l, r)| l.to_bits() == r.to_bits());
        for (channel, past) in self.hops.past.iter().enumerate() {
            if channel == 1 && mono {
                let [left, right] = &mut self.now;
                right.re.copy_from_slice(&left.re);
                right.im.copy_from_slice(&left.im);
                break;
            }
            for ((frame, past), window) in self.frame.iter_mut().zip(past).zip(&self.window) {
                *frame = past * window;
            }
            self.fft.forward(&self.frame, &mut self.now[channel], &mut self.scratch);
        }
        let [left, right] = &self.now;
        let sums = self.power[0].iter_mut();
        for ((power, (lr, li)), (rr, ri)) in
            sums.zip(left.re.iter().zip(&left.im)).zip(right.re.iter().zip(&right.im))
        {
            *power = (lr * lr + li * li) + (rr * rr + ri * ri);
        }
        mono
    }

    /// The frequency of a peak in bins.
    fn frequency(&self, peak: usize) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (now, before) in self.now.iter().zip(&self.before) {
            let [a, b] = [now, before].map(|it| (f64::from(it.re[peak]), f64::from(it.im[peak])));
            re += a.0 * b.0 + a.1 * b.1;
            im += a.1 * b.0 - a.0 * b.1;
        }
        let hop = self.hops.hop() as f64 / self.size as f64;
        if re != 0.0 || im != 0.0 {
            let cycles = libm::atan2(im, re) / TAU - peak as f64 * hop;
            let off = (cycles - libm::round(cycles)) / hop;
            // A peak's frequency is at most half a bin away, and a bit where others are near.
            if off.abs() <= 1.0 {
                return peak as f64 + off;
            }
        }
        self.summit(peak)
    }

    /// Where the parabola through a peak and its neighbours is highest, in bins.
    fn summit(&self, peak: usize) -> f64 {
        let power = &self.power[0];
        if peak == 0 || peak + 1 == power.len() {
            return peak as f64;
        }
        let [a, b, c] = [peak - 1, peak, peak + 1].map(|bin| f64::from(math::log2(power[bin])));
        let bend = a - 2.0 * b + c;
        let off = if bend < 0.0 { 0.5 * (a - c) / bend } else { 0.0 };
        peak as f64 + off.clamp(-0.5, 0.5)
    }

    /// Makes the coming sound of the spectra.
    #[inline(always)]
    fn go(&mut self, shift: &Shift, mono: bool) {
        let channels = if mono { 1 } else { 2 };
        if let Some(onset) = &mut self.onset {
            onset.look(&self.now, &self.power[0], &self.power[1]);
        }
        let reshaped = shift.formants != shift.ratio;
        if reshaped {
            self.envelope.make(&self.power[0]);
            for now in &mut self.now {
                self.envelope.flatten(now);
            }
        }
        for now in &mut self.now {
            weigh_ends(now, 0.5);
        }
        for out in &mut self.out[..channels] {
            out.re.fill(0.0);
            out.im.fill(0.0);
        }
        self.shift(f64::from(shift.ratio), channels);
        for out in &mut self.out[..channels] {
            weigh_ends(out, 2.0);
        }
        if reshaped {
            for out in &mut self.out[..channels] {
                self.envelope.shape(out, shift.formants);
            }
        }
        self.give(mono);
        std::mem::swap(&mut self.now, &mut self.before);
        self.power.swap(0, 1);
        self.sounds = true;
    }

    /// Moves all regions of the spectra into `out`; of one channel where both are the same.
    #[inline(always)]
    fn shift(&mut self, ratio: f64, channels: usize) {
        let mut list = std::mem::take(&mut self.regions);
        regions(&self.power[0], &mut list);
        let hop = self.hops.hop() as f64 / self.size as f64;
        for region in &list {
            let bins = (ratio - 1.0) * self.frequency(region.peak);
            let kept = self.onset.as_ref().and_then(|it| it.turn(region, &self.power[0], bins));
            let turn = kept.unwrap_or_else(|| f64::from(self.turns[0][region.peak]) + bins * hop);
            let turn = (turn - libm::round(turn)) as f32;
            self.turns[1][region.from..region.to].fill(turn);
            let whole = libm::round(bins);
            let step = 2.0 * STEPS as f64 * (bins - whole).abs();
            let level = self.levels[libm::round(step) as usize];
            // Turned around the frame's middle, not its start.
            let angle = turn - if whole % 2.0 == 0.0 { 0.0 } else { 0.5 };
            let turned = [level * math::cos_cycles(angle), level * math::sin_cycles(angle)];
            for (out, now) in self.out.iter_mut().zip(&self.now).take(channels) {
                place(out, now, region, whole as isize, turned);
            }
        }
        self.regions = list;
        self.turns.swap(0, 1);
    }
}

/// Adds a region, moved by `by` bins and times a complex number, to a spectrum. What is moved below
/// 0 Hz is mirrored there; what is moved beyond the highest bin is lost.
#[inline(always)]
fn place(out: &mut Spectrum, from: &Spectrum, region: &Region, by: isize, [c, s]: [f32; 2]) {
    let last = out.re.len() as isize - 1;
    let below = (-by).clamp(region.from as isize, region.to as isize) as usize;
    for bin in region.from..below {
        let to = (-(bin as isize + by)) as usize;
        if to as isize <= last {
            out.re[to] += from.re[bin] * c - from.im[bin] * s;
            out.im[to] -= from.re[bin] * s + from.im[bin] * c;
        }
    }
    let end = (last + 1 - by).clamp(below as isize, region.to as isize) as usize;
    if end > below {
        let to = (below as isize + by) as usize..(end as isize + by) as usize;
        let (re, im) = (&from.re[below..end], &from.im[below..end]);
        let out = out.re[to.clone()].iter_mut().zip(&mut out.im[to]);
        for ((out_re, out_im), (re, im)) in out.zip(re.iter().zip(im)) {
            *out_re += re * c - im * s;
            *out_im += re * s + im * c;
        }
    }
}

impl Vocoder {
    /// Adds what the frame became to the coming sound.
    #[inline(always)]
    fn give(&mut self, mono: bool) {
        for channel in 0..2 {
            if channel == 0 || !mono {
                self.fft.inverse(&self.out[channel], &mut self.frame, &mut self.scratch);
                for (frame, back) in self.frame.iter_mut().zip(&self.back) {
                    *frame *= back;
                }
            }
            for (coming, frame) in self.hops.coming[channel].iter_mut().zip(&self.frame) {
                *coming += frame;
            }
        }
    }

    /// Forgets what the last frame was.
    fn forget(&mut self) {
        for before in &mut self.before {
            before.re.fill(0.0);
            before.im.fill(0.0);
        }
        self.power.iter_mut().chain(&mut self.turns).for_each(|it| it.fill(0.0));
        if let Some(onset) = &mut self.onset {
            onset.reset();
        }
        self.sounds = false;
    }
}

/// The ends of a real signal's spectrum are the sum of two halves, of which one is moved.
fn weigh_ends(spectrum: &mut Spectrum, share: f32) {
    let last = spectrum.re.len() - 1;
    spectrum.re[0] *= share;
    spectrum.re[last] *= share;
}

impl Engine for Vocoder {
    fn exchange(&mut self, sound: [&mut [f32]; 2], _offset: usize) -> bool {
        self.hops.exchange(sound)
    }

    fn turn(&mut self, shift: &Shift) {
        let loud = self.hops.turn() && {
            let mono = dispatch!(self.level, _ => self.look());
            // What is far too quiet for a spectrum is silence.
            let loud = self.power[0].iter().any(|power| *power > QUIETEST);
            if loud {
                dispatch!(self.level, _ => self.go(shift, mono));
            }
            loud
        };
        if !loud && self.sounds {
            self.forget();
        }
        self.hops.make_room();
    }

    fn reset(&mut self, at: u64, _shift: &Shift) {
        self.hops.reset(at);
        self.forget();
    }

    fn latency(&self) -> usize {
        self.size
    }

    fn tail(&self) -> u64 {
        2 * self.size as u64
    }

    fn peak_gain(&self, shift: &Shift) -> f32 {
        // A frame has at most 3/8 of the energy of a full one; each bin goes to one place, so the
        // sum of their magnitudes is kept, and by Cauchy and Schwarz it is at most the root of size
        // times energy. The windows of the way back sum to 4/3; a broken move adds 0.9 dB.
        let moved = (0.375 * self.size as f32).sqrt() * 1.334 * 1.105;
        moved * if shift.formants == shift.ratio { 1.0 } else { super::envelope::GREATEST }
    }
}
