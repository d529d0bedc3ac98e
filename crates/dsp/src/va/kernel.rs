//! The kernel of the synth, a tile of eight voices at a time:
//!
//! ```text
//! controls two tiles ahead: envelopes, LFO, matrix -> pitch, level, filter coefficients
//! oscillators one tile ahead (they mend their corners backwards too)
//! the tile that is heard: drive -> filter -> amplitude envelope, cut
//! ```

use super::envelope::{Levels, Walk};
use super::filter::{Coefficients, Svf};
use super::modulation::{Moment, controls};
use super::oscillators::{Motion, Oscillators, RING};
use super::patch::{Patch, wheel_factor};
use super::pitch::Pitch;
use super::settings::Source;
use crate::batch::{Kernel, Tile};
use crate::lanes::{F32, Mask, Simd};
use crate::math;
use crate::voice::{LANES, TILE, Voice};

/// Eight voices of the synth.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Bits of the lanes that sound, and of those that have yet to begin.
    sounding: u8,
    fresh: u8,
    lanes: [Lane; LANES],
    moment: Moment,
    /// At the begin and the end of the tile of the oscillators.
    frequency: [[f32; LANES]; 2],
    level: [[f32; LANES]; 2],
    /// At the begin of the tile that is heard, its end, and the end of the next.
    filter: [Coefficients; 3],
    oscillators: Oscillators,
    /// The ring's row of the tile that is heard.
    row: usize,
    filters: [Svf; 2],
}

/// A voice.
#[derive(Clone, Debug, Default)]
struct Lane {
    voice: Voice,
    /// Frames since its start, of the tile that is heard.
    n: u64,
    /// Of the controls that come next.
    ahead: u64,
    length: u64,
    pitch: Pitch,
    amplitude: Walk,
    amplitude_ahead: Walk,
    filter: Walk,
    /// The line's next step, for its velocity.
    step: usize,
}

impl Kernel for State {
    type Patch = Patch;

    fn length(patch: &Patch, voice: &Voice) -> u64 {
        patch.length(voice)
    }

    fn is_stereo(patch: &Patch) -> bool {
        patch.is_stereo()
    }

    fn print(patch: &Patch, voice: &Voice) -> (Voice, f32) {
        patch.print(voice)
    }

    fn start(&mut self, lane: usize, patch: &Patch, voice: &Voice) {
        self.sounding |= 1 << lane;
        self.fresh |= 1 << lane;
        self.oscillators.start(lane, patch);
        for filter in &mut self.filters {
            filter.start(lane);
        }
        let moment = &mut self.moment;
        moment.lfo[lane] = 0;
        moment.velocity[lane] = voice.velocity;
        moment.filter_peak[lane] = patch.filter.peak(voice.velocity);
        moment.wheel_factor[lane] = wheel_factor(voice);
        moment.wheel[lane] = voice.mod_wheel.map_or(0.0, |wheel| wheel * 2.0 - 1.0);
        moment.aftertouch[lane] = voice.aftertouch.clamp(0.0, 1.0);
        let amplitude = Walk::new(&patch.amplitude, voice, amplitude_levels(patch));
        self.lanes[lane] = Lane {
            n: 0,
            ahead: 0,
            length: patch.length(voice),
            pitch: Pitch::new(voice),
            amplitude,
            amplitude_ahead: amplitude,
            filter: Walk::new(&patch.filter, voice, filter_levels(patch, voice)),
            step: 0,
            voice: voice.clone(),
        };
    }

    #[inline(always)]
    fn tile<S: Simd>(&mut self, simd: S, patch: &Patch, out: &mut [Tile; 2]) {
        if self.fresh != 0 {
            self.control(simd, patch, self.fresh);
            self.advance(simd, patch, self.fresh, true);
            self.fresh = 0;
        }
        self.advance(simd, patch, self.sounding, false);
        let gains = self.gains(simd, patch);
        let heard = self.row..self.row + TILE;
        let (from, to) = (&self.filter[0], &self.filter[1]);
        let channels = 1 + usize::from(patch.stereo);
        for (channel, out) in out[..channels].iter_mut().enumerate() {
            let rows = &mut self.oscillators.ring[channel][heard.clone()];
            if patch.drive > 0.0 {
                drive(simd, patch.drive, rows);
            }
            let filter = &mut self.filters[channel];
            filter.run(simd, patch.response, [from, to], rows, &gains, out);
            rows.fill([0.0; LANES]);
        }
        self.row = (self.row + TILE) % RING;
    }
}

impl State {
    /// Computes the next controls of some lanes; those before move up.
    #[inline(always)]
    fn control<S: Simd>(&mut self, simd: S, patch: &Patch, which: u8) {
        let asks = patch.slots.iter().any(|slot| slot.source == Source::AmplitudeEnvelope);
        let mut left = which;
        while left != 0 {
            let number = left.trailing_zeros() as usize;
            left &= left - 1;
            self.lanes[number].look(patch, number, asks, &mut self.moment);
            // The first controls are those of frame 0, where the LFO begins.
            if self.lanes[number].ahead > TILE as u64 {
                self.moment.lfo[number] = self.moment.lfo[number].wrapping_add(patch.lfo_step);
            }
        }
        let next = controls(simd, patch, &self.moment);
        let lanes = Mask::from_bits(simd, which);
        push(simd, lanes, &mut self.frequency, next.frequency);
        push(simd, lanes, &mut self.level, next.level);
        for (i, value) in next.filter.into_iter().enumerate() {
            let mut queue = [self.filter[0][i], self.filter[1][i], self.filter[2][i]];
            push(simd, lanes, &mut queue, value);
            for (coefficients, moved) in self.filter.iter_mut().zip(queue) {
                coefficients[i] = moved;
            }
        }
    }

