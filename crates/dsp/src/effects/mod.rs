//! Effects: one file each. A patch in musical units makes a state; the state processes sound.

pub mod arcade_crusher;
pub mod atmos_machine;
pub mod bass_enhancer;
pub mod beside;
pub mod biquad;
mod cell_lines;
pub mod clipper;
pub mod compressor;
mod constant;
pub mod convolution;
mod crossover;
mod curves;
pub mod delay_line;
mod dry;
pub mod feedback_delay;
pub mod ghost_lfo;
pub mod glide;
pub mod half_time;
pub mod imager;
#[cfg(test)]
pub(crate) mod laws;
pub mod lfo;
pub mod limiter;
pub mod maximizer;
pub mod modern_delay;
pub mod modern_reverb;
pub mod multiband_eq;
pub mod orbit_panner;
pub mod ott;
pub mod oversample;
pub mod pitch_shifter;
mod pole;
pub mod reverb;
pub mod rhythm_fx;
pub mod sample_morph;
pub mod saturator;
pub mod sidechain_compressor;
mod silence;
pub mod stardust_chorus;
pub mod tidal_filter;
pub mod transient_designer;
pub mod vortex_phaser;
pub mod waveshaper;

/// What kind of filter an effect is: linear, and the same at all times, so that equal ones of several
/// sounds are one of their sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Left and right go through the same, and neither hears the other.
    Same,
    /// Left and right go each through its own, and neither hears the other.
    Sides,
    /// Any other.
    Stereo,
}

/// An effect at work on one stereo signal.
///
/// Laws every effect keeps (tests hold them): the output does not depend on how a run of frames
/// is cut into calls; silence in gives, after `tail` frames, output below -90 dB of what went in;
/// exact silence in, from a reset, gives exact silence out; all output is finite at every corner
/// of the parameters' ranges.
pub trait Effect: Send + std::any::Any {
    /// Processes `left` and `right` (equal lengths, any length) in place. `side` is the
    /// side-chain's left and right of the same length, for effects that listen to one.
    fn process(&mut self, left: &mut [f32], right: &mut [f32], side: Option<[&[f32]; 2]>);

    /// Processes a sound whose left and right are the same once instead of twice: `sound` becomes
    /// what [`Effect::process`] would make of either, to the bit; `side` is either channel of a
    /// side-chain whose channels are the same too. False if nothing was done: the effect makes
    /// stereo or does not offer it, or its channels still ring differently. May alternate with
    /// [`Effect::process`] at any call.
    fn process_mono(&mut self, sound: &mut [f32], side: Option<&[f32]>) -> bool {
        let _ = (sound, side);
        false
    }

    /// It will be aimed at other settings while it sounds: from here on it remembers as much of the
    /// past as any of them ask for, where a still one need only what its own do.
    fn will_move(&mut self) {}

    /// From now on only the left (0) or the right (1) of what [`Effect::process`] gives is heard; the
    /// other may hold anything finite. All the same, both are to be given. Default: nothing is saved.
    fn only(&mut self, _channel: usize) {}

    /// Forgets all sound, as if new, and sets the effect's clock (the phase of its LFOs) to
    /// absolute frame `at`.
    fn reset(&mut self, at: u64);

    /// Frames by which the sound comes out late; the mixer compensates it.
    fn latency(&self) -> usize;

    /// Frames after the last non-zero input until the output stays below -90 dB relative to the
    /// input's peak (latency included).
    fn tail(&self) -> u64;

    /// Frames of quiet output after which nothing louder can follow without new input (the
    /// longest echo distance), at most `tail`.
    fn memory(&self) -> u64;

    /// Whether scaling and adding inputs scales and adds outputs, for all input.
    fn is_linear(&self) -> bool;

    /// Which filter it is while its settings stay: scaling, adding and delaying inputs scales, adds
    /// and delays outputs, to rounding. Default: none, or it is not known.
    fn filter(&self) -> Option<Filter> {
        None
    }

    /// Whether equal left and right in can give different left and right out.
    fn makes_stereo(&self) -> bool;

    /// Upper bound of the output's peak for an input peak of 1, linear (1 for a limiter at 0 dB).
    fn peak_gain(&self) -> f32;

    /// Upper bound of the output's peak for an input peak of `input`, linear; infinite where none
    /// is known. Of an effect that bends a sound each part of what comes out grows with the input
    /// at most in step, or not at all: so nothing below 1 gives more than 1 does, and nothing above
    /// more than as many times that. Who knows a lower bound gives it.
    fn peak_for(&self, input: f32) -> f32 {
        self.peak_gain() * if self.is_linear() { input } else { input.max(1.0) }
    }
}
