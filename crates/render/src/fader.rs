//! Faders and levels at work, still or moving.
//!
//! What moves is evaluated every [`CELL`] frames of the song's time and goes in straight lines
//! between; a jump takes [`JUMP_S`] ahead of its place. Against the exact curve the error inside a cell is at most
//! `h^2 / 8` times its second derivative, `h` being the length of a cell.

use crate::automation::{Automation, Mover};
use crate::handed::Part;
use crate::pan;
use crate::sound::{Sound, UNITY};
use rebounce_dsp::mixing::{self, Way};
use std::ops::Range;

/// Frames of a cell.
pub(crate) const CELL: u64 = 16;

/// Seconds that a jump takes: too short to be heard as a fade, and long enough for a ramp whose
/// spectrum has fallen by 40 dB at 3 kHz (1 / (pi f t) twice over).
const JUMP_S: f64 = 0.005;

/// What moves of a fader.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FaderMoves {
    pub(crate) gain: Level,
    /// A second gain on top of the first.
    pub(crate) volume: Level,
    pub(crate) pan: Level,
    /// A third gain, which never moves.
    pub(crate) staged: f32,
    pub(crate) law: Law,
    /// A gain ahead of all that is handed on, 0 or 1.
    pub(crate) audible: Option<usize>,
}

/// A setting, and the motion that takes its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Level {
    pub(crate) setting: f64,
    pub(crate) motion: Option<usize>,
}

/// How a fader pans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Law {
    /// Not at all.
    Straight,
    Mono,
    Stereo,
}

impl FaderMoves {
    /// Whether anything moves.
    pub(crate) fn any(&self) -> bool {
        [self.gain.motion, self.volume.motion, self.pan.motion, self.audible]
            .iter()
            .any(Option::is_some)
    }
}

/// A level that moves.
#[derive(Clone, Debug)]
struct Moving {
    setting: f64,
    mover: Option<Mover>,
}

impl Moving {
    fn new(level: Level, automation: &Automation, sample_rate: u32) -> Self {
        let mover = level.motion.map(|motion| mover(motion, automation, sample_rate));
        Self { setting: level.setting, mover }
    }

    fn at(&mut self, cell: i64) -> f64 {
        self.mover.as_mut().map_or(self.setting, |mover| mover.at(cell))
    }
}

fn mover(motion: usize, automation: &Automation, sample_rate: u32) -> Mover {
    let cells = (JUMP_S * f64::from(sample_rate) / CELL as f64).ceil() as usize;
    Mover::new(&automation.motions[motion], CELL, cells.max(1))
}

/// The frames of a window that lie in one cell of the song.
struct Piece {
    frames: Range<usize>,
    /// Below 0 before the song begins.
    cell: i64,
    /// Of the first frame in the cell.
    offset: usize,
}

/// A window cut at the song's cells; `from` is its first frame, `late` by how much it is behind
/// the song.
fn pieces(from: u64, late: u64, frames: usize) -> impl Iterator<Item = Piece> {
    let (song, cell) = (from as i64 - late as i64, CELL as i64);
    let mut start = 0;
    std::iter::from_fn(move || {
        let at = song + start as i64;
        let offset = at.rem_euclid(cell) as usize;
        let end = (start + CELL as usize - offset).min(frames);
        let piece = Piece { frames: start..end, cell: at.div_euclid(cell), offset };
        start = end;
        (!piece.frames.is_empty()).then_some(piece)
    })
}

/// A way's level that moves.
#[derive(Clone, Debug)]
pub(crate) struct Send {
    mover: Mover,
    late: u64,
    frame: u64,
    scaled: Sound,
}

impl Send {
    pub(crate) fn new(motion: usize, automation: &Automation, rate: u32, late: u64) -> Self {
        let mover = mover(motion, automation, rate);
        Self { mover, late, frame: 0, scaled: Sound::default() }
    }

    /// Goes on at another frame.
    pub(crate) fn jump(&mut self, frame: u64) {
        self.frame = frame;
    }

    /// The window of `frames` frames, of which these parts sound, at its level.
    pub(crate) fn scale<'a>(
        &mut self,
        parts: impl Iterator<Item = Part<'a>> + Clone,
        frames: usize,
    ) -> &Sound {
        self.scaled.resize(frames);
        if self.scaled.take(parts, UNITY, false) {
            gain(&mut self.mover, self.frame, self.late, &mut self.scaled);
        } else {
            self.scaled.clear();
        }
        self.frame += frames as u64;
        &self.scaled
    }
}

