//! The factory presets sound as their names say: measured on notes rendered dry.
//!
//! Bounds are what a musician expects of the name, with room for taste; they are not the values
//! that the patches happen to have.

mod measure;
mod song;

use measure::{brightness, level, loudest, partial, power};
use rebounce_song::instrument::Sound;
use rebounce_song::preset;

const PLUCKS: [&str; 2] = ["Pluck", "Trance Pluck"];
const SLOW: [&str; 5] = ["Warm Pad", "Strings", "Lush Pad", "Analog Pad", "Dream Pad"];
const STRUCK: [&str; 4] = ["Piano", "E. Piano", "808 Bass", "Bell Synth"];

/// Left and right of notes that are held for some seconds.
fn play(name: &str, keys: &[f64], velocity: f64, seconds: f64) -> [Vec<f64>; 2] {
    let va = preset::va(name).expect("it is one of the presets");
    measure::play(Sound::Va(Box::new(va)), keys, velocity, seconds)
}

/// The key a musician would try the preset on.
fn home(name: &str) -> f64 {
    if name.ends_with("Bass") { 36.0 } else { 60.0 }
}

/// One held note, left and right.
fn note(name: &str, velocity: f64, seconds: f64) -> [Vec<f64>; 2] {
    play(name, &[home(name)], velocity, seconds)
}

#[test]
fn all_are_about_equally_loud_and_their_chords_do_not_clip() {
    for name in preset::names() {
        let level = loudest(&note(name, 0.8, 3.0));
        assert!((-18.0..=-9.0).contains(&level), "{name}: {level} dB");
        let key = home(name);
        let chord = play(name, &[key, key + 3.0, key + 7.0, key + 10.0], 0.8, 3.0);
        let peak = chord.iter().flatten().fold(0.0f64, |peak, x| peak.max(x.abs()));
        assert!(peak < 1.0, "{name}: {peak}");
    }
}

#[test]
fn plucks_begin_at_once_bright_and_fall_by_20_db_within_half_a_second() {
    for name in PLUCKS {
        let sound = note(name, 0.8, 1.0);
        let peak = sound[0].iter().fold(0.0f64, |peak, x| peak.max(x.abs()));
        let there = sound[0].iter().position(|x| x.abs() > peak / 2.0).expect("it sounds");
        assert!(there < 220, "{name}: {there} frames to half the peak, 5 ms are 220");
        let fallen = level(&sound, 0.0) - level(&sound, 0.5);
        assert!(fallen > 20.0, "{name}: {fallen} dB, with the key held");
        assert!(brightness(&sound, 0.0) > 1.5 * brightness(&sound, 0.3), "{name}");
    }
}

#[test]
fn pads_and_strings_swell_and_stay() {
    for name in SLOW {
        let sound = note(name, 0.8, 4.0);
        let full = loudest(&sound);
        let begin = level(&sound, 0.0);
        assert!(begin < full - 9.0, "{name}: {begin} dB of {full}");
        // Detuned voices beat: the loudest of half a second.
        let stays = (0..5).map(|i| level(&sound, 3.4 + 0.1 * f64::from(i))).fold(-200.0, f64::max);
        assert!(stays > full - 6.0, "{name}: {stays} dB of {full}");
    }
}

#[test]
fn struck_sounds_die_away_while_the_key_is_held_and_the_organ_does_not() {
    for name in STRUCK {
        let sound = note(name, 0.8, 3.0);
        let fallen = loudest(&sound) - level(&sound, 2.5);
        assert!(fallen > 6.0, "{name}: {fallen} dB");
    }
    let organ = note("Organ", 0.8, 3.0);
    let change = level(&organ, 0.1) - level(&organ, 2.5);
    assert!(change.abs() < 0.5, "{change} dB");
    let soft = note("Organ", 0.3, 3.0);
    assert!(soft == organ, "an organ's keys know no velocity");
}

