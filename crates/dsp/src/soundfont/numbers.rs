//! The numbers of one voice: a region's generators, moved by its modulators, in the units that a
//! kernel works with.

use super::envelope::{Kind, Times};
use super::generator::{self as g, COUNT, held};
use super::modulator::{Controller, WHEEL};
use super::region::Region;
use crate::voice::{ControlPoint, Voice};

/// What of a generator's attenuation is heard: the factor of the EMU8000 and EMU10K1, which fonts
/// were made for, and which FluidSynth has too. What modulators add is heard as it is.
const ATTENUATION: f32 = 0.4;
/// Cutoff from which on a filter without a peak is not there, in absolute cents.
const OPEN: f32 = 13_500.0;
/// Highest cutoff, in parts of the output's rate, and the same in octaves above it.
const HIGHEST: f64 = 0.45;
pub(super) const HIGHEST_OCTAVES: f32 = -1.152_003;
/// Hz of 0 absolute cents.
const HZ_OF_ZERO: f64 = 8.175_798_915_643_707;
/// What a controller of seven bits is at its most: 127 of 128 (section 9.5.3).
const MOST: f32 = 127.0 / 128.0;
/// Range of the bend wheel that a wheel's modulator hears, in parts of 127 semitones: two of them.
const SENSITIVITY: f32 = 2.0 / 128.0;

/// What does not change while a voice sounds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fixed {
    pub(super) volume: Times,
    pub(super) modulation: Times,
    /// Frames until each LFO begins: modulation, vibrato.
    pub(super) lfo_delay: [u64; 2],
}

/// What modulators may move.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moving {
    /// Cycles a frame: modulation, vibrato.
    pub(super) lfo_rate: [f32; 2],
    /// Octaves.
    pub(super) tune: f32,
    /// Octaves at the peaks of: modulation envelope, modulation LFO, vibrato LFO.
    pub(super) pitch_by: [f32; 3],
    /// Octaves above the output's rate.
    pub(super) cutoff: f32,
    /// As `pitch_by`.
    pub(super) cutoff_by: [f32; 2],
    pub(super) damping: f32,
    /// Of the whole, with what the peak of the filter takes off.
    pub(super) level_db: f32,
    /// At the peak of the modulation LFO.
    pub(super) level_by_db: f32,
}

/// The key and velocity that a region hears of a voice.
pub(super) fn heard(region: &Region, voice: &Voice) -> [f32; 2] {
    let instead = |number: usize, own: f32| {
        let value = region.generators[number];
        if value >= 0.0 { value.min(127.0) } else { own }
    };
    let velocity = (voice.velocity * 127.0).round();
    [instead(g::KEY, voice.key), instead(g::VELOCITY, velocity)]
}

/// The generators of a voice at its frame `n`, moved.
pub(super) fn generators(region: &Region, voice: &Voice, n: u64) -> [f32; COUNT] {
    let mut sums = region.generators;
    sums[g::ATTENUATION] *= ATTENUATION;
    if region.modulators.is_empty() {
        return sums;
    }
    let [key, velocity] = heard(region, voice);
    let controls = voice.controls.as_deref();
    let curve = |points: Option<&Vec<ControlPoint>>, still: f32| {
        points.filter(|points| !points.is_empty()).map_or(still, |points| value_at(points, n))
    };
    let at = |controller: Controller| match controller {
        Controller::None => 1.0,
        Controller::Velocity => velocity / 128.0,
        Controller::Key => key / 128.0,
        Controller::Pressure => MOST * curve(controls.map(|it| &it.aftertouch), voice.aftertouch),
        Controller::Midi(1) => {
            MOST * curve(controls.map(|it| &it.mod_wheel), voice.mod_wheel.unwrap_or(0.0))
        }
        Controller::Wheel => curve(other(voice, WHEEL), 0.5),
        Controller::Sensitivity => SENSITIVITY,
        Controller::Midi(number) => MOST * curve(other(voice, number), resting(number)),
    };
    for modulator in &region.modulators {
        sums[usize::from(modulator.destination)] += modulator.value(&at);
    }
    sums
}

