//! Chorus of one to five voices: delays moved by sines of evenly spread phases.
//!
//! The textbook form (key: dattorro1997b): no feedback, the voices beside the dry sound. Left and
//! right are moved out of step, by up to a quarter of a cycle, so that a mono sound becomes wide
//! and a wide one stays it. The voices' sum is scaled by `1 / sqrt(voices)`: they are taken as
//! incoherent.

use super::Effect;
use super::delay_line::{CUBIC_PEAK, DelayLine};
use super::glide::{GRID, Glide, grid_pieces};
use super::lfo::LfoClock;
use crate::lanes::{Level, dispatch};
use crate::math;

/// Most voices there are.
pub const MAX_VOICES: usize = 5;

/// The movement of depth 1, either way, as the fact sheet's 6.1 has it.
const MOVEMENT_S: f32 = 0.015;

/// Longest mean delay.
const MAX_DELAY_S: f32 = 0.020;

/// Phase by which the right side leads at width 1, in cycles.
const QUADRATURE: f32 = 0.25;

/// Settings of the chorus.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StardustChorusPatch {
    /// Rate of the movement in Hz, 0.1..=10.
    pub rate_hz: f32,
    /// Mean delay in seconds, 0.001..=0.02.
    pub delay_s: f32,
    /// 1 is 15 ms either way, or as far as the mean delay allows.
    pub depth: f32,
    /// 1..=[`MAX_VOICES`].
    pub voices: usize,
    /// 0: both sides move alike; 1: a quarter of a cycle apart.
    pub stereo_width: f32,
    /// Share of the voices, 0..=1; the dry sound has the rest.
    pub wet: f32,
}

/// One voice.
#[derive(Clone, Debug)]
struct ChorusVoice {
    gain: Glide,
    phase_cycles: Glide,
    /// Delay beyond the mean at the cell's start and end, `[channel]`, in frames.
    from: [f32; 2],
    to: [f32; 2],
}

/// The chorus at work.
#[derive(Clone, Debug)]
pub struct StardustChorus {
    level: Level,
    sample_rate: f64,
    clock: LfoClock,
    rate_hz: f32,
    delay: Glide,
    movement: Glide,
    width: Glide,
    wet: Glide,
    voices: [ChorusVoice; MAX_VOICES],
    lines: [DelayLine; 2],
    now: u64,
}

/// Mean delay and movement, in frames.
fn delay_and_movement(patch: &StardustChorusPatch, sample_rate: f64) -> (f32, f32) {
    let rate = sample_rate as f32;
    let delay = (patch.delay_s.clamp(0.0, MAX_DELAY_S) * rate).max(2.0);
    // The nearest neighbour in the future of a cubic is a frame ahead: one frame must remain.
    (delay, (patch.depth.clamp(0.0, 1.0) * MOVEMENT_S * rate).min(delay - 1.5))
}

fn voice_gain(voice: usize, voices: usize) -> f32 {
    if voice < voices { 1.0 / (voices as f32).sqrt() } else { 0.0 }
}

