//! How a print reaches left and right: its gain, and the pan laws of the Web Audio
//! specification's `StereoPannerNode` (key: webaudio).

/// `left = into[0][0] * a + into[0][1] * b`, right alike, of a print's channels `a` and `b`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Placement {
    into: [[f32; 2]; 2],
}

impl Placement {
    /// Of a print of one or two channels on a track that is `stereo` or not.
    pub(super) fn new(gain: f32, pan: f32, source_is_stereo: bool, stereo: bool) -> Self {
        let pan = f64::from(pan.clamp(-1.0, 1.0));
        let turn = |x: f64| {
            let angle = x * core::f64::consts::FRAC_PI_2;
            (libm::cos(angle) as f32 * gain, libm::sin(angle) as f32 * gain)
        };
        let into = match (source_is_stereo, stereo) {
            (false, false) => [[gain, 0.0]; 2],
            (true, false) => [[gain * 0.5; 2]; 2],
            (false, true) => {
                let (left, right) = turn((pan + 1.0) / 2.0);
                [[left, 0.0], [right, 0.0]]
            }
            // Apart from the others, so that the centre is exactly one.
            (true, true) if pan == 0.0 => [[gain, 0.0], [0.0, gain]],
            (true, true) if pan < 0.0 => {
                let (cos, sin) = turn(pan + 1.0);
                [[gain, cos], [0.0, sin]]
            }
            (true, true) => {
                let (cos, sin) = turn(pan);
                [[cos, 0.0], [sin, gain]]
            }
        };
        Self { into }
    }

    /// Adds frames of a print of one channel.
    #[inline(always)]
    pub(super) fn add_mono(&self, a: &[f32], left: &mut [f32], right: Option<&mut [f32]>) {
        let [[l, _], [r, _]] = self.into;
        for (left, a) in left.iter_mut().zip(a) {
            *left += a * l;
        }
        // Not flattened, which would be summed one by one.
        let Some(right) = right else { return };
        for (right, a) in right.iter_mut().zip(a) {
            *right += a * r;
        }
    }

    /// Adds frames of a print of two channels.
    #[inline(always)]
    pub(super) fn add_stereo(
        &self,
        [a, b]: [&[f32]; 2],
        left: &mut [f32],
        right: Option<&mut [f32]>,
    ) {
        let [[ll, lr], [rl, rr]] = self.into;
        for (left, (a, b)) in left.iter_mut().zip(a.iter().zip(b)) {
            *left += a * ll + b * lr;
        }
        let Some(right) = right else { return };
        for (right, (a, b)) in right.iter_mut().zip(a.iter().zip(b)) {
            *right += a * rl + b * rr;
        }
    }
}
