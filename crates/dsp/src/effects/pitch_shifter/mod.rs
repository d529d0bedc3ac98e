//! Pitch shifter: the pitch moves, the time stays; the formants move with it, stay, or go their own
//! way.
//!
//! ```text
//! ratio    = 2^(pitch / 12)
//! formants = ratio^(1 - preservation) * 2^(formant shift / 12)
//! out      = (1 - wet) * dry + wet * output gain * engine(input gain * in)
//! ```
//!
//! Three engines. `vocoder`: a phase vocoder, for all that sounds at once. `psola`: periods laid out
//! anew, for one voice. The hybrid is the vocoder that keeps onsets in step (`onset`): what strikes
//! stays sharp, what rings is as before. All come late; the dry sound is delayed to match. Settings
//! are looked at once a hop.

mod band;
mod envelope;
mod hops;
mod onset;
mod period;
mod psola;
mod regions;
mod vocoder;

use self::psola::Psola;
use self::vocoder::Vocoder;
use super::Effect;
use super::dry::{Dry, blend, copied};
use super::glide::{GRID, Glides, cells};
use crate::lanes::{Level, dispatch};
use crate::math;

/// How the pitch is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PitchAlgorithm {
    /// Pitch-synchronous overlap-add: for one voice.
    Psola,
    /// A phase vocoder: for anything.
    Vocoder,
    /// The vocoder, with onsets kept sharp.
    Hybrid,
}

/// Settings of the shifter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PitchShifterPatch {
    /// In semitones, -48..=48.
    pub pitch_st: f32,
    /// In semitones, -24..=24.
    pub formant_st: f32,
    /// How much of the pitch's way the formants do not go, 0..=1.
    pub formant_preservation: f32,
    /// 0: short frames, 1, 2: long and dense ones. Of the vocoder.
    pub quality: usize,
    /// How.
    pub algorithm: PitchAlgorithm,
    /// -24..=24 dB.
    pub input_gain_db: f32,
    /// -24..=24 dB.
    pub output_gain_db: f32,
    /// Share of the shifted sound, 0..=1.
    pub wet: f32,
}

/// Numbers of the gliding parameters.
const PITCH: usize = 0;
const FORMANT: usize = 1;
const PRESERVATION: usize = 2;
const INPUT: usize = 3;
const OUTPUT: usize = 4;
const WET: usize = 5;

/// What an engine does to a hop.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shift {
    /// Of frequencies.
    ratio: f32,
    /// Of formants.
    formants: f32,
}

/// What moves the pitch, a hop at a time.
trait Engine {
    /// Takes a run of frames of one cell, `offset` frames behind its start, and gives as many late
    /// ones; true: a hop is full.
    fn exchange(&mut self, sound: [&mut [f32]; 2], offset: usize) -> bool;
    /// A hop is full.
    fn turn(&mut self, shift: &Shift);
    /// Forgets all; the next frame is the absolute frame `at`.
    fn reset(&mut self, at: u64, shift: &Shift);
    /// Frames by which it is late.
    fn latency(&self) -> usize;
    /// Frames until it is silent.
    fn tail(&self) -> u64;
    /// Bound on its peak for an input peak of 1.
    fn peak_gain(&self, shift: &Shift) -> f32;
}

/// Any of them.
#[derive(Clone, Debug)]
enum Engines {
    Vocoder(Box<Vocoder>),
    Psola(Box<Psola>),
}

impl Engines {
    fn of(patch: &PitchShifterPatch, sample_rate: f64, level: Level) -> Self {
        if patch.algorithm == PitchAlgorithm::Psola {
            return Self::Psola(Box::new(Psola::new(sample_rate, level)));
        }
        let (size, overlap) = frames(patch.quality, sample_rate);
        let onsets = patch.algorithm == PitchAlgorithm::Hybrid;
        Self::Vocoder(Box::new(Vocoder::new([size, overlap], onsets, sample_rate, level)))
    }

    fn get(&self) -> &dyn Engine {
        match self {
            Self::Vocoder(it) => &**it,
            Self::Psola(it) => &**it,
        }
    }

    fn get_mut(&mut self) -> &mut dyn Engine {
        match self {
            Self::Vocoder(it) => &mut **it,
            Self::Psola(it) => &mut **it,
        }
    }
}

