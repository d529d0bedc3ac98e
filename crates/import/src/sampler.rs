//! Settings of the sampler.

use crate::chop;
use crate::object::Object;
use crate::pitch;
use crate::recordings::Recordings;
use crate::synth::envelope;
use crate::zones;
use rebounce_song::sampler::{Sampler, SamplerFilter, VelocityCurve};
use rebounce_song::va::FilterType;
use rebounce_song::{Hertz, Seconds, Semitones};

const FILTERS: &[(&str, FilterType)] = &[
    ("lowpass", FilterType::Lowpass),
    ("highpass", FilterType::Highpass),
    ("bandpass", FilterType::Bandpass),
    ("notch", FilterType::Notch),
];

/// The sampler's settings. `None`, with a word, if there is no recording at all.
pub(crate) fn sampler(instrument: &Object<'_>, recordings: &Recordings) -> Option<Sampler> {
    let base = instrument.get(&["baseNote"]).and_then(|node| pitch::key(&node));
    let (zones, several) = zones::zones(instrument, base.unwrap_or(60.0), recordings);
    if zones.is_empty() {
        let wanted = "a `url`, an `assetId` or `multiSamples`";
        instrument.node.error("no-recording", wanted, "instrument left out");
        return None;
    }
    let mut sampler = Sampler { zones, ..Sampler::default() };
    let number = |name: &str, low: f64, high: f64| instrument.number(&[name], low..=high);
    sampler.pitch = Semitones(number("pitch", -48.0, 48.0).unwrap_or(0.0));
    sampler.rate = number("playbackRate", 1.0 / 16.0, 16.0).unwrap_or(1.0);
    sampler.bass_boost = number("bassBoost", 0.0, 100.0).unwrap_or(0.0) / 100.0;
    sampler.reverse = instrument.flag(&["reverse"]).unwrap_or(false) != stored_reversed(instrument);
    window(instrument, &mut sampler);
    // The original's class for several recordings lets notes overlap; that for one does not.
    sampler.cut_itself = instrument.flag(&["cutItself"]).unwrap_or(!several);
    let shaped = instrument.flag(&["envelopeEnabled"]).unwrap_or(false);
    // One recording plays to its end, as live, unless something says that its end matters.
    sampler.one_shot = !several && !shaped && !sampler.looped;
    read_envelope(instrument, &mut sampler, shaped, several);
    sampler.filter = filter(instrument);
    if let Some(curve) = instrument.choice(&["velocityCurveType"], CURVES) {
        sampler.velocity_curve = curve;
    }
    sampler.time_stretch = instrument.flag(&["timeStretchEnabled"]).unwrap_or(false);
    // The original's class for several recordings rings unless it is told not to.
    let rings = instrument.flag(&["sympatheticResonanceEnabled"]).unwrap_or(several);
    let gain = instrument.number(&["sympatheticResonanceGain"], 0.0..=1.0);
    sampler.sympathetic_resonance = if rings { gain.unwrap_or(RESONANCE) } else { 0.0 };
    sampler.chop = chop::chop(instrument);
    instrument.silent(&["velocityCurveOptions"]);
    Some(sampler)
}

/// Gain of the strings that ring along where none is given (fact sheet 5.7).
const RESONANCE: f64 = 0.08;

/// Velocity curves by name; those with points of their own are not read.
const CURVES: &[(&str, VelocityCurve)] = &[
    ("linear", VelocityCurve::Linear),
    ("exponential", VelocityCurve::Exponential),
    ("logarithmic", VelocityCurve::Logarithmic),
    ("s-curve", VelocityCurve::SCurve),
];

/// Whether the recording lies in its file backwards.
fn stored_reversed(instrument: &Object<'_>) -> bool {
    let precomputed = instrument.get(&["precomputed"]);
    let precomputed = precomputed.as_ref().and_then(Object::of);
    precomputed.and_then(|inner| inner.flag(&["reverse"])).unwrap_or(false)
}

