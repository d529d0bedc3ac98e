//! Convolution reverb: the sound in a room that is a decaying noise, low-passed.
//!
//! The noise is counted from a fixed seed, so every render has the same room. Its level follows
//! the Web Audio API's `ConvolverNode` with `normalize` (key: webaudio, 1.1 section ConvolverNode),
//! behind which the low-pass stands. The whole sound comes out [`PARTITION`] frames late.

use std::sync::Arc;

use super::convolution::{Convolver, PARTITION, Partitions};
use super::glide::{GRID, Glide};
use super::{Effect, Filter};
use crate::lanes::{Level, dispatch};
use crate::math;

/// Settings of the reverb.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReverbPatch {
    /// Length of the ring, in seconds, 0.5..=4.
    pub length_s: f32,
    /// Low-pass of the ring in Hz, 2000..=20000; from 0.49 of the sample rate on there is none.
    pub low_pass_hz: f32,
    /// Silence ahead of the ring, in seconds, 0..=[`MAX_PRE_DELAY_S`].
    pub pre_delay_s: f32,
    /// Level of the dry sound.
    pub dry: f32,
    /// Level of the ring.
    pub wet: f32,
}

/// Longest silence ahead of the ring.
pub const MAX_PRE_DELAY_S: f32 = 0.1;

/// Level of an impulse of power 1 at 44.1 kHz (key: webaudio, GainCalibration and
/// GainCalibrationSampleRate).
const CALIBRATION: f64 = 0.001_25 * 44_100.0;

/// The room: what of a reverb takes time to make and can be shared.
#[derive(Debug)]
pub struct Impulse {
    partitions: Arc<Partitions>,
    /// The greater channel's sum of magnitudes.
    gain: f32,
}

impl Impulse {
    /// The room of these settings; `length_s` and `low_pass_hz` as in [`ReverbPatch`].
    #[must_use]
    pub fn new(length_s: f32, low_pass_hz: f32, sample_rate: f64) -> Self {
        let frames = libm::round(f64::from(length_s) * sample_rate).max(1.0) as usize;
        // The noise is counted twice, which is cheaper than to keep it.
        let mut power = 0.0;
        for mut noise in noises(frames) {
            power = (0..frames).fold(power, |power, _| {
                let x = noise.next();
                power + x * x
            });
        }
        let scale = CALIBRATION / (sample_rate * (power / (2 * frames) as f64).sqrt());
        let mut low_passes = [LowPass::new(f64::from(low_pass_hz), sample_rate); 2];
        let (mut noises, mut sums) = (noises(frames), [0.0_f64; 2]);
        let partitions = Partitions::made(frames, |[left, right]| {
            // Both channels in one loop, for each frame waits for the one before.
            for (left, right) in left.iter_mut().zip(right) {
                for (channel, out) in [left, right].into_iter().enumerate() {
                    let x = noises[channel].next() * scale;
                    *out = low_passes[channel].next(x) as f32;
                    sums[channel] += f64::from(out.abs());
                }
            }
        });
        Self { partitions: Arc::new(partitions), gain: sums[0].max(sums[1]) as f32 }
    }

    /// Bytes it holds, for those who keep several.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.partitions.bytes()
    }
}

/// A noise that falls by 3 nepers.
#[derive(Clone, Copy, Debug)]
struct Noise {
    seed: u32,
    frame: u32,
    envelope: f64,
    step: f64,
}

/// The left's and the right's of a room of so many frames; the right's is 0.9 of another noise.
fn noises(frames: usize) -> [Noise; 2] {
    // The envelope is a product: its error grows by half an ulp of f64 per frame, to nothing.
    let step = libm::exp(-3.0 / frames as f64);
    [(1, 1.0), (2, 0.9)].map(|(seed, envelope)| Noise { seed, frame: 0, envelope, step })
}

impl Noise {
    #[inline(always)]
    fn next(&mut self) -> f64 {
        let x = f64::from(math::noise(self.seed, self.frame)) * self.envelope;
        self.envelope *= self.step;
        self.frame = self.frame.wrapping_add(1);
        x
    }
}

/// Butterworth low-pass of second order (key: bristow-johnson), q of a `BiquadFilterNode` left
/// alone: 1 dB there, here the flat 1/sqrt 2.
#[derive(Clone, Copy, Debug)]
struct LowPass {
    /// `b0`, which is half of `b1` and as much as `b2`, `a1`, `a2`; `None`: all passes.
    coefficients: Option<[f64; 3]>,
    states: [f64; 2],
}

