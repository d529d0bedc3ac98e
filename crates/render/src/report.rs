//! What a render has to say about itself. Its JSON form is documented in docs/report.md and
//! stable: fields are added, never renamed.

use rebounce_song::Diagnostic;
use serde::Serialize;

/// The report of a render. What the face knows (input, outputs, reading and encoding times,
/// memory) the renderer leaves empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// Name and version of the engine.
    pub engine: String,
    /// What was read.
    pub input: InputReport,
    /// How it was to be rendered, by option name.
    pub options: std::collections::BTreeMap<String, String>,
    /// The mix.
    pub audio: AudioReport,
    /// Its levels.
    pub levels: LevelsReport,
    /// How its gain was staged.
    pub gain: GainReport,
    /// How the written files were brought to a level.
    pub normalize: NormalizeReport,
    /// How a loop came round.
    #[serde(rename = "loop")]
    pub repeat: LoopReport,
    /// Where the time went.
    pub timing: TimingReport,
    /// What it took.
    pub memory: MemoryReport,
    /// Each track and bus of the mixer.
    pub tracks: Vec<TrackReport>,
    /// Recordings and other things loaded once.
    pub resources: ResourcesReport,
    /// Voices rendered once and mixed often.
    pub prints: PrintsReport,
    /// What was written.
    pub outputs: Vec<OutputReport>,
    /// What was not as wanted.
    pub diagnostics: Vec<Diagnostic>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InputReport {
    /// Where from.
    pub path: String,
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
}

/// The mix.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AudioReport {
    /// BLAKE3 of the mix as interleaved little-endian f32, before dither, hexadecimal.
    pub hash: String,
    /// Its length.
    pub frames: u64,
    /// Frames per second.
    pub sample_rate: u32,
    /// Always 2.
    pub channels: u32,
    /// Its length.
    pub seconds: f64,
}

/// Levels of the mix. `None` (null) stands for silence.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LevelsReport {
    /// Largest sample, dBFS.
    pub peak_dbfs: Option<f64>,
    /// Largest value between samples, dBTP (ITU-R BS.1770).
    pub true_peak_dbtp: Option<f64>,
    /// Integrated loudness (EBU R 128).
    pub lufs: Option<f64>,
}

/// How the gain was staged.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GainReport {
    /// The gain behind the master volume, dB.
    pub gain_db: f64,
    /// Peak of the mix that was predicted without it, dBFS; null where none was made.
    pub predicted_peak_dbfs: Option<f64>,
    /// What no sample of the mix exceeds without that gain and the final limiter, whatever phases
    /// meet, dBFS; null where no peak was predicted, or something that is heard has no bound.
    pub peak_bound_dbfs: Option<f64>,
    /// Largest sample of the mix without that gain and the final limiter as it turned out, of all
    /// that was computed, dBFS; null for silence.
    pub unlimited_peak_dbfs: Option<f64>,
    /// Frames in which the final limiter lowered the mix.
    pub limited_frames: u64,
    /// The same as a share of all frames, 0..=1.
    pub limited_share: f64,
    /// By how much at most, dB.
    pub most_reduction_db: f64,
}

/// How the written files were brought to a level; the renderer leaves it empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NormalizeReport {
    /// What was wanted, as `-14LUFS`; empty where nothing was.
    pub targets: Vec<String>,
    /// The gain that was found, dB; 0 where none was wanted.
    pub gain_db: f64,
    /// Levels of the mix without it; null where none was wanted.
    pub before: Option<LevelsReport>,
    /// Levels of the mix with it, measured again, ahead of dither; null where none was wanted.
    pub after: Option<LevelsReport>,
}

/// How a loop came round; the renderer leaves it empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoopReport {
    /// Turns that were rendered until two were alike; 0 where no loop was wanted.
    pub turns: u32,
    /// Largest difference between the last two, against the mix's largest sample, dB; null where
    /// there is none.
    pub seam_db: Option<f64>,
}

/// Where the time went, in seconds of a clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimingReport {
    /// Reading the song.
    pub read_seconds: f64,
    /// Preparing: recordings, notes, plan.
    pub prepare_seconds: f64,
    /// Rendering, without encoding.
    pub render_seconds: f64,
    /// Encoding and writing.
    pub encode_seconds: f64,
    /// All.
    pub total_seconds: f64,
    /// Length of the output by `total_seconds`.
    pub real_time_factor: f64,
    /// Worker threads.
    pub threads: usize,
}

/// What it took.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemoryReport {
    /// Most memory the process has had, bytes; 0 where it is not known.
    pub peak_bytes: u64,
}

/// A track or bus of the mixer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrackReport {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Notes played through it.
    pub notes: u64,
    /// Voices they took.
    pub voices: u64,
    /// Its peak behind fader and pan, dBFS; of a track whose last effect is pooled with others',
    /// ahead of that; null for silence.
    pub peak_dbfs: Option<f64>,
    /// Work it took, in seconds of one thread.
    pub seconds: f64,
    /// `ok`, `silent` (nothing comes through it to the mix), `muted`, or `failed: ` and why.
    pub status: String,
}

/// Things made once: recordings, rooms of reverbs, effects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourcesReport {
    /// Asked for and already there, in this render or left by one before.
    pub hits: u64,
    /// Loaded or made.
    pub misses: u64,
    /// Bytes of recordings and rooms in memory.
    pub bytes: u64,
}

/// Voices rendered once and mixed often.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintsReport {
    /// Voices for which an equal one had been rendered already.
    pub hits: u64,
    /// Voices that were rendered.
    pub misses: u64,
    /// Most bytes of rendered voices in memory, batch by batch.
    pub bytes: u64,
    /// Share of the frames computed in SIMD lanes in which a voice sounded, 0..=1; 0 without
    /// voices.
    pub lane_fill: f64,
}

/// A file that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputReport {
    /// Where.
    pub path: String,
    /// `wav` or `flac`.
    pub format: String,
    /// Its size.
    pub bytes: u64,
}

/// Decibels of a linear amplitude; `None` for silence.
pub(crate) fn decibels(linear: f64) -> Option<f64> {
    (linear > 0.0).then(|| 20.0 * libm::log10(linear))
}
