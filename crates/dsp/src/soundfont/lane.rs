//! One voice of the kernel: what happens to it, and when.

use super::envelope::{Kind, Walk};
use super::kernel::Moment;
use super::numbers::{Fixed, Moving, generators};
use super::patch::{Patch, Prepared};
use super::wave::{Motion, ONE, Span};
use crate::va::pitch::Pitch;
use crate::voice::{TILE, Voice};

/// A voice.
#[derive(Clone, Debug, Default)]
pub(super) struct Lane {
    voice: Voice,
    pub(super) region: usize,
    /// Frames since its start.
    pub(super) n: u64,
    pub(super) length: u64,
    /// The frame of the next thing that happens: a tile that ends there or later is a corner.
    pub(super) next: u64,
    pub(super) motion: Motion,
    /// Increment at the tile's end.
    target: u64,
    /// Increment without tune, bend and what moves it.
    base: f64,
    pub(super) span: Span,
    /// Frames until the sample begins.
    pub(super) delay: u64,
    until_release: bool,
    fixed: Fixed,
    volume: Walk,
    modulation: Walk,
    lfo_rate: [f32; 2],
    lfo_runs: [bool; 2],
    pitch: Pitch,
    /// Frames from which on bend and controls stay.
    bend_until: u64,
    controls_until: Option<u64>,
    /// Whether pitch and cutoff move in the tiles to come.
    pub(super) pitch_moves: bool,
    pub(super) filter_moves: bool,
}

impl Default for Motion {
    fn default() -> Self {
        Self { position: 0, increment: ONE, step: 0 }
    }
}

impl Lane {
    pub(super) fn new(
        patch: &Patch,
        prepared: &Prepared,
        voice: &Voice,
        number: usize,
        moment: &mut Moment,
    ) -> Self {
        let fixed = patch.fixed(prepared, voice);
        let [key, _] = super::numbers::heard(&prepared.region, voice);
        let mut pitch = Pitch::new(voice);
        let bend = (pitch.key(voice, 0) - voice.key) / 12.0;
        let last = |points: &[_]| points.last().map(|point: &crate::voice::ControlPoint| point.at);
        let controls_until = voice.controls.as_deref().and_then(|it| {
            let others = it.others.iter().map(|(_, points)| &points[..]);
            others.chain([&it.mod_wheel[..], &it.aftertouch[..]]).filter_map(last).max()
        });
        let points = voice.bend.as_deref().unwrap_or_default();
        let mut lane = Self {
            region: voice.zone as usize,
            length: patch.length(voice),
            base: prepared.increment(key) * ONE as f64,
            span: prepared.span,
            until_release: prepared.until_release,
            delay: fixed.volume.delay as u64,
            volume: Walk::new(&fixed.volume),
            modulation: Walk::new(&fixed.modulation),
            fixed,
            pitch,
            bend_until: points.last().map_or(0, |point| point.at),
            controls_until,
            voice: voice.clone(),
            ..Self::default()
        };
        for values in moment.volume.iter_mut().chain(&mut moment.modulation) {
            values[number] = 0.0;
        }
        for values in moment.phase.iter_mut().chain(&mut moment.phase_step) {
            values[number] = 0.0;
        }
        moment.bend[number] = bend;
        moment.fade[number] = 1.0;
        let moving = lane.set(patch, 0, number, moment);
        let octaves = f64::from(moving.tune) + f64::from(bend);
        lane.target = increment(lane.base * libm::exp2(octaves));
        lane.motion = Motion { position: prepared.begin(), increment: lane.target, step: 0 };
        lane
    }

    /// What modulators make of it at frame `n`.
    fn set(&mut self, patch: &Patch, n: u64, number: usize, moment: &mut Moment) -> Moving {
        let Some(prepared) = patch.region(&self.voice) else { return Moving::default() };
        let moving = Moving::new(&generators(&prepared.region, &self.voice, n), patch.sample_rate);
        self.lfo_rate = moving.lfo_rate;
        moment.tune[number] = moving.tune;
        for (all, own) in moment.pitch_by.iter_mut().zip(moving.pitch_by) {
            all[number] = own;
        }
        moment.cutoff[number] = moving.cutoff;
        for (all, own) in moment.cutoff_by.iter_mut().zip(moving.cutoff_by) {
            all[number] = own;
        }
        moment.damping[number] = moving.damping;
        moment.level_db[number] = moving.level_db;
        moment.level_by_db[number] = moving.level_by_db;
        self.pitch_moves = moving.pitch_by.iter().any(|octaves| *octaves != 0.0);
        self.filter_moves = moving.cutoff_by.iter().any(|octaves| *octaves != 0.0);
        moving
    }

