//! The synth's settings in plain numbers; ranges and defaults are those of the song model.
//! Numbers out of range are held within it.

/// Everything a patch is prepared from.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The first four count.
    pub oscillators: Vec<Oscillator>,
    /// The filter.
    pub filter: Filter,
    /// Moves the cutoff.
    pub filter_envelope: Envelope,
    /// Moves the level.
    pub amplitude_envelope: Envelope,
    /// Low-frequency oscillators, restarted by each voice; the first four count.
    pub lfos: Vec<Lfo>,
    /// Linear, 0..=1; default 0.7.
    pub gain: f64,
    /// The first 16 count.
    pub modulation: Vec<Modulation>,
}

impl Default for Settings {
    fn default() -> Self {
        let oscillator = Oscillator::default();
        Self {
            oscillators: vec![
                oscillator,
                Oscillator { detune: -7.0, ..oscillator },
                Oscillator { enabled: false, waveform: Waveform::Square, octave: -1, ..oscillator },
            ],
            filter: Filter::default(),
            filter_envelope: Envelope::default(),
            amplitude_envelope: Envelope::default(),
            lfos: vec![Lfo::default()],
            gain: 0.7,
            modulation: Vec::new(),
        }
    }
}

/// Shape of an oscillator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waveform {
    /// Sine.
    Sine,
    /// Pulse of any width, without its constant part.
    Square,
    /// Rising from 0 at phase 0.
    #[default]
    Sawtooth,
    /// Rising from 0 at phase 0.
    Triangle,
    /// White noise, which knows no pitch; unlike for each key and seed.
    Noise,
}

/// One oscillator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oscillator {
    /// Default true.
    pub enabled: bool,
    /// Default sawtooth.
    pub waveform: Waveform,
    /// Cents, -1200..=1200; default 0.
    pub detune: f64,
    /// -2..=2; default 0.
    pub octave: i32,
    /// Linear, 0..=1; default 0.33.
    pub level: f64,
    /// Of the square, 0.01..=0.99; default 0.5.
    pub pulse_width: f64,
    /// Where in its cycle it starts, 0..1; default 0.
    pub phase: f64,
    /// How many of it sound side by side, 1..=7; default 1. Several sawtooths are a supersaw.
    pub unison_voices: u32,
    /// Detune of the outermost of them in cents, 0..=100; default 50.
    pub unison_detune: f64,
    /// Their stereo spread, 0..=100 %; default 50.
    pub unison_spread: f64,
}

impl Default for Oscillator {
    fn default() -> Self {
        Self {
            enabled: true,
            waveform: Waveform::Sawtooth,
            detune: 0.0,
            octave: 0,
            level: 0.33,
            pulse_width: 0.5,
            phase: 0.0,
            unison_voices: 1,
            unison_detune: 50.0,
            unison_spread: 50.0,
        }
    }
}

/// Response of the filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Response {
    /// Passes what is below the cutoff.
    #[default]
    Lowpass,
    /// Passes what is above it.
    Highpass,
    /// Passes what is around it; gain 1 at the cutoff.
    Bandpass,
    /// Takes out what is around it.
    Notch,
}

/// The filter of a voice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    /// Default lowpass.
    pub response: Response,
    /// A lowpass or highpass of 24 dB an octave in the place of 12; default false. The gain at the
    /// cutoff is the resonance in both.
    pub steep: bool,
    /// 20..=20000; default 2000. What reaches 0.49 of the sample rate is held there.
    pub cutoff_hz: f64,
    /// 0.0001..=30; default 1. In dB for lowpass and highpass, a linear Q for bandpass and notch.
    pub resonance: f64,
    /// Added to the cutoff at the filter envelope's peak, -20000..=20000; default 2000.
    pub envelope_amount_hz: f64,
    /// 0..=1; default 0.
    pub key_tracking: f64,
    /// Distortion ahead of the filter, 0..=1; default 0.
    pub drive: f64,
    /// Its law; default blend.
    pub drive_law: DriveLaw,
}

