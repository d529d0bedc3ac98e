//! How the drums move: sweeps, bursts, decays, ends and cuts.

use super::*;
use rebounce_dsp::voice::Bend;

/// Root mean square of each of the runs of `length` frames.
fn loudness(sound: &[f32], length: usize) -> Vec<f64> {
    let mean = |run: &[f32]| run.iter().map(|x| f64::from(x * x)).sum::<f64>() / run.len() as f64;
    sound.chunks(length).map(|run| mean(run).sqrt()).collect()
}

/// Seconds until the sound stays `down` dB below its loudest 4 ms.
fn falls(sound: &[f32], down: f64) -> f64 {
    let loudness = loudness(sound, 192);
    let loudest = loudness.iter().copied().fold(0.0, f64::max);
    let last = loudness.iter().rposition(|x| db(x / loudest) > -down);
    last.expect("the loudest run is loud enough") as f64 * 0.004 + 0.004
}

/// Mean frequency between the rising zero crossings in a span of seconds.
fn pitch(sound: &[f32], from: f64, to: f64) -> f64 {
    let begin = (from * RATE) as usize;
    let span = &sound[begin..(to * RATE) as usize];
    let crossings: Vec<f64> = span
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[0] < 0.0 && pair[1] >= 0.0)
        .map(|(i, pair)| i as f64 + f64::from(pair[0] / (pair[0] - pair[1])))
        .collect();
    let (first, last) = (crossings[0], crossings[crossings.len() - 1]);
    (crossings.len() - 1) as f64 * RATE / (last - first)
}

#[test]
fn the_kick_falls_from_above_100_hz_to_48() {
    // Without its click, whose crossings would be counted too.
    let patch = patch_at(&Settings { tone: 0.0, ..settings(Kind::Kick) }, RATE);
    let sound = whole(&patch, &stroke(0));
    let begin = pitch(&sound, 0.0, 0.022);
    // The sweep is a thousandth of its 132 Hz after 0.16 s; zero crossings add little.
    let end = pitch(&sound, 0.25, 0.5);
    assert!((90.0..180.0).contains(&begin), "{begin}");
    assert!((end - 48.0).abs() < 0.1, "{end}");
}

#[test]
fn the_key_and_the_tune_transpose() {
    for (tune, key) in [(0.0, 72.0), (12.0, 60.0), (5.0, 67.0)] {
        let patch = patch_at(&Settings { tune, ..settings(Kind::Tom) }, RATE);
        let hz = pitch(&whole(&patch, &Voice { key, ..stroke(0) }), 0.25, 0.4);
        assert!((hz - 230.0).abs() < 0.5, "{tune} {key}: {hz}");
    }
}

#[test]
fn a_bend_moves_the_pitch() {
    let bend = [Bend { at: 0, semitones: 0.0 }, Bend { at: 9600, semitones: 12.0 }];
    let voice = Voice { bend: Some(Arc::from(bend)), ..stroke(0) };
    let hz = pitch(&whole(&patch(Kind::Tom), &voice), 0.25, 0.4);
    assert!((hz - 230.0).abs() < 0.5, "{hz}");
}

#[test]
fn drums_ring_as_long_as_their_names_say() {
    for (kind, shortest, longest) in [
        (Kind::Kick, 0.3, 0.5),
        (Kind::Snare, 0.1, 0.25),
        (Kind::Clap, 0.15, 0.3),
        (Kind::ClosedHat, 0.04, 0.07),
        (Kind::OpenHat, 0.3, 0.45),
        (Kind::Tom, 0.25, 0.45),
        (Kind::Cymbal, 0.9, 1.4),
        (Kind::Cowbell, 0.2, 0.4),
    ] {
        let seconds = falls(&whole(&patch(kind), &stroke(4)), 40.0);
        assert!((shortest..longest).contains(&seconds), "{kind:?}: {seconds}");
    }
}

#[test]
fn decay_is_a_factor_on_the_ring() {
    for kind in Kind::ALL {
        let ring = |decay: f64| {
            falls(&whole(&patch_at(&Settings { decay, ..settings(kind) }, RATE), &stroke(5)), 50.0)
        };
        // The clap's tail begins with its last stroke; noise wavers by 2 or 3 dB of the 50.
        let strokes = if kind == Kind::Clap { 0.03 } else { 0.0 };
        let ratio = (ring(3.0) - strokes) / (ring(1.0) - strokes);
        assert!((2.6..3.4).contains(&ratio), "{kind:?}: {ratio}");
    }
}

#[test]
fn the_clap_is_four_bursts_10_ms_apart() {
    // Over seeds, so that the noise evens out; runs of 2 ms.
    let patch = patch(Kind::Clap);
    let mut mean = [0.0; 25];
    for seed in 0..32 {
        for (mean, x) in mean.iter_mut().zip(loudness(&frames(&patch, &stroke(seed), 2400), 96)) {
            *mean += x * x / 32.0;
        }
    }
    for burst in 0..4 {
        let begin = mean[burst * 5] + mean[burst * 5 + 1];
        assert!(begin > 0.5 * (mean[0] + mean[1]), "burst {burst}: {mean:?}");
        if burst > 0 {
            // 20 dB and more between the strokes.
            assert!(mean[burst * 5 - 1] < 0.02 * begin, "before burst {burst}: {mean:?}");
        }
    }
    // The tail is soft, but there.
    assert!(mean[20] < 0.3 * mean[15] && mean[24] > 0.01 * mean[15], "{mean:?}");
}

#[test]
fn the_gate_shortens_nothing() {
    for kind in Kind::ALL {
        let patch = patch(kind);
        let short = whole(&patch, &Voice { gate: 0, ..stroke(6) });
        assert_eq!(short, whole(&patch, &Voice { gate: 1 << 40, ..stroke(6) }));
    }
}

#[test]
fn a_voice_ends_in_silence_without_a_step() {
    for kind in Kind::ALL {
        let patch = patch(kind);
        let length = patch.length(&stroke(7)) as usize;
        let sound = frames(&patch, &stroke(7), length + 100);
        let loudest = peak(&sound);
        assert!(sound[length..].iter().all(|x| x.to_bits() == 0));
        // The fade begins 90 dB down; a band's two shares may part the loudest stroke from the
        // tail by less than 10 dB.
        assert!(db(peak(&sound[length - 240..]) / loudest) < -80.0, "{kind:?}");
        assert!(db(peak(&sound[length - 20..]) / loudest) < -100.0, "{kind:?}");
    }
}

#[test]
fn a_cut_silences_in_5_ms() {
    for kind in Kind::ALL {
        let patch = patch(kind);
        let cut = 1005;
        let whole = frames(&patch, &stroke(8), 2000);
        let voice = Voice { cut: cut as u64, ..stroke(8) };
        let sound = frames(&patch, &voice, 2000);
        assert_eq!(patch.length(&voice), (1005_u64 + 240).next_multiple_of(16));
        assert_eq!(sound[..cut], whole[..cut]);
        for (n, (got, uncut)) in sound.iter().zip(&whole).enumerate().skip(cut) {
            let left = 240_usize.saturating_sub(n - cut) as f32 / 240.0;
            assert_eq!(*got, uncut * left, "{kind:?} {n}");
        }
    }
}
