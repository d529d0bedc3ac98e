//! Everything resolved that can fail: recordings loaded, settings turned into patches, beats into
//! frames. After this step there is no name to look up and no unit to convert.

use crate::assets::Assets;
use crate::automation::{Automation, automation};
use crate::effects::{Rooms, Spare, leave_fixed, room_of, wanted};
use crate::error::Error;
use crate::fonts::Fonts;
use crate::notes::heard_clips;
use crate::options::{Gain, Length, OnMissing, Options, Tail};
use crate::patch;
use crate::recordings::Recordings;
use crate::resonance;
use crate::resources::RoomKey;
use crate::schedule::{Pool, beside};
use crate::sheet::{Sheet, sheet};
use crate::slices::Chopped;
use crate::substitute::{instead, substitute};
use crate::synth;
use crate::tempo::TempoMap;
use rebounce_dsp::batch::{Patch, SharedPrints};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::voice::Voice;
use rebounce_song::arrangement::{AudioClip, ClipContent};
use rebounce_song::automation::Control;
use rebounce_song::instrument::{Instrument, Sound};
use rebounce_song::mixer::Mixer;
use rebounce_song::sampler::Sampler;
use rebounce_song::soundfont::SoundFont;
use rebounce_song::va::VoiceMode;
use rebounce_song::{Diagnostic, Effect, Severity, Song};
use std::sync::Arc;

/// A song with every question answered.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// Frames per second.
    pub sample_rate: u32,
    /// Beats to frames.
    pub tempo: Arc<TempoMap>,
    /// What moves.
    pub automation: Automation,
    /// The song's instruments in order, then what sounds beside them, then its audio clips.
    pub sources: Arc<[Source]>,
    /// The one voice of each audio clip, in the order of those sources.
    pub clip_voices: Vec<Voice>,
    /// As in the song.
    pub mixer: Mixer,
    /// Whether effects are heard.
    pub effects: bool,
    /// The rooms of its convolution reverbs.
    pub rooms: Rooms,
    /// Effects that wait to sound.
    pub spare: Spare,
    /// SIMD instructions to use.
    pub level: Level,
    /// Whether a limiter keeps the ceiling.
    pub ceiling: bool,
    /// Frame of the song at which the output begins.
    pub from: u64,
    /// Frame of the song at which the music ends, if it is cut.
    pub to: Option<u64>,
    /// As asked.
    pub length: Length,
    /// As asked.
    pub tail: Tail,
    /// As asked.
    pub fade: bool,
    /// Bytes that prints may be kept in.
    pub print_bytes: u64,
    /// Frames by the old rule; 0 unless it was asked for.
    pub api_length: u64,
    /// What was missing, and what was done about it.
    pub diagnostics: Vec<Diagnostic>,
    /// Recordings and rooms found there, made, and their bytes.
    pub resources: (u64, u64, u64),
}

/// What is wanted where there is no recording.
const RECORDING: &str = "a recording that can be read";

/// Every key there is, and those that bends and slides may lead to.
pub(crate) const ALL_KEYS: [f32; 2] = [f32::MIN, f32::MAX];

/// Something that makes voices: an instrument, what sounds beside one, or an audio clip.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The instrument's id; empty for a clip.
    pub id: String,
    /// For people.
    pub name: String,
    /// Mixer track it is heard through; unknown names mean the master.
    pub output: String,
    /// What its voices play; `None`: it is silent.
    pub patch: Option<Arc<Patch>>,
    /// Which recording a note plays, for samplers.
    pub sheet: Option<Arc<Sheet>>,
    /// The slices that a note plays instead of one voice.
    pub chop: Option<Arc<Chopped>>,
    /// Whole voices of the patch that renders share.
    pub shared: Option<Arc<SharedPrints>>,
    /// The instrument whose notes it plays and through whose strip it is heard; `None`: its own.
    pub beside: Option<usize>,
    /// Keys it plays, both ends in it.
    pub keys: [f32; 2],
    /// Its own effects.
    pub inserts: Vec<Effect>,
    /// Linear.
    pub gain: f32,
    /// -1..=1.
    pub pan: f32,
    /// One voice for all notes.
    pub mono: bool,
    /// While a key is held a new one does not restart the envelopes.
    pub legato: bool,
    /// Frames of a glide between the notes of a line.
    pub glide: u64,
    /// A new note silences the one before.
    pub cut_itself: bool,
    /// Instruments of one group silence one another.
    pub choke_group: Option<String>,
}

