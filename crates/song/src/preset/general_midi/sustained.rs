//! What is blown, bowed, sung or held: organs, strings, voices, brass, reeds, pipes.

use super::table::{
    adsr, away, driven, formant, held, low, noise, ping, pulse, saw, saws, sine, sound, steep,
    swept, tremolo, triangle, vibrato,
};
use crate::va::Envelope;
use crate::zenith::Zenith;

/// Organs, 16..=23.
pub(super) const ORGANS: [fn() -> Zenith; 8] = [
    // Drawbar: 16', 8', 5 1/3' and 4'.
    || organ([(-1, 0.0, 0.22), (0, 0.0, 0.3), (0, 702.0, 0.14), (1, 0.0, 0.16)], 0.0),
    // Percussive: the third harmonic is struck, and gone.
    || {
        let percussion = ping(sine(1, 702.0, 0.4));
        sound(
            [held(sine(-1, 0.0, 0.22)), held(sine(0, 0.0, 0.34)), percussion],
            low(16000.0, 0.01, 0.0),
            adsr(0.001, 0.25, 0.0, 0.05),
            adsr(0.003, 0.02, 1.0, 0.04),
        )
    },
    // Rock: driven, through a cabinet that turns.
    || {
        let drawbars = [(-1, 0.0, 0.26), (0, 0.0, 0.3), (0, 702.0, 0.2), (1, 0.0, 0.2)];
        tremolo(6.7, 0.18, vibrato(6.7, 9.0, driven(0.3, organ(drawbars, 0.0))))
    },
    // Church: principals of four lengths; the wind takes its time.
    || {
        sound(
            [
                held(triangle(-1, 1.0, 0.24)),
                held(saw(0, -2.0, 0.1)),
                held(triangle(1, 2.0, 0.16)),
                held(sine(2, 0.0, 0.06)),
            ],
            low(3800.0, 0.01, 0.0),
            adsr(0.05, 0.1, 1.0, 0.3),
            adsr(0.06, 0.1, 1.0, 0.28),
        )
    },
    // Reed organ: free reeds, softly.
    || {
        sound(
            [
                held(pulse(0.3, 0, -2.0, 0.2)),
                held(saw(0, 3.0, 0.16)),
                held(pulse(0.3, 1, 0.0, 0.06)),
            ],
            low(2200.0, 1.0, 0.0),
            adsr(0.05, 0.1, 1.0, 0.1),
            adsr(0.05, 0.1, 1.0, 0.1),
        )
    },
    // Accordion: two reeds that beat.
    || accordion(9.0),
    // Harmonica: the hand opens and closes.
    || {
        let reeds = [held(pulse(0.35, 0, -2.0, 0.26)), held(saw(0, 3.0, 0.16))];
        let tone = low(2400.0, 3.0, 900.0);
        vibrato(
            5.2,
            6.0,
            tremolo(5.2, 0.15, sound(reeds, tone, adsr(0.08, 0.3, 0.6, 0.1), wind(0.04, 0.08))),
        )
    },
    // Tango accordion: less of it.
    || accordion(4.0),
];

/// Four drawbars: octave, cents and level.
fn organ(drawbars: [(i32, f64, f64); 4], cents: f64) -> Zenith {
    let pipes = drawbars.map(|(octave, detune, level)| held(sine(octave, detune + cents, level)));
    let keyed = adsr(0.004, 0.02, 1.0, 0.05);
    sound(pipes, low(16000.0, 0.01, 0.0), keyed, keyed)
}

/// Reeds so many cents apart.
fn accordion(cents: f64) -> Zenith {
    sound(
        [
            held(pulse(0.4, 0, -cents, 0.2)),
            held(pulse(0.4, 0, cents, 0.2)),
            held(saw(1, 0.0, 0.07)),
            held(pulse(0.4, -1, 0.0, 0.1)),
        ],
        low(3600.0, 1.0, 0.0),
        adsr(0.03, 0.1, 1.0, 0.1),
        wind(0.03, 0.07),
    )
}

