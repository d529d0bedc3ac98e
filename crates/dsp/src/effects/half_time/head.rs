//! The head that runs through the past.

use super::patch::Plan;
use crate::effects::delay_line::DelayLine;
use crate::effects::glide::GRID;
use crate::math;

/// A head, and the way it was on in the bar before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head {
    /// Lags at the cell's start and end, of the old way and the new.
    from: [f32; 2],
    to: [f32; 2],
    /// Share of the new way at the cell's start and end.
    share: [f32; 2],
}

/// Number of the bar at frame `at`, and the frames since it began.
fn bar(plan: &Plan, at: f64) -> (f64, f64) {
    let number = (at / plan.bar).floor();
    (number, at - number * plan.bar)
}

/// The head's lag at the start of cell `cell`, without its movement.
pub(super) fn lag_at(plan: &Plan, cell: u64) -> f64 {
    let (_, since) = bar(plan, (cell * GRID as u64) as f64);
    plan.lag(since)
}

impl Head {
    /// As it is at the start of cell `cell`.
    pub(super) fn at(plan: &Plan, cell: u64) -> Self {
        let mut head = Self::default();
        head.enter(plan, cell);
        head
    }

    /// Enters cell `cell`. Its ways are both those of the bar in which the cell begins, so a bar
    /// begins with a cell.
    pub(super) fn enter(&mut self, plan: &Plan, cell: u64) {
        let start = (cell * GRID as u64) as f64;
        let (_, since) = bar(plan, start);
        let (hz, depth) = plan.movement;
        let moved = |cell: u64| {
            let phase = cell as f64 * hz;
            // As far as the lag allows.
            depth * (1.0 + f64::from(math::sin_cycles((phase - phase.floor()) as f32)))
        };
        let lags = |since: f64, cell: u64| {
            [plan.lag(since + plan.bar), plan.lag(since)].map(|lag| (lag + moved(cell)) as f32)
        };
        self.from = lags(since, cell);
        self.to = lags(since + GRID as f64, cell + 1);
        // From nothing on, though the bar begins inside of a cell.
        let begun = (since / GRID as f64).floor() * GRID as f64;
        let share = |since: f64| (since / plan.fade).min(1.0) as f32;
        self.share = [share(begun), share(begun + GRID as f64)];
    }

    /// What it hears in place of `sound`, whose run `line` has last.
    #[inline(always)]
    pub(super) fn play(&self, line: &DelayLine, offset: usize, sound: &mut [f32]) {
        let count = sound.len();
        let part = |i: usize| (offset + i) as f32 * (1.0 / GRID as f32);
        let read = |way: usize, out: &mut [f32]| {
            let (from, to) = (self.from[way], self.to[way]);
            let lags: [f32; GRID] = std::array::from_fn(|i| from + (to - from) * part(i));
            line.read_moving(count, &lags[..count], out);
        };
        read(1, sound);
        if self.share[0] < 1.0 {
            let mut old = [0.0; GRID];
            read(0, &mut old[..count]);
            for (i, (x, old)) in sound.iter_mut().zip(old).enumerate() {
                let share = self.share[0] + (self.share[1] - self.share[0]) * part(i);
                *x = old + (*x - old) * share;
            }
        }
    }
}
