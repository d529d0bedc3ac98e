//! The sampler: eight held voices of a recording of ten seconds that loops, so that nothing ends.

use crate::Kernel;
use crate::voices::{RATE, held, voices};
use rebounce_dsp::Recording;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::math::noise;
use rebounce_dsp::sampler::{self, Filter, Response, Settings, Zone};
use rebounce_dsp::voice::{Bend, Voice};
use std::hint::black_box;
use std::sync::Arc;

/// What is played, and how.
#[derive(Clone)]
struct Case {
    settings: Settings,
    channels: u32,
    key: f32,
    bend: Option<Arc<[Bend]>>,
}

impl Case {
    /// The recording's own key is 60.
    fn of_key(key: f32) -> Self {
        let settings = Settings { looped: true, loop_start: 0.1, ..Settings::default() };
        Self { settings, channels: 1, key, bend: None }
    }

    fn patch(&self) -> Patch {
        let channel = |seed| (0..480_000).map(|i| noise(seed, i)).collect();
        let recording =
            Recording { channels: (0..self.channels).map(channel).collect(), sample_rate: 48_000 };
        let zone = Zone {
            recording: Arc::new(recording),
            key: 60.0,
            base_key: 60.0,
            velocity_min: 0.0,
            velocity_max: 1.0,
            turn: 0,
            part: None,
        };
        Patch::Sampler(sampler::Patch::new(&self.settings, &[zone], RATE))
    }
}

pub(crate) fn kernels() -> Vec<Kernel> {
    let off = Case::of_key(59.5);
    let stereo = Case { channels: 2, ..off.clone() };
    let points = [Bend { at: 0, semitones: -1.0 }, Bend { at: 1 << 40, semitones: 1.0 }];
    let bent = Case { bend: Some(Arc::from(points)), ..off.clone() };
    let mut short = off.clone();
    (short.settings.loop_start, short.settings.loop_end) = (0.5, 0.5002);
    let mut filtered = off.clone();
    filtered.settings.bass_boost = 0.5;
    filtered.settings.filter =
        Some(Filter { response: Response::Lowpass, cutoff_hz: 3000.0, q: 2.0, key_tracking: 0.5 });
    let mut all: Vec<Kernel> = [
        ("sampler: at its own pitch", Case::of_key(60.0)),
        ("sampler: half a key off", off),
        ("sampler: an octave up", Case::of_key(71.9)),
        ("sampler: three octaves up", Case::of_key(95.9)),
        ("sampler: half a key off, stereo", stereo),
        ("sampler: half a key off, a loop of 10 frames", short),
        ("sampler: half a key off, bent", bent),
        ("sampler: half a key off, filter, bass boost", filtered),
    ]
    .into_iter()
    .flat_map(|(name, case)| {
        let (key, bend, stereo) = (case.key, case.bend.clone(), case.channels == 2);
        let voice = move |lane| Voice { bend: bend.clone(), ..held(lane, key) };
        voices(name, move || case.patch(), stereo, voice)
    })
    .collect();
    all.push(Kernel {
        name: "sampler: preparing a patch".into(),
        unit: "call",
        units: 1,
        level: rebounce_dsp::lanes::Level::best().name(),
        make: Box::new(|| {
            Box::new(|| {
                black_box(sampler::Patch::new(&Settings::default(), &[], RATE));
            })
        }),
    });
    all
}
