//! Units: which instruments share a recording. A track sums its instruments in the song's order,
//! so the frozen ones it begins with become one, and their sum is made as it was; each later one
//! is for itself.

use super::separate::Separated;
use crate::names::plain;
use rebounce::{NodeKind, Render, Voiced};
use rebounce_song::{Diagnostic, Id, Instrument, Severity, Song};

/// Instruments that become one recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// For people, and for files.
    pub(super) name: String,
    /// Names of those of its instruments that have effects of their own, or ids where they have
    /// none: what the plan calls their strips.
    strips: Vec<String>,
    /// In the song's order; the first one's place is the recording's.
    pub(super) instruments: Vec<Id>,
    /// It plays on in other patterns, so the recording gets a place of its own.
    pub(super) shared: bool,
    /// Frames at which the last key is let go and the last voice is silent.
    pub(super) notes_end: u64,
    pub(super) voices_end: u64,
    /// Its sum is made as it was.
    exact: bool,
}

/// The units of what is frozen.
pub(super) fn units(song: &Song, separated: &Separated) -> Vec<Unit> {
    let mut outputs: Vec<&Id> = Vec::new();
    for instrument in &song.instruments {
        if !outputs.contains(&&instrument.output) {
            outputs.push(&instrument.output);
        }
    }
    let mut units: Vec<Unit> = Vec::new();
    for output in outputs {
        let mut first = true;
        let mut run: Option<usize> = None;
        let sources = song.instruments.iter().enumerate().filter(|(_, it)| it.output == *output);
        for (number, instrument) in sources {
            if separated.before[number].voices == 0 {
                continue;
            }
            let voiced = &separated.recording[number];
            let id = &instrument.id;
            let name = name(instrument);
            let shared = separated.shared.contains(id);
            match (separated.frozen.contains(id), run) {
                (false, _) => (first, run) = (false, None),
                (true, Some(unit)) if !shared => units[unit].join(name, voiced),
                (true, _) => {
                    let exact = !shared && (first || voiced.batches == 1);
                    units.push(Unit::new(name, voiced, shared, exact));
                    // Only what a track begins with may be summed beforehand.
                    run = (first && !shared).then_some(units.len() - 1);
                    first = false;
                }
            }
        }
    }
    for unit in &mut units {
        let own = song.instruments.iter().filter(|it| unit.instruments.contains(&it.id));
        let effects = own.filter(|it| it.inserts.iter().any(|effect| !effect.bypass));
        unit.strips = effects.map(|it| name(it).clone()).collect();
    }
    number(&mut units);
    units
}

fn name(instrument: &Instrument) -> &String {
    if instrument.name.is_empty() { &instrument.id } else { &instrument.name }
}

impl Unit {
    fn new(name: &str, voiced: &Voiced, shared: bool, exact: bool) -> Self {
        Self {
            name: name.to_owned(),
            strips: Vec::new(),
            instruments: vec![voiced.instrument.clone()],
            shared,
            notes_end: voiced.notes_end,
            voices_end: voiced.voices_end,
            exact,
        }
    }

    fn join(&mut self, name: &str, voiced: &Voiced) {
        self.name = format!("{} {name}", self.name);
        self.instruments.push(voiced.instrument.clone());
        self.notes_end = self.notes_end.max(voiced.notes_end);
        self.voices_end = self.voices_end.max(voiced.voices_end);
    }
}

/// Makes names apart and safe, numbered in order.
fn number(units: &mut [Unit]) {
    for (number, unit) in (1..).zip(units) {
        unit.name = format!("{number:02}-{}", plain(&unit.name, 40));
    }
}

/// Says where the song will differ by rounding.
pub(super) fn say(units: &[Unit], whole: &Render, diagnostics: &mut Vec<Diagnostic>) {
    let mut add = |code, unit: &Unit, found: &str, wanted: &str, action: &str| {
        let place = format!("instruments[{:?}]", unit.instruments[0]);
        diagnostics.push(Diagnostic::new(Severity::Info, code, place, found, wanted, action));
    };
    for unit in units {
        if !unit.exact {
            add(
                "freeze-rounds",
                unit,
                "a recording whose sum with its track is made in another order",
                "the same order, and so the same bits",
                "the sound differs by rounding, below -120 dB",
            );
        }
        let late = whole.plan().nodes.iter().any(|node| match &node.kind {
            // Strips of instruments have the instrument's name and read nothing but its voices.
            NodeKind::Channel(channel) => {
                let late = channel.inserts.iter().any(|insert| insert.traits.latency > 0);
                let voices =
                    |node: usize| matches!(whole.plan().nodes[node].kind, NodeKind::Voices(_));
                late && node.track.is_some()
                    && !channel.inputs.is_empty()
                    && channel.inputs.iter().all(|input| voices(input.node))
                    && unit.strips.contains(&node.name)
            }
            _ => false,
        });
        if late {
            add(
                "freeze-latency",
                unit,
                "own effects that are late",
                "none, so that what swings behind them keeps its phase",
                "effects of its track that swing may swing elsewhere by a few milliseconds",
            );
        }
    }
}
