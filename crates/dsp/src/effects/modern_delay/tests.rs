use super::*;
use crate::effects::laws;

const PATCH: ModernDelayPatch = ModernDelayPatch {
    time_s: [0.375, 0.5],
    feedback: [0.4, 0.4],
    ping_pong: 0.0,
    wet: 0.35,
    low_pass_hz: 8000.0,
    saturation: 0.0,
    diffusion: 0.0,
    wobble: 0.0,
    flutter: 0.0,
    model: DelayModel::Digital,
};

const MODELS: [DelayModel; 4] =
    [DelayModel::Digital, DelayModel::Tape, DelayModel::Analog, DelayModel::Bbd];

fn impulse(patch: &ModernDelayPatch, frames: usize) -> [Vec<f32>; 2] {
    let mut sound = [vec![0.0; frames], vec![0.0; frames]];
    (sound[0][0], sound[1][0]) = (1.0, 1.0);
    laws::through(&mut ModernDelay::new(patch, 48_000.0), &sound, 777)
}

#[test]
fn the_first_echo_is_exact_and_on_its_frame() {
    let out = impulse(&PATCH, 30_000);
    for (channel, time) in [(0, 18_000), (1, 24_000)] {
        let first = out[channel].iter().skip(1).position(|x| *x != 0.0).unwrap() + 1;
        assert_eq!(first, time);
        assert_eq!(out[channel][0], 1.0 - 0.35);
        assert_eq!(out[channel][time], 0.35);
    }
}

#[test]
fn each_echo_is_the_one_before_through_the_filter_times_the_feedback() {
    let out = impulse(&PATCH, 72_000);
    // At DC the low-pass passes all: the sums of the echoes are a geometric series.
    let sum = |n: usize| out[0][18_000 * n..18_000 * (n + 1)].iter().map(|x| f64::from(*x)).sum();
    let (one, two, three): (f64, f64, f64) = (sum(1), sum(2), sum(3));
    // Some hundred roundings of f32 at most.
    assert!((two / one - 0.4).abs() < 1e-5 && (three / one - 0.16).abs() < 1e-5, "{two} {three}");
    // The filter's impulse response falls by exp(-2 pi 8000 / 48000) per frame.
    let ratio = f64::from(out[0][36_001] / out[0][36_000]);
    assert!((ratio - libm::exp(-std::f64::consts::TAU / 6.0)).abs() < 1e-5, "{ratio}");
}

#[test]
fn ping_pong_sends_the_second_echo_to_the_other_side() {
    let patch = ModernDelayPatch { ping_pong: 1.0, time_s: [0.1, 0.1], ..PATCH };
    let mut sound = [vec![0.0; 12_000], vec![0.0; 12_000]];
    sound[0][0] = 1.0;
    let out = laws::through(&mut ModernDelay::new(&patch, 48_000.0), &sound, 512);
    let loud = |channel: usize, n: usize| out[channel][4800 * n] > 0.01;
    assert!(loud(0, 1) && !loud(1, 1) && !loud(0, 2) && loud(1, 2));
}

#[test]
fn a_clean_delay_is_linear_and_a_coloured_one_says_it_is_not() {
    let sound = laws::burst(30_000, 0);
    let twice = sound.clone().map(|channel| channel.into_iter().map(|x| 2.0 * x).collect());
    for (patch, linear) in [
        (ModernDelayPatch { diffusion: 0.7, ping_pong: 0.3, ..PATCH }, true),
        (ModernDelayPatch { saturation: 0.3, ..PATCH }, false),
        (ModernDelayPatch { model: DelayModel::Tape, ..PATCH }, false),
    ] {
        let mut delay = ModernDelay::new(&patch, 48_000.0);
        assert_eq!(delay.is_linear(), linear);
        let once = laws::through(&mut delay, &sound, 512);
        delay.reset(0);
        let doubled = laws::through(&mut delay, &twice, 512);
        // A factor of two is exact in every operation of a linear effect.
        let same = once.iter().flatten().zip(doubled.iter().flatten()).all(|(a, b)| 2.0 * a == *b);
        assert_eq!(same, linear, "{patch:?}");
    }
}

#[test]
fn the_models_differ_and_dull_the_echo_in_their_order() {
    let highs = MODELS.map(|model| {
        let out = impulse(&ModernDelayPatch { model, ..PATCH }, 24_000);
        // Energy of the slope: highs weigh more.
        out[0][17_000..].windows(2).map(|w| f64::from((w[1] - w[0]) * (w[1] - w[0]))).sum::<f64>()
    });
    assert!(highs.windows(2).all(|pair| pair[1] < 0.8 * pair[0]), "{highs:?}");
}

