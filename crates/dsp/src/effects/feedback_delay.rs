//! Feedback delay: two lines, a low-pass in their loops, part of each fed to the other.
//!
//! ```text
//! tap   = low-pass(line[time])
//! write = in + feedback * ((1 - cross) * tap + cross * other tap)
//! out   = dry * in + echoes * tap
//! ```
//!
//! With `ping_pong` the mean of both channels goes into the left line alone, and each line feeds
//! only the other, so a mono sound goes from side to side. The legacy `delay` is played by the
//! same. A new time fades in, so no pitch is bent; times below 1 ms are 1 ms.

use super::delay_line::DelayLine;
use super::glide::{GRID, Glide, Glides, cells};
use super::silence::{flushed, pole};
use super::{Effect, Filter};
use crate::lanes::{Level, dispatch};

/// Longest time.
pub const MAX_TIME_S: f32 = 3.0;

/// Shortest time: a cell of the grid must fit into the loop, at any sample rate above 16 kHz.
const MIN_TIME_S: f32 = 0.001;
/// Low-passes from here on are off.
const OPEN_HZ: f32 = 20_000.0;

/// Settings of the delay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FeedbackDelayPatch {
    /// Times of left and right in seconds, 0.001..=[`MAX_TIME_S`].
    pub time_s: [f32; 2],
    /// What each echo leaves to the next, 0..=0.95.
    pub feedback: f32,
    /// Share of it that goes to the other side, 0..=1.
    pub cross: f32,
    /// Only the left line hears the input, as mono, and all goes to the other side.
    pub ping_pong: bool,
    /// Cutoff of the low-pass of one pole in the loop in Hz; from 20000 on it is off.
    pub low_pass_hz: f32,
    /// Gain of the dry sound.
    pub dry: f32,
    /// Gain of the echoes.
    pub echoes: f32,
}

/// Numbers of the gliding parameters.
const FEEDBACK: usize = 0;
const CROSS: usize = 1;
const PING_PONG: usize = 2;
const STEP: usize = 3;
const DRY: usize = 4;
const ECHOES: usize = 5;

fn targets(patch: &FeedbackDelayPatch, sample_rate: f64) -> [f32; 6] {
    let hz = f64::from(patch.low_pass_hz.max(20.0));
    let step = -libm::expm1(-std::f64::consts::TAU * hz / sample_rate);
    [
        patch.feedback.clamp(0.0, 0.95),
        if patch.ping_pong { 1.0 } else { patch.cross.clamp(0.0, 1.0) },
        if patch.ping_pong { 1.0 } else { 0.0 },
        if patch.low_pass_hz < OPEN_HZ { step as f32 } else { 1.0 },
        patch.dry,
        patch.echoes,
    ]
}

fn times(patch: &FeedbackDelayPatch, sample_rate: f64) -> [usize; 2] {
    patch.time_s.map(|time_s| {
        let time_s = f64::from(time_s.clamp(MIN_TIME_S, MAX_TIME_S));
        (libm::round(time_s * sample_rate) as usize).max(GRID)
    })
}

/// The delay at work.
#[derive(Clone, Debug)]
pub struct FeedbackDelay {
    level: Level,
    sample_rate: f64,
    glides: Glides<6>,
    lines: [DelayLine; 2],
    poles: [f32; 2],
    /// Times in frames; the fade goes from the first pair to the second.
    times: [[usize; 2]; 2],
    aimed: [usize; 2],
    fade: Glide,
    now: u64,
}