#[test]
fn sub_basses_are_next_to_a_sine() {
    for name in ["Sub Bass", "808 Bass"] {
        // Markov: no more than 65² / 150² = 19 % of the power of a sound whose mean square
        // frequency is 65² Hz² can lie above 150 Hz. Key 36 is 65.4 Hz.
        let sound = note(name, 0.8, 1.0);
        let hz = brightness(&sound, 0.3);
        assert!((60.0..=75.0).contains(&hz), "{name}: {hz} Hz");
    }
    // The drum's pitch falls in the first moment.
    let drum = note("808 Bass", 0.8, 1.0);
    assert!(brightness(&drum, 0.0) > 1.1 * brightness(&drum, 0.3));
}

#[test]
fn velocity_brightens_what_is_struck_plucked_or_squelches() {
    for name in ["Piano", "E. Piano", "Bass", "Pluck", "Trance Pluck", "Acid Lead", "Arp Lead"] {
        let (soft, hard) = (note(name, 0.4, 0.5), note(name, 0.9, 0.5));
        let ratio = brightness(&hard, 0.0) / brightness(&soft, 0.0);
        assert!(ratio > 1.1, "{name}: {ratio}");
    }
}

#[test]
fn the_bell_has_the_partials_of_a_bar_and_none_of_a_string() {
    let sound = &note("Bell Synth", 0.8, 1.5)[0];
    let c = 261.625_565;
    for (bar, string) in [(2.756, 3.0), (5.404, 5.0)] {
        let (there, absent) = (partial(sound, c * bar, 0.1), partial(sound, c * string, 0.1));
        assert!(there > absent + 30.0, "{bar}: {there} dB, {string}: {absent} dB");
        assert!(there > partial(sound, c, 0.1) - 30.0, "{bar} can be heard");
    }
}

#[test]
fn the_voice_keeps_its_colour_when_the_key_moves_and_opens() {
    let (low, high) =
        (play("Vocal Synth", &[48.0], 0.8, 2.0), play("Vocal Synth", &[60.0], 0.8, 2.0));
    let ratio = brightness(&high, 1.5) / brightness(&low, 1.5);
    assert!((0.75..=1.5).contains(&ratio), "an octave higher: {ratio}, not 2");
    assert!(brightness(&low, 0.2) > 1.1 * brightness(&low, 0.0), "from dark to bright");
}

#[test]
fn the_side_chained_lead_ducks_behind_every_beat() {
    let sound = note("Sidechain Lead", 0.8, 4.0);
    for beat in [0.0, 1.0, 2.0, 3.0] {
        let (down, up) = (level(&sound, beat + 0.2), level(&sound, beat + 0.7));
        assert!(up > down + 10.0, "beat {beat}: {down} dB, then {up} dB");
    }
}

#[test]
fn the_wobble_opens_and_shuts_twice_a_beat() {
    let sound = note("Wobble Bass", 0.8, 2.0);
    for beat in [0.0, 0.5, 1.0, 1.5] {
        // A sine's first quarter and its third: half a beat is half a second.
        let (open, shut) = (brightness(&sound, beat + 0.08), brightness(&sound, beat + 0.33));
        assert!(open > 2.0 * shut, "at {beat}: {open} Hz, then {shut} Hz");
    }
}

#[test]
fn what_should_be_wide_is_and_basses_are_not() {
    let sides = |name: &str| {
        let [left, right] = note(name, 0.8, 2.0);
        let side: Vec<f64> = left.iter().zip(&right).map(|(l, r)| (l - r) / 2.0).collect();
        let middle: Vec<f64> =
            left.iter().zip(&right).map(|(l, r)| f64::midpoint(*l, *r)).collect();
        10.0 * libm::log10((power(&side) + 1e-20) / power(&middle))
    };
    for name in ["Warm Pad", "Strings", "Lush Pad", "Dream Pad", "Supersaw Lead", "Hyper Saw"] {
        assert!(sides(name) > -16.0, "{name}: {} dB", sides(name));
    }
    for name in ["Bass", "Sub Bass", "808 Bass", "Reese Bass", "Wobble Bass"] {
        assert!(sides(name) < -90.0, "{name}: {} dB", sides(name));
    }
}
