//! Compressors side by side: the stages of one alone (`stages`), each frame of all at once.
//!
//! ```text
//! a step of each run of frames, each stage a run behind the one before:
//!     ear -> reduction wanted -> followers -> gain
//! ```
//!
//! Alone, the ear and the followers wait for their own last frame most of the time; here they do
//! eight channels' work in it.

use super::gain::{Curve, Speeds, Steps};
use super::stages::{DB_OF_POWER, gain};
use super::{Compressor, Detection, Glides};
use crate::effects::beside::{Beside, Member, STRETCH, Seat, Sounds, rows, seats};
use crate::effects::biquad::Filters;
use crate::effects::glide::{GRID, Glide, stretch};
use crate::lanes::{F32, F64, Mask, Simd, WIDTH, dispatch};
use crate::math;
use core::ops::Range;

impl Beside for Compressor {
    fn are_twins(&self) -> bool {
        let [left, right] = self.squares.map(f32::to_bits);
        left == right
            && self.ear.are_twins()
            && self.followers.are_twins()
            && self.late[0].is_twin_of(&self.late[1])
    }

    fn process_beside(members: &mut [Member<'_, Self>]) {
        rows(
            members,
            |it| it.is_settled() && !it.listens(),
            |row| {
                dispatch!(row[0].effect.level, simd => process(simd, row));
            },
        );
    }
}

#[inline(always)]
fn process<S: Simd>(simd: S, row: &mut [Member<'_, Compressor>]) {
    let (now, frames) = (row[0].effect.now, row[0].left.len());
    debug_assert!(
        row.iter().all(|it| it.effect.now == now && it.left.len() == frames),
        "not in step"
    );
    let (mut done, mut sounds) = (0, Sounds::default());
    while done < frames {
        let at = now + done as u64;
        if at.is_multiple_of(STRETCH as u64) {
            row.iter_mut().for_each(|member| member.effect.rest());
        }
        let stretch = stretch(at, done..frames, STRETCH as u64);
        done = stretch.end;
        sounds.interleave(simd, row, stretch.clone());
        let mut lanes = Lanes::load(simd, row);
        lanes.process(simd, &mut sounds.track[..stretch.len()]);
        lanes.store(row);
        sounds.turn(simd, stretch.len());
        apply(row, &sounds.rows, stretch);
    }
    for Member { effect, right, .. } in row {
        effect.now += frames as u64;
        if right.is_none() {
            let [left, right] = &mut effect.late;
            right.copy_from(left);
        }
    }
}

/// Delays the sound and multiplies it by its gains.
#[inline(always)]
fn apply(
    row: &mut [Member<'_, Compressor>],
    gains: &[[f32; STRETCH]; WIDTH],
    frames: Range<usize>,
) {
    let mut gains = gains.iter();
    for Member { effect, left, right } in row {
        let channels = [Some(&mut **left), right.as_deref_mut()].into_iter().flatten();
        for ((sound, late), gains) in channels.zip(&mut effect.late).zip(&mut gains) {
            let sound = &mut sound[frames.clone()];
            late.delay(sound);
            for (x, gain) in sound.iter_mut().zip(gains) {
                *x *= *gain;
            }
        }
    }
}

/// What the stages need, in lanes.
struct Lanes<S: Simd> {
    /// `None`: all hear everything.
    ear: Option<Filters<S>>,
    /// Where the mean square counts, and its steps; `None`: nowhere.
    rms: Option<(Mask<S>, F32<S>)>,
    square: F32<S>,
    curve: Curve<F32<S>>,
    /// The fast and the slow follower, and what they have reached.
    steps: [Steps<F64<S>>; 2],
    states: [F64<S>; 2],
    /// Lanes of sounds of two channels; `None`: there is no such sound.
    pairs: Option<Mask<S>>,
    /// Where they are linked whole, and how far elsewhere; `None`: all are linked whole.
    link: Option<(Mask<S>, F32<S>)>,
    makeup_db: F32<S>,
    mix: F32<S>,
}

/// The settings of a lane, by their places in [`Lanes::load`].
fn settings(compressor: &Compressor) -> [f32; 9] {
    let Glides { link, makeup_db, mix, .. } = &compressor.glides;
    let curve = compressor.glides.curve();
    let Curve { threshold_db, down, up, most_up_db, knee_db, .. } = curve;
    let [link, makeup_db, mix] = [link, makeup_db, mix].map(Glide::end);
    [threshold_db, down, up, most_up_db, knee_db, link, makeup_db, mix, compressor.rms]
}

/// The numbers of both followers of a lane: sign, ways and stays.
fn steps(compressor: &Compressor) -> [[f64; 5]; 2] {
    let Speeds { attack, release } = compressor.speeds;
    std::array::from_fn(|i| {
        let Steps { sign, rise, fall, stay_rising, stay_falling } =
            Steps::of(attack[i], release[i]);
        [sign, rise, fall, stay_rising, stay_falling]
    })
}

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    fn load(simd: S, row: &mut [Member<'_, Compressor>]) -> Self {
        let mut set = [[0.0; WIDTH]; 9];
        let mut square = [0.0; WIDTH];
        let mut follow = [[[0.0; WIDTH]; 5]; 2];
        let mut states = [[0.0; WIDTH]; 2];
        let (mut rms, mut pairs, mut whole) = (0_u8, 0_u8, 0_u8);
        let (mut upward, mut hears) = (false, false);
        seats(row, |compressor, seat| {
            let bit = 1 << seat.lane;
            for (lanes, number) in set.iter_mut().zip(settings(compressor)) {
                lanes[seat.lane] = number;
            }
            for (lanes, numbers) in follow.iter_mut().zip(steps(compressor)) {
                for (lanes, number) in lanes.iter_mut().zip(numbers) {
                    lanes[seat.lane] = number;
                }
            }
            for (number, states) in states.iter_mut().enumerate() {
                let state = compressor.followers.states[2 * number + seat.channel];
                states[seat.lane] = state * follow[number][0][seat.lane];
            }
            square[seat.lane] = compressor.squares[seat.channel];
            rms |= if compressor.patch.detection == Detection::Rms { bit } else { 0 };
            pairs |= if seat.both { 0 } else { bit };
            whole |= if compressor.glides.link.end() == 1.0 { bit } else { 0 };
            upward |= compressor.glides.curve().upward;
            hears |= !compressor.ear.is_wire();
        });
        let lanes = |number: usize| F32::load(simd, &set[number]);
        let steps = |follower: usize| {
            let lanes = |number: usize| F64::load(simd, &follow[follower][number]);
            Steps {
                sign: lanes(0),
                rise: lanes(1),
                fall: lanes(2),
                stay_rising: lanes(3),
                stay_falling: lanes(4),
            }
        };
        Self {
            ear: hears.then(|| Filters::load(simd, row, |it| Some(&mut it.ear))),
            rms: (rms != 0).then(|| (Mask::from_bits(simd, rms), lanes(8))),
            square: F32::load(simd, &square),
            curve: Curve {
                threshold_db: lanes(0),
                down: lanes(1),
                up: lanes(2),
                most_up_db: lanes(3),
                knee_db: lanes(4),
                upward,
            },
            steps: [steps(0), steps(1)],
            states: [F64::load(simd, &states[0]), F64::load(simd, &states[1])],
            pairs: (pairs != 0).then(|| Mask::from_bits(simd, pairs)),
            link: (pairs & !whole != 0).then(|| (Mask::from_bits(simd, whole), lanes(5))),
            makeup_db: lanes(6),
            mix: lanes(7),
        }
    }

    /// Gives back what is remembered.
    #[inline(always)]
    fn store(&self, row: &mut [Member<'_, Compressor>]) {
        if let Some(ear) = &self.ear {
            ear.store(row, |it| Some(&mut it.ear));
        }
        let square = self.square.to_array();
        let states = [0, 1].map(|i| (self.states[i] * self.steps[i].sign).to_array());
        seats(row, |compressor, Seat { lane, channel, both }| {
            for channel in channel..if both { 2 } else { channel + 1 } {
                compressor.squares[channel] = square[lane];
                for (number, states) in states.iter().enumerate() {
                    compressor.followers.states[2 * number + channel] = states[lane];
                }
            }
        });
    }

    /// From sound to gains, in place.
    #[inline(always)]
    fn process(&mut self, simd: S, track: &mut [[f32; WIDTH]]) {
        let (frames, runs) = (track.len(), track.len().div_ceil(GRID));
        for step in 0..runs + 3 {
            let range = |behind: usize| {
                let run = step.checked_sub(behind).filter(|run| *run < runs)?;
                Some(run * GRID..frames.min((run + 1) * GRID))
            };
            if let (Some(ear), Some(run)) = (&mut self.ear, range(0)) {
                ear.process(&mut track[run]);
            }
            if let Some(run) = range(1) {
                self.want(simd, &mut track[run]);
            }
            if let Some(run) = range(2) {
                self.follow(simd, &mut track[run]);
            }
            if let Some(run) = range(3) {
                self.gains(simd, &mut track[run]);
            }
        }
    }

    /// The reductions in dB that go with what is heard.
    #[inline(always)]
    fn want(&mut self, simd: S, run: &mut [[f32; WIDTH]]) {
        let mut square = self.square;
        for frame in run {
            let heard = F32::load(simd, frame);
            let mut power = heard * heard;
            if let Some((rms, step)) = self.rms {
                let next = square + (power - square) * step;
                square = rms.select(next, square);
                power = rms.select(next, power);
            }
            self.curve.reduction_db(math::log2(power) * DB_OF_POWER).store(frame);
        }
        self.square = square;
    }

    /// The smooth reductions.
    #[inline(always)]
    fn follow(&mut self, simd: S, run: &mut [[f32; WIDTH]]) {
        let ([fast, slow], [mut a, mut b]) = (&self.steps, self.states);
        for frame in run {
            let wanted = F32::load(simd, frame).to_f64();
            let [rising, falling] = fast.ways(a, wanted);
            a = rising.max(falling);
            let [rising, falling] = slow.ways(b, wanted);
            b = rising.max(falling);
            (a * fast.sign).max(b * slow.sign).to_f32().store(frame);
        }
        self.states = [a, b];
    }

    /// The gains that go with reductions.
    #[inline(always)]
    fn gains(&self, simd: S, run: &mut [[f32; WIDTH]]) {
        for frame in run {
            let own = F32::load(simd, frame);
            let mut reduction_db = own;
            if let Some(pairs) = self.pairs {
                let most = pairs.select(own.max(own.neighbours()), own);
                reduction_db = match self.link {
                    Some((whole, link)) => whole.select(most, own + link * (most - own)),
                    None => most,
                };
            }
            gain(self.makeup_db - reduction_db, self.mix).store(frame);
        }
    }
}
