//! A panic inside one track's code silences that track from there on, and nothing else.

use crate::automation::Automation;
use crate::channel::Channel;
use crate::effects::Made;
use crate::insert::Insert;
use crate::plan::NodeKind;
use crate::render::Render;
use crate::window::State;
use crate::{Gain, NoAssets, Options, Report};
use rebounce_dsp::effects::Effect;
use rebounce_song::instrument::{Drum, Instrument, Sound};
use rebounce_song::mixer::Track;
use rebounce_song::pattern::Part;
use rebounce_song::{Beats, Note, Pattern, Song};

/// Passes sound on until it has passed `left` frames.
struct Bomb {
    left: usize,
}

impl Effect for Bomb {
    fn process(&mut self, left: &mut [f32], _: &mut [f32], _: Option<[&[f32]; 2]>) {
        assert!(self.left > left.len(), "the fuse has burnt down");
        self.left -= left.len();
    }
    fn reset(&mut self, _: u64) {}
    fn latency(&self) -> usize {
        0
    }
    fn tail(&self) -> u64 {
        0
    }
    fn memory(&self) -> u64 {
        0
    }
    fn is_linear(&self) -> bool {
        true
    }
    fn makes_stereo(&self) -> bool {
        false
    }
    fn peak_gain(&self) -> f32 {
        1.0
    }
}

/// Kicks on every beat of two tracks.
fn song() -> Song {
    let ids = ["good", "bad"];
    let instrument = |id: &str| Instrument {
        id: id.to_owned(),
        name: id.to_owned(),
        output: id.to_owned(),
        muted: false,
        gain: 1.0,
        pan: 0.0,
        inserts: Vec::new(),
        sound: Sound::Drum(Drum::default()),
    };
    let beats = || (0..8).map(|beat| Note { start: Beats(f64::from(beat)), ..Note::default() });
    let parts = ids.map(|id| Part { instrument: id.to_owned(), notes: beats().collect() }).into();
    let mut song = Song {
        instruments: ids.map(instrument).into(),
        patterns: vec![Pattern { id: "p".to_owned(), parts, ..Pattern::default() }],
        ..Song::default()
    };
    song.mixer.tracks =
        ids.map(|id| Track { id: id.to_owned(), name: id.to_owned(), ..Track::default() }).into();
    song
}

/// The stems and the report of the song, one of whose tracks panics after `fuse` frames.
fn rendered(threads: usize, fuse: usize) -> (Vec<Vec<f32>>, Report) {
    let options = Options { threads, stems: true, gain: Gain::Off, ..Options::default() };
    let mut render = Render::new(&song(), &NoAssets, &options).expect("the song is legal");
    let (node, channel) = render
        .plan()
        .nodes
        .iter()
        .enumerate()
        .find_map(|(index, node)| match &node.kind {
            NodeKind::Channel(channel) if node.name == "bad" => Some((index, channel.clone())),
            _ => None,
        })
        .expect("the track has a strip");
    let mut state = Channel::new(&channel, Vec::new(), &Automation::default(), 48_000);
    state.add_insert(Insert::new(Made::Effect(Box::new(Bomb { left: fuse })), 0));
    render.schedule.replace(node, State::Channel(Box::new(state)));
    let mut stems = vec![Vec::new(), Vec::new()];
    while let Some(window) = render.next_window() {
        for (all, stem) in stems.iter_mut().zip(&window.stems) {
            all.extend_from_slice(stem.left);
        }
    }
    (stems, render.finish())
}

#[test]
fn a_panic_in_one_track_leaves_the_others_as_they_are_and_is_reported() {
    let (whole, fine) = rendered(1, usize::MAX);
    assert!(fine.tracks.iter().all(|track| track.status == "ok"));
    for threads in [1, 2] {
        let (stems, report) = rendered(threads, 40_000);
        assert_eq!(stems[0], whole[0][..stems[0].len()], "the other track is untouched");
        let sounds = |samples: &[f32]| samples.iter().any(|x| *x != 0.0);
        assert!(sounds(&stems[1][..30_000]), "it sounds until then");
        assert!(!sounds(&stems[1][50_000..]), "it is silent from there on");
        assert_eq!(report.tracks[0].status, "ok");
        assert_eq!(report.tracks[1].status, "failed: the fuse has burnt down");
        let found = report.diagnostics.iter().find(|found| found.code == "track-failed");
        assert!(found.expect("it is reported").found.contains("the fuse has burnt down"));
    }
}
