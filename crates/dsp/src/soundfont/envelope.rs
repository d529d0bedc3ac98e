//! The two envelopes of a voice: delay, attack, hold, decay, sustain, release (key: soundfont2006,
//! sections 8.1.2 and 9.1.7).
//!
//! Both are told by how deep they are below their peak: the volume's in dB down to -100, the
//! modulation's in parts of its way. Decay and release go straight down, `full` in their time; the
//! attack goes up in a ramp of its own, which is the volume's level and, bent by the convex curve,
//! the modulation's.

use super::generator::{
    ATTACK, DECAY, DELAY, HOLD, KEY_TO_DECAY, KEY_TO_HOLD, MOD_ENV, RELEASE, SUSTAIN, VOL_ENV, held,
};
use crate::math;
use crate::va::envelope::Stage;

/// Depth at which the volume envelope is silence, in dB.
pub(super) const SILENCE_DB: f32 = 100.0;
/// Timecents of the shortest release: 16 ms, as FluidSynth has it, where the specification's 1 ms
/// would click.
const SHORTEST_RELEASE: f32 = -7200.0;
/// Timecents up to which a delay or a hold is none.
const NONE: f32 = -12_000.0;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Volume,
    Modulation,
}

/// Times in frames.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Times {
    pub(super) delay: f64,
    attack: f64,
    hold: f64,
    /// From the peak all the way down.
    decay: f64,
    /// Depth.
    sustain: f32,
    /// From the peak all the way down.
    release: f64,
    /// Depth where it is over.
    full: f32,
}

impl Times {
    /// The times of a key. `generators` are sums, held here.
    pub(super) fn new(kind: Kind, generators: &[f32], key: f32, sample_rate: f64) -> Self {
        let first = if kind == Kind::Volume { VOL_ENV } else { MOD_ENV };
        let value = |at: usize| held(first + at, generators[first + at]);
        let frames = |timecents: f32| libm::exp2(f64::from(timecents) / 1200.0) * sample_rate;
        let pause = |timecents: f32| if timecents <= NONE { 0.0 } else { frames(timecents) };
        let tracked = |at: usize, by: usize| {
            let most = if at == HOLD { 5000.0 } else { 8000.0 };
            (value(at) + (60.0 - key) * value(by)).clamp(NONE, most)
        };
        let (full, sustain, release) = match kind {
            Kind::Volume => {
                (SILENCE_DB, value(SUSTAIN) / 10.0, value(RELEASE).max(SHORTEST_RELEASE))
            }
            Kind::Modulation => (1.0, value(SUSTAIN) / 1000.0, value(RELEASE)),
        };
        Self {
            delay: pause(value(DELAY)),
            attack: frames(value(ATTACK)),
            hold: pause(tracked(HOLD, KEY_TO_HOLD)),
            decay: frames(tracked(DECAY, KEY_TO_DECAY)),
            sustain: sustain.min(full),
            release: frames(release),
            full,
        }
    }

    /// Whether a key makes no difference.
    pub(super) fn ignores_key(kind: Kind, generators: &[f32]) -> bool {
        let first = if kind == Kind::Volume { VOL_ENV } else { MOD_ENV };
        generators[first + KEY_TO_HOLD] == 0.0 && generators[first + KEY_TO_DECAY] == 0.0
    }

    /// The frame from which on a volume envelope is deeper than `floor`, if the key is let go at
    /// frame `gate`; infinite: never.
    pub(super) fn end(&self, gate: u64, floor: f32) -> f64 {
        let gate = gate as f64;
        let decays = self.delay + self.attack + self.hold;
        let full = f64::from(self.full);
        let floor = f64::from(floor);
        let by_itself = if f64::from(self.sustain) >= floor {
            decays + self.decay * floor / full
        } else {
            f64::INFINITY
        };
        if by_itself <= gate || gate >= u64::MAX as f64 {
            return by_itself;
        }
        let depth = if gate <= self.delay {
            full
        } else if gate < self.delay + self.attack {
            f64::from(attack_depth(((gate - self.delay) / self.attack) as f32))
        } else {
            ((gate - decays).max(0.0) / self.decay * full).min(f64::from(self.sustain))
        };
        gate + self.release * (floor - depth).max(0.0) / full
    }
}

