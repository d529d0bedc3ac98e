//! `rebounce render`: windows from the renderer into files or a stream, with progress, and at the
//! end everything in place at once.

use super::sections::sections;
use crate::args::RenderArgs;
use crate::assets::{FolderAssets, Library};
use crate::bars::bars;
use crate::behind::pump;
use crate::diagnostics::{Detail, show};
use crate::error::Error;
use crate::fonts::FontLibrary;
use crate::input::Input;
use crate::interrupt::Interrupt;
use crate::normalize::{self, Normalize};
use crate::options::{self, Destination, Mix};
use crate::outputs::Outputs;
use crate::plot::Plot;
use crate::progress::Progress;
use crate::repeat::{self, Repeat};
use crate::sink::Sink;
use crate::{machine, stems, summary};
use rebounce::{Options, Render, Report, Resources, Window};
use rebounce_song::Diagnostic;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Renders a song.
pub(super) fn render(args: &RenderArgs) -> Result<(), Error> {
    let interrupt = Interrupt::default();
    interrupt.listen()?;
    let outcome = if args.markers.is_some() || args.clips.is_some() {
        sections(args, &interrupt)
    } else {
        bounce(args, &interrupt, Shared::default()).map(|_| ())
    };
    if outcome.is_err() {
        // Whatever went wrong after a signal, the signal is the reason.
        interrupt.check()?;
    }
    outcome
}

/// What renders of one process share.
#[derive(Clone, Default)]
pub(crate) struct Shared {
    pub(crate) resources: Resources,
    pub(crate) library: Option<Library>,
    pub(crate) fonts: FontLibrary,
    /// Files may come to lie on the disk later: see [`Sink::without_waiting`].
    pub(crate) later: bool,
}

/// What a render came to.
pub(crate) struct Bounced {
    pub(crate) report: Report,
    /// Recordings that were read, and the BLAKE3 of each.
    pub(crate) recordings: BTreeMap<PathBuf, String>,
}