impl LowPass {
    fn new(cutoff_hz: f64, sample_rate: f64) -> Self {
        let coefficients = (cutoff_hz < 0.49 * sample_rate).then(|| {
            let w = std::f64::consts::TAU * cutoff_hz / sample_rate;
            let (cos, alpha) = (libm::cos(w), libm::sin(w) * std::f64::consts::FRAC_1_SQRT_2);
            let a0 = 1.0 + alpha;
            [0.5 * (1.0 - cos) / a0, -2.0 * cos / a0, (1.0 - alpha) / a0]
        });
        Self { coefficients, states: [0.0; 2] }
    }

    #[inline(always)]
    fn next(&mut self, x: f64) -> f64 {
        let Some([b, a1, a2]) = self.coefficients else { return x };
        let [s1, s2] = self.states;
        let y = b * x + s1;
        self.states = [2.0 * b * x - a1 * y + s2, b * x - a2 * y];
        y
    }
}

/// The reverb at work.
#[derive(Debug)]
pub struct Reverb {
    sample_rate: f64,
    impulse: Arc<Impulse>,
    room: (f32, f32),
    convolver: Convolver,
    dry: Glide,
    wet: Glide,
    /// Pre-delays in frames: the fade goes from the first to the second.
    pre_delays: [usize; 2],
    fade: Glide,
    aimed_pre_delay: usize,
    now: u64,
    level: Level,
}

impl Reverb {
    /// The reverb of `patch`, at rest; makes its own impulse.
    #[must_use]
    pub fn new(patch: &ReverbPatch, sample_rate: f64) -> Self {
        let impulse = Impulse::new(patch.length_s, patch.low_pass_hz, sample_rate);
        Self::with_impulse(patch, Arc::new(impulse), sample_rate)
    }

    /// The reverb of `patch` with the impulse that [`Impulse::new`] made of its settings.
    #[must_use]
    pub fn with_impulse(patch: &ReverbPatch, impulse: Arc<Impulse>, sample_rate: f64) -> Self {
        Self::with_level(patch, impulse, sample_rate, Level::best())
    }

    /// As [`Reverb::with_impulse`], at a level that is given.
    #[must_use]
    pub fn with_level(
        patch: &ReverbPatch,
        impulse: Arc<Impulse>,
        sample_rate: f64,
        level: Level,
    ) -> Self {
        let longest = libm::ceil(f64::from(MAX_PRE_DELAY_S) * sample_rate) as usize;
        let pre_delay = pre_delay(patch, sample_rate);
        Self {
            sample_rate,
            room: (patch.length_s, patch.low_pass_hz),
            convolver: Convolver::new(Arc::clone(&impulse.partitions), longest, level),
            impulse,
            dry: Glide::new(patch.dry, sample_rate),
            wet: Glide::new(patch.wet, sample_rate),
            pre_delays: [pre_delay; 2],
            fade: Glide::new(1.0, sample_rate),
            aimed_pre_delay: pre_delay,
            now: 0,
            level,
        }
    }

    /// Moves to other settings without a click: levels glide, the pre-delay and the room fade.
    /// A new room is computed here (tens of milliseconds); see [`Reverb::aim_with_impulse`].
    pub fn aim(&mut self, patch: &ReverbPatch) {
        if (patch.length_s, patch.low_pass_hz) == self.room {
            self.aim_levels(patch);
        } else {
            let impulse = Impulse::new(patch.length_s, patch.low_pass_hz, self.sample_rate);
            self.aim_with_impulse(patch, Arc::new(impulse));
        }
    }

    /// As [`Reverb::aim`], with the impulse of the new settings.
    pub fn aim_with_impulse(&mut self, patch: &ReverbPatch, impulse: Arc<Impulse>) {
        self.room = (patch.length_s, patch.low_pass_hz);
        self.convolver.aim(Arc::clone(&impulse.partitions));
        self.impulse = impulse;
        self.aim_levels(patch);
    }

    fn aim_levels(&mut self, patch: &ReverbPatch) {
        self.dry.aim(patch.dry);
        self.wet.aim(patch.wet);
        self.aimed_pre_delay = pre_delay(patch, self.sample_rate);
    }

    /// What moves once per grid cell.
    fn control(&mut self) {
        self.dry.tick();
        self.wet.tick();
        self.fade.tick();
        if self.fade.at_rest() && self.pre_delays[1] != self.aimed_pre_delay {
            self.pre_delays = [self.pre_delays[1], self.aimed_pre_delay];
            self.fade.jump(0.0);
            self.fade.aim(1.0);
        }
    }

    /// Whether nothing moves, so that the grid need not be kept.
    fn steady(&self) -> bool {
        [&self.dry, &self.wet, &self.fade].into_iter().all(Glide::at_rest)
            && self.pre_delays[1] == self.aimed_pre_delay
    }

