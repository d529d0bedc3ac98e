//! What of a song is heard, and where it comes from: the arguments that commands share.

use crate::fonts::Named;
use crate::position::Position;
use crate::region::Region;
use clap::{Args as Group, ValueEnum, ValueHint};
use std::path::PathBuf;
use std::str::FromStr;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Quality {
    Demo,
    Standard,
    High,
    Studio,
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
