//! Laws of the whole: silence, shift, scaling, sums, ends.

mod song;

use rebounce::{Gain, Length, Options, Tail};
use rebounce_song::{Beats, Song};
use song::{Rendered, full, linear, render};

fn options() -> Options {
    let mut options = Options::default();
    options.threads = 1;
    options.gain = Gain::Off;
    options
}

fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, x| peak.max(x.abs()))
}

fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).fold(0.0, |peak, (a, b)| peak.max((a - b).abs()))
}

#[test]
fn stems_add_up_to_the_mix_when_the_master_is_linear() {
    let mut options = options();
    options.stems = true;
    for tail in [Tail::Natural, Tail::Cut] {
        options.tail = tail;
        let Rendered { mix, stems, .. } = render(&linear(), &options);
        assert_eq!(stems.len(), 5);
        for channel in 0..2 {
            let mut sum = vec![0.0f32; mix[channel].len()];
            for (_, stem) in &stems {
                for (sum, x) in sum.iter_mut().zip(&stem[channel]) {
                    *sum += x;
                }
            }
            // -120 dB of the mix's peak.
            let bound = peak(&mix[channel]) * 1e-6;
            let difference = largest_difference(&sum, &mix[channel]);
            assert!(difference <= bound, "channel {channel}: {difference} > {bound}");
        }
    }
}

#[test]
fn stems_are_as_long_as_the_mix_and_none_is_silent() {
    let mut options = options();
    options.stems = true;
    let Rendered { mix, stems, .. } = render(&full(), &options);
    for (name, stem) in &stems {
        assert_eq!(stem[0].len(), mix[0].len(), "{name}");
        assert!(peak(&stem[0]) > 1e-3, "{name} is silent");
    }
}

#[test]
fn a_song_without_notes_is_exactly_silent() {
    let mut song = full();
    song.patterns[0].parts.clear();
    let mut options = options();
    options.length = Length::Frames(20_000);
    let Rendered { mix, .. } = render(&song, &options);
    assert_eq!(mix[0].len(), 20_000);
    assert_eq!(peak(&mix[0]), 0.0);
}

#[test]
fn twice_the_master_volume_is_exactly_twice_the_output() {
    let once = render(&linear(), &options());
    let mut louder = linear();
    louder.mixer.master_volume *= 2.0;
    let mut fixed = options();
    fixed.length = Length::Frames(once.mix[0].len() as u64);
    let once = render(&linear(), &fixed);
    let twice = render(&louder, &fixed);
    for (a, b) in once.mix[0].iter().zip(&twice.mix[0]) {
        assert_eq!((a * 2.0).to_bits(), b.to_bits());
    }
}

/// All clips later by some beats.
fn later(mut song: Song, beats: f64) -> Song {
    for clip in &mut song.arrangement.clips {
        clip.start = clip.start + Beats(beats);
    }
    song
}

#[test]
fn a_song_that_starts_later_sounds_the_same_later() {
    let mut song = full();
    song.swing.amount = 0.0;
    // A whole number of frames: 132 BPM, 44100 Hz, 0.33 beats are 6615 frames.
    let shift = 0.33;
    let frames = 6615;
    let mut options = options();
    options.length = Length::Frames(150_000);
    // Movement that follows the song's clock is not part of this law.
    for track in &mut song.mixer.tracks {
        track
            .inserts
            .retain(|insert| !matches!(insert.settings.id(), "stardust-chorus" | "modern-reverb"));
    }
    let now = render(&song, &options);
    options.length = Length::Frames(150_000 + frames as u64);
    options.fade = false;
    let mut unfaded = options.clone();
    unfaded.length = Length::Frames(150_000);
    let now = Rendered { mix: render(&song, &unfaded).mix, ..now };
    let then = render(&later(song, shift), &options);
    // The true-peak meter's and the oversampler's filters are symmetric, so what they leave out
    // (-100 dB) rings ahead of the onset by half their length, less than a hundred frames.
    assert_eq!(peak(&then.mix[0][..frames - 100]), 0.0, "nothing sounds before");
    let before = peak(&then.mix[0][frames - 100..frames]);
    assert!(before < 1e-5 * peak(&then.mix[0]), "nothing sounds before but {before}");
    for channel in 0..2 {
        let difference = largest_difference(&now.mix[channel], &then.mix[channel][frames..]);
        // Voices meet the grid of tiles elsewhere, so sums round differently: 1e-6 is -120 dB.
        assert!(difference < 1e-6 * peak(&now.mix[channel]), "channel {channel}: {difference}");
    }
}

#[test]
fn a_part_of_a_song_is_cut_out_of_the_whole() {
    let mut options = options();
    let whole = render(&full(), &options);
    options.from = Beats(3.3);
    let part = render(&full(), &options);
    // 3.3 beats of 132 BPM with swing: the frame is the plan's; the rest must be the same.
    let skipped = whole.mix[0].len() - part.mix[0].len();
    assert!(skipped > 0);
    assert_eq!(part.mix[0], whole.mix[0][skipped..]);
    assert_eq!(part.mix[1], whole.mix[1][skipped..]);
}

