//! Eight lanes: the same sum on every CPU, chosen at run time. With `wide.rs` the only file that names
//! the SIMD crate.
//!
//! A kernel is written once, generic over the token [`Simd`], with `#[inline(always)]` on every
//! function down from [`dispatch!`](crate::lanes::dispatch):
//!
//! ```
//! use rebounce_dsp::lanes::{F32, Level, Simd, dispatch};
//!
//! #[inline(always)]
//! fn halve<S: Simd>(simd: S, block: &mut [f32; 8]) {
//!     (F32::load(simd, block) * 0.5).store(block);
//! }
//!
//! let mut block = [1.0; 8];
//! dispatch!(Level::best(), simd => halve(simd, &mut block));
//! assert_eq!(block, [0.5; 8]);
//! ```
//!
//! Scalar code over plain slices is multiversioned through the same door, with `_` for the token:
//! the compiler vectorises it anew for each level up to AVX2. The bits stay the same, since Rust
//! neither contracts `a * b + c` nor reorders a sum:
//!
//! ```
//! use rebounce_dsp::lanes::{Level, dispatch};
//!
//! #[inline(always)]
//! fn mix(into: &mut [f32], from: &[f32], gain: f32) {
//!     for (into, from) in into.iter_mut().zip(from) {
//!         *into += from * gain;
//!     }
//! }
//!
//! let (mut into, from) = (vec![0.0; 100], vec![1.0; 100]);
//! dispatch!(Level::best(), _ => mix(&mut into, &from, 0.5));
//! assert_eq!(into, vec![0.5; 100]);
//! ```
//!
//! Closures that touch lanes need the attribute too (`f(#[inline(always)] |x| ...)`), and must not
//! be handed to `map` or `from_fn` of the standard library, which is compiled for the baseline:
//! the result is right, but slow.
//!
//! What could differ between levels is not offered (fused multiply-add, reciprocal estimates,
//! sums across lanes) or is pinned here (`min`, `max`, `floor`).

pub(crate) mod wide;

use core::ops::{Add, AddAssign, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Shl, Shr, Sub};
use fearless_simd::prelude::*;
use fearless_simd::{f32x8, f64x8, i32x8, mask32x8, mask64x8, u32x8};

#[doc(hidden)]
pub use fearless_simd as __simd;
/// The token that says which instructions may be used; what kernels are generic over.
pub use fearless_simd::Simd;

/// Lanes of every type here.
pub const WIDTH: usize = 8;

/// Which instructions a kernel is run with; the result never tells.
#[derive(Clone, Copy, Debug)]
pub struct Level(fearless_simd::Level);

impl Level {
    /// The best this CPU has.
    #[must_use]
    pub fn best() -> Self {
        Self(fearless_simd::Level::new())
    }

    /// What every CPU this program was built for has.
    #[must_use]
    pub fn baseline() -> Self {
        Self(fearless_simd::Level::baseline())
    }

    /// Every level this CPU has, lowest first; for tests and benches.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let best = fearless_simd::Level::new();
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        let levels = [
            best.as_sse2().map(Simd::level),
            best.as_sse4_2().map(Simd::level),
            best.as_avx2().map(Simd::level),
            best.as_avx512().map(Simd::level),
        ];
        #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
        let levels = [Some(best)];
        levels.into_iter().flatten().map(Self).collect()
    }

    /// The same, but AVX2 in place of AVX-512. There the compiler copies, fills and vectorises by
    /// 512 bits wherever it can, and the processor waits where that reads what has just been
    /// written in smaller pieces. Measured on 2026-11-26 (docs/benchmarks.md): code without lanes
    /// takes up to a fifth less time at AVX2, 6 % more at worst; of kernels in eight lanes some gain
    /// (limiter, saturator, drums), while most are as fast or faster by what AVX-512 has.
    #[must_use]
    #[inline(always)]
    pub fn narrow(self) -> Self {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        if let Some(avx2) = self.0.as_avx2() {
            return Self(avx2.level());
        }
        self
    }

    /// Its name: `Sse2`, `Sse4_2`, `Avx2`, `Avx512`, `Neon`, `WasmSimd128` or `Fallback`.
    #[must_use]
    pub fn name(self) -> &'static str {
        dispatch!(self, simd => token_name(simd))
    }

    #[doc(hidden)]
    #[must_use]
    pub fn __inner(self) -> fearless_simd::Level {
        self.0
    }
}

