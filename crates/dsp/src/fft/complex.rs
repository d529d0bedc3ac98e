//! Complex numbers in registers, as transforms and what multiplies spectra compute with them.

use crate::lanes::wide::Vector;

/// Complex numbers in registers.
#[derive(Clone, Copy)]
pub(crate) struct Complex<V> {
    pub(crate) re: V,
    pub(crate) im: V,
}

impl<V: Vector> Complex<V> {
    /// The same in all lanes.
    #[inline(always)]
    pub(crate) fn splat(simd: V::Simd, re: f32, im: f32) -> Self {
        Self { re: V::splat(simd, re), im: V::splat(simd, im) }
    }

    #[inline(always)]
    pub(super) fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    #[inline(always)]
    pub(super) fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }

    /// `self + i other`.
    #[inline(always)]
    pub(super) fn add_i(self, other: Self) -> Self {
        Self { re: self.re - other.im, im: self.im + other.re }
    }

    /// `self - i other`.
    #[inline(always)]
    pub(super) fn sub_i(self, other: Self) -> Self {
        Self { re: self.re + other.im, im: self.im - other.re }
    }

    #[inline(always)]
    pub(super) fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }

    /// `self` times the conjugate of `other`.
    #[inline(always)]
    pub(super) fn times_conjugate(self, other: Self) -> Self {
        Self {
            re: self.re * other.re + self.im * other.im,
            im: self.im * other.re - self.re * other.im,
        }
    }
}