#[test]
fn the_music_ends_at_to_and_rings_out() {
    let mut options = options();
    options.to = Some(Beats(4.0));
    options.tail = Tail::Cut;
    let cut = render(&full(), &options);
    // Four beats of 132 BPM at 44100 Hz.
    assert_eq!(cut.mix[0].len(), (4.0 * 60.0 / 132.0 * 44_100.0f64).round() as usize);
    options.tail = Tail::Natural;
    let rings = render(&full(), &options);
    assert!(rings.mix[0].len() > cut.mix[0].len() + 10_000);
}

#[test]
fn a_natural_tail_ends_below_90_db_and_not_long_after() {
    let Rendered { mix, report, .. } = render(&full(), &options());
    let frames = mix[0].len();
    let end = &mix[0][frames - 400..];
    assert!(peak(end) < 3.2e-5, "the end is quiet: {}", peak(end));
    // The longest echo in the song is 0.3 s; with the lines of the reverb nothing can keep quiet
    // for longer than two seconds.
    let last = mix[0].iter().rposition(|x| x.abs() >= 3.2e-5).expect("it is not silent");
    assert!(frames - last < 2 * 44_100, "{} frames of dead time", frames - last);
    assert!(report.audio.seconds < 15.0);
}

#[test]
fn a_fade_reaches_zero_at_a_cut() {
    let mut options = options();
    options.tail = Tail::Seconds(0.2);
    let Rendered { mix, .. } = render(&full(), &options);
    let end = &mix[0][mix[0].len() - 44..];
    assert!(peak(end) < 0.011, "the last millisecond is 1 % of a 0.1 s fade: {}", peak(end));
    options.fade = false;
    let unfaded = render(&full(), &options);
    assert_eq!(unfaded.mix[0].len(), mix[0].len());
    assert_eq!(unfaded.mix[0][..1000], mix[0][..1000], "the fade touches only the end");
}

#[test]
fn predictive_gain_keeps_the_ceiling() {
    let mut options = options();
    options.gain = Gain::Predictive;
    let Rendered { report, .. } = render(&full(), &options);
    let peak = report.levels.true_peak_dbtp.expect("it is not silent");
    // The meter interpolates otherwise than the limiter: BS.1770 allows 0.5 dB.
    assert!(peak <= -1.0 + 0.5, "{peak}");
    assert!(peak > -12.0, "it is not whispered: {peak}");
}

#[test]
fn auto_gain_follows_its_formula() {
    let mut options = options();
    let mut song = linear();
    song.mixer.tracks.iter_mut().for_each(|track| track.gain = 0.8);
    let off = render(&song, &options);
    options.gain = Gain::Auto;
    let auto = render(&song, &options);
    // Four instruments at 0.8: 0.75 / (4 * 0.8).
    let factor = 0.75 / 3.2;
    let measured = f64::from(peak(&auto.mix[0])) / f64::from(peak(&off.mix[0]));
    assert!((measured - factor).abs() < 1e-6, "{measured}");
}

#[test]
fn solo_leaves_only_what_is_soloed_and_its_buses() {
    let mut song = linear();
    song.mixer.tracks[1].solo = true;
    let soloed = render(&song, &options());
    let mut muted = linear();
    for track in [0, 2] {
        muted.mixer.tracks[track].muted = true;
    }
    let muted = render(&muted, &options());
    assert_eq!(soloed.mix, muted.mix);
    let status: Vec<_> = soloed.report.tracks.iter().map(|track| &*track.status).collect();
    assert_eq!(status, ["silent", "ok", "silent", "silent", "silent"]);
}

#[test]
fn the_api_length_follows_the_old_rule() {
    let mut song = song::song(
        r#""tempo": 140, "instruments": [{"id": "k", "sound": {"type": "drum"}}],
        "patterns": [{"id": "p", "parts": [{"instrument": "k", "notes": [{"start": 0, "length": 0.25}]}]}]"#,
    );
    let mut options = options();
    options.length = Length::Api;
    let frames = |song: &Song| render(song, &options).report.audio.frames;
    // The rows of the fact sheet's table in section 3.2, generation C.
    assert_eq!(frames(&song), 88_200);
    let last_note_ends = |song: &mut Song, beat: f64, frames_wanted: u64| {
        song.patterns[0].parts[0].notes[0].length = Beats(beat);
        assert_eq!(frames(song), frames_wanted, "ends at {beat}");
    };
    last_note_ends(&mut song, 14.0, 302_400);
    last_note_ends(&mut song, 15.5, 302_400);
    last_note_ends(&mut song, 16.0, 378_000);
}