    /// A run of frames within one block of the convolution.
    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let mut done = 0;
        while done < left.len() {
            let mut count = self.convolver.room().min(left.len() - done);
            let offset = (self.now % GRID as u64) as usize;
            let steady = self.steady();
            if !steady {
                count = count.min(GRID - offset);
                if offset == 0 {
                    self.control();
                }
            }
            let part = done..done + count;
            self.convolver.take([&left[part.clone()], &right[part.clone()]]);
            for channel in self.convolver.channels() {
                let out = if channel == 0 { &mut *left } else { &mut *right };
                if steady {
                    self.mix_steadily(channel, &mut out[part.clone()]);
                } else {
                    self.mix(channel, &mut out[part.clone()], offset);
                }
            }
            self.convolver.advance(count);
            self.now += count as u64;
            done += count;
        }
    }

    #[inline(always)]
    fn mix_steadily(&self, channel: usize, out: &mut [f32]) {
        let (dry, wet) = (self.dry.end(), self.wet.end());
        let sound = self.convolver.before(channel, out.len());
        let mut done = 0;
        for ring in self.convolver.output(channel, self.pre_delays[1], out.len()) {
            let part = done..done + ring.len();
            for ((out, sound), ring) in out[part.clone()].iter_mut().zip(&sound[part]).zip(ring) {
                *out = sound * dry + ring * wet;
            }
            done += ring.len();
        }
    }

    /// At most a cell of the grid, of which `offset` frames are past.
    #[inline(always)]
    fn mix(&self, channel: usize, out: &mut [f32], offset: usize) {
        let count = out.len();
        let sound = self.convolver.before(channel, count);
        let [old, new] = self.pre_delays.map(|delay| self.convolver.output(channel, delay, count));
        let rings = old.into_iter().flatten().zip(new.into_iter().flatten());
        for (i, ((out, sound), (old, new))) in out.iter_mut().zip(sound).zip(rings).enumerate() {
            let ring = old + (new - old) * self.fade.at(offset + i);
            *out = sound * self.dry.at(offset + i) + ring * self.wet.at(offset + i);
        }
    }
}

fn pre_delay(patch: &ReverbPatch, sample_rate: f64) -> usize {
    libm::round(f64::from(patch.pre_delay_s.clamp(0.0, MAX_PRE_DELAY_S)) * sample_rate) as usize
}

impl Effect for Reverb {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn only(&mut self, channel: usize) {
        self.convolver.only(channel);
    }

    fn reset(&mut self, at: u64) {
        self.convolver.clear();
        self.dry.finish();
        self.wet.finish();
        self.fade.jump(1.0);
        self.pre_delays = [self.aimed_pre_delay; 2];
        self.now = at;
    }

    fn latency(&self) -> usize {
        PARTITION
    }

    fn tail(&self) -> u64 {
        (PARTITION + self.aimed_pre_delay + self.impulse.partitions.frames()) as u64
    }

