//! Effects whose parameters move: settings with some of them changed, handed to the effect that
//! sounds, which glides there.

use super::patches::{drive, dynamics, echoes, movement};
use super::{Traits, make, patches, traits};
use crate::automation::{Automation, Mover};
use crate::plan::What;
use crate::prepare::Prepared;
use crate::tempo::TempoMap;
use rebounce_dsp::effects::Effect;
use rebounce_dsp::effects::arcade_crusher::ArcadeCrusher;
use rebounce_dsp::effects::atmos_machine::AtmosMachine;
use rebounce_dsp::effects::bass_enhancer::BassEnhancer;
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
use rebounce_dsp::effects::multiband_eq::{MultibandEq, MultibandEqPatch};
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
use rebounce_song::automation::{Insert, Target};
use rebounce_song::effect::Settings;
use rebounce_song::{Diagnostic, Severity, Song};
use std::any::Any;
use std::sync::Arc;

/// Frames of the song's time between two settings.
pub(crate) const STEP: u64 = 64;

/// Parameters that stay as they were when the effect was made: its latency hangs on them, or what
/// it is built of.
const FIXED: &[(&str, &[&str])] = &[
    ("compressor", &["lookahead"]),
    ("limiter", &["lookahead", "attack", "truePeak", "oversample"]),
    ("saturator", &["multiband", "oversampling"]),
    ("reverb", &["roomSize", "damping"]),
    ("clipper", &["oversample"]),
    ("waveshaper", &["curve"]),
    ("vortex-phaser", &["stages"]),
    ("transient-designer", &["frequencyTargeting"]),
    ("maximizer", &["lookahead"]),
    ("atmos-machine", &["size"]),
    ("pitch-shifter", &["quality", "pitchAlgorithm"]),
    (
        "half-time",
        &[
            "rate",
            "smoothing",
            "pitchShift",
            "grainSize",
            "grainDensity",
            "pitchLock",
            "mode",
            "glitchAmount",
            "reverse",
        ],
    ),
];

/// What moves of an insert: numbers of parameters and of motions.
pub(crate) type EffectMoves = Vec<(usize, usize)>;

/// What moves of the insert at `place` of a chain; `target` names one of its parameters.
pub(crate) fn moves(
    automation: &Automation,
    settings: &Settings,
    target: &dyn Fn(String) -> Target,
) -> EffectMoves {
    if automation.motions.is_empty() {
        return Vec::new();
    }
    let records = settings.parameters().iter().enumerate();
    records
        .filter_map(|(number, it)| Some((number, automation.of(&target(it.name.to_owned()))?)))
        .collect()
}

/// What the plan needs to know of an effect that moves: the most of what it is at the ends of its
/// ways.
pub(crate) fn moving_traits(prepared: &Prepared, what: &What, moves: &EffectMoves) -> Traits {
    let mut all = traits(prepared, what);
    for end in moving_ends(prepared, what, moves) {
        // It is not at a place where it could sound: not kept.
        let it = Traits::of(make(prepared, &end).as_dyn(), &end);
        all.tail = all.tail.max(it.tail);
        all.memory = all.memory.max(it.memory);
        all.linear &= it.linear;
        all.filter = None;
        all.makes_stereo |= it.makes_stereo;
    }
    all
}

/// An effect that moves, at the ends of its ways: of each parameter, and of all together.
pub(crate) fn moving_ends(prepared: &Prepared, what: &What, moves: &EffectMoves) -> Vec<What> {
    let What::Effect(effect) = what else { return Vec::new() };
    if moves.is_empty() {
        return Vec::new();
    }
    let ends = |end: fn((f64, f64)) -> f64| {
        let ways = moves.iter().map(move |(parameter, motion)| {
            (*parameter, end(prepared.automation.motions[*motion].range()) as f32)
        });
        ways.collect::<Vec<_>>()
    };
    let (low, high) = (ends(|range| range.0), ends(|range| range.1));
    let alone = low.iter().chain(&high).map(std::slice::from_ref);
    let at = |ways: &[(usize, f32)]| {
        let mut effect = effect.clone();
        for (parameter, value) in ways {
            effect.settings.set(*parameter, *value);
        }
        What::Effect(effect)
    };
    alone.chain([&low[..], &high[..]]).map(at).collect()
}

