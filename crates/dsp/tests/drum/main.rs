//! The drums' promises, kept by whole voices rendered through a batch.

mod bits;
mod levels;
mod oracle;
mod ranges;
mod spectra;
mod times;

use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::drum::{self, Kind, Settings};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::voice::{LANES, Voice};
use std::sync::Arc;

const RATE: f64 = 48_000.0;

/// A patch for a sample rate.
fn patch_at(settings: &Settings, sample_rate: f64) -> Arc<Patch> {
    Arc::new(Patch::Drum(drum::Patch::new(settings, sample_rate)))
}

/// A patch of a drum as it comes.
fn patch(kind: Kind) -> Arc<Patch> {
    patch_at(&settings(kind), RATE)
}

fn settings(kind: Kind) -> Settings {
    Settings { kind, ..Settings::default() }
}

/// One voice in a lane, for that behind silent ones in the lanes before.
fn lone(voice: &Voice, lane: usize) -> Vec<Voice> {
    let silent = Voice { gain: 0.0, ..voice.clone() };
    let mut voices = vec![silent; lane];
    voices.push(voice.clone());
    voices
}

/// The voices of a batch, in any order.
fn batch(patch: &Arc<Patch>, mut voices: Vec<Voice>, stereo: bool) -> Batch {
    voices.sort_by_key(|voice| voice.start);
    Batch::new(patch, voices.into_iter(), stereo, Room::default())
}

/// The first frames of one voice.
fn frames(patch: &Arc<Patch>, voice: &Voice, frames: usize) -> Vec<f32> {
    let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
    batch(patch, lone(voice, 2), false).render(Level::best(), &mut left, &mut right);
    left
}

/// All of one voice.
fn whole(patch: &Arc<Patch>, voice: &Voice) -> Vec<f32> {
    frames(patch, voice, patch.length(voice) as usize)
}

/// A stroke at full velocity, with noise of its own.
fn stroke(seed: u32) -> Voice {
    Voice { seed, ..Voice::default() }
}

fn peak(sound: &[f32]) -> f64 {
    f64::from(sound.iter().fold(0.0_f32, |peak, x| peak.max(x.abs())))
}

fn db(gain: f64) -> f64 {
    20.0 * libm::log10(gain.max(1e-12))
}
