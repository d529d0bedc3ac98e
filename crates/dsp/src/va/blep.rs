//! What is added to a naive waveform around a corner or a jump to take out what would alias:
//! the difference between a band-limited step (or ramp) and the plain one (key: brandt2001),
//! (key: valimaki2012), here linear-phase and from a table.
//!
//! The step is the integral of a sinc under a Kaiser window of `TAPS` frames. A step costs only
//! where it happens: a few times in a hundred frames.

use std::sync::OnceLock;

/// Frames around a jump that are mended.
pub(super) const TAPS: usize = 32;
/// Places between two frames, interpolated linearly: error below
/// `(1 / PLACES)^2 / 8 * max|S''|` = 7.6e-6 * 1.6, -98 dB of the step.
pub(super) const PLACES: usize = 128;
/// Middle of the transition as a part of the sample rate, so that at 44.1 kHz what folds to below
/// 20 kHz is stopped: 0.5 + (0.5 - 20 / 44.1) less half the transition's width of 0.124.
const CUTOFF: f64 = 0.485;
/// Kaiser's beta for a stopband of -65 dB: 0.1102 (65 - 8.7) (key: kaiser1974).
const BETA: f64 = 6.2;

/// The two tables, `[place][tap]`: tap `m` of place `d` is at `d / PLACES + m - TAPS / 2` frames
/// from the jump.
#[derive(Clone, Debug)]
pub(super) struct Residuals {
    /// Of a jump by 1.
    pub(super) step: Vec<[f32; TAPS]>,
    /// Of a change of slope by 1 a frame.
    pub(super) ramp: Vec<[f32; TAPS]>,
}

impl Residuals {
    /// The tables: the same for every patch, made once.
    pub(super) fn shared() -> &'static Self {
        static SHARED: OnceLock<Residuals> = OnceLock::new();
        SHARED.get_or_init(Self::new)
    }

    fn new() -> Self {
        let half = TAPS / 2;
        let points = TAPS * PLACES;
        // Simpson's rule over cells of 1 / PLACES.
        let cell = 1.0 / PLACES as f64;
        let at = |i: f64| i * cell - half as f64;
        let mut step = vec![0.0; points + 1];
        for i in 0..points {
            let (a, b, c) =
                (impulse(at(i as f64)), impulse(at(i as f64 + 0.5)), impulse(at(i as f64 + 1.0)));
            step[i + 1] = step[i] + (a + 4.0 * b + c) * cell / 6.0;
        }
        let whole = step[points];
        for value in &mut step {
            *value /= whole;
        }
        // The residual is odd about the jump, its integral even: both are taken from the left.
        let jump = points / 2;
        let mut ramp = vec![0.0; points + 1];
        for i in 0..jump {
            ramp[i + 1] = ramp[i] + (step[i] + step[i + 1]) * cell / 2.0;
            ramp[points - i] = ramp[i];
        }
        ramp[points] = 0.0;
        let table = |value: &dyn Fn(usize, usize) -> f64| {
            (0..=PLACES)
                .map(|place| core::array::from_fn(|tap| value(tap, tap * PLACES + place) as f32))
                .collect()
        };
        Self {
            step: table(&|tap, i| step[i] - if tap >= half { 1.0 } else { 0.0 }),
            ramp: table(&|_, i| ramp[i]),
        }
    }
}

/// The windowed sinc at `t` frames.
fn impulse(t: f64) -> f64 {
    let x = t / (TAPS / 2) as f64;
    let window = bessel(BETA * (1.0 - x * x).max(0.0).sqrt());
    let angle = core::f64::consts::TAU * CUTOFF * t;
    let sinc = if angle == 0.0 { 1.0 } else { libm::sin(angle) / angle };
    window * sinc
}

/// The modified Bessel function of order 0, by its power series.
fn bessel(x: f64) -> f64 {
    let square = x * x / 4.0;
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..40 {
        term *= square / f64::from(k * k);
        sum += term;
    }
    sum
}
