//! How far a render has come, on standard error: a bar, plain lines, JSON lines, or nothing.

use crate::args;
use crate::text::clock;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rebounce::{Clock, Report};
use std::io::{IsTerminal, Write};

/// Seconds between two updates of a bar or two JSON lines, and between two plain lines.
const BRISK: f64 = 0.1;
const SLOW: f64 = 1.0;

/// Tells about a render at work.
#[derive(Debug)]
pub(crate) struct Progress {
    face: Face,
    clock: Clock,
    sample_rate: u32,
    began: f64,
    told: f64,
}

#[derive(Debug)]
enum Face {
    None,
    Bar(ProgressBar),
    Lines,
    Json,
}

/// How far, how fast and how long yet.
struct Pace {
    seconds: f64,
    of: f64,
    speed: f64,
    left: f64,
}

impl Progress {
    /// Begins to tell.
    pub(crate) fn new(how: args::Progress, quiet: bool, sample_rate: u32, clock: &Clock) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let face = match how {
            args::Progress::None => Face::None,
            args::Progress::Json => Face::Json,
            args::Progress::Auto if quiet || !terminal => Face::None,
            args::Progress::Bar if !terminal => Face::Lines,
            args::Progress::Auto | args::Progress::Bar => {
                let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
                let style = ProgressStyle::with_template("{bar:32} {msg}");
                bar.set_style(style.expect("the template names only what indicatif knows"));
                Face::Bar(bar)
            }
        };
        let began = clock.seconds();
        Self { face, clock: clock.clone(), sample_rate, began, told: began }
    }

    /// The render has come to frame `position` of at most `length`.
    pub(crate) fn at(&mut self, position: u64, length: u64) {
        let pause = match self.face {
            Face::None => return,
            Face::Lines => SLOW,
            Face::Bar(_) | Face::Json => BRISK,
        };
        let now = self.clock.seconds();
        if now - self.told < pause {
            return;
        }
        self.told = now;
        let pace = self.pace(now, position, length);
        match &self.face {
            Face::Bar(bar) => {
                bar.set_length(length);
                bar.set_position(position);
                bar.set_message(words(&pace));
            }
            Face::Lines => tell(&words(&pace)),
            Face::Json => tell(
                &serde_json::json!({
                    "event": "progress",
                    "frames": position,
                    "length": length,
                    "seconds": pace.seconds,
                    "speed": pace.speed,
                    "secondsLeft": pace.left,
                })
                .to_string(),
            ),
            Face::None => {}
        }
    }

    /// The render is over: the bar goes away. With JSON lines, `done` is the last one.
    pub(crate) fn done(self, report: &Report) {
        match self.face {
            Face::Bar(bar) => bar.finish_and_clear(),
            Face::Json => tell(
                &serde_json::json!({
                    "event": "done",
                    "frames": report.audio.frames,
                    "hash": report.audio.hash,
                    "outputs": report.outputs,
                })
                .to_string(),
            ),
            Face::None | Face::Lines => {}
        }
    }

    fn pace(&self, now: f64, position: u64, length: u64) -> Pace {
        let rate = f64::from(self.sample_rate);
        let seconds = position as f64 / rate;
        let speed = seconds / (now - self.began).max(1e-9);
        let left = length.saturating_sub(position) as f64 / rate / speed.max(1e-9);
        Pace { seconds, of: length as f64 / rate, speed, left }
    }
}

fn words(pace: &Pace) -> String {
    let Pace { seconds, of, speed, left } = pace;
    let (seconds, of, left) = (clock(*seconds), clock(*of), clock(*left));
    format!("{seconds} of {of}, {speed:.1} x real time, {left} left")
}

/// A line on standard error; that it is closed is no reason to stop.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
