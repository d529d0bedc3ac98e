//! An insert at work: an effect that sleeps while nothing rings in it.
//!
//! An effect that has had exact silence for the whole of its tail is reset and skipped until
//! sound comes again. That happens on an exact frame of the song, not of a window, so the size of
//! the window cannot be heard.

use crate::effects::{Made, Moves, SideBySide};
use crate::sound::Sound;
use std::ops::Range;

/// Silence an effect must have had before it may sleep, at least; so runs of silence shorter than
/// a piece (see `process`) need not be looked for.
const PIECE: usize = 4096;

pub(crate) struct Insert {
    effect: Made,
    /// What moves of it.
    moves: Option<Box<Moves>>,
    /// Frames of silence until it may sleep.
    tail: u64,
    /// Frames of silence it has had.
    quiet: u64,
    awake: bool,
    /// Frames since the beginning.
    frame: u64,
    /// How far ahead of that the song is, wrapping: see [`Insert::jump`].
    ahead: u64,
}

impl Insert {
    /// `tail` is the effect's, or the longest it comes to while its parameters move.
    pub(crate) fn new(effect: Made, tail: u64) -> Self {
        // Twice the tail: what is cut off when it falls asleep lies far below -90 dB.
        let tail = (2 * tail).max(PIECE as u64);
        Self { effect, moves: None, tail, quiet: 0, awake: false, frame: 0, ahead: 0 }
    }

    /// What moves goes on at another frame of the song. The effect's own clock does not notice, so
    /// those side by side stay in step.
    pub(crate) fn jump(&mut self, frame: u64) {
        self.ahead = frame.wrapping_sub(self.frame);
    }

    /// With parameters that move.
    pub(crate) fn moving(mut self, moves: Option<Box<Moves>>) -> Self {
        if moves.is_some() {
            self.effect.as_dyn_mut().will_move();
        }
        Self { moves, ..self }
    }

    /// Processes a window in place. `side` is what drives its detector, as long as the window.
    pub(crate) fn process(&mut self, sound: &mut Sound, side: Option<&Sound>) {
        let frames = sound.left.len();
        if sound.silent && !self.awake {
            self.frame += frames as u64;
            return;
        }
        let mut heard = false;
        for piece in pieces(frames) {
            heard |= self.piece(sound, piece, side);
        }
        sound.silent = !heard;
    }

    /// Processes a window of several inserts that have no side chain, each with its own sound:
    /// those of one kind side by side, in every piece that they are awake in all the time.
    pub(crate) fn process_beside(inserts: &mut [(&mut Self, &mut Sound)]) {
        let frames = inserts.first().map_or(0, |(_, sound)| sound.left.len());
        let mut heard = vec![false; inserts.len()];
        for piece in pieces(frames) {
            let mut beside = SideBySide::default();
            for ((insert, sound), heard) in inserts.iter_mut().zip(&mut heard) {
                if sound.silent && !insert.awake {
                    insert.frame += piece.len() as u64;
                } else if insert.stays_awake(sound, piece.clone()) {
                    *heard = true;
                    insert.count(sound, piece.clone());
                    insert.frame += piece.len() as u64;
                    beside.add(&mut insert.effect, sound, piece.clone());
                } else {
                    *heard |= insert.piece(sound, piece.clone(), None);
                }
            }
            beside.process();
        }
        for ((_, sound), heard) in inserts.iter_mut().zip(heard) {
            sound.silent = !heard;
        }
    }

    /// Whether a piece is nothing but its effect's, as it is.
    fn stays_awake(&self, sound: &Sound, piece: Range<usize>) -> bool {
        let leading = || quiet_at_start(sound, piece) as u64;
        self.awake && self.moves.is_none() && self.quiet + leading() < self.tail
    }

    /// Counts the silence at a piece's end.
    fn count(&mut self, sound: &Sound, piece: Range<usize>) {
        let frames = piece.len();
        let trailing = quiet_at_end(sound, piece);
        self.quiet = if trailing == frames { self.quiet } else { 0 } + trailing as u64;
    }

    /// Processes at most [`PIECE`] frames, so that at most one run of silence in them, the one
    /// they begin with, can send the effect to sleep. False: all is silent.
    fn piece(&mut self, sound: &mut Sound, piece: Range<usize>, side: Option<&Sound>) -> bool {
        let Range { start, end } = piece.clone();
        let frames = piece.len();
        let leading = quiet_at_start(sound, piece.clone());
        let mut from = start;
        if self.awake && self.quiet + leading as u64 >= self.tail {
            // It falls asleep inside the leading silence.
            from += (self.tail - self.quiet) as usize;
            self.follow(sound, start..from, start, side);
            self.awake = false;
        }
        if !self.awake {
            if leading == frames {
                self.frame += frames as u64;
                return from > start;
            }
            let wakes = self.frame + leading as u64;
            if let Some(moves) = &mut self.moves {
                moves.aim(wakes.wrapping_add(self.ahead), self.effect.as_dyn_mut());
            }
            self.effect.as_dyn_mut().reset(wakes);
            self.awake = true;
            self.quiet = 0;
            from = start + leading;
        }
        self.count(sound, piece);
        self.follow(sound, from..end, start, side);
        self.frame += frames as u64;
        true
    }

    /// Runs, and moves parameters on the way; frame `start` of the sound is the insert's next.
    fn follow(
        &mut self,
        sound: &mut Sound,
        frames: Range<usize>,
        start: usize,
        side: Option<&Sound>,
    ) {
        let mut from = frames.start;
        while let Some(moves) = &mut self.moves
            && from < frames.end
        {
            let now = (self.frame + (from - start) as u64).wrapping_add(self.ahead);
            moves.aim(now, self.effect.as_dyn_mut());
            let to = (from + moves.until_next(now)).min(frames.end);
            self.run(sound, from..to, side);
            from = to;
        }
        if from < frames.end {
            self.run(sound, from..frames.end, side);
        }
    }

