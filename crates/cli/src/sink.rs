//! Where windows go: the mix into a file or a stream, each stem into a file, all into a picture.

use crate::error::Error;
use crate::options::{Destination, Mix};
use crate::outputs::Outputs;
use crate::plot::Plot;
use rebounce_codec::{Format, Kind, WavStream, Writer};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use std::thread;

/// All audio of a render, being written.
pub(crate) struct Sink {
    /// The mix, once for each of its formats.
    mixes: Vec<Audio>,
    stems: Vec<Audio>,
    picture: Option<Picture>,
    threads: usize,
}

/// Files of some of a render's stems: the next ones in the order of its windows.
pub(crate) struct Folder<'a> {
    pub(crate) path: &'a Path,
    pub(crate) names: Vec<String>,
}

/// Left and right of a window, equally long.
pub(crate) type Frames<'a> = [&'a [f32]; 2];

/// The picture of a render, and its file.
struct Picture {
    path: PathBuf,
    hidden: PathBuf,
    plot: Plot,
}

/// What was written.
pub(crate) struct Written {
    /// `-` for standard output.
    pub(crate) path: String,
    pub(crate) format: &'static str,
    pub(crate) bytes: u64,
}

enum Audio {
    File { path: PathBuf, format: &'static str, writer: Box<Writer>, waits: bool },
    Stream(Box<WavStream<BufWriter<Counted>>>),
}

/// Standard output, with its bytes counted.
struct Counted {
    out: Stdout,
    bytes: u64,
}

impl Sink {
    /// Begins all files, and the stream; stems have the format of the first of `mixes`, of which
    /// there is one at least. `frames` is the exact length where it is known.
    ///
    /// # Errors
    /// [`Error::Output`], naming the file.
    pub(crate) fn create(
        mixes: &[Mix],
        folders: &[Folder<'_>],
        frames: Option<u64>,
        outputs: &mut Outputs,
    ) -> Result<Self, Error> {
        let begun = mixes.iter().map(|(destination, format)| match destination {
            Destination::File(path) => Audio::file(path, &outputs.file(path)?, format),
            Destination::Stream => {
                let out = BufWriter::new(Counted { out: io::stdout(), bytes: 0 });
                let stream = WavStream::new(out, format, frames);
                let stream = stream.map_err(|error| Error::codec(Path::new("-"), error))?;
                Ok(Audio::Stream(Box::new(stream)))
            }
        });
        let begun = begun.collect::<Result<_, _>>()?;
        let mut sink = Self { mixes: begun, stems: Vec::new(), picture: None, threads: 1 };
        let format = &mixes[0].1;
        for Folder { path, names } in folders {
            for (name, hidden) in names.iter().zip(outputs.folder(path, names)?) {
                // Each file has a dither of its own, so that a sum of stems has no sum of equal
                // noise.
                let seed = sink.stems.len() as u64 + 1;
                let format = Format { seed, ..format.clone() };
                sink.stems.push(Audio::file(&path.join(name), &hidden, &format)?);
            }
        }
        Ok(sink)
    }

    /// Encodes stems on at most this many threads, where that pays; 0 is as many as the machine
    /// has. Not for WAV and AIFF: measured on 2026-11-25, 34 stems took 3 s on one thread and 3.5 s on two
    /// (two busy cores), and as FLAC 14.7 s and 11.8 s.
    pub(crate) fn threads(mut self, threads: usize, format: &Format) -> Self {
        self.threads = match threads {
            _ if matches!(format.kind, Kind::Wav | Kind::Aiff) => 1,
            0 => thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        self
    }

    /// Does not wait until files lie on the disk.
    pub(crate) fn without_waiting(mut self) -> Self {
        for audio in self.mixes.iter_mut().chain(&mut self.stems) {
            if let Audio::File { waits, .. } = audio {
                *waits = false;
            }
        }
        self
    }

    /// Shows all windows in `plot` too, which is written to `hidden` for `path`.
    pub(crate) fn draw(&mut self, path: &Path, hidden: PathBuf, plot: Plot) {
        self.picture = Some(Picture { path: path.to_path_buf(), hidden, plot });
    }

    /// Writes one window.
    ///
    /// # Errors
    /// [`Error::Output`], naming the file; [`Error::Closed`] if nobody reads the stream any more.
    pub(crate) fn write(&mut self, mix: Frames<'_>, stems: &[Frames<'_>]) -> Result<(), Error> {
        self.mixes.iter_mut().try_for_each(|file| file.write(mix))?;
        write_stems(&mut self.stems, stems, self.threads)?;
        if let Some(picture) = &mut self.picture {
            picture.plot.push(mix, stems);
        }
        Ok(())
    }

    /// Samples of the mix beyond full scale.
    pub(crate) fn clipped(&self) -> u64 {
        let clipped = self.mixes.iter().map(|mix| match mix {
            Audio::File { writer, .. } => writer.clipped(),
            Audio::Stream(stream) => stream.clipped(),
        });
        clipped.max().unwrap_or(0)
    }

    /// Completes all files. What it gives has the mixes first, and the picture not at all.
    ///
    /// # Errors
    /// As [`Sink::write`].
    pub(crate) fn finish(self) -> Result<Vec<Written>, Error> {
        let audio = self.mixes.into_iter().chain(self.stems);
        let written = audio.map(Audio::finish).collect::<Result<_, _>>()?;
        if let Some(Picture { path, hidden, plot }) = self.picture {
            plot.write(&hidden).map_err(|error| Error::file(&path, &error))?;
        }
        Ok(written)
    }
}

/// Writes a window of each stem, some stems on each thread: each file is one thread's alone.
fn write_stems(stems: &mut [Audio], windows: &[Frames<'_>], threads: usize) -> Result<(), Error> {
    let write = |stems: &mut [Audio], windows: &[Frames<'_>]| {
        let mut both = stems.iter_mut().zip(windows);
        both.try_for_each(|(stem, window)| stem.write(*window))
    };
    if threads < 2 || stems.len() < 2 {
        return write(stems, windows);
    }
    let share = stems.len().div_ceil(threads);
    thread::scope(|scope| {
        let shares = stems.chunks_mut(share).zip(windows.chunks(share));
        let running: Vec<_> =
            shares.map(|(stems, windows)| scope.spawn(move || write(stems, windows))).collect();
        let fault = || Err(Error::Failed("a stem's encoder has failed".to_owned()));
        running.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| fault()))
    })
}

impl Audio {
    fn file(path: &Path, hidden: &Path, format: &Format) -> Result<Self, Error> {
        let writer = Writer::create(hidden, format).map_err(|error| Error::codec(path, error))?;
        let (path, format) = (path.to_path_buf(), format.kind.extension());
        Ok(Self::File { path, format, writer: Box::new(writer), waits: true })
    }

    fn write(&mut self, [left, right]: Frames<'_>) -> Result<(), Error> {
        match self {
            Self::File { path, writer, .. } => {
                writer.write(left, right).map_err(|error| Error::codec(path, error))
            }
            Self::Stream(stream) => {
                stream.write(left, right).map_err(|error| Error::codec(Path::new("-"), error))
            }
        }
    }

    fn finish(self) -> Result<Written, Error> {
        match self {
            Self::File { path, format, writer, waits } => {
                let writer = if waits { *writer } else { writer.without_waiting() };
                let bytes = writer.finish().map_err(|error| Error::codec(&path, error))?;
                Ok(Written { path: path.display().to_string(), format, bytes })
            }
            Self::Stream(stream) => {
                let out = stream.finish().map_err(|error| Error::codec(Path::new("-"), error))?;
                Ok(Written { path: "-".to_owned(), format: "wav", bytes: out.get_ref().bytes })
            }
        }
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
