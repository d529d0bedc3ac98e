//! The late part: a feedback delay network of sixteen lines (keys: stautner1982, jot1991).
//!
//! ```text
//! y[l]    = damp(line[l] read at its length, moved by its LFO) / 4
//! out     = two rows of Hadamard(y)
//! line[l] = Hadamard(y)[l] + input of its side        lines 0..4 through the octave on the way
//! ```
//!
//! The quarter makes the matrix of ones orthogonal; who hears `out` takes it back.
//! The lengths are primes, so no two lines' echoes fall together before their product. A line of
//! `d` frames is damped by `10^(-3 d / T60)` at low frequencies and by the same for the shorter T60
//! of the highs at [`HIGH_HZ`], by one pole: so all lines fade at one rate per frequency. The work
//! is along time but for the pole, which has eight lines in eight lanes.

use super::octave::{GRAIN_S, Octave};
use crate::effects::cell_lines::{Cell, CellLines, Movement};
use crate::effects::glide::{GRID, Glide};
use crate::effects::lfo::LfoClock;
use crate::effects::silence::{flushed, flushed_lanes};
use crate::lanes::{F32, Simd, WIDTH, transpose};
use crate::math;

/// Lines of the network, a power of two.
pub(super) const LINES: usize = 16;
/// Longest line in seconds, movement included.
const MAX_LINE_S: f64 = 0.11;
/// Movement at depth 1, either way: at 5 Hz the pitch moves by 0.8 %.
const MOVEMENT_S: f64 = 0.000_25;
/// Where the time of the highs is asked for.
const HIGH_HZ: f64 = 8000.0;
/// Most that the highs are damped beyond the lows per round, in dB: more would dull the mids.
const MOST_DAMPING_DB: f64 = 24.0;
/// Most that lengths glide per cell when the size changes, in frames: a bend of 0.9 %.
const GLIDE_PER_CELL: f64 = 0.15;
/// Lines whose sound goes through the octave.
const SHIMMERING: usize = 4;

/// What makes the matrix of ones of sixteen lines orthogonal: `1 / sqrt 16`.
const QUARTER: f32 = 0.25;
/// Rows of the matrix that are heard left and right.
const ROWS: [usize; 2] = [0b0110, 0b1011];

/// Phases of the lines' movements in cycles. Neighbours in length are far apart: five is prime to
/// sixteen.
const PLACES: [f32; LINES] = {
    let mut places = [0.0; LINES];
    let mut l = 0;
    while l < LINES {
        places[l] = (l * 5 % LINES) as f32 / LINES as f32;
        l += 1;
    }
    places
};

/// What the network is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Request {
    /// Shortest and longest line in seconds.
    pub(super) range_s: (f64, f64),
    /// Time in which it falls by 60 dB.
    pub(super) decay_s: f64,
    /// Part of that time the highs take.
    pub(super) high_part: f64,
    /// Share of the octave in its lines.
    pub(super) shimmer: f64,
}

/// The network at work.
#[derive(Clone, Debug)]
pub(super) struct Network {
    sample_rate: f64,
    lines: CellLines,
    /// Room for a cell of each.
    cells: Box<[Cell; LINES]>,
    octaves: Vec<Octave>,
    poles: [f32; LINES],
    gains: [Glide; LINES],
    steps: [Glide; LINES],
    /// Whether they all stand still, and then the recursion `y = falls * y + takes * x` they are.
    rests: bool,
    falls: [f32; LINES],
    takes: [f32; LINES],
    /// Lengths in frames and what they glide to.
    lengths: [f64; LINES],
    aimed: [f64; LINES],
    /// Whether there is no way left between the two.
    arrived: bool,
    /// Delays at the cell's end: whole frames, the rest of the lengths, and the rest with movement.
    /// Apart, since the sum has too few bits.
    wholes: [f32; LINES],
    rests_of_length: [f32; LINES],
    to: [f32; LINES],
    /// What that makes of the cell: delays in its middle, rests at its first frame, slopes.
    middles: [u32; LINES],
    parts: [f32; LINES],
    slopes: [f32; LINES],
    /// Level that makes the whole ring's energy 1, within limits.
    pub(super) level: Glide,
}

fn is_prime(n: usize) -> bool {
    n >= 2 && (2..).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d))
}

