//! `--loop`: a song rendered turn after turn until it has settled, and its last turn as the file.

use crate::error::Error;
use crate::input::Input;
use crate::kept::Kept;
use crate::normalize::storage;
use rebounce::{Options, Report, StemWindow, Window};
use rebounce_export::{Level, Meter, Seam, Settling, Spool, Turns};
use rebounce_song::effect::Effect;
use rebounce_song::{Diagnostic, Severity};
use std::path::Path;

/// Bytes of sound that wait in memory, all sounds and both turns together, as in `normalize.rs`.
const ROOM: usize = 256 << 20;

/// Bytes of a frame that waits.
const FRAME: usize = 8;

/// Frames that are handed on at once.
const RUN: usize = 8192;

/// A seam that nobody hears: the bound that is promised.
const SEAMLESS_DB: f64 = -100.0;

/// A loop at work.
pub(crate) struct Repeat {
    settling: Settling<Kept>,
    frames: u64,
    count: u32,
    /// Frames from the song's beginning to the loop's.
    pub(crate) start: u64,
}

/// The song's part that `options` name, as the song that plays it over and over; `options` become
/// those of its render.
///
/// # Errors
/// [`Error::Usage`] if there is no such loop.
pub(crate) fn unroll(input: &mut Input, options: &mut Options) -> Result<Turns, Error> {
    let turns = Turns::new(&input.song, options)
        .map_err(|error| Error::Usage(format!("--loop: {error}")))?;
    input.song = turns.song.clone();
    Ok(turns)
}

impl Repeat {
    /// For a mix with so many `stems`. What memory does not hold goes into files in `folder`.
    pub(crate) fn new(turns: &Turns, stems: usize, folder: &Path) -> Self {
        let room = ROOM / FRAME / (2 * (1 + stems));
        let folder = folder.to_path_buf();
        let settling = Settling::new(turns.frames, 1 + stems, move || Kept::new(room, &folder));
        Self { settling, frames: turns.frames, count: turns.count, start: turns.start }
    }

    /// Frames of the file.
    pub(crate) fn frames(&self) -> u64 {
        self.frames
    }

    /// Takes a window; whether it has settled, and no more must come.
    ///
    /// # Errors
    /// The disk is full.
    pub(crate) fn push(&mut self, window: &Window<'_>) -> Result<bool, Error> {
        let stems = window.stems.iter().map(|stem| [stem.left, stem.right]);
        let sounds: Vec<_> = std::iter::once([window.left, window.right]).chain(stems).collect();
        self.settling.push(&sounds).map_err(|error| storage(&error))
    }

    /// Hands the last turn to `take`, in windows; fills in `report`, which was that of all turns.
    ///
    /// # Errors
    /// Those of `take`, and of the disk.
    pub(crate) fn play(
        self,
        report: &mut Report,
        mut take: impl FnMut(&Window<'_>) -> Result<(), Error>,
    ) -> Result<Seam, Error> {
        let (mut kept, seam) = self.settling.finish();
        let mut meter =
            Meter::new(report.audio.sample_rate, &[Level::Loudness(0.0), Level::TruePeak(0.0)]);
        let mut hash = blake3::Hasher::new();
        let mut run = vec![[vec![0.0; RUN], vec![0.0; RUN]]; kept.len()];
        let mut at = 0;
        while at < self.frames {
            let count = (self.frames - at).min(RUN as u64) as usize;
            for (kept, [left, right]) in kept.iter_mut().zip(&mut run) {
                kept.read(at, &mut left[..count], &mut right[..count])
                    .map_err(|error| storage(&error))?;
            }
            let sounds = run.iter().map(|[left, right]| (&left[..count], &right[..count]));
            let mut sounds = sounds.map(|(left, right)| StemWindow { left, right });
            let Some(mix) = sounds.next() else { break };
            meter.add(mix.left, mix.right);
            for (left, right) in mix.left.iter().zip(mix.right) {
                hash.update(&left.to_le_bytes());
                hash.update(&right.to_le_bytes());
            }
            let stems = sounds.collect();
            take(&Window { start: at, left: mix.left, right: mix.right, stems })?;
            at += count as u64;
        }
        let levels = meter.levels();
        let decibels = |linear: f64| (linear > 0.0).then(|| 20.0 * libm::log10(linear));
        report.levels.peak_dbfs = decibels(levels.peak);
        report.levels.true_peak_dbtp = decibels(levels.true_peak);
        report.levels.lufs = Some(levels.lufs).filter(|lufs| lufs.is_finite());
        report.audio.hash = hash.finalize().to_hex().to_string();
        report.audio.frames = self.frames;
        report.audio.seconds = self.frames as f64 / f64::from(report.audio.sample_rate);
        for track in &mut report.tracks {
            track.notes /= u64::from(self.count);
            track.voices /= u64::from(self.count);
        }
        report.repeat.turns = seam.turns;
        report.repeat.seam_db = Some(seam.error_db).filter(|db| db.is_finite());
        Ok(seam)
    }
}

/// Says that a loop does not close, and what may be why.
pub(crate) fn finding(seam: Seam, input: &Input) -> Option<Diagnostic> {
    if seam.error_db <= SEAMLESS_DB {
        return None;
    }
    let mut effects: Vec<&str> = inserts(input).map(|effect| effect.settings.id()).collect();
    effects.sort_unstable();
    effects.dedup();
    let effects = if effects.is_empty() {
        String::new()
    } else {
        format!(" (it has the effects {})", effects.join(", "))
    };
    Some(Diagnostic::new(
        Severity::Warning,
        "loop-unsettled",
        "--loop",
        format!(
            "turns that differ by {:.1} dB after {} of them{effects}",
            seam.error_db, seam.turns
        ),
        format!(
            "two turns alike within {SEAMLESS_DB} dB: what moves by itself (a chorus, an LFO, samples that take turns) must come round with the loop"
        ),
        "the last turn was taken; its end and its beginning differ by so much",
    ))
}

/// Effects that are on.
fn inserts(input: &Input) -> impl Iterator<Item = &Effect> {
    let tracks = input.song.mixer.tracks.iter().flat_map(|track| &track.inserts);
    let instruments = input.song.instruments.iter().flat_map(|it| &it.inserts);
    let all = tracks.chain(instruments).chain(&input.song.mixer.master.inserts);
    all.filter(|effect| !effect.bypass)
}
