//! Where in the sound the beats of a song are.

use crate::tempo::TempoMap;
use rebounce_song::{Beats, Song};

/// A song's tempo, its changes and swing, at a sample rate.
#[derive(Clone, Debug)]
pub struct Timeline(TempoMap);

impl Timeline {
    /// Of a legal song; frames per second.
    #[must_use]
    pub fn new(song: &Song, sample_rate: u32) -> Self {
        Self(TempoMap::new(song, sample_rate))
    }

    /// The frame nearest to a beat.
    #[must_use]
    pub fn frame(&self, beat: Beats) -> u64 {
        self.0.frame(beat)
    }

    /// The beat at a frame: [`Timeline::frame`] of it is that frame.
    #[must_use]
    pub fn beat(&self, frame: u64) -> Beats {
        Beats(self.0.unswung(self.0.straight_beat(frame)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebounce_song::song::TempoChange;
    use rebounce_song::{
        BeatsPerMinute,
        automation::{Curve, Lane, Point, Target},
    };

    #[test]
    fn every_frame_comes_back_from_its_beat() {
        let mut song = Song { tempo: BeatsPerMinute(133.7), ..Song::default() };
        song.swing.amount = 0.31;
        song.tempo_changes = vec![TempoChange { at: Beats(7.3), tempo: BeatsPerMinute(61.0) }];
        let ramp = |at, value| Point { at: Beats(at), value, curve: Curve::Linear };
        song.automation =
            vec![Lane { target: Target::Tempo, points: vec![ramp(20.0, 90.0), ramp(30.0, 171.0)] }];
        let timeline = Timeline::new(&song, 44_100);
        for frame in (0..2_000_000).step_by(7) {
            assert_eq!(timeline.frame(timeline.beat(frame)), frame);
        }
        assert_eq!(timeline.frame(timeline.beat(40_000_000_001)), 40_000_000_001);
    }
}
