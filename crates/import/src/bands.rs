//! The bands of the multiband EQ.

use crate::json::Json;
use crate::node::Node;
use crate::object::Object;
use rebounce_song::effect::{Band, BandType};

/// Most bands an EQ has.
const MOST: usize = 32;

const TYPES: &[(&str, BandType)] = &[
    ("peaking", BandType::Peaking),
    ("lowshelf", BandType::Lowshelf),
    ("highshelf", BandType::Highshelf),
    ("notch", BandType::Notch),
    ("lowpass", BandType::Lowpass),
    ("highpass", BandType::Highpass),
    ("peak", BandType::Peaking),
    ("bell", BandType::Peaking),
];

/// The bands at `node`, at most 32.
pub(crate) fn bands(node: &Node<'_>) -> Vec<Band> {
    if !matches!(node.value, Json::Array(_)) {
        node.warn("not-a-list", "a list of bands", "ignored: no bands");
    }
    if node.items().len() > MOST {
        node.warn("too-many-bands", format!("at most {MOST} bands"), "the later ones left out");
    }
    node.items().take(MOST).filter_map(|item| band(&item)).collect()
}

fn band(node: &Node<'_>) -> Option<Band> {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-band", "a band: {type, frequency, gain, q}", "left out");
        return None;
    };
    let mut band = Band::default();
    let id = object.raw("id").filter(|id| !id.is_null());
    band.id = id.map(|id| id.plain()).unwrap_or_default();
    if let Some(kind) = object.choice(&["type"], TYPES) {
        band.kind = kind;
    }
    put(&object, &["frequency", "freq"], (20.0, 20_000.0), &mut band.frequency);
    put(&object, &["gain"], (-24.0, 24.0), &mut band.gain);
    put(&object, &["q", "Q"], (0.1, 18.0), &mut band.q);
    put(&object, &["threshold"], (-60.0, 0.0), &mut band.threshold);
    put(&object, &["ratio"], (1.0, 20.0), &mut band.ratio);
    put(&object, &["attack"], (0.1, 500.0), &mut band.attack);
    put(&object, &["release"], (1.0, 5000.0), &mut band.release);
    band.active = object.flag(&["active", "enabled"]).unwrap_or(true);
    band.dynamic_enabled = object.flag(&["dynamicEnabled"]).unwrap_or(false);
    object.silent(&["color", "name", "label"]);
    object.finish("a band");
    Some(band)
}

fn put(object: &Object<'_>, names: &[&str], (low, high): (f64, f64), target: &mut f32) {
    if let Some(number) = object.number(names, low..=high) {
        *target = number as f32;
    }
}
