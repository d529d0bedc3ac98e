//! `--normalize`: all files of a render brought to a level that is known only when the render is
//! over. Until then the sound waits ([`Kept`]); then it is scaled on its way into the files.

use crate::args::RenderArgs;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::kept::Kept;
use crate::options::Mix;
use crate::sink::Sink;
use rebounce::{Report, Window};
use rebounce_codec::Format;
use rebounce_export::{Level, Levels, Meter, Spool, gain_to};
use rebounce_import::Wanted;
use rebounce_song::{Diagnostic, Severity};
use std::fmt;
use std::io;
use std::path::Path;

/// Bytes of sound that wait in memory, all files together: six minutes of a mix with one stem at
/// 44.1 kHz. A choice, not a measurement: a disk takes what goes beyond as fast as it is rendered.
const ROOM: usize = 256 << 20;

/// Bytes of a frame that waits.
const FRAME: usize = 8;

/// Frames that are scaled at once.
const RUN: usize = 8192;

/// A level that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    /// The level as it is, whatever the input asks for.
    None,
    /// A ceiling; the nearest one is reached.
    Level(Level),
}

/// Reads a [`Target`].
///
/// # Errors
/// What was wanted.
pub(crate) fn target(text: &str) -> Result<Target, String> {
    const WANTED: &str = "wanted a level such as -14LUFS, -1dBTP or -0.3dBFS, or none";
    if text == "none" {
        return Ok(Target::None);
    }
    type Make = fn(f64) -> Level;
    let lower = text.to_ascii_lowercase();
    let units: [(&str, Make); 3] =
        [("lufs", Level::Loudness), ("dbtp", Level::TruePeak), ("dbfs", Level::Peak)];
    let (number, level) = units
        .iter()
        .find_map(|(unit, level)| Some((lower.strip_suffix(unit)?.trim_end(), level)))
        .ok_or(WANTED)?;
    let number: f64 = number.parse().map_err(|_| WANTED)?;
    if !(-70.0..=0.0).contains(&number) {
        return Err("wanted a level of -70 to 0".to_owned());
    }
    Ok(Target::Level(level(number)))
}

/// What the command line asks for, else the document: its `normalize` is a peak at full scale.
pub(crate) fn targets(args: &RenderArgs, wanted: &Wanted) -> Vec<Level> {
    if args.normalize.is_empty() && wanted.normalize == Some(true) {
        return vec![Level::Peak(0.0)];
    }
    let level = |target: &Target| match target {
        Target::None => None,
        Target::Level(level) => Some(*level),
    };
    args.normalize.iter().filter_map(level).collect()
}

/// A level as it is written on the command line.
struct Shown(Level);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Level::Peak(db) => write!(f, "{db}dBFS"),
            Level::TruePeak(db) => write!(f, "{db}dBTP"),
            Level::Loudness(lufs) => write!(f, "{lufs}LUFS"),
        }
    }
}

/// The targets in words, for a report.
pub(crate) fn shown(wanted: &[Level]) -> Vec<String> {
    wanted.iter().map(|level| Shown(*level).to_string()).collect()
}

/// A render's sound that waits for its level.
pub(crate) struct Normalize {
    wanted: Vec<Level>,
    /// Largest sample that all files can hold, dBFS; none for float.
    full_scale: Option<Level>,
    /// The mix, then its stems.
    kept: Vec<Kept>,
    frames: u64,
    /// Largest sample of the stems.
    loudest: f32,
}

impl Normalize {
    /// For a mix with so many `stems`, written into `mixes`. What memory does not hold goes into
    /// files in `folder`.
    pub(crate) fn new(wanted: Vec<Level>, mixes: &[Mix], stems: usize, folder: &Path) -> Self {
        let room = ROOM / FRAME / (1 + stems);
        let kept = (0..=stems).map(|_| Kept::new(room, folder)).collect();
        Self {
            wanted,
            full_scale: full_scale(mixes.iter().map(|(_, format)| format)),
            kept,
            frames: 0,
            loudest: 0.0,
        }
    }

    /// Keeps a window.
    ///
    /// # Errors
    /// The disk is full.
    pub(crate) fn push(&mut self, window: &Window<'_>) -> Result<(), Error> {
        let stems = window.stems.iter().map(|stem| (stem.left, stem.right));
        for (left, right) in stems.clone() {
            let samples = left.iter().chain(right);
            self.loudest = samples.fold(self.loudest, |peak, x| peak.max(x.abs()));
        }
        let all = std::iter::once((window.left, window.right)).chain(stems);
        for (kept, (left, right)) in self.kept.iter_mut().zip(all) {
            kept.write(left, right).map_err(|error| storage(&error))?;
        }
        self.frames += window.left.len() as u64;
        Ok(())
    }

