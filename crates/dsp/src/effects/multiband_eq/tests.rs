use super::*;
use crate::effects::laws;
use crate::math;

const RATE: f64 = 48_000.0;
const KINDS: [BandKind; 6] = [
    BandKind::Peaking,
    BandKind::LowShelf,
    BandKind::HighShelf,
    BandKind::Notch,
    BandKind::LowPass,
    BandKind::HighPass,
];
const DYNAMICS: Dynamics =
    Dynamics { threshold_db: -20.0, ratio: 4.0, attack_s: 0.001, release_s: 1.0 };

fn patch(bands: &[Band]) -> MultibandEqPatch {
    MultibandEqPatch { wet: 1.0, output: 1.0, bands: bands.to_vec() }
}

fn bell(frequency_hz: f32, gain_db: f32) -> Band {
    Band { frequency_hz, gain_db, ..Band::default() }
}

/// A sine of `level_db`.
fn sine(frequency_hz: f64, level_db: f32, frames: usize) -> [Vec<f32>; 2] {
    let amplitude = math::db_to_gain(level_db);
    laws::sine(frequency_hz, RATE, frames)
        .map(|channel| channel.into_iter().map(|x| x * amplitude).collect())
}

/// Level in dB of the peak of `range` of the left channel.
fn peak_db(sound: &[Vec<f32>; 2], range: std::ops::Range<usize>) -> f32 {
    math::gain_to_db(sound[0][range].iter().fold(0.0, |peak: f32, x| peak.max(x.abs())))
}

#[test]
fn bands_follow_one_another_and_wet_and_output_blend_them() {
    let bands = [bell(300.0, 9.0), Band { kind: BandKind::HighPass, ..bell(80.0, 5.0) }];
    let sound = laws::burst(2000, 2000);
    let first = laws::through(&mut MultibandEq::new(&patch(&bands[..1]), RATE), &sound, 512);
    let second = laws::through(&mut MultibandEq::new(&patch(&bands[1..]), RATE), &first, 512);
    let both = laws::through(&mut MultibandEq::new(&patch(&bands), RATE), &sound, 512);
    assert!(both == second);
    let blended = MultibandEqPatch { wet: 0.25, output: 2.0, bands: bands.to_vec() };
    let blended = laws::through(&mut MultibandEq::new(&blended, RATE), &sound, 512);
    for ((x, heard), blended) in sound[0].iter().zip(&both[0]).zip(&blended[0]) {
        // Three roundings of numbers below 8.
        assert!((1.5 * x + 0.5 * heard - blended).abs() < 3.0 * 8.0 * 6e-8);
    }
}

#[test]
fn a_band_that_is_not_active_is_not_heard() {
    let silent = Band { active: false, dynamic: Some(DYNAMICS), ..bell(300.0, 9.0) };
    let sound = laws::burst(2000, 0);
    let mut eq = MultibandEq::new(&patch(&[silent]), RATE);
    assert!(laws::through(&mut eq, &sound, 512) == sound);
    assert!(eq.is_linear() && eq.tail() == 0);
}

#[test]
fn a_dynamic_band_is_lowered_by_what_is_above_its_threshold() {
    // At 4000 Hz each cell of 16 frames holds two peaks, on a frame each, and the bell's ear hears
    // them as they are. The shelves' turn the phase: of twelve frames in a cycle the nearest to a
    // peak may be 15 degrees off, which looks 0.3 dB lower; the corners are so far that they lose
    // nothing (1 / (2 * 14^4), the frequencies being warped).
    for (kind, frequency_hz) in
        [(BandKind::Peaking, 4000.0), (BandKind::LowShelf, 20_000.0), (BandKind::HighShelf, 125.0)]
    {
        for (level_db, ratio, want_db) in
            [(0.0, 4.0, -15.0), (-6.0, 2.0, -7.0), (-10.0, 20.0, -9.5), (-21.0, 4.0, 0.0)]
        {
            for gain_db in [-6.0, 0.0, 12.0] {
                let dynamic = Some(Dynamics { ratio, ..DYNAMICS });
                let band = Band { kind, dynamic, q: 0.7, ..bell(frequency_hz, gain_db) };
                let mut eq = MultibandEq::new(&patch(&[band]), RATE);
                let out = laws::through(&mut eq, &sine(4000.0, level_db, 24_000), 512);
                let still = patch(&[Band { gain_db: gain_db + want_db, dynamic: None, ..band }]);
                let mut still = MultibandEq::new(&still, RATE);
                let still = laws::through(&mut still, &sine(4000.0, level_db, 24_000), 512);
                let [got, want] = [&out, &still].map(|sound| peak_db(sound, 23_000..24_000));
                // 500 attacks have passed; what is left is the logarithm's and the filters' f32.
                let missed_db = if kind == BandKind::Peaking { 0.0 } else { 0.3 };
                assert!(
                    got - want > -0.002 && got - want < 0.002 + missed_db,
                    "{band:?} at {level_db}: {got}, want {want}"
                );
                if kind == BandKind::Peaking {
                    assert!((got - level_db - gain_db - want_db).abs() < 0.002);
                }
            }
        }
    }
}

