//! `rebounce list`: what songs can use, from the same records that check them.

use crate::args::{List, ListArgs};
use crate::error::Error;
use rebounce_codec::Kind;
use rebounce_song::effect::Settings;
use rebounce_song::instrument::{Drum, DrumKind, Sound};
use rebounce_song::parameter::{Parameter, Unit};
use rebounce_song::preset;
use serde_json::{Value, json};
use std::fmt::Write;

/// Prints a list.
pub(super) fn list(args: &ListArgs) -> Result<(), Error> {
    let text = match (args.what, args.json) {
        (List::Effects, false) => effects_text(),
        (List::Effects, true) => super::json(&effects()),
        (List::Presets, false) => presets_text(),
        (List::Presets, true) => super::json(&presets()),
        (List::Drums, false) => drums_text(),
        (List::Drums, true) => super::json(&drums()),
        (List::Formats, false) => formats_text(),
        (List::Formats, true) => super::json(&formats()),
    };
    super::print(&text)
}

/// Every preset with all its settings, as the sound of an instrument.
fn presets() -> Value {
    let va = preset::names().iter().filter_map(|name| preset::va(name));
    let va = va.map(|va| json!(Sound::Va(Box::new(va))));
    let zenith = preset::zenith_names().iter().filter_map(|name| preset::zenith(name));
    va.chain(zenith.map(|zenith| json!(Sound::Zenith(Box::new(zenith))))).collect()
}

fn presets_text() -> String {
    let mut text = "va\n".to_owned();
    for va in preset::names().iter().filter_map(|name| preset::va(name)) {
        let name = va.preset.as_deref().unwrap_or_default();
        let on = va.oscillators.iter().filter(|oscillator| oscillator.enabled);
        let waveforms: Vec<String> = on.map(|oscillator| word(oscillator.waveform)).collect();
        let (mode, filter) = (word(va.voice_mode), word(va.filter.kind));
        let release = va.amplitude_envelope.release.0;
        let _ = writeln!(
            text,
            "  {name:16} {mode:4}  {filter:10} at {:5} Hz  release {release:5} s  {}",
            va.filter.cutoff.0,
            waveforms.join(", ")
        );
    }
    text += "\nzenith\n";
    for zenith in preset::zenith_names().iter().filter_map(|name| preset::zenith(name)) {
        let name = zenith.preset.as_deref().unwrap_or_default();
        let on = zenith.oscillators.iter().filter(|oscillator| oscillator.enabled);
        let waveforms: Vec<String> = on.map(|oscillator| word(oscillator.waveform)).collect();
        let (mode, filter) = (word(zenith.voice_mode), word(zenith.filter.kind));
        let release = zenith.amplitude_envelope.release.0;
        let _ = writeln!(
            text,
            "  {name:16} {mode:4}  {filter:10} at {:5} Hz  release {release:5} s  {}",
            zenith.filter.cutoff.0,
            waveforms.join(", ")
        );
    }
    text +=
        "\nEvery setting: rebounce list presets --json; every setting's range: rebounce schema\n";
    text
}

/// The name that songs use for an enum's value.
fn word(value: impl serde::Serialize) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}

fn effects() -> Value {
    let effects = Settings::all();
    let records = effects.iter().map(|effect| {
        json!({
            "type": effect.id(),
            "about": effect.about(),
            "parameters": effect.parameters().iter().map(parameter).collect::<Vec<_>>(),
        })
    });
    records.collect()
}

fn parameter(parameter: &Parameter) -> Value {
    let mut record = json!({
        "name": parameter.name,
        "unit": unit(parameter.unit),
        "min": shortest(parameter.min),
        "max": shortest(parameter.max),
        "default": shortest(parameter.default),
        "about": parameter.about,
    });
    if let Unit::Choice(names) = parameter.unit {
        record["choices"] = json!(names);
    }
    record
}

