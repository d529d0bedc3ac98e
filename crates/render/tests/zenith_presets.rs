//! Zenith's factory presets sound as their names say: measured on notes rendered dry.
//!
//! Bounds are what a musician expects of the name, with room for taste; they are not the values
//! that the patches happen to have.

mod measure;
mod song;

use measure::{brightness, level, loudest, partial, power};
use rebounce_song::instrument::Sound;
use rebounce_song::preset;

fn sound(name: &str) -> Sound {
    Sound::Zenith(Box::new(preset::zenith(name).expect("it is one of the presets")))
}

/// The key a musician would try the preset on.
fn home(name: &str) -> f64 {
    if name.ends_with("Bass") || name == "808 Sub" { 36.0 } else { 60.0 }
}

/// Left and right of notes that are held for some seconds.
fn play(name: &str, keys: &[f64], velocity: f64, seconds: f64) -> [Vec<f64>; 2] {
    measure::play(sound(name), keys, velocity, seconds)
}

/// One held note, left and right.
fn note(name: &str, velocity: f64, seconds: f64) -> [Vec<f64>; 2] {
    play(name, &[home(name)], velocity, seconds)
}

#[test]
fn all_are_about_equally_loud_and_their_chords_do_not_clip() {
    for name in preset::zenith_names() {
        // A riser and a sweep take their time.
        let level = loudest(&note(name, 0.8, 6.0));
        assert!((-18.0..=-9.0).contains(&level), "{name}: {level} dB");
        let key = home(name);
        let chord = play(name, &[key, key + 3.0, key + 7.0, key + 10.0], 0.8, 6.0);
        let peak = chord.iter().flatten().fold(0.0f64, |peak, x| peak.max(x.abs()));
        assert!(peak < 1.0, "{name}: {peak}");
    }
}

#[test]
fn sub_basses_are_next_to_a_sine_and_the_drum_falls_and_dies_away() {
    for name in ["Deep Sub Bass", "808 Sub"] {
        // Markov, as for the VA's: key 36 is 65.4 Hz.
        let hz = brightness(&note(name, 0.8, 1.0), 0.3);
        assert!((55.0..=75.0).contains(&hz), "{name}: {hz} Hz");
    }
    let drum = note("808 Sub", 0.8, 3.0);
    assert!(brightness(&drum, 0.0) > 1.1 * brightness(&drum, 0.3));
    let fallen = loudest(&drum) - level(&drum, 1.5);
    assert!(fallen > 6.0, "{fallen} dB with the key held");
}

#[test]
fn the_riser_rises_in_pitch_brightness_and_level_for_four_seconds() {
    let sound = note("Riser", 0.8, 5.0);
    for at in [0.5, 1.5, 2.5] {
        let (now, later) = (brightness(&sound, at), brightness(&sound, at + 1.0));
        assert!(later > 1.25 * now, "at {at}: {now} Hz, then {later} Hz");
        // The flutter takes the level down by some dB: the loudest of half a second.
        let half = |from: f64| {
            (0..5).map(|i| level(&sound, from + 0.1 * f64::from(i))).fold(-200.0, f64::max)
        };
        assert!(half(at + 1.0) > half(at) + 1.0, "at {at}");
    }
    // Its fundamental of 130.8 Hz has come two octaves higher.
    let (low, high) = (partial(&sound[0], 130.813, 0.0), partial(&sound[0], 523.251, 4.0));
    assert!(high > low, "{low} dB, {high} dB");
    assert!(partial(&sound[0], 130.813, 4.0) < high - 20.0, "and left where it was");
}

#[test]
fn the_bell_has_the_partials_of_a_church_bell_and_its_high_ones_die_first() {
    let sound = &note("Bell", 0.8, 4.0);
    let c = 261.625_565;
    for (bell, string) in [(1.2, 1.5), (2.0, 1.7), (2.679, 3.0)] {
        let (there, absent) =
            (partial(&sound[0], c * bell, 0.1), partial(&sound[0], c * string, 0.1));
        assert!(there > absent + 30.0, "{bell}: {there} dB, {string}: {absent} dB");
        assert!(there > partial(&sound[0], c, 0.1) - 30.0, "{bell} can be heard");
    }
    let fall = |ratio: f64| partial(&sound[0], c * ratio, 0.1) - partial(&sound[0], c * ratio, 2.5);
    assert!(fall(2.679) > fall(1.0) + 6.0, "{} and {} dB", fall(2.679), fall(1.0));
    assert!(level(sound, 0.0) - level(sound, 3.0) > 12.0, "it dies away with the key held");
}

#[test]
fn the_impact_is_there_at_once_and_darkens_as_it_dies() {
    let sound = note("Impact", 0.8, 3.0);
    let peak = sound[0].iter().fold(0.0f64, |peak, x| peak.max(x.abs()));
    let there = sound[0].iter().position(|x| x.abs() > peak / 2.0).expect("it sounds");
    assert!(there < 2205, "{there} frames to half the peak, 50 ms are 2205");
    assert!(brightness(&sound, 0.0) > 4.0 * brightness(&sound, 0.6));
    assert!(brightness(&sound, 1.2) < 150.0, "what stays is a rumble");
    assert!(level(&sound, 0.0) - level(&sound, 2.0) > 12.0);
}

