use super::*;
use crate::effects::laws;

const RATE: f64 = 48_000.0;

/// Hard knee, no filter, no look-ahead.
fn plain() -> CompressorPatch {
    CompressorPatch {
        knee_db: 0.0,
        lookahead_s: 0.0,
        side_filter: SideFilter::None,
        ..CompressorPatch::default()
    }
}

/// A square wave of `level_db`: its magnitude is always the same.
fn square(level_db: f32, frames: usize) -> [Vec<f32>; 2] {
    let amplitude = math::db_to_gain(level_db);
    let channel: Vec<f32> =
        (0..frames).map(|n| if n / 50 % 2 == 0 { amplitude } else { -amplitude }).collect();
    [channel.clone(), channel]
}

/// Gain in dB at `frame` of the left channel, for a compressor without latency.
fn gain_db(sound: &[Vec<f32>; 2], out: &[Vec<f32>; 2], frame: usize) -> f32 {
    math::gain_to_db(out[0][frame] / sound[0][frame])
}

fn settled_gain_db(patch: &CompressorPatch, level_db: f32) -> f32 {
    let sound = square(level_db, 48_000);
    let out = laws::through(&mut Compressor::new(patch, RATE), &sound, 512);
    gain_db(&sound, &out, 47_999)
}

/// Level of the output by the published curve, written as in the paper.
fn curve_db(patch: &CompressorPatch, level_db: f32) -> f32 {
    let (t, r, w) = (patch.threshold_db, patch.ratio, patch.knee_db);
    let over = level_db - t;
    if 2.0 * over <= -w {
        level_db
    } else if 2.0 * over.abs() <= w {
        level_db + (1.0 / r - 1.0) * (over + w / 2.0) * (over + w / 2.0) / (2.0 * w)
    } else {
        t + over / r
    }
}

#[test]
fn its_static_curve_is_the_published_one() {
    for (threshold_db, ratio, knee_db) in
        [(-24.0, 4.0, 30.0), (-24.0, 4.0, 0.0), (-60.0, 20.0, 40.0), (0.0, 2.0, 10.0)]
    {
        let patch = CompressorPatch { threshold_db, ratio, knee_db, release_s: 0.01, ..plain() };
        for level_db in [-70.0, -45.0, -30.0, -24.0, -12.0, -3.0, 0.0] {
            let got = settled_gain_db(&patch, level_db);
            let want = curve_db(&patch, level_db) - level_db;
            // The level, the gain and its measure are each right to 2e-7 of some 70 dB, and five sums
            // of such numbers to 4e-6; after 333 attacks nothing else is left.
            let bound = 3.0 * 1.4e-5 + 5.0 * 4e-6;
            // The hard knee is 0.01 dB wide.
            let bound = bound + if knee_db == 0.0 { 0.01 / 8.0 } else { 0.0 };
            assert!((got - want).abs() < bound, "{patch:?} at {level_db}: {got}, want {want}");
        }
    }
}

#[test]
fn rms_reads_a_sine_three_decibels_lower() {
    let sound = laws::sine(1000.0, RATE, 48_000);
    let patch = CompressorPatch {
        detection: Detection::Rms,
        rms_window_s: 0.05,
        release_s: 0.01,
        ..plain()
    };
    let out = laws::through(&mut Compressor::new(&patch, RATE), &sound, 512);
    // Three quarters of what is above -24 dB; the ripple of a mean over 50 ms at 2000 Hz is
    // 1 / (2 pi 2000 * 0.05) = 0.16 %: 0.007 dB.
    let (got, want) = (gain_db(&sound, &out, 47_000), -0.75 * (24.0 - 3.0103));
    assert!((got - want).abs() < 0.01, "{got}, want {want}");
}

#[test]
fn upward_compression_raises_what_is_below_but_not_without_end() {
    let patch = CompressorPatch { upward_depth: 0.5, ratio: 1.0, release_s: 0.01, ..plain() };
    // Half of half of the distance to -24 dB; at most half of 24 dB.
    for (level_db, want) in [(-10.0, 0.0), (-34.0, 2.5), (-64.0, 10.0), (-90.0, 12.0)] {
        let got = settled_gain_db(&patch, level_db);
        assert!((got - want).abs() < 2e-3, "{level_db}: {got}, want {want}");
    }
}

#[test]
fn make_up_and_mix_come_after() {
    let patch = CompressorPatch { release_s: 0.01, auto_makeup: true, ..plain() };
    assert!((settled_gain_db(&patch, -4.0) - (6.0 - 15.0)).abs() < 2e-3);
    let half = CompressorPatch { mix: 0.5, auto_makeup: false, ..patch };
    let want = math::gain_to_db(0.5 + 0.5 * math::db_to_gain(-15.0));
    assert!((settled_gain_db(&half, -4.0) - want).abs() < 2e-3);
}

