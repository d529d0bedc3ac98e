//! A strip of the mixer at work: inputs summed, inserts, fader and pan.

use crate::automation::Automation;
use crate::fader::{Fader, Send};
use crate::insert::Insert;
use crate::plan::{ChannelPlan, Input};
use crate::sound::Sound;

/// State of a strip.
pub(crate) struct Channel {
    /// With what moves their level.
    inputs: Vec<(Reader, Option<Send>)>,
    inserts: Vec<(Insert, Option<Reader>)>,
    mono: bool,
    fader: Fader,
    pre_fader: bool,
    side: Sound,
    pub(crate) peak: f32,
}

/// What a node hands on: behind its fader and, where someone reads it, ahead of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Handed {
    pub(crate) post: Sound,
    pub(crate) pre: Sound,
}

/// Reads an input, held back by its delay.
struct Reader {
    input: Input,
    /// `[channel][frame]`: the last frames that went in, as many as the delay; the oldest is at
    /// `at`.
    line: [Vec<f32>; 2],
    at: usize,
    /// The line has had nothing but equal channels since it was silent, and its right is not
    /// written out.
    mono: bool,
    /// Frames of silence that have gone into the line since the last sound.
    quiet: u64,
    late: Sound,
}

impl Reader {
    fn new(input: Input) -> Self {
        let delay = usize::try_from(input.delay).expect("latencies are short");
        let line = [vec![0.0; delay], vec![0.0; delay]];
        Self { input, line, at: 0, mono: true, quiet: input.delay, late: Sound::default() }
    }

    /// The input's sound of this window.
    fn read<'a>(&'a mut self, handed: &'a Handed) -> &'a Sound {
        let sound = if self.input.pre_fader { &handed.pre } else { &handed.post };
        if self.input.delay == 0 {
            return sound;
        }
        let frames = sound.left.len();
        self.late.resize(frames);
        if sound.silent && self.quiet >= self.input.delay {
            self.late.clear();
            self.mono = true;
            return &self.late;
        }
        self.quiet = if sound.silent { self.quiet + frames as u64 } else { 0 };
        self.late.silent = false;
        let [left, right] = &mut self.line;
        let at = self.at;
        self.at = (at + frames) % left.len();
        if sound.is_mono() && self.mono {
            hold_back(left, at, &sound.left, self.late.mono_mut());
            return &self.late;
        }
        if std::mem::replace(&mut self.mono, false) {
            right.copy_from_slice(left);
        }
        let [late_left, late_right] = self.late.blank_mut();
        hold_back(left, at, &sound.left, late_left);
        hold_back(right, at, sound.right(), late_right);
        &self.late
    }
}

/// Takes frames out of a line, a ring whose oldest is at `at`, and puts those of `sound` in.
fn hold_back(line: &mut [f32], mut at: usize, mut sound: &[f32], mut late: &mut [f32]) {
    while !sound.is_empty() {
        let count = sound.len().min(line.len() - at);
        let (now, later) = sound.split_at(count);
        let (out, rest) = late.split_at_mut(count);
        let held = &mut line[at..at + count];
        out.copy_from_slice(held);
        held.copy_from_slice(now);
        (sound, late) = (later, rest);
        at = (at + count) % line.len();
    }
}

impl Channel {
    /// `effects` are the inserts' states, in the plan's order.
    pub(crate) fn new(
        plan: &ChannelPlan,
        effects: Vec<Insert>,
        automation: &Automation,
        rate: u32,
    ) -> Self {
        let [late, at_fader] = plan.late;
        let send = |motion| Send::new(motion, automation, rate, late);
        let inputs = plan.inputs.iter().map(|&it| (Reader::new(it), it.motion.map(send)));
        Self {
            inputs: inputs.collect(),
            inserts: effects
                .into_iter()
                .zip(&plan.inserts)
                .map(|(insert, plan)| (insert, plan.side.map(Reader::new)))
                .collect(),
            mono: plan.mono,
            fader: Fader::new(plan.fader, plan.moves.as_ref(), automation, rate, at_fader),
            pre_fader: plan.pre_fader,
            side: Sound::default(),
            peak: 0.0,
        }
    }