/// Runs an expression compiled for the level it is given: `dispatch!(level, simd => kernel(simd))`.
///
/// Functions it calls must be `#[inline(always)]`, else they are compiled for the baseline.
/// `return` and `?` do not leave it. With `_` for the token, of code without lanes, the level is
/// [narrow](Level::narrow).
#[doc(hidden)]
#[macro_export]
macro_rules! __lanes_dispatch {
    ($level:expr, _ => $body:expr) => {
        $crate::lanes::__simd::dispatch!(
            $crate::lanes::Level::__inner($crate::lanes::Level::narrow($level)), _ => $body
        )
    };
    ($level:expr, $simd:pat => $body:expr) => {
        $crate::lanes::__simd::dispatch!($crate::lanes::Level::__inner($level), $simd => $body)
    };
}
pub use crate::__lanes_dispatch as dispatch;

#[inline(always)]
fn token_name<S: Simd>(_: S) -> &'static str {
    let name = core::any::type_name::<S>();
    name.rsplit("::").next().unwrap_or(name)
}

/// Whether the level lacks a rounding instruction; known when compiling.
#[inline(always)]
fn lacks_rounding<S: Simd>(simd: S) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return matches!(simd.level(), fearless_simd::Level::Sse2(_));
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    {
        let _ = simd;
        false
    }
}

/// Eight numbers.
#[derive(Clone, Copy, Debug)]
pub struct F32<S: Simd>(f32x8<S>);

/// Eight numbers in double precision, for recursions that an f32 is too coarse for.
#[derive(Clone, Copy, Debug)]
pub struct F64<S: Simd>(f64x8<S>);

/// Eight signed integers; sums and products wrap.
#[derive(Clone, Copy, Debug)]
pub struct I32<S: Simd>(i32x8<S>);

/// Eight unsigned integers; sums and products wrap.
#[derive(Clone, Copy, Debug)]
pub struct U32<S: Simd>(u32x8<S>);

/// Eight truths.
#[derive(Clone, Copy, Debug)]
pub struct Mask<S: Simd>(mask32x8<S>);

/// Load, store and what else the three kinds of numbers share.
macro_rules! numbers {
    ($lanes:ident, $inner:ident, $element:ty) => {
        impl<S: Simd> $lanes<S> {
            /// The same number in every lane.
            #[inline(always)]
            pub fn splat(simd: S, value: $element) -> Self {
                Self($inner::splat(simd, value))
            }

            /// Lane `i` has `values[i]`.
            #[inline(always)]
            pub fn load(simd: S, values: &[$element; WIDTH]) -> Self {
                Self($inner::simd_from(simd, *values))
            }

            /// `values[i]` has lane `i`.
            #[inline(always)]
            pub fn store(self, values: &mut [$element; WIDTH]) {
                *values = self.0.into();
            }

            /// The lanes in order.
            #[inline(always)]
            pub fn to_array(self) -> [$element; WIDTH] {
                self.0.into()
            }

            /// The token it was made with.
            #[inline(always)]
            pub fn simd(self) -> S {
                self.0.simd
            }

            /// Per lane, whether both are equal.
            #[inline(always)]
            pub fn eq(self, other: Self) -> Mask<S> {
                Mask(self.0.simd_eq(other.0))
            }

            /// Per lane, whether it is less.
            #[inline(always)]
            pub fn lt(self, other: Self) -> Mask<S> {
                Mask(self.0.simd_lt(other.0))
            }

            /// Per lane, whether it is less or equal.
            #[inline(always)]
            pub fn le(self, other: Self) -> Mask<S> {
                Mask(self.0.simd_le(other.0))
            }

            /// Per lane, whether it is greater.
            #[inline(always)]
            pub fn gt(self, other: Self) -> Mask<S> {
                Mask(self.0.simd_gt(other.0))
            }

            /// Per lane, whether it is greater or equal.
            #[inline(always)]
            pub fn ge(self, other: Self) -> Mask<S> {
                Mask(self.0.simd_ge(other.0))
            }
        }
    };
}
numbers!(F32, f32x8, f32);
numbers!(I32, i32x8, i32);
numbers!(U32, u32x8, u32);