#[test]
fn a_reduction_sets_in_by_the_attack_and_goes_by_one_of_two_releases() {
    let run = |long: usize| {
        let patch = CompressorPatch { attack_s: 0.002, release_s: 0.4, ..plain() };
        let mut sound = square(0.0, 240_000);
        for channel in &mut sound {
            channel[..4800].iter_mut().for_each(|x| *x *= 0.01);
            channel[4800 + long..].iter_mut().for_each(|x| *x *= 0.01);
        }
        let out = laws::through(&mut Compressor::new(&patch, RATE), &sound, 512);
        move |frame: usize| gain_db(&sound, &out, frame)
    };
    // Of the 18 dB that are wanted, 1 - 1/e after 96 frames.
    let e = core::f32::consts::E;
    let gain = run(960);
    assert!((gain(4799)).abs() < 1e-4);
    assert!((gain(4800 + 95) + 18.0 * (1.0 - 1.0 / e)).abs() < 1e-2);
    // After 20 ms the slow follower, whose attack is 100 ms, is at 1 - e^-0.2 = 0.18 of it, and
    // after 100 ms more e^(-1/6) of that are left: less than the fast one's 1/e.
    let fast = 18.0 * (1.0 - libm::expf(-10.0)) / e;
    assert!((gain(4800 + 960 + 4799) + fast).abs() < 1e-2, "{}", gain(4800 + 960 + 4799));
    // After 2 s it is all there, and falls by e in 600 ms.
    let gain = run(96_000);
    assert!((gain(4800 + 95_999) + 18.0).abs() < 1e-2);
    assert!((gain(4800 + 96_000 + 28_799) + 18.0 / e).abs() < 1e-2);
}

#[test]
fn the_models_scale_the_times() {
    for (model, attack) in
        [(CompressorModel::Vca, 1.0), (CompressorModel::Opto, 1.5), (CompressorModel::Fet, 0.3)]
    {
        let patch = CompressorPatch { model, attack_s: 0.01, ..plain() };
        let sound = square(0.0, 4800);
        let out = laws::through(&mut Compressor::new(&patch, RATE), &sound, 512);
        let got = gain_db(&sound, &out, (480.0 * attack) as usize - 1);
        let want = -18.0 * (1.0 - 1.0 / core::f32::consts::E);
        assert!((got - want).abs() < 1e-2, "{model:?}: {got}, want {want}");
    }
}

#[test]
fn the_look_ahead_is_latency_of_all_that_is_heard() {
    for mix in [0.0, 0.5, 1.0] {
        let patch = CompressorPatch { threshold_db: 0.0, lookahead_s: 0.003, mix, ..plain() };
        let mut compressor = Compressor::new(&patch, RATE);
        assert_eq!(compressor.latency(), 144);
        let sound = laws::burst(1000, 1000);
        let out = laws::through(&mut compressor, &sound, 100);
        assert!(out[0][..144].iter().all(|x| *x == 0.0));
        assert!(out[0][144..] == sound[0][..1856], "nothing is above 0 dB");
    }
    // What comes suddenly is expected: with an attack of a third of the look-ahead it is never
    // louder than e^-3 of the 18 dB above where it settles.
    let patch = CompressorPatch { attack_s: 0.001, lookahead_s: 0.003, ..plain() };
    let mut sound = square(0.0, 9600);
    sound.iter_mut().for_each(|channel| channel[..4800].fill(0.0));
    let out = laws::through(&mut Compressor::new(&patch, RATE), &sound, 512);
    assert!(math::gain_to_db(laws::peak(&out)) < -18.0 + 18.0 * 0.05 + 0.01);
}

/// What comes out of `input` with `side` beside it.
fn beside(
    compressor: &mut Compressor,
    input: &[Vec<f32>; 2],
    side: &[Vec<f32>; 2],
    cut: usize,
) -> [Vec<f32>; 2] {
    let mut out = input.clone();
    let [left, right] = &mut out;
    let cuts = left.chunks_mut(cut).zip(right.chunks_mut(cut));
    for ((left, right), (l, r)) in cuts.zip(side[0].chunks(cut).zip(side[1].chunks(cut))) {
        compressor.process(left, right, Some([l, r]));
    }
    out
}

