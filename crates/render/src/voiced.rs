//! What the voices of a song are, without a sound: how many, when they end, and whether they are
//! the same as those of another song.

use crate::assets::Assets;
use crate::error::Error;
use crate::notes::notes;
use crate::options::Options;
use crate::prepare::prepare;
use crate::render::legal;
use crate::routing;
use crate::survey::survey;
use crate::voices::voices;
use rebounce_dsp::voice::{LANES, Voice};
use rebounce_song::{Id, Song};

/// The voices of an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voiced {
    /// Its id.
    pub instrument: Id,
    /// How many.
    pub voices: u64,
    /// Whether its mixer track is heard at all.
    pub heard: bool,
    /// Frame at which the last key is let go, or the last one-shot is over.
    pub notes_end: u64,
    /// Frame at which the last voice is silent.
    pub voices_end: u64,
    /// Batches that render them: of several the sums are added.
    pub batches: usize,
    /// The wrapping sum of a hash of each voice with its place. The sums of two songs add up to
    /// that of a third if the voices of both together are the third's.
    pub sum: u128,
}

/// The voices of a song's instruments, in their order.
///
/// # Errors
/// As [`crate::Render::new`].
pub fn voiced(song: &Song, assets: &dyn Assets, options: &Options) -> Result<Vec<Voiced>, Error> {
    options.check()?;
    let (song, _) = legal(song, options)?;
    let prepared = prepare(&song, assets, options, None)?;
    let score = notes(&song, &prepared.tempo, options.to);
    let music = survey(&prepared, score, options.limits.notes)?;
    let index = routing::index(&prepared.mixer);
    let needed = routing::route(&prepared, &music.surveys).needed;
    let one = |source: usize| {
        let (settings, survey) = (&prepared.sources[source], &music.surveys[source]);
        let silent = settings.patch.is_none();
        let voices = (!silent).then(|| voices(&prepared, &music.score, source));
        let hashes = voices.into_iter().flatten().map(|voice| hash(&voice));
        Voiced {
            instrument: settings.id.clone(),
            voices: survey.voices,
            heard: index.get(settings.output.as_str()).is_none_or(|&track| needed[track]),
            notes_end: survey.notes_end,
            voices_end: survey.voices_end,
            batches: survey.at_once.div_ceil(LANES) + survey.long_at_once.div_ceil(LANES),
            sum: hashes.fold(0, u128::wrapping_add),
        }
    };
    let mut all: Vec<Voiced> = (0..song.instruments.len()).map(one).collect();
    for (source, settings) in prepared.sources.iter().enumerate() {
        if let Some(of) = settings.beside {
            all[of].join(&one(source));
        }
    }
    Ok(all)
}

impl Voiced {
    /// Adds what sounds beside it.
    fn join(&mut self, beside: &Self) {
        self.voices += beside.voices;
        self.notes_end = self.notes_end.max(beside.notes_end);
        self.voices_end = self.voices_end.max(beside.voices_end);
        self.batches += beside.batches;
        self.sum = self.sum.wrapping_add(beside.sum);
    }
}

/// Of all that a voice is.
fn hash(voice: &Voice) -> u128 {
    let bytes = blake3::hash(format!("{voice:?}").as_bytes());
    let first = bytes.as_bytes().first_chunk().expect("a hash has 32 bytes");
    u128::from_le_bytes(*first)
}
