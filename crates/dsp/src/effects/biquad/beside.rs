//! Filters side by side: each lane has one of its own.

use super::still::{Direct, WIRE};
use super::{REST, Section};
use crate::effects::Effect;
use crate::effects::beside::{Member, STRETCH, Sounds, seats};
use crate::effects::glide::stretch;
use crate::lanes::{F32, F64, Simd, WIDTH};
use core::ops::Range;

/// Filters that stand still, one in each lane; a lane without one lets all pass.
#[derive(Clone, Copy)]
pub(crate) struct Filters<S: Simd> {
    direct: Direct<F64<S>>,
    past: [F64<S>; 2],
}

impl<S: Simd> Filters<S> {
    /// None in any lane.
    #[inline(always)]
    fn wire(simd: S) -> Self {
        let load = |number: usize| F64::splat(simd, WIRE[number]);
        let direct = Direct { a: [load(0), load(1)], c: [load(2), load(3), load(4)] };
        Self { direct, past: [load(5), load(6)] }
    }

    /// Those that `section` finds in a row's effects.
    #[inline(always)]
    pub(crate) fn load<E: Effect>(
        simd: S,
        row: &mut [Member<'_, E>],
        section: impl Fn(&mut E) -> Option<&mut Section>,
    ) -> Self {
        let mut numbers = WIRE.map(|number| [number; WIDTH]);
        seats(row, |effect, seat| {
            if let Some(still) = section(effect).and_then(Section::still) {
                for (lanes, number) in numbers.iter_mut().zip(still.numbers(seat.channel)) {
                    lanes[seat.lane] = number;
                }
            }
        });
        let load = |number: usize| F64::load(simd, &numbers[number]);
        let direct = Direct { a: [load(0), load(1)], c: [load(2), load(3), load(4)] };
        Self { direct, past: [load(5), load(6)] }
    }

    /// Gives back what they remember.
    #[inline(always)]
    pub(crate) fn store<E: Effect>(
        &self,
        row: &mut [Member<'_, E>],
        section: impl Fn(&mut E) -> Option<&mut Section>,
    ) {
        let past = [self.past[0].to_array(), self.past[1].to_array()];
        seats(row, |effect, seat| {
            if let Some(still) = section(effect).and_then(Section::still) {
                let past = past.map(|past| past[seat.lane]);
                still.past[seat.channel] = past;
                if seat.both {
                    still.past[1] = past;
                }
            }
        });
    }

    /// Filters frames of all lanes in place.
    #[inline(always)]
    pub(crate) fn process(&mut self, track: &mut [[f32; WIDTH]]) {
        let (direct, mut past) = (&self.direct, self.past);
        let simd = past[0].simd();
        for frame in track {
            let x = F32::load(simd, frame).to_f64();
            let y;
            (y, past) = direct.frame(past, x);
            y.to_f32().store(frame);
        }
        self.past = past;
    }
}

/// Filters that follow one another at most; more go in several turns.
const BANDS: usize = 4;
/// Frames of a step: while a filter works on a run, the one after it works on the run before, for
/// each waits for its own last frame most of the time.
const RUN: usize = 8;

/// What a row of equalisers is made of.
pub(crate) trait Sections: Effect {
    /// Number `number` of the sections at work, in the order of the signal.
    fn section(&mut self, number: usize) -> Option<&mut Section>;

    /// See [`Section::rest`].
    fn rest(&mut self);
}

/// Processes a row of equalisers that stand still, the first at frame `now`.
#[inline(always)]
pub(crate) fn process_sections_beside<S: Simd, E: Sections>(
    simd: S,
    row: &mut [Member<'_, E>],
    now: u64,
) {
    let (mut done, frames) = (0, row[0].left.len());
    let mut sounds = Sounds::default();
    while done < frames {
        let at = now + done as u64;
        if at.is_multiple_of(REST) {
            row.iter_mut().for_each(|member| member.effect.rest());
        }
        let stretch = stretch(at, done..frames, STRETCH as u64);
        done = stretch.end;
        sounds.interleave(simd, row, stretch.clone());
        let mut first = 0;
        loop {
            let count = row.iter_mut().map(|member| {
                (0..BANDS).take_while(|band| member.effect.section(first + band).is_some()).count()
            });
            let count = count.max().unwrap_or(0);
            if count == 0 {
                break;
            }
            let track = &mut sounds.track[..stretch.len()];
            turn(simd, row, first..first + count, track);
            first += count;
        }
        sounds.deinterleave(simd, row, stretch);
    }
}

/// Filters frames of all lanes by at most [`BANDS`] sections of each.
#[inline(always)]
fn turn<S: Simd, E: Sections>(
    simd: S,
    row: &mut [Member<'_, E>],
    sections: Range<usize>,
    track: &mut [[f32; WIDTH]],
) {
    let mut filters = [Filters::wire(simd); BANDS];
    let filters = &mut filters[..sections.len()];
    for (filters, number) in filters.iter_mut().zip(sections.clone()) {
        *filters = Filters::load(simd, row, |effect| effect.section(number));
    }
    let runs = track.len().div_ceil(RUN);
    for step in 0..runs + filters.len() - 1 {
        for (band, filters) in filters.iter_mut().enumerate() {
            if let Some(run) = step.checked_sub(band)
                && run < runs
            {
                let end = track.len().min((run + 1) * RUN);
                filters.process(&mut track[run * RUN..end]);
            }
        }
    }
    for (filters, number) in filters.iter().zip(sections) {
        filters.store(row, |effect| effect.section(number));
    }
}
