//! The song's settings as patches of voices: field by field, units turned into plain numbers.

use crate::tempo::TempoMap;
use rebounce_dsp::Recording;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::{drum, sampler, va};
use rebounce_song::arrangement::AudioClip;
use rebounce_song::instrument::{Drum, DrumKind};
use rebounce_song::sampler::{Sampler, VelocityCurve, Zone};
use rebounce_song::va::{self as song_va, FilterType};
use rebounce_song::{Beats, va::Va};
use std::sync::Arc;

/// A zone with its recording.
pub(crate) fn zone(zone: &Zone, recording: Arc<Recording>) -> sampler::Zone {
    sampler::Zone {
        recording,
        key: zone.key,
        base_key: zone.base_key,
        velocity_min: zone.velocity_min,
        velocity_max: zone.velocity_max,
        turn: zone.turn,
        part: None,
    }
}

/// A sampler of these zones. The slices of a chop end in time, so they are no one-shots.
pub(crate) fn sampler(settings: &Sampler, zones: &[sampler::Zone], sample_rate: u32) -> Patch {
    let envelope = &settings.envelope;
    let settings = sampler::Settings {
        pitch: settings.pitch.0,
        rate: settings.rate,
        one_shot: settings.one_shot && settings.chop.is_none(),
        reverse: settings.reverse,
        start: settings.start,
        end: settings.end,
        start_modulation: settings.start_modulation,
        looped: settings.looped,
        loop_start: settings.loop_start,
        loop_end: settings.loop_end,
        envelope: sampler::Envelope {
            delay: envelope.delay.0,
            attack: envelope.attack.0,
            hold: envelope.hold.0,
            decay: envelope.decay.0,
            sustain: envelope.sustain,
            release: envelope.release.0,
            velocity_sensitivity: envelope.velocity_sensitivity,
        },
        filter: settings.filter.map(|filter| sampler::Filter {
            response: match filter.kind {
                FilterType::Lowpass => sampler::Response::Lowpass,
                FilterType::Highpass => sampler::Response::Highpass,
                FilterType::Bandpass => sampler::Response::Bandpass,
                FilterType::Notch => sampler::Response::Notch,
            },
            cutoff_hz: filter.cutoff.0,
            q: filter.q,
            key_tracking: filter.key_tracking,
        }),
        bass_boost: settings.bass_boost,
        velocity_curve: match &settings.velocity_curve {
            VelocityCurve::Linear => sampler::VelocityCurve::Linear,
            VelocityCurve::Exponential => sampler::VelocityCurve::Exponential,
            VelocityCurve::Logarithmic => sampler::VelocityCurve::Logarithmic,
            VelocityCurve::SCurve => sampler::VelocityCurve::SCurve,
            VelocityCurve::Points(points) => sampler::VelocityCurve::Points(points.clone()),
        },
    };
    Patch::Sampler(sampler::Patch::new(&settings, zones, f64::from(sample_rate)))
}

/// An audio clip: one recording, played once from its offset; the fades are the envelope.
pub(crate) fn clip(
    clip: &AudioClip,
    recording: Arc<Recording>,
    fade_in: u64,
    fade_out: u64,
    sample_rate: u32,
) -> Patch {
    let rate = f64::from(sample_rate);
    let seconds = recording.frames() as f64 / f64::from(recording.sample_rate);
    let settings = sampler::Settings {
        rate: clip.rate,
        start: (clip.offset.0 / seconds).clamp(0.0, 1.0),
        envelope: sampler::Envelope {
            attack: fade_in as f64 / rate,
            release: fade_out as f64 / rate,
            ..sampler::Envelope::default()
        },
        ..sampler::Settings::default()
    };
    let zones = [sampler::Zone {
        recording,
        key: 60.0,
        base_key: 60.0,
        velocity_min: 0.0,
        velocity_max: 1.0,
        turn: 0,
        part: None,
    }];
    Patch::Sampler(sampler::Patch::new(&settings, &zones, rate))
}

