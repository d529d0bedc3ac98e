//! Level over time and frequency, on a logarithmic axis. Three transforms share the axis, long
//! ones below, where tones lie close, short ones above, where time matters; from each to the next
//! the picture fades over an octave. Hann windows, overlapping by half, or by up to seven eighths
//! where a short render leaves room for more columns. A sine of full scale on both
//! channels is 0 dB; noise is not (a longer window shows it lower).

use std::ops::Range;
use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

use super::timeline::{Merge, Timeline};

/// Rows of the axis, from the lowest up.
pub(super) const ROWS: usize = 400;

/// Columns kept at most, by each transform: more than the pixels drawn, after halving too.
const COLUMNS: usize = 4096;

/// The axis in Hz: what is heard, as far as the rate has it.
const LOWEST_HZ: f64 = 20.0;
const HIGHEST_HZ: f64 = 20_000.0;

/// Window in seconds, and the frequencies in Hz at which it has come in and begins to go out.
/// At the lower one a bin is 3 to 6 per cent wide, a semitone at most.
const TRANSFORMS: [(f64, [f64; 2]); 3] = [
    (16_384.0 / 48_000.0, [0.0, 150.0]),
    (4_096.0 / 48_000.0, [300.0, 1_500.0]),
    (1_024.0 / 48_000.0, [3_000.0, f64::INFINITY]),
];

/// What levels are cut off at, far below what is drawn.
const FLOOR_DB: f32 = -150.0;

/// The frequency at a place on the axis, 0 at its foot to 1 at its top.
pub(super) fn hertz(place: f64, sample_rate: u32) -> f64 {
    let top = HIGHEST_HZ.min(f64::from(sample_rate) / 2.0).max(LOWEST_HZ * 2.0);
    LOWEST_HZ * libm::pow(top / LOWEST_HZ, place)
}

/// The place of a frequency on the axis, 0..=1 within it.
pub(super) fn place(hertz: f64, sample_rate: u32) -> f64 {
    let top = self::hertz(1.0, sample_rate);
    libm::log(hertz / LOWEST_HZ) / libm::log(top / LOWEST_HZ)
}

/// The mix, window by window.
pub(super) struct Spectrogram {
    transforms: Vec<Transform>,
}

/// Power of each row in one column, or nothing yet.
#[derive(Default)]
struct Powers(Vec<f32>);

impl Merge for Powers {
    /// The larger counts: a click must not fade because its column grew longer.
    fn merge(&mut self, later: &Self) {
        if self.0.is_empty() {
            self.0.clone_from(&later.0);
        }
        for (power, later) in self.0.iter_mut().zip(&later.0) {
            *power = power.max(*later);
        }
    }
}

/// Bins that one row is made of: the largest of them, or a place between two.
enum Pick {
    Largest(Range<usize>),
    Between(usize, f32),
}

struct Transform {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// Turns squared magnitudes, both channels added, into power with a full-scale sine at 1.
    scale: f32,
    /// Samples from the start of the next window on, one channel each.
    pending: [Vec<f32>; 2],
    /// Frame at the middle of the next window.
    middle: u64,
    rows: Range<usize>,
    picks: Vec<Pick>,
    /// How much this transform counts in each of its rows, 0..=1.
    weights: Vec<f32>,
    timeline: Timeline<Powers>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex32>,
    powers: Powers,
}

impl Spectrogram {
    pub(super) fn new(sample_rate: u32, length_hint: Option<u64>) -> Self {
        let mut planner = RealFftPlanner::new();
        let transforms =
            (0..3).map(|which| Transform::new(which, sample_rate, length_hint, &mut planner));
        Self { transforms: transforms.collect() }
    }

    pub(super) fn push(&mut self, mix: [&[f32]; 2]) {
        for transform in &mut self.transforms {
            transform.push(mix);
        }
    }

    /// Lets the last windows run over the end, into silence.
    pub(super) fn finish(&mut self) {
        for transform in &mut self.transforms {
            let silence = vec![0.0; transform.window.len()];
            transform.push([&silence, &silence]);
        }
    }

    /// Levels in dB of a stretch of frames, one for each row.
    pub(super) fn levels(&self, frames: &Range<f64>) -> Vec<f32> {
        let mut levels = vec![0.0; ROWS];
        for transform in &self.transforms {
            transform.add_levels(frames, &mut levels);
        }
        levels
    }
}

