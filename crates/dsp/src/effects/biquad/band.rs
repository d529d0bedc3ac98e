//! A filter whose frequency, gain and Q glide.

use super::{Coefficients, Response, Section, warped};
use crate::effects::glide::Glide;
use crate::math;

/// What a band is set to: frequency in Hz, gain in dB, Q.
pub(crate) type Setting = [f32; 3];

/// One band of an equaliser.
#[derive(Clone, Debug)]
pub(crate) struct Band {
    response: Response,
    sample_rate: f64,
    /// Base-2 logarithms of the frequency and of Q.
    octave: Glide,
    gain_db: Glide,
    sharpness: Glide,
    /// Of where the glides are.
    tan: f64,
    damping: f64,
    /// Gain beside the setting's, in dB.
    offset_db: f32,
    section: Section,
}

impl Band {
    /// At rest at `setting`.
    pub(crate) fn new(response: Response, setting: Setting, sample_rate: f64) -> Self {
        let [frequency_hz, gain_db, q] = setting;
        let glide = |value| Glide::new(value, sample_rate);
        let mut band = Self {
            response,
            sample_rate,
            octave: glide(math::log2(frequency_hz.max(1.0))),
            gain_db: glide(gain_db),
            sharpness: glide(math::log2(q)),
            tan: 1.0,
            damping: 1.0,
            offset_db: 0.0,
            section: Section::new(Coefficients::new(response, 1.0, 0.0, 1.0, sample_rate)),
        };
        band.reset();
        band
    }

    /// Sets out for `setting`.
    pub(crate) fn aim(&mut self, setting: Setting) {
        let [frequency_hz, gain_db, q] = setting;
        self.octave.aim(math::log2(frequency_hz.max(1.0)));
        self.gain_db.aim(gain_db);
        self.sharpness.aim(math::log2(q));
    }

    /// Is at its setting at once, and silent.
    pub(crate) fn reset(&mut self) {
        for glide in [&mut self.octave, &mut self.gain_db, &mut self.sharpness] {
            glide.finish();
        }
        self.offset_db = 0.0;
        self.turn();
        self.section.reset(self.coefficients());
    }

    /// Enters a cell of the grid, at whose end the gain is `offset_db` beside its setting.
    pub(crate) fn control(&mut self, offset_db: f32) {
        let still = self.octave.at_rest() && self.sharpness.at_rest();
        if still && self.gain_db.at_rest() && offset_db == self.offset_db {
            self.section.stay();
            return;
        }
        self.offset_db = offset_db;
        for glide in [&mut self.octave, &mut self.gain_db, &mut self.sharpness] {
            glide.tick();
        }
        if !still {
            self.turn();
        }
        self.section.move_to(self.coefficients());
    }

    /// Whether it stands still until it is aimed anew, if its gain's offset does.
    pub(crate) fn is_still(&self) -> bool {
        let glides = [&self.octave, &self.gain_db, &self.sharpness];
        glides.into_iter().all(Glide::at_rest) && self.section.is_still()
    }

    /// Whether both channels remember the same.
    pub(crate) fn are_twins(&self) -> bool {
        self.section.are_twins()
    }

    /// What is at work in it.
    pub(crate) fn section(&mut self) -> &mut Section {
        &mut self.section
    }

    /// Filters at most a cell; see [`Section::process`].
    #[inline(always)]
    pub(crate) fn process<const N: usize>(&mut self, sound: [&mut [f32]; N], offset: usize) {
        self.section.process(sound, offset);
    }

    /// Frames in which it comes to rest where it is going.
    pub(crate) fn tail(&self) -> f64 {
        self.tail_at(0.0)
    }

    /// As [`Band::tail`], with the gain `offset_db` beside its setting.
    pub(crate) fn tail_at(&self, offset_db: f32) -> f64 {
        let mut there = self.clone();
        there.reset();
        there.offset_db = offset_db;
        there.coefficients().tail()
    }

    fn turn(&mut self) {
        self.tan = warped(f64::from(math::exp2(self.octave.end())), self.sample_rate);
        self.damping = f64::from(math::exp2(-self.sharpness.end()));
    }

    fn coefficients(&self) -> Coefficients {
        let gain_db = self.gain_db.end() + self.offset_db;
        // The square root of the gain is half of it in dB.
        let a = f64::from(math::db_to_gain(0.5 * gain_db));
        Coefficients::of_root(self.response, self.tan, self.damping, a)
    }
}
