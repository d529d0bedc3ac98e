//! What is plucked: guitars, basses, harps, and strings of other places.

use super::table::{
    adsr, away, driven, held, low, noise, ping, pulse, saw, sine, soon, sound, steep, triangle,
};
use crate::zenith::Zenith;

/// Guitars, 24..=31.
pub(super) const GUITARS: [fn() -> Zenith; 8] = [
    // Nylon.
    || {
        sound(
            [away(triangle(0, 0.0, 0.4)), away(saw(0, 1.5, 0.14)), ping(noise(0.02))],
            low(650.0, 0.01, 3200.0),
            adsr(0.001, 0.5, 0.03, 0.2),
            adsr(0.002, 3.0, 0.0, 0.18),
        )
    },
    // Steel: brighter, and a second string.
    || {
        sound(
            [away(saw(0, -1.5, 0.24)), away(pulse(0.3, 0, 2.0, 0.14)), soon(saw(1, 0.0, 0.06))],
            low(900.0, 0.01, 7000.0),
            adsr(0.001, 0.7, 0.05, 0.2),
            adsr(0.001, 3.6, 0.0, 0.18),
        )
    },
    // Jazz: round, the tone turned down.
    || {
        sound(
            [away(triangle(0, 0.0, 0.45)), away(sine(0, 1.0, 0.15))],
            low(900.0, 0.01, 1100.0),
            adsr(0.001, 0.3, 0.1, 0.2),
            adsr(0.002, 3.2, 0.0, 0.15),
        )
    },
    // Clean.
    || {
        sound(
            [away(saw(0, -2.0, 0.22)), away(pulse(0.35, 0, 2.0, 0.18)), soon(sine(1, 0.0, 0.08))],
            low(1300.0, 2.0, 4200.0),
            adsr(0.001, 0.6, 0.08, 0.2),
            adsr(0.001, 4.0, 0.0, 0.15),
        )
    },
    // Muted by the palm.
    || {
        sound(
            [away(saw(0, -2.0, 0.28)), away(pulse(0.35, 0, 2.0, 0.2)), ping(noise(0.04))],
            low(700.0, 2.0, 2600.0),
            adsr(0.001, 0.07, 0.0, 0.06),
            adsr(0.001, 0.28, 0.0, 0.08),
        )
    },
    // Overdriven.
    || {
        driven(
            0.25,
            sound(
                [held(saw(0, -3.0, 0.24)), held(saw(0, 3.0, 0.2)), away(pulse(0.3, -1, 0.0, 0.1))],
                steep(2200.0, 2.0, 2200.0),
                adsr(0.002, 1.2, 0.3, 0.2),
                adsr(0.003, 5.0, 0.35, 0.15),
            ),
        )
    },
    // Distortion.
    || {
        driven(
            0.8,
            sound(
                [held(saw(0, -4.0, 0.3)), held(saw(0, 4.0, 0.3)), held(pulse(0.4, -1, 1.0, 0.14))],
                steep(2800.0, 3.0, 1800.0),
                adsr(0.002, 1.5, 0.5, 0.2),
                adsr(0.004, 6.0, 0.6, 0.15),
            ),
        )
    },
    // Harmonics.
    || {
        sound(
            [away(sine(1, 0.0, 0.4)), away(sine(2, 0.0, 0.12)), soon(triangle(0, 0.0, 0.06))],
            low(6000.0, 0.01, 3000.0),
            adsr(0.001, 0.3, 0.0, 0.2),
            adsr(0.001, 3.0, 0.0, 0.4),
        )
    },
];

