//! Effects as people set them: near their defaults, some of it far.

use super::random::Random;
use rebounce_song::Effect;
use rebounce_song::effect::{Band, BandType, Settings};
use rebounce_song::parameter::Unit;

/// An effect of that name.
pub(crate) fn effect(random: &mut Random, id: &str) -> Effect {
    let mut settings = Settings::by_id(id).expect("there is such an effect");
    if let Settings::MultibandEq(eq) = &mut settings {
        eq.bands = (0..1 + random.below(4)).map(|_| band(random)).collect();
    } else {
        let records = settings.parameters();
        for (number, record) in records.iter().enumerate() {
            if !random.chance(0.4) {
                continue;
            }
            let (low, high) = (f64::from(record.min), f64::from(record.max));
            let now = f64::from(settings.value(number).expect("it is one of its records"));
            let value = match record.unit {
                Unit::Switch | Unit::Choice(_) => {
                    low + random.below((high - low) as usize + 1) as f64
                }
                Unit::Hertz if low > 0.0 => (now * random.ratio(0.3, 3.0)).clamp(low, high),
                Unit::Decibels => (now + random.between(-6.0, 6.0)).clamp(low, high),
                _ => (now + (high - low) * random.between(-0.25, 0.25)).clamp(low, high),
            };
            // Listening to what drives a compressor is for finding its settings.
            if record.name != "scListen" {
                settings.set(number, value as f32);
            }
        }
    }
    Effect { id: String::new(), bypass: random.chance(0.05), side_chain: None, settings }
}

fn band(random: &mut Random) -> Band {
    let kind = random.pick(&[
        BandType::Peaking,
        BandType::Peaking,
        BandType::Peaking,
        BandType::Lowshelf,
        BandType::Highshelf,
        BandType::Highpass,
    ]);
    let frequency = match kind {
        BandType::Highpass | BandType::Lowshelf => random.ratio(30.0, 300.0),
        BandType::Highshelf => random.ratio(2000.0, 12_000.0),
        _ => random.ratio(60.0, 10_000.0),
    };
    Band {
        kind,
        frequency: frequency as f32,
        gain: random.between(-8.0, 8.0) as f32,
        q: random.ratio(0.5, 3.0) as f32,
        dynamic_enabled: random.chance(0.15),
        ..Band::default()
    }
}

/// What stands on tracks, most often first what is used most often.
pub(crate) fn on_a_track(random: &mut Random) -> Effect {
    const OFTEN: &[&str] = &["multiband-eq", "compressor", "modern-delay", "reverb", "saturator"];
    const ALL: &[&str] = &[
        "modern-reverb",
        "stardust-chorus",
        "tidal-filter",
        "clipper",
        "bass-enhancer",
        "feedback-delay",
        "vortex-phaser",
        "orbit-panner",
        "arcade-crusher",
        "waveshaper",
        "delay",
        "imager",
        "transient-designer",
        "limiter",
        "maximizer",
        "ott",
        "sidechain-compressor",
        "ghost-lfo",
        "sample-morph",
        "atmos-machine",
        "pitch-shifter",
        "half-time",
        "rhythm-fx",
    ];
    let id = if random.chance(0.6) { random.pick(OFTEN) } else { random.pick(ALL) };
    effect(random, id)
}

/// What stands on a master.
pub(crate) fn on_the_master(random: &mut Random) -> Effect {
    let id = random.pick(&[
        "compressor",
        "compressor",
        "multiband-eq",
        "multiband-eq",
        "limiter",
        "saturator",
        "imager",
        "maximizer",
        "clipper",
        "ott",
    ]);
    effect(random, id)
}
