//! Every effect of songs, at the corners of its ranges and at its defaults: finite, below the peak
//! it declares, silent in silence, and -90 dB down after the tail it declares.

use super::effect;
use crate::plan::What;
use crate::prepare::prepare;
use crate::{NoAssets, Options};
use rebounce_dsp::math;
use rebounce_song::effect::Settings;
use rebounce_song::{Effect, Song};

/// Corners that are tried of each effect at each rate.
const CORNERS: u32 = 6;
/// Frames of noise that go in.
const BURST: usize = 4000;
/// Longest tail in seconds that is waited for: a long reverb's is its own tests'.
const LONGEST_S: u64 = 8;

/// The settings with each parameter at one end of its range, by coins; the first are the defaults.
fn corner(settings: &Settings, number: u32) -> Settings {
    let mut settings = settings.clone();
    for (index, parameter) in settings.parameters().iter().enumerate() {
        let coin = math::mix(number * 64 + index as u32) & 1;
        if number > 0 {
            settings.set(index, if coin == 0 { parameter.min } else { parameter.max });
        }
    }
    settings
}

fn holds(settings: &Settings, sample_rate: u32) {
    let name = format!("{settings:?} at {sample_rate}");
    let insert =
        Effect { id: String::new(), bypass: false, side_chain: None, settings: settings.clone() };
    let mut song = Song::default();
    song.mixer.master.inserts.push(insert.clone());
    let options = Options { sample_rate, ..Options::default() };
    let prepared = prepare(&song, &NoAssets, &options, None).expect("nothing is missing");
    let mut made = effect(&prepared, &What::Effect(insert));
    let effect = made.as_dyn_mut();
    let tail = effect.tail();
    assert!(effect.memory() <= tail && effect.latency() as u64 <= tail.max(1), "{name}");
    effect.reset(7);
    let still = &mut [vec![0.0; 3000], vec![0.0; 3000]];
    let [left, right] = still;
    effect.process(left, right, None);
    assert!(still.iter().flatten().all(|x| *x == 0.0), "{name}: silence is not silent");
    effect.reset(7);
    let wait = tail.min(LONGEST_S * u64::from(sample_rate)) as usize;
    let [mut left, mut right] = [1, 2].map(|seed| {
        let mut sound: Vec<f32> = (0..BURST as u32).map(|n| math::noise(seed, n)).collect();
        sound.resize(BURST + wait + 500, 0.0);
        sound
    });
    for (left, right) in left.chunks_mut(1000).zip(right.chunks_mut(1000)) {
        effect.process(left, right, None);
    }
    let peak = left.iter().chain(&right).fold(0.0_f32, |peak, x| peak.max(x.abs()));
    assert!(left.iter().chain(&right).all(|x| x.is_finite()), "{name}: not finite");
    assert!(peak <= effect.peak_gain(), "{name}: {peak} over {}", effect.peak_gain());
    // Of what is quiet, and of what is far beyond full scale.
    for level in [0.1, 1.0, 8.0] {
        effect.reset(7);
        let mut sound = [1, 2].map(|seed| {
            let sound = (0..BURST as u32).map(|n| level * math::noise(seed, n));
            sound.chain(std::iter::repeat_n(0.0, BURST)).collect::<Vec<f32>>()
        });
        let [left, right] = &mut sound;
        effect.process(left, right, None);
        let peak = sound.iter().flatten().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        let most = effect.peak_for(level);
        assert!(peak <= most, "{name}: {peak} over {most} of {level}");
    }
    if wait as u64 == tail {
        let late = left[BURST + wait..].iter().chain(&right[BURST + wait..]);
        let late = late.fold(0.0_f32, |peak, x| peak.max(x.abs()));
        assert!(late < 3.17e-5, "{name}: {late} after a tail of {tail}");
    }
}

#[test]
fn every_effect_holds_its_promises_at_the_corners_of_its_ranges() {
    for settings in Settings::all() {
        for sample_rate in [22_050, 44_100, 96_000] {
            for number in 0..CORNERS {
                holds(&corner(&settings, number), sample_rate);
            }
        }
    }
}
