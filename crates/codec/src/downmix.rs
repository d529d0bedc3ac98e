//! Any number of channels to at most two, after ITU-R BS.775 (key: bs775). The rule stands at
//! [`Note::Mixed`].

use symphonia::core::audio::{Channels, Position};

use crate::note::Note;

/// -3 dB, the square root of one half: the weight of centre and surround in BS.775, annex 4.
const SIDE: f32 = std::f32::consts::FRAC_1_SQRT_2;

const LEFT: Position = Position::REAR_LEFT
    .union(Position::FRONT_LEFT_CENTER)
    .union(Position::SIDE_LEFT)
    .union(Position::TOP_FRONT_LEFT)
    .union(Position::TOP_REAR_LEFT)
    .union(Position::TOP_SIDE_LEFT)
    .union(Position::BOTTOM_FRONT_LEFT)
    .union(Position::FRONT_LEFT_WIDE);

const RIGHT: Position = Position::REAR_RIGHT
    .union(Position::FRONT_RIGHT_CENTER)
    .union(Position::SIDE_RIGHT)
    .union(Position::TOP_FRONT_RIGHT)
    .union(Position::TOP_REAR_RIGHT)
    .union(Position::TOP_SIDE_RIGHT)
    .union(Position::BOTTOM_FRONT_RIGHT)
    .union(Position::FRONT_RIGHT_WIDE);

/// How the channels of one file become one or two.
#[derive(Clone, Debug, Default)]
pub(crate) struct Downmix {
    from: Channels,
    /// `[channel]`, weight into left and right; empty where channels stay as they are.
    weights: Vec<[f32; 2]>,
    low_frequency: usize,
}

impl Downmix {
    pub(crate) fn new(from: Channels) -> Self {
        let mut downmix = Self { from, ..Self::default() };
        if downmix.from.count() <= 2 {
            return downmix;
        }
        if let Channels::Positioned(positions) = &downmix.from {
            for position in positions.iter() {
                let weight = weight(position);
                downmix.low_frequency += usize::from(weight == [0.0; 2]);
                downmix.weights.push(weight);
            }
        } else {
            let sides = [[1.0, 0.0], [0.0, 1.0]];
            downmix.weights = sides.into_iter().cycle().take(downmix.from.count()).collect();
        }
        downmix
    }

    /// Whether channels like these come in.
    pub(crate) fn takes(&self, channels: &Channels) -> bool {
        self.from == *channels
    }

    /// Channels that come out: 1 or 2.
    pub(crate) fn channels(&self) -> usize {
        self.from.count().min(2)
    }

    /// What was done, if anything.
    pub(crate) fn note(&self) -> Option<Note> {
        let (channels, low_frequency) = (self.weights.len(), self.low_frequency);
        (channels > 0).then_some(Note::Mixed { channels, low_frequency })
    }

    /// Appends one packet, `[channel][frame]`.
    pub(crate) fn mix(&self, planes: &[Vec<f32>], output: &mut [Vec<f32>]) {
        if self.weights.is_empty() {
            for (plane, channel) in planes.iter().zip(output) {
                channel.extend_from_slice(plane);
            }
            return;
        }
        for (side, channel) in output.iter_mut().enumerate() {
            let start = channel.len();
            channel.resize(start + planes.first().map_or(0, Vec::len), 0.0);
            for (plane, weight) in planes.iter().zip(&self.weights) {
                for (sum, sample) in channel[start..].iter_mut().zip(plane) {
                    *sum += sample * weight[side];
                }
            }
        }
    }
}

/// What one place gives to left and right.
fn weight(position: Position) -> [f32; 2] {
    match position {
        Position::FRONT_LEFT => [1.0, 0.0],
        Position::FRONT_RIGHT => [0.0, 1.0],
        Position::LFE1 | Position::LFE2 => [0.0, 0.0],
        left if LEFT.contains(left) => [SIDE, 0.0],
        right if RIGHT.contains(right) => [0.0, SIDE],
        _ => [SIDE, SIDE],
    }
}
