//! What would fold when grains are read faster is taken out before: Butterworth's low-pass of order
//! eight.

use crate::effects::biquad::{Coefficients, Response, Section};
use crate::effects::glide::GRID;

/// The Q of its four sections: 1 / (2 cos(pi (2 k + 1) / 16)).
const QS: [f64; 4] = [0.509_795_579, 0.601_344_887, 0.899_976_223, 2.562_915_448];
/// Its corner as a part of the rate, of grains read at the sound's own speed: what lies half an octave
/// above folds at -24 dB.
const CORNER: f64 = 0.4;
/// Speed above 1 at which it is heard whole; below it fades out, for at 1 nothing folds.
const WHOLE: f32 = 0.06;

/// The low-pass at work.
#[derive(Clone, Debug)]
pub(super) struct Band {
    sections: [Section; 4],
    aims: [Coefficients; 4],
    speed: f32,
    sample_rate: f64,
    /// Share of the filtered sound at the cell's start and end.
    share: [f32; 2],
}

fn coefficients(speed: f32, sample_rate: f64) -> [Coefficients; 4] {
    let hz = CORNER * sample_rate / f64::from(speed.max(1.0));
    QS.map(|q| Coefficients::new(Response::LowPass, hz, 0.0, q, sample_rate))
}

/// The share of the filtered sound.
fn share(speed: f32) -> f32 {
    ((speed - 1.0) / WHOLE).clamp(0.0, 1.0)
}

impl Band {
    pub(super) fn new(sample_rate: f64) -> Self {
        let aims = coefficients(1.0, sample_rate);
        Self { sections: aims.map(Section::new), aims, speed: 1.0, sample_rate, share: [0.0; 2] }
    }

    /// At rest, for grains that are read at `speed`.
    pub(super) fn reset(&mut self, speed: f32) {
        self.aim(speed);
        for (section, aim) in self.sections.iter_mut().zip(self.aims) {
            section.reset(aim);
        }
        self.share = [share(speed); 2];
    }

    /// Goes to the speed at which grains are read, from the next cell on.
    pub(super) fn aim(&mut self, speed: f32) {
        if speed != self.speed {
            self.speed = speed;
            self.aims = coefficients(speed, self.sample_rate);
        }
    }

    /// Filters a run of one cell.
    #[inline(always)]
    pub(super) fn pass(&mut self, [left, right]: [&mut [f32]; 2], offset: usize) {
        if offset == 0 {
            self.share = [self.share[1], share(self.speed)];
            for (section, aim) in self.sections.iter_mut().zip(self.aims) {
                section.move_to(aim);
                section.rest();
            }
        }
        if self.share == [0.0; 2] {
            return;
        }
        let mut low = crate::effects::dry::copied(&[&mut *left, &mut *right]);
        let [low_left, low_right] = &mut low;
        let (l, r) = (&mut low_left[..left.len()], &mut low_right[..right.len()]);
        for section in &mut self.sections {
            section.process([&mut *l, &mut *r], offset);
        }
        for (sound, low) in [left, right].into_iter().zip(&low) {
            for (i, (x, low)) in sound.iter_mut().zip(low).enumerate() {
                let part = (offset + i) as f32 * (1.0 / GRID as f32);
                *x += (low - *x) * (self.share[0] + (self.share[1] - self.share[0]) * part);
            }
        }
    }
}
