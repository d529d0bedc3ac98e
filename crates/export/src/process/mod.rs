//! What may be done to a finished sound: gain, normalise, fades, high-pass, low-pass, compress,
//! reverb, in this order; window by window.

mod filters;
mod late;

use crate::audio::Audio;
use crate::error::Error;
use crate::level::{Level, Meter, gain_to};
use crate::spool::Spool;
use filters::{HighPass, LowPass};
use late::Late;

/// What is done to a sound. The default does nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Linear; default 1.
    pub gain: f32,
    /// Brings the sound, behind `gain`, to the nearest of these levels, up or down; default none.
    /// The old `normalize: true` is `Level::Peak(0.0)`.
    pub normalize: Vec<Level>,
    /// Seconds; linear, from 0; default none.
    pub fade_in: Option<f64>,
    /// Seconds; linear, to 0 behind the last frame; default none.
    pub fade_out: Option<f64>,
    /// Hz, first order, -3 dB there; default none.
    pub highpass: Option<f64>,
    /// See `highpass`.
    pub lowpass: Option<f64>,
    /// Default none.
    pub compress: Option<Compress>,
    /// Default none. What rings past the end is cut off.
    pub reverb: Option<Room>,
}

impl Default for Process {
    fn default() -> Self {
        Self {
            gain: 1.0,
            normalize: Vec::new(),
            fade_in: None,
            fade_out: None,
            highpass: None,
            lowpass: None,
            compress: None,
            reverb: None,
        }
    }
}

/// Settings of the compressor: the engine's own, with a hard knee.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compress {
    /// Linear, 0.001..=1; default 0.7.
    pub threshold: f32,
    /// 1..=20; default 4.
    pub ratio: f32,
    /// Seconds, 0.0001..=1; default 0.01.
    pub attack: f32,
    /// Seconds, 0.001..=3; default 0.1.
    pub release: f32,
}

impl Default for Compress {
    fn default() -> Self {
        Self { threshold: 0.7, ratio: 4.0, attack: 0.01, release: 0.1 }
    }
}

/// Settings of the reverb: the engine's convolution with a decaying noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// 0..=1: it rings 0.5 to 4 s; default 0.5.
    pub room_size: f32,
    /// 0..=1: its low-pass stands at 20 to 2 kHz; default 0.5.
    pub damping: f32,
    /// 0..=1: share of the ring; default 0.3.
    pub wet_level: f32,
}

impl Default for Room {
    fn default() -> Self {
        Self { room_size: 0.5, damping: 0.5, wet_level: 0.3 }
    }
}

/// A [`Process`] at work on a sound of known length.
pub struct Chain {
    gain: f32,
    fade_in: u64,
    fade_out: u64,
    frames: u64,
    at: u64,
    highpass: Option<HighPass>,
    lowpass: Option<LowPass>,
    late: Vec<Late>,
}

impl Chain {
    /// For `frames` frames. `level` is the gain that normalising comes to.
    #[must_use]
    pub fn new(process: &Process, level: f32, sample_rate: u32, frames: u64) -> Self {
        let rate = f64::from(sample_rate);
        let count = |seconds: Option<f64>| (seconds.unwrap_or(0.0).max(0.0) * rate).floor() as u64;
        let late = [
            process.compress.map(|it| Late::compressor(&it, rate)),
            process.reverb.map(|it| Late::reverb(&it, rate)),
        ];
        Self {
            gain: process.gain * level,
            fade_in: count(process.fade_in).min(frames),
            fade_out: count(process.fade_out).min(frames),
            frames,
            at: 0,
            highpass: process.highpass.map(|hz| HighPass::new(hz, rate)),
            lowpass: process.lowpass.map(|hz| LowPass::new(hz, rate)),
            late: late.into_iter().flatten().collect(),
        }
    }

