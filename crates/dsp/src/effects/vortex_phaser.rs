//! Vortex phaser: up to twelve all-passes of first order in a row, swept from 200 to 2000 Hz, with
//! feedback, beside the dry sound.
//!
//! ```text
//! chain = A^n (in + feedback * chain),   A(s) = (w - s) / (w + s)
//! out   = (1 - wet) * in + wet * chain
//! ```
//!
//! The loop is solved without a delay in it (key: zavalishin2018): the response of a phaser that
//! stands still is the analytic one at any feedback. The sweep is a sine in octaves; the right
//! side's leads by the stereo phase, so a mono sound becomes wide. At a depth of 0 it stands still
//! in the middle, at 632 Hz.

use super::Effect;
use super::glide::{GRID, Glides, cells};
use super::lfo::LfoClock;
use super::silence::flushed;
use crate::math;

/// Most all-passes there are.
pub const MAX_STAGES: usize = 12;

/// The middle of the sweep in Hz, and octaves to its ends at depth 1: `sqrt(200 * 2000)` and
/// `log2(10) / 2` (fact sheet 6.1).
const MIDDLE_HZ: f64 = 632.455_532_033_675_9;
const OCTAVES: f32 = 1.660_964;

/// Settings of the phaser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VortexPhaserPatch {
    /// Rate of the sweep in Hz, 0.01..=10.
    pub rate_hz: f32,
    /// How far it goes, 0..=1.
    pub depth: f32,
    /// Number of all-passes, 2..=12.
    pub stages: usize,
    /// What is fed back, 0..=0.95.
    pub feedback: f32,
    /// Phase by which the right side leads, in cycles.
    pub stereo_phase_cycles: f32,
    /// Share of the chain, 0..=1.
    pub wet: f32,
}

/// Numbers of the gliding parameters.
const DEPTH: usize = 0;
const FEEDBACK: usize = 1;
const LEAD: usize = 2;
const WET: usize = 3;

fn targets(patch: &VortexPhaserPatch) -> [f32; 4] {
    [
        patch.depth.clamp(0.0, 1.0),
        patch.feedback.clamp(0.0, 0.95),
        patch.stereo_phase_cycles.clamp(0.0, 0.5),
        patch.wet.clamp(0.0, 1.0),
    ]
}

/// The phaser at work.
#[derive(Clone, Debug)]
pub struct VortexPhaser {
    sample_rate: f64,
    rate_hz: f32,
    clock: LfoClock,
    stages: usize,
    glides: Glides<4>,
    /// `g / (1 + g)` of the all-passes at the cell's start and end, `[channel]`.
    from: [f32; 2],
    to: [f32; 2],
    /// Integrators, `[channel][stage]`.
    states: [[f32; MAX_STAGES]; 2],
    now: u64,
}

/// `g / (1 + g)` with `g = tan(pi f / rate)`.
fn step(octaves: f32, sample_rate: f64) -> f32 {
    let g = math::tan_pi((MIDDLE_HZ / sample_rate) as f32 * math::exp2(octaves));
    g / (1.0 + g)
}

