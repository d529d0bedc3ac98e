//! Generators: the numbers of a zone, by their enumerators (key: soundfont2006, section 8.1.2).

/// How many enumerators there are.
pub const COUNT: usize = 61;

/// Frames that the sample's start is moved by.
pub const START: usize = 0;
/// Frames that its end is moved by.
pub const END: usize = 1;
/// Frames that its loop's start is moved by.
pub const LOOP_START: usize = 2;
/// Frames that its loop's end is moved by.
pub const LOOP_END: usize = 3;
/// As `START`, in 32768 frames.
pub const START_COARSE: usize = 4;
/// Cents.
pub const MOD_LFO_TO_PITCH: usize = 5;
/// Cents.
pub const VIB_LFO_TO_PITCH: usize = 6;
/// Cents.
pub const MOD_ENV_TO_PITCH: usize = 7;
/// Absolute cents.
pub const FILTER_CUTOFF: usize = 8;
/// Centibels of the peak above the level of low frequencies.
pub const FILTER_Q: usize = 9;
/// Cents.
pub const MOD_LFO_TO_CUTOFF: usize = 10;
/// Cents.
pub const MOD_ENV_TO_CUTOFF: usize = 11;
/// As `END`, in 32768 frames.
pub const END_COARSE: usize = 12;
/// Centibels.
pub const MOD_LFO_TO_VOLUME: usize = 13;
/// Tenths of a percent.
pub const CHORUS_SEND: usize = 15;
/// Tenths of a percent.
pub const REVERB_SEND: usize = 16;
/// -500..=500.
pub const PAN: usize = 17;
/// Timecents.
pub const MOD_LFO_DELAY: usize = 21;
/// Absolute cents.
pub const MOD_LFO_FREQUENCY: usize = 22;
/// Timecents.
pub const VIB_LFO_DELAY: usize = 23;
/// Absolute cents.
pub const VIB_LFO_FREQUENCY: usize = 24;
/// The first of the modulation envelope's: delay, attack, hold, decay (timecents), sustain (tenths
/// of a percent less than full), release, key to hold, key to decay.
pub const MOD_ENV: usize = 25;
/// The first of the volume envelope's; its sustain is in centibels less than full.
pub const VOL_ENV: usize = 33;
/// Which instrument; the last generator of a preset's zone.
pub const INSTRUMENT: usize = 41;
/// Lowest and highest key, a byte each.
pub const KEY_RANGE: usize = 43;
/// Softest and loudest velocity, a byte each.
pub const VELOCITY_RANGE: usize = 44;
/// As `LOOP_START`, in 32768 frames.
pub const LOOP_START_COARSE: usize = 45;
/// The key in the place of the note's.
pub const KEY: usize = 46;
/// The velocity in the place of the note's.
pub const VELOCITY: usize = 47;
/// Centibels.
pub const ATTENUATION: usize = 48;
/// As `LOOP_END`, in 32768 frames.
pub const LOOP_END_COARSE: usize = 50;
/// Semitones.
pub const COARSE_TUNE: usize = 51;
/// Cents.
pub const FINE_TUNE: usize = 52;
/// Which sample; the last generator of an instrument's zone.
pub const SAMPLE: usize = 53;
/// 1: loops; 3: loops until the key is let go; else it plays once.
pub const SAMPLE_MODES: usize = 54;
/// Cents of a key.
pub const SCALE_TUNING: usize = 56;
/// Notes of one class silence one another.
pub const EXCLUSIVE_CLASS: usize = 57;
/// The key at which the sample sounds as it was recorded, in the place of the sample's own.
pub const ROOT_KEY: usize = 58;

/// Places in an envelope's generators.
pub(super) const DELAY: usize = 0;
pub(super) const ATTACK: usize = 1;
pub(super) const HOLD: usize = 2;
pub(super) const DECAY: usize = 3;
pub(super) const SUSTAIN: usize = 4;
pub(super) const RELEASE: usize = 5;
pub(super) const KEY_TO_HOLD: usize = 6;
pub(super) const KEY_TO_DECAY: usize = 7;

/// Values where a font says nothing (section 8.1.3).
pub(super) const DEFAULTS: [i16; COUNT] = {
    let mut values = [0; COUNT];
    values[FILTER_CUTOFF] = 13_500;
    values[MOD_LFO_DELAY] = -12_000;
    values[VIB_LFO_DELAY] = -12_000;
    let mut at = 0;
    while at <= RELEASE {
        if at != SUSTAIN {
            values[MOD_ENV + at] = -12_000;
            values[VOL_ENV + at] = -12_000;
        }
        at += 1;
    }
    values[KEY] = -1;
    values[VELOCITY] = -1;
    values[SCALE_TUNING] = 100;
    values[ROOT_KEY] = -1;
    values
};

/// Whether a preset's zone may have it, where it adds to the instrument's (section 8.1.2: those of
/// the sample and what takes a note's place are the instrument's only).
pub(super) fn adds(generator: usize) -> bool {
    !matches!(
        generator,
        START
            | END
            | LOOP_START
            | LOOP_END
            | START_COARSE
            | END_COARSE
            | LOOP_START_COARSE
            | LOOP_END_COARSE
            | INSTRUMENT
            | KEY_RANGE
            | VELOCITY_RANGE
            | KEY
            | VELOCITY
            | SAMPLE
            | SAMPLE_MODES
            | EXCLUSIVE_CLASS
            | ROOT_KEY
    )
}

/// A sum held within the generator's range (section 8.1.3).
pub(super) fn held(generator: usize, value: f32) -> f32 {
    let (low, high) = match generator {
        MOD_LFO_TO_PITCH | VIB_LFO_TO_PITCH | MOD_ENV_TO_PITCH => (-12_000.0, 12_000.0),
        MOD_LFO_TO_CUTOFF | MOD_ENV_TO_CUTOFF => (-12_000.0, 12_000.0),
        FILTER_CUTOFF => (1500.0, 13_500.0),
        FILTER_Q => (0.0, 960.0),
        MOD_LFO_TO_VOLUME => (-960.0, 960.0),
        CHORUS_SEND | REVERB_SEND => (0.0, 1000.0),
        PAN => (-500.0, 500.0),
        MOD_LFO_FREQUENCY | VIB_LFO_FREQUENCY => (-16_000.0, 4500.0),
        MOD_LFO_DELAY | VIB_LFO_DELAY => (-12_000.0, 5000.0),
        COARSE_TUNE => (-120.0, 120.0),
        FINE_TUNE => (-99.0, 99.0),
        SCALE_TUNING => (0.0, 1200.0),
        _ => return envelope_held(generator, value),
    };
    value.clamp(low, high)
}

fn envelope_held(generator: usize, value: f32) -> f32 {
    let (first, most) = match generator {
        MOD_ENV..VOL_ENV => (MOD_ENV, 1000.0),
        VOL_ENV..INSTRUMENT => (VOL_ENV, 1440.0),
        _ => return value,
    };
    match generator - first {
        DELAY | HOLD => value.clamp(-12_000.0, 5000.0),
        SUSTAIN => value.clamp(0.0, most),
        KEY_TO_HOLD | KEY_TO_DECAY => value.clamp(-1200.0, 1200.0),
        _ => value.clamp(-12_000.0, 8000.0),
    }
}
