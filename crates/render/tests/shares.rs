//! A song computed in shares that have no memory in common is the same song.

mod song;

use rebounce::{NoAssets, Options, Render, Report, Share};
use rebounce_song::Song;
use std::collections::BTreeMap;
use std::task::Poll;

/// The report of a render in so many shares, and its samples: `[channel][frame]`, the mix's and then
/// the stems'.
fn in_shares(song: &Song, options: &Options, count: usize) -> (Report, Vec<Vec<f32>>) {
    let mut render = Render::in_shares(song, &NoAssets, options, count).expect("the song is legal");
    let share = |number: usize| {
        let share = Share::new(song, &NoAssets, options, [number, count]);
        (number, share.expect("the song is legal"))
    };
    let mut shares: BTreeMap<usize, Share> = render.shares().into_iter().map(share).collect();
    let mut samples = vec![Vec::new(); 2 + 2 * render.stems().len()];
    loop {
        match render.poll_window() {
            Poll::Ready(None) => break,
            Poll::Ready(Some(window)) => {
                let stems = window.stems.iter().flat_map(|stem| [stem.left, stem.right]);
                let channels = [window.left, window.right].into_iter().chain(stems);
                for (samples, channel) in samples.iter_mut().zip(channels) {
                    samples.extend_from_slice(channel);
                }
            }
            Poll::Pending => {
                for (&number, share) in &mut shares {
                    // Now and then one comes much sooner than it is wanted.
                    for _ in 0..number {
                        if let Some(window) = share.next_window() {
                            render.hand_in(number, window).expect("it is a window of the share");
                        }
                    }
                }
            }
        }
    }
    for share in shares.into_values() {
        render.hear(share.finish());
    }
    (render.finish(), samples)
}

/// What the report says of tracks, but for how long they took.
fn about(report: &Report) -> Vec<String> {
    let of = |it: &_| {
        let text = serde_json::to_value(it).expect("a report is JSON");
        let mut fields = text.as_object().expect("a track has fields").clone();
        fields.remove("seconds");
        format!("{fields:?}")
    };
    report.tracks.iter().map(of).collect()
}

#[test]
fn the_number_of_shares_changes_no_sample() {
    for (name, song) in [("full", song::full()), ("wide", song::wide())] {
        for stems in [false, true] {
            let mut options = Options::default();
            options.threads = 1;
            options.stems = stems;
            let (one, samples) = in_shares(&song, &options, 1);
            for count in [2, 3, 4, 9] {
                options.window = 512 * count;
                let (report, shared) = in_shares(&song, &options, count);
                assert_eq!(report.audio, one.audio, "{name}, {count} shares");
                assert_eq!(report.levels, one.levels);
                assert_eq!(report.gain, one.gain);
                assert!(samples == shared, "{name}, {count} shares");
                assert_eq!(about(&report), about(&one), "{name}, {count} shares");
                // How many bytes are kept at once depends on the window.
                let prints = |report: &Report| (report.prints.hits, report.prints.misses);
                assert_eq!(prints(&report), prints(&one));
            }
        }
    }
}

#[test]
fn several_shares_have_work_in_a_song_of_many_tracks() {
    let render = Render::in_shares(&song::wide(), &NoAssets, &Options::default(), 4)
        .expect("the song is legal");
    assert_eq!(render.shares(), [1, 2, 3]);
}

#[test]
fn what_is_no_window_of_a_share_is_refused() {
    let mut render = Render::in_shares(&song::wide(), &NoAssets, &Options::default(), 2)
        .expect("the song is legal");
    for (share, window) in
        [(1, &[][..]), (1, &[3.0; 100]), (1, &[2.0, 0.5]), (0, &[0.0]), (7, &[0.0])]
    {
        assert!(render.hand_in(share, window).is_err(), "{share} {window:?}");
    }
    assert!(render.poll_window().is_pending());
    assert!(Share::new(&song::wide(), &NoAssets, &Options::default(), [2, 2]).is_err());
    assert!(Share::new(&song::wide(), &NoAssets, &Options::default(), [0, 2]).is_err());
}
