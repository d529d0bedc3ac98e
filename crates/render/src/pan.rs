//! Gain and pan as a matrix `[to left, to right][from left, from right]`: the laws of the Web
//! Audio StereoPannerNode (W3C Web Audio API 1.1, section 1.37), which songs were mixed with.

/// A straight wire.
pub(crate) const UNITY: [[f32; 2]; 2] = [[1.0, 0.0], [0.0, 1.0]];

/// `gain` linear, `pan` -1..=1. A mono signal (equal left and right) loses 3 dB at the centre; a
/// stereo one passes there.
pub(crate) fn matrix(gain: f32, pan: f32, stereo: bool) -> [[f32; 2]; 2] {
    let p = f64::from(pan.clamp(-1.0, 1.0));
    let x = match (stereo, p <= 0.0) {
        (false, _) => (p + 1.0) / 2.0,
        (true, true) => p + 1.0,
        (true, false) => p,
    };
    let angle = x * std::f64::consts::FRAC_PI_2;
    let (cos, sin) = (libm::cos(angle), libm::sin(angle));
    let unit = match (stereo, p <= 0.0) {
        (false, _) => [[cos, 0.0], [0.0, sin]],
        (true, true) => [[1.0, cos], [0.0, sin]],
        (true, false) => [[cos, 0.0], [sin, 1.0]],
    };
    // The cosine of a right angle is not exactly zero in floating point; hard left is.
    unit.map(|row| row.map(|x| if x.abs() < 1e-12 { 0.0 } else { (x * f64::from(gain)) as f32 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: [[f32; 2]; 2], b: [[f32; 2]; 2]) -> bool {
        a.iter().flatten().zip(b.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-5)
    }

    #[test]
    fn a_mono_signal_follows_the_vectors_of_the_law() {
        let h = std::f32::consts::FRAC_1_SQRT_2;
        assert!(near(matrix(1.0, 0.0, false), [[h, 0.0], [0.0, h]]));
        assert!(near(matrix(1.0, -1.0, false), [[1.0, 0.0], [0.0, 0.0]]));
        assert!(near(matrix(1.0, 0.5, false), [[0.382_683, 0.0], [0.0, 0.923_88]]));
    }

    #[test]
    fn a_stereo_signal_follows_the_vectors_of_the_law() {
        let h = std::f32::consts::FRAC_1_SQRT_2;
        assert!(near(matrix(1.0, 0.0, true), UNITY));
        assert!(near(matrix(1.0, -0.5, true), [[1.0, h], [0.0, h]]));
        assert!(near(matrix(2.0, 1.0, true), [[0.0, 0.0], [2.0, 2.0]]));
    }
}
