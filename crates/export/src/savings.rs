//! What freezing a pattern is said to save, by the old engine's rule of thumb (fact sheet, 1.11).

use rebounce_song::{Pattern, Song};

/// An estimate of what freezing saves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Savings {
    /// `65%`: 60 and more, 80 at most.
    pub estimated_savings: String,
    /// Instruments that the pattern plays.
    pub instrument_count: usize,
    /// Its notes.
    pub note_count: usize,
    /// In words.
    pub reason: String,
}

/// The estimate for a pattern. It is a rule of thumb; the report of a render tells real times.
#[must_use]
pub fn cpu_savings(song: &Song, pattern: &Pattern) -> Savings {
    let known = |id: &str| song.instruments.iter().any(|it| it.id == id);
    let instruments = pattern.parts.iter().filter(|part| known(&part.instrument)).count();
    let notes = pattern.parts.iter().map(|part| part.notes.len()).sum();
    let mut percent = 60;
    percent += if instruments > 5 { 5 } else { 0 };
    percent += if notes > 50 { 5 } else { 0 };
    percent += if instruments > 10 { 10 } else { 0 };
    Savings {
        estimated_savings: format!("{}%", percent.min(80)),
        instrument_count: instruments,
        note_count: notes,
        reason: format!("{instruments} instruments and {notes} notes become recordings"),
    }
}
