//! From the gain that each peak wants to the gain that is heard.
//!
//! ```text
//! lowest   = least wanted gain of the last `2 hold + ramp` frames
//! released = falls at once to lowest, rises to it in the time of the release
//! heard    = released, averaged over the ramp by two boxes, the second rounding the corners
//! ```
//!
//! Every gain that goes into an average at `frame + hold + ramp` heard the wanted gains of
//! `hold` frames on either side of `frame`, hence so does the average: it is at or below each.
//! Gains are whole numbers, 2^30 for 1, so that running sums are exact and a gain of 1 is 1.

/// A gain of 1.
pub(super) const ONE: u32 = 1 << 30;

/// Lengths in frames.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    /// Frames on either side of a peak that have its gain.
    pub(super) hold: usize,
    /// Frames in which the gain falls.
    pub(super) ramp: usize,
    /// Frames at either end of the ramp that are rounded.
    pub(super) corner: usize,
}

impl Lengths {
    /// Frames by which the gain is late.
    pub(super) fn delay(&self) -> usize {
        self.hold + self.ramp
    }
}

/// Shares of the way per frame, 2^32 for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Speeds {
    /// Rise after a short reduction.
    pub(super) fast: u32,
    /// Rise after a long one.
    pub(super) slow: u32,
    /// How a reduction becomes a long one; 0 never.
    pub(super) charge: u32,
}

/// A running sum.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sum {
    past: Vec<u64>,
    place: usize,
    sum: u64,
}

impl Sum {
    fn full_of(value: u64, frames: usize) -> Self {
        Self { past: vec![value; frames], place: 0, sum: value * frames as u64 }
    }

    fn fill(&mut self, value: u64) {
        self.past.fill(value);
        (self.place, self.sum) = (0, value * self.past.len() as u64);
    }

    #[inline(always)]
    fn next(&mut self, value: u64) -> u64 {
        self.sum = self.sum - self.past[self.place] + value;
        self.past[self.place] = value;
        self.place = if self.place + 1 == self.past.len() { 0 } else { self.place + 1 };
        self.sum
    }
}

/// The least of the last numbers, by the minima of blocks as long as the window (key: vanherk1992): a
/// window is the end of one block and the beginning of the next.
#[derive(Clone, Debug, Default, PartialEq)]
struct Least {
    /// Of the block under way what has come; after that, of the block before, the least from each
    /// place to its end.
    block: Vec<u32>,
    place: usize,
    /// Of the block under way.
    so_far: u32,
}

impl Least {
    fn of_ones(frames: usize) -> Self {
        Self { block: vec![ONE; frames], place: 0, so_far: ONE }
    }

    fn clear(&mut self) {
        self.block.fill(ONE);
        (self.place, self.so_far) = (0, ONE);
    }

    #[inline(always)]
    fn next(&mut self, value: u32) -> u32 {
        self.block[self.place] = value;
        self.so_far = self.so_far.min(value);
        self.place += 1;
        if self.place < self.block.len() {
            return self.so_far.min(self.block[self.place]);
        }
        let mut least = ONE;
        for value in self.block.iter_mut().rev() {
            least = least.min(*value);
            *value = least;
        }
        (self.place, self.so_far) = (0, ONE);
        least
    }
}

/// The gain of one channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Gain {
    least: Least,
    fast: u32,
    slow: u32,
    sums: [Sum; 2],
    /// 1 through what the second sum is at a gain of 1.
    part: f64,
    /// Frames since the released gain was last below 1.
    calm: usize,
}

impl Gain {
    pub(super) fn new(lengths: Lengths) -> Self {
        let [first, second] = [lengths.ramp - lengths.corner + 1, lengths.corner + 1];
        let one = u64::from(ONE);
        Self {
            least: Least::of_ones(2 * lengths.hold + lengths.ramp + 1),
            fast: ONE,
            slow: ONE,
            sums: [Sum::full_of(one, first), Sum::full_of(one * first as u64, second)],
            part: 1.0 / (one * (first * second) as u64) as f64,
            calm: first + second,
        }
    }

    pub(super) fn clear(&mut self) {
        self.least.clear();
        (self.fast, self.slow) = (ONE, ONE);
        let first = self.sums[0].past.len();
        self.sums[0].fill(u64::from(ONE));
        self.sums[1].fill(u64::from(ONE) * first as u64);
        self.calm = first + self.sums[1].past.len();
    }

