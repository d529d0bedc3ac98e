//! The kernel of the synth, a tile of eight voices at a time:
//!
//! ```text
//! the tile that is heard: drive -> filter -> amplitude envelope, cut
//! controls three tiles ahead: envelopes, LFO, matrix -> pitch, level, filter coefficients
//! oscillators two tiles ahead (they mend their corners backwards too)
//! ```
//!
//! What lies ahead comes last: it does not wait for the filter, whose frames wait for one another,
//! so the processor works on both at once.

use super::envelope::{Levels, Walk};
use super::envelopes::Envelopes;
use super::filter::{self, Coefficients, Svf};
use super::modulation::{Moment, Offsets};
use super::oscillators::{Motion, Oscillators};
use super::patch::{Patch, wheel_factor};
use super::pitch::Pitch;
use crate::batch::{Kernel, Tile};
use crate::lanes::{F32, Mask, Simd, U32};
use crate::math;
use crate::voice::{LANES, TILE, Voice};

/// Moments of control that have brought nothing new, after which all that is queued is the same.
const SETTLED: u8 = 2;

/// Eight voices of the synth.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Bits of the lanes that sound, and of those that have yet to begin.
    sounding: u8,
    fresh: u8,
    /// Bits of the lanes whose pitch or velocity may change.
    gliding: u8,
    /// Frames of the state's own, at the begin of the tile that is heard.
    clock: u64,
    lanes: [Lane; LANES],
    /// `gains` of the tile that is heard, the others of the moment that comes next.
    amplitude: Envelopes,
    amplitude_ahead: Envelopes,
    cutoff: Envelopes,
    moment: Moment,
    /// Moments since pitch or level changed, and since the filter did, up to `SETTLED`.
    pitch_rests: u8,
    filter_rests: u8,
    /// At the begin and the end of the tile of the oscillators.
    frequency: [[f32; LANES]; 2],
    level: [[f32; LANES]; 2],
    /// At the begin of the tile that is heard, its end, and the end of the next.
    filter: [Coefficients; 3],
    oscillators: Oscillators,
    /// Which of the oscillators' tiles is heard.
    slot: usize,
    filters: [Svf; 2],
    gains: Tile,
}

/// A voice.
#[derive(Clone, Debug, Default)]
struct Lane {
    voice: Voice,
    /// The state's clock at its start.
    began: u64,
    length: u64,
    pitch: Pitch,
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

    fn start(&mut self, number: usize, patch: &Patch, voice: &Voice) {
        let bit = 1 << number;
        self.sounding |= bit;
        self.fresh |= bit;
        let glides = voice.line.is_some() || voice.bend.is_some();
        self.gliding = self.gliding & !bit | if glides { bit } else { 0 };
        self.oscillators.start(number, patch);
        for filter in &mut self.filters {
            filter.start(number);
        }
        let moment = &mut self.moment;
        moment.key[number] = voice.key;
        // Each moment goes a step on first, and the LFO begins at frame 0.
        moment.lfo[number] = patch.lfo_step.wrapping_neg();
        moment.velocity[number] = voice.velocity;
        moment.filter_peak[number] = patch.filter.peak(voice.velocity);
        moment.wheel_factor[number] = wheel_factor(voice);
        moment.wheel[number] = voice.mod_wheel.map_or(0.0, |wheel| wheel * 2.0 - 1.0);
        moment.aftertouch[number] = voice.aftertouch.clamp(0.0, 1.0);
        self.lanes[number] = Lane {
            began: self.clock,
            length: patch.length(voice),
            pitch: Pitch::new(voice),
            step: 0,
            voice: voice.clone(),
        };
        let amplitude = Walk::new(&patch.amplitude, voice, amplitude_levels(patch));
        self.amplitude.start(number, amplitude);
        self.amplitude.set(number, 0, self.lanes[number].plain());
        self.amplitude_ahead.start(number, amplitude);
        let cutoff = Walk::new(&patch.filter, voice, filter_levels(patch, voice));
        self.cutoff.start(number, cutoff);
    }

    #[inline(always)]
    fn tile<S: Simd>(&mut self, simd: S, patch: &Patch, out: &mut [Tile; 2]) {
        if self.fresh != 0 {
            self.begin(simd, patch);
        }
        self.gain(simd, patch);
        if patch.stereo {
            self.hear::<S, 2>(simd, patch, out.each_mut());
        } else {
            let [out, _] = out;
            self.hear::<S, 1>(simd, patch, [out]);
        }
        self.control(simd, patch, self.sounding, 3);
        let motion = self.motion(simd, self.sounding, 2);
        self.oscillators.run(simd, patch, &motion);
        self.oscillators.mends.go(1 + usize::from(patch.stereo));
        self.slot ^= 1;
        self.clock += TILE as u64;
    }
}