#[test]
fn it_keeps_the_laws_at_the_corners() {
    for sample_rate in [22_050.0, 96_000.0] {
        for corner in (0..128_u32).step_by(if sample_rate > 50_000.0 { 5 } else { 1 }) {
            let pick = |bit: u32, low, high| if corner >> bit & 1 == 0 { low } else { high };
            let patch = ModernDelayPatch {
                time_s: [0.001, pick(0, 0.001, 0.02)],
                feedback: [pick(1, 0.0, 1.0), pick(1, 0.0, 0.5)],
                ping_pong: pick(2, 0.0, 1.0),
                wet: 1.0,
                low_pass_hz: pick(3, 100.0, 20_000.0),
                saturation: pick(4, 0.0, 1.0),
                diffusion: pick(5, 0.0, 1.0),
                wobble: pick(6, 0.0, 1.0),
                flutter: pick(6, 0.0, 1.0),
                model: MODELS[(corner % 4) as usize],
            };
            laws::it_dies_away(&mut ModernDelay::new(&patch, sample_rate), 3000, 3.5);
        }
    }
    for model in MODELS {
        let patch = ModernDelayPatch { model, ..PATCH };
        laws::it_dies_away(&mut ModernDelay::new(&patch, 44_100.0), 3000, 3.5);
    }
    let moving = ModernDelayPatch { time_s: [0.01, 0.03], diffusion: 0.5, wobble: 0.5, ..PATCH };
    laws::cuts_are_not_heard(|| Box::new(ModernDelay::new(&moving, 44_100.0)));
}

#[test]
fn every_level_gives_the_same_bits() {
    let patch =
        ModernDelayPatch { time_s: [0.01, 0.02], diffusion: 0.3, model: DelayModel::Tape, ..PATCH };
    let make =
        |level| -> Box<dyn Effect> { Box::new(ModernDelay::with_level(&patch, 44_100.0, level)) };
    laws::all_the_same(Level::all().into_iter().map(make).collect());
}

#[test]
fn new_settings_do_not_click() {
    let mut delay = ModernDelay::new(&PATCH, 48_000.0);
    let sound = laws::sine(100.0, 48_000.0, 96_000);
    laws::through(&mut delay, &sound, 512);
    delay.aim(&ModernDelayPatch {
        time_s: [0.2, 0.113],
        feedback: [0.8, 0.2],
        ping_pong: 0.5,
        wet: 0.9,
        diffusion: 0.4,
        model: DelayModel::Analog,
        ..PATCH
    });
    // The sine goes on where it stopped: 100 Hz divides 48 kHz.
    let out = laws::through(&mut delay, &sound, 512);
    // A sine's step is 0.0131. What sounds is at most dry 0.65 and 0.9 of echoes that sum to
    // 1 / (1 - 0.8), and fades of 960 frames add a peak's 960th.
    let peak = 0.65 + 0.9 * 5.0;
    assert!(laws::greatest_step(&out, 0) < peak * (0.0131 + 2.0 / 960.0));
    // That bound is loose: the click of a time that jumps would be about 1; this is its tenth.
    assert!(laws::greatest_step(&out, 0) < 0.1);
}

#[test]
fn a_movement_that_sets_in_does_not_click() {
    let mut delay = ModernDelay::new(&PATCH, 48_000.0);
    let sound = laws::sine(100.0, 48_000.0, 48_000);
    laws::through(&mut delay, &sound, 512);
    delay.aim(&ModernDelayPatch { wobble: 1.0, flutter: 1.0, ..PATCH });
    let out = laws::through(&mut delay, &sound, 512);
    // Steps of a sine of at most dry 0.65 and 0.35 / (1 - 0.4) of echoes; a movement of 91 and 5
    // frames that sets in over 960 bends their pitch by a tenth.
    let peak = 0.65 + 0.35 / 0.6;
    assert!(laws::greatest_step(&out, 0) < 1.1 * 0.0131 * peak);
}

#[test]
fn equal_channels_are_delayed_once_until_they_part() {
    let patch = ModernDelayPatch {
        time_s: [0.02, 0.02],
        ping_pong: 0.3,
        saturation: 0.5,
        model: DelayModel::Analog,
        ..PATCH
    };
    laws::mono_is_stereo_with_equal_channels(|| Box::new(ModernDelay::new(&patch, 44_100.0)));
    let [mut left, mut right] = laws::burst(9000, 0);
    right[..3333].copy_from_slice(&left[..3333]);
    left.resize(12_000, 0.0);
    right.resize(12_000, 0.0);
    let mut apart = ModernDelay::new(&patch, 44_100.0);
    apart.write_out();
    let want = laws::through(&mut apart, &[left.clone(), right.clone()], 500);
    let mut delay = ModernDelay::new(&patch, 44_100.0);
    for cut in [500, 77] {
        delay.reset(0);
        assert!(laws::through(&mut delay, &[left.clone(), right.clone()], cut) == want);
    }
    // What is aimed apart parts too.
    delay.reset(0);
    apart.reset(0);
    apart.write_out();
    let aimed = ModernDelayPatch { feedback: [0.2, 0.7], time_s: [0.03, 0.01], ..patch };
    let sound = [left.clone(), left];
    let [got, want] = [&mut delay, &mut apart].map(|delay| {
        let first = laws::through(delay, &sound, 333);
        delay.aim(&aimed);
        [first, laws::through(delay, &sound, 333)]
    });
    assert!(got == want && got[1][0] != got[1][1]);
}
