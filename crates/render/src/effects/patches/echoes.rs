//! Echoes and grains.

use super::{choice, division_s, on};
use crate::tempo::TempoMap;
use rebounce_dsp::effects::atmos_machine::AtmosMachinePatch;
use rebounce_dsp::effects::feedback_delay::FeedbackDelayPatch;
use rebounce_dsp::effects::half_time::{HalfTimeMode, HalfTimePatch};
use rebounce_dsp::effects::rhythm_fx::{RhythmFxPatch, RhythmMode};
use rebounce_dsp::effects::sample_morph::SampleMorphPatch;
use rebounce_song::Beats;
use rebounce_song::effect::{AtmosMachine, Delay, FeedbackDelay, HalfTime, RhythmFx, SampleMorph};

/// Beats of the bar that half time and rhythm FX count in.
const BAR: f64 = 4.0;

/// What a feedback delay's sides feed to one another (fact sheet 6.1).
const CROSS: f32 = 0.2;

pub(in crate::effects) fn feedback_delay(it: &FeedbackDelay) -> FeedbackDelayPatch {
    FeedbackDelayPatch {
        time_s: [it.delay_time, it.delay_time * (1.0 + it.stereo_offset)],
        feedback: it.feedback,
        cross: CROSS,
        ping_pong: false,
        // 500 Hz to 20 kHz.
        low_pass_hz: (500.0 * libm::pow(40.0, f64::from(it.tone))) as f32,
        dry: 1.0 - it.wet,
        echoes: it.wet,
    }
}

/// The legacy delay: its first echo already carries the feedback (fact sheet 6.1).
pub(in crate::effects) fn delay(it: &Delay, tempo: &TempoMap) -> FeedbackDelayPatch {
    let time_s = if on(it.sync) { division_s(tempo, it.note_value) as f32 } else { it.time };
    FeedbackDelayPatch {
        time_s: [time_s; 2],
        feedback: it.feedback,
        cross: 0.0,
        ping_pong: on(it.ping_pong),
        low_pass_hz: it.filter_freq,
        dry: 1.0 - it.mix,
        echoes: it.mix * it.feedback,
    }
}

pub(in crate::effects) fn sample_morph(it: &SampleMorph) -> SampleMorphPatch {
    SampleMorphPatch {
        grain_s: it.grain_size,
        overlap: it.overlap,
        randomness: it.randomness,
        retrigger: it.retrigger,
        wet: it.wet,
    }
}

pub(in crate::effects) fn atmos_machine(it: &AtmosMachine) -> AtmosMachinePatch {
    AtmosMachinePatch {
        size: it.size,
        movement: it.movement,
        character: it.character,
        width: it.stereo_width,
        wet: it.wet,
    }
}

/// Seconds of a beat at the song's first tempo.
fn beat_s(tempo: &TempoMap) -> f64 {
    60.0 / tempo.tempo_at(Beats(0.0)).0
}

pub(in crate::effects) fn half_time(it: &HalfTime, tempo: &TempoMap) -> HalfTimePatch {
    use HalfTimeMode::{Cassette, Clean, Glitch, Granular, Tape, Vinyl};
    HalfTimePatch {
        rate: it.rate,
        smoothing: it.smoothing / 100.0,
        pitch_st: it.pitch_shift,
        grain_s: it.grain_size / 1000.0,
        density: it.grain_density.round() as usize,
        pitch_lock: on(it.pitch_lock),
        mix: it.mix / 100.0,
        mode: choice([Clean, Tape, Granular, Vinyl, Cassette, Glitch], it.mode),
        analog_warmth: it.analog_warmth,
        glitch_amount: it.glitch_amount,
        reverse: on(it.reverse),
        bar_s: BAR * beat_s(tempo),
    }
}

pub(in crate::effects) fn rhythm_fx(it: &RhythmFx, tempo: &TempoMap) -> RhythmFxPatch {
    use RhythmMode::{Gate, Glitch, Repeat, Reverse, Stutter, TapeStop};
    let beats =
        if on(it.tempo_sync) { f64::from(it.note_division) } else { BAR / f64::from(it.division) };
    RhythmFxPatch {
        step_s: beats * beat_s(tempo),
        chance: it.chance / 100.0,
        intensity: it.intensity / 100.0,
        buffer_s: it.buffer_size / 1000.0,
        fade_s: it.fade_time / 1000.0,
        glitch_amount: it.glitch_amount / 100.0,
        speed: it.tape_speed / 100.0,
        mode: choice([Gate, Stutter, Repeat, Reverse, Glitch, TapeStop], it.mode),
    }
}
