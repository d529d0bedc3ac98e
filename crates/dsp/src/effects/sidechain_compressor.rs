//! Side-chain compressor: ducks under another track, or under a kick on every beat where none is
//! given.
//!
//! It is `compressor`'s, with a hard knee, no look-ahead and no filter. The original ducked under
//! a kick of its own at 120 BPM and had no side chain (fact sheet 6.1); here a side chain is heard
//! where there is one, and the kick follows the song's tempo: `e^(-t / 60 ms)` from full scale on.

use super::Effect;
use super::compressor::{Compressor, CompressorModel, CompressorPatch, Detection, SideFilter};
use crate::lanes::Level;

/// Time in seconds in which the kick falls to 1/e, and after which it is over (-60 dB).
const KICK_S: f64 = 0.06;
const OVER_S: f64 = 6.9 * KICK_S;
/// Frames of the kick made at once.
const RUN: usize = 64;

/// Settings of the compressor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SidechainCompressorPatch {
    /// Level of the side chain in dB above which gain is reduced, -60..=0.
    pub threshold_db: f32,
    /// 1..=20.
    pub ratio: f32,
    /// Time for 63 % of a reduction to set in, 0.0001..=1 s.
    pub attack_s: f32,
    /// As the compressor's, 0.001..=3 s.
    pub release_s: f32,
    /// Share of the ducked sound, 0..=1.
    pub wet: f32,
    /// Seconds between the kicks where no side chain is given.
    pub beat_s: f64,
}

fn compressor_patch(patch: &SidechainCompressorPatch) -> CompressorPatch {
    CompressorPatch {
        threshold_db: patch.threshold_db,
        ratio: patch.ratio,
        attack_s: patch.attack_s,
        release_s: patch.release_s,
        knee_db: 0.0,
        mix: patch.wet,
        upward_ratio: 1.0,
        upward_depth: 0.0,
        auto_makeup: false,
        lookahead_s: 0.0,
        stereo_link: 1.0,
        detection: Detection::Peak,
        rms_window_s: 0.01,
        model: CompressorModel::Vca,
        side_enabled: true,
        side_gain_db: 0.0,
        side_filter: SideFilter::None,
        side_filter_hz: 150.0,
        side_listen: false,
    }
}

/// The compressor at work.
#[derive(Clone, Debug)]
pub struct SidechainCompressor {
    compressor: Compressor,
    sample_rate: f64,
    /// One kick, frame by frame.
    kick: Vec<f32>,
    /// Frames between two kicks.
    beat: f64,
    now: u64,
}

impl SidechainCompressor {
    /// The compressor of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &SidechainCompressorPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`SidechainCompressor::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &SidechainCompressorPatch, sample_rate: f64, level: Level) -> Self {
        let frames = (OVER_S * sample_rate) as usize;
        let kick = |n: usize| libm::exp(-(n as f64) / (KICK_S * sample_rate)) as f32;
        Self {
            compressor: Compressor::with_level(&compressor_patch(patch), sample_rate, level),
            sample_rate,
            kick: (0..frames).map(kick).collect(),
            beat: (patch.beat_s * sample_rate).max(1.0),
            now: 0,
        }
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &SidechainCompressorPatch) {
        self.compressor.aim(&compressor_patch(patch));
        self.beat = (patch.beat_s * self.sample_rate).max(1.0);
    }

    /// The kick at absolute frame `at`.
    fn kick_at(&self, at: u64) -> f32 {
        let at = at as f64;
        let since = at - (at / self.beat).floor() * self.beat;
        self.kick.get(since as usize).copied().unwrap_or(0.0)
    }
}

impl Effect for SidechainCompressor {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], side: Option<[&[f32]; 2]>) {
        if side.is_some() {
            self.compressor.process(left, right, side);
            self.now += left.len() as u64;
            return;
        }
        for (left, right) in left.chunks_mut(RUN).zip(right.chunks_mut(RUN)) {
            let kick: [f32; RUN] = std::array::from_fn(|i| self.kick_at(self.now + i as u64));
            let kick = &kick[..left.len()];
            self.compressor.process(left, right, Some([kick, kick]));
            self.now += left.len() as u64;
        }
    }

    fn reset(&mut self, at: u64) {
        self.compressor.reset(at);
        self.now = at;
    }

    fn latency(&self) -> usize {
        self.compressor.latency()
    }

    fn tail(&self) -> u64 {
        self.compressor.tail()
    }

    fn memory(&self) -> u64 {
        self.compressor.memory()
    }

    fn is_linear(&self) -> bool {
        false
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        self.compressor.peak_gain()
    }

    fn peak_for(&self, input: f32) -> f32 {
        // Whatever the gain is at a time, it is no more than that.
        input * self.peak_gain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: SidechainCompressorPatch = SidechainCompressorPatch {
        threshold_db: -24.0,
        ratio: 4.0,
        attack_s: 0.003,
        release_s: 0.25,
        wet: 1.0,
        beat_s: 0.5,
    };

    #[test]
    fn a_steady_side_chain_reduces_as_the_static_curve_says() {
        for (side_db, wet) in [(0.0, 1.0), (-12.0, 1.0), (-12.0, 0.5), (-30.0, 1.0)] {
            let level = libm::pow(10.0, side_db / 20.0) as f32;
            let side = vec![level; 96_000];
            let (mut left, mut right) = (vec![0.1; 96_000], vec![0.2; 96_000]);
            let mut ducker =
                SidechainCompressor::new(&SidechainCompressorPatch { wet, ..PATCH }, RATE);
            ducker.process(&mut left, &mut right, Some([&side, &side]));
            let reduction_db = (side_db + 24.0).max(0.0) * 0.75;
            let wet = f64::from(wet);
            let want = 1.0 - wet + wet * libm::pow(10.0, -reduction_db / 20.0);
            let got = f64::from(left[95_000]) / 0.1;
            // log2 and exp2 of f32, 1e-5 dB, and what is left after 100 attacks.
            assert!((got - want).abs() < 1e-4, "{side_db}: {got}, want {want}");
        }
    }

    #[test]
    fn without_a_side_chain_it_ducks_on_every_beat() {
        let ones = vec![1.0; 96_000];
        let out = laws::through(
            &mut SidechainCompressor::new(
                &SidechainCompressorPatch { release_s: 0.1, ..PATCH },
                RATE,
            ),
            &[ones.clone(), ones],
            500,
        );
        for beat in 1..4 {
            let at = beat * 24_000;
            // Deepest within two attacks, back up before the next beat.
            let least = out[0][at..at + 1200].iter().fold(1.0_f32, |least, x| least.min(*x));
            assert!(least < 0.2, "{beat}: {least}");
            assert!(out[0][at - 100] > 0.8, "{beat}: {}", out[0][at - 100]);
        }
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..8 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = SidechainCompressorPatch {
                threshold_db: toss(0, -60.0, 0.0),
                ratio: toss(1, 1.0, 20.0),
                attack_s: toss(2, 0.0001, 1.0),
                release_s: toss(3, 0.001, 0.3),
                wet: toss(4, 0.5, 1.0),
                beat_s: f64::from(toss(5, 0.3, 1.0)),
            };
            laws::all_are_kept(|rate| Box::new(SidechainCompressor::new(&patch, rate)));
        }
    }
}