/// Sixteen different primes, geometrically spaced.
fn lengths(range_s: (f64, f64), sample_rate: f64) -> [f64; LINES] {
    let shortest = GRID + 4 + libm::ceil(MOVEMENT_S * sample_rate) as usize;
    let mut last = shortest;
    std::array::from_fn(|l| {
        let place = l as f64 / (LINES - 1) as f64;
        let wanted = range_s.0 * libm::pow(range_s.1 / range_s.0, place) * sample_rate;
        let mut length = (wanted as usize).max(last + 1);
        while !is_prime(length) {
            length += 1;
        }
        last = length;
        length as f64
    })
}

/// Gain and step of each line's pole, and the level, in that order.
fn damping(
    request: &Request,
    lengths: &[f64; LINES],
    sample_rate: f64,
) -> ([[f32; LINES]; 2], f32) {
    let w = std::f64::consts::TAU * HIGH_HZ.min(0.35 * sample_rate) / sample_rate;
    let fall_db = |length: f64, time_s: f64| 60.0 * length / (time_s * sample_rate);
    let (mut gains, mut steps) = ([0.0; LINES], [1.0; LINES]);
    for (l, length) in lengths.iter().enumerate() {
        // Half a grain is what the octave holds back on the mean.
        let grain =
            if l < SHIMMERING { request.shimmer * 0.5 * GRAIN_S * sample_rate } else { 0.0 };
        let low_db = fall_db(length + grain, request.decay_s);
        let more_db = low_db * (1.0 / request.high_part - 1.0);
        gains[l] = libm::pow(10.0, -low_db / 20.0) as f32;
        // |H|^2 = (1 - b)^2 / (1 - 2 b cos w + b^2) = r, solved for b.
        let r = libm::pow(10.0, -more_db.min(MOST_DAMPING_DB) / 10.0);
        let (a, half) = (1.0 - r, 1.0 - r * libm::cos(w));
        if a > 1e-9 {
            steps[l] = (1.0 - (half - (half * half - a * a).sqrt()) / a) as f32;
        }
    }
    let mean = lengths.iter().sum::<f64>() / LINES as f64;
    let kept = libm::pow(10.0, -fall_db(mean, request.decay_s) / 10.0);
    let level = ((1.0 - kept) / kept).sqrt().min(1.5) / (LINES as f64 / 2.0).sqrt();
    ([gains, steps], level as f32)
}

impl Network {
    pub(super) fn new(request: &Request, sample_rate: f64) -> Self {
        let lengths = lengths(request.range_s, sample_rate);
        let ([gains, steps], level) = damping(request, &lengths, sample_rate);
        let longest = libm::ceil(MAX_LINE_S * sample_rate) as usize + 64 * LINES;
        let glide = |value| Glide::new(value, sample_rate);
        Self {
            sample_rate,
            lines: CellLines::new(LINES, longest),
            cells: Box::new([[0.0; GRID]; LINES]),
            octaves: vec![Octave::new(sample_rate); SHIMMERING],
            poles: [0.0; LINES],
            gains: gains.map(glide),
            steps: steps.map(glide),
            rests: false,
            falls: [0.0; LINES],
            takes: [0.0; LINES],
            lengths,
            aimed: lengths,
            arrived: false,
            wholes: lengths.map(|length| length as f32),
            rests_of_length: [0.0; LINES],
            to: [0.0; LINES],
            middles: [0; LINES],
            parts: [0.0; LINES],
            slopes: [0.0; LINES],
            level: glide(level),
        }
    }

    pub(super) fn aim(&mut self, request: &Request) {
        self.aimed = lengths(request.range_s, self.sample_rate);
        let ([gains, steps], level) = damping(request, &self.aimed, self.sample_rate);
        for l in 0..LINES {
            self.gains[l].aim(gains[l]);
            self.steps[l].aim(steps[l]);
        }
        (self.rests, self.arrived) = (false, false);
        self.level.aim(level);
    }

