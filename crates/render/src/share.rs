//! A share of a render: some of its tracks, computed where no memory is shared with the others
//! (workers of a browser). All shares make the same plan, and compute their own nodes of it; share 0
//! is the [`crate::Render`] that brings them together, in the plan's order, so the number of shares
//! changes no sample.

use crate::assets::Assets;
use crate::error::Error;
use crate::options::Options;
use crate::plan::Plan;
use crate::render::Begun;
use crate::schedule::Schedule;
use crate::told::{NodeTold, told};
use rebounce_song::Song;

/// A share at work. It is pulled like a [`crate::Render`].
pub struct Share {
    number: usize,
    plan: Plan,
    schedule: Schedule,
    /// Nodes whose windows are handed over.
    nodes: Vec<usize>,
    window: u64,
    packed: Vec<f32>,
}

impl Share {
    /// Share `number` of `count` (1..`count`) of the render with these options, which must be the
    /// same for all. It has one thread.
    ///
    /// # Errors
    /// As [`crate::Render::new`]; [`Error::Option`] where there is no such share.
    pub fn new(
        song: &Song,
        assets: &dyn Assets,
        options: &Options,
        [number, count]: [usize; 2],
    ) -> Result<Self, Error> {
        if !(1..count).contains(&number) {
            return Err(Error::Option {
                option: "share",
                found: number.to_string(),
                wanted: format!("1 to {}", count.saturating_sub(1)),
            });
        }
        let begun = Begun::new(song, assets, options, count)?;
        let Begun { plan, prepared, music, .. } = &begun;
        let schedule = Schedule::new(plan, prepared, music, options, (None, number));
        let nodes = begun.plan.handed_over(number);
        Ok(Self { number, nodes, plan: begun.plan, schedule, window: 0, packed: Vec::new() })
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// Its next window for [`crate::Render::hand_in`]; `None` behind the last, and at once if there
    /// is nothing for it to do.
    pub fn next_window(&mut self) -> Option<&[f32]> {
        self.schedule.span(self.window)?;
        if self.nodes.is_empty() {
            return None;
        }
        for &node in &self.nodes {
            self.schedule.until(&self.plan, node, self.window)?;
        }
        self.packed.clear();
        for &node in &self.nodes {
            self.schedule.handed(node, self.window).pack(&mut self.packed);
        }
        self.window += 1;
        Some(&self.packed)
    }

    /// Ends it: what its nodes have to tell, for [`crate::Render::hear`].
    #[must_use]
    pub fn finish(self) -> Vec<NodeTold> {
        self.schedule.parts().map(told).collect()
    }
}
