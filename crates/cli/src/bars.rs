//! Where bars begin in a render, for the eyes: swing is left out, which moves no whole bar.

use rebounce::Options;
use rebounce_song::Song;
use rebounce_song::automation::Target;

/// The frames before `end` at which bars begin. None for a part of a song, whose first bar is not
/// number 1, and for a tempo that moves.
pub(crate) fn bars(song: &Song, options: &Options, end: u64) -> Vec<u64> {
    let length = song.time_signature.bar().0;
    if song.automation.iter().any(|lane| lane.target == Target::Tempo) {
        return Vec::new();
    }
    if options.from.0 > 0.0 || !(length > 0.0 && length.is_finite()) {
        return Vec::new();
    }
    let factor = options.tempo.map_or(1.0, |tempo| tempo.0 / song.tempo.0);
    let seconds_a_beat = |tempo: f64| 60.0 / (tempo * factor).clamp(1.0, 999.0);
    let mut changes = song.tempo_changes.iter().peekable();
    let mut pace = seconds_a_beat(song.tempo.0);
    let (mut beat, mut seconds) = (0.0, 0.0);
    let mut bars = Vec::new();
    for bar in 0_u32.. {
        let place = f64::from(bar) * length;
        while let Some(change) = changes.next_if(|change| change.at.0 <= place) {
            seconds += (change.at.0 - beat) * pace;
            (beat, pace) = (change.at.0, seconds_a_beat(change.tempo.0));
        }
        let at = seconds + (place - beat) * pace;
        let frame = (at * f64::from(options.sample_rate)).round() as u64;
        if frame >= end {
            break;
        }
        bars.push(frame);
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebounce_song::song::TempoChange;
    use rebounce_song::{Beats, BeatsPerMinute};

    #[test]
    fn a_change_of_tempo_inside_a_bar_counts_from_where_it_is() {
        let change = TempoChange { at: Beats(6.0), tempo: BeatsPerMinute(120.0) };
        let song =
            Song { tempo: BeatsPerMinute(60.0), tempo_changes: vec![change], ..Song::default() };
        let mut options = Options::default();
        options.sample_rate = 10_000;
        // Bars of four beats: at 0 s, 4 s, then two slow and two quick beats later, and so on.
        assert_eq!(bars(&song, &options, 95_000), [0, 40_000, 70_000, 90_000]);
        options.tempo = Some(BeatsPerMinute(120.0));
        assert_eq!(bars(&song, &options, 46_000), [0, 20_000, 35_000, 45_000]);
    }
}
