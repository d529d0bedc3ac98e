//! Settings to patches, one function an effect.

pub(super) mod drive;
pub(super) mod dynamics;
pub(super) mod echoes;
pub(super) mod movement;

use crate::tempo::TempoMap;
use rebounce_dsp::effects::compressor::{CompressorModel, CompressorPatch, Detection, SideFilter};
use rebounce_dsp::effects::limiter::{LimiterDither, LimiterMode, LimiterPatch};
use rebounce_dsp::effects::modern_delay::{DelayModel, ModernDelayPatch};
use rebounce_dsp::effects::modern_reverb::{ModernReverbPatch, ReverbAlgorithm};
use rebounce_dsp::effects::multiband_eq::{Band, BandKind, Dynamics, MultibandEqPatch};
use rebounce_dsp::effects::reverb::ReverbPatch;
use rebounce_dsp::effects::saturator::{SaturatorCurve, SaturatorPatch};
use rebounce_dsp::effects::stardust_chorus::StardustChorusPatch;
use rebounce_dsp::effects::tidal_filter::{FilterModel, LfoShape, TidalFilterPatch};
use rebounce_song::Beats;
use rebounce_song::effect::{
    self as song, BandType, Compressor, Limiter, ModernDelay, ModernReverb, MultibandEq, Reverb,
    Saturator, StardustChorus, TidalFilter,
};

/// Lengths in beats of the choices of `noteDivision` and `lfoNoteDivision`.
const DIVISIONS: [f64; 10] = [0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 0.75, 1.5, 1.0 / 3.0, 2.0 / 3.0];

/// The name that a choice's number stands for.
fn choice<T: Copy, const N: usize>(names: [T; N], value: f32) -> T {
    names[(value.round().max(0.0) as usize).min(N - 1)]
}

fn on(switch: f32) -> bool {
    switch >= 0.5
}

/// Seconds that a division lasts at the song's first tempo.
fn division_s(tempo: &TempoMap, division: f32) -> f64 {
    choice(DIVISIONS, division) * 60.0 / tempo.tempo_at(Beats(0.0)).0
}

pub(super) fn compressor(it: &Compressor) -> CompressorPatch {
    CompressorPatch {
        threshold_db: it.threshold,
        ratio: it.ratio,
        attack_s: it.attack,
        release_s: it.release,
        knee_db: it.knee,
        mix: it.mix / 100.0,
        upward_ratio: it.upward_ratio,
        upward_depth: it.upward_depth,
        auto_makeup: on(it.auto_makeup),
        lookahead_s: it.lookahead / 1000.0,
        stereo_link: it.stereo_link / 100.0,
        detection: choice([Detection::Peak, Detection::Rms], it.detection_mode),
        rms_window_s: it.rms_window / 1000.0,
        model: choice(
            [CompressorModel::Vca, CompressorModel::Opto, CompressorModel::Fet],
            it.compressor_model,
        ),
        side_enabled: on(it.sc_enable),
        side_gain_db: it.sc_gain,
        side_filter: choice(
            [SideFilter::None, SideFilter::HighPass, SideFilter::LowPass],
            it.sc_filter_type,
        ),
        side_filter_hz: it.sc_freq,
        side_listen: on(it.sc_listen),
    }
}

pub(super) fn multiband_eq(it: &MultibandEq) -> MultibandEqPatch {
    let bands = it.bands.iter().map(band).collect();
    MultibandEqPatch { wet: it.wet, output: it.output, bands }
}

fn band(band: &song::Band) -> Band {
    Band {
        kind: match band.kind {
            BandType::Peaking => BandKind::Peaking,
            BandType::Lowshelf => BandKind::LowShelf,
            BandType::Highshelf => BandKind::HighShelf,
            BandType::Notch => BandKind::Notch,
            BandType::Lowpass => BandKind::LowPass,
            BandType::Highpass => BandKind::HighPass,
        },
        frequency_hz: band.frequency,
        gain_db: band.gain,
        q: band.q,
        active: band.active,
        dynamic: band.dynamic_enabled.then(|| Dynamics {
            threshold_db: band.threshold,
            ratio: band.ratio,
            attack_s: band.attack / 1000.0,
            release_s: band.release / 1000.0,
        }),
    }
}

pub(super) fn limiter(it: &Limiter) -> LimiterPatch {
    use LimiterMode::{Aggressive, Modern, Punchy, Transparent, Vintage};
    LimiterPatch {
        ceiling_db: it.ceiling,
        release_s: it.release / 1000.0,
        attack_s: it.attack / 1000.0,
        lookahead_s: it.lookahead / 1000.0,
        knee: it.knee,
        stereo_link: it.stereo_link / 100.0,
        auto_gain: on(it.auto_gain),
        mode: choice([Transparent, Punchy, Aggressive, Vintage, Modern], it.mode),
        true_peak: on(it.true_peak),
        points: it.oversample.round() as u32,
        dither: choice(
            [LimiterDither::Off, LimiterDither::Bits16, LimiterDither::Bits24],
            it.dither,
        ),
        output_trim_db: it.output_trim,
        transient_preserve: it.transient_preserve,
    }
}

