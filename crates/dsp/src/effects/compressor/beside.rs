//! Compressors side by side: the stages of one alone (`stages`), each frame of all at once.
//!
//! ```text
//! a step of each run of frames, each stage a run behind the one before:
//!     ear -> reduction wanted -> followers -> gain
//! ```
//!
//! Alone, the ear and the followers wait for their own last frame most of the time; here they do
//! eight channels' work in it.

use super::gain::{Curve, Speeds, Steps, gain};
use super::{Compressor, Detection, Glides};
use crate::effects::beside::{Beside, Member, STRETCH, Seat, Sounds, rows, seats};
use crate::effects::biquad::Filters;
use crate::effects::glide::{GRID, Glide, stretch};
use crate::lanes::wide::{Vector, Wide, is_wide};
use crate::lanes::{F32, F64, Mask, Simd, WIDTH, dispatch};
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
        if is_wide(simd) {
            lanes.process::<Wide<S>>(simd, &mut sounds.track, stretch.len());
        } else {
            lanes.process::<F32<S>>(simd, &mut sounds.track, stretch.len());
        }
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

    /// From sound to gains, in place. What looks at no other frame takes as many as a vector holds,
    /// and whole runs, whatever there is behind the last frame.
    #[inline(always)]
    fn process<V: Vector<Simd = S>>(
        &mut self,
        simd: S,
        track: &mut [[f32; WIDTH]; STRETCH],
        frames: usize,
    ) {
        let curve = self.curve.map(V::repeat);
        let (makeup_db, mix) = (V::repeat(self.makeup_db), V::repeat(self.mix));
        let runs = frames.div_ceil(GRID);
        for step in 0..runs + 3 {
            let run = |behind: usize| step.checked_sub(behind).filter(|run| *run < runs);
            let part = |run: usize| run * GRID..frames.min((run + 1) * GRID);
            let whole = |run: usize| run * GRID..(run + 1) * GRID;
            if let (Some(ear), Some(run)) = (&mut self.ear, run(0)) {
                ear.process(&mut track[part(run)]);
            }
            if let Some(run) = run(1) {
                self.average(simd, &mut track[part(run)]);
                curve.want(simd, track[whole(run)].as_flattened_mut(), self.rms.is_some());
            }
            if let Some(run) = run(2) {
                self.follow(simd, &mut track[part(run)]);
            }
            if let Some(run) = run(3) {
                for frames in track[whole(run)].as_flattened_mut().chunks_exact_mut(V::LANES) {
                    gain(makeup_db - V::load(simd, frames), mix).store(frames);
                }
            }
        }
    }

    /// The power of what is heard, if any has its mean.
    #[inline(always)]
    fn average(&mut self, simd: S, run: &mut [[f32; WIDTH]]) {
        let Some((rms, step)) = self.rms else { return };
        for frame in run {
            let heard = F32::load(simd, frame);
            let power = heard * heard;
            let next = self.square + (power - self.square) * step;
            self.square = rms.select(next, self.square);
            rms.select(next, power).store(frame);
        }
    }

    /// The smooth reductions, as the channels share them.
    #[inline(always)]
    fn follow(&mut self, simd: S, run: &mut [[f32; WIDTH]]) {
        let ([fast, slow], [mut a, mut b]) = (&self.steps, self.states);
        for frame in run {
            let wanted = F32::load(simd, frame).to_f64();
            let [rising, falling] = fast.ways(a, wanted);
            a = rising.max(falling);
            let [rising, falling] = slow.ways(b, wanted);
            b = rising.max(falling);
            self.shared((a * fast.sign).max(b * slow.sign).to_f32()).store(frame);
        }
        self.states = [a, b];
    }

    /// What channels have of their own reductions and of the greater.
    #[inline(always)]
    fn shared(&self, own: F32<S>) -> F32<S> {
        let Some(pairs) = self.pairs else { return own };
        let most = pairs.select(own.max(own.neighbours()), own);
        match self.link {
            Some((whole, link)) => whole.select(most, own + link * (most - own)),
            None => most,
        }
    }
}
