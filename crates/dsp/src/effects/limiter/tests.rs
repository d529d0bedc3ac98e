use super::patch::HOLD;
use super::*;
use crate::effects::laws;

const RATE: f64 = 48_000.0;

const PATCH: LimiterPatch = LimiterPatch {
    ceiling_db: -1.0,
    release_s: 0.1,
    attack_s: 0.000_1,
    lookahead_s: 0.005,
    knee: 0.0,
    stereo_link: 1.0,
    auto_gain: false,
    mode: LimiterMode::Transparent,
    true_peak: true,
    points: 4,
    dither: LimiterDither::Off,
    output_trim_db: 0.0,
    transient_preserve: 0.0,
};

const MODES: [LimiterMode; 5] = [
    LimiterMode::Transparent,
    LimiterMode::Punchy,
    LimiterMode::Aggressive,
    LimiterMode::Vintage,
    LimiterMode::Modern,
];

fn db(x: f64) -> f64 {
    20.0 * libm::log10(x)
}

/// The oracle: the peak of 16 points per sample of a sinc of 256 frames under a cosine's square,
/// in f64. It passes up to 0.49 of the rate; between its points a sine rises by 0.04 dB at most.
fn true_peak(channel: &[f32]) -> f64 {
    const REACH: isize = 128;
    let pi = std::f64::consts::PI;
    let mut peak = channel.iter().fold(0.0, |peak: f64, x| peak.max(f64::from(x.abs())));
    let weights: Vec<Vec<f64>> = (1..16)
        .map(|place| {
            let place = f64::from(place) / 16.0;
            let weight = |x: f64| {
                let window = libm::cos(0.5 * pi * x / REACH as f64);
                libm::sin(pi * x) / (pi * x) * window * window
            };
            (1 - REACH..=REACH).map(|frame| weight(place - frame as f64)).collect()
        })
        .collect();
    let low = 0.5 * peak;
    for n in REACH..channel.len() as isize - REACH - 1 {
        // A true peak has a sample of some size nearby.
        let near = &channel[(n - 2) as usize..=(n + 3) as usize];
        if near.iter().all(|x| f64::from(x.abs()) < low) {
            continue;
        }
        let window = &channel[(n + 1 - REACH) as usize..=(n + REACH) as usize];
        for weights in &weights {
            let sum: f64 = window.iter().zip(weights).map(|(x, w)| f64::from(*x) * w).sum();
            peak = peak.max(sum.abs());
        }
    }
    peak
}

/// Noise up to 0.45 of the rate, in bursts that come and go within a frame or within many.
fn bursts(seed: u32, frames: usize) -> Vec<f32> {
    let white = laws::noise(seed, frames);
    let taps: Vec<f32> = (-60..=60)
        .map(|n| {
            let (pi, x) = (std::f64::consts::PI, f64::from(n));
            let sinc = if n == 0 { 0.86 } else { libm::sin(0.86 * pi * x) / (pi * x) };
            (sinc * crate::effects::oversample::kaiser(x / 61.0, 60.0)) as f32
        })
        .collect();
    let size = |n: usize| 10.0_f32 * math::exp2(-((n / 37 % 23) as f32) * 0.4);
    let size = |n: usize| if n < 200 { 0.0 } else { size(n) };
    let gated: Vec<f32> = white.iter().enumerate().map(|(n, x)| x * size(n)).collect();
    let sound = |n: usize| gated[n..].iter().zip(&taps).map(|(x, tap)| x * tap).sum();
    (0..frames - 121).map(sound).collect()
}

fn limited(patch: &LimiterPatch, sound: &[Vec<f32>; 2]) -> [Vec<f32>; 2] {
    laws::through(&mut Limiter::new(patch, RATE), sound, 512)
}

/// `sound`, `gain` times.
fn louder(sound: [Vec<f32>; 2], gain: f32) -> [Vec<f32>; 2] {
    sound.map(|channel| channel.into_iter().map(|x| x * gain).collect())
}

/// A loud sine that fades in and out, for an edge has sound above 0.45 of the rate.
fn swelling(frequency_hz: f64) -> [Vec<f32>; 2] {
    laws::sine(frequency_hz, RATE, 3000).map(|mut channel| {
        for (n, x) in channel.iter_mut().enumerate() {
            *x *= 1.5 * (1.0 - math::cos_cycles(n as f32 / 3000.0));
        }
        channel
    })
}

