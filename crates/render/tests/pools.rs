//! Equal filters that end the chains of several tracks are computed as one: the sound is that of each
//! for itself, to rounding, and nobody who takes stems, threads or shares hears a difference.

mod song;

use rebounce::{Gain, Group, NoAssets, Options, Render, Share, Tap};
use rebounce_song::automation::{Curve, Insert, Lane, Point, Target};
use rebounce_song::mixer::Send;
use rebounce_song::{Beats, Song};
use song::{render, song, sum};

/// A delay that is the same on both sides.
const DELAY: &str =
    r#"{"type": "modern-delay", "settings": {"timeLeft": 0.13, "timeRight": 0.13}}"#;
/// Another, in one number.
const OTHER: &str =
    r#"{"type": "modern-delay", "settings": {"timeLeft": 0.13, "timeRight": 0.13, "wet": 0.36}}"#;
/// One whose sides hear each other.
const CROSSING: &str = r#"{"type": "modern-delay", "settings": {"timeLeft": 0.1, "timeRight": 0.14, "pingPong": 0.6}}"#;
const REVERB: &str = r#"{"type": "reverb", "settings": {"roomSize": 0.1}}"#;
/// Swings.
const CHORUS: &str = r#"{"type": "stardust-chorus", "settings": {}}"#;
/// Dynamic, and late.
const LIMITER: &str = r#"{"type": "limiter", "settings": {"ceiling": -12}}"#;

/// A track of the songs here.
#[derive(Clone, Copy)]
struct Track {
    inserts: &'static [&'static str],
    gain: f64,
    pan: f64,
    /// To the bus.
    send: f64,
}

