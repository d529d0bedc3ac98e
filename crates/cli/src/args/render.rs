//! The arguments of `render`.

use super::{EncodingArgs, Format, Progress, SoundArgs};
use crate::normalize::{self, Target};
use clap::{Args as Group, ValueHint};
use std::path::PathBuf;

#[derive(Clone, Debug, Group)]
pub(crate) struct RenderArgs {
    /// The song: any JSON that Rebounce reads; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) input: PathBuf,
    /// The audio file; `-` streams WAV to standard output. Given again, one more file of the same
    /// render, each in the format of its name [default: the input's name with .wav, in the current
    /// folder]
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub(crate) output: Vec<PathBuf>,
    /// Write each track and bus beside the mix into this folder, as 01-drums.wav and so on
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) stems: Option<PathBuf>,
    /// Write each instrument beside the mix into this folder, as 01-kick.wav and so on
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) channels: Option<PathBuf>,
    /// Write the instruments by what they are, told by their names, into this folder: drums, bass,
    /// melody, fx and other
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) groups: Option<PathBuf>,
    /// Write each section of the song, from one marker to the next, as a file of its own into this
    /// folder, as 01-intro.wav and so on
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with_all = ["output", "stems", "channels", "groups", "report", "plot", "pattern", "region", "from", "to", "clips"])]
    pub(crate) markers: Option<PathBuf>,
    /// The same of what each clip of the arrangement covers
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with_all = ["output", "stems", "channels", "groups", "report", "plot", "pattern", "region", "from", "to"])]
    pub(crate) clips: Option<PathBuf>,
    /// Name files by this, where OUT does not: {name}, {channelName} (or {stemName}), {number}, {id},
    /// {quality}, {timestamp} and others (docs/cli.md)
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) name: Option<String>,
    /// Kind of audio file [default: by OUT's extension, else wav]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// Bring the mix to the nearest of these levels, from one render, and stems by as much: -14LUFS
    /// (loudness), -1dBTP (true peak), -0.3dBFS (largest sample), or none [default: -0dBFS if the
    /// input asks for it, else none]
    #[arg(long, value_name = "LEVEL,LEVEL…", value_delimiter = ',', allow_hyphen_values = true, value_parser = normalize::target)]
    pub(crate) normalize: Vec<Target>,
    /// A file that can be played round and round: exactly as long as the music from --from to --to (the
    /// last clip's end), rendered turn after turn until it has settled, so that its beginning has
    /// what its end leaves; its loop points are written
    #[arg(long = "loop", conflicts_with_all = ["tail", "length"])]
    pub(crate) repeat: bool,
    /// Write a JSON report (docs/report.md says what is in it)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) report: Option<PathBuf>,
    /// Draw a picture: waveforms of mix and stems, spectrogram, bars (PNG)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) plot: Option<PathBuf>,
    /// Show progress on standard error: a bar on a terminal and nothing in a pipe (auto), plain
    /// lines or a bar, JSON lines, or nothing
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) progress: Progress,
    /// Worker threads; 0 is as many as the machine has. It changes no sample
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,
    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Show every diagnostic
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten, next_help_heading = "What files are like")]
    pub(crate) encoding: EncodingArgs,
    #[command(flatten, next_help_heading = "What is heard")]
    pub(crate) sound: SoundArgs,
}
