//! The song's effects as effects of `dsp`: settings turned into patches, tempo into seconds.

mod moving;
mod patches;
mod rooms;

pub(crate) use moving::{EffectMoves, Moves, leave_fixed, moves, moving_traits};
pub(crate) use rooms::Rooms;

use crate::plan::What;
use crate::prepare::Prepared;
use rebounce_dsp::effects::biquad::TrackEq;
use rebounce_dsp::effects::compressor::Compressor;
use rebounce_dsp::effects::limiter::Limiter;
use rebounce_dsp::effects::modern_delay::ModernDelay;
use rebounce_dsp::effects::modern_reverb::ModernReverb;
use rebounce_dsp::effects::multiband_eq::MultibandEq;
use rebounce_dsp::effects::reverb::Reverb;
use rebounce_dsp::effects::saturator::Saturator;
use rebounce_dsp::effects::stardust_chorus::StardustChorus;
use rebounce_dsp::effects::tidal_filter::TidalFilter;
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
    /// Whether it makes left differ from right.
    pub makes_stereo: bool,
    /// Bound on its output's peak for an input peak of 1, linear.
    pub peak_gain: f32,
    /// Estimated work a frame, in ns.
    pub cost: f32,
}

/// What the plan needs to know of `what`.
pub(crate) fn traits(prepared: &Prepared, what: &What) -> Traits {
    let effect = effect(prepared, what);
    let effect = effect.as_dyn();
    Traits {
        latency: effect.latency() as u64,
        tail: effect.tail(),
        memory: effect.memory(),
        linear: effect.is_linear(),
        makes_stereo: effect.makes_stereo(),
        peak_gain: effect.peak_gain(),
        cost: cost(what),
    }
}

/// An effect at work. The ceiling is kept by its own type, because it is asked what it did.
pub(crate) enum Made {
    /// Any effect.
    Effect(Box<dyn rebounce_dsp::effects::Effect>),
    /// The limiter that keeps the ceiling.
    Ceiling(Box<Limiter>),
}

impl Made {
    pub(crate) fn as_dyn(&self) -> &dyn rebounce_dsp::effects::Effect {
        match self {
            Self::Effect(effect) => &**effect,
            Self::Ceiling(limiter) => &**limiter,
        }
    }

    pub(crate) fn as_dyn_mut(&mut self) -> &mut dyn rebounce_dsp::effects::Effect {
        match self {
            Self::Effect(effect) => &mut **effect,
            Self::Ceiling(limiter) => &mut **limiter,
        }
    }
}

/// The state of `what`, at rest.
pub(crate) fn effect(prepared: &Prepared, what: &What) -> Made {
    let rate = f64::from(prepared.sample_rate);
    let settings = match what {
        What::Ceiling(ceiling_db) => {
            return Made::Ceiling(Box::new(Limiter::new(&patches::ceiling(*ceiling_db), rate)));
        }
        What::TrackEq([low, mid, high]) => {
            return Made::Effect(Box::new(TrackEq::new(*low, *mid, *high, rate)));
        }
        What::Effect(effect) => &effect.settings,
    };
    let level = prepared.level;
    Made::Effect(match settings {
        Settings::Compressor(it) => Box::new(Compressor::new(&patches::compressor(it), rate)),
        Settings::Limiter(it) => Box::new(Limiter::new(&patches::limiter(it), rate)),
        Settings::MultibandEq(it) => Box::new(MultibandEq::new(&patches::multiband_eq(it), rate)),
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
    })
}

/// Work per stereo frame in ns, measured by `cargo bench -p rebounce-dsp` on 2026-11-25; only the
/// order of magnitude matters, to hand out the longest tasks first.
fn cost(what: &What) -> f32 {
    let settings = match what {
        What::TrackEq(_) => return 16.0,
        What::Ceiling(_) => return 22.0,
        What::Effect(effect) => &effect.settings,
    };
    match settings {
        Settings::Compressor(_) => 22.0,
        Settings::Limiter(_) => 22.0,
        Settings::MultibandEq(eq) => 2.0 + 6.0 * eq.bands.len() as f32,
        Settings::Saturator(_) => 26.0,
        Settings::ModernDelay(_) => 18.0,
        Settings::ModernReverb(_) => 65.0,
        Settings::Reverb(_) => 41.0,
        Settings::StardustChorus(_) => 26.0,
        Settings::TidalFilter(_) => 18.0,
    }
}
