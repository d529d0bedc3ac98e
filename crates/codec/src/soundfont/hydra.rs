//! The nine tables of presets, instruments and samples (key: soundfont2006, section 7).
//!
//! A list's entry says where its part of the next list begins, and ends where the next entry's
//! begins. Parts are handed out in order, each record once: lists that run backwards give nothing,
//! so what is built is never larger than the tables.

use super::Notes;
use super::riff::{Chunks, text};
use rebounce_dsp::soundfont::{Modulator, Preset, Sample, Zone, Zones, generator};
use std::ops::Range;

/// Kinds of samples (section 7.10): in a card's ROM; and, of SF3, compressed.
const ROM: u16 = 0x8000;
const PACKED: u16 = 0x0010;
/// Frames per second of a sample that says 0.
const DEFAULT_RATE: u32 = 44_100;

/// The tables, in records.
pub(super) struct Hydra<'a> {
    preset_headers: &'a [[u8; 38]],
    preset_bags: Bags<'a>,
    instrument_headers: &'a [[u8; 22]],
    instrument_bags: Bags<'a>,
    sample_headers: &'a [[u8; 46]],
}

/// Zones of presets or of instruments.
struct Bags<'a> {
    bags: &'a [[u8; 4]],
    generators: &'a [[u8; 4]],
    modulators: &'a [[u8; 10]],
}

impl<'a> Hydra<'a> {
    /// # Errors
    /// What is missing.
    pub(super) fn new(bytes: &'a [u8], chunks: &Chunks) -> Result<Self, &'static str> {
        let table = |id: &[u8; 4]| chunks.hydra.get(id).map(|range| &bytes[range.clone()]);
        let bags = |ids: [&[u8; 4]; 3]| {
            let [bags, modulators, generators] = ids.map(|id| table(id).unwrap_or_default());
            Bags {
                bags: bags.as_chunks().0,
                generators: generators.as_chunks().0,
                modulators: modulators.as_chunks().0,
            }
        };
        Ok(Self {
            preset_headers: table(b"phdr").ok_or("its presets are missing")?.as_chunks().0,
            preset_bags: bags([b"pbag", b"pmod", b"pgen"]),
            instrument_headers: table(b"inst").ok_or("its instruments are missing")?.as_chunks().0,
            instrument_bags: bags([b"ibag", b"imod", b"igen"]),
            sample_headers: table(b"shdr").ok_or("its samples are missing")?.as_chunks().0,
        })
    }

    /// The samples' headers, which lie in so many bytes.
    pub(super) fn samples(&self, bytes: usize, notes: &mut Notes) -> Vec<Sample> {
        // The last record is the list's end.
        let headers = self.sample_headers.split_last().map_or(&[][..], |(_, rest)| rest);
        headers.iter().map(|header| sample(header, bytes, notes)).collect()
    }

    pub(super) fn instruments(&self, samples: usize, notes: &mut Notes) -> Vec<Zones> {
        let starts: Vec<u16> = self.instrument_headers.iter().map(|it| u16_at(it, 20)).collect();
        let mut reader = Reader::new(&self.instrument_bags, generator::SAMPLE, samples);
        let mut all = Vec::new();
        for (header, pair) in self.instrument_headers.iter().zip(starts.windows(2)) {
            all.push(reader.zones([pair[0], pair[1]], &|| text(&header[..20]), notes));
        }
        all
    }

    pub(super) fn presets(&self, instruments: usize, notes: &mut Notes) -> Vec<Preset> {
        let starts: Vec<u16> = self.preset_headers.iter().map(|it| u16_at(it, 24)).collect();
        let mut reader = Reader::new(&self.preset_bags, generator::INSTRUMENT, instruments);
        let mut all = Vec::new();
        for (header, pair) in self.preset_headers.iter().zip(starts.windows(2)) {
            all.push(Preset {
                name: text(&header[..20]),
                program: u16_at(header, 20),
                bank: u16_at(header, 22),
                zones: reader.zones([pair[0], pair[1]], &|| text(&header[..20]), notes),
            });
        }
        all
    }
}

fn sample(header: &[u8; 46], bytes: usize, notes: &mut Notes) -> Sample {
    let kind = u16_at(header, 44);
    let packed = kind & PACKED != 0;
    let there = if packed { bytes } else { bytes / 2 };
    let there = u32::try_from(there).unwrap_or(u32::MAX);
    let mut sample = Sample {
        name: text(&header[..20]),
        start: u32_at(header, 20),
        end: u32_at(header, 24),
        loop_start: u32_at(header, 28),
        loop_end: u32_at(header, 32),
        sample_rate: u32_at(header, 36),
        root_key: header[40],
        correction: header[41] as i8,
        packed,
        missing: kind & ROM != 0,
    };
    let name = || sample.name.clone();
    if sample.missing {
        notes.add("a sample is in a sound card's ROM; it is left out", name);
        return sample;
    }
    if sample.end > there {
        notes.add("a sample ends behind the file's samples; it ends there", name);
    }
    let end = sample.end.min(there);
    if sample.start >= end {
        notes.add("a sample has no frames; it is left out", name);
        sample.missing = true;
    }
    let (from, to) = if packed { (0, u32::MAX) } else { (sample.start, end) };
    let outside =
        !(from..=to).contains(&sample.loop_start) || !(from..=to).contains(&sample.loop_end);
    if outside && !sample.missing {
        notes.add("a loop lies outside its sample; it is held inside", || sample.name.clone());
    }
    if sample.sample_rate == 0 {
        notes.add("a sample has no rate; 44100 Hz is taken", || sample.name.clone());
        sample.sample_rate = DEFAULT_RATE;
    }
    sample.end = end;
    sample
}

/// Reads zones, each record once.
struct Reader<'a> {
    bags: &'a Bags<'a>,
    /// The generator that says what a zone plays, and how many of those there are.
    link: usize,
    things: usize,
    /// Records that were handed out.
    bag: usize,
    generator: usize,
    modulator: usize,
}

