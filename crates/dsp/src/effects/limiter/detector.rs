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
use core::ops::Range;

/// Frames on either side that an interpolated point hears.
pub(super) const REACH: usize = 16;
/// Sidelobes of the window in dB; by Kaiser's formula, 32 frames then pass up to 0.45.
const SIDELOBES_DB: f64 = 54.0;
/// Most points per sample.
const POINTS: usize = 8;
/// Frames a run needs: those it asks about, and what they hear.
const SPAN: usize = GRID + KEPT;
/// Frames before a run that it hears.
const KEPT: usize = 2 * REACH;
/// Most frames that can be heard at once.
pub(super) const STRETCH: usize = 256;
/// Rows of lanes in a run.
const ROWS: usize = GRID / WIDTH;

/// Measures one channel.
#[derive(Clone, Debug)]
pub(super) struct Detector {
    /// Of each place up to the middle between samples; none: the samples alone are measured.
    halves: Vec<Halves>,
    /// No point exceeds the samples' peak by more.
    most: f32,
    /// What was heard before, then what is heard now.
    past: [f32; KEPT + STRETCH + 2 * WIDTH],
    /// The last place's point before the next frame, if it was looked for.
    last: Option<f32>,
}

/// Weights of a place, and backwards those of its mirror image in the middle between samples: the
/// point is `even + odd`, its mirror's `even - odd`, with both sums over frames taken in pairs.
#[derive(Clone, Debug)]
struct Halves {
    /// Of the sum of a pair, from the outermost inwards.
    even: [f32; REACH],
    /// Of the difference.
    odd: [f32; REACH],
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
        let halves = taps[..points / 2].iter().map(Halves::of).collect();
        Self { halves, most, past: [0.0; KEPT + STRETCH + 2 * WIDTH], last: None }
    }

    pub(super) fn clear(&mut self) {
        self.past.fill(0.0);
        self.last = None;
    }

    /// Whether both have heard the same.
    pub(super) fn is_twin_of<'a>(&'a self, other: &'a Self) -> bool {
        let heard = |detector: &'a Self| detector.past[..KEPT].iter().map(|x| x.to_bits());
        heard(self).eq(heard(other))
    }

    /// Becomes as `other`, which measures as many points.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.past[..KEPT].copy_from_slice(&other.past[..KEPT]);
        self.last = other.last;
    }

    /// Hears at most [`STRETCH`] frames, whose peaks can be asked for then.
    #[inline(always)]
    pub(super) fn hear(&mut self, sound: &[f32]) {
        self.past[KEPT..KEPT + sound.len()].copy_from_slice(sound);
    }

    /// Ends the stretch of `frames` frames that was heard.
    #[inline(always)]
    pub(super) fn forget(&mut self, frames: usize) {
        self.past.copy_within(frames..frames + KEPT, 0);
    }

    /// The peak from each frame up to the next, for the frames [`Detector::delay`] before those of
    /// `run`, at most [`GRID`] of those heard, each run following the last; or `None` if all are at
    /// or below `threshold`.
    #[inline(always)]
    pub(super) fn peaks<S: Simd>(
        &mut self,
        simd: S,
        run: Range<usize>,
        threshold: f32,
    ) -> Option<[f32; GRID]> {
        let past = &self.past[run.start..run.end + KEPT];
        // Whole lanes, the last ones ending where the run does.
        let mut highest = load(simd, &past[past.len() - WIDTH..]).abs();
        for lanes in past.chunks_exact(WIDTH) {
            highest = load(simd, lanes).abs().max(highest);
        }
        let limit = threshold / self.most;
        if !highest.gt(F32::splat(simd, limit)).any() {
            self.last = None;
            return None;
        }
        Some(self.look(simd, run))
    }

    /// Frames by which the peaks are late.
    pub(super) fn delay(&self) -> usize {
        if self.halves.is_empty() { 0 } else { REACH }
    }

    #[inline(always)]
    fn look<S: Simd>(&mut self, simd: S, run: Range<usize>) -> [f32; GRID] {
        let mut peaks = [0.0; GRID];
        let past = &self.past[run.start..];
        if self.halves.is_empty() {
            for (peak, x) in peaks.iter_mut().zip(&past[KEPT..]) {
                *peak = x.abs();
            }
            return peaks;
        }
        let places = 2 * self.halves.len();
        // Of each place both rows of lanes of frames.
        let mut points = [[F32::splat(simd, 0.0); ROWS]; POINTS];
        points[0] = [load(simd, &past[REACH..]), load(simd, &past[REACH + WIDTH..])];
        for (i, halves) in self.halves.iter().enumerate() {
            let (place, mirror) = (i + 1, places - i - 1);
            let rows = halves.points(simd, &past[1..], place == mirror);
            for (row, (point, image)) in rows.into_iter().enumerate() {
                points[place][row] = point;
                // In the middle it is the point.
                points[mirror][row] = image;
            }
        }
        // The last place before frame 0.
        let last = points[places - 1];
        let before = self.last.unwrap_or_else(|| self.halves[0].image(past));
        let before = [last[0].after(F32::splat(simd, before)), last[1].after(last[0])];
        let after = [load(simd, &past[REACH + 1..]), load(simd, &past[REACH + 1 + WIDTH..])];
        self.last = Some(last[(run.len() - 1) / WIDTH].to_array()[(run.len() - 1) % WIDTH]);
        for row in 0..ROWS {
            let mut peak = F32::splat(simd, 0.0);
            for place in 0..places {
                let before = if place == 0 { before[row] } else { points[place - 1][row] };
                let after = if place + 1 == places { after[row] } else { points[place + 1][row] };
                peak = peak.max(top(before, points[place][row], after));
            }
            store(peak, &mut peaks[row * WIDTH..]);
        }
        peaks
    }
}

