//! What a sampler does beside playing: time that stays, slices in time, strings that ring along; and
//! effects of an instrument's own.

mod song;

use rebounce::{AssetError, Assets, Gain, Options, Render};
use rebounce_dsp::Recording;
use rebounce_song::Song;
use std::sync::Arc;

const RATE: u32 = 48_000;
const BEAT: usize = 24_000;

/// Always the same recording.
struct One(Arc<Recording>);

impl Assets for One {
    fn recording(&self, _: &str) -> Result<Arc<Recording>, AssetError> {
        Ok(Arc::clone(&self.0))
    }
}

/// The left of the mix; a mono sound at the centre is 3 dB lower.
fn left(song: &Song, recording: &[f32]) -> Vec<f32> {
    let recording = Recording { channels: vec![recording.to_vec()], sample_rate: RATE };
    let mut options = Options::default();
    options.sample_rate = RATE;
    options.threads = 1;
    options.gain = Gain::Off;
    let mut render =
        Render::new(song, &One(Arc::new(recording)), &options).expect("the song is legal");
    let mut left = Vec::new();
    while let Some(window) = render.next_window() {
        left.extend_from_slice(window.left);
    }
    left
}

/// One sampler with these settings, and its notes, at 120 beats a minute and a level of 1.
fn played(settings: &str, notes: &str) -> Song {
    song::song(&format!(
        r#""tempo": 120, "instruments": [{{"id": "i", "sound": {{"type": "sampler",
            "zones": [{{"recording": "x"}}], {settings}}}}}],
        "patterns": [{{"id": "p", "length": 16, "parts": [{{"instrument": "i", "notes": [{notes}]}}]}}],
        "mixer": {{"masterVolume": 1}}"#
    ))
}

fn sine(hz: f64, frames: usize) -> Vec<f32> {
    let turn = std::f64::consts::TAU * hz / f64::from(RATE);
    (0..frames).map(|n| 0.5 * libm::sin(turn * n as f64) as f32).collect()
}

fn last_sound(sound: &[f32]) -> usize {
    sound.iter().rposition(|x| x.abs() > 1e-3).expect("it sounds")
}

/// The frequency of a tone, by its rising zero crossings.
fn frequency(sound: &[f32]) -> f64 {
    let crossings: Vec<f64> = (0..sound.len() - 1)
        .filter(|n| sound[*n] < 0.0 && sound[n + 1] >= 0.0)
        .map(|n| n as f64 + f64::from(sound[n] / (sound[n] - sound[n + 1])))
        .collect();
    let span = crossings[crossings.len() - 1] - crossings[0];
    f64::from(RATE) * (crossings.len() - 1) as f64 / span
}

/// Amplitude at `hz`, under Hann's window.
fn amplitude(sound: &[f32], hz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, x) in sound.iter().enumerate() {
        let part = n as f64 / sound.len() as f64;
        let window = 0.5 - 0.5 * libm::cos(std::f64::consts::TAU * part);
        let phase = std::f64::consts::TAU * hz * n as f64 / f64::from(RATE);
        re += f64::from(*x) * window * libm::cos(phase);
        im += f64::from(*x) * window * libm::sin(phase);
    }
    4.0 * (re * re + im * im).sqrt() / sound.len() as f64
}

