//! A recording at another pitch and of the same length. For set-up, not for the frame loop.
//!
//! It is the hybrid of the pitch shifter (`effects::pitch_shifter`) run over the recording: what
//! strikes stays where it is.

use crate::Recording;
use crate::effects::Effect;
use crate::effects::pitch_shifter::{PitchAlgorithm, PitchShifter, PitchShifterPatch};
use crate::lanes::Level;

/// Farthest a pitch is moved, in semitones.
pub const FARTHEST: f64 = 48.0;

/// The recording `semitones` higher, held in -48..=48, with as many frames; its formants move too.
#[must_use]
pub fn at_pitch(recording: &Recording, semitones: f64, level: Level) -> Recording {
    let patch = PitchShifterPatch {
        pitch_st: semitones.clamp(-FARTHEST, FARTHEST) as f32,
        formant_st: 0.0,
        formant_preservation: 0.0,
        quality: 1,
        algorithm: PitchAlgorithm::Hybrid,
        input_gain_db: 0.0,
        output_gain_db: 0.0,
        wet: 1.0,
    };
    let rate = f64::from(recording.sample_rate.max(1));
    let mut shifter = PitchShifter::with_level(&patch, rate, level);
    let late = shifter.latency();
    let with_end = |channel: &Vec<f32>| {
        let mut sound = channel.clone();
        sound.resize(channel.len() + late, 0.0);
        sound
    };
    let mut channels: Vec<Vec<f32>> = recording.channels.iter().map(with_end).collect();
    match &mut channels[..] {
        [mono] => {
            let mut twin = mono.clone();
            shifter.process(mono, &mut twin, None);
        }
        [left, right, ..] => shifter.process(left, right, None),
        [] => {}
    }
    channels.iter_mut().for_each(|channel| drop(channel.drain(..late)));
    Recording { channels, sample_rate: recording.sample_rate }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    #[test]
    fn length_and_strokes_stay_and_pitch_moves() {
        for semitones in [-12.0, -5.0, 3.5, 12.0] {
            // A stroke at 9000 in a tone. An octave up, a click of 4 is one of 1.6: half of it lies
            // beyond what the rate can hold, and its regions are spread.
            let [mut sound, _] = laws::sine(330.0, 44_100.0, 60_000);
            sound.iter_mut().for_each(|x| *x *= 0.5);
            sound[9000] = 4.0;
            let recording = Recording { channels: vec![sound], sample_rate: 44_100 };
            let out = at_pitch(&recording, semitones, Level::best());
            assert_eq!((out.frames(), out.channels.len()), (60_000, 1));
            let sound = &out.channels[0];
            let top = (0..18_000).max_by(|a, b| sound[*a].abs().total_cmp(&sound[*b].abs()));
            assert!(top.expect("there are frames").abs_diff(9000) <= 1, "{semitones}: {top:?}");
            // The zero crossings of 30000 frames, to one of some hundred: 2 cents where there are
            // more than 865; each is found to a hundredth of a frame by the line through it.
            let crossings: Vec<f64> = (25_000..55_000)
                .filter(|n| sound[*n] < 0.0 && sound[n + 1] >= 0.0)
                .map(|n| n as f64 + f64::from(sound[n] / (sound[n] - sound[n + 1])))
                .collect();
            let span = crossings[crossings.len() - 1] - crossings[0];
            let hz = 44_100.0 * (crossings.len() - 1) as f64 / span;
            let cents = 1200.0 * libm::log2(hz / 330.0) - 100.0 * semitones;
            assert!(cents.abs() < 2.0, "{semitones}: {cents} cents");
        }
    }
}
