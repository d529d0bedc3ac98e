//! A patch: the regions of a preset, turned into what a kernel works with.

use super::envelope::{Kind, SILENCE_DB, Times};
use super::font::{Font, Preset, Wave};
use super::generator as g;
use super::interpolation::TAPS;
use super::modulator::{Controller, WHEEL};
use super::numbers::{Fixed, Moving, generators, heard};
use super::region::{Region, regions};
use super::wave::{ONE, Span};
use crate::math;
use crate::voice::Voice;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Seconds in which a cut voice is silenced.
const CUT: f64 = 0.005;
/// Fastest playing, in frames of the sample a frame.
const FASTEST: f64 = 256.0;
/// The least that a volume envelope goes down before the voice is over, in dB.
const LEAST_FLOOR_DB: f32 = 40.0;

/// A region, prepared.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub(super) region: Region,
    pub(super) span: Span,
    /// Loops end when the key is let go.
    pub(super) until_release: bool,
    pub(super) open: bool,
    /// Frames of the sample a frame, at the root key.
    rate: f64,
    root_key: f64,
    /// Octaves of a key.
    scale: f64,
    /// The same for all voices, if it is.
    volume: Option<Times>,
    /// Depth of the volume envelope at which nothing is heard.
    floor_db: f32,
    /// Velocity is no more than a gain, of so many centibels at its softest.
    velocity_cb: Option<f32>,
    /// Octaves that the pitch goes down at most by itself, and with wheels and pressure.
    wobble: [f64; 2],
    /// What moves it while a note sounds.
    controllers: Controllers,
}

/// What modulators hear that is not the note's.
#[derive(Clone, Debug, Default)]
struct Controllers {
    wheel: bool,
    pressure: bool,
    others: BTreeSet<u8>,
}

/// A preset of a font, prepared.
#[derive(Clone, Debug)]
pub struct Patch {
    font: Arc<Font>,
    regions: Vec<Prepared>,
    pub(super) sample_rate: f64,
    /// Frames in which a cut voice is silenced.
    pub(super) cut: u64,
}

impl Patch {
    /// Prepares a preset of a font for a sample rate in Hz. `velocity_filter`: softer notes are
    /// darker by the specification's default modulator, which few synths follow.
    #[must_use]
    pub fn new(font: &Arc<Font>, preset: &Preset, velocity_filter: bool, sample_rate: f64) -> Self {
        let (regions, _) = regions(font, preset, velocity_filter);
        let prepare = |region| Prepared::new(font, region, sample_rate);
        Self {
            font: Arc::clone(font),
            regions: regions.into_iter().filter_map(prepare).collect(),
            sample_rate,
            cut: (CUT * sample_rate).round() as u64,
        }
    }

    /// The numbers of the regions that play a note.
    pub fn regions(&self, key: f32, velocity: f32) -> impl Iterator<Item = u32> {
        let key = key.round().clamp(0.0, 127.0) as u8;
        let velocity = (velocity * 127.0).round().clamp(0.0, 127.0) as u8;
        let plays = move |(number, prepared): (usize, &Prepared)| {
            prepared.region.plays(key, velocity).then_some(number as u32)
        };
        self.regions.iter().enumerate().filter_map(plays)
    }

    /// Where a voice's region is in the stereo field, -1..=1.
    #[must_use]
    pub fn pan(&self, voice: &Voice) -> f32 {
        self.region(voice).map_or(0.0, |prepared| {
            let pan = generators(&prepared.region, voice, 0)[g::PAN];
            g::held(g::PAN, pan) / 500.0
        })
    }

    /// Notes of a class silence earlier ones of it; 0: of none.
    #[must_use]
    pub fn exclusive_class(&self, region: u32) -> u16 {
        let region = self.regions.get(region as usize);
        let class = region.map_or(0.0, |it| it.region.generators[g::EXCLUSIVE_CLASS]);
        // Others are none (section 8.1.2, number 57).
        if (1.0..=127.0).contains(&class) { class as u16 } else { 0 }
    }