#[test]
fn the_side_chain_ducks_and_only_where_it_is_enabled() {
    let patch = CompressorPatch { side_enabled: true, side_gain_db: -6.0, ..plain() };
    let (quiet, loud) = (square(-40.0, 48_000), square(0.0, 48_000));
    let gain = |patch: &CompressorPatch, input: &[Vec<f32>; 2], side: &[Vec<f32>; 2]| {
        let out = beside(&mut Compressor::new(patch, RATE), input, side, 512);
        gain_db(input, &out, 47_999)
    };
    // Three quarters of the 18 dB that the side chain is above the threshold after its gain.
    assert!((gain(&patch, &quiet, &loud) + 13.5).abs() < 1e-2);
    assert!(gain(&patch, &loud, &quiet).abs() < 1e-4, "the input is not heard");
    let disabled = CompressorPatch { side_enabled: false, ..patch };
    assert!(gain(&disabled, &quiet, &loud).abs() < 1e-4);
    assert!((gain(&disabled, &loud, &quiet) + 18.0).abs() < 1e-2);
    assert!((settled_gain_db(&patch, 0.0) + 18.0).abs() < 1e-2, "no side chain: the input");
}

#[test]
fn the_filter_hears_only_its_side_of_the_corner() {
    // Far below the corner (60 Hz below 2000) a Butterworth high-pass loses 20 log10(33^2) = 61 dB,
    // far above (20 kHz, where the bilinear transform gives more) a low-pass as much.
    for (side_filter, deaf_hz, keen_hz) in
        [(SideFilter::HighPass, 60.0, 15_000.0), (SideFilter::LowPass, 20_000.0, 100.0)]
    {
        let patch = CompressorPatch { side_filter, side_filter_hz: 2000.0, ..plain() };
        let level = |hz| {
            let sound = laws::sine(hz, RATE, 48_000);
            let out = laws::through(&mut Compressor::new(&patch, RATE), &sound, 512);
            laws::peak(&out.map(|channel| channel[40_000..].to_vec()))
        };
        assert!(level(deaf_hz) > 0.99 && level(keen_hz) < 0.2, "{side_filter:?}");
    }
}

#[test]
fn listening_gives_what_the_detector_hears_and_nothing_else() {
    let patch = CompressorPatch {
        side_listen: true,
        side_enabled: true,
        side_gain_db: math::gain_to_db(2.0),
        auto_makeup: true,
        side_filter: SideFilter::None,
        ..CompressorPatch::default()
    };
    let (input, side) = (laws::burst(2000, 0), square(-3.0, 2000));
    let out = beside(&mut Compressor::new(&patch, RATE), &input, &side, 77);
    for (got, want) in out[0][144..].iter().zip(&side[0]) {
        assert!((got - 2.0 * want).abs() < 1e-6 * 2.0);
    }
}

#[test]
fn the_channels_share_as_far_as_they_are_linked() {
    let mut sound = square(0.0, 48_000);
    sound[1].iter_mut().for_each(|x| *x *= 0.01);
    for (stereo_link, want) in [(0.0, 0.0), (0.5, -9.0), (1.0, -18.0)] {
        let patch = CompressorPatch { stereo_link, ..plain() };
        let out = laws::through(&mut Compressor::new(&patch, RATE), &sound, 512);
        let got = math::gain_to_db(out[1][47_999] / sound[1][47_999]);
        assert!((got - want).abs() < 1e-2, "{stereo_link}: {got}");
        assert!((gain_db(&sound, &out, 47_999) + 18.0).abs() < 1e-2);
    }
}

#[test]
fn every_change_is_smooth_and_arrives() {
    let from = CompressorPatch::default();
    let to = CompressorPatch {
        threshold_db: -50.0,
        ratio: 20.0,
        knee_db: 0.0,
        mix: 0.9,
        auto_makeup: true,
        side_filter: SideFilter::LowPass,
        side_filter_hz: 2000.0,
        stereo_link: 0.0,
        detection: Detection::Rms,
        upward_depth: 0.5,
        ..from
    };
    let sound = laws::sine(100.0, RATE, 9600);
    for (from, to) in [(from, to), (to, from)] {
        let mut moved = Compressor::new(&from, RATE);
        laws::through(&mut moved, &sound, 512);
        moved.aim(&to);
        let out = laws::through(&mut moved, &sound, 512);
        // A sine of 100 Hz rises by 0.013 a frame; an attack of 3 ms towards 50 dB less takes off
        // 50 / 144 dB = 4 % a frame.
        let step = laws::greatest_step(&out, 0);
        assert!(step < 0.06, "{step}");
        moved.reset(77);
        let mut made = Compressor::new(&to, RATE);
        made.reset(77);
        let noise = laws::burst(2000, 500);
        let [got, want] = [&mut moved, &mut made].map(|comp| laws::through(comp, &noise, 64));
        assert!(got == want);
    }
}