/// Takes out of the automation what effects cannot move while they sound, and says so.
pub(crate) fn leave_fixed(song: &Song, automation: &mut Automation) -> Vec<Diagnostic> {
    let chain = |target: &Target| {
        let (chain, effect, parameter) = match target {
            Target::Effect { track, effect, parameter } => {
                let found = song.mixer.tracks.iter().find(|it| it.id == *track);
                let chain = found.map_or(&song.mixer.master.inserts, |it| &it.inserts);
                (chain, effect, parameter)
            }
            Target::InstrumentEffect { instrument, effect, parameter } => {
                let found = song.instruments.iter().find(|it| it.id == *instrument)?;
                (&found.inserts, effect, parameter)
            }
            _ => return None,
        };
        let Insert::Place(place) = *effect else { return None };
        Some((chain.get(place)?.settings.id(), parameter.clone()))
    };
    let fixed: Vec<(Target, &str, String)> = automation
        .targets()
        .filter_map(|(target, _)| {
            let (id, parameter) = chain(target)?;
            let of = FIXED.iter().find(|(effect, _)| *effect == id)?;
            let (target, fixed) = (target.clone(), of.1.contains(&parameter.as_str()));
            fixed.then_some((target, id, parameter))
        })
        .collect();
    let mut diagnostics = Vec::new();
    for (target, id, parameter) in fixed {
        automation.forget(&target);
        diagnostics.push(Diagnostic::new(
            Severity::Warning,
            "parameter-cannot-move",
            "automation",
            format!("a lane for `{parameter}` of a {id}"),
            "a parameter that can move while the effect sounds",
            "it stays at its setting",
        ));
    }
    diagnostics
}

/// The settings of an effect that moves, at work.
pub(crate) struct Moves {
    settings: Settings,
    tempo: Arc<TempoMap>,
    movers: Vec<(usize, Mover)>,
    /// Frames by which the effect's input is behind the song.
    late: u64,
    /// The equaliser's patch, whose bands are not to be built anew.
    equaliser: Option<MultibandEqPatch>,
}

impl Moves {
    /// `None` where nothing moves.
    pub(crate) fn new(
        prepared: &Prepared,
        what: &What,
        moves: &EffectMoves,
        late: u64,
    ) -> Option<Box<Self>> {
        let What::Effect(effect) = what else { return None };
        let mover = |motion: usize| Mover::new(&prepared.automation.motions[motion], STEP, 1);
        let equaliser = match &effect.settings {
            Settings::MultibandEq(it) => Some(patches::multiband_eq(it)),
            _ => None,
        };
        (!moves.is_empty()).then(|| {
            Box::new(Self {
                settings: effect.settings.clone(),
                tempo: Arc::clone(&prepared.tempo),
                movers: moves.iter().map(|(number, motion)| (*number, mover(*motion))).collect(),
                late,
                equaliser,
            })
        })
    }

    /// Frames from `frame` until the next point of the grid, `frame` excluded.
    pub(crate) fn until_next(&self, frame: u64) -> usize {
        let song = frame as i64 - self.late as i64;
        (STEP as i64 - song.rem_euclid(STEP as i64)) as usize
    }

    /// Hands `effect` what holds at `frame` of the insert, unless it has it.
    pub(crate) fn aim(&mut self, frame: u64, effect: &mut dyn Effect) {
        let step = (frame as i64 - self.late as i64).div_euclid(STEP as i64);
        let mut changed = false;
        for (number, mover) in &mut self.movers {
            let value = mover.at(step) as f32;
            if self.settings.value(*number) != Some(value) {
                self.settings.set(*number, value);
                changed = true;
            }
        }
        if changed {
            self.hand(effect);
        }
    }

