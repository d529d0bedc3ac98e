//! What patterns are played with: instruments, their recordings and the mixer, put together from
//! wherever a document keeps them.

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
    pub(crate) recordings: Recordings,
    pub(crate) mixer: MixerBuilder,
}

impl Studio {
    /// Adds the instruments at `node`, a list or an object by id. Of two with one id the first
    /// counts.
    pub(crate) fn add_instruments(&mut self, node: &Node<'_>) {
        for (key, item) in node.members() {
            let new = instrument::instrument(&item, key, &self.mixer, &self.recordings);
            let Some(instrument) = new else { continue };
            if self.ids.insert(instrument.id.clone()) {
                // Clips of audio may name the instrument that holds the recording.
                if let Sound::Sampler(sampler) = &instrument.sound
                    && let Some(zone) = sampler.zones.first()
                {
                    self.recordings.add(&instrument.id, &zone.recording);
                }
                self.instruments.push(instrument);
            } else {
                item.error("doubled-id", "each id once", "left out: the first counts");
            }
        }
    }
}
