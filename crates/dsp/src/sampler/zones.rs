//! Which zone plays a note: its velocity layer first, then the nearest key, then whose turn it is.
//! The rule is that of the engine whose place we take.

use super::settings::Zone;

/// What zones are chosen by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Zones {
    zones: Vec<Choice>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Choice {
    key: f64,
    velocity_min: f64,
    velocity_max: f64,
    turn: u32,
}

impl Zones {
    /// The zones in the order in which their numbers count.
    #[must_use]
    pub fn new(zones: &[Zone]) -> Self {
        let choice = |zone: &Zone| Choice {
            key: zone.key,
            velocity_min: zone.velocity_min,
            velocity_max: zone.velocity_max,
            turn: zone.turn,
        };
        Self { zones: zones.iter().map(choice).collect() }
    }

    /// The number of the zone that plays a note, or `None` if there is none at all.
    ///
    /// Zones whose velocity range holds `velocity` (0..=1, both ends in it) are looked at, or all if
    /// none does; of these, those of the nearest key, of two as near the lower; of these, by
    /// `turn`, the one whose turn it is: `counter` (the notes played before) modulo their number.
    #[must_use]
    pub fn choose(&self, key: f32, velocity: f32, counter: u32) -> Option<u32> {
        let candidates = self.candidates(key, velocity);
        let turns = u32::try_from(candidates.len()).ok().filter(|turns| *turns > 0)?;
        Some(candidates[(counter % turns) as usize])
    }

    /// The zones that a note's turns choose among, in the order of their turns.
    #[must_use]
    pub fn candidates(&self, key: f32, velocity: f32) -> Vec<u32> {
        let (key, velocity) = (f64::from(key), f64::from(velocity));
        let fits = |zone: &Choice| (zone.velocity_min..=zone.velocity_max).contains(&velocity);
        let any_fits = self.zones.iter().any(fits);
        let layer =
            || self.zones.iter().enumerate().filter(move |(_, zone)| !any_fits || fits(zone));
        let nearest = layer()
            .map(|(_, zone)| zone.key)
            .min_by(|a, b| (a - key).abs().total_cmp(&(b - key).abs()).then(a.total_cmp(b)));
        let mut candidates: Vec<(u32, u32)> = layer()
            .filter(|(_, zone)| Some(zone.key) == nearest)
            .map(|(number, zone)| (zone.turn, number as u32))
            .collect();
        candidates.sort_unstable();
        candidates.into_iter().map(|(_, number)| number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn zone(key: f64, velocity_min: f64, velocity_max: f64, turn: u32) -> Zone {
        let recording = Arc::default();
        Zone { recording, key, base_key: key, velocity_min, velocity_max, turn, part: None }
    }

    #[test]
    fn no_zone_is_chosen_where_there_is_none() {
        assert_eq!(Zones::default().choose(60.0, 1.0, 0), None);
    }

    #[test]
    fn the_exact_key_then_the_nearest_then_the_lower_is_chosen() {
        let zones = Zones::new(&[zone(64.0, 0.0, 1.0, 0), zone(60.0, 0.0, 1.0, 0)]);
        for (key, number) in [(64.0, 0), (60.0, 1), (63.0, 0), (62.0, 1), (0.0, 1), (127.0, 0)] {
            assert_eq!(zones.choose(key, 0.5, 7), Some(number), "key {key}");
        }
    }

    #[test]
    fn the_velocity_layer_comes_before_the_key() {
        let zones = Zones::new(&[zone(60.0, 0.0, 0.5, 0), zone(72.0, 0.5, 0.9, 0)]);
        assert_eq!(zones.choose(60.0, 0.4, 0), Some(0));
        assert_eq!(zones.choose(60.0, 0.6, 0), Some(1));
        // Both hold 0.5: the key decides. None holds 1: all are looked at.
        assert_eq!(zones.choose(70.0, 0.5, 0), Some(1));
        assert_eq!(zones.choose(60.0, 1.0, 0), Some(0));
    }

    #[test]
    fn equals_take_turns_in_the_order_of_their_turns() {
        let zones = Zones::new(&[
            zone(60.0, 0.0, 1.0, 2),
            zone(60.0, 0.0, 1.0, 0),
            zone(61.0, 0.0, 1.0, 0),
            zone(60.0, 0.0, 1.0, 1),
        ]);
        let turns: Vec<_> = (0..5).map(|counter| zones.choose(60.0, 1.0, counter)).collect();
        assert_eq!(turns, [Some(1), Some(3), Some(0), Some(1), Some(3)]);
    }
}