#[test]
fn below_its_threshold_a_dynamic_band_is_a_still_one() {
    let still = bell(700.0, -9.0);
    let dynamic = Band { dynamic: Some(Dynamics { threshold_db: 0.0, ..DYNAMICS }), ..still };
    let sound = sine(700.0, -1.0, 9600);
    let [a, b] = [still, dynamic]
        .map(|band| laws::through(&mut MultibandEq::new(&patch(&[band]), RATE), &sound, 512));
    assert!(a == b);
}

#[test]
fn a_dynamic_band_takes_its_attack_and_its_release() {
    let dynamic = Some(Dynamics { attack_s: 0.05, release_s: 0.2, ..DYNAMICS });
    let mut eq = MultibandEq::new(&patch(&[Band { dynamic, ..bell(4000.0, 0.0) }]), RATE);
    let mut sound = sine(4000.0, 0.0, 48_000);
    // Then 20 dB less, at the threshold.
    for channel in &mut sound {
        channel[24_000..].iter_mut().for_each(|x| *x *= 0.1);
    }
    let out = laws::through(&mut eq, &sound, 512);
    let level = |frame: usize| peak_db(&out, frame - 6..frame + 6);
    // The reduction of 15 dB is at 1 - 1/e after the attack, at 1/e after the release. It is late
    // by a cell and the time the ear takes (its Q in radians, some 2 frames), so by 20 frames and
    // a cell for the grid: at 15 dB an attack that is 0.23 dB.
    let e = core::f32::consts::E;
    assert!((level(2400) + 15.0 * (1.0 - 1.0 / e)).abs() < 0.24, "{}", level(2400));
    assert!((level(23_990) + 15.0).abs() < 0.01);
    assert!((level(24_000 + 9600) + 20.0 + 15.0 / e).abs() < 0.1, "{}", level(33_600));
}

#[test]
fn only_an_active_dynamic_band_makes_it_nonlinear() {
    let linear = |band: Band| MultibandEq::new(&patch(&[bell(99.0, 3.0), band]), RATE).is_linear();
    for kind in KINDS {
        let has_gain = matches!(kind, BandKind::Peaking | BandKind::LowShelf | BandKind::HighShelf);
        let band = Band { kind, ..Band::default() };
        assert!(linear(band));
        assert!(linear(Band { dynamic: Some(DYNAMICS), active: false, ..band }));
        assert_eq!(linear(Band { dynamic: Some(DYNAMICS), ..band }), !has_gain);
    }
}

#[test]
fn every_change_is_faded_and_arrives() {
    let low = Band { kind: BandKind::LowShelf, ..bell(300.0, 12.0) };
    let sound = sine(100.0, 0.0, 9600);
    let dynamic = Some(DYNAMICS);
    let changes: [(Vec<Band>, Vec<Band>); 6] = [
        (vec![low], vec![Band { kind: BandKind::Notch, frequency_hz: 100.0, ..low }]),
        (vec![low], vec![Band { frequency_hz: 60.0, q: 3.0, gain_db: -24.0, ..low }]),
        (vec![low], vec![]),
        (vec![bell(900.0, 3.0)], vec![bell(900.0, 3.0), low]),
        (vec![low], vec![Band { active: false, ..low }]),
        (vec![Band { dynamic, ..low }], vec![low]),
    ];
    for (from, to) in changes {
        let mut moved = MultibandEq::new(&patch(&from), RATE);
        laws::through(&mut moved, &sound, 512);
        moved.aim(&MultibandEqPatch { output: 0.5, ..patch(&to) });
        let out = laws::through(&mut moved, &sound, 512);
        // 4 of a sine of 100 Hz rises by 4 * tau * 100 / 48000 = 0.053 a frame; 36 dB and the
        // output's 6 dB in 20 ms add a factor of 1.005 a frame: 0.02; a filter that moves rings.
        let step = laws::greatest_step(&out, 0);
        assert!(step < 0.1, "{from:?} to {to:?}: {step}");
        laws::through(&mut moved, &[vec![0.0; 96_000], vec![0.0; 96_000]], 512);
        let mut made = MultibandEq::new(&MultibandEqPatch { output: 0.5, ..patch(&to) }, RATE);
        let noise = laws::burst(2000, 2000);
        let [got, want] = [&mut moved, &mut made].map(|eq| laws::through(eq, &noise, 512));
        assert!(got == want, "{from:?} to {to:?} does not arrive");
        moved.reset(5);
        made.reset(5);
        let [got, want] = [&mut moved, &mut made].map(|eq| laws::through(eq, &noise, 512));
        assert!(got == want, "{from:?} to {to:?} is not reset");
    }
}

