//! A patch: settings and zones turned into the numbers a kernel works with, shared by all its
//! voices.

use super::filter::{BOOST, boost_lowpass, response};
use super::interpolation::ONE;
use super::motion::Motion;
use super::settings::{Filter, Response, Settings, VelocityCurve, Zone};
use super::span::Span;
use crate::math;
use crate::recording::Recording;
use crate::va;
use crate::va::envelope::{Levels, Times};
use crate::voice::Voice;
use std::sync::{Arc, OnceLock};

/// Seconds in which a cut voice is silenced.
const CUT: f64 = 0.005;
/// Seconds of the fades where a recording is entered or left in its midst.
const EDGE: f64 = 0.001;
/// Longest stage of the envelope in seconds, and so the longest fade of an audio clip.
const LONGEST: f64 = 100_000.0;
/// Most by which what lies between frames exceeds them: the sum of the magnitudes of a kernel's taps
/// half way between two is less than 2; of a sinc of 24 taps under a wider window, Hann's, it is 2.31.
const BETWEEN: f32 = 2.31;
/// A zone, prepared.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) recording: Arc<Recording>,
    base_key: f64,
    /// Frames of the recording a frame, at the base key.
    rate: f64,
    /// In semitones.
    pitch: f64,
    reverse: bool,
    /// `start`, `end`, `loop_start`, `loop_end`.
    places: [f64; 4],
    looped: bool,
    /// Largest magnitude; looked for when first asked, for many clips may share a long recording.
    peak: OnceLock<f32>,
}

/// Prepared settings.
#[derive(Clone, Debug)]
pub struct Patch {
    pub(super) sources: Vec<Source>,
    pub(super) sample_rate: f64,
    stereo: bool,
    one_shot: bool,
    start_modulation: f64,
    pub(super) times: Times,
    /// Frames until the recording begins.
    pub(super) delay: u64,
    sensitivity: f64,
    curve: VelocityCurve,
    pub(super) filter: Option<Filter>,
    /// Gain of the lowpass before it is bent; 0: none.
    pub(super) boost: f32,
    pub(super) boost_lowpass: [f32; 4],
    /// Frames in which a cut voice is silenced, and of the fades at edges.
    pub(super) cut: u64,
    pub(super) edge: u64,
}

impl Patch {
    /// Prepares settings and zones for a sample rate in Hz, 8000..=384000. A recording at another
    /// rate keeps its pitch.
    #[must_use]
    pub fn new(settings: &Settings, zones: &[Zone], sample_rate: f64) -> Self {
        let rate = settings.rate.clamp(1.0 / 16.0, 16.0);
        let sources: Vec<Source> = zones
            .iter()
            .map(|zone| {
                let source = Source::new(settings, zone);
                let own = f64::from(zone.recording.sample_rate);
                Source { rate: if own > 0.0 { rate * (own / sample_rate) } else { rate }, ..source }
            })
            .collect();
        let modulation = settings.start_modulation.clamp(0.0, 1.0);
        let enters_midst = sources.iter().any(|source| {
            let [start, end, ..] = source.places;
            if source.reverse { end < 1.0 } else { start > 0.0 || modulation > 0.0 }
        });
        let edge = (EDGE * sample_rate).round() as u64;
        let envelope = &settings.envelope;
        let frames = |time: f64| (time.clamp(0.0, LONGEST) * sample_rate).round() as u64;
        let delay = frames(envelope.delay);
        let times = [
            delay,
            frames(envelope.attack).max(if enters_midst { edge } else { 0 }),
            frames(envelope.hold),
            frames(envelope.decay).max(edge),
            frames(envelope.release).max(edge),
        ];
        Self {
            sources,
            sample_rate,
            stereo: zones.iter().any(|zone| zone.recording.channels.len() > 1),
            one_shot: settings.one_shot,
            start_modulation: modulation,
            times: Times::of_frames(times, envelope.sustain.clamp(0.0, 1.0) as f32),
            delay,
            sensitivity: envelope.velocity_sensitivity.clamp(0.0, 1.0),
            curve: settings.velocity_curve.clone(),
            filter: settings.filter,
            boost: 3.0 * settings.bass_boost.clamp(0.0, 1.0) as f32,
            boost_lowpass: boost_lowpass(sample_rate),
            cut: (CUT * sample_rate).round() as u64,
            edge,
        }
    }

    /// Frames from the voice's start after which it is exactly zero.
    #[must_use]
    pub fn length(&self, voice: &Voice) -> u64 {
        self.end(voice).unwrap_or_else(|| self.limit(voice))
    }

