//! What the music says: units, notes, patterns, the settings of instruments and effects, the
//! mixer, the arrangement, and what is legal. No sample, no file, no thread.

pub mod arrangement;
pub mod automation;
pub mod check;
pub mod chop;
pub mod diagnostic;
pub mod effect;
pub mod error;
pub mod instrument;
pub mod json;
pub mod mixer;
pub mod parameter;
pub mod pattern;
pub mod preset;
pub mod sampler;
pub mod song;
pub mod soundfont;
pub mod units;
pub mod va;
pub mod zenith;

pub use diagnostic::{Diagnostic, Severity};
pub use effect::Effect;
pub use error::Error;
pub use instrument::Instrument;
pub use pattern::{Note, Pattern};
pub use song::{Id, Song};
pub use units::{Beats, BeatsPerMinute, Cents, Decibels, Hertz, Seconds, Semitones};