    /// The classes there are.
    #[must_use]
    pub fn exclusive_classes(&self) -> BTreeSet<u16> {
        let classes = (0..self.regions.len()).map(|region| self.exclusive_class(region as u32));
        classes.filter(|class| *class > 0).collect()
    }

    /// The controllers that some region follows, beside modulation wheel and pressure.
    #[must_use]
    pub fn controllers(&self) -> BTreeSet<u8> {
        self.regions.iter().flat_map(|it| it.controllers.others.iter().copied()).collect()
    }

    /// Frames from the voice's start after which it is exactly zero.
    #[must_use]
    pub fn length(&self, voice: &Voice) -> u64 {
        let Some(prepared) = self.region(voice) else { return 0 };
        let times = match prepared.volume {
            Some(times) => times,
            None => self.fixed(prepared, voice).volume,
        };
        let envelope = times.end(voice.gate, prepared.floor_db);
        let sample = times.delay + prepared.frames(voice);
        let frames = envelope.min(sample).ceil() as u64;
        frames.min(voice.cut.saturating_add(self.cut)).max(1)
    }

    /// What of a voice decides its print, and the factor that goes with it.
    pub(super) fn print(&self, voice: &Voice) -> (Voice, f32) {
        let mut print = Voice { release_scale: 1.0, seed: 0, ..voice.unplaced() };
        let Some(prepared) = self.region(voice) else { return (print, voice.gain) };
        let mut gain = voice.gain;
        if let Some(centibels) = prepared.velocity_cb {
            gain *= softer(centibels, voice.velocity);
            print.velocity = 1.0;
        }
        let known = &prepared.controllers;
        if !known.wheel {
            print.mod_wheel = None;
        }
        if !known.pressure {
            print.aftertouch = 0.0;
        }
        if let Some(controls) = &mut print.controls {
            let kept = |curve: &Vec<_>, known: bool| if known { curve.clone() } else { Vec::new() };
            let others = controls.others.iter().filter(|(it, _)| known.others.contains(it));
            let left = crate::voice::Controls {
                mod_wheel: kept(&controls.mod_wheel, known.wheel),
                aftertouch: kept(&controls.aftertouch, known.pressure),
                others: others.cloned().collect(),
                ..crate::voice::Controls::default()
            };
            print.controls = (left != crate::voice::Controls::default()).then(|| Arc::new(left));
        }
        let free = Voice { gate: u64::MAX, cut: u64::MAX, ..print.clone() };
        if self.length(&free) <= voice.gate.min(voice.cut) {
            print.gate = u64::MAX;
        }
        if self.length(&Voice { cut: u64::MAX, ..print.clone() }) <= voice.cut {
            print.cut = u64::MAX;
        }
        (print, gain)
    }

    /// An estimate of the voice's peak, linear, with its gain, before pan; a filter's resonance
    /// adds a quarter of its gain.
    #[must_use]
    pub fn peak(&self, voice: &Voice) -> f32 {
        let Some(prepared) = self.region(voice) else { return 0.0 };
        let generators = generators(&prepared.region, voice, 0);
        let moving = Moving::new(&generators, self.sample_rate);
        let resonance = 1.0 + (1.0 / moving.damping - 1.0).max(0.0) / 4.0;
        let level = math::db_to_gain(moving.level_db);
        self.font.peak(prepared.region.sample) * level * resonance * voice.gain
    }

    /// Nanoseconds of a batch-frame, roughly.
    ///
    /// Measured with `make bench-kernels` on 2026-11-26, AVX2, on a busy machine.
    #[must_use]
    pub fn cost(&self) -> f32 {
        if self.regions.iter().all(|it| it.open) { 10.0 } else { 14.0 }
    }

    /// The region a voice plays.
    #[inline(always)]
    pub(super) fn region(&self, voice: &Voice) -> Option<&Prepared> {
        self.regions.get(voice.zone as usize)
    }

