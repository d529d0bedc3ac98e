//! Sixteen lanes where a register holds them, and kernels that are written once for eight and for
//! sixteen.
//!
//! What is computed lane by lane gives the same bits sixteen at once as eight at once, in half the
//! instructions; but where registers are narrower, sixteen lanes are two or four of them, which
//! soon are too few. So a kernel is generic over its [`Vector`] and asks [`is_wide`], known when
//! compiling, for which one it is made. What holds few numbers at a time, as a delay does with its
//! cells of sixteen frames, takes [`Wide`] on every CPU.

use core::ops::{Add, Div, Mul, Neg, Sub};
use fearless_simd::prelude::*;
use fearless_simd::{f32x16, i32x16};

use super::{F32, Simd, WIDTH, transpose};
use crate::math::{Number, ROOT_HALF};

/// The most lanes a [`Vector`] has.
pub(crate) const WIDEST: usize = 2 * WIDTH;

/// Whether sixteen lanes are one register; known when compiling, and never where no CPU has such.
#[inline(always)]
pub(crate) fn is_wide<S: Simd>(simd: S) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return matches!(simd.level(), fearless_simd::Level::Avx512(_));
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    {
        let _ = simd;
        false
    }
}

/// As many numbers as one register holds, or half of them: eight or sixteen.
pub(crate) trait Vector: Number {
    /// The token it is made with.
    type Simd: Simd;

    /// Its lanes.
    const LANES: usize;

    /// The same number in every lane.
    fn splat(simd: Self::Simd, value: f32) -> Self;

    /// The same eight numbers, as often as there is room.
    fn repeat(eight: F32<Self::Simd>) -> Self;

    /// Lane `i` has `values[i]`; there are `LANES`.
    fn load(simd: Self::Simd, values: &[f32]) -> Self;

    /// `values[i]` has lane `i`; there are `LANES`.
    fn store(self, values: &mut [f32]);

    /// The first lane of `self`, of `other`, the second of `self` and so on, in two halves.
    fn interleave(self, other: Self) -> (Self, Self);

    /// Hands out its lanes four by four, with their number.
    fn fours(self, four: impl FnMut(usize, [f32; 4]));

    /// The columns of `LANES` rows: lane `i` of column `c` has `row(i)[c]`.
    fn load_columns<'a>(
        simd: Self::Simd,
        row: impl Fn(usize) -> &'a [f32; WIDEST],
    ) -> [Self; WIDEST];

    /// The opposite: hands out parts `(i, from, numbers)`, each of `LANES` numbers of row `i`.
    fn store_columns(columns: [Self; WIDEST], part: impl FnMut(usize, usize, Self));
}

impl<S: Simd> Vector for F32<S> {
    type Simd = S;
    const LANES: usize = WIDTH;

    #[inline(always)]
    fn splat(simd: S, value: f32) -> Self {
        F32::splat(simd, value)
    }

    #[inline(always)]
    fn repeat(eight: F32<S>) -> Self {
        eight
    }

    #[inline(always)]
    fn load(simd: S, values: &[f32]) -> Self {
        F32::load(simd, values.first_chunk().expect("eight numbers"))
    }

    #[inline(always)]
    fn store(self, values: &mut [f32]) {
        F32::store(self, values.first_chunk_mut().expect("eight numbers"));
    }

    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        let (low, high) = self.0.interleave(other.0);
        (Self(low), Self(high))
    }

    #[inline(always)]
    fn fours(self, mut four: impl FnMut(usize, [f32; 4])) {
        let (a, b) = self.0.split();
        four(0, a.into());
        four(1, b.into());
    }

    #[inline(always)]
    fn load_columns<'a>(simd: S, row: impl Fn(usize) -> &'a [f32; WIDEST]) -> [Self; WIDEST] {
        let mut columns = [F32::splat(simd, 0.0); WIDEST];
        for (half, columns) in columns.as_chunks_mut().0.iter_mut().enumerate() {
            let mut rows = *columns;
            for (i, lanes) in rows.iter_mut().enumerate() {
                *lanes = F32::load(simd, &row(i).as_chunks().0[half]);
            }
            *columns = transpose(rows);
        }
        columns
    }

    #[inline(always)]
    fn store_columns(columns: [Self; WIDEST], mut part: impl FnMut(usize, usize, Self)) {
        for (half, columns) in columns.as_chunks().0.iter().enumerate() {
            for (i, row) in transpose(*columns).iter().enumerate() {
                part(i, WIDTH * half, *row);
            }
        }
    }
}

