//! What sound is made of: lanes, maths, sources, filters, envelopes, effects' kernels, measuring.
//! It knows no song, no bar and no file: times are frames or seconds, pitches are keys or hertz.

pub mod batch;
pub mod drum;
pub mod effects;
pub mod fft;
pub mod lanes;
pub mod math;
pub mod mixing;
pub mod recording;
pub mod resample;
pub mod sampler;
pub mod soundfont;
pub mod stretch;
pub mod va;
pub mod voice;

pub use recording::Recording;
