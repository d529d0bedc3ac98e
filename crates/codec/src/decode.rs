//! Bytes of a sound file to a [`Recording`]: WAV, AIFF, FLAC, MP3 and Ogg Vorbis, told apart by
//! content, never by name. Symphonia decodes, without its SIMD. What is lossless gives the same
//! bits everywhere; the tables of MP3 and Vorbis come from the platform's `sin` and `exp`, so
//! their last bits may differ from one platform to another. RF64 is not read.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rebounce_dsp::Recording;
use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error as Refusal;
use symphonia::core::formats::well_known::{
    FORMAT_ID_AIFF, FORMAT_ID_FLAC, FORMAT_ID_MP3, FORMAT_ID_WAVE,
};
use symphonia::core::formats::{FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;

use crate::Error;
use crate::downmix::Downmix;
use crate::note::Note;

/// Sample rates a recording may have, in frames per second.
const SAMPLE_RATES: std::ops::RangeInclusive<u32> = 1_000..=768_000;

/// How much one recording may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Bytes of decoded samples: frames times channels kept (1 or 2) times 4. Default 1 GiB.
    pub bytes: u64,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        Self { bytes: 1 << 30 }
    }
}

/// A recording, and what was not as it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The sound: at least one frame, 1 or 2 channels, all samples finite.
    pub recording: Recording,
    /// What was repaired, replaced or lost; empty for a sound file in order.
    pub notes: Vec<Note>,
}

/// Decodes a whole sound file in memory.
///
/// Integer samples of n bits become k / 2^(n-1), rounded to f32 above 24 bits; float samples stay
/// as they are, those not finite become 0. More than two channels are mixed to stereo: see
/// [`Note::Mixed`]. A stream that breaks off gives what came before, with a note.
///
/// Corrupt bytes never panic: symphonia 0.6 does, on absurd heads where overflow is checked, and
/// that is caught and counts as a break (the panic hook still runs; the default one prints a line
/// to stderr). Where panics abort, as in WebAssembly, there is nothing to catch.
///
/// # Errors
/// Nothing can be decoded, it is longer than `limits`, or its sample rate is outside
/// 1 000..=768 000 Hz.
pub fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<Decoded, Error> {
    let mut sound = Sound { limit: limits.bytes, ..Sound::default() };
    let outcome = catch_unwind(AssertUnwindSafe(|| read(bytes, &mut sound)));
    let broken = match outcome {
        Ok(Ok(())) => None,
        Ok(Err(Stop::Refused(error))) => return Err(error),
        Ok(Err(Stop::Broken(reason))) => Some(reason),
        Err(_) => Some("the decoder gave up on it".to_owned()),
    };
    let frames = sound.frames();
    if frames == 0 {
        let reason = broken.unwrap_or_else(|| "it has no frames".to_owned());
        return Err(Error::Unreadable { reason });
    }
    let mut notes = sound.downmix.note().into_iter().collect::<Vec<_>>();
    if sound.undecodable > 0 {
        notes.push(Note::Undecodable { packets: sound.undecodable, first: sound.first_bad });
    }
    if sound.not_finite > 0 {
        notes.push(Note::NotFinite { samples: sound.not_finite });
    }
    match (broken, sound.declared.filter(|declared| *declared > frames)) {
        (None, None) if sound.differs => notes.push(Note::Checksum),
        (None, None) => {}
        (Some(reason), declared) => notes.push(Note::Broken { frames, declared, reason }),
        (None, declared) => {
            notes.push(Note::Broken { frames, declared, reason: "the file ends".to_owned() });
        }
    }
    let recording = Recording { channels: sound.channels, sample_rate: sound.sample_rate };
    Ok(Decoded { recording, notes })
}

/// Why reading ends early.
enum Stop {
    /// The recording is refused, whatever came before.
    Refused(Error),
    /// What came before holds.
    Broken(String),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Broken(match refusal {
            Refusal::IoError(_) => "the file ends too early".to_owned(),
            other => other.to_string(),
        })
    }
}

/// What has been decoded so far; it outlives a panic of the decoder.
#[derive(Default)]
struct Sound {
    limit: u64,
    /// 1 or 2, or none before the first packet.
    channels: Vec<Vec<f32>>,
    sample_rate: u32,
    downmix: Downmix,
    planes: Vec<Vec<f32>>,
    /// Frames the file says it has, where that can be trusted to the frame.
    declared: Option<u64>,
    /// The file's own checksum is not that of its samples.
    differs: bool,
    not_finite: u64,
    undecodable: u64,
    first_bad: u64,
}

