//! Which sound plays each program, and how loud it is.

use super::{plucked, struck, sustained, synths};
use crate::zenith::Zenith;

/// The sound of a program, 0..=127.
pub(super) fn sound(program: u8) -> Zenith {
    let place = usize::from(program);
    match place {
        0..8 => struck::PIANOS[place](),
        8..16 => struck::BARS[place - 8](),
        16..24 => sustained::ORGANS[place - 16](),
        24..32 => plucked::GUITARS[place - 24](),
        32..40 => plucked::BASSES[place - 32](),
        40..45 => sustained::BOWED[place - 40](),
        45 => plucked::pizzicato(),
        46 => plucked::harp(),
        47 => struck::timpani(),
        48..55 => sustained::ENSEMBLES[place - 48](),
        55 => sustained::orchestra_hit(),
        56..64 => sustained::BRASS[place - 56](),
        64..72 => sustained::REEDS[place - 64](),
        72..80 => sustained::PIPES[place - 72](),
        80..88 => synths::LEADS[place - 80](),
        88..96 => synths::PADS[place - 88](),
        96..104 => synths::EFFECTS[place - 96](),
        104..109 => plucked::PLUCKED[place - 104](),
        109 => sustained::bagpipe(),
        110 => sustained::fiddle(),
        111 => sustained::shanai(),
        112..120 => struck::PERCUSSION[place - 112](),
        _ => synths::SOUNDS[place.min(127) - 120](),
    }
}

/// What brings a program's notes to the loudness of its family, linear.
pub(super) fn gain(program: u8) -> f64 {
    GAINS[usize::from(program).min(127)]
}

/// A family a row. Measured on 2026-11-26: the loudest 300 ms (K-weighted, ITU-R BS.1770) of three
/// notes of each program's register at velocity 100 and full volume are then at -24 LUFS, basses
/// at -23, bowed strings, pipes, plucked and struck ones at -25, bars, organs and ensembles at -26,
/// pads and effects at -28, sounds at -30, as far as the range of gains (4) reaches.
#[rustfmt::skip]
const GAINS: [f64; 128] = [
    2.23, 2.22, 3.34, 2.65, 1.60, 2.20, 2.03, 1.80,
    1.53, 1.53, 1.73, 0.96, 1.67, 2.17, 1.29, 2.85,
    0.87, 0.81, 1.13, 1.35, 1.04, 0.80, 0.87, 0.81,
    1.98, 2.97, 1.57, 2.50, 4.00, 1.54, 1.08, 1.86,
    2.04, 2.58, 2.84, 1.97, 3.30, 3.92, 1.60, 1.37,
    1.26, 1.27, 1.32, 1.48, 0.85, 4.00, 1.80, 1.53,
    0.81, 0.75, 0.80, 0.83, 1.16, 0.68, 1.74, 1.30,
    1.24, 1.28, 1.49, 2.87, 1.36, 0.74, 0.76, 0.75,
    0.94, 0.94, 0.94, 1.02, 0.89, 0.85, 0.91, 0.66,
    1.10, 1.12, 1.15, 1.02, 0.98, 0.97, 0.91, 1.06,
    0.79, 0.85, 1.84, 1.75, 1.09, 2.65, 1.19, 1.02,
    0.65, 0.67, 0.61, 1.01, 0.86, 0.64, 1.85, 0.58,
    1.30, 0.70, 1.33, 0.75, 0.64, 1.97, 0.95, 0.57,
    1.89, 2.59, 1.98, 1.83, 1.73, 1.05, 1.25, 0.87,
    1.62, 3.22, 1.75, 4.00, 1.60, 2.04, 2.06, 1.99,
    4.00, 1.72, 1.64, 0.50, 0.76, 1.23, 1.46, 1.01,
];
