//! Synthesizers: leads, pads, effects, and the sounds that are none of music's.

use super::table::{
    adsr, away, driven, falling, formant, held, low, noise, ping, pulse, saw, saws, sine, soon,
    sound, squarely, steep, swept, tremolo, triangle, vibrato,
};
use crate::zenith::Zenith;

/// Leads, 80..=87.
pub(super) const LEADS: [fn() -> Zenith; 8] = [
    // Square.
    || {
        vibrato(
            5.2,
            4.0,
            sound(
                [held(pulse(0.5, 0, 0.0, 0.36)), held(pulse(0.5, 0, 5.0, 0.16))],
                low(4500.0, 1.0, 1000.0),
                adsr(0.003, 0.3, 0.7, 0.1),
                adsr(0.003, 0.2, 0.9, 0.09),
            ),
        )
    },
    // Sawtooth.
    || {
        sound(
            [held(saws(3, 9.0, 40.0, 0.5)), held(saw(-1, 2.0, 0.12))],
            steep(5000.0, 2.0, 2500.0),
            adsr(0.003, 0.4, 0.5, 0.1),
            adsr(0.003, 0.2, 0.9, 0.1),
        )
    },
    // Calliope: steam through pipes.
    || {
        sound(
            [held(triangle(0, 0.0, 0.3)), held(triangle(1, 4.0, 0.1)), held(noise(0.012))],
            low(4200.0, 0.01, 0.0),
            adsr(0.02, 0.1, 1.0, 0.1),
            adsr(0.02, 0.1, 0.95, 0.1),
        )
    },
    // Chiff: a puff, then a tone.
    || {
        sound(
            [held(triangle(0, 0.0, 0.3)), held(pulse(0.4, 1, 3.0, 0.08)), ping(noise(0.35))],
            low(3000.0, 2.0, 4000.0),
            adsr(0.002, 0.09, 0.0, 0.1),
            adsr(0.006, 0.2, 0.85, 0.12),
        )
    },
    // Charang: a guitar that is driven.
    || {
        driven(
            0.6,
            sound(
                [held(saw(0, -3.0, 0.3)), held(saw(0, 3.0, 0.26)), held(pulse(0.15, 1, 0.0, 0.1))],
                steep(3200.0, 4.0, 2500.0),
                adsr(0.002, 0.8, 0.4, 0.1),
                adsr(0.002, 1.5, 0.7, 0.12),
            ),
        )
    },
    // Voice.
    || {
        vibrato(
            5.4,
            8.0,
            sound(
                [held(saws(3, 8.0, 40.0, 0.45)), held(sine(0, 0.0, 0.12))],
                formant(1000.0, 1.3),
                adsr(0.1, 0.1, 1.0, 0.1),
                adsr(0.05, 0.2, 0.9, 0.16),
            ),
        )
    },
    // Fifths.
    || {
        sound(
            [
                held(saw(0, -3.0, 0.26)),
                held(saw(0, 3.0, 0.2)),
                held(saw(0, 702.0, 0.22)),
                held(saw(-1, 0.0, 0.1)),
            ],
            steep(3800.0, 2.0, 2000.0),
            adsr(0.003, 0.5, 0.5, 0.1),
            adsr(0.004, 0.3, 0.9, 0.12),
        )
    },
    // Bass and lead.
    || {
        sound(
            [held(saw(0, 0.0, 0.28)), held(pulse(0.4, -1, 2.0, 0.26)), held(sine(-2, 0.0, 0.16))],
            steep(900.0, 6.0, 4200.0),
            adsr(0.002, 0.3, 0.3, 0.1),
            adsr(0.002, 0.4, 0.85, 0.1),
        )
    },
];