    /// Forgets all sound and arrives at what it was aimed at.
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        for octave in &mut self.octaves {
            octave.clear();
        }
        self.poles = [0.0; LINES];
        self.lengths = self.aimed;
        self.measure();
        for glide in self.gains.iter_mut().chain(&mut self.steps) {
            glide.finish();
        }
        self.rests = false;
        self.level.finish();
    }

    /// Longest line in frames, where it is and where it goes.
    pub(super) fn longest(&self) -> f64 {
        self.lengths[LINES - 1].max(self.aimed[LINES - 1]) + MOVEMENT_S * self.sample_rate
    }

    /// Enters a cell of the grid.
    pub(super) fn control(&mut self) {
        for pole in &mut self.poles {
            *pole = flushed(*pole);
        }
        if !self.arrived {
            for (length, aimed) in self.lengths.iter_mut().zip(&self.aimed) {
                *length += (aimed - *length).clamp(-GLIDE_PER_CELL, GLIDE_PER_CELL);
            }
            self.measure();
        }
        for octave in &mut self.octaves {
            octave.flush();
        }
        self.level.tick();
        if !self.rests {
            self.glide();
        }
    }

    fn glide(&mut self) {
        for glide in self.gains.iter_mut().chain(&mut self.steps) {
            glide.tick();
        }
        self.rests = self.gains.iter().chain(&self.steps).all(Glide::at_rest);
        for l in 0..LINES {
            let (gain, step) = (self.gains[l].end(), self.steps[l].end());
            (self.falls[l], self.takes[l]) = (1.0 - step, QUARTER * gain * step);
        }
    }

    /// Takes the lengths apart.
    fn measure(&mut self) {
        for l in 0..LINES {
            let whole = self.lengths[l].floor() as f32;
            // Where the movement stands does not change by that.
            self.to[l] += self.wholes[l] - whole;
            self.wholes[l] = whole;
            self.rests_of_length[l] = (self.lengths[l] - f64::from(whole)) as f32;
        }
        self.arrived = self.lengths == self.aimed;
    }

    /// Moves the delays to where they are at `frame`, by a movement of `depth` 0..=1.
    #[inline(always)]
    pub(super) fn move_to<S: Simd>(&mut self, simd: S, clock: &LfoClock, frame: u64, depth: f32) {
        let phase = clock.phase(frame) as f32;
        let movement = (MOVEMENT_S * self.sample_rate) as f32 * depth;
        for first in (0..LINES).step_by(WIDTH) {
            let from = lanes(simd, &self.to, first);
            let mut to = lanes(simd, &self.rests_of_length, first);
            if movement > 0.0 {
                to += math::sin_cycles(lanes(simd, &PLACES, first) + phase) * movement;
            }
            let middle = ((from + to) * 0.5).floor();
            let whole = (lanes(simd, &self.wholes, first) + middle).to_i32().to_u32();
            self.middles[first..first + WIDTH].copy_from_slice(&whole.to_array());
            let slope = (to - from) * (1.0 / GRID as f32);
            for (values, lanes) in
                [(&mut self.parts, from - middle), (&mut self.slopes, slope), (&mut self.to, to)]
            {
                values[first..first + WIDTH].copy_from_slice(&lanes.to_array());
            }
        }
    }

    /// One cell: `input` and output are `[side]`; `shimmer` is the octave's share, 0..=1.
    #[inline(always)]
    pub(super) fn cell<S: Simd>(
        &mut self,
        simd: S,
        input: &[Cell; 2],
        place: Place,
        shimmer: Option<&Cell>,
    ) -> [Cell; 2] {
        let y = &mut *self.cells;
        let parts = self.middles.iter().zip(&self.parts).zip(&self.slopes);
        let movements = parts.map(
            #[inline(always)]
            |((whole, part), slope)| Movement {
                whole: *whole as usize,
                part: *part,
                slope: *slope,
            },
        );
        self.lines.read_all_moving(movements, &mut y[..]);
        let mut out = [[0.0; GRID]; 2];
        let mut poles = [lanes(simd, &self.poles, 0), lanes(simd, &self.poles, WIDTH)];
        for part in (0..GRID).step_by(WIDTH) {
            let (lows, highs) = if self.rests {
                let falls = [lanes(simd, &self.falls, 0), lanes(simd, &self.falls, WIDTH)];
                let takes = [lanes(simd, &self.takes, 0), lanes(simd, &self.takes, WIDTH)];
                damped(
                    simd,
                    y,
                    &mut poles,
                    part,
                    #[inline(always)]
                    |_| [falls, takes],
                )
            } else {
                let (gains, steps) = (&self.gains, &self.steps);
                damped(
                    simd,
                    y,
                    &mut poles,
                    part,
                    #[inline(always)]
                    |i| {
                        let [a, b] = [at(simd, steps, 0, i), at(simd, steps, WIDTH, i)];
                        let (c, d) = (at(simd, gains, 0, i) * a, at(simd, gains, WIDTH, i) * b);
                        let one = F32::splat(simd, 1.0);
                        [[one - a, one - b], [c * QUARTER, d * QUARTER]]
                    },
                )
            };
            if shimmer.is_some() {
                for l in 0..WIDTH {
                    lows[l].store(eight(&mut y[l], part));
                    highs[l].store(eight(&mut y[l + WIDTH], part));
                }
            } else {
                let heard = give(&mut self.lines, (lows, highs), input, part);
                heard[0].store(eight(&mut out[0], part));
                heard[1].store(eight(&mut out[1], part));
            }
        }
        if let Some(share) = shimmer {
            out = [sum(y, ROWS[0]), sum(y, ROWS[1])];
            for (octave, y) in self.octaves.iter_mut().zip(y.iter_mut()) {
                octave.cell(y, place, share);
            }
            for part in (0..GRID).step_by(WIDTH) {
                give(&mut self.lines, rows(simd, y, part), input, part);
            }
        }
        self.lines.written();
        if place.whole {
            self.poles[..WIDTH].copy_from_slice(&poles[0].to_array());
            self.poles[WIDTH..].copy_from_slice(&poles[1].to_array());
            self.lines.advance();
        }
        out
    }
}

