//! A recording at another sample rate: a Kaiser-windowed sinc (Kaiser 1974, key: kaiser1974;
//! Smith, *Digital Audio Resampling*, key: smith2002), evaluated in f64 at the exact
//! fraction of each frame, so that the pitch is exact and there is no delay. For set-up, not for
//! the frame loop. It knows no files.

use crate::Recording;

/// Shape of the window: by Kaiser's formula 0.1102 (A - 8.7), with A = 120 dB.
const BETA: f64 = 12.27;
/// Half width of the window, in periods of the lower rate. Kaiser's transition for A = 120 dB is
/// (A - 7.95) / (14.36 * 2 * 96) = 0.0406 of that rate.
const HALF_WIDTH: f64 = 96.0;
/// Middle of the transition, in parts of the lower rate: its upper end lies at 0.5, so that
/// nothing folds, and its lower end at 0.459.
const CUTOFF: f64 = 0.4795;
/// At most this many phases are kept as a table; rates less related compute each frame's.
const TABLE_PHASES: u64 = 2048;

/// The recording at `to` frames per second. Frame 0 stays frame 0 and the length is
/// ceil(frames * to / from). Flat up to 0.45 of the lower rate; images and aliases lie below
/// -100 dB. A recording already at `to` is given back as it is.
///
/// # Panics
/// Either rate is 0.
#[must_use]
pub fn resample(recording: &Recording, to: u32) -> Recording {
    let from = recording.sample_rate;
    assert!(from > 0 && to > 0, "sample rates must be at least 1: {from} to {to}");
    if from == to {
        return recording.clone();
    }
    let (mut divisor, mut rest) = (from, to);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    let (step, phases) = (u64::from(from / divisor), u64::from(to / divisor));
    let scale = (f64::from(to) / f64::from(from)).min(1.0);
    let table: Vec<Vec<f64>> = if phases <= TABLE_PHASES {
        (0..phases).map(|phase| taps(phase as f64 / phases as f64, scale)).collect()
    } else {
        Vec::new()
    };
    let frames = (recording.frames() as u64 * phases).div_ceil(step);
    let mut channels = vec![Vec::with_capacity(frames as usize); recording.channels.len()];
    for frame in 0..frames {
        let (at, phase) = (frame * step / phases, frame * step % phases);
        let computed;
        let taps = match table.get(phase as usize) {
            Some(taps) => taps,
            None => {
                computed = taps(phase as f64 / phases as f64, scale);
                &computed
            }
        };
        for (out, input) in channels.iter_mut().zip(&recording.channels) {
            out.push(weigh(input, at as usize, taps));
        }
    }
    Recording { channels, sample_rate: to }
}

/// Frames the window reaches to either side.
fn reach(scale: f64) -> usize {
    (HALF_WIDTH / scale).ceil() as usize
}

/// Weights of the frames from `1 - reach` to `reach` around a point `fraction` past frame 0.
fn taps(fraction: f64, scale: f64) -> Vec<f64> {
    let reach = reach(scale) as i64;
    let width = 2.0 * CUTOFF * scale;
    let top = bessel_i0(BETA);
    (1 - reach..=reach)
        .map(|frame| {
            let distance = frame as f64 - fraction;
            let across = distance * scale / HALF_WIDTH;
            let inside = 1.0 - across * across;
            if inside <= 0.0 {
                return 0.0;
            }
            let angle = std::f64::consts::PI * width * distance;
            let sinc = if angle == 0.0 { 1.0 } else { libm::sin(angle) / angle };
            width * sinc * bessel_i0(BETA * inside.sqrt()) / top
        })
        .collect()
}

/// The weighted sum around frame `at`, in order; outside the recording is silence.
fn weigh(input: &[f32], at: usize, taps: &[f64]) -> f32 {
    let before = taps.len() / 2 - 1;
    let skip = before.saturating_sub(at);
    let start = (at + skip).saturating_sub(before);
    let near = input.get(start..).unwrap_or(&[]);
    let mut sum = 0.0;
    for (value, weight) in near.iter().zip(&taps[skip..]) {
        sum += f64::from(*value) * weight;
    }
    sum as f32
}

/// The modified Bessel function of order 0, by its power series (all terms positive).
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-17 {
        term *= quarter / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hz: f64, rate: u32, frames: usize) -> Vec<f32> {
        let turn = std::f64::consts::TAU * hz / f64::from(rate);
        (0..frames).map(|i| libm::sin(turn * i as f64) as f32).collect()
    }

    /// Largest error against the sine itself, away from the ends: bounds images, aliases, gain,
    /// pitch and delay at once.
    fn worst(hz: f64, from: u32, to: u32) -> f64 {
        let frames = from as usize / 5;
        let input = Recording { channels: vec![sine(hz, from, frames)], sample_rate: from };
        let got = resample(&input, to);
        assert_eq!(got.frames() as u64, (frames as u64 * u64::from(to)).div_ceil(from.into()));
        let wanted = sine(hz, to, got.frames());
        let edge = got.frames() / 4;
        let pairs = got.channels[0].iter().zip(&wanted).skip(edge).take(got.frames() - 2 * edge);
        pairs.map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max)
    }

    #[test]
    fn a_sine_comes_out_as_the_sine_of_the_other_rate_within_minus_100_db() {
        // -100 dB is 1e-5. A shift of 0.01 cent (5.8e-6) at 1 kHz would be 5e-3 after 0.15 s.
        // The last pair is too unrelated for a table of phases.
        for (from, to) in [
            (44_100, 48_000),
            (48_000, 44_100),
            (22_050, 44_100),
            (96_000, 44_100),
            (44_100, 44_101),
        ] {
            let low = f64::from(from.min(to));
            for hz in [1000.0, 0.45 * low] {
                let error = worst(hz, from, to);
                assert!(error < 1e-5, "{from} to {to}, {hz} Hz: {error:e}");
            }
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_below_minus_100_db() {
        let input = Recording { channels: vec![sine(23_000.0, 96_000, 9600)], sample_rate: 96_000 };
        let got = resample(&input, 44_100);
        let middle = &got.channels[0][1000..3400];
        assert!(middle.iter().all(|x| x.abs() < 1e-5));
    }
}
