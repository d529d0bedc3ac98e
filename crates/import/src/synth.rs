//! What the two synths share: where an instrument keeps its patches, and the fields that are read
//! alike.

use crate::node::Node;
use crate::object::Object;
use rebounce_song::va::{Envelope, VoiceMode};
use rebounce_song::{Hertz, Seconds, Severity};

/// Where an instrument may keep a patch besides itself; the later one has the last word.
const PATCHES: &[&str] = &["preset", "settings"];

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

/// Reads a synth: first the preset that a name in the instrument stands for (it is told whether
/// the oscillators are given beside it), then the patches in the instrument on top of it.
pub(crate) fn synth<T>(
    instrument: &Object<'_>,
    preset: impl FnOnce(Option<&Node<'_>>, bool) -> T,
    patch: impl Fn(&Object<'_>, &mut T),
) -> T {
    let data = instrument.get(&["data"]);
    let data = data.as_ref().and_then(Object::of);
    let name = instrument.raw("presetName").filter(|name| !name.is_null());
    let name = name.or_else(|| data.as_ref().and_then(|data| data.get(&["presetName"])));
    let spelled = |node: &Node<'_>| Object::of(node).is_none();
    let has_patch = instrument.has("oscillators")
        || PATCHES.iter().any(|name| {
            let inner = instrument.get(&[*name]);
            inner.as_ref().and_then(Object::of).is_some_and(|inner| inner.has("oscillators"))
        });
    // A preset may be given by its name, in the field where patches stand.
    let name = name.or_else(|| instrument.get(&["preset"]).filter(spelled));
    let mut settings = preset(name.as_ref(), has_patch);
    patch(instrument, &mut settings);
    for object in [Some(instrument), data.as_ref()].into_iter().flatten() {
        for field in PATCHES {
            let Some(node) = object.get(&[*field]) else { continue };
            if let Some(inner) = Object::of(&node) {
                patch(&inner, &mut settings);
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
    settings
}

/// The fields of a patch that both synths have.
pub(crate) struct Common<'s> {
    pub(crate) filter_envelope: &'s mut Envelope,
    pub(crate) amplitude_envelope: &'s mut Envelope,
    pub(crate) voice_mode: &'s mut VoiceMode,
    pub(crate) portamento: &'s mut Seconds,
    pub(crate) legato: &'s mut bool,
    pub(crate) cut_itself: &'s mut bool,
    pub(crate) gain: &'s mut f64,
}

impl Common<'_> {
    /// Reads what `object` says of them, and names what the original has no such field for.
    pub(crate) fn read(self, object: &Object<'_>) {
        if let Some(node) = object.get(&["filterEnvelope"]) {
            envelope(&node, self.filter_envelope);
        }
        if let Some(node) = object.get(&["amplitudeEnvelope", "ampEnvelope"]) {
            envelope(&node, self.amplitude_envelope);
        }
        if let Some(mode) = object.choice(&["voiceMode"], VOICES) {
            *self.voice_mode = mode;
        }
        object.put(&["portamento"], 0.0..=2.0, &mut self.portamento.0);
        *self.legato = object.flag(&["legato"]).unwrap_or(*self.legato);
        *self.cut_itself = object.flag(&["cutItself"]).unwrap_or(*self.cut_itself);
        object.put(&["masterVolume"], 0.0..=1.0, self.gain);
        for name in ["unison", "unisonVoices", "unisonDetune", "unisonSpread", "effects"] {
            let Some(node) = object.get(&[name]) else { continue };
            node.fold(
                Severity::Info,
                "patch-field-without-effect",
                name.to_owned(),
                "no such field",
                "ignored, as by the original",
            );
        }
    }
}

/// The numbers of a filter.
pub(crate) struct FilterNumbers<'s> {
    pub(crate) cutoff: &'s mut Hertz,
    pub(crate) resonance: &'s mut f64,
    pub(crate) envelope_amount: &'s mut Hertz,
    pub(crate) key_tracking: &'s mut f64,
    pub(crate) drive: &'s mut f64,
}

/// Reads a filter into its numbers; its type, if it says one.
pub(crate) fn filter<T: Clone>(
    node: &Node<'_>,
    types: &[(&str, T)],
    numbers: FilterNumbers<'_>,
) -> Option<T> {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-filter", "{type, cutoff, resonance, ...}", "ignored");
        return None;
    };
    let kind = object.choice(&["type"], types);
    object.put(&["cutoff", "frequency"], 20.0..=20_000.0, &mut numbers.cutoff.0);
    object.put(&["envelopeAmount"], -20_000.0..=20_000.0, &mut numbers.envelope_amount.0);
    object.put(&["resonance", "q", "Q"], 0.0001..=30.0, numbers.resonance);
    object.put(&["keyTracking"], 0.0..=1.0, numbers.key_tracking);
    object.put(&["drive"], 0.0..=1.0, numbers.drive);
    // Stored by the original, and not used.
    object.silent(&["velocitySensitivity", "enabled"]);
    object.finish("a filter");
    kind
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
