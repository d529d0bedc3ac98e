//! A player against a plain sum, with a kernel whose every frame is known.

use super::super::SharedRoom;
use super::super::kernel::Tile;
use super::*;
use crate::lanes::Simd;
use core::f64::consts::FRAC_PI_2;

/// Sounds `key + frame / 1024` on the left and its negative on the right, for `gate` frames.
#[derive(Default)]
struct Ruler {
    voices: [Option<(u64, Voice)>; LANES],
}

impl Kernel for Ruler {
    type Patch = bool;
    fn length(_: &bool, voice: &Voice) -> u64 {
        voice.gate
    }
    fn is_stereo(stereo: &bool) -> bool {
        *stereo
    }
    fn print(_: &bool, voice: &Voice) -> (Voice, f32) {
        (voice.unplaced(), voice.gain)
    }
    fn start(&mut self, lane: usize, _: &bool, voice: &Voice) {
        self.voices[lane] = Some((0, voice.clone()));
    }
    #[inline(always)]
    fn tile<S: Simd>(&mut self, _: S, stereo: &bool, [first, second]: &mut [Tile; 2]) {
        for (lane, state) in self.voices.iter_mut().enumerate() {
            for (i, (a, b)) in first.iter_mut().zip(second.iter_mut()).enumerate() {
                let sound = state.as_ref().map_or(f32::NAN, |(n, voice)| {
                    let frame = n + i as u64;
                    if frame < voice.gate { voice.key + frame as f32 / 1024.0 } else { 0.0 }
                });
                a[lane] = sound;
                b[lane] = if *stereo { -sound } else { f32::NAN };
            }
            if let Some((n, _)) = state {
                *n += TILE as u64;
            }
        }
    }
}

fn voice(start: u64, gate: u64, key: f32, pan: f32) -> Voice {
    Voice { start, gate, key, pan, gain: 0.5, ..Voice::default() }
}

fn song() -> Vec<Voice> {
    vec![
        voice(0, 16, 4.0, -0.25),
        voice(5, 40, 1.0, 0.5),
        voice(16, 16, 5.0, 1.0),
        voice(31, 100, 7.0, 0.0),
        voice(33, 0, 6.0, 0.0),
        voice(53, 3, 2.0, 0.0),
        voice(143, 1, 8.0, 0.0),
        voice(900, 17, 3.0, -1.0),
    ]
}

/// The channels, whether each call sounded, and what was done.
type Played = ([Vec<f32>; 2], Vec<bool>, Stats);

fn play(voices: Vec<Voice>, channels: [bool; 2], cut: usize, level: Level, room: Room) -> Played {
    let [source, stereo] = channels;
    let frames = voices.iter().map(|voice| voice.start + voice.gate + 300).max();
    let frames = frames.expect("there are voices") as usize;
    let mut player = Player::<Ruler>::new(&source, Box::new(voices.into_iter()), stereo, room);
    let mut out = [vec![f32::NAN; frames], vec![f32::NAN; frames]];
    let [left, right] = &mut out;
    let sounds = left
        .chunks_mut(cut)
        .zip(right.chunks_mut(cut))
        .map(|(left, right)| player.render(level, &source, left, Some(right)))
        .collect();
    (out, sounds, player.stats())
}

fn run_song(channels: [bool; 2], cut: usize, level: Level) -> Played {
    play(song(), channels, cut, level, Room::default())
}

#[test]
fn voices_sound_on_their_exact_frames_by_the_pan_laws() {
    for (source, stereo) in [(false, false), (false, true), (true, false), (true, true)] {
        let (got, ..) = run_song([source, stereo], 1200, Level::best());
        let mut wanted = [[0.0_f64; 1200]; 2];
        for voice in song() {
            for n in 0..voice.gate {
                let a = (f64::from(voice.key) + n as f64 / 1024.0) * 0.5;
                let b = if source { -a } else { 0.0 };
                let p = f64::from(voice.pan);
                let x = if !source {
                    (p + 1.0) / 2.0
                } else if p <= 0.0 {
                    p + 1.0
                } else {
                    p
                };
                let (sin, cos) = (libm::sin(x * FRAC_PI_2), libm::cos(x * FRAC_PI_2));
                let (l, r) = match (source, stereo) {
                    (false, false) => (a, a),
                    (true, false) => ((a + b) / 2.0, (a + b) / 2.0),
                    (false, true) => (a * cos, a * sin),
                    (true, true) if p <= 0.0 => (a + b * cos, b * sin),
                    (true, true) => (a * cos, b + a * sin),
                };
                wanted[0][(voice.start + n) as usize] += l;
                wanted[1][(voice.start + n) as usize] += r;
            }
        }
        for channel in 0..2 {
            for frame in 0..1200 {
                // Sums of three products below 8, each rounded thrice: 9 half ulp of 8.
                let error = f64::from(got[channel][frame]) - wanted[channel][frame];
                assert!(error.abs() < 4.5e-6, "{source} {stereo} {channel} {frame}: {error}");
            }
        }
    }
}

