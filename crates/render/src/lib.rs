//! Rebounce turns patterns into audio: a song goes in, windows of its mix and stems come out,
//! many times faster than real time, with the same bits every time.
//!
//! ```
//! use rebounce::{NoAssets, Options, Render};
//! use rebounce_song::{Song, json};
//!
//! let song = json::read(r#"{
//!     "format": "rebounce-song", "version": 1, "name": "One kick",
//!     "instruments": [{"id": "kick", "sound": {"type": "drum", "kind": "kick"}}],
//!     "patterns": [{"id": "p", "parts": [{"instrument": "kick", "notes": [{"start": 0}]}]}]
//! }"#)?;
//! let mut render = Render::new(&song, &NoAssets, &Options::default())?;
//! let mut frames = 0;
//! while let Some(window) = render.next_window() {
//!     frames += window.left.len() as u64;
//! }
//! let report = render.finish();
//! assert_eq!(report.audio.frames, frames);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod api_length;
mod assets;
mod automation;
mod batches;
mod bound;
mod channel;
mod clock;
mod cuts;
mod effects;
mod error;
mod fader;
mod fonts;
mod gain;
mod halves;
mod handed;
mod insert;
#[cfg(test)]
mod isolation_tests;
mod levels;
mod loudness;
mod medley;
mod mixer;
mod moments;
mod moves;
#[cfg(test)]
mod note_preparation_tests;
mod notes;
mod options;
mod output;
mod pan;
mod patch;
mod plan;
mod player;
mod pools;
mod prepare;
mod presets;
mod recordings;
mod rehearsal;
mod render;
mod report;
mod resonance;
mod resources;
mod routing;
mod rows;
mod scaling;
mod schedule;
mod share;
mod sharing;
mod sheet;
mod slices;
mod sound;
mod stems;
mod substitute;
mod survey;
mod synth;
mod tempo;
mod timeline;
mod told;
mod true_peak;
mod vibrato;
mod voiced;
mod voices;
mod ways;
mod window;

pub use automation::bent;

pub use assets::{AssetError, Assets, NoAssets};
pub use clock::Clock;
pub use error::Error;
pub use levels::TrackLevel;
pub use options::{Gain, Group, Length, Limits, OnMissing, Options, Tail, Tap};
pub use plan::{Node, NodeKind, Plan};
pub use render::{Render, StemInfo, StemWindow, Window};
pub use report::Report;
pub use resources::Resources;
pub use scaling::{Contention, Costs, Scaling};
pub use share::Share;
pub use timeline::Timeline;
pub use told::NodeTold;
pub use voiced::{Voiced, voiced};

/// SIMD instructions a render may use.
pub use rebounce_dsp::lanes::Level;
