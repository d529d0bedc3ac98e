//! The functions of `math` keep their stated bounds (against `libm` in f64), and lanes give the
//! bits of scalars.

use core::f64::consts::PI;
use rebounce_dsp::lanes::{F32, Level, Simd, U32, dispatch};
use rebounce_dsp::math::*;

const POINTS: usize = 200_001;

/// `POINTS` numbers from `low` to `high`.
fn interval(low: f64, high: f64) -> impl Iterator<Item = f32> {
    (0..POINTS).map(move |i| (low + (high - low) * i as f64 / (POINTS - 1) as f64) as f32)
}

/// The greatest of `error(x)`.
fn worst(points: impl Iterator<Item = f32>, error: impl Fn(f32) -> f64) -> f64 {
    points.map(error).fold(0.0, |worst, e| if e > worst || e.is_nan() { e } else { worst })
}

fn relative(got: f32, wanted: f64) -> f64 {
    ((f64::from(got) - wanted) / wanted).abs()
}

fn absolute(got: f32, wanted: f64) -> f64 {
    (f64::from(got) - wanted).abs()
}

/// Asserts a stated bound, and that it is not stated far too wide.
fn assert_bound(name: &str, error: f64, bound: f64) {
    assert!(error <= bound && error > bound / 8.0, "{name}: {error:e} against {bound:e}");
}

#[test]
fn exp2_is_as_close_as_it_says() {
    let error = worst(interval(-126.0, 127.0), |x| relative(exp2(x), libm::exp2(x.into())));
    assert_bound("exp2", error, 1.5e-7);
    for whole in -126..=127 {
        assert_eq!(f64::from(exp2(whole as f32)), libm::exp2(whole.into()));
    }
    assert_eq!(exp2(-126.1_f32), 0.0);
    assert_eq!(exp2(500.0_f32), exp2(127.0_f32));
}

#[test]
fn log2_is_as_close_as_it_says() {
    let points = || interval(0.01, 4.0).chain(interval(-125.0, 127.0).map(exp2::<f32>));
    let error = worst(points(), |x| {
        let wanted = libm::log2(x.into());
        absolute(log2(x), wanted) / (1.0 + 1.2 * wanted.abs())
    });
    assert_bound("log2", error, 1e-7);
    for whole in -126..=127 {
        assert_eq!(log2(exp2(whole as f32)), whole as f32);
    }
    assert_eq!(log2(0.0_f32), -126.0);
    assert_eq!(log2(-1.0_f32), -126.0);
}

#[test]
fn pow_is_as_close_as_it_says() {
    for power in [-3.0_f32, 0.5, 1.5, 2.2, 7.0] {
        let error = worst(interval(0.001, 20.0), |x| {
            let wanted = libm::pow(x.into(), power.into());
            relative(pow(x, power), wanted) / (3e-7 + 1e-7 * libm::log2(wanted).abs())
        });
        assert_bound("pow", error, 1.0);
    }
}

#[test]
fn sine_and_cosine_are_as_close_as_they_say() {
    let error = worst(interval(-3.0, 3.0), |x| {
        let angle = 2.0 * PI * f64::from(x);
        absolute(sin_cycles(x), libm::sin(angle)).max(absolute(cos_cycles(x), libm::cos(angle)))
    });
    assert_bound("sin, cos", error, 2e-7);
    for (phase, sine, cosine) in [(0.0, 0.0, 1.0), (0.25, 1.0, 0.0), (0.5, 0.0, -1.0)] {
        assert!(absolute(sin_cycles(phase), sine) < 1.2e-7);
        assert!(absolute(cos_cycles(phase), cosine) < 1.2e-7);
    }
}

#[test]
fn tan_pi_is_as_close_as_it_says() {
    let error = worst(interval(1e-6, 0.49), |x| relative(tan_pi(x), libm::tan(PI * f64::from(x))));
    assert_bound("tan_pi", error, 4e-7);
    assert_eq!(tan_pi(0.0_f32), 0.0);
    assert_eq!(tan_pi(0.7_f32), tan_pi(0.49_f32));
}

#[test]
fn tanh_is_as_close_as_it_says_bounded_and_odd() {
    let error = worst(interval(1e-6, 12.0), |x| relative(tanh(x), libm::tanh(x.into())));
    assert_bound("tanh", error, 5e-7);
    for x in interval(-20.0, 20.0) {
        assert!(tanh(x).abs() <= 1.0);
        assert_eq!(tanh(-x), -tanh(x));
    }
    assert_eq!(tanh(0.0_f32), 0.0);
}