/// Which part of the recording plays, and which part of it repeats.
fn window(instrument: &Object<'_>, sampler: &mut Sampler) {
    instrument.put(&["sampleStart"], 0.0..=1.0, &mut sampler.start);
    instrument.put(&["sampleEnd"], 0.0..=1.0, &mut sampler.end);
    if sampler.start >= sampler.end {
        if let Some(node) =
            instrument.get(&["sampleStart"]).or_else(|| instrument.get(&["sampleEnd"]))
        {
            let wanted = format!("a start below the end, which is {}", sampler.end);
            node.warn("range-reversed", wanted, "ignored: all of the recording plays");
        }
        (sampler.start, sampler.end) = (0.0, 1.0);
    }
    sampler.looped = instrument.flag(&["loop"]).unwrap_or(false);
    instrument.put(&["loopStart"], 0.0..=1.0, &mut sampler.loop_start);
    instrument.put(&["loopEnd"], 0.0..=1.0, &mut sampler.loop_end);
    if sampler.loop_start >= sampler.loop_end {
        if let Some(node) = instrument.get(&["loopStart"]).or_else(|| instrument.get(&["loopEnd"]))
        {
            let wanted = format!("a start below the end, which is {}", sampler.loop_end);
            node.warn("range-reversed", wanted, "ignored: all of the recording repeats");
        }
        (sampler.loop_start, sampler.loop_end) = (0.0, 1.0);
    }
    let moved = instrument.get(&["sampleStartModulation"]);
    if let Some(inner) = moved.as_ref().and_then(Object::of) {
        let depth = inner.number(&["depth"], 0.0..=1.0).unwrap_or(0.0);
        if inner.flag(&["enabled"]).unwrap_or(false) {
            sampler.start_modulation = depth;
        }
        inner.silent(&["source"]);
        inner.finish("a start modulation");
    }
}

/// The envelope counts only where it is switched on: milliseconds and percent in fields of the
/// instrument, else seconds and shares in an object.
fn read_envelope(instrument: &Object<'_>, sampler: &mut Sampler, shaped: bool, several: bool) {
    let nested = instrument.get(&["envelope"]);
    let milliseconds = |name: &str, most: f64| {
        Some(Seconds(instrument.number(&[name], 0.0..=most)?.max(1.0) / 1000.0))
    };
    let attack = milliseconds("attack", 10_000.0);
    let decay = milliseconds("decay", 10_000.0);
    let release = milliseconds("release", 20_000.0);
    let sustain = instrument.number(&["sustain"], 0.0..=100.0).map(|percent| percent / 100.0);
    if several {
        // The original's release of several recordings; fact sheet 5.6.
        sampler.envelope.release = Seconds(0.2);
    }
    if !shaped {
        return;
    }
    let target = &mut sampler.envelope;
    if let Some(node) = nested {
        envelope(&node, target);
    }
    target.attack = attack.unwrap_or(target.attack);
    target.decay = decay.unwrap_or(target.decay);
    target.release = release.unwrap_or(target.release);
    target.sustain = sustain.unwrap_or(target.sustain);
}

fn filter(instrument: &Object<'_>) -> Option<SamplerFilter> {
    let on = instrument.flag(&["filterEnabled"]).unwrap_or(false);
    let mut filter = SamplerFilter::default();
    if let Some(kind) = instrument.choice(&["filterType"], FILTERS) {
        filter.kind = kind;
    }
    let Hertz(cutoff) = &mut filter.cutoff;
    instrument.put(&["filterCutoff"], 20.0..=20_000.0, cutoff);
    if let Some(resonance) = instrument.number(&["filterResonance"], 0.0..=30.0) {
        // Up to 1 it is a share of the newer sampler's range, above it is the older one's Q.
        filter.q = if resonance <= 1.0 { 0.707 + resonance * 9.3 } else { resonance };
    }
    instrument.put(&["filterKeyTracking"], 0.0..=1.0, &mut filter.key_tracking);
    on.then_some(filter)
}
