//! What is in a SoundFont, for `rebounce inspect`.

use crate::args::InspectArgs;
use crate::error::Error;
use crate::fonts::FontLibrary;
use crate::text::{count, printable};
use rebounce_dsp::soundfont::{Font, Preset};
use serde_json::json;
use std::fmt::Write;
use std::fs::File;
use std::io::Read;

/// What is in the input, if it is a SoundFont.
///
/// # Errors
/// [`Error::Input`]: it is one, and cannot be read.
pub(super) fn of(args: &InspectArgs, fonts: &FontLibrary) -> Result<Option<String>, Error> {
    let mut head = [0; 12];
    let read = File::open(&args.input).and_then(|mut file| file.read_exact(&mut head));
    if read.is_err() || !rebounce_codec::is_soundfont(&head) {
        return Ok(None);
    }
    let loaded = fonts.load(&args.input).map_err(|error| Error::Input(error.to_string()))?;
    let font = &loaded.font;
    let mut presets: Vec<&Preset> = font.presets().iter().collect();
    presets.sort_by_key(|preset| (preset.bank, preset.program));
    let notes: Vec<String> = loaded.notes.iter().map(ToString::to_string).collect();
    if args.json {
        let preset =
            |it: &&Preset| json!({"bank": it.bank, "program": it.program, "name": it.name});
        return Ok(Some(super::json(&json!({
            "path": args.input.display().to_string(),
            "hash": loaded.hash,
            "kind": "SoundFont",
            "name": font.name,
            "bitDepth": bits(font),
            "samples": font.samples().len(),
            "instruments": font.instruments().len(),
            "presets": presets.iter().map(preset).collect::<Vec<_>>(),
            "damage": notes,
        }))));
    }
    let name = if font.name.is_empty() { "(no name)" } else { &font.name };
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{name}: SoundFont, {}, {}, {} of {} bits",
        count(presets.len(), "preset"),
        count(font.instruments().len(), "instrument"),
        count(font.samples().len(), "sample"),
        bits(font)
    );
    for note in notes {
        let _ = writeln!(text, "damaged: {note}");
    }
    let _ = writeln!(text, "\nbank  program  name");
    for Preset { bank, program, name, .. } in presets {
        let _ = writeln!(text, "{bank:4}  {program:7}  {name}");
    }
    Ok(Some(printable(&text)))
}

fn bits(font: &Font) -> u8 {
    if font.is_fine() { 24 } else { 16 }
}