#[test]
fn decibels_are_as_close_as_they_say() {
    let error = worst(interval(-300.0, 300.0), |x| {
        relative(db_to_gain(x), libm::pow(10.0, f64::from(x) / 20.0))
            / (2e-7 + 2e-8 * x.abs() as f64)
    });
    assert_bound("db_to_gain", error, 1.0);
    let error = worst(interval(1e-5, 8.0), |x| {
        let wanted = 20.0 * libm::log10(x.into());
        absolute(gain_to_db(x), wanted) / (1e-6 + 2e-7 * wanted.abs())
    });
    assert_bound("gain_to_db", error, 1.0);
    assert_eq!(db_to_gain(0.0_f32), 1.0);
    assert_eq!(gain_to_db(1.0_f32), 0.0);
}

#[test]
fn keys_are_in_tune() {
    let error = worst(interval(0.0, 127.0), |key| {
        let wanted = 440.0 * libm::exp2((f64::from(key) - 69.0) / 12.0);
        1200.0 * libm::log2(f64::from(key_to_hz(key)) / wanted).abs()
    });
    assert_bound("key_to_hz in cents", error, 0.002);
    assert_eq!(key_to_hz(69.0_f32), 440.0);
}

/// Every function on one number, or on eight.
#[inline(always)]
fn every_function<N: Number>(x: N) -> [N; 9] {
    let positive = x.abs() + 1e-3;
    [
        exp2(x),
        log2(positive),
        pow(positive, x * 0.1),
        sin_cycles(x),
        cos_cycles(x),
        tan_pi(x),
        tanh(x),
        db_to_gain(x),
        gain_to_db(positive),
    ]
}

#[inline(always)]
fn in_lanes<S: Simd>(simd: S, x: &[f32; 8]) -> [[u32; 8]; 9] {
    every_function(F32::load(simd, x)).map(|lanes| lanes.to_array().map(f32::to_bits))
}

#[test]
fn lanes_of_every_level_and_scalars_give_the_same_bits() {
    let points: Vec<f32> = interval(-200.0, 200.0)
        .step_by(7)
        .chain(interval(-1.0, 1.0).step_by(7))
        .chain([0.0, -0.0, 0.5, -0.5, 0.25, 0.49, 8.0, -8.0, 126.5, -126.0, -126.5, 1e6, -1e6])
        .collect();
    for level in Level::all() {
        for eight in points.as_chunks::<8>().0 {
            let lanes = dispatch!(level, simd => in_lanes(simd, eight));
            for (i, x) in eight.iter().enumerate() {
                let scalar = every_function(*x).map(f32::to_bits);
                assert_eq!(lanes.map(|l| l[i]), scalar, "{level:?} at {x}");
            }
        }
    }
}

#[test]
fn noise_in_lanes_is_the_noise_of_scalars() {
    for level in Level::all() {
        for block in 0..500_u32 {
            let counter: [u32; 8] =
                core::array::from_fn(|i| (block * 8 + i as u32).wrapping_mul(2_654_435));
            let seed: [u32; 8] = core::array::from_fn(|i| block.wrapping_mul(77) ^ i as u32);
            let lanes = dispatch!(level, simd => {
                noise_lanes(U32::load(simd, &seed), U32::load(simd, &counter)).to_array()
            });
            assert_eq!(lanes, core::array::from_fn(|i| noise(seed[i], counter[i])));
        }
    }
}

#[test]
fn noise_is_white_even_and_unlike_for_unlike_seeds() {
    const N: u32 = 1 << 16;
    // Of N independent values with variance 1/3, a mean of products is within 5 of its standard
    // deviations 1 / (3 sqrt N) but once in a million.
    let limit = 5.0 / (3.0 * f64::from(N).sqrt());
    let value = |seed, i: u32| f64::from(noise(seed, i));
    let mean = |f: &dyn Fn(u32) -> f64| (0..N).map(f).sum::<f64>() / f64::from(N);
    for seed in 0..20 {
        assert!(mean(&|i| value(seed, i)).abs() < limit * 3.0_f64.sqrt());
        assert!((mean(&|i| value(seed, i) * value(seed, i)) - 1.0 / 3.0).abs() < limit);
        for lag in [1, 2, 3, 16, 100] {
            assert!(mean(&|i| value(seed, i) * value(seed, i + lag)).abs() < limit, "lag {lag}");
        }
        assert!(mean(&|i| value(seed, i) * value(seed + 1, i)).abs() < limit);
        assert!((0..N).all(|i| (-1.0..1.0).contains(&noise(seed, i))));
    }
}
