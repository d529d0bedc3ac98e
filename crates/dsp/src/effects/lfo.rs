//! The clock of an LFO: a phase that is a function of the absolute frame, so that an effect moves
//! the same wherever a render begins.

/// A phase in cycles that grows evenly.
#[derive(Clone, Copy, Debug)]
pub struct LfoClock {
    cycles_per_frame: f64,
    sample_rate: f64,
    /// The phase at `anchor`.
    phase: f64,
    anchor: u64,
}

impl LfoClock {
    /// A clock of `rate_hz` that has phase 0 at frame 0.
    #[must_use]
    pub fn new(rate_hz: f32, sample_rate: f64) -> Self {
        let cycles_per_frame = f64::from(rate_hz) / sample_rate;
        Self { cycles_per_frame, sample_rate, phase: 0.0, anchor: 0 }
    }

    /// Goes on from frame `now` at another rate, without a jump.
    pub fn aim(&mut self, rate_hz: f32, now: u64) {
        let cycles_per_frame = f64::from(rate_hz) / self.sample_rate;
        if cycles_per_frame != self.cycles_per_frame {
            self.phase = self.phase(now);
            self.anchor = now;
            self.cycles_per_frame = cycles_per_frame;
        }
    }

    /// Has phase 0 at frame 0 again.
    pub fn reset(&mut self) {
        (self.phase, self.anchor) = (0.0, 0);
    }

    /// The phase at a frame not before the last `aim`, 0..1.
    #[must_use]
    pub fn phase(&self, frame: u64) -> f64 {
        let phase = self.phase + frame.saturating_sub(self.anchor) as f64 * self.cycles_per_frame;
        phase - phase.floor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_rate_goes_on_from_the_phase_reached() {
        let mut clock = LfoClock::new(2.0, 48_000.0);
        assert!((clock.phase(6000) - 0.25).abs() < 1e-12);
        clock.aim(1.0, 6000);
        assert!((clock.phase(6000) - 0.25).abs() < 1e-12);
        assert!((clock.phase(18_000) - 0.5).abs() < 1e-12);
        clock.reset();
        assert!((clock.phase(12_000) - 0.25).abs() < 1e-12);
    }
}