impl Prepared {
    /// Frames that last `seconds`, rounded.
    #[must_use]
    pub(crate) fn frames(&self, seconds: f64) -> u64 {
        self.tempo.frame_of_seconds(seconds)
    }
}

/// Rooms are made on the threads of a pool, where there is one.
///
/// # Errors
/// [`Error::Missing`] by policy, [`Error::TooManyRecordings`].
pub(crate) fn prepare(
    song: &Song,
    assets: &dyn Assets,
    options: &Options,
    pool: Option<&Pool>,
) -> Result<Prepared, Error> {
    let wanted = if options.effects { wanted(song, options.sample_rate) } else { Vec::new() };
    let make = |&room: &RoomKey| move || room_of(room, &options.resources);
    let works = wanted.iter().map(make).collect();
    let (rooms, prepared) = beside(pool, works, || all_but_rooms(song, assets, options));
    let mut prepared = prepared?;
    let rooms = Rooms::new(&wanted, rooms);
    prepared.resources.0 += rooms.hits;
    prepared.resources.1 += rooms.misses;
    prepared.resources.2 += rooms.bytes();
    Ok(Prepared { rooms, ..prepared })
}

fn all_but_rooms(song: &Song, assets: &dyn Assets, options: &Options) -> Result<Prepared, Error> {
    let tempo = Arc::new(TempoMap::new(song, options.sample_rate));
    let mut automation = automation(song, &tempo);
    let fixed = leave_fixed(song, &mut automation);
    let mut preparing = Preparing {
        song,
        recordings: Recordings::new(assets, options),
        fonts: Fonts::new(assets, options),
        tempo: &tempo,
        options,
        diagnostics: Vec::new(),
    };
    let mut sources = Vec::new();
    for (index, instrument) in song.instruments.iter().enumerate() {
        let mut source = preparing.instrument(instrument, index)?;
        // What moves is the strip's, not the voices'.
        if automation.control(&source.id, Control::Level).is_some() {
            source.gain = 1.0;
        }
        if automation.control(&source.id, Control::Pan).is_some() {
            source.pan = 0.0;
        }
        sources.push(source);
    }
    for (index, instrument) in song.instruments.iter().enumerate() {
        let Sound::Sampler(sampler) = &instrument.sound else { continue };
        if sampler.sympathetic_resonance > 0.0 && sources[index].sheet.is_some() {
            let strings = resonance::strings(sampler, index, &sources[index], &tempo, options);
            sources.extend(strings);
        }
    }
    let mut clip_voices = Vec::new();
    for (clip, track) in heard_clips(song) {
        let ClipContent::Audio(audio) = &clip.content else { continue };
        let place = song.arrangement.clips.iter().position(|it| std::ptr::eq(it, clip));
        let place = format!("arrangement.clips[{}]", place.unwrap_or_default());
        let span = (clip.start.0, clip.length.0);
        if let Some((mut source, voice)) = preparing.clip(audio, span, &place)? {
            source.gain *= track.map_or(1.0, |track| track.gain) as f32;
            let pan = track.map_or(0.0, |track| track.pan) as f32;
            clip_voices.push(Voice { gain: source.gain, pan, ..voice });
            sources.push(source);
        }
    }
    let Preparing { recordings, mut diagnostics, .. } = preparing;
    diagnostics.extend(fixed);
    let resources = (recordings.hits, recordings.misses, recordings.bytes);
    Ok(Prepared {
        sample_rate: options.sample_rate,
        sources: sources.into(),
        clip_voices,
        mixer: song.mixer.clone(),
        effects: options.effects,
        rooms: Rooms::default(),
        spare: Spare::new(&options.resources),
        level: options.level,
        ceiling: options.gain == Gain::Predictive,
        from: tempo.frame(options.from),
        to: options.to.map(|to| tempo.frame(to)),
        length: options.length,
        tail: options.tail,
        fade: options.fade,
        print_bytes: options.limits.print_bytes,
        api_length: 0,
        diagnostics,
        resources,
        automation,
        tempo,
    })
}