/// An operator between lanes, and between lanes and one number for all of them.
macro_rules! operator {
    ($lanes:ident, $element:ty, $trait:ident, $method:ident) => {
        impl<S: Simd> $trait for $lanes<S> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($trait::$method(self.0, other.0))
            }
        }
        impl<S: Simd> $trait<$element> for $lanes<S> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: $element) -> Self {
                $trait::$method(self, Self::splat(self.simd(), other))
            }
        }
    };
}
operator!(F32, f32, Add, add);
operator!(F32, f32, Sub, sub);
operator!(F32, f32, Mul, mul);
operator!(F32, f32, Div, div);
operator!(F64, f64, Add, add);
operator!(F64, f64, Sub, sub);
operator!(F64, f64, Mul, mul);
operator!(I32, i32, Add, add);
operator!(I32, i32, Sub, sub);
operator!(I32, i32, Mul, mul);
operator!(I32, i32, BitAnd, bitand);
operator!(U32, u32, Add, add);
operator!(U32, u32, Sub, sub);
operator!(U32, u32, Mul, mul);
operator!(U32, u32, BitAnd, bitand);
operator!(U32, u32, BitOr, bitor);
operator!(U32, u32, BitXor, bitxor);

impl<S: Simd> F64<S> {
    /// The same number in every lane.
    #[inline(always)]
    pub fn splat(simd: S, value: f64) -> Self {
        Self(f64x8::splat(simd, value))
    }

    /// Lane `i` has `values[i]`.
    #[inline(always)]
    pub fn load(simd: S, values: &[f64; WIDTH]) -> Self {
        Self(f64x8::simd_from(simd, *values))
    }

    /// The lanes in order.
    #[inline(always)]
    pub fn to_array(self) -> [f64; WIDTH] {
        self.0.into()
    }

    /// The token it was made with.
    #[inline(always)]
    pub fn simd(self) -> S {
        self.0.simd
    }

    /// The greater: `if self > other { self } else { other }`, so `other` where either is NaN or
    /// both are zeros.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
            Self(self.0.max(other.0))
        } else {
            Self(self.0.simd_gt(other.0).select(self.0, other.0))
        }
    }

    /// The nearest numbers in single precision.
    #[inline(always)]
    pub fn to_f32(self) -> F32<S> {
        // The crate narrows two at once; the second is not computed.
        F32(self.0.narrow(self.0).split().0)
    }

    /// Lane `i` of `new` where bit `i` is set, else of `self`.
    #[inline(always)]
    pub fn replaced(self, bits: u8, new: Self) -> Self {
        let mask = mask64x8::from_bitmask(self.0.simd, u64::from(bits));
        Self(mask.select(new.0, self.0))
    }
}

impl<S: Simd> AddAssign for F32<S> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<S: Simd> Neg for F32<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

/// Shifts by the same count in every lane; zeros come in (`I32`: copies of the sign, to the right).
macro_rules! shifts {
    ($lanes:ident) => {
        impl<S: Simd> Shl<u32> for $lanes<S> {
            type Output = Self;
            #[inline(always)]
            fn shl(self, count: u32) -> Self {
                Self(self.0 << count)
            }
        }
        impl<S: Simd> Shr<u32> for $lanes<S> {
            type Output = Self;
            #[inline(always)]
            fn shr(self, count: u32) -> Self {
                Self(self.0 >> count)
            }
        }
    };
}
shifts!(I32);
shifts!(U32);

