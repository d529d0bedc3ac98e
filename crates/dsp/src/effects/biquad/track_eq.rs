//! The fixed three-band equaliser of a track.

use super::{Band, REST, Response, Section, Sections, process_row, process_sections_beside};
use crate::effects::beside::{Beside, Member, rows};
use crate::effects::glide::{GRID, part, stretch};
use crate::effects::{Effect, Filter};
use crate::lanes::{Level, Simd, dispatch};
use core::f32::consts::FRAC_1_SQRT_2;

/// Response, frequency in Hz and Q of each band (fact sheet 4.3; the Q of a shelf of slope 1 is
/// the root of a half whatever its gain).
const BANDS: [(Response, f32, f32); 3] = [
    (Response::LowShelf, 200.0, FRAC_1_SQRT_2),
    (Response::Peaking, 1000.0, 1.0),
    (Response::HighShelf, 5000.0, FRAC_1_SQRT_2),
];

/// Low shelf at 200 Hz, bell at 1000 Hz, high shelf at 5000 Hz.
#[derive(Clone, Debug)]
pub struct TrackEq {
    level: Level,
    bands: [Band; 3],
    now: u64,
}

impl TrackEq {
    /// Of the bands' gains in dB, meant for -24..=24, at rest at frame 0.
    #[must_use]
    pub fn new(low_db: f32, mid_db: f32, high_db: f32, sample_rate: f64) -> Self {
        Self::with_level([low_db, mid_db, high_db], sample_rate, Level::best())
    }

    /// As [`TrackEq::new`], at a level that is given.
    #[must_use]
    pub fn with_level(gains: [f32; 3], sample_rate: f64, level: Level) -> Self {
        let bands = std::array::from_fn(|i| {
            let (response, frequency_hz, q) = BANDS[i];
            Band::new(response, [frequency_hz, gains[i], q], sample_rate)
        });
        Self { level, bands, now: 0 }
    }

    /// Moves to other gains without a click.
    pub fn aim(&mut self, low_db: f32, mid_db: f32, high_db: f32) {
        for ((band, (_, frequency_hz, q)), gain_db) in
            self.bands.iter_mut().zip(BANDS).zip([low_db, mid_db, high_db])
        {
            band.aim([frequency_hz, gain_db, q]);
        }
    }

    #[inline(always)]
    fn run<S: Simd, const N: usize>(&mut self, simd: S, mut sound: [&mut [f32]; N]) {
        let (mut done, frames) = (0, sound[0].len());
        while done < frames {
            if self.now.is_multiple_of(REST) {
                self.rest();
            }
            let still = self.bands.iter().all(Band::is_still);
            let stretch = stretch(self.now, done..frames, if still { REST } else { GRID as u64 });
            if still {
                let sections = self.bands.iter_mut().map(Band::section);
                process_row(simd, sections, part(&mut sound, &stretch));
            } else {
                let offset = (self.now % GRID as u64) as usize;
                for band in &mut self.bands {
                    if offset == 0 {
                        band.control(0.0);
                    }
                    band.process(part(&mut sound, &stretch), offset);
                }
            }
            self.now += stretch.len() as u64;
            done = stretch.end;
        }
    }
}

impl Sections for TrackEq {
    fn section(&mut self, number: usize) -> Option<&mut Section> {
        self.bands.get_mut(number).map(Band::section)
    }

    fn rest(&mut self) {
        self.bands.iter_mut().for_each(|band| band.section().rest());
    }
}

impl Beside for TrackEq {
    fn are_twins(&self) -> bool {
        self.bands.iter().all(Band::are_twins)
    }

    fn process_beside(members: &mut [Member<'_, Self>]) {
        rows(
            members,
            |eq| eq.bands.iter().all(Band::is_still),
            |row| {
                let TrackEq { level, now, .. } = *row[0].effect;
                dispatch!(level, simd => process_sections_beside(simd, row, now));
                for member in row {
                    member.effect.now += member.left.len() as u64;
                }
            },
        );
    }
}

impl Effect for TrackEq {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, [left, right]));
    }

    fn process_mono(&mut self, sound: &mut [f32], _side: Option<&[f32]>) -> bool {
        let twins = self.are_twins();
        if twins {
            dispatch!(self.level, simd => self.run(simd, [sound]));
        }
        twins
    }

    fn reset(&mut self, at: u64) {
        for band in &mut self.bands {
            band.reset();
        }
        self.now = at;
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        self.bands.iter().map(Band::tail).sum::<f64>() as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn filter(&self) -> Option<Filter> {
        Some(Filter::Same)
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        let mut there = self.clone();
        there.reset(0);
        greatest_gain(&mut there)
    }
}

/// Greatest peak that an input within -1..=1 can make: the sum of the impulse response's
/// magnitudes. The effect must be linear, at rest and the same on both channels.
pub(crate) fn greatest_gain(effect: &mut dyn Effect) -> f32 {
    let frames = effect.tail() + 1;
    let (mut sum, mut done) = (0.0, 0);
    while done < frames {
        let (mut left, mut right) = ([0.0_f32; 512], [0.0; 512]);
        if done == 0 {
            left[0] = 1.0;
        }
        effect.process(&mut left, &mut right, None);
        sum += left.iter().map(|x| f64::from(x.abs())).sum::<f64>();
        done += 512;
    }
    // What comes after the tail is a part of 3e-5 of it, rounding less.
    (sum * 1.001) as f32
}
