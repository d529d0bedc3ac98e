//! A part of a song as a loop: played turn after turn, each of exactly as many frames, until a turn
//! is like the one before. Then nothing of how it began is left, and the last turn is what is heard
//! of a loop that has always been playing: tails lie over its start, compressors and limiters are
//! as its end left them.

use crate::cut::{end, part, seconds};
use crate::error::Error;
use crate::spool::Spool;
use rebounce::{Length, Options, Tail};
use rebounce_song::Song;
use std::io;

/// How long sound is given to settle, at least two turns besides: as long as the longest tail that
/// is rendered, twice. In seconds.
const PATIENCE: f64 = 60.0;

/// Most turns: of a beat of a quarter second it is a minute and more.
const MOST: u32 = 300;

/// Where in its first frame a turn begins. Notes lie on fractions of a turn, so many would lie in
/// the middle between two frames, and come now in this one and now in that; beside it they do not.
const ASIDE: f64 = 0.123_456_7;

/// Largest difference of two turns at which they are alike, against the largest sample: -120 dB,
/// under what 16 and 20 bits can hold.
const ALIKE: f64 = 1e-6;

/// A song that plays a part of another one over and over.
#[derive(Clone, Debug)]
pub struct Turns {
    /// The song that plays it.
    pub song: Song,
    /// Frames of a turn.
    pub frames: u64,
    /// Turns it plays.
    pub count: u32,
    /// Frames from the beginning of the other song to the part.
    pub start: u64,
}

impl Turns {
    /// From `options.from` to `options.to` (the end of the last clip by default) of a legal song. The
    /// tempo is moved by what makes a turn whole frames, which is half a frame in a turn at most;
    /// `options` become those of the render.
    ///
    /// # Errors
    /// [`Error::Loop`]: nothing is there, or its swing would not come round.
    pub fn new(song: &Song, options: &mut Options) -> Result<Self, Error> {
        let mut song = song.clone();
        if let Some(tempo) = options.tempo.take() {
            let factor = tempo.0 / song.tempo.0;
            scale(&mut song, factor);
        }
        let from = options.from.0;
        let to = options.to.map_or_else(|| end(&song), |to| to.0);
        let refuse = |reason: String| Err(Error::Loop { reason });
        if to <= from {
            return refuse(format!("from beat {from} to beat {to} nothing is played"));
        }
        let pair = 2.0 * song.swing.subdivision.0;
        let whole = |beats: f64| ((beats / pair).round() * pair - beats).abs() < 1e-6;
        if song.swing.amount != 0.0 && pair > 0.0 && !(whole(from) && whole(to)) {
            return refuse(format!(
                "the song has swing, so a loop must begin and end at multiples of {pair} beats: it goes from {from} to {to}"
            ));
        }
        let rate = f64::from(options.sample_rate);
        let exact = (seconds(&song, to) - seconds(&song, from)) * rate;
        let frames = exact.round().max(1.0);
        let turns = (PATIENCE * rate / frames).ceil().min(f64::from(MOST)) as u32;
        let count = (turns + 2).clamp(3, MOST);
        let start = (seconds(&song, from) * rate).round() as u64;
        scale(&mut song, exact / frames);
        let beats_a_frame = (to - from) / frames;
        let song = part(&song, &(from..to), count, ASIDE * beats_a_frame);
        let frames = frames as u64;
        (options.from.0, options.to) = (0.0, None);
        options.length = Length::Frames(frames * u64::from(count));
        options.tail = Tail::Cut;
        options.fade = false;
        // What was asked of the part is asked of each turn.
        options.limits.seconds *= f64::from(count);
        options.limits.notes = options.limits.notes.saturating_mul(count as usize);
        options.limits.song.clips = options.limits.song.clips.saturating_mul(count as usize);
        Ok(Self { song, frames, count, start })
    }
}

/// Multiplies all of the tempo.
fn scale(song: &mut Song, factor: f64) {
    use rebounce_song::automation::Target;
    song.tempo.0 *= factor;
    song.tempo_changes.iter_mut().for_each(|change| change.tempo.0 *= factor);
    for lane in song.automation.iter_mut().filter(|lane| lane.target == Target::Tempo) {
        lane.points.iter_mut().for_each(|point| point.value *= factor);
    }
}