#[test]
fn cuts_and_levels_give_the_same_bits() {
    for (source, stereo) in [(false, false), (false, true), (true, true)] {
        let (whole, ..) = run_song([source, stereo], 1200, Level::baseline());
        for level in Level::all() {
            for cut in [1, 7, 16, 64, 500] {
                let (cut, ..) = run_song([source, stereo], cut, level);
                for (a, b) in cut.iter().flatten().zip(whole.iter().flatten()) {
                    assert_eq!(a.to_bits(), b.to_bits());
                }
            }
        }
    }
}

#[test]
fn silence_is_known_and_exact() {
    let (sound, sounds, _) = run_song([false; 2], 50, Level::best());
    let silent: Vec<usize> = (0..sounds.len()).filter(|&i| !sounds[i]).collect();
    // Voices end in whole tiles: the last but one at 159, the last at 932.
    assert_eq!(silent, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24]);
    for i in silent {
        let end = sound[0].len().min((i + 1) * 50);
        assert!(sound[0][i * 50..end].iter().all(|s| s.to_bits() == 0));
    }
}

/// A loop of three notes, one of them long, and a drone below.
fn turns() -> Vec<Voice> {
    let mut voices = vec![voice(0, 40_000, 9.0, 0.0)];
    for turn in 0..40 {
        let at = turn * 1000;
        voices.push(voice(at, 3000, 1.0, 0.5));
        voices.push(Voice { gain: 0.3 + turn as f32 / 64.0, ..voice(at + 7, 100, 2.0, 0.0) });
        voices.push(voice(at + 501, 470 + turn % 2, 3.0, -0.5));
    }
    voices
}

fn uses(voices: &[Voice]) -> Option<Uses> {
    let mut uses = Uses::new(voices.len());
    voices.iter().for_each(|voice| uses.count(&voice.unplaced()));
    Some(uses)
}

#[test]
fn neither_going_ahead_nor_keeping_prints_changes_a_bit() {
    let play = |room| play(turns(), [true; 2], 333, Level::best(), room);
    let (plain, _, stats) = play(Room { ahead: 0, ..Room::default() });
    assert_eq!((stats.prints.hits, stats.prints.misses), (0, 121));
    for prints in [0, 40_000, u64::MAX] {
        for ahead in [0, 100_000, u64::MAX] {
            let (got, _, stats) = play(Room { ahead, prints, uses: uses(&turns()), shared: None });
            assert!(got == plain, "{prints} {ahead}");
            match prints {
                0 => assert_eq!(stats.prints.hits, 0),
                // 3000 frames take two chunks of two channels, the others one: room for two.
                40_000 => assert!(stats.prints.hits >= 39 && stats.prints.hits < 116),
                _ => assert_eq!(stats.prints.misses, 5, "four unlike notes and the drone"),
            }
        }
    }
}

#[test]
fn sharing_prints_changes_no_bit_and_a_second_batch_renders_nothing() {
    let (plain, ..) = play(turns(), [true; 2], 333, Level::best(), Room::default());
    // Before the first of equal voices is whole, lanes fill with them twice at most.
    for (bytes, most) in [(0, [121, 121]), (40_000, [121, 120]), (u64::MAX, [16, 0])] {
        let shared = Some(Arc::new(SharedPrints::new(&SharedRoom::new(bytes))));
        for most in most {
            for uses in [None, uses(&turns())] {
                let prints = if uses.is_some() { u64::MAX } else { 0 };
                let room = Room { prints, uses, shared: shared.clone(), ..Room::default() };
                let (got, _, stats) = play(turns(), [true; 2], 333, Level::best(), room);
                assert!(got == plain, "{bytes}");
                assert!(stats.prints.misses <= most, "{bytes}: {:?}", stats.prints);
            }
        }
    }
}

#[test]
fn lanes_are_full_where_voices_come_one_by_one() {
    let line = (0..64).map(|i| voice(i * 1000, 960, i as f32, 0.0)).collect();
    let (_, _, stats) = play(line, [false; 2], 512, Level::best(), Room::default());
    assert_eq!((stats.lane_frames, stats.voice_frames), (64 * 960, 64 * 960));
}

#[test]
fn a_voice_without_an_end_takes_no_more_than_a_few_chunks() {
    let (_, _, stats) =
        play(vec![voice(3, 500_000, 1.0, 0.0)], [false; 2], 700, Level::best(), Room::default());
    assert!(stats.prints.bytes <= 3 * 2048 * 4, "{}", stats.prints.bytes);
}

#[test]
fn a_batch_works_evenly_and_with_full_lanes() {
    // Each of 40 voices sounds half as long again as until the next: 3/16 of what lanes can do.
    let voices = || (0..40).map(|i| voice(16_384 * i, 24_576, i as f32, 0.0));
    let mut player = Player::<Ruler>::new(&false, Box::new(voices()), false, Room::default());
    let mut done = Vec::new();
    let mut left = vec![0.0; STRETCH as usize];
    for _ in 0..64 {
        let before = player.stats().lane_frames;
        player.render(Level::best(), &false, &mut left, None);
        done.push(player.stats().lane_frames - before);
    }
    let average = 8192.0 * 24_576.0 / 16_384.0;
    // The first is needed at once, which takes seven others along.
    for (window, frames) in done.into_iter().enumerate().skip(3) {
        assert!((frames as f64) < 1.1 * average, "{frames} in window {window}");
    }
    let Stats { lane_frames, voice_frames, .. } = player.stats();
    assert_eq!(lane_frames, voice_frames);
}