/// A breath or a bow that sets in and lets go, in seconds.
fn wind(attack: f64, release: f64) -> Envelope {
    adsr(attack, 0.3, 0.9, release)
}

/// Bowed strings, 40..=44.
pub(super) const BOWED: [fn() -> Zenith; 5] = [
    // Violin.
    || bowed(2600.0, 0.06, 5.8),
    // Viola.
    || bowed(1900.0, 0.07, 5.5),
    // Cello.
    || bowed(1400.0, 0.08, 5.2),
    // Contrabass.
    || bowed(800.0, 0.1, 4.8),
    // Tremolo strings: the bow goes to and fro.
    || tremolo(6.5, 0.7, ensemble(3, 12.0, 2800.0, 0.08, 0.35)),
];

/// One bowed string: the body's low-pass in Hz, the bow's start in seconds, the vibrato in Hz.
fn bowed(body_hz: f64, attack: f64, hz: f64) -> Zenith {
    vibrato(
        hz,
        9.0,
        sound(
            [held(saw(0, -1.5, 0.3)), held(saw(0, 2.0, 0.18)), held(pulse(0.2, 0, 0.0, 0.08))],
            low(body_hz, 2.0, 0.8 * body_hz),
            adsr(2.0 * attack, 0.4, 0.7, 0.15),
            wind(attack, 0.14),
        ),
    )
}

/// Sawtooths of so many players, cents apart, behind a low-pass in Hz.
fn ensemble(players: u32, cents: f64, hz: f64, attack: f64, release: f64) -> Zenith {
    let octave = crate::zenith::Oscillator { octave: 1, ..saws(2, cents, 80.0, 0.06) };
    sound(
        [held(saws(players, cents, 70.0, 0.45)), held(octave)],
        low(hz, 1.0, 0.4 * hz),
        adsr(1.5 * attack, 0.5, 0.8, release),
        wind(attack, release),
    )
}

/// Ensembles, 48..=54.
pub(super) const ENSEMBLES: [fn() -> Zenith; 7] = [
    // Strings 1.
    || ensemble(7, 14.0, 3200.0, 0.09, 0.4),
    // Strings 2: slower and darker.
    || ensemble(7, 16.0, 2200.0, 0.28, 0.7),
    // Synth strings 1: wider and brighter.
    || ensemble(7, 26.0, 5200.0, 0.06, 0.5),
    // Synth strings 2: a filter that opens slowly.
    || swept(0.3, 500.0, ensemble(5, 22.0, 2000.0, 0.3, 0.9)),
    // Choir aahs: the formants of `a` lie about 700 to 1100 Hz.
    || {
        vibrato(
            5.2,
            7.0,
            sound(
                [
                    held(saws(5, 14.0, 70.0, 0.5)),
                    held(pulse(0.35, 0, 0.0, 0.16)),
                    held(noise(0.02)),
                ],
                formant(900.0, 1.1),
                adsr(0.1, 0.1, 1.0, 0.3),
                wind(0.14, 0.35),
            ),
        )
    },
    // Voice oohs: of `u`, below 400 Hz.
    || {
        vibrato(
            5.0,
            6.0,
            sound(
                [held(triangle(0, -5.0, 0.3)), held(saws(3, 10.0, 50.0, 0.16)), held(noise(0.015))],
                steep(520.0, 3.0, 0.0),
                adsr(0.1, 0.1, 1.0, 0.3),
                wind(0.12, 0.25),
            ),
        )
    },
    // Synth voice.
    || {
        vibrato(
            5.5,
            5.0,
            sound(
                [
                    held(saws(3, 12.0, 60.0, 0.4)),
                    held(pulse(0.25, 0, 7.0, 0.2)),
                    held(sine(0, 0.0, 0.1)),
                ],
                formant(1250.0, 1.4),
                adsr(0.1, 0.1, 1.0, 0.2),
                wind(0.06, 0.25),
            ),
        )
    },
];