impl StardustChorus {
    /// The chorus of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &StardustChorusPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`StardustChorus::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &StardustChorusPatch, sample_rate: f64, level: Level) -> Self {
        let (delay, movement) = delay_and_movement(patch, sample_rate);
        let longest = f64::from(MAX_DELAY_S + MOVEMENT_S) * sample_rate;
        let line = DelayLine::new(libm::ceil(longest) as usize + GRID);
        let count = patch.voices.clamp(1, MAX_VOICES);
        let glide = |value| Glide::new(value, sample_rate);
        let mut chorus = Self {
            level,
            sample_rate,
            clock: LfoClock::new(patch.rate_hz, sample_rate),
            rate_hz: patch.rate_hz,
            delay: glide(delay),
            movement: glide(movement),
            width: glide(patch.stereo_width),
            wet: glide(patch.wet),
            voices: std::array::from_fn(|voice| ChorusVoice {
                gain: glide(voice_gain(voice, count)),
                phase_cycles: glide(voice as f32 / count as f32),
                from: [0.0; 2],
                to: [0.0; 2],
            }),
            lines: [line.clone(), line],
            now: 0,
        };
        chorus.reset(0);
        chorus
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &StardustChorusPatch) {
        let (delay, movement) = delay_and_movement(patch, self.sample_rate);
        let count = patch.voices.clamp(1, MAX_VOICES);
        self.rate_hz = patch.rate_hz;
        self.delay.aim(delay);
        self.movement.aim(movement);
        self.width.aim(patch.stereo_width);
        self.wet.aim(patch.wet);
        for (number, voice) in self.voices.iter_mut().enumerate() {
            voice.gain.aim(voice_gain(number, count));
            voice.phase_cycles.aim(number as f32 / count as f32);
        }
    }

    /// Enters the cell of the grid that begins at `frame`.
    fn control(&mut self, frame: u64) {
        self.clock.aim(self.rate_hz, frame);
        for glide in [&mut self.delay, &mut self.movement, &mut self.width, &mut self.wet] {
            glide.tick();
        }
        for voice in &mut self.voices {
            voice.gain.tick();
            voice.phase_cycles.tick();
        }
        self.move_to(frame + GRID as u64);
    }

    /// Moves the delays to where they are at `frame`.
    fn move_to(&mut self, frame: u64) {
        let phase = self.clock.phase(frame) as f32;
        let (delay, movement) = (self.delay.end(), self.movement.end());
        let lead = [0.0, QUADRATURE * self.width.end()];
        for voice in &mut self.voices {
            voice.from = voice.to;
            voice.to = lead.map(|lead| {
                let sine = math::sin_cycles(phase + voice.phase_cycles.end() + lead);
                (delay + movement * sine).max(1.0)
            });
        }
    }

    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        for piece in grid_pieces(self.now, left.len()) {
            if self.now.is_multiple_of(GRID as u64) {
                self.control(self.now);
            }
            self.piece([&mut left[piece.clone()], &mut right[piece.clone()]]);
            self.now += piece.len() as u64;
        }
    }

    #[inline(always)]
    fn piece(&mut self, sound: [&mut [f32]; 2]) {
        let offset = (self.now % GRID as u64) as usize;
        for (channel, sound) in sound.into_iter().enumerate() {
            let line = &mut self.lines[channel];
            let count = sound.len();
            line.push(sound);
            let mut sum = [0.0; GRID];
            for voice in self.voices.iter().filter(|v| !(v.gain.at_rest() && v.gain.end() == 0.0)) {
                let (from, to) = (voice.from[channel], voice.to[channel]);
                let mut delays = [0.0; GRID];
                for (i, delay) in delays.iter_mut().enumerate() {
                    *delay = from + (to - from) * ((offset + i) as f32 * (1.0 / GRID as f32));
                }
                let mut heard = [0.0; GRID];
                line.read_moving(count, &delays[..count], &mut heard[..count]);
                for (i, (sum, heard)) in sum.iter_mut().zip(heard).enumerate() {
                    *sum += voice.gain.at(offset + i) * heard;
                }
            }
            for (i, (x, sum)) in sound.iter_mut().zip(sum).enumerate() {
                let wet = self.wet.at(offset + i);
                *x = (1.0 - wet) * *x + wet * sum;
            }
        }
    }
}

impl Effect for StardustChorus {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn reset(&mut self, at: u64) {
        for line in &mut self.lines {
            line.clear();
        }
        for glide in [&mut self.delay, &mut self.movement, &mut self.width, &mut self.wet] {
            glide.finish();
        }
        for voice in &mut self.voices {
            voice.gain.finish();
            voice.phase_cycles.finish();
        }
        self.clock = LfoClock::new(self.rate_hz, self.sample_rate);
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
        let longest = |delay: f32, movement: f32| (delay + movement) as u64 + 3;
        longest(self.delay.end(), self.movement.end())
            .max(longest(self.delay.target(), self.movement.target()))
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn makes_stereo(&self) -> bool {
        self.width.target() > 0.0 && self.wet.target() > 0.0
    }