#[test]
fn the_true_peak_stays_under_the_ceiling() {
    let mut sounds: Vec<_> = [997.0, 11_000.0, 12_000.0, 16_100.0, 21_500.0].map(swelling).into();
    sounds.push([bursts(1, 12_000), bursts(2, 12_000)]);
    for (lookahead_s, attack_s) in [(0.0, 0.0), (0.001, 0.01), (0.005, 0.000_1), (0.01, 0.01)] {
        for (release_s, mode) in [(0.01, LimiterMode::Aggressive), (0.1, LimiterMode::Modern)] {
            let patch = LimiterPatch { lookahead_s, attack_s, release_s, mode, ..PATCH };
            for sound in &sounds {
                let out = limited(&patch, sound);
                let over_db = db(true_peak(&out[0]).max(true_peak(&out[1]))) + 1.0;
                // The parabola misses 0.05 dB of a sine at 0.45, the sinc 0.03. Measured: 0.02.
                assert!(over_db < 0.08, "{over_db} dB over with {patch:?}");
                assert!(over_db > -0.3, "{over_db} dB is too low with {patch:?}");
            }
        }
    }
}

#[test]
fn no_sample_is_above_the_ceiling_whatever_comes() {
    let sound = louder(laws::burst(9000, 100), 16.0);
    for (n, mode) in MODES.into_iter().enumerate() {
        for true_peak in [false, true] {
            let patch = LimiterPatch {
                mode,
                true_peak,
                points: [1, 2, 4, 8, 3][n],
                lookahead_s: [0.0, 0.000_1, 0.005, 0.01, 0.000_3][n],
                attack_s: 0.01,
                release_s: 0.01,
                ceiling_db: [0.0, -10.0, -1.0, -3.0, -0.1][n],
                knee: n as f32 * 0.25,
                stereo_link: 1.0 - n as f32 * 0.25,
                transient_preserve: n as f32 * 0.25,
                dither: [LimiterDither::Off, LimiterDither::Bits16, LimiterDither::Bits24][n % 3],
                ..PATCH
            };
            let limiter = Limiter::new(&patch, RATE);
            let peak = laws::peak(&limited(&patch, &sound));
            assert!(peak <= limiter.peak_gain(), "{peak} with {patch:?}");
            assert!(peak > 0.7 * limiter.peak_gain(), "{peak} is low with {patch:?}");
        }
    }
}

#[test]
fn what_is_below_the_ceiling_comes_out_late_and_bit_for_bit() {
    // No true peak can be above 0.25 * 3.5: the sum of the sinc's weights is 2.6 at most.
    let sound = louder(laws::burst(9000, 1000), 0.25);
    for true_peak in [false, true] {
        for lookahead_s in [0.0, 0.005, 0.01] {
            let patch = LimiterPatch { true_peak, lookahead_s, ceiling_db: 0.0, ..PATCH };
            let mut limiter = Limiter::new(&patch, RATE);
            let out = laws::through(&mut limiter, &sound, 512);
            let late = limiter.latency();
            let frames = (lookahead_s * 48_000.0) as usize;
            assert_eq!(late, if true_peak { 16 + frames.max(32) } else { frames });
            for channel in 0..2 {
                assert!(out[channel][..late].iter().all(|x| *x == 0.0));
                assert!(out[channel][late..] == sound[channel][..10_000 - late]);
            }
            assert_eq!((limiter.acted(), limiter.max_reduction_db()), (0, 0.0));
        }
    }
}

#[test]
fn a_loud_sound_is_late_by_the_same_latency() {
    let mut sound = [vec![0.0; 2000], vec![0.0; 2000]];
    sound[1][700] = 8.0;
    let out = limited(&PATCH, &sound);
    let late = Limiter::new(&PATCH, RATE).latency();
    for (n, x) in out[1].iter().enumerate() {
        let want = if n == 700 + late { libm::pow(10.0, -0.05) as f32 } else { 0.0 };
        // The gain is 2^-30 low at most, the top of the parabola above the sample by nothing.
        assert!((x - want).abs() < 1e-6, "{x} at {n}");
    }
}

#[test]
fn laws_are_kept() {
    let patches = [
        PATCH,
        LimiterPatch { stereo_link: 0.3, knee: 0.5, mode: LimiterMode::Modern, ..PATCH },
        LimiterPatch { points: 8, transient_preserve: 0.7, auto_gain: true, ..PATCH },
        LimiterPatch { true_peak: false, lookahead_s: 0.0, ..PATCH },
        LimiterPatch { dither: LimiterDither::Bits16, ceiling_db: -10.0, ..PATCH },
    ];
    for patch in patches {
        let patch = LimiterPatch { ceiling_db: patch.ceiling_db - 5.0, ..patch };
        laws::cuts_are_not_heard(|| Box::new(Limiter::new(&patch, RATE)));
        laws::it_dies_away(&mut Limiter::new(&patch, RATE), 9000, 1.0);
        let at = |level| Box::new(Limiter::with_level(&patch, RATE, level)) as Box<dyn Effect>;
        laws::all_the_same(Level::all().into_iter().map(at).collect());
        if patch.dither == LimiterDither::Off {
            laws::mono_is_stereo_with_equal_channels(|| Box::new(Limiter::new(&patch, RATE)));
        }
    }
}

