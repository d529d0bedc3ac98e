//! A place in the row of bands: a band, its detector, and the fade between it and none.

use super::Band as Setting;
use super::BandKind;
use super::dynamics::{Dynamics, Follower};
use crate::effects::biquad::{Band, Section, greatest_gain};
use crate::effects::glide::{GRID, Glide};

/// Lowest gain in dB to which a dynamic band is lowered. A bell grows wider the deeper it cuts;
/// from here on it would be a hole in everything.
const LOWEST_DB: f32 = -48.0;

/// A band at work.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    sample_rate: f64,
    /// What sounds, and what is to sound.
    kind: BandKind,
    setting: Setting,
    band: Band,
    follower: Option<Follower>,
    /// Share of the filtered sound.
    share: Glide,
}

fn triple(setting: &Setting) -> [f32; 3] {
    [setting.frequency_hz, setting.gain_db, setting.q]
}

impl Slot {
    /// At rest.
    pub(super) fn new(setting: &Setting, sample_rate: f64) -> Self {
        let (response, q) = (setting.kind.response(), setting.q);
        let follower = setting.follows().map(|dynamics| {
            Follower::new(dynamics, response, setting.frequency_hz, q, sample_rate)
        });
        Self {
            sample_rate,
            kind: setting.kind,
            setting: *setting,
            band: Band::new(response, triple(setting), sample_rate),
            follower,
            share: Glide::new(if setting.active { 1.0 } else { 0.0 }, sample_rate),
        }
    }

    /// At rest and not heard yet.
    pub(super) fn silent(setting: &Setting, sample_rate: f64) -> Self {
        let mut slot = Self::new(setting, sample_rate);
        slot.share.jump(0.0);
        slot
    }

    /// Sets out for `setting`.
    pub(super) fn aim(&mut self, setting: &Setting) {
        self.setting = *setting;
        if self.kind != setting.kind {
            // The old kind goes first.
            self.share.aim(0.0);
            return;
        }
        if self.share.at_rest() && self.share.end() == 0.0 {
            // What it last heard is long past.
            *self = Self::silent(setting, self.sample_rate);
        }
        self.share.aim(if setting.active { 1.0 } else { 0.0 });
        self.band.aim(triple(setting));
        let (response, sample_rate) = (self.kind.response(), self.sample_rate);
        let (frequency_hz, q) = (setting.frequency_hz, setting.q);
        match (&mut self.follower, setting.follows()) {
            (Some(follower), Some(dynamics)) => {
                follower.aim(dynamics, response, frequency_hz, q);
            }
            (none @ None, Some(dynamics)) => {
                *none = Some(Follower::new(dynamics, response, frequency_hz, q, sample_rate));
            }
            (Some(follower), None) => {
                // It lets go by its release.
                let ratio = 1.0;
                let still = Dynamics { ratio, threshold_db: 0.0, attack_s: 0.01, release_s: 0.02 };
                follower.aim(&still, response, frequency_hz, q);
            }
            (None, None) => {}
        }
    }

    /// Sets out to be heard no more.
    pub(super) fn leave(&mut self) {
        self.setting.active = false;
        self.share.aim(0.0);
    }

    /// Is at its setting at once, and silent.
    pub(super) fn reset(&mut self) {
        *self = Self::new(&self.setting, self.sample_rate);
    }

    fn control(&mut self) {
        self.share.tick();
        if self.kind != self.setting.kind && self.share.end() == 0.0 && self.share.at_rest() {
            let fade = Self::silent(&self.setting, self.sample_rate);
            *self = fade;
            self.share.aim(if self.setting.active { 1.0 } else { 0.0 });
        }
        let reduction_db = self.follower.as_mut().map_or(0.0, Follower::control);
        let lowest = (LOWEST_DB - self.setting.gain_db).min(0.0);
        self.band.control((-reduction_db).max(lowest));
    }

    /// Filters at most a cell in place, the first frame being `offset` frames after its start.
    #[inline(always)]
    pub(super) fn process<const N: usize>(&mut self, sound: [&mut [f32]; N], offset: usize) {
        if offset == 0 {
            self.control();
        }
        if let Some(follower) = &mut self.follower {
            follower.hear(sound.each_ref().map(|channel| &**channel), offset);
        }
        if self.share.at_rest() {
            if self.share.end() > 0.0 {
                self.band.process(sound, offset);
            }
            return;
        }
        let (mut filtered, count) = ([[0.0; GRID]; N], sound[0].len());
        for (filtered, sound) in filtered.iter_mut().zip(&sound) {
            filtered[..count].copy_from_slice(sound);
        }
        self.band.process(filtered.each_mut().map(|filtered| &mut filtered[..count]), offset);
        for (sound, filtered) in sound.into_iter().zip(&filtered) {
            for (i, (x, filtered)) in sound.iter_mut().zip(filtered).enumerate() {
                *x += self.share.at(offset + i) * (filtered - *x);
            }
        }
    }

    /// Whether both channels remember the same.
    pub(super) fn are_twins(&self) -> bool {
        self.band.are_twins() && self.follower.as_ref().is_none_or(Follower::are_twins)
    }

    /// Whether all it does until it is aimed anew is to filter by [`Slot::section`].
    pub(super) fn is_still(&self) -> bool {
        let settled = self.kind == self.setting.kind && self.share.at_rest();
        settled && self.follower.is_none() && self.band.is_still()
    }

    /// What is at work in it, if that is heard.
    pub(super) fn section(&mut self) -> Option<&mut Section> {
        (self.share.end() > 0.0).then(|| self.band.section())
    }

    /// See [`Section::rest`].
    pub(super) fn rest(&mut self) {
        self.band.section().rest();
        if let Some(follower) = &mut self.follower {
            follower.ear().rest();
        }
    }

    /// Whether it follows its level, or does so still.
    pub(super) fn follows(&self) -> bool {
        let heard = self.setting.active || self.share.end() > 0.0;
        heard && (self.follower.is_some() || self.setting.follows().is_some())
    }

    /// Frames in which it comes to rest.
    pub(super) fn tail(&self) -> f64 {
        if !self.setting.active {
            return 0.0;
        }
        let mut there = self.clone();
        there.reset();
        let still = there.band.tail();
        let (Some(follower), Some(dynamics)) = (&there.follower, there.setting.follows()) else {
            return still;
        };
        // It falls no slower than where it is lowered most; and it is back near its setting once
        // its ear is silent and three releases have passed.
        let lowered = there.band.tail_at(LOWEST_DB - there.setting.gain_db);
        let release = 3.0 * f64::from(dynamics.release_s) * there.sample_rate;
        still.max(lowered.min(still + follower.tail() + release))
    }

    /// Bound of the peak that comes of a peak of 1, at rest at its setting.
    pub(super) fn peak_gain(&self) -> f32 {
        if !self.setting.active {
            return 1.0;
        }
        let peak = |gain_db| {
            let setting = Setting { gain_db, dynamic: None, ..self.setting };
            let patch = super::MultibandEqPatch { wet: 1.0, output: 1.0, bands: vec![setting] };
            greatest_gain(&mut super::MultibandEq::new(&patch, self.sample_rate))
        };
        let still = peak(self.setting.gain_db);
        if self.setting.follows().is_none() {
            return still;
        }
        // Twice, for what moves between the two.
        2.0 * still.max(peak(LOWEST_DB))
    }
}
