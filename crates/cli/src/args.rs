//! Every argument, with the help that people read. What they mean for a render is in `options.rs`.

use crate::encoding::EncodingArgs;
use crate::fonts::Named;
use crate::normalize::{self, Target};
use crate::position::Position;
use crate::region::Region;
use clap::{Args as Group, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;
use std::str::FromStr;

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
    /// Bits of a sample; 32 is float [default: that of --quality]
    #[arg(long, value_name = "BITS", value_parser = bit_depth)]
    pub(crate) bit_depth: Option<u16>,
    /// No dither at 16 and 24 bits
    #[arg(long)]
    pub(crate) no_dither: bool,
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

/// What can be heard, and where it comes from: shared by `render`, `batch` and `plan`.
#[derive(Clone, Debug, Group)]
pub(crate) struct SoundArgs {
    /// Sample rate and bit depth at once: demo 22050/16, standard 44100/16, high 48000/24, studio
    /// 96000/32 [default: what the input asks for, else standard]
    #[arg(long, value_enum)]
    pub(crate) quality: Option<Quality>,
    /// Frames per second, 8000 to 192000 [default: that of --quality]
    #[arg(long, value_name = "HZ", value_parser = clap::value_parser!(u32).range(8_000..=192_000))]
    pub(crate) sample_rate: Option<u32>,
    /// Tempo instead of the song's, 1 to 999; its later changes scale alike
    #[arg(long, value_name = "TEMPO", value_parser = tempo)]
    pub(crate) bpm: Option<f64>,
    /// Only this pattern, once, by its id
    #[arg(long, value_name = "ID")]
    pub(crate) pattern: Option<String>,
    /// Begin here: beats from 0 (16), or bar and beat from 1 (5.1 or 5:1; half a beat later is 5:1.5)
    #[arg(long, value_name = "PLACE", allow_negative_numbers = true)]
    pub(crate) from: Option<Position>,
    /// End the music here [default: the song's end]
    #[arg(long, value_name = "PLACE", allow_negative_numbers = true)]
    pub(crate) to: Option<Position>,
    /// Only this part: A..B, each a place as for --from, seconds (12.5s) or the name of a marker; or
    /// the name of a marker alone, for what goes from there to the next
    #[arg(long, value_name = "A..B|NAME", conflicts_with_all = ["from", "to"])]
    pub(crate) region: Option<Region>,
    /// How long the output is: to the last note and its tail, or by the rule of the old API
    /// [default: the frames the input asks for, else natural]
    #[arg(long, value_enum)]
    pub(crate) length: Option<Length>,
    /// What follows the last note: natural (until it has rung out, at most 30 s), cut, or seconds
    #[arg(long, default_value = "natural", value_name = "natural|cut|SECONDS")]
    pub(crate) tail: Tail,
    /// Leave out all effects; faders, pans, EQs and sends work all the same
    #[arg(long)]
    pub(crate) no_effects: bool,
    /// No fade where the output is cut while it sounds
    #[arg(long)]
    pub(crate) no_fade: bool,
    /// Gain of the whole: none, by the formula of the old API, or from the predicted peak with a
    /// limiter at -1 dBTP [default: predictive; off where the mix is normalised]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) gain: Option<Gain>,
    /// A higher or lower bound on what a song may ask for: seconds (default 86400) of output,
    /// notes (4000000) played, voices (16384) at once, recordings (2147483648) in bytes decoded,
    /// prints (67108864) in bytes of voices kept because they come again, which changes no sample
    #[arg(long, value_name = "NAME=NUMBER", value_parser = limit)]
    pub(crate) limit: Vec<(Limit, u64)>,
    /// Look for recordings here first, then beside the song
    #[arg(long, help_heading = "Recordings", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) assets: Option<PathBuf>,
    /// Let the song load files from anywhere: only for songs you trust
    #[arg(long, help_heading = "Recordings")]
    pub(crate) allow_any_path: bool,
    /// What to do about a recording that cannot be had
    #[arg(long, help_heading = "Recordings", value_enum, default_value_t, value_name = "HOW")]
    pub(crate) on_missing: OnMissing,
    #[command(flatten, next_help_heading = "SoundFonts")]
    pub(crate) fonts: FontArgs,
}

/// What plays the programs of a MIDI file.
#[derive(Clone, Debug, Default, Group)]
pub(crate) struct FontArgs {
    /// Play a MIDI file's programs with this SoundFont (.sf2, .sf3), its banks raised by OFFSET; of
    /// several that have a preset, the later one plays it. What none has, the built-in sounds play
    #[arg(long, value_name = "FILE[:OFFSET]", value_hint = ValueHint::FilePath)]
    pub(crate) soundfont: Vec<Named>,
}

#[derive(Debug, Group)]
pub(crate) struct BatchArgs {
    /// The songs: a folder, with the folders in it, or a list of files, one a line; `-` is a list
    /// from standard input
    #[arg(value_name = "DIR|LIST", value_hint = ValueHint::AnyPath)]
    pub(crate) source: PathBuf,
    /// The folder for the files, which is made if it is not there
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub(crate) output: PathBuf,
    /// Kind of audio file
    #[arg(long, value_enum, default_value = "wav")]
    pub(crate) format: Format,
    /// Name files by this: {name}, {number}, {quality} and others, but no time (docs/cli.md)
    /// [default: the inputs' names]
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) name: Option<String>,
    /// Keep files that are done: made of the same input, recordings and options, and unchanged
    #[arg(long)]
    pub(crate) resume: bool,
    /// Songs rendered at once; 0 is as many as the machine has cores. It changes no sample
    #[arg(short, long, default_value_t = 0, value_name = "N")]
    pub(crate) jobs: usize,
    /// A line of JSON for each song, with its report, on standard output
    #[arg(long)]
    pub(crate) json: bool,
    /// Bits of a sample; 32 is float [default: that of --quality]
    #[arg(long, value_name = "BITS", value_parser = bit_depth)]
    pub(crate) bit_depth: Option<u16>,
    /// No dither at 16 and 24 bits
    #[arg(long)]
    pub(crate) no_dither: bool,
    /// Bring each mix to the nearest of these levels: see `render`
    #[arg(long, value_name = "LEVEL,LEVEL…", value_delimiter = ',', allow_hyphen_values = true, value_parser = normalize::target)]
    pub(crate) normalize: Vec<Target>,
    /// Files that can be played round and round: see `render`
    #[arg(long = "loop", conflicts_with_all = ["tail", "length"])]
    pub(crate) repeat: bool,
    /// Show progress on standard error, as `render` does, in songs
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) progress: Progress,
    /// Say nothing but what failed
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten, next_help_heading = "What files are like")]
    pub(crate) encoding: EncodingArgs,
    #[command(flatten, next_help_heading = "What is heard")]
    pub(crate) sound: SoundArgs,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Quality {
    Demo,
    Standard,
    High,
    Studio,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Progress {
    #[default]
    Auto,
    Bar,
    Json,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Length {
    Natural,
    Api,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Gain {
    Off,
    Auto,
    Predictive,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnMissing {
    Skip,
    #[default]
    Substitute,
    Fail,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Tail {
    Natural,
    Cut,
    Seconds(f64),
}

impl FromStr for Tail {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "natural" => Ok(Self::Natural),
            "cut" => Ok(Self::Cut),
            _ => text
                .parse()
                .ok()
                .filter(|seconds| (0.0..=600.0).contains(seconds))
                .map(Self::Seconds)
                .ok_or("wanted natural, cut, or 0 to 600 seconds"),
        }
    }
}

fn bit_depth(text: &str) -> Result<u16, &'static str> {
    let bits = text.parse().ok().filter(|bits| [16, 24, 32].contains(bits));
    bits.ok_or("wanted 16, 24, or 32 (float)")
}

/// A bound on what a song may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Of output.
    Seconds,
    /// Played.
    Notes,
    /// At once.
    Voices,
    /// Bytes, decoded.
    Recordings,
    /// Bytes of voices that come again.
    Prints,
}

fn limit(text: &str) -> Result<(Limit, u64), String> {
    let (name, number) = text.split_once('=').ok_or("wanted a name and a number, as notes=1000")?;
    let limit = match name {
        "seconds" => Limit::Seconds,
        "notes" => Limit::Notes,
        "voices" => Limit::Voices,
        "recordings" => Limit::Recordings,
        "prints" => Limit::Prints,
        _ => return Err(format!("{name:?}: wanted seconds, notes, voices, recordings or prints")),
    };
    let number = number.parse().map_err(|_| format!("{number:?}: wanted a whole number"))?;
    Ok((limit, number))
}

fn tempo(text: &str) -> Result<f64, &'static str> {
    let tempo = text.parse().ok().filter(|tempo| (1.0..=999.0).contains(tempo));
    tempo.ok_or("wanted 1 to 999 beats per minute")
}