/// Decodes until the end or the first thing that cannot be mended.
fn read(bytes: &[u8], sound: &mut Sound) -> Result<(), Stop> {
    if bytes.starts_with(b"RF64") || bytes.starts_with(b"BW64") {
        let reason = "RF64 is not read: convert it to WAV or FLAC".to_owned();
        return Err(Stop::Refused(Error::Unreadable { reason }));
    }
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Default::default(), source, Default::default(), Default::default())
        .map_err(|refusal| match refusal {
            Refusal::Unsupported(what) if what.starts_with("core (probe)") => {
                Stop::Broken("it is no WAV, AIFF, FLAC, MP3 or Ogg Vorbis".to_owned())
            }
            other => other.into(),
        })?;
    let (track, mut decoder) = {
        let track = format
            .default_track(TrackType::Audio)
            .ok_or_else(|| Stop::Broken("it has no audio track".to_owned()))?;
        let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
        let parameters =
            parameters.ok_or_else(|| Stop::Broken("its codec is not named".to_owned()))?;
        // An MP3 counts its frames exactly where it knows its encoder's delay, else it guesses.
        let exact = counts_frames(format.as_ref())
            || format.format_info().format == FORMAT_ID_MP3 && track.delay.is_some();
        // From a pipe, the length of a WAV is the largest there is.
        let known = |frames: &u64| exact && *frames != u64::from(u32::MAX);
        sound.declared = track.num_frames.filter(known);
        let options = AudioDecoderOptions::default().verify(true);
        (track.id, symphonia::default::get_codecs().make_audio_decoder(parameters, &options)?)
    };
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            // A WAV from a pipe ends like this; if the length is known it tells whether this is it.
            Err(Refusal::IoError(_)) if counts_frames(format.as_ref()) => break,
            Err(other) => return Err(other.into()),
        };
        if packet.track_id != track {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(audio) => sound.push(&audio)?,
            // The decoder may go on with the next packet; silence keeps what follows in time.
            Err(Refusal::DecodeError(_) | Refusal::IoError(_)) => {
                if sound.undecodable == 0 {
                    sound.first_bad = sound.frames();
                }
                sound.undecodable += 1;
                sound.push_silence(packet.dur.get())?;
            }
            Err(other) => return Err(other.into()),
        }
    }
    sound.differs = decoder.finalize().verify_ok == Some(false);
    Ok(())
}

/// Whether files of this kind count their frames.
fn counts_frames(format: &dyn FormatReader) -> bool {
    [FORMAT_ID_WAVE, FORMAT_ID_AIFF, FORMAT_ID_FLAC].contains(&format.format_info().format)
}

impl Sound {
    fn frames(&self) -> u64 {
        self.channels.first().map_or(0, |channel| channel.len() as u64)
    }

    fn push(&mut self, audio: &GenericAudioBufferRef<'_>) -> Result<(), Stop> {
        let spec = audio.spec();
        if audio.frames() == 0 || spec.channels().count() == 0 {
            return Ok(());
        }
        if self.channels.is_empty() {
            if !SAMPLE_RATES.contains(&spec.rate()) {
                return Err(Stop::Refused(Error::SampleRate { found: spec.rate() }));
            }
            self.sample_rate = spec.rate();
            self.downmix = Downmix::new(spec.channels().clone());
            self.channels = vec![Vec::new(); self.downmix.channels()];
        } else if spec.rate() != self.sample_rate || !self.downmix.takes(spec.channels()) {
            return Err(Stop::Broken("its sample rate or channels change".to_owned()));
        }
        self.make_room(audio.frames() as u64)?;
        audio.copy_to_vecs_planar(&mut self.planes);
        for sample in self.planes.iter_mut().flatten().filter(|sample| !sample.is_finite()) {
            *sample = 0.0;
            self.not_finite += 1;
        }
        self.downmix.mix(&self.planes, &mut self.channels);
        Ok(())
    }

    fn push_silence(&mut self, frames: u64) -> Result<(), Stop> {
        self.make_room(frames)?;
        for channel in &mut self.channels {
            channel.resize(channel.len() + frames as usize, 0.0);
        }
        Ok(())
    }

    /// Refuses what would pass the limit.
    fn make_room(&self, frames: u64) -> Result<(), Stop> {
        let bytes = (self.frames().saturating_add(frames))
            .saturating_mul(self.channels.len() as u64 * size_of::<f32>() as u64);
        if bytes > self.limit {
            return Err(Stop::Refused(Error::TooLong { limit: self.limit }));
        }
        Ok(())
    }
}