/// Eight frames of the lines, the lower eight lines and the higher ones.
type Rows<S> = ([F32<S>; WIDTH], [F32<S>; WIDTH]);

#[inline(always)]
fn eight(cell: &mut Cell, part: usize) -> &mut [f32; WIDTH] {
    cell[part..].first_chunk_mut().expect("a half of the cell")
}

/// Eight frames of the lines from frame `part` of the cell on.
#[inline(always)]
fn rows<S: Simd>(simd: S, y: &[Cell; LINES], part: usize) -> Rows<S> {
    let zero = F32::splat(simd, 0.0);
    let (mut lows, mut highs) = ([zero; WIDTH], [zero; WIDTH]);
    for (l, (low, high)) in lows.iter_mut().zip(&mut highs).enumerate() {
        (*low, *high) = (lanes(simd, &y[l], part), lanes(simd, &y[l + WIDTH], part));
    }
    (lows, highs)
}

/// Eight frames through the poles of the lines, eight in eight lanes. `at` gives what falls and what
/// is taken at a frame of the cell.
#[inline(always)]
fn damped<S: Simd>(
    simd: S,
    y: &[Cell; LINES],
    poles: &mut [F32<S>; 2],
    part: usize,
    at: impl Fn(usize) -> [[F32<S>; 2]; 2],
) -> Rows<S> {
    let (lows, highs) = rows(simd, y, part);
    let (mut lows, mut highs) = (transpose(lows), transpose(highs));
    // Each frame waits for the one before: two at once wait half as long.
    let [mut low, mut high] = *poles;
    for i in (0..WIDTH).step_by(2) {
        let ([fall, take], [fall_then, take_then]) = (at(part + i), at(part + i + 1));
        let (x, z) = (lows[i] * take[0], highs[i] * take[1]);
        let x_then = lows[i + 1] * take_then[0] + x * fall_then[0];
        let z_then = highs[i + 1] * take_then[1] + z * fall_then[1];
        (lows[i], highs[i]) = (low * fall[0] + x, high * fall[1] + z);
        low = low * (fall[0] * fall_then[0]) + x_then;
        high = high * (fall[1] * fall_then[1]) + z_then;
        (lows[i + 1], highs[i + 1]) = (low, high);
    }
    *poles = [low, high];
    (transpose(lows), transpose(highs))
}

/// Eight frames through the matrix and with `input` into the lines; what is heard of them.
#[inline(always)]
fn give<S: Simd>(
    lines: &mut CellLines,
    (mut lows, mut highs): Rows<S>,
    input: &[Cell; 2],
    part: usize,
) -> [F32<S>; 2] {
    hadamard(&mut lows);
    hadamard(&mut highs);
    for (low, high) in lows.iter_mut().zip(&mut highs) {
        (*low, *high) = (*low + *high, *low - *high);
    }
    let heard = [lows[ROWS[0]], highs[ROWS[1] - WIDTH]];
    let simd = lows[0].simd();
    let input = [lanes(simd, &input[0], part), lanes(simd, &input[1], part)];
    for (l, (low, high)) in lows.iter_mut().zip(&mut highs).enumerate() {
        let input = input[l % 2];
        (*low, *high) = (flushed_lanes(*low + input), flushed_lanes(*high + input));
    }
    lines.write_eights(0, part, lows);
    lines.write_eights(WIDTH, part, highs);
    heard
}