/// Pads, 88..=95.
pub(super) const PADS: [fn() -> Zenith; 8] = [
    // New age: a bell over a soft bed.
    || {
        sound(
            [
                held(saws(3, 10.0, 80.0, 0.2)),
                held(triangle(0, -4.0, 0.16)),
                ping(sine(2, 0.0, 0.2)),
                ping(sine(2, 702.0, 0.1)),
            ],
            low(2600.0, 0.01, 2500.0),
            adsr(0.002, 0.9, 0.0, 0.8),
            adsr(0.03, 1.2, 0.7, 1.2),
        )
    },
    // Warm.
    || {
        sound(
            [held(saws(5, 12.0, 80.0, 0.4)), held(triangle(-1, 3.0, 0.14))],
            steep(900.0, 1.0, 700.0),
            adsr(0.8, 1.5, 0.6, 1.0),
            adsr(0.4, 0.8, 0.9, 1.1),
        )
    },
    // Polysynth.
    || {
        sound(
            [held(saws(5, 18.0, 70.0, 0.42)), held(pulse(0.4, 0, 6.0, 0.16))],
            steep(2200.0, 2.0, 3000.0),
            adsr(0.01, 0.8, 0.4, 0.4),
            adsr(0.01, 0.6, 0.8, 0.5),
        )
    },
    // Choir.
    || {
        vibrato(
            4.8,
            5.0,
            sound(
                [held(saws(7, 16.0, 90.0, 0.5)), held(noise(0.03)), held(sine(0, 0.0, 0.08))],
                formant(850.0, 1.0),
                adsr(0.3, 0.1, 1.0, 0.8),
                adsr(0.35, 0.5, 0.9, 1.0),
            ),
        )
    },
    // Bowed: glass, a fifth above.
    || {
        tremolo(
            4.2,
            0.12,
            sound(
                [
                    held(sine(0, 0.0, 0.3)),
                    held(sine(1, 706.0, 0.1)),
                    held(sine(1, -3.0, 0.12)),
                    held(noise(0.01)),
                ],
                low(6000.0, 0.01, 0.0),
                adsr(0.3, 0.1, 1.0, 0.8),
                adsr(0.35, 0.5, 0.9, 0.9),
            ),
        )
    },
    // Metallic.
    || {
        sound(
            [
                held(pulse(0.3, 0, 0.0, 0.2)),
                held(pulse(0.2, 1, 480.0, 0.1)),
                held(saws(3, 14.0, 80.0, 0.16)),
                soon(sine(2, 530.0, 0.14)),
            ],
            low(2600.0, 5.0, 2600.0),
            adsr(0.01, 1.2, 0.3, 0.8),
            adsr(0.04, 1.0, 0.8, 0.9),
        )
    },
    // Halo.
    || {
        swept(
            0.25,
            700.0,
            sound(
                [held(saws(5, 20.0, 100.0, 0.36)), held(sine(1, 0.0, 0.12)), held(noise(0.02))],
                formant(1500.0, 0.9),
                adsr(0.5, 0.1, 1.0, 1.0),
                adsr(0.5, 0.5, 0.95, 1.4),
            ),
        )
    },
    // Sweep: the filter opens over two seconds, and closes.
    || {
        sound(
            [held(saws(7, 22.0, 90.0, 0.42)), held(saw(-1, 0.0, 0.12))],
            steep(350.0, 9.0, 4200.0),
            adsr(2.0, 2.0, 0.3, 1.0),
            adsr(0.15, 0.5, 0.95, 1.0),
        )
    },
];

/// Effects, 96..=103.
pub(super) const EFFECTS: [fn() -> Zenith; 8] = [
    // Rain: drops.
    || {
        sound(
            [away(sine(1, 0.0, 0.24)), soon(sine(2, 386.0, 0.18)), away(saws(3, 16.0, 90.0, 0.12))],
            low(2400.0, 3.0, 5000.0),
            adsr(0.002, 0.3, 0.1, 0.5),
            adsr(0.002, 1.8, 0.0, 1.0),
        )
    },
    // Soundtrack: fifths that swell.
    || {
        sound(
            [held(saws(5, 16.0, 90.0, 0.34)), held(saw(0, 702.0, 0.16)), held(saw(-1, 4.0, 0.14))],
            steep(600.0, 3.0, 2600.0),
            adsr(1.2, 1.5, 0.6, 1.0),
            adsr(0.5, 0.5, 0.95, 1.2),
        )
    },
    // Crystal.
    || {
        sound(
            [
                away(sine(0, 0.0, 0.3)),
                away(sine(2, 0.0, 0.2)),
                soon(sine(2, 702.0, 0.14)),
                soon(sine(1, 555.0, 0.1)),
            ],
            low(14000.0, 0.01, 0.0),
            adsr(0.001, 0.5, 0.0, 0.5),
            adsr(0.001, 2.4, 0.0, 1.4),
        )
    },
    // Atmosphere: a guitar over a pad.
    || {
        sound(
            [held(saws(5, 14.0, 90.0, 0.2)), away(triangle(0, 0.0, 0.4)), away(saw(0, 2.0, 0.16))],
            low(1200.0, 1.0, 3600.0),
            adsr(0.002, 0.6, 0.15, 0.8),
            adsr(0.004, 2.6, 0.35, 1.2),
        )
    },
    // Brightness.
    || {
        sound(
            [
                held(saws(7, 20.0, 90.0, 0.36)),
                held(pulse(0.2, 1, 5.0, 0.12)),
                ping(sine(2, 0.0, 0.14)),
            ],
            low(5200.0, 3.0, 7000.0),
            adsr(0.002, 0.8, 0.3, 0.6),
            adsr(0.01, 1.0, 0.75, 0.8),
        )
    },
    // Goblins: they slide.
    || {
        vibrato(
            1.3,
            60.0,
            sound(
                [held(saws(3, 26.0, 90.0, 0.3)), held(pulse(0.1, -1, 0.0, 0.2)), held(noise(0.03))],
                formant(700.0, 2.0),
                adsr(0.4, 0.1, 1.0, 0.8),
                adsr(0.25, 0.5, 0.9, 1.0),
            ),
        )
    },
    // Echoes: the level comes again and again.
    || {
        squarely(
            3.3,
            sound(
                [away(triangle(0, 0.0, 0.36)), away(saws(3, 12.0, 90.0, 0.24))],
                low(2400.0, 2.0, 3000.0),
                adsr(0.002, 0.8, 0.1, 0.8),
                adsr(0.002, 3.0, 0.0, 1.2),
            ),
        )
    },
    // Sci-fi.
    || {
        vibrato(
            5.9,
            45.0,
            swept(
                0.7,
                900.0,
                sound(
                    [
                        held(pulse(0.3, 0, 0.0, 0.3)),
                        held(sine(1, 480.0, 0.2)),
                        held(saw(0, 9.0, 0.14)),
                    ],
                    low(1800.0, 9.0, 1200.0),
                    adsr(0.01, 1.5, 0.3, 0.6),
                    adsr(0.02, 1.0, 0.8, 0.9),
                ),
            ),
        )
    },
];

