//! Settings of the Zenith synth: four oscillators with unison each, noise, drive, a filter of 12
//! or 24 dB, two envelopes, four LFOs and a modulation matrix. Ranges and defaults are those of
//! the engine Rebounce replaces.

use crate::units::{Beats, Cents, Hertz, Seconds};
use crate::va::{Envelope, LfoWaveform, ModulationCurve, VoiceMode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The synth's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Zenith {
    /// Name of the preset it came from, for people; the other fields say everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// Four oscillators.
    pub oscillators: [Oscillator; 4],
    /// The filter.
    pub filter: Filter,
    /// Moves the cutoff.
    pub filter_envelope: Envelope,
    /// Moves the level.
    pub amplitude_envelope: Envelope,
    /// Four low-frequency oscillators, restarted by each note, heard through `modulation` alone.
    pub lfos: [Lfo; 4],
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

impl Default for Zenith {
    fn default() -> Self {
        let oscillator = Oscillator::default();
        let off = Oscillator { enabled: false, ..oscillator.clone() };
        Self {
            preset: None,
            oscillators: [
                oscillator.clone(),
                Oscillator { detune: Cents(-7.0), ..oscillator },
                off.clone(),
                off,
            ],
            filter: Filter::default(),
            filter_envelope: Envelope::default(),
            amplitude_envelope: Envelope::default(),
            lfos: [Lfo::default(); 4],
            voice_mode: VoiceMode::Poly,
            portamento: Seconds(0.0),
            legato: false,
            cut_itself: false,
            gain: 0.7,
            modulation: Vec::new(),
        }
    }
}

/// Shape of an oscillator of Zenith.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ZenithWaveform")]
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
    /// Sawtooths: seven, unless `unison_voices` says otherwise.
    Supersaw,
    /// White noise, which knows no pitch.
    Noise,
}

/// One oscillator of Zenith.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(rename = "ZenithOscillator")]
pub struct Oscillator {
    /// Default true; of the third and fourth false where `oscillators` is not given.
    pub enabled: bool,
    /// Default sawtooth.
    pub waveform: Waveform,
    /// -1200..=1200; default 0.
    pub detune: Cents,
    /// -2..=2; default 0.
    pub octave: i32,
    /// Linear, 0..=1; default 0.25.
    pub level: f64,
    /// Of the square, 0.01..=0.99; default 0.5.
    pub pulse_width: f64,
    /// Where in its cycle it starts, 0..1; default 0.
    pub phase: f64,
    /// How many sound side by side, 1..=7; default 1, of a supersaw 7.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unison_voices: Option<u32>,
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
            level: 0.25,
            pulse_width: 0.5,
            phase: 0.0,
            unison_voices: None,
            unison_detune: Cents(50.0),
            unison_spread: 50.0,
        }
    }
}

impl Oscillator {
    /// How many sound side by side.
    #[must_use]
    pub fn voices(&self) -> u32 {
        self.unison_voices.unwrap_or(if self.waveform == Waveform::Supersaw { 7 } else { 1 })
    }
}

/// Response of Zenith's filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ZenithFilterType")]
pub enum FilterType {
    /// Passes what is below the cutoff, 12 dB an octave.
    #[default]
    Lowpass,
    /// Passes what is above it, 12 dB an octave.
    Highpass,
    /// Passes what is around it.
    Bandpass,
    /// Takes out what is around it.
    Notch,
    /// Passes what is below the cutoff, 24 dB an octave.
    Lowpass24,
    /// Passes what is above it, 24 dB an octave.
    Highpass24,
}

/// The filter of a voice of Zenith.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(rename = "ZenithFilter")]
pub struct Filter {
    /// Default lowpass.
    #[serde(rename = "type")]
    pub kind: FilterType,
    /// 20..=20000; default 2000.
    pub cutoff: Hertz,
    /// 0.0001..=30; default 1. For lowpass and highpass the gain at the cutoff in dB, whatever the
    /// slope; for bandpass and notch a linear Q.
    pub resonance: f64,
    /// Added to the cutoff at the filter envelope's peak, -20000..=20000; default 2000.
    pub envelope_amount: Hertz,
    /// 0..=1; default 0: the cutoff is multiplied by `1 + (f / f(60) - 1) * tracking / 2`.
    pub key_tracking: f64,
    /// Distortion ahead of the filter, 0..=1; default 0: none. With `k = 100 * drive` a sample x
    /// becomes `(3 + k) * x * 20 degrees / (pi + k * |x|)`.
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

/// A low-frequency oscillator of Zenith.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(rename = "ZenithLfo")]
pub struct Lfo {
    /// 0.01..=20; default 4. Not used when `sync` is set.
    pub frequency: Hertz,
    /// How far it swings as a source of `modulation`, 0..=1; default 0.5.
    pub depth: f64,
    /// Default sine.
    pub waveform: LfoWaveform,
    /// Length of a cycle in beats when it follows the tempo, 1/64..=64; none: `frequency` holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync: Option<Beats>,
}

impl Default for Lfo {
    fn default() -> Self {
        Self { frequency: Hertz(4.0), depth: 0.5, waveform: LfoWaveform::Sine, sync: None }
    }
}

/// A source of Zenith's modulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ZenithSource")]
pub enum ModulationSource {
    /// The first LFO, -1..=1 times its depth.
    Lfo1,
    /// The second.
    Lfo2,
    /// The third.
    Lfo3,
    /// The fourth.
    Lfo4,
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

/// A destination of Zenith's modulation and, in brackets, its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ZenithTarget")]
pub enum ModulationTarget {
    /// Cutoff (19980 Hz).
    FilterCutoff,
    /// Resonance (30).
    FilterResonance,
    /// Drive (1).
    FilterDrive,
    /// Level of the first oscillator (1).
    Oscillator1Level,
    /// Of the second.
    Oscillator2Level,
    /// Of the third.
    Oscillator3Level,
    /// Of the fourth.
    Oscillator4Level,
    /// Detune of the first oscillator (2400 cents).
    Oscillator1Detune,
    /// Of the second.
    Oscillator2Detune,
    /// Of the third.
    Oscillator3Detune,
    /// Of the fourth.
    Oscillator4Detune,
    /// Rate of the first LFO (19.99 Hz), held between 0.01 Hz and 20.
    Lfo1Rate,
    /// Of the second.
    Lfo2Rate,
    /// Of the third.
    Lfo3Rate,
    /// Of the fourth.
    Lfo4Rate,
}

/// One slot of Zenith's modulation matrix: `curve(source) * amount * range / 2` is added to the
/// target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "ZenithModulation")]
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
