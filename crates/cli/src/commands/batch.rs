//! `rebounce batch`: many songs, each on a thread of its own, each as `rebounce render` would make
//! it. A file is made in a hidden folder, put in its place, and noted down in the manifest, in this
//! order: killed at any moment, a batch that is started again comes to the same.

use super::render::{self, Shared};
use crate::args::{BatchArgs, Limit, Progress, RenderArgs};
use crate::assets::Library;
use crate::batch::{Entry, Item, Manifest, Outcome, Tell, Work, find, hash_of, name};
use crate::error::Error;
use crate::fonts::FontLibrary;
use crate::interrupt::Interrupt;
use crate::{machine, options};
use rebounce::{Clock, Resources};
use rebounce_codec::Kind;
use rebounce_import::Fonts;
use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Bytes in which songs leave voices of SoundFonts to one another; `--limit prints` says another.
const SHARED_PRINTS: u64 = 256 << 20;

/// A batch at work.
struct Batch<'a> {
    args: &'a BatchArgs,
    items: &'a [Item],
    /// Where each item's file goes, below the output folder.
    places: Vec<PathBuf>,
    /// Songs at work at once.
    jobs: usize,
    interrupt: &'a Interrupt,
    manifest: &'a Manifest,
    work: &'a Path,
    tell: &'a Tell,
    shared: Shared,
}

/// Renders many songs.
pub(super) fn batch(args: &BatchArgs) -> Result<(), Error> {
    let time = machine::clock();
    if let Some(template) = &args.name
        && ["{timestamp}", "{msEpoch}"].iter().any(|it| template.contains(it))
    {
        return Err(Error::Usage(format!(
            "--name {template}: wanted no time in it, so that a batch begun again finds its files"
        )));
    }
    let interrupt = Interrupt::default();
    interrupt.listen()?;
    let items = find(&args.source, &args.output)?;
    fs::create_dir_all(&args.output).map_err(|error| Error::file(&args.output, &error))?;
    let work = Work::begin(&args.output)?;
    interrupt.watch(work.path());
    let manifest = Manifest::open(&args.output)?;
    let tell = Tell::new(args, items.len());

    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let jobs = if args.jobs == 0 { cores() } else { args.jobs };
    let fonts = FontLibrary::default();
    let known = fonts.fonts(&args.sound.fonts.soundfont)?;
    let places = name(&items, &names(args, &items, &known, &time));
    let batch = Batch {
        args,
        items: &items,
        places,
        jobs,
        interrupt: &interrupt,
        manifest: &manifest,
        work: work.path(),
        tell: &tell,
        shared: Shared {
            resources: Resources::with_prints(shared_prints(args)),
            library: Some(Library::default()),
            fonts,
            // A file that the power's loss took is not as its hash says, and is made again.
            later: true,
        },
    };
    let next = AtomicUsize::new(0);
    let stopped = thread::scope(|scope| {
        let worker = || -> Result<(), Error> {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= items.len() {
                    return Ok(());
                }
                batch.item(number)?;
            }
        };
        let running: Vec<_> = (0..jobs.min(items.len())).map(|_| scope.spawn(worker)).collect();
        let fault = || Err(Error::Failed("a thread of the batch has failed".to_owned()));
        let ended: Vec<_> =
            running.into_iter().map(|it| it.join().unwrap_or_else(|_| fault())).collect();
        ended.into_iter().collect::<Result<(), Error>>()
    });
    // The manifest is sorted even if there was a signal: what is done is done.
    manifest.finish(work.path())?;
    let counts = tell.finish(time.seconds());
    if interrupt.check().is_err() {
        let (over, of) = (counts.done + counts.kept, counts.songs);
        return Err(Error::Stopped(format!("{over} of {of} songs are done (--resume goes on)")));
    }
    stopped?;
    match counts.failed {
        0 => Ok(()),
        failed => Err(Error::Some(format!("{failed} of {} songs failed", counts.songs))),
    }
}

fn shared_prints(args: &BatchArgs) -> u64 {
    let asked = args.sound.limit.iter().rev().find(|(limit, _)| *limit == Limit::Prints);
    asked.map_or(SHARED_PRINTS, |(_, bytes)| *bytes)
}