    /// Adds an insert behind the others.
    #[cfg(test)]
    pub(crate) fn add_insert(&mut self, insert: Insert) {
        self.inserts.push((insert, None));
    }

    /// Computes a window of `frames` frames into `out`; `handed` gives what a node has handed on
    /// for it.
    pub(crate) fn process<'a>(
        &mut self,
        frames: usize,
        handed: impl Fn(usize) -> &'a Handed,
        out: &mut Handed,
    ) {
        self.sum(frames, &handed, &mut out.post);
        for number in 0..self.inserts.len() {
            self.insert(number, frames, &handed, &mut out.post);
        }
        self.finish(frames, out);
    }

    /// Computes a window of several strips whose inserts have no side chain, as
    /// [`Channel::process`] does each, their inserts side by side where they are of one kind.
    pub(crate) fn process_beside<'a>(
        strips: &mut [(&mut Self, &mut Handed)],
        frames: usize,
        handed: impl Fn(usize) -> &'a Handed,
    ) {
        for (strip, out) in &mut *strips {
            strip.sum(frames, &handed, &mut out.post);
        }
        let most = strips.iter().map(|(strip, _)| strip.inserts.len()).max().unwrap_or(0);
        for number in 0..most {
            let mut inserts: Vec<_> = strips
                .iter_mut()
                .filter_map(|(strip, out)| {
                    let (insert, _) = strip.inserts.get_mut(number)?;
                    Some((insert, &mut out.post))
                })
                .collect();
            Insert::process_beside(&mut inserts);
        }
        for (strip, out) in strips {
            strip.finish(frames, out);
        }
    }

    /// The sum of the inputs.
    fn sum<'a>(&mut self, frames: usize, handed: &impl Fn(usize) -> &'a Handed, sound: &mut Sound) {
        sound.resize(frames);
        sound.clear();
        for (reader, moving) in &mut self.inputs {
            let (gain, node) = (reader.input.gain, reader.input.node);
            let heard = reader.read(handed(node));
            match moving {
                Some(moving) => sound.add(moving.scale(heard), 1.0),
                None => sound.add(heard, gain),
            }
        }
    }

    /// What insert number `number` makes of it.
    fn insert<'a>(
        &mut self,
        number: usize,
        frames: usize,
        handed: &impl Fn(usize) -> &'a Handed,
        sound: &mut Sound,
    ) {
        let (insert, side) = &mut self.inserts[number];
        let side = side.as_mut().map(|reader| {
            let node = reader.input.node;
            let heard = reader.read(handed(node));
            self.side.resize(frames);
            self.side.clear();
            self.side.add(heard, 1.0);
            &self.side
        });
        insert.process(sound, side);
    }

    /// From behind the inserts on.
    fn finish(&mut self, frames: usize, out: &mut Handed) {
        let sound = &mut out.post;
        if self.mono && !sound.silent && !sound.is_mono() {
            let [left, right] = sound.channels_mut();
            for (left, right) in left.iter_mut().zip(right) {
                *left = (*left + *right) * 0.5;
            }
            sound.mono_mut();
        }
        self.fader.mute(sound);
        if self.pre_fader {
            out.pre.resize(frames);
            out.pre.clear();
            out.pre.add(sound, 1.0);
        }
        self.fader.fade(sound);
        self.peak = self.peak.max(sound.peak());
    }

    /// What its ceiling's limiter did, if it has one: see [`Insert::limited`].
    pub(crate) fn limited(&self) -> (u64, f64) {
        self.inserts.iter().find_map(|(insert, _)| insert.limited()).unwrap_or_default()
    }
}
