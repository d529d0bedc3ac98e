//! Ogg Vorbis, by libvorbis (with the patches aoTuV and Lancer) through the crate vorbis_rs. Its
//! encoder must stay on the thread it was made on, and files may change theirs, so it has one of
//! its own; windows go there and bytes come back in order, so nothing of that can be seen in the
//! file. The serial number of the stream is a constant: a file has one stream.

use std::io::{self, Write};
use std::num::{NonZeroU8, NonZeroU32};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::thread::{self, JoinHandle};

use vorbis_rs::{VorbisBitrateManagementStrategy as Strategy, VorbisEncoderBuilder};

use crate::lossy::{Encode, refused};
use crate::{Compression, Error, Format};

/// Windows that may wait for the encoder. A choice: it need not stand still, nor much be kept.
const AHEAD: usize = 4;

/// Frames that libvorbis is given at once, whatever comes at once: where it changes between long and
/// short blocks follows from how much it has seen.
const BLOCK: usize = 4096;

/// The serial number of every stream: any will do where there is one.
pub(crate) const SERIAL: u32 = 0x5EB0_17CE;

/// Left and right.
type Window = [Vec<f32>; 2];

/// An encoder on its thread.
pub(crate) struct Vorbis {
    /// None once all is said.
    windows: Option<SyncSender<Window>>,
    bytes: Receiver<Vec<u8>>,
    thread: Option<JoinHandle<Result<(), Error>>>,
}

impl Vorbis {
    pub(crate) fn new(format: &Format, out: &mut Vec<u8>) -> Result<Self, Error> {
        let (windows, taken) = mpsc::sync_channel(AHEAD);
        let (made, bytes) = mpsc::channel();
        let format = format.clone();
        let thread = thread::Builder::new()
            .name("vorbis".to_owned())
            .spawn(move || encode(&format, &taken, made))?;
        let mut vorbis = Self { windows: Some(windows), bytes, thread: Some(thread) };
        // The head comes before any window, or never.
        match vorbis.bytes.recv() {
            Ok(head) => out.extend(head),
            Err(_) => return Err(vorbis.fault()),
        }
        Ok(vorbis)
    }

    /// Why the thread has ended before it was told to.
    fn fault(&mut self) -> Error {
        let ended = self.thread.take().map(JoinHandle::join);
        match ended {
            Some(Ok(Err(error))) => error,
            _ => refused("the Vorbis encoder has failed"),
        }
    }
}

impl Encode for Vorbis {
    fn take(&mut self, left: &[f32], right: &[f32], out: &mut Vec<u8>) -> Result<(), Error> {
        let window = [left.to_vec(), right.to_vec()];
        let sent = self.windows.as_ref().is_some_and(|windows| windows.send(window).is_ok());
        out.extend(self.bytes.try_iter().flatten());
        if sent { Ok(()) } else { Err(self.fault()) }
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<Vec<u8>, Error> {
        self.windows = None;
        out.extend(self.bytes.iter().flatten());
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(ended)) => ended.map(|()| Vec::new()),
            _ => Err(refused("the Vorbis encoder has failed")),
        }
    }
}

/// What the thread does: all windows into bytes.
fn encode(format: &Format, windows: &Receiver<Window>, made: Sender<Vec<u8>>) -> Result<(), Error> {
    let none = || refused("wanted a rate above 0");
    let rate = NonZeroU32::new(format.sample_rate).ok_or_else(none)?;
    let two = NonZeroU8::new(2).ok_or_else(none)?;
    let strategy = match format.compression {
        Compression::Quality(quality) => {
            Strategy::QualityVbr { target_quality: f32::from(quality.min(10)) / 10.0 }
        }
        Compression::Bitrate(kilobits) => {
            let target = NonZeroU32::new(u32::from(kilobits) * 1000).ok_or_else(none)?;
            Strategy::Vbr { target_bitrate: target }
        }
    };
    let serial = SERIAL.cast_signed();
    let mut encoder = VorbisEncoderBuilder::new_with_serial(rate, two, Bytes(made), serial)
        .bitrate_management_strategy(strategy)
        .comment_tags(format.tags.comments())
        .and_then(VorbisEncoderBuilder::build)
        .map_err(|error| {
            let rate = format.sample_rate;
            refused(format!("Vorbis cannot have {:?} at {rate} Hz: {error}", format.compression))
        })?;
    let mut pending: Window = [Vec::new(), Vec::new()];
    for window in windows {
        for (pending, channel) in pending.iter_mut().zip(&window) {
            pending.extend_from_slice(channel);
        }
        while pending[0].len() >= BLOCK {
            let rest = pending.each_mut().map(|channel| channel.split_off(BLOCK));
            let block = std::mem::replace(&mut pending, rest);
            encoder.encode_audio_block(&block).map_err(refused)?;
        }
    }
    if !pending[0].is_empty() {
        encoder.encode_audio_block(&pending).map_err(refused)?;
    }
    encoder.finish().map(|_| ()).map_err(refused)
}

/// Where the encoder writes.
struct Bytes(Sender<Vec<u8>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nobody takes them when the file is given up.
        self.0.send(bytes.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
