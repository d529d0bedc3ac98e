//! What the arguments mean for a render: what was given on the command line, else what the input
//! asks for, else the default.

use crate::args::{self, Quality, RenderArgs, SoundArgs};
use crate::error::Error;
use crate::input::Input;
use crate::position::Position;
use rebounce::{Clock, Gain, Group, Length, OnMissing, Options, Tail};
use rebounce_codec::{Format, Kind};
use rebounce_export::{Names, file_name};
use rebounce_import::Fonts;
use rebounce_song::{Beats, BeatsPerMinute, Song};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

impl Quality {
    /// Frames per second and bits of a sample: those of the engine Rebounce replaces.
    fn rate_and_bits(self) -> (u32, u16) {
        match self {
            Self::Demo => (22_050, 16),
            Self::Standard => (44_100, 16),
            Self::High => (48_000, 24),
            Self::Studio => (96_000, 32),
        }
    }
}

/// The options of a render.
///
/// # Errors
/// [`Error::Usage`] if a place in the song cannot be.
pub(crate) fn sound(args: &SoundArgs, input: &Input, clock: &Clock) -> Result<Options, Error> {
    let place = |option: &str, place: Option<Position>| -> Result<Option<Beats>, Error> {
        let beats = place.map(|place| place.beats(input.song.time_signature)).transpose();
        beats.map_err(|message| Error::Usage(format!("{option}: {message}")))
    };
    let wanted = &input.wanted;
    let mut options = Options::default();
    let named = args.quality.map(|quality| quality.rate_and_bits().0);
    options.sample_rate =
        args.sample_rate.or(named).or(wanted.sample_rate).unwrap_or(options.sample_rate);
    options.tempo = args.bpm.map(BeatsPerMinute).or(wanted.tempo);
    (options.from, options.to) = match &args.region {
        Some(region) => {
            let beats = region.beats(&input.song, options.tempo);
            let (from, to) = beats.map_err(|error| Error::Usage(format!("--region: {error}")))?;
            (from.unwrap_or(options.from), to)
        }
        None => (
            place("--from", args.from)?.or(wanted.from).unwrap_or(options.from),
            place("--to", args.to)?.or(wanted.to),
        ),
    };
    if let Some(to) = options.to
        && to.0 <= options.from.0
    {
        let (from, to) = (options.from.0, to.0);
        return Err(Error::Usage(format!(
            "it would end at beat {to} and begin at beat {from}: wanted --to after --from"
        )));
    }
    options.length = match (args.length, wanted.frames) {
        (Some(args::Length::Natural), _) | (None, None) => Length::Natural,
        (Some(args::Length::Api), _) => Length::Api,
        (None, Some(frames)) => Length::Frames(frames),
    };
    options.tail = match args.tail {
        args::Tail::Natural => Tail::Natural,
        args::Tail::Cut => Tail::Cut,
        args::Tail::Seconds(seconds) => Tail::Seconds(seconds),
    };
    options.effects = !args.no_effects && wanted.effects.unwrap_or(true);
    options.fade = !args.no_fade && wanted.fade.unwrap_or(true);
    options.gain = match args.gain {
        Some(args::Gain::Off) => Gain::Off,
        Some(args::Gain::Auto) => Gain::Auto,
        Some(args::Gain::Predictive) => Gain::Predictive,
        // A level that is brought to a target needs no staging before, nor its limiter.
        None if wanted.normalize == Some(true) => Gain::Off,
        None => Gain::Predictive,
    };
    options.on_missing = match args.on_missing {
        args::OnMissing::Skip => OnMissing::Skip,
        args::OnMissing::Substitute => OnMissing::Substitute,
        args::OnMissing::Fail => OnMissing::Fail,
    };
    for (limit, number) in &args.limit {
        let count = usize::try_from(*number).unwrap_or(usize::MAX);
        match limit {
            args::Limit::Seconds => options.limits.seconds = *number as f64,
            args::Limit::Notes => options.limits.notes = count,
            args::Limit::Voices => options.limits.voices = count,
            args::Limit::Recordings => options.limits.recording_bytes = *number,
            args::Limit::Prints => options.limits.print_bytes = *number,
        }
    }
    options.clock = clock.clone();
    Ok(options)
}

/// Where the mix goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Standard output.
    Stream,
    /// A file.
    File(PathBuf),
}

/// A file of the mix, or its stream.
pub(crate) type Mix = (Destination, Format);

/// Where the mix goes and in which formats, one at least; the first one's is that of stems.
///
/// # Errors
/// [`Error::Usage`] if name and format contradict each other, or there is no name.
pub(crate) fn outputs(
    args: &RenderArgs,
    input: &Input,
    sample_rate: u32,
) -> Result<Vec<Mix>, Error> {
    if args.output.is_empty() {
        return Ok(vec![unnamed(args, input, sample_rate)?]);
    }
    let streams = args.output.iter().filter(|path| *path == Path::new("-")).count();
    if streams > 1 {
        return usage("-o -: there is one standard output: wanted other files beside it");
    }
    args.output.iter().map(|path| named(path, args, input, sample_rate)).collect()
}

