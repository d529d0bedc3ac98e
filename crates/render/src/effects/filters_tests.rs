//! Every effect that says it is linear adds up, and every one that says it is a filter is the same
//! at all times, and keeps the sides apart if it says so.

use super::effect;
use crate::plan::What;
use crate::prepare::prepare;
use crate::{NoAssets, Options};
use rebounce_dsp::effects::{Effect, Filter};
use rebounce_dsp::math;
use rebounce_song::Song;
use rebounce_song::effect::{Band, BandType, Settings};
use std::collections::BTreeSet;

/// Settings that are tried of each effect.
const TRIED: u32 = 48;
/// Frames of noise that go in, and frames that are listened to.
const BURST: usize = 3000;
const HEARD: usize = 12_000;
/// Rounding: -120 dB of the louder of what goes in, whose peak is near 1, and what comes out.
const ROUNDING: f32 = 1e-6;
/// How much later a sound comes: on the grids of effects, and beside them.
const LATER: [usize; 2] = [1024, 777];

type Stereo = [Vec<f32>; 2];

/// The effects that are filters at some of their settings. All others move, are bent or go by chance.
const FILTERS: [&str; 8] = [
    "delay",
    "feedback-delay",
    "imager",
    "modern-delay",
    "modern-reverb",
    "multiband-eq",
    "reverb",
    "tidal-filter",
];

/// Each parameter at an end of its range, at its default or between, by chance.
fn settings(of: &Settings, number: u32) -> Settings {
    let mut settings = of.clone();
    for (index, it) in settings.parameters().iter().enumerate() {
        let chance = math::mix(number * 64 + index as u32);
        let between = it.min + (it.max - it.min) * (chance >> 8) as f32 / (1 << 24) as f32;
        settings.set(index, [it.min, it.min, it.max, it.default, between][chance as usize % 5]);
    }
    if let Settings::MultibandEq(eq) = &mut settings {
        eq.bands = bands(number);
    }
    settings
}

fn bands(number: u32) -> Vec<Band> {
    let kinds = [
        BandType::Peaking,
        BandType::Lowshelf,
        BandType::Highshelf,
        BandType::Notch,
        BandType::Lowpass,
        BandType::Highpass,
    ];
    let chance = |what: u32, of: usize| math::mix(number * 16 + what) as usize % of;
    let band = |place: u32| Band {
        kind: kinds[chance(4 * place, 6)],
        frequency: [40.0, 500.0, 9000.0][chance(4 * place + 1, 3)],
        gain: [-12.0, 6.0, 18.0][chance(4 * place + 2, 3)],
        q: [0.3, 1.0, 6.0][chance(4 * place + 3, 3)],
        ..Band::default()
    };
    (0..number % 4).map(band).collect()
}

fn noise(seed: u32) -> Stereo {
    [2 * seed, 2 * seed + 1].map(|seed| {
        let mut sound: Vec<f32> = (0..BURST as u32).map(|n| math::noise(seed, n)).collect();
        sound.resize(HEARD, 0.0);
        sound
    })
}

fn through(effect: &mut dyn Effect, sound: &Stereo) -> Stereo {
    let [mut left, mut right] = sound.clone();
    effect.reset(0);
    for (left, right) in left.chunks_mut(1000).zip(right.chunks_mut(1000)) {
        effect.process(left, right, None);
    }
    [left, right]
}

fn each(a: &Stereo, b: &Stereo, of: impl Fn(f32, f32) -> f32) -> Stereo {
    [0, 1].map(|side| a[side].iter().zip(&b[side]).map(|(a, b)| of(*a, *b)).collect())
}

fn later(sound: &Stereo, by: usize) -> Stereo {
    sound.each_ref().map(|side| {
        let late = std::iter::repeat_n(0.0, by).chain(side.iter().copied());
        late.take(HEARD).collect()
    })
}

fn peak(sound: &Stereo) -> f32 {
    sound.iter().flatten().fold(0.0, |peak, x| peak.max(x.abs()))
}

/// The effect at work in a song's master.
fn made(settings: &Settings) -> super::Made {
    let (id, settings) = (String::new(), settings.clone());
    let insert = rebounce_song::Effect { id, bypass: false, side_chain: None, settings };
    let mut song = Song::default();
    song.mixer.master.inserts.push(insert.clone());
    let prepared =
        prepare(&song, &NoAssets, &Options::default(), None).expect("nothing is missing");
    effect(&prepared, &What::Effect(insert))
}

fn near(a: &Stereo, b: &Stereo, what: &str) {
    let (apart, whole) = (peak(&each(a, b, |a, b| a - b)), peak(a).max(1.0));
    assert!(apart <= whole * ROUNDING, "{what}: {apart} of {whole}");
}

fn holds(effect: &mut dyn Effect, name: &str) {
    if !effect.is_linear() {
        assert_eq!(effect.filter(), None, "{name}: a filter is linear");
        return;
    }
    let (a, b) = (noise(1), noise(2));
    let both = |a: f32, b: f32| a - 0.37 * b;
    let [of_a, of_b] = [&a, &b].map(|sound| through(effect, sound));
    let sum = through(effect, &each(&a, &b, both));
    near(&sum, &each(&of_a, &of_b, both), &format!("{name}: the sum"));
    let Some(filter) = effect.filter() else { return };
    for by in LATER {
        let late = through(effect, &later(&a, by));
        near(&late, &later(&of_a, by), &format!("{name}: {by} frames later"));
    }
    let [left, right] = a;
    let [of_left, of_right] = of_a;
    if filter == Filter::Same {
        let crossed = through(effect, &[right.clone(), left.clone()]);
        assert!(crossed == [of_right.clone(), of_left.clone()], "{name}: sides are not the same");
    }
    if filter != Filter::Stereo {
        let none = || vec![0.0; HEARD];
        let lefts = through(effect, &[left, none()]);
        assert!(lefts == [of_left, none()], "{name}: the right hears the left");
        let rights = through(effect, &[none(), right]);
        assert!(rights == [none(), of_right], "{name}: the left hears the right");
    }
}

#[test]
fn what_is_linear_adds_up_and_a_filter_is_the_same_at_all_times() {
    let mut filters = BTreeSet::new();
    for of in Settings::all() {
        for number in 0..TRIED {
            let settings = settings(&of, number);
            let mut made = made(&settings);
            if made.as_dyn().filter().is_some() {
                filters.insert(of.id());
            }
            holds(made.as_dyn_mut(), &format!("{number}: {settings:?}"));
        }
    }
    assert_eq!(filters.into_iter().collect::<Vec<_>>(), FILTERS);
}