    fn hand(&mut self, effect: &mut dyn Effect) {
        let tempo = &self.tempo;
        match &self.settings {
            Settings::Compressor(it) => as_own::<Compressor>(effect).aim(&patches::compressor(it)),
            Settings::Limiter(it) => as_own::<Limiter>(effect).aim(&patches::limiter(it)),
            Settings::MultibandEq(it) => {
                if let Some(patch) = &mut self.equaliser {
                    (patch.wet, patch.output) = (it.wet, it.output);
                    as_own::<MultibandEq>(effect).aim(patch);
                }
            }
            Settings::Saturator(it) => as_own::<Saturator>(effect).aim(&patches::saturator(it)),
            Settings::ModernDelay(it) => {
                as_own::<ModernDelay>(effect).aim(&patches::modern_delay(it, tempo));
            }
            Settings::ModernReverb(it) => {
                as_own::<ModernReverb>(effect).aim(&patches::modern_reverb(it));
            }
            Settings::Reverb(it) => as_own::<Reverb>(effect).aim(&patches::reverb(it)),
            Settings::StardustChorus(it) => {
                as_own::<StardustChorus>(effect).aim(&patches::stardust_chorus(it));
            }
            Settings::TidalFilter(it) => {
                as_own::<TidalFilter>(effect).aim(&patches::tidal_filter(it, tempo));
            }
            Settings::Clipper(it) => as_own::<Clipper>(effect).aim(&drive::clipper(it)),
            Settings::BassEnhancer(it) => {
                as_own::<BassEnhancer>(effect).aim(&drive::bass_enhancer(it));
            }
            Settings::ArcadeCrusher(it) => {
                as_own::<ArcadeCrusher>(effect).aim(&drive::arcade_crusher(it));
            }
            Settings::Waveshaper(it) => as_own::<Waveshaper>(effect).aim(&drive::waveshaper(it)),
            Settings::FeedbackDelay(it) => {
                as_own::<FeedbackDelay>(effect).aim(&echoes::feedback_delay(it));
            }
            Settings::Delay(it) => as_own::<FeedbackDelay>(effect).aim(&echoes::delay(it, tempo)),
            Settings::SampleMorph(it) => {
                as_own::<SampleMorph>(effect).aim(&echoes::sample_morph(it));
            }
            Settings::PitchShifter(it) => {
                as_own::<PitchShifter>(effect).aim(&movement::pitch_shifter(it));
            }
            Settings::AtmosMachine(it) => {
                as_own::<AtmosMachine>(effect).aim(&echoes::atmos_machine(it));
            }
            Settings::HalfTime(it) => {
                as_own::<HalfTime>(effect).aim(&echoes::half_time(it, tempo));
            }
            Settings::RhythmFx(it) => {
                as_own::<RhythmFx>(effect).aim(&echoes::rhythm_fx(it, tempo));
            }
            Settings::VortexPhaser(it) => {
                as_own::<VortexPhaser>(effect).aim(&movement::vortex_phaser(it));
            }
            Settings::OrbitPanner(it) => {
                as_own::<OrbitPanner>(effect).aim(&movement::orbit_panner(it, tempo));
            }
            Settings::Imager(it) => as_own::<Imager>(effect).aim(&movement::imager(it)),
            Settings::GhostLfo(it) => as_own::<GhostLfo>(effect).aim(&movement::ghost_lfo(it)),
            Settings::TransientDesigner(it) => {
                as_own::<TransientDesigner>(effect).aim(&dynamics::transient_designer(it));
            }
            Settings::Maximizer(it) => as_own::<Maximizer>(effect).aim(&dynamics::maximizer(it)),
            Settings::Ott(it) => as_own::<Ott>(effect).aim(&dynamics::ott(it)),
            Settings::SidechainCompressor(it) => {
                let patch = dynamics::sidechain_compressor(it, tempo);
                as_own::<SidechainCompressor>(effect).aim(&patch);
            }
        }
    }
}

/// The effect as what it was made.
fn as_own<E: Effect>(effect: &mut dyn Effect) -> &mut E {
    let effect: &mut dyn Any = effect;
    effect.downcast_mut().expect("an effect is of the kind that its settings name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_named_as_the_effects_name_it() {
        for (id, parameters) in FIXED {
            let settings = Settings::by_id(id).expect("there is such an effect");
            for parameter in *parameters {
                let known = settings.parameters().iter().any(|it| it.name == *parameter);
                assert!(known, "{id} has no {parameter}");
            }
        }
    }
}