/// An f32 as the number people wrote: 0.1, not 0.10000000149.
fn shortest(value: f32) -> Value {
    value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Ratio => "",
        Unit::Decibels => "dB",
        Unit::Hertz => "Hz",
        Unit::Seconds => "s",
        Unit::Milliseconds => "ms",
        Unit::Percent => "%",
        Unit::BeatsPerMinute => "BPM",
        Unit::Degrees => "degrees",
        Unit::Semitones => "semitones",
        Unit::Cents => "cents",
        Unit::Count => "whole",
        Unit::Switch => "0 off, 1 on",
        Unit::Choice(_) => "choice",
    }
}

fn effects_text() -> String {
    let mut text = String::new();
    for effect in Settings::all() {
        let _ = writeln!(text, "{}: {}", effect.id(), effect.about());
        for parameter in effect.parameters() {
            let Parameter { name, min, max, default, about, .. } = parameter;
            let range = match parameter.unit {
                Unit::Choice(names) => {
                    let named = names.iter().enumerate().map(|(n, name)| format!("{n} {name}"));
                    named.collect::<Vec<_>>().join(", ")
                }
                Unit::Switch => "0 off, 1 on".to_owned(),
                Unit::Ratio => format!("{min} to {max}"),
                other => format!("{min} to {max} {}", unit(other)),
            };
            let _ = writeln!(text, "  {name:24} {range}; default {default}. {about}");
        }
        text.push('\n');
    }
    text
}

fn drums() -> Value {
    let kinds: Vec<Value> = kinds().iter().map(|kind| json!(kind)).collect();
    json!({ "kinds": kinds, "default": Drum::default() })
}

fn kinds() -> [DrumKind; 8] {
    use DrumKind::{Clap, ClosedHat, Cowbell, Cymbal, Kick, OpenHat, Snare, Tom};
    [Kick, Snare, Clap, ClosedHat, OpenHat, Tom, Cymbal, Cowbell]
}

fn drums_text() -> String {
    let names: Vec<String> =
        kinds().iter().map(|kind| json!(kind).as_str().unwrap_or_default().to_owned()).collect();
    format!(
        "{}\n\nEach has
  tune      -24 to 24 semitones, default 0. Transposition.
  decay     0.1 to 4, default 1. Length of the ring as a factor.
  tone      0 to 1, default 0.5. Share of noise, click or brightness.
  cutItself default true. A new note silences the one before in 5 ms.\n",
        names.join("\n")
    )
}

fn formats() -> Value {
    let written = |kind: Kind| {
        let mut record = json!({ "format": kind.extension(), "built": kind.is_built() });
        match kind {
            Kind::Wav | Kind::Aiff => record["bitDepths"] = json!([16, 24, 32]),
            Kind::Flac => record["bitDepths"] = json!([16, 24]),
            _ => record["lossy"] = json!(true),
        }
        record
    };
    json!({
        "songs": [
            "Rebounce song", "pattern", "pattern with options", "arrangement", "project",
            "MIDI file", "Hydrogen song",
        ],
        "recordings": ["WAV", "AIFF", "FLAC", "MP3", "Ogg Vorbis"],
        "written": Kind::ALL.map(written),
    })
}

fn formats_text() -> String {
    let built = |kind: Kind| if kind.is_built() { "" } else { " (not in this build)" };
    format!(
        "\
read, songs       Rebounce's own format (JSON, see rebounce schema), pattern JSON,
                  arrangement sequences, project files, MIDI files, Hydrogen songs
read, recordings  WAV, AIFF, FLAC, MP3, Ogg Vorbis
written           wav: 16 and 24 bit, 32-bit float (RF64 above 4 GiB); aiff: the same, to 4 GiB;
                  flac: 16 and 24 bit; ogg: Vorbis{}; opus: at 48 kHz{};
                  mp3: at 48 kHz, 44.1 kHz and lower{}\n",
        built(Kind::Vorbis),
        built(Kind::Opus),
        built(Kind::Mp3),
    )
}
