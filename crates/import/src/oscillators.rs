//! Oscillators of the synths.

use crate::json::Json;
use crate::node::Node;
use crate::object::Object;
use rebounce_song::va;
use rebounce_song::zenith::{Oscillator, Waveform};

const WAVEFORMS: &[(&str, Waveform)] = &[
    ("sine", Waveform::Sine),
    ("square", Waveform::Square),
    ("pulse", Waveform::Square),
    ("sawtooth", Waveform::Sawtooth),
    ("saw", Waveform::Sawtooth),
    ("triangle", Waveform::Triangle),
    ("supersaw", Waveform::Supersaw),
    ("noise", Waveform::Noise),
];

/// Reads a list of the VA synth's oscillators. Those it does not name are off; of more than there
/// is room for, the first that sound are taken.
pub(crate) fn va(node: &Node<'_>, targets: &mut [va::Oscillator; 3]) {
    let base = targets.each_ref().map(from_va);
    let Some(read) = list(node, &base, into_va) else { return };
    let sounding = read.into_iter().flatten();
    fit(node, sounding.filter(|(_, oscillator)| oscillator.enabled).collect(), targets);
}

/// Reads a list of Zenith's oscillators, which keep their places, since the matrix names them by
/// these; of more than four, the first that sound are taken. Those it does not name are off.
pub(crate) fn zenith(node: &Node<'_>, targets: &mut [Oscillator; 4]) {
    let base = targets.clone();
    let Some(read) = list(node, &base, |_, oscillator| Some(oscillator)) else { return };
    if read.len() > targets.len() {
        let sounding = read.into_iter().flatten();
        return fit(node, sounding.filter(|(_, it)| it.enabled).collect(), targets);
    }
    let mut read = read.into_iter();
    for (target, base) in targets.iter_mut().zip(base) {
        let given = read.next().flatten().map(|(_, oscillator)| oscillator);
        *target = given.unwrap_or(Oscillator { enabled: false, ..base });
    }
}

/// An oscillator that can be switched off.
trait Switched: Clone {
    fn off(&self) -> Self;
}

impl Switched for va::Oscillator {
    fn off(&self) -> Self {
        Self { enabled: false, ..self.clone() }
    }
}

impl Switched for Oscillator {
    fn off(&self) -> Self {
        Self { enabled: false, ..self.clone() }
    }
}

/// Each item of a list with its place, as far as it is an oscillator; `None`: it is no list.
fn list<T>(
    node: &Node<'_>,
    base: &[Oscillator],
    convert: impl Fn(&Node<'_>, Oscillator) -> Option<T>,
) -> Option<Vec<Option<(usize, T)>>> {
    if !matches!(node.value, Json::Array(_)) {
        node.warn("not-a-list", "a list of oscillators", "ignored");
        return None;
    }
    let read = node.items().enumerate().map(|(at, item)| {
        let base = base.get(at).cloned().unwrap_or_default();
        Some((at, convert(&item, oscillator(&item, base)?)?))
    });
    Some(read.collect())
}

/// Puts the oscillators that sound into the targets, one after another.
fn fit<T: Switched, const N: usize>(
    node: &Node<'_>,
    sounding: Vec<(usize, T)>,
    targets: &mut [T; N],
) {
    for (at, _) in sounding.iter().skip(N) {
        if let Some(item) = node.items().nth(*at) {
            let wanted = format!("at most {N} oscillators that sound");
            item.warn("too-many-oscillators", wanted, "left out");
        }
    }
    let mut sounding = sounding.into_iter();
    for target in targets {
        *target = sounding.next().map_or_else(|| target.off(), |(_, oscillator)| oscillator);
    }
}

/// An oscillator of the VA synth as one of Zenith, which has all that it has.
fn from_va(oscillator: &va::Oscillator) -> Oscillator {
    Oscillator {
        enabled: oscillator.enabled,
        waveform: match oscillator.waveform {
            va::Waveform::Sine => Waveform::Sine,
            va::Waveform::Square => Waveform::Square,
            va::Waveform::Sawtooth => Waveform::Sawtooth,
            va::Waveform::Triangle => Waveform::Triangle,
            va::Waveform::Supersaw => Waveform::Supersaw,
        },
        detune: oscillator.detune,
        octave: oscillator.octave,
        level: oscillator.level,
        pulse_width: oscillator.pulse_width,
        phase: oscillator.phase,
        unison_voices: Some(oscillator.unison_voices),
        unison_detune: oscillator.unison_detune,
        unison_spread: oscillator.unison_spread,
    }
}

/// And back; the noise, which it does not have, is left out.
fn into_va(node: &Node<'_>, oscillator: Oscillator) -> Option<va::Oscillator> {
    let waveform = match oscillator.waveform {
        Waveform::Sine => va::Waveform::Sine,
        Waveform::Square => va::Waveform::Square,
        Waveform::Sawtooth => va::Waveform::Sawtooth,
        Waveform::Triangle => va::Waveform::Triangle,
        Waveform::Supersaw => va::Waveform::Supersaw,
        Waveform::Noise => {
            if oscillator.enabled {
                node.warn("noise-left-out", "a waveform with a pitch", "oscillator left out");
            }
            return None;
        }
    };
    Some(va::Oscillator {
        enabled: oscillator.enabled,
        waveform,
        detune: oscillator.detune,
        octave: oscillator.octave,
        level: oscillator.level,
        pulse_width: oscillator.pulse_width,
        phase: oscillator.phase,
        unison_voices: oscillator.voices(),
        unison_detune: oscillator.unison_detune,
        unison_spread: oscillator.unison_spread,
    })
}

fn oscillator(node: &Node<'_>, base: Oscillator) -> Option<Oscillator> {
    let Some(object) = Object::of(node) else {
        node.warn("not-an-oscillator", "{enabled, waveform, level, ...}", "left out");
        return None;
    };
    let mut oscillator = Oscillator { enabled: true, ..base };
    oscillator.enabled = object.flag(&["enabled"]).unwrap_or(true);
    if let Some(waveform) = object.choice(&["waveform", "type"], WAVEFORMS) {
        oscillator.waveform = waveform;
    }
    object.put(&["detune"], -1200.0..=1200.0, &mut oscillator.detune.0);
    if let Some(node) = object.get(&["octave"]) {
        let octave = node.number_in(-2.0..=2.0).unwrap_or(0.0);
        oscillator.octave = libm::round(octave) as i32;
        if octave != libm::round(octave) {
            node.warn("not-whole", "whole octaves", format!("{} used", oscillator.octave));
        }
    }
    object.put(&["level"], 0.0..=1.0, &mut oscillator.level);
    object.put(&["pulseWidth"], 0.01..=0.99, &mut oscillator.pulse_width);
    object.put(&["unisonDetune"], 0.0..=100.0, &mut oscillator.unison_detune.0);
    object.put(&["unisonSpread", "unisonPan"], 0.0..=100.0, &mut oscillator.unison_spread);
    if let Some(voices) = object.number(&["unisonVoices"], 1.0..=7.0) {
        oscillator.unison_voices = Some(libm::round(voices) as u32);
    }
    object.put(&["phase"], 0.0..=1.0, &mut oscillator.phase);
    if oscillator.phase >= 1.0 {
        oscillator.phase = 0.0;
    }
    object.silent(&["id", "name"]);
    object.finish("an oscillator");
    Some(oscillator)
}
