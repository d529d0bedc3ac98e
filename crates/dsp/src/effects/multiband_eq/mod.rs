//! Parametric equaliser of any number of bands in a row, each of which can follow its level.
//!
//! ```text
//! out = output * ((1 - wet) * in + wet * band(...band(in)))
//! ```
//!
//! A band's gain, frequency and Q glide; a band that is switched on or off, or takes another
//! kind, is faded. The dynamic bands lower their gain where the original raised it (fact sheet
//! 6.1); see `dynamics`.

mod dynamics;
mod slot;
#[cfg(test)]
mod tests;

pub use self::dynamics::Dynamics;

use self::slot::Slot;
use super::beside::{Beside, Member, rows};
use super::biquad::{
    REST, Response, Section, Sections, greatest_gain, process_row, process_sections_beside,
};
use super::glide::{GRID, Glide, part, stretch};
use super::{Effect, Filter};
use crate::lanes::{Level, Simd, dispatch};

/// Response of a band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BandKind {
    /// A bell.
    #[default]
    Peaking,
    /// What is below.
    LowShelf,
    /// What is above.
    HighShelf,
    /// A hole; it has no gain.
    Notch,
    /// Only what is below, 12 dB an octave; it has no gain.
    LowPass,
    /// Only what is above, 12 dB an octave; it has no gain.
    HighPass,
}

impl BandKind {
    fn response(self) -> Response {
        match self {
            Self::Peaking => Response::Peaking,
            Self::LowShelf => Response::LowShelf,
            Self::HighShelf => Response::HighShelf,
            Self::Notch => Response::Notch,
            Self::LowPass => Response::LowPass,
            Self::HighPass => Response::HighPass,
        }
    }
}

/// Settings of one band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Default a bell.
    pub kind: BandKind,
    /// Middle or corner in Hz, 20..=20000; default 1000; held below 0.49 of the sample rate.
    pub frequency_hz: f32,
    /// Gain in dB, -24..=24; default 0.
    pub gain_db: f32,
    /// 0.1..=18, linear; default 1.
    pub q: f32,
    /// Whether it is heard; default true.
    pub active: bool,
    /// Whether and how it follows its level; only for kinds with a gain. Default not.
    pub dynamic: Option<Dynamics>,
}

impl Default for Band {
    fn default() -> Self {
        Self {
            kind: BandKind::Peaking,
            frequency_hz: 1000.0,
            gain_db: 0.0,
            q: 1.0,
            active: true,
            dynamic: None,
        }
    }
}

impl Band {
    /// How it follows its level, if it can.
    fn follows(&self) -> Option<&Dynamics> {
        self.dynamic.as_ref().filter(|_| self.kind.response().has_gain())
    }
}

/// Settings of the equaliser.
#[derive(Clone, Debug, PartialEq)]
pub struct MultibandEqPatch {
    /// Share of the equalised sound, 0..=1.
    pub wet: f32,
    /// Linear gain of the output, 0..=2.
    pub output: f32,
    /// In the order of the signal.
    pub bands: Vec<Band>,
}

/// The equaliser at work.
#[derive(Clone, Debug)]
pub struct MultibandEq {
    level: Level,
    sample_rate: f64,
    wet: Glide,
    output: Glide,
    slots: Vec<Slot>,
    /// How many slots the patch has; those after it fade out.
    count: usize,
    now: u64,
}