impl VortexPhaser {
    /// The phaser of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &VortexPhaserPatch, sample_rate: f64) -> Self {
        let mut phaser = Self {
            sample_rate,
            rate_hz: patch.rate_hz,
            clock: LfoClock::new(patch.rate_hz, sample_rate),
            stages: patch.stages.clamp(1, MAX_STAGES),
            glides: Glides::new(targets(patch), sample_rate),
            from: [0.0; 2],
            to: [0.0; 2],
            states: [[0.0; MAX_STAGES]; 2],
            now: 0,
        };
        phaser.reset(0);
        phaser
    }

    /// Moves to other settings without a click. The number of stages stays as `new` had it.
    pub fn aim(&mut self, patch: &VortexPhaserPatch) {
        self.glides.aim(targets(patch));
        self.rate_hz = patch.rate_hz;
    }

    /// Enters the cell of the grid that begins at `frame`.
    fn control(&mut self, frame: u64) {
        self.clock.aim(self.rate_hz, frame);
        self.glides.tick();
        self.move_to(frame + GRID as u64);
        for states in &mut self.states {
            // All at once, for one alone set to zero would be a kick.
            if states.iter().all(|state| flushed(*state) == 0.0) {
                *states = [0.0; MAX_STAGES];
            }
        }
    }

    fn move_to(&mut self, frame: u64) {
        let phase = self.clock.phase(frame) as f32;
        let depth = self.glides[DEPTH].end() * OCTAVES;
        self.from = self.to;
        self.to = [0.0, self.glides[LEAD].end()]
            .map(|lead| step(depth * math::sin_cycles(phase + lead), self.sample_rate));
    }

    fn piece(&mut self, at: u64, [left, right]: [&mut [f32]; 2]) {
        let offset = (at % GRID as u64) as usize;
        if offset == 0 {
            self.control(at);
        }
        let (feedback, wet) = (self.glides.row(FEEDBACK, offset), self.glides.row(WET, offset));
        let stages = self.stages;
        let [mut ones, mut twos] = self.states;
        let slopes = [0, 1].map(|c| (self.to[c] - self.from[c]) * (1.0 / GRID as f32));
        for (i, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let steps = [0, 1].map(|c| self.from[c] + slopes[c] * (offset + i) as f32);
            // Both channels side by side, for each waits for itself.
            let one = frame(&mut ones[..stages], *left, steps[0], feedback[i]);
            let two = frame(&mut twos[..stages], *right, steps[1], feedback[i]);
            *left = (1.0 - wet[i]) * *left + wet[i] * one;
            *right = (1.0 - wet[i]) * *right + wet[i] * two;
        }
        self.states = [ones, twos];
    }
}

/// One frame of the chain: each all-pass is `2 low-pass - in`, whose low-pass is
/// `state + step * (in - state)`.
#[inline(always)]
fn frame(states: &mut [f32], x: f32, step: f32, feedback: f32) -> f32 {
    // What the chain gives is `through * in + held`, with these two.
    let (slope, kept) = (2.0 * step - 1.0, 2.0 - 2.0 * step);
    let (mut through, mut held) = (1.0, 0.0);
    for state in &*states {
        through *= slope;
        held = slope * held + kept * state;
    }
    let chain = (through * x + held) / (1.0 - feedback * through);
    let mut sound = x + feedback * chain;
    for state in states {
        let way = (sound - *state) * step;
        let low = *state + way;
        *state = low + way;
        sound = low + low - sound;
    }
    sound
}

impl Effect for VortexPhaser {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(now, left, right, |at, sound| self.piece(at, sound));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.clock = LfoClock::new(self.rate_hz, self.sample_rate);
        self.states = [[0.0; MAX_STAGES]; 2];
        self.now = at;
        let cell = at - at % GRID as u64;
        self.move_to(cell);
        if cell != at {
            self.control(cell);
        }
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        // At any frequency the loop's gain is the feedback, so a round takes the chain's group
        // delay at most: 2 stages / (tau f) at 0 Hz. With feedback the sound falls by its
        // logarithm a round; without it by the poles.
        let lowest = MIDDLE_HZ * f64::from(math::exp2(-OCTAVES * self.glides[DEPTH].target()));
        let pole_s = 1.0 / (std::f64::consts::TAU * lowest);
        let stages = self.stages as f64;
        let feedback = f64::from(self.glides[FEEDBACK].target().max(1e-4));
        let nepers = 4.5 * libm::log(10.0) - libm::log(1.0 - feedback) + 2.0;
        let rounds = nepers / -libm::log(feedback);
        // A chain of equal poles takes its number and its root more.
        let chain_s = pole_s * (nepers + 2.0 * stages);
        let seconds = chain_s + 2.0 * stages * pole_s * rounds;
        (seconds * self.sample_rate) as u64 + 2 * GRID as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn makes_stereo(&self) -> bool {
        self.glides[LEAD].target() > 0.0
            && self.glides[DEPTH].target() > 0.0
            && self.glides[WET].target() > 0.0
    }

