//! `rebounce inspect`: what is in a song.

use super::soundfont;
use crate::args::InspectArgs;
use crate::diagnostics::{Detail, show};
use crate::error::Error;
use crate::fonts::FontLibrary;
use crate::input::Input;
use crate::machine;
use crate::text::{count, printable};
use rebounce_song::instrument::{Instrument, Sound};
use rebounce_song::{Effect, Pattern, Song};
use serde_json::{Value, json};
use std::fmt::Write;
use std::io;

/// Prints what is in a song.
pub(super) fn inspect(args: &InspectArgs) -> Result<(), Error> {
    let fonts = FontLibrary::default();
    if let Some(font) = soundfont::of(args, &fonts)? {
        return super::print(&font);
    }
    let known = fonts.fonts(&args.fonts.soundfont)?;
    let input = Input::read(&args.input, &known, &machine::clock())?;
    if args.json {
        return super::print(&super::json(&as_json(&input)));
    }
    super::print(&printable(&as_text(&input)))?;
    show(&mut io::stderr(), &input.diagnostics, Detail::of(false, args.verbose))
}

fn notes(pattern: &Pattern) -> usize {
    pattern.parts.iter().map(|part| part.notes.len()).sum()
}

fn effects(inserts: &[Effect]) -> Vec<&'static str> {
    inserts.iter().map(|effect| effect.settings.id()).collect()
}

fn sound(instrument: &Instrument) -> String {
    match &instrument.sound {
        Sound::Va(va) => {
            va.preset.clone().map_or("synth".to_owned(), |name| format!("synth {name}"))
        }
        Sound::Zenith(zenith) => {
            zenith.preset.clone().map_or("zenith".to_owned(), |name| format!("zenith {name}"))
        }
        Sound::Sampler(sampler) => format!("sampler, {}", count(sampler.zones.len(), "zone")),
        Sound::SoundFont(it) => format!("{}, bank {}, program {}", it.font, it.bank, it.program),
        Sound::Drum(drum) => format!("drum {}", json!(drum.kind).as_str().unwrap_or_default()),
    }
}

/// All recordings a song refers to, sorted; what a `data:` URL holds is left out.
fn recordings(song: &Song) -> Vec<String> {
    let short = |reference: &str| match reference.split_once(',') {
        Some((head, _)) if head.starts_with("data:") => format!("{head},..."),
        _ => reference.to_owned(),
    };
    let mut all: Vec<String> = song.recordings().into_iter().map(short).collect();
    all.dedup();
    all
}

/// The beat at which the last clip ends; none without clips.
fn end(song: &Song) -> Option<f64> {
    let ends = song.arrangement.clips.iter().map(|clip| clip.start.0 + clip.length.0);
    ends.reduce(f64::max)
}

fn as_json(input: &Input) -> Value {
    let song = &input.song;
    let instruments = song.instruments.iter().map(|instrument| {
        json!({
            "id": instrument.id, "name": instrument.name, "sound": sound(instrument),
            "output": instrument.output, "muted": instrument.muted,
            "inserts": effects(&instrument.inserts),
        })
    });
    let patterns = song.patterns.iter().map(|pattern| {
        json!({
            "id": pattern.id, "name": pattern.name, "length": pattern.length,
            "instruments": pattern.parts.iter().map(|part| &part.instrument).collect::<Vec<_>>(),
            "notes": notes(pattern),
        })
    });
    let tracks = song.mixer.tracks.iter().map(|track| {
        json!({
            "id": track.id, "name": track.name, "kind": track.kind, "output": track.output,
            "muted": track.muted, "solo": track.solo, "inserts": effects(&track.inserts),
            "sends": track.sends.iter().map(|send| &send.to).collect::<Vec<_>>(),
        })
    });
    json!({
        "path": input.path.display().to_string(),
        "hash": input.hash,
        "kind": input.kind(),
        "name": song.name,
        "tempo": song.tempo,
        "tempoChanges": song.tempo_changes.len(),
        "timeSignature": song.time_signature,
        "swing": song.swing,
        "instruments": instruments.collect::<Vec<_>>(),
        "patterns": patterns.collect::<Vec<_>>(),
        "arrangement": {
            "tracks": song.arrangement.tracks.len(),
            "clips": song.arrangement.clips.len(),
            "endBeat": end(song),
            "markers": song.arrangement.markers,
        },
        "automation": lanes(song),
        "tracks": tracks.collect::<Vec<_>>(),
        "master": { "inserts": effects(&song.mixer.master.inserts) },
        "recordings": recordings(song),
        "soundFonts": song.fonts(),
        "diagnostics": input.diagnostics,
    })
}

/// How many lanes there are, of patterns and of the song.
fn lanes(song: &Song) -> usize {
    song.patterns.iter().map(|pattern| pattern.automation.len()).sum::<usize>()
        + song.automation.len()
}

fn as_text(input: &Input) -> String {
    let song = &input.song;
    let mut text = String::new();
    let name = if song.name.is_empty() { "(no name)" } else { &song.name };
    let signature = song.time_signature;
    let _ = writeln!(
        text,
        "{name}: {}, {} BPM, {}/{}",
        input.kind(),
        song.tempo.0,
        signature.beats,
        signature.unit
    );
    let changes = song.tempo_changes.len();
    if changes > 0 {
        let _ = writeln!(text, "{}", count(changes, "later change") + " of tempo");
    }
    if lanes(song) > 0 {
        let _ = writeln!(text, "{} of automation", count(lanes(song), "lane"));
    }
    let chain = |inserts: &[Effect]| match effects(inserts) {
        effects if effects.is_empty() => String::new(),
        effects => format!("  [{}]", effects.join(", ")),
    };
    let muted = |muted: bool| if muted { "  muted" } else { "" };
    let _ = writeln!(text, "\n{}", count(song.instruments.len(), "instrument"));
    for instrument in &song.instruments {
        let Instrument { id, name, output, inserts, .. } = instrument;
        let (sound, chain) = (sound(instrument), chain(inserts));
        let muted = muted(instrument.muted);
        let _ = writeln!(text, "  {id:20} {name:24} {sound:24} -> {output}{chain}{muted}");
    }
    let _ = writeln!(text, "\n{}", count(song.patterns.len(), "pattern"));
    for pattern in &song.patterns {
        let notes = count(notes(pattern), "note");
        let length = pattern.length.map_or("whole bars".to_owned(), |l| format!("{} beats", l.0));
        let Pattern { id, name, .. } = pattern;
        let _ = writeln!(text, "  {id:20} {name:24} {notes}, {length}");
    }
    if let Some(end) = end(song) {
        let clips = count(song.arrangement.clips.len(), "clip");
        let _ = writeln!(text, "\n{clips}, to beat {end}");
    }
    let _ = writeln!(text, "\n{}", count(song.mixer.tracks.len(), "mixer track"));
    for track in &song.mixer.tracks {
        let (chain, muted) = (chain(&track.inserts), muted(track.muted));
        let _ =
            writeln!(text, "  {:20} {:24} -> {}{chain}{muted}", track.id, track.name, track.output);
    }
    if !song.mixer.master.inserts.is_empty() {
        let _ = writeln!(text, "  master{}", chain(&song.mixer.master.inserts));
    }
    let recordings = recordings(song);
    if !recordings.is_empty() {
        let _ = writeln!(text, "\n{}", count(recordings.len(), "recording"));
        for recording in recordings {
            let _ = writeln!(text, "  {recording}");
        }
    }
    text
}
