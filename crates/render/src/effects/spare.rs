//! Effects that wait to sound. The plan asks each what it is like, which takes a whole one; that
//! one then sounds in it. What a render leaves, the next that shares its [`Resources`] finds: a
//! reset effect is as good as new (`rebounce_dsp::effects`, the laws), and its memory is there.

use super::{Made, make};
use crate::plan::What;
use crate::prepare::Prepared;
use crate::resources::Resources;
use rebounce_dsp::effects::Effect;
use rebounce_song::Beats;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What an effect is made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EffectKey {
    what: What,
    sample_rate: u32,
    level: &'static str,
    /// Beats per minute at the song's beginning.
    tempo: f64,
}

impl EffectKey {
    fn new(prepared: &Prepared, what: &What) -> Self {
        let tempo = prepared.tempo.tempo_at(Beats(0.0)).0;
        let (sample_rate, level) = (prepared.sample_rate, prepared.level.name());
        Self { what: what.clone(), sample_rate, level, tempo }
    }
}

/// A render's door to the effects that wait.
#[derive(Clone, Debug)]
pub(crate) struct Spare {
    resources: Resources,
    made: Arc<AtomicU64>,
}

impl Spare {
    pub(crate) fn new(resources: &Resources) -> Self {
        Self { resources: resources.clone(), made: Arc::default() }
    }

    /// How many had to be made so far.
    pub(crate) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }
}

/// Whether what has sounded may sound again: the ceiling counts what it did.
pub(crate) fn is_kept(what: &What) -> bool {
    !matches!(what, What::Ceiling(_))
}

/// The state of `what`, at rest.
pub(crate) fn effect(prepared: &Prepared, what: &What) -> Made {
    take(prepared, what, &EffectKey::new(prepared, what))
}

fn take(prepared: &Prepared, what: &What, key: &EffectKey) -> Made {
    let Spare { resources, made } = &prepared.spare;
    resources.effect(key).unwrap_or_else(|| {
        made.fetch_add(is_kept(what).into(), Ordering::Relaxed);
        make(prepared, what)
    })
}

/// What `see` sees in `what`, at rest.
pub(super) fn look<T>(prepared: &Prepared, what: &What, see: impl FnOnce(&dyn Effect) -> T) -> T {
    let key = EffectKey::new(prepared, what);
    let made = take(prepared, what, &key);
    let seen = see(made.as_dyn());
    prepared.spare.resources.keep_effect(key, made);
    seen
}

/// Leaves an effect that has sounded, on both sides, to later renders; nothing of it may have moved.
pub(crate) fn leave(prepared: &Prepared, what: &What, made: Made) {
    if is_kept(what) {
        prepared.spare.resources.keep_effect(EffectKey::new(prepared, what), made);
    }
}

/// Drops one that the plan has looked at and that will sound elsewhere.
pub(crate) fn drop_spare(prepared: &Prepared, what: &What) {
    prepared.spare.resources.effect(&EffectKey::new(prepared, what));
}