/// Where a controller is that nobody moves (section 8.4; MIDI's resets).
fn resting(number: u8) -> f32 {
    match number {
        7 => 100.0 / 127.0,
        11 => 1.0,
        8 | 10 | 70..=79 => 64.0 / 127.0,
        _ => 0.0,
    }
}

fn other(voice: &Voice, number: u8) -> Option<&Vec<ControlPoint>> {
    let others = &voice.controls.as_deref()?.others;
    others.iter().find(|(it, _)| *it == number).map(|(_, points)| points)
}

/// A curve's value at a frame.
fn value_at(points: &[ControlPoint], n: u64) -> f32 {
    let next = points.partition_point(|point| point.at <= n);
    match (next.checked_sub(1).map(|i| points[i]), points.get(next)) {
        (None, None) => 0.0,
        (Some(last), None) => last.value,
        (None, Some(first)) => first.value,
        (Some(a), Some(b)) => {
            a.value + (b.value - a.value) * ((n - a.at) as f32 / (b.at - a.at) as f32)
        }
    }
}

impl Fixed {
    pub(super) fn new(generators: &[f32; COUNT], key: f32, sample_rate: f64) -> Self {
        let delay = |number: usize| {
            let timecents = held(number, generators[number]);
            if timecents <= -12_000.0 {
                return 0;
            }
            (libm::exp2(f64::from(timecents) / 1200.0) * sample_rate).round() as u64
        };
        Self {
            volume: Times::new(Kind::Volume, generators, key, sample_rate),
            modulation: Times::new(Kind::Modulation, generators, key, sample_rate),
            lfo_delay: [delay(g::MOD_LFO_DELAY), delay(g::VIB_LFO_DELAY)],
        }
    }
}

impl Moving {
    pub(super) fn new(generators: &[f32; COUNT], sample_rate: f64) -> Self {
        let value = |number: usize| held(number, generators[number]);
        let octaves = |number: usize| value(number) / 1200.0;
        let hz = |cents: f32| HZ_OF_ZERO * libm::exp2(f64::from(cents) / 1200.0);
        let rate = |number: usize| (hz(value(number)) / sample_rate) as f32;
        let cutoff = (hz(value(g::FILTER_CUTOFF)) / sample_rate).min(HIGHEST);
        let peak_db = value(g::FILTER_Q) / 10.0;
        let attenuation_db = (generators[g::ATTENUATION] / 10.0).clamp(0.0, 144.0);
        Self {
            lfo_rate: [rate(g::MOD_LFO_FREQUENCY), rate(g::VIB_LFO_FREQUENCY)],
            tune: value(g::COARSE_TUNE) / 12.0 + value(g::FINE_TUNE) / 1200.0,
            pitch_by: [g::MOD_ENV_TO_PITCH, g::MOD_LFO_TO_PITCH, g::VIB_LFO_TO_PITCH].map(octaves),
            cutoff: libm::log2(cutoff) as f32,
            cutoff_by: [g::MOD_ENV_TO_CUTOFF, g::MOD_LFO_TO_CUTOFF].map(octaves),
            // The peak is told from the level of low frequencies, where a filter without one has
            // -3 dB at its cutoff; half of it is taken off the whole (section 8.1.2, number 9).
            damping: libm::pow(10.0, f64::from(3.01 - peak_db) / 20.0) as f32,
            level_db: -attenuation_db - peak_db / 2.0,
            level_by_db: value(g::MOD_LFO_TO_VOLUME) / 10.0,
        }
    }

    /// Whether a region's filter is never there.
    pub(super) fn is_open(region: &Region) -> bool {
        let still = |number: usize| {
            let moved = region.modulators.iter().any(|it| usize::from(it.destination) == number);
            !moved
        };
        let value = |number: usize| region.generators[number];
        let filter = [g::FILTER_CUTOFF, g::FILTER_Q, g::MOD_LFO_TO_CUTOFF, g::MOD_ENV_TO_CUTOFF];
        filter.into_iter().all(still)
            && value(g::FILTER_CUTOFF) >= OPEN
            && value(g::FILTER_Q) <= 0.0
            && value(g::MOD_LFO_TO_CUTOFF) == 0.0
            && value(g::MOD_ENV_TO_CUTOFF) == 0.0
    }
}