/// Sounds, 120..=127.
pub(super) const SOUNDS: [fn() -> Zenith; 8] = [
    // Guitar fret noise: a finger slides along a wound string.
    || {
        falling(
            -700.0,
            sound(
                [held(noise(0.3)), held(saw(2, 0.0, 0.1))],
                formant(2600.0, 2.5),
                adsr(0.06, 0.14, 0.0, 0.05),
                adsr(0.03, 0.18, 0.0, 0.05),
            ),
        )
    },
    // Breath.
    || {
        sound(
            [held(noise(0.5))],
            formant(1400.0, 0.9),
            adsr(0.2, 0.3, 0.5, 0.2),
            adsr(0.12, 0.5, 0.3, 0.25),
        )
    },
    // Seashore: a wave every five seconds.
    || {
        swept(
            0.2,
            420.0,
            tremolo(
                0.2,
                0.8,
                sound(
                    [held(noise(0.4))],
                    low(900.0, 0.01, 0.0),
                    adsr(1.0, 0.1, 1.0, 1.0),
                    adsr(1.2, 0.1, 1.0, 1.5),
                ),
            ),
        )
    },
    // Bird: it chirps.
    || {
        vibrato(
            9.0,
            500.0,
            squarely(
                4.5,
                sound(
                    [away(sine(2, 900.0, 0.4))],
                    low(16000.0, 0.01, 0.0),
                    adsr(0.01, 0.1, 1.0, 0.1),
                    adsr(0.01, 3.0, 0.5, 0.1),
                ),
            ),
        )
    },
    // Telephone: a bell and its hammer, 20 strokes a second.
    || {
        squarely(
            20.0,
            sound(
                [
                    away(triangle(1, 0.0, 0.3)),
                    away(triangle(1, 386.0, 0.26)),
                    away(sine(2, 521.0, 0.12)),
                ],
                low(9000.0, 0.01, 0.0),
                adsr(0.01, 0.1, 1.0, 0.1),
                adsr(0.005, 4.0, 0.9, 0.2),
            ),
        )
    },
    // Helicopter: twelve blades a second.
    || {
        squarely(
            12.0,
            sound(
                [away(noise(0.5)), away(pulse(0.3, -2, 0.0, 0.2))],
                low(700.0, 2.0, 0.0),
                adsr(0.1, 0.1, 1.0, 0.3),
                adsr(0.3, 0.5, 0.95, 0.6),
            ),
        )
    },
    // Applause: hands by the hundred.
    || {
        tremolo(
            7.3,
            0.25,
            sound(
                [held(noise(0.45))],
                formant(1500.0, 0.8),
                adsr(0.3, 0.1, 1.0, 0.5),
                adsr(0.3, 0.5, 0.9, 1.2),
            ),
        )
    },
    // Gunshot.
    || {
        falling(
            1200.0,
            sound(
                [away(noise(0.5)), away(sine(-2, 0.0, 0.4)), ping(noise(0.5))],
                low(400.0, 0.01, 12000.0),
                adsr(0.001, 0.05, 0.03, 0.3),
                adsr(0.001, 1.4, 0.0, 0.6),
            ),
        )
    },
];