/// All at once, 55: an orchestra that plays one chord, cut short.
pub(super) fn orchestra_hit() -> Zenith {
    sound(
        [
            away(saws(7, 22.0, 80.0, 0.5)),
            away(saw(-1, 4.0, 0.3)),
            away(saw(1, -6.0, 0.2)),
            ping(noise(0.3)),
        ],
        low(900.0, 1.0, 7000.0),
        adsr(0.002, 0.16, 0.1, 0.2),
        adsr(0.003, 0.9, 0.0, 0.3),
    )
}

/// Brass, 56..=63.
pub(super) const BRASS: [fn() -> Zenith; 8] = [
    // Trumpet.
    || vibrato(5.4, 4.0, lips([1.0, 0.0], 900.0, 4800.0, 0.035)),
    // Trombone.
    || lips([1.0, 0.1], 600.0, 2800.0, 0.05),
    // Tuba.
    || lips([0.7, 0.5], 350.0, 1200.0, 0.05),
    // Muted: the cup lets through a band.
    || {
        sound(
            [held(saw(0, 0.0, 0.4)), held(pulse(0.2, 0, 2.0, 0.2))],
            formant(1900.0, 1.6),
            adsr(0.03, 0.2, 0.8, 0.1),
            wind(0.03, 0.08),
        )
    },
    // French horn: round, far.
    || lips([0.6, 0.5], 450.0, 1500.0, 0.07),
    // Section.
    || section(9.0, 800.0, 4200.0, 0.04),
    // Synth brass 1.
    || section(14.0, 600.0, 5200.0, 0.05),
    // Synth brass 2: softer, and slower to open.
    || section(11.0, 450.0, 2600.0, 0.12),
];

/// A lip reed: levels of a sawtooth and of a triangle, cutoff and its reach in Hz, attack in s. It
/// is brightest just behind its start (docs/sources.md, `risset1969`).
fn lips([saw_level, round]: [f64; 2], cutoff: f64, reach: f64, attack: f64) -> Zenith {
    sound(
        [held(saw(0, 0.0, 0.45 * saw_level)), held(triangle(0, 2.0, 0.45 * round))],
        low(cutoff, 1.5, reach),
        adsr(1.6 * attack, 0.25, 0.6, 0.1),
        adsr(attack, 0.2, 0.85, 0.09),
    )
}

/// Three and one, cents apart.
fn section(cents: f64, cutoff: f64, reach: f64, attack: f64) -> Zenith {
    sound(
        [held(saws(3, cents, 60.0, 0.5)), held(saw(0, -0.4 * cents, 0.2)), held(saw(-1, 3.0, 0.1))],
        steep(cutoff, 1.5, reach),
        adsr(1.4 * attack, 0.35, 0.6, 0.15),
        adsr(attack, 0.25, 0.85, 0.14),
    )
}

/// Reeds, 64..=71, and bagpipe and shanai.
pub(super) const REEDS: [fn() -> Zenith; 8] = [
    // Soprano sax.
    || sax(2600.0, 0.03),
    // Alto.
    || sax(1900.0, 0.035),
    // Tenor.
    || sax(1400.0, 0.04),
    // Baritone.
    || sax(1000.0, 0.045),
    // Oboe: narrow pulses through a formant at 1.1 kHz.
    || reed(0.12, 1100.0, 7.0, 3200.0),
    // English horn: at 900 Hz.
    || reed(0.16, 900.0, 6.0, 2000.0),
    // Bassoon: at 500 Hz.
    || reed(0.2, 500.0, 6.0, 1000.0),
    // Clarinet: odd harmonics.
    || {
        vibrato(
            5.0,
            3.0,
            sound(
                [held(pulse(0.5, 0, 0.0, 0.4)), held(sine(0, 0.0, 0.14)), held(noise(0.008))],
                low(1500.0, 1.0, 1300.0),
                adsr(0.05, 0.3, 0.6, 0.1),
                wind(0.035, 0.07),
            ),
        )
    },
];

