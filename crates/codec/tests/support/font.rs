//! Tiny SoundFonts, written for tests.

/// A font to be written.
#[derive(Clone, Default)]
pub(crate) struct Builder {
    pub(crate) samples: Vec<Sample>,
    /// Zones of each; one that names no sample is the global one.
    pub(crate) instruments: Vec<Vec<Zone>>,
    pub(crate) presets: Vec<Preset>,
    /// The lower eight bits, of all samples together.
    pub(crate) low: Option<Vec<u8>>,
    /// Bytes that lie in the place of the samples' (SF3).
    pub(crate) packed: Option<Vec<u8>>,
}

#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) frames: Vec<i16>,
    pub(crate) turn: [u32; 2],
    pub(crate) rate: u32,
    pub(crate) root: u8,
    pub(crate) correction: i8,
    pub(crate) kind: u16,
    /// In the place of where the frames lie.
    pub(crate) place: Option<[u32; 2]>,
}

impl Sample {
    pub(crate) fn new(frames: Vec<i16>, turn: [u32; 2], root: u8) -> Self {
        Self { frames, turn, rate: 44_100, root, correction: 0, kind: 1, place: None }
    }
}

#[derive(Clone, Default)]
pub(crate) struct Zone {
    pub(crate) generators: Vec<(u16, i16)>,
    /// Source, destination, amount, amount's source, transform.
    pub(crate) modulators: Vec<[u16; 5]>,
}

impl Zone {
    pub(crate) fn new(generators: &[(u16, i16)]) -> Self {
        Self { generators: generators.to_vec(), modulators: Vec::new() }
    }
}

#[derive(Clone)]
pub(crate) struct Preset {
    pub(crate) bank: u16,
    pub(crate) program: u16,
    pub(crate) zones: Vec<Zone>,
}

impl Builder {
    /// Adds an instrument of these zones and a preset that plays it.
    pub(crate) fn preset(&mut self, bank: u16, program: u16, zones: Vec<Zone>) {
        let number = self.instruments.len() as i16;
        self.instruments.push(zones);
        self.presets.push(Preset { bank, program, zones: vec![Zone::new(&[(41, number)])] });
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut words = Vec::new();
        let mut headers = Vec::new();
        for (number, sample) in self.samples.iter().enumerate() {
            let start = (words.len() / 2) as u32;
            words.extend(sample.frames.iter().flat_map(|frame| frame.to_le_bytes()));
            let [start, end] = sample.place.unwrap_or([start, start + sample.frames.len() as u32]);
            // Forty-six frames of nothing lie between samples (section 7.10).
            words.extend([0; 92]);
            headers.extend(name(&format!("sample {number}")));
            let packed = sample.kind & 0x10 != 0;
            let first = if packed { 0 } else { start };
            let places = [
                start,
                end,
                first.wrapping_add(sample.turn[0]),
                first.wrapping_add(sample.turn[1]),
            ];
            headers.extend(places.iter().flat_map(|place| place.to_le_bytes()));
            headers.extend(sample.rate.to_le_bytes());
            headers.extend([sample.root, sample.correction as u8, 0, 0]);
            headers.extend(sample.kind.to_le_bytes());
        }
        headers.extend(name("EOS"));
        headers.extend([0; 26]);
        if let Some(packed) = &self.packed {
            words.clone_from(packed);
        }
        let mut sdta = chunk(b"smpl", &words);
        if let Some(low) = &self.low {
            sdta.extend(chunk(b"sm24", low));
        }
        let mut inst = Vec::new();
        let mut instrument_bags = Bags::default();
        for (number, zones) in self.instruments.iter().enumerate() {
            inst.extend(name(&format!("instrument {number}")));
            inst.extend(instrument_bags.count().to_le_bytes());
            zones.iter().for_each(|zone| instrument_bags.add(zone));
        }
        inst.extend(name("EOI"));
        inst.extend(instrument_bags.count().to_le_bytes());
        let mut phdr = Vec::new();
        let mut preset_bags = Bags::default();
        for preset in &self.presets {
            phdr.extend(name(&format!("preset {}", preset.program)));
            for word in [preset.program, preset.bank, preset_bags.count()] {
                phdr.extend(word.to_le_bytes());
            }
            phdr.extend([0; 12]);
            preset.zones.iter().for_each(|zone| preset_bags.add(zone));
        }
        phdr.extend(name("EOP"));
        phdr.extend([0; 4]);
        phdr.extend(preset_bags.count().to_le_bytes());
        phdr.extend([0; 12]);
        let [pbag, pmod, pgen] = preset_bags.finish();
        let [ibag, imod, igen] = instrument_bags.finish();
        let pdta = [
            chunk(b"phdr", &phdr),
            chunk(b"pbag", &pbag),
            chunk(b"pmod", &pmod),
            chunk(b"pgen", &pgen),
            chunk(b"inst", &inst),
            chunk(b"ibag", &ibag),
            chunk(b"imod", &imod),
            chunk(b"igen", &igen),
            chunk(b"shdr", &headers),
        ];
        let version = if self.low.is_some() { [2, 0, 4, 0] } else { [2, 0, 1, 0] };
        let info =
            [chunk(b"ifil", &version), chunk(b"isng", b"EMU8000\0"), chunk(b"INAM", b"Tiny\0\0")];
        let mut all = b"sfbk".to_vec();
        all.extend(list(b"INFO", &info.concat()));
        all.extend(list(b"sdta", &sdta));
        all.extend(list(b"pdta", &pdta.concat()));
        chunk(b"RIFF", &all)
    }
}

#[derive(Default)]
struct Bags {
    bags: Vec<u8>,
    modulators: Vec<u8>,
    generators: Vec<u8>,
}

impl Bags {
    fn count(&self) -> u16 {
        (self.bags.len() / 4) as u16
    }

    fn mark(&mut self) {
        self.bags.extend(((self.generators.len() / 4) as u16).to_le_bytes());
        self.bags.extend(((self.modulators.len() / 10) as u16).to_le_bytes());
    }

    fn add(&mut self, zone: &Zone) {
        self.mark();
        // What a zone plays stands last.
        let last = |(number, _): &&(u16, i16)| matches!(number, 41 | 53);
        let ranges = zone.generators.iter().filter(|it| matches!(it.0, 43 | 44));
        let others = zone.generators.iter().filter(|it| !matches!(it.0, 43 | 44) && !last(it));
        for (number, amount) in ranges.chain(others).chain(zone.generators.iter().filter(last)) {
            self.generators.extend(number.to_le_bytes());
            self.generators.extend(amount.to_le_bytes());
        }
        let words = zone.modulators.iter().flatten();
        self.modulators.extend(words.flat_map(|word| word.to_le_bytes()));
    }

    fn finish(mut self) -> [Vec<u8>; 3] {
        self.mark();
        self.modulators.extend([0; 10]);
        self.generators.extend([0; 4]);
        [self.bags, self.modulators, self.generators]
    }
}

fn name(text: &str) -> Vec<u8> {
    let mut name = text.as_bytes().to_vec();
    name.resize(20, 0);
    name
}

fn chunk(id: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = id.to_vec();
    chunk.extend((body.len() as u32).to_le_bytes());
    chunk.extend(body);
    if body.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}

fn list(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    chunk(b"LIST", &[kind, body].concat())
}
