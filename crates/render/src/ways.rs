//! The gains on the way of each source's voices to the output, over outputs and sends, as faders
//! and sends stand at a time. What effects do is not in them.

use crate::pan;
use crate::prepare::Prepared;
use crate::routing::{self, Routing, Way};
use crate::survey::Survey;
use rebounce_song::automation::{Control, Target};

/// Frames of the song after which what moves is looked at again.
const STEP: u64 = 8192;

/// The ways of all sources.
pub(crate) struct Ways {
    routing: Routing,
    /// Index of the track each source is heard through; the master's is behind the last.
    tracks: Vec<usize>,
    /// By source.
    gains: Vec<f32>,
    /// Which step of the song they are of; `None`: nothing moves.
    step: Option<u64>,
}

impl Ways {
    pub(crate) fn new(prepared: &Prepared, surveys: &[Survey]) -> Self {
        let routing = routing::route(prepared, surveys);
        let index = routing::index(&prepared.mixer);
        let track = |output: &str| index.get(output).copied().unwrap_or(routing.master);
        let tracks = prepared.sources.iter().map(|source| track(&source.output)).collect();
        let step = (!prepared.automation.motions.is_empty()).then_some(0);
        let mut ways = Self { routing, tracks, gains: Vec::new(), step };
        ways.look(prepared, 0);
        ways
    }

    /// Whether a source's sound comes to the output at all.
    pub(crate) fn leads(&self, source: usize) -> bool {
        let track = self.tracks[source];
        track == self.routing.master || self.routing.needed[track]
    }

    /// The gain of a source at a frame of the song.
    pub(crate) fn gain(&mut self, prepared: &Prepared, source: usize, frame: u64) -> f32 {
        if self.step.is_some_and(|step| step != frame / STEP) {
            self.step = Some(frame / STEP);
            self.look(prepared, frame);
        }
        self.gains[source]
    }

    /// Looks at all that moves.
    fn look(&mut self, prepared: &Prepared, frame: u64) {
        let automation = &prepared.automation;
        let moved = |motion: Option<usize>, setting: f64| {
            motion.map_or(setting, |motion| automation.motions[motion].at_frame(frame))
        };
        let at = |target: Target, setting| moved(automation.of(&target), setting);
        let tracks = &prepared.mixer.tracks;
        let mut gains = vec![0.0; tracks.len() + 1];
        gains[self.routing.master] = 1.0;
        let order = self.routing.order.iter().rev();
        for &track in order.filter(|&&track| self.routing.needed[track]) {
            let settings = &tracks[track];
            let id = || settings.id.clone();
            let gain = at(Target::Gain { track: id() }, settings.gain)
                * at(Target::Mute { track: id() }, 1.0);
            let pan = at(Target::Pan { track: id() }, settings.pan);
            // What a mono source loses at the centre it has lost by the time it is stereo too.
            let fader = loudest(pan::matrix(gain as f32, pan as f32, false));
            let level = |way: &Way| moved(way.motion, f64::from(way.level)) as f32;
            let ways = self.routing.ways[track].iter();
            gains[track] = ways
                .map(|way| gains[way.to] * level(way) * if way.pre_fader { 1.0 } else { fader })
                .sum();
        }
        let played = |source: &crate::prepare::Source| {
            let control = |control| Target::Instrument { instrument: source.id.clone(), control };
            at(control(Control::Level), 1.0) * at(control(Control::Expression), 1.0)
        };
        let all = prepared.sources.iter().zip(&self.tracks);
        self.gains = all.map(|(source, &track)| gains[track] * played(source) as f32).collect();
    }
}

fn loudest(matrix: [[f32; 2]; 2]) -> f32 {
    matrix.iter().flatten().fold(0.0, |loudest: f32, x| loudest.max(x.abs()))
}
