//! Modulators: what moves generators, and by how much (key: soundfont2006, sections 8.2 to 8.4, 9.5).

use super::generator;

/// A modulator, as the file has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modulator {
    /// What moves it: index, palette, direction, polarity and curve in the bits of section 8.2.
    pub source: u16,
    /// The generator it moves.
    pub destination: u16,
    /// In the generator's unit.
    pub amount: i16,
    /// What moves the amount.
    pub amount_source: u16,
    /// 0: as it is; 2: its magnitude (section 8.3).
    pub transform: u16,
}

/// What a source is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Controller {
    /// Nothing: always 1.
    None,
    /// Of the note.
    Velocity,
    /// Of the note.
    Key,
    /// Of the key or the channel.
    Pressure,
    /// The bend wheel's place.
    Wheel,
    /// The bend wheel's range.
    Sensitivity,
    /// A MIDI controller.
    Midi(u8),
}

/// The number of [`Controller::Wheel`] among the controllers that lanes of a song move.
pub const WHEEL: u8 = 128;

const VELOCITY_TO_CUTOFF: usize = 1;
/// The first of those that a song's mixer does, until the end.
const FIRST_OF_MIXER: usize = 4;

/// Those that every zone has (section 8.4). The bend wheel's is not among them: it is the voice's
/// bend, and no generator that a font could name. The mixer does the last five.
const DEFAULTS: [Modulator; 9] = {
    const fn new(source: u16, destination: usize, amount: i16) -> Modulator {
        let destination = destination as u16;
        Modulator { source, destination, amount, amount_source: 0, transform: 0 }
    }
    [
        new(0x0502, generator::ATTENUATION, 960),
        new(0x0102, generator::FILTER_CUTOFF, -2400),
        new(0x000D, generator::VIB_LFO_TO_PITCH, 50),
        new(0x0081, generator::VIB_LFO_TO_PITCH, 50),
        new(0x0587, generator::ATTENUATION, 960),
        new(0x058B, generator::ATTENUATION, 960),
        // The mixer goes all the way; the specification's 1000 would be there halfway.
        new(0x028A, generator::PAN, 500),
        new(0x00DB, generator::REVERB_SEND, 200),
        new(0x00DD, generator::CHORUS_SEND, 200),
    ]
};

impl Modulator {
    /// Whether the other one takes its place, or adds to it (section 9.5.1).
    fn is_like(&self, other: &Self) -> bool {
        let Self { source, destination, amount_source, transform, .. } = *self;
        let plain = (source, destination, amount_source, transform)
            == (other.source, other.destination, other.amount_source, other.transform);
        // Fonts name the default of velocity and cutoff with a switch as the amount's source, as
        // older texts of the specification had it.
        let cutoff = |it: &Self| {
            (it.source, it.destination) == (0x0102, generator::FILTER_CUTOFF as u16)
                && matches!(it.amount_source & 0xFF, 0 | 2)
                && (it.amount_source == 0 || it.amount_source >> 10 == 3)
        };
        plain || (cutoff(self) && cutoff(other))
    }

    /// What its two sources are told by; `None`: one is not known here, and it does nothing.
    #[must_use]
    pub fn controllers(&self) -> Option<[Controller; 2]> {
        Some([controller(self.source)?, controller(self.amount_source)?])
    }

    /// What it adds to its generator. `at` tells where a controller is, 0..=1.
    pub(super) fn value(&self, at: &impl Fn(Controller) -> f32) -> f32 {
        let Some([first, second]) = self.controllers() else { return 0.0 };
        // A modulator whose source is nothing does nothing (section 8.2.1).
        if first == Controller::None {
            return 0.0;
        }
        let first = shaped(self.source, at(first));
        let second =
            if second == Controller::None { 1.0 } else { shaped(self.amount_source, at(second)) };
        let value = f32::from(self.amount) * first * second;
        if self.transform == 2 { value.abs() } else { value }
    }

    /// Whether it is that of a softer note, in any amount: what a voice's gain can do.
    pub(super) fn is_velocity_to_level(&self) -> bool {
        self.is_like(&DEFAULTS[0])
    }
}

fn controller(source: u16) -> Option<Controller> {
    let index = source & 0x7F;
    if source & 0x80 != 0 {
        // Banks, data entry and parameter numbers, and modes are no sources (section 8.2.1).
        let told = !matches!(index, 0 | 6 | 32 | 38 | 98..=101 | 120..=127);
        return told.then_some(Controller::Midi(index as u8));
    }
    match index {
        0 => Some(Controller::None),
        2 => Some(Controller::Velocity),
        3 => Some(Controller::Key),
        10 | 13 => Some(Controller::Pressure),
        14 => Some(Controller::Wheel),
        16 => Some(Controller::Sensitivity),
        _ => None,
    }
}

