//! What people ask of a song: renders of a pattern, an arrangement, a track, a sample; files of a
//! pattern, its channels, its stems; a frozen pattern. Every call of the engine Rebounce replaces
//! is a function here with the same meaning (docs/compatibility.md), for the faces and for whoever
//! moves over.
//!
//! A [`Job`] says what of a song is heard and how; it becomes a [`Take`], sound in memory, or is
//! rendered window by window. [`Process`] is what may be done to the sound afterwards. An
//! [`Export`] makes files of a job: mix, channels and stems of one pass, named by a template. It
//! reads no clock and no disk, and prints nothing.
//!
//! ```
//! use rebounce::NoAssets;
//! use rebounce_export::{Export, RenderOptions, Session};
//! use rebounce_song::json;
//!
//! let song = json::read(r#"{
//!     "format": "rebounce-song", "version": 1,
//!     "instruments": [{"id": "kick", "name": "Kick", "sound": {"type": "drum"}}],
//!     "patterns": [{"id": "p", "name": "Beat", "parts": [
//!         {"instrument": "kick", "notes": [{"start": 0}, {"start": 1}]}]}]
//! }"#)?;
//! let session = Session::new(&NoAssets);
//! let take = session.render_pattern(&song, "p", &RenderOptions::default())?;
//! assert_eq!((take.name.as_str(), take.audio.sample_rate), ("Beat", 44_100));
//! let files = session.export_pattern(&song, "p", &Export::channels())?;
//! assert!(files[0].name.starts_with("Beat_Kick_"));
//! assert_eq!(files[0].audio.frames(), take.audio.frames());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod analyze;
mod audio;
mod calls;
mod cut;
mod error;
mod export;
mod freeze;
mod groups;
mod job;
mod level;
mod moment;
mod names;
mod options;
mod process;
mod quality;
mod sample;
mod savings;
mod spool;
mod turns;

pub use analyze::{Analysis, analyze, mix};
pub use audio::{Audio, Stem, Take};
pub use calls::{Session, Watch};
pub use error::Error;
pub use export::{Export, File, What};
pub use freeze::{Freeze, Frozen, Piece, Progress, freeze};
pub use groups::{STEMS, channels, stems};
pub use job::{Job, Placed};
pub use level::{Level, Levels, Meter, gain_to};
pub use moment::Moment;
pub use names::{Names, file_name, fill, plain, safe};
pub use options::RenderOptions;
pub use process::{Chain, Compress, Process, Room, Sink, Source};
pub use quality::{FileKind, Quality};
pub use sample::SampleOptions;
pub use savings::{Savings, cpu_savings};
pub use spool::{Spool, Stored};
pub use turns::{Seam, Settling, Turns};
