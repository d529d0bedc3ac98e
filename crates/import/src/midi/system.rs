//! System exclusive messages that change how channels are understood: resets, master volume, and
//! which parts are drums.

/// What a message asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum System {
    /// All channels as at the beginning, read by these rules.
    Reset(Rules),
    /// Master volume, 0..=1 of the control's way.
    Volume(f64),
    /// GS: a part of a channel is drums, or not.
    Drums { channel: u8, drums: bool },
}

/// Whose rules banks follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rules {
    /// General MIDI: channel 10 is drums, banks mean nothing.
    #[default]
    Gm,
    /// General MIDI 2: bank 120 is drums.
    Gm2,
    /// Roland GS: drums are told by a message.
    Gs,
    /// Yamaha XG: banks 126 and 127 are drums.
    Xg,
}

/// Understands a message without its first byte (0xF0); `None`: it asks for nothing that sounds.
///
/// Sources: Universal messages, MIDI 1.0 (General MIDI System On, Master Volume); Roland GS and
/// Yamaha XG, their public parameter lists (docs/sources.md, `midi`).
pub(super) fn system(message: &[u8]) -> Option<System> {
    let message = message.strip_suffix(&[0xF7]).unwrap_or(message);
    match *message {
        [0x7E, _, 0x09, 0x01] => Some(System::Reset(Rules::Gm)),
        [0x7E, _, 0x09, 0x03] => Some(System::Reset(Rules::Gm2)),
        [0x7F, _, 0x04, 0x01, low, high] => {
            let value = u16::from(high & 0x7F) << 7 | u16::from(low & 0x7F);
            Some(System::Volume(f64::from(value) / 16_383.0))
        }
        [0x43, device, 0x4C, 0x00, 0x00, 0x7E, 0x00] if device & 0xF0 == 0x10 => {
            Some(System::Reset(Rules::Xg))
        }
        [0x43, device, 0x4C, 0x00, 0x00, 0x04, volume] if device & 0xF0 == 0x10 => {
            Some(System::Volume(f64::from(volume & 0x7F) / 127.0))
        }
        [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x7F, 0x00, _] => Some(System::Reset(Rules::Gs)),
        [0x41, _, 0x42, 0x12, 0x00, 0x00, 0x7F, _, _] => Some(System::Reset(Rules::Gs)),
        [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x04, volume, _] => {
            Some(System::Volume(f64::from(volume & 0x7F) / 127.0))
        }
        [0x41, _, 0x42, 0x12, 0x40, part, 0x15, map, _] if part & 0xF0 == 0x10 => {
            // Parts are numbered by channel, but the tenth comes first.
            let channel = match part & 0x0F {
                0 => 9,
                part @ 1..=9 => part - 1,
                part => part,
            };
            Some(System::Drums { channel, drums: map != 0 })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resets_and_drum_parts_are_understood() {
        assert_eq!(system(&[0x7E, 0x7F, 0x09, 0x01, 0xF7]), Some(System::Reset(Rules::Gm)));
        let gs = [0x41, 0x10, 0x42, 0x12, 0x40, 0x00, 0x7F, 0x00, 0x41, 0xF7];
        assert_eq!(system(&gs), Some(System::Reset(Rules::Gs)));
        let xg = [0x43, 0x10, 0x4C, 0x00, 0x00, 0x7E, 0x00, 0xF7];
        assert_eq!(system(&xg), Some(System::Reset(Rules::Xg)));
        let part = |part| [0x41, 0x10, 0x42, 0x12, 0x40, part, 0x15, 0x01, 0x00, 0xF7];
        assert_eq!(system(&part(0x10)), Some(System::Drums { channel: 9, drums: true }));
        assert_eq!(system(&part(0x11)), Some(System::Drums { channel: 0, drums: true }));
        assert_eq!(system(&part(0x1A)), Some(System::Drums { channel: 10, drums: true }));
        assert_eq!(system(&[0x7F, 0x7F, 0x04, 0x01, 0x7F, 0x7F]), Some(System::Volume(1.0)));
        assert_eq!(system(&[]), None);
    }
}