    /// Scales all by one gain and writes it; fills in `report`, whose levels are those of the
    /// sound that waits. Gives what is to be said about it.
    ///
    /// # Errors
    /// [`Error::Cancelled`], and those of the sink and of the disk.
    pub(crate) fn write(
        mut self,
        sink: &mut Sink,
        report: &mut Report,
        interrupt: &Interrupt,
    ) -> Result<Option<Diagnostic>, Error> {
        let linear = |db: Option<f64>| db.map_or(0.0, |db| libm::pow(10.0, db / 20.0));
        let levels = Levels {
            peak: linear(report.levels.peak_dbfs),
            true_peak: linear(report.levels.true_peak_dbtp),
            lufs: report.levels.lufs.unwrap_or(f64::NEG_INFINITY),
        };
        let (gain, finding) = self.gain(&levels);
        let mut meter =
            Meter::new(report.audio.sample_rate, &[Level::Loudness(0.0), Level::TruePeak(0.0)]);
        let mut run = vec![[vec![0.0; RUN], vec![0.0; RUN]]; self.kept.len()];
        let mut at = 0;
        while at < self.frames {
            interrupt.check()?;
            let count = (self.frames - at).min(RUN as u64) as usize;
            for (kept, [left, right]) in self.kept.iter_mut().zip(&mut run) {
                let (left, right) = (&mut left[..count], &mut right[..count]);
                kept.read(at, left, right).map_err(|error| storage(&error))?;
                left.iter_mut().chain(right).for_each(|x| *x *= gain);
            }
            let sound: Vec<[&[f32]; 2]> =
                run.iter().map(|[left, right]| [&left[..count], &right[..count]]).collect();
            meter.add(sound[0][0], sound[0][1]);
            sink.write(sound[0], &sound[1..])?;
            at += count as u64;
        }
        let after = meter.levels();
        let decibels = |linear: f64| (linear > 0.0).then(|| 20.0 * libm::log10(linear));
        report.normalize.targets = shown(&self.wanted);
        report.normalize.gain_db = 20.0 * libm::log10(gain.into());
        report.normalize.before = Some(report.levels.clone());
        let mut measured = report.levels.clone();
        measured.peak_dbfs = decibels(after.peak);
        measured.true_peak_dbtp = decibels(after.true_peak);
        measured.lufs = Some(after.lufs).filter(|lufs| lufs.is_finite());
        report.normalize.after = Some(measured);
        Ok(finding)
    }

    /// The linear gain, and what keeps it from the target.
    fn gain(&self, levels: &Levels) -> (f32, Option<Diagnostic>) {
        let finding = |found: String, wanted: &str, action: &str| {
            let place = format!("--normalize {}", shown(&self.wanted).join(","));
            Diagnostic::new(Severity::Warning, "level-not-reached", place, found, wanted, action)
        };
        let deaf = !levels.lufs.is_finite()
            && self.wanted.iter().any(|level| matches!(level, Level::Loudness(_)));
        // Of nothing that was measured, so there are only ceilings.
        let free = if deaf {
            gain_to(&self.wanted, levels).min(1.0)
        } else {
            gain_to(&self.wanted, levels)
        };
        let loudest = Levels { peak: levels.peak.max(self.loudest.into()), ..*levels };
        let most = self.full_scale.map(|level| gain_to(&[level], &loudest));
        let held = most.filter(|most| loudest.peak > 0.0 && *most < free);
        let finding = match held {
            _ if deaf && levels.peak > 0.0 => Some(finding(
                "no loudness can be measured".to_owned(),
                "a sound of 0.4 s or longer, louder than -70 LUFS",
                "it was not made louder",
            )),
            // Less than a hundredth of a dB is the room that dither takes.
            Some(most) if most < 0.999 * free => Some(finding(
                format!("full scale {:.2} dB below", 20.0 * libm::log10(f64::from(free / most))),
                "a target that integers can hold (--bit-depth 32 can; so can a lower target)",
                "it was brought to full scale",
            )),
            _ => None,
        };
        (held.unwrap_or(free), finding)
    }
}

/// The largest sample that is neither clipped by one of `formats` nor by its dither, which adds less
/// than one step. What is lossy is played as integers mostly, so it has full scale too.
fn full_scale<'a>(formats: impl Iterator<Item = &'a Format>) -> Option<Level> {
    let steps = formats.filter_map(|format| match format.integer_bits() {
        Some(bits) => {
            let full = f64::from(1_u32 << (bits - 1));
            Some((full - if format.dither { 2.0 } else { 1.0 }) / full)
        }
        None => (!format.kind.is_lossless()).then_some(1.0),
    });
    steps.min_by(f64::total_cmp).map(|most| Level::Peak(20.0 * libm::log10(most)))
}

/// What a spool of sound refused.
pub(crate) fn storage(error: &io::Error) -> Error {
    Error::Output(format!("sound that waits to be written: {error} (no file was changed)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_in_their_units_and_nothing_else() {
        let level = |text| target(text).unwrap();
        assert_eq!(level("-14LUFS"), Target::Level(Level::Loudness(-14.0)));
        assert_eq!(level("-1dBTP"), Target::Level(Level::TruePeak(-1.0)));
        assert_eq!(level("-0.3 dbfs"), Target::Level(Level::Peak(-0.3)));
        assert_eq!(level("none"), Target::None);
        for text in ["", "-14", "LUFS", "3dBFS", "-90LUFS", "nandBTP", "-1dB"] {
            assert!(target(text).is_err(), "{text}");
        }
    }
}