#[test]
fn a_ceiling_that_moves_keeps_the_laws_and_comes_to_rest() {
    let to = LimiterPatch { ceiling_db: -9.0, output_trim_db: 2.0, auto_gain: true, ..PATCH };
    let moved = || {
        let mut limiter = Limiter::new(&PATCH, RATE);
        limiter.aim(&to);
        limiter
    };
    laws::cuts_are_not_heard(|| {
        let mut limiter = moved();
        // The first cell is under way, and a reset would end the glide.
        limiter.process(&mut [0.5; 7], &mut [0.5; 7], None);
        Box::new(limiter)
    });
    laws::mono_is_stereo_with_equal_channels(|| Box::new(moved()));
    let (mut moved, mut made) = (moved(), Limiter::new(&to, RATE));
    let sound = louder(laws::burst(9000, 1000), 2.0);
    let first = [&mut moved, &mut made].map(|limiter| laws::through(limiter, &sound, 777));
    assert!(first[0] != first[1], "it moves");
    laws::through(&mut moved, &[vec![0.0; 90_000], vec![0.0; 90_000]], 777);
    laws::through(&mut made, &[vec![0.0; 90_000], vec![0.0; 90_000]], 777);
    let [moved, made] = [&mut moved, &mut made].map(|limiter| laws::through(limiter, &sound, 777));
    assert!(moved == made, "it has come to rest");
}

#[test]
fn corners_stay_finite_at_every_rate() {
    for sample_rate in [8000.0, 44_100.0, 192_000.0] {
        for high in [false, true] {
            let pick = |low: f32, top: f32| if high { top } else { low };
            let patch = LimiterPatch {
                ceiling_db: pick(-10.0, 0.0),
                release_s: pick(0.01, 1.0),
                attack_s: pick(0.000_01, 0.01),
                lookahead_s: pick(0.0, 0.01),
                knee: pick(0.0, 1.0),
                stereo_link: pick(0.0, 1.0),
                points: 8,
                output_trim_db: pick(-12.0, 12.0),
                transient_preserve: pick(0.0, 1.0),
                ..PATCH
            };
            let mut limiter = Limiter::new(&patch, sample_rate);
            for gain in [1e-30, 1.0, 1e9] {
                let out = laws::through(&mut limiter, &louder(laws::burst(4000, 9000), gain), 512);
                assert!(out.iter().flatten().all(|x| x.abs() <= limiter.peak_gain()));
            }
        }
    }
}

#[test]
fn the_reduction_of_a_sine_is_told() {
    // 12 dB over the ceiling, at a frequency whose samples meet its peaks.
    let sound = louder(laws::sine(1000.0, RATE, 48_000), 4.0);
    let mut limiter = Limiter::new(&LimiterPatch { ceiling_db: 0.0, ..PATCH }, RATE);
    laws::through(&mut limiter, &sound, 512);
    let reduction = limiter.max_reduction_db();
    // The sine's start is a corner, whose ringing between samples is no higher than its peak.
    assert!((reduction - 12.041).abs() < 0.03, "{reduction}");
    // All but the latency, and the first quarter of a cycle less what the ramp hears of it.
    let acted = limiter.acted();
    assert!(acted > 48_000 - limiter.latency() as u64 && acted <= 48_000, "{acted}");
    limiter.reset(0);
    assert_eq!((limiter.acted(), limiter.max_reduction_db()), (0, 0.0));
}

#[test]
fn a_reduction_falls_to_a_third_in_the_time_of_the_release() {
    for (mode, factor) in [
        (LimiterMode::Transparent, 1.0),
        (LimiterMode::Punchy, 0.5),
        (LimiterMode::Aggressive, 0.25),
    ] {
        let patch = LimiterPatch { mode, ceiling_db: 0.0, ..PATCH };
        // One loud frame, then a quiet level that shows the gain.
        let mut sound = [vec![0.1; 24_000], vec![0.1; 24_000]];
        sound[0][1000] = 2.0;
        let out = limited(&patch, &sound);
        let start = 1000 + Limiter::new(&patch, RATE).latency() + HOLD;
        let gain = |n: usize| f64::from(out[1][n]) / 0.1;
        assert!((gain(start) - 0.5).abs() < 0.01, "{}", gain(start));
        // The ramp's average delays the rise by half its length and no more than its length.
        let end = start + (factor * 4800.0) as usize;
        let reduction = [end, end + 240].map(|n| (1.0 - gain(n)) / 0.5);
        let third = libm::exp(-1.0);
        assert!(reduction[0] > third && reduction[1] < third, "{mode:?}: {reduction:?}");
    }
}

