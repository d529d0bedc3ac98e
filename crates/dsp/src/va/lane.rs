//! What a voice in a lane keeps to itself, and where its pitch, velocity and controls are.

use super::modulation::Moment;
use super::patch::Patch;
use super::pitch::Pitch;
use crate::voice::{ControlPoint, Voice};

/// A voice.
#[derive(Clone, Debug, Default)]
pub(super) struct Lane {
    pub(super) voice: Voice,
    /// The state's clock at its start.
    pub(super) began: u64,
    pub(super) length: u64,
    pitch: Pitch,
    /// The line's next step, for its velocity.
    step: usize,
    /// The next point of each control's curve.
    points: [usize; 4],
}

impl Lane {
    /// A voice that begins at a moment of the state's clock.
    pub(super) fn new(patch: &Patch, voice: &Voice, clock: u64) -> Self {
        Self {
            began: clock,
            length: patch.length(voice),
            pitch: Pitch::new(voice),
            step: 0,
            points: [0; 4],
            voice: voice.clone(),
        }
    }

    /// The frame until which only the amplitude envelope moves the level. Not the last tile
    /// either: there it is found that the voice has ended.
    pub(super) fn plain(&self) -> u64 {
        self.voice.cut.min(self.length.saturating_sub(1))
    }

    /// Where pitch, velocity and controls are at a moment of the state's clock.
    #[inline(never)]
    pub(super) fn glide(&mut self, patch: &Patch, number: usize, clock: u64, moment: &mut Moment) {
        let (voice, n) = (&self.voice, clock - self.began);
        moment.key[number] = self.pitch.key(voice, n);
        let line = voice.line.as_deref().unwrap_or_default();
        while let Some(step) = line.get(self.step).filter(|step| step.at <= n) {
            moment.velocity[number] = step.velocity;
            if step.retrigger || step.released_at < step.at {
                moment.filter_peak[number] = patch.filter.peak(step.velocity);
            }
            self.step += 1;
        }
        let Some(controls) = &self.voice.controls else { return };
        let [cutoff, resonance, wheel, aftertouch] = &mut self.points;
        if let Some(value) = follow(&controls.cutoff_hz, cutoff, n) {
            moment.cutoff_hz[number] = value.clamp(20.0, 20_000.0);
        }
        if let Some(value) = follow(&controls.resonance, resonance, n) {
            moment.set_resonance[number] = value.clamp(0.0001, 30.0);
        }
        if let Some(value) = follow(&controls.mod_wheel, wheel, n) {
            let value = value.clamp(0.0, 1.0);
            moment.wheel_factor[number] = 0.5 + value;
            moment.wheel[number] = value * 2.0 - 1.0;
        }
        if let Some(value) = follow(&controls.aftertouch, aftertouch, n) {
            moment.aftertouch[number] = value.clamp(0.0, 1.0);
        }
    }
}

/// A curve at frame `n`, not before that of the last call: straight between its points, held
/// outside them; `None` if it has none.
fn follow(points: &[ControlPoint], next: &mut usize, n: u64) -> Option<f32> {
    while points.get(*next).is_some_and(|point| point.at <= n) {
        *next += 1;
    }
    let last = next.checked_sub(1).map(|last| points[last]);
    match (last, points.get(*next)) {
        (Some(a), Some(b)) => {
            let share = (n - a.at) as f32 / (b.at - a.at) as f32;
            Some(a.value + (b.value - a.value) * share)
        }
        (Some(point), None) => Some(point.value),
        (None, first) => first.map(|point| point.value),
    }
}
