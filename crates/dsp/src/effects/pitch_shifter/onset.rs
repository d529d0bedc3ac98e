//! Onsets: where many bins grow at once. While a frame holds one, the bins that grew are turned so
//! that all are in step at the onset, as they were before the shift (after key: roebel2003, where
//! phases are taken anew when an onset passes the middle of the frame; ours are right in all frames
//! that hold it).

use super::regions::Region;
use crate::fft::Spectrum;

/// Power by which a bin grew if it belongs to an onset: 6 dB.
const GROWTH: f32 = 4.0;
/// Share of the frame's power that grew, or of its bins that are not faint, from which on it is an
/// onset: a tone begins by power, a stroke over a tone by bins. Found by measurement on 2026-11-26:
/// noise, vowels and chords with a vibrato of 50 cents stay below 0.07.
const SHARE: f64 = 0.3;
/// Bins to either side that may have been as loud before: partials move.
const REACH: usize = 4;
/// Power below the greatest's, as a share, that tells nothing of when: -80 dB.
const FAINTEST: f32 = 1e-8;

/// The last onset.
#[derive(Clone, Debug)]
pub(super) struct Onset {
    /// Frames from the middle of the frame to the onset.
    place: Option<f64>,
    /// Power by bin before it.
    before: Vec<f32>,
    size: f64,
    hop: f64,
}

/// The greatest around a bin.
fn around(power: &[f32], bin: usize) -> f32 {
    let from = bin.saturating_sub(REACH);
    power[from..(bin + REACH + 1).min(power.len())]
        .iter()
        .fold(0.0, |most, p| if *p > most { *p } else { most })
}

/// The turn of the phase from a bin to the next, as a number of magnitude 1: all bins count alike, for
/// a stroke has many and a tone few.
fn step(spectra: &[Spectrum; 2], bin: usize) -> [f64; 2] {
    let (mut re, mut im) = (0.0, 0.0);
    for it in spectra {
        let [a, b] = [bin, bin + 1].map(|bin| (f64::from(it.re[bin]), f64::from(it.im[bin])));
        re += a.0 * b.0 + a.1 * b.1;
        im += a.0 * b.1 - a.1 * b.0;
    }
    let magnitude = (re * re + im * im).sqrt().max(1e-30);
    [re / magnitude, im / magnitude]
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    part: f64,
    whole: f64,
}

impl Share {
    fn add(&mut self, amount: f64, is_part: bool) {
        self.whole += amount;
        self.part += if is_part { amount } else { 0.0 };
    }

    fn get(&self) -> f64 {
        if self.whole > 0.0 { self.part / self.whole } else { 0.0 }
    }
}

impl Onset {
    pub(super) fn new(size: usize, hop: usize) -> Self {
        Self { place: None, before: vec![0.0; size / 2 + 1], size: size as f64, hop: hop as f64 }
    }

    pub(super) fn reset(&mut self) {
        self.place = None;
    }

    /// Looks at the next frame; `last` is the power by bin of the one before.
    pub(super) fn look(&mut self, spectra: &[Spectrum; 2], power: &[f32], last: &[f32]) {
        self.place =
            self.place.map(|place| place - self.hop).filter(|place| *place > -0.5 * self.size);
        if self.place.is_some() {
            return;
        }
        // The turn of the phase from bin to bin tells when a sound is.
        let top = power.iter().fold(0.0_f32, |top, p| if *p > top { *p } else { top });
        let least = top * FAINTEST;
        let (mut power_share, mut bin_share) = (Share::default(), Share::default());
        let (mut re, mut im) = (0.0, 0.0);
        for (bin, now) in power[..power.len() - 1].iter().copied().enumerate() {
            let needed = GROWTH * around(last, bin);
            let grew = now > needed;
            power_share.add(f64::from(now), grew);
            if now > least {
                bin_share.add(1.0, grew);
                if grew {
                    // What grew little has much of what was before in it.
                    let weight = f64::from(1.0 - needed / now);
                    let [x, y] = step(spectra, bin);
                    re += weight * x;
                    im += weight * y;
                }
            }
        }
        if power_share.get() > SHARE || bin_share.get() > SHARE {
            let cycles = -libm::atan2(im, re) / std::f64::consts::TAU;
            self.place = Some((cycles - libm::floor(cycles) - 0.5) * self.size);
            self.before.copy_from_slice(last);
        }
    }

    /// The turn in cycles of a region that belongs to the onset, whose pitch moves by `bins`.
    pub(super) fn turn(&self, region: &Region, power: &[f32], bins: f64) -> Option<f64> {
        let place = self.place?;
        let grew = power[region.peak] > GROWTH * around(&self.before, region.peak);
        grew.then(|| -bins * place / self.size)
    }
}
