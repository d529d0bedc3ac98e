//! Groups of instruments beside the mix: as long, in time, adding up, and unheard in the mix.

mod song;

use rebounce::{Error, Gain, Group, NoAssets, Options, Render, Tap};
use rebounce_song::Song;
use song::{Rendered, full, linear, render, sum};

fn group(id: &str, instruments: &[&str]) -> Group {
    let instruments = instruments.iter().map(|&id| id.to_owned()).collect();
    Group { id: id.to_owned(), name: id.to_owned(), instruments, ..Group::default() }
}

fn options(groups: &[Group]) -> Options {
    let mut options = Options::default();
    options.threads = 1;
    options.gain = Gain::Off;
    options.groups = groups.to_vec();
    options
}

/// One group an instrument.
fn each(song: &Song) -> Vec<Group> {
    song.instruments.iter().map(|it| group(&it.id, &[&it.id])).collect()
}

/// A song all of whose effects are linear, some of them swinging, with buses on buses.
fn straight() -> Song {
    let mut song = linear();
    for track in &mut song.mixer.tracks {
        track.inserts.retain(|it| !matches!(it.settings.id(), "compressor" | "saturator"));
    }
    let chorus = song.mixer.tracks[2].inserts[0].clone();
    song.mixer.master.inserts.push(chorus);
    song
}

fn largest(samples: impl Iterator<Item = f32>) -> f32 {
    samples.fold(0.0, |peak, x| peak.max(x.abs()))
}

/// That two sounds differ by less than -120 dB of the second's peak.
fn near(a: &[Vec<f32>; 2], b: &[Vec<f32>; 2], what: &str) {
    for channel in 0..2 {
        assert_eq!(a[channel].len(), b[channel].len(), "{what}: lengths");
        let both = a[channel].iter().zip(&b[channel]);
        let difference = largest(both.map(|(a, b)| a - b));
        let bound = largest(b[channel].iter().copied()) * 1e-6;
        assert!(difference <= bound, "{what}, channel {channel}: {difference} > {bound}");
    }
}

#[test]
fn groups_that_share_out_all_instruments_add_up_to_a_linear_mix() {
    let song = straight();
    let halves = [group("a", &["kick", "pad"]), group("b", &["hat", "bass"])];
    for groups in [each(&song), halves.to_vec()] {
        for gain in [Gain::Off, Gain::Auto] {
            let mut options = options(&groups);
            options.gain = gain;
            let Rendered { mix, stems, .. } = render(&song, &options);
            assert_eq!(stems.len(), groups.len());
            near(&sum(&stems), &mix, "the sum");
        }
    }
}

#[test]
fn a_ceiling_that_does_not_act_leaves_the_sum_in_time() {
    // The mix is quiet, so the limiter only holds it back.
    let mut song = straight();
    song.mixer.expected_peak = Some(1000.0);
    let mut options = options(&each(&song));
    options.gain = Gain::Predictive;
    let Rendered { mix, stems, .. } = render(&song, &options);
    near(&sum(&stems), &mix, "the sum");
}

#[test]
fn groups_change_no_bit_of_the_mix() {
    for song in [full(), straight()] {
        let alone = render(&song, &options(&[]));
        let mut beside = options(&each(&song));
        beside.groups.push(Group { tap: Tap::Track, ..group("drums", &["kick", "hat"]) });
        beside.stems = true;
        let beside = render(&song, &beside);
        assert!(alone.mix == beside.mix);
        assert_eq!(alone.report.audio.hash, beside.report.audio.hash);
    }
}

#[test]
fn every_stem_is_as_long_as_the_mix_and_none_is_silent() {
    let song = full();
    let mut options = options(&each(&song));
    options.stems = true;
    let Rendered { mix, stems, .. } = render(&song, &options);
    assert_eq!(stems.len(), 5 + 4);
    for (name, stem) in &stems {
        assert_eq!(stem[0].len(), mix[0].len(), "{name}");
        assert!(largest(stem[0].iter().copied()) > 1e-3, "{name} is silent");
    }
}

#[test]
fn a_group_sounds_as_if_it_were_alone_in_the_song() {
    // A compressor and a limiter: not linear, and late.
    let mut song = full();
    let limiter = song.mixer.master.inserts.pop().expect("it has one");
    song.mixer.tracks[0].inserts.push(limiter);
    // Out of this law: a side chain hears the mix, not the group; what swings or works on
    // a grid follows the strip's clock, of which less latency is another place; a mono track pans by another law.
    for track in &mut song.mixer.tracks {
        let swings = ["stardust-chorus", "modern-reverb", "modern-delay"];
        track.inserts.retain(|it| it.side_chain.is_none() && !swings.contains(&it.settings.id()));
    }
    song.instruments.iter_mut().for_each(|it| it.pan = 0.2);
    let Rendered { mix, stems, .. } = render(&song, &options(&each(&song)));
    for (number, (name, stem)) in stems.iter().enumerate() {
        let mut alone = song.clone();
        for (other, instrument) in alone.instruments.iter_mut().enumerate() {
            instrument.muted = other != number;
        }
        let mut options = options(&[]);
        options.length = rebounce::Length::Frames(mix[0].len() as u64);
        near(&render(&alone, &options).mix, stem, name);
    }
}

#[test]
fn what_enters_a_track_is_its_voices_before_any_effect_of_the_track() {
    let song = full();
    let groups = [Group { tap: Tap::Track, ..group("drums", &["kick", "hat"]) }];
    let tapped = render(&song, &options(&groups));
    let mut bare = song.clone();
    bare.mixer.master = rebounce_song::mixer::Master::default();
    bare.mixer.master_volume = 1.0;
    for instrument in &mut bare.instruments {
        instrument.muted = instrument.output != "drums";
    }
    let drums = &mut bare.mixer.tracks[0];
    (drums.gain, drums.pan) = (1.0, 0.0);
    drums.inserts.clear();
    drums.sends.clear();
    let mut options = options(&[]);
    options.length = rebounce::Length::Frames(tapped.mix[0].len() as u64);
    options.fade = false;
    let bare = render(&bare, &options);
    assert!(tapped.stems[0].1 == bare.mix);
}

#[test]
fn groups_of_what_is_not_there_are_refused() {
    let refused = |group| {
        let error = Render::new(&full(), &NoAssets, &options(&[group])).err();
        assert!(matches!(error, Some(Error::Option { option: "groups", .. })), "{error:?}");
    };
    refused(group("a", &["banjo"]));
    refused(Group { tap: Tap::Track, ..group("a", &["kick", "bass"]) });
}
