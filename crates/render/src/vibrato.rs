//! Vibrato of an instrument, as a lane says how deep: a sine of one rate in the song's time.

use crate::automation::Motion;
use rebounce_dsp::math;
use rebounce_dsp::voice::Bend;

/// Rate of the vibrato: that of singers and strings (docs/sources.md, `sundberg-vibrato`).
const VIBRATO_HZ: f64 = 5.5;
/// Straight lines of one of its waves: within 2 % of its depth (`pi^2 / 2 / 16^2`).
const WAVE_LINES: u64 = 16;

/// A vibrato over the frames of a voice: a sine in the song's time as deep as the motion says, in
/// straight lines between its points.
pub(crate) fn waves(depth: &Motion, start: u64, length: u64) -> Vec<Bend> {
    let step = depth.sample_rate() / (VIBRATO_HZ * WAVE_LINES as f64);
    let first = (start as f64 / step) as u64;
    let last = ((start + length) as f64 / step) as u64 + 1;
    let mut piece = depth.find(depth.beat(start));
    let mut points = Vec::new();
    for number in first..=last {
        let frame = (number as f64 * step).round() as u64;
        let beat = depth.beat(frame);
        while beat >= piece.to {
            piece = depth.next(&piece);
        }
        let phase = (number % WAVE_LINES) as f32 / WAVE_LINES as f32;
        let semitones = piece.at(beat) as f32 * math::sin_cycles(phase);
        // The first point may lie ahead of the voice by less than a step.
        let at = frame.saturating_sub(start);
        points.push(Bend { at, semitones });
    }
    // Between two waves nothing moves.
    let still: Vec<bool> = points.iter().map(|point| point.semitones == 0.0).collect();
    let mut number = 0;
    points.retain(|_| {
        number += 1;
        let at = number - 1;
        !(still[at] && at > 0 && still[at - 1] && still.get(at + 1).copied().unwrap_or(false))
    });
    points
}