/// Instruments (a drum, a mono synth, a wide one) on these tracks, and a bus that swings.
fn mixer(tracks: &[Track]) -> Song {
    let sounds = [
        r#"{"type": "drum", "kind": "kick"}"#,
        r#"{"type": "va", "voiceMode": "mono", "filter": {"cutoff": 900}}"#,
        r#"{"type": "va", "oscillators": [{"waveform": "supersaw"}, {"waveform": "square"}, {"enabled": false}]}"#,
    ];
    let (mut instruments, mut strips, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (number, track) in tracks.iter().enumerate() {
        let (sound, inserts) = (sounds[number % 3], track.inserts.join(", "));
        let Track { gain, pan, send, .. } = track;
        let sends = if *send > 0.0 {
            format!(r#"{{"to": "bus", "level": {send}}}"#)
        } else {
            String::new()
        };
        instruments
            .push(format!(r#"{{"id": "i{number}", "output": "t{number}", "sound": {sound}}}"#));
        strips.push(format!(
            r#"{{"id": "t{number}", "name": "T{number}", "gain": {gain}, "pan": {pan},
                 "inserts": [{inserts}], "sends": [{sends}]}}"#
        ));
        let note = |beat: usize| {
            let (start, key) =
                (beat as f64 * 0.5 + 0.1 * number as f64, 40 + 7 * (number % 6) + beat);
            format!(r#"{{"start": {start}, "length": 0.4, "key": {key}}}"#)
        };
        let notes = (0..6).map(note).collect::<Vec<_>>().join(", ");
        parts.push(format!(r#"{{"instrument": "i{number}", "notes": [{notes}]}}"#));
    }
    song(&format!(
        r#""instruments": [{}], "patterns": [{{"id": "p", "length": 4, "parts": [{}]}}],
           "mixer": {{"tracks": [{}, {{"id": "bus", "name": "Bus", "kind": "bus", "inserts": [{CHORUS}]}}]}}"#,
        instruments.join(", "),
        parts.join(", "),
        strips.join(", "),
    ))
}

/// Six tracks alike but for gain, pan and send.
fn six(inserts: &'static [&'static str], pans: [f64; 6], sends: [f64; 6]) -> Song {
    let track = |number: usize| Track {
        inserts,
        gain: [0.9, 0.7, 0.3, 1.1, 0.8, 0.25][number],
        pan: pans[number],
        send: sends[number],
    };
    mixer(&[0, 1, 2, 3, 4, 5].map(track))
}

const CENTRE: [f64; 6] = [0.0; 6];
const WIDE: [f64; 6] = [0.0, -0.4, 0.3, -1.0, 0.8, 0.1];
const NONE: [f64; 6] = [0.0; 6];
const SENDS: [f64; 6] = [0.3, 0.0, 0.5, 0.1, 0.2, 0.9];

fn options() -> Options {
    let mut options = Options::default();
    options.threads = 1;
    options.gain = Gain::Off;
    options
}

/// The names of pools.
fn pools(song: &Song) -> Vec<String> {
    let render = Render::new(song, &NoAssets, &options()).expect("the song is legal");
    let names = render.plan().nodes.iter().map(|node| node.name.clone());
    names.filter(|name| name.ends_with(", pooled")).collect()
}

/// A fader of a track that a lane holds where it stands, which is the same to the bit: so it is in no
/// pool.
fn held(song: &mut Song, track: usize) {
    let track = &song.mixer.tracks[track];
    let point = Point { at: Beats(0.0), value: track.gain, curve: Curve::default() };
    song.automation
        .push(Lane { target: Target::Gain { track: track.id.clone() }, points: vec![point] });
}

/// The song with no pools.
fn apart(song: &Song) -> Song {
    let mut apart = song.clone();
    (0..apart.mixer.tracks.len()).for_each(|track| held(&mut apart, track));
    assert!(pools(&apart).is_empty());
    apart
}

/// That two sounds differ by no more than -120 dB of the second's peak.
fn near(a: &[Vec<f32>; 2], b: &[Vec<f32>; 2], what: &str) {
    let peak = b.iter().flatten().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    assert!(peak > 0.01, "{what}: {peak}");
    for (a, b) in a.iter().zip(b) {
        assert_eq!(a.len(), b.len(), "{what}: lengths");
        let apart = a.iter().zip(b).fold(0.0_f32, |apart, (a, b)| apart.max((a - b).abs()));
        assert!(apart <= peak * 1e-6, "{what}: {apart} of {peak}");
    }
}

/// That the song has so many pools, and sounds as without.
fn sounds_the_same(song: &Song, count: usize, what: &str) {
    let found = pools(song);
    assert_eq!(found.len(), count, "{what}: {found:?}");
    near(&render(song, &options()).mix, &render(&apart(song), &options()).mix, what);
}

/// An equaliser behind something that is not pooled, and does not go beside others.
fn equalised() -> Song {
    const CRUSHER: &str = r#"{"type": "arcade-crusher", "settings": {}}"#;
    const EQ: &str = r#"{"type": "multiband-eq", "settings": {"bands": [
        {"type": "lowshelf", "frequency": 120, "gain": 9}, {"frequency": 300, "gain": -5, "q": 3},
        {"frequency": 700, "gain": 4}, {"frequency": 2000, "gain": 8, "q": 6},
        {"type": "highshelf", "frequency": 6000, "gain": -9}, {"frequency": 9000, "gain": 3}]}}"#;
    six(&[CRUSHER, EQ], WIDE, NONE)
}

#[test]
fn what_is_the_same_on_both_sides_is_one_whatever_the_pans() {
    sounds_the_same(&equalised(), 1, "an equaliser");
    sounds_the_same(&six(&[DELAY], WIDE, NONE), 1, "a delay");
    sounds_the_same(&six(&[LIMITER, DELAY], CENTRE, NONE), 1, "a delay behind a limiter");
    sounds_the_same(&six(&[DELAY, REVERB], CENTRE, NONE), 1, "only the last one");
}

#[test]
fn a_room_is_one_for_all_that_are_panned_alike() {
    sounds_the_same(&six(&[REVERB], CENTRE, NONE), 1, "a room");
    let pans = [0.0, -0.4, -0.4, 0.0, 0.0, -0.4];
    sounds_the_same(&six(&[REVERB], pans, NONE), 2, "a room, two pans");
}

#[test]
fn a_room_is_two_for_all_however_they_are_panned() {
    sounds_the_same(&six(&[REVERB], WIDE, NONE), 2, "what stays on its side and what crosses");
    sounds_the_same(&six(&[REVERB], WIDE, SENDS), 4, "the same, and any sends");
    let right = [0.0, 0.2, 0.3, 0.9, 1.0, 0.1];
    sounds_the_same(&six(&[LIMITER, REVERB], right, NONE), 2, "all to the right");
    // What hears the other side is one only where pans are alike.
    sounds_the_same(&six(&[CROSSING], WIDE, NONE), 0, "echoes that cross");
    sounds_the_same(&six(&[CROSSING], [0.3; 6], NONE), 1, "echoes that cross, one pan");
}

#[test]
fn targets_share_a_pool_where_sends_are_in_proportion() {
    sounds_the_same(&six(&[REVERB], CENTRE, [0.3; 6]), 1, "sends in proportion");
    sounds_the_same(&six(&[REVERB], CENTRE, SENDS), 2, "any sends");
    sounds_the_same(&six(&[DELAY], WIDE, SENDS), 2, "any sends and pans");
    let mut muted = six(&[REVERB], CENTRE, SENDS);
    muted.mixer.tracks[6].muted = true;
    sounds_the_same(&muted, 1, "a bus that nobody hears");
}

#[test]
fn what_ends_in_buses_is_pooled_too() {
    let mut song = six(&[REVERB], CENTRE, SENDS);
    for track in 0..3 {
        song.mixer.tracks[track].output = "bus".to_owned();
        song.mixer.tracks[track].sends.clear();
    }
    // The bus ends in the same room as those that lead to it.
    let room = song.mixer.tracks[0].inserts[0].clone();
    song.mixer.tracks[6].inserts.push(room);
    sounds_the_same(&song, 2, "buses");
}

#[test]
fn what_moves_differs_or_is_heard_otherwise_is_not_pooled() {
    let song = || six(&[DELAY], CENTRE, NONE);
    let out = |change: &dyn Fn(&mut Song), what: &str| {
        let mut changed = song();
        change(&mut changed);
        let found = pools(&changed);
        assert_eq!(found.len(), 1, "{what}");
        assert!(!found[0].contains("T0"), "{what}: {found:?}");
    };
    assert_eq!(pools(&song()), ["modern-delay of T0, T1, T2, T3, T4, T5 to master, pooled"]);
    let other = mixer(&[Track { inserts: &[OTHER], gain: 1.0, pan: 0.0, send: 0.0 }]);
    let other = &other.mixer.tracks[0].inserts[0];
    out(&|song| song.mixer.tracks[0].inserts[0] = other.clone(), "another number");
    out(&|song| held(song, 0), "a fader that moves");
    out(&|song| song.mixer.tracks[0].mono = true, "a track in mono");
    out(&|song| song.mixer.tracks[0].inserts[0].bypass = true, "a bypass");
    out(&|song| song.mixer.tracks[0].muted = true, "a mute");
    out(&|song| song.mixer.tracks[0].eq.low.0 = 3.0, "an equaliser behind it");
    let send = Send { to: "bus".to_owned(), level: 0.1, pre_fader: true };
    out(&|song| song.mixer.tracks[0].sends.push(send.clone()), "a send ahead of the fader");
    let moving = |target: Target, value: f64| Lane {
        target,
        points: vec![Point { at: Beats(0.0), value, curve: Curve::default() }],
    };
    let track = || "t0".to_owned();
    out(
        &|song| {
            song.mixer.tracks[0].sends.push(Send { pre_fader: false, ..send.clone() });
            let target = Target::Send { track: track(), to: "bus".to_owned() };
            song.automation.push(moving(target, 0.1));
        },
        "a send that moves",
    );
    out(
        &|song| {
            let (effect, parameter) = (Insert::Place(0), "wet".to_owned());
            let target = Target::Effect { track: track(), effect, parameter };
            song.automation.push(moving(target, 0.3));
        },
        "an effect that moves",
    );
    out(
        &|song| {
            let mut ducks = mixer(&[Track {
                inserts: &[r#"{"type": "compressor", "settings": {"scEnable": 1}}"#],
                gain: 1.0,
                pan: 0.0,
                send: 0.0,
            }]);
            let mut ducks = ducks.mixer.tracks[0].inserts.remove(0);
            ducks.side_chain = Some(track());
            song.mixer.tracks[6].inserts.push(ducks);
            song.mixer.tracks[1].sends.push(Send { pre_fader: false, ..send.clone() });
        },
        "what drives a side chain",
    );
}

#[test]
fn what_swings_or_bends_is_never_pooled() {
    assert!(pools(&six(&[CHORUS], CENTRE, NONE)).is_empty());
    assert!(pools(&six(&[LIMITER], CENTRE, NONE)).is_empty());
    assert!(pools(&mixer(&[Track { inserts: &[], gain: 1.0, pan: 0.0, send: 0.0 }; 3])).is_empty());
}

/// A song with pools of each kind, of which some have two targets.
fn mixed() -> Song {
    let track = |number: usize| Track {
        inserts: [&[LIMITER, DELAY][..], &[DELAY], &[LIMITER, REVERB], &[REVERB], &[CROSSING]]
            [number % 5],
        gain: 0.5,
        pan: if number % 5 == 4 { 0.3 } else { WIDE[number % 6] },
        send: if number % 5 > 1 { 0.25 } else { SENDS[number % 6] },
    };
    let song = mixer(&std::array::from_fn::<_, 15, _>(track));
    assert_eq!(pools(&song).len(), 5, "{:?}", pools(&song));
    song
}

#[test]
fn threads_windows_and_stems_are_not_heard() {
    let song = mixed();
    let one = render(&song, &options());
    let with = |change: &dyn Fn(&mut Options)| {
        let mut options = options();
        change(&mut options);
        let other = render(&song, &options);
        assert_eq!(other.report.audio, one.report.audio);
        assert!(other.mix == one.mix);
        other.stems
    };
    for window in [31, 1000, 16_384] {
        with(&|options| options.window = window);
    }
    for threads in [2, 4, 16] {
        with(&|options| options.threads = threads);
    }
    let group = |id: &str, tap: Tap, instruments: &[&str]| Group {
        id: id.to_owned(),
        name: id.to_owned(),
        instruments: instruments.iter().map(|&id| id.to_owned()).collect(),
        tap,
        ..Group::default()
    };
    let stems = with(&|options| options.stems = true);
    let names: Vec<&str> = stems.iter().map(|(name, _)| &name[..]).collect();
    let tracks: Vec<String> = (0..15).map(|number| format!("T{number}")).collect();
    assert_eq!(names[..15], tracks, "stems are in the order of tracks");
    near(&sum(&stems), &one.mix, "the sum of stems");
    for (stem, alone) in stems.iter().zip(render(&apart(&song), &stemmed()).stems) {
        assert_eq!(stem.0, alone.0);
        near(&stem.1, &alone.1, &stem.0);
    }
    let all: Vec<String> = (0..15).map(|number| format!("i{number}")).collect();
    let all: Vec<&str> = all.iter().map(|id| &id[..]).collect();
    let stems = with(&|options| {
        options.groups = vec![
            group("a", Tap::Mix, &all[..5]),
            group("b", Tap::Mix, &all[5..]),
            group("c", Tap::Track, &all[2..3]),
        ];
    });
    near(&sum(&stems[..2]), &one.mix, "the sum of groups");
}

fn stemmed() -> Options {
    let mut options = options();
    options.stems = true;
    options
}

#[test]
fn shares_are_not_heard() {
    let song = mixed();
    let one = render(&song, &options()).report.audio;
    for stems in [false, true] {
        for count in [2, 5] {
            let mut options = options();
            options.stems = stems;
            let mut render =
                Render::in_shares(&song, &NoAssets, &options, count).expect("the song is legal");
            let share = |number| Share::new(&song, &NoAssets, &options, [number, count]);
            let shares = render.shares();
            assert!(!shares.is_empty(), "tracks have shares");
            let mut shares: Vec<(usize, Share)> = shares
                .into_iter()
                .map(|number| (number, share(number).expect("the song is legal")))
                .collect();
            loop {
                match render.poll_window() {
                    std::task::Poll::Ready(None) => break,
                    std::task::Poll::Ready(Some(_)) => {}
                    std::task::Poll::Pending => {
                        for (number, share) in &mut shares {
                            if let Some(window) = share.next_window() {
                                render.hand_in(*number, window).expect("it is of that share");
                            }
                        }
                    }
                }
            }
            assert_eq!(render.finish().audio, one, "{count} shares, stems: {stems}");
        }
    }
}

#[test]
fn the_bound_holds_and_the_gain_is_the_same_whatever_is_taken() {
    let song = mixed();
    let mut options = options();
    options.gain = Gain::Predictive;
    let alone = render(&song, &options).report;
    let bound = alone.gain.peak_bound_dbfs.expect("all has a bound");
    let peak = alone.gain.unlimited_peak_dbfs.expect("it sounds");
    assert!(peak <= bound, "{peak} over {bound}");
    options.stems = true;
    options.threads = 2;
    let beside = render(&song, &options).report;
    assert_eq!((alone.audio, alone.gain), (beside.audio, beside.gain));
}
