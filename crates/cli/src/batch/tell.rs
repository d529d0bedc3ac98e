//! What a batch says: a line for each song on standard output, how far it is on standard error.

use crate::args;
use crate::text::{clock, count, printable};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rebounce::Report;
use serde_json::{Value, json};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What became of a song.
pub(crate) enum Outcome {
    /// It was rendered.
    Done(Box<Report>),
    /// It had been done before.
    Kept {
        /// Size of its file.
        bytes: u64,
    },
    /// Why there is no file.
    Failed(String),
}

/// How many songs came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) songs: usize,
    pub(crate) done: usize,
    pub(crate) kept: usize,
    pub(crate) failed: usize,
    /// Of sound, rendered.
    seconds: f64,
}

/// Tells about a batch at work; shared by its threads.
pub(crate) struct Tell {
    json: bool,
    quiet: bool,
    lines: bool,
    bar: Option<ProgressBar>,
    counts: Mutex<Counts>,
}

impl Tell {
    /// For so many songs.
    pub(crate) fn new(args: &args::BatchArgs, songs: usize) -> Self {
        let terminal = io::stderr().is_terminal();
        let bar = match args.progress {
            args::Progress::Auto => terminal && !args.quiet,
            args::Progress::Bar => terminal,
            args::Progress::Json | args::Progress::None => false,
        };
        let bar = bar.then(|| {
            let target = ProgressDrawTarget::stderr();
            let style = ProgressStyle::with_template("{bar:32} {pos} of {len}, {eta} left");
            ProgressBar::with_draw_target(Some(songs as u64), target)
                .with_style(style.expect("the template names only what indicatif knows"))
        });
        let lines = args.progress == args::Progress::Json;
        let counts = Mutex::new(Counts { songs, ..Counts::default() });
        Self { json: args.json, quiet: args.quiet, lines, bar, counts }
    }

    /// A song is over.
    pub(crate) fn item(&self, input: &Path, output: &Path, outcome: &Outcome) {
        let (input, output) = (input.display().to_string(), output.display().to_string());
        // One thread speaks at a time.
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let line = match outcome {
            Outcome::Done(report) => {
                counts.done += 1;
                counts.seconds += report.audio.seconds;
                match self.json {
                    true => json!({"event": "song", "status": "done", "input": input, "output": output, "report": report}).to_string(),
                    false => format!("done    {input} -> {output}: {}", clock(report.audio.seconds)),
                }
            }
            Outcome::Kept { bytes } => {
                counts.kept += 1;
                match self.json {
                    true => json!({"event": "song", "status": "kept", "input": input, "output": output, "bytes": bytes}).to_string(),
                    false => format!("kept    {input} -> {output}"),
                }
            }
            Outcome::Failed(why) => {
                counts.failed += 1;
                match self.json {
                    true => {
                        json!({"event": "song", "status": "failed", "input": input, "error": why})
                            .to_string()
                    }
                    false => format!("failed  {input}: {why}"),
                }
            }
        };
        // The log of a quiet batch has what went wrong.
        if self.json || !self.quiet || matches!(outcome, Outcome::Failed(_)) {
            let line = if self.json { line } else { printable(&line).replace('\n', " ") };
            self.say(&line);
        }
        let over = counts.done + counts.kept + counts.failed;
        if let Some(bar) = &self.bar {
            bar.set_position(over as u64);
        }
        if self.lines {
            let progress: Value = json!({"event": "progress", "songs": over, "of": counts.songs});
            let _ = writeln!(io::stderr(), "{progress}");
        }
    }

    /// All songs are over, after so many seconds of work.
    pub(crate) fn finish(self, seconds: f64) -> Counts {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let counts = *self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Counts { songs, done, kept, failed, seconds: sound } = counts;
        let speed = sound / seconds.max(f64::MIN_POSITIVE);
        if self.json {
            let summary = json!({"event": "summary", "songs": songs, "done": done, "kept": kept,
                "failed": failed, "audioSeconds": sound, "totalSeconds": seconds,
                "realTimeFactor": speed});
            self.say(&summary.to_string());
        } else if !self.quiet {
            let songs = count(songs, "song");
            let _ = writeln!(
                io::stderr(),
                "{songs}: {done} done, {kept} kept, {failed} failed; {seconds:.1} s, {speed:.1} x real time"
            );
        }
        counts
    }

    /// A line on standard output. That nobody reads it is no reason to stop: files are the work.
    fn say(&self, line: &str) {
        let write = || {
            let _ = writeln!(io::stdout().lock(), "{line}");
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}