/// One render, from arguments to files.
///
/// # Errors
/// As the command; a track that failed too, its file written.
pub(crate) fn bounce(
    args: &RenderArgs,
    interrupt: &Interrupt,
    shared: Shared,
) -> Result<Bounced, Error> {
    let time = machine::clock();
    let detail = Detail::of(args.quiet, args.verbose);
    let named = &args.sound.fonts.soundfont;
    let mut input = Input::read(&args.input, &shared.fonts.fonts(named)?, &time)?;
    let targets = normalize::targets(args, &input.wanted);
    input.wanted.normalize = Some(!targets.is_empty());
    let mut options = options::sound(&args.sound, &input, &time)?;
    input.only(args.sound.pattern.as_deref(), &options)?;
    options.stems = args.stems.is_some();
    options.groups = options::groups(args, &input.song);
    options.threads = args.threads;
    options.resources = shared.resources;
    options.sample_rate = options::sample_rate(args, options.sample_rate)?;
    let mut mixes = options::outputs(args, &input, options.sample_rate)?;
    let turns = args.repeat.then(|| repeat::unroll(&mut input, &mut options)).transpose()?;
    let streams = mixes.iter().any(|(mix, _)| *mix == Destination::Stream);
    if streams && io::stdout().is_terminal() {
        return Err(Error::Usage(
            "-o - would write sound to the terminal: wanted a pipe or a file".to_owned(),
        ));
    }

    // All that can fail fails here, so that nothing is computed for a file that cannot be.
    let mut outputs = Outputs::new(input.file(), interrupt);
    let mut beside = |path: &Option<PathBuf>| match path {
        Some(path) => outputs.file(path).map(|hidden| Some((path.clone(), hidden))),
        None => Ok(None),
    };
    let (report_file, picture_file) = (beside(&args.report)?, beside(&args.plot)?);
    let assets = FolderAssets::of(&args.sound, &input, options.limits.recording_bytes)
        .sharing(shared.library.as_ref())
        .playing(&shared.fonts, named);
    let mut render = Render::new(&input.song, &assets, &options)
        .map_err(|error| Error::render(&input.path, &error))?;
    interrupt.check()?;
    let mut repeat = turns.map(|turns| Repeat::new(&turns, render.stems().len(), &waiting(&mixes)));
    for (_, format) in &mut mixes {
        let start = repeat.as_ref().map_or(render.start(), |repeat| repeat.start);
        format.tags.start = Some(start).filter(|start| *start > 0);
        format.tags.repeat = repeat.as_ref().map(|repeat| 0..repeat.frames());
    }
    // That of stems, and what the report and the summary tell.
    let format = mixes[0].1.clone();
    let folders = stems::folders(args, &input, &format, render.stems());
    let length = match &repeat {
        Some(repeat) => Some(repeat.frames()),
        None => render.plan().quiet.is_none().then(|| render.length()),
    };
    let mut sink =
        Sink::create(&mixes, &folders, length, &mut outputs)?.threads(args.threads, &format);
    if shared.later {
        sink = sink.without_waiting();
    }
    if let Some((path, hidden)) = picture_file {
        sink.draw(&path, hidden, picture(&input, &options, &render, length));
    }
    let mut findings: Vec<Diagnostic> =
        [&input.diagnostics, &assets.findings(), render.diagnostics()].concat();
    show(&mut io::stderr(), &findings, detail)?;

    let mut progress = Progress::new(args.progress, args.quiet, format.sample_rate, &time);
    let mut normalize = (!targets.is_empty())
        .then(|| Normalize::new(targets, &mixes, render.stems().len(), &waiting(&mixes)));
    let mut take = |window: &Window<'_>| match &mut normalize {
        Some(normalize) => normalize.push(window),
        None => {
            let stems: Vec<_> = window.stems.iter().map(|stem| [stem.left, stem.right]).collect();
            sink.write([window.left, window.right], &stems)
        }
    };
    // Whether that was enough.
    let push = |window: &Window<'_>| match &mut repeat {
        Some(repeat) => repeat.push(window),
        None => take(window).map(|()| false),
    };
    let mut encoding = pump(&mut render, args.threads, push, &mut progress, interrupt, &time)?;
    let known = render.diagnostics().len();
    let mut report = render.finish();
    let mut late = report.diagnostics.split_off(known);
    let began = time.seconds();
    if let Some(repeat) = repeat {
        let seam =
            repeat.play(&mut report, |window| interrupt.check().and_then(|()| take(window)))?;
        late.extend(repeat::finding(seam, &input));
    }
    if let Some(normalize) = normalize {
        late.extend(normalize.write(&mut sink, &mut report, interrupt)?);
    }
    let clipped = sink.clipped();
    let written = sink.finish()?;
    encoding += time.seconds() - began;

    late.extend(summary::clipping(clipped, &mixes));
    findings.extend(late.iter().cloned());
    report.diagnostics = findings;
    report.timing.encode_seconds = encoding;
    summary::complete(&mut report, &input, args, &options, &format);
    summary::finished(&mut report, written, &time);
    if let Some((path, hidden)) = report_file {
        // Without waiting for the disk, which takes as long as a short render: it is no loss.
        fs::write(&hidden, super::json(&report)).map_err(|error| Error::file(&path, &error))?;
    }
    outputs.commit()?;
    progress.done(&report);
    show(&mut io::stderr(), &late, detail)?;
    if detail != Detail::None {
        // Nobody reads it: the files are there all the same.
        let _ = io::stderr().write_all(summary::text(&report, &mixes).as_bytes());
    }
    summary::faults(&report)?;
    Ok(Bounced { report, recordings: assets.read() })
}

/// An empty picture with the song's name and bars.
fn picture(input: &Input, options: &Options, render: &Render, length: Option<u64>) -> Plot {
    let stem = input.file().and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
    let title = if input.song.name.is_empty() { &*stem } else { &input.song.name };
    let names: Vec<String> = render.stems().iter().map(|stem| stem.name.clone()).collect();
    let length = length.unwrap_or_else(|| render.length());
    let bars = bars(&input.song, options, render.plan().voices_end.min(length));
    Plot::new(title, &names, render.sample_rate(), Some(length)).bars(bars)
}

/// The folder for sound that waits: that of the output, which has room for it, else the system's.
fn waiting(mixes: &[Mix]) -> PathBuf {
    let file = mixes.iter().find_map(|(mix, _)| match mix {
        Destination::Stream => None,
        Destination::File(path) => Some(path),
    });
    let Some(file) = file else { return std::env::temp_dir() };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_path_buf()
}