/// Basses, 32..=39.
pub(super) const BASSES: [fn() -> Zenith; 8] = [
    // Acoustic: a gut string and the finger on it.
    || {
        sound(
            [away(triangle(0, 0.0, 0.45)), away(sine(0, 0.0, 0.2)), ping(noise(0.04))],
            low(380.0, 0.01, 1500.0),
            adsr(0.002, 0.16, 0.05, 0.1),
            adsr(0.004, 2.4, 0.0, 0.12),
        )
    },
    // Finger.
    || {
        sound(
            [away(triangle(0, 0.0, 0.36)), away(saw(0, 1.0, 0.2))],
            low(420.0, 1.0, 1500.0),
            adsr(0.002, 0.4, 0.12, 0.1),
            adsr(0.003, 3.6, 0.0, 0.1),
        )
    },
    // Pick.
    || {
        sound(
            [away(saw(0, 0.0, 0.34)), away(pulse(0.3, 0, 1.0, 0.14)), ping(noise(0.03))],
            low(600.0, 2.0, 3400.0),
            adsr(0.001, 0.22, 0.1, 0.1),
            adsr(0.001, 3.2, 0.0, 0.09),
        )
    },
    // Fretless: it swells a little and sings.
    || {
        sound(
            [held(triangle(0, 0.0, 0.3)), away(saw(0, 2.0, 0.22))],
            low(420.0, 3.0, 700.0),
            adsr(0.08, 0.7, 0.3, 0.15),
            adsr(0.02, 4.0, 0.2, 0.12),
        )
    },
    // Slap 1: the thumb.
    || {
        sound(
            [away(saw(0, 0.0, 0.34)), soon(pulse(0.2, 1, 2.0, 0.14)), ping(noise(0.08))],
            low(500.0, 4.0, 7000.0),
            adsr(0.001, 0.09, 0.04, 0.08),
            adsr(0.001, 2.4, 0.0, 0.08),
        )
    },
    // Slap 2: pulled.
    || {
        sound(
            [away(saw(0, 0.0, 0.3)), soon(saw(1, 0.0, 0.2)), ping(noise(0.1))],
            low(700.0, 6.0, 9000.0),
            adsr(0.001, 0.12, 0.05, 0.08),
            adsr(0.001, 2.0, 0.0, 0.08),
        )
    },
    // Synth bass 1: a filter that closes.
    || {
        sound(
            [held(saw(0, -4.0, 0.3)), held(pulse(0.5, 0, 4.0, 0.24)), held(sine(-1, 0.0, 0.14))],
            steep(260.0, 9.0, 2600.0),
            adsr(0.002, 0.3, 0.15, 0.1),
            adsr(0.003, 0.8, 0.7, 0.09),
        )
    },
    // Synth bass 2: hollow and round.
    || {
        sound(
            [held(pulse(0.35, 0, 0.0, 0.32)), held(triangle(-1, 0.0, 0.26))],
            steep(450.0, 4.0, 1200.0),
            adsr(0.002, 0.25, 0.3, 0.1),
            adsr(0.003, 1.2, 0.6, 0.1),
        )
    },
];

/// Plucked strings of the orchestra, 45.
pub(super) fn pizzicato() -> Zenith {
    sound(
        [away(saw(0, -4.0, 0.26)), away(triangle(0, 4.0, 0.24)), ping(noise(0.04))],
        low(700.0, 0.01, 3000.0),
        adsr(0.001, 0.1, 0.0, 0.1),
        adsr(0.003, 0.55, 0.0, 0.2),
    )
}

/// Its strings ring on.
pub(super) fn harp() -> Zenith {
    sound(
        [away(triangle(0, 0.0, 0.4)), away(saw(0, 1.0, 0.12)), soon(sine(1, 0.0, 0.1))],
        low(1200.0, 0.01, 4000.0),
        adsr(0.001, 0.4, 0.03, 0.3),
        adsr(0.001, 3.2, 0.0, 1.0),
    )
}

/// Ethnic strings and tines, 104..=108.
pub(super) const PLUCKED: [fn() -> Zenith; 5] = [
    // Sitar: a bridge that buzzes the longer it rings.
    || {
        sound(
            [
                away(saw(0, 0.0, 0.3)),
                held(pulse(0.08, 0, 3.0, 0.1)),
                away(pulse(0.1, 1, -4.0, 0.1)),
            ],
            low(2600.0, 8.0, -1400.0),
            adsr(0.001, 1.2, 0.0, 0.3),
            adsr(0.002, 4.0, 0.0, 0.5),
        )
    },
    // Banjo: a skin for a body.
    || {
        sound(
            [away(saw(0, 0.0, 0.3)), soon(pulse(0.2, 1, 2.0, 0.16)), ping(noise(0.06))],
            low(1800.0, 5.0, 6000.0),
            adsr(0.001, 0.12, 0.05, 0.1),
            adsr(0.001, 1.1, 0.0, 0.1),
        )
    },
    // Shamisen: the plectrum strikes the skin with the string.
    || {
        sound(
            [away(pulse(0.2, 0, 0.0, 0.32)), soon(saw(1, 0.0, 0.14)), ping(noise(0.16))],
            low(1500.0, 6.0, 5000.0),
            adsr(0.001, 0.06, 0.03, 0.1),
            adsr(0.001, 0.9, 0.0, 0.12),
        )
    },
    // Koto.
    || {
        sound(
            [away(triangle(0, 0.0, 0.36)), away(saw(0, 1.0, 0.16)), soon(pulse(0.15, 1, 0.0, 0.1))],
            low(1500.0, 2.0, 5500.0),
            adsr(0.001, 0.3, 0.03, 0.2),
            adsr(0.001, 2.6, 0.0, 0.5),
        )
    },
    // Kalimba: a tine has modes as 1 : 6.27.
    || {
        sound(
            [away(sine(0, 0.0, 0.46)), soon(sine(2, 777.0, 0.1)), ping(noise(0.06))],
            low(4000.0, 0.01, 4000.0),
            adsr(0.001, 0.02, 0.0, 0.1),
            adsr(0.001, 1.5, 0.0, 0.35),
        )
    },
];
