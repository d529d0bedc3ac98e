//! The moments at which a song is expected to be loudest: voices of all sources looked through in
//! time together, each weighed by its own peak and the gains on its way to the master.
//!
//! What effects make of a sound is not known here, so the loudest moments by this measure need not
//! be the loudest. Hence half of those taken are the loudest of all and half the loudest of equal
//! parts of the song; and the first, in which every effect is still at rest.

use crate::prepare::Prepared;
use crate::survey::Music;
use crate::voices::{Voices, voices};
use crate::ways::Ways;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::math::mix;
use rebounce_dsp::voice::Voice;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::iter::Peekable;
use std::ops::Range;

/// Frames after which what goes on without a new voice is another moment.
const SUSTAINED: u64 = 16_384;

/// A moment of the song.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    /// Frame of the song.
    pub(crate) at: u64,
    /// The sum of the squares of the peaks that are expected then, linear.
    power: f64,
    /// A number that is the same where the same voices sound at the same age.
    sound: u64,
}

/// At most `most` moments of those between two frames, in the order of the song: each stands for the
/// `each` frames from it on. Of those that sound the same one is taken.
pub(crate) fn moments(
    prepared: &Prepared,
    music: &Music,
    heard: Range<u64>,
    each: u64,
    most: usize,
) -> Vec<Moment> {
    let slice = (heard.end - heard.start).div_ceil(most.div_ceil(2) as u64).max(1);
    let mut chosen = Chosen::new(most, slice, heard.start);
    // The best moment of those so near together that one piece holds them.
    let mut best: Option<Moment> = None;
    let mut now = Now::default();
    let mut all = Together::new(prepared, music);
    while let Some((source, weight, voice)) = all.next(prepared) {
        let start = voice.start.max(heard.start);
        if start >= heard.end {
            break;
        }
        while let Some(last) = best
            && last.at + each <= start
        {
            chosen.add(last);
            let next = last.at + SUSTAINED;
            best = (next < start).then(|| now.moment(next));
        }
        now.go(voice.start);
        if let Some(patch) = &prepared.sources[source].patch {
            now.add(patch, &voice, f64::from(weight));
        }
        if best.is_none_or(|best| now.power > best.power) {
            best = Some(now.moment(start));
        }
    }
    chosen.moments(best)
}

/// What sounds at a time.
#[derive(Debug, Default)]
struct Now {
    power: f64,
    /// Frame, and what is taken off there, as bits of an f64 that is not negative.
    changes: BinaryHeap<Reverse<(u64, u64)>>,
    /// Voices that sound: when they began, when they are over, and what they are.
    voices: Vec<(u64, u64, u64)>,
}

impl Now {
    /// Adds a voice that begins; in its release it counts half.
    fn add(&mut self, patch: &Patch, voice: &Voice, weight: f64) {
        let end = voice.start + patch.length(voice);
        let peak = f64::from(patch.peak(voice)) * weight;
        let power = peak * peak;
        let held = voice.gate.min(voice.cut);
        self.power += power;
        self.changes.push(Reverse((end.min(voice.start + held), (power * 0.75).to_bits())));
        self.changes.push(Reverse((end, (power * 0.25).to_bits())));
        let (print, gain) = patch.print(voice);
        let what = print.hash() ^ u64::from(gain.to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.voices.push((voice.start, end, what));
    }

    /// Goes on to a frame.
    fn go(&mut self, frame: u64) {
        while let Some(&Reverse((at, change))) = self.changes.peek()
            && at <= frame
        {
            self.changes.pop();
            self.power -= f64::from_bits(change);
        }
        if self.changes.is_empty() {
            self.power = 0.0;
            self.voices.clear();
        } else if self.voices.len() > self.changes.len() {
            self.voices.retain(|voice| voice.1 > frame);
        }
    }

    fn moment(&mut self, at: u64) -> Moment {
        self.go(at);
        let sounding = self.voices.iter().filter(|voice| voice.1 > at);
        let sound = sounding.fold(0, |sum: u64, (start, _, what)| {
            let age = (at - start) as u32;
            let [low, high] = [mix(*what as u32 ^ age), mix((what >> 32) as u32 ^ age)];
            sum.wrapping_add(u64::from(low) | u64::from(high) << 32)
        });
        Moment { at, power: self.power.max(0.0), sound }
    }
}

/// The moments that are taken, while they come in the order of the song.
struct Chosen {
    first: Option<Moment>,
    /// The loudest of all, at most so many.
    loudest: Vec<Moment>,
    most: usize,
    /// The loudest of each slice of so many frames.
    slices: Vec<Moment>,
    slice: u64,
    from: u64,
}

impl Chosen {
    fn new(most: usize, slice: u64, from: u64) -> Self {
        Self { first: None, loudest: Vec::new(), most, slices: Vec::new(), slice, from }
    }

