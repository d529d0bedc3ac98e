//! Which drum plays each key of a kit, and from where (seen from the drummer's seat turned
//! round: hi-hat right of the centre, toms from right to left).

use crate::instrument::{Drum, DrumKind};
use DrumKind::{Clap, ClosedHat, Cowbell, Cymbal, Kick, OpenHat, Snare, Tom};

/// A key, its name (General MIDI 1, table 3; GS below 35 and above 81), drum, tuning in semitones,
/// decay, tone and place.
type Row = (u8, &'static str, DrumKind, f64, f64, f64, f64);

const ROWS: [Row; 61] = [
    (27, "High Q", Tom, 24.0, 0.15, 0.2, 0.0),
    (28, "Slap", Clap, 5.0, 0.3, 0.8, 0.0),
    (29, "Scratch Push", Snare, 12.0, 0.25, 1.0, 0.0),
    (30, "Scratch Pull", Snare, 9.0, 0.3, 1.0, 0.0),
    (31, "Sticks", Cowbell, 12.0, 0.12, 0.3, 0.0),
    (32, "Square Click", Cowbell, 19.0, 0.1, 0.5, 0.0),
    (33, "Metronome Click", Cowbell, 24.0, 0.1, 0.2, 0.0),
    (34, "Metronome Bell", Cowbell, 24.0, 0.6, 0.2, 0.0),
    (35, "Acoustic Bass Drum", Kick, -1.0, 0.7, 0.4, 0.0),
    (36, "Bass Drum 1", Kick, 0.0, 0.6, 0.6, 0.0),
    (37, "Side Stick", Cowbell, 7.0, 0.12, 0.4, 0.0),
    (38, "Acoustic Snare", Snare, 0.0, 1.0, 0.6, 0.0),
    (39, "Hand Clap", Clap, 0.0, 1.0, 0.5, 0.1),
    (40, "Electric Snare", Snare, 3.0, 0.8, 0.7, 0.0),
    (41, "Low Floor Tom", Tom, -9.0, 1.2, 0.5, -0.45),
    (42, "Closed Hi-hat", ClosedHat, 0.0, 1.0, 0.5, 0.25),
    (43, "High Floor Tom", Tom, -6.0, 1.1, 0.5, -0.3),
    (44, "Pedal Hi-hat", ClosedHat, -2.0, 0.8, 0.3, 0.25),
    (45, "Low Tom", Tom, -3.0, 1.0, 0.5, -0.15),
    (46, "Open Hi-hat", OpenHat, 0.0, 1.0, 0.5, 0.25),
    (47, "Low-mid Tom", Tom, 0.0, 0.95, 0.5, 0.05),
    (48, "Hi-mid Tom", Tom, 3.0, 0.9, 0.5, 0.2),
    (49, "Crash Cymbal 1", Cymbal, 2.0, 1.2, 0.6, 0.35),
    (50, "High Tom", Tom, 6.0, 0.85, 0.5, 0.35),
    (51, "Ride Cymbal 1", Cymbal, 5.0, 0.8, 0.3, -0.35),
    (52, "Chinese Cymbal", Cymbal, -3.0, 0.9, 0.8, -0.3),
    (53, "Ride Bell", Cowbell, 8.0, 2.5, 0.3, -0.35),
    (54, "Tambourine", ClosedHat, 6.0, 1.8, 0.8, 0.2),
    (55, "Splash Cymbal", Cymbal, 7.0, 0.4, 0.7, 0.3),
    (56, "Cowbell", Cowbell, 0.0, 1.0, 0.5, 0.2),
    (57, "Crash Cymbal 2", Cymbal, 0.0, 1.2, 0.6, -0.35),
    (58, "Vibraslap", ClosedHat, -8.0, 3.0, 0.6, -0.3),
    (59, "Ride Cymbal 2", Cymbal, 4.0, 0.9, 0.4, -0.35),
    (60, "High Bongo", Tom, 14.0, 0.35, 0.4, 0.35),
    (61, "Low Bongo", Tom, 10.0, 0.4, 0.4, 0.3),
    (62, "Mute High Conga", Tom, 9.0, 0.2, 0.6, -0.25),
    (63, "Open High Conga", Tom, 8.0, 0.6, 0.4, -0.25),
    (64, "Low Conga", Tom, 4.0, 0.7, 0.4, -0.3),
    (65, "High Timbale", Tom, 13.0, 0.7, 0.9, 0.3),
    (66, "Low Timbale", Tom, 9.0, 0.8, 0.9, 0.25),
    (67, "High Agogo", Cowbell, 9.0, 0.9, 0.2, -0.3),
    (68, "Low Agogo", Cowbell, 4.0, 0.9, 0.2, -0.3),
    (69, "Cabasa", ClosedHat, 8.0, 0.7, 0.9, -0.3),
    (70, "Maracas", ClosedHat, 12.0, 0.45, 1.0, -0.35),
    (71, "Short Whistle", Cowbell, 24.0, 0.4, 0.0, 0.3),
    (72, "Long Whistle", Cowbell, 22.0, 1.6, 0.0, 0.3),
    (73, "Short Guiro", ClosedHat, -4.0, 0.9, 0.9, 0.3),
    (74, "Long Guiro", ClosedHat, -5.0, 3.0, 0.9, 0.3),
    (75, "Claves", Cowbell, 20.0, 0.15, 0.1, 0.3),
    (76, "High Wood Block", Cowbell, 12.0, 0.15, 0.1, 0.3),
    (77, "Low Wood Block", Cowbell, 6.0, 0.18, 0.1, 0.3),
    (78, "Mute Cuica", Tom, 12.0, 0.25, 0.2, -0.3),
    (79, "Open Cuica", Tom, 8.0, 0.7, 0.2, -0.3),
    (80, "Mute Triangle", OpenHat, 20.0, 0.2, 0.1, -0.35),
    (81, "Open Triangle", OpenHat, 20.0, 2.5, 0.1, -0.35),
    (82, "Shaker", ClosedHat, 10.0, 0.6, 1.0, 0.3),
    (83, "Jingle Bell", OpenHat, 15.0, 1.2, 0.7, 0.3),
    (84, "Bell Tree", OpenHat, 22.0, 3.5, 0.2, 0.3),
    (85, "Castanets", Cowbell, 17.0, 0.1, 0.6, -0.3),
    (86, "Mute Surdo", Tom, -14.0, 0.5, 0.3, -0.1),
    (87, "Open Surdo", Tom, -15.0, 1.6, 0.3, -0.1),
];

/// Name, drum and place of a key.
pub(super) fn drum(key: u8) -> (&'static str, Drum, f64) {
    let first = ROWS[0].0;
    let row = usize::from(key.saturating_sub(first)).min(ROWS.len() - 1);
    let (_, name, kind, tune, decay, tone, place) = ROWS[row];
    // Metal is silenced by its own next stroke no more than in a room.
    let cut_itself = !matches!(kind, DrumKind::Cymbal);
    (name, Drum { kind, tune, decay, tone, cut_itself }, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_ascend_key_by_key() {
        for (row, key) in ROWS.iter().zip(27..) {
            assert_eq!(row.0, key);
        }
    }
}
