use super::*;
use crate::effects::laws;

const RATE: f64 = 48_000.0;
const PATCH: HalfTimePatch = HalfTimePatch {
    rate: 0.5,
    smoothing: 0.5,
    pitch_st: -12.0,
    grain_s: 0.1,
    density: 8,
    pitch_lock: true,
    mix: 1.0,
    mode: HalfTimeMode::Clean,
    analog_warmth: 0.0,
    glitch_amount: 0.0,
    reverse: false,
    bar_s: 2.0,
};

fn through(patch: &HalfTimePatch, sound: &[Vec<f32>; 2]) -> [Vec<f32>; 2] {
    laws::through(&mut HalfTime::new(patch, RATE), sound, 512)
}

/// The share of the power of the last `frames` that lies within 3 % of `hz`.
fn share_near(sound: &[f32], hz: f64, frames: usize) -> f64 {
    let sound = &sound[sound.len() - frames..];
    let mut near = 0.0;
    let bins = (0.03 * hz * frames as f64 / RATE) as i32 + 3;
    let middle = (hz * frames as f64 / RATE).round() as i32;
    for bin in middle - bins..=middle + bins {
        let amplitude = laws::magnitude(sound, f64::from(bin) / frames as f64) / frames as f64;
        near += 2.0 * amplitude * amplitude;
    }
    near / (sound.iter().map(|x| f64::from(x * x)).sum::<f64>() / frames as f64)
}

#[test]
fn by_default_a_bar_is_played_at_exactly_half_speed() {
    let sound = laws::sine(440.0, RATE, 96_000);
    let out = through(&PATCH, &sound);
    for (n, got) in out[0].iter().enumerate().take(95_000).skip(6000) {
        // The head lags by half of the time, and by the room of a moving read: 20 frames. The
        // cubic's error is (tau f)^4 3 / 128 = 2.6e-7, an f32's half ulp of a lag of 48000 frames
        // 2e-3 frames of 0.0576 radians.
        let want = libm::sin(std::f64::consts::TAU * 440.0 * (0.5 * n as f64 - 20.0) / RATE);
        assert!((f64::from(*got) - want).abs() < 3e-4, "{n}: {got} {want}");
    }
}

#[test]
fn each_bar_begins_anew_with_the_sound() {
    // A ramp tells where it was taken from.
    let ramp: Vec<f32> = (0..300_000).map(|n| n as f32).collect();
    let out = through(&PATCH, &[ramp.clone(), ramp]);
    for bar in 0..3 {
        for since in [10_000, 50_000, 95_000] {
            let at = bar * 96_000 + since;
            let want = (bar * 96_000) as f32 + 0.5 * since as f32 - 20.0;
            assert!((out[0][at] - want).abs() < 0.1, "{at}: {} {want}", out[0][at]);
        }
    }
    let reversed = HalfTimePatch { reverse: true, rate: 1.0, pitch_st: 0.0, ..PATCH };
    let ramp: Vec<f32> = (0..300_000).map(|n| n as f32).collect();
    let out = through(&reversed, &[ramp.clone(), ramp]);
    // The memory holds a bar of 2 s backwards only by halves.
    let at = 96_000 + 48_000 + 20_000;
    let want = (96_000 + 48_000 - 20_000 - 20) as f32;
    assert!((out[0][at] - want).abs() < 0.1, "{} {want}", out[0][at]);
}

#[test]
fn grains_have_their_pitch_at_any_speed_and_about_their_level() {
    for (rate, pitch_st, mode) in [
        (0.5, 0.0, HalfTimeMode::Clean),
        (1.0, -12.0, HalfTimeMode::Clean),
        (1.0, 7.0, HalfTimeMode::Granular),
        (2.0, 0.0, HalfTimeMode::Clean),
    ] {
        let patch = HalfTimePatch { rate, pitch_st, mode, ..PATCH };
        let out = through(&patch, &laws::sine(440.0, RATE, 192_000));
        let hz = 440.0 * libm::exp2(f64::from(pitch_st) / 12.0);
        // Alike grains keep the tone's phase to half a frame: nearly all of it is in the tone.
        let near = share_near(&out[0], hz, 48_000);
        let least = if mode == HalfTimeMode::Clean { 0.98 } else { 0.5 };
        assert!(near > least, "{rate} {pitch_st}: {near}");
        let power = out[0][144_000..].iter().map(|x| f64::from(x * x)).sum::<f64>() / 48_000.0;
        let db = 10.0 * libm::log10(2.0 * power);
        // Two grains that add up: 1.07, 0.6 dB; those that begin anywhere beat.
        let bound = if mode == HalfTimeMode::Clean { 1.0 } else { 6.0 };
        assert!(db.abs() < bound, "{rate} {pitch_st}: {db} dB");
    }
    // Noise's powers add up: 1.07^2 * 0.75, -0.6 dB, and what likeness finds in it.
    let noise = laws::burst(192_000, 0);
    let out = through(&HalfTimePatch { pitch_st: 5.0, ..PATCH }, &noise);
    let power = |sound: &[f32]| sound.iter().map(|x| f64::from(x * x)).sum::<f64>();
    let db = 10.0 * libm::log10(power(&out[0][96_000..]) / power(&noise[0][96_000..]));
    assert!(db.abs() < 2.0, "{db}");
}

#[test]
fn laws_are_kept() {
    let modes = [
        HalfTimeMode::Clean,
        HalfTimeMode::Tape,
        HalfTimeMode::Granular,
        HalfTimeMode::Vinyl,
        HalfTimeMode::Cassette,
        HalfTimeMode::Glitch,
    ];
    for n in 0..12 {
        let toss = |coin, low, high| laws::toss(n, coin, low, high);
        let patch = HalfTimePatch {
            rate: toss(0, 0.25, 2.0),
            smoothing: toss(1, 0.0, 1.0),
            pitch_st: toss(2, -24.0, 24.0),
            grain_s: toss(3, 0.05, 0.5),
            density: toss(4, 1.0, 16.0) as usize,
            pitch_lock: toss(5, 0.0, 1.0) > 0.5,
            mix: 0.7,
            mode: modes[n as usize % 6],
            analog_warmth: toss(6, 0.0, 1.0),
            glitch_amount: toss(7, 0.0, 1.0),
            reverse: toss(8, 0.0, 1.0) > 0.5,
            bar_s: f64::from(toss(9, 0.1, 4.0)),
        };
        laws::all_are_kept(|rate| Box::new(HalfTime::new(&patch, rate)));
        let at = |level| Box::new(HalfTime::with_level(&patch, RATE, level)) as Box<dyn Effect>;
        laws::all_the_same(Level::all().into_iter().map(at).collect());
    }
}

#[test]
fn it_is_a_function_of_absolute_time() {
    let patch = HalfTimePatch { mode: HalfTimeMode::Cassette, bar_s: 0.5, ..PATCH };
    let sound = laws::burst(400_000, 0);
    let mut effect = HalfTime::new(&patch, RATE);
    let whole = laws::through(&mut effect, &sound, 512);
    effect.reset(9999);
    let late = laws::through(&mut effect, &sound.clone().map(|c| c[9999..].to_vec()), 512);
    assert!(whole[0][300_000..] == late[0][290_001..]);
}