    fn add(&mut self, moment: Moment) {
        if moment.power <= 0.0 {
            return;
        }
        if self.first.is_none() {
            self.first = Some(moment);
        }
        let of = |moment: &Moment| (moment.at - self.from) / self.slice;
        match self.slices.last_mut() {
            Some(last) if of(last) == of(&moment) => {
                if moment.power > last.power {
                    *last = moment;
                }
            }
            _ => self.slices.push(moment),
        }
        keep(&mut self.loudest, moment, self.most);
    }

    fn moments(mut self, last: Option<Moment>) -> Vec<Moment> {
        last.into_iter().for_each(|last| self.add(last));
        let mut taken: Vec<Moment> = self.first.into_iter().collect();
        let half = taken.len() + self.most.saturating_sub(taken.len()).div_ceil(2);
        for moment in self.loudest.iter().take(half) {
            take(&mut taken, *moment, half);
        }
        let mut slices = Vec::new();
        for moment in self.slices {
            keep(&mut slices, moment, self.most);
        }
        for moment in slices.iter().chain(&self.loudest) {
            take(&mut taken, *moment, self.most);
        }
        taken.sort_by_key(|moment| moment.at);
        taken
    }
}

/// Adds a moment to the loudest, which descend in power; of equal ones the first in the song stands
/// before the others, and of those that sound the same it stands alone.
fn keep(loudest: &mut Vec<Moment>, moment: Moment, most: usize) {
    let full = loudest.len() >= most;
    if full && loudest.last().is_some_and(|least| least.power >= moment.power) {
        return;
    }
    if loudest.iter().any(|other| other.sound == moment.sound) {
        return;
    }
    let place = loudest.partition_point(|other| other.power >= moment.power);
    loudest.insert(place, moment);
    loudest.truncate(most);
}

fn take(taken: &mut Vec<Moment>, moment: Moment, most: usize) {
    let new = taken.iter().all(|it| it.sound != moment.sound && it.at != moment.at);
    if new && taken.len() < most {
        taken.push(moment);
    }
}

/// The voices of all sources that are heard, ascending in start, with the gain on their way.
struct Together {
    sources: Vec<Peekable<Voices>>,
    next: BinaryHeap<Reverse<(u64, usize)>>,
    ways: Ways,
}

impl Together {
    fn new(prepared: &Prepared, music: &Music) -> Self {
        let ways = Ways::new(prepared, &music.surveys);
        let mut next = BinaryHeap::new();
        let mut sources = Vec::new();
        for source in 0..prepared.sources.len() {
            let mut voices = voices(prepared, &music.score, source).peekable();
            if let Some(first) = voices.peek()
                && ways.leads(source)
            {
                next.push(Reverse((first.start, source)));
            }
            sources.push(voices);
        }
        Self { sources, next, ways }
    }

    fn next(&mut self, prepared: &Prepared) -> Option<(usize, f32, Voice)> {
        let Reverse((_, source)) = self.next.pop()?;
        let voice = self.sources[source].next()?;
        if let Some(next) = self.sources[source].peek() {
            self.next.push(Reverse((next.start, source)));
        }
        Some((source, self.ways.gain(prepared, source, voice.start), voice))
    }
}
