//! Settings of the synths: a preset's name, and patches on top of it.

use crate::matrix;
use crate::node::Node;
use crate::object::Object;
use crate::oscillators;
use crate::{lfo, preset};
use rebounce_song::va::{Envelope, Filter, FilterType, Va, VoiceMode};
use rebounce_song::{Hertz, Seconds};

/// Which of the original's synths a patch is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Synth {
    /// Three oscillators, one LFO with a target.
    Va,
    /// Four oscillators with unison each, LFOs that only the matrix hears.
    Zenith,
}

/// Where an instrument may keep a patch besides itself; the later one has the last word.
const PATCHES: &[&str] = &["preset", "settings"];

const FILTERS: &[(&str, FilterType)] = &[
    ("lowpass", FilterType::Lowpass),
    ("highpass", FilterType::Highpass),
    ("bandpass", FilterType::Bandpass),
    ("notch", FilterType::Notch),
    // The original's 24 dB forms have 12 dB too.
    ("lowpass24", FilterType::Lowpass),
    ("highpass24", FilterType::Highpass),
];

const VOICES: &[(&str, VoiceMode)] = &[("poly", VoiceMode::Poly), ("mono", VoiceMode::Mono)];

/// Fields of a patch that the original keeps but never hears, and what is for the screen.
const SILENT: &[&str] = &[
    "id",
    "name",
    "category",
    "description",
    "color",
    "tags",
    "author",
    "presetName",
    "version",
    "polyphony",
    "maxVoices",
];

/// The synth's settings, from the instrument and the patches in it.
pub(crate) fn va(instrument: &Object<'_>, synth: Synth) -> Va {
    let data = instrument.get(&["data"]);
    let data = data.as_ref().and_then(Object::of);
    let name = instrument.raw("presetName").filter(|name| !name.is_null());
    let name = name.or_else(|| data.as_ref().and_then(|data| data.get(&["presetName"])));
    let spelled = |node: &Node<'_>| Object::of(node).is_none();
    let preset = instrument.get(&["preset"]);
    let has_patch = instrument.has("oscillators")
        || ["preset", "settings"].iter().any(|name| {
            let inner = instrument.get(&[*name]);
            inner.as_ref().and_then(Object::of).is_some_and(|inner| inner.has("oscillators"))
        });
    // A preset may be given by its name, in the field where patches stand.
    let name = name.or_else(|| preset.filter(spelled));
    let mut va = name.map(|name| preset::preset(&name, synth, has_patch)).unwrap_or_default();
    patch(instrument, &mut va, synth);
    for object in [Some(instrument), data.as_ref()].into_iter().flatten() {
        for field in PATCHES {
            let Some(node) = object.get(&[*field]) else { continue };
            if let Some(inner) = Object::of(&node) {
                patch(&inner, &mut va, synth);
                inner.silent(SILENT);
                inner.finish("a patch");
            } else if *field == "settings" {
                node.warn("not-a-patch", "an object of settings", "ignored");
            }
        }
    }
    if let Some(data) = data {
        data.finish("an instrument's data");
    }
    va
}

/// Reads what `object` says into the settings.
fn patch(object: &Object<'_>, va: &mut Va, synth: Synth) {
    if let Some(node) = object.get(&["oscillators"]) {
        oscillators::oscillators(&node, &mut va.oscillators, synth);
    }
    if let Some(node) = object.get(&["filter"]) {
        filter(&node, &mut va.filter);
    }
    if let Some(node) = object.get(&["filterEnvelope"]) {
        envelope(&node, &mut va.filter_envelope);
    }
    if let Some(node) = object.get(&["amplitudeEnvelope", "ampEnvelope"]) {
        envelope(&node, &mut va.amplitude_envelope);
    }
    lfo::lfo(object, &mut va.lfo, synth);
    if let Some(node) = object.get(&["modulationMatrix", "modSlots", "modulation"]) {
        va.modulation = matrix::matrix(&node);
    }
    if let Some(mode) = object.choice(&["voiceMode"], VOICES) {
        va.voice_mode = mode;
    }
    object.put(&["portamento"], 0.0..=2.0, &mut va.portamento.0);
    va.legato = object.flag(&["legato"]).unwrap_or(va.legato);
    va.cut_itself = object.flag(&["cutItself"]).unwrap_or(va.cut_itself);
    object.put(&["masterVolume"], 0.0..=1.0, &mut va.gain);
    for name in ["unison", "unisonVoices", "unisonDetune", "unisonSpread", "effects"] {
        let Some(node) = object.get(&[name]) else { continue };
        node.fold(
            rebounce_song::Severity::Info,
            "patch-field-without-effect",
            name.to_owned(),
            "no such field",
            "ignored, as by the original",
        );
    }
}

