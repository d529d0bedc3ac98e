//! What each drum is made of: the one table of figures.
//!
//! Times are those of a fall by 60 dB, in seconds, at a decay of 1. Frequencies are those of key
//! 60. Where no source is named, a figure was chosen on 2026-11-25 by looking at spectra and
//! envelopes, so that they are those the drum is known by; levels so that the loudest frame of a
//! middling voice at velocity 1 is at the drum's place in a kit (kick 0.9, tom 0.75, snare 0.65,
//! clap and cowbell 0.5, cymbal 0.4, hats 0.33; median of 600 seeds at 48 kHz).

use super::settings::Kind;

/// Most of each that a drum has.
pub(super) const TONES: usize = 2;
pub(super) const SQUARES: usize = 6;
pub(super) const BANDS: usize = 2;
/// Filters of a band.
pub(super) const FILTERS: usize = 2;

/// A drum.
pub(super) struct Drum {
    pub(super) tones: &'static [Tone],
    /// Into the tones' saturation, linear: 1 bends a full tone by 2.4 dB. 0: none.
    pub(super) drive: f64,
    /// Frequencies of the square waves, Hz.
    pub(super) squares: &'static [f64],
    pub(super) bands: &'static [Band],
    /// Factor on all.
    pub(super) level: f64,
}

/// A sine whose frequency falls to where it stays.
pub(super) struct Tone {
    pub(super) from_hz: f64,
    pub(super) to_hz: f64,
    /// Until the frequency is where it stays, within a thousandth of the way.
    pub(super) sweep_s: f64,
    pub(super) decay_s: f64,
    pub(super) level: f64,
    pub(super) part: Part,
}

/// Squares and noise through filters.
pub(super) struct Band {
    /// Each of the squares.
    pub(super) squares: f64,
    pub(super) noise: f64,
    /// What the filters give clips softly (`tanh`), as the amplifiers of the models do; it makes
    /// noise dense and strokes alike.
    pub(super) clips: bool,
    /// Factor behind that.
    pub(super) level: f64,
    pub(super) filters: [Filter; FILTERS],
    pub(super) envelope: Envelope,
    pub(super) part: Part,
}

/// What the settings `decay` and `tone` and the velocity do to a part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// It rings as long as `decay` says; `tone` and velocity move its filters.
    Body,
    /// It rings as long as `decay` says; its level goes with `tone` and velocity.
    Rattle,
    /// Its length is its own; its level goes with `tone` and velocity.
    Click,
}

/// A filter of two poles.
#[derive(Clone, Copy)]
pub(super) struct Filter {
    pub(super) response: Response,
    pub(super) hz: f64,
    pub(super) q: f64,
}

/// What a filter lets through.
#[derive(Clone, Copy)]
pub(super) enum Response {
    Bandpass,
    Highpass,
}

/// Bursts that die away fast, and a tail that begins with the last of them.
#[derive(Clone, Copy)]
pub(super) struct Envelope {
    /// From one burst to the next; only of several.
    pub(super) period_s: f64,
    pub(super) bursts: u32,
    pub(super) burst: f64,
    pub(super) burst_s: f64,
    pub(super) tail: f64,
    pub(super) tail_s: f64,
}

const fn bandpass(hz: f64, q: f64) -> Filter {
    Filter { response: Response::Bandpass, hz, q }
}

pub(super) const fn highpass(hz: f64, q: f64) -> Filter {
    Filter { response: Response::Highpass, hz, q }
}

/// One stroke: a share that dies fast, and the rest.
const fn stroke(burst: f64, burst_s: f64, tail_s: f64) -> Envelope {
    Envelope { period_s: 0.0, bursts: 1, burst, burst_s, tail: 1.0 - burst, tail_s }
}

/// The six oscillators that hats and cymbal of the TR-808 share, Hz, the last two the cowbell's
/// (key: werner-808-cymbal) section 2.1. (Theirs have a duty cycle of 48 per cent, ours of 50.)
const METAL: [f64; SQUARES] = [205.3, 304.4, 369.6, 522.7, 540.0, 800.0];

/// Ends a hair below the 49.5 Hz of the TR-808 (key: werner-808-bass), whose sweep is shorter and less
/// wide; the wide one and the click are the habit of later machines.
const KICK: Drum = Drum {
    tones: &[
        Tone {
            from_hz: 180.0,
            to_hz: 48.0,
            sweep_s: 0.16,
            decay_s: 0.55,
            level: 1.0,
            part: Part::Body,
        },
        Tone {
            from_hz: 3200.0,
            to_hz: 700.0,
            sweep_s: 0.008,
            decay_s: 0.016,
            level: 0.45,
            part: Part::Click,
        },
    ],
    drive: 1.2,
    squares: &[],
    bands: &[],
    level: 1.15,
};

