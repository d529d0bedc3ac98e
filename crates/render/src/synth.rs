//! The song's two synths as patches of the one kernel that plays both.

use crate::tempo::TempoMap;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::va;
use rebounce_song::va::{self as song_va, FilterType, Va};
use rebounce_song::zenith::{self, Zenith};
use rebounce_song::{Beats, Hertz};

/// The synth; what follows the tempo does so at the song's first tempo.
pub(crate) fn va(settings: &Va, tempo: &TempoMap, sample_rate: u32) -> Patch {
    let lfo = &settings.lfo;
    let settings = va::Settings {
        oscillators: settings.oscillators.iter().map(oscillator).collect(),
        filter: va::Filter {
            response: match settings.filter.kind {
                FilterType::Lowpass => va::Response::Lowpass,
                FilterType::Highpass => va::Response::Highpass,
                FilterType::Bandpass => va::Response::Bandpass,
                FilterType::Notch => va::Response::Notch,
            },
            cutoff_hz: settings.filter.cutoff.0,
            resonance: settings.filter.resonance,
            envelope_amount_hz: settings.filter.envelope_amount.0,
            key_tracking: settings.filter.key_tracking,
            drive: settings.filter.drive,
            ..va::Filter::default()
        },
        filter_envelope: envelope(&settings.filter_envelope),
        amplitude_envelope: envelope(&settings.amplitude_envelope),
        lfos: vec![va::Lfo {
            frequency_hz: rate(lfo.frequency, lfo.sync, tempo),
            depth: lfo.depth,
            waveform: lfo_waveform(lfo.waveform),
            target: match lfo.target {
                song_va::LfoTarget::FilterCutoff => va::Target::FilterCutoff,
                song_va::LfoTarget::FilterResonance => va::Target::FilterResonance,
                song_va::LfoTarget::OscillatorLevel => va::Target::OscillatorLevel,
                song_va::LfoTarget::OscillatorDetune => va::Target::OscillatorDetune,
                song_va::LfoTarget::OscillatorPitch => va::Target::OscillatorPitch,
            },
            ..va::Lfo::default()
        }],
        gain: settings.gain,
        modulation: settings.modulation.iter().map(modulation).collect(),
    };
    Patch::Va(va::Patch::new(&settings, f64::from(sample_rate)))
}

fn oscillator(oscillator: &song_va::Oscillator) -> va::Oscillator {
    let supersaw = oscillator.waveform == song_va::Waveform::Supersaw;
    va::Oscillator {
        enabled: oscillator.enabled,
        waveform: match oscillator.waveform {
            song_va::Waveform::Sine => va::Waveform::Sine,
            song_va::Waveform::Square => va::Waveform::Square,
            song_va::Waveform::Triangle => va::Waveform::Triangle,
            song_va::Waveform::Sawtooth | song_va::Waveform::Supersaw => va::Waveform::Sawtooth,
        },
        detune: if supersaw { 0.0 } else { oscillator.detune.0 },
        octave: oscillator.octave,
        level: oscillator.level,
        pulse_width: oscillator.pulse_width,
        phase: oscillator.phase,
        unison_voices: if supersaw { oscillator.unison_voices } else { 1 },
        unison_detune: oscillator.unison_detune.0,
        unison_spread: oscillator.unison_spread,
    }
}

fn envelope(envelope: &song_va::Envelope) -> va::Envelope {
    va::Envelope {
        delay: envelope.delay.0,
        attack: envelope.attack.0,
        hold: envelope.hold.0,
        decay: envelope.decay.0,
        sustain: envelope.sustain,
        release: envelope.release.0,
        velocity_sensitivity: envelope.velocity_sensitivity,
    }
}

fn modulation(slot: &song_va::Modulation) -> va::Modulation {
    use song_va::{ModulationSource, ModulationTarget};
    va::Modulation {
        source: match slot.source {
            ModulationSource::Lfo => va::Source::Lfo(0),
            ModulationSource::FilterEnvelope => va::Source::FilterEnvelope,
            ModulationSource::AmplitudeEnvelope => va::Source::AmplitudeEnvelope,
            ModulationSource::Velocity => va::Source::Velocity,
            ModulationSource::Aftertouch => va::Source::Aftertouch,
            ModulationSource::ModWheel => va::Source::ModWheel,
        },
        target: match slot.target {
            ModulationTarget::FilterCutoff => va::Target::FilterCutoff,
            ModulationTarget::FilterResonance => va::Target::FilterResonance,
            ModulationTarget::OscillatorLevel => va::Target::OscillatorLevel,
            ModulationTarget::OscillatorDetune => va::Target::OscillatorDetune,
            ModulationTarget::OscillatorPitch => va::Target::OscillatorPitch,
        },
        amount: slot.amount,
        curve: curve(slot.curve),
    }
}

fn curve(curve: song_va::ModulationCurve) -> va::Curve {
    match curve {
        song_va::ModulationCurve::Linear => va::Curve::Linear,
        song_va::ModulationCurve::Exponential => va::Curve::Exponential,
        song_va::ModulationCurve::SCurve => va::Curve::SCurve,
    }
}

/// An LFO's rate in Hz; one that follows the tempo does so at the song's first.
fn rate(frequency: Hertz, sync: Option<Beats>, tempo: &TempoMap) -> f64 {
    let beats_per_second = tempo.tempo_at(Beats(0.0)).0 / 60.0;
    sync.map_or(frequency.0, |cycle| beats_per_second / cycle.0)
}