    /// What of a voice decides its print, and the factor that goes with it. Velocity is a mere
    /// factor where the recording's start does not move with it; when a key is let go matters
    /// only to what still sounds then.
    pub(super) fn print(&self, voice: &Voice) -> (Voice, f32) {
        let mut print = voice.unplaced();
        let mut gain = voice.gain;
        let loudest = self.level(1.0);
        if self.start_modulation == 0.0 && voice.line.is_none() && loudest > 0.0 {
            gain *= self.level(voice.velocity) / loudest;
            print.velocity = 1.0;
        }
        if self.stereo && self.source(voice).is_some_and(|it| it.recording.channels.len() == 1) {
            gain *= mono_share(voice.pan);
        }
        let free = Voice { gate: u64::MAX, cut: u64::MAX, ..print.clone() };
        if self.end(&free).is_some_and(|end| end <= voice.gate.min(voice.cut)) || self.one_shot {
            print.gate = u64::MAX;
        }
        if self.length(&Voice { cut: u64::MAX, ..print.clone() }) <= voice.cut {
            print.cut = u64::MAX;
        }
        (print, gain)
    }

    /// Whether left and right can differ: a zone has two channels.
    #[must_use]
    pub fn is_stereo(&self) -> bool {
        self.stereo
    }

    /// An estimate of the voice's peak, linear, with its gain, before pan: the recording's peak
    /// through the bass boost, times the envelope's peak; a filter's resonance adds a quarter of
    /// its gain.
    #[must_use]
    pub fn peak(&self, voice: &Voice) -> f32 {
        let peak = self.source(voice).map_or(0.0, Source::peak);
        let boosted = peak + math::tanh(self.boost * peak);
        let resonance = match self.filter {
            Some(Filter { response: Response::Lowpass | Response::Highpass, q, .. }) => {
                1.0 + (q.clamp(0.1, 30.0) as f32 - 1.0).max(0.0) / 4.0
            }
            _ => 1.0,
        };
        boosted * resonance * self.level(voice.velocity) * voice.gain
    }

    /// A bound on the voice's peak, linear, with its gain, before pan: the recording's peak, what
    /// may lie between its frames where these are not played as they are, bass boost and filter at
    /// their highest, times the envelope's peak.
    #[must_use]
    pub fn bound(&self, voice: &Voice) -> f32 {
        let Some(source) = self.source(voice) else { return 0.0 };
        let motion = self.motion(source, voice);
        let as_it_is =
            motion.path.increment == ONE && motion.path.step == 0 && voice.bend.is_none();
        let peak = source.peak() * if as_it_is { 1.0 } else { BETWEEN };
        let low = va::filter::most(va::Response::Lowpass, 1.0 / BOOST.q as f32);
        let boosted = peak + math::tanh(self.boost * low * peak);
        let filtered = self.filter.as_ref().map_or(1.0, |filter| {
            let damping = 1.0 / filter.q.clamp(0.1, 30.0) as f32;
            va::filter::most(response(filter.response), damping)
        });
        boosted * filtered * self.level(voice.velocity) * voice.gain
    }

    /// Nanoseconds of a batch-frame, roughly: eight voices of a frame, around their own pitch.
    ///
    /// Measured with `make bench-kernels` on 2026-11-25, AVX2, on a busy machine: not much science.
    #[must_use]
    pub fn cost(&self) -> f32 {
        let (channels, reading) = if self.stereo { (2.0, 56.0) } else { (1.0, 38.0) };
        let filters = u8::from(self.filter.is_some()) + u8::from(self.boost > 0.0);
        8.0 + reading + 6.0 * channels * f32::from(filters)
    }

    /// The zone a voice plays.
    pub(super) fn source(&self, voice: &Voice) -> Option<&Source> {
        self.sources.get(voice.zone as usize)
    }

    /// The voice as its envelope sees it.
    pub(super) fn held(&self, voice: &Voice) -> Voice {
        let gate = if self.one_shot { u64::MAX } else { voice.gate };
        Voice { gate, ..voice.clone() }
    }

    /// Frames after which it is silent if the recording does not end.
    pub(super) fn limit(&self, voice: &Voice) -> u64 {
        let released = if self.one_shot {
            u64::MAX
        } else {
            voice.gate.saturating_add(self.times.release(voice.release_scale))
        };
        released.min(voice.cut.saturating_add(self.cut))
    }

    /// The voice's frame where the recording ends; `None`: it ends before that, by itself.
    pub(super) fn end(&self, voice: &Voice) -> Option<u64> {
        let Some(source) = self.source(voice) else { return Some(0) };
        let span = self.span(source, voice);
        match span.end() {
            None => None,
            Some(0) => Some(0),
            Some(end) => {
                let frames = [self.delay, self.limit(voice)];
                self.motion(source, voice).reaches(voice, frames, end)
            }
        }
    }

