//! What is struck: pianos, bars, skins and blocks.

use super::table::{
    adsr, away, falling, formant, held, low, noise, ping, pulse, saw, sine, soon, sound, tremolo,
    triangle,
};
use crate::zenith::Zenith;

/// Pianos, 0..=7.
pub(super) const PIANOS: [fn() -> Zenith; 8] = [
    // Acoustic grand: brighter the harder it is struck, darker as it rings.
    || {
        sound(
            [away(triangle(0, 0.0, 0.3)), away(saw(0, 1.2, 0.16)), soon(sine(1, 2.0, 0.1))],
            low(700.0, 0.01, 5500.0),
            adsr(0.001, 1.5, 0.02, 0.5),
            adsr(0.002, 7.0, 0.0, 0.4),
        )
    },
    // Bright acoustic.
    || {
        sound(
            [away(triangle(0, 0.0, 0.24)), away(saw(0, 1.2, 0.22)), soon(saw(1, 2.0, 0.06))],
            low(1300.0, 0.01, 7500.0),
            adsr(0.001, 1.6, 0.04, 0.5),
            adsr(0.002, 6.5, 0.0, 0.4),
        )
    },
    // Electric grand: strings without a body, and a chorus.
    || {
        sound(
            [away(triangle(0, -4.0, 0.24)), away(saw(0, 5.0, 0.18)), soon(pulse(0.3, 0, 0.0, 0.1))],
            low(1000.0, 2.0, 4500.0),
            adsr(0.001, 1.2, 0.05, 0.4),
            adsr(0.002, 5.5, 0.0, 0.35),
        )
    },
    // Honky-tonk: two strings that nobody has tuned.
    || {
        sound(
            [
                away(triangle(0, -13.0, 0.22)),
                away(saw(0, 13.0, 0.16)),
                away(saw(0, -11.0, 0.12)),
                soon(sine(1, 9.0, 0.08)),
            ],
            low(900.0, 0.01, 5500.0),
            adsr(0.001, 1.2, 0.03, 0.4),
            adsr(0.002, 5.0, 0.0, 0.35),
        )
    },
    // Electric piano 1: a tine eight times as high, and its bar.
    || {
        tremolo(
            4.6,
            0.15,
            sound(
                [
                    away(sine(0, 0.0, 0.42)),
                    held(triangle(0, 2.0, 0.06)),
                    ping(sine(2, 1200.0, 0.05)),
                ],
                low(1800.0, 0.01, 3000.0),
                adsr(0.001, 0.5, 0.0, 0.3),
                adsr(0.002, 5.0, 0.0, 0.4),
            ),
        )
    },
    // Electric piano 2: brighter, of two detuned pairs.
    || {
        sound(
            [
                away(sine(0, -4.0, 0.3)),
                away(sine(0, 4.0, 0.2)),
                ping(sine(2, 1200.0, 0.08)),
                ping(sine(1, 702.0, 0.06)),
            ],
            low(5000.0, 0.01, 4000.0),
            adsr(0.001, 0.7, 0.0, 0.3),
            adsr(0.002, 4.5, 0.0, 0.4),
        )
    },
    // Harpsichord: two choirs, plucked, an octave apart.
    || {
        sound(
            [
                away(pulse(0.14, 0, 0.0, 0.3)),
                away(saw(1, 1.0, 0.18)),
                soon(pulse(0.1, 1, 3.0, 0.1)),
            ],
            low(4500.0, 0.01, 4000.0),
            adsr(0.001, 0.8, 0.1, 0.1),
            adsr(0.001, 3.0, 0.0, 0.09),
        )
    },
    // Clavi: a nasal string, damped at once.
    || {
        sound(
            [away(pulse(0.12, 0, 0.0, 0.36)), away(saw(0, 2.0, 0.14))],
            low(1100.0, 7.0, 5000.0),
            adsr(0.001, 0.35, 0.12, 0.08),
            adsr(0.001, 2.2, 0.0, 0.05),
        )
    },
];