    fn memory(&self) -> u64 {
        // The ring itself is noise without gaps: only the way to it is silent.
        (2 * PARTITION + self.aimed_pre_delay) as u64
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn filter(&self) -> Option<Filter> {
        Some(Filter::Sides)
    }

    fn makes_stereo(&self) -> bool {
        true
    }

    fn peak_gain(&self) -> f32 {
        self.dry.target().abs() + self.wet.target().abs() * self.impulse.gain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const PATCH: ReverbPatch = ReverbPatch {
        length_s: 2.25,
        low_pass_hz: 11_000.0,
        pre_delay_s: 0.03,
        dry: 0.7,
        wet: 0.15,
    };

    fn ring(patch: &ReverbPatch, sample_rate: f64) -> [Vec<f32>; 2] {
        let mut reverb = Reverb::new(patch, sample_rate);
        let frames = usize::try_from(reverb.tail()).unwrap() + PARTITION;
        let mut sound = [vec![0.0; frames], vec![0.0; frames]];
        (sound[0][0], sound[1][0]) = (1.0, 1.0);
        laws::through(&mut reverb, &sound, 1000)
    }

    #[test]
    fn the_dry_sound_and_the_ring_come_when_they_should() {
        let out = ring(&PATCH, 48_000.0);
        for channel in &out {
            let early = &channel[..PARTITION + 1440];
            assert!(early.iter().enumerate().all(|(n, x)| (n == PARTITION) == (*x != 0.0)));
            assert_eq!(early[PARTITION], 0.7);
        }
    }

    #[test]
    fn the_ring_falls_by_three_nepers_over_its_length() {
        let patch = ReverbPatch { length_s: 4.0, pre_delay_s: 0.0, dry: 0.0, ..PATCH };
        let out = ring(&patch, 48_000.0);
        for channel in &out {
            let ring = &channel[PARTITION..PARTITION + 192_000];
            let power = |part: &[f32]| part.iter().map(|x| f64::from(x * x)).sum::<f64>();
            let (first, last) = (power(&ring[..48_000]), power(&ring[144_000..]));
            // From the first second to the last of four: exp(-3 * 3 / 4 * 2) in power. The power
            // of 48000 noise values (some 22000 independent ones behind the low-pass) is known to
            // sqrt(0.8 / 22000) = 0.6 %, so the ratio to 0.9 %; four times that.
            let ratio = last / first / libm::exp(-4.5);
            assert!((ratio - 1.0).abs() < 0.036, "{ratio}");
        }
    }

    #[test]
    fn the_channels_are_different_noises_and_the_right_is_quieter() {
        let out = ring(&ReverbPatch { dry: 0.0, ..PATCH }, 48_000.0);
        let sum =
            |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
        let (left, right) = (sum(&out[0], &out[0]), sum(&out[1], &out[1]));
        // Effective values: 108000 / 6 * 2 * 0.5 (bandwidth): the power is known to 1 %, the
        // correlation to 1 %.
        assert!((right / left / 0.81 - 1.0).abs() < 0.05);
        assert!((sum(&out[0], &out[1]) / (left * right).sqrt()).abs() < 0.05);
    }

    #[test]
    fn it_keeps_the_laws_at_the_corners() {
        for sample_rate in [22_050.0, 44_100.0, 96_000.0] {
            for (length_s, low_pass_hz, pre_delay_s) in
                [(0.5, 2000.0, 0.0), (0.5, 20_000.0, 0.1), (4.0, 2000.0, 0.1)]
            {
                let patch = ReverbPatch { length_s, low_pass_hz, pre_delay_s, ..PATCH };
                laws::it_dies_away(&mut Reverb::new(&patch, sample_rate), 5000, 1.0);
            }
        }
        laws::cuts_are_not_heard(|| Box::new(Reverb::new(&PATCH, 44_100.0)));
    }

    #[test]
    fn either_half_is_what_it_is_of_the_whole() {
        // One sound on both sides, then two, then one again while the room changes.
        let noise = |seed, n: usize| math::noise(seed, n as u32) * 0.5;
        let right = |n| if (30_000..60_000).contains(&n) { noise(2, n) } else { noise(1, n) };
        let sound =
            [(0..100_000).map(|n| noise(1, n)).collect(), (0..100_000).map(right).collect()];
        let play = |only: Option<usize>| {
            let mut reverb = Reverb::new(&ReverbPatch { length_s: 0.5, ..PATCH }, 44_100.0);
            if let Some(channel) = only {
                reverb.only(channel);
            }
            let mut out: [Vec<f32>; 2] = sound.clone();
            for (number, from) in (0..100_000).step_by(5000).enumerate() {
                if number == 14 {
                    reverb.aim(&ReverbPatch { length_s: 0.7, pre_delay_s: 0.01, ..PATCH });
                }
                let [left, right] = &mut out;
                let part = from..from + 5000;
                reverb.process(&mut left[part.clone()], &mut right[part], None);
            }
            out
        };
        let whole = play(None);
        for (channel, whole) in whole.iter().enumerate() {
            assert_eq!(&play(Some(channel))[channel], whole, "channel {channel}");
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let impulse = Arc::new(Impulse::new(0.5, 8000.0, 44_100.0));
        let make = |level| -> Box<dyn Effect> {
            Box::new(Reverb::with_level(&PATCH, Arc::clone(&impulse), 44_100.0, level))
        };
        laws::all_the_same(Level::all().into_iter().map(make).collect());
    }

    #[test]
    fn new_settings_do_not_click() {
        let patch = ReverbPatch { length_s: 0.5, low_pass_hz: 2000.0, ..PATCH };
        let mut reverb = Reverb::new(&patch, 48_000.0);
        let sound = laws::sine(100.0, 48_000.0, 48_000);
        let before = laws::through(&mut reverb, &sound, 512);
        reverb.aim(&ReverbPatch { length_s: 0.8, pre_delay_s: 0.07, dry: 0.2, wet: 0.4, ..patch });
        let after = laws::through(&mut reverb, &sound, 512);
        // A sine that goes from one steady level to another has steps of neither more; the fade
        // adds its own slope of a level's difference over 960 frames.
        let bound = laws::greatest_step(&before, 30_000).max(laws::greatest_step(&after, 30_000));
        let fade = (laws::peak(&before) + laws::peak(&after)) / 960.0;
        assert!(laws::greatest_step(&after, 0) < 1.2 * bound + fade);
    }
}
