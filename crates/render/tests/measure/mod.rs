//! Sounds of instruments rendered dry, and measures of them.

#![allow(dead_code, reason = "each test file uses what it needs")]

use crate::song;
use rebounce::{Gain, Options, Tail};
use rebounce_song::instrument::Sound;
use rebounce_song::pattern::Part;
use rebounce_song::{Beats, BeatsPerMinute, Instrument, Note, Pattern, Song};

pub(crate) const RATE: f64 = 44_100.0;
/// Frames in which loudness is measured.
const TENTH: usize = 4410;

/// Left and right of notes that are held for some seconds (a beat is one), and what is let ring
/// after them.
pub(crate) fn play(sound: Sound, keys: &[f64], velocity: f64, seconds: f64) -> [Vec<f64>; 2] {
    let note = |&key: &f64| Note { key, velocity, length: Beats(seconds), ..Note::default() };
    let instrument = Instrument {
        id: "i".to_owned(),
        name: String::new(),
        output: "master".to_owned(),
        muted: false,
        gain: 1.0,
        pan: 0.0,
        inserts: vec![],
        sound,
    };
    let part = Part { instrument: "i".to_owned(), notes: keys.iter().map(note).collect() };
    let mut song = Song {
        tempo: BeatsPerMinute(60.0),
        instruments: vec![instrument],
        patterns: vec![Pattern { parts: vec![part], ..Pattern::default() }],
        ..Song::default()
    };
    song.mixer.master_volume = 1.0;
    let mut options = Options::default();
    options.threads = 1;
    options.gain = Gain::Off;
    options.to = Some(Beats(seconds));
    options.tail = Tail::Cut;
    options.fade = false;
    song::render(&song, &options).mix.map(|channel| channel.into_iter().map(f64::from).collect())
}

pub(crate) fn power(samples: &[f64]) -> f64 {
    samples.iter().map(|x| x * x).sum::<f64>() / samples.len() as f64
}

/// Of both channels, in dB, from a time in seconds for a tenth of a second.
pub(crate) fn level(sound: &[Vec<f64>; 2], at: f64) -> f64 {
    let from = (at * RATE) as usize;
    let both = power(&sound[0][from..from + TENTH]) + power(&sound[1][from..from + TENTH]);
    10.0 * libm::log10(both / 2.0 + 1e-20)
}

/// The level of the loudest tenth of a second, in dB.
pub(crate) fn loudest(sound: &[Vec<f64>; 2]) -> f64 {
    let tenths = sound[0].len() / TENTH;
    (0..2 * tenths - 1).map(|half| level(sound, half as f64 * 0.05)).fold(-200.0, f64::max)
}

/// Where the middle of the sound is between a time and a tenth of a second later: the root of the
/// mean square of its frequencies in Hz, by the ratio of the power of its differences.
pub(crate) fn brightness(sound: &[Vec<f64>; 2], at: f64) -> f64 {
    let from = (at * RATE) as usize;
    let piece = &sound[0][from..from + TENTH];
    let differences: Vec<f64> = piece.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let ratio = libm::sqrt(power(&differences) / power(piece));
    2.0 * libm::asin((ratio / 2.0).min(1.0)) * RATE / std::f64::consts::TAU
}

/// How strong a frequency is in the second from a time on, in dB.
pub(crate) fn partial(sound: &[f64], hz: f64, at: f64) -> f64 {
    let (mut real, mut imaginary) = (0.0, 0.0);
    let (from, frames) = ((at * RATE) as usize, RATE as usize);
    for (i, x) in sound[from..from + frames].iter().enumerate() {
        let turn = i as f64 / RATE;
        let window = 0.5 - 0.5 * libm::cos(std::f64::consts::TAU * turn);
        real += x * window * libm::cos(std::f64::consts::TAU * hz * turn);
        imaginary += x * window * libm::sin(std::f64::consts::TAU * hz * turn);
    }
    20.0 * libm::log10(libm::hypot(real, imaginary) * 4.0 / frames as f64 + 1e-10)
}