impl State {
    /// Brings new voices to where the others are: two tiles of oscillators ahead.
    #[inline(always)]
    fn begin<S: Simd>(&mut self, simd: S, patch: &Patch) {
        let fresh = self.fresh;
        self.control(simd, patch, fresh, 0);
        for tile in 0..2 {
            self.control(simd, patch, fresh, tile as u64 + 1);
            let motion = self.motion(simd, fresh, tile);
            self.oscillators.run(simd, patch, &motion);
        }
        self.fresh = 0;
    }

    /// Computes the controls of some lanes at a moment, in tiles ahead of what is heard; those
    /// before move up.
    #[inline(always)]
    fn control<S: Simd>(&mut self, simd: S, patch: &Patch, which: u8, ahead: u64) {
        let lanes = Mask::from_bits(simd, which);
        let clock = self.clock + ahead * TILE as u64;
        let moves = self.look(simd, patch, which, clock);
        let glides = self.gliding & which != 0;
        let fresh = self.fresh != 0;
        if fresh || glides {
            self.moment.keep(simd, patch);
        }
        let offsets = if patch.modulated {
            let step = lanes.select_u32(U32::splat(simd, patch.lfo_step), U32::splat(simd, 0));
            (U32::load(simd, &self.moment.lfo) + step).store(&mut self.moment.lfo);
            Offsets::new(simd, patch, &self.moment)
        } else {
            Offsets::none(simd)
        };
        if fresh || glides || patch.moves_pitch {
            let frequency = self.moment.frequency(simd, patch, &offsets);
            push(simd, lanes, &mut self.frequency, frequency);
            push(simd, lanes, &mut self.level, offsets.level);
            self.pitch_rests = 0;
        } else if self.pitch_rests < SETTLED {
            self.frequency[0] = self.frequency[1];
            self.level[0] = self.level[1];
            self.pitch_rests += 1;
        }
        if fresh || glides || moves || patch.moves_filter {
            let next = self.moment.coefficients(simd, patch, &offsets);
            let [first, second, third] = &mut self.filter;
            for (i, value) in next.into_iter().enumerate() {
                let up = F32::load(simd, &second[i]);
                lanes.select(up, F32::load(simd, &first[i])).store(&mut first[i]);
                let up = F32::load(simd, &third[i]);
                lanes.select(up, F32::load(simd, &second[i])).store(&mut second[i]);
                let kept = F32::load(simd, &third[i]);
                lanes.select(value, kept).store(&mut third[i]);
            }
            self.filter_rests = 0;
        } else if self.filter_rests < SETTLED {
            self.filter[0] = self.filter[1];
            self.filter[1] = self.filter[2];
            self.filter_rests += 1;
        }
    }

    /// What is known of some voices at a moment of the state's clock; whether the cutoff's
    /// envelopes have moved.
    #[inline(always)]
    fn look<S: Simd>(&mut self, simd: S, patch: &Patch, which: u8, clock: u64) -> bool {
        let lanes = Mask::from_bits(simd, which);
        for number in bits(self.cutoff.due(simd, 1) & which) {
            let Lane { voice, began, .. } = &self.lanes[number];
            let levels = filter_levels(patch, voice);
            self.cutoff.advance(number, &patch.filter, voice, clock - began, levels);
        }
        let (value, before) = (self.cutoff.value(simd), F32::load(simd, &self.moment.filter));
        lanes.select(value, before).store(&mut self.moment.filter);
        self.cutoff.go(simd, lanes);
        if patch.asks_amplitude {
            let envelope = &mut self.amplitude_ahead;
            for number in bits(envelope.due(simd, 1) & which) {
                let Lane { voice, began, .. } = &self.lanes[number];
                let levels = amplitude_levels(patch);
                envelope.advance(number, &patch.amplitude, voice, clock - began, levels);
            }
            let before = F32::load(simd, &self.moment.amplitude);
            let value = lanes.select(envelope.value(simd), before);
            value.store(&mut self.moment.amplitude);
            envelope.go(simd, lanes);
        }
        for number in bits(self.gliding & which) {
            self.lanes[number].glide(patch, number, clock, &mut self.moment);
        }
        (!value.eq(before) & lanes).any()
    }

    /// What moves some lanes' oscillators.
    #[inline(always)]
    fn motion<S: Simd>(&self, simd: S, which: u8, ahead: usize) -> Motion<S> {
        Motion {
            which,
            frequency: [F32::load(simd, &self.frequency[0]), F32::load(simd, &self.frequency[1])],
            level: [F32::load(simd, &self.level[0]), F32::load(simd, &self.level[1])],
            steady: self.pitch_rests == SETTLED,
            ahead,
            slot: self.slot ^ (ahead & 1),
        }
    }

