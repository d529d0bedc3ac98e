//! From levels to the gain that goes with them: the static curve and its smoothing.

use crate::math::Number;

/// Level in dB below which all is silence to the detector.
pub(super) const FLOOR_DB: f32 = -120.0;
/// Most that upward compression raises, in dB: as much as an EQ. Chosen; without a bound silence
/// would be raised without end.
pub(super) const MOST_UP_DB: f32 = 24.0;
/// A knee in dB so narrow that it is hard, and can be divided by.
const HARD_DB: f32 = 0.01;

/// A reduction in dB that is none: less than rounding takes.
const NOTHING_DB: f64 = 1e-9;

/// The static curve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Curve {
    /// Where the curve bends, in dB.
    pub(super) threshold_db: f32,
    /// Part of what is above that is taken away: `1 - 1 / ratio`.
    pub(super) down: f32,
    /// Part of what is missing below that is added: `depth * (1 - 1 / ratio)`.
    pub(super) up: f32,
    /// Most that is added, in dB.
    pub(super) most_up_db: f32,
    /// Width of the bend in dB.
    pub(super) knee_db: f32,
}

impl Curve {
    /// Reduction in dB of a level in dB; negative where it is raised. (key: giannoulis2012) eq. 4; the
    /// upward part is its mirror image.
    #[inline(always)]
    pub(super) fn reduction_db<N: Number>(&self, level_db: N) -> N {
        let over = level_db.max(level_db.constant(FLOOR_DB)) - self.threshold_db;
        let down = self.bent(over) * self.down;
        if self.up == 0.0 {
            return down;
        }
        down - (self.bent(-over) * self.up).min(over.constant(self.most_up_db))
    }

    /// What is over nothing, with the knee's bend.
    #[inline(always)]
    fn bent<N: Number>(&self, over: N) -> N {
        let (knee, none) = (self.knee_db.max(HARD_DB), over.constant(0.0));
        let inside = (over + 0.5 * knee).max(none).min(over.constant(knee));
        inside * inside * (0.5 / knee) + (over - 0.5 * knee).max(none)
    }
}

/// Shares of the way per frame, of the fast and of the slow follower.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speeds {
    /// Where reduction rises.
    pub(super) attack: [f64; 2],
    /// Where it falls.
    pub(super) release: [f64; 2],
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
    states: [f64; 4],
}

impl Followers {
    /// As if `reduction_db` had been for ever.
    pub(super) fn new(reduction_db: f32) -> Self {
        Self { states: [f64::from(reduction_db); 4] }
    }

    /// The smooth reductions of the next frames, `wanted` being the curve's; in place.
    #[inline(always)]
    pub(super) fn follow(&mut self, wanted: [&mut [f32]; 2], speeds: &Speeds) {
        let four = |[fast, slow]: [f64; 2]| [fast, fast, slow, slow];
        let (attack, release) = (four(speeds.attack), four(speeds.release));
        let mut states = self.states;
        let [mut sign, mut rise, mut fall] = [[1.0; 4]; 3];
        for i in 0..4 {
            sign[i] = if attack[i] < release[i] { -1.0 } else { 1.0 };
            states[i] *= sign[i];
            (rise[i], fall[i]) = (sign[i] * attack[i], sign[i] * release[i]);
        }
        let (stay_rising, stay_falling) = (attack.map(|x| 1.0 - x), release.map(|x| 1.0 - x));
        let [left, right] = wanted;
        for (left, right) in left.iter_mut().zip(right) {
            let (l, r) = (f64::from(*left), f64::from(*right));
            let wanted = [l, r, l, r];
            for i in 0..4 {
                let rising = states[i] * stay_rising[i] + wanted[i] * rise[i];
                let falling = states[i] * stay_falling[i] + wanted[i] * fall[i];
                states[i] = if rising > falling { rising } else { falling };
            }
            let greater = |fast: f64, slow: f64| if fast > slow { fast } else { slow };
            *left = greater(states[0] * sign[0], states[2] * sign[2]) as f32;
            *right = greater(states[1] * sign[1], states[3] * sign[3]) as f32;
        }
        for i in 0..4 {
            self.states[i] = states[i] * sign[i];
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