/// How deep below its peak, in dB, the volume is in its attack.
fn attack_depth(ramp: f32) -> f32 {
    (-math::gain_to_db(ramp)).clamp(0.0, SILENCE_DB)
}

/// The convex curve of the modulation envelope's attack (section 9.5.3).
fn convex(ramp: f32) -> f32 {
    (1.0 + math::gain_to_db(ramp) * (2.0 / 96.0)).max(0.0)
}

/// Where an envelope is: a straight piece, and when it ends. Frames count from the voice's start.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Walk {
    stage: Stage,
    at: f64,
    from: f32,
    slope: f32,
    until: f64,
    released: bool,
}

impl Walk {
    pub(super) fn new(times: &Times) -> Self {
        Self {
            stage: Stage::Delay,
            at: 0.0,
            from: 0.0,
            slope: 0.0,
            until: times.delay,
            released: false,
        }
    }

    /// Walks on to the piece that holds frame `n`, the key being let go at `gate`.
    pub(super) fn advance(&mut self, kind: Kind, times: &Times, gate: u64, n: u64) {
        let (gate, n) = (gate as f64, n as f64);
        loop {
            let release = if self.released { f64::INFINITY } else { gate };
            if release <= self.until && release <= n {
                self.let_go(kind, times, release);
            } else if self.until <= n {
                self.turn(times);
            } else {
                return;
            }
        }
    }

    fn let_go(&mut self, kind: Kind, times: &Times, n: f64) {
        let depth = match (self.stage, kind) {
            (Stage::Delay, _) => times.full,
            (Stage::Attack, Kind::Volume) => attack_depth(self.value(n)),
            (Stage::Attack, Kind::Modulation) => 1.0 - convex(self.value(n)),
            _ => self.value(n),
        };
        self.released = true;
        let frames = times.release * f64::from((times.full - depth) / times.full);
        self.piece(Stage::Release, n, depth, times.full, frames);
    }

    fn turn(&mut self, times: &Times) {
        let n = self.until;
        match self.stage {
            Stage::Delay => self.piece(Stage::Attack, n, 0.0, 1.0, times.attack),
            Stage::Attack => self.piece(Stage::Hold, n, 0.0, 0.0, times.hold),
            Stage::Hold => {
                let frames = times.decay * f64::from(times.sustain / times.full);
                self.piece(Stage::Decay, n, 0.0, times.sustain, frames);
            }
            Stage::Decay if times.sustain < times.full => {
                self.piece(Stage::Sustain, n, times.sustain, times.sustain, f64::INFINITY);
            }
            _ => self.piece(Stage::Done, n, times.full, times.full, f64::INFINITY),
        }
    }

    fn piece(&mut self, stage: Stage, n: f64, from: f32, to: f32, frames: f64) {
        self.stage = stage;
        self.at = n;
        self.from = from;
        let flat = frames <= 0.0 || from == to;
        self.slope = if flat { 0.0 } else { (f64::from(to - from) / frames) as f32 };
        self.until = n + frames;
    }

    fn value(&self, n: f64) -> f32 {
        self.from + self.slope * (n - self.at) as f32
    }

    /// Ramp and depth at frame `n` of this piece, and what each changes by in a frame.
    pub(super) fn state(&self, times: &Times, n: u64) -> [f32; 4] {
        let value = self.value(n as f64);
        match self.stage {
            Stage::Delay => [0.0, 0.0, 0.0, 0.0],
            Stage::Attack => [value, 0.0, self.slope, 0.0],
            Stage::Done => [1.0, times.full, 0.0, 0.0],
            _ => [1.0, value, 0.0, self.slope],
        }
    }

    /// The first frame that this piece does not hold, the key being let go at `gate`.
    pub(super) fn next(&self, gate: u64) -> u64 {
        let gate = if self.released { u64::MAX } else { gate };
        // Rounds towards zero, and what is too large becomes the largest.
        gate.min(self.until.ceil() as u64)
    }
}
