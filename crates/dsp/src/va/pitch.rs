//! A voice's pitch over time: its key, the glides of a mono line, and the bend curve.

use crate::voice::{Bend, Voice};

/// Where a line's glide is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pitch {
    from: f32,
    to: f32,
    at: u64,
    glide: u64,
    /// The line's next step.
    step: usize,
    /// The bend curve's next point.
    bend: usize,
}

impl Pitch {
    pub(crate) fn new(voice: &Voice) -> Self {
        Self { from: voice.key, to: voice.key, ..Self::default() }
    }

    /// The key at frame `n`, not before that of the last call.
    #[inline(always)]
    pub(crate) fn key(&mut self, voice: &Voice, n: u64) -> f32 {
        if voice.line.is_none() && voice.bend.is_none() {
            return self.to;
        }
        self.moving_key(voice, n)
    }

    #[inline(never)]
    fn moving_key(&mut self, voice: &Voice, n: u64) -> f32 {
        let steps = voice.line.as_deref().unwrap_or_default();
        while let Some(step) = steps.get(self.step).filter(|step| step.at <= n) {
            let from = self.glided(step.at);
            *self = Self { from, to: step.key, at: step.at, glide: step.glide, ..*self };
            self.step += 1;
        }
        let points = voice.bend.as_deref().unwrap_or_default();
        while points.get(self.bend).is_some_and(|point| point.at <= n) {
            self.bend += 1;
        }
        self.glided(n) + bent(points, self.bend, n)
    }

    fn glided(&self, n: u64) -> f32 {
        let since = n - self.at;
        if since >= self.glide {
            return self.to;
        }
        self.from + (self.to - self.from) * (since as f32 / self.glide as f32)
    }
}

/// The curve at `n`, which lies before point number `next`.
fn bent(points: &[Bend], next: usize, n: u64) -> f32 {
    match (next.checked_sub(1).map(|last| points[last]), points.get(next)) {
        (Some(a), Some(b)) => {
            let share = (n - a.at) as f32 / (b.at - a.at) as f32;
            a.semitones + (b.semitones - a.semitones) * share
        }
        (Some(point), None) => point.semitones,
        (None, Some(point)) => point.semitones,
        (None, None) => 0.0,
    }
}