impl<S: Simd> F32<S> {
    /// Magnitude.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The lesser: `if self < other { self } else { other }`, so `other` where either is NaN or
    /// both are zeros.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        // The x86 instruction is that very expression; others differ for NaN and zeros.
        if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
            Self(self.0.min(other.0))
        } else {
            self.lt(other).select(self, other)
        }
    }

    /// The greater: `if self > other { self } else { other }`, so `other` where either is NaN or
    /// both are zeros.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
            Self(self.0.max(other.0))
        } else {
            self.gt(other).select(self, other)
        }
    }

    /// Held within `low..=high`; NaN becomes `low`.
    #[inline(always)]
    pub fn clamp(self, low: f32, high: f32) -> Self {
        let simd = self.simd();
        self.max(Self::splat(simd, low)).min(Self::splat(simd, high))
    }

    /// The whole number at or below; zero is always +0.
    #[inline(always)]
    pub fn floor(self) -> Self {
        let simd = self.simd();
        if lacks_rounding(simd) {
            let whole = self.to_i32().to_f32();
            let below =
                whole - whole.gt(self).select(Self::splat(simd, 1.0), Self::splat(simd, 0.0));
            // From 2^23 on there are no fractions, and conversion might overflow.
            self.abs().lt(Self::splat(simd, 8_388_608.0)).select(below, self)
        } else {
            Self(self.0.floor()) + 0.0
        }
    }

    /// Square root, correctly rounded; NaN below zero.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }

    /// Its magnitude with the sign of `sign`.
    #[inline(always)]
    pub fn copysign(self, sign: Self) -> Self {
        Self(self.0.copysign(sign.0))
    }

    /// The same numbers in double precision.
    #[inline(always)]
    pub fn to_f64(self) -> F64<S> {
        // The crate widens two at once; the second is not computed.
        F64(self.0.combine(self.0).widen().0)
    }

    /// All lanes but the first two, each two places lower, and then the first two of `next`.
    #[inline(always)]
    pub fn slide_two(self, next: Self) -> Self {
        Self(self.0.slide::<2>(next.0))
    }

    /// Lane `2 i` has lane `2 i + 1`, and the other way round.
    #[inline(always)]
    pub fn neighbours(self) -> Self {
        let even = Mask::from_bits(self.simd(), 0b0101_0101);
        even.select(Self(self.0.slide::<1>(self.0)), Self(self.0.slide::<7>(self.0)))
    }

    /// The last lane of `before`, and then all lanes but the last.
    #[inline(always)]
    pub fn after(self, before: Self) -> Self {
        Self(before.0.slide::<7>(self.0))
    }

    /// Cut towards zero. Unspecified where the number is NaN or not within `-2^31..2^31`.
    #[inline(always)]
    pub fn to_i32(self) -> I32<S> {
        I32(i32x8::truncate_from(self.0))
    }

    /// Lane `i` has lane `i - LANES`; zeros come in. `LANES` is 1, 2 or 4.
    #[inline(always)]
    pub fn delayed<const LANES: usize>(self) -> Self {
        const { assert!(LANES == 1 || LANES == 2 || LANES == 4, "not needed so far") }
        let zero = f32x8::splat(self.simd(), 0.0);
        Self(match LANES {
            1 => zero.slide::<7>(self.0),
            2 => zero.slide::<6>(self.0),
            _ => zero.slide::<4>(self.0),
        })
    }

    /// The same 32 bits as an integer.
    #[inline(always)]
    pub fn to_bits(self) -> U32<S> {
        U32(self.0.bitcast())
    }
}

impl<S: Simd> I32<S> {
    /// The nearest number.
    #[inline(always)]
    pub fn to_f32(self) -> F32<S> {
        F32(f32x8::float_from(self.0))
    }

    /// The same 32 bits without a sign.
    #[inline(always)]
    pub fn to_u32(self) -> U32<S> {
        U32(self.0.bitcast())
    }
}

impl<S: Simd> U32<S> {
    /// The number that has these bits.
    #[inline(always)]
    pub fn to_f32_bits(self) -> F32<S> {
        F32(self.0.bitcast())
    }

    /// The same 32 bits with a sign.
    #[inline(always)]
    pub fn to_i32(self) -> I32<S> {
        I32(self.0.bitcast())
    }

    /// Per lane `source[index]`; an index beyond the end takes the last. Signed indices pass
    /// through [`I32::to_u32`], so that those below zero take the last too.
    ///
    /// # Panics
    /// If `source` is empty.
    #[inline(always)]
    pub fn gather(self, source: &[f32]) -> F32<S> {
        let last = source.len().checked_sub(1).expect("nothing to gather from");
        let index = self.to_array();
        F32::load(self.simd(), &index.map(|i| source[(i as usize).min(last)]))
    }
}

impl<S: Simd> Mask<S> {
    /// The same truth in every lane.
    #[inline(always)]
    pub fn splat(simd: S, truth: bool) -> Self {
        Self(mask32x8::splat(simd, truth))
    }

    /// Lane `i` has bit `i`.
    #[inline(always)]
    pub fn from_bits(simd: S, bits: u8) -> Self {
        Self(mask32x8::from_bitmask(simd, u64::from(bits)))
    }