fn usage<T>(message: impl Into<String>) -> Result<T, Error> {
    Err(Error::Usage(message.into()))
}

/// The output of this name.
fn named(path: &Path, args: &RenderArgs, input: &Input, sample_rate: u32) -> Result<Mix, Error> {
    if path != Path::new("-") {
        let format = format(kind(path, args.format)?, args, input, sample_rate)?;
        return Ok((Destination::File(path.to_path_buf()), format));
    }
    // The format of a stream beside files is no choice, so `--format` is about those.
    if let Some(asked) = args.format.filter(|format| *format != args::Format::Wav) {
        let name = Kind::from(asked).name();
        return usage(format!("-o - streams WAV: wanted a file name for {name}"));
    }
    Ok((Destination::Stream, format(Kind::Wav, args, input, sample_rate)?))
}

/// The output of a name made from the template or the input's.
fn unnamed(args: &RenderArgs, input: &Input, sample_rate: u32) -> Result<Mix, Error> {
    let kind = args.format.map_or(Kind::Wav, Kind::from);
    let format = format(kind, args, input, sample_rate)?;
    let name = match &args.name {
        Some(template) => file_name(template, &names(args, input, &format)).into(),
        None if input.file().is_none() => {
            return usage("a song from standard input has no name: add -o OUT");
        }
        // The input's own name, whatever is in it.
        None => {
            let stem = input.file().and_then(Path::file_stem).unwrap_or_default();
            let mut name = stem.to_owned();
            name.push(".");
            name.push(kind.extension());
            name
        }
    };
    Ok((Destination::File(name.into()), format))
}

/// The format of a file of this kind.
fn format(kind: Kind, args: &RenderArgs, input: &Input, sample_rate: u32) -> Result<Format, Error> {
    if !kind.is_built() {
        let why = if kind == Kind::Mp3 { "LAME, its encoder, is LGPL; " } else { "" };
        let feature = format!("{kind:?}").to_lowercase();
        return usage(format!(
            "{} is not in this build: {why}wanted one made with --features {feature}",
            kind.name()
        ));
    }
    let named = args.sound.quality.map(|quality| quality.rate_and_bits().1);
    let wanted = input.wanted.bit_depth.and_then(|bits| u16::try_from(bits).ok());
    let bit_depth = args.encoding.bit_depth.or(named).or(wanted).unwrap_or(16);
    if kind == Kind::Flac && bit_depth == 32 {
        return usage("FLAC has no 32-bit float: add --bit-depth 24, or write WAV");
    }
    let tempo = args.sound.bpm.or(input.wanted.tempo.map(|it| it.0)).unwrap_or(input.song.tempo.0);
    Ok(Format {
        kind,
        bit_depth,
        sample_rate,
        dither: !args.encoding.no_dither,
        compression: args.encoding.compression(kind)?,
        tags: args.encoding.tags(&input.song, args.sound.pattern.as_deref(), tempo),
        ..Format::default()
    })
}

/// The kinds of files that are asked for, streams aside; one at least.
fn kinds(args: &RenderArgs) -> Result<Vec<Kind>, Error> {
    let files = args.output.iter().filter(|path| *path != Path::new("-"));
    let mut kinds = files.map(|path| kind(path, args.format)).collect::<Result<Vec<_>, _>>()?;
    if kinds.len() < args.output.len() {
        kinds.push(Kind::Wav);
    }
    if kinds.is_empty() {
        kinds.push(args.format.map_or(Kind::Wav, Kind::from));
    }
    Ok(kinds)
}

/// The sample rate that all files can have: `rate`, or else 48 kHz if nobody asked for another.
///
/// # Errors
/// [`Error::Usage`] if one cannot have what was asked for.
pub(crate) fn sample_rate(args: &RenderArgs, rate: u32) -> Result<u32, Error> {
    let kinds = kinds(args)?;
    args.encoding.check(&kinds)?;
    match (kinds.iter().find(|kind| !kind.takes_rate(rate)), args.sound.sample_rate) {
        (None, _) => Ok(rate),
        (Some(_), None) => Ok(48_000),
        (Some(kind), Some(rate)) => usage(format!(
            "--sample-rate {rate}: {} files have no such rate: leave it out for 48000",
            kind.name()
        )),
    }
}

