//! Effects with their sounds, gathered by kind, so that those of a kind go side by side.

use super::Made;
use crate::sound::Sound;
use rebounce_dsp::effects::beside::{Beside, Member};
use rebounce_dsp::effects::biquad::TrackEq;
use rebounce_dsp::effects::compressor::Compressor;
use rebounce_dsp::effects::multiband_eq::MultibandEq;
use std::ops::Range;

/// What is to be processed side by side.
#[derive(Default)]
pub(crate) struct SideBySide<'a> {
    compressors: Vec<Member<'a, Compressor>>,
    multiband_eqs: Vec<Member<'a, MultibandEq>>,
    track_eqs: Vec<Member<'a, TrackEq>>,
}

impl<'a> SideBySide<'a> {
    /// Adds frames of a sound that an effect is to process.
    pub(crate) fn add(&mut self, effect: &'a mut Made, sound: &'a mut Sound, frames: Range<usize>) {
        match effect {
            Made::Compressor(effect) => self.compressors.push(member(&mut **effect, sound, frames)),
            Made::MultibandEq(effect) => {
                self.multiband_eqs.push(member(&mut **effect, sound, frames));
            }
            Made::TrackEq(effect) => self.track_eqs.push(member(&mut **effect, sound, frames)),
            alone @ (Made::Effect(_) | Made::Ceiling(_)) => {
                let [left, right] = sound.channels_mut();
                alone.as_dyn_mut().process(&mut left[frames.clone()], &mut right[frames], None);
            }
        }
    }

    /// Processes all.
    pub(crate) fn process(mut self) {
        Beside::process_beside(&mut self.compressors);
        Beside::process_beside(&mut self.multiband_eqs);
        Beside::process_beside(&mut self.track_eqs);
    }
}

fn member<'a, E: Beside>(
    effect: &'a mut E,
    sound: &'a mut Sound,
    frames: Range<usize>,
) -> Member<'a, E> {
    if sound.is_mono() && effect.are_twins() {
        return Member { effect, left: &mut sound.mono_mut()[frames], right: None };
    }
    let [left, right] = sound.channels_mut();
    Member { effect, left: &mut left[frames.clone()], right: Some(&mut right[frames]) }
}
