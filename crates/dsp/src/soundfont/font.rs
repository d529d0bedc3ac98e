//! A SoundFont in memory: its samples as they lie in the file, shared by all voices, and what its
//! presets say.

use super::modulator::Modulator;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// A SoundFont. Samples are not copied out of the file's bytes; compressed ones (SF3) are decoded
/// when one is first asked for.
pub struct Font {
    /// What a person calls it.
    pub name: String,
    bytes: Vec<u8>,
    /// Where samples of 16 bits lie in the bytes, and the lower eight bits of those of 24.
    words: Range<usize>,
    low: Option<Range<usize>>,
    samples: Vec<Sample>,
    instruments: Vec<Zones>,
    presets: Vec<Preset>,
    unpack: Option<Unpack>,
    /// Of each sample.
    waves: Vec<Loaded>,
}

/// Turns the bytes of a compressed sample into frames of 16 bits; nothing if they cannot be read.
pub type Unpack = fn(&[u8]) -> Vec<i16>;

/// What a font is made of.
#[derive(Default)]
pub struct Parts {
    /// See [`Font`].
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// Where the samples lie in it, 16 bits each, the lower byte first; or the packed ones.
    pub words: Range<usize>,
    /// The lower eight bits of samples of 24.
    pub low: Option<Range<usize>>,
    /// In the file's order.
    pub samples: Vec<Sample>,
    /// In the file's order: the zones of each.
    pub instruments: Vec<Zones>,
    /// In the file's order.
    pub presets: Vec<Preset>,
    /// How compressed samples are read.
    pub unpack: Option<Unpack>,
}

/// A sample's header (section 7.10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// What a person calls it.
    pub name: String,
    /// Its frames; bytes, if it is packed.
    pub start: u32,
    /// See `start`.
    pub end: u32,
    /// In frames of the file; of a packed sample in its own.
    pub loop_start: u32,
    /// See `loop_start`.
    pub loop_end: u32,
    /// Frames per second.
    pub sample_rate: u32,
    /// The key at which it sounds as it was recorded.
    pub root_key: u8,
    /// Cents that are added to it.
    pub correction: i8,
    /// Whether its bytes are those of a compressed file.
    pub packed: bool,
    /// Whether it cannot be had: it is in the ROM of a sound card, or in no place.
    pub missing: bool,
}

/// The zones of an instrument or a preset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Zones {
    /// What holds for all of them, unless they say otherwise.
    pub global: Zone,
    /// Those that name something to be played.
    pub zones: Vec<Zone>,
}

/// A zone as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Zone {
    /// Number and amount; of two of a number the later one counts.
    pub generators: Vec<(u16, i16)>,
    /// In the file's order.
    pub modulators: Vec<Modulator>,
    /// The instrument or the sample that is played.
    pub plays: usize,
}

/// A preset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preset {
    /// What a person calls it.
    pub name: String,
    /// 0..=127, and 128 for drums; others mean what their font says.
    pub bank: u16,
    /// 0..=127.
    pub program: u16,
    /// Which instruments it plays.
    pub zones: Zones,
}

/// What is known of a sample since it was first asked for.
#[derive(Default)]
struct Loaded {
    unpacked: OnceLock<Vec<[u8; 2]>>,
    peak: OnceLock<f32>,
}

/// The frames of a sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wave<'a> {
    /// The upper 16 bits of each, lower byte first.
    pub(super) words: &'a [[u8; 2]],
    /// The lower eight bits; none if there are but 16.
    pub(super) low: &'a [u8],
}

impl Font {
    /// A font of these parts.
    ///
    /// # Panics
    /// If ranges lie outside the bytes.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { name, bytes, words, low, samples, instruments, presets, unpack } = parts;
        assert!(words.start <= words.end && words.end <= bytes.len(), "samples are in the file");
        if let Some(low) = &low {
            assert!(low.start <= low.end && low.end <= bytes.len(), "low bytes are in the file");
        }
        let waves = samples.iter().map(|_| Loaded::default()).collect();
        Self { name, bytes, words, low, samples, instruments, presets, unpack, waves }
    }

    /// Its presets, in the file's order.
    #[must_use]
    pub fn presets(&self) -> &[Preset] {
        &self.presets
    }

    /// Its samples' headers.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Its instruments' zones.
    #[must_use]
    pub fn instruments(&self) -> &[Zones] {
        &self.instruments
    }

    /// The preset of a bank and program.
    #[must_use]
    pub fn preset(&self, bank: u16, program: u16) -> Option<&Preset> {
        self.presets.iter().find(|preset| (preset.bank, preset.program) == (bank, program))
    }

    /// Bytes it takes, samples that were decoded included.
    #[must_use]
    pub fn size(&self) -> u64 {
        let decoded = |it: &Loaded| it.unpacked.get().map_or(0, |wave| 2 * wave.len());
        (self.bytes.len() + self.waves.iter().map(decoded).sum::<usize>()) as u64
    }

    /// Whether samples have 24 bits.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.low.is_some()
    }

    /// The frames of a sample; none if it cannot be had.
    #[inline(always)]
    pub(super) fn wave(&self, number: usize) -> Wave<'_> {
        const NOTHING: Wave<'_> = Wave { words: &[], low: &[] };
        let Some(sample) = self.samples.get(number) else { return NOTHING };
        if sample.packed || sample.missing {
            return Wave { words: self.unpacked(number), low: &[] };
        }
        let (from, to) = (sample.start as usize, sample.end as usize);
        let words = self.bytes[self.words.clone()].as_chunks::<2>().0;
        let Some(words) = words.get(from..to) else { return NOTHING };
        let low = self.low.clone().and_then(|low| self.bytes[low].get(from..to));
        Wave { words, low: low.unwrap_or_default() }
    }

    #[inline(never)]
    fn unpacked(&self, number: usize) -> &[[u8; 2]] {
        let sample = &self.samples[number];
        if sample.missing {
            return &[];
        }
        self.waves[number].unpacked.get_or_init(|| {
            let range = sample.start as usize..sample.end as usize;
            let packed = self.bytes[self.words.clone()].get(range).unwrap_or_default();
            let frames = self.unpack.map_or_else(Vec::new, |unpack| unpack(packed));
            frames.into_iter().map(i16::to_le_bytes).collect()
        })
    }

    /// The largest magnitude of a sample, 0..=1; looked for when first asked.
    pub(super) fn peak(&self, number: usize) -> f32 {
        let Some(loaded) = self.waves.get(number) else { return 0.0 };
        *loaded.peak.get_or_init(|| {
            let mut most = 0_i16;
            let mut least = 0_i16;
            for word in self.wave(number).words {
                let frame = i16::from_le_bytes(*word);
                most = most.max(frame);
                least = least.min(frame);
            }
            f32::from(most).max(-f32::from(least)) / 32_768.0
        })
    }
}

impl fmt::Debug for Font {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Font")
            .field("name", &self.name)
            .field("presets", &self.presets.len())
            .field("instruments", &self.instruments.len())
            .field("samples", &self.samples.len())
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
