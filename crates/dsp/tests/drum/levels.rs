//! How loud the drums are, and that they are centred on zero.

use super::*;

/// The peaks of 24 strokes of unlike seeds, ascending.
fn peaks(patch: &Arc<Patch>, voice: &Voice) -> Vec<f64> {
    let mut peaks: Vec<f64> = (0..24)
        .map(|seed| peak(&frames(patch, &Voice { seed: 1000 + seed, ..voice.clone() }, 4000)))
        .collect();
    peaks.sort_by(f64::total_cmp);
    peaks
}

#[test]
fn a_kit_is_balanced_as_it_comes() {
    let places = [
        (Kind::Kick, 0.9),
        (Kind::Snare, 0.7),
        (Kind::Clap, 0.6),
        (Kind::ClosedHat, 0.35),
        (Kind::OpenHat, 0.35),
        (Kind::Tom, 0.7),
        (Kind::Cymbal, 0.4),
        (Kind::Cowbell, 0.5),
    ];
    for (kind, wanted) in places {
        // The middle stroke within 2 dB of its place.
        let middle = peaks(&patch(kind), &stroke(0))[12];
        assert!(db(middle / wanted).abs() < 2.0, "{kind:?}: {middle}");
    }
}

#[test]
fn the_stated_peak_bounds_the_loudest_of_strokes_and_is_within_6_db_of_it() {
    for kind in Kind::ALL {
        for (tune, decay, tone, key, velocity, rate) in [
            (0.0, 1.0, 0.5, 60.0, 1.0, 48_000.0),
            (0.0, 1.0, 0.5, 60.0, 0.3, 44_100.0),
            (0.0, 4.0, 1.0, 60.0, 1.0, 96_000.0),
            (0.0, 0.1, 0.0, 60.0, 1.0, 44_100.0),
            (7.0, 1.0, 0.5, 71.0, 0.7, 48_000.0),
            (-5.0, 1.0, 0.7, 49.5, 1.0, 48_000.0),
        ] {
            let patch = patch_at(&Settings { kind, tune, decay, tone }, rate);
            let voice = Voice { key, velocity, gain: 0.5, ..Voice::default() };
            let (stated, peaks) = (f64::from(patch.peak(&voice)), peaks(&patch, &voice));
            let highest = peaks[23];
            let case = format!("{kind:?} {tune} {decay} {tone} {key} {velocity} {rate}");
            assert!(highest <= stated, "{case}: {highest} above {stated}");
            assert!(stated < 2.0 * highest, "{case}: {highest} far below {stated}");
        }
    }
}

#[test]
fn the_sample_rate_is_not_heard_in_the_level() {
    for kind in Kind::ALL {
        let middle = |rate: f64| {
            let patch = patch_at(&settings(kind), rate);
            let frames = (rate * 0.06) as usize;
            let mut powers: Vec<f64> = (0..24)
                .map(|seed| {
                    let sound = super::frames(&patch, &stroke(seed), frames);
                    sound.iter().map(|x| f64::from(x * x)).sum::<f64>() / frames as f64
                })
                .collect();
            powers.sort_by(f64::total_cmp);
            powers[12].sqrt()
        };
        let wanted = middle(48_000.0);
        for rate in [44_100.0, 96_000.0, 192_000.0] {
            // What lies above the lower rate's half, and the bend of the bilinear filters below
            // it, are worth up to 2 dB of the hats.
            let change = db(middle(rate) / wanted);
            assert!(change.abs() < 2.0, "{kind:?} {rate}: {change} dB");
        }
    }
}

#[test]
fn velocity_sets_the_level() {
    for kind in Kind::ALL {
        let patch = patch(kind);
        let loud = peaks(&patch, &stroke(0))[12];
        let soft = peaks(&patch, &Voice { velocity: 0.25, ..stroke(0) })[12];
        // A quarter is -12 dB; less noise and click takes up to 6 dB more, less saturation gives
        // up to 3 dB back.
        let step = db(soft / loud);
        assert!((-18.0..-9.0).contains(&step), "{kind:?}: {step} dB");
        assert_eq!(peak(&frames(&patch, &Voice { velocity: 0.0, ..stroke(0) }, 4000)), 0.0);
    }
}

#[test]
fn there_is_no_constant_part() {
    for kind in Kind::ALL {
        for key in [48.0, 60.0, 72.0] {
            let sound = whole(&patch(kind), &Voice { key, ..stroke(3) });
            let sum: f64 = sound.iter().map(|x| f64::from(*x)).sum();
            let mean = (sum / sound.len() as f64).abs();
            assert!(db(mean / peak(&sound)) < -60.0, "{kind:?} {key}: {mean}");
        }
    }
}
