//! The song's effects as effects of `dsp`: settings turned into patches, tempo into seconds.

mod beside;
#[cfg(test)]
mod corners_tests;
#[cfg(test)]
mod filters_tests;
mod moving;
mod patches;
mod rooms;
mod spare;

pub(crate) use beside::SideBySide;
pub(crate) use moving::{EffectMoves, Moves, leave_fixed, moves, moving_ends, moving_traits};
pub(crate) use rooms::{Rooms, room_of, wanted};
pub(crate) use spare::{EffectKey, Spare, drop_spare, effect, is_kept, leave};

use self::patches::{drive, dynamics, echoes, movement};
use crate::plan::What;
use crate::prepare::Prepared;
use rebounce_dsp::effects::Filter;
use rebounce_dsp::effects::arcade_crusher::ArcadeCrusher;
use rebounce_dsp::effects::atmos_machine::AtmosMachine;
use rebounce_dsp::effects::bass_enhancer::BassEnhancer;
use rebounce_dsp::effects::biquad::TrackEq;
use rebounce_dsp::effects::clipper::Clipper;
use rebounce_dsp::effects::compressor::Compressor;
use rebounce_dsp::effects::feedback_delay::FeedbackDelay;
use rebounce_dsp::effects::ghost_lfo::GhostLfo;
use rebounce_dsp::effects::half_time::HalfTime;
use rebounce_dsp::effects::imager::Imager;
use rebounce_dsp::effects::limiter::Limiter;
use rebounce_dsp::effects::maximizer::Maximizer;
use rebounce_dsp::effects::modern_delay::ModernDelay;
use rebounce_dsp::effects::modern_reverb::ModernReverb;
use rebounce_dsp::effects::multiband_eq::MultibandEq;
use rebounce_dsp::effects::orbit_panner::OrbitPanner;
use rebounce_dsp::effects::ott::Ott;
use rebounce_dsp::effects::pitch_shifter::PitchShifter;
use rebounce_dsp::effects::reverb::Reverb;
use rebounce_dsp::effects::rhythm_fx::RhythmFx;
use rebounce_dsp::effects::sample_morph::SampleMorph;
use rebounce_dsp::effects::saturator::Saturator;
use rebounce_dsp::effects::sidechain_compressor::SidechainCompressor;
use rebounce_dsp::effects::stardust_chorus::StardustChorus;
use rebounce_dsp::effects::tidal_filter::TidalFilter;
use rebounce_dsp::effects::transient_designer::TransientDesigner;
use rebounce_dsp::effects::vortex_phaser::VortexPhaser;
use rebounce_dsp::effects::waveshaper::Waveshaper;
use rebounce_song::effect::Settings;

/// What the plan needs to know of an effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traits {
    /// Frames by which it is late.
    pub latency: u64,
    /// Frames until its output has fallen by 90 dB.
    pub tail: u64,
    /// Frames of quiet after which its output stays quiet.
    pub memory: u64,
    /// Whether it adds up.
    pub linear: bool,
    /// Which filter it is; `None`: none, or it moves.
    pub filter: Option<Filter>,
    /// Whether it makes left differ from right.
    pub makes_stereo: bool,
    /// Estimated work a frame, in ns.
    pub cost: f32,
}

/// What the plan needs to know of `what`.
pub(crate) fn traits(prepared: &Prepared, what: &What) -> Traits {
    spare::look(prepared, what, |effect| Traits::of(effect, what))
}

impl Traits {
    fn of(effect: &dyn rebounce_dsp::effects::Effect, what: &What) -> Self {
        Self {
            latency: effect.latency() as u64,
            tail: effect.tail(),
            memory: effect.memory(),
            linear: effect.is_linear(),
            filter: effect.filter(),
            makes_stereo: effect.makes_stereo(),
            cost: cost(what),
        }
    }
}

/// Bound on the output's peak of `what` for an input peak of `input`, linear; infinite where there is
/// none.
pub(crate) fn peak_for(prepared: &Prepared, what: &What, moves: &EffectMoves, input: f32) -> f32 {
    let still = spare::look(prepared, what, |effect| effect.peak_for(input));
    // Those at the ends of its ways will not sound: they are not kept.
    let end = |end: &What| make(prepared, end).as_dyn().peak_for(input);
    moving_ends(prepared, what, moves).iter().map(end).fold(still, f32::max)
}

