//! Distortion ahead of the filter, by either law of `DriveLaw`.

use crate::batch::Tile;
use crate::lanes::{F32, Simd};
use crate::math::{self, Number};
use crate::voice::{LANES, TILE};

/// 20 degrees.
const DEGREES_20: f32 = core::f32::consts::PI / 9.0;

/// A prepared drive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Drive {
    None,
    /// See [`super::DriveLaw::Blend`].
    Blend(f32),
    /// See [`super::DriveLaw::Rational`].
    Rational(f32),
}

impl Drive {
    /// What becomes of a peak.
    pub(super) fn peak(self, sum: f32) -> f32 {
        match self {
            Self::None => sum,
            Self::Blend(drive) => blend(drive, sum),
            Self::Rational(drive) => rational(drive, sum),
        }
    }
}

/// Bends a tile. `moves`: the drive does, and `queue` has it at the tile's begin and end.
#[expect(
    clippy::redundant_closure,
    reason = "a closure is inlined among the instructions around it, a function would be called"
)]
#[inline(always)]
pub(super) fn drive<S: Simd>(
    simd: S,
    (drive, moves): (Drive, bool),
    queue: &[[f32; LANES]; 3],
    tile: &mut Tile,
) {
    let (Drive::Blend(still) | Drive::Rational(still)) = drive else { return };
    let mut from_to = [F32::splat(simd, still); 2];
    if moves {
        from_to = [F32::load(simd, &queue[0]), F32::load(simd, &queue[1])];
    }
    match (drive, moves) {
        (Drive::Blend(_), false) => bend::<S, false>(
            simd,
            from_to,
            tile,
            #[inline(always)]
            |drive, x| blend(drive, x),
        ),
        (Drive::Blend(_), true) => bend::<S, true>(
            simd,
            from_to,
            tile,
            #[inline(always)]
            |drive, x| blend(drive, x),
        ),
        _ => bend::<S, true>(
            simd,
            from_to,
            tile,
            #[inline(always)]
            |drive, x| rational(drive, x),
        ),
    }
}

/// Bends a tile by a law of drive and sample. `MOVES`: the drive of both ends may differ.
#[inline(always)]
fn bend<S: Simd, const MOVES: bool>(
    simd: S,
    [mut drive, to]: [F32<S>; 2],
    tile: &mut Tile,
    law: impl Fn(F32<S>, F32<S>) -> F32<S>,
) {
    let change = (to - drive) * (1.0 / TILE as f32);
    for row in tile {
        law(drive, F32::load(simd, row)).store(row);
        if MOVES {
            drive += change;
        }
    }
}

/// See [`super::DriveLaw::Blend`].
#[inline(always)]
fn blend<N: Number>(drive: N, x: N) -> N {
    x * (-drive + 1.0) + math::tanh(x * (drive * 3.0 + 1.0)) * drive
}

/// See [`super::DriveLaw::Rational`].
#[inline(always)]
fn rational<N: Number>(drive: N, x: N) -> N {
    let k = drive * 100.0;
    (k + 3.0) * x * DEGREES_20 / (k * x.abs() + core::f32::consts::PI)
}