    fn peak_gain(&self) -> f32 {
        // The sum of the impulse response's magnitudes, at the ends and the middle of the sweep;
        // half more for what its movement can add.
        let [depth, feedback, wet] =
            [DEPTH, FEEDBACK, WET].map(|number| self.glides[number].target());
        let sum_at = |octaves: f32| {
            let step = step(octaves * depth * OCTAVES, self.sample_rate);
            let mut states = [0.0; MAX_STAGES];
            let mut sum = 0.0;
            for n in 0..self.tail().min(100_000) {
                let x = if n == 0 { 1.0 } else { 0.0 };
                let chain = frame(&mut states[..self.stages], x, step, feedback);
                sum += ((1.0 - wet) * x + wet * chain).abs();
            }
            sum
        };
        1.5 * [-1.0, 0.0, 1.0].map(sum_at).into_iter().fold(0.0, f32::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: VortexPhaserPatch = VortexPhaserPatch {
        rate_hz: 0.5,
        depth: 0.7,
        stages: 4,
        feedback: 0.5,
        stereo_phase_cycles: 0.25,
        wet: 0.5,
    };

    #[test]
    fn a_phaser_that_stands_still_has_the_analytic_response() {
        for (stages, feedback, wet) in
            [(4, 0.5, 0.5), (12, 0.9, 0.5), (2, 0.0, 1.0), (7, 0.95, 0.3)]
        {
            let patch = VortexPhaserPatch { stages, feedback, wet, depth: 0.0, ..PATCH };
            let mut impulse = vec![0.0; 65_536];
            impulse[0] = 1.0;
            let mut phaser = VortexPhaser::new(&patch, RATE);
            let out = laws::through(&mut phaser, &[impulse.clone(), impulse], 512);
            let pi = std::f64::consts::PI;
            for hz in [20.0, 150.0, 262.0, 632.0, 1000.0, 1527.0, 5000.0, 15_000.0] {
                // All-passes have magnitude 1 and phase -2 atan(w), warped.
                let w = libm::tan(pi * hz / RATE) / libm::tan(pi * MIDDLE_HZ / RATE);
                let angle = -2.0 * stages as f64 * libm::atan(w);
                let (f, wet) = (f64::from(feedback), f64::from(wet));
                let (re, im) = (libm::cos(angle), libm::sin(angle));
                // c / (1 - f c) and the dry share.
                let under = (1.0 - f * re) * (1.0 - f * re) + f * im * f * im;
                let (cre, cim) = ((re - f) / under, im / under);
                let (re, im) = (1.0 - wet + wet * cre, wet * cim);
                let want = (re * re + im * im).sqrt();
                let got = laws::magnitude(&out[0], hz / RATE);
                // f32 states at an angle of 0.04, in a loop that multiplies errors by up to 20.
                let bound = 2e-4 * want.max(1.0);
                assert!((got - want).abs() < bound, "{stages} {hz}: {got}, want {want}");
            }
        }
    }

    #[test]
    fn notches_of_four_stages_lie_where_the_phase_is_half_a_turn() {
        // Without feedback the sum vanishes where 4 * 2 atan w is pi or 3 pi: w of tan(pi / 8)
        // and tan(3 pi / 8).
        let patch = VortexPhaserPatch { feedback: 0.0, depth: 0.0, ..PATCH };
        let mut impulse = vec![0.0; 8192];
        impulse[0] = 1.0;
        let mut phaser = VortexPhaser::new(&patch, RATE);
        let out = laws::through(&mut phaser, &[impulse.clone(), impulse], 512);
        let pi = std::f64::consts::PI;
        for eighths in [1.0, 3.0] {
            let w = libm::tan(eighths * pi / 8.0) * libm::tan(pi * MIDDLE_HZ / RATE);
            let notch = laws::magnitude(&out[0], libm::atan(w) / pi);
            // -80 dB.
            assert!(notch < 1e-4, "{eighths}: {notch}");
        }
    }

    #[test]
    fn the_stereo_phase_makes_stereo_out_of_mono() {
        for lead in [0.0, 0.25] {
            let patch = VortexPhaserPatch { stereo_phase_cycles: lead, ..PATCH };
            let mut phaser = VortexPhaser::new(&patch, RATE);
            let out = laws::through(&mut phaser, &laws::sine(440.0, RATE, 9000), 512);
            assert_eq!(out[0] != out[1], lead > 0.0);
            assert_eq!(phaser.makes_stereo(), lead > 0.0);
        }
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..12 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = VortexPhaserPatch {
                rate_hz: toss(0, 0.01, 10.0),
                depth: toss(1, 0.0, 1.0),
                stages: toss(2, 2.0, 12.0) as usize,
                feedback: toss(3, 0.0, 0.95),
                stereo_phase_cycles: toss(4, 0.0, 0.5),
                wet: toss(5, 0.5, 1.0),
            };
            laws::all_are_kept(|rate| Box::new(VortexPhaser::new(&patch, rate)));
        }
    }
}
