//! The colours of the picture.

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

/// The page behind everything.
pub(super) const PAGE: Colour = [0x0D, 0x0F, 0x14];
/// Behind a waveform.
pub(super) const LANE: Colour = [0x15, 0x18, 0x1F];
/// Lines of time and level.
pub(super) const GRID: Colour = [0x2A, 0x2F, 0x3A];
/// What is to be read first.
pub(super) const TEXT: Colour = [0xE6, 0xEA, 0xF0];
/// What may be read.
pub(super) const QUIET_TEXT: Colour = [0x8D, 0x96, 0xA5];
/// Beyond full scale.
pub(super) const CLIPPED: Colour = [0xFF, 0x4A, 0x4A];
/// The mix.
pub(super) const MIX: Colour = [0x66, 0xD1, 0xE8];

/// Stems, in turn: eight hues of equal lightness, neighbours far apart.
const STEMS: [Colour; 8] = [
    [0xF2, 0xA6, 0x5A],
    [0x9C, 0xC4, 0x5F],
    [0xC6, 0x9C, 0xF4],
    [0xF2, 0x8F, 0x9B],
    [0x5F, 0xCC, 0xA8],
    [0xE0, 0xB8, 0x4A],
    [0x8A, 0xB0, 0xF8],
    [0xE6, 0x8F, 0xD0],
];

/// The colour of a stem.
pub(super) fn stem(index: usize) -> Colour {
    STEMS[index % STEMS.len()]
}

/// From `under` to `over`, 0..=1 of the way.
pub(super) fn mix(under: Colour, over: Colour, part: f32) -> Colour {
    let channel = |i: usize| {
        let (under, over) = (f32::from(under[i]), f32::from(over[i]));
        (under + (over - under) * part).round() as u8
    };
    [channel(0), channel(1), channel(2)]
}

/// The map `magma` at its eighths (Smith and van der Walt 2015, key: magma, dedicated to the
/// public domain): equal steps look equally far apart, in grey and to the colour-blind too.
const MAGMA: [Colour; 9] = [
    [0, 0, 4],
    [28, 16, 68],
    [79, 18, 123],
    [129, 37, 129],
    [181, 54, 122],
    [229, 80, 100],
    [251, 135, 97],
    [254, 194, 135],
    [252, 253, 191],
];

/// Magma at 0..=1; beyond, its ends.
pub(super) fn magma(value: f32) -> Colour {
    let place = value.clamp(0.0, 1.0) * (MAGMA.len() - 1) as f32;
    let below = (place as usize).min(MAGMA.len() - 2);
    mix(MAGMA[below], MAGMA[below + 1], place - below as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magma_grows_lighter_with_every_step() {
        // Luminance as in ITU-R BT.709, of the coded values.
        let light = |[r, g, b]: Colour| {
            0.2126 * f32::from(r) + 0.7152 * f32::from(g) + 0.0722 * f32::from(b)
        };
        let lights: Vec<f32> = (0..=64).map(|i| light(magma(i as f32 / 64.0))).collect();
        assert!(lights.windows(2).all(|pair| pair[0] < pair[1]), "{lights:?}");
        assert_eq!((magma(-1.0), magma(2.0)), (MAGMA[0], MAGMA[8]));
    }
}
