//! Renders of a MIDI file with a font, ours and FluidSynth's, and what is measured in them.

use rebounce::{AssetError, Assets, Gain, Options, Render};
use rebounce_dsp::Recording;
use rebounce_dsp::soundfont::{self as dsp, Font, WHEEL};
use rebounce_import as import;
use std::f64::consts::TAU;
use std::process::Command;
use std::sync::Arc;

pub(crate) const RATE: f64 = 44_100.0;

/// Left and right.
pub(crate) type Sound = [Vec<f32>; 2];

struct One(Arc<Font>);

impl Assets for One {
    fn recording(&self, _: &str) -> Result<Arc<Recording>, AssetError> {
        unreachable!("there are no recordings")
    }

    fn font(&self, _: &str) -> Result<Arc<Font>, AssetError> {
        Ok(Arc::clone(&self.0))
    }
}

/// What an importer needs to know of a font.
pub(crate) fn known(font: &Font) -> import::Fonts {
    let preset = |preset: &dsp::Preset| import::FontPreset {
        bank: preset.bank,
        program: preset.program,
        name: preset.name.clone(),
        controllers: (2..=WHEEL).filter(|it| hears(font, preset, *it)).collect(),
        ..import::FontPreset::default()
    };
    let presets = font.presets().iter().map(preset).collect();
    import::Fonts(vec![import::Font { reference: "font".to_owned(), offset: 0, presets }])
}

fn hears(font: &Font, preset: &dsp::Preset, number: u8) -> bool {
    let (regions, _) = dsp::regions(font, preset, false);
    let mut all = regions.iter().flat_map(|it| &it.modulators).filter_map(|it| it.controllers());
    let wanted =
        if number == WHEEL { dsp::Controller::Wheel } else { dsp::Controller::Midi(number) };
    all.any(|both| both.contains(&wanted))
}

/// Our render, as loud as the font's samples: the master's volume is taken off.
pub(crate) fn ours(font: &[u8], midi: &[u8]) -> Sound {
    let read = rebounce_codec::soundfont(font.to_vec()).unwrap();
    assert_eq!(read.notes, vec![]);
    let font = Arc::new(read.font);
    let read = import::read_with(midi, &known(&font), &import::Limits::default()).unwrap();
    assert_eq!(read.diagnostics, vec![]);
    let mut song = read.song;
    song.mixer.master_volume = 1.0;
    let mut options = Options::default();
    options.gain = Gain::Off;
    options.threads = 1;
    options.fade = false;
    let mut render = Render::new(&song, &One(font), &options).unwrap();
    let mut sound: Sound = Default::default();
    while let Some(window) = render.next_window() {
        sound[0].extend(window.left);
        sound[1].extend(window.right);
    }
    sound
}

