//! MIDI files, written for tests.

/// Ticks of a second, at 120 beats a minute.
pub(crate) const SECOND: u64 = 960;

/// Messages at ticks.
#[derive(Clone, Default)]
pub(crate) struct Midi {
    events: Vec<(u64, Vec<u8>)>,
}

impl Midi {
    /// A channel message at a time in seconds.
    pub(crate) fn at(&mut self, seconds: f64, message: &[u8]) {
        self.events.push(((seconds * SECOND as f64).round() as u64, message.to_vec()));
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut events = self.events.clone();
        events.sort_by_key(|(tick, _)| *tick);
        let mut track = Vec::new();
        let mut last = 0;
        for (tick, message) in events {
            track.extend(length(tick - last));
            track.extend(message);
            last = tick;
        }
        track.extend(length(SECOND));
        track.extend([0xFF, 0x2F, 0]);
        let mut file = b"MThd\0\0\0\x06\0\0\0\x01".to_vec();
        file.extend(480_u16.to_be_bytes());
        file.extend(b"MTrk");
        file.extend((track.len() as u32).to_be_bytes());
        file.extend(track);
        file
    }
}

/// A number in sevens of bits.
fn length(number: u64) -> Vec<u8> {
    let mut bytes = vec![(number & 0x7F) as u8];
    let mut rest = number >> 7;
    while rest > 0 {
        bytes.push((rest & 0x7F) as u8 | 0x80);
        rest >>= 7;
    }
    bytes.reverse();
    bytes
}
