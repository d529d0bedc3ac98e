//! Every argument, with the help that people read. What they mean for a render is in `options.rs`.

mod batch;
mod render;
mod sound;

pub(crate) use batch::BatchArgs;
pub(crate) use render::RenderArgs;
pub(crate) use sound::{FontArgs, Gain, Length, Limit, OnMissing, Quality, SoundArgs, Tail};

use crate::encoding::EncodingArgs;
use clap::{Args as Group, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
  0    done (also when the reader of standard output has read enough)
  1    a fault of the machine or of rebounce itself
  2    arguments that cannot be
  3    the input cannot be read, or is refused
  4    an output cannot be written
  5    some songs of a batch failed; the files of the others are written
  130  cancelled by Ctrl-C or a signal to end; no file was changed";

/// Turns patterns into audio files, many times faster than real time, with the same bits every
/// time.
#[derive(Debug, Parser)]
#[command(name = "rebounce", version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Render a song into an audio file
    #[command(after_help = EXIT_CODES)]
    Render(Box<RenderArgs>),
    /// Render many songs into a folder
    #[command(after_help = EXIT_CODES)]
    Batch(Box<BatchArgs>),
    /// Turn what a pattern plays into recordings, and write a song that plays them instead
    #[command(after_help = EXIT_CODES)]
    Freeze(FreezeArgs),
    /// Tell what is in a song
    Inspect(InspectArgs),
    /// Tell what a render would do and what it would cost, without a sound
    Plan(PlanArgs),
    /// Write anything readable in Rebounce's own format
    Convert(ConvertArgs),
    /// List what songs can use, with every parameter's unit, range and default
    List(ListArgs),
    /// Print the JSON Schema of Rebounce's own format
    Schema,
    /// Print the completions of a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Group)]
pub(crate) struct FreezeArgs {
    /// The song: any JSON that Rebounce reads; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) input: PathBuf,
    /// Which pattern, by its id
    #[arg(long, value_name = "ID")]
    pub(crate) pattern: String,
    /// The song that plays recordings instead; they are written into a folder beside it, whose name
    /// is OUT's with -audio [default: beside the input, its name with -frozen.json]
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Bits of a sample of the recordings; 32 is float, and exact
    #[arg(long, value_name = "BITS", default_value_t = 32, value_parser = bit_depth)]
    pub(crate) bits: u16,
    /// Frames per second of the recordings, at which the song is then to be rendered, 8000 to 192000
    /// [default: what the input asks for, else 44100]
    #[arg(long, value_name = "HZ", value_parser = clap::value_parser!(u32).range(8_000..=192_000))]
    pub(crate) sample_rate: Option<u32>,
    /// Worker threads; 0 is as many as the machine has. It changes no sample
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,
    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Show every diagnostic
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Look for recordings here first, then beside the song
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) assets: Option<PathBuf>,
    /// Let the song load files from anywhere: only for songs you trust
    #[arg(long)]
    pub(crate) allow_any_path: bool,
}

#[derive(Debug, Group)]
pub(crate) struct InspectArgs {
    /// The song, or a SoundFont; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) input: PathBuf,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Show every diagnostic
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) fonts: FontArgs,
}

#[derive(Debug, Group)]
pub(crate) struct PlanArgs {
    /// The song; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) input: PathBuf,
    /// Render once on one thread, without a file, and tell how long it would take on so many
    /// threads, and what they would wait for
    #[arg(long, value_name = "N,N…", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Vec<u16>,
    /// Show every diagnostic
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten, next_help_heading = "What is heard")]
    pub(crate) sound: SoundArgs,
}

#[derive(Debug, Group)]
pub(crate) struct ConvertArgs {
    /// The song; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) input: PathBuf,
    /// The file in Rebounce's own format; `-` is standard output
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub(crate) output: PathBuf,
    /// Show every diagnostic
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) fonts: FontArgs,
}

#[derive(Debug, Group)]
pub(crate) struct ListArgs {
    /// Which list
    #[arg(value_enum)]
    pub(crate) what: List,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum List {
    /// Presets of the virtual-analogue synth
    Presets,
    /// Effects
    Effects,
    /// Synthetic drums
    Drums,
    /// Kinds of files that are read and written
    Formats,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Wav,
    #[value(alias = "aif")]
    Aiff,
    Flac,
    /// Vorbis
    #[value(alias = "vorbis")]
    Ogg,
    Opus,
    Mp3,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Progress {
    #[default]
    Auto,
    Bar,
    Json,
    None,
}

pub(crate) fn bit_depth(text: &str) -> Result<u16, &'static str> {
    let bits = text.parse().ok().filter(|bits| [16, 24, 32].contains(bits));
    bits.ok_or("wanted 16, 24, or 32 (float)")
}