impl FeedbackDelay {
    /// The delay of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &FeedbackDelayPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`FeedbackDelay::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &FeedbackDelayPatch, sample_rate: f64, level: Level) -> Self {
        let times = times(patch, sample_rate);
        let line = DelayLine::new(times[0].max(times[1]) + GRID);
        Self {
            level,
            sample_rate,
            glides: Glides::new(targets(patch, sample_rate), sample_rate),
            lines: [line.clone(), line],
            poles: [0.0; 2],
            times: [times; 2],
            aimed: times,
            fade: Glide::new(1.0, sample_rate),
            now: 0,
        }
    }

    /// Moves to other settings without a click. What a longer time asks for of the past is there if
    /// [`Effect::will_move`] was called before it sounded.
    pub fn aim(&mut self, patch: &FeedbackDelayPatch) {
        self.glides.aim(targets(patch, self.sample_rate));
        self.aimed = times(patch, self.sample_rate);
        self.lengthen(self.aimed[0].max(self.aimed[1]));
    }

    fn lengthen(&mut self, longest: usize) {
        self.lines.iter_mut().for_each(|line| line.lengthen(longest + GRID));
    }

    /// Enters a cell of the grid.
    fn control(&mut self) {
        self.glides.tick();
        self.fade.tick();
        if self.fade.at_rest() && self.times[1] != self.aimed {
            self.times = [self.times[1], self.aimed];
            self.fade.jump(0.0);
            self.fade.aim(1.0);
        }
        self.poles = self.poles.map(flushed);
    }

    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(
            now,
            left,
            right,
            #[inline(always)]
            |at, sound| self.piece(at, sound),
        );
    }

    #[inline(always)]
    fn piece(&mut self, at: u64, [left, right]: [&mut [f32]; 2]) {
        let (offset, count) = ((at % GRID as u64) as usize, left.len());
        if offset == 0 {
            self.control();
        }
        let mut taps = [[0.0; GRID]; 2];
        for (channel, tap) in taps.iter_mut().enumerate() {
            self.tap(channel, offset, &mut tap[..count]);
        }
        let g = &self.glides;
        let [feedback, cross, ping_pong] =
            [FEEDBACK, CROSS, PING_PONG].map(|number| g.row(number, offset));
        let mut written = [[0.0; GRID]; 2];
        for i in 0..count {
            let (l, r) = (left[i], right[i]);
            let mono = ping_pong[i] * 0.5 * (l + r);
            let alone = 1.0 - ping_pong[i];
            let ins = [alone * l + mono, alone * r];
            for c in 0..2 {
                let back = (1.0 - cross[i]) * taps[c][i] + cross[i] * taps[1 - c][i];
                written[c][i] = flushed(ins[c] + feedback[i] * back);
            }
        }
        for (line, written) in self.lines.iter_mut().zip(&written) {
            line.push(&written[..count]);
        }
        let [dry, echoes] = [DRY, ECHOES].map(|number| g.row(number, offset));
        for (sound, tap) in [left, right].into_iter().zip(&taps) {
            for (i, x) in sound.iter_mut().enumerate() {
                *x = dry[i] * *x + echoes[i] * tap[i];
            }
        }
    }

    /// What the line holds one time ago, through the low-pass.
    #[inline(always)]
    fn tap(&mut self, channel: usize, offset: usize, tap: &mut [f32]) {
        let line = &self.lines[channel];
        line.read_ahead(self.times[1][channel], tap);
        if !self.fade.at_rest() {
            let mut old = [0.0; GRID];
            line.read_ahead(self.times[0][channel], &mut old[..tap.len()]);
            for (i, (tap, old)) in tap.iter_mut().zip(old).enumerate() {
                *tap = old + (*tap - old) * self.fade.at(offset + i);
            }
        }
        let open = &self.glides[STEP];
        if open.at_rest() && open.end() == 1.0 {
            self.poles[channel] = tap[tap.len() - 1];
            return;
        }
        let steps = self.glides.row(STEP, offset);
        let mut state = self.poles[channel];
        for (tap, step) in tap.iter_mut().zip(steps) {
            *tap = pole(&mut state, *tap, step);
        }
        self.poles[channel] = state;
    }
}

impl Effect for FeedbackDelay {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn will_move(&mut self) {
        self.lengthen(libm::ceil(f64::from(MAX_TIME_S) * self.sample_rate) as usize);
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.lines.iter_mut().for_each(DelayLine::clear);
        self.poles = [0.0; 2];
        self.times = [self.aimed; 2];
        self.fade.jump(1.0);
        self.now = at;
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        let feedback = f64::from(self.glides[FEEDBACK].target());
        let longest = self.aimed[0].max(self.aimed[1]) as f64;
        // Frames in which the low-pass falls by a neper.
        let settling = 1.0 / f64::from(self.glides[STEP].target());
        // All echoes from the k-th on of a steady sound sum to feedback^k / (1 - feedback).
        let floor = -4.5 * libm::log(10.0);
        let echoes = if feedback > 0.0 {
            libm::ceil((floor + libm::log(1.0 - feedback)) / libm::log(feedback))
        } else {
            0.0
        };
        ((echoes + 1.0) * (longest + settling) + 12.0 * settling) as u64 + GRID as u64
    }