/// The synth; what follows the tempo does so at the song's first tempo.
pub(crate) fn va(settings: &Va, tempo: &TempoMap, sample_rate: u32) -> Patch {
    let lfo = &settings.lfo;
    let beats_per_second = tempo.tempo_at(Beats(0.0)).0 / 60.0;
    let settings = va::Settings {
        oscillators: [0, 1, 2].map(|i| oscillator(&settings.oscillators[i])),
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
        },
        filter_envelope: envelope(&settings.filter_envelope),
        amplitude_envelope: envelope(&settings.amplitude_envelope),
        lfo: va::Lfo {
            frequency_hz: lfo.sync.map_or(lfo.frequency.0, |cycle| beats_per_second / cycle.0),
            depth: lfo.depth,
            waveform: match lfo.waveform {
                song_va::LfoWaveform::Sine => va::LfoWaveform::Sine,
                song_va::LfoWaveform::Square => va::LfoWaveform::Square,
                song_va::LfoWaveform::Sawtooth => va::LfoWaveform::Sawtooth,
                song_va::LfoWaveform::Triangle => va::LfoWaveform::Triangle,
            },
            target: match lfo.target {
                song_va::LfoTarget::FilterCutoff => va::Target::FilterCutoff,
                song_va::LfoTarget::FilterResonance => va::Target::FilterResonance,
                song_va::LfoTarget::OscillatorLevel => va::Target::OscillatorLevel,
                song_va::LfoTarget::OscillatorDetune => va::Target::OscillatorDetune,
                song_va::LfoTarget::OscillatorPitch => va::Target::OscillatorPitch,
            },
        },
        gain: settings.gain,
        modulation: settings.modulation.iter().map(modulation).collect(),
    };
    Patch::Va(va::Patch::new(&settings, f64::from(sample_rate)))
}

fn oscillator(oscillator: &song_va::Oscillator) -> va::Oscillator {
    va::Oscillator {
        enabled: oscillator.enabled,
        waveform: match oscillator.waveform {
            song_va::Waveform::Sine => va::Waveform::Sine,
            song_va::Waveform::Square => va::Waveform::Square,
            song_va::Waveform::Sawtooth => va::Waveform::Sawtooth,
            song_va::Waveform::Triangle => va::Waveform::Triangle,
            song_va::Waveform::Supersaw => va::Waveform::Supersaw,
        },
        detune: oscillator.detune.0,
        octave: oscillator.octave,
        level: oscillator.level,
        pulse_width: oscillator.pulse_width,
        phase: oscillator.phase,
        unison_voices: oscillator.unison_voices,
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
    use song_va::{ModulationCurve, ModulationSource, ModulationTarget};
    va::Modulation {
        source: match slot.source {
            ModulationSource::Lfo => va::Source::Lfo,
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
        curve: match slot.curve {
            ModulationCurve::Linear => va::Curve::Linear,
            ModulationCurve::Exponential => va::Curve::Exponential,
            ModulationCurve::SCurve => va::Curve::SCurve,
        },
    }
}

/// A synthetic drum.
pub(crate) fn drum(settings: &Drum, sample_rate: u32) -> Patch {
    let kind = match settings.kind {
        DrumKind::Kick => drum::Kind::Kick,
        DrumKind::Snare => drum::Kind::Snare,
        DrumKind::Clap => drum::Kind::Clap,
        DrumKind::ClosedHat => drum::Kind::ClosedHat,
        DrumKind::OpenHat => drum::Kind::OpenHat,
        DrumKind::Tom => drum::Kind::Tom,
        DrumKind::Cymbal => drum::Kind::Cymbal,
        DrumKind::Cowbell => drum::Kind::Cowbell,
    };
    let settings =
        drum::Settings { kind, tune: settings.tune, decay: settings.decay, tone: settings.tone };
    Patch::Drum(drum::Patch::new(&settings, f64::from(sample_rate)))
}
