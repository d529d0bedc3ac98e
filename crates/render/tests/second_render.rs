//! A second render in the same process makes nothing that the first has made.

mod song;

use rebounce::{AssetError, Assets, Options, Render, Report};
use rebounce_dsp::Recording;
use rebounce_song::effect::Settings;
use rebounce_song::{BeatsPerMinute, Effect, Song};
use std::sync::Arc;

/// Always the same recording, at another rate than the render's.
struct One(Arc<Recording>);

impl Assets for One {
    fn recording(&self, _: &str) -> Result<Arc<Recording>, AssetError> {
        Ok(Arc::clone(&self.0))
    }
}

fn ping_in_rooms() -> Song {
    song::song(
        r#""instruments": [{"id": "i", "output": "t", "sound": {"type": "sampler", "zones": [{"recording": "ping.wav"}]}}],
        "patterns": [{"id": "p", "parts": [{"instrument": "i", "notes": [{"start": 0}, {"start": 1}]}]}],
        "mixer": {"tracks": [{"id": "t", "inserts": [
            {"type": "reverb", "settings": {"roomSize": 0.1}}, {"type": "reverb", "settings": {"roomSize": 0.2}}]}]}"#,
    )
}

fn render(assets: &One, options: &Options) -> Report {
    render_song(&ping_in_rooms(), assets, options)
}

fn render_song(song: &Song, assets: &One, options: &Options) -> Report {
    let mut render = Render::new(song, assets, options).expect("the song is legal");
    while render.next_window().is_some() {}
    render.finish()
}

#[test]
fn recordings_rooms_and_threads_are_made_once() {
    let samples = (0..4000).map(|i| 0.5 - (i % 50) as f32 / 50.0).collect();
    let assets = One(Arc::new(Recording { channels: vec![samples], sample_rate: 22_050 }));
    let mut options = Options::default();
    options.threads = 2;
    let (first, second) = (render(&assets, &options), render(&assets, &options));
    // The recording, two rooms and two reverbs.
    assert_eq!((first.resources.hits, first.resources.misses), (0, 5));
    assert_eq!((second.resources.hits, second.resources.misses), (5, 0));
    assert_eq!(first.resources.bytes, second.resources.bytes);
    assert_eq!(first.audio.hash, second.audio.hash, "it cannot be heard");
    let apart = render(&assets, &Options::default());
    assert_eq!(apart.resources.misses, 5, "options of their own share nothing");
    assert_eq!(apart.audio.hash, first.audio.hash);
}

#[test]
fn an_effect_that_has_sounded_is_as_good_as_new() {
    let samples = (0..4000).map(|i| 0.5 - (i % 50) as f32 / 50.0).collect();
    let assets = One(Arc::new(Recording { channels: vec![samples], sample_rate: 44_100 }));
    let shared = Options::default();
    for settings in Settings::all() {
        let id = settings.id();
        let mut song = ping_in_rooms();
        let insert = Effect { settings, ..song.mixer.tracks[0].inserts[0].clone() };
        // Two of a kind, one of which goes to sleep and wakes again.
        song.mixer.tracks[0].inserts = vec![insert.clone(), insert];
        song.patterns[0].parts[0].notes[1].start.0 = 20.0;
        let hash = |options: &Options| render_song(&song, &assets, options).audio.hash;
        let alone = hash(&Options::default());
        assert_eq!([hash(&shared), hash(&shared)], [alone.clone(), alone], "{id}");
        // What keeps to the beat is another effect at another tempo.
        let faster = |mut options: Options| {
            options.tempo = Some(BeatsPerMinute(song.tempo.0 * 1.5));
            hash(&options)
        };
        assert_eq!(faster(shared.clone()), faster(Options::default()), "{id}");
    }
}
