//! Notes to voices: mono and legato lines, glides, cuts and choke groups resolved, recordings
//! chosen. What a lane gets has nothing left to decide. Voices are found as they are asked for,
//! so no list of them grows with the song.

use crate::notes::{Notes, Played, Score};
use crate::player::{Player, sum};
use crate::prepare::{Prepared, Source};
use crate::slices::{Held, Slices};
use rebounce_dsp::batch::Patch;
use rebounce_dsp::voice::{Bend, Step, Voice};
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::sync::Arc;

/// The voices of one source, ascending in start.
pub(crate) struct Voices {
    lines: Lines,
    /// What silences them.
    cuts: Vec<Peekable<Poly>>,
    /// What silences those of an exclusive class of a SoundFont.
    classes: Vec<(u16, Peekable<Poly>)>,
}

/// The voices of source number `source`.
pub(crate) fn voices(prepared: &Prepared, score: &Arc<Score>, source: usize) -> Voices {
    let settings = &prepared.sources[source];
    // What silences is a note, whatever slices it plays.
    let notes = |source| Poly { whole: true, ..Poly::new(prepared, score, source) }.peekable();
    // Instruments of one choke group silence one another.
    let cuts = match &settings.choke_group {
        Some(group) => {
            let sources = prepared.sources.iter().enumerate();
            let members = sources.filter(|(_, it)| it.choke_group.as_ref() == Some(group));
            members.map(|(member, _)| notes(member)).collect()
        }
        None if settings.cut_itself && !settings.mono => vec![notes(source)],
        None => Vec::new(),
    };
    let classes = match settings.patch.as_deref() {
        Some(Patch::SoundFont(patch)) => patch.exclusive_classes(),
        _ => BTreeSet::new(),
    };
    let of_class =
        |class| Poly { class: Some(class), ..Poly::new(prepared, score, source) }.peekable();
    let classes = classes.into_iter().map(|class| (class, of_class(class))).collect();
    let poly = Poly::new(prepared, score, source).peekable();
    Voices { lines: Lines::new(prepared, poly, source), cuts, classes }
}

impl Iterator for Voices {
    type Item = Voice;

    fn next(&mut self) -> Option<Voice> {
        let mut voice = self.lines.next()?;
        // It is silenced at the first start behind its own.
        let own = self.lines.class_of(&voice);
        let classes = self.classes.iter_mut().filter(|(class, _)| *class == own);
        for cut in self.cuts.iter_mut().chain(classes.map(|(_, cut)| cut)) {
            while cut.next_if(|other| other.start <= voice.start).is_some() {}
            if let Some(other) = cut.peek() {
                voice.cut = voice.cut.min(other.start - voice.start);
            }
        }
        Some(voice)
    }
}

/// One voice a note, or those of its slices; the one of an audio clip.
struct Poly {
    sources: Arc<[Source]>,
    source: usize,
    player: Player,
    notes: Option<Notes>,
    clip: Option<Voice>,
    /// Which of the zones that take turns is next, by key.
    turns: BTreeMap<u32, u32>,
    /// Notes are not cut into slices.
    whole: bool,
    slices: Slices,
    /// The note that comes after the slices that are due.
    waiting: Option<Held>,
    /// Voices of the last note that are left, of a SoundFont; the first one last.
    regions: Vec<Voice>,
    /// Only voices of this exclusive class.
    class: Option<u16>,
}

impl Poly {
    fn new(prepared: &Prepared, score: &Arc<Score>, source: usize) -> Self {
        let instruments = prepared.sources.len() - prepared.clip_voices.len();
        let silent = prepared.sources[source].patch.is_none();
        let clip = source.checked_sub(instruments);
        Self {
            sources: Arc::clone(&prepared.sources),
            source,
            player: Player::new(prepared, source),
            notes: (clip.is_none() && !silent)
                .then(|| Notes::new(score, prepared.sources[source].beside.unwrap_or(source))),
            clip: clip.map(|clip| prepared.clip_voices[clip].clone()),
            turns: BTreeMap::new(),
            whole: false,
            slices: Slices::default(),
            waiting: None,
            regions: Vec::new(),
            class: None,
        }
    }

    /// The next note.
    fn note(&mut self) -> Option<Held> {
        let source = &self.sources[self.source];
        let notes = self.notes.as_mut()?;
        loop {
            let played = notes.next()?;
            let [from, to] = played.beats;
            let [low, high] = source.keys;
            if !(low..=high).contains(&(played.note.key as f32)) {
                continue;
            }
            let mut voice = voice(&played, source);
            // The same note sounds the same wherever it starts, so its noise has the same seed.
            let serial = u32::try_from(self.source).expect("instruments are limited");
            voice.seed = serial.wrapping_mul(0x9e37_79b9);
            if let Some(sheet) = &source.sheet {
                let turn = self.turns.entry(voice.key.to_bits()).or_insert(0);
                let Some((zone, gain)) = sheet.choose(voice.key, voice.velocity, *turn) else {
                    continue;
                };
                *turn = turn.wrapping_add(1);
                voice.zone = zone;
                voice.gain *= gain;
            }
            self.player.touch(&mut voice);
            return Some(Held { voice, from, to });
        }
    }

    /// The next slice of the notes that are held.
    fn slice(&mut self) -> Option<Voice> {
        let sources = Arc::clone(&self.sources);
        let source = &sources[self.source];
        let chop = source.chop.as_ref()?;
        loop {
            if self.waiting.is_none() {
                self.waiting = self.note();
            }
            let due = self.slices.next_frame();
            let begins = |held: &Held| due.is_none_or(|due| held.voice.start <= due);
            if !self.waiting.as_ref().is_some_and(begins) {
                return self.slices.next(chop);
            }
            let held = self.waiting.take()?;
            if source.cut_itself {
                self.slices.cut(held.voice.start);
            }
            self.slices.begin(chop, held);
        }
    }
}