impl Transform {
    fn new(
        which: usize,
        sample_rate: u32,
        length_hint: Option<u64>,
        planner: &mut RealFftPlanner<f32>,
    ) -> Self {
        let rate = f64::from(sample_rate);
        let (seconds, _) = TRANSFORMS[which];
        let size = ((seconds * rate) as usize).next_power_of_two().max(64);
        let fft = planner.plan_fft_forward(size);
        let window: Vec<f32> = (0..size)
            .map(|i| {
                let angle = std::f64::consts::TAU * i as f64 / size as f64;
                (0.5 - 0.5 * libm::cos(angle)) as f32
            })
            .collect();
        // A sine of amplitude 1 peaks at half the window's sum, size / 4; two channels add.
        let scale = 16.0 / (size as f32 * size as f32) / 2.0;
        let weight =
            |row: usize| weight(which, hertz((row as f64 + 0.5) / ROWS as f64, sample_rate));
        let first = (0..ROWS).find(|row| weight(*row) > 0.0).unwrap_or(ROWS);
        let end = (first..ROWS).find(|row| weight(*row) <= 0.0).unwrap_or(ROWS);
        let bin = |row: f64| hertz(row / ROWS as f64, sample_rate) * size as f64 / rate;
        let pick = |row: usize| {
            let (low, high) = (bin(row as f64), bin(row as f64 + 1.0));
            if high - low >= 1.0 {
                Pick::Largest(low.ceil() as usize..(high.ceil() as usize).min(size / 2 + 1))
            } else {
                let middle = bin(row as f64 + 0.5).min(size as f64 / 2.0 - 1.0);
                Pick::Between(middle as usize, (middle - middle.floor()) as f32)
            }
        };
        Self {
            scale,
            // The first window has its middle on the first frame.
            pending: [vec![0.0; size / 2], vec![0.0; size / 2]],
            middle: 0,
            rows: first..end,
            picks: (first..end).map(pick).collect(),
            weights: (first..end).map(|row| weight(row) as f32).collect(),
            timeline: Timeline::new(COLUMNS, size as u64 / 8, length_hint),
            windowed: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            powers: Powers::default(),
            fft,
            window,
        }
    }

    fn push(&mut self, mix: [&[f32]; 2]) {
        let size = self.window.len();
        for (pending, samples) in self.pending.iter_mut().zip(mix) {
            pending.extend(samples.iter().map(|x| if x.is_finite() { *x } else { 0.0 }));
        }
        let mut start = 0;
        while self.pending[0].len() - start >= size {
            start += self.analyse(start);
        }
        for pending in &mut self.pending {
            pending.drain(..start);
        }
    }

    /// Transforms one window of both channels, and gives the frames to the next: a column, so that
    /// none stays empty.
    fn analyse(&mut self, start: usize) -> usize {
        self.powers.0.clear();
        self.powers.0.resize(self.rows.len(), 0.0);
        for pending in &self.pending {
            let samples = &pending[start..start + self.window.len()];
            for ((out, sample), weight) in self.windowed.iter_mut().zip(samples).zip(&self.window) {
                *out = sample * weight;
            }
            (self.fft.process(&mut self.windowed, &mut self.spectrum))
                .expect("both vectors were made by this transform");
            let power = |bin: usize| self.spectrum[bin].norm_sqr() * self.scale;
            for (sum, pick) in self.powers.0.iter_mut().zip(&self.picks) {
                *sum += match pick {
                    Pick::Largest(bins) => bins.clone().map(power).fold(0.0, f32::max),
                    Pick::Between(bin, part) => power(*bin) * (1.0 - part) + power(bin + 1) * part,
                };
            }
        }
        let (column, unit) = self.timeline.at(self.middle);
        column.merge(&self.powers);
        let hop = unit.min(self.window.len() as u64 / 2);
        self.middle += hop;
        hop as usize
    }

    fn add_levels(&self, frames: &Range<f64>, levels: &mut [f32]) {
        // Where a pixel is shorter than a column, it lies between the middles of two of them.
        let short = frames.end - frames.start < self.timeline.frames_per_column() as f64;
        let between = short.then(|| self.timeline.about((frames.start + frames.end) / 2.0));
        let mut largest = Powers::default();
        for column in self.timeline.touched(frames) {
            largest.merge(column);
        }
        for (at, row) in self.rows.clone().enumerate() {
            let level = |powers: &Powers| decibels(powers.0.get(at).copied().unwrap_or(0.0));
            let db = match between.flatten() {
                Some((first, second, part)) => level(first) * (1.0 - part) + level(second) * part,
                None => level(&largest),
            };
            levels[row] += self.weights[at] * db;
        }
    }
}