#[test]
fn with_time_stretch_a_key_moves_the_pitch_and_not_the_length() {
    let mut recording = sine(330.0, RATE as usize);
    // A stroke in its midst.
    recording[20_000] = 4.0;
    for key in [48.0, 55.0, 67.0, 72.5] {
        let note = format!(r#"{{"start": 0, "key": {key}}}"#);
        let out = left(&played(r#""oneShot": true, "timeStretch": true"#, &note), &recording);
        // A hop of the vocoder.
        assert!(last_sound(&out).abs_diff(RATE as usize) <= 512, "{key}: {}", last_sound(&out));
        let cents = 1200.0 * libm::log2(frequency(&out[25_000..45_000]) / 330.0);
        assert!((cents - 100.0 * (key - 60.0)).abs() < 2.0, "{key}: {cents}");
        let top = (0..40_000).max_by(|a, b| out[*a].abs().total_cmp(&out[*b].abs()));
        assert!(top.expect("it sounds").abs_diff(20_000) <= 1, "{key}: {top:?}");
    }
    // Without, an octave up is half as long.
    let out = left(&played(r#""oneShot": true"#, r#"{"start": 0, "key": 72}"#), &recording);
    assert!(last_sound(&out).abs_diff(RATE as usize / 2) < 512);
}

#[test]
fn at_its_own_key_a_stretched_recording_is_the_recording() {
    let recording = sine(330.0, RATE as usize);
    let plain = left(&played(r#""oneShot": true"#, r#"{"start": 0}"#), &recording);
    let stretched =
        left(&played(r#""oneShot": true, "timeStretch": true"#, r#"{"start": 0}"#), &recording);
    assert!(plain == stretched);
}

/// Quarters of a beat and a half each, of levels 0.1, 0.2, 0.3, 0.4.
fn quarters() -> Vec<f32> {
    (0..4).flat_map(|quarter| vec![0.1 * (quarter + 1) as f32; 3 * BEAT / 2]).collect()
}

const GRID: &str = r#""chop": {"slices": [
    {"start": 0.5, "end": 1, "from": 0, "to": 0.25}, {"start": 1, "end": 2, "from": 0.25, "to": 0.5},
    {"start": 2, "end": 3, "from": 0.5, "to": 0.75, "gain": 2}, {"start": 3, "end": 4, "from": 0.75, "to": 1, "pan": 1}]"#;

#[test]
fn slices_begin_and_end_on_their_frames() {
    let song = played(&format!("{GRID}}}"), r#"{"start": 1, "length": 4}"#);
    let out = left(&song, &quarters());
    let first = out.iter().position(|x| *x != 0.0).expect("it sounds");
    // The envelope rises from 0, so its first frame is silent.
    assert!(first.abs_diff(BEAT + BEAT / 2) <= 1, "{first}");
    // Between the rise of 1 ms, the fall of 5 ms after, and the end; 3 dB lower.
    let at = |beat: f64| out[(beat * BEAT as f64) as usize] / std::f32::consts::FRAC_1_SQRT_2;
    for (beat, level) in [(1.7, 0.1), (1.99, 0.1), (2.3, 0.2), (2.99, 0.2), (3.3, 0.6), (3.99, 0.6)]
    {
        assert!((at(beat) - level).abs() < 1e-3, "{beat}: {}", at(beat));
    }
    // Hard right, there is nothing on the left after the fall of what was before.
    assert!(at(4.02).abs() < 1e-4, "{}", at(4.02));
    // The frame on which the second begins is where the first begins to fall: the sum still grows.
    let step = out[2 * BEAT + 24] - out[2 * BEAT - 1];
    assert!(step > 0.0 && out[2 * BEAT - 1] == out[2 * BEAT - 100], "{step}");
}

#[test]
fn slices_end_with_the_key_and_begin_anew_while_it_is_held() {
    let note = r#"{"start": 0, "length": 2.5}"#;
    let out = left(&played(&format!("{GRID}}}"), note), &quarters());
    // A release of 50 ms.
    assert!(last_sound(&out) < 5 * BEAT / 2 + 2400 && last_sound(&out) > 5 * BEAT / 2 - 10);
    let whole = left(&played(&format!("\"oneShot\": true, {GRID}}}"), note), &quarters());
    assert!(last_sound(&whole).abs_diff(3 * BEAT) < 240, "{}", last_sound(&whole));
    let long = r#"{"start": 0, "length": 7}"#;
    let out = left(&played(&format!("{GRID}, \"looped\": true}}"), long), &quarters());
    let [once, again] = [7, 23].map(|eighth| eighth * BEAT / 4);
    assert_eq!(out[once], out[again]);
    assert!(out[once] > 0.1);
    // A new note ends the slices of the one before.
    let notes = r#"{"start": 0, "length": 8}, {"start": 1.5, "length": 1, "key": 60}"#;
    let out = left(&played(&format!("{GRID}}}"), notes), &quarters());
    assert!(out[3 * BEAT / 2 + 300..2 * BEAT].iter().all(|x| *x == 0.0));
    assert!(last_sound(&out) < 5 * BEAT / 2 + 2400);
}

#[test]
fn slices_play_backwards_repeat_and_have_a_pitch() {
    let recording = sine(330.0, 4 * BEAT);
    let chop = r#""chop": {"slices": [{"end": 1, "from": 0, "to": 0.25, "pitch": 12},
        {"start": 1, "end": 2, "from": 0.5, "to": 0.55, "looped": true}]}"#;
    let out = left(&played(chop, r#"{"start": 0, "length": 4}"#), &recording);
    // An octave up its quarter is over in half a beat.
    assert!((frequency(&out[1000..11_000]) - 660.0).abs() < 0.5);
    assert_eq!(out[3 * BEAT / 4], 0.0);
    // A twentieth of it, 4800 frames or 33 whole cycles, goes round and round.
    assert!((frequency(&out[BEAT + 1000..2 * BEAT - 1000]) - 330.0).abs() < 0.5);
    let ramp: Vec<f32> = (0..4 * BEAT).map(|n| n as f32 / (4 * BEAT) as f32).collect();
    let chop = r#""chop": {"slices": [{"end": 1, "from": 0.25, "to": 0.5, "reverse": true}]}"#;
    let out = left(&played(chop, r#"{"start": 0, "length": 4}"#), &ramp);
    for at in [1000, 12_000, 23_000] {
        let want = (0.5 - at as f32 / (4 * BEAT) as f32) * std::f32::consts::FRAC_1_SQRT_2;
        assert!((out[at] - want).abs() < 1e-4, "{at}: {} {want}", out[at]);
    }
}

#[test]
fn strings_ring_along_at_their_intervals_and_levels() {
    let silence = vec![1e-9; 200];
    let sound = |key: u32, more: &str| {
        let note = format!(r#"{{"start": 0, "length": 8, "key": {key}}}"#);
        left(&played(more, &note), &silence)
    };
    let on = r#""sympatheticResonance": 0.5"#;
    let out = sound(60, on);
    let hz = |semitones: f64| 261.625_565 * libm::exp2(semitones / 12.0);
    let held = &out[2 * RATE as usize..3 * RATE as usize];
    let at = |semitones: f64| amplitude(held, hz(semitones));
    // Sustain 0.2 times gain 0.5 times level, 3 dB lower; through a low-pass whose Q is 0.5 dB, as the
    // original's (key: webaudio).
    let want = |semitones: f64, level: f64| {
        let (part, q) = (hz(semitones) / 2000.0, libm::pow(10.0, 0.5 / 20.0));
        let (re, im) = (1.0 - part * part, part / q);
        0.2 * 0.5 * level * std::f64::consts::FRAC_1_SQRT_2 / (re * re + im * im).sqrt()
    };
    for (semitones, level) in
        [(12.0, 0.35), (19.0, 0.2), (24.0, 0.15), (28.0, 0.1), (31.0, 0.08), (36.0, 0.05)]
    {
        let db = 20.0 * libm::log10(at(semitones) / want(semitones, level));
        // The bilinear low-pass is a bit lower at 2 kHz of 48.
        assert!(db.abs() < 0.3, "{semitones}: {db} dB");
    }
    assert!(at(0.0) < 1e-5 && at(-12.0) < 1e-5, "no string of the note itself, none below");
    let high = sound(72, on);
    let below = amplitude(&high[2 * RATE as usize..3 * RATE as usize], hz(0.0));
    assert!((below / want(0.0, 0.075) - 1.0).abs() < 0.03, "{below}");
    // Beyond a piano's keys, and by default, nothing rings.
    for quiet in [sound(110, on), sound(60, r#""pitch": 0"#)] {
        assert!(quiet.iter().all(|x| x.abs() < 1e-6));
    }
}

#[test]
fn strings_follow_the_instruments_own_effects() {
    let silence = vec![1e-9; 200];
    let mut song = played(r#""sympatheticResonance": 0.5"#, r#"{"start": 0, "length": 4}"#);
    let open = left(&song, &silence);
    let filter = r#"{"type": "tidal-filter", "settings": {"cutoff": 40}}"#;
    song.instruments[0].inserts.push(serde_json::from_str(filter).expect("an effect"));
    let closed = left(&song, &silence);
    let peak = |sound: &[f32]| sound.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    assert!(peak(&open) > 0.05 && peak(&closed) < 0.2 * peak(&open));
}

#[test]
fn an_effect_chain_that_is_read_is_heard() {
    let text = |chain: &str| {
        format!(
            r#"{{"data": {{"a": [{{"time": 0, "length": 16, "pitch": "A3"}}]}}, "bpm": 120,
            "instruments": {{"a": {{"type": "vasynth", "effectChain": [{chain}], "settings": {{
                "oscillators": [{{"waveform": "sine"}}, {{"enabled": false}}, {{"enabled": false}}],
                "filter": {{"cutoff": 20000, "envelopeAmount": 0}}}}}}}}}}"#
        )
    };
    let heard = |chain: &str| {
        let read =
            rebounce_import::read(text(chain).as_bytes(), &rebounce_import::Limits::default())
                .expect("legal JSON");
        left(&read.song, &[])
    };
    let tone = |sound: &[f32]| frequency(&sound[RATE as usize / 2..RATE as usize]);
    assert!((tone(&heard("")) - 220.0).abs() < 0.1);
    let up = heard(r#"{"type": "PitchShifter", "settings": {"pitch": 7, "fineTune": 0}}"#);
    assert!((tone(&up) - 220.0 * libm::exp2(7.0 / 12.0)).abs() < 0.1, "{}", tone(&up));
    let bypassed = heard(r#"{"type": "pitch-shifter", "bypass": true, "settings": {"pitch": 7}}"#);
    assert!((tone(&bypassed) - 220.0).abs() < 0.1);
}

#[test]
fn sides_scale_left_and_right_and_put_one_channel_on_both() {
    let sound = sine(440.0, 1000);
    let song = played(r#""oneShot": true, "sides": [1.0, 0.25]"#, r#"{"start": 0}"#);
    let recording = Recording { channels: vec![sound], sample_rate: RATE };
    let mut options = Options::default();
    (options.sample_rate, options.threads, options.gain) = (RATE, 1, Gain::Off);
    let mut render =
        Render::new(&song, &One(Arc::new(recording)), &options).expect("the song is legal");
    let (mut left, mut right) = (Vec::new(), Vec::new());
    while let Some(window) = render.next_window() {
        left.extend_from_slice(window.left);
        right.extend_from_slice(window.right);
    }
    let peak = |side: &[f32]| side.iter().fold(0.0, |peak: f32, x| peak.max(x.abs()));
    // At full level in the middle, where the mono law would have it 3 dB lower; the level of a note
    // without a velocity is its own.
    let whole = played(r#""oneShot": true, "sides": [1.0, 1.0]"#, r#"{"start": 0}"#);
    let plain = played(r#""oneShot": true"#, r#"{"start": 0}"#);
    let tone = sine(440.0, 1000);
    let louder = peak(&self::left(&whole, &tone)) / peak(&self::left(&plain, &tone));
    assert!((louder - std::f32::consts::SQRT_2).abs() < 1e-4, "{louder}");
    assert!((peak(&right) / peak(&left) - 0.25).abs() < 1e-4);
}