impl Poly {
    /// The next voice of a SoundFont, of which a note may have several.
    fn region(&mut self) -> Option<Voice> {
        let patch = self.sources[self.source].patch.clone()?;
        let Patch::SoundFont(patch) = &*patch else { return None };
        while self.regions.is_empty() {
            let Held { voice, .. } = self.note()?;
            for zone in patch.regions(voice.key, voice.velocity) {
                if self.class.is_none_or(|class| patch.exclusive_class(zone) == class) {
                    let voice = Voice { zone, ..voice.clone() };
                    let pan = (voice.pan + patch.pan(&voice)).clamp(-1.0, 1.0);
                    self.regions.push(Voice { pan, ..voice });
                }
            }
            self.regions.reverse();
        }
        self.regions.pop()
    }
}

impl Iterator for Poly {
    type Item = Voice;

    fn next(&mut self) -> Option<Voice> {
        if self.notes.is_none() {
            return self.clip.take();
        }
        if self.sources[self.source].chop.is_some() && !self.whole {
            return self.slice();
        }
        if matches!(self.sources[self.source].patch.as_deref(), Some(Patch::SoundFont(_))) {
            return self.region();
        }
        Some(self.note()?.voice)
    }
}

fn voice(played: &Played<'_>, source: &Source) -> Voice {
    let note = &played.note;
    let (key, gate) = (note.key as f32, played.end - played.start);
    let curve = bend_curve(played, key, gate);
    Voice {
        start: played.start,
        gate,
        key,
        velocity: note.velocity as f32,
        gain: played.gain * source.gain,
        pan: (played.pan + source.pan).clamp(-1.0, 1.0),
        release_scale: 1.0 - note.release_velocity as f32 * 0.5,
        mod_wheel: note.mod_wheel.map(|wheel| wheel as f32),
        aftertouch: note.aftertouch as f32,
        bend: (!curve.is_empty()).then(|| curve.into()),
        ..Voice::default()
    }
}

/// Bend and slide as one pitch curve: linear pieces between the points of both.
fn bend_curve(played: &Played<'_>, key: f32, gate: u64) -> Vec<Bend> {
    let bend: Vec<Bend> = played
        .note
        .bend
        .iter()
        .map(|point| Bend {
            at: (point.at * gate as f64).round() as u64,
            semitones: point.bend.0 as f32,
        })
        .collect();
    let slide: Vec<Bend> = played.note.slide.map_or_else(Vec::new, |slide| {
        vec![
            Bend { at: gate - played.slide_frames.min(gate), semitones: 0.0 },
            Bend { at: gate, semitones: slide.to_key as f32 - key },
        ]
    });
    sum(&bend, &slide)
}

/// Joins the notes of a mono instrument into lines: as long as the voice still sounds when the
/// next note comes, that note takes the voice over. Of a poly instrument, its voices as they are.
struct Lines {
    sources: Arc<[Source]>,
    source: usize,
    player: Player,
    poly: Peekable<Poly>,
    /// The key at which the last line ended.
    from: Option<f32>,
}

impl Lines {
    fn new(prepared: &Prepared, poly: Peekable<Poly>, source: usize) -> Self {
        let player = Player::new(prepared, source);
        Self { sources: Arc::clone(&prepared.sources), source, player, poly, from: None }
    }

    /// The exclusive class of a SoundFont's voice; 0: none.
    fn class_of(&self, voice: &Voice) -> u16 {
        match self.sources[self.source].patch.as_deref() {
            Some(Patch::SoundFont(patch)) => patch.exclusive_class(voice.zone),
            _ => 0,
        }
    }

    /// Of notes that start together only the last in order (the highest key) has a mono voice.
    fn newest(&mut self) -> Option<Voice> {
        let mut note = self.poly.next()?;
        while let Some(later) = self.poly.next_if(|later| later.start == note.start) {
            note = later;
        }
        Some(note)
    }
}

impl Iterator for Lines {
    type Item = Voice;

    fn next(&mut self) -> Option<Voice> {
        let sources = Arc::clone(&self.sources);
        let instrument = &sources[self.source];
        if !instrument.mono {
            let mut voice = self.poly.next()?;
            if let Some(patch) = &instrument.patch {
                let length = patch.length(&voice);
                self.player.follow(&mut voice, length);
            }
            return Some(voice);
        }
        let patch = instrument.patch.as_ref()?;
        let mut line = self.newest()?;
        let glide = self.player.glide(line.start).unwrap_or(instrument.glide);
        if let Some(from) = self.from
            && glide > 0
            && !instrument.legato
            && line.bend.is_none()
            && from != line.key
        {
            line.bend = Some(Arc::from([
                Bend { at: 0, semitones: from - line.key },
                Bend { at: glide, semitones: 0.0 },
            ]));
        }
        let mut steps = Vec::new();
        while self.poly.peek().is_some_and(|next| next.start < line.start + patch.length(&line))
            && let Some(note) = self.newest()
        {
            let at = note.start - line.start;
            // Later notes have no say in a line's bend, wheel or envelope times: those are the
            // first note's.
            steps.push(Step {
                at,
                released_at: line.gate.min(at),
                key: note.key,
                velocity: note.velocity,
                glide: self.player.glide(note.start).unwrap_or(instrument.glide),
                retrigger: !(instrument.legato && note.start < line.start + line.gate),
            });
            line.gate = at + note.gate;
        }
        self.from = Some(steps.last().map_or(line.key, |step| step.key));
        line.line = (!steps.is_empty()).then(|| steps.into());
        let length = patch.length(&line);
        self.player.follow(&mut line, length);
        Some(line)
    }
}
