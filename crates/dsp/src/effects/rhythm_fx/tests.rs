use super::*;
use crate::effects::laws;

const RATE: f64 = 48_000.0;
/// A step of 4800 frames: 300 cells.
const PATCH: RhythmFxPatch = RhythmFxPatch {
    step_s: 0.1,
    chance: 1.0,
    intensity: 1.0,
    buffer_s: 0.5,
    fade_s: 0.002,
    glitch_amount: 0.5,
    speed: 1.0,
    mode: RhythmMode::Gate,
};
const MODES: [RhythmMode; 6] = [
    RhythmMode::Gate,
    RhythmMode::Stutter,
    RhythmMode::Repeat,
    RhythmMode::Reverse,
    RhythmMode::Glitch,
    RhythmMode::TapeStop,
];

/// What comes out of a ramp, which tells where it was taken from.
fn of_ramp(patch: &RhythmFxPatch) -> Vec<f32> {
    let ramp: Vec<f32> = (0..96_000).map(|n| n as f32).collect();
    let [out, _] = laws::through(&mut RhythmFx::new(patch, RATE), &[ramp.clone(), ramp], 512);
    out
}

#[test]
fn each_mode_takes_its_sound_from_where_it_says() {
    // In steps 5 and 6, away from the fades of 96 frames; f32 holds the ramp to 0.004, and a
    // cubic goes through it.
    for step in [24_000, 28_800] {
        let at = |mode: RhythmMode, since: usize| {
            of_ramp(&RhythmFxPatch { mode, ..PATCH })[step + since]
        };
        let near = |got: f32, want: usize| {
            // A moving read is 4 frames late; the tape's place is a broken one.
            assert!((got - want as f32 + 4.0).abs() < 0.4, "{got}, want {want}");
        };
        assert_eq!(at(RhythmMode::Gate, 1000), (step + 1000) as f32);
        assert_eq!(at(RhythmMode::Gate, 3000), 0.0);
        for piece in 1..4 {
            near(at(RhythmMode::Stutter, piece * 1200 + 500), step + 500);
        }
        near(at(RhythmMode::Repeat, 1000), step + 1000 - 4800);
        near(at(RhythmMode::Reverse, 1000), step - 1000);
        // The lag grows as the square: 3200^2 / 9600; a line within a cell misses it by 1/150.
        near(at(RhythmMode::TapeStop, 3200), step + 3200 - 1067);
    }
}

#[test]
fn stutters_run_at_their_speed() {
    for (speed, want) in [(0.5, 150), (2.0, 600), (-1.0, 900)] {
        let patch = RhythmFxPatch { speed, mode: RhythmMode::Stutter, ..PATCH };
        let got = of_ramp(&patch)[24_000 + 1200 + 300];
        assert!((got - (24_000 + want) as f32 + 4.0).abs() < 0.05, "{speed}: {got}");
    }
}

#[test]
fn as_many_steps_are_changed_as_is_said() {
    let patch = RhythmFxPatch { chance: 0.3, step_s: 0.01, ..PATCH };
    let ones = vec![1.0; 480_000];
    let out = laws::through(&mut RhythmFx::new(&patch, RATE), &[ones.clone(), ones], 512);
    // 1000 steps of 480 frames: 300 wanted, with a deviation of 14.5.
    let changed = (0..1000).filter(|step| out[0][step * 480 + 400] == 0.0).count();
    assert!((257..=343).contains(&changed), "{changed}");
}

#[test]
fn nothing_clicks() {
    for mode in MODES {
        let patch = RhythmFxPatch { mode, fade_s: 0.01, ..PATCH };
        let out =
            laws::through(&mut RhythmFx::new(&patch, RATE), &laws::sine(100.0, RATE, 96_000), 512);
        // The sine's own step is 0.0131, twice that backwards and in step; fades of 480 frames
        // add 2 / 480 twice.
        let step = laws::greatest_step(&out, 0);
        assert!(step < 0.035, "{mode:?}: {step}");
    }
}

#[test]
fn laws_are_kept() {
    for n in 0..12 {
        let toss = |coin, low, high| laws::toss(n, coin, low, high);
        let patch = RhythmFxPatch {
            step_s: f64::from(toss(0, 0.03, 0.5)),
            chance: toss(1, 0.5, 1.0),
            intensity: toss(2, 0.3, 0.9),
            buffer_s: toss(3, 0.01, 2.0),
            fade_s: toss(4, 0.001, 0.05),
            glitch_amount: toss(5, 0.0, 1.0),
            speed: toss(6, -2.0, 2.0),
            mode: MODES[n as usize % 6],
        };
        laws::all_are_kept(|rate| Box::new(RhythmFx::new(&patch, rate)));
        let at = |level| Box::new(RhythmFx::with_level(&patch, RATE, level)) as Box<dyn Effect>;
        laws::all_the_same(Level::all().into_iter().map(at).collect());
    }
}
