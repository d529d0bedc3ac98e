//! A delay of a fixed number of frames.

/// A channel's last frames.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    buffer: Vec<f32>,
    /// The oldest.
    head: usize,
}

impl Ring {
    /// A silent delay of `frames` frames.
    pub(super) fn new(frames: usize) -> Self {
        Self { buffer: vec![0.0; frames], head: 0 }
    }

    /// By how many frames it delays.
    pub(super) fn frames(&self) -> usize {
        self.buffer.len()
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.buffer.fill(0.0);
        self.head = 0;
    }

    /// Whether both are to give the same.
    pub(super) fn is_twin_of(&self, other: &Self) -> bool {
        let bits = |x: &f32| x.to_bits();
        self.head == other.head && self.buffer.iter().map(bits).eq(other.buffer.iter().map(bits))
    }

    /// Becomes as `other`, which is as long.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.buffer.copy_from_slice(&other.buffer);
        self.head = other.head;
    }

    /// Delays in place.
    #[inline(always)]
    pub(super) fn delay(&mut self, mut sound: &mut [f32]) {
        while !sound.is_empty() && !self.buffer.is_empty() {
            let room = &mut self.buffer[self.head..];
            let count = room.len().min(sound.len());
            let (now, later) = sound.split_at_mut(count);
            now.swap_with_slice(&mut room[..count]);
            self.head += count;
            if self.head == self.buffer.len() {
                self.head = 0;
            }
            sound = later;
        }
    }
}