fn lfo_waveform(waveform: song_va::LfoWaveform) -> va::LfoWaveform {
    match waveform {
        song_va::LfoWaveform::Sine => va::LfoWaveform::Sine,
        song_va::LfoWaveform::Square => va::LfoWaveform::Square,
        song_va::LfoWaveform::Sawtooth => va::LfoWaveform::Sawtooth,
        song_va::LfoWaveform::Triangle => va::LfoWaveform::Triangle,
    }
}

/// The Zenith synth: the same kernel with more of everything.
pub(crate) fn zenith(settings: &Zenith, tempo: &TempoMap, sample_rate: u32) -> Patch {
    let settings = va::Settings {
        oscillators: settings.oscillators.iter().map(zenith_oscillator).collect(),
        filter: zenith_filter(&settings.filter),
        filter_envelope: envelope(&settings.filter_envelope),
        amplitude_envelope: envelope(&settings.amplitude_envelope),
        lfos: settings
            .lfos
            .iter()
            .map(|lfo| va::Lfo {
                frequency_hz: rate(lfo.frequency, lfo.sync, tempo),
                depth: 0.0,
                waveform: lfo_waveform(lfo.waveform),
                reach: lfo.depth,
                ..va::Lfo::default()
            })
            .collect(),
        gain: settings.gain,
        modulation: settings.modulation.iter().map(zenith_modulation).collect(),
    };
    Patch::Va(va::Patch::new(&settings, f64::from(sample_rate)))
}

fn zenith_oscillator(oscillator: &zenith::Oscillator) -> va::Oscillator {
    va::Oscillator {
        enabled: oscillator.enabled,
        waveform: match oscillator.waveform {
            zenith::Waveform::Sine => va::Waveform::Sine,
            zenith::Waveform::Square => va::Waveform::Square,
            zenith::Waveform::Triangle => va::Waveform::Triangle,
            zenith::Waveform::Sawtooth | zenith::Waveform::Supersaw => va::Waveform::Sawtooth,
            zenith::Waveform::Noise => va::Waveform::Noise,
        },
        detune: oscillator.detune.0,
        octave: oscillator.octave,
        level: oscillator.level,
        pulse_width: oscillator.pulse_width,
        phase: oscillator.phase,
        unison_voices: oscillator.voices(),
        unison_detune: oscillator.unison_detune.0,
        unison_spread: oscillator.unison_spread,
    }
}

fn zenith_filter(filter: &zenith::Filter) -> va::Filter {
    use zenith::FilterType;
    let (response, steep) = match filter.kind {
        FilterType::Lowpass => (va::Response::Lowpass, false),
        FilterType::Highpass => (va::Response::Highpass, false),
        FilterType::Bandpass => (va::Response::Bandpass, false),
        FilterType::Notch => (va::Response::Notch, false),
        FilterType::Lowpass24 => (va::Response::Lowpass, true),
        FilterType::Highpass24 => (va::Response::Highpass, true),
    };
    va::Filter {
        response,
        steep,
        cutoff_hz: filter.cutoff.0,
        resonance: filter.resonance,
        envelope_amount_hz: filter.envelope_amount.0,
        key_tracking: filter.key_tracking,
        drive: filter.drive,
        drive_law: va::DriveLaw::Rational,
    }
}

fn zenith_modulation(slot: &zenith::Modulation) -> va::Modulation {
    use zenith::{ModulationSource, ModulationTarget};
    va::Modulation {
        source: match slot.source {
            ModulationSource::Lfo1 => va::Source::Lfo(0),
            ModulationSource::Lfo2 => va::Source::Lfo(1),
            ModulationSource::Lfo3 => va::Source::Lfo(2),
            ModulationSource::Lfo4 => va::Source::Lfo(3),
            ModulationSource::FilterEnvelope => va::Source::FilterEnvelope,
            ModulationSource::AmplitudeEnvelope => va::Source::AmplitudeEnvelope,
            ModulationSource::Velocity => va::Source::Velocity,
            ModulationSource::Aftertouch => va::Source::Aftertouch,
            ModulationSource::ModWheel => va::Source::ModWheel,
        },
        target: match slot.target {
            ModulationTarget::FilterCutoff => va::Target::FilterCutoff,
            ModulationTarget::FilterResonance => va::Target::FilterResonance,
            ModulationTarget::FilterDrive => va::Target::Drive,
            ModulationTarget::Oscillator1Level => va::Target::LevelOf(0),
            ModulationTarget::Oscillator2Level => va::Target::LevelOf(1),
            ModulationTarget::Oscillator3Level => va::Target::LevelOf(2),
            ModulationTarget::Oscillator4Level => va::Target::LevelOf(3),
            ModulationTarget::Oscillator1Detune => va::Target::DetuneOf(0),
            ModulationTarget::Oscillator2Detune => va::Target::DetuneOf(1),
            ModulationTarget::Oscillator3Detune => va::Target::DetuneOf(2),
            ModulationTarget::Oscillator4Detune => va::Target::DetuneOf(3),
            ModulationTarget::Lfo1Rate => va::Target::RateOf(0),
            ModulationTarget::Lfo2Rate => va::Target::RateOf(1),
            ModulationTarget::Lfo3Rate => va::Target::RateOf(2),
            ModulationTarget::Lfo4Rate => va::Target::RateOf(3),
        },
        amount: slot.amount,
        curve: curve(slot.curve),
    }
}