#[test]
fn the_sweep_goes_up_and_comes_down() {
    let sound = note("Sweep", 0.8, 5.5);
    let [begin, top, end] = [0.1, 2.0, 4.8].map(|at| brightness(&sound, at));
    assert!(top > 3.0 * begin && top > 3.0 * end, "{begin}, {top}, {end} Hz");
}

#[test]
fn plucks_begin_at_once_bright_and_fall_with_the_key_held() {
    let sound = note("Pluck Lead", 0.8, 1.0);
    let peak = sound[0].iter().fold(0.0f64, |peak, x| peak.max(x.abs()));
    let there = sound[0].iter().position(|x| x.abs() > peak / 2.0).expect("it sounds");
    assert!(there < 220, "{there} frames to half the peak, 5 ms are 220");
    let fallen = level(&sound, 0.0) - level(&sound, 0.5);
    assert!(fallen > 20.0, "{fallen} dB");
    assert!(brightness(&sound, 0.0) > 1.5 * brightness(&sound, 0.3));
}

#[test]
fn pads_and_strings_swell_stay_and_are_wide() {
    for name in ["Warm Pad", "Dream Pad", "Strings", "Ambient Pad"] {
        let sound = note(name, 0.8, 4.0);
        let full = loudest(&sound);
        let begin = level(&sound, 0.0);
        assert!(begin < full - 9.0, "{name}: {begin} dB of {full}");
        let stays = (0..5).map(|i| level(&sound, 3.4 + 0.1 * f64::from(i))).fold(-200.0, f64::max);
        assert!(stays > full - 6.0, "{name}: {stays} dB of {full}");
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
    for name in ["Warm Pad", "Dream Pad", "Strings", "Ambient Pad", "Supersaw Lead", "Sweep"] {
        assert!(sides(name) > -16.0, "{name}: {} dB", sides(name));
    }
    for name in ["Deep Sub Bass", "Reese Bass", "808 Sub", "Acid Bass", "Wobble Bass"] {
        assert!(sides(name) < -90.0, "{name}: {} dB", sides(name));
    }
}

#[test]
fn the_wobble_opens_and_shuts_twice_a_beat() {
    let sound = note("Wobble Bass", 0.8, 2.0);
    for beat in [0.0, 0.5, 1.0, 1.5] {
        let (open, shut) = (brightness(&sound, beat + 0.08), brightness(&sound, beat + 0.33));
        assert!(open > 2.0 * shut, "at {beat}: {open} Hz, then {shut} Hz");
    }
}

#[test]
fn the_reese_beats() {
    let sound = note("Reese Bass", 0.8, 3.0);
    let levels: Vec<f64> = (4..58).map(|i| level(&sound, 0.05 * f64::from(i))).collect();
    let (low, high) =
        levels.iter().fold((0.0f64, -200.0f64), |(low, high), x| (low.min(*x), high.max(*x)));
    assert!(high - low > 3.0, "{low} to {high} dB");
}

#[test]
fn the_organ_stands_still_and_its_keys_know_no_velocity() {
    let organ = note("Organ", 0.8, 3.0);
    let change = level(&organ, 0.1) - level(&organ, 2.5);
    assert!(change.abs() < 0.5, "{change} dB");
    assert!(note("Organ", 0.3, 3.0) == organ);
    // Drawbars: 16', 8', 5 1/3' and 4', and nothing else.
    let c = 261.625_565;
    let loud = partial(&organ[0], c, 0.5);
    for ratio in [0.5, 1.5, 2.0] {
        assert!(partial(&organ[0], c * ratio, 0.5) > loud - 20.0, "{ratio}");
    }
    for ratio in [0.75, 3.0, 4.0] {
        assert!(partial(&organ[0], c * ratio, 0.5) < loud - 60.0, "{ratio}");
    }
}

#[test]
fn the_electric_piano_dies_away() {
    let sound = note("E.Piano", 0.8, 3.0);
    assert!(loudest(&sound) - level(&sound, 2.5) > 6.0);
}

#[test]
fn what_squelches_opens_and_shuts_and_the_synced_lead_sings_down() {
    for (name, times) in [("Acid Bass", 1.5), ("Sync Lead", 1.3), ("Arp Lead", 1.2)] {
        let sound = note(name, 0.9, 1.0);
        let (begin, later) = (brightness(&sound, 0.0), brightness(&sound, 0.6));
        assert!(begin > times * later, "{name}: {begin} Hz, then {later} Hz");
    }
}

#[test]
fn velocity_brightens_what_is_struck_plucked_or_blown() {
    for name in ["E.Piano", "Pluck Lead", "Acid Bass", "Arp Lead", "Brass Lead"] {
        let (soft, hard) = (note(name, 0.4, 0.5), note(name, 0.9, 0.5));
        let ratio = brightness(&hard, 0.1) / brightness(&soft, 0.1);
        assert!(ratio > 1.1, "{name}: {ratio}");
    }
    // The lips open.
    let brass = note("Brass Lead", 0.9, 0.5);
    assert!(brightness(&brass, 0.08) > 1.2 * brightness(&brass, 0.0));
}
