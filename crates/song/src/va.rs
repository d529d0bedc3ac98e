//! Settings of the virtual-analogue synth: three oscillators, drive, filter, two envelopes, an
//! LFO and a modulation matrix. Ranges and defaults are those of the engine Rebounce replaces.

use crate::units::{Cents, Hertz, Seconds};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The synth's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Va {
    /// Name of the preset it came from, for people; the other fields say everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// Three oscillators.
    pub oscillators: [Oscillator; 3],
    /// The filter.
    pub filter: Filter,
    /// Moves the cutoff.
    pub filter_envelope: Envelope,
    /// Moves the level.
    pub amplitude_envelope: Envelope,
    /// One low-frequency oscillator, restarted by each note.
    pub lfo: Lfo,
    /// Poly or mono; default poly.
    pub voice_mode: VoiceMode,
    /// Glide from the note before (mono only), 0..=2; default 0.
    pub portamento: Seconds,
    /// In mono: while a key is held a new one does not restart the envelopes; default false.
    pub legato: bool,
    /// A new note silences the one before in 10 ms; default false.
    pub cut_itself: bool,
    /// Linear, 0..=1; default 0.7.
    pub gain: f64,
    /// Up to 16 slots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modulation: Vec<Modulation>,
}

impl Default for Va {
    fn default() -> Self {
        let oscillator = Oscillator::default();
        Self {
            preset: None,
            oscillators: [
                oscillator.clone(),
                Oscillator { detune: Cents(-7.0), ..oscillator.clone() },
                Oscillator { enabled: false, waveform: Waveform::Square, octave: -1, ..oscillator },
            ],
            filter: Filter::default(),
            filter_envelope: Envelope::default(),
            amplitude_envelope: Envelope::default(),
            lfo: Lfo::default(),
            voice_mode: VoiceMode::Poly,
            portamento: Seconds(0.0),
            legato: false,
            cut_itself: false,
            gain: 0.7,
            modulation: Vec::new(),
        }
    }
}

/// Shape of an oscillator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Waveform {
    /// Sine.
    Sine,
    /// Pulse; its width is `pulse_width`.
    Square,
    /// Sawtooth.
    #[default]
    Sawtooth,
    /// Triangle.
    Triangle,
    /// Several detuned sawtooths.
    Supersaw,
}

/// One oscillator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Oscillator {
    /// Default true.
    pub enabled: bool,
    /// Default sawtooth.
    pub waveform: Waveform,
    /// -1200..=1200; default 0. Ignored by the supersaw.
    pub detune: Cents,
    /// -2..=2; default 0.
    pub octave: i32,
    /// Linear, 0..=1; default 0.33.
    pub level: f64,
    /// Of the square, 0.01..=0.99; default 0.5.
    pub pulse_width: f64,
    /// Where in its cycle it starts, 0..1; default 0.
    pub phase: f64,
    /// Sawtooths of the supersaw, 1..=7; default 7.
    pub unison_voices: u32,
    /// Detune of the outermost of them, 0..=100; default 50.
    pub unison_detune: Cents,
    /// Their stereo spread, 0..=100 %; default 50.
    pub unison_spread: f64,
}

impl Default for Oscillator {
    fn default() -> Self {
        Self {
            enabled: true,
            waveform: Waveform::Sawtooth,
            detune: Cents(0.0),
            octave: 0,
            level: 0.33,
            pulse_width: 0.5,
            phase: 0.0,
            unison_voices: 7,
            unison_detune: Cents(50.0),
            unison_spread: 50.0,
        }
    }
}

/// Response of a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FilterType {
    /// Passes what is below the cutoff, 12 dB an octave.
    #[default]
    Lowpass,
    /// Passes what is above it.
    Highpass,
    /// Passes what is around it.
    Bandpass,
    /// Takes out what is around it.
    Notch,
}

/// The filter of a voice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Filter {
    /// Default lowpass.
    #[serde(rename = "type")]
    pub kind: FilterType,
    /// 20..=20000; default 2000.
    pub cutoff: Hertz,
    /// 0.0001..=30; default 1. For lowpass and highpass it is the browser's Q, in dB; for
    /// bandpass and notch a linear Q.
    pub resonance: f64,
    /// Added to the cutoff at the filter envelope's peak, -20000..=20000; default 2000.
    pub envelope_amount: Hertz,
    /// 0..=1; default 0: the cutoff is multiplied by `1 + (f / f(60) - 1) * tracking / 2`.
    pub key_tracking: f64,
    /// Distortion ahead of the filter, 0..=1; default 0.
    pub drive: f64,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            kind: FilterType::Lowpass,
            cutoff: Hertz(2000.0),
            resonance: 1.0,
            envelope_amount: Hertz(2000.0),
            key_tracking: 0.0,
            drive: 0.0,
        }
    }
}

