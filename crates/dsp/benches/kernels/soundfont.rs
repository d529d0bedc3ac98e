//! SoundFonts: eight held voices of a sample that loops, so that nothing ends.

use crate::Kernel;
use crate::voices::{RATE, held, voices};
use rebounce_dsp::batch::Patch;
use rebounce_dsp::math::noise;
use rebounce_dsp::soundfont::{self, Font, Parts, Preset, Sample, Zone, Zones, generator};
use std::sync::Arc;

const FRAMES: u32 = 44_100;

/// A preset of one region with these generators, whose loop has so many frames.
fn patch(turn: u32, generators: &[(usize, i16)]) -> Patch {
    let frame = |i: u32| ((noise(1, i) * 20_000.0) as i16).to_le_bytes();
    let bytes: Vec<u8> = (0..FRAMES).flat_map(frame).collect();
    let sample = Sample {
        end: FRAMES,
        loop_start: 1000,
        loop_end: 1000 + turn,
        sample_rate: 44_100,
        root_key: 60,
        ..Sample::default()
    };
    let all = generators.iter().chain(&[(generator::SAMPLE_MODES, 1)]);
    let zone = Zone {
        generators: all.map(|(number, amount)| (*number as u16, *amount)).collect(),
        ..Zone::default()
    };
    let only = |zone: Zone| Zones { global: Zone::default(), zones: vec![zone] };
    let preset = Preset { zones: only(Zone::default()), ..Preset::default() };
    let font = Arc::new(Font::new(Parts {
        words: 0..bytes.len(),
        bytes,
        samples: vec![sample],
        instruments: vec![only(zone)],
        presets: vec![preset.clone()],
        ..Parts::default()
    }));
    Patch::SoundFont(soundfont::Patch::new(&font, &preset, false, RATE))
}

pub(crate) fn kernels() -> Vec<Kernel> {
    /// Generators by number, and their amounts.
    type Generators = &'static [(usize, i16)];
    const VIBRATO: Generators = &[(generator::VIB_LFO_TO_PITCH, 30)];
    const FILTER: Generators = &[(generator::FILTER_CUTOFF, 9000)];
    const MOVING: Generators =
        &[(generator::FILTER_CUTOFF, 9000), (generator::MOD_LFO_TO_CUTOFF, 600)];
    let cases: [(&str, u32, Generators, f32); 6] = [
        ("soundfont: a loop of 40000 frames", 40_000, &[], 61.0),
        ("soundfont: an octave up", 40_000, &[], 72.0),
        ("soundfont: a loop of 150 frames", 150, &[], 61.0),
        ("soundfont: vibrato", 40_000, VIBRATO, 61.0),
        ("soundfont: filter", 40_000, FILTER, 61.0),
        ("soundfont: filter that moves", 40_000, MOVING, 61.0),
    ];
    let kernels = cases.into_iter().flat_map(|(name, turn, generators, key)| {
        let voice = move |lane| held(lane, key + lane as f32 / 4.0);
        voices(name, move || patch(turn, generators), false, voice)
    });
    kernels.collect()
}
