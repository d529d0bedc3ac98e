//! A loop's turn is what is heard when it has always been playing, whatever effect remembers, and
//! what cannot come round is told.

use rebounce::{NoAssets, Options, Render};
use rebounce_export::{Audio, Seam, Settling, Turns};
use rebounce_song::effect::{Effect, Settings};
use rebounce_song::{Song, json};

/// Two bars of drums and a line whose last note rings over the end. Its peak is told, so that renders
/// of different lengths have one gain.
const SONG: &str = r#"{
    "format": "rebounce-song", "version": 1, "name": "Round", "tempo": 125.3,
    "instruments": [
        {"id": "kick", "output": "t", "sound": {"type": "drum", "kind": "kick"}},
        {"id": "snare", "output": "t", "sound": {"type": "drum", "kind": "snare"}},
        {"id": "pluck", "output": "t", "sound": {"type": "va", "amplitudeEnvelope": {"release": 0.8}}}
    ],
    "patterns": [{"id": "p", "length": 4, "parts": [
        {"instrument": "kick", "notes": [{"start": 0}, {"start": 1.75}, {"start": 2.5}]},
        {"instrument": "snare", "notes": [{"start": 1}, {"start": 3}]},
        {"instrument": "pluck", "notes": [{"start": 0.5, "length": 0.5, "key": 48}, {"start": 3.25, "length": 0.75, "key": 55}]}
    ]}],
    "mixer": {"expectedPeak": 1.5, "tracks": [{"id": "t"}]}
}"#;

fn song() -> Song {
    json::read(SONG).expect("a legal song")
}

fn effect(settings: Settings) -> Effect {
    Effect { id: String::new(), bypass: false, side_chain: None, settings }
}

fn with(effect: Effect) -> Song {
    let mut song = song();
    song.mixer.tracks[0].inserts.push(effect);
    song
}

fn options() -> Options {
    let mut options = Options::default();
    options.sample_rate = 48_000;
    options.threads = 1;
    options
}

/// The turn that is kept, and the seam.
fn turn(song: &Song, options: &Options) -> (Audio, Seam, Turns) {
    let mut options = options.clone();
    let turns = Turns::new(song, &mut options).expect("a loop");
    let mut render = Render::new(&turns.song, &NoAssets, &options).expect("a render");
    let mut settling = Settling::new(turns.frames, 1, || Audio::new(48_000));
    while let Some(window) = render.next_window() {
        if settling.push(&[[window.left, window.right]]).expect("room") {
            break;
        }
    }
    let (mut kept, seam) = settling.finish();
    (kept.remove(0), seam, turns)
}

/// Largest difference against the largest sample, in dB.
fn apart(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    let largest =
        |values: &mut dyn Iterator<Item = f32>| values.fold(0.0, |m: f32, x| m.max(x.abs()));
    let difference = largest(&mut a.iter().zip(b).map(|(a, b)| a - b));
    20.0 * libm::log10(f64::from(difference) / f64::from(largest(&mut b.iter().copied())))
}

/// Effects that move by themselves in a time that two seconds are no multiple of.
const FREE: [&str; 2] = ["atmos-machine", "ghost-lfo"];

/// A turn long after it has settled: three turns behind the last.
fn later(song: &Song, seam: Seam) -> Audio {
    let mut options = options();
    let turns = Turns::new(song, &mut options).expect("a loop");
    let count = u64::from(seam.turns) + 3;
    assert!(count <= u64::from(turns.count));
    options.length = rebounce::Length::Frames(turns.frames * count);
    let mut render = Render::new(&turns.song, &NoAssets, &options).expect("a render");
    let mut all = Audio::new(48_000);
    while let Some(window) = render.next_window() {
        all.push(window.left, window.right);
    }
    let last = (turns.frames * (count - 1)) as usize;
    Audio { channels: all.channels.map(|channel| channel[last..].to_vec()), sample_rate: 48_000 }
}

