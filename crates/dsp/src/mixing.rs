//! What a mixer does to runs of samples: sums, gains, the matrix of a fader, and the largest
//! magnitude. Plain loops, which the compiler puts into lanes.

use crate::lanes::{F32, Level, Simd, WIDTH, dispatch};

/// Gains `[to left, to right][from left, from right]`, linear.
pub type Matrix = [[f32; 2]; 2];

/// Overwrites `to` with `from * gain`; both are equally long.
pub fn put(to: &mut [f32], from: &[f32], gain: f32) {
    dispatch!(Level::best(), _ => {
        for (to, from) in to.iter_mut().zip(from) {
            *to = from * gain;
        }
    });
}

/// Adds `from * gain` to `to`; both are equally long.
pub fn add(to: &mut [f32], from: &[f32], gain: f32) {
    dispatch!(Level::best(), _ => {
        for (to, from) in to.iter_mut().zip(from) {
            *to += from * gain;
        }
    });
}

/// Puts two channels, equally long, through a matrix.
pub fn mix(matrix: Matrix, left: &mut [f32], right: &mut [f32]) {
    let [[ll, lr], [rl, rr]] = matrix;
    dispatch!(Level::best(), _ => {
        for (left, right) in left.iter_mut().zip(right) {
            let (l, r) = (*left, *right);
            *left = l * ll + r * lr;
            *right = l * rl + r * rr;
        }
    });
}

/// As [`mix`], of a channel that stands for both, and a matrix whose rows have the gains `a` and `b`
/// in one order or the other.
pub fn mix_mono([a, b]: [f32; 2], sound: &mut [f32]) {
    dispatch!(Level::best(), _ => {
        for x in sound.iter_mut() {
            *x = *x * a + *x * b;
        }
    });
}

/// Frames of a run that goes on its way from one gain to another, of which `offset` are past.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// Frames that are past.
    pub offset: usize,
    /// Frames of the whole way.
    pub frames: usize,
}

/// As [`mix`], with a matrix on its way, straight.
pub fn mix_moving(from: Matrix, to: Matrix, way: Way, left: &mut [f32], right: &mut [f32]) {
    let frame = 1.0 / way.frames as f32;
    dispatch!(Level::best(), _ => {
        for (i, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let share = (way.offset + i) as f32 * frame;
            let on_way = |row: usize, column: usize| {
                from[row][column] + (to[row][column] - from[row][column]) * share
            };
            let (l, r) = (*left, *right);
            *left = l * on_way(0, 0) + r * on_way(0, 1);
            *right = l * on_way(1, 0) + r * on_way(1, 1);
        }
    });
}

/// One channel with a gain on its way, straight.
pub fn fade(from: f32, to: f32, way: Way, sound: &mut [f32]) {
    let frame = 1.0 / way.frames as f32;
    dispatch!(Level::best(), _ => {
        for (i, x) in sound.iter_mut().enumerate() {
            let share = (way.offset + i) as f32 * frame;
            *x *= from + (to - from) * share;
        }
    });
}

/// Largest magnitude; of nothing 0. NaN counts as nothing.
#[must_use]
pub fn peak(samples: &[f32]) -> f32 {
    dispatch!(Level::best(), simd => largest(simd, samples))
}

#[inline(always)]
fn largest<S: Simd>(simd: S, samples: &[f32]) -> f32 {
    // Maxima side by side, for a maximum is the same in any order.
    let greater = |a: f32, b: f32| if b > a { b } else { a };
    let (eights, rest) = samples.as_chunks::<WIDTH>();
    let (fours, others) = eights.as_chunks::<4>();
    let mut most = [F32::splat(simd, 0.0); 4];
    for four in fours {
        for (most, eight) in most.iter_mut().zip(four) {
            *most = F32::load(simd, eight).abs().max(*most);
        }
    }
    let [a, b, c, d] = most;
    let mut most = a.max(b).max(c.max(d));
    for eight in others {
        most = F32::load(simd, eight).abs().max(most);
    }
    let lanes = most.to_array().into_iter();
    lanes.chain(rest.iter().map(|x| x.abs())).fold(0.0, greater)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_found_wherever_it_is() {
        for length in 0..70 {
            assert_eq!(peak(&vec![0.0; length]), 0.0);
            for at in 0..length {
                let mut samples: Vec<f32> = (0..length).map(|i| 0.001 * i as f32 - 0.03).collect();
                samples[at] = -1.5;
                assert_eq!(peak(&samples), 1.5, "{at} of {length}");
                samples[at] = f32::NAN;
                assert!(peak(&samples) < 0.1, "{at} of {length}");
            }
        }
    }

    #[test]
    fn a_matrix_that_does_not_move_is_itself_on_its_way() {
        let matrix = [[0.5, 0.25], [-0.125, 2.0]];
        let sound: Vec<f32> = (0..37).map(|i| i as f32 * 0.25 - 4.0).collect();
        let run = |go: &dyn Fn(&mut [f32], &mut [f32])| {
            let (mut left, mut right) =
                (sound.clone(), sound.iter().rev().copied().collect::<Vec<_>>());
            go(&mut left, &mut right);
            (left, right)
        };
        let way = Way { offset: 3, frames: 16 };
        let still = run(&|left, right| mix(matrix, left, right));
        assert_eq!(still, run(&|left, right| mix_moving(matrix, matrix, way, left, right)));
        assert_eq!(still.0[0], sound[0] * 0.5 + sound[36] * 0.25);
    }
}
