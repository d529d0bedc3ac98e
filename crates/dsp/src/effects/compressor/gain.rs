//! From levels to the gain that goes with them: the static curve and its smoothing.

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
    pub(super) fn reduction_db(&self, level_db: f32) -> f32 {
        let over = level_db.max(FLOOR_DB) - self.threshold_db;
        let knee = self.knee_db.max(HARD_DB);
        let bent = |over: f32| {
            let inside = (over + 0.5 * knee).max(0.0).min(knee);
            inside * inside * (0.5 / knee) + (over - 0.5 * knee).max(0.0)
        };
        self.down * bent(over) - (self.up * bent(-over)).min(self.most_up_db)
    }
}

/// Shares of the way per frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speeds {
    /// Of the fast and of the slow follower, where reduction rises.
    pub(super) attack: [f64; 2],
    /// Where it falls.
    pub(super) release: [f64; 2],
}

/// Two smooth branching followers \[giannoulis2012, eq. 17\] of the reduction, of which the greater
/// counts: after a short peak the fast release is heard, after a long one the slow. In f64, for a
/// long attack's steps are too small for the numbers of an f32.
#[derive(Clone, Copy, Debug)]
pub(super) struct Follower {
    states: [f64; 2],
}

impl Follower {
    /// As if `reduction_db` had been for ever.
    pub(super) fn new(reduction_db: f32) -> Self {
        Self { states: [f64::from(reduction_db); 2] }
    }

    /// The next frame's smooth reduction, `wanted` being the curve's.
    #[inline(always)]
    pub(super) fn follow(&mut self, wanted: f32, speeds: &Speeds) -> f32 {
        let wanted = f64::from(wanted);
        let step = |state: f64, attack: f64, release: f64| {
            state + (wanted - state) * if wanted > state { attack } else { release }
        };
        let [fast, slow] = self.states;
        let fast = step(fast, speeds.attack[0], speeds.release[0]);
        let slow = step(slow, speeds.attack[1], speeds.release[1]);
        self.states = [fast, slow];
        (if fast > slow { fast } else { slow }) as f32
    }

    /// Lets what is too small to be heard be nothing.
    pub(super) fn rest(&mut self) {
        self.states = self.states.map(|state| if state.abs() < NOTHING_DB { 0.0 } else { state });
    }
}
