//! Ticks to beats, and the tempo.

use super::events::File;
use super::warn;
use crate::report::Report;
use midly::{Fps, MetaMessage, Timing, TrackEventKind};
use rebounce_song::song::{TempoChange, TimeSignature};
use rebounce_song::{Beats, BeatsPerMinute};

/// Tempo of a file that says none (SMF 1.0, Set Tempo: 120).
const DEFAULT: f64 = 120.0;
/// Ticks of a beat where a file says 0, which is no clock: 480, the most common.
const RESCUE: f64 = 480.0;

/// How a file counts time.
pub(super) struct Clock {
    ticks_per_beat: f64,
    pub(super) tempo: BeatsPerMinute,
    /// Ascending in `at`.
    pub(super) changes: Vec<TempoChange>,
    pub(super) time_signature: TimeSignature,
}

impl Clock {
    /// The beat at a tick.
    pub(super) fn beat(&self, tick: u64) -> f64 {
        tick as f64 / self.ticks_per_beat
    }

    /// Seconds from one tick to a later one.
    pub(super) fn ticks_of(&self, seconds: f64, at: u64) -> f64 {
        let beat = self.beat(at);
        let passed = self.changes.partition_point(|change| change.at.0 <= beat);
        let tempo = passed.checked_sub(1).map_or(self.tempo, |last| self.changes[last].tempo);
        seconds * tempo.0 / 60.0 * self.ticks_per_beat
    }
}

/// Finds the tempo and its changes. A file that counts frames of film has no beats: it gets 120.
pub(super) fn clock(file: &File<'_>, report: &mut Report) -> Clock {
    let mut clock = Clock {
        ticks_per_beat: RESCUE,
        tempo: BeatsPerMinute(DEFAULT),
        changes: Vec::new(),
        time_signature: TimeSignature::default(),
    };
    match file.timing {
        Timing::Metrical(ticks) if ticks.as_int() > 0 => {
            clock.ticks_per_beat = f64::from(ticks.as_int());
        }
        Timing::Timecode(frames, ticks) if ticks > 0 => {
            clock.ticks_per_beat = rate(frames) * f64::from(ticks) * 60.0 / DEFAULT;
        }
        _ => warn(
            report,
            "midi-division",
            "header",
            "0 ticks".to_owned(),
            "at least 1 tick of a beat or a frame",
            "480 ticks of a beat",
        ),
    }
    let counts_film = matches!(file.timing, Timing::Timecode(..));
    let mut bars_known = false;
    for event in &file.events {
        let place = || format!("track {}, tick {}", event.track + 1, event.tick);
        match event.kind {
            TrackEventKind::Meta(MetaMessage::Tempo(micros)) if !counts_film => {
                let wanted = 60e6 / f64::from(micros.as_int()).max(1.0);
                let tempo = wanted.clamp(1.0, 999.0);
                if tempo != wanted {
                    let (found, range) = (format!("{wanted:.1} bpm"), "1 to 999 bpm");
                    warn(report, "tempo-out-of-range", &place(), found, range, "brought there");
                }
                clock.set(event.tick, BeatsPerMinute(tempo));
            }
            TrackEventKind::Meta(MetaMessage::TimeSignature(beats, unit, ..)) => {
                let signature = TimeSignature {
                    beats: u32::from(beats).clamp(1, 64),
                    unit: 1 << u32::from(unit).min(5),
                };
                if !bars_known {
                    clock.time_signature = signature;
                    bars_known = true;
                } else if signature != clock.time_signature {
                    let found = format!("{beats}/{} later in the song", signature.unit);
                    let action = "bars are counted by the first one; no sound changes";
                    warn(report, "second-time-signature", &place(), found, "one", action);
                }
            }
            _ => {}
        }
    }
    clock
}

impl Clock {
    fn set(&mut self, tick: u64, tempo: BeatsPerMinute) {
        let at = Beats(self.beat(tick));
        if at.0 == 0.0 {
            self.tempo = tempo;
        } else if let Some(last) = self.changes.last_mut()
            && last.at == at
        {
            last.tempo = tempo;
        } else if self.changes.last().map_or(self.tempo, |last| last.tempo) != tempo {
            self.changes.push(TempoChange { at, tempo });
        }
    }
}

/// Frames of film in a second.
fn rate(frames: Fps) -> f64 {
    match frames {
        Fps::Fps24 => 24.0,
        Fps::Fps25 => 25.0,
        Fps::Fps29 => 30_000.0 / 1001.0,
        Fps::Fps30 => 30.0,
    }
}
