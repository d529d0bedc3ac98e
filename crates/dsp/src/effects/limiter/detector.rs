//! How high sound rises between its samples.
//!
//! ```text
//! points = the samples, and between them a windowed sinc at 1, 3 or 7 places
//! peak   = the highest point, or the top of the parabola through it and its neighbours
//! ```
//!
//! After the measure of ITU-R BS.1770 annex 2 (key: bs1770), with two departures: the sinc is our
//! own, 32 frames long under Kaiser's window (passing up to 0.45 of the sample rate within 0.03 dB),
//! for the annex's 12 taps droop by more; and the parabola takes what four points per sample miss
//! from 0.69 dB at worst to 0.07 dB. Where no point can reach the threshold it does not look.

use crate::effects::glide::GRID;
use crate::effects::oversample::kaiser;
use crate::lanes::{F32, Simd, WIDTH};

/// Frames on either side that an interpolated point hears.
pub(super) const REACH: usize = 16;
/// Sidelobes of the window in dB; by Kaiser's formula, 32 frames then pass up to 0.45.
const SIDELOBES_DB: f64 = 54.0;
/// Most points per sample.
const POINTS: usize = 8;
/// Frames a run needs: those it asks about, and what they hear.
const SPAN: usize = GRID + 2 * REACH;
/// Rows of points, with room for the point before the first and the one after the last frame.
const ROW: usize = GRID + 2 * WIDTH;

/// Measures one channel.
#[derive(Clone, Debug)]
pub(super) struct Detector {
    /// `[place between samples][frame]`; none: the samples alone are measured.
    taps: Vec<[f32; 2 * REACH]>,
    /// No point exceeds the samples' peak by more.
    most: f32,
    past: [f32; SPAN + 2 * WIDTH],
}

impl Detector {
    /// `points` per sample: 1, 2, 4 or 8.
    pub(super) fn new(points: usize) -> Self {
        let taps: Vec<_> = (1..points).map(|place| taps(place as f64 / points as f64)).collect();
        let sum = |taps: &[f32; 2 * REACH]| taps.iter().map(|tap| tap.abs()).sum::<f32>();
        // A parabola whose middle point is the highest of three rises above it by
        // (p - q)^2 / 8 (p + q), p and q being how far below the others are, at most twice the
        // point: by a quarter of it.
        let most = 1.251 * taps.iter().map(sum).fold(1.0, f32::max);
        Self { taps, most, past: [0.0; SPAN + 2 * WIDTH] }
    }

    pub(super) fn clear(&mut self) {
        self.past.fill(0.0);
    }

    /// The peak from each frame up to the next, for the frames [`Detector::delay`] ago; or `None`
    /// if all are at or below `threshold`. `sound` holds up to [`GRID`] frames.
    #[inline(always)]
    pub(super) fn run<S: Simd>(
        &mut self,
        simd: S,
        sound: &[f32],
        threshold: f32,
    ) -> Option<[f32; GRID]> {
        let kept = SPAN - GRID;
        self.past[kept..kept + sound.len()].copy_from_slice(sound);
        let end = kept + sound.len();
        // Whole lanes, the last ones ending where the sound does.
        let mut highest = load(simd, &self.past[end - WIDTH..]).abs();
        for start in (0..end - WIDTH).step_by(WIDTH) {
            highest = load(simd, &self.past[start..]).abs().max(highest);
        }
        let mut most = 0.0_f32;
        for x in highest.to_array() {
            most = if x > most { x } else { most };
        }
        let heard = if most * self.most > threshold { Some(self.peaks(simd, sound)) } else { None };
        self.past.copy_within(sound.len()..sound.len() + kept, 0);
        heard
    }

    /// Frames by which the peaks are late.
    pub(super) fn delay(&self) -> usize {
        if self.taps.is_empty() { 0 } else { REACH }
    }

    #[inline(always)]
    fn peaks<S: Simd>(&self, simd: S, sound: &[f32]) -> [f32; GRID] {
        let mut peaks = [0.0; GRID];
        if self.taps.is_empty() {
            for (peak, x) in peaks.iter_mut().zip(sound) {
                *peak = x.abs();
            }
            return peaks;
        }
        let places = self.taps.len() + 1;
        // Frame 0 is at index WIDTH of each row.
        let mut rows = [[0.0_f32; ROW]; POINTS];
        rows[0][WIDTH - 1..WIDTH + GRID + 1]
            .copy_from_slice(&self.past[REACH - 1..REACH + GRID + 1]);
        for (row, taps) in rows[1..].iter_mut().zip(&self.taps) {
            // Two sums side by side hide the adder's delay; windows need no check of bounds.
            let mut sums = [F32::splat(simd, 0.0); 2];
            for (tap, sound) in taps.iter().zip(self.past[1..].windows(GRID)) {
                sums[0] += load(simd, sound) * *tap;
                sums[1] += load(simd, &sound[WIDTH..]) * *tap;
            }
            store(sums[0], &mut row[WIDTH..]);
            store(sums[1], &mut row[2 * WIDTH..]);
        }
        // The last place before frame 0.
        let last: f32 = {
            let taps = &self.taps[places - 2];
            taps.iter().zip(&self.past).fold(0.0, |sum, (tap, x)| sum + *x * *tap)
        };
        rows[places - 1][WIDTH - 1] = last;
        for start in (0..GRID).step_by(WIDTH) {
            let at = WIDTH + start;
            let mut peak = F32::splat(simd, 0.0);
            for place in 0..places {
                let before = if place == 0 {
                    load(simd, &rows[places - 1][at - 1..])
                } else {
                    load(simd, &rows[place - 1][at..])
                };
                let after = if place + 1 == places {
                    load(simd, &rows[0][at + 1..])
                } else {
                    load(simd, &rows[place + 1][at..])
                };
                peak = peak.max(top(before, load(simd, &rows[place][at..]), after));
            }
            store(peak, &mut peaks[start..]);
        }
        peaks
    }
}

