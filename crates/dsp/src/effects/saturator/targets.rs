//! The numbers that the saturator's settings come to.

use super::curve::{bend, is_lopsided};
use super::{SaturatorCurve, SaturatorPatch};
use crate::effects::glide::Glide;
use crate::lanes::{Level, WIDTH, dispatch};

/// Rates of wow and flutter in Hz at speed 1 and their depths at 1 in seconds: a peak deviation of
/// pitch of 0.7 % and 0.5 %, a worn machine's.
pub(super) const WOW: (f32, f32) = (0.6, 0.001_9);
pub(super) const FLUTTER: (f32, f32) = (7.3, 0.000_11);
/// Where the tape's brightness ends at speed 1, in Hz: chosen to be heard, but little.
const TAPE_HZ: f64 = 15_000.0;
/// Middle of the tilt.
const TILT_HZ: f64 = 1000.0;
/// Amplitude of the sine whose loudness auto gain keeps: -12 dB, a track's usual level.
const USUAL: f32 = 0.25;
/// High cuts from here on are off.
const OFF_HZ: f32 = 20_000.0;
/// Frames beyond the movement's depth that the moving read needs.
pub(super) const ROOM: f32 = 4.0;

/// What glides linearly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameters<T> {
    pub(super) wet: T,
    /// Gains ahead of the curves and after them, and their shares, of each band.
    pub(super) before: [T; 3],
    pub(super) after: [T; 3],
    pub(super) mix: [T; 3],
    pub(super) tape_bias: T,
    /// Shares of the low cut, the high cut and the blocking of what is constant.
    pub(super) low_cut: T,
    pub(super) high_cut: T,
    pub(super) blocked: T,
    /// Share of the way per frame of the tape's low-pass; 1 is off.
    pub(super) tape_step: T,
    /// The tilt's gain at the top, what its low-pass adds, and its `g / (1 + g)`.
    pub(super) tilt: [T; 3],
    /// Share of the moved sound, the depths of its movements and its mean delay, in frames.
    pub(super) moved: T,
    pub(super) depths: [T; 2],
    pub(super) middle: T,
}

impl<T: Copy> Parameters<T> {
    pub(super) fn map<U: Copy>(self, each: impl Fn(T) -> U) -> Parameters<U> {
        Parameters {
            wet: each(self.wet),
            before: self.before.map(&each),
            after: self.after.map(&each),
            mix: self.mix.map(&each),
            tape_bias: each(self.tape_bias),
            low_cut: each(self.low_cut),
            high_cut: each(self.high_cut),
            blocked: each(self.blocked),
            tape_step: each(self.tape_step),
            tilt: self.tilt.map(&each),
            moved: each(self.moved),
            depths: self.depths.map(&each),
            middle: each(self.middle),
        }
    }

    /// All of them, in order.
    pub(super) fn all(&self) -> [T; 22] {
        let [b, a, m] = [self.before, self.after, self.mix];
        let (t, d) = (self.tilt, self.depths);
        [
            self.wet,
            b[0],
            b[1],
            b[2],
            a[0],
            a[1],
            a[2],
            m[0],
            m[1],
            m[2],
            self.tape_bias,
            self.low_cut,
            self.high_cut,
            self.blocked,
            self.tape_step,
            t[0],
            t[1],
            t[2],
            self.moved,
            d[0],
            d[1],
            self.middle,
        ]
    }
}

impl Parameters<Glide> {
    /// The same, to be changed.
    pub(super) fn each(&mut self) -> impl Iterator<Item = &mut Glide> {
        [&mut self.wet]
            .into_iter()
            .chain(&mut self.before)
            .chain(&mut self.after)
            .chain(&mut self.mix)
            .chain([
                &mut self.tape_bias,
                &mut self.low_cut,
                &mut self.high_cut,
                &mut self.blocked,
                &mut self.tape_step,
            ])
            .chain(&mut self.tilt)
            .chain([&mut self.moved])
            .chain(&mut self.depths)
            .chain([&mut self.middle])
    }
}

