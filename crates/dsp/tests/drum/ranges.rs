//! Whatever the settings and the voice, it stays finite, and within what was stated.

use super::*;

#[test]
fn wild_settings_and_voices_stay_finite_and_near_their_stated_peak() {
    let wild = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e9, 1e9, 0.0];
    for kind in Kind::ALL {
        for (i, &value) in wild.iter().enumerate() {
            let settings = Settings { kind, tune: value, decay: wild[(i + 1) % 6], tone: value };
            for rate in [8000.0, 44_100.0, 384_000.0] {
                let patch = patch_at(&settings, rate);
                for key in [-40.0, 0.0, 60.0, 127.0, 300.0] {
                    let voice = Voice { key, velocity: 1.5, seed: 3, ..Voice::default() };
                    let loudest = peak(&frames(&patch, &voice, 3000));
                    let stated = f64::from(patch.peak(&voice));
                    assert!(loudest.is_finite() && stated.is_finite());
                    // Between keys that were measured, tones held below half of a low rate meet
                    // and beat; 2 dB are enough.
                    assert!(
                        loudest <= 1.26 * stated,
                        "{settings:?} {rate} {key}: {loudest} > {stated}"
                    );
                }
            }
        }
    }
}

#[test]
fn settings_outside_their_ranges_are_held() {
    let wild = Settings { kind: Kind::Snare, tune: 99.0, decay: -1.0, tone: 7.0 };
    let held = Settings { kind: Kind::Snare, tune: 24.0, decay: 0.1, tone: 1.0 };
    let (wild, held) = (patch_at(&wild, RATE), patch_at(&held, RATE));
    assert_eq!(wild.length(&stroke(1)), held.length(&stroke(1)));
    assert_eq!(whole(&wild, &stroke(1)), whole(&held, &stroke(1)));
}
