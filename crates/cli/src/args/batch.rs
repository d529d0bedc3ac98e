//! The arguments of `batch`.

use super::{EncodingArgs, Format, Progress, SoundArgs};
use crate::normalize::{self, Target};
use clap::{Args as Group, ValueHint};
use std::path::PathBuf;

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