/// An effect at work. Those are kept by their own types that are processed side by side, and the
/// ceiling, because it is asked what it did.
pub(crate) enum Made {
    /// Any other effect.
    Effect(Box<dyn rebounce_dsp::effects::Effect>),
    Compressor(Box<Compressor>),
    MultibandEq(Box<MultibandEq>),
    TrackEq(Box<TrackEq>),
    /// The limiter that keeps the ceiling.
    Ceiling(Box<Limiter>),
}

impl Made {
    pub(crate) fn as_dyn(&self) -> &dyn rebounce_dsp::effects::Effect {
        match self {
            Self::Effect(effect) => &**effect,
            Self::Compressor(compressor) => &**compressor,
            Self::MultibandEq(eq) => &**eq,
            Self::TrackEq(eq) => &**eq,
            Self::Ceiling(limiter) => &**limiter,
        }
    }

    pub(crate) fn as_dyn_mut(&mut self) -> &mut dyn rebounce_dsp::effects::Effect {
        match self {
            Self::Effect(effect) => &mut **effect,
            Self::Compressor(compressor) => &mut **compressor,
            Self::MultibandEq(eq) => &mut **eq,
            Self::TrackEq(eq) => &mut **eq,
            Self::Ceiling(limiter) => &mut **limiter,
        }
    }
}

/// A new one of `what`, at rest.
fn make(prepared: &Prepared, what: &What) -> Made {
    let rate = f64::from(prepared.sample_rate);
    let settings = match what {
        What::Ceiling(ceiling_db) => {
            return Made::Ceiling(Box::new(Limiter::new(&patches::ceiling(*ceiling_db), rate)));
        }
        What::TrackEq([low, mid, high]) => {
            return Made::TrackEq(Box::new(TrackEq::new(*low, *mid, *high, rate)));
        }
        What::Effect(effect) => &effect.settings,
    };
    let level = prepared.level;
    Made::Effect(match settings {
        Settings::Compressor(it) => {
            return Made::Compressor(Box::new(Compressor::new(&patches::compressor(it), rate)));
        }
        Settings::Limiter(it) => Box::new(Limiter::new(&patches::limiter(it), rate)),
        Settings::MultibandEq(it) => {
            return Made::MultibandEq(Box::new(MultibandEq::new(&patches::multiband_eq(it), rate)));
        }
        Settings::Saturator(it) => Box::new(Saturator::new(&patches::saturator(it), rate)),
        Settings::ModernDelay(it) => {
            let patch = patches::modern_delay(it, &prepared.tempo);
            Box::new(ModernDelay::with_level(&patch, rate, level))
        }
        Settings::ModernReverb(it) => {
            Box::new(ModernReverb::with_level(&patches::modern_reverb(it), rate, level))
        }
        Settings::Reverb(it) => {
            let patch = patches::reverb(it);
            let room = prepared.rooms.get(&patch);
            Box::new(Reverb::with_level(&patch, room, rate, level))
        }
        Settings::StardustChorus(it) => {
            Box::new(StardustChorus::with_level(&patches::stardust_chorus(it), rate, level))
        }
        Settings::TidalFilter(it) => {
            let patch = patches::tidal_filter(it, &prepared.tempo);
            Box::new(TidalFilter::with_level(&patch, rate, level))
        }
        Settings::Clipper(it) => Box::new(Clipper::with_level(&drive::clipper(it), rate, level)),
        Settings::BassEnhancer(it) => Box::new(BassEnhancer::new(&drive::bass_enhancer(it), rate)),
        Settings::FeedbackDelay(it) => {
            Box::new(FeedbackDelay::with_level(&echoes::feedback_delay(it), rate, level))
        }
        Settings::VortexPhaser(it) => {
            Box::new(VortexPhaser::new(&movement::vortex_phaser(it), rate))
        }
        Settings::OrbitPanner(it) => {
            Box::new(OrbitPanner::new(&movement::orbit_panner(it, &prepared.tempo), rate))
        }
        Settings::ArcadeCrusher(it) => {
            Box::new(ArcadeCrusher::new(&drive::arcade_crusher(it), rate))
        }
        Settings::Waveshaper(it) => {
            Box::new(Waveshaper::with_level(&drive::waveshaper(it), rate, level))
        }
        Settings::Delay(it) => {
            let patch = echoes::delay(it, &prepared.tempo);
            Box::new(FeedbackDelay::with_level(&patch, rate, level))
        }
        Settings::Imager(it) => Box::new(Imager::new(&movement::imager(it), rate)),
        Settings::TransientDesigner(it) => {
            let patch = dynamics::transient_designer(it);
            Box::new(TransientDesigner::with_level(&patch, rate, level))
        }
        Settings::Maximizer(it) => {
            Box::new(Maximizer::with_level(&dynamics::maximizer(it), rate, level))
        }
        Settings::Ott(it) => Box::new(Ott::with_level(&dynamics::ott(it), rate, level)),
        Settings::SidechainCompressor(it) => {
            let patch = dynamics::sidechain_compressor(it, &prepared.tempo);
            Box::new(SidechainCompressor::with_level(&patch, rate, level))
        }
        Settings::GhostLfo(it) => {
            Box::new(GhostLfo::with_level(&movement::ghost_lfo(it), rate, level))
        }
        Settings::SampleMorph(it) => Box::new(SampleMorph::new(&echoes::sample_morph(it), rate)),
        Settings::PitchShifter(it) => {
            Box::new(PitchShifter::with_level(&movement::pitch_shifter(it), rate, level))
        }
        Settings::AtmosMachine(it) => {
            Box::new(AtmosMachine::with_level(&echoes::atmos_machine(it), rate, level))
        }
        Settings::HalfTime(it) => {
            let patch = echoes::half_time(it, &prepared.tempo);
            Box::new(HalfTime::with_level(&patch, rate, level))
        }
        Settings::RhythmFx(it) => {
            let patch = echoes::rhythm_fx(it, &prepared.tempo);
            Box::new(RhythmFx::with_level(&patch, rate, level))
        }
    })
}

