//! Recordings for generated songs, made from their names: `kick-3` is the kick of seed 3.

use super::random::Random;
use rebounce::{AssetError, Assets};
use rebounce_dsp::Recording;
use std::sync::Arc;

/// Frames per second.
const RATE: f64 = 44_100.0;

/// Every recording that a generated song refers to.
pub(crate) struct Generated;

impl Assets for Generated {
    fn recording(&self, reference: &str) -> Result<Arc<Recording>, AssetError> {
        let (kind, seed) = reference.split_once('-').unwrap_or((reference, "0"));
        let mut random = Random::new(seed.parse().unwrap_or(0) ^ 0x5eed);
        let channels = match kind {
            "kick" => vec![kick(&mut random)],
            "snare" => vec![snare(&mut random)],
            "hat" => vec![hat(&mut random)],
            "key" => vec![key(&mut random)],
            _ => take(&mut random),
        };
        Ok(Arc::new(Recording { channels, sample_rate: RATE as u32 }))
    }
}

fn made(seconds: f64, mut sample: impl FnMut(f64) -> f64) -> Vec<f32> {
    let frames = (seconds * RATE) as usize;
    let fade = |i: usize| ((frames - i) as f64 / 200.0).min(1.0);
    (0..frames).map(|i| (sample(i as f64 / RATE) * fade(i)) as f32).collect()
}

fn sine(cycles: f64) -> f64 {
    libm::sin(std::f64::consts::TAU * cycles)
}

fn decay(t: f64, time: f64) -> f64 {
    libm::exp(-t / time)
}

fn kick(random: &mut Random) -> Vec<f32> {
    let (low, sweep) = (random.between(42.0, 62.0), random.between(60.0, 220.0));
    let (time, fall) = (random.between(0.08, 0.25), random.between(0.01, 0.04));
    let (drive, click) = (random.between(0.5, 3.0), random.between(0.0, 0.5));
    let level = random.between(0.7, 1.0);
    made(time * 5.0, |t| {
        let cycles = low * t + sweep * fall * (1.0 - decay(t, fall));
        let body = libm::tanh(drive * sine(cycles) * decay(t, time)) / libm::tanh(drive);
        level * (body + click * sine(3000.0 * t) * decay(t, 0.002)) / (1.0 + click * 0.3)
    })
}

fn snare(random: &mut Random) -> Vec<f32> {
    let (tone, time) = (random.between(160.0, 240.0), random.between(0.05, 0.16));
    let (rattle, level) = (random.between(0.4, 0.9), random.between(0.6, 1.0));
    let mut noise = Random::new((tone * 1e6) as u64);
    made(time * 6.0, |t| {
        let body = (1.0 - rattle) * sine(tone * t) * decay(t, 0.05);
        level * (body + rattle * noise.between(-1.0, 1.0) * decay(t, time))
    })
}

fn hat(random: &mut Random) -> Vec<f32> {
    let (time, level) = (random.ratio(0.02, 0.3), random.between(0.3, 0.9));
    let mut noise = Random::new((time * 1e9) as u64);
    let mut last = 0.0;
    made(time * 5.0, |t| {
        let now = noise.between(-1.0, 1.0);
        let high = 0.5 * (now - std::mem::replace(&mut last, now));
        level * high * decay(t, time)
    })
}

/// A struck tone at middle C.
fn key(random: &mut Random) -> Vec<f32> {
    let partials: Vec<(f64, f64, f64)> = (1..10)
        .map(|n| {
            let n = f64::from(n);
            (n * (1.0 + 0.0004 * n * n), random.between(0.2, 1.0) / n, random.ratio(0.3, 2.0) / n)
        })
        .collect();
    let sum: f64 = partials.iter().map(|partial| partial.1).sum();
    let level = random.between(0.5, 0.9) / sum * 1.4;
    made(2.5, |t| {
        let all = partials.iter().map(|(n, a, time)| a * sine(261.63 * n * t) * decay(t, *time));
        level * all.sum::<f64>() * (t / 0.003).min(1.0)
    })
}

/// Some seconds of something played and sung, in stereo: phrases that swell and pause.
fn take(random: &mut Random) -> Vec<Vec<f32>> {
    let seconds = random.between(4.0, 12.0);
    let (pulse, root) = (random.between(0.2, 0.8), random.between(90.0, 300.0));
    let phrases: Vec<(f64, f64, f64)> = (0..(seconds / pulse) as usize + 1)
        .map(|_| {
            let ratio = random.pick(&[1.0, 9.0 / 8.0, 5.0 / 4.0, 3.0 / 2.0, 5.0 / 3.0]);
            (root * ratio, random.between(0.0, 0.8), random.between(0.3, 0.7))
        })
        .collect();
    let channel = |side: f64| {
        made(seconds, |t| {
            let (hz, level, place) = phrases[(t / pulse) as usize];
            let at = t % pulse;
            let swell = (at / 0.02).min(1.0) * decay(at, 0.6 * pulse);
            let voice: f64 = (1..6).map(|n| sine(hz * f64::from(n) * t) / f64::from(n)).sum();
            let pan = if side > 0.0 { place } else { 1.0 - place };
            0.55 * level * pan * swell * voice
        })
    };
    vec![channel(-1.0), channel(1.0)]
}
