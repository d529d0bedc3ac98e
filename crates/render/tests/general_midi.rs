//! Every program of General MIDI sounds, in its place, as its family does.

mod song;

use rebounce::{Gain, Options, Tail};
use rebounce_song::Beats;
use rebounce_song::Note;
use rebounce_song::pattern::{Part, Pattern};
use rebounce_song::preset::general_midi;
use song::{Rendered, render, song};

const RATE: u32 = 22_050;
/// Beats from one program to the next, at 120.
const STEP: usize = 8;

/// Every program plays middle C for two seconds, one after another.
fn all() -> Rendered {
    let mut song = song(r#""tempo": 120"#);
    let mut pattern = Pattern { id: "p".to_owned(), ..Pattern::default() };
    for program in 0..128 {
        let instrument = general_midi::program(program);
        let start = Beats((usize::from(program) * STEP) as f64);
        let note = Note { start, length: Beats(4.0), velocity: 0.62, ..Note::default() };
        pattern.parts.push(Part { instrument: instrument.id.clone(), notes: vec![note] });
        song.instruments.push(instrument);
    }
    song.patterns.push(pattern);
    let mut options = Options::default();
    (options.sample_rate, options.gain, options.tail) = (RATE, Gain::Off, Tail::Cut);
    render(&song, &options)
}

/// The loudest mean square of a tenth of a second, and of the last tenth before the key goes up.
fn levels(sound: &Rendered, program: usize) -> (f64, f64) {
    let start = program * STEP * RATE as usize / 2;
    let tenth = RATE as usize / 10;
    let square = |from: usize| {
        let frames = from..from + tenth;
        let channels = sound.mix.iter().map(|it| &it[frames.clone()]);
        channels.flatten().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>() / tenth as f64
    };
    let loudest = (0..20).map(|part| square(start + part * tenth)).fold(0.0, f64::max);
    (loudest, square(start + 19 * tenth))
}

#[test]
fn every_program_is_heard_and_none_is_far_too_loud() {
    let sound = all();
    assert!(sound.mix.iter().flatten().all(|x| x.is_finite() && x.abs() < 1.0));
    for program in 0..128 {
        let (loudest, last) = levels(&sound, program);
        let db = 10.0 * libm::log10(loudest);
        let name = general_midi::name(program as u8);
        // Families lie between -23 and -30 LUFS; K-weighting takes from lows and short sounds.
        assert!((-42.0..-8.0).contains(&db), "{name}: {db} dB");
        // Organs, bowed strings, ensembles, brass, reeds, pipes and leads last while the key is
        // down; what is struck or plucked does not.
        let falls = 10.0 * libm::log10(loudest / last.max(1e-12));
        match program {
            16..=23 | 40..=43 | 48..=54 | 56..=80 | 82 => {
                assert!(falls < 8.0, "{name} falls by {falls} dB");
            }
            0..=15 | 24..=28 | 31..=37 | 45..=47 | 104..=108 | 112..=118 => {
                assert!(falls > 5.0, "{name} falls by {falls} dB only");
            }
            _ => {}
        }
    }
}
