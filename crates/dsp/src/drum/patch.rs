//! A patch: a drum's figures and settings turned into the numbers the kernel works with.

use super::envelope::Envelope;
use super::kinds::{self, FILTERS, Part};
use super::peaks::Peaks;
use super::settings::Settings;
use super::sources::Tone;
use crate::va::Response;
use crate::voice::Voice;

/// Seconds in which a cut voice is silenced, and in which the end of a voice fades.
const CUT: f64 = 0.005;
/// Falls by 60 dB until a voice ends: 90 dB.
const FALLS: f64 = 1.5;
/// Cutoff of the highpass behind the tones over the first tone's lowest frequency. It takes off
/// what is left of a sweep's first, longer half-wave.
const TONES_CUTOFF: f64 = 0.4;
/// Rate at which noise has the level of the table; at others it has the same power per hertz.
const NOISE_RATE: f64 = 48_000.0;

/// Prepared settings.
#[derive(Clone, Debug)]
pub struct Patch {
    pub(super) tones: Vec<Tone>,
    /// Of the tones' saturation; 0: none.
    pub(super) drive: f32,
    pub(super) highpass: Filter,
    /// Cycles a frame at key 60.
    pub(super) squares: Vec<f32>,
    pub(super) bands: Vec<Band>,
    pub(super) level: f32,
    /// Semitones on top of the key.
    pub(super) tune: f32,
    /// Frames until a voice is silent unless it is cut.
    pub(super) length: u64,
    pub(super) cut: u64,
    peaks: Peaks,
}

/// A prepared band.
#[derive(Clone, Debug)]
pub(super) struct Band {
    pub(super) squares: f32,
    pub(super) noise: f32,
    pub(super) clips: bool,
    pub(super) level: f32,
    pub(super) filters: [Filter; FILTERS],
    pub(super) envelope: Envelope,
    /// Its level goes with the velocity; else its filters do.
    pub(super) accented: bool,
}

/// A prepared filter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter {
    pub(super) response: Response,
    /// At key 60, as a part of the sample rate.
    pub(super) cutoff: f32,
    /// In the terms of [`crate::va::Filter`].
    pub(super) resonance: f32,
}

impl Filter {
    fn new(shape: &kinds::Filter, sample_rate: f64) -> Self {
        let (response, resonance) = match shape.response {
            kinds::Response::Bandpass => (Response::Bandpass, shape.q),
            kinds::Response::Highpass => (Response::Highpass, 20.0 * libm::log10(shape.q)),
        };
        Self { response, cutoff: (shape.hz / sample_rate) as f32, resonance: resonance as f32 }
    }
}

/// `value` held in a range; NaN becomes `default`.
fn held(value: f64, low: f64, high: f64, default: f64) -> f64 {
    if value.is_nan() { default } else { value.clamp(low, high) }
}

impl Patch {
    /// Prepares settings for a sample rate in Hz, 8000..=384000.
    ///
    /// It renders the beginning of some voices to know their peaks, which takes about a
    /// millisecond at 48 kHz.
    #[must_use]
    pub fn new(settings: &Settings, sample_rate: f64) -> Self {
        let drum = kinds::drum(settings.kind);
        let ring = held(settings.decay, 0.1, 4.0, 1.0);
        let tone = held(settings.tone, 0.0, 1.0, 0.5);
        let share = |part: Part| if part == Part::Body { 1.0 } else { 2.0 * tone };
        let ring = |part: Part| if part == Part::Click { 1.0 } else { ring };
        let tones: Vec<Tone> = drum
            .tones
            .iter()
            .map(|t| Tone::new(t, ring(t.part), share(t.part), sample_rate))
            .collect();
        let bands: Vec<Band> = drum
            .bands
            .iter()
            .map(|band| Band {
                squares: band.squares as f32,
                noise: (band.noise * (sample_rate / NOISE_RATE).sqrt()) as f32,
                clips: band.clips,
                level: (band.level * share(band.part)) as f32,
                filters: filters(band, tone, sample_rate),
                envelope: Envelope::new(&band.envelope, ring(band.part), sample_rate),
                accented: band.part != Part::Body,
            })
            .collect();
        let lowest = drum.tones.first().map_or(100.0, |tone| tone.to_hz);
        let highpass = kinds::highpass(lowest * TONES_CUTOFF, core::f64::consts::FRAC_1_SQRT_2);
        let rings = tones.iter().map(|tone| tone.decay.frames * FALLS);
        let rings = rings.chain(bands.iter().map(|band| band.envelope.frames(FALLS)));
        let length = rings.fold(0.0, f64::max).ceil() as u64;
        let mut patch = Self {
            tones,
            drive: drum.drive as f32,
            highpass: Filter::new(&highpass, sample_rate),
            squares: drum.squares.iter().map(|hz| (hz / sample_rate) as f32).collect(),
            level: drum.level as f32,
            tune: held(settings.tune, -24.0, 24.0, 0.0) as f32,
            length,
            cut: (CUT * sample_rate).round() as u64,
            peaks: Peaks::default(),
            bands,
        };
        patch.peaks = Peaks::measure(&patch, sample_rate);
        patch
    }

    /// Frames from the voice's start after which it is exactly zero. The gate does not count.
    #[must_use]
    pub fn length(&self, voice: &Voice) -> u64 {
        self.length.min(voice.cut.saturating_add(self.cut))
    }

    /// What of a voice decides its print, and the factor that goes with it. Velocity is a mere
    /// factor where it moves no part.
    pub(super) fn print(&self, voice: &Voice) -> (Voice, f32) {
        let mut print = Voice { gate: 0, ..voice.unplaced() };
        let mut gain = voice.gain;
        if self.bands.is_empty() && !self.tones.iter().any(|tone| tone.accented) {
            gain *= voice.velocity.clamp(0.0, 1.0);
            print.velocity = 1.0;
        }
        if voice.cut >= self.length {
            print.cut = u64::MAX;
        }
        (print, gain)
    }

    /// Whether left and right can differ: never.
    #[must_use]
    pub fn is_stereo(&self) -> bool {
        false
    }

    /// A bound on the voice's peak, linear, with its gain, before pan. The loudest of many strokes
    /// comes within 6 dB of it; the kick, whose strokes are alike, within 1.
    #[must_use]
    pub fn peak(&self, voice: &Voice) -> f32 {
        self.peaks.at(voice.key + self.tune) * voice.velocity.clamp(0.0, 1.0) * voice.gain
    }

    /// Nanoseconds of a batch-frame, roughly: eight voices of a frame.
    ///
    /// Measured with `make bench-kernels` on 2026-11-25, AVX2: not much science.
    #[must_use]
    pub fn cost(&self) -> f32 {
        let noise = self.bands.iter().any(|band| band.noise > 0.0);
        let clips = self.bands.iter().filter(|band| band.clips).count();
        let saturation = if self.drive > 0.0 { 9.5 } else { 0.0 };
        3.0 + saturation
            + 7.0 * self.tones.len() as f32
            + 3.4 * self.squares.len() as f32
            + if noise { 3.5 } else { 0.0 }
            + 17.0 * self.bands.len() as f32
            + 4.0 * clips as f32
    }
}

/// A band's filters; `tone` moves those of a drum's body, half an octave either way.
fn filters(band: &kinds::Band, tone: f64, sample_rate: f64) -> [Filter; FILTERS] {
    let moved = if band.part == Part::Body { libm::exp2(tone - 0.5) } else { 1.0 };
    let prepare = |filter: kinds::Filter| {
        Filter::new(&kinds::Filter { hz: filter.hz * moved, ..filter }, sample_rate)
    };
    band.filters.map(prepare)
}