    /// How a voice goes through a recording.
    pub(super) fn motion(&self, source: &Source, voice: &Voice) -> Motion {
        Motion::new(voice, source.pitch - source.base_key, source.rate)
    }

    /// The part of a recording that a voice plays.
    pub(super) fn span(&self, source: &Source, voice: &Voice) -> Span {
        let frames = source.recording.frames() as f64;
        let shift = self.start_modulation * 0.2 * f64::from(voice.velocity.clamp(0.0, 1.0));
        let place = |part: f64| (part.min(1.0) * frames).round() as i64;
        let [start, end, loop_start, loop_end] = source.places;
        let (start, end) = (place(start + shift), place(end));
        let (loop_start, loop_end) = (place(loop_start).max(start), place(loop_end).min(end));
        let turns = source.looped && loop_end > loop_start;
        let frames = match (source.reverse, turns) {
            (_, false) => end - start,
            (false, true) => loop_end - start,
            (true, true) => end - loop_start,
        };
        Span {
            begin: if source.reverse { end - 1 } else { start },
            reverse: source.reverse,
            frames: u64::try_from(frames).unwrap_or(0),
            loop_frames: if turns { (loop_end - loop_start) as u64 } else { 0 },
        }
    }

    /// Whether a voice whose recording ends is faded there: it ends in the midst of the recording,
    /// or a filter would ring on.
    pub(super) fn fades_out(&self, source: &Source) -> bool {
        let [start, end, ..] = source.places;
        let leaves_midst = if source.reverse { start > 0.0 } else { end < 1.0 };
        leaves_midst
            || (source.reverse && self.start_modulation > 0.0)
            || self.filter.is_some()
            || self.boost > 0.0
    }

    /// The envelope's peak for a velocity.
    pub(super) fn level(&self, velocity: f32) -> f32 {
        let curved = self.curve.level(f64::from(velocity));
        (1.0 - self.sensitivity + self.sensitivity * curved) as f32
    }

    /// The envelope's levels for a velocity.
    pub(super) fn levels(&self, velocity: f32) -> Levels {
        let peak = self.level(velocity);
        Levels { peak, sustain: peak * self.times.sustain }
    }
}

impl Source {
    /// What of it does not hang on rates.
    fn new(settings: &Settings, zone: &Zone) -> Self {
        let places = [settings.start, settings.end, settings.loop_start, settings.loop_end];
        let [start, end, ..] = places.map(|place| place.clamp(0.0, 1.0));
        let mut source = Self {
            recording: Arc::clone(&zone.recording),
            base_key: zone.base_key,
            rate: 1.0,
            pitch: settings.pitch.clamp(-48.0, 48.0),
            reverse: settings.reverse,
            places: places.map(|place| place.clamp(0.0, 1.0)),
            looped: settings.looped && !settings.one_shot,
            peak: OnceLock::new(),
        };
        if let Some(part) = &zone.part {
            let [from, to] = part.range.map(|at| start + (end - start) * at.clamp(0.0, 1.0));
            source.places = [from, to, from, to];
            source.pitch += part.pitch.clamp(-48.0, 48.0);
            source.reverse ^= part.reverse;
            source.looped = part.looped;
        }
        source
    }

    fn peak(&self) -> f32 {
        *self.peak.get_or_init(|| {
            let channels = self.recording.channels.iter();
            channels.map(|samples| peak(samples)).fold(0.0, f32::max)
        })
    }
}

/// The factor on both channels of a mono sound by which the stereo pan law gives what the mono
/// law gives: `1 / (2 cos((1 - |pan|) pi / 4))`.
fn mono_share(pan: f32) -> f32 {
    let inwards = 1.0 - f64::from(pan.clamp(-1.0, 1.0)).abs();
    (0.5 / libm::cos(inwards * core::f64::consts::FRAC_PI_4)) as f32
}

/// The largest magnitude, of many samples at once.
fn peak(samples: &[f32]) -> f32 {
    let larger = |peak: f32, x: f32| if x.abs() > peak { x.abs() } else { peak };
    let mut peaks = [0.0_f32; 16];
    let (chunks, rest) = samples.as_chunks::<16>();
    for chunk in chunks {
        for (peak, x) in peaks.iter_mut().zip(chunk) {
            *peak = larger(*peak, *x);
        }
    }
    rest.iter().chain(&peaks).fold(0.0, |peak, x| larger(peak, *x))
}
