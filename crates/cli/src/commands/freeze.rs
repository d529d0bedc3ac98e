//! `rebounce freeze`: what a pattern plays becomes recordings, and a song that plays them.

use crate::args::FreezeArgs;
use crate::assets::FolderAssets;
use crate::diagnostics::{Detail, show};
use crate::error::Error;
use crate::input::Input;
use crate::interrupt::Interrupt;
use crate::machine;
use crate::outputs::Outputs;
use crate::text::{count, printable};
use rebounce::Options;
use rebounce_export::{Error as Refusal, Freeze, Frozen, Progress};
use rebounce_import::Fonts;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Freezes a pattern of a song.
pub(super) fn freeze(args: &FreezeArgs) -> Result<(), Error> {
    let interrupt = Interrupt::default();
    interrupt.listen()?;
    let outcome = run(args, &interrupt);
    if outcome.is_err() {
        // Whatever went wrong after a signal, the signal is the reason.
        interrupt.check()?;
    }
    outcome
}

fn run(args: &FreezeArgs, interrupt: &Interrupt) -> Result<(), Error> {
    let time = machine::clock();
    let detail = Detail::of(args.quiet, args.verbose);
    let input = Input::read(&args.input, &Fonts::default(), &time)?;
    let (song, folder) = places(args, &input)?;
    let mut outputs = Outputs::new(input.file(), interrupt);
    let hidden = outputs.file(&song)?;

    let mut options = Options::default();
    options.sample_rate =
        args.sample_rate.or(input.wanted.sample_rate).unwrap_or(options.sample_rate);
    options.threads = args.threads;
    options.clock = time;
    let limit = options.limits.recording_bytes;
    let roots: Vec<&Path> = args.assets.as_deref().into_iter().chain([input.folder()]).collect();
    let assets = FolderAssets::new(&roots, args.allow_any_path, limit);
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wanted =
        Freeze { pattern: args.pattern.clone(), folder: format!("{name}/"), bits: args.bits };
    // The library's error type has no place for ours, so it waits here.
    let mut failure = None;
    let outcome =
        rebounce_export::freeze(&input.song, &wanted, &assets, &options, &mut |progress| {
            let kept = match progress {
                Progress::Piece(piece) => keep(&folder, piece, &mut outputs),
                _ => interrupt.check(),
            };
            kept.map_err(|error| {
                failure = Some(error);
                Refusal::Cancelled
            })
        });
    let Frozen { song: frozen, recordings, diagnostics } =
        outcome.map_err(|error| failure.unwrap_or_else(|| refused(&input, error)))?;
    Outputs::write(&song, &hidden, rebounce_song::json::write(&frozen).as_bytes())?;
    outputs.commit()?;
    let findings = [&input.diagnostics[..], &assets.findings(), &diagnostics].concat();
    show(&mut io::stderr(), &findings, detail)?;
    if detail != Detail::None {
        let told = format!(
            "{}: pattern {} plays {} in {} ({} Hz, {} bit)\n",
            song.display(),
            args.pattern,
            count(recordings.len(), "recording"),
            folder.display(),
            options.sample_rate,
            args.bits
        );
        // Nobody reads it: the files are there all the same.
        let _ = io::stderr().write_all(printable(&told).as_bytes());
    }
    Ok(())
}

/// The new song, and the folder of its recordings.
fn places(args: &FreezeArgs, input: &Input) -> Result<(PathBuf, PathBuf), Error> {
    let song = match (&args.output, input.file()) {
        (Some(path), _) if path == Path::new("-") => {
            let told = "-o -: a frozen song has recordings beside it: wanted the name of a file";
            return Err(Error::Usage(told.to_owned()));
        }
        (Some(path), _) => path.clone(),
        (None, Some(path)) => path.with_file_name(format!("{}-frozen.json", input.stem())),
        (None, None) => {
            let told = "a song from standard input has no name: add -o OUT";
            return Err(Error::Usage(told.to_owned()));
        }
    };
    let stem = song.file_stem().unwrap_or_default().to_string_lossy();
    let folder = song.with_file_name(format!("{stem}-audio"));
    Ok((song, folder))
}

/// Writes a recording to where it waits.
fn keep(folder: &Path, piece: &rebounce_export::Piece, outputs: &mut Outputs) -> Result<(), Error> {
    let path = folder.join(&piece.name);
    let hidden = outputs.folder(folder, std::slice::from_ref(&piece.name))?;
    let bytes = piece.encode().map_err(|error| Error::Output(error.to_string()))?;
    Outputs::write(&path, &hidden[0], &bytes)
}

fn refused(input: &Input, error: Refusal) -> Error {
    match error {
        Refusal::Render(error) => Error::render(&input.path, &error),
        other => input.without_pattern(&other),
    }
}