    /// The frames of a region's sample.
    #[inline(always)]
    pub(super) fn wave(&self, region: usize) -> Wave<'_> {
        self.font.wave(self.regions[region].region.sample)
    }

    /// What does not change while a voice sounds.
    #[inline(never)]
    pub(super) fn fixed(&self, prepared: &Prepared, voice: &Voice) -> Fixed {
        let [key, _] = heard(&prepared.region, voice);
        Fixed::new(&generators(&prepared.region, voice, 0), key, self.sample_rate)
    }
}

impl Prepared {
    fn new(font: &Font, region: Region, sample_rate: f64) -> Option<Self> {
        let sample = &font.samples()[region.sample];
        let frames = font.wave(region.sample).words.len();
        if frames == 0 || sample.sample_rate == 0 {
            return None;
        }
        let value = |number: usize| region.generators[number];
        let first = if sample.packed { 0 } else { i64::from(sample.start) };
        let moved = |place: i64, fine: usize, coarse: usize| {
            let by = value(fine) as i64 + 32_768 * value(coarse) as i64;
            (place + by).clamp(0, frames as i64) as u32
        };
        let start = moved(0, g::START, g::START_COARSE);
        let end = moved(frames as i64, g::END, g::END_COARSE);
        let [loop_start, loop_end] = [sample.loop_start, sample.loop_end]
            .map(|place| (i64::from(place) - first).clamp(0, frames as i64));
        let loop_start = moved(loop_start, g::LOOP_START, g::LOOP_START_COARSE);
        let loop_end = moved(loop_end, g::LOOP_END, g::LOOP_END_COARSE).min(end);
        let mode = value(g::SAMPLE_MODES) as i64 & 3;
        let loops = matches!(mode, 1 | 3) && loop_end > loop_start && loop_end > start;
        if start >= end {
            return None;
        }
        let root = value(g::ROOT_KEY);
        let own = if sample.root_key > 127 { 60 } else { sample.root_key };
        let root = if root >= 0.0 { f64::from(root) } else { f64::from(own) };
        let tune = |number: usize| f64::from(g::held(number, value(number)));
        let correction = f64::from(sample.correction);
        let octaves = (tune(g::COARSE_TUNE) * 100.0 + tune(g::FINE_TUNE)) / 1200.0;
        let moves_times = region
            .modulators
            .iter()
            .any(|it| (g::VOL_ENV..g::INSTRUMENT).contains(&usize::from(it.destination)));
        let fixed = !moves_times && Times::ignores_key(Kind::Volume, &region.generators);
        let times = || Times::new(Kind::Volume, &region.generators, 60.0, sample_rate);
        let louder = region
            .modulators
            .iter()
            .any(|it| usize::from(it.destination) == g::ATTENUATION && it.amount < 0);
        let attenuation = if louder { 0.0 } else { value(g::ATTENUATION).max(0.0) * 0.04 };
        Some(Self {
            span: Span { start, end, loop_start, loop_end, loops },
            until_release: mode == 3,
            open: Moving::is_open(&region),
            rate: f64::from(sample.sample_rate) / sample_rate * libm::exp2(correction / 1200.0),
            root_key: root,
            scale: f64::from(g::held(g::SCALE_TUNING, value(g::SCALE_TUNING))) / 1200.0,
            volume: fixed.then(times),
            floor_db: (SILENCE_DB - attenuation).max(LEAST_FLOOR_DB),
            velocity_cb: velocity_cb(&region),
            wobble: wobble(&region).map(|down| down - octaves),
            controllers: Controllers::new(&region),
            region,
        })
    }

    /// Frames of the sample a frame of a key's, without tune and bend.
    pub(super) fn increment(&self, key: f32) -> f64 {
        let octaves = (f64::from(key) - self.root_key) * self.scale;
        (self.rate * libm::exp2(octaves)).min(FASTEST)
    }

