//! Regions: a preset's zones and their instruments' zones put together, each a sample with all its
//! generators and modulators (key: soundfont2006, sections 9.4 and 9.5).

use super::font::{Font, Preset, Zone};
use super::generator::{self, COUNT, DEFAULTS};
use super::modulator::{Modulator, merged};

/// Regions of one preset that are kept at most: a font may name every instrument in every zone of
/// every preset.
pub const MOST: usize = 16_384;

/// Where a preset sounds, and how.
#[derive(Clone, Debug)]
pub struct Region {
    /// Lowest and highest key.
    pub keys: [u8; 2],
    /// Softest and loudest velocity.
    pub velocities: [u8; 2],
    /// The sample's number.
    pub sample: usize,
    /// Sums of the instrument's and the preset's, not yet held within ranges.
    pub generators: [f32; COUNT],
    /// Those that do something, without what the mixer does.
    pub modulators: Vec<Modulator>,
}

impl Region {
    /// Whether it plays a note.
    #[must_use]
    pub fn plays(&self, key: u8, velocity: u8) -> bool {
        (self.keys[0]..=self.keys[1]).contains(&key)
            && (self.velocities[0]..=self.velocities[1]).contains(&velocity)
    }
}

/// All that a preset plays; whether something was left out for [`MOST`]. `velocity_filter`: the
/// default modulator from velocity to the filter's cutoff is heard.
#[must_use]
pub fn regions(font: &Font, preset: &Preset, velocity_filter: bool) -> (Vec<Region>, bool) {
    let mut regions = Vec::new();
    for outer in &preset.zones.zones {
        let Some(instrument) = font.instruments().get(outer.plays) else { continue };
        let outer = [&preset.zones.global, outer];
        let outer_keys = ranges(outer);
        for inner in &instrument.zones {
            let Some(sample) = font.samples().get(inner.plays) else { continue };
            if sample.missing {
                continue;
            }
            let inner = [&instrument.global, inner];
            let [keys, velocities] = both(outer_keys, ranges(inner));
            if keys[0] > keys[1] || velocities[0] > velocities[1] {
                continue;
            }
            if regions.len() == MOST {
                return (regions, true);
            }
            regions.push(Region {
                keys,
                velocities,
                sample: inner[1].plays,
                generators: sums(inner, outer),
                modulators: merged(
                    inner.map(|zone| &zone.modulators[..]),
                    outer.map(|zone| &zone.modulators[..]),
                    velocity_filter,
                ),
            });
        }
    }
    (regions, false)
}

type Ranges = [[u8; 2]; 2];

/// Keys and velocities of a zone; those of the global one hold unless it has its own.
fn ranges(zones: [&Zone; 2]) -> Ranges {
    [generator::KEY_RANGE, generator::VELOCITY_RANGE].map(|number| {
        let found = zones.into_iter().rev().find_map(|zone| value(zone, number));
        found.map_or([0, 127], i16::to_le_bytes)
    })
}

/// Where both hold.
fn both(a: Ranges, b: Ranges) -> Ranges {
    [0, 1].map(|i| [a[i][0].max(b[i][0]), a[i][1].min(b[i][1])])
}

fn value(zone: &Zone, number: usize) -> Option<i16> {
    let found = zone.generators.iter().rev().find(|(it, _)| usize::from(*it) == number);
    found.map(|(_, amount)| *amount)
}

fn sums(inner: [&Zone; 2], outer: [&Zone; 2]) -> [f32; COUNT] {
    let mut own = DEFAULTS;
    for (number, amount) in inner.iter().flat_map(|zone| &zone.generators) {
        if let Some(own) = own.get_mut(usize::from(*number)) {
            *own = *amount;
        }
    }
    let mut added = [0_i16; COUNT];
    for (number, amount) in outer.iter().flat_map(|zone| &zone.generators) {
        if let Some(added) = added.get_mut(usize::from(*number))
            && generator::adds(usize::from(*number))
        {
            *added = *amount;
        }
    }
    core::array::from_fn(|i| f32::from(own[i]) + f32::from(added[i]))
}