/// Delay, attack, hold, decay, sustain, release.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Envelope {
    /// 0..=10; default 0.
    pub delay: Seconds,
    /// 0.001..=10, of a sampler also 0; default 0.01.
    pub attack: Seconds,
    /// 0..=10; default 0.
    pub hold: Seconds,
    /// 0.001..=10; default 0.1.
    pub decay: Seconds,
    /// 0..=1; default 0.7.
    pub sustain: f64,
    /// 0.001..=20; default 0.3.
    pub release: Seconds,
    /// How far velocity lowers the peak, 0..=1; default 0.5: peak = `1 - s + s * velocity`.
    pub velocity_sensitivity: f64,
}

impl Default for Envelope {
    fn default() -> Self {
        Self {
            delay: Seconds(0.0),
            attack: Seconds(0.01),
            hold: Seconds(0.0),
            decay: Seconds(0.1),
            sustain: 0.7,
            release: Seconds(0.3),
            velocity_sensitivity: 0.5,
        }
    }
}

/// Shape of an LFO.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum LfoWaveform {
    /// Sine.
    #[default]
    Sine,
    /// Square.
    Square,
    /// Rising sawtooth.
    Sawtooth,
    /// Triangle.
    Triangle,
}

/// What the LFO moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum LfoTarget {
    /// Cutoff, by up to half of it.
    #[default]
    FilterCutoff,
    /// Resonance, by up to half of it.
    FilterResonance,
    /// Level, by up to 0.5.
    OscillatorLevel,
    /// Detune, by up to 50 cents.
    OscillatorDetune,
    /// Frequency, by up to a tenth.
    OscillatorPitch,
}

/// A low-frequency oscillator.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Lfo {
    /// 0.01..=20; default 4. Not used when `sync` is set.
    pub frequency: Hertz,
    /// 0..=1; default 0. What is heard is its square.
    pub depth: f64,
    /// Default sine.
    pub waveform: LfoWaveform,
    /// Default the filter's cutoff.
    pub target: LfoTarget,
    /// Length of a cycle in beats when it follows the tempo, 1/64..=64; none: `frequency` holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync: Option<crate::units::Beats>,
}

impl Default for Lfo {
    fn default() -> Self {
        Self {
            frequency: Hertz(4.0),
            depth: 0.0,
            waveform: LfoWaveform::Sine,
            target: LfoTarget::FilterCutoff,
            sync: None,
        }
    }
}

/// Poly or mono.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum VoiceMode {
    /// Each note its own voice.
    #[default]
    Poly,
    /// One voice; the newest note has it.
    Mono,
}

/// A source of modulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ModulationSource {
    /// The LFO, -1..=1.
    Lfo,
    /// The filter's envelope, 0..=1.
    FilterEnvelope,
    /// The amplitude envelope, 0..=1.
    AmplitudeEnvelope,
    /// Velocity, mapped to -1..=1.
    Velocity,
    /// Aftertouch, mapped to -1..=1.
    Aftertouch,
    /// Modulation wheel, mapped to -1..=1.
    ModWheel,
}

/// A destination of modulation and, in brackets, its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ModulationTarget {
    /// Cutoff (19980 Hz).
    FilterCutoff,
    /// Resonance (30).
    FilterResonance,
    /// Level of all oscillators (1).
    OscillatorLevel,
    /// Detune of all oscillators (2400 cents).
    OscillatorDetune,
    /// Frequency (20 % of it).
    OscillatorPitch,
}

/// How a source is bent before it acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ModulationCurve {
    /// As it is.
    #[default]
    Linear,
    /// Squared, keeping its sign.
    Exponential,
    /// Smoothstep.
    SCurve,
}

/// One slot of the modulation matrix: `curve(source) * amount * range / 2` is added to the target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Modulation {
    /// From.
    pub source: ModulationSource,
    /// To.
    pub target: ModulationTarget,
    /// -1..=1.
    pub amount: f64,
    /// Default linear.
    #[serde(default)]
    pub curve: ModulationCurve,
}