    /// A tile in which something happens, which ends at frame `end`.
    #[inline(never)]
    pub(super) fn corner(&mut self, patch: &Patch, number: usize, end: u64, moment: &mut Moment) {
        let Voice { gate, cut, .. } = self.voice;
        let mut next = self.length;
        let mut meet = |at: u64| next = next.min(at);
        let walks = [
            (Kind::Volume, &mut self.volume, &self.fixed.volume, &mut moment.volume),
            (
                Kind::Modulation,
                &mut self.modulation,
                &self.fixed.modulation,
                &mut moment.modulation,
            ),
        ];
        for (kind, walk, times, values) in walks {
            walk.advance(kind, times, gate, end);
            let [ramp, depth, ramp_slope, depth_slope] = walk.state(times, end);
            let steps = [ramp_slope, depth_slope].map(|slope| slope * TILE as f32);
            for (all, own) in values.iter_mut().zip([ramp, depth, steps[0], steps[1]]) {
                all[number] = own;
            }
            meet(walk.next(gate));
        }
        if self.until_release && self.span.loops {
            if end > gate {
                // What is left of the turn is played, and then what is behind the loop.
                while self.motion.position >> 32 >= u64::from(self.span.loop_end) {
                    let turn = u64::from(self.span.loop_end - self.span.loop_start);
                    self.motion.position -= turn * ONE;
                }
                self.span.loops = false;
            } else {
                meet(gate.saturating_add(1));
            }
        }
        if end > cut {
            let left = patch.cut.saturating_sub(end - cut);
            moment.fade[number] = left as f32 / patch.cut.max(1) as f32;
            meet(end);
        } else {
            meet(cut.saturating_add(1));
        }
        if end >= self.length {
            moment.fade[number] = 0.0;
        }
        let mut bends = false;
        if self.n <= self.bend_until && self.bend_until > 0 {
            let key = self.pitch.key(&self.voice, end);
            moment.bend[number] = (key - self.voice.key) / 12.0;
            bends = true;
            meet(end);
        }
        if let Some(until) = self.controls_until {
            if self.n <= until {
                self.set(patch, end, number, moment);
                bends = true;
                self.filter_moves = true;
                meet(end);
            } else {
                self.controls_until = None;
                self.set(patch, end, number, moment);
            }
        }
        for i in 0..2 {
            let delay = self.fixed.lfo_delay[i];
            let rate = self.lfo_rate[i];
            if end > delay {
                if !self.lfo_runs[i] {
                    let phase = (end - delay) as f32 * rate;
                    moment.phase[i][number] = phase - phase as u64 as f32;
                    self.lfo_runs[i] = true;
                }
                moment.phase_step[i][number] = rate * TILE as f32;
            } else {
                meet(delay + 1);
            }
        }
        self.next = next;
        self.pitch_moves |= bends;
        if !bends && self.bend_until > 0 && self.n > self.bend_until {
            let by = moment.pitch_by.iter().any(|octaves| octaves[number] != 0.0);
            self.pitch_moves = by;
        }
    }

    /// On to the next tile's motion. `factor`: where the pitch is at its end, from the base; `None`:
    /// it stays.
    #[inline(always)]
    pub(super) fn go_to(&mut self, factor: Option<f32>) {
        self.motion.increment = self.target;
        self.motion.step = 0;
        if let Some(factor) = factor {
            self.target = increment(self.base * f64::from(factor));
            let change = self.target as i64 - self.motion.increment as i64;
            self.motion.step = (change / TILE as i64) as u64;
        }
    }
}

/// An increment in fixed point.
#[inline(always)]
fn increment(frames: f64) -> u64 {
    (frames.min(65_536.0 * ONE as f64) as u64).max(1)
}
