//! The old length of a pattern, for those who need files as long as before: fact sheet section
//! 3.2, generation C, computed at the requested rate. Whole bars of four beats with room for half
//! a beat, the longest release and the inserts' latency; at least two seconds.

use crate::prepare::Prepared;
use rebounce_song::instrument::Sound;
use rebounce_song::zenith::Zenith;
use rebounce_song::{Song, preset};

/// The length in frames; `latency` is that of the inserts, in frames.
pub(crate) fn api_length(song: &Song, prepared: &Prepared, latency: u64) -> u64 {
    let rate = f64::from(prepared.sample_rate);
    let notes = song.patterns.iter().take(1).flat_map(|pattern| &pattern.parts);
    let ends = notes.flat_map(|part| &part.notes).map(|note| note.start.0 + note.length.0);
    let mut last = ends.fold(0.0, f64::max);
    for clip in &song.arrangement.clips {
        last = last.max(clip.start.0 + clip.length.0);
    }
    let releases = song.instruments.iter().map(|instrument| match &instrument.sound {
        Sound::Va(va) => va.amplitude_envelope.release.0.max(0.3),
        Sound::Zenith(zenith) => release_of(zenith).max(0.3),
        Sound::Sampler(_) | Sound::Drum(_) | Sound::SoundFont(_) => 0.0,
    });
    let release = releases.fold(0.0, f64::max);
    let beats_per_second = song.tempo.0 / 60.0;
    let padding = 0.5 + (release + latency as f64 / rate) * beats_per_second;
    let beats = ((last + padding) / 4.0).ceil() * 4.0;
    let frames = (beats / beats_per_second * rate).ceil() as u64;
    frames.max(2 * u64::from(prepared.sample_rate))
}

/// The release that counted: of a preset that is as it came, that of the VA synth's preset of the
/// same name, if there is one.
fn release_of(zenith: &Zenith) -> f64 {
    match zenith.preset.as_deref() {
        Some(name) if preset::zenith(name).as_ref() == Some(zenith) => {
            preset::va(name).map_or(0.0, |va| va.amplitude_envelope.release.0)
        }
        _ => zenith.amplitude_envelope.release.0,
    }
}