/// A saxophone with a body's low-pass in Hz.
fn sax(body_hz: f64, attack: f64) -> Zenith {
    vibrato(
        5.2,
        6.0,
        sound(
            [
                held(saw(0, 0.0, 0.3)),
                held(pulse(0.3, 0, 1.0, 0.2)),
                held(sine(0, 0.0, 0.1)),
                held(noise(0.008)),
            ],
            low(body_hz, 4.0, 0.9 * body_hz),
            adsr(1.5 * attack, 0.3, 0.5, 0.1),
            wind(attack, 0.08),
        ),
    )
}

/// A double reed: width of its pulses, formant in Hz, its resonance in dB, and reach in Hz.
fn reed(width: f64, cutoff: f64, resonance: f64, reach: f64) -> Zenith {
    vibrato(
        5.4,
        5.0,
        sound(
            [held(pulse(width, 0, 0.0, 0.4)), held(saw(0, 1.5, 0.1))],
            low(cutoff, resonance, reach),
            adsr(0.05, 0.2, 0.6, 0.1),
            wind(0.03, 0.07),
        ),
    )
}

/// Bagpipe: chanter and drone, which never stop.
pub(super) fn bagpipe() -> Zenith {
    sound(
        [held(pulse(0.1, 0, 0.0, 0.3)), held(pulse(0.12, 0, 6.0, 0.16)), held(saw(-1, 0.0, 0.12))],
        low(2600.0, 5.0, 0.0),
        adsr(0.02, 0.1, 1.0, 0.05),
        adsr(0.02, 0.05, 1.0, 0.05),
    )
}

/// Fiddle: a violin with less body and a harder bow.
pub(super) fn fiddle() -> Zenith {
    bowed(3400.0, 0.03, 6.0)
}

/// Shanai: an oboe in the open air.
pub(super) fn shanai() -> Zenith {
    reed(0.1, 1600.0, 9.0, 3800.0)
}

/// Pipes, 72..=79: sines with the breath that makes them.
pub(super) const PIPES: [fn() -> Zenith; 8] = [
    // Piccolo.
    || pipe([0.4, 0.06], 0.008, 0.02, 6.0),
    // Flute.
    || pipe([0.4, 0.1], 0.012, 0.045, 5.4),
    // Recorder.
    || pipe([0.4, 0.05], 0.006, 0.025, 4.5),
    // Pan flute: more breath than tone at its start.
    || chiff([0.4, 0.04], 0.025, 0.35, 0.04),
    // Blown bottle.
    || chiff([0.42, 0.0], 0.05, 0.2, 0.06),
    // Shakuhachi.
    || vibrato(4.8, 14.0, chiff([0.4, 0.12], 0.04, 0.4, 0.05)),
    // Whistle.
    || {
        vibrato(
            5.6,
            12.0,
            sound(
                [held(sine(0, 0.0, 0.45)), held(noise(0.01))],
                low(9000.0, 0.01, 0.0),
                adsr(0.04, 0.1, 1.0, 0.1),
                wind(0.04, 0.08),
            ),
        )
    },
    // Ocarina.
    || pipe([0.44, 0.02], 0.004, 0.04, 4.8),
];

/// Levels of the fundamental and of its octave, of the breath, the attack in s, the vibrato in Hz.
fn pipe([tone, octave]: [f64; 2], breath: f64, attack: f64, hz: f64) -> Zenith {
    vibrato(
        hz,
        5.0,
        sound(
            [
                held(triangle(0, 0.0, 0.5 * tone)),
                held(sine(0, 0.0, 0.5 * tone)),
                held(sine(1, 0.0, octave)),
                held(noise(breath)),
            ],
            low(2600.0, 0.01, 1500.0),
            adsr(attack, 0.2, 0.5, 0.1),
            wind(attack, 0.08),
        ),
    )
}

/// As a pipe, with a puff of breath at its start.
fn chiff([tone, octave]: [f64; 2], breath: f64, puff: f64, attack: f64) -> Zenith {
    sound(
        [
            held(sine(0, 0.0, tone)),
            held(sine(1, 0.0, octave)),
            held(noise(breath)),
            ping(noise(puff)),
        ],
        low(1600.0, 1.0, 3000.0),
        adsr(0.01, 0.14, 0.0, 0.1),
        wind(attack, 0.12),
    )
}
