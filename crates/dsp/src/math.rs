//! Transcendental functions and noise that give the same bits on every CPU, for one number or for
//! eight lanes by the same text.
//!
//! Each is range reduction and a short polynomial in f32, written once over [`Number`]. The
//! coefficients interpolate the function at the Chebyshev nodes of the reduced interval (tanh:
//! Lawson's weighted least squares of a rational function), computed with 40 digits and rounded
//! to f32. The error bounds stated here are asserted by the tests against `libm` in f64.
//! The mixer of the noise is that of (key: appleby2011).
//!
//! It does not follow IEEE 754 in its corners: infinities, NaN and subnormal numbers are not
//! expected, and where an argument is out of range the function says what happens.

#![expect(clippy::excessive_precision, reason = "coefficients stand as they were computed")]

use crate::lanes::{F32, I32, Simd, U32};
use core::ops::{Add, Div, Mul, Neg, Sub};

/// One f32, or eight in lanes: what the functions here are written over.
pub trait Number:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f32, Output = Self>
    + Sub<f32, Output = Self>
    + Mul<f32, Output = Self>
{
    /// `value`, in as many lanes as `self` has.
    fn constant(self, value: f32) -> Self;
    /// Magnitude.
    fn abs(self) -> Self;
    /// The lesser; `other` if either is NaN.
    fn min(self, other: Self) -> Self;
    /// The greater; `other` if either is NaN.
    fn max(self, other: Self) -> Self;
    /// The whole number at or below; zero is +0.
    fn floor(self) -> Self;
    /// Its magnitude with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// `yes` where `self < limit`, else `no`.
    fn if_below(self, limit: f32, yes: Self, no: Self) -> Self;
    /// `2^self`, for a whole number in -126..=127.
    fn power_of_two(self) -> Self;
    /// The whole exponent `e` and the rest `m` in `sqrt(1/2)..sqrt(2)` of a normal positive
    /// number `2^e * m`.
    fn exponent_and_rest(self) -> (Self, Self);
}

/// The bits of `sqrt(1/2)`, where [`Number::exponent_and_rest`] cuts.
pub(crate) const ROOT_HALF: i32 = 0x3f35_04f3;
/// From here on an f32 has no fraction.
const WHOLE: f32 = 8_388_608.0;

impl Number for f32 {
    #[inline(always)]
    fn constant(self, value: f32) -> f32 {
        value
    }
    #[inline(always)]
    fn abs(self) -> f32 {
        f32::abs(self)
    }
    #[inline(always)]
    fn min(self, other: f32) -> f32 {
        if self < other { self } else { other }
    }
    #[inline(always)]
    fn max(self, other: f32) -> f32 {
        if self > other { self } else { other }
    }
    #[inline(always)]
    fn floor(self) -> f32 {
        // By conversion, for without a rounding instruction `f32::floor` is a call.
        let whole = self as i32 as f32;
        let below = whole - if whole > self { 1.0 } else { 0.0 };
        if f32::abs(self) < WHOLE { below } else { self }
    }
    #[inline(always)]
    fn copysign(self, sign: f32) -> f32 {
        f32::copysign(self, sign)
    }
    #[inline(always)]
    fn if_below(self, limit: f32, yes: f32, no: f32) -> f32 {
        if self < limit { yes } else { no }
    }
    #[inline(always)]
    fn power_of_two(self) -> f32 {
        f32::from_bits(((self as i32 + 127) << 23) as u32)
    }
    #[inline(always)]
    fn exponent_and_rest(self) -> (f32, f32) {
        let bits = self.to_bits() as i32;
        let exponent = bits.wrapping_sub(ROOT_HALF) >> 23;
        (exponent as f32, f32::from_bits(bits.wrapping_sub(exponent << 23) as u32))
    }
}

