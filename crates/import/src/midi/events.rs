//! All events of a MIDI file on one line of time.

use super::warn;
use crate::error::Error;
use crate::report::Report;
use midly::{Format, MetaMessage, Timing, TrackEventKind};

/// A MIDI file as one line of events.
pub(super) struct File<'a> {
    pub(super) timing: Timing,
    /// Ascending in tick; of one tick in the order of the tracks.
    pub(super) events: Vec<Event<'a>>,
    /// Tick of the last event, those that end tracks included.
    pub(super) end: u64,
}

/// An event of a track.
#[derive(Clone, Copy)]
pub(super) struct Event<'a> {
    pub(super) tick: u64,
    pub(super) track: u32,
    pub(super) kind: TrackEventKind<'a>,
}

/// Reads all events. Tracks play side by side, or one after another in a file of format 2.
///
/// # Errors
/// [`Error::Midi`] if there is no header that can be read.
pub(super) fn events<'a>(bytes: &'a [u8], report: &mut Report) -> Result<File<'a>, Error> {
    let refuse = |message: String| Error::Midi { message };
    // midly negates this byte as an i8, which overflows for -128, that stands for nothing.
    let headers = bytes.windows(13).filter(|bytes| bytes.starts_with(b"MThd"));
    if headers.into_iter().any(|header| header[12] == 0x80) {
        return Err(refuse(
            "the division is 0x80.., wanted ticks of a beat or of a frame".to_owned(),
        ));
    }
    let (header, tracks) = midly::parse(bytes).map_err(|error| refuse(error.to_string()))?;
    let mut file = File { timing: header.timing, events: Vec::new(), end: 0 };
    let mut begin = 0;
    for (number, track) in (0..).zip(tracks) {
        let track = match track {
            Ok(track) => track,
            Err(error) => {
                broken(report, number, 0, &error.to_string());
                continue;
            }
        };
        let end = read_track(track, number, begin, &mut file, report);
        file.end = file.end.max(end);
        if header.format == Format::Sequential {
            begin = end;
        }
    }
    file.events.sort_by_key(|event| event.tick);
    Ok(file)
}

/// Reads a track that begins at tick `begin`; the tick of its last event.
fn read_track<'a>(
    mut track: midly::EventIter<'a>,
    number: u32,
    begin: u64,
    file: &mut File<'a>,
    report: &mut Report,
) -> u64 {
    let mut tick = begin;
    let mut status = None;
    loop {
        // Many writers go on with the status from ahead of a meta event, though it ends there.
        if track.running_status().is_none() {
            *track.running_status_mut() = status;
        }
        match track.next() {
            // midly stops at what it cannot read.
            None => {
                broken(report, number, tick, "no event that can be read, and no end of the track");
                return tick;
            }
            Some(Err(error)) => {
                broken(report, number, tick, &error.to_string());
                return tick;
            }
            Some(Ok(event)) => {
                tick += u64::from(event.delta.as_int());
                status = track.running_status().or(status);
                if matches!(event.kind, TrackEventKind::Meta(MetaMessage::EndOfTrack)) {
                    return tick;
                }
                file.events.push(Event { tick, track: number, kind: event.kind });
            }
        }
    }
}

fn broken(report: &mut Report, track: u32, tick: u64, found: &str) {
    let place = format!("track {}, tick {tick}", track + 1);
    warn(report, "midi-broken", &place, found.to_owned(), "an event", "the track ends there");
}
