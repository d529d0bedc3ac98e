//! The song: everything a renderer needs to know, in musical units, with every default filled in.

use crate::arrangement::{Arrangement, ClipContent};
use crate::automation::Lane;
use crate::instrument::{Instrument, Sound};
use crate::mixer::Mixer;
use crate::pattern::Pattern;
use crate::units::{Beats, BeatsPerMinute};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name by which one part of a song refers to another; unique among its kind.
pub type Id = String;

/// A song in its normal form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Song {
    /// What a person calls it; used in file names.
    pub name: String,
    /// Tempo from the first beat on, 1..=999, default 140.
    pub tempo: BeatsPerMinute,
    /// Later changes of tempo, ascending in `at`; default none.
    pub tempo_changes: Vec<TempoChange>,
    /// Delay of every second subdivision; default none.
    pub swing: Swing,
    /// Default 4/4.
    pub time_signature: TimeSignature,
    /// What sounds.
    pub instruments: Vec<Instrument>,
    /// What is played.
    pub patterns: Vec<Pattern>,
    /// When it is played. Without clips the first pattern is played once, from beat 0.
    pub arrangement: Arrangement,
    /// What moves along the arrangement, in its beats; default nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub automation: Vec<Lane>,
    /// Where the sound goes.
    pub mixer: Mixer,
}

impl Default for Song {
    fn default() -> Self {
        Self {
            name: String::new(),
            tempo: BeatsPerMinute(140.0),
            tempo_changes: Vec::new(),
            swing: Swing::default(),
            time_signature: TimeSignature::default(),
            instruments: Vec::new(),
            patterns: Vec::new(),
            arrangement: Arrangement::default(),
            automation: Vec::new(),
            mixer: Mixer::default(),
        }
    }
}

impl Song {
    /// A pattern's own length, or the whole bars that its notes' starts need.
    #[must_use]
    pub fn pattern_length(&self, pattern: &Pattern) -> Beats {
        pattern.length.unwrap_or_else(|| {
            let bar = self.time_signature.bar().0;
            let starts = pattern.parts.iter().flat_map(|part| &part.notes).map(|it| it.start.0);
            let last = starts.fold(0.0, f64::max);
            Beats(((last / bar).floor() + 1.0) * bar)
        })
    }

    /// All SoundFonts it refers to, sorted, each once.
    #[must_use]
    pub fn fonts(&self) -> Vec<&str> {
        let fonts = self.instruments.iter().filter_map(|instrument| match &instrument.sound {
            Sound::SoundFont(settings) => Some(settings.font.as_str()),
            _ => None,
        });
        let mut all: Vec<&str> = fonts.collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// All recordings it refers to, of zones and of clips, sorted, each once.
    #[must_use]
    pub fn recordings(&self) -> Vec<&str> {
        let zones = self.instruments.iter().filter_map(|instrument| match &instrument.sound {
            Sound::Sampler(sampler) => Some(sampler.zones.iter().map(|zone| &zone.recording)),
            _ => None,
        });
        let clips = self.arrangement.clips.iter().filter_map(|clip| match &clip.content {
            ClipContent::Audio(audio) => Some(&audio.recording),
            ClipContent::Pattern(_) => None,
        });
        let mut all: Vec<&str> = zones.flatten().chain(clips).map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A new tempo from a beat on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TempoChange {
    /// Beat of the arrangement from which it holds, > 0.
    pub at: Beats,
    /// 1..=999.
    pub tempo: BeatsPerMinute,
}

/// Swing: within each pair of subdivisions the second one comes late.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Swing {
    /// How late: 0 straight, 1/3 the triplet feel (the pair divided 2:1), at most 0.75 of a
    /// subdivision. Time inside the pair is stretched piecewise linearly.
    pub amount: f64,
    /// The subdivision, 1/64..=64; default a sixteenth (0.25).
    pub subdivision: Beats,
}

impl Default for Swing {
    fn default() -> Self {
        Self { amount: 0.0, subdivision: Beats(0.25) }
    }
}

impl Swing {
    /// The shortest subdivision.
    pub(crate) const SHORTEST: Beats = Beats(1.0 / 64.0);
    /// The longest subdivision.
    pub(crate) const LONGEST: Beats = Beats(64.0);
}

/// How bars are counted. Positions are always in quarter notes; this is for bar numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimeSignature {
    /// Beats of a bar, 1..=64.
    pub beats: u32,
    /// The note that counts as one of them: 1, 2, 4, 8, 16 or 32.
    pub unit: u32,
}

impl Default for TimeSignature {
    fn default() -> Self {
        Self { beats: 4, unit: 4 }
    }
}

impl TimeSignature {
    /// Length of a bar in quarter notes.
    #[must_use]
    pub fn bar(self) -> Beats {
        Beats(f64::from(self.beats) * 4.0 / f64::from(self.unit))
    }
}
