//! Same voice, same bits: whatever the start, the lane, the neighbours, the cut of the calls and
//! the CPU.

use super::*;
use rebounce_dsp::voice::Bend;

fn bits(sound: &[f32]) -> Vec<u32> {
    // A silent neighbour adds a zero, whose sign may be lost.
    sound.iter().map(|x| (x + 0.0).to_bits()).collect()
}

fn odd_voice(start: u64) -> Voice {
    Voice { start, key: 57.3, velocity: 0.6, gain: 0.8, cut: 3001, seed: 9, ..Voice::default() }
}

/// One whose pitch moves.
fn bent_voice(start: u64) -> Voice {
    let bend = [Bend { at: 100, semitones: 0.0 }, Bend { at: 2000, semitones: -7.5 }];
    Voice { bend: Some(Arc::from(bend)), ..odd_voice(start) }
}

#[test]
fn a_voice_sounds_the_same_wherever_it_starts_and_in_any_lane() {
    for kind in Kind::ALL {
        let patch = patch(kind);
        let wanted = bits(&frames(&patch, &odd_voice(0), 3400));
        for (start, lane) in [(0, 0), (1, 3), (7, 4), (16, 5), (1000, 7)] {
            let (mut left, mut right) = (vec![0.0; 4400], vec![0.0; 4400]);
            let mut batch = batch(&patch, lone(&odd_voice(start), lane), false);
            batch.render(Level::best(), &mut left, &mut right);
            let start = start as usize;
            assert!(bits(&left[start..start + 3400]) == wanted, "{kind:?} {start} {lane}");
            assert!(left[..start].iter().all(|x| *x == 0.0));
        }
    }
}

#[test]
fn a_lane_does_not_notice_its_neighbours_nor_who_was_there_before() {
    for kind in Kind::ALL {
        let patch = patch(kind);
        let alone = bits(&frames(&patch, &odd_voice(0), 3400));
        let start = 5000;
        // Seven neighbours without gain, each elsewhere in its stroke, and one who has been in
        // the lane before.
        let lanes = (0..LANES)
            .flat_map(|lane| {
                let gain = if lane == 4 { 0.8 } else { 0.0 };
                let key = 50.0 + lane as f32;
                let before = Voice { gain, key, seed: 5, ..odd_voice(lane as u64) };
                let now = start + lane as u64 * 331 - 1324;
                let now = if lane % 2 == 0 { odd_voice(now) } else { bent_voice(now) };
                let now = Voice { gain, ..now };
                vec![before, now]
            })
            .collect();
        let (mut left, mut right) = (vec![0.0; 8400], vec![0.0; 8400]);
        batch(&patch, lanes, false).render(Level::best(), &mut left, &mut right);
        assert!(bits(&left[start as usize..][..3400]) == alone, "{kind:?}");
    }
}

#[test]
fn cuts_of_the_calls_and_levels_of_simd_give_the_same_bits() {
    for kind in Kind::ALL {
        let patch = patch(kind);
        let lanes = || -> Vec<Voice> {
            (0..LANES)
                .flat_map(|lane| {
                    let first = Voice { key: 40.0 + lane as f32, ..odd_voice(lane as u64 * 333) };
                    let next = first.start + patch.length(&first) + lane as u64;
                    vec![first, bent_voice(next)]
                })
                .collect()
        };
        let render = |level: Level, cut: usize| {
            let mut batch = batch(&patch, lanes(), true);
            let (mut left, mut right) = (vec![0.0; 9000], vec![0.0; 9000]);
            for (left, right) in left.chunks_mut(cut).zip(right.chunks_mut(cut)) {
                batch.render(level, left, right);
            }
            left.extend(right);
            bits(&left)
        };
        let wanted = render(Level::baseline(), 9000);
        for level in Level::all() {
            for cut in [7, 64, 4096] {
                assert!(render(level, cut) == wanted, "{kind:?} {} {cut}", level.name());
            }
        }
    }
}

#[test]
fn seeds_make_strokes_unlike_where_there_is_noise_or_metal() {
    for kind in Kind::ALL {
        let patch = patch(kind);
        let alike = frames(&patch, &stroke(1), 2000) == frames(&patch, &stroke(2), 2000);
        assert_eq!(alike, kind == Kind::Kick, "{kind:?}");
    }
}
