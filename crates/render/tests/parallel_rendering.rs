//! Integration tests of parallel rendering: the threads cannot be heard, progress is by position,
//! and dropping a render ends it.

mod song;

use rebounce::{NoAssets, Options, Render};
use rebounce_song::Song;
use song::{full, render, wide};

fn options(threads: usize) -> Options {
    let mut options = Options::default();
    options.threads = threads;
    options.stems = true;
    options
}

fn bits(samples: &[f32]) -> Vec<u32> {
    samples.iter().map(|sample| sample.to_bits()).collect()
}

#[test]
fn parallel_rendering_gives_the_bits_of_one_thread_in_the_mix_and_every_stem() {
    for song in [full(), wide()] {
        let one = render(&song, &options(1));
        for threads in [2, 4, 7] {
            let many = render(&song, &options(threads));
            assert_eq!(many.report.timing.threads, threads);
            assert_eq!(one.report.audio.hash, many.report.audio.hash, "{threads} threads");
            for channel in 0..2 {
                assert!(bits(&one.mix[channel]) == bits(&many.mix[channel]), "{threads} threads");
                for ((name, a), (_, b)) in one.stems.iter().zip(&many.stems) {
                    assert!(bits(&a[channel]) == bits(&b[channel]), "{name}, {threads} threads");
                }
            }
        }
    }
}

/// [`wide`] with a long room on its bus, and two effects in lanes on every track of drums.
fn long() -> Song {
    let mut song = wide();
    let effects = song::song(
        r#""mixer": {"tracks": [{"id": "a", "inserts": [{"type": "reverb", "settings": {"roomSize": 0.3}}]}]}"#,
    );
    let eq = song.mixer.tracks[1].eq;
    for track in &mut song.mixer.tracks {
        if track.id == "room" {
            track.inserts.clone_from(&effects.mixer.tracks[0].inserts);
        } else if track.id.starts_with("drums") {
            track.eq = eq;
        }
    }
    song
}

#[test]
fn many_threads_have_strips_in_pieces_which_cannot_be_heard() {
    let song = long();
    let render_of = |threads| Render::new(&song, &NoAssets, &options(threads));
    let names = |threads| {
        let render = render_of(threads).expect("the song is legal");
        render.plan().nodes.iter().map(|node| node.name.clone()).collect::<Vec<_>>()
    };
    let (few, many) = (names(1), names(64));
    assert!(!few.contains(&"Room, left".to_owned()));
    assert!(many.contains(&"Room, left".to_owned()) && many.contains(&"Room, right".to_owned()));
    let ahead =
        |names: &[String]| names.iter().filter(|name| name.as_str() == "Drums, ahead").count();
    assert_eq!((ahead(&few), ahead(&many)), (0, 8), "all drums have one name");
    let (one, many) = (render(&song, &options(1)), render(&song, &options(64)));
    assert_eq!(one.report.audio.hash, many.report.audio.hash);
    for ((name, a), (_, b)) in one.stems.iter().zip(&many.stems) {
        assert!((0..2).all(|channel| bits(&a[channel]) == bits(&b[channel])), "{name}");
    }
}

#[test]
fn progress_is_by_position_and_ends_at_the_length() {
    let mut render = Render::new(&full(), &NoAssets, &options(2)).expect("the song is legal");
    let mut last = 0;
    let longest = render.length();
    while let Some(window) = render.next_window() {
        let end = window.start + window.left.len() as u64;
        assert!(end > last && end <= longest);
        last = end;
        assert_eq!(render.position(), last);
    }
    assert_eq!(render.length(), last, "the natural tail is known at its end");
    assert_eq!(render.finish().audio.frames, last);
}

#[test]
fn a_render_can_be_dropped_or_finished_at_any_time() {
    let mut dropped = Render::new(&wide(), &NoAssets, &options(4)).expect("the song is legal");
    assert!(dropped.next_window().is_some());
    drop(dropped);
    let mut cut_short = Render::new(&full(), &NoAssets, &options(2)).expect("the song is legal");
    let frames = cut_short.next_window().map(|window| window.left.len() as u64);
    // Threads go some windows ahead of what is handed out, and the report tells of all they made.
    let ahead = 32 * 16_384;
    let told = cut_short.finish().audio.frames;
    let frames = frames.expect("the song is longer than a window");
    assert!((frames..=frames + ahead).contains(&told), "{told}");
}
