//! Early reflections and the spacing of the late lines, per algorithm.
//!
//! Room, hall and chamber are shoeboxes: the twelve first images of a source by the walls (key:
//! allen1979), louder the nearer, panned to where they come from. A plate and a spring have no
//! walls: a plate's waves spread into a quickly thickening crowd, a spring's run to and fro as
//! widening groups of changing sign.

/// What the reverb is modelled on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReverbAlgorithm {
    /// A living room.
    #[default]
    Room,
    /// A concert hall.
    Hall,
    /// A steel plate.
    Plate,
    /// A spring tank.
    Spring,
    /// A stone chamber.
    Chamber,
}

/// Reflections of each algorithm.
pub(super) const TAPS: usize = 12;

/// A reflection.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tap {
    pub(super) time_s: f64,
    /// Linear, left and right.
    pub(super) gains: [f64; 2],
}

/// Shortest and longest late line in seconds at size 1. Found by measurement on 2026-11-24: longer
/// than the mean free paths of the spaces of [`taps`], so that the modes are dense enough for none
/// to ring out (test `no_mode_rings_out_of_the_crowd`).
pub(super) fn line_range_s(algorithm: ReverbAlgorithm) -> (f64, f64) {
    match algorithm {
        ReverbAlgorithm::Room => (0.017, 0.061),
        ReverbAlgorithm::Hall => (0.029, 0.101),
        ReverbAlgorithm::Plate => (0.015, 0.053),
        ReverbAlgorithm::Spring => (0.023, 0.061),
        ReverbAlgorithm::Chamber => (0.021, 0.073),
    }
}

/// The reflections at a size of 0..=1, by time; left and right each of energy 1.
pub(super) fn taps(algorithm: ReverbAlgorithm, size: f64) -> [Tap; TAPS] {
    let mut taps = match algorithm {
        ReverbAlgorithm::Room => shoebox([6.7, 4.9, 2.9], 0.8),
        ReverbAlgorithm::Hall => shoebox([23.0, 31.0, 13.0], 0.85),
        ReverbAlgorithm::Chamber => shoebox([7.9, 6.1, 5.3], 0.93),
        ReverbAlgorithm::Plate => std::array::from_fn(|n| {
            let n = n as f64;
            let sign = if n % 3.0 == 1.0 { -1.0 } else { 1.0 };
            let side = if n % 2.0 == 0.0 { 0.35 } else { 0.65 };
            let gain = sign * libm::pow(0.9, n);
            let time_s = 0.0017 + 0.0029 * libm::pow(n, 0.8);
            Tap { time_s, gains: [gain * (1.0 - side), gain * side] }
        }),
        ReverbAlgorithm::Spring => std::array::from_fn(|n| {
            let (run, place) = ((n / 3 + 1) as f64, (n % 3) as f64);
            let sign = if (n / 3) % 2 == 0 { 1.0 } else { -1.0 };
            let gain = sign * libm::pow(0.65, run) * libm::pow(0.8, place);
            let time_s = run * (0.0331 + 0.0027 * place);
            let side = 0.5 + 0.2 * (place - 1.0);
            Tap { time_s, gains: [gain * (1.0 - side), gain * side] }
        }),
    };
    taps.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    for channel in 0..2 {
        let energy: f64 = taps.iter().map(|tap| tap.gains[channel] * tap.gains[channel]).sum();
        for tap in &mut taps {
            tap.gains[channel] /= energy.sqrt();
        }
    }
    for tap in &mut taps {
        tap.time_s *= size;
    }
    taps
}

/// First images in a box of `sides` metres whose walls give back `reflection` of a wave.
fn shoebox(sides: [f64; 3], reflection: f64) -> [Tap; TAPS] {
    const SOUND_M_PER_S: f64 = 343.0;
    // Source and listener in parts of the sides: off all planes of symmetry.
    let (source, listener) = ([0.41, 0.23, 0.45], [0.53, 0.71, 0.39]);
    let path = |images: [i32; 3]| -> [f64; 3] {
        std::array::from_fn(|axis| {
            let image = f64::from(images[axis]);
            let mirrored = if images[axis] % 2 == 0 { source[axis] } else { 1.0 - source[axis] };
            sides[axis] * (image + mirrored - listener[axis])
        })
    };
    let length = |path: [f64; 3]| path.iter().map(|d| d * d).sum::<f64>().sqrt();
    let direct = length(path([0; 3]));
    let mut taps = Vec::new();
    for x in -2_i32..=2 {
        for y in -2_i32..=2 {
            for z in -2_i32..=2 {
                let order = f64::from(x.abs() + y.abs() + z.abs());
                if order == 0.0 || order > 2.0 {
                    continue;
                }
                let path = path([x, y, z]);
                let gain = libm::pow(reflection, order) * direct / length(path);
                // Equal power by the sine of the direction.
                let side = path[0] / length(path);
                let gains = [0.5 * (1.0 - side), 0.5 * (1.0 + side)].map(|p| gain * p.sqrt());
                taps.push(Tap { time_s: (length(path) - direct) / SOUND_M_PER_S, gains });
            }
        }
    }
    taps.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    std::array::from_fn(|n| taps[n])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_has_its_own_pattern_of_energy_one() {
        use ReverbAlgorithm::{Chamber, Hall, Plate, Room, Spring};
        let all = [Room, Hall, Plate, Spring, Chamber].map(|algorithm| taps(algorithm, 1.0));
        for (n, pattern) in all.iter().enumerate() {
            assert!(pattern.windows(2).all(|pair| pair[0].time_s <= pair[1].time_s));
            assert!(pattern[0].time_s > 0.0 && pattern[TAPS - 1].time_s < 0.2);
            for channel in 0..2 {
                let energy: f64 = pattern.iter().map(|t| t.gains[channel] * t.gains[channel]).sum();
                assert!((energy - 1.0).abs() < 1e-12);
            }
            assert!(all[..n].iter().all(|other| other != pattern));
        }
    }
}