    /// Bit `i` has lane `i`.
    #[inline(always)]
    pub fn to_bits(self) -> u8 {
        self.0.to_bitmask() as u8
    }

    /// Whether it is true in at least one lane.
    #[inline(always)]
    pub fn any(self) -> bool {
        self.0.any_true()
    }

    /// Whether it is true in every lane.
    #[inline(always)]
    pub fn all(self) -> bool {
        self.0.all_true()
    }

    /// `yes` where true, else `no`.
    #[inline(always)]
    pub fn select(self, yes: F32<S>, no: F32<S>) -> F32<S> {
        F32(self.0.select(yes.0, no.0))
    }

    /// `yes` where true, else `no`.
    #[inline(always)]
    pub fn select_i32(self, yes: I32<S>, no: I32<S>) -> I32<S> {
        I32(self.0.select(yes.0, no.0))
    }

    /// `yes` where true, else `no`.
    #[inline(always)]
    pub fn select_u32(self, yes: U32<S>, no: U32<S>) -> U32<S> {
        U32(self.0.select(yes.0, no.0))
    }
}

impl<S: Simd> BitAnd for Mask<S> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl<S: Simd> BitOr for Mask<S> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl<S: Simd> Not for Mask<S> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(!self.0)
    }
}

/// Turns eight frames of eight lanes into eight lanes of eight frames, or back.
#[inline(always)]
#[must_use]
pub fn transpose<S: Simd>(rows: [F32<S>; WIDTH]) -> [F32<S>; WIDTH] {
    // Quarters of four by four: two of them change places, then each is turned in itself. That is
    // 24 instructions on AVX2, where whole rows interleaved thrice are 48.
    let (mut first, mut last) = ([rows[0]; 4], [rows[0]; 4]);
    for i in 0..4 {
        let (upper, lower) = (rows[i].0.split(), rows[i + 4].0.split());
        first[i] = F32(upper.0.combine(lower.0));
        last[i] = F32(upper.1.combine(lower.1));
    }
    let [a, b, c, d] = turn_quarters(first);
    let [e, f, g, h] = turn_quarters(last);
    [a, b, c, d, e, f, g, h]
}

/// Lane `i` has the sum of all lanes of row `i`, added in pairs: `((0 + 4) + (2 + 6)) + ((1 + 5) +
/// (3 + 7))`.
#[inline(always)]
#[must_use]
pub fn row_sums<S: Simd>(rows: [F32<S>; WIDTH]) -> F32<S> {
    let mut halves = [rows[0]; 4];
    for (i, half) in halves.iter_mut().enumerate() {
        let (upper, lower) = (rows[i].0.split(), rows[i + 4].0.split());
        *half = F32(upper.0.combine(lower.0)) + F32(upper.1.combine(lower.1));
    }
    let [first, second, third, fourth] = halves;
    let (a, b) = interleave_quarters(first, third);
    let (c, d) = interleave_quarters(second, fourth);
    let (e, f) = interleave_quarters(a + b, c + d);
    e + f
}

/// Transposes two quarters that lie side by side, each in itself.
#[inline(always)]
fn turn_quarters<S: Simd>(rows: [F32<S>; 4]) -> [F32<S>; 4] {
    // Interleaving row i with row i + 2 is one step of a perfect shuffle; two make a transpose.
    let (a, b) = interleave_quarters(rows[0], rows[2]);
    let (c, d) = interleave_quarters(rows[1], rows[3]);
    let (e, f) = interleave_quarters(a, c);
    let (g, h) = interleave_quarters(b, d);
    [e, f, g, h]
}

/// Interleaves both halves of two rows, each in itself.
#[inline(always)]
fn interleave_quarters<S: Simd>(x: F32<S>, y: F32<S>) -> (F32<S>, F32<S>) {
    let (low, high) = interleave(x, y);
    let ((a, b), (c, d)) = (low.0.split(), high.0.split());
    (F32(a.combine(c)), F32(b.combine(d)))
}