impl<S: Simd> Number for F32<S> {
    #[inline(always)]
    fn constant(self, value: f32) -> Self {
        Self::splat(self.simd(), value)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        F32::abs(self)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        F32::min(self, other)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        F32::max(self, other)
    }
    #[inline(always)]
    fn floor(self) -> Self {
        F32::floor(self)
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        F32::copysign(self, sign)
    }
    #[inline(always)]
    fn if_below(self, limit: f32, yes: Self, no: Self) -> Self {
        self.lt(self.constant(limit)).select(yes, no)
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        ((self.to_i32() + 127) << 23).to_u32().to_f32_bits()
    }
    #[inline(always)]
    fn exponent_and_rest(self) -> (Self, Self) {
        let bits = self.to_bits().to_i32();
        let exponent: I32<S> = (bits - ROOT_HALF) >> 23;
        (exponent.to_f32(), (bits - (exponent << 23)).to_u32().to_f32_bits())
    }
}

/// A polynomial by Horner's rule, constant coefficient first.
#[inline(always)]
fn polynomial<N: Number, const TERMS: usize>(x: N, coefficients: [f32; TERMS]) -> N {
    let mut sum = x.constant(coefficients[TERMS - 1]);
    for coefficient in coefficients.into_iter().rev().skip(1) {
        sum = sum * x + coefficient;
    }
    sum
}

/// `2^x`, within a factor of 1 +- 1.5e-7; exact for whole numbers.
///
/// Above 127 it is 2^127, below -126 exactly 0.
#[inline(always)]
#[must_use]
pub fn exp2<N: Number>(x: N) -> N {
    let held = x.min(x.constant(127.0)).max(x.constant(-126.0));
    let whole = (held + 0.5).floor();
    let rest = held - whole;
    let curve = polynomial(
        rest,
        [
            1.0,
            0.693_147_188_026,
            0.240_226_507_606,
            0.055_503_571_142_2,
            0.009_618_082_557_28,
            0.001_339_086_336_47,
            0.000_154_531_629_451,
        ],
    );
    x.if_below(-126.0, x.constant(0.0), curve * whole.power_of_two())
}

/// Logarithm to base 2, within 1e-7 plus 1.2e-7 of its magnitude; exact for powers of two.
///
/// Below 2^-126 (zero and negative numbers too) it is -126.
#[inline(always)]
#[must_use]
pub fn log2<N: Number>(x: N) -> N {
    let (exponent, rest) = x.max(x.constant(f32::MIN_POSITIVE)).exponent_and_rest();
    let ratio = (rest - 1.0) / (rest + 1.0);
    let curve = polynomial(
        ratio * ratio,
        [2.885_390_079_8, 0.961_798_838_802, 0.576_715_186_019, 0.431_717_697_459],
    );
    exponent + ratio * curve
}

/// `base^exponent` for a positive base, within a factor of 1 +- (2e-7 + 1e-7 (1 + |log2 of the
/// result|)).
///
/// Limits are those of [`log2`] and [`exp2`]; a base of zero counts as 2^-126.
#[inline(always)]
#[must_use]
pub fn pow<N: Number>(base: N, exponent: N) -> N {
    exp2(log2(base) * exponent)
}

/// `sin(2 pi r)` for `r` in -1/4..=1/4.
#[inline(always)]
fn sin_quarter<N: Number>(r: N) -> N {
    let curve = polynomial(
        r * r,
        [
            6.283_185_280_15,
            -41.341_680_613_3,
            81.602_476_368_9,
            -76.581_172_644_3,
            39.759_827_085_3,
        ],
    );
    r * curve
}

/// `phase - nearest whole number`, in -1/2..=1/2.
#[inline(always)]
fn within_cycle<N: Number>(phase: N) -> N {
    phase - (phase + 0.5).floor()
}

/// Sine of a phase in cycles: `sin(2 pi phase)`, within 2e-7 for a phase that is exact.
#[inline(always)]
#[must_use]
pub fn sin_cycles<N: Number>(phase: N) -> N {
    let r = within_cycle(phase);
    let magnitude = r.abs();
    let folded = magnitude.min(-magnitude + 0.5);
    sin_quarter(folded).copysign(r)
}

/// Cosine of a phase in cycles: `cos(2 pi phase)`, within 2e-7 for a phase that is exact.
#[inline(always)]
#[must_use]
pub fn cos_cycles<N: Number>(phase: N) -> N {
    sin_quarter(-within_cycle(phase).abs() + 0.25)
}

