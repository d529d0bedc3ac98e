//! Settings of the Zenith synth: a preset's name, and patches on top of it.

use crate::matrix;
use crate::object::Object;
use crate::oscillators;
use crate::synth::{self, Common, FilterNumbers};
use crate::{lfo, preset};
use rebounce_song::zenith::{
    Filter, FilterType, Modulation, ModulationSource, ModulationTarget, Zenith,
};

const FILTERS: &[(&str, FilterType)] = &[
    ("lowpass", FilterType::Lowpass),
    ("highpass", FilterType::Highpass),
    ("bandpass", FilterType::Bandpass),
    ("notch", FilterType::Notch),
    ("lowpass24", FilterType::Lowpass24),
    ("highpass24", FilterType::Highpass24),
];

const SOURCES: &[(&str, ModulationSource)] = &[
    ("lfo_1", ModulationSource::Lfo1),
    ("lfo_2", ModulationSource::Lfo2),
    ("lfo_3", ModulationSource::Lfo3),
    ("lfo_4", ModulationSource::Lfo4),
    ("lfo", ModulationSource::Lfo1),
    ("env_1", ModulationSource::FilterEnvelope),
    ("env_2", ModulationSource::AmplitudeEnvelope),
    ("velocity", ModulationSource::Velocity),
    ("aftertouch", ModulationSource::Aftertouch),
    ("mod_wheel", ModulationSource::ModWheel),
];

const TARGETS: &[(&str, ModulationTarget)] = &[
    ("filter.cutoff", ModulationTarget::FilterCutoff),
    ("filter.resonance", ModulationTarget::FilterResonance),
    ("filter.drive", ModulationTarget::FilterDrive),
    ("osc.1.level", ModulationTarget::Oscillator1Level),
    ("osc.2.level", ModulationTarget::Oscillator2Level),
    ("osc.3.level", ModulationTarget::Oscillator3Level),
    ("osc.4.level", ModulationTarget::Oscillator4Level),
    ("osc.1.detune", ModulationTarget::Oscillator1Detune),
    ("osc.2.detune", ModulationTarget::Oscillator2Detune),
    ("osc.3.detune", ModulationTarget::Oscillator3Detune),
    ("osc.4.detune", ModulationTarget::Oscillator4Detune),
    ("lfo.1.rate", ModulationTarget::Lfo1Rate),
    ("lfo.2.rate", ModulationTarget::Lfo2Rate),
    ("lfo.3.rate", ModulationTarget::Lfo3Rate),
    ("lfo.4.rate", ModulationTarget::Lfo4Rate),
];

/// The synth's settings, from the instrument and the patches in it.
pub(crate) fn zenith(instrument: &Object<'_>) -> Zenith {
    synth::synth(instrument, preset::zenith, patch)
}

/// Reads what `object` says into the settings.
fn patch(object: &Object<'_>, zenith: &mut Zenith) {
    if let Some(node) = object.get(&["oscillators"]) {
        oscillators::zenith(&node, &mut zenith.oscillators);
    }
    if let Some(node) = object.get(&["filter"]) {
        let Filter { kind, cutoff, resonance, envelope_amount, key_tracking, drive } =
            &mut zenith.filter;
        let numbers = FilterNumbers { cutoff, resonance, envelope_amount, key_tracking, drive };
        *kind = synth::filter(&node, FILTERS, numbers).unwrap_or(*kind);
    }
    lfo::zenith(object, &mut zenith.lfos);
    if let Some(node) = object.get(&["modSlots", "modulation", "modulationMatrix"]) {
        let slots = matrix::matrix(&node, SOURCES, TARGETS).into_iter();
        let slot = |slot: matrix::Slot<_, _>| Modulation {
            source: slot.source,
            target: slot.target,
            amount: slot.amount,
            curve: slot.curve,
        };
        zenith.modulation = slots.map(slot).collect();
    }
    let common = Common {
        filter_envelope: &mut zenith.filter_envelope,
        amplitude_envelope: &mut zenith.amplitude_envelope,
        voice_mode: &mut zenith.voice_mode,
        portamento: &mut zenith.portamento,
        legato: &mut zenith.legato,
        cut_itself: &mut zenith.cut_itself,
        gain: &mut zenith.gain,
    };
    common.read(object);
}
