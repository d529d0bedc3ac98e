//! A strip of the mixer at work: inputs summed, inserts, fader and pan.

use crate::automation::Automation;
use crate::effects::Made;
use crate::fader::{Fader, Send};
use crate::handed::{Handed, Part, Reading};
use crate::insert::Insert;
use crate::plan::{ChannelPlan, Input};
use crate::sound::{Sound, UNITY};

/// State of a strip.
pub(crate) struct Channel {
    /// With what moves their level.
    inputs: Vec<(Input, Option<Send>)>,
    /// Whether they are a left and a right.
    halves: bool,
    inserts: Vec<(Insert, Option<Input>)>,
    mono: bool,
    fader: Fader,
    pre_fader: bool,
    side: Sound,
    pub(crate) peak: f32,
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
        let inputs = plan.inputs.iter().map(|&it| (it, it.motion.map(send)));
        Self {
            inputs: inputs.collect(),
            halves: plan.halves,
            inserts: effects
                .into_iter()
                .zip(&plan.inserts)
                .map(|(insert, plan)| (insert, plan.side))
                .collect(),
            mono: plan.mono,
            fader: Fader::new(plan.fader, plan.moves.as_ref(), automation, rate, at_fader),
            pre_fader: plan.pre_fader,
            side: Sound::default(),
            peak: 0.0,
        }
    }

    /// The effects of its inserts, in the plan's order, as far as they are as they were made.
    pub(crate) fn into_effects(self) -> impl Iterator<Item = Option<Made>> {
        self.inserts.into_iter().map(|(insert, _)| insert.into_effect())
    }

    /// Adds an insert behind the others.
    #[cfg(test)]
    pub(crate) fn add_insert(&mut self, insert: Insert) {
        self.inserts.push((insert, None));
    }

    /// What moves goes on at another frame, while what rings rings on.
    pub(crate) fn jump(&mut self, frame: u64) {
        self.inputs.iter_mut().filter_map(|(_, send)| send.as_mut()).for_each(|it| it.jump(frame));
        self.inserts.iter_mut().for_each(|(insert, _)| insert.jump(frame));
        self.fader.jump(frame);
    }

    /// Computes a window of `frames` frames into `out`.
    pub(crate) fn process(&mut self, frames: usize, reading: Reading<'_>, out: &mut Handed) {
        let sound = &mut out.post;
        self.sum(frames, reading, sound);
        for (insert, side) in &mut self.inserts {
            let side = side.as_ref().map(|input| {
                self.side.resize(frames);
                if !self.side.take(reading.parts(input, frames), UNITY, false) {
                    self.side.clear();
                }
                &self.side
            });
            insert.process(sound, side);
        }
        self.finish(frames, out);
    }

    /// Computes a window of several strips whose inserts have no side chain, as
    /// [`Channel::process`] does each, their inserts side by side where they are of one kind.
    pub(crate) fn process_beside(
        strips: &mut [(&mut Self, &mut Handed)],
        frames: usize,
        reading: Reading<'_>,
    ) {
        for (strip, out) in &mut *strips {
            strip.sum(frames, reading, &mut out.post);
        }
        let most = strips.iter().map(|(strip, _)| strip.inserts.len()).max().unwrap_or(0);
        for number in 0..most {
            let inserts = strips.iter_mut().filter_map(|(strip, out)| {
                let (insert, _) = strip.inserts.get_mut(number)?;
                Some((insert, &mut out.post))
            });
            Insert::process_beside(&mut inserts.collect::<Vec<_>>());
        }
        for (strip, out) in strips {
            strip.finish(frames, out);
        }
    }

    /// The sum of the inputs.
    fn sum(&mut self, frames: usize, reading: Reading<'_>, sound: &mut Sound) {
        sound.resize(frames);
        if let [(left, _), (right, _)] = &self.inputs[..]
            && self.halves
        {
            return sound.join(reading.now(left), reading.now(right));
        }
        let mut begun = false;
        for (input, moving) in &mut self.inputs {
            let parts = reading.parts(input, frames);
            begun |= match moving {
                Some(moving) => sound.take(Part::whole(moving.scale(parts, frames)), UNITY, begun),
                None => sound.take(parts, input.gain, begun),
            };
        }
        if !begun {
            sound.clear();
        }
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
            out.pre.copy_from(sound);
        }
        self.fader.fade(sound);
        self.peak = self.peak.max(sound.peak());
    }

    /// What its ceiling's limiter did, if it has one: see [`Insert::limited`].
    pub(crate) fn limited(&self) -> (u64, f64) {
        self.inserts.iter().find_map(|(insert, _)| insert.limited()).unwrap_or_default()
    }
}
