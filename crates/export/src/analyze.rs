//! Looking at sound, and mixing sounds.

use crate::audio::Audio;

/// What a sound is like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Analysis {
    /// Seconds.
    pub duration: f64,
    /// Largest magnitude, linear.
    pub peak: f64,
    /// Root of the mean square over both channels, linear.
    pub rms: f64,
    /// Peak over RMS in dB; 0 for silence.
    pub dynamic_range: f64,
    /// Frames per second.
    pub sample_rate: u32,
    /// Always 2.
    pub channels: u32,
    /// Frames.
    pub samples: usize,
}

/// Looks at a sound.
#[must_use]
pub fn analyze(audio: &Audio) -> Analysis {
    let power: f64 = audio.channels.iter().flatten().map(|x| f64::from(*x) * f64::from(*x)).sum();
    let peak = f64::from(audio.peak());
    let rms = (power / (2 * audio.frames()).max(1) as f64).sqrt();
    Analysis {
        duration: audio.seconds(),
        peak,
        rms,
        dynamic_range: if rms > 0.0 { 20.0 * libm::log10(peak / rms) } else { 0.0 },
        sample_rate: audio.sample_rate,
        channels: 2,
        samples: audio.frames(),
    }
}

/// The weighted sum of sounds, as long as the longest; each has weight `1 / N` where `weights` has
/// none for it. The sample rate is the first one's: bring them to one rate before.
#[must_use]
pub fn mix(sounds: &[&Audio], weights: &[f32]) -> Audio {
    let frames = sounds.iter().map(|audio| audio.frames()).max().unwrap_or(0);
    let mut sum = Audio::new(sounds.first().map_or(44_100, |audio| audio.sample_rate));
    sum.channels = [vec![0.0; frames], vec![0.0; frames]];
    for (number, audio) in sounds.iter().enumerate() {
        let weight = weights.get(number).copied().unwrap_or(1.0 / sounds.len() as f32);
        for (sum, channel) in sum.channels.iter_mut().zip(&audio.channels) {
            sum.iter_mut().zip(channel).for_each(|(sum, x)| *sum += x * weight);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_has_its_peak_and_three_db_of_range() {
        let tone: Vec<f32> = (0..44_100)
            .map(|i| 0.5 * libm::sin(f64::from(i) * std::f64::consts::TAU / 100.0) as f32)
            .collect();
        let audio = Audio { channels: [tone.clone(), tone], sample_rate: 44_100 };
        let found = analyze(&audio);
        assert_eq!((found.duration, found.samples, found.channels), (1.0, 44_100, 2));
        assert!((found.peak - 0.5).abs() < 1e-6);
        assert!((found.rms - 0.5 / 2f64.sqrt()).abs() < 1e-6);
        assert!((found.dynamic_range - 3.0103).abs() < 1e-4);
        assert_eq!(analyze(&Audio::new(44_100)).dynamic_range, 0.0);
    }

    #[test]
    fn a_mix_is_as_long_as_the_longest_and_weighs_each() {
        let sound = |x: f32, frames| Audio {
            channels: [vec![x; frames], vec![-x; frames]],
            sample_rate: 8000,
        };
        let (a, b) = (sound(0.5, 3), sound(0.25, 2));
        assert_eq!(mix(&[&a, &b], &[]).channels[0], [0.375, 0.375, 0.25]);
        assert_eq!(mix(&[&a, &b], &[1.0, 2.0]).channels[1], [-1.0, -1.0, -0.5]);
        assert_eq!(mix(&[], &[]).frames(), 0);
    }
}
