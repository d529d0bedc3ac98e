use super::*;
use crate::effects::Effect;
use crate::effects::glide::GRID;
use crate::effects::laws;
use crate::lanes::{Level, dispatch};
use core::f64::consts::TAU;

const RESPONSES: [Response; 7] = [
    Response::LowPass,
    Response::HighPass,
    Response::BandPass,
    Response::Notch,
    Response::Peaking,
    Response::LowShelf,
    Response::HighShelf,
];

/// The cookbook's own coefficients: numerator and denominator, by rising power of 1/z.
fn cookbook(response: Response, f0: f64, gain_db: f64, q: f64, rate: f64) -> [[f64; 3]; 2] {
    let w = TAU * f0 / rate;
    let (cos, alpha) = (libm::cos(w), libm::sin(w) / (2.0 * q));
    let a = libm::pow(10.0, gain_db / 40.0);
    let root = 2.0 * a.sqrt() * alpha;
    let plain = [1.0 + alpha, -2.0 * cos, 1.0 - alpha];
    match response {
        Response::LowPass => [[(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0], plain],
        Response::HighPass => [[(1.0 + cos) / 2.0, -1.0 - cos, (1.0 + cos) / 2.0], plain],
        Response::BandPass => [[alpha, 0.0, -alpha], plain],
        Response::Notch => [[1.0, -2.0 * cos, 1.0], plain],
        Response::Peaking => [
            [1.0 + alpha * a, -2.0 * cos, 1.0 - alpha * a],
            [1.0 + alpha / a, -2.0 * cos, 1.0 - alpha / a],
        ],
        Response::LowShelf => [
            [
                a * ((a + 1.0) - (a - 1.0) * cos + root),
                2.0 * a * ((a - 1.0) - (a + 1.0) * cos),
                a * ((a + 1.0) - (a - 1.0) * cos - root),
            ],
            [
                (a + 1.0) + (a - 1.0) * cos + root,
                -2.0 * ((a - 1.0) + (a + 1.0) * cos),
                (a + 1.0) + (a - 1.0) * cos - root,
            ],
        ],
        Response::HighShelf => [
            [
                a * ((a + 1.0) + (a - 1.0) * cos + root),
                -2.0 * a * ((a - 1.0) + (a + 1.0) * cos),
                a * ((a + 1.0) + (a - 1.0) * cos - root),
            ],
            [
                (a + 1.0) - (a - 1.0) * cos + root,
                2.0 * ((a - 1.0) - (a + 1.0) * cos),
                (a + 1.0) - (a - 1.0) * cos - root,
            ],
        ],
    }
}

/// Complex value of a polynomial in 1/z at `frequency_hz`.
fn polynomial(terms: &[f64], frequency_hz: f64, rate: f64) -> [f64; 2] {
    terms.iter().enumerate().fold([0.0; 2], |[re, im], (n, term)| {
        let angle = TAU * frequency_hz / rate * n as f64;
        [re + term * libm::cos(angle), im - term * libm::sin(angle)]
    })
}

fn size([re, im]: [f64; 2]) -> f64 {
    (re * re + im * im).sqrt()
}

/// What `section` makes of a sound, the same on both sides.
fn filtered(section: &mut Section, sound: &[f32]) -> Vec<f32> {
    let (mut left, mut right) = (sound.to_vec(), sound.to_vec());
    for (left, right) in left.chunks_mut(GRID).zip(right.chunks_mut(GRID)) {
        section.stay();
        section.process([left, right], 0);
    }
    assert!(left == right);
    left
}

#[test]
fn every_response_is_the_cookbooks() {
    for response in RESPONSES {
        for (frequency_hz, q) in
            [(20.0, 0.1), (20.0, 0.7), (100.0, 18.0), (1000.0, 1.0), (3500.0, 0.5)]
        {
            for (gain_db, rate) in
                [(-24.0, 8000.0), (24.0, 44_100.0), (6.0, 48_000.0), (-3.0, 192_000.0)]
            {
                let coefficients = Coefficients::new(response, frequency_hz, gain_db, q, rate);
                // By the tail the ringing is below -90 dB, and as it falls on by e in each tenth
                // of it, twice the tail leaves e^-10 of 3e-5.
                let frames = (2.0 * coefficients.tail()) as usize + 1;
                let mut sound = vec![0.0; frames];
                sound[0] = 1.0;
                let ring: Vec<f64> = filtered(&mut Section::new(coefficients), &sound)
                    .into_iter()
                    .map(f64::from)
                    .collect();
                let [over, under] = cookbook(response, frequency_hz, gain_db, q, rate);
                for part in [0.1, 0.5, 0.97, 1.0, 1.03, 2.0, 8.0] {
                    let hz = (frequency_hz * part).min(0.499 * rate);
                    let got = polynomial(&ring, hz, rate);
                    let [over, under] = [&over, &under].map(|terms| polynomial(terms, hz, rate));
                    let norm = size(under) * size(under);
                    let want = [
                        (over[0] * under[0] + over[1] * under[1]) / norm,
                        (over[1] * under[0] - over[0] * under[1]) / norm,
                    ];
                    let error = size([got[0] - want[0], got[1] - want[1]]);
                    // f32 is right to 6e-8. Some three roundings a frame add up as the root of the
                    // frames in a radian of the corner, for as long as the poles ring (Q radians, or
                    // 1 / Q where they creep; a bell's Q is multiplied or divided by the root of
                    // its gain), and count as much as their share in the output, at most the gain.
                    let gain = libm::pow(10.0, gain_db.abs() / 20.0);
                    let frames = 1.0 + (rate / (TAU * frequency_hz)).sqrt();
                    let bound = 6e-8 * 3.0 * frames * gain * (q + 1.0 / q) * gain.sqrt();
                    assert!(
                        error < bound,
                        "{response:?} {frequency_hz} Hz {gain_db} dB q {q} at {rate}: {hz} Hz is off by {error:e}, bound {bound:e}"
                    );
                }
            }
        }
    }
}

/// Greatest error of `section` against the cookbook's filter in f64, for white noise of ten tails.
fn error_in_noise(response: Response, setting: [f64; 3], rate: f64) -> f64 {
    let [frequency_hz, gain_db, q] = setting;
    let coefficients = Coefficients::new(response, frequency_hz, gain_db, q, rate);
    let sound = laws::noise(1, (10.0 * coefficients.tail()) as usize);
    let got = filtered(&mut Section::new(coefficients), &sound);
    let [over, under] = cookbook(response, frequency_hz, gain_db, q, rate);
    let (mut x, mut y) = ([0.0; 3], [0.0; 3]);
    sound.iter().zip(got).fold(0.0_f64, |worst, (input, got)| {
        x = [f64::from(*input), x[0], x[1]];
        let sum = over[0] * x[0] + over[1] * x[1] + over[2] * x[2];
        y = [(sum - under[1] * y[0] - under[2] * y[1]) / under[0], y[0], y[1]];
        worst.max((f64::from(got) - y[0]).abs())
    })
}

#[test]
fn noise_comes_out_as_of_a_filter_in_f64() {
    for response in RESPONSES {
        for rate in [44_100.0, 192_000.0] {
            for setting in [[20.0, -12.0, 0.7], [30.0, 12.0, 5.0], [1000.0, 6.0, 1.0]] {
                // Below half of the last bit of a 16-bit file (-96 dB).
                let error = error_in_noise(response, setting, rate);
                assert!(error < 1.5e-5 / 2.0, "{response:?} {setting:?} at {rate}: {error:e}");
            }
        }
    }
}

#[test]
fn a_shelf_of_slope_1_has_the_q_of_a_butterworth_filter() {
    for gain_db in [-24.0, 0.0, 9.0] {
        assert!((q_of_slope(1.0, gain_db) - 0.5_f64.sqrt()).abs() < 1e-15);
    }
    // The cookbook's other form of alpha: 2 sqrt(a) alpha = sin(w) sqrt((a^2 + 1)(1/S - 1) + 2a).
    let a: f64 = libm::pow(10.0, 12.0 / 40.0);
    let root = ((a * a + 1.0) * (1.0 / 0.6 - 1.0) + 2.0 * a).sqrt();
    assert!((a.sqrt() / q_of_slope(0.6, 12.0) - root).abs() < 1e-12);
}

/// Linear gain of a long sine through the effect.
fn gain(effect: &mut dyn Effect, frequency_hz: f64, rate: f64) -> f64 {
    let frames = usize::try_from(effect.tail()).unwrap();
    let sound = laws::sine(frequency_hz, rate, frames + 4800);
    let out = laws::through(effect, &sound, 512);
    let power = |sound: &[Vec<f32>; 2]| -> f64 {
        sound[0][frames..].iter().map(|x| f64::from(x * x)).sum()
    };
    (power(&out) / power(&sound)).sqrt()
}

#[test]
fn the_track_eq_has_its_three_bands() {
    let rate = 48_000.0;
    let settings = [
        (Response::LowShelf, 200.0, 0.5_f64.sqrt()),
        (Response::Peaking, 1000.0, 1.0),
        (Response::HighShelf, 5000.0, 0.5_f64.sqrt()),
    ];
    for gains in [[12.0, 0.0, 0.0], [0.0, -12.0, 0.0], [0.0, 0.0, 6.0], [-24.0, 3.0, 24.0]] {
        let mut eq = TrackEq::new(gains[0] as f32, gains[1] as f32, gains[2] as f32, rate);
        for frequency_hz in [50.0, 200.0, 1000.0, 3000.0, 5000.0, 15_000.0] {
            let want: f64 = settings
                .into_iter()
                .zip(gains)
                .map(|((response, f0, q), gain_db)| {
                    let [over, under] = cookbook(response, f0, gain_db, q, rate);
                    size(polynomial(&over, frequency_hz, rate))
                        / size(polynomial(&under, frequency_hz, rate))
                })
                .product();
            let got = gain(&mut eq, frequency_hz, rate);
            // 100 ms hold whole cycles of each, so only the filters' f32 counts.
            assert!((got / want - 1.0).abs() < 1e-5, "{gains:?} at {frequency_hz}: {got}, {want}");
            eq.reset(0);
        }
    }
}

#[test]
fn a_flat_track_eq_is_a_wire() {
    let sound = laws::burst(1000, 0);
    let mut eq = TrackEq::new(0.0, 0.0, 0.0, 44_100.0);
    assert!(laws::through(&mut eq, &sound, 100) == sound);
    assert_eq!((eq.tail(), eq.peak_gain() < 1.01), (0, true));
}

#[test]
fn a_gain_that_moves_is_not_heard_as_a_click_and_arrives() {
    let rate = 48_000.0;
    let sound = laws::sine(100.0, rate, 9600);
    let mut moved = TrackEq::new(-24.0, 0.0, 0.0, rate);
    laws::through(&mut moved, &sound, 512);
    moved.aim(24.0, 0.0, 0.0);
    let out = laws::through(&mut moved, &sound, 512);
    // 15.8 of a sine of 100 Hz rises by 15.8 * tau * 100 / 48000 = 0.21 a frame; the gain goes by
    // 48 dB in 20 ms, by a factor of 1.0058 a frame: 0.09 more.
    let step = laws::greatest_step(&out, 0);
    assert!(step < 0.3, "{step}");
    let mut made = TrackEq::new(24.0, 0.0, 0.0, rate);
    let noise = laws::burst(2000, 5000);
    // As far as a multiple of `REST`, that both see at the same frames of the noise that it is over.
    laws::through(&mut moved, &[vec![0.0; 30_464], vec![0.0; 30_464]], 512);
    assert!(laws::through(&mut moved, &noise, 512) == laws::through(&mut made, &noise, 512));
}

#[test]
fn no_input_makes_more_than_the_declared_peak_and_one_makes_it() {
    // The worst input of a linear filter is the sign of its reversed impulse response.
    for gains in [[24.0, -24.0, 24.0], [-24.0, 24.0, -24.0], [6.0, 0.0, -3.0]] {
        let mut eq = TrackEq::new(gains[0], gains[1], gains[2], 48_000.0);
        let frames = usize::try_from(eq.tail()).unwrap();
        let mut sound = [vec![0.0; frames], vec![0.0; frames]];
        sound[0][0] = 1.0;
        let ring = laws::through(&mut eq, &sound, 512);
        let worst: Vec<f32> = ring[0].iter().rev().map(|x| 1.0_f32.copysign(*x)).collect();
        eq.reset(0);
        let peak = laws::peak(&laws::through(&mut eq, &[worst, vec![0.0; frames]], 512));
        let declared = eq.peak_gain();
        assert!(peak <= declared && peak > 0.99 * declared, "{gains:?}: {peak} of {declared}");
    }
}

#[test]
fn a_row_gives_the_bits_of_its_filters_one_after_another_at_every_level() {
    let rate = 48_000.0;
    let filter = |i: usize| {
        let frequency_hz = 40.0 * libm::pow(3.0, i as f64);
        Coefficients::new(RESPONSES[(3 * i + 1) % 7], frequency_hz, 9.0, 0.7, rate)
    };
    let sound = [laws::noise(1, 512), laws::noise(2, 512)];
    for count in 0..7 {
        for level in Level::all() {
            let mut row: Vec<_> = (0..count).map(|i| Section::new(filter(i))).collect();
            let mut apart = row.clone();
            let (mut start, mut cut) = (0, 1);
            while start < 512 {
                let range = start..(start + cut).min(512);
                let [mut left, mut right] =
                    sound.each_ref().map(|side| side[range.clone()].to_vec());
                let [mut l, mut r] = [left.clone(), right.clone()];
                dispatch!(level, simd => process_row(simd, row.iter_mut(), [&mut left[..], &mut right[..]]));
                for section in &mut apart {
                    section.process([&mut l[..], &mut r[..]], 0);
                }
                assert!(left == l && right == r, "{count} at {level:?} from {start}");
                (start, cut) = (range.end, cut * 2 + 1);
            }
        }
    }
}

#[test]
fn a_filter_keeps_its_memory_when_it_stops_and_when_it_sets_out() {
    // A step so small that it moves, but is not heard: what is heard is the change of form.
    for response in RESPONSES {
        let at = |hz| Coefficients::new(response, hz, 6.0, 2.0, 48_000.0);
        let [still, near] = [at(100.0), at(100.000_02)];
        assert!(still != near);
        let sound = laws::noise(1, 4096);
        let want = filtered(&mut Section::new(still), &sound);
        let mut section = Section::new(still);
        let (mut left, mut right) = (sound.clone(), sound);
        for (n, (left, right)) in left.chunks_mut(GRID).zip(right.chunks_mut(GRID)).enumerate() {
            section.move_to(if n % 8 == 3 { near } else { still });
            assert_eq!(section.is_still(), n % 8 != 3 && n % 8 != 4);
            section.process([left, right], 0);
        }
        for (got, want) in left.iter().zip(want) {
            // Half of the last bit of a 16-bit file, as in `noise_comes_out_as_of_a_filter_in_f64`.
            assert!((got - want).abs() < 1.5e-5 / 2.0, "{response:?}: {got}, want {want}");
        }
    }
}

#[test]
fn the_track_eq_keeps_the_laws() {
    for sample_rate in [8000.0, 48_000.0, 192_000.0] {
        for corner in 0..27 {
            let gain = |place: u32| (corner / 3_u32.pow(place) % 3) as f32 * 24.0 - 24.0;
            let mut eq = TrackEq::new(gain(0), gain(1), gain(2), sample_rate);
            laws::it_dies_away(&mut eq, 20_000, 4.0);
        }
    }
    laws::cuts_are_not_heard(|| {
        let mut eq = TrackEq::new(6.0, -6.0, 12.0, 48_000.0);
        eq.aim(-6.0, 12.0, 3.0);
        Box::new(eq)
    });
    laws::cuts_are_not_heard(|| Box::new(TrackEq::new(6.0, -6.0, 12.0, 48_000.0)));
    laws::mono_is_stereo_with_equal_channels(|| {
        let mut eq = TrackEq::new(6.0, -6.0, 12.0, 48_000.0);
        eq.aim(-6.0, 12.0, 3.0);
        Box::new(eq)
    });
    let at = |level| Box::new(TrackEq::with_level([6.0, -6.0, 12.0], 48_000.0, level)) as _;
    laws::all_the_same(Level::all().into_iter().map(at).collect());
}

#[test]
fn track_eqs_side_by_side_are_as_alone() {
    for level in Level::all() {
        for count in [2, 11] {
            laws::beside_is_alone(count, |number| {
                let gain = |band: u32| laws::toss(number as u32, band, -9.0, 7.0);
                TrackEq::with_level([gain(0), gain(1), gain(2)], 48_000.0, level)
            });
        }
    }
}