/// Magnitude of the middle point, or of the parabola's top if the point is the highest of three.
#[inline(always)]
fn top<S: Simd>(before: F32<S>, point: F32<S>, after: F32<S>) -> F32<S> {
    let size = point.abs();
    let flip = F32::splat(point.simd(), 1.0).copysign(point);
    let (before, after) = (before * flip, after * flip);
    let difference = after - before;
    let bend = (size - before) + (size - after);
    let rise =
        difference * difference / (bend * 8.0).max(F32::splat(size.simd(), f32::MIN_POSITIVE));
    let highest = before.le(size) & after.le(size);
    highest.select(size + rise, size)
}

/// Weights of the frames `-REACH + 1..=REACH` for the point at `place`, 0..1, after frame 0.
fn taps(place: f64) -> [f32; 2 * REACH] {
    let weights: [f64; 2 * REACH] = std::array::from_fn(|t| {
        let x = place - (t as f64 - (REACH as f64 - 1.0));
        let angle = std::f64::consts::PI * x;
        libm::sin(angle) / angle * kaiser(x / REACH as f64, SIDELOBES_DB)
    });
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| (weight / sum) as f32)
}

#[inline(always)]
fn load<S: Simd>(simd: S, from: &[f32]) -> F32<S> {
    F32::load(simd, from.first_chunk().expect("rows end in room for a whole load"))
}

#[inline(always)]
fn store<S: Simd>(value: F32<S>, to: &mut [f32]) {
    value.store(to.first_chunk_mut().expect("rows end in room for a whole store"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;
    use crate::lanes::{Level, dispatch};

    fn highest(points: usize, sound: &[f32]) -> f64 {
        let mut detector = Detector::new(points);
        let mut highest = 0.0_f32;
        for (n, run) in sound.chunks(13).enumerate() {
            let peaks = dispatch!(Level::best(), simd => detector.run(simd, run, 0.01));
            // What hears the sine's start is not part of it.
            if n > 4 {
                let peaks = peaks.expect("a sine of amplitude 1 is above the threshold");
                highest = peaks[..run.len()].iter().fold(highest, |highest, x| highest.max(*x));
            }
        }
        f64::from(highest)
    }

    #[test]
    fn the_peak_of_a_sine_is_found_between_its_samples() {
        for place in 0..20 {
            // Phases at a quarter of the rate and elsewhere; cos(pi f) of the peak is in samples.
            for frequency in [0.01, 0.125, 0.25, 0.333_333, 0.4, 0.45] {
                let phase = f64::from(place) / 80.0;
                let angle = |n: usize| std::f64::consts::TAU * (frequency * n as f64 + phase);
                let sound: Vec<f32> = (0..650).map(|n| libm::sin(angle(n)) as f32).collect();
                for (points, low_db) in [(4, -0.08), (8, -0.035)] {
                    // The sinc's ripple of 54 dB either way, and what the parabola misses.
                    let db = 20.0 * libm::log10(highest(points, &sound));
                    assert!(db > low_db && db < 0.03, "{points} at {frequency}: {db} dB");
                }
            }
        }
    }

    #[test]
    fn what_is_not_looked_at_is_below_the_threshold() {
        let sound = laws::noise(3, 4000);
        for points in [1, 2, 4, 8] {
            let [mut gated, mut open] = [Detector::new(points), Detector::new(points)];
            let mut gone = 0;
            for (n, run) in sound.chunks(GRID).enumerate() {
                let run: Vec<f32> = run.iter().map(|x| x / (1 + n % 20) as f32).collect();
                let [gated, open] = [(&mut gated, 0.7), (&mut open, 0.0)].map(|(detector, low)| {
                    dispatch!(Level::best(), simd => detector.run(simd, &run, low))
                });
                match (gated, open) {
                    (None, Some(open)) => {
                        gone += 1;
                        assert!(open.iter().all(|peak| *peak <= 0.7));
                    }
                    (gated, open) => assert_eq!(gated, open),
                }
            }
            assert!(gone > 20, "{gone}");
        }
    }
}
