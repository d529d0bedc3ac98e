//! What a document says about how it is to be rendered.

use crate::node::Node;
use crate::object::Object;
use crate::tempo;
use crate::time::LONGEST;
use rebounce_song::{Beats, BeatsPerMinute};

/// Render options found in a document; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Wanted {
    /// Frames per second, 8000..=192000.
    pub sample_rate: Option<u32>,
    /// Bits per sample: 16, 24 or 32.
    pub bit_depth: Option<u32>,
    /// Tempo instead of the song's, 1..=999.
    pub tempo: Option<BeatsPerMinute>,
    /// Where the output begins, >= 0.
    pub from: Option<Beats>,
    /// Where the music ends, > 0.
    pub to: Option<Beats>,
    /// Length of the output in frames, > 0.
    pub frames: Option<u64>,
    /// Whether effects are heard.
    pub effects: Option<bool>,
    /// Whether the end is faded out.
    pub fade: Option<bool>,
    /// Whether tracks are asked for one by one beside the mix.
    pub stems: Option<bool>,
    /// Whether the peak is brought to full scale.
    pub normalize: Option<bool>,
}

/// Rates and bits of the named qualities.
const QUALITIES: &[(&str, (u32, u32))] = &[
    ("demo", (22_050, 16)),
    ("draft", (22_050, 16)),
    ("standard", (44_100, 16)),
    ("high", (48_000, 24)),
    ("studio", (96_000, 32)),
    ("professional", (96_000, 32)),
];

/// Options that are the business of whoever writes files, or of nobody.
const SILENT: &[&str] = &[
    "format",
    "download",
    "addToProject",
    "fileNameTemplate",
    "onProgress",
    "mode",
    "splitChannels",
    "automationData",
    "automation",
    "channels",
    "stereo",
];

/// Longest output that is taken, in frames: twelve days at 192 kHz.
const MOST_FRAMES: f64 = 2e11;

/// The options at `node`.
pub(crate) fn wanted(node: &Node<'_>) -> Wanted {
    let mut wanted = Wanted::default();
    let Some(object) = Object::of(node) else {
        node.warn("not-options", "an object of options", "ignored");
        return wanted;
    };
    if let Some(quality) = object.get(&["quality"]) {
        read_quality(&quality, &mut wanted);
    }
    rate_and_bits(&object, &mut wanted);
    wanted.tempo = object.get(&["bpm", "tempo"]).and_then(|node| tempo::tempo(&node));
    wanted.from = object.number(&["startTime", "from"], 0.0..=LONGEST).map(Beats);
    wanted.to = object.get(&["endTime", "to"]).and_then(|node| {
        let to = node.number()?;
        if to > wanted.from.unwrap_or(Beats(0.0)).0 {
            return Some(Beats(node.clamped(to, 0.0..=LONGEST)));
        }
        node.warn("end-before-start", "an end after the start", "ignored: to the song's end");
        None
    });
    wanted.frames = object.get(&["length"]).and_then(|node| {
        let frames = node.number_in(0.0..=MOST_FRAMES)?;
        if frames >= 1.0 {
            return Some(frames as u64);
        }
        node.warn("length-not-positive", "a length above 0 frames", "ignored: natural length");
        None
    });
    wanted.effects = object.flag(&["includeEffects", "effects"]);
    wanted.fade = object.flag(&["fadeOut", "fade"]);
    wanted.normalize = object.flag(&["normalize"]);
    let kind = object.raw("type").map(|node| node.plain());
    let stems = kind.is_some_and(|kind| matches!(kind.as_str(), "stems" | "channels"));
    wanted.stems = object.flag(&["exportStems", "stems"]).or(stems.then_some(true));
    object.silent(SILENT);
    object.finish("the options");
    wanted
}

/// A name, or an object with rate and bits.
fn read_quality(node: &Node<'_>, wanted: &mut Wanted) {
    if let Some(object) = Object::of(node) {
        rate_and_bits(&object, wanted);
        object.silent(&["quality", "name", "label"]);
        object.finish("a quality");
    } else if let Some((rate, bits)) = node.choice(QUALITIES) {
        wanted.sample_rate = Some(rate);
        wanted.bit_depth = Some(bits);
    }
}

/// Rate and bits, where they are given; else they stay.
fn rate_and_bits(object: &Object<'_>, wanted: &mut Wanted) {
    if let Some(rate) = object.number(&["sampleRate"], 8000.0..=192_000.0) {
        wanted.sample_rate = Some(rate as u32);
    }
    let Some(node) = object.get(&["bitDepth"]) else { return };
    let Some(bits) = node.number() else { return };
    match [16, 24, 32].into_iter().find(|known| f64::from(*known) == bits) {
        Some(bits) => wanted.bit_depth = Some(bits),
        None => node.warn("unknown-bit-depth", "16, 24 or 32", "ignored: the default holds"),
    }
}