/// FluidSynth's render at a gain of 1, without reverb and chorus; why there is none.
pub(crate) fn fluidsynth(font: &[u8], midi: &[u8]) -> Result<Sound, String> {
    let there = Command::new("fluidsynth").arg("--version").output();
    there.map_err(|error| format!("fluidsynth cannot be run ({error})"))?;
    let folder = std::env::temp_dir().join(format!("rebounce-soundfont-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name);
    std::fs::write(path("font.sf2"), font).unwrap();
    std::fs::write(path("song.mid"), midi).unwrap();
    let output = Command::new("fluidsynth")
        .args(["-q", "-ni", "-R", "0", "-C", "0", "-r", "44100", "-g", "1", "-T", "raw"])
        .args(["-o", "synth.polyphony=4096", "-O", "float", "-F"])
        .args([path("out.raw"), path("font.sf2"), path("song.mid")])
        .output()
        .unwrap();
    let bytes = std::fs::read(path("out.raw")).map_err(|error| {
        format!("fluidsynth wrote nothing ({error}): {}", String::from_utf8_lossy(&output.stderr))
    })?;
    std::fs::remove_dir_all(&folder).unwrap();
    let frames = bytes.as_chunks::<4>().0.iter().map(|it| f32::from_le_bytes(*it));
    let frames: Vec<f32> = frames.collect();
    let channel = |c: usize| frames.iter().skip(c).step_by(2).copied().collect();
    Ok([channel(0), channel(1)])
}

/// The part of a channel that begins at a time.
pub(crate) fn part(channel: &[f32], from_s: f64, length_s: f64) -> Vec<f32> {
    let from = (from_s * RATE).round() as usize;
    let to = from + (length_s * RATE).round() as usize;
    let at = |i: usize| channel.get(i).copied().unwrap_or(0.0);
    (from..to).map(at).collect()
}

/// The amplitude of a partial over a whole part, Hann-weighted.
pub(crate) fn amplitude(sound: &[f32], hz: f64) -> f64 {
    let length = sound.len() as f64;
    let (mut re, mut im) = (0.0, 0.0);
    for (i, x) in sound.iter().enumerate() {
        let weight = 1.0 - libm::cos(TAU * (i as f64 + 0.5) / length);
        let turn = TAU * hz * i as f64 / RATE;
        re += f64::from(*x) * weight * libm::cos(turn);
        im += f64::from(*x) * weight * libm::sin(turn);
    }
    2.0 * libm::sqrt(re * re + im * im) / length
}

/// Frames from one point of a track to the next.
pub(crate) const HOP: usize = 20;
/// Frames of each of four means in a row: what lies 294 Hz beside the tone, and multiples of
/// that, is gone.
const MEAN: usize = 150;

/// Points of a track that its pitch is a mean of.
const SMOOTH: usize = 13;

/// A tone around `hz` followed through time: level in dB, and cents above `hz`.
pub(crate) struct Track {
    pub(crate) levels: Vec<f64>,
    pub(crate) cents: Vec<f64>,
}

pub(crate) fn track(sound: &[f32], hz: f64) -> Track {
    let turn = |i: usize| TAU * hz * i as f64 / RATE;
    let parts = [libm::cos as fn(f64) -> f64, libm::sin].map(|wave| {
        let mut part: Vec<f64> =
            sound.iter().enumerate().map(|(i, x)| f64::from(*x) * wave(turn(i))).collect();
        for _ in 0..4 {
            part = mean(&part);
        }
        part
    });
    let at = |i: usize| (parts[0][i], -parts[1][i]);
    let (mut levels, mut cents) = (Vec::new(), Vec::new());
    for i in (HOP..parts[0].len()).step_by(HOP) {
        let ((re, im), (was_re, was_im)) = (at(i), at(i - HOP));
        levels.push(20.0 * libm::log10(2.0 * libm::sqrt(re * re + im * im) + 1e-9));
        let turned = libm::atan2(im * was_re - re * was_im, re * was_re + im * was_im) / TAU;
        cents.push(1200.0 * libm::log2((1.0 + turned * RATE / HOP as f64 / hz).max(0.01)));
    }
    // What is left of the tone's mirror image turns at its own frequency.
    let cents = cents.windows(SMOOTH).map(|points| points.iter().sum::<f64>() / SMOOTH as f64);
    Track { cents: cents.collect(), levels: levels[SMOOTH / 2..].to_vec() }
}

fn mean(values: &[f64]) -> Vec<f64> {
    let sums: Vec<f64> = std::iter::once(0.0)
        .chain(values.iter().scan(0.0, |sum, x| {
            *sum += x;
            Some(*sum)
        }))
        .collect();
    sums.windows(MEAN + 1).map(|pair| (pair[MEAN] - pair[0]) / MEAN as f64).collect()
}

/// Level in dB of a whole part.
pub(crate) fn rms_db(sound: &[f32]) -> f64 {
    let sum: f64 = sound.iter().map(|x| f64::from(*x) * f64::from(*x)).sum();
    10.0 * libm::log10((sum / sound.len() as f64).max(1e-20))
}