/// The first lane of each, the second of each and so on, in two halves. AVX-512 takes AVX2's
/// shuffles: its own the compiler makes twice as many, of single quarters.
#[inline(always)]
fn interleave<S: Simd>(x: F32<S>, y: F32<S>) -> (F32<S>, F32<S>) {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx2) = x.simd().level().as_avx2() {
        let simd = x.simd();
        let (x, y) = (f32x8::simd_from(avx2, x.to_array()), f32x8::simd_from(avx2, y.to_array()));
        let (low, high) = x.interleave(y);
        return (F32::load(simd, &low.into()), F32::load(simd, &high.into()));
    }
    let (low, high) = x.0.interleave(y.0);
    (F32(low), F32(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWKWARD: [f32; 16] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        2.75,
        -2.75,
        8_388_607.5,
        -8_388_607.5,
        1e10,
        -1e10,
        f32::INFINITY,
        f32::NEG_INFINITY,
        1e-40,
        -1e-40,
    ];

    #[inline(always)]
    fn pairs<S: Simd>(simd: S, a: f32, b: f32) -> [u32; 4] {
        let (x, y) = (F32::splat(simd, a), F32::splat(simd, b));
        [x.min(y), x.max(y), x.floor(), x.lt(y).select(x, y)].map(|v| v.to_array()[5].to_bits())
    }

    #[test]
    fn min_max_floor_and_select_are_pinned_at_every_level() {
        for level in Level::all() {
            for a in AWKWARD {
                for b in AWKWARD.into_iter().chain([f32::NAN]) {
                    let wanted = [
                        if a < b { a } else { b },
                        if a > b { a } else { b },
                        a.floor() + 0.0,
                        if a < b { a } else { b },
                    ];
                    let got = dispatch!(level, simd => pairs(simd, a, b));
                    assert_eq!(got, wanted.map(f32::to_bits), "{level:?} {a} {b}");
                }
            }
        }
    }

    #[inline(always)]
    fn turn<S: Simd>(simd: S) -> [[f32; 8]; 8] {
        let rows = core::array::from_fn(|row| {
            F32::load(simd, &core::array::from_fn(|column| (row * 8 + column) as f32))
        });
        transpose(rows).map(F32::to_array)
    }

    #[test]
    fn a_transpose_swaps_rows_and_columns() {
        for level in Level::all() {
            let turned = dispatch!(level, simd => turn(simd));
            for (row, values) in turned.iter().enumerate() {
                for (column, value) in values.iter().enumerate() {
                    assert_eq!(*value, (column * 8 + row) as f32);
                }
            }
        }
    }

    #[test]
    fn rows_are_summed_each_into_its_lane() {
        let rows: [[f32; 8]; 8] =
            core::array::from_fn(|row| core::array::from_fn(|i| (row * 100 + i * i) as f32));
        for level in Level::all() {
            let got = dispatch!(level, simd => {
                let mut lanes = [F32::splat(simd, 0.0); 8];
                for (lanes, row) in lanes.iter_mut().zip(&rows) {
                    *lanes = F32::load(simd, row);
                }
                row_sums(lanes).to_array()
            });
            assert_eq!(got, core::array::from_fn(|row| (row * 800 + 140) as f32));
        }
    }

    #[inline(always)]
    fn delays<S: Simd>(simd: S, values: [f32; 8]) -> [[f32; 8]; 3] {
        let x = F32::load(simd, &values);
        [x.delayed::<1>(), x.delayed::<2>(), x.delayed::<4>()].map(F32::to_array)
    }

    #[test]
    fn a_delay_moves_lanes_up_and_lets_zeros_in() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        for level in Level::all() {
            let got = dispatch!(level, simd => delays(simd, x));
            for (got, by) in got.iter().zip([1, 2, 4]) {
                assert!((0..8).all(|i| got[i] == if i < by { 0.0 } else { x[i - by] }));
            }
        }
    }

    #[inline(always)]
    fn integers<S: Simd>(simd: S, a: [i32; 8], b: [i32; 8]) -> [[u32; 8]; 6] {
        let (x, y) = (I32::load(simd, &a), I32::load(simd, &b));
        let (u, v) = (x.to_u32(), y.to_u32());
        [(x + y).to_u32(), u * v, u >> 7, (x >> 7).to_u32(), u ^ (v << 3), x.lt(y).select_u32(u, v)]
            .map(U32::to_array)
    }

    #[test]
    fn integers_wrap_shift_and_compare_as_scalars_do() {
        let a = [0, 1, -1, i32::MAX, i32::MIN, 12345, -987_654_321, 77];
        let b = [5, -1, i32::MIN, 2, -3, 1 << 20, 31, 78];
        for level in Level::all() {
            let got = dispatch!(level, simd => integers(simd, a, b));
            for i in 0..8 {
                let (x, y) = (a[i], b[i]);
                let (u, v) = (x as u32, y as u32);
                assert_eq!(got[0][i], x.wrapping_add(y) as u32);
                assert_eq!(got[1][i], u.wrapping_mul(v));
                assert_eq!(got[2][i], u >> 7);
                assert_eq!(got[3][i], (x >> 7) as u32);
                assert_eq!(got[4][i], u ^ (v << 3));
                assert_eq!(got[5][i], if x < y { u } else { v });
            }
        }
    }

    #[inline(always)]
    fn doubles<S: Simd>(simd: S, a: [f32; 8], b: [f32; 8]) -> [[f32; 8]; 7] {
        let (x, y) = (F32::load(simd, &a), F32::load(simd, &b));
        let (u, v) = (x.to_f64() * (1.0 / 3.0), y.to_f64());
        let kept = u.replaced(0b0110_0001, v * v - u);
        let slid = [x.slide_two(y), y.after(x), x.neighbours()].map(F32::to_array);
        let [slid, after, neighbours] = slid;
        let [u32, kept, sum, most] =
            [u, kept, u + v, u.max(v)].map(|lanes| lanes.to_f32().to_array());
        [u32, kept, sum, slid, after, neighbours, most]
    }

    #[test]
    fn doubles_round_as_scalars_do_and_lanes_slide() {
        let a = [0.1, -0.7, 3e38, 1e-40, 16_777_215.0, 5.0, -0.0, 1.5];
        let b = [7.0, 0.3, -3e38, 1.0, 0.1, -2.5, 0.0, 1e-3];
        for level in Level::all() {
            let got = dispatch!(level, simd => doubles(simd, a, b));
            for i in 0..8 {
                let (x, y) = (f64::from(a[i]) * (1.0 / 3.0), f64::from(b[i]));
                let kept = if 0b0110_0001 >> i & 1 == 1 { y * y - x } else { x };
                let slid = if i < 6 { a[i + 2] } else { b[i - 6] };
                let after = if i == 0 { a[7] } else { b[i - 1] };
                let most = if x > y { x } else { y };
                let want =
                    [x as f32, kept as f32, (x + y) as f32, slid, after, a[i ^ 1], most as f32];
                for (got, want) in got.iter().zip(want) {
                    assert_eq!(got[i].to_bits(), want.to_bits(), "{level:?} {i}");
                }
            }
        }
    }

    #[inline(always)]
    fn pick<S: Simd>(simd: S, source: &[f32]) -> [f32; 8] {
        let index = I32::load(simd, &[0, 2, 1, 3, 4, -1, i32::MAX, 2]);
        index.to_u32().gather(source).to_array()
    }

    #[test]
    fn a_gather_holds_indices_within_the_source() {
        for level in Level::all() {
            let got = dispatch!(level, simd => pick(simd, &[10.0, 11.0, 12.0, 13.0]));
            assert_eq!(got, [10.0, 12.0, 11.0, 13.0, 13.0, 13.0, 13.0, 12.0]);
        }
    }

    #[test]
    fn masks_keep_their_bits() {
        for level in Level::all() {
            for bits in 0..=255 {
                let kept = dispatch!(level, simd => {
                    let mask = Mask::from_bits(simd, bits);
                    (mask.to_bits(), (!mask).to_bits(), mask.any(), mask.all())
                });
                assert_eq!(kept, (bits, !bits, bits != 0, bits == 255), "{level:?}");
            }
        }
    }

    #[test]
    fn a_narrow_level_is_the_same_or_avx2() {
        for level in Level::all() {
            let want = if level.name() == "Avx512" { "Avx2" } else { level.name() };
            assert_eq!(level.narrow().name(), want);
        }
    }

    #[test]
    fn levels_are_named_and_the_baseline_is_among_them() {
        let names: Vec<_> = Level::all().into_iter().map(Level::name).collect();
        assert!(names.contains(&Level::baseline().name()), "{names:?}");
        assert_eq!(names.last().copied(), Some(Level::best().name()));
    }
}