#[test]
fn it_stays_stable_however_it_is_moved() {
    for rate in [8000.0, RATE] {
        for kind in KINDS {
            let band = |pick: i32| Band {
                kind,
                frequency_hz: if pick & 1 == 0 { 20.0 } else { 20_000.0 },
                gain_db: if pick & 2 == 0 { -24.0 } else { 24.0 },
                q: if pick & 4 == 0 { 0.1 } else { 18.0 },
                ..Band::default()
            };
            let mut eq = MultibandEq::new(&patch(&[band(0)]), rate);
            for n in 0..200_u32 {
                eq.aim(&patch(&[band((math::noise(9, n) * 1000.0) as i32)]));
                let sound =
                    [1, 2].map(|seed| laws::noise(seed + 2 * n, 100 + (n % 7) as usize * 30));
                let peak = laws::peak(&laws::through(&mut eq, &sound, 64));
                // The gain of 24 dB, which for the bell comes on top of a ringing of Q of 18.
                assert!(peak < 16.0 * 18.0, "{kind:?} at {rate}: {peak}");
            }
        }
    }
}

#[test]
fn it_keeps_the_laws_at_the_corners() {
    for (number, rate) in [8000.0, 48_000.0, 192_000.0].into_iter().enumerate() {
        for corner in (number..384).step_by(7) {
            let pick = |bit: usize, low, high| if corner >> bit & 1 == 0 { low } else { high };
            let dynamics = Dynamics {
                threshold_db: -60.0,
                ratio: 20.0,
                attack_s: 0.0001,
                release_s: pick(5, 0.001, 0.5),
            };
            let band = Band {
                kind: KINDS[corner % 6],
                frequency_hz: pick(1, 20.0, 20_000.0),
                gain_db: pick(2, -24.0, 24.0),
                q: pick(3, 0.1, 18.0),
                dynamic: (corner % 64 < 32).then_some(dynamics),
                active: true,
            };
            // The slowest are left to the next test.
            if f64::from(band.frequency_hz * band.q) > 1e-3 * rate {
                laws::it_dies_away(&mut MultibandEq::new(&patch(&[band]), rate), 20_000, 4.0);
            }
        }
    }
}

#[test]
fn it_keeps_the_laws_where_it_is_slowest() {
    let dynamic = Some(Dynamics { threshold_db: -60.0, ratio: 20.0, ..DYNAMICS });
    for (kind, q) in [(BandKind::Peaking, 0.1), (BandKind::LowShelf, 18.0)] {
        let band = Band { kind, q, dynamic, ..bell(20.0, 24.0) };
        laws::it_dies_away(&mut MultibandEq::new(&patch(&[band]), RATE), 20_000, 4.0);
    }
}

#[test]
fn the_cut_of_calls_is_not_heard() {
    let bands = KINDS.map(|kind| Band { kind, dynamic: Some(DYNAMICS), ..bell(500.0, 6.0) });
    laws::cuts_are_not_heard(|| {
        let mut eq = MultibandEq::new(&patch(&bands[..4]), RATE);
        eq.aim(&patch(&[bands[1], bands[0], bell(50.0, 20.0)]));
        Box::new(eq)
    });
    laws::mono_is_stereo_with_equal_channels(|| {
        let mut eq = MultibandEq::new(&patch(&bands[..4]), RATE);
        eq.aim(&patch(&[bands[1], Band { dynamic: None, ..bands[0] }, bell(50.0, 20.0)]));
        Box::new(eq)
    });
    // Still, in two rows of lanes, and of parts.
    let still = KINDS.map(|kind| Band { kind, ..bell(500.0, 6.0) });
    for wet in [1.0, 0.4] {
        let patch = MultibandEqPatch { wet, ..patch(&still) };
        laws::cuts_are_not_heard(|| Box::new(MultibandEq::new(&patch, RATE)));
        let at = |level| Box::new(MultibandEq::with_level(&patch, RATE, level)) as _;
        laws::all_the_same(Level::all().into_iter().map(at).collect());
    }
}

#[test]
fn side_by_side_they_are_as_alone() {
    laws::beside_is_alone(13, |number| {
        let frequencies_hz = [80.0, 200.0, 700.0, 2000.0, 6000.0, 15_000.0];
        let kinds = KINDS[..number % 7].iter().zip(frequencies_hz).enumerate();
        let band = |(i, (&kind, hz))| Band { kind, active: i != 1, ..bell(hz, 6.0) };
        let bands: Vec<_> = kinds.map(band).collect();
        let mut eq = MultibandEq::new(&patch(&bands), RATE);
        if number == 4 {
            eq.aim(&patch(&bands[..1]));
        }
        eq
    });
}