/// Eight lines through Hadamard's matrix of ones, in three rounds of butterflies.
#[inline(always)]
fn hadamard<S: Simd>(y: &mut [F32<S>; WIDTH]) {
    butterflies::<S, 1>(y);
    butterflies::<S, 2>(y);
    butterflies::<S, 4>(y);
}

/// Sums and differences of the lines `DISTANCE` apart.
#[inline(always)]
fn butterflies<S: Simd, const DISTANCE: usize>(y: &mut [F32<S>; WIDTH]) {
    for l in 0..WIDTH {
        if l & DISTANCE == 0 {
            (y[l], y[l + DISTANCE]) = (y[l] + y[l + DISTANCE], y[l] - y[l + DISTANCE]);
        }
    }
}

/// Eight neighbours from `first` on.
#[inline(always)]
fn lanes<S: Simd>(simd: S, values: &[f32; 16], first: usize) -> F32<S> {
    let mut eight = [0.0; WIDTH];
    eight.copy_from_slice(&values[first..first + WIDTH]);
    F32::load(simd, &eight)
}

/// Eight glides from `first` on, at frame `offset` of the cell.
#[inline(always)]
fn at<S: Simd>(simd: S, glides: &[Glide; LINES], first: usize, offset: usize) -> F32<S> {
    let mut eight = [0.0; WIDTH];
    for (value, glide) in eight.iter_mut().zip(&glides[first..first + WIDTH]) {
        *value = glide.at(offset);
    }
    F32::load(simd, &eight)
}

/// Where a cell stands: its first absolute frame, and whether all of it is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) now: u64,
    pub(super) whole: bool,
}

/// The sum that is row `row` of the matrix.
#[inline(always)]
fn sum(y: &[Cell; LINES], row: usize) -> Cell {
    let mut sum = [0.0; GRID];
    for (l, y) in y.iter().enumerate() {
        let sign = if (l & row).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
        for (sum, y) in sum.iter_mut().zip(y) {
            *sum += sign * y;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Level, dispatch};

    #[test]
    fn lengths_are_different_primes() {
        for sample_rate in [22_050.0, 44_100.0, 96_000.0] {
            for range in [(0.0011, 0.0043), (0.029, 0.101)] {
                let lengths = lengths(range, sample_rate);
                assert!(lengths.windows(2).all(|pair| pair[0] < pair[1]));
                assert!(lengths.iter().all(|length| is_prime(*length as usize)));
                assert!(lengths[LINES - 1] <= MAX_LINE_S * sample_rate + 64.0 * LINES as f64);
            }
        }
    }

    #[test]
    fn the_matrix_keeps_energy() {
        let y: [Cell; LINES] =
            std::array::from_fn(|l| std::array::from_fn(|i| math::noise(l as u32, i as u32)));
        let energy = |y: &[Cell]| y.iter().flatten().map(|x| f64::from(x * x)).sum::<f64>();
        let mut lines = CellLines::new(LINES, GRID);
        let silence = [[0.0; GRID]; 2];
        let mut heard = [[0.0; GRID]; 2];
        for part in [0, WIDTH] {
            dispatch!(Level::best(), simd => {
                let both = give(&mut lines, rows(simd, &y, part), &silence, part);
                both[0].store(eight(&mut heard[0], part));
                both[1].store(eight(&mut heard[1], part));
            });
        }
        let given: Vec<Cell> = (0..LINES).map(|l| *lines.read(l, 0)).collect();
        // Four rounds of roundings.
        let ratio = f64::from(QUARTER * QUARTER) * energy(&given) / energy(&y);
        assert!((ratio - 1.0).abs() < 8.0 * f64::from(f32::EPSILON));
        // The same sum in another order: at most 16 roundings of sums of at most 16.
        for (heard, row) in heard.iter().zip(ROWS) {
            let differ = heard.iter().zip(sum(&y, row)).map(|(a, b)| (a - b).abs());
            assert!(differ.fold(0.0, f32::max) < 128.0 * f32::EPSILON);
        }
    }
}
