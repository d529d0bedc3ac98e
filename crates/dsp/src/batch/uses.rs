//! How often equal voices still come: what decides whether a print is worth keeping.
//!
//! A count-min sketch (key: cormode2005) of a fixed size, so that it does not grow with the song:
//! a count may come out too high, and then a print is kept in vain, never too low.

use crate::math::mix;
use crate::voice::Voice;

/// Counts of a row at most: 2^16 of 16 bits.
const LARGEST: usize = 1 << 16;
/// Rows: a voice that comes once is taken for one that comes again with a chance of
/// `(distinct voices / counts of a row)^ROWS`.
const ROWS: usize = 2;

/// How often voices come, by their prints.
#[derive(Clone, Debug)]
pub struct Uses {
    /// `[row][place]`, saturating.
    counts: [Vec<u16>; ROWS],
}

impl Uses {
    /// For about so many voices.
    #[must_use]
    pub fn new(voices: usize) -> Self {
        let places = voices.saturating_mul(4).next_power_of_two().clamp(16, LARGEST);
        Self { counts: [vec![0; places], vec![0; places]] }
    }

    /// Counts a voice that will come.
    pub fn count(&mut self, print: &Voice) {
        for count in self.places(print) {
            *count = count.saturating_add(1);
        }
    }

    /// A voice has come: how often ones equal to it will still come, at most.
    pub(super) fn take(&mut self, print: &Voice) -> u16 {
        let mut left = u16::MAX;
        for count in self.places(print) {
            *count = count.saturating_sub(1);
            left = left.min(*count);
        }
        left
    }

    fn places(&mut self, print: &Voice) -> impl Iterator<Item = &mut u16> {
        let hash = print.hash();
        self.counts.iter_mut().enumerate().map(move |(row, counts)| {
            let place = (hash >> (32 * row)) as usize & (counts.len() - 1);
            &mut counts[place]
        })
    }
}

impl Voice {
    /// A number that is equal for equal voices.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let [mut low, mut high] = [0x243f_6a88_u32, 0x85a3_08d3];
        let mut add = |bits: u32| {
            low = mix(low ^ bits);
            high = mix(high.wrapping_add(low).rotate_left(5) ^ bits);
        };
        for long in [self.start, self.gate, self.cut] {
            add(long as u32);
            add((long >> 32) as u32);
        }
        let wheel = self.mod_wheel.unwrap_or(-1.0);
        for number in [self.key, self.velocity, self.release_scale, wheel, self.aftertouch] {
            add(number.to_bits());
        }
        add(self.zone);
        add(self.seed);
        for frames in [self.attack, self.release].into_iter().flatten() {
            add(frames as u32);
        }
        if let Some(controls) = &self.controls {
            let curves = [&controls.cutoff_hz, &controls.resonance, &controls.mod_wheel];
            for point in curves.into_iter().flatten().chain(&controls.aftertouch) {
                add(point.at as u32);
                add(point.value.to_bits());
            }
            for (number, curve) in &controls.others {
                add(u32::from(*number));
                for point in curve {
                    add(point.at as u32);
                    add(point.value.to_bits());
                }
            }
        }
        for point in self.bend.iter().flat_map(|bend| &**bend) {
            add(point.at as u32);
            add(point.semitones.to_bits());
        }
        for step in self.line.iter().flat_map(|line| &**line) {
            add(step.at as u32);
            add(step.key.to_bits());
            add(step.velocity.to_bits());
        }
        u64::from(low) | u64::from(high) << 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_is_known_until_the_last_time() {
        let mut uses = Uses::new(8);
        let (a, b) = (Voice::default(), Voice { key: 61.0, ..Voice::default() });
        for voice in [&a, &b, &a, &a] {
            uses.count(voice);
        }
        assert_eq!([uses.take(&a), uses.take(&a), uses.take(&a)], [2, 1, 0]);
        assert_eq!(uses.take(&b), 0);
    }

    #[test]
    fn few_of_ten_thousand_unlike_voices_are_taken_for_ones_that_come_again() {
        let voice = |i: u16| Voice { key: f32::from(i) / 64.0, ..Voice::default() };
        let mut uses = Uses::new(10_000);
        for i in 0..10_000 {
            uses.count(&voice(i));
        }
        let wrong = (0..10_000).filter(|&i| uses.take(&voice(i)) > 0).count();
        // (10000 / 65536)^2 is 2.3 %; as voices leave, fewer: on average a third of it.
        assert!(wrong < 250, "{wrong}");
    }
}
