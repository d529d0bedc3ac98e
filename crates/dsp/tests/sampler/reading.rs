//! Which frames of the recording are heard, and when.

use super::*;
use rebounce_dsp::voice::Bend;

fn bits(sound: &[f32]) -> Vec<u32> {
    sound.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn a_recording_at_its_own_pitch_passes_bit_for_bit() {
    for frames in [1, 15, 16, 17, 1000] {
        let recording = [noise(1, frames), noise(2, frames)];
        let patch = patch(&bare(), &[zone(recording.to_vec())]);
        for start in [0, 5] {
            let voice = Voice { start, ..held(60.0) };
            let heard = stereo(&patch, &voice, start as usize + frames + 50);
            for (heard, recording) in heard.iter().zip(&recording) {
                let from = start as usize;
                assert_eq!(bits(&heard[from..from + frames]), bits(recording));
                assert!(heard[..from].iter().chain(&heard[from + frames..]).all(|x| *x == 0.0));
            }
        }
    }
}

#[test]
fn an_octave_below_every_second_frame_is_the_recording_bit_for_bit() {
    // Between the frames the interpolation works, on them it has nothing to do.
    let recording = noise(3, 500);
    let heard = sound(&bare(), &recording, &held(48.0), 1000);
    let even: Vec<f32> = heard.iter().copied().step_by(2).collect();
    assert_eq!(bits(&even), bits(&recording));
}

#[test]
fn backwards_is_the_recording_backwards() {
    let recording = noise(4, 777);
    let settings = Settings { reverse: true, ..bare() };
    let heard = sound(&settings, &recording, &held(60.0), 900);
    let wanted: Vec<f32> = recording.iter().rev().copied().collect();
    assert_eq!(bits(&heard[..777]), bits(&wanted));
    assert!(heard[777..].iter().all(|x| *x == 0.0));
    // And so at any pitch: the recording turned round gives the same.
    let heard = sound(&settings, &recording, &held(65.3), 900);
    assert_eq!(bits(&heard), bits(&sound(&bare(), &wanted, &held(65.3), 900)));
}

#[test]
fn start_and_end_are_the_places_they_name() {
    let recording = noise(5, 1000);
    let edge = 48;
    for reverse in [false, true] {
        let settings = Settings { start: 0.25, end: 0.75, reverse, ..bare() };
        let heard = sound(&settings, &recording, &held(60.0), 600);
        // Within the fades at the edges (1 ms) it is the recording.
        for (n, heard) in heard.iter().enumerate().take(500 - edge).skip(edge) {
            let at = if reverse { 749 - n } else { 250 + n };
            assert_eq!(heard.to_bits(), recording[at].to_bits(), "{reverse} {n}");
        }
        assert_eq!(heard[0], 0.0);
        assert!(heard[499] != 0.0 && heard[499].abs() <= 1.0 / 48.0);
        assert!(heard[500..].iter().all(|x| *x == 0.0));
    }
}

#[test]
fn velocity_moves_the_start() {
    let recording = noise(6, 1000);
    let settings = Settings { start_modulation: 0.5, ..bare() };
    for (velocity, shift) in [(0.0, 0), (0.5, 50), (1.0, 100)] {
        let voice = Voice { velocity, ..held(60.0) };
        let heard = sound(&settings, &recording, &voice, 1000);
        assert_eq!(bits(&heard[48..1000 - shift]), bits(&recording[shift + 48..]));
    }
}

#[test]
fn a_loop_repeats_bit_for_bit_and_backwards_too() {
    let recording = noise(7, 1000);
    for (loop_start, loop_end) in [(0.1, 0.9), (0.5, 0.503), (0.999, 1.0), (0.0, 1.0)] {
        let settings = Settings { looped: true, loop_start, loop_end, ..bare() };
        let heard = sound(&settings, &recording, &held(60.0), 5000);
        let (first, end) = ((loop_start * 1000.0_f64).round(), (loop_end * 1000.0_f64).round());
        let (first, end) = (first as usize, end as usize);
        for (n, heard) in heard.iter().enumerate() {
            let at = if n < end { n } else { first + (n - end) % (end - first) };
            assert_eq!(heard.to_bits(), recording[at].to_bits(), "{loop_start} {n}");
        }
        let settings = Settings { reverse: true, ..settings };
        let heard = sound(&settings, &recording, &held(60.0), 5000);
        for (n, heard) in heard.iter().enumerate() {
            let turn = 1000 - first;
            let at = if n < turn { 999 - n } else { end - 1 - (n - turn) % (end - first) };
            assert_eq!(heard.to_bits(), recording[at].to_bits(), "{loop_start} {n}");
        }
    }
}

#[test]
fn a_loop_between_frames_sounds_as_the_recording_written_out() {
    let recording = noise(8, 300);
    for (loop_start, loop_end) in [(0.2, 0.9), (0.5, 0.51)] {
        let settings = Settings { looped: true, loop_start, loop_end, ..bare() };
        let (first, end) = ((loop_start * 300.0_f64) as usize, (loop_end * 300.0_f64) as usize);
        let at = |n: usize| if n < end { n } else { first + (n - end) % (end - first) };
        let written: Vec<f32> = (0..40_000).map(|n| recording[at(n)]).collect();
        for key in [53.7, 62.0, 71.5, 99.0] {
            let looped = sound(&settings, &recording, &held(key), 4000);
            assert_eq!(bits(&looped), bits(&sound(&bare(), &written, &held(key), 4000)), "{key}");
        }
    }
}

#[test]
fn one_shots_last_whatever_the_note_and_do_not_loop() {
    let recording = noise(9, 3000);
    let settings = Settings { one_shot: true, looped: true, ..bare() };
    let voice = Voice { gate: 10, ..held(60.0) };
    let heard = sound(&settings, &recording, &voice, 4000);
    assert_eq!(bits(&heard[..3000]), bits(&recording));
    assert!(heard[3000..].iter().all(|x| *x == 0.0));
}

#[test]
fn an_end_under_a_bend_is_where_the_length_says() {
    let recording = vec![1.0; 5000];
    let bend: Arc<[Bend]> = Arc::from([
        Bend { at: 100, semitones: 0.0 },
        Bend { at: 333, semitones: -12.0 },
        Bend { at: 2000, semitones: 7.0 },
    ]);
    for delay in [0.0, 0.0031] {
        for curve in [None, Some(Arc::clone(&bend))] {
            for key in [40.0, 60.0, 66.6, 100.0] {
                let settings = Settings { envelope: Envelope { delay, ..FLAT }, ..bare() };
                let voice = Voice { bend: curve.clone(), ..held(key) };
                let patch = patch(&settings, &[zone(vec![recording.clone()])]);
                let Patch::Sampler(sampler) = &*patch else { unreachable!() };
                let length = sampler.length(&voice) as usize;
                let heard = stereo(&patch, &voice, length + 64);
                assert!(heard[0][length - 1] != 0.0, "{key}");
                assert!(heard[0][length..].iter().all(|x| *x == 0.0), "{key}");
            }
        }
    }
}

#[test]
fn mono_zones_of_a_stereo_patch_obey_the_mono_law() {
    let recording = noise(10, 200);
    let alone = patch(&bare(), &[zone(vec![recording.clone()])]);
    let mixed = [zone(vec![recording.clone()]), zone(vec![recording.clone(), noise(11, 200)])];
    let mixed = patch(&bare(), &mixed);
    for pan in [-1.0, -0.3, 0.0, 0.6, 1.0] {
        let voice = Voice { pan, ..held(61.0) };
        let render = |patch: &Arc<Patch>| {
            let mut channels = [vec![0.0; 200], vec![0.0; 200]];
            let [left, right] = &mut channels;
            batch(patch, lone(&voice, 0), true).render(Level::best(), left, right);
            channels
        };
        for (a, b) in render(&alone).iter().flatten().zip(render(&mixed).iter().flatten()) {
            // Four roundings of numbers around one.
            assert!((a - b).abs() < 3e-7, "{pan}: {a} {b}");
        }
    }
}

#[test]
fn clips_that_follow_one_another_in_a_recording_join_without_a_seam() {
    // Cut at frame 600: the release of the one (1 ms at least) and the attack of the other make one.
    let recording: Vec<f32> = noise(12, 2000);
    let envelope = Envelope { release: 0.0, ..FLAT };
    let first = Settings { envelope, ..bare() };
    let second = Settings { start: 0.3, ..first.clone() };
    let mut sum = sound(&first, &recording, &Voice { gate: 600, ..held(60.0) }, 1500);
    for (n, x) in sound(&second, &recording, &held(60.0), 900).iter().enumerate() {
        sum[600 + n] += x;
    }
    for (n, (sum, wanted)) in sum.iter().zip(&recording).enumerate() {
        // Three roundings of numbers below one.
        assert!((sum - wanted).abs() < 2e-7, "{n}: {sum} {wanted}");
    }
}