/// Sixteen numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wide<S: Simd>(f32x16<S>);

impl<S: Simd> Vector for Wide<S> {
    type Simd = S;
    const LANES: usize = WIDEST;

    #[inline(always)]
    fn splat(simd: S, value: f32) -> Self {
        Self(f32x16::splat(simd, value))
    }

    #[inline(always)]
    fn repeat(eight: F32<S>) -> Self {
        Self(eight.0.combine(eight.0))
    }

    #[inline(always)]
    fn load(simd: S, values: &[f32]) -> Self {
        let values: &[f32; WIDEST] = values.first_chunk().expect("sixteen numbers");
        Self(f32x16::simd_from(simd, *values))
    }

    #[inline(always)]
    fn store(self, values: &mut [f32]) {
        let values: &mut [f32; WIDEST] = values.first_chunk_mut().expect("sixteen numbers");
        *values = self.0.into();
    }

    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        let (low, high) = self.0.interleave(other.0);
        (Self(low), Self(high))
    }

    #[inline(always)]
    fn fours(self, mut four: impl FnMut(usize, [f32; 4])) {
        let (first, last) = self.0.split();
        let ((a, b), (c, d)) = (first.split(), last.split());
        four(0, a.into());
        four(1, b.into());
        four(2, c.into());
        four(3, d.into());
    }

    #[inline(always)]
    fn load_columns<'a>(simd: S, row: impl Fn(usize) -> &'a [f32; WIDEST]) -> [Self; WIDEST] {
        let mut rows = [Self::splat(simd, 0.0); WIDEST];
        for (i, lanes) in rows.iter_mut().enumerate() {
            *lanes = Self::load(simd, row(i));
        }
        transpose_wide(rows)
    }

    #[inline(always)]
    fn store_columns(columns: [Self; WIDEST], mut part: impl FnMut(usize, usize, Self)) {
        for (i, row) in transpose_wide(columns).iter().enumerate() {
            part(i, 0, *row);
        }
    }
}

impl<S: Simd> Wide<S> {
    /// Square root, correctly rounded; NaN below zero.
    #[inline(always)]
    pub(crate) fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }
}

/// Rows become columns: four perfect shuffles of all numbers. What takes fewer shuffles across the
/// quarters of a register, the compiler takes apart into many of single quarters.
#[inline(always)]
fn transpose_wide<S: Simd>(rows: [Wide<S>; WIDEST]) -> [Wide<S>; WIDEST] {
    let mut rows = rows;
    for _ in 0..4 {
        let (mut shuffled, half) = (rows, WIDEST / 2);
        for i in 0..half {
            let (low, high) = rows[i].0.interleave(rows[half + i].0);
            (shuffled[2 * i], shuffled[2 * i + 1]) = (Wide(low), Wide(high));
        }
        rows = shuffled;
    }
    rows
}

