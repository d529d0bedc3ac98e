//! Settings of the VA synth: a preset's name, and patches on top of it; and the legacy synth, which
//! it plays.

use crate::matrix;
use crate::object::Object;
use crate::oscillators;
use crate::synth::{self, Common, FilterNumbers, envelope};
use crate::{lfo, preset};
use rebounce_song::va::{Envelope, Filter, FilterType, Modulation, Va};
use rebounce_song::va::{ModulationSource, ModulationTarget};
use rebounce_song::{Hertz, Seconds};

const FILTERS: &[(&str, FilterType)] = &[
    ("lowpass", FilterType::Lowpass),
    ("highpass", FilterType::Highpass),
    ("bandpass", FilterType::Bandpass),
    ("notch", FilterType::Notch),
    // The original's 24 dB forms have 12 dB too.
    ("lowpass24", FilterType::Lowpass),
    ("highpass24", FilterType::Highpass),
];

const SOURCES: &[(&str, ModulationSource)] = &[
    ("lfo_1", ModulationSource::Lfo),
    ("lfo", ModulationSource::Lfo),
    ("env_1", ModulationSource::FilterEnvelope),
    ("env_2", ModulationSource::AmplitudeEnvelope),
    ("velocity", ModulationSource::Velocity),
    ("aftertouch", ModulationSource::Aftertouch),
    ("mod_wheel", ModulationSource::ModWheel),
];

const TARGETS: &[(&str, ModulationTarget)] = &[
    ("filter.cutoff", ModulationTarget::FilterCutoff),
    ("filter.resonance", ModulationTarget::FilterResonance),
    ("osc.level", ModulationTarget::OscillatorLevel),
    ("osc.detune", ModulationTarget::OscillatorDetune),
    ("osc.pitch", ModulationTarget::OscillatorPitch),
];

/// The synth's settings, from the instrument and the patches in it.
pub(crate) fn va(instrument: &Object<'_>) -> Va {
    synth::synth(instrument, preset::va, patch)
}

/// Reads what `object` says into the settings.
fn patch(object: &Object<'_>, va: &mut Va) {
    if let Some(node) = object.get(&["oscillators"]) {
        oscillators::va(&node, &mut va.oscillators);
    }
    if let Some(node) = object.get(&["filter"]) {
        let Filter { kind, cutoff, resonance, envelope_amount, key_tracking, drive } =
            &mut va.filter;
        let numbers = FilterNumbers { cutoff, resonance, envelope_amount, key_tracking, drive };
        *kind = synth::filter(&node, FILTERS, numbers).unwrap_or(*kind);
    }
    lfo::va(object, &mut va.lfo);
    if let Some(node) = object.get(&["modulationMatrix", "modSlots", "modulation"]) {
        let slots = matrix::matrix(&node, SOURCES, TARGETS).into_iter();
        let slot = |slot: matrix::Slot<_, _>| Modulation {
            source: slot.source,
            target: slot.target,
            amount: slot.amount,
            curve: slot.curve,
        };
        va.modulation = slots.map(slot).collect();
    }
    let common = Common {
        filter_envelope: &mut va.filter_envelope,
        amplitude_envelope: &mut va.amplitude_envelope,
        voice_mode: &mut va.voice_mode,
        portamento: &mut va.portamento,
        legato: &mut va.legato,
        cut_itself: &mut va.cut_itself,
        gain: &mut va.gain,
    };
    common.read(object);
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