    /// Frames until the sample is over, at least; infinite: it loops for ever.
    fn frames(&self, voice: &Voice) -> f64 {
        let span = &self.span;
        if span.loops && !(self.until_release && voice.gate < u64::MAX) {
            return f64::INFINITY;
        }
        let [key, _] = heard(&self.region, voice);
        let touched = voice.mod_wheel.is_some() || voice.aftertouch > 0.0;
        let touched = usize::from(touched || voice.controls.is_some());
        let bends = voice.bend.as_deref().unwrap_or_default().iter();
        let lowest = bends.map(|point| point.semitones).fold(0.0, f32::min);
        let down = self.wobble[touched] - f64::from(lowest) / 12.0;
        let slowest = (self.increment(key) * libm::exp2(-down)).max(1e-6);
        // What is beyond the end is heard by half the taps; a frame more for what is rounded.
        let over = |frames: u32| (f64::from(frames) + TAPS as f64) / slowest + 1.0;
        if span.loops {
            return voice.gate as f64 + over(span.end - span.loop_start.min(span.end));
        }
        over(span.end - span.start)
    }

    /// The position that a voice begins at.
    pub(super) fn begin(&self) -> u64 {
        u64::from(self.span.start) * ONE
    }
}

/// The factor of a velocity, if so many centibels are its softest.
fn softer(centibels: f32, velocity: f32) -> f32 {
    // `concave(1 - v)` of the velocity in 128ths, less that of 127.
    let velocity = (velocity * 127.0).round();
    let depth = |velocity: f32| (-math::gain_to_db(velocity / 128.0) * (2.0 / 96.0)).min(1.0);
    math::db_to_gain(-centibels / 10.0 * (depth(velocity) - depth(127.0)))
}

/// See [`Prepared::velocity_cb`].
fn velocity_cb(region: &Region) -> Option<f32> {
    let hears = |it: &&super::Modulator| {
        it.controllers().is_some_and(|them| them.contains(&Controller::Velocity))
    };
    if region.generators[g::VELOCITY] >= 0.0 {
        return Some(0.0);
    }
    let mut heard = region.modulators.iter().filter(hears);
    match (heard.next(), heard.next()) {
        (None, _) => Some(0.0),
        (Some(only), None) if only.is_velocity_to_level() && only.amount >= 0 => {
            Some(f32::from(only.amount))
        }
        _ => None,
    }
}

/// See [`Prepared::wobble`].
fn wobble(region: &Region) -> [f64; 2] {
    let pitch = [
        g::MOD_LFO_TO_PITCH,
        g::VIB_LFO_TO_PITCH,
        g::MOD_ENV_TO_PITCH,
        g::COARSE_TUNE,
        g::FINE_TUNE,
    ];
    let own: f32 = pitch[..3].iter().map(|it| g::held(*it, region.generators[*it]).abs()).sum();
    let (mut still, mut moved) = (own, own);
    for modulator in &region.modulators {
        let number = usize::from(modulator.destination);
        if !pitch.contains(&number) {
            continue;
        }
        let cents = if number == g::COARSE_TUNE { 100.0 } else { 1.0 };
        let most = f32::from(modulator.amount).abs() * cents;
        moved += most;
        let rests = |it| matches!(it, Controller::Midi(1) | Controller::Pressure);
        let controllers = modulator.controllers().unwrap_or([Controller::None; 2]);
        if !controllers.into_iter().any(rests) {
            still += most;
        }
    }
    [still, moved].map(|cents| f64::from(cents) / 1200.0)
}

impl Controllers {
    fn new(region: &Region) -> Self {
        let mut all = Self::default();
        for controller in region.modulators.iter().filter_map(|it| it.controllers()).flatten() {
            match controller {
                Controller::Midi(1) => all.wheel = true,
                Controller::Pressure => all.pressure = true,
                Controller::Midi(number) => {
                    all.others.insert(number);
                }
                Controller::Wheel => {
                    all.others.insert(WHEEL);
                }
                _ => {}
            }
        }
        all
    }
}
