//! Oscillators of the synths.

use crate::json::Json;
use crate::node::Node;
use crate::object::Object;
use crate::va::Synth;
use rebounce_song::va::{Oscillator, Waveform};

/// Waveforms; `None` is the noise, which songs do not have.
const WAVEFORMS: &[(&str, Option<Waveform>)] = &[
    ("sine", Some(Waveform::Sine)),
    ("square", Some(Waveform::Square)),
    ("pulse", Some(Waveform::Square)),
    ("sawtooth", Some(Waveform::Sawtooth)),
    ("saw", Some(Waveform::Sawtooth)),
    ("triangle", Some(Waveform::Triangle)),
    ("supersaw", Some(Waveform::Supersaw)),
    ("noise", None),
];

/// Reads a list of oscillators. Those it does not name are off; of more than there is room for,
/// the first that sound are taken.
pub(crate) fn oscillators(node: &Node<'_>, targets: &mut [Oscillator; 3], synth: Synth) {
    if !matches!(node.value, Json::Array(_)) {
        node.warn("not-a-list", "a list of oscillators", "ignored");
        return;
    }
    let base = targets.clone();
    let mut read = Vec::new();
    for (item, at) in node.items().zip(0_usize..) {
        let base = base.get(at).cloned().unwrap_or_default();
        if let Some(oscillator) = oscillator(&item, base, synth) {
            if oscillator.enabled && read.len() == targets.len() {
                item.warn("too-many-oscillators", "three oscillators that sound", "left out");
            } else if oscillator.enabled {
                read.push(oscillator);
            }
        }
    }
    let off = |base: &Oscillator| Oscillator { enabled: false, ..base.clone() };
    let mut sounding = read.into_iter();
    for (target, base) in targets.iter_mut().zip(&base) {
        *target = sounding.next().unwrap_or_else(|| off(base));
    }
}

fn oscillator(node: &Node<'_>, base: Oscillator, synth: Synth) -> Option<Oscillator> {
    let Some(object) = Object::of(node) else {
        node.warn("not-an-oscillator", "{enabled, waveform, level, ...}", "left out");
        return None;
    };
    let mut oscillator = Oscillator { enabled: true, ..base };
    oscillator.enabled = object.flag(&["enabled"]).unwrap_or(true);
    if let Some(node) = object.get(&["waveform", "type"]) {
        match node.choice(WAVEFORMS) {
            Some(Some(waveform)) => oscillator.waveform = waveform,
            Some(None) if oscillator.enabled => {
                node.warn("noise-left-out", "a waveform with a pitch", "oscillator left out");
                oscillator.enabled = false;
            }
            Some(None) | None => {}
        }
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
    let voices = object.get(&["unisonVoices"]);
    if let Some(voices) = voices.as_ref().and_then(|node| node.number_in(1.0..=7.0)) {
        oscillator.unison_voices = libm::round(voices) as u32;
    }
    if let (Synth::Zenith, Some(node)) = (synth, voices) {
        unison(&node, &mut oscillator);
    }
    object.put(&["phase"], 0.0..=1.0, &mut oscillator.phase);
    if oscillator.phase >= 1.0 {
        oscillator.phase = 0.0;
    }
    object.silent(&["id", "name"]);
    object.finish("an oscillator");
    Some(oscillator)
}

/// Zenith's oscillators have unison whatever their waveform; songs' only as sawtooths.
fn unison(node: &Node<'_>, oscillator: &mut Oscillator) {
    match oscillator.waveform {
        Waveform::Sawtooth if oscillator.unison_voices > 1 => {
            oscillator.waveform = Waveform::Supersaw;
            node.info("unison-as-supersaw", "one voice, or a supersaw", "played as a supersaw");
        }
        Waveform::Sawtooth | Waveform::Supersaw => {}
        _ if oscillator.unison_voices > 1 && oscillator.enabled => {
            node.warn("unison-left-out", "unison of sawtooths only", "one voice plays");
        }
        _ => {}
    }
}