/// An operator between lanes, and between lanes and one number for all of them.
macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl<S: Simd> $trait for Wide<S> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($trait::$method(self.0, other.0))
            }
        }
        impl<S: Simd> $trait<f32> for Wide<S> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f32) -> Self {
                $trait::$method(self, self.constant(other))
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

impl<S: Simd> Neg for Wide<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

/// To the bit what [`F32`] does.
impl<S: Simd> Number for Wide<S> {
    #[inline(always)]
    fn constant(self, value: f32) -> Self {
        Self(f32x16::splat(self.0.simd, value))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.abs())
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
            Self(self.0.min(other.0))
        } else {
            Self(self.0.simd_lt(other.0).select(self.0, other.0))
        }
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
            Self(self.0.max(other.0))
        } else {
            Self(self.0.simd_gt(other.0).select(self.0, other.0))
        }
    }
    #[inline(always)]
    fn floor(self) -> Self {
        Self(self.0.floor()) + 0.0
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        Self(self.0.copysign(sign.0))
    }
    #[inline(always)]
    fn if_below(self, limit: f32, yes: Self, no: Self) -> Self {
        Self(self.0.simd_lt(self.constant(limit).0).select(yes.0, no.0))
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        let whole = i32x16::truncate_from(self.0);
        Self(((whole + i32x16::splat(self.0.simd, 127)) << 23).bitcast())
    }
    #[inline(always)]
    fn exponent_and_rest(self) -> (Self, Self) {
        let bits: i32x16<S> = self.0.bitcast();
        let exponent = (bits - i32x16::splat(self.0.simd, ROOT_HALF)) >> 23;
        (Self(f32x16::float_from(exponent)), Self((bits - (exponent << 23)).bitcast()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Level, dispatch};
    use crate::math;

    /// Whether columns are loaded and stored as they should be, and sums made lane by lane.
    #[inline(always)]
    fn turns<V: Vector>(simd: V::Simd, rows: &[[f32; WIDEST]; WIDEST]) -> bool {
        let columns = V::load_columns(
            simd,
            #[inline(always)]
            |i| &rows[i],
        );
        let mut column = [0.0; WIDEST];
        let mut as_they_should = true;
        for (c, lanes) in columns.iter().enumerate() {
            (*lanes * V::splat(simd, 2.0) - *lanes + *lanes).store(&mut column);
            as_they_should &= (0..V::LANES).all(|i| column[i] == 2.0 * rows[i][c]);
        }
        let mut back = [[0.0; WIDEST]; WIDEST];
        V::store_columns(
            columns,
            #[inline(always)]
            |i, from, part| part.store(&mut back[i][from..]),
        );
        as_they_should && back[..V::LANES] == rows[..V::LANES]
    }

    #[test]
    fn columns_of_eight_and_of_sixteen_rows_are_loaded_and_stored() {
        let row = |row| core::array::from_fn(|column| (row * 100 + column) as f32);
        let rows = core::array::from_fn(row);
        for level in Level::all() {
            assert!(dispatch!(level, simd => turns::<F32<_>>(simd, &rows)), "{level:?}");
            assert!(dispatch!(level, simd => turns::<Wide<_>>(simd, &rows)), "{level:?}");
        }
    }

    /// All that a [`Number`] can, of sixteen numbers.
    #[inline(always)]
    fn reckoned<V: Vector>(simd: V::Simd, numbers: &[f32; WIDEST]) -> [[f32; WIDEST]; 6] {
        let mut out = [[0.0; WIDEST]; 6];
        for at in (0..WIDEST).step_by(V::LANES) {
            let x = V::load(simd, &numbers[at..]);
            let results = [
                math::log2(x),
                math::exp2(x),
                math::tanh(x),
                math::sin_cycles(x),
                -x.abs() * 0.5 - 1.0,
                V::repeat(F32::load(simd, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])) / x,
            ];
            for (out, result) in out.iter_mut().zip(results) {
                result.store(&mut out[at..]);
            }
        }
        out
    }

    #[test]
    fn sixteen_numbers_reckon_as_eight_do() {
        for start in -50..50 {
            let numbers = core::array::from_fn(|i| 2.7 * start as f32 + 0.171 * i as f32);
            for level in Level::all() {
                let eight = dispatch!(level, simd => reckoned::<F32<_>>(simd, &numbers));
                let sixteen = dispatch!(level, simd => reckoned::<Wide<_>>(simd, &numbers));
                assert_eq!(
                    eight.map(|x| x.map(f32::to_bits)),
                    sixteen.map(|x| x.map(f32::to_bits))
                );
            }
        }
    }

    #[test]
    fn only_registers_of_512_bits_are_wide() {
        for level in Level::all() {
            assert_eq!(dispatch!(level, simd => is_wide(simd)), level.name() == "Avx512");
        }
    }
}
