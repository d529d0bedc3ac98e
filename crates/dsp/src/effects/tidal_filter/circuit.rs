//! The four circuits, each solved without a delay in its loop (key: zavalishin2018) and with slope
//! 1 where it is quiet, so that its small-signal response is the analytic one.
//!
//! - SVF: two integrators, linear; `s^2 + k s + 1`, k from 2 down to 0.02.
//! - Ladder: four poles in a row and feedback of the last (key: moog1965); what enters the first
//!   saturates, by the loop's linear solution (as in key: dangelo2013); k up to 3.96 of 4. Its
//!   passband sinks as resonance rises, as the original's does. Other modes are mixed from its taps
//!   (key: valimaki2006).
//! - Korg: Sallen and Key's two poles with limited positive feedback, after the MS-20 (key:
//!   stinchcombe2006); k up to 1.98 of 2. Hot sound loses its resonance first.
//! - Oberheim: an SVF after the SEM, whose band-pass integrator saturates and which never
//!   oscillates by itself: k from 2 down to 0.1.

/// Which circuit filters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FilterModel {
    /// Linear state-variable filter.
    #[default]
    Svf,
    /// Transistor ladder.
    Ladder,
    /// Sallen-Key with limited feedback.
    Korg,
    /// State-variable filter with a saturating band-pass.
    Oberheim,
}

/// Where the Oberheim's second integrator is cut off; its first saturates far below.
const OBERHEIM_LIMIT: f32 = 8.0;

/// Low-pass, band-pass, high-pass and notch, or their shares.
pub(super) type Modes = [f32; 4];

/// The circuit's feedback at a resonance of 0..=1: damping for the SVFs, gain for the others.
pub(super) fn feedback(model: FilterModel, resonance: f32) -> f32 {
    let resonance = resonance.clamp(0.0, 1.0);
    match model {
        FilterModel::Svf => 2.0 - 1.98 * resonance,
        FilterModel::Ladder => 3.96 * resonance,
        FilterModel::Korg => 1.98 * resonance,
        FilterModel::Oberheim => 2.0 - 1.9 * resonance,
    }
}

/// The slowest of the analog circuit's poles at a cutoff of 1: real and imaginary part.
pub(super) fn slowest_pole(model: FilterModel, k: f64) -> (f64, f64) {
    let two_poles = |damping: f64| {
        let real = -0.5 * damping;
        (real, (1.0 - real * real).max(0.0).sqrt())
    };
    match model {
        FilterModel::Svf | FilterModel::Oberheim => two_poles(k),
        FilterModel::Korg => two_poles(2.0 - k),
        FilterModel::Ladder => {
            // (1 + s)^4 = -k.
            let part = libm::pow(k, 0.25) * std::f64::consts::FRAC_1_SQRT_2;
            (part - 1.0, part)
        }
    }
}

/// Upper bounds of the modes' peaks for an input peak of `x` and tangents up to `g`.
pub(super) fn peaks(model: FilterModel, k: f32, x: f32, g: f32) -> Modes {
    // Sum of magnitudes of a pole's impulse response: above a quarter of the sample rate its own
    // pole is negative and rings. What it leaves, the high-pass, at most doubles a peak.
    let (low, high) = ((2.0 * g / (1.0 + g)).max(1.0), 2.0);
    match model {
        FilterModel::Svf => {
            // A step of a resonant low-pass overshoots by exp(-a) each half turn, so the sum of
            // magnitudes of its impulse response is coth(a / 2); that of k times the band-pass is
            // below 2 for every k. A quarter more is for the frequencies' warping.
            let a = std::f64::consts::PI * f64::from(k) / (4.0 - f64::from(k * k)).max(1e-9).sqrt();
            let whole = low * low * 1.25 / libm::tanh(0.5 * a) as f32;
            let band = low * 2.5;
            [whole, band, 1.0 + band + whole, 1.0 + band].map(|peak| peak * x)
        }
        FilterModel::Ladder => {
            // What enters is at most 2.
            let (l2, h2) = (low * low, high * high);
            [l2 * l2, 4.0 * l2 * h2, h2 * h2, 1.0 + 2.0 * low * high].map(|peak| 2.0 * peak)
        }
        FilterModel::Korg => {
            let (lows, highs) = (low * low, high * high);
            [lows, (2.0 - k) * low * high, highs, lows + highs].map(|peak| peak * (x + k))
        }
        FilterModel::Oberheim => {
            // The first integrator holds at most 2 and g / (1 + g^2) is at most 1/2.
            let band = k * (2.0 + 0.5 * (x + OBERHEIM_LIMIT));
            let whole = OBERHEIM_LIMIT + 1.0 + x;
            [whole, band, x + band + whole, x + band]
        }
    }
}

/// `x / sqrt(1 + (x / limit)^2)`: slope 1 at rest, never beyond `limit`.
#[inline(always)]
pub(super) fn saturated(x: f32, one_by_limit: f32) -> f32 {
    let y = x * one_by_limit;
    x / (1.0 + y * y).sqrt()
}

/// A pole of gain `big_g = g / (1 + g)`; returns its low-pass.
#[inline(always)]
fn pole(state: &mut f32, x: f32, big_g: f32) -> f32 {
    let v = (x - *state) * big_g;
    let y = v + *state;
    *state = y + v;
    y
}

/// One frame: the modes of `x`. `g` is the tangent of half the cutoff's angle.
#[inline(always)]
pub(super) fn frame(model: FilterModel, s: &mut [f32; 4], x: f32, g: f32, k: f32) -> Modes {
    match model {
        FilterModel::Svf | FilterModel::Oberheim => {
            let band = (s[0] + g * (x - s[1])) / (1.0 + g * (g + k));
            let low = s[1] + g * band;
            s[0] = 2.0 * band - s[0];
            s[1] = 2.0 * low - s[1];
            if model == FilterModel::Oberheim {
                s[0] = saturated(s[0], 0.5);
                s[1] = s[1].clamp(-OBERHEIM_LIMIT, OBERHEIM_LIMIT);
            }
            [low, k * band, x - k * band - low, x - k * band]
        }
        FilterModel::Ladder => {
            let h = 1.0 / (1.0 + g);
            let big_g = g * h;
            let held = h * (((s[0] * big_g + s[1]) * big_g + s[2]) * big_g + s[3]);
            let g2 = big_g * big_g;
            let y4 = (g2 * g2 * x + held) / (1.0 + k * g2 * g2);
            let u = saturated(x - k * y4, 0.5);
            let y1 = pole(&mut s[0], u, big_g);
            let y2 = pole(&mut s[1], y1, big_g);
            let y3 = pole(&mut s[2], y2, big_g);
            let y4 = pole(&mut s[3], y3, big_g);
            [
                y4,
                4.0 * (y2 - 2.0 * y3 + y4),
                u - 4.0 * y1 + 6.0 * y2 - 4.0 * y3 + y4,
                u - 2.0 * y1 + 2.0 * y2,
            ]
        }
        FilterModel::Korg => {
            let h = 1.0 / (1.0 + g);
            let big_g = g * h;
            // The band-pass is the first pole's low-pass through the second's high-pass: h = 1 - G.
            let held = h * h * s[0] - h * s[1];
            let u = (x + k * held) / (1.0 - k * big_g * h);
            let u = x + k * saturated(big_g * h * u + held, 1.0);
            let y1 = pole(&mut s[0], u, big_g);
            let y2 = pole(&mut s[1], y1, big_g);
            let (band, high) = (y1 - y2, u - 2.0 * y1 + y2);
            [y2, (2.0 - k) * band, high, y2 + high]
        }
    }
}