/// What placeholders of a template stand for, of the mix.
pub(crate) fn names(args: &RenderArgs, input: &Input, format: &Format) -> Names {
    let pattern = args.sound.pattern.as_ref();
    let of = pattern.and_then(|id| input.song.patterns.iter().find(|it| it.id == *id));
    let name = of.map_or(&input.song.name, |pattern| &pattern.name);
    let name = match (name.is_empty(), pattern) {
        (false, _) => name.clone(),
        (true, Some(id)) => id.clone(),
        (true, None) => input.stem(),
    };
    Names {
        name,
        part: String::new(),
        id: pattern.cloned().unwrap_or_else(|| "mix".to_owned()),
        number: 0,
        moment: crate::machine::now(),
        extension: format.kind.extension(),
        quality: Some(rebounce_export::Quality {
            sample_rate: format.sample_rate,
            bit_depth: format.bit_depth,
        }),
    }
}

/// The name that a template gives the file of a song that is number `number` of several.
///
/// # Errors
/// The song cannot be read, or not be written so.
pub(crate) fn templated(
    template: &str,
    number: usize,
    args: &RenderArgs,
    path: &Path,
    fonts: &Fonts,
    clock: &Clock,
) -> Result<String, Error> {
    let input = Input::read(path, fonts, clock)?;
    let rate = sample_rate(args, sound(&args.sound, &input, clock)?.sample_rate)?;
    let format = format(args.format.map_or(Kind::Wav, Kind::from), args, &input, rate)?;
    Ok(file_name(template, &Names { number, ..names(args, &input, &format) }))
}

/// The groups of instruments that are asked for: each alone, then by their names.
pub(crate) fn groups(args: &RenderArgs, song: &Song) -> Vec<Group> {
    let channels = args.channels.is_some().then(|| rebounce_export::channels(song));
    let stems = args.groups.is_some().then(|| rebounce_export::stems(song));
    channels.into_iter().chain(stems).flatten().collect()
}

/// The kind of file that a name and `--format` mean together.
fn kind(path: &Path, format: Option<args::Format>) -> Result<Kind, Error> {
    let extension = path.extension().map(|e| e.to_string_lossy().into_owned());
    let format = format.map(Kind::from);
    let named = match extension.as_deref() {
        Some(extension) => Kind::of_extension(extension),
        None => Some(format.unwrap_or(Kind::Wav)),
    };
    let shown = path.display();
    match (named, format) {
        (Some(named), Some(format)) if named != format => {
            usage(format!("{shown}: the name and --format contradict each other"))
        }
        (None, None) => usage(format!(
            "{shown}: no such format is written: wanted a name ending in .wav, .aiff, .flac, .ogg, .opus or .mp3, or --format"
        )),
        (named, format) => Ok(format.or(named).unwrap_or(Kind::Wav)),
    }
}

impl From<args::Format> for Kind {
    fn from(format: args::Format) -> Self {
        match format {
            args::Format::Wav => Self::Wav,
            args::Format::Aiff => Self::Aiff,
            args::Format::Flac => Self::Flac,
            args::Format::Ogg => Self::Vorbis,
            args::Format::Opus => Self::Opus,
            args::Format::Mp3 => Self::Mp3,
        }
    }
}

/// Every option by its name, for the report.
pub(crate) fn by_name(args: &SoundArgs, options: &Options) -> BTreeMap<String, String> {
    let beats = |beats: Option<Beats>, none: &str| {
        beats.map_or_else(|| none.to_owned(), |beats| beats.0.to_string())
    };
    let folder = args.assets.as_ref().map(|folder| folder.display().to_string());
    let pairs = [
        ("sample-rate", options.sample_rate.to_string()),
        ("bpm", options.tempo.map_or_else(|| "song".to_owned(), |tempo| tempo.0.to_string())),
        ("from", beats(Some(options.from), "0")),
        ("to", beats(options.to, "end")),
        (
            "length",
            match options.length {
                Length::Natural => "natural".to_owned(),
                Length::Api => "api".to_owned(),
                Length::Frames(frames) => format!("{frames} frames"),
            },
        ),
        (
            "tail",
            match options.tail {
                Tail::Natural => "natural".to_owned(),
                Tail::Cut => "cut".to_owned(),
                Tail::Seconds(seconds) => seconds.to_string(),
            },
        ),
        ("effects", options.effects.to_string()),
        ("fade", options.fade.to_string()),
        ("gain", format!("{:?}", options.gain).to_lowercase()),
        ("on-missing", format!("{:?}", options.on_missing).to_lowercase()),
        ("stems", options.stems.to_string()),
        ("groups", options.groups.len().to_string()),
        ("pattern", args.pattern.clone().unwrap_or_else(|| "all".to_owned())),
        ("threads", options.threads.to_string()),
        ("assets", folder.unwrap_or_else(|| "beside the song".to_owned())),
        ("allow-any-path", args.allow_any_path.to_string()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