fn filter(node: &Node<'_>, filter: &mut Filter) {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-filter", "{type, cutoff, resonance, ...}", "ignored");
        return;
    };
    if let Some(kind) = object.choice(&["type"], FILTERS) {
        filter.kind = kind;
    }
    let Filter { cutoff: Hertz(cutoff), envelope_amount: Hertz(amount), .. } = filter;
    object.put(&["cutoff", "frequency"], 20.0..=20_000.0, cutoff);
    object.put(&["envelopeAmount"], -20_000.0..=20_000.0, amount);
    object.put(&["resonance", "q", "Q"], 0.0001..=30.0, &mut filter.resonance);
    object.put(&["keyTracking"], 0.0..=1.0, &mut filter.key_tracking);
    object.put(&["drive"], 0.0..=1.0, &mut filter.drive);
    // Stored by the original, and not used.
    object.silent(&["velocitySensitivity", "enabled"]);
    object.finish("a filter");
}

/// Reads an envelope in seconds and shares.
pub(crate) fn envelope(node: &Node<'_>, envelope: &mut Envelope) {
    let Some(object) = Object::of(node) else {
        node.warn("not-an-envelope", "{attack, decay, sustain, release, ...}", "ignored");
        return;
    };
    let time = |name: &str, least: f64, most: f64, target: &mut Seconds| {
        let Some(node) = object.get(&[name]) else { return };
        let Some(seconds) = node.number() else { return };
        // The original holds times at its shortest, too, so nothing is lost.
        let seconds = if (0.0..least).contains(&seconds) { least } else { seconds };
        target.0 = node.clamped(seconds, least..=most);
    };
    time("delay", 0.0, 10.0, &mut envelope.delay);
    time("attack", 0.001, 10.0, &mut envelope.attack);
    time("hold", 0.0, 10.0, &mut envelope.hold);
    time("decay", 0.001, 10.0, &mut envelope.decay);
    time("release", 0.001, 20.0, &mut envelope.release);
    object.put(&["sustain"], 0.0..=1.0, &mut envelope.sustain);
    object.put(&["velocitySensitivity"], 0.0..=1.0, &mut envelope.velocity_sensitivity);
    object.finish("an envelope");
}

/// The legacy synth: a sawtooth with a sine below it, through an open filter; fact sheet 5.9. Of
/// its settings the original heard only the envelope.
pub(crate) fn legacy(instrument: &Object<'_>) -> Va {
    use rebounce_song::va::{Oscillator, Waveform};
    let mut va = Va::default();
    let oscillator = |waveform, level| Oscillator { waveform, level, ..Oscillator::default() };
    va.oscillators[0] = oscillator(Waveform::Sawtooth, 0.35);
    va.oscillators[1] = oscillator(Waveform::Sine, 0.15);
    va.oscillators[2].enabled = false;
    va.filter.cutoff = Hertz(20_000.0);
    va.filter.envelope_amount = Hertz(0.0);
    va.amplitude_envelope = Envelope {
        attack: Seconds(0.01),
        decay: Seconds(0.3),
        sustain: 0.7,
        release: Seconds(1.0),
        ..Envelope::default()
    };
    let params = instrument.get(&["synthParams"]);
    if let Some(params) = params.as_ref().and_then(Object::of) {
        if let Some(node) = params.get(&["envelope"]) {
            envelope(&node, &mut va.amplitude_envelope);
        }
        params.finish("a legacy synth's settings");
    }
    va
}
