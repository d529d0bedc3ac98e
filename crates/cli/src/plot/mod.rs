//! A picture of a render: the waveform of the mix and of each stem, and a spectrogram, over
//! seconds and bars. It is collected window by window while the render runs; memory is bounded
//! whatever the length, and so is the time to paint. It measures what it shows by its own
//! transform, which may differ in the last bit from CPU to CPU: it is for eyes, not for tests.

mod axis;
mod canvas;
mod colour;
mod page;
mod spectrogram;
mod timeline;
mod waveform;

use std::io;
use std::path::Path;

use spectrogram::Spectrogram;
use waveform::Waveform;

/// A picture in the making.
pub(crate) struct Plot {
    title: String,
    sample_rate: u32,
    /// Frames at which bars start.
    bars: Vec<u64>,
    frames: u64,
    mix: [Waveform; 2],
    spectrogram: Spectrogram,
    stems: Vec<Stem>,
}

/// One stem, left and right.
struct Stem {
    name: String,
    channels: [Waveform; 2],
}

impl Plot {
    /// A picture of a mix and of a stem for each name. `length_hint` in frames saves work and may
    /// be wrong.
    pub(crate) fn new(
        title: &str,
        names: &[String],
        sample_rate: u32,
        length_hint: Option<u64>,
    ) -> Self {
        let waveforms = || [Waveform::new(length_hint), Waveform::new(length_hint)];
        let stem = |name: &String| Stem { name: name.clone(), channels: waveforms() };
        Self {
            title: title.to_owned(),
            sample_rate: sample_rate.max(1),
            bars: Vec::new(),
            frames: 0,
            mix: waveforms(),
            spectrogram: Spectrogram::new(sample_rate.max(1), length_hint),
            stems: names.iter().map(stem).collect(),
        }
    }

    /// Tells at which frames bars start, the first bar first. Without it there are only seconds.
    pub(crate) fn bars(mut self, starts: Vec<u64>) -> Self {
        self.bars = starts;
        self
    }

    /// Takes one window, of any length: left and right of the mix, and of each stem in the order
    /// of the names.
    pub(crate) fn push(&mut self, mix: [&[f32]; 2], stems: &[[&[f32]; 2]]) {
        debug_assert_eq!(stems.len(), self.stems.len());
        self.frames += mix[0].len() as u64;
        for (waveform, samples) in self.mix.iter_mut().zip(mix) {
            waveform.push(samples);
        }
        self.spectrogram.push(mix);
        for (stem, samples) in self.stems.iter_mut().zip(stems) {
            for (waveform, samples) in stem.channels.iter_mut().zip(samples) {
                waveform.push(samples);
            }
        }
    }

    /// Paints the picture and writes it as a PNG, which appears whole or not at all.
    pub(crate) fn write(mut self, path: &Path) -> io::Result<()> {
        self.spectrogram.finish();
        let canvas = page::paint(&self);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".rebounce-");
        // A temporary file is private by default; the finished one obeys the umask like any other.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        let mut sink = io::BufWriter::new(&mut file);
        canvas.write_png(&mut sink)?;
        io::Write::flush(&mut sink)?;
        drop(sink);
        file.persist(path).map(drop).map_err(|refused| refused.error)
    }
}
