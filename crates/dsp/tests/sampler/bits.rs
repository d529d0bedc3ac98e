//! Same voice, same bits: whatever the start, the lane, the cut of the calls and the CPU.

use super::*;
use rebounce_dsp::sampler::{Filter, Response};
use rebounce_dsp::voice::Bend;

/// A patch in which everything moves.
fn rich() -> Arc<Patch> {
    let settings = Settings {
        pitch: 3.3,
        looped: true,
        loop_start: 0.3,
        loop_end: 0.8,
        envelope: Envelope {
            delay: 0.001_3,
            attack: 0.002_1,
            hold: 0.001_7,
            decay: 0.003,
            sustain: 0.6,
            release: 0.013,
            velocity_sensitivity: 0.7,
        },
        filter: Some(Filter {
            response: Response::Lowpass,
            cutoff_hz: 3000.0,
            q: 3.0,
            key_tracking: 0.8,
        }),
        bass_boost: 0.4,
        ..Settings::default()
    };
    patch(&settings, &[zone(vec![noise(1, 900), noise(2, 900)]), zone(vec![noise(3, 700)])])
}

fn rich_voice(start: u64) -> Voice {
    Voice {
        start,
        gate: 5003,
        cut: 5403,
        key: 57.3,
        velocity: 0.6,
        gain: 0.8,
        pan: 0.3,
        bend: Some(Arc::from([
            Bend { at: 100, semitones: 0.0 },
            Bend { at: 3000, semitones: 22.5 },
        ])),
        ..Voice::default()
    }
}

fn bits(sound: &[f32]) -> Vec<u32> {
    sound.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn a_voice_sounds_the_same_wherever_it_starts_and_in_any_lane() {
    let patch = rich();
    let length = patch.length(&rich_voice(0)) as usize + 64;
    let [wanted, other] = stereo(&patch, &rich_voice(0), length);
    assert_ne!(wanted, other);
    for start in [0, 1, 7, 1000] {
        for lane in 0..LANES {
            let (mut left, mut right) = (vec![0.0; length + 1000], vec![0.0; length + 1000]);
            let voice = rich_voice(start);
            let mut batch = batch(&patch, lone(&voice, lane), true);
            batch.render(Level::best(), &mut left, &mut right);
            let start = start as usize;
            assert_eq!(bits(&left[start..start + length]), bits(&wanted), "{start} {lane}");
            assert!(left[..start].iter().all(|x| *x == 0.0));
        }
    }
}

#[test]
fn a_lane_does_not_notice_its_neighbours_nor_who_was_there_before() {
    let patch = rich();
    let length = patch.length(&rich_voice(0)) as usize;
    let start = length as u64 + 35;
    let [alone, _] = stereo(&patch, &rich_voice(0), length);
    // Seven neighbours without gain, and one who has been in the lane before.
    let lanes = (0..LANES)
        .flat_map(|lane| {
            let mut before = rich_voice(5 + lane as u64);
            before.gain = if lane == 4 { 1.0 } else { 0.0 };
            before.key += lane as f32;
            before.zone = lane as u32 % 3;
            let mut now = rich_voice(start + lane as u64 * 3 - 12);
            now.gain = if lane == 4 { 0.8 } else { 0.0 };
            vec![before, now]
        })
        .collect();
    let frames = start as usize + length;
    let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
    batch(&patch, lanes, true).render(Level::best(), &mut left, &mut right);
    for (got, wanted) in left[start as usize..].iter().zip(&alone) {
        // A neighbour adds a zero, whose sign may be lost.
        assert_eq!(got + 0.0, wanted + 0.0);
    }
}

#[test]
fn cuts_of_the_calls_and_levels_of_simd_give_the_same_bits() {
    let patch = rich();
    let lanes = || -> Vec<Voice> {
        (0..LANES)
            .flat_map(|lane| {
                let first = Voice {
                    key: 20.0 + 13.0 * lane as f32,
                    zone: lane as u32 % 2,
                    ..rich_voice(lane as u64 * 333)
                };
                let next = first.start + patch.length(&first) + lane as u64;
                vec![first, rich_voice(next)]
            })
            .collect()
    };
    let frames = 16_000;
    let render = |level: Level, cut: usize| {
        let mut batch = batch(&patch, lanes(), true);
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        for (left, right) in left.chunks_mut(cut).zip(right.chunks_mut(cut)) {
            batch.render(level, left, right);
        }
        left.extend(right);
        bits(&left)
    };
    let wanted = render(Level::baseline(), frames);
    for level in Level::all() {
        for cut in [7, 64, 4096] {
            assert!(render(level, cut) == wanted, "{} {cut}", level.name());
        }
    }
}
