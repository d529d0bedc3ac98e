//! The kick against its formulas, frame by frame in f64.

use super::*;
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// The highpass of the cookbook (key: bristow-johnson), Q of a Butterworth.
struct Highpass {
    b: [f64; 3],
    a: [f64; 2],
    x: [f64; 2],
    y: [f64; 2],
}

impl Highpass {
    fn new(hz: f64) -> Self {
        let angle = TAU * hz / RATE;
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let alpha = sin / (2.0 * FRAC_1_SQRT_2);
        let b = (1.0 + cos) / 2.0;
        let a0 = 1.0 + alpha;
        Self {
            b: [b / a0, -2.0 * b / a0, b / a0],
            a: [-2.0 * cos / a0, (1.0 - alpha) / a0],
            x: [0.0; 2],
            y: [0.0; 2],
        }
    }

    fn next(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.b[1] * self.x[0] + self.b[2] * self.x[1]
            - self.a[0] * self.y[0]
            - self.a[1] * self.y[1];
        self.x = [x, self.x[0]];
        self.y = [y, self.y[0]];
        y
    }
}

#[test]
fn the_kick_without_its_click_is_a_swept_sine_saturated_and_highpassed() {
    for (tune, velocity) in [(0.0, 1.0), (7.0, 0.25)] {
        let settings = Settings { tone: 0.0, tune, ..settings(Kind::Kick) };
        let voice = Voice { velocity: velocity as f32, ..stroke(0) };
        let sound = whole(&patch_at(&settings, RATE), &voice);
        let ratio = libm::exp2(tune / 12.0);
        // Time constants of falls by 60 dB.
        let (sweep, decay) = (0.16 / libm::log(1000.0), 0.55 / libm::log(1000.0));
        let drive = 1.2 * (0.4 + 0.6 * velocity);
        let back = libm::tanh(1.2) / (1.2 * libm::tanh(drive));
        let mut highpass = Highpass::new(0.4 * 48.0 * ratio);
        for (n, got) in sound[..36_000].iter().enumerate() {
            let t = n as f64 / RATE;
            let cycles = ratio * (48.0 * t + 132.0 * sweep * (1.0 - libm::exp(-t / sweep)));
            let sine = libm::sin(TAU * cycles) * libm::exp(-t / decay);
            let wanted = 1.15 * velocity * highpass.next(libm::tanh(sine * drive) * back);
            // The frequency goes straight through tiles of h = 1/3 ms: the phase is off by
            // (h / sweep)^2 / 12 of the 3.1 * 1.5 cycles swept, 5e-4 rad, and the sound by that
            // at a slope of 1.15 * 1.44 at most.
            assert!((f64::from(*got) - wanted).abs() < 9e-4, "{tune} {n}: {got} {wanted}");
        }
    }
}
