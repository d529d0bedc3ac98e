//! What must hold of any SoundFont that is read, however damaged: it can be played. For tests and
//! for fuzzing.

use crate::font::{Builder, Sample, Zone};
use rebounce_codec::soundfont;
use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::soundfont::{Font, MOST, Patch as FontPatch, regions};
use rebounce_dsp::voice::{Bend, ControlPoint, Controls, Voice};
use std::sync::Arc;

/// A font with something of everything.
pub(crate) fn font() -> Builder {
    let mut builder = Builder::default();
    builder.samples.push(Sample::new((0..600).map(|i| (i * 37) as i16).collect(), [100, 500], 60));
    builder.samples.push(Sample::new(vec![9000; 40], [10, 12], 72));
    let global = Zone::new(&[(38, -2000), (8, 9000)]);
    let mut zone = Zone::new(&[
        (43, i16::from_le_bytes([0, 90])),
        (5, 40),
        (6, -30),
        (7, 700),
        (9, 100),
        (11, 2400),
        (17, -300),
        (54, 1),
        (57, 2),
        (53, 0),
    ]);
    zone.modulators.push([0x00CA, 8, 2400, 0x0002, 0]);
    zone.modulators.push([0x020E, 52, 50, 0, 2]);
    builder.preset(0, 0, vec![global.clone(), zone, Zone::new(&[(54, 3), (56, 0), (53, 1)])]);
    builder.preset(128, 0, vec![global, Zone::new(&[(0, 5), (1, -3), (2, 7), (53, 0)])]);
    builder
}

/// A voice that everything moves.
fn voice(zone: u32, key: f32) -> Voice {
    let point = |at, value| ControlPoint { at, value };
    let controls = Controls {
        mod_wheel: vec![point(0, 0.0), point(500, 1.0)],
        others: vec![(74, vec![point(0, 1.0), point(900, 0.0)]), (128, vec![point(0, 0.5)])],
        ..Controls::default()
    };
    Voice {
        gate: 700,
        zone,
        key,
        velocity: 0.7,
        controls: Some(Arc::new(controls)),
        bend: Some(Arc::from([
            Bend { at: 0, semitones: -24.0 },
            Bend { at: 400, semitones: 24.0 },
        ])),
        ..Voice::default()
    }
}

/// Plays what every preset has at some keys.
pub(crate) fn play(font: &Arc<Font>) {
    for preset in font.presets().iter().take(20) {
        let (all, _) = regions(font, preset, true);
        assert!(all.len() <= MOST);
        let patch = FontPatch::new(font, preset, true, 44_100.0);
        let voices: Vec<Voice> = [0.0, 60.0, 127.0]
            .iter()
            .flat_map(|&key| patch.regions(key, 0.7).take(3).map(move |zone| voice(zone, key)))
            .collect();
        let patch = Arc::new(Patch::SoundFont(patch));
        for voice in &voices {
            assert!(patch.length(voice) > 0);
            assert!(patch.peak(voice) >= 0.0);
        }
        let mut batch = Batch::new(&patch, voices.into_iter(), true, Room::default());
        let (mut left, mut right) = ([0.0; 2000], [0.0; 2000]);
        batch.render(Level::best(), &mut left, &mut right);
        assert!(left.iter().chain(&right).all(|sample| sample.is_finite()));
    }
}

/// Reads a font and, if that can be done, plays it.
pub(crate) fn survives(bytes: Vec<u8>) {
    let size = bytes.len();
    if let Ok(read) = soundfont(bytes) {
        let font = Arc::new(read.font);
        // Every record is used once.
        let zones = font.presets().iter().map(|it| &it.zones).chain(font.instruments());
        let generators: usize = zones
            .flat_map(|it| it.zones.iter().chain([&it.global]))
            .map(|it| it.generators.len())
            .sum();
        assert!(4 * generators <= size);
        play(&font);
    }
}