/// Whether a song comes round with its turn as it is long after; how far off the seam is, in dB.
fn seam(song: &Song) -> f64 {
    let (kept, seam, turns) = turn(song, &options());
    assert_eq!(kept.frames() as u64, turns.frames);
    if seam.error_db < -100.0 {
        let later = later(song, seam);
        for (kept, later) in kept.channels.iter().zip(&later.channels) {
            let off = apart(kept, later);
            assert!(off < -100.0, "{off} dB though {} dB was told", seam.error_db);
        }
    }
    seam.error_db
}

#[test]
fn every_effect_with_memory_comes_round_and_the_others_are_told() {
    // Two bars whose frames are whole blocks of whatever an effect computes in.
    for settings in Settings::all() {
        let effect = effect(settings);
        let id = effect.settings.id();
        let mut song = with(effect);
        song.tempo.0 = 120.0;
        // It jumps now and then by chance, so two turns may be alike of which later ones differ.
        let seam = if id == "ghost-lfo" { turn(&song, &options()).1.error_db } else { seam(&song) };
        assert!(seam < -100.0 || FREE.contains(&id), "{id}: {seam} dB");
    }
}

#[test]
fn a_reverb_whose_lines_stand_still_comes_round() {
    let mut reverb = Settings::all().into_iter().find(|it| it.id() == "modern-reverb").unwrap();
    let Settings::ModernReverb(settings) = &mut reverb else { unreachable!() };
    settings.mod_depth = 0.0;
    assert!(seam(&with(effect(reverb))) < -100.0);
}

#[test]
fn what_moves_in_a_time_of_its_own_is_told_with_the_error_found() {
    // A chorus whose cycle the turn is no multiple of.
    let chorus = Settings::all().into_iter().find(|it| it.id() == "stardust-chorus").unwrap();
    let (_, seam, turns) = turn(&with(effect(chorus)), &options());
    assert_eq!(seam.turns, turns.count);
    assert!(seam.error_db > -60.0, "{seam:?}");
}

#[test]
fn a_loop_of_any_length_comes_round() {
    for tempo in [97.13, 125.3, 171.7] {
        for id in ["compressor", "reverb", "modern-delay", "limiter", "pitch-shifter"] {
            let settings = Settings::all().into_iter().find(|it| it.id() == id).unwrap();
            let mut song = with(effect(settings));
            song.tempo.0 = tempo;
            let seam = seam(&song);
            assert!(seam < -100.0, "{id} at {tempo}: {seam} dB");
        }
    }
}

#[test]
fn a_loop_is_as_long_as_its_music_to_the_frame() {
    for (tempo, beats, rate) in [(120.0, 4.0, 44_100), (97.13, 3.0, 48_000), (174.0, 8.0, 96_000)] {
        let mut song = song();
        song.tempo.0 = tempo;
        let mut options = options();
        (options.sample_rate, options.to) = (rate, Some(rebounce_song::Beats(beats)));
        let turns = Turns::new(&song, &mut options).expect("a loop");
        let exact = beats * 60.0 / tempo * f64::from(rate);
        assert_eq!(turns.frames, exact.round() as u64);
    }
}

#[test]
fn a_part_of_a_song_is_a_loop_of_its_own() {
    let mut options = options();
    (options.from.0, options.to) = (1.0, Some(rebounce_song::Beats(3.0)));
    let (kept, seam, turns) = turn(&song(), &options);
    assert_eq!(turns.start, (60.0 / 125.3 * 48_000.0_f64).round() as u64);
    assert!(seam.error_db < -120.0, "{seam:?}");
    // The snare at beat 1 comes first.
    assert!(kept.channels[0][..2000].iter().any(|x| x.abs() > 0.1));
}

#[test]
fn what_cannot_be_a_loop_is_refused() {
    let mut song = song();
    song.swing.amount = 0.5;
    let mut part = options();
    part.to = Some(rebounce_song::Beats(3.25));
    let told = Turns::new(&song, &mut part).unwrap_err().to_string();
    assert!(told.contains("swing"), "{told}");
    let mut behind = options();
    behind.from.0 = 99.0;
    let told = Turns::new(&song, &mut behind).unwrap_err().to_string();
    assert!(told.contains("nothing is played"), "{told}");
}