    /// Becomes as `other`, which has the same lengths.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.least.block.copy_from_slice(&other.least.block);
        (self.least.place, self.least.so_far) = (other.least.place, other.least.so_far);
        (self.fast, self.slow, self.calm) = (other.fast, other.slow, other.calm);
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            sum.past.copy_from_slice(&other.past);
            (sum.place, sum.sum) = (other.place, other.sum);
        }
    }

    /// Whether the gain is 1, and stays so while 1 is wanted: the released gain was 1 for as long as
    /// the sums remember, hence so is the least, and frames may be left out.
    pub(super) fn at_rest(&self) -> bool {
        self.calm >= self.sums[0].past.len() + self.sums[1].past.len()
    }

    /// The gain heard [`Lengths::delay`] frames after the one that wants the gain `wanted`.
    #[inline(always)]
    pub(super) fn next(&mut self, wanted: u32, speeds: Speeds) -> f32 {
        let lowest = self.least.next(wanted);
        self.release(lowest, speeds);
        let released = self.fast.min(self.slow);
        self.calm = if released < ONE { 0 } else { self.calm.saturating_add(1) };
        let first = self.sums[0].next(u64::from(released));
        let sum = self.sums[1].next(first);
        // Below 2^53, so exact; that of 1 is within an f64's rounding of 1, which is 1 in f32. A
        // signed number is converted faster.
        (sum as i64 as f64 * self.part) as f32
    }

    /// [`Gain::next`] of a run of frames.
    #[inline(always)]
    pub(super) fn run(&mut self, wanted: &[u32], speeds: Speeds, heard: &mut [f32]) {
        // Moved here and back, that its numbers stay in registers meanwhile.
        let mut at_work = core::mem::take(self);
        for (heard, wanted) in heard.iter_mut().zip(wanted) {
            *heard = at_work.next(*wanted, speeds);
        }
        *self = at_work;
    }

    #[inline(always)]
    fn release(&mut self, lowest: u32, speeds: Speeds) {
        // Of a way back nothing.
        let part = |from: u32, to: u32, speed: u32| {
            ((u64::from(to.saturating_sub(from)) * u64::from(speed)) >> 32) as u32
        };
        // One more than the part, so that it arrives.
        self.fast = lowest.min(self.fast + part(self.fast, lowest, speeds.fast) + 1);
        let charged = self.slow - part(self.fast, self.slow, speeds.charge);
        let released = self.fast.min(self.slow + part(self.slow, self.fast, speeds.slow) + 1);
        self.slow = if self.fast < self.slow { charged } else { released };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    const SPEEDS: Speeds = Speeds { fast: 20_000_000, slow: 5_000_000, charge: 3_000_000 };

    fn wanted(n: usize) -> u32 {
        let loud = math::noise(9, n as u32) > 0.97;
        if loud {
            (f64::from(ONE) * (0.6 + 0.4 * f64::from(math::noise(8, n as u32)))) as u32
        } else {
            ONE
        }
    }

    #[test]
    fn the_gain_is_the_average_of_the_least_as_a_naive_sum_has_it() {
        for (hold, ramp, corner) in [(0, 0, 0), (0, 5, 2), (3, 24, 0), (8, 100, 50)] {
            let lengths = Lengths { hold, ramp, corner };
            let mut gain = Gain::new(lengths);
            // A release of the whole way at once leaves the least.
            let at_once = Speeds { fast: u32::MAX, slow: u32::MAX, charge: 0 };
            let least = |n: usize| {
                (n.saturating_sub(2 * hold + ramp)..=n)
                    .map(wanted)
                    .min()
                    .map_or(1.0, |least| f64::from(least) / f64::from(ONE))
            };
            for n in 0..2000 {
                let got = gain.next(wanted(n), at_once);
                if n < 4 * (hold + ramp) {
                    continue;
                }
                let mut want = 0.0;
                for first in 0..=ramp - corner {
                    for second in 0..=corner {
                        want += least(n - first - second);
                    }
                }
                want /= ((ramp - corner + 1) * (corner + 1)) as f64;
                // Half an ulp of f32, and 2^-30 by which the release may lag.
                assert!((f64::from(got) - want).abs() < 7e-8, "{n}: {got} {want}");
                let frame = n - lengths.delay();
                for near in frame - hold.min(frame)..=frame + hold {
                    assert!(f64::from(got) <= f64::from(wanted(near)) / f64::from(ONE) + 6e-8);
                }
            }
        }
    }

    #[test]
    fn after_the_release_the_gain_is_exactly_one_and_rests() {
        let mut gain = Gain::new(Lengths { hold: 8, ramp: 100, corner: 20 });
        assert!(gain.at_rest());
        for n in 0..20_000 {
            let heard = gain.next(if n < 300 { ONE / 2 } else { ONE }, SPEEDS);
            assert_eq!(gain.at_rest() && n > 0, n > 300 && heard == 1.0 && gain.calm >= 102);
        }
        assert!(gain.at_rest());
    }
}
