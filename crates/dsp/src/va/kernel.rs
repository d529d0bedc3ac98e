//! The kernel of the synth, a tile of eight voices at a time:
//!
//! ```text
//! the tile that is heard: drive -> filter, or two -> amplitude envelope, cut
//! controls three tiles ahead: envelopes, LFOs, matrix -> pitch, level, filter coefficients
//! oscillators two tiles ahead (they mend their corners backwards too)
//! ```
//!
//! What lies ahead comes last: it does not wait for the filter, whose frames wait for one another,
//! so the processor works on both at once.

use super::drive::{self, Drive};
use super::envelope::{Levels, Walk};
use super::envelopes::Envelopes;
use super::filter::{self, Coefficients, Svf};
use super::lane::Lane;
use super::modulation::{Moment, Offsets};
use super::oscillators::{Motion, Oscillators, Way};
use super::patch::{Patch, wheel_factor};
use super::settings::Response;
use crate::batch::{Kernel, Tile};
use crate::lanes::{F32, Mask, Simd};
use crate::voice::{LANES, TILE, Voice, bits};

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
    /// Of the tile of the oscillators.
    way: Way,
    /// At the begin of the tile that is heard, its end, and the end of the next: of the filter,
    /// of the one ahead of it in a steep one, and the drive where it moves.
    filter: [Coefficients; 3],
    flat: [Coefficients; 3],
    drive: [[f32; LANES]; 3],
    oscillators: Oscillators,
    /// Which of the oscillators' tiles is heard.
    slot: usize,
    filters: [Svf; 2],
    flat_filters: [Svf; 2],
    gains: Tile,
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
        let glides = voice.line.is_some() || voice.bend.is_some() || voice.controls.is_some();
        self.gliding = self.gliding & !bit | if glides { bit } else { 0 };
        self.oscillators.start(number, patch, voice);
        for filter in self.filters.iter_mut().chain(&mut self.flat_filters) {
            filter.start(number);
        }
        let moment = &mut self.moment;
        moment.key[number] = voice.key;
        moment.cutoff_hz[number] = patch.cutoff_hz;
        moment.set_resonance[number] = patch.resonance;
        // Each moment goes a step on first, and the LFOs begin at frame 0.
        for (i, lfo) in patch.lfos.iter().enumerate() {
            moment.lfos[i][number] = lfo.step.wrapping_neg();
            moment.lfo_steps[i][number] = lfo.step;
        }
        moment.velocity[number] = voice.velocity;
        moment.filter_peak[number] = patch.filter.peak(voice.velocity);
        moment.wheel_factor[number] = wheel_factor(voice);
        moment.wheel[number] = voice.mod_wheel.map_or(0.0, |wheel| wheel * 2.0 - 1.0);
        moment.aftertouch[number] = voice.aftertouch.clamp(0.0, 1.0);
        self.lanes[number] = Lane::new(patch, voice, self.clock);
        let amplitude = Walk::new(&patch.amplitude.of(voice), voice, amplitude_levels(patch));
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
        self.oscillate(simd, patch, self.sounding, 2);
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
            self.oscillate(simd, patch, fresh, tile);
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
            self.moment.go(simd, patch, lanes);
            let offsets = Offsets::new(simd, patch, &self.moment);
            if patch.moves_rates {
                self.moment.rates(simd, patch, lanes, &offsets);
            }
            offsets
        } else {
            Offsets::none(simd)
        };
        if fresh || glides || patch.moves_pitch {
            let Way { frequency, level } = &mut self.way;
            for part in 0..patch.parts {
                let hz = self.moment.frequency(simd, patch, &offsets, part);
                push(simd, lanes, &mut frequency[part], hz);
                push(simd, lanes, &mut level[part], offsets.level[part]);
            }
            self.pitch_rests = 0;
        } else if self.pitch_rests < SETTLED {
            for part in 0..patch.parts {
                self.way.frequency[part][0] = self.way.frequency[part][1];
                self.way.level[part][0] = self.way.level[part][1];
            }
            self.pitch_rests += 1;
        }
        if fresh || glides || moves || patch.moves_filter {
            let [flat, next] = self.moment.coefficients(simd, patch, &offsets);
            push_coefficients(simd, lanes, &mut self.filter, next);
            if patch.steep {
                push_coefficients(simd, lanes, &mut self.flat, flat);
            }
            self.filter_rests = 0;
        } else if self.filter_rests < SETTLED {
            self.filter[0] = self.filter[1];
            self.filter[1] = self.filter[2];
            self.flat[0] = self.flat[1];
            self.flat[1] = self.flat[2];
            self.filter_rests += 1;
        }
        if patch.moves_drive
            && let Drive::Rational(drive) | Drive::Blend(drive) = patch.drive
        {
            let [first, second, third] = &mut self.drive;
            let next = Moment::drive(drive, &offsets);
            push_last(simd, lanes, [first, second, third], next);
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
                let times = &patch.amplitude.of(voice);
                envelope.advance(number, times, voice, clock - began, levels);
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

    /// Runs some lanes' oscillators, in tiles ahead of what is heard.
    #[inline(always)]
    fn oscillate<S: Simd>(&mut self, simd: S, patch: &Patch, which: u8, ahead: usize) {
        let motion = Motion {
            which,
            way: &self.way,
            steady: self.pitch_rests == SETTLED,
            ahead,
            slot: self.slot ^ (ahead & 1),
        };
        self.oscillators.run(simd, patch, &motion);
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
        let times = &patch.amplitude.of(&lane.voice);
        for (n, gains) in (begin..).zip(&mut self.gains) {
            walk.advance(times, &lane.voice, n, amplitude_levels(patch));
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
            walk.advance(times, &lane.voice, end, amplitude_levels(patch));
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
            drive::drive(simd, (patch.drive, patch.moves_drive), &self.drive, tile);
        }
        let settled = self.filter_rests == SETTLED;
        let response = patch.response;
        let input = tiles.each_ref();
        if patch.steep {
            let mut between = [[[0.0; LANES]; TILE]; CHANNELS];
            let queue = (&self.flat, settled);
            let filters = &mut self.flat_filters;
            let plain = &[[1.0; LANES]; TILE];
            pass(simd, response, queue, filters, input, plain, between.each_mut());
            let queue = (&self.filter, settled);
            let filters = &mut self.filters;
            pass(simd, response, queue, filters, between.each_ref(), &self.gains, out);
        } else {
            let queue = (&self.filter, settled);
            pass(simd, response, queue, &mut self.filters, input, &self.gains, out);
        }
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
    let moved = voice.controls.as_ref().and_then(|controls| controls.cutoff_hz.first());
    let cutoff = moved.map_or(patch.cutoff_hz, |point| point.value);
    move |velocity, key| patch.filter_levels(cutoff, key, velocity, wheel)
}

/// In some lanes, what is queued moves up, and `value` comes last.
#[inline(always)]
fn push<S: Simd>(simd: S, lanes: Mask<S>, queue: &mut [[f32; LANES]; 2], value: F32<S>) {
    let [first, last] = queue;
    let up = F32::load(simd, last);
    lanes.select(up, F32::load(simd, first)).store(first);
    lanes.select(value, up).store(last);
}

/// In some lanes, what is queued moves up, and `value` comes last.
#[inline(always)]
fn push_last<S: Simd>(
    simd: S,
    lanes: Mask<S>,
    [first, second, third]: [&mut [f32; LANES]; 3],
    value: F32<S>,
) {
    let up = F32::load(simd, second);
    lanes.select(up, F32::load(simd, first)).store(first);
    let up = F32::load(simd, third);
    lanes.select(up, F32::load(simd, second)).store(second);
    let kept = F32::load(simd, third);
    lanes.select(value, kept).store(third);
}

#[inline(always)]
fn push_coefficients<S: Simd>(
    simd: S,
    lanes: Mask<S>,
    [first, second, third]: &mut [Coefficients; 3],
    next: [F32<S>; 4],
) {
    for (i, value) in next.into_iter().enumerate() {
        push_last(simd, lanes, [&mut first[i], &mut second[i], &mut third[i]], value);
    }
}

/// A filter over a tile, from the first of the queued coefficients to the second.
#[inline(always)]
fn pass<S: Simd, const CHANNELS: usize>(
    simd: S,
    response: Response,
    (queue, settled): (&[Coefficients; 3], bool),
    filters: &mut [Svf; 2],
    input: [&Tile; CHANNELS],
    gains: &Tile,
    out: [&mut Tile; CHANNELS],
) {
    let filters = filters.first_chunk_mut::<CHANNELS>().expect("there are two channels");
    let from_to = [&queue[0], &queue[1]];
    if settled {
        filter::run::<S, CHANNELS, false>(simd, response, from_to, filters, input, gains, out);
    } else {
        filter::run::<S, CHANNELS, true>(simd, response, from_to, filters, input, gains, out);
    }
}
