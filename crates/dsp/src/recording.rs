//! Recorded sound in memory.

/// A decoded recording.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// `[channel][frame]`, 1 or 2 channels of equal length.
    pub channels: Vec<Vec<f32>>,
    /// Frames per second.
    pub sample_rate: u32,
}

impl Recording {
    /// Length in frames.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }
}
