//! Effects of one kind side by side: every channel of every one has a lane, and all of them take
//! about the time of one. The bits are those of the effects one by one.

use super::Effect;
use crate::lanes::{F32, Simd, WIDTH, transpose};
use core::ops::Range;

/// An effect, and the sound that it is to process beside others of its kind.
pub struct Member<'a, E> {
    /// The effect.
    pub effect: &'a mut E,
    /// The sound's left channel, processed in place.
    pub left: &'a mut [f32],
    /// Its right, as long; `None`: it is the same as the left, which the effect must be fit for
    /// ([`Beside::are_twins`]).
    pub right: Option<&'a mut [f32]>,
}

/// An effect of which several can be processed side by side.
pub trait Beside: Effect + Sized {
    /// Whether both channels remember the same, so that a sound whose channels are the same may be
    /// processed once.
    fn are_twins(&self) -> bool;

    /// Processes every member as [`Effect::process`] (or [`Effect::process_mono`]) does, to the
    /// bit. All sounds are equally long, all effects at the same frame; the order of the members
    /// may be changed.
    fn process_beside(members: &mut [Member<'_, Self>]);
}

impl<E: Effect> Member<'_, E> {
    fn process_alone(&mut self) {
        match &mut self.right {
            Some(right) => self.effect.process(self.left, right, None),
            None => {
                let done = self.effect.process_mono(self.left, None);
                debug_assert!(done, "its channels ring differently");
            }
        }
    }

    fn channels(&self) -> usize {
        1 + usize::from(self.right.is_some())
    }
}

/// Cuts members into rows that have lanes enough, those of two channels first, and processes those
/// alone that do not fit, or have nobody beside them. In a row the channels have the lanes in order,
/// so both of one effect lie in a pair of lanes.
pub(super) fn rows<'a, E: Effect>(
    members: &mut [Member<'a, E>],
    fits: impl Fn(&mut E) -> bool,
    mut process: impl FnMut(&mut [Member<'a, E>]),
) {
    let (mut looked, mut count) = (0, members.len());
    while looked < count {
        if fits(members[looked].effect) {
            looked += 1;
        } else {
            count -= 1;
            members[looked].process_alone();
            members.swap(looked, count);
        }
    }
    let mut left = &mut members[..count];
    left.sort_unstable_by_key(|member| member.right.is_none());
    while !left.is_empty() {
        let (mut lanes, mut count) = (0, 0);
        while count < left.len() && lanes + left[count].channels() <= WIDTH {
            lanes += left[count].channels();
            count += 1;
        }
        let (row, rest) = left.split_at_mut(count);
        match row {
            [one] => one.process_alone(),
            row => process(row),
        }
        left = rest;
    }
}

/// Whose a lane is.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    pub(super) lane: usize,
    pub(super) channel: usize,
    /// What holds of the channel holds of both.
    pub(super) both: bool,
}

/// Hands on every effect of a row with each of its seats.
#[inline(always)]
pub(super) fn seats<E: Effect>(row: &mut [Member<'_, E>], mut each: impl FnMut(&mut E, Seat)) {
    let mut lane = 0;
    for member in row {
        let both = member.right.is_none();
        for channel in 0..member.channels() {
            each(member.effect, Seat { lane, channel, both });
            lane += 1;
        }
    }
}

/// Most frames that rows are asked for at once.
pub(super) const STRETCH: usize = 256;

/// The sound of a row's lanes, [`STRETCH`] frames of it.
pub(super) struct Sounds {
    /// `[frame][lane]`.
    pub(super) track: [[f32; WIDTH]; STRETCH],
    /// `[lane][frame]`.
    pub(super) rows: [[f32; STRETCH]; WIDTH],
}

impl Default for Sounds {
    fn default() -> Self {
        Self { track: [[0.0; WIDTH]; STRETCH], rows: [[0.0; STRETCH]; WIDTH] }
    }
}

impl Sounds {
    /// Puts frames of a row's channels into the track; zeros where nobody is.
    #[inline(always)]
    pub(super) fn interleave<S: Simd, E: Effect>(
        &mut self,
        simd: S,
        row: &[Member<'_, E>],
        frames: Range<usize>,
    ) {
        let silence = [0.0; STRETCH];
        let mut channels = [&silence[..frames.len()]; WIDTH];
        let heard = row.iter().flat_map(|it| [Some(&*it.left), it.right.as_deref()]).flatten();
        for (channel, heard) in channels.iter_mut().zip(heard) {
            *channel = &heard[frames.clone()];
        }
        let whole = frames.len() / WIDTH;
        let blocks = self.track.as_chunks_mut::<WIDTH>().0;
        for (block, track) in blocks[..whole].iter_mut().enumerate() {
            let mut rows = [F32::splat(simd, 0.0); WIDTH];
            for (row, channel) in rows.iter_mut().zip(channels) {
                *row = F32::load(simd, &channel.as_chunks().0[block]);
            }
            for (track, frame) in track.iter_mut().zip(transpose(rows)) {
                frame.store(track);
            }
        }
        for frame in whole * WIDTH..frames.len() {
            self.track[frame] = channels.map(|channel| channel[frame]);
        }
    }

    /// Puts `frames` frames of the track into the rows.
    #[inline(always)]
    pub(super) fn turn<S: Simd>(&mut self, simd: S, frames: usize) {
        let blocks = self.track.as_chunks::<WIDTH>().0;
        for (block, track) in blocks[..frames.div_ceil(WIDTH)].iter().enumerate() {
            let mut frames = [F32::splat(simd, 0.0); WIDTH];
            for (frame, track) in frames.iter_mut().zip(track) {
                *frame = F32::load(simd, track);
            }
            for (row, lane) in self.rows.iter_mut().zip(transpose(frames)) {
                lane.store(&mut row.as_chunks_mut().0[block]);
            }
        }
    }

    /// Puts the track's frames back into a row's channels.
    #[inline(always)]
    pub(super) fn deinterleave<S: Simd, E: Effect>(
        &mut self,
        simd: S,
        row: &mut [Member<'_, E>],
        frames: Range<usize>,
    ) {
        self.turn(simd, frames.len());
        let channels = row.iter_mut().flat_map(|it| [Some(&mut *it.left), it.right.as_deref_mut()]);
        for (channel, row) in channels.flatten().zip(&self.rows) {
            channel[frames.clone()].copy_from_slice(&row[..frames.len()]);
        }
    }
}