/// Multiplies a window by what moves.
fn gain(mover: &mut Mover, frame: u64, late: u64, sound: &mut Sound) {
    let frames = sound.left.len();
    let mono = sound.is_mono();
    for Piece { frames, cell, offset } in pieces(frame, late, frames) {
        let (from, to) = (mover.at(cell) as f32, mover.at(cell + 1) as f32);
        let way = Way { offset, frames: CELL as usize };
        let scale = |samples: &mut [f32]| mixing::fade(from, to, way, samples);
        if mono {
            scale(&mut sound.mono_mut()[frames]);
        } else {
            let [left, right] = sound.channels_mut();
            scale(&mut left[frames.clone()]);
            scale(&mut right[frames]);
        }
    }
}

/// A strip's fader.
#[derive(Clone, Debug)]
pub(crate) struct Fader {
    still: [[f32; 2]; 2],
    moving: Option<Box<MovingFader>>,
}

#[derive(Clone, Debug)]
struct MovingFader {
    gain: Moving,
    volume: Moving,
    pan: Moving,
    staged: f32,
    law: Law,
    audible: Option<Mover>,
    late: u64,
    /// Of the window.
    frame: u64,
    /// The last two settings, and the matrix of the later one.
    last: Option<([f64; 3], [[f32; 2]; 2])>,
}

impl Fader {
    /// `late` is by how much its sound is behind the song.
    pub(crate) fn new(
        still: [[f32; 2]; 2],
        moves: Option<&FaderMoves>,
        automation: &Automation,
        rate: u32,
        late: u64,
    ) -> Self {
        let moving = moves.map(|moves| {
            let level = |level| Moving::new(level, automation, rate);
            Box::new(MovingFader {
                gain: level(moves.gain),
                volume: level(moves.volume),
                pan: level(moves.pan),
                staged: moves.staged,
                law: moves.law,
                audible: moves.audible.map(|motion| mover(motion, automation, rate)),
                late,
                frame: 0,
                last: None,
            })
        });
        Self { still, moving }
    }

    /// Goes on at another frame.
    pub(crate) fn jump(&mut self, frame: u64) {
        if let Some(moving) = &mut self.moving {
            moving.frame = frame;
        }
    }

    /// Ahead of all that is handed on: mute, where it moves.
    pub(crate) fn mute(&mut self, sound: &mut Sound) {
        if let Some(moving) = &mut self.moving
            && let Some(audible) = &mut moving.audible
            && !sound.silent
        {
            gain(audible, moving.frame, moving.late, sound);
        }
    }

    /// Gain and pan; once a window.
    pub(crate) fn fade(&mut self, sound: &mut Sound) {
        let frames = sound.left.len();
        let Some(moving) = &mut self.moving else { return still(self.still, sound) };
        if !sound.silent {
            moving.fade(sound);
        }
        moving.frame += frames as u64;
    }
}

impl MovingFader {
    fn matrix(&mut self, cell: i64) -> [[f32; 2]; 2] {
        let key = [self.gain.at(cell), self.volume.at(cell), self.pan.at(cell)];
        if let Some((last, matrix)) = self.last
            && last == key
        {
            return matrix;
        }
        let level = (key[0] * key[1]) as f32 * self.staged;
        let matrix = match self.law {
            Law::Straight => [[level, 0.0], [0.0, level]],
            law => pan::matrix(level, key[2] as f32, law == Law::Stereo),
        };
        self.last = Some((key, matrix));
        matrix
    }

    fn fade(&mut self, sound: &mut Sound) {
        let (frame, late) = (self.frame, self.late);
        // While it is not panned both channels stay the same.
        let together = self.law == Law::Straight && sound.is_mono();
        for Piece { frames, cell, offset } in pieces(frame, late, sound.left.len()) {
            let (from, to) = (self.matrix(cell), self.matrix(cell + 1));
            let way = Way { offset, frames: CELL as usize };
            if together {
                mixing::fade(from[0][0], to[0][0], way, &mut sound.mono_mut()[frames]);
            } else {
                let [left, right] = sound.channels_mut();
                let (left, right) = (&mut left[frames.clone()], &mut right[frames]);
                if from == to {
                    mixing::mix(from, left, right);
                } else {
                    mixing::mix_moving(from, to, way, left, right);
                }
            }
        }
    }
}

/// Fades with a matrix that stays.
fn still(matrix: [[f32; 2]; 2], sound: &mut Sound) {
    let [[ll, lr], [rl, rr]] = matrix;
    if sound.silent || matrix == pan::UNITY {
        return;
    }
    if matrix == [[0.0; 2]; 2] {
        return sound.clear();
    }
    if sound.is_mono() && (ll, lr) == (rr, rl) {
        return mixing::mix_mono([ll, lr], sound.mono_mut());
    }
    let [left, right] = sound.channels_mut();
    mixing::mix(matrix, left, right);
}