impl<'a> Reader<'a> {
    fn new(bags: &'a Bags<'a>, link: usize, things: usize) -> Self {
        Self { bags, link, things, bag: 0, generator: 0, modulator: 0 }
    }

    /// The zones between two bags.
    fn zones(&mut self, between: [u16; 2], name: &impl Fn() -> String, notes: &mut Notes) -> Zones {
        // The last bag is the list's end.
        let most = self.bags.bags.len().saturating_sub(1);
        let range = part(between, &mut self.bag, most, name, notes);
        let mut all = Zones::default();
        for (place, bag) in range.clone().enumerate() {
            let [here, next] = [bag, bag + 1].map(|bag| &self.bags.bags[bag]);
            let both = |at: usize| [u16_at(here, at), u16_at(next, at)];
            let most = self.bags.generators.len();
            let generators = part(both(0), &mut self.generator, most, name, notes);
            let most = self.bags.modulators.len();
            let modulators = part(both(2), &mut self.modulator, most, name, notes);
            let (zone, plays) = self.zone(generators, modulators);
            match plays {
                Some(plays) if plays < self.things => all.zones.push(Zone { plays, ..zone }),
                Some(_) => {
                    notes.add("a zone plays what is not there; it is left out", name);
                }
                None if place == 0 => all.global = zone,
                None => {
                    notes.add("a zone plays nothing; it is left out", name);
                }
            }
        }
        all
    }

    fn zone(&self, generators: Range<usize>, modulators: Range<usize>) -> (Zone, Option<usize>) {
        let mut zone = Zone::default();
        let mut plays = None;
        for record in &self.bags.generators[generators] {
            let number = u16_at(record, 0);
            if usize::from(number) == self.link {
                // What follows is not heard (section 8.1.2).
                plays = Some(usize::from(u16_at(record, 2)));
                break;
            }
            zone.generators.push((number, u16_at(record, 2) as i16));
        }
        let modulator = |record: &[u8; 10]| Modulator {
            source: u16_at(record, 0),
            destination: u16_at(record, 2),
            amount: u16_at(record, 4) as i16,
            amount_source: u16_at(record, 6),
            transform: u16_at(record, 8),
        };
        zone.modulators = self.bags.modulators[modulators].iter().map(modulator).collect();
        (zone, plays)
    }
}

/// A part of a list of `most` records, behind those that were `taken`.
fn part(
    [from, to]: [u16; 2],
    taken: &mut usize,
    most: usize,
    name: &impl Fn() -> String,
    notes: &mut Notes,
) -> Range<usize> {
    let (from, to) = (usize::from(from), usize::from(to));
    if from > to || to > most || from < *taken {
        notes.add("a list refers to what is not there; it is cut", name);
    }
    let from = from.max(*taken).min(most);
    let to = to.clamp(from, most);
    *taken = to;
    from..to
}

fn u16_at(record: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([record[at], record[at + 1]])
}

fn u32_at(record: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]])
}