/// How alike the last two turns were.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seam {
    /// Turns rendered, the one that is kept being the last.
    pub turns: u32,
    /// Largest difference between the last two of any file, against the mix's largest sample, in
    /// dB; negative infinity where there is none.
    pub error_db: f64,
}

/// Sounds that are rendered turn after turn, in which each is compared with the one before. Two
/// turns wait in spools.
pub struct Settling<S: Spool> {
    frames: u64,
    make: Box<dyn Fn() -> S + Send>,
    /// Of the turn before, and of this one; the mix, then its stems.
    turns: [Vec<S>; 2],
    /// Frames of this turn.
    at: u64,
    turn: u32,
    difference: f32,
    peak: f32,
    seam: Seam,
    before: [Vec<f32>; 2],
}

/// Left and right.
type Frames<'a> = [&'a [f32]; 2];

impl<S: Spool> Settling<S> {
    /// For `sounds` sounds whose turns have so many frames. `make` makes an empty spool.
    pub fn new(frames: u64, sounds: usize, make: impl Fn() -> S + Send + 'static) -> Self {
        let turns = [(); 2].map(|()| (0..sounds).map(|_| make()).collect());
        Self {
            frames,
            make: Box::new(make),
            turns,
            at: 0,
            turn: 0,
            difference: 0.0,
            peak: 0.0,
            seam: Seam { turns: 0, error_db: f64::INFINITY },
            before: [Vec::new(), Vec::new()],
        }
    }

    /// Takes the next frames of all sounds, the mix first. Whether a turn is over that is like the
    /// one before: then it must be given no more.
    ///
    /// # Errors
    /// A spool refuses.
    pub fn push(&mut self, sounds: &[Frames<'_>]) -> io::Result<bool> {
        let frames = sounds.first().map_or(0, |[left, _]| left.len());
        let mut from = 0;
        while from < frames {
            let count = (self.frames - self.at).min((frames - from) as u64) as usize;
            for (number, [left, right]) in sounds.iter().enumerate() {
                let (left, right) = (&left[from..from + count], &right[from..from + count]);
                self.compare(number, left, right)?;
                self.turns[1][number].write(left, right)?;
            }
            self.at += count as u64;
            from += count;
            if self.at == self.frames && self.end() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn compare(&mut self, number: usize, left: &[f32], right: &[f32]) -> io::Result<()> {
        let largest = |peak: f32, x: f32| peak.max(x.abs());
        if number == 0 {
            self.peak = left.iter().chain(right).copied().fold(self.peak, largest);
        }
        if self.turn == 0 {
            return Ok(());
        }
        let [a, b] = &mut self.before;
        a.resize(left.len(), 0.0);
        b.resize(right.len(), 0.0);
        self.turns[0][number].read(self.at, a, b)?;
        let both = a.iter().zip(left).chain(b.iter().zip(right));
        self.difference = both.map(|(before, now)| now - before).fold(self.difference, largest);
        Ok(())
    }

    /// A turn is over: whether it is like the one before.
    fn end(&mut self) -> bool {
        let peak = f64::from(self.peak);
        let error = f64::from(self.difference);
        let first = self.turn == 0;
        self.turn += 1;
        let ratio = if error == 0.0 { 0.0 } else { error / peak };
        self.seam = Seam { turns: self.turn, error_db: 20.0 * libm::log10(ratio) };
        let sounds = self.turns[1].len();
        self.turns.swap(0, 1);
        self.turns[1] = (0..sounds).map(|_| (self.make)()).collect();
        (self.at, self.difference, self.peak) = (0, 0.0, 0.0);
        !first && ratio <= ALIKE
    }

    /// The last whole turn of all sounds, and how alike it was to the one before.
    pub fn finish(self) -> (Vec<S>, Seam) {
        let [last, _] = self.turns;
        (last, self.seam)
    }
}