/// How a drive `d` bends the sound. Below 0.001 that nothing moves there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DriveLaw {
    /// `x (1 - d) + tanh(x (1 + 3 d)) d`.
    #[default]
    Blend,
    /// `(3 + k) x 20 degrees / (pi + k |x|)` with `k = 100 d`: quiet sounds times `(3 + k) / 9`,
    /// what reaches 1 about 0.35 whatever the drive. It goes on beyond 1, where the table of the
    /// engine Rebounce replaces ends.
    Rational,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            response: Response::Lowpass,
            steep: false,
            cutoff_hz: 2000.0,
            resonance: 1.0,
            envelope_amount_hz: 2000.0,
            key_tracking: 0.0,
            drive: 0.0,
            drive_law: DriveLaw::Blend,
        }
    }
}

/// Delay, attack, hold, decay, sustain, release; times in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Envelope {
    /// 0..=10; default 0. Below 0.001 none.
    pub delay: f64,
    /// 0.001..=10; default 0.01.
    pub attack: f64,
    /// 0..=10; default 0. Below 0.001 none.
    pub hold: f64,
    /// 0.001..=10; default 0.1.
    pub decay: f64,
    /// 0..=1; default 0.7.
    pub sustain: f64,
    /// 0.001..=20; default 0.3.
    pub release: f64,
    /// How far velocity lowers the peak, 0..=1; default 0.5: peak = `1 - s + s * velocity`.
    pub velocity_sensitivity: f64,
}

impl Default for Envelope {
    fn default() -> Self {
        Self {
            delay: 0.0,
            attack: 0.01,
            hold: 0.0,
            decay: 0.1,
            sustain: 0.7,
            release: 0.3,
            velocity_sensitivity: 0.5,
        }
    }
}

/// Shape of an LFO; all but the square start at 0 and rise, the square starts at 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// What an LFO, or a slot of the matrix, moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Cutoff. LFO: by up to half of it; slot: 19980 Hz.
    #[default]
    FilterCutoff,
    /// Resonance. LFO: by up to half of it; slot: 30.
    FilterResonance,
    /// Level of all oscillators. LFO: by up to 0.5; slot: 1.
    OscillatorLevel,
    /// Detune of all oscillators. LFO: by up to 50 cents; slot: 2400 cents.
    OscillatorDetune,
    /// Frequency. LFO: by up to a tenth; slot: 20 %.
    OscillatorPitch,
    /// Level of one oscillator, by its place. LFO: by up to 0.5; slot: 1.
    LevelOf(u8),
    /// Detune of one oscillator, by its place. LFO: by up to 50 cents; slot: 2400 cents.
    DetuneOf(u8),
    /// Drive. LFO: by up to 0.5; slot: 1.
    Drive,
    /// Rate of an LFO, by its place, held between 0.01 Hz and 20. LFO: by up to 2 Hz; slot:
    /// 19.99 Hz.
    RateOf(u8),
}

/// A low-frequency oscillator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lfo {
    /// Above 0, default 4; already in step with the tempo, where it is to be.
    pub frequency_hz: f64,
    /// 0..=1; default 0. What is heard is its square.
    pub depth: f64,
    /// Default sine.
    pub waveform: LfoWaveform,
    /// What it moves without the matrix; default the filter's cutoff.
    pub target: Target,
    /// How far it swings as a source of the matrix, 0..=1; default 1.
    pub reach: f64,
}

impl Default for Lfo {
    fn default() -> Self {
        Self {
            frequency_hz: 4.0,
            depth: 0.0,
            waveform: LfoWaveform::Sine,
            target: Target::FilterCutoff,
            reach: 1.0,
        }
    }
}

/// A source of modulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An LFO by its place, -1..=1 times its reach, whatever its depth.
    Lfo(u8),
    /// The filter's envelope, 0..=1: where the cutoff is between base and peak, in octaves.
    FilterEnvelope,
    /// The amplitude envelope, 0..=1.
    AmplitudeEnvelope,
    /// Velocity, mapped to -1..=1.
    Velocity,
    /// Aftertouch, mapped to -1..=1.
    Aftertouch,
    /// Modulation wheel, mapped to -1..=1; an untouched one is 0.
    ModWheel,
}

/// How a source is bent before it acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Curve {
    /// As it is.
    #[default]
    Linear,
    /// Squared, keeping its sign.
    Exponential,
    /// Smoothstep of its magnitude, keeping its sign.
    SCurve,
}

/// A slot of the matrix: `curve(source) * amount * range / 2` is added to the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Modulation {
    /// From.
    pub source: Source,
    /// To.
    pub target: Target,
    /// -1..=1.
    pub amount: f64,
    /// Default linear.
    pub curve: Curve,
}
