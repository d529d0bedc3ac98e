use super::*;
use crate::lanes::{Level, dispatch};

/// `sound` raised, and lowered again: as the left channel, and as the right with noise beside it.
fn round_trip(times: u32, sound: &[f32], cut: usize, level: Level) -> [Vec<f32>; 2] {
    let noise: Vec<f32> = (0..sound.len()).map(|n| crate::math::noise(9, n as u32)).collect();
    let left = both(times, [sound, &noise], cut, level).map(|[left, _]| left);
    let right = both(times, [&noise, sound], cut, level).map(|[_, right]| right);
    assert!(left == right, "channels do not hear one another");
    left
}

/// Both channels raised, and lowered again: `[high, back][channel]`.
fn both(times: u32, sound: [&[f32]; 2], cut: usize, level: Level) -> [[Vec<f32>; 2]; 2] {
    let (mut up, mut down) = (Upsampler::new(times), Downsampler::new(times));
    let mut high = [vec![], vec![]];
    let mut back = sound.map(|channel| vec![0.0; channel.len()]);
    for start in (0..sound[0].len()).step_by(cut) {
        let part = start..sound[0].len().min(start + cut);
        let mut run = [[0.0; MOST_FRAMES]; 2];
        let now = sound.map(|channel| &channel[part.clone()]);
        dispatch!(level, simd => up.run(simd, now, &mut run));
        for (high, run) in high.iter_mut().zip(&run) {
            high.extend_from_slice(&run[..part.len() * factor(times)]);
        }
        let now = back.each_mut().map(|channel| &mut channel[part.clone()]);
        dispatch!(level, simd => down.run(simd, &mut run, now));
    }
    [high, back]
}

/// Frequency response of `impulse_response` at `frequency` cycles per frame, in dB.
fn response_db(impulse_response: &[f32], frequency: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, x) in impulse_response.iter().enumerate() {
        let angle = std::f64::consts::TAU * frequency * n as f64;
        re += f64::from(*x) * libm::cos(angle);
        im += f64::from(*x) * libm::sin(angle);
    }
    10.0 * libm::log10(re * re + im * im)
}

#[test]
fn sound_comes_back_late_by_the_latency_and_flat_below_0_45() {
    for times in [1, 2, 4, 8] {
        let mut impulse = vec![0.0; 300];
        impulse[0] = 1.0;
        let [_, back] = round_trip(times, &impulse, GRID, Level::best());
        let late = latency(times);
        // Linear phase: symmetric around the latency, to the bit.
        for n in 0..late {
            assert_eq!(back[late - n].to_bits(), back[late + n].to_bits(), "{times} {n}");
        }
        for step in 0..=90 {
            // Six filters with ripples of 1e-5 at most (-100 dB, 8.7e-5 dB each): 5.3e-4 dB.
            let db = response_db(&back, f64::from(step) * 0.005);
            assert!(db.abs() < 5.3e-4, "{times} times, at {step}: {db} dB");
        }
    }
}

#[test]
fn images_and_aliases_are_below_minus_100_db() {
    for times in [2, 4, 8] {
        let mut impulse = vec![0.0; 300];
        impulse[0] = 1.0;
        let [high, _] = round_trip(times, &impulse, GRID, Level::best());
        // What falls within 0.45 of any multiple of the rate but 0.
        for multiple in 1..=times / 2 {
            for step in -90..=90 {
                let frequency = (f64::from(multiple) + f64::from(step) * 0.005) / f64::from(times);
                let db = response_db(&high, frequency) - 20.0 * libm::log10(f64::from(times));
                assert!(db < -100.0, "{times} times, image at {frequency}: {db} dB");
            }
        }
        // The way down, from each of the places of a high frame.
        let mut down = Downsampler::new(times);
        let mut response = vec![0.0; 300 * times as usize];
        for place in 0..times as usize {
            down.clear();
            for frame in 0..300 {
                let mut run = [[0.0; MOST_FRAMES]; 2];
                run[0][place] = if frame == 0 { 1.0 } else { 0.0 };
                let (mut out, mut other) = ([0.0], [0.0]);
                let channels = [&mut out[..], &mut other[..]];
                dispatch!(Level::best(), simd => down.run(simd, &mut run, channels));
                response[frame * times as usize + times as usize - 1 - place] = out[0];
            }
        }
        for multiple in 1..=times / 2 {
            for step in -90..=90 {
                let frequency = (f64::from(multiple) + f64::from(step) * 0.005) / f64::from(times);
                let db = response_db(&response, frequency);
                assert!(db < -100.0, "{times} times, alias from {frequency}: {db} dB");
            }
        }
    }
}

#[test]
fn the_cut_and_the_level_are_not_heard() {
    let sound: Vec<f32> = (0..2000).map(|n| crate::math::noise(5, n)).collect();
    for times in [1, 2, 4, 8] {
        let want = round_trip(times, &sound, GRID, Level::best());
        for (level, cut) in Level::all().into_iter().zip([1, 3, 5, 7].into_iter().cycle()) {
            assert!(round_trip(times, &sound, cut, level) == want, "{times} {}", level.name());
        }
    }
}

#[test]
fn no_sound_exceeds_the_peak_gain() {
    for times in [1, 2, 4, 8] {
        let sound: Vec<f32> = (0..20_000).map(|n| crate::math::noise(5, n).signum()).collect();
        let [high, _] = round_trip(times, &sound, GRID, Level::best());
        let peak = high.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        assert!(peak <= Upsampler::new(times).peak_gain(), "{peak}");
    }
}
