//! Past sound, read at whole or broken delays.

use super::glide::GRID;

/// A channel's past.
#[derive(Clone, Debug)]
pub struct DelayLine {
    buffer: Vec<f32>,
    /// Where the next frame will be written.
    head: usize,
}

impl DelayLine {
    /// Remembers at least `frames` frames.
    #[must_use]
    pub fn new(frames: usize) -> Self {
        Self { buffer: vec![0.0; (frames + 2 * GRID + 4).next_power_of_two()], head: 0 }
    }

    /// Remembers at least `frames` frames from here on, and all that it remembered.
    pub fn lengthen(&mut self, frames: usize) {
        let longer = Self::new(frames);
        let size = self.buffer.len();
        if longer.buffer.len() > size {
            let old = std::mem::replace(self, longer);
            // The oldest first, the head behind the newest.
            self.push(&old.buffer[old.head..]);
            self.push(&old.buffer[..old.head]);
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.buffer.fill(0.0);
        self.head = 0;
    }

    /// Forgets all, as if `value` had been for ever.
    pub fn fill(&mut self, value: f32) {
        self.buffer.fill(value);
    }

    /// Whether the last `frames` frames of both are the same.
    #[must_use]
    pub fn is_twin_of(&self, other: &Self, frames: usize) -> bool {
        let mask = self.buffer.len() - 1;
        let past = |line: &Self, delay: usize| line.buffer[line.head.wrapping_sub(delay) & mask];
        self.buffer.len() == other.buffer.len()
            && (1..=frames).all(|delay| past(self, delay).to_bits() == past(other, delay).to_bits())
    }

    /// Becomes as `other`, which remembers as much.
    pub fn copy_from(&mut self, other: &Self) {
        self.buffer.copy_from_slice(&other.buffer);
        self.head = other.head;
    }

    /// Appends a run of frames.
    #[inline(always)]
    pub fn push(&mut self, sound: &[f32]) {
        let room = self.buffer.len() - self.head;
        let (now, wrapped) = sound.split_at(sound.len().min(room));
        self.buffer[self.head..self.head + now.len()].copy_from_slice(now);
        self.buffer[..wrapped.len()].copy_from_slice(wrapped);
        self.head = (self.head + sound.len()) & (self.buffer.len() - 1);
    }

    /// The run of frames that was pushed last, `delay` frames before. With `ahead` frames more than
    /// its length as delay it is what the next run will hear: see [`DelayLine::read_ahead`].
    #[inline(always)]
    pub fn read(&self, delay: usize, out: &mut [f32]) {
        self.read_ahead(delay + out.len(), out);
    }

    /// The frames `delay` before those that will be pushed next.
    #[inline(always)]
    pub fn read_ahead(&self, delay: usize, out: &mut [f32]) {
        debug_assert!(delay >= out.len() && delay <= self.buffer.len(), "not remembered");
        let start = self.head.wrapping_sub(delay) & (self.buffer.len() - 1);
        let room = (self.buffer.len() - start).min(out.len());
        let (now, wrapped) = out.split_at_mut(room);
        now.copy_from_slice(&self.buffer[start..start + room]);
        let count = wrapped.len();
        wrapped.copy_from_slice(&self.buffer[..count]);
    }

    /// For frame `i` of the run that will be pushed next, the sound `delay + offsets[i]` frames
    /// before it, by the cubic through the four nearest (key: laakso1996, Lagrange); exact where
    /// the offset is whole. The sum must be at least `i + 2`. With the run already pushed, `delay`
    /// counts its length too and the sum may be as low as `i + 2` still.
    #[inline(always)]
    pub fn read_moving(&self, delay: usize, offsets: &[f32], out: &mut [f32]) {
        let mask = self.buffer.len() - 1;
        for (i, (out, offset)) in out.iter_mut().zip(offsets).enumerate() {
            let whole = offset.floor();
            let start = (self.head + i).wrapping_sub(delay).wrapping_sub(whole as isize as usize);
            // Times run backwards: the first is the later neighbour of the second.
            let x = [
                self.buffer[start.wrapping_add(1) & mask],
                self.buffer[start & mask],
                self.buffer[start.wrapping_sub(1) & mask],
                self.buffer[start.wrapping_sub(2) & mask],
            ];
            *out = cubic(x, offset - whole);
        }
    }
}

/// Most by which [`cubic`] can exceed its inputs: the sum of its weights' magnitudes at 1/2.
pub const CUBIC_PEAK: f32 = 1.25;

/// The cubic through four points at -1, 0, 1, 2, taken at `part` in 0..1.
#[inline(always)]
#[must_use]
pub fn cubic(x: [f32; 4], part: f32) -> f32 {
    let c1 = x[2] - x[0] * (1.0 / 3.0) - x[1] * 0.5 - x[3] * (1.0 / 6.0);
    let c2 = 0.5 * (x[0] + x[2]) - x[1];
    let c3 = (x[3] - x[0]) * (1.0 / 6.0) + 0.5 * (x[1] - x[2]);
    ((c3 * part + c2) * part + c1) * part + x[1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cubic_is_read_exactly_between_its_frames() {
        // f32 holds these values to 24 bits of at most 40^3: errors below 1e-7 * 64000 * a few.
        let f = |t: f32| 0.001 * t * t * t - 0.05 * t * t + t - 3.0;
        let mut line = DelayLine::new(64);
        line.push(&(0..40).map(|n| f(n as f32)).collect::<Vec<_>>());
        let mut out = [0.0; 4];
        line.read_moving(9, &[-2.0, -1.75, -0.5, 0.875], &mut out);
        for (got, want) in out.iter().zip([33.0, 33.75, 33.5, 33.125].map(f)) {
            assert!((got - want).abs() < 2e-4, "{got} {want}");
        }
    }

    #[test]
    fn whole_delays_are_exact_across_the_wrap() {
        let mut line = DelayLine::new(20);
        for start in (0..300).step_by(7) {
            line.push(&(start..start + 7).map(|n| n as f32).collect::<Vec<_>>());
            if start > 30 {
                let mut out = [0.0; 7];
                line.read(13, &mut out);
                assert_eq!(out, std::array::from_fn(|i| (start + i - 13) as f32));
            }
        }
    }
}
