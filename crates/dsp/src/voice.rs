//! Voices: what is computed side by side in eight lanes, each in its own time.
//!
//! A batch computes tiles. A tile is `TILE` frames of all eight lanes, each lane in frames since
//! its own voice's start, so that a voice sounds the same wherever it starts.

use std::sync::Arc;

/// Frames that a kernel computes at once; coefficients move in ramps from tile to tile.
pub const TILE: usize = 16;

/// Voices side by side in a batch.
pub const LANES: usize = 8;

/// A voice as the plan hands it to a lane: nothing left to decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// Absolute frame of its first sample.
    pub start: u64,
    /// Frames from its start until the key is let go.
    pub gate: u64,
    /// Frames from its start at which it begins to be silenced (over the patch's cut time);
    /// `u64::MAX`: never.
    pub cut: u64,
    /// MIDI key, fractions allowed.
    pub key: f32,
    /// 0..=1.
    pub velocity: f32,
    /// Frames from its start until it is heard; default 0. What comes before is computed, for what
    /// follows from it.
    pub heard: u64,
    /// Linear factor on the voice's output (expression, arrangement track, instrument).
    pub gain: f32,
    /// -1..=1.
    pub pan: f32,
    /// Factor on the release time, 0.5..=1.
    pub release_scale: f32,
    /// 0..=1; `None`: the wheel is not touched.
    pub mod_wheel: Option<f32>,
    /// 0..=1.
    pub aftertouch: f32,
    /// Which zone of a sampler's patch, or region of a SoundFont's.
    pub zone: u32,
    /// Seed of its noise.
    pub seed: u32,
    /// Frames of the level's attack and release in the place of the patch's. `None`: the patch's.
    /// Synths only.
    pub attack: Option<u64>,
    /// See `attack`.
    pub release: Option<u64>,
    /// Controls that move while the voice sounds. `None`: none. Synths and SoundFonts only.
    pub controls: Option<Arc<Controls>>,
    /// Pitch offset over time: bend and slide. `None`: none.
    pub bend: Option<Arc<[Bend]>>,
    /// The later notes of a mono line that this one voice plays. `None`: none. With a line,
    /// `gate` is where the last key is let go.
    pub line: Option<Arc<[Step]>>,
}

/// A point of a pitch curve; linear between points, held outside them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bend {
    /// Frames from the voice's start, ascending.
    pub at: u64,
    /// Offset in semitones.
    pub semitones: f32,
}

/// Curves of controls over a voice's time, in the place of what patch and voice say; an empty one
/// does not move.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Controls {
    /// Hz, 20..=20000, before key tracking, wheel and envelope.
    pub cutoff_hz: Vec<ControlPoint>,
    /// 0.0001..=30, before aftertouch.
    pub resonance: Vec<ControlPoint>,
    /// 0..=1.
    pub mod_wheel: Vec<ControlPoint>,
    /// 0..=1.
    pub aftertouch: Vec<ControlPoint>,
    /// MIDI controllers of a SoundFont by number, 0..=1, and its wheel (see
    /// [`crate::soundfont::WHEEL`]); ascending in number.
    pub others: Vec<(u8, Vec<ControlPoint>)>,
}

/// A point of a control's curve; linear between points, held outside them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControlPoint {
    /// Frames from the voice's start, ascending.
    pub at: u64,
    /// In the control's unit.
    pub value: f32,
}

/// A later note of a mono line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Frames from the voice's start, ascending.
    pub at: u64,
    /// Where the key of the note before was let go, if that was before `at`: the envelopes are in
    /// release from there until `at`. `at` itself: the notes touch or overlap.
    pub released_at: u64,
    /// MIDI key it moves to.
    pub key: f32,
    /// 0..=1.
    pub velocity: f32,
    /// Frames of the (exponential in Hz, linear in keys) glide from where the pitch is; 0: at once.
    pub glide: u64,
    /// Restart both envelopes from the level they are at.
    pub retrigger: bool,
}

impl Voice {
    /// The voice without what is applied when its print is mixed: start, gain, pan and
    /// from where on it is heard.
    pub(crate) fn unplaced(&self) -> Self {
        Self { start: 0, heard: 0, gain: 1.0, pan: 0.0, ..self.clone() }
    }
}

impl Default for Voice {
    fn default() -> Self {
        Self {
            start: 0,
            gate: 0,
            cut: u64::MAX,
            heard: 0,
            key: 60.0,
            velocity: 1.0,
            gain: 1.0,
            pan: 0.0,
            release_scale: 1.0,
            mod_wheel: None,
            aftertouch: 0.0,
            attack: None,
            release: None,
            controls: None,
            zone: 0,
            seed: 0,
            bend: None,
            line: None,
        }
    }
}

/// Numbers of the lanes whose bits are set.
#[inline(always)]
pub(crate) fn bits(mut bits: u8) -> impl Iterator<Item = usize> {
    core::iter::from_fn(
        #[inline(always)]
        move || {
            let number = bits.trailing_zeros() as usize;
            let found = bits != 0;
            bits &= bits.wrapping_sub(1);
            found.then_some(number)
        },
    )
}
