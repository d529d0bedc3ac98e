//! What one control does over the song: steps, from tick to tick.

/// The values of a control, each from its tick until the next one's.
#[derive(Clone, Debug)]
pub(super) struct Steps {
    /// Ascending in tick, never empty, the first at tick 0.
    values: Vec<(u64, f64)>,
}

impl Steps {
    pub(super) fn new(value: f64) -> Self {
        Self { values: vec![(0, value)] }
    }

    /// The latest value.
    pub(super) fn last(&self) -> f64 {
        self.values.last().expect("there is one at tick 0").1
    }

    /// Sets the value from `tick` on, which is not before the last.
    pub(super) fn set(&mut self, tick: u64, value: f64) {
        let last = self.values.last_mut().expect("there is one at tick 0");
        if last.0 == tick {
            last.1 = value;
        } else if last.1 != value {
            self.values.push((tick, value));
        }
    }

    /// The same steps with other values.
    pub(super) fn map(&self, value: impl Fn(f64) -> f64) -> Self {
        Self { values: self.values.iter().map(|(tick, it)| (*tick, value(*it))).collect() }
    }

    /// The value that holds at `first`, where sound begins, and what it changes to later.
    pub(super) fn heard(&self, first: u64) -> (f64, &[(u64, f64)]) {
        let later = self.values.partition_point(|(tick, _)| *tick <= first);
        (self.values[later - 1].1, &self.values[later..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_before_the_first_sound_is_where_it_begins() {
        let mut steps = Steps::new(1.0);
        steps.set(0, 2.0);
        steps.set(5, 3.0);
        steps.set(7, 3.0);
        steps.set(9, 4.0);
        assert_eq!(steps.heard(5), (3.0, &[(9, 4.0)][..]));
        assert_eq!(steps.heard(0).0, 2.0);
    }
}