    fn peak_gain(&self) -> f32 {
        let voices: f32 = self.voices.iter().map(|voice| voice.gain.target()).sum();
        1.0 - self.wet.target() + self.wet.target() * voices * CUBIC_PEAK
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const PATCH: StardustChorusPatch = StardustChorusPatch {
        rate_hz: 1.5,
        delay_s: 0.0035,
        depth: 0.5,
        voices: 3,
        stereo_width: 0.5,
        wet: 0.5,
    };

    #[test]
    fn without_depth_it_is_a_delay_of_the_mean() {
        let patch = StardustChorusPatch { depth: 0.0, voices: 1, wet: 1.0, delay_s: 0.01, ..PATCH };
        let mut sound = [vec![0.0; 1000], vec![0.0; 1000]];
        (sound[0][5], sound[1][7]) = (1.0, -1.0);
        let out = laws::through(&mut StardustChorus::new(&patch, 48_000.0), &sound, 100);
        let mut want = [vec![0.0; 1000], vec![0.0; 1000]];
        (want[0][485], want[1][487]) = (1.0, -1.0);
        assert_eq!(out, want);
    }

    #[test]
    fn a_tone_is_bent_by_the_slope_of_the_delay() {
        // Delay D + A sin(2 pi r t): the phase of the output is that of the input D(t) before. The
        // oracle evaluates the sine there; the cubic's error at 440 / 48000 cycles per frame is
        // (2 pi f)^4 * 3 / 128 = 2.6e-7, the line between grid points misses the LFO's curve by
        // A (2 pi r 16 / sr)^2 / 8 = 8.9e-4 frames or 5.2e-5 of phase; the sine's 2e-7 of A and the
        // delay's half ulp in f32 add 2e-4 frames or 1.2e-5.
        let patch = StardustChorusPatch { depth: 1.0, voices: 1, wet: 1.0, delay_s: 0.02, ..PATCH };
        let sound = laws::sine(440.0, 48_000.0, 48_000);
        let out = laws::through(&mut StardustChorus::new(&patch, 48_000.0), &sound, 1000);
        let tau = std::f64::consts::TAU;
        for (channel, lead) in out.iter().zip([0.0, 0.125]) {
            for (n, got) in channel.iter().enumerate().skip(2000) {
                let swing = libm::sin(tau * (1.5 * n as f64 / 48_000.0 + lead));
                let delay = 960.0 + 720.0 * swing;
                let want = libm::sin(tau * 440.0 * (n as f64 - delay) / 48_000.0);
                let got = f64::from(*got);
                assert!((got - want).abs() < 6.5e-5, "frame {n}: {got} {want}");
            }
        }
    }

    #[test]
    fn width_makes_stereo_out_of_mono_and_its_absence_does_not() {
        for stereo_width in [0.0, 1.0] {
            let mut chorus =
                StardustChorus::new(&StardustChorusPatch { stereo_width, ..PATCH }, 44_100.0);
            let out = laws::through(&mut chorus, &laws::sine(440.0, 44_100.0, 9000), 512);
            assert_eq!(out[0] != out[1], stereo_width > 0.0);
            assert_eq!(chorus.makes_stereo(), stereo_width > 0.0);
        }
    }

    #[test]
    fn its_movement_is_a_function_of_absolute_time() {
        let sound = laws::burst(20_000, 0);
        let mut chorus = StardustChorus::new(&PATCH, 48_000.0);
        let whole = laws::through(&mut chorus, &sound, 512);
        chorus.reset(9999);
        let late = laws::through(&mut chorus, &sound.clone().map(|c| c[9999..].to_vec()), 512);
        // Once the lines are full again nothing tells the two apart.
        assert_eq!(whole[0][12_000..], late[0][2001..]);
    }

    #[test]
    fn it_keeps_the_laws_at_the_corners() {
        for sample_rate in [22_050.0, 44_100.0, 96_000.0] {
            for corner in 0..32 {
                let pick = |bit: u32, low, high| if corner >> bit & 1 == 0 { low } else { high };
                let patch = StardustChorusPatch {
                    rate_hz: pick(0, 0.1, 10.0),
                    delay_s: pick(1, 0.001, 0.02),
                    depth: pick(2, 0.0, 1.0),
                    voices: pick(3, 1.0, 5.0) as usize,
                    stereo_width: pick(4, 0.0, 1.0),
                    wet: 1.0,
                };
                laws::it_dies_away(&mut StardustChorus::new(&patch, sample_rate), 9000, 1.0);
            }
        }
        laws::cuts_are_not_heard(|| Box::new(StardustChorus::new(&PATCH, 44_100.0)));
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let make = |level| -> Box<dyn Effect> {
            Box::new(StardustChorus::with_level(&PATCH, 44_100.0, level))
        };
        laws::all_the_same(Level::all().into_iter().map(make).collect());
    }

    #[test]
    fn new_settings_do_not_click() {
        let mut chorus = StardustChorus::new(&PATCH, 48_000.0);
        let sound = laws::sine(200.0, 48_000.0, 24_000);
        laws::through(&mut chorus, &sound, 512);
        chorus.aim(&StardustChorusPatch {
            rate_hz: 4.0,
            delay_s: 0.008,
            depth: 0.4,
            voices: 5,
            stereo_width: 1.0,
            wet: 1.0,
        });
        let out = laws::through(&mut chorus, &sound, 512);
        // Steps of the sine are 0.026; five voices at 1 / sqrt 5 may add up to 2.24 of it, and
        // delays gliding over 20 ms change its pitch by at most 8 ms / 20 ms + the LFO's 0.15.
        assert!(laws::greatest_step(&out, 0) < 0.0262 * 2.24 * 1.6);
    }
}
