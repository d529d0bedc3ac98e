//! From levels to the gain that goes with them: the static curve and its smoothing.

use crate::lanes::wide::Vector;
use crate::math::{self, Number};
use core::ops::{Add, Mul};

/// dB per doubling of a power: `10 log10(2)`.
const DB_OF_POWER: f32 = 3.010_3;
/// Level in dB below which all is silence to the detector.
pub(super) const FLOOR_DB: f32 = -120.0;
/// Most that upward compression raises, in dB: as much as an EQ. Chosen; without a bound silence
/// would be raised without end.
pub(super) const MOST_UP_DB: f32 = 24.0;
/// A knee in dB so narrow that it is hard, and can be divided by.
pub(super) const HARD_DB: f32 = 0.01;

/// A reduction in dB that is none: less than rounding takes.
const NOTHING_DB: f64 = 1e-9;

/// The static curve, of one channel or of lanes of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Curve<N> {
    /// Where the curve bends, in dB.
    pub(super) threshold_db: N,
    /// Part of what is above that is taken away: `1 - 1 / ratio`.
    pub(super) down: N,
    /// Part of what is missing below that is added: `depth * (1 - 1 / ratio)`.
    pub(super) up: N,
    /// Most that is added, in dB.
    pub(super) most_up_db: N,
    /// Width of the bend in dB, at least [`HARD_DB`].
    pub(super) knee_db: N,
    /// Whether anything is added.
    pub(super) upward: bool,
}

impl<N: Number> Curve<N> {
    /// Reduction in dB of a level in dB; negative where it is raised. (key: giannoulis2012) eq. 4; the
    /// upward part is its mirror image.
    #[inline(always)]
    pub(super) fn reduction_db(&self, level_db: N) -> N {
        let over = level_db.max(level_db.constant(FLOOR_DB)) - self.threshold_db;
        let down = self.bent(over) * self.down;
        if !self.upward {
            return down;
        }
        down - (self.bent(-over) * self.up).min(self.most_up_db)
    }

    /// What is over nothing, with the knee's bend.
    #[inline(always)]
    fn bent(&self, over: N) -> N {
        let (knee, none) = (self.knee_db, over.constant(0.0));
        let half = knee * 0.5;
        let inside = (over + half).max(none).min(knee);
        inside * inside * (over.constant(0.5) / knee) + (over - half).max(none)
    }
}

impl<N: Copy> Curve<N> {
    /// The curve of other kinds of numbers.
    #[inline(always)]
    pub(super) fn map<M>(&self, number: impl Fn(N) -> M) -> Curve<M> {
        Curve {
            threshold_db: number(self.threshold_db),
            down: number(self.down),
            up: number(self.up),
            most_up_db: number(self.most_up_db),
            knee_db: number(self.knee_db),
            upward: self.upward,
        }
    }
}

impl<V: Vector> Curve<V> {
    /// Puts reductions in dB in the place of what is heard, or of its power; they are whole vectors.
    #[inline(always)]
    pub(super) fn want(&self, simd: V::Simd, heard: &mut [f32], is_power: bool) {
        for heard in heard.chunks_exact_mut(V::LANES) {
            let x = V::load(simd, heard);
            let power = if is_power { x } else { x * x };
            self.reduction_db(math::log2(power) * DB_OF_POWER).store(heard);
        }
    }
}

/// The gain of a sound of which the share `mix` is changed by `wet_db`.
#[inline(always)]
pub(super) fn gain<N: Number>(wet_db: N, mix: N) -> N {
    // Not `1 + mix (wet - 1)`, whose rounding is much of a small gain.
    (-mix + 1.0) + mix * math::db_to_gain(wet_db)
}

/// Shares of the way per frame, of the fast and of the slow follower.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speeds {
    /// Where reduction rises.
    pub(super) attack: [f64; 2],
    /// Where it falls.
    pub(super) release: [f64; 2],
}

/// What a follower multiplies by: numbers, or lanes of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps<N> {
    /// Of the state that it keeps.
    pub(super) sign: N,
    pub(super) rise: N,
    pub(super) fall: N,
    pub(super) stay_rising: N,
    pub(super) stay_falling: N,
}

impl Steps<f64> {
    pub(super) fn of(attack: f64, release: f64) -> Self {
        let sign = if attack < release { -1.0 } else { 1.0 };
        let (rise, fall) = (sign * attack, sign * release);
        Self { sign, rise, fall, stay_rising: 1.0 - attack, stay_falling: 1.0 - release }
    }
}

impl<N: Copy + Add<Output = N> + Mul<Output = N>> Steps<N> {
    /// Both ways from a state on, of which the greater is gone.
    #[inline(always)]
    pub(super) fn ways(&self, state: N, wanted: N) -> [N; 2] {
        let rising = state * self.stay_rising + wanted * self.rise;
        [rising, state * self.stay_falling + wanted * self.fall]
    }
}

/// Two smooth branching followers \[giannoulis2012, eq. 17\] of each channel's reduction, of which
/// the greater counts: after a short peak the fast release is heard, after a long one the slow. In
/// f64, for a long attack's steps are too small for the numbers of an f32.
///
/// Of the two ways that a follower can go on, the attack's is the greater where reduction rises, and
/// the release's where it falls, if the attack is the faster; else it is the other way round, which
/// a change of all signs mends. So the branch is a maximum, and its loop a product, a sum and that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Followers {
    /// Fast left, fast right, slow left, slow right.
    pub(super) states: [f64; 4],
}

impl Followers {
    /// As if `reduction_db` had been for ever.
    pub(super) fn new(reduction_db: f32) -> Self {
        Self { states: [f64::from(reduction_db); 4] }
    }

    /// The smooth reductions of the next frames, `wanted` being the curve's.
    #[inline(always)]
    pub(super) fn follow(
        &mut self,
        wanted: &[[f32; 2]],
        [left, right]: [&mut [f32]; 2],
        speeds: &Speeds,
    ) {
        let four = |[fast, slow]: [f64; 2]| [fast, fast, slow, slow];
        let (attack, release) = (four(speeds.attack), four(speeds.release));
        let steps: [Steps<f64>; 4] = std::array::from_fn(|i| Steps::of(attack[i], release[i]));
        let mut states = self.states;
        for i in 0..4 {
            states[i] *= steps[i].sign;
        }
        for ((wanted, left), right) in wanted.iter().zip(left).zip(right) {
            let [l, r] = wanted.map(f64::from);
            let wanted = [l, r, l, r];
            for i in 0..4 {
                let [rising, falling] = steps[i].ways(states[i], wanted[i]);
                states[i] = if rising > falling { rising } else { falling };
            }
            let greater = |fast: f64, slow: f64| if fast > slow { fast } else { slow };
            *left = greater(states[0] * steps[0].sign, states[2] * steps[2].sign) as f32;
            *right = greater(states[1] * steps[1].sign, states[3] * steps[3].sign) as f32;
        }
        for i in 0..4 {
            self.states[i] = states[i] * steps[i].sign;
        }
    }

    /// Lets what is too small to be heard be nothing.
    pub(super) fn rest(&mut self) {
        self.states = self.states.map(|state| if state.abs() < NOTHING_DB { 0.0 } else { state });
    }

    /// Whether both channels' are the same.
    pub(super) fn are_twins(&self) -> bool {
        let [fast, fast_right, slow, slow_right] = self.states.map(f64::to_bits);
        [fast, slow] == [fast_right, slow_right]
    }
}
