//! The LFOs of the synths.

use crate::json::Json;
use crate::node::Node;
use crate::object::Object;
use crate::scalar::parse_number;
use rebounce_song::Beats;
use rebounce_song::va::{self, LfoTarget, LfoWaveform};
use rebounce_song::zenith::Lfo;

const WAVEFORMS: &[(&str, LfoWaveform)] = &[
    ("sine", LfoWaveform::Sine),
    ("square", LfoWaveform::Square),
    ("sawtooth", LfoWaveform::Sawtooth),
    ("saw", LfoWaveform::Sawtooth),
    ("triangle", LfoWaveform::Triangle),
];

const TARGETS: &[(&str, LfoTarget)] = &[
    ("filter.cutoff", LfoTarget::FilterCutoff),
    ("filter.resonance", LfoTarget::FilterResonance),
    ("osc.level", LfoTarget::OscillatorLevel),
    ("osc.detune", LfoTarget::OscillatorDetune),
    ("osc.pitch", LfoTarget::OscillatorPitch),
    ("volume", LfoTarget::OscillatorLevel),
    ("pitch", LfoTarget::OscillatorPitch),
];

/// The original's depth where an LFO is given without one.
const DEPTH: f64 = 0.5;

/// Reads the LFO of a VA patch: `lfo` with `lfoTarget`, or the first of `lfos`.
pub(crate) fn va(patch: &Object<'_>, lfo: &mut va::Lfo) {
    if let Some(target) = patch.choice(&["lfoTarget"], TARGETS) {
        lfo.target = target;
    }
    let mut read =
        Lfo { frequency: lfo.frequency, depth: lfo.depth, waveform: lfo.waveform, sync: lfo.sync };
    if let Some(node) = patch.get(&["lfo"]) {
        one(&node, &mut read);
    }
    if let Some(list) = patch.get(&["lfos"]) {
        for (item, at) in list.items().zip(0..) {
            match at {
                0 => one(&item, &mut read),
                _ => left_out(&item, "one LFO"),
            }
        }
    }
    let Lfo { frequency, depth, waveform, sync } = read;
    *lfo = va::Lfo { frequency, depth, waveform, sync, target: lfo.target };
}

/// Reads the LFOs of a Zenith patch: the list `lfos`, or `lfo` as the first of them.
pub(crate) fn zenith(patch: &Object<'_>, lfos: &mut [Lfo; 4]) {
    if let Some(node) = patch.get(&["lfo"]) {
        one(&node, &mut lfos[0]);
    }
    if let Some(list) = patch.get(&["lfos"]) {
        if !matches!(list.value, Json::Array(_)) {
            list.warn("not-a-list", "a list of LFOs", "ignored");
        }
        for (at, item) in list.items().enumerate() {
            match lfos.get_mut(at) {
                Some(lfo) => one(&item, lfo),
                None => left_out(&item, "four LFOs"),
            }
        }
    }
    if let Some(node) = patch.get(&["lfoTarget"]) {
        node.fold(
            rebounce_song::Severity::Info,
            "patch-field-without-effect",
            "lfoTarget".to_owned(),
            "a slot of the matrix",
            "ignored, as by the original: Zenith's LFOs are heard through the matrix alone",
        );
    }
}

fn left_out(item: &Node<'_>, wanted: &str) {
    let severity = rebounce_song::Severity::Info;
    item.fold(severity, "too-many-lfos", String::new(), wanted, "ignored");
}

fn one(node: &Node<'_>, lfo: &mut Lfo) {
    let Some(object) = Object::of(node) else {
        node.warn("not-an-lfo", "{frequency, depth, waveform}", "ignored");
        return;
    };
    object.put(&["frequency", "rate"], 0.01..=20.0, &mut lfo.frequency.0);
    lfo.depth = object.number(&["depth", "amount"], 0.0..=1.0).unwrap_or(DEPTH);
    if let Some(waveform) = object.choice(&["waveform", "shape"], WAVEFORMS) {
        lfo.waveform = waveform;
    }
    let rate = object.get(&["tempoSyncRate"]);
    if object.flag(&["tempoSync"]).unwrap_or(false) {
        lfo.sync = Some(rate.and_then(|node| cycle(&node)).unwrap_or(Beats(0.25)));
    }
    // The original's presets carry a target that it never reads: `lfoTarget` is what counts.
    object.silent(&["target", "enabled", "id", "name"]);
    object.finish("an LFO");
}

/// The length of a cycle. The original takes the fraction itself as beats, so that `1/4` is a
/// quarter of a beat; songs sound as they did.
fn cycle(node: &Node<'_>) -> Option<Beats> {
    let text = node.text()?;
    let beats = match text.split_once('/') {
        Some((above, below)) => parse_number(above).zip(parse_number(below)).map(|(a, b)| a / b),
        None => parse_number(&text),
    };
    match beats.filter(|beats| beats.is_finite() && *beats > 0.0) {
        Some(beats) => Some(Beats(node.clamped(beats, 1.0 / 64.0..=64.0))),
        None => {
            node.warn("unknown-rate", "a fraction such as \"1/4\"", "\"1/4\" used");
            None
        }
    }
}