/// The limiter that keeps the ceiling of predictive gain.
pub(super) fn ceiling(ceiling_db: f32) -> LimiterPatch {
    LimiterPatch { ceiling_db, ..limiter(&Limiter::default()) }
}

pub(super) fn saturator(it: &Saturator) -> SaturatorPatch {
    use SaturatorCurve::{Hard, Medium, Soft, Tape, Tube};
    SaturatorPatch {
        distortion: it.distortion,
        wet: it.wet,
        auto_gain: on(it.auto_gain),
        low_cut_hz: it.low_cut_freq,
        high_cut_hz: it.high_cut_freq,
        tone_db: it.tone,
        headroom_db: it.headroom,
        multiband: on(it.multiband),
        crossover_hz: [it.low_mid_crossover, it.mid_high_crossover],
        drive: [it.low_drive, it.mid_drive, it.high_drive],
        mix: [it.low_mix, it.mid_mix, it.high_mix],
        oversampling: it.oversampling.round() as u32,
        curve: choice([Soft, Medium, Hard, Tube, Tape], it.drive_curve),
        tape_bias: it.tape_bias,
        tape_wow: it.tape_wow,
        tape_flutter: it.tape_flutter,
        tape_speed: it.tape_speed,
    }
}

pub(super) fn modern_delay(it: &ModernDelay, tempo: &TempoMap) -> ModernDelayPatch {
    let time_s = if on(it.tempo_sync) {
        [division_s(tempo, it.note_division) as f32; 2]
    } else {
        [it.time_left, it.time_right]
    };
    ModernDelayPatch {
        time_s,
        feedback: [it.feedback_left, it.feedback_right],
        ping_pong: it.ping_pong,
        wet: it.wet,
        low_pass_hz: it.filter_freq,
        saturation: it.saturation,
        diffusion: it.diffusion,
        wobble: it.wobble,
        flutter: it.flutter,
        model: choice(
            [DelayModel::Digital, DelayModel::Tape, DelayModel::Analog, DelayModel::Bbd],
            it.delay_model,
        ),
    }
}

pub(super) fn modern_reverb(it: &ModernReverb) -> ModernReverbPatch {
    use ReverbAlgorithm::{Chamber, Hall, Plate, Room, Spring};
    ModernReverbPatch {
        size: it.size,
        decay_s: it.decay,
        damping: it.damping,
        pre_delay_s: it.pre_delay,
        wet: it.wet,
        early_late: it.early_late_mix,
        diffusion: it.diffusion,
        width: it.width,
        mod_depth: it.mod_depth,
        mod_rate_hz: it.mod_rate,
        low_cut_hz: it.low_cut,
        high_cut_hz: it.high_cut,
        shimmer: it.shimmer,
        algorithm: choice([Room, Hall, Plate, Spring, Chamber], it.reverb_algorithm),
    }
}

/// The formulas of the engine Rebounce replaces (fact sheet 6.1).
pub(super) fn reverb(it: &Reverb) -> ReverbPatch {
    ReverbPatch {
        length_s: 0.5 + 3.5 * it.room_size,
        low_pass_hz: 2000.0 + (1.0 - it.damping) * 18_000.0,
        pre_delay_s: it.pre_delay,
        dry: 1.0 - it.mix,
        wet: it.mix * 0.5,
    }
}

pub(super) fn stardust_chorus(it: &StardustChorus) -> StardustChorusPatch {
    StardustChorusPatch {
        rate_hz: it.rate,
        delay_s: it.delay_time / 1000.0,
        depth: it.depth,
        voices: it.voices.round() as usize,
        stereo_width: it.stereo_width,
        wet: it.wet,
    }
}

pub(super) fn tidal_filter(it: &TidalFilter, tempo: &TempoMap) -> TidalFilterPatch {
    let rate_hz = if on(it.lfo_tempo_sync) {
        (1.0 / division_s(tempo, it.lfo_note_division)) as f32
    } else {
        it.lfo_rate
    };
    TidalFilterPatch {
        cutoff_hz: it.cutoff,
        resonance: it.resonance,
        morph: it.filter_type,
        drive: it.drive,
        wet: it.wet,
        model: choice(
            [FilterModel::Svf, FilterModel::Ladder, FilterModel::Korg, FilterModel::Oberheim],
            it.filter_model,
        ),
        lfo_rate_hz: rate_hz,
        lfo_depth: if on(it.lfo_enabled) { it.lfo_depth } else { 0.0 },
        lfo_shape: choice(
            [LfoShape::Sine, LfoShape::Triangle, LfoShape::Square, LfoShape::Saw],
            it.lfo_shape,
        ),
    }
}
