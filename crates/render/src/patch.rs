//! The song's settings as patches of voices: field by field, units turned into plain numbers. The
//! synths are in `synth.rs`.

use rebounce_dsp::Recording;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::{drum, sampler};
use rebounce_song::arrangement::AudioClip;
use rebounce_song::instrument::{Drum, DrumKind};
use rebounce_song::sampler::{Sampler, VelocityCurve, Zone};
use rebounce_song::va::FilterType;
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