    /// Controls and oscillators of some lanes go a tile on.
    #[inline(always)]
    fn advance<S: Simd>(&mut self, simd: S, patch: &Patch, which: u8, first: bool) {
        self.control(simd, patch, which);
        let motion = Motion {
            lanes: Mask::from_bits(simd, which),
            frequency: [F32::load(simd, &self.frequency[0]), F32::load(simd, &self.frequency[1])],
            level: [F32::load(simd, &self.level[0]), F32::load(simd, &self.level[1])],
            row: (self.row + if first { 0 } else { TILE }) % RING,
            first,
        };
        self.oscillators.run(simd, patch, motion);
    }

    /// The amplitude envelopes over the tile, `[frame][lane]`; voices that end leave their lanes.
    #[inline(always)]
    fn gains<S: Simd>(&mut self, simd: S, patch: &Patch) -> Tile {
        let (mut base, mut slope) = ([0.0; LANES], [0.0; LANES]);
        let mut corners = 0_u8;
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            if self.sounding & 1 << number == 0 {
                continue;
            }
            let end = lane.n + TILE as u64;
            if end <= lane.amplitude.until && end <= lane.voice.cut {
                base[number] = lane.amplitude.value(lane.n) * patch.gain;
                slope[number] = lane.amplitude.slope * patch.gain;
                lane.n = end;
            } else {
                corners |= 1 << number;
            }
        }
        let mut gains = [[0.0; LANES]; TILE];
        let (base, slope) = (F32::load(simd, &base), F32::load(simd, &slope));
        for (i, gains) in gains.iter_mut().enumerate() {
            (base + slope * i as f32).store(gains);
        }
        while corners != 0 {
            let number = corners.trailing_zeros() as usize;
            corners &= corners - 1;
            self.lanes[number].corner(patch, number, &mut gains);
        }
        for (number, lane) in self.lanes.iter().enumerate() {
            if lane.n >= lane.length {
                self.sounding &= !(1 << number);
            }
        }
        gains
    }
}

impl Lane {
    /// What is known of the voice at `ahead`, which moves on.
    #[inline(always)]
    fn look(&mut self, patch: &Patch, number: usize, amplitude: bool, moment: &mut Moment) {
        let (voice, n) = (&self.voice, self.ahead);
        moment.key[number] = self.pitch.key(voice, n);
        self.filter.advance(&patch.filter, voice, n, filter_levels(patch, voice));
        moment.filter[number] = self.filter.value(n);
        if amplitude {
            let levels = amplitude_levels(patch);
            self.amplitude_ahead.advance(&patch.amplitude, voice, n, levels);
            moment.amplitude[number] = self.amplitude_ahead.value(n);
        }
        if let Some(line) = &voice.line {
            while let Some(step) = line.get(self.step).filter(|step| step.at <= n) {
                moment.velocity[number] = step.velocity;
                if step.retrigger || step.released_at < step.at {
                    moment.filter_peak[number] = patch.filter.peak(step.velocity);
                }
                self.step += 1;
            }
        }
        self.ahead += TILE as u64;
    }

    /// The gains of a tile in which something happens, frame by frame.
    #[inline(never)]
    fn corner(&mut self, patch: &Patch, number: usize, gains: &mut Tile) {
        let cut = self.voice.cut;
        for (n, gains) in (self.n..).zip(gains) {
            let levels = amplitude_levels(patch);
            self.amplitude.advance(&patch.amplitude, &self.voice, n, levels);
            let mut gain = self.amplitude.value(n) * patch.gain;
            if n >= cut {
                let left = patch.cut.saturating_sub(n - cut);
                gain *= left as f32 / patch.cut as f32;
            }
            gains[number] = if n < self.length { gain } else { 0.0 };
        }
        self.n += TILE as u64;
    }
}

fn amplitude_levels(patch: &Patch) -> impl Fn(f32, f32) -> Levels + use<> {
    let times = patch.amplitude;
    move |velocity, _| {
        let peak = times.peak(velocity);
        Levels { peak, sustain: peak * times.sustain }
    }
}

fn filter_levels<'a>(patch: &'a Patch, voice: &Voice) -> impl Fn(f32, f32) -> Levels + use<'a> {
    let wheel = wheel_factor(voice);
    move |velocity, key| patch.filter_levels(key, velocity, wheel)
}

/// In some lanes, what is queued moves up, and `value` comes last.
#[inline(always)]
fn push<S: Simd>(simd: S, lanes: Mask<S>, queue: &mut [[f32; LANES]], value: F32<S>) {
    for i in 1..queue.len() {
        let up = F32::load(simd, &queue[i]);
        lanes.select(up, F32::load(simd, &queue[i - 1])).store(&mut queue[i - 1]);
    }
    let last = queue.last_mut().expect("a queue has places");
    lanes.select(value, F32::load(simd, last)).store(last);
}

/// `x (1 - d) + tanh(x (1 + 3 d)) d`.
#[inline(always)]
fn drive<S: Simd>(simd: S, drive: f32, rows: &mut [[f32; LANES]]) {
    for row in rows {
        let x = F32::load(simd, row);
        let bent = math::tanh(x * (1.0 + 3.0 * drive));
        (x * (1.0 - drive) + bent * drive).store(row);
    }
}