    fn memory(&self) -> u64 {
        let settling = 12.0 / f64::from(self.glides[STEP].target());
        let longest = self.aimed[0].max(self.aimed[1]) as u64;
        // With ping-pong an echo may come from the other side.
        (2 * longest + settling as u64 + GRID as u64).min(self.tail())
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn filter(&self) -> Option<Filter> {
        let apart = [CROSS, PING_PONG].iter().all(|number| self.glides[*number].target() == 0.0);
        Some(match apart {
            true if self.aimed[0] == self.aimed[1] => Filter::Same,
            true => Filter::Sides,
            false => Filter::Stereo,
        })
    }

    fn makes_stereo(&self) -> bool {
        let echoes = self.glides[ECHOES].target() != 0.0;
        echoes && (self.aimed[0] != self.aimed[1] || self.glides[PING_PONG].target() > 0.0)
    }

    fn peak_gain(&self) -> f32 {
        let [feedback, dry, echoes] =
            [FEEDBACK, DRY, ECHOES].map(|number| self.glides[number].target());
        // Rounding.
        dry.abs() + 1.000_01 * echoes.abs() / (1.0 - feedback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: FeedbackDelayPatch = FeedbackDelayPatch {
        time_s: [0.01, 0.015],
        feedback: 0.5,
        cross: 0.2,
        ping_pong: false,
        low_pass_hz: 20_000.0,
        dry: 0.7,
        echoes: 0.3,
    };

    fn of_impulse(patch: &FeedbackDelayPatch, at: [f32; 2]) -> [Vec<f32>; 2] {
        let mut sound = [vec![0.0; 4000], vec![0.0; 4000]];
        (sound[0][0], sound[1][0]) = (at[0], at[1]);
        laws::through(&mut FeedbackDelay::new(patch, RATE), &sound, 100)
    }

    #[test]
    fn echoes_come_at_their_times_with_their_gains() {
        let out = of_impulse(&PATCH, [1.0, 0.0]);
        // Frames 480 and 720; what crosses is a fifth of the half, the rest stays.
        let want = |channel: usize, frame: usize, gain: f32| {
            let got = out[channel][frame];
            assert!((got - gain).abs() < 1e-7, "{channel} {frame}: {got}, want {gain}");
        };
        want(0, 0, 0.7);
        want(0, 480, 0.3);
        want(0, 960, 0.3 * 0.4);
        want(0, 1440, 0.3 * 0.16);
        want(1, 480 + 720, 0.3 * 0.1);
        want(0, 480 + 720 + 480, 0.3 * 0.01);
        let others = |frame: usize| out[0][frame] == 0.0 && out[1][frame] == 0.0;
        assert!((1..480).all(others) && (481..960).all(others) && (1201..1440).all(others));
    }

    #[test]
    fn ping_pong_goes_from_side_to_side() {
        let patch = FeedbackDelayPatch { ping_pong: true, time_s: [0.01; 2], ..PATCH };
        let out = of_impulse(&patch, [1.0, 1.0]);
        for (k, gain) in [0.3, 0.15, 0.075, 0.0375].into_iter().enumerate() {
            let frame = 480 * (k + 1);
            assert!((out[k % 2][frame] - gain).abs() < 1e-7 && out[1 - k % 2][frame] == 0.0);
        }
    }

    #[test]
    fn each_round_goes_once_more_through_the_low_pass() {
        let patch = FeedbackDelayPatch { low_pass_hz: 1000.0, cross: 0.0, dry: 0.0, ..PATCH };
        let out = of_impulse(&patch, [1.0, 0.0]);
        let step = 1.0 - libm::exp(-std::f64::consts::TAU * 1000.0 / RATE);
        for (round, start) in [(1, 480), (2, 960)] {
            for n in 0..40 {
                // The pole's impulse response, and its convolution with itself.
                let once = step * libm::pow(1.0 - step, f64::from(n));
                let want = if round == 1 { once } else { 0.5 * step * once * f64::from(n + 1) };
                let got = f64::from(out[0][start + n as usize]) / 0.3;
                assert!((got - want).abs() < 1e-6, "{round} {n}: {got}, want {want}");
            }
        }
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..8 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = FeedbackDelayPatch {
                time_s: [toss(0, 0.0, 0.05), toss(1, 0.001, 0.07)],
                feedback: toss(2, 0.0, 0.95),
                cross: toss(3, 0.0, 1.0),
                ping_pong: toss(4, 0.0, 1.0) > 0.5,
                low_pass_hz: toss(5, 200.0, 20_000.0),
                dry: 0.5,
                echoes: 0.5,
            };
            laws::all_are_kept(|rate| Box::new(FeedbackDelay::new(&patch, rate)));
            let at = |level| -> Box<dyn Effect> {
                Box::new(FeedbackDelay::with_level(&patch, RATE, level))
            };
            laws::all_the_same(Level::all().into_iter().map(at).collect());
        }
    }

    #[test]
    fn another_time_fades_in() {
        let sound = laws::sine(100.0, RATE, 12_000);
        let mut delay = FeedbackDelay::new(&PATCH, RATE);
        delay.will_move();
        laws::through(&mut delay, &sound, 512);
        delay.aim(&FeedbackDelayPatch { time_s: [0.02, 0.05], feedback: 0.3, ..PATCH });
        let out = laws::through(&mut delay, &sound, 512);
        // The sine steps by 0.0131; all echoes at once add 0.3 * 2 of it and 2 / 960 of the fade.
        assert!(laws::greatest_step(&out, 100) < 0.0131 * 1.6 + 0.0021);
    }
}