/// Depths of the movements of `patch` in frames; the pitch moves as far at any speed.
pub(super) fn depths(patch: &SaturatorPatch, sample_rate: f64) -> [f32; 2] {
    let frames = sample_rate as f32 / speed(patch);
    [
        patch.tape_wow.clamp(0.0, 1.0) * WOW.1 * frames,
        patch.tape_flutter.clamp(0.0, 1.0) * FLUTTER.1 * frames,
    ]
}

/// Whether the tape moves.
pub(super) fn moves(patch: &SaturatorPatch) -> bool {
    patch.tape_wow > 0.0 || patch.tape_flutter > 0.0
}

pub(super) fn speed(patch: &SaturatorPatch) -> f32 {
    patch.tape_speed.clamp(0.5, 2.0)
}

/// `least_middle`: the delay that is compensated, in frames.
pub(super) fn targets(
    patch: &SaturatorPatch,
    sample_rate: f64,
    least_middle: usize,
) -> Parameters<f32> {
    let on = |is: bool| if is { 1.0 } else { 0.0 };
    let tape_bias = patch.tape_bias.clamp(0.0, 1.0);
    let room = libm::pow(10.0, f64::from(patch.headroom_db.clamp(-12.0, 12.0)) / 20.0) as f32;
    let before = patch.drive.map(|drive| {
        let drive = if patch.multiband { drive.clamp(0.0, 2.0) } else { 1.0 };
        (1.0 + 9.0 * patch.distortion.clamp(0.0, 1.5) * drive) / room
    });
    let after = before.map(|before| {
        let kept =
            if patch.auto_gain { kept_loudness(patch.curve, before, tape_bias, room) } else { 1.0 };
        room * kept
    });
    let step = |hz: f64| (1.0 - libm::exp(-std::f64::consts::TAU * hz / sample_rate)) as f32;
    let is_tape = patch.curve == SaturatorCurve::Tape;
    // (s T + 1) / (s + T): 1 / T at the bottom, 1 in the middle, T at the top.
    let top = libm::pow(10.0, f64::from(patch.tone_db.clamp(-12.0, 12.0)) / 40.0);
    let g = libm::tan(std::f64::consts::PI * (top * TILT_HZ / sample_rate).min(0.46));
    let depths = depths(patch, sample_rate);
    Parameters {
        wet: patch.wet.clamp(0.0, 1.0),
        before,
        after,
        mix: patch.mix.map(|mix| if patch.multiband { mix.clamp(0.0, 1.0) } else { 1.0 }),
        tape_bias,
        low_cut: on(patch.low_cut_hz > 0.0),
        high_cut: on(patch.high_cut_hz < OFF_HZ),
        blocked: on(is_lopsided(patch.curve, tape_bias)),
        tape_step: if is_tape { step(TAPE_HZ * f64::from(speed(patch))) } else { 1.0 },
        tilt: [top as f32, (1.0 / top - top) as f32, (g / (1.0 + g)) as f32],
        moved: on(moves(patch)),
        depths,
        middle: (least_middle as f32).max(depths[0] + depths[1] + ROOM),
    }
}

/// The gain after which a sine of the usual level is as loud as before; the mean does not count.
fn kept_loudness(curve: SaturatorCurve, before: f32, tape_bias: f32, room: f32) -> f32 {
    const POINTS: usize = 8 * WIDTH;
    let sine = |n: usize| crate::math::sin_cycles((n as f32 + 0.5) / POINTS as f32);
    let mut bent: [f32; POINTS] = std::array::from_fn(|n| USUAL * before * sine(n));
    dispatch!(Level::best(), simd => bend(simd, curve, &mut bent, tape_bias));
    let mean = bent.iter().sum::<f32>() / POINTS as f32;
    let power = bent.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / POINTS as f32;
    // A sine's power is half its amplitude's square.
    USUAL / (room * (2.0 * power).sqrt())
}