impl Halves {
    fn of(taps: &[f32; 2 * REACH]) -> Self {
        let pair = |t: usize| [taps[t], taps[2 * REACH - 1 - t]].map(|tap| 0.5 * tap);
        Self {
            even: std::array::from_fn(|t| pair(t)[0] + pair(t)[1]),
            odd: std::array::from_fn(|t| pair(t)[0] - pair(t)[1]),
        }
    }

    /// The points, and their mirror images, of two rows of lanes of frames, what the first frame
    /// hears beginning where `past` does.
    #[inline(always)]
    fn points<S: Simd>(&self, simd: S, past: &[f32], middle: bool) -> [(F32<S>, F32<S>); ROWS] {
        let past: &[f32; SPAN] = past.first_chunk().expect("the past is longer");
        let zero = F32::splat(simd, 0.0);
        // Four sums side by side hide the adder's delay.
        let [mut even, mut odd] = [[zero; ROWS]; 2];
        for t in 0..REACH {
            for (row, start) in [0, WIDTH].into_iter().enumerate() {
                let before = load(simd, &past[start + t..]);
                let after = load(simd, &past[start + 2 * REACH - 1 - t..]);
                even[row] += (before + after) * self.even[t];
                if !middle {
                    odd[row] += (before - after) * self.odd[t];
                }
            }
        }
        [(even[0] + odd[0], even[0] - odd[0]), (even[1] + odd[1], even[1] - odd[1])]
    }

    /// The mirror image of one frame, to the bit of [`Halves::points`].
    #[inline(always)]
    fn image(&self, past: &[f32]) -> f32 {
        let (mut even, mut odd) = (0.0, 0.0);
        for t in 0..REACH {
            let (before, after) = (past[t], past[2 * REACH - 1 - t]);
            even += (before + after) * self.even[t];
            odd += (before - after) * self.odd[t];
        }
        even - odd
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

    #[inline(always)]
    fn run_of<S: Simd>(
        simd: S,
        detector: &mut Detector,
        sound: &[f32],
        threshold: f32,
    ) -> Option<[f32; GRID]> {
        detector.hear(sound);
        let peaks = detector.peaks(simd, 0..sound.len(), threshold);
        detector.forget(sound.len());
        peaks
    }

    fn highest(points: usize, sound: &[f32]) -> f64 {
        let mut detector = Detector::new(points);
        let mut highest = 0.0_f32;
        for (n, run) in sound.chunks(13).enumerate() {
            let peaks = dispatch!(Level::best(), simd => run_of(simd, &mut detector, run, 0.01));
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
                    dispatch!(Level::best(), simd => run_of(simd, detector, &run, low))
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