/// Chromatic percussion, 8..=15. Bars have modes as 1 : 2.756 : 5.404 when they are free, and as
/// 1 : 4 or 1 : 3 when they are undercut (Fletcher and Rossing, 19).
pub(super) const BARS: [fn() -> Zenith; 8] = [
    // Celesta.
    || {
        sound(
            [away(sine(0, 0.0, 0.4)), soon(sine(2, 0.0, 0.16)), ping(noise(0.03))],
            low(9000.0, 0.01, 3000.0),
            adsr(0.001, 0.02, 0.0, 0.1),
            adsr(0.001, 2.2, 0.0, 0.5),
        )
    },
    // Glockenspiel.
    || {
        sound(
            [away(sine(0, 0.0, 0.4)), soon(sine(1, 555.0, 0.14)), soon(sine(2, 521.0, 0.06))],
            low(16000.0, 0.01, 0.0),
            adsr(0.001, 0.5, 0.0, 0.1),
            adsr(0.001, 2.4, 0.0, 0.9),
        )
    },
    // Music box.
    || {
        sound(
            [away(sine(0, 0.0, 0.36)), soon(sine(2, 386.0, 0.12)), away(triangle(0, 3.0, 0.08))],
            low(12000.0, 0.01, 0.0),
            adsr(0.001, 0.5, 0.0, 0.1),
            adsr(0.001, 1.8, 0.0, 0.8),
        )
    },
    // Vibraphone: its fans.
    || {
        let mut bars = sound(
            [held(sine(0, 0.0, 0.2)), away(sine(0, 0.0, 0.24)), soon(sine(2, 0.0, 0.12))],
            low(7000.0, 0.01, 0.0),
            adsr(0.001, 0.5, 0.0, 0.1),
            adsr(0.001, 5.0, 0.0, 1.0),
        );
        bars.oscillators[1].phase = bars.oscillators[0].phase;
        tremolo(5.5, 0.9, bars)
    },
    // Marimba: wood, short, two octaves above softly.
    || {
        sound(
            [away(sine(0, 0.0, 0.48)), soon(sine(2, 0.0, 0.16)), ping(noise(0.06))],
            low(3500.0, 0.01, 5000.0),
            adsr(0.001, 0.015, 0.0, 0.05),
            adsr(0.001, 0.9, 0.0, 0.25),
        )
    },
    // Xylophone: harder and shorter, a twelfth above.
    || {
        sound(
            [away(sine(0, 0.0, 0.4)), soon(sine(1, 702.0, 0.3)), ping(noise(0.1))],
            low(9000.0, 0.01, 6000.0),
            adsr(0.001, 0.012, 0.0, 0.05),
            adsr(0.001, 0.5, 0.0, 0.15),
        )
    },
    // Tubular bells: the strike note is heard between modes as 2 : 3 : 4.
    || {
        sound(
            [
                away(sine(0, 0.0, 0.24)),
                away(sine(1, 0.0, 0.3)),
                away(sine(1, 702.0, 0.24)),
                soon(sine(2, 530.0, 0.12)),
            ],
            low(9000.0, 0.01, 0.0),
            adsr(0.001, 0.5, 0.0, 0.1),
            adsr(0.001, 5.0, 0.0, 1.5),
        )
    },
    // Dulcimer: pairs of strings, struck with wood.
    || {
        sound(
            [away(saw(0, -3.0, 0.2)), away(saw(0, 3.0, 0.2)), soon(triangle(1, 0.0, 0.1))],
            low(1600.0, 0.01, 8000.0),
            adsr(0.001, 0.3, 0.05, 0.3),
            adsr(0.001, 2.6, 0.0, 0.7),
        )
    },
];

/// Modes as 1 : 1.5 : 2 (Fletcher and Rossing, 18.1), and the mallet.
pub(super) fn timpani() -> Zenith {
    sound(
        [
            away(sine(0, 0.0, 0.48)),
            soon(sine(0, 702.0, 0.24)),
            soon(sine(1, 0.0, 0.14)),
            ping(noise(0.2)),
        ],
        low(900.0, 0.01, 1800.0),
        adsr(0.001, 0.05, 0.0, 0.1),
        adsr(0.002, 2.4, 0.0, 0.9),
    )
}

/// Percussion with pitch, 112..=119.
pub(super) const PERCUSSION: [fn() -> Zenith; 8] = [
    // Tinkle bell.
    || {
        sound(
            [away(sine(1, 0.0, 0.3)), away(sine(2, 521.0, 0.2)), soon(sine(2, 1000.0, 0.14))],
            low(18000.0, 0.01, 0.0),
            adsr(0.001, 0.5, 0.0, 0.1),
            adsr(0.001, 1.6, 0.0, 0.8),
        )
    },
    // Agogo: two modes of a bell of sheet iron.
    || {
        sound(
            [away(triangle(0, 0.0, 0.34)), soon(sine(1, 620.0, 0.24)), ping(noise(0.08))],
            low(9000.0, 0.01, 3000.0),
            adsr(0.001, 0.01, 0.0, 0.1),
            adsr(0.001, 0.7, 0.0, 0.3),
        )
    },
    // Steel drums: the octave and the twelfth are tuned, and come a moment later.
    || {
        sound(
            [away(sine(0, 0.0, 0.4)), away(sine(1, 3.0, 0.22)), soon(sine(1, 705.0, 0.12))],
            low(3000.0, 0.01, 4500.0),
            adsr(0.03, 0.4, 0.1, 0.2),
            adsr(0.003, 1.4, 0.0, 0.3),
        )
    },
    // Woodblock.
    || {
        sound(
            [away(sine(0, 0.0, 0.4)), soon(sine(1, 480.0, 0.3)), ping(noise(0.16))],
            low(9000.0, 0.01, 4000.0),
            adsr(0.001, 0.008, 0.0, 0.02),
            adsr(0.001, 0.14, 0.0, 0.06),
        )
    },
    // Taiko: a big skin that is hit hard.
    || {
        falling(
            300.0,
            sound(
                [away(sine(-1, 0.0, 0.5)), soon(sine(-1, 800.0, 0.24)), ping(noise(0.4))],
                low(300.0, 0.01, 2600.0),
                adsr(0.001, 0.06, 0.0, 0.1),
                adsr(0.001, 1.5, 0.0, 0.6),
            ),
        )
    },
    // Melodic tom.
    || {
        falling(
            400.0,
            sound(
                [away(sine(-1, 0.0, 0.5)), soon(triangle(-1, 760.0, 0.2)), ping(noise(0.2))],
                low(900.0, 0.01, 4000.0),
                adsr(0.001, 0.08, 0.0, 0.1),
                adsr(0.001, 0.8, 0.0, 0.35),
            ),
        )
    },
    // Synth drum: it falls by two octaves.
    || {
        falling(
            2400.0,
            sound(
                [away(sine(-1, 0.0, 0.5)), soon(noise(0.12))],
                low(2500.0, 3.0, 3000.0),
                adsr(0.001, 0.25, 0.0, 0.1),
                adsr(0.001, 0.7, 0.0, 0.3),
            ),
        )
    },
    // Reverse cymbal: noise that grows and stops.
    || {
        sound(
            [held(noise(0.5)), held(pulse(0.3, 2, 780.0, 0.06)), held(pulse(0.3, 2, 377.0, 0.06))],
            formant(7500.0, 0.7),
            adsr(1.5, 0.1, 1.0, 0.1),
            adsr(1.6, 0.06, 0.0, 0.05),
        )
    },
];