/// The names of all files. With a template each song is read for it: so a name does not depend on
/// which song was first. One that cannot be read has the name of its input; it will fail.
fn names(args: &BatchArgs, items: &[Item], fonts: &Fonts, time: &Clock) -> Vec<String> {
    let named = |(index, item): (usize, &Item)| {
        let own = || format!("{}.{}", item.file, Kind::from(args.format).extension());
        let Some(template) = &args.name else { return own() };
        let render = render_args(args, item, PathBuf::new(), 1);
        options::templated(template, index + 1, &render, &item.input, fonts, time)
            .unwrap_or_else(|_| own())
    };
    items.iter().enumerate().map(named).collect()
}

/// What `rebounce render` would be given for a song.
fn render_args(args: &BatchArgs, item: &Item, output: PathBuf, threads: usize) -> RenderArgs {
    RenderArgs {
        input: item.input.clone(),
        output: vec![output],
        stems: None,
        channels: None,
        groups: None,
        markers: None,
        clips: None,
        name: None,
        format: Some(args.format),
        normalize: args.normalize.clone(),
        repeat: args.repeat,
        report: None,
        plot: None,
        progress: Progress::None,
        threads,
        quiet: true,
        verbose: false,
        encoding: args.encoding.clone(),
        sound: args.sound.clone(),
    }
}

impl Batch<'_> {
    /// Sees to one song. That it fails is told, and no error.
    ///
    /// # Errors
    /// What stops the whole batch: a signal.
    fn item(&self, number: usize) -> Result<(), Error> {
        self.interrupt.check()?;
        let (item, place) = (&self.items[number], &self.places[number]);
        let made = catch_unwind(AssertUnwindSafe(|| self.make(number, item, place)));
        let fault = || Err(Error::Failed("it made Rebounce fail: please report this".to_owned()));
        let outcome = match made.unwrap_or_else(|_| fault()) {
            Ok(outcome) => outcome,
            Err(error) => {
                // Whatever went wrong after a signal, the signal is the reason.
                self.interrupt.check()?;
                Outcome::Failed(error.to_string())
            }
        };
        self.tell.item(&item.input, &self.args.output.join(place), &outcome);
        Ok(())
    }

    fn make(&self, number: usize, item: &Item, place: &Path) -> Result<Outcome, Error> {
        let made_of = self.made_of(item)?;
        if self.args.resume
            && let Some(entry) = self.manifest.done(place, &made_of)
        {
            return Ok(Outcome::Kept { bytes: entry.bytes });
        }
        let hidden =
            self.work.join(format!("{number}.{}", Kind::from(self.args.format).extension()));
        // The last songs have the threads of those that are over.
        let left = self.items.len() - number;
        let threads = (self.jobs / left).max(1);
        let args = render_args(self.args, item, hidden.clone(), threads);
        let bounced = render::bounce(&args, &self.interrupt.part(), self.shared.clone());
        let mut bounced = bounced.inspect_err(|_| {
            // Of a render with a fault there may be a file, which is not wanted.
            let _ = fs::remove_file(&hidden);
        })?;
        let file = self.args.output.join(place);
        let failed = |error: io::Error| Error::file(&file, &error);
        let hash = hash_of(&hidden).map_err(failed)?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::rename(&hidden, &file).map_err(failed)?;
        let mut bytes = 0;
        for output in &mut bounced.report.outputs {
            output.path = file.display().to_string();
            bytes = output.bytes;
        }
        let (output, recordings) = (place.to_path_buf(), bounced.recordings);
        self.manifest.add(Entry { output, made_of, recordings, hash, bytes })?;
        Ok(Outcome::Done(Box::new(bounced.report)))
    }

    /// BLAKE3 of all that decides what the file is, recordings aside: the input's bytes, the
    /// options, the version.
    fn made_of(&self, item: &Item) -> Result<String, Error> {
        let BatchArgs { format, normalize, repeat, encoding, sound, .. } = self.args;
        let options = format!("{format:?} {normalize:?} {repeat} {encoding:?} {sound:?}");
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(blake3::hash(options.as_bytes()).as_bytes());
        let read = File::open(&item.input).and_then(|mut file| io::copy(&mut file, &mut hasher));
        read.map_err(|error| Error::Input(format!("{}: {error}", item.input.display())))?;
        Ok(hasher.finalize().to_hex().to_string())
    }
}