/// `tan(pi x)` for `x` in 0..=0.49 (a cutoff as a part of the sample rate), within a factor of
/// 1 +- 4e-7. Outside, `x` is held.
#[inline(always)]
#[must_use]
pub fn tan_pi<N: Number>(x: N) -> N {
    let half = x.min(x.constant(0.49)).max(x.constant(0.0)) * 0.5;
    sin_quarter(half) / sin_quarter(-half + 0.25)
}

/// Hyperbolic tangent, within a factor of 1 +- 5e-7; never beyond -1..=1, and odd.
#[inline(always)]
#[must_use]
pub fn tanh<N: Number>(x: N) -> N {
    // At 8 the function is 1 - 2.3e-7.
    let held = x.min(x.constant(8.0)).max(x.constant(-8.0));
    let square = held * held;
    let over = polynomial(
        square,
        [0.999_999_855_912, 0.129_256_641_714, 0.002_951_022_603_89, 1.142_837_355_37e-5],
    );
    let under = polynomial(
        square,
        [1.0, 0.462_588_802_727, 0.023_815_555_232_1, 0.000_238_668_764_041, 2.459_189_103_5e-7],
    );
    let curve = held * over / under;
    curve.min(x.constant(1.0)).max(x.constant(-1.0))
}

/// Linear gain of a level in dB: `10^(dB / 20)`, within a factor of 1 +- (2e-7 + 2e-8 |dB|).
/// Below -758 dB it is exactly 0.
#[inline(always)]
#[must_use]
pub fn db_to_gain<N: Number>(level_db: N) -> N {
    // log2(10) / 20
    exp2(level_db * 0.166_096_404_744)
}

/// Level in dB of a linear gain: `20 log10(gain)`, within 1e-6 dB plus 2e-7 of its magnitude.
/// Of zero it is -758.6 dB.
#[inline(always)]
#[must_use]
pub fn gain_to_db<N: Number>(gain: N) -> N {
    // 20 log10(2)
    log2(gain) * 6.020_599_913_28
}

/// Frequency in Hz of a MIDI key, 440 Hz at 69, within 0.002 cents for keys 0..=127.
#[inline(always)]
#[must_use]
pub fn key_to_hz<N: Number>(key: N) -> N {
    exp2((key - 69.0) * (1.0 / 12.0)) * 440.0
}

/// Odd, so that counting steps through every 32-bit number; `2^32 / golden ratio`.
const STRIDE: u32 = 0x9e37_79b9;
/// The two multipliers of (key: appleby2011) fmix32.
const MIX: [u32; 2] = [0x85eb_ca6b, 0xc2b2_ae35];
/// Brings a signed 24-bit number into -1..1.
const UNIT_24: f32 = 1.0 / WHOLE;

/// Spreads an integer over all 32 bits (the finaliser of (key: appleby2011), a bijection): makes
/// unlike seeds of like numbers.
#[inline(always)]
#[must_use]
pub fn mix(word: u32) -> u32 {
    let word = (word ^ (word >> 16)).wrapping_mul(MIX[0]);
    let word = (word ^ (word >> 13)).wrapping_mul(MIX[1]);
    word ^ (word >> 16)
}

/// White noise by counter: the value number `counter` of the noise `seed`, in -1..1, evenly
/// spread. Any order, any place, the same value; it repeats after 2^32.
#[inline(always)]
#[must_use]
pub fn noise(seed: u32, counter: u32) -> f32 {
    let word = mix(counter.wrapping_mul(STRIDE).wrapping_add(mix(seed)));
    (word as i32 >> 8) as f32 * UNIT_24
}

/// [`mix`] in lanes.
#[inline(always)]
#[must_use]
pub fn mix_lanes<S: Simd>(word: U32<S>) -> U32<S> {
    let word = (word ^ (word >> 16)) * MIX[0];
    let word = (word ^ (word >> 13)) * MIX[1];
    word ^ (word >> 16)
}

/// [`noise`] in lanes.
#[inline(always)]
#[must_use]
pub fn noise_lanes<S: Simd>(seed: U32<S>, counter: U32<S>) -> F32<S> {
    let word = mix_lanes(counter * STRIDE + mix_lanes(seed));
    (word.to_i32() >> 8).to_f32() * UNIT_24
}