    /// The amplitude envelopes over the tile that is heard; voices that end leave their lanes.
    #[inline(always)]
    fn gain<S: Simd>(&mut self, simd: S, patch: &Patch) {
        let base = self.amplitude.value(simd) * patch.gain;
        let slope = self.amplitude.slope(simd) * patch.gain;
        let due = self.amplitude.due(simd, TILE as i32) & self.sounding;
        for (i, gains) in self.gains.iter_mut().enumerate() {
            (base + slope * i as f32).store(gains);
        }
        self.amplitude.go(simd, Mask::splat(simd, true));
        for number in bits(due) {
            self.corner(patch, number);
        }
    }

    /// The gains of a lane's tile in which something happens, frame by frame.
    #[inline(never)]
    fn corner(&mut self, patch: &Patch, number: usize) {
        let lane = &self.lanes[number];
        let walk = self.amplitude.walk(number);
        let begin = self.clock - lane.began;
        let cut = lane.voice.cut;
        for (n, gains) in (begin..).zip(&mut self.gains) {
            walk.advance(&patch.amplitude, &lane.voice, n, amplitude_levels(patch));
            let mut gain = walk.value(n) * patch.gain;
            if n >= cut {
                let left = patch.cut.saturating_sub(n - cut);
                gain *= left as f32 / patch.cut as f32;
            }
            gains[number] = if n < lane.length { gain } else { 0.0 };
        }
        let end = begin + TILE as u64;
        if end >= lane.length {
            self.sounding &= !(1 << number);
            self.gliding &= !(1 << number);
            self.amplitude.end(number);
        } else {
            walk.advance(&patch.amplitude, &lane.voice, end, amplitude_levels(patch));
            self.amplitude.set(number, end, lane.plain());
        }
    }

    /// The tile that is heard, of so many channels.
    #[inline(always)]
    fn hear<S: Simd, const CHANNELS: usize>(
        &mut self,
        simd: S,
        patch: &Patch,
        out: [&mut Tile; CHANNELS],
    ) {
        let mends = &self.oscillators.mends;
        let tiles = self.oscillators.tiles[self.slot].first_chunk_mut::<CHANNELS>();
        let tiles = tiles.expect("there are two channels");
        for (channel, tile) in tiles.iter_mut().enumerate() {
            mends.hear(simd, channel, tile);
            if patch.drive > 0.0 {
                drive(simd, patch.drive, tile);
            }
        }
        let filters = self.filters.first_chunk_mut::<CHANNELS>();
        let filters = filters.expect("there are two channels");
        let (response, input) = (patch.response, tiles.each_ref());
        let from_to = [&self.filter[0], &self.filter[1]];
        if self.filter_rests == SETTLED {
            let run = filter::run::<S, CHANNELS, false>;
            run(simd, response, from_to, filters, input, &self.gains, out);
        } else {
            let run = filter::run::<S, CHANNELS, true>;
            run(simd, response, from_to, filters, input, &self.gains, out);
        }
    }
}

impl Lane {
    /// The frame until which only the amplitude envelope moves the level. Not the last tile
    /// either: there it is found that the voice has ended.
    fn plain(&self) -> u64 {
        self.voice.cut.min(self.length.saturating_sub(1))
    }

    /// Where pitch and velocity are at a moment of the state's clock.
    #[inline(never)]
    fn glide(&mut self, patch: &Patch, number: usize, clock: u64, moment: &mut Moment) {
        let (voice, n) = (&self.voice, clock - self.began);
        moment.key[number] = self.pitch.key(voice, n);
        let line = voice.line.as_deref().unwrap_or_default();
        while let Some(step) = line.get(self.step).filter(|step| step.at <= n) {
            moment.velocity[number] = step.velocity;
            if step.retrigger || step.released_at < step.at {
                moment.filter_peak[number] = patch.filter.peak(step.velocity);
            }
            self.step += 1;
        }
    }
}

/// Numbers of the lanes whose bits are set.
#[inline(always)]
fn bits(mut bits: u8) -> impl Iterator<Item = usize> {
    core::iter::from_fn(
        #[inline(always)]
        move || {
            let number = bits.trailing_zeros() as usize;
            let found = bits != 0;
            bits &= bits.wrapping_sub(1);
            found.then_some(number)
        },
    )
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
fn push<S: Simd>(simd: S, lanes: Mask<S>, queue: &mut [[f32; LANES]; 2], value: F32<S>) {
    let [first, last] = queue;
    let up = F32::load(simd, last);
    lanes.select(up, F32::load(simd, first)).store(first);
    lanes.select(value, up).store(last);
}

/// `x (1 - d) + tanh(x (1 + 3 d)) d`.
#[inline(always)]
fn drive<S: Simd>(simd: S, drive: f32, tile: &mut Tile) {
    for row in tile {
        let x = F32::load(simd, row);
        let bent = math::tanh(x * (1.0 + 3.0 * drive));
        (x * (1.0 - drive) + bent * drive).store(row);
    }
}