    /// Takes the next frames, and gives those that are done: all that came before them too, in
    /// order, as many at the end as went in.
    pub fn push(&mut self, left: &[f32], right: &[f32]) -> [Vec<f32>; 2] {
        let mut sound = [left.to_vec(), right.to_vec()];
        for channel in &mut sound {
            self.scale(channel);
        }
        self.at += left.len() as u64;
        if let Some(filter) = &mut self.highpass {
            filter.run(&mut sound);
        }
        if let Some(filter) = &mut self.lowpass {
            filter.run(&mut sound);
        }
        for late in &mut self.late {
            sound = late.push(sound);
        }
        sound
    }

    /// What is still held back.
    pub fn finish(&mut self) -> [Vec<f32>; 2] {
        let mut rest = [Vec::new(), Vec::new()];
        for late in &mut self.late {
            let [left, right] = late.push(rest);
            rest = late.finish();
            rest[0].splice(..0, left);
            rest[1].splice(..0, right);
        }
        rest
    }

    /// Gain and fades.
    fn scale(&self, samples: &mut [f32]) {
        for (i, x) in (self.at..).zip(samples) {
            *x *= self.gain;
            if i < self.fade_in {
                *x *= i as f32 / self.fade_in as f32;
            }
            let left = self.frames.saturating_sub(i);
            if left <= self.fade_out {
                *x *= left as f32 / self.fade_out as f32;
            }
        }
    }

    /// All of a sound at once; `level` as in [`Chain::new`].
    #[must_use]
    pub fn run(process: &Process, level: f32, audio: &Audio) -> Audio {
        let mut chain = Self::new(process, level, audio.sample_rate, audio.frames() as u64);
        let mut out = Audio::new(audio.sample_rate);
        let [left, right] = chain.push(&audio.channels[0], &audio.channels[1]);
        out.push(&left, &right);
        let [left, right] = chain.finish();
        out.push(&left, &right);
        out
    }
}

impl Process {
    /// Does all of it to a sound in memory.
    #[must_use]
    pub fn apply(&self, audio: &Audio) -> Audio {
        let mut meter = Meter::new(audio.sample_rate, &self.normalize);
        let scaled = |channel: &Vec<f32>| channel.iter().map(|x| x * self.gain).collect::<Vec<_>>();
        meter.add(&scaled(&audio.channels[0]), &scaled(&audio.channels[1]));
        Chain::run(self, gain_to(&self.normalize, &meter.levels()), audio)
    }

    /// Does all of it to a sound that comes window by window and leaves so, with no more memory
    /// than a window and `spool`, which keeps it until its level and length are known. `source`
    /// gives the next window until there is none.
    ///
    /// # Errors
    /// Those of the spool and the sink.
    pub fn stream(
        &self,
        sample_rate: u32,
        source: Source<'_>,
        spool: &mut dyn Spool,
        sink: Sink<'_>,
    ) -> Result<(), Error> {
        let mut meter = Meter::new(sample_rate, &self.normalize);
        let mut frames = 0;
        while let Some(window) = source()? {
            let [left, right] = &window.channels;
            let scaled =
                |channel: &[f32]| channel.iter().map(|x| x * self.gain).collect::<Vec<_>>();
            meter.add(&scaled(left), &scaled(right));
            spool.write(left, right)?;
            frames += left.len() as u64;
        }
        let level = gain_to(&self.normalize, &meter.levels());
        let mut chain = Chain::new(self, level, sample_rate, frames);
        let mut window = [vec![0.0; WINDOW], vec![0.0; WINDOW]];
        let mut at = 0;
        while at < frames {
            let count = (frames - at).min(WINDOW as u64) as usize;
            let [left, right] = &mut window;
            spool.read(at, &mut left[..count], &mut right[..count])?;
            let [left, right] = chain.push(&left[..count], &right[..count]);
            sink(&left, &right)?;
            at += count as u64;
        }
        let [left, right] = chain.finish();
        sink(&left, &right)
    }
}

/// Gives the next window, of any length, until there is none.
pub type Source<'a> = &'a mut dyn FnMut() -> Result<Option<Audio>, Error>;

/// Takes the next frames, left and right.
pub type Sink<'a> = &'a mut dyn FnMut(&[f32], &[f32]) -> Result<(), Error>;

/// Frames that are processed at once.
const WINDOW: usize = 8192;