/// A place, 0..=1, through the source's direction, polarity and curve (sections 8.2.2 to 8.2.4,
/// 9.5.3).
fn shaped(source: u16, place: f32) -> f32 {
    let (down, bipolar) = (source & 0x100 != 0, source & 0x200 != 0);
    let place = if down { 1.0 - place } else { place };
    let curve = |x: f32| match source >> 10 {
        1 => concave(x),
        2 => 1.0 - concave(1.0 - x),
        3 => f32::from(u8::from(x >= 0.5)),
        _ => x,
    };
    if !bipolar {
        return curve(place);
    }
    let place = 2.0 * place - 1.0;
    match source >> 10 {
        3 => 2.0 * f32::from(u8::from(place >= 0.0)) - 1.0,
        _ => curve(place.abs()).copysign(place),
    }
}

/// `-20 / 96 log10((1 - x)^2)`: 96 dB of squares (section 9.5.3).
fn concave(x: f32) -> f32 {
    if x >= 1.0 {
        return 1.0;
    }
    (libm::log10(1.0 - f64::from(x.max(0.0))) * (-40.0 / 96.0)).min(1.0) as f32
}

/// The modulators of a zone: what the instrument's zones say in the place of the defaults, and what
/// the preset's add (section 9.5). Those that the mixer does are left with what is beyond the
/// default; those that do nothing are left out.
pub(super) fn merged(
    instrument: [&[Modulator]; 2],
    preset: [&[Modulator]; 2],
    velocity_filter: bool,
) -> Vec<Modulator> {
    let mut all = DEFAULTS.to_vec();
    if !velocity_filter {
        all[VELOCITY_TO_CUTOFF].amount = 0;
    }
    for modulator in instrument.into_iter().flatten() {
        match all.iter_mut().find(|it| it.is_like(modulator)) {
            Some(known) => *known = *modulator,
            None => all.push(*modulator),
        }
    }
    let mut added: Vec<Modulator> = Vec::new();
    for modulator in preset.into_iter().flatten() {
        match added.iter_mut().find(|it| it.is_like(modulator)) {
            Some(known) => *known = *modulator,
            None => added.push(*modulator),
        }
    }
    for modulator in added {
        match all.iter_mut().find(|it| it.is_like(&modulator)) {
            Some(known) => known.amount = known.amount.saturating_add(modulator.amount),
            None => all.push(modulator),
        }
    }
    for (modulator, default) in all.iter_mut().zip(DEFAULTS).skip(FIRST_OF_MIXER) {
        modulator.amount = modulator.amount.saturating_sub(default.amount);
    }
    all.retain(|it| {
        it.amount != 0
            && usize::from(it.destination) < generator::COUNT
            && it.controllers().is_some_and(|[source, _]| source != Controller::None)
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn velocity(velocity: f32) -> impl Fn(Controller) -> f32 {
        move |controller| if controller == Controller::Velocity { velocity / 127.0 } else { 0.0 }
    }

    #[test]
    fn velocity_attenuates_by_forty_decibels_a_decade() {
        for v in [1.0_f32, 10.0, 64.0, 127.0] {
            let want = -400.0 * libm::log10(f64::from(v) / 127.0);
            let got = f64::from(DEFAULTS[0].value(&velocity(v)));
            // 960 steps of half an ulp of the curve.
            assert!((got - want).abs() < 1e-3, "{v}: {got} {want}");
        }
    }

    #[test]
    fn curves_meet_their_ends_and_directions() {
        let at = |curve: u16, place: f32| shaped(curve, place);
        for (curve, low, high) in [(0x0000, 0.0, 1.0), (0x0100, 1.0, 0.0), (0x0200, -1.0, 1.0)] {
            for kind in [0, 1, 2, 3] {
                let curve = curve | kind << 10;
                assert_eq!((at(curve, 0.0), at(curve, 1.0)), (low, high), "{curve:x}");
            }
        }
        assert_eq!(at(0x0C00, 0.49), 0.0);
        // A concave curve lies below the line, a convex one above.
        assert!(at(0x0400, 0.5) < 0.2 && at(0x0800, 0.5) > 0.8);
    }

    #[test]
    fn an_instrument_replaces_and_a_preset_adds() {
        let own = Modulator { amount: 0, ..DEFAULTS[0] };
        let more = Modulator { amount: 100, ..DEFAULTS[0] };
        let none: &[Modulator] = &[];
        let level = |it: Vec<Modulator>| it.iter().find(|it| it.destination == 48).copied();
        assert_eq!(level(merged([none, none], [none, none], false)), Some(DEFAULTS[0]));
        assert_eq!(level(merged([&[own], none], [none, none], false)), None);
        assert_eq!(level(merged([&[own], none], [none, &[more]], false)), Some(more));
        // What the mixer does is left with the difference.
        let louder = Modulator { amount: 0, ..DEFAULTS[4] };
        let left = merged([&[louder], none], [none, none], false);
        assert!(left.iter().any(|it| it.source == 0x0587 && it.amount == -960));
    }
}