#[test]
fn the_cut_of_calls_is_not_heard_with_and_without_a_side_chain() {
    laws::cuts_are_not_heard(|| {
        let mut compressor = Compressor::new(&CompressorPatch::default(), RATE);
        compressor.aim(&CompressorPatch { upward_depth: 1.0, mix: 0.5, ..Default::default() });
        Box::new(compressor)
    });
    let patch = CompressorPatch { side_enabled: true, stereo_link: 0.3, ..Default::default() };
    let (input, side) = (laws::burst(3000, 0), square(-9.0, 3000));
    let mut compressor = Compressor::new(&patch, RATE);
    let want = beside(&mut compressor, &input, &side, 3000);
    for cut in [1, 13, 512] {
        compressor.reset(0);
        assert!(beside(&mut compressor, &input, &side, cut) == want, "{cut}");
    }
}

#[test]
fn a_mono_sound_is_compressed_once() {
    for (detection, stereo_link) in [(Detection::Peak, 1.0), (Detection::Rms, 0.3)] {
        laws::mono_is_stereo_with_equal_channels(|| {
            let patch = CompressorPatch { detection, stereo_link, ..Default::default() };
            let mut compressor = Compressor::new(&patch, RATE);
            compressor.aim(&CompressorPatch { upward_depth: 0.5, mix: 0.5, ..patch });
            Box::new(compressor)
        });
    }
    let patch = CompressorPatch { side_enabled: true, side_gain_db: 3.0, ..Default::default() };
    let (input, side) = (laws::noise(1, 3000), square(-9.0, 3000));
    let both = [input.clone(), input.clone()];
    let want = beside(&mut Compressor::new(&patch, RATE), &both, &side, 512);
    let mut got = input;
    assert!(Compressor::new(&patch, RATE).process_mono(&mut got, Some(&side[0])));
    assert!(got == want[0] && got == want[1]);
}

#[test]
fn every_level_gives_the_same_bits() {
    for detection in [Detection::Peak, Detection::Rms] {
        let patch = CompressorPatch { detection, upward_depth: 0.3, ..Default::default() };
        let all = Level::all().into_iter().map(|level| -> Box<dyn Effect> {
            Box::new(Compressor::with_level(&patch, RATE, level))
        });
        laws::all_the_same(all.collect());
    }
}

#[test]
fn it_keeps_the_laws_at_the_corners() {
    for (number, rate) in [8000.0, 48_000.0, 192_000.0].into_iter().enumerate() {
        for corner in (number..4096).step_by(101) {
            let pick = |bit: usize, low, high| if corner >> bit & 1 == 0 { low } else { high };
            let set = |bit: usize| corner >> bit & 1 == 1;
            let patch = CompressorPatch {
                threshold_db: pick(0, -60.0, 0.0),
                ratio: pick(1, 1.0, 20.0),
                attack_s: pick(2, 0.0001, 1.0),
                release_s: pick(3, 0.001, 0.1),
                knee_db: pick(4, 0.0, 40.0),
                mix: pick(5, 1.0, 0.3),
                upward_ratio: 20.0,
                upward_depth: pick(6, 0.0, 1.0),
                auto_makeup: set(7),
                lookahead_s: pick(8, 0.0, 0.01),
                stereo_link: pick(9, 0.0, 1.0),
                detection: if set(10) { Detection::Rms } else { Detection::Peak },
                side_listen: set(11) && set(2),
                side_filter_hz: pick(3, 20.0, 2000.0),
                ..Default::default()
            };
            laws::it_dies_away(&mut Compressor::new(&patch, rate), 9000, 4.0);
        }
    }
}

#[test]
fn side_by_side_is_as_alone_at_every_level() {
    for level in Level::all() {
        for count in [2, 5, 13] {
            laws::beside_is_alone(count, |number| {
                let pick = |of: u32, low, high| laws::toss(number as u32, of, low, high);
                let patch = CompressorPatch {
                    threshold_db: pick(0, -50.0, -10.0),
                    ratio: pick(1, 2.0, 20.0),
                    attack_s: pick(2, 0.0001, 0.3),
                    knee_db: pick(3, 0.0, 30.0),
                    mix: pick(4, 1.0, 0.4),
                    upward_depth: if number == 3 { 0.5 } else { 0.0 },
                    stereo_link: if count == 5 { 1.0 } else { pick(5, 1.0, 0.3) },
                    detection: if number == 2 { Detection::Rms } else { Detection::Peak },
                    side_filter: [SideFilter::None, SideFilter::LowPass, SideFilter::HighPass]
                        [number % 3],
                    lookahead_s: pick(6, 0.0, 0.004),
                    side_listen: number == 7,
                    ..Default::default()
                };
                Compressor::with_level(&patch, RATE, level)
            });
        }
    }
}

#[test]
fn one_that_moves_goes_beside_the_others_all_the_same() {
    laws::beside_is_alone(4, |number| {
        let mut compressor = Compressor::new(&CompressorPatch::default(), RATE);
        if number == 2 {
            compressor.aim(&CompressorPatch { mix: 0.2, ..Default::default() });
        }
        compressor
    });
}