/// What preparing needs at hand.
struct Preparing<'a> {
    song: &'a Song,
    recordings: Recordings<'a>,
    fonts: Fonts<'a>,
    tempo: &'a Arc<TempoMap>,
    options: &'a Options,
    diagnostics: Vec<Diagnostic>,
}

impl Preparing<'_> {
    fn instrument(&mut self, instrument: &Instrument, index: usize) -> Result<Source, Error> {
        let mut source = Source {
            id: instrument.id.clone(),
            name: if instrument.name.is_empty() { &instrument.id } else { &instrument.name }
                .clone(),
            output: instrument.output.clone(),
            patch: None,
            sheet: None,
            chop: None,
            shared: None,
            beside: None,
            keys: ALL_KEYS,
            inserts: instrument.inserts.clone(),
            gain: instrument.gain as f32,
            pan: instrument.pan as f32,
            mono: false,
            legato: false,
            glide: 0,
            cut_itself: false,
            choke_group: None,
        };
        if instrument.muted {
            return Ok(source);
        }
        match &instrument.sound {
            Sound::Sampler(sampler) => {
                let place = format!("instruments[{index}]");
                self.sampler(&mut source, instrument, sampler, &place)?;
            }
            Sound::SoundFont(settings) => {
                let place = format!("instruments[{index}].sound");
                self.soundfont(&mut source, settings, &place)?;
            }
            sound => self.synth(&mut source, sound),
        }
        Ok(source)
    }

    fn synth(&mut self, source: &mut Source, sound: &Sound) {
        let rate = self.options.sample_rate;
        match sound {
            Sound::Va(va) => {
                source.patch = Some(Arc::new(synth::va(va, self.tempo, rate)));
                source.mono = va.voice_mode == VoiceMode::Mono;
                source.legato = va.legato;
                source.glide = self.tempo.frame_of_seconds(va.portamento.0);
                source.cut_itself = va.cut_itself;
            }
            Sound::Zenith(zenith) => {
                source.patch = Some(Arc::new(synth::zenith(zenith, self.tempo, rate)));
                source.mono = zenith.voice_mode == VoiceMode::Mono;
                source.legato = zenith.legato;
                source.glide = self.tempo.frame_of_seconds(zenith.portamento.0);
                source.cut_itself = zenith.cut_itself;
            }
            Sound::Drum(drum) => {
                source.patch = Some(Arc::new(patch::drum(drum, rate)));
                source.cut_itself = drum.cut_itself;
            }
            Sound::Sampler(_) | Sound::SoundFont(_) => {
                unreachable!("they are prepared with their recordings and fonts")
            }
        }
    }

    fn soundfont(
        &mut self,
        source: &mut Source,
        settings: &SoundFont,
        place: &str,
    ) -> Result<(), Error> {
        let error = match self.fonts.preset(settings) {
            Ok(preset) => {
                source.patch = Some(preset.patch);
                source.shared = preset.shared;
                return Ok(());
            }
            Err(error) => error,
        };
        let mut action = "the instrument is silent";
        if self.options.on_missing == OnMissing::Substitute
            && let Some(instead) = instead(settings)
        {
            action = "the built-in sound of its program plays instead";
            source.gain *= instead.gain as f32;
            self.synth(source, &instead.sound);
        }
        self.missing(&format!("{place}.font"), &error, "a preset of a SoundFont", action)
    }

    fn sampler(
        &mut self,
        source: &mut Source,
        instrument: &Instrument,
        sampler: &Sampler,
        place: &str,
    ) -> Result<(), Error> {
        let (mut zones, mut gains) = (Vec::new(), Vec::new());
        let mut missing = Vec::new();
        for (number, zone) in sampler.zones.iter().enumerate() {
            match self.recordings.get(&zone.recording)? {
                Ok(mut recording) => {
                    if let Some(sides) = sampler.sides {
                        recording = self.recordings.on_sides(&recording, sides)?;
                    }
                    zones.push(patch::zone(zone, recording));
                    gains.push(zone.gain as f32);
                }
                Err(error) => {
                    missing.push((format!("{place}.sound.zones[{number}].recording"), error));
                }
            }
        }
        if sampler.zones.is_empty() {
            let error = crate::AssetError {
                code: "recording-missing".to_owned(),
                message: "the sampler has no recording".to_owned(),
            };
            missing.push((format!("{place}.sound.zones"), error));
        }
        source.cut_itself = sampler.cut_itself;
        source.choke_group.clone_from(&sampler.choke_group);
        let replace = zones.is_empty() && self.options.on_missing == OnMissing::Substitute;
        let mut instead = "it is left out; the other zones play";
        if zones.is_empty() {
            instead = "the instrument is silent";
        }
        if replace {
            let mut names = vec![source.name.as_str(), instrument.id.as_str()];
            let paths = sampler.zones.iter().map(|zone| zone.recording.as_str());
            names.extend(paths.filter(|path| !path.starts_with("data:")));
            let base = sampler.zones.first().map_or(60.0, |zone| zone.base_key);
            let (sound, what) = substitute(&names, base);
            instead = what;
            self.synth(source, &sound);
        } else if !zones.is_empty() {
            let (zones, sheet) =
                sheet(self.song, &instrument.id, sampler, (zones, gains), &mut self.recordings)?;
            let patch = patch::sampler(sampler, &zones, self.options.sample_rate);
            source.patch = Some(Arc::new(patch));
            source.sheet = Some(Arc::new(sheet));
            let chop = sampler.chop.as_ref();
            source.chop =
                chop.map(|chop| Arc::new(Chopped::new(chop, sampler.one_shot, self.tempo)));
        }
        let action = if replace { format!("{instead} plays instead") } else { instead.to_owned() };
        for (place, error) in missing {
            self.missing(&place, &error, RECORDING, &action)?;
        }
        Ok(())
    }

    /// An audio clip is a sampler with one recording and one voice; its fades are the envelope.
    fn clip(
        &mut self,
        clip: &AudioClip,
        (start, length): (f64, f64),
        place: &str,
    ) -> Result<Option<(Source, Voice)>, Error> {
        let recording = match self.recordings.get(&clip.recording)? {
            Ok(recording) => recording,
            Err(error) => {
                let place = format!("{place}.content.recording");
                self.missing(&place, &error, RECORDING, "the clip is left out")?;
                return Ok(None);
            }
        };
        let first = self.tempo.frame(rebounce_song::Beats(start));
        let mut end = self.tempo.frame(rebounce_song::Beats(start + length));
        if let Some(to) = self.options.to {
            end = end.min(self.tempo.frame(to));
        }
        if end <= first {
            return Ok(None);
        }
        let beats = |at: f64| self.tempo.frame(rebounce_song::Beats(at));
        let fade_in = beats(start + clip.fade_in.0) - first;
        let fade_out =
            (beats(start + length) - beats(start + length - clip.fade_out.0)).min(end - first);
        let patch = patch::clip(clip, recording, fade_in, fade_out, self.options.sample_rate);
        let gain = libm::pow(10.0, clip.gain.0 / 20.0) as f32;
        let source = Source {
            id: String::new(),
            name: place.to_owned(),
            output: clip.output.clone(),
            patch: Some(Arc::new(patch)),
            sheet: None,
            chop: None,
            shared: None,
            beside: None,
            keys: ALL_KEYS,
            inserts: Vec::new(),
            gain,
            pan: 0.0,
            mono: false,
            legato: false,
            glide: 0,
            cut_itself: false,
            choke_group: None,
        };
        let voice = Voice { start: first, gate: end - first - fade_out, gain, ..Voice::default() };
        Ok(Some((source, voice)))
    }

    fn missing(
        &mut self,
        place: &str,
        error: &crate::AssetError,
        wanted: &str,
        action: &str,
    ) -> Result<(), Error> {
        if self.options.on_missing == OnMissing::Fail {
            return Err(Error::Missing {
                place: place.to_owned(),
                found: error.message.clone(),
                wanted: wanted.to_owned(),
            });
        }
        self.diagnostics.push(Diagnostic::new(
            Severity::Error,
            &error.code,
            place,
            error.message.clone(),
            wanted,
            action,
        ));
        Ok(())
    }
}