impl MultibandEq {
    /// The equaliser of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &MultibandEqPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`MultibandEq::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &MultibandEqPatch, sample_rate: f64, level: Level) -> Self {
        Self {
            level,
            sample_rate,
            wet: Glide::new(patch.wet, sample_rate),
            output: Glide::new(patch.output, sample_rate),
            slots: patch.bands.iter().map(|band| Slot::new(band, sample_rate)).collect(),
            count: patch.bands.len(),
            now: 0,
        }
    }

    /// Moves to other settings without a click; bands are matched by their place. It allocates
    /// where there are more bands than ever before.
    pub fn aim(&mut self, patch: &MultibandEqPatch) {
        self.wet.aim(patch.wet);
        self.output.aim(patch.output);
        self.count = patch.bands.len();
        for (i, band) in patch.bands.iter().enumerate() {
            if i == self.slots.len() {
                self.slots.push(Slot::silent(band, self.sample_rate));
            }
            self.slots[i].aim(band);
        }
        for slot in self.slots.iter_mut().skip(self.count) {
            slot.leave();
        }
    }

    #[inline(always)]
    fn run<S: Simd, const N: usize>(&mut self, simd: S, mut sound: [&mut [f32]; N]) {
        let (mut done, frames) = (0, sound[0].len());
        while done < frames {
            if self.now.is_multiple_of(REST) {
                self.rest();
            }
            let still = self.is_still();
            let stretch = stretch(self.now, done..frames, if still { REST } else { GRID as u64 });
            let sound = part(&mut sound, &stretch);
            if still {
                self.still(simd, sound);
            } else {
                self.piece(sound);
            }
            self.now += stretch.len() as u64;
            done = stretch.end;
        }
    }

    /// Whether nothing moves until it is aimed anew.
    fn is_still(&self) -> bool {
        self.wet.at_rest() && self.output.at_rest() && self.slots.iter().all(Slot::is_still)
    }

    /// Processes a stretch in which nothing moves: the same numbers as [`MultibandEq::piece`].
    #[inline(always)]
    fn still<S: Simd, const N: usize>(&mut self, simd: S, sound: [&mut [f32]; N]) {
        let (wet, output) = (self.wet.end(), self.output.end());
        let sections = self.slots.iter_mut().filter_map(Slot::section);
        if wet == 1.0 && output == 1.0 {
            process_row(simd, sections, sound);
            return;
        }
        let (mut heard, count) = ([[0.0; REST as usize]; N], sound[0].len());
        for (heard, sound) in heard.iter_mut().zip(&sound) {
            heard[..count].copy_from_slice(sound);
        }
        process_row(simd, sections, heard.each_mut().map(|heard| &mut heard[..count]));
        for (sound, heard) in sound.into_iter().zip(&heard) {
            for (x, heard) in sound.iter_mut().zip(heard) {
                *x = blend(*x, *heard, wet, output);
            }
        }
    }

    /// Processes at most a cell.
    #[inline(always)]
    fn piece<const N: usize>(&mut self, sound: [&mut [f32]; N]) {
        let (offset, count) = ((self.now % GRID as u64) as usize, sound[0].len());
        if offset == 0 {
            self.wet.tick();
            self.output.tick();
        }
        let mut heard = [[0.0; GRID]; N];
        for (heard, sound) in heard.iter_mut().zip(&sound) {
            heard[..count].copy_from_slice(sound);
        }
        for slot in &mut self.slots {
            slot.process(heard.each_mut().map(|heard| &mut heard[..count]), offset);
        }
        for (sound, heard) in sound.into_iter().zip(&heard) {
            for (i, (x, heard)) in sound.iter_mut().zip(heard).enumerate() {
                *x = blend(*x, *heard, self.wet.at(offset + i), self.output.at(offset + i));
            }
        }
    }
}

/// `heard` in the share `wet` beside `dry`, `output` times; all of `heard` is `heard` itself.
#[inline(always)]
fn blend(dry: f32, heard: f32, wet: f32, output: f32) -> f32 {
    // A silence of -0 would become +0.
    let mixed = if wet == 1.0 { heard } else { (1.0 - wet) * dry + wet * heard };
    output * mixed
}

impl Sections for MultibandEq {
    fn section(&mut self, number: usize) -> Option<&mut Section> {
        self.slots.iter_mut().filter_map(Slot::section).nth(number)
    }

    fn rest(&mut self) {
        self.slots.iter_mut().for_each(Slot::rest);
    }
}

impl Beside for MultibandEq {
    fn are_twins(&self) -> bool {
        self.slots.iter().all(Slot::are_twins)
    }

    fn process_beside(members: &mut [Member<'_, Self>]) {
        let fits = |eq: &mut Self| eq.is_still() && eq.wet.end() == 1.0 && eq.output.end() == 1.0;
        rows(members, fits, |row| {
            let MultibandEq { level, now, .. } = *row[0].effect;
            dispatch!(level, simd => process_sections_beside(simd, row, now));
            for member in row {
                member.effect.now += member.left.len() as u64;
            }
        });
    }
}

impl Effect for MultibandEq {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, [left, right]));
    }

    fn process_mono(&mut self, sound: &mut [f32], _side: Option<&[f32]>) -> bool {
        let twins = self.are_twins();
        if twins {
            dispatch!(self.level, simd => self.run(simd, [sound]));
        }
        twins
    }

    fn reset(&mut self, at: u64) {
        self.wet.finish();
        self.output.finish();
        self.slots.truncate(self.count);
        for slot in &mut self.slots {
            slot.reset();
        }
        self.now = at;
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        self.slots[..self.count].iter().map(Slot::tail).sum::<f64>() as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        !self.slots.iter().any(Slot::follows)
    }

    fn filter(&self) -> Option<Filter> {
        self.is_linear().then_some(Filter::Same)
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        let mut there = self.clone();
        there.reset(0);
        if there.is_linear() {
            return greatest_gain(&mut there);
        }
        let bands: f32 = there.slots.iter().map(Slot::peak_gain).product();
        let wet = there.wet.target();
        there.output.target() * (1.0 - wet + wet * bands)
    }

    fn peak_for(&self, input: f32) -> f32 {
        // Whatever the gain is at a time, it is no more than that.
        input * self.peak_gain()
    }
}
