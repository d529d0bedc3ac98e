//! Delay, attack, hold, decay, sustain, release: straight pieces with exact corners.
//!
//! The true level at the frame where a key is let go (or a line's next note comes) is where the
//! next piece begins: the browser engine's release began from wherever the parameter stood when
//! the note was scheduled.

use super::settings::Envelope;
use crate::voice::Voice;

/// An envelope's times in frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Times {
    delay: u64,
    attack: u64,
    hold: u64,
    decay: u64,
    release: f64,
    pub(crate) sustain: f32,
    sensitivity: f32,
}

impl Times {
    pub(crate) fn new(envelope: &Envelope, sample_rate: f64) -> Self {
        let frames = |time: f64| (time * sample_rate).round();
        let pause = |time: f64| if time < 0.001 { 0 } else { frames(time.min(10.0)) as u64 };
        let moving = |time: f64| frames(time.clamp(0.001, 10.0)).max(1.0) as u64;
        Self {
            delay: pause(envelope.delay),
            attack: moving(envelope.attack),
            hold: pause(envelope.hold),
            decay: moving(envelope.decay),
            release: envelope.release.clamp(0.001, 20.0) * sample_rate,
            sustain: envelope.sustain.clamp(0.0, 1.0) as f32,
            sensitivity: envelope.velocity_sensitivity.clamp(0.0, 1.0) as f32,
        }
    }

    /// Of times in frames: `[delay, attack, hold, decay, release]`, as they are.
    pub(crate) fn of_frames(frames: [u64; 5], sustain: f32) -> Self {
        let [delay, attack, hold, decay, release] = frames;
        Self { delay, attack, hold, decay, release: release as f64, sustain, sensitivity: 1.0 }
    }

    /// The times of a voice, which may have an attack and a release of its own.
    pub(crate) fn of(&self, voice: &Voice) -> Self {
        Self {
            attack: voice.attack.unwrap_or(self.attack).max(1),
            release: voice.release.map_or(self.release, |frames| frames as f64),
            ..*self
        }
    }

    /// The peak for a velocity.
    pub(crate) fn peak(&self, velocity: f32) -> f32 {
        1.0 - self.sensitivity + self.sensitivity * velocity.clamp(0.0, 1.0)
    }

    /// Frames from the letting go to exact zero.
    pub(crate) fn release(&self, scale: f32) -> u64 {
        (self.release * f64::from(scale.clamp(0.0, 1.0))).round().max(1.0) as u64
    }
}

/// Levels of an envelope for one note of a voice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Levels {
    pub(crate) peak: f32,
    pub(crate) sustain: f32,
}

/// What an envelope is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    Delay,
    Attack,
    Hold,
    Decay,
    Sustain,
    Release,
    #[default]
    Done,
}

/// Where an envelope is: a straight piece, and when it ends. Its frames count from the voice's
/// start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Walk {
    stage: Stage,
    /// Where this piece began, and the value there.
    pub(crate) at: u64,
    pub(crate) from: f32,
    pub(crate) slope: f32,
    /// Where the stage would end by itself.
    end: u64,
    /// Where this piece ends: there, or where something happens to the key.
    pub(crate) until: u64,
    released: bool,
    /// The line's next step.
    step: usize,
    levels: Levels,
}

impl Walk {
    /// At frame 0 of a voice. `levels` gives those of a velocity and key.
    pub(crate) fn new(times: &Times, voice: &Voice, levels: impl Fn(f32, f32) -> Levels) -> Self {
        let mut walk = Self { levels: levels(voice.velocity, voice.key), ..Self::default() };
        walk.enter(times, Stage::Delay, 0, 0.0);
        walk.meet(voice);
        walk.advance(times, voice, 0, levels);
        walk
    }

    /// The value at a frame of this piece.
    #[inline(always)]
    pub(crate) fn value(&self, n: u64) -> f32 {
        self.from + self.slope * (n - self.at) as f32
    }

    /// Walks on to the piece that holds frame `n`.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        times: &Times,
        voice: &Voice,
        n: u64,
        levels: impl Fn(f32, f32) -> Levels,
    ) {
        while n >= self.until {
            self.turn(times, voice, &levels);
        }
    }

    /// What happens at the end of the piece.
    #[inline(never)]
    fn turn(&mut self, times: &Times, voice: &Voice, levels: &impl Fn(f32, f32) -> Levels) {
        let n = self.until;
        let here = self.value(n);
        if let Some(step) = steps(voice).get(self.step).filter(|step| step.at == n) {
            self.step += 1;
            if step.retrigger || self.released {
                self.levels = levels(step.velocity, step.key);
                self.released = false;
                self.enter(times, Stage::Delay, n, here);
            }
        } else if !self.released && self.let_go(voice) == n {
            self.released = true;
            let frames = times.release(voice.release_scale);
            self.piece(Stage::Release, n, here, 0.0, frames);
        } else {
            let next = match self.stage {
                Stage::Delay => Stage::Attack,
                Stage::Attack => Stage::Hold,
                Stage::Hold => Stage::Decay,
                Stage::Decay => Stage::Sustain,
                Stage::Sustain | Stage::Release | Stage::Done => Stage::Done,
            };
            let from = if self.stage == Stage::Delay { here } else { self.levels.peak };
            self.enter(times, next, n, from);
        }
        self.meet(voice);
    }

    /// Begins a stage at `n` from a level.
    fn enter(&mut self, times: &Times, stage: Stage, n: u64, from: f32) {
        let Levels { peak, sustain } = self.levels;
        match stage {
            Stage::Delay => self.piece(stage, n, from, from, times.delay),
            Stage::Attack => self.piece(stage, n, from, peak, times.attack),
            Stage::Hold => self.piece(stage, n, peak, peak, times.hold),
            Stage::Decay => self.piece(stage, n, peak, sustain, times.decay),
            Stage::Sustain => self.piece(stage, n, sustain, sustain, u64::MAX),
            Stage::Release | Stage::Done => self.piece(Stage::Done, n, 0.0, 0.0, u64::MAX),
        }
    }

    fn piece(&mut self, stage: Stage, n: u64, from: f32, to: f32, frames: u64) {
        self.stage = stage;
        self.at = n;
        self.from = from;
        self.slope = if from == to || frames == 0 { 0.0 } else { (to - from) / frames as f32 };
        self.end = n.saturating_add(frames);
    }

    /// Ends the piece where the key is let go or the line goes on, if that is before.
    fn meet(&mut self, voice: &Voice) {
        let step = steps(voice).get(self.step).map_or(u64::MAX, |step| step.at);
        let release = if self.released { u64::MAX } else { self.let_go(voice) };
        self.until = self.end.min(step).min(release);
    }

    /// Where the key now held is let go; `u64::MAX`: not before the line's next step.
    fn let_go(&self, voice: &Voice) -> u64 {
        match steps(voice).get(self.step) {
            Some(step) if step.released_at < step.at => step.released_at,
            Some(_) => u64::MAX,
            None => voice.gate,
        }
    }
}

fn steps(voice: &Voice) -> &[crate::voice::Step] {
    voice.line.as_deref().unwrap_or_default()
}
