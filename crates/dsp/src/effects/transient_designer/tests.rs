use super::*;
use crate::effects::laws;

const RATE: f64 = 48_000.0;
const PATCH: TransientDesignerPatch = TransientDesignerPatch {
    attack_db: 6.0,
    sustain_db: -6.0,
    mix: 1.0,
    targeting: Targeting::Full,
    band_attack_db: [0.0; 3],
    band_sustain_db: [0.0; 3],
    crossover_hz: [200.0, 5000.0],
};

#[test]
fn a_steady_sound_is_only_late() {
    for hz in [100.0, 1000.0] {
        let sound = laws::sine(hz, RATE, 96_000);
        let out = laws::through(&mut TransientDesigner::new(&PATCH, RATE), &sound, 512);
        assert_eq!(out[0][48_000..], sound[0][48_000 - GRID..96_000 - GRID]);
    }
}

#[test]
fn an_onset_has_the_attacks_gain_whatever_its_level() {
    for level in [1.0, 0.01] {
        let mut sound = vec![level; 9600];
        sound[..4800].fill(0.0);
        let mut designer = TransientDesigner::new(&PATCH, RATE);
        let out = laws::through(&mut designer, &[sound.clone(), sound], 512);
        // From the first cell on `a` is 20 times `b`: 26 dB, more than all of it.
        let most = out[0].iter().fold(0.0_f32, |most, x| most.max(*x)) / level;
        assert!((math::gain_to_db(most) - 6.0).abs() < 1e-3, "{most}");
    }
}

#[test]
fn a_ring_gets_the_sustains_gain() {
    // Falls to 1/e in 100 ms: the slower peak stays behind by 1 / 100 - 1 / 300 nepers a
    // millisecond, so after 400 ms by 23 dB, more than all of it.
    let keep = libm::exp(-1.0 / (0.1 * RATE)) as f32;
    let mut level = 1.0;
    let sound: Vec<f32> = laws::sine(1000.0, RATE, 38_400)[0]
        .iter()
        .map(|x| {
            level *= keep;
            x * level
        })
        .collect();
    let mut designer = TransientDesigner::new(&PATCH, RATE);
    let out = laws::through(&mut designer, &[sound.clone(), sound.clone()], 512);
    for n in 19_200..28_800 {
        let want = 0.501_187 * sound[n - GRID];
        assert!((out[0][n] - want).abs() < 1e-6 + 1e-3 * want.abs(), "{n}");
    }
}

#[test]
fn one_band_can_be_meant_alone() {
    // A click of 100 Hz and one of 10 kHz: only the latter's onset is lifted.
    let patch = TransientDesignerPatch { targeting: Targeting::High, sustain_db: 0.0, ..PATCH };
    for (hz, lifted_db) in [(100.0, 0.0), (12_000.0, 6.0)] {
        let onset = |patch: &TransientDesignerPatch| {
            let mut sound = laws::sine(hz, RATE, 9600);
            sound.iter_mut().for_each(|c| c[..4800].fill(0.0));
            let out = laws::through(&mut TransientDesigner::new(patch, RATE), &sound, 512);
            out[0][4800..5500].iter().map(|x| f64::from(x * x)).sum::<f64>()
        };
        let flat = TransientDesignerPatch { attack_db: 0.0, ..patch };
        let db = 10.0 * libm::log10(onset(&patch) / onset(&flat));
        // The onset's first 700 frames, not all of which are its peak; its click is in all bands.
        assert!((db - lifted_db).abs() < 1.5, "{hz}: {db}");
    }
}

#[test]
fn laws_are_kept() {
    for n in 0..8 {
        let toss = |coin, low, high| laws::toss(n, coin, low, high);
        let patch = TransientDesignerPatch {
            attack_db: toss(0, -12.0, 12.0),
            sustain_db: toss(1, -12.0, 12.0),
            mix: toss(2, 0.5, 1.0),
            targeting: if n % 2 == 0 { Targeting::Full } else { Targeting::Low },
            band_attack_db: [toss(3, 0.0, 12.0), 0.0, toss(4, -12.0, 0.0)],
            band_sustain_db: [0.0, toss(5, 0.0, 12.0), 0.0],
            crossover_hz: [toss(6, 50.0, 1000.0), toss(7, 2000.0, 15_000.0)],
        };
        laws::all_are_kept(|rate| Box::new(TransientDesigner::new(&patch, rate)));
        let at = |level| -> Box<dyn Effect> {
            Box::new(TransientDesigner::with_level(&patch, RATE, level))
        };
        laws::all_the_same(Level::all().into_iter().map(at).collect());
    }
}
