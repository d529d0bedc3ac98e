//! One node's share of one window. A pure function of the plan, the node's state and what the
//! nodes before it have handed on: whoever calls it, on whatever thread, gets the same samples.

use crate::channel::Channel;
use crate::effects::Moves;
use crate::handed::{Handed, Reading};
use crate::insert::Insert;
use crate::output::Output;
use crate::plan::{InsertPlan, NodeKind, Plan};
use crate::prepare::Prepared;
use crate::survey::Music;
use crate::{effects, sound::Sound};
use rebounce_dsp::batch::Batch;
use rebounce_dsp::lanes::Level;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What changes in a node while it sounds.
pub(crate) enum State {
    Voices(Box<Batch>),
    Channel(Box<Channel>),
    Output(Box<Output>),
    /// Its code panicked, with this message; it is silent from there on.
    Failed(String),
}

impl State {
    /// The beginning of node number `node`.
    pub(crate) fn new(plan: &Plan, prepared: &Prepared, music: &Music, node: usize) -> Self {
        match &plan.nodes[node].kind {
            NodeKind::Voices(number) => {
                Self::Voices(Box::new(plan.batches[*number].begin(prepared, music)))
            }
            NodeKind::Channel(channel) => {
                let inserts = channel
                    .inserts
                    .iter()
                    .map(|insert| {
                        let InsertPlan { what, moves, late, traits, only, .. } = insert;
                        let mut effect = effects::effect(prepared, what);
                        if let Some(channel) = *only {
                            effect.as_dyn_mut().only(channel);
                        }
                        let moves = Moves::new(prepared, what, moves, *late);
                        Insert::new(effect, traits.tail).moving(moves)
                    })
                    .collect();
                let (automation, rate) = (&prepared.automation, prepared.sample_rate);
                Self::Channel(Box::new(Channel::new(channel, inserts, automation, rate)))
            }
            NodeKind::Output(_) => Self::Output(Box::new(Output::new(plan, prepared.sample_rate))),
        }
    }

    /// What moves goes on at another frame of the song.
    pub(crate) fn jump(&mut self, frame: u64) {
        if let Self::Channel(channel) = self {
            channel.jump(frame);
        }
    }

    /// Ends it: the effects of node number `node` that are as they were made wait to sound again.
    pub(crate) fn leave_effects(self, plan: &Plan, prepared: &Prepared, node: usize) {
        let Self::Channel(channel) = self else { return };
        let inserts = plan.nodes[node].kind.inserts();
        for (insert, effect) in inserts.iter().zip(channel.into_effects()) {
            if let Some(effect) = effect
                && insert.only.is_none()
            {
                effects::leave(prepared, &insert.what, effect);
            }
        }
    }
}

/// A window of the raw mix, before latency and lead-in are dropped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    /// Its first frame.
    pub(crate) from: u64,
    /// Its length.
    pub(crate) frames: usize,
}

/// Computes one node's share of a window into `out`. A panic inside leaves silence, now and from
/// here on.
pub(crate) fn window(
    plan: &Plan,
    node: usize,
    state: &mut State,
    span: Span,
    level: Level,
    reading: Reading<'_>,
    out: &mut Handed,
) {
    let computed = catch_unwind(AssertUnwindSafe(|| match state {
        State::Voices(batch) => {
            let NodeKind::Voices(number) = &plan.nodes[node].kind else {
                unreachable!("a batch's state belongs to voices")
            };
            voices(batch, plan.batches[*number].differs(), span, level, &mut out.post);
        }
        State::Channel(channel) => channel.process(span.frames, reading, out),
        State::Output(output) => {
            let NodeKind::Output(input) = &plan.nodes[node].kind else {
                unreachable!("an output's state belongs to an output")
            };
            output.process(reading.now(input), span.from, &mut out.post);
        }
        State::Failed(_) => silence(span, out),
    }));
    if let Err(panic) = computed {
        *state = State::Failed(message(&*panic));
        silence(span, out);
    }
}

/// As [`window`], of strips that are computed side by side. A panic inside silences all of them.
pub(crate) fn row(row: &mut [(&mut State, &mut Handed)], span: Span, reading: Reading<'_>) {
    let computed = catch_unwind(AssertUnwindSafe(|| {
        let mut strips = Vec::with_capacity(row.len());
        for (state, out) in &mut *row {
            match state {
                State::Channel(channel) => strips.push((&mut **channel, &mut **out)),
                _ => silence(span, out),
            }
        }
        Channel::process_beside(&mut strips, span.frames, reading);
    }));
    if let Err(panic) = computed {
        let message = message(&*panic);
        for (state, out) in row {
            **state = State::Failed(message.clone());
            silence(span, out);
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|message| (*message).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no message".to_owned())
}

fn voices(batch: &mut Batch, differs: bool, span: Span, level: Level, out: &mut Sound) {
    out.resize(span.frames);
    out.silent = if differs {
        let [left, right] = out.blank_mut();
        !batch.render(level, left, right)
    } else {
        !batch.render_mono(level, out.mono_mut())
    };
}

fn silence(span: Span, out: &mut Handed) {
    for sound in [&mut out.post, &mut out.pre] {
        sound.silent = false;
        sound.resize(span.frames);
        sound.clear();
    }
}