/// Whether its left and right do not hear one another, and each is half the work.
pub(crate) fn has_halves(what: &What) -> bool {
    matches!(what, What::Effect(effect) if matches!(effect.settings, Settings::Reverb(_)))
}

/// Whether a plan may have an effect processed beside others of its kind. Where it moves it will go
/// alone for that time.
pub(crate) fn goes_beside(what: &What) -> bool {
    match what {
        What::TrackEq(_) => true,
        What::Ceiling(_) => false,
        What::Effect(effect) => match &effect.settings {
            Settings::Compressor(_) => true,
            Settings::MultibandEq(eq) => !eq.bands.iter().any(|band| band.dynamic_enabled),
            _ => false,
        },
    }
}

/// Work per stereo frame in ns, measured by `make bench-kernels` on 2026-11-25, AVX-512; only the
/// order of magnitude matters, to hand out the longest tasks first.
fn cost(what: &What) -> f32 {
    let settings = match what {
        What::TrackEq(_) => return 3.0,
        What::Ceiling(_) => return 10.0,
        What::Effect(effect) => &effect.settings,
    };
    match settings {
        Settings::Compressor(_) => 10.0,
        Settings::Limiter(_) => 15.0,
        Settings::MultibandEq(eq) => {
            let cost = |dynamic| if dynamic { 17.0 } else { 1.2 };
            eq.bands.iter().map(|band| cost(band.dynamic_enabled)).sum()
        }
        Settings::Saturator(_) => 26.0,
        Settings::ModernDelay(_) => 5.0,
        Settings::ModernReverb(_) => 20.0,
        Settings::Reverb(_) => 13.0,
        Settings::StardustChorus(_) => 26.0,
        Settings::TidalFilter(_) => 24.0,
        Settings::Clipper(_) | Settings::Waveshaper(_) => 24.0,
        Settings::BassEnhancer(_) => 31.0,
        Settings::FeedbackDelay(_) | Settings::Delay(_) => 12.0,
        Settings::VortexPhaser(phaser) => 8.0 + 5.0 * phaser.stages,
        Settings::OrbitPanner(_) => 6.0,
        Settings::ArcadeCrusher(_) => 9.0,
        Settings::Imager(imager) => {
            if imager.low_mono > 0.0 {
                10.0
            } else {
                4.0
            }
        }
        Settings::TransientDesigner(_) => 39.0,
        Settings::Maximizer(_) => 42.0,
        Settings::Ott(_) => 38.0,
        Settings::SidechainCompressor(_) => 33.0,
        Settings::GhostLfo(_) => 17.0,
        Settings::SampleMorph(_) => 2.0,
        // By the vocoder's frames; an envelope of formants costs as much again.
        Settings::PitchShifter(it) if it.formant_preservation == 0.0 && it.formant_shift == 0.0 => {
            [50.0, 90.0, 180.0][it.quality.clamp(0.0, 2.0).round() as usize]
        }
        Settings::PitchShifter(it) => {
            [180.0, 170.0, 360.0][it.quality.clamp(0.0, 2.0).round() as usize]
        }
        Settings::AtmosMachine(_) => 36.0,
        Settings::HalfTime(_) => 52.0,
        Settings::RhythmFx(_) => 11.0,
    }
}