fn targets(patch: &PitchShifterPatch) -> [f32; 6] {
    let gain = |db: f32| math::db_to_gain(db.clamp(-24.0, 24.0));
    [
        patch.pitch_st.clamp(-48.0, 48.0),
        patch.formant_st.clamp(-24.0, 24.0),
        patch.formant_preservation.clamp(0.0, 1.0),
        gain(patch.input_gain_db),
        gain(patch.output_gain_db),
        patch.wet.clamp(0.0, 1.0),
    ]
}

fn shift([pitch, formant, preservation]: [f32; 3]) -> Shift {
    let moved = pitch * (1.0 - preservation) + formant;
    Shift { ratio: math::exp2(pitch * (1.0 / 12.0)), formants: math::exp2(moved * (1.0 / 12.0)) }
}

/// Frames of the vocoder at `quality` and how many overlap.
fn frames(quality: usize, sample_rate: f64) -> (usize, usize) {
    let (at_44100, overlap) = [(1024, 4), (2048, 4), (4096, 8)][quality.min(2)];
    let octaves = libm::round(libm::log2(sample_rate / 44_100.0)).clamp(-2.0, 3.0) as i32;
    let size = if octaves < 0 { at_44100 >> -octaves } else { at_44100 << octaves };
    (size, overlap)
}

/// The shifter at work.
#[derive(Clone, Debug)]
pub struct PitchShifter {
    level: Level,
    glides: Glides<6>,
    engine: Engines,
    dry: Dry,
    now: u64,
}

impl PitchShifter {
    /// The shifter of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &PitchShifterPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`PitchShifter::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &PitchShifterPatch, sample_rate: f64, level: Level) -> Self {
        let engine = Engines::of(patch, sample_rate, level);
        let mut shifter = Self {
            level,
            glides: Glides::new(targets(patch), sample_rate),
            dry: Dry::new(engine.get().latency()),
            engine,
            now: 0,
        };
        shifter.reset(0);
        shifter
    }

    /// Moves to other settings without a click. Algorithm and quality stay as `new` had them: the
    /// latency hangs on them.
    pub fn aim(&mut self, patch: &PitchShifterPatch) {
        self.glides.aim(targets(patch));
    }

    /// What is asked of the engine now.
    fn shift(&self) -> Shift {
        shift([PITCH, FORMANT, PRESERVATION].map(|number| self.glides[number].end()))
    }

    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(
            now,
            left,
            right,
            #[inline(always)]
            |at, sound| self.piece(at, sound),
        );
    }

    #[inline(always)]
    fn piece(&mut self, at: u64, [left, right]: [&mut [f32]; 2]) {
        let (offset, count) = ((at % GRID as u64) as usize, left.len());
        if offset == 0 {
            self.glides.tick();
        }
        let mut dry = copied(&[&mut *left, &mut *right]);
        let [input, output] = [INPUT, OUTPUT].map(|number| self.glides.row(number, offset));
        scale([&mut *left, &mut *right], &input);
        let full = self.engine.get_mut().exchange([&mut *left, &mut *right], offset);
        scale([&mut *left, &mut *right], &output);
        let [dry_left, dry_right] = &mut dry;
        self.dry.late([&mut dry_left[..count], &mut dry_right[..count]]);
        blend([left, right], &dry, &self.glides.row(WET, offset));
        if full {
            let now = self.shift();
            self.engine.get_mut().turn(&now);
        }
    }
}

#[inline(always)]
fn scale(sound: [&mut [f32]; 2], gains: &[f32; GRID]) {
    for sound in sound {
        for (x, gain) in sound.iter_mut().zip(gains) {
            *x *= gain;
        }
    }
}

impl Effect for PitchShifter {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        let rest = self.shift();
        self.engine.get_mut().reset(at, &rest);
        self.dry.clear();
        self.now = at;
    }

    fn latency(&self) -> usize {
        self.engine.get().latency()
    }

    fn tail(&self) -> u64 {
        self.engine.get().tail() + GRID as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        false
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        let target = |number: usize| self.glides[number].target();
        let engine =
            self.engine.get().peak_gain(&shift([PITCH, FORMANT, PRESERVATION].map(target)));
        1.0 - target(WET) + target(WET) * target(INPUT) * target(OUTPUT) * engine
    }
}

#[cfg(test)]
mod tests;