/// How much a transform counts at a frequency: the weights of all three add up to 1.
fn weight(which: usize, hertz: f64) -> f64 {
    let fade =
        |from: f64, to: f64| (libm::log2(hertz / from) / libm::log2(to / from)).clamp(0.0, 1.0);
    let (_, [_, out]) = TRANSFORMS[which];
    let comes = which
        .checked_sub(1)
        .map_or(1.0, |before| fade(TRANSFORMS[before].1[1], TRANSFORMS[which].1[0]));
    let goes = TRANSFORMS.get(which + 1).map_or(0.0, |(_, [full, _])| fade(out, *full));
    comes - goes
}

/// Power as a level.
fn decibels(power: f32) -> f32 {
    (10.0 * libm::log10f(power)).max(FLOOR_DB)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 48_000;

    /// Levels of half a second about the middle of four, of a sine on the channels asked for.
    fn levels(frequency: f64, gains: [f32; 2]) -> Vec<f32> {
        let mut spectrogram = Spectrogram::new(RATE, None);
        let sine: Vec<f32> = (0..RATE * 4)
            .map(|i| libm::sin(std::f64::consts::TAU * frequency * f64::from(i) / 48_000.0) as f32)
            .collect();
        let [left, right] = gains.map(|gain| sine.iter().map(|x| x * gain).collect::<Vec<_>>());
        for (left, right) in left.chunks(5000).zip(right.chunks(5000)) {
            spectrogram.push([left, right]);
        }
        spectrogram.finish();
        spectrogram.levels(&(84_000.0..108_000.0))
    }

    #[test]
    fn a_sine_stands_at_its_level_in_its_row_and_nowhere_else() {
        for frequency in [40.0, 200.0, 440.0, 2_000.0, 12_345.0] {
            let levels = levels(frequency, [1.0, 1.0]);
            let row = (place(frequency, RATE) * ROWS as f64) as usize;
            // A Hann window loses 1.42 dB at most between two bins (Harris 1978).
            let found = levels[row - 1..=row + 1].iter().copied().fold(f32::MIN, f32::max);
            assert!((-1.5..0.1).contains(&found), "{frequency} Hz: {found} dB");
            // An octave away, at least 6 bins, its side lobes are 18 dB per octave below -31 dB.
            let octave = (libm::log(2.0) / libm::log(1000.0) * ROWS as f64) as usize;
            let far = levels[..row.saturating_sub(octave)]
                .iter()
                .chain(&levels[(row + octave).min(ROWS)..]);
            assert!(far.clone().all(|level| *level < -50.0), "{frequency} Hz");
        }
    }

    #[test]
    fn one_channel_is_half_the_power_of_both() {
        let (both, one) = (levels(1_000.0, [0.5, 0.5]), levels(1_000.0, [0.0, 0.5]));
        let peak = |levels: &[f32]| levels.iter().copied().fold(f32::MIN, f32::max);
        assert!((peak(&both) - peak(&one) - 3.01).abs() < 0.01);
    }

    #[test]
    fn the_transforms_share_every_row_out_among_them() {
        for rate in [1_000, 8_000, 44_100, 192_000] {
            let mut sums = vec![0.0; ROWS];
            for transform in Spectrogram::new(rate, None).transforms {
                for (row, weight) in transform.rows.zip(transform.weights) {
                    sums[row] += weight;
                }
            }
            assert!(sums.iter().all(|sum| (sum - 1.0f32).abs() < 1e-6), "{rate}: {sums:?}");
        }
    }

    #[test]
    fn a_click_is_seen_where_it_is_after_any_length() {
        let frames = 600_000;
        let mut spectrogram = Spectrogram::new(RATE, None);
        let mut samples = vec![0.0; frames];
        samples[500_000] = 1.0;
        spectrogram.push([&samples, &samples]);
        spectrogram.finish();
        let top = |frame: f64| spectrogram.levels(&(frame..frame + 2_000.0))[ROWS - 20];
        // A window of 1024 about a click: 4 / 1024, which is -48 dB, wherever it is in it, less
        // what the window takes away: nothing at its middle, 6 dB at a quarter.
        assert!((-55.0..-47.0).contains(&top(499_000.0)), "{}", top(499_000.0));
        assert!(top(490_000.0) < -140.0 && top(508_000.0) < -140.0);
        for transform in &spectrogram.transforms {
            assert!(transform.timeline.touched(&(0.0..1e18)).len() <= COLUMNS);
        }
    }
}
