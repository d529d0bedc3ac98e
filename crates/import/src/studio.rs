//! What patterns are played with: instruments, their recordings and the mixer, put together from
//! wherever a document keeps them.

use crate::firsts::Firsts;
use crate::instrument;
use crate::mixer::MixerBuilder;
use crate::node::Node;
use crate::recordings::Recordings;
use rebounce_song::Instrument;
use rebounce_song::instrument::Sound;
use std::collections::BTreeSet;

/// Instruments, recordings and mixer, growing.
#[derive(Default)]
pub(crate) struct Studio {
    pub(crate) instruments: Vec<Instrument>,
    /// Ids of the instruments.
    pub(crate) ids: BTreeSet<String>,
    firsts: Firsts,
    pub(crate) recordings: Recordings,
    pub(crate) mixer: MixerBuilder,
}

impl Studio {
    /// For a document whose parts bring along the same instruments and tracks again and again.
    pub(crate) fn of_repeats() -> Self {
        let mut studio = Self::default();
        studio.firsts.repeats = true;
        studio.mixer.firsts.repeats = true;
        studio
    }

    /// Adds the instruments at `node`, a list or an object by id. Of two with one id the first
    /// counts.
    pub(crate) fn add_instruments(&mut self, node: &Node<'_>) {
        for (key, item) in node.members() {
            let Some(id) = instrument::id(&item, key) else { continue };
            if self.firsts.is_first(&id, &item) {
                let new = instrument::instrument(&item, id, &self.mixer, &self.recordings);
                if let Some(instrument) = new {
                    self.add(instrument);
                }
            }
        }
    }

    fn add(&mut self, instrument: Instrument) {
        // Clips of audio may name the instrument that holds the recording.
        if let Sound::Sampler(sampler) = &instrument.sound
            && let Some(zone) = sampler.zones.first()
        {
            self.recordings.add(&instrument.id, &zone.recording);
        }
        self.ids.insert(instrument.id.clone());
        self.instruments.push(instrument);
    }
}