    fn run(&mut self, sound: &mut Sound, frames: Range<usize>, side: Option<&Sound>) {
        let effect = self.effect.as_dyn_mut();
        if sound.is_mono() && side.is_none_or(Sound::is_mono) {
            let side = side.map(|side| &side.left[frames.clone()]);
            if effect.process_mono(&mut sound.mono_mut()[frames.clone()], side) {
                return;
            }
        }
        let side = side.map(|side| [&side.left[frames.clone()], &side.right()[frames.clone()]]);
        let [left, right] = sound.channels_mut();
        effect.process(&mut left[frames.clone()], &mut right[frames], side);
    }

    /// The effect, if it is still as it was made.
    pub(crate) fn into_effect(self) -> Option<Made> {
        self.moves.is_none().then_some(self.effect)
    }

    /// What the limiter that keeps the ceiling did: frames it acted in, and its largest reduction
    /// in dB. `None` for other effects.
    pub(crate) fn limited(&self) -> Option<(u64, f64)> {
        match &self.effect {
            Made::Ceiling(limiter) => Some((limiter.acted(), limiter.max_reduction_db().into())),
            _ => None,
        }
    }
}

/// A window in pieces.
fn pieces(frames: usize) -> impl Iterator<Item = Range<usize>> {
    (0..frames).step_by(PIECE).map(move |from| from..(from + PIECE).min(frames))
}

/// Samples that are looked at together.
const LOOK: usize = 64;

/// How many of these frames are silent before the first that is not.
fn quiet_at_start(sound: &Sound, frames: Range<usize>) -> usize {
    quiet(sound, frames, |samples| {
        let sounding = samples.chunks(LOOK).position(sounds);
        let from = sounding.map_or(samples.len(), |chunk| chunk * LOOK);
        from + samples[from..].iter().take_while(|x| **x == 0.0).count()
    })
}

/// How many of these frames are silent behind the last that is not.
fn quiet_at_end(sound: &Sound, frames: Range<usize>) -> usize {
    quiet(sound, frames, |samples| {
        let sounding = samples.rchunks(LOOK).position(sounds);
        let behind = sounding.map_or(samples.len(), |chunk| chunk * LOOK);
        let rest = &samples[..samples.len() - behind];
        behind + rest.iter().rev().take_while(|x| **x == 0.0).count()
    })
}

/// What `count` counts of both channels.
fn quiet(sound: &Sound, frames: Range<usize>, count: impl Fn(&[f32]) -> usize) -> usize {
    if sound.silent {
        return frames.len();
    }
    let left = count(&sound.left[frames.clone()]);
    if sound.is_mono() { left } else { left.min(count(&sound.right()[frames])) }
}

/// Whether any sample is not zero.
fn sounds(samples: &[f32]) -> bool {
    samples.iter().fold(false, |any, x| any | (*x != 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebounce_dsp::effects::Effect;

    /// Repeats what it hears 1000 frames later, and hums while it is awake.
    struct Echo {
        line: Vec<f32>,
        at: usize,
    }

    impl Effect for Echo {
        fn process(&mut self, left: &mut [f32], right: &mut [f32], _: Option<[&[f32]; 2]>) {
            for (left, right) in left.iter_mut().zip(right) {
                let out = self.line[self.at] + 1e-6;
                self.line[self.at] = *left;
                self.at = (self.at + 1) % 1000;
                (*left, *right) = (out, out);
            }
        }
        fn reset(&mut self, _: u64) {
            self.line.fill(0.0);
            self.at = 0;
        }
        fn latency(&self) -> usize {
            0
        }
        fn tail(&self) -> u64 {
            1000
        }
        fn memory(&self) -> u64 {
            1000
        }
        fn is_linear(&self) -> bool {
            true
        }
        fn makes_stereo(&self) -> bool {
            false
        }
        fn peak_gain(&self) -> f32 {
            1.0
        }
    }

    fn play(window: usize) -> Vec<f32> {
        let echo = Made::Effect(Box::new(Echo { line: vec![0.0; 1000], at: 0 }));
        let mut insert = Insert::new(echo, 1000);
        let mut out = Vec::new();
        let mut input = vec![0.0; 60_000];
        for at in [3, 5000, 5001, 15_000, 19_096, 19_097, 30_000, 49_999] {
            input[at] = 1.0;
        }
        for piece in input.chunks(window) {
            let mut sound = Sound::of(piece, piece);
            insert.process(&mut sound, None);
            assert_eq!(
                sound.silent,
                sound.left.iter().all(|x| *x == 0.0),
                "the flag tells the truth"
            );
            out.extend(sound.left);
        }
        out
    }

    #[test]
    fn where_an_effect_sleeps_does_not_depend_on_the_window() {
        let whole = play(60_000);
        for window in [1, 7, 480, 4096, 4097, 9001] {
            assert_eq!(whole, play(window), "window {window}");
        }
    }

    #[test]
    fn an_effect_sleeps_after_its_tail_and_wakes_with_the_sound() {
        let out = play(512);
        assert_eq!(out[2], 0.0, "nothing has come yet");
        assert!(out[3] > 0.0 && out[1003] > 0.5);
        // The last sound before frame 15000 is at 5001; it sleeps 4096 frames later.
        assert!(out[5001 + 4096] > 0.0);
        assert_eq!(out[5001 + 4097], 0.0);
        assert!(out[15_000] > 0.0 && out[16_000] > 0.5);
    }
}