/// Two modes of a struck skin, 180 and 330 Hz (a TR-808's upper one is at 335 (key: norgate-snare)),
/// each a little high at first, and the noise of the snares.
const SNARE: Drum = Drum {
    tones: &[
        Tone {
            from_hz: 230.0,
            to_hz: 180.0,
            sweep_s: 0.06,
            decay_s: 0.2,
            level: 0.62,
            part: Part::Body,
        },
        Tone {
            from_hz: 400.0,
            to_hz: 330.0,
            sweep_s: 0.05,
            decay_s: 0.13,
            level: 0.3,
            part: Part::Body,
        },
    ],
    drive: 0.7,
    squares: &[],
    bands: &[Band {
        squares: 0.0,
        noise: 3.0,
        clips: true,
        level: 0.44,
        filters: [bandpass(3600.0, 0.6), highpass(900.0, 0.7)],
        envelope: stroke(0.5, 0.09, 0.3),
        part: Part::Rattle,
    }],
    level: 0.7,
};

/// Three strokes 10 ms apart and a fourth with a room behind it, through a bandpass: the
/// TR-808's, which is at 1 kHz (key: roland-808-service) page 6.
const CLAP: Drum = Drum {
    tones: &[],
    drive: 0.0,
    squares: &[],
    bands: &[Band {
        squares: 0.0,
        noise: 6.0,
        clips: true,
        level: 0.5,
        filters: [bandpass(1100.0, 1.3), highpass(500.0, 0.7)],
        envelope: Envelope {
            period_s: 0.010,
            bursts: 4,
            burst: 0.8,
            burst_s: 0.022,
            tail: 0.4,
            tail_s: 0.35,
        },
        part: Part::Body,
    }],
    level: 1.0,
};

/// Metal and a little noise through a bandpass near the TR-808's 7.1 kHz (key: werner-808-cymbal) and a
/// highpass. 40 dB down after 50 ms.
const CLOSED_HAT: Drum = hat(&[Band {
    squares: 1.6,
    noise: 0.6,
    clips: true,
    level: 0.46,
    filters: HAT_FILTERS,
    envelope: stroke(0.3, 0.03, 0.08),
    part: Part::Body,
}]);

/// The same, 40 dB down after 350 ms.
const OPEN_HAT: Drum = hat(&[Band {
    squares: 1.6,
    noise: 0.6,
    clips: true,
    level: 0.46,
    filters: HAT_FILTERS,
    envelope: stroke(0.3, 0.06, 0.55),
    part: Part::Body,
}]);

const HAT_FILTERS: [Filter; FILTERS] = [bandpass(8000.0, 0.8), highpass(7000.0, 0.8)];

const fn hat(bands: &'static [Band]) -> Drum {
    Drum { tones: &[], drive: 0.0, squares: &METAL, bands, level: 1.0 }
}

/// Between the low and the middle tom of a TR-808 (93 and 135 Hz), with a little noise beside as
/// there; the sweep is wider.
const TOM: Drum = Drum {
    tones: &[Tone {
        from_hz: 185.0,
        to_hz: 115.0,
        sweep_s: 0.2,
        decay_s: 0.5,
        level: 1.0,
        part: Part::Body,
    }],
    drive: 0.5,
    squares: &[],
    bands: &[Band {
        squares: 0.0,
        noise: 1.0,
        clips: false,
        level: 0.5,
        filters: [bandpass(700.0, 0.6), highpass(200.0, 0.7)],
        envelope: stroke(0.6, 0.04, 0.2),
        part: Part::Rattle,
    }],
    level: 0.7,
};

/// The TR-808's two bands, 3.44 kHz long and 7.1 kHz shorter (key: werner-808-cymbal), with noise
/// for the wash.
const CYMBAL: Drum = Drum {
    tones: &[],
    drive: 0.0,
    squares: &METAL,
    bands: &[
        Band {
            squares: 1.0,
            noise: 0.8,
            clips: true,
            level: 0.25,
            filters: [bandpass(3440.0, 1.2), highpass(3000.0, 0.7)],
            envelope: stroke(0.2, 0.1, 2.0),
            part: Part::Body,
        },
        Band {
            squares: 1.5,
            noise: 0.7,
            clips: true,
            level: 0.3,
            filters: [bandpass(7100.0, 0.8), highpass(5000.0, 0.8)],
            envelope: stroke(0.5, 0.25, 1.4),
            part: Part::Body,
        },
    ],
    level: 1.0,
};

/// Two oscillators through a bandpass that is highest between 800 and 900 Hz
/// (key: werner-808-cowbell); a short stroke and a longer ring, as there.
const COWBELL: Drum = Drum {
    tones: &[],
    drive: 0.0,
    squares: &[METAL[4], METAL[5]],
    bands: &[Band {
        squares: 1.0,
        noise: 0.0,
        clips: false,
        level: 0.3,
        filters: [bandpass(850.0, 1.2), highpass(400.0, 0.7)],
        envelope: stroke(0.6, 0.05, 0.5),
        part: Part::Body,
    }],
    level: 1.0,
};

/// A drum's figures.
pub(super) fn drum(kind: Kind) -> &'static Drum {
    match kind {
        Kind::Kick => &KICK,
        Kind::Snare => &SNARE,
        Kind::Clap => &CLAP,
        Kind::ClosedHat => &CLOSED_HAT,
        Kind::OpenHat => &OPEN_HAT,
        Kind::Tom => &TOM,
        Kind::Cymbal => &CYMBAL,
        Kind::Cowbell => &COWBELL,
    }
}