#[test]
fn a_long_reduction_goes_away_more_slowly_where_the_mode_says_so() {
    let reduction_after = |mode, frames: usize| {
        let patch = LimiterPatch { mode, ceiling_db: 0.0, ..PATCH };
        let mut sound = [vec![0.1; 48_000], vec![0.1; 48_000]];
        sound[0][1000..1000 + frames].fill(2.0);
        let out = limited(&patch, &sound);
        1.0 - out[1][1000 + frames + 4800] / 0.1
    };
    for mode in MODES {
        let [short, long] = [1, 30_000].map(|frames| reduction_after(mode, frames));
        let remembers = matches!(mode, LimiterMode::Vintage | LimiterMode::Modern);
        // 0.1 s later: 0.5 e^-2 against nearly 0.5 e^-1/4 for the vintage mode, and so on.
        assert_eq!(long > 1.5 * short + 0.02, remembers, "{mode:?}: {short} {long}");
    }
}

#[test]
fn channels_share_as_much_of_their_gains_as_is_asked() {
    for (stereo_link, want) in [(0.0, 1.0), (0.5, 0.75), (1.0, 0.5)] {
        // The edge of the level rings between samples: 30 releases later that is forgotten.
        let patch = LimiterPatch { stereo_link, ceiling_db: 0.0, release_s: 0.01, ..PATCH };
        let sound = [vec![2.0; 16_000], vec![0.1; 16_000]];
        let out = limited(&patch, &sound);
        assert!((out[1][15_000] / 0.1 - want).abs() < 1e-3, "{stereo_link}: {}", out[1][15_000]);
    }
}

#[test]
fn a_knee_bends_as_its_formula_says() {
    let patch = LimiterPatch { knee: 1.0, ceiling_db: 0.0, ..PATCH };
    for level_db in [-6.5, -3.0, 0.0, 3.0, 6.5_f32] {
        let level = libm::pow(10.0, f64::from(level_db) / 20.0) as f32;
        // 15 periods per 16 frames would hide the peak; 1 in 48 shows it.
        let out = limited(&patch, &louder(laws::sine(1000.0, RATE, 24_000), level));
        let late = [out[0][12_000..].to_vec(), out[1][12_000..].to_vec()];
        let w = 6.0_f32;
        let reduction_db = if level_db < -w {
            0.0
        } else if level_db > w {
            level_db
        } else {
            (level_db + w) * (level_db + w) / (4.0 * w)
        };
        let got_db = db(f64::from(laws::peak(&late))) as f32;
        // The release rises by 1 - e^-0.005 of the reduction between two peaks 24 frames apart.
        assert!((got_db - (level_db - reduction_db)).abs() < 0.03, "{level_db}: {got_db}");
    }
}

#[test]
fn other_settings_come_without_a_click_and_keep_both_ceilings() {
    for auto_gain in [false, true] {
        let from = LimiterPatch { auto_gain, ..PATCH };
        let to = LimiterPatch { ceiling_db: -10.0, stereo_link: 0.0, knee: 1.0, ..from };
        let sound = louder(laws::sine(100.0, RATE, 20_000), 4.0);
        let mut limiter = Limiter::new(&from, RATE);
        let mut out = [vec![], vec![]];
        for (n, (left, right)) in sound[0].chunks(500).zip(sound[1].chunks(500)).enumerate() {
            limiter.aim(if n % 8 < 4 { &from } else { &to });
            let (mut left, mut right) = (left.to_vec(), right.to_vec());
            limiter.process(&mut left, &mut right, None);
            out[0].extend(left);
            out[1].extend(right);
        }
        let most = libm::pow(10.0, if auto_gain { 0.0 } else { -0.05 }) as f32;
        assert!(laws::peak(&out) <= most * 1.000_001, "{}", laws::peak(&out));
        // The sine's own slope is 2 pi / 480 of the peak, the glide's 1 / 960.
        let step = laws::greatest_step(&out, 500);
        assert!(step < 0.0131 + 0.0025, "{step}");
    }
}

#[test]
fn dither_rounds_to_the_grid_within_three_half_steps() {
    let sound = louder(laws::burst(9000, 1000), 0.2);
    let late = Limiter::new(&PATCH, RATE).latency();
    for (dither, steps) in [(LimiterDither::Bits16, 32_768.0), (LimiterDither::Bits24, 8_388_608.0)]
    {
        let out = limited(&LimiterPatch { dither, ceiling_db: 0.0, ..PATCH }, &sound);
        let mut sum = 0.0;
        for n in 0..9000 {
            let [x, y] = [sound[0][n], out[0][n + late]].map(|x| f64::from(x) * steps);
            assert!(y == y.floor() && (y - x).abs() <= 1.5, "{y} for {x}");
            sum += (y - x) * (y - x);
        }
        // A triangle's variance and a step's: 1/6 + 1/12, the mean of 9000 within 5 %.
        assert!((sum / 9000.0 - 0.25).abs() < 0.0125, "{}", sum / 9000.0);
    }
}
