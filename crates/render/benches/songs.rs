//! Whole songs: what a second thread brings, how cost and memory grow with length.
//!
//! `cargo bench -p rebounce --bench songs`. Each figure is the median of five runs, the compared
//! runs taken in turns; memory is that of a fresh process per length.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use rebounce::{Length, NoAssets, Options, Render};
use rebounce_song::{Beats, Song, json};
use std::process::Command;
use std::time::Instant;

const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--memory-of-minutes") {
        println!("{}", memory_of(arguments[at + 1].parse().expect("minutes are a number")));
        return;
    }
    let all = ["night-drive", "thirty-two-tracks", "drum-loop", "pad-sends"];
    println!("song                 audio s   1 thread s   x real time   2 threads s   ratio");
    for name in all {
        let song = read(name);
        let mut times = [Vec::new(), Vec::new()];
        let mut seconds = 0.0;
        for _ in 0..RUNS {
            for (threads, times) in times.iter_mut().enumerate() {
                let (took, length) = time(&song, threads + 1, Length::Natural);
                times.push(took);
                seconds = length;
            }
        }
        let [one, two] = times.map(median);
        println!(
            "{name:20} {seconds:8.1} {one:12.3} {:13.0} {two:13.3} {:7.2}",
            seconds / one,
            one / two
        );
    }
    println!("\nminutes   1 thread s   per minute against one minute");
    let song = long(60.0);
    let minutes = [1.0, 2.0, 4.0, 8.0];
    let mut times = minutes.map(|_| Vec::new());
    for _ in 0..RUNS {
        for (minutes, times) in minutes.iter().zip(&mut times) {
            let frames = Length::Frames((minutes * 60.0 * 44_100.0) as u64);
            times.push(time(&song, 1, frames).0);
        }
    }
    let times = times.map(median);
    for (minutes, took) in minutes.iter().zip(times) {
        println!("{minutes:7} {took:12.3} {:10.3}", took / minutes / times[0]);
    }
    println!("\nminutes   peak memory MB");
    for minutes in [1, 10, 60] {
        let itself = std::env::current_exe().expect("this program has a path");
        let child = Command::new(itself)
            .args(["--memory-of-minutes", &minutes.to_string()])
            .output()
            .expect("a process can be started");
        println!("{minutes:7} {:>12}", String::from_utf8_lossy(&child.stdout).trim());
    }
}

fn read(name: &str) -> Song {
    let path = format!("{}/../../songs/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the song is there");
    json::read(&text).expect("the song is well formed")
}

/// The chorus of Night Drive, played again and again for so many minutes.
fn long(minutes: f64) -> Song {
    let mut song = read("night-drive");
    let beats = minutes * song.tempo.0;
    song.arrangement.clips.retain(|clip| clip.start.0 == 96.0);
    for clip in &mut song.arrangement.clips {
        clip.start = Beats(0.0);
        clip.length = Beats(beats);
    }
    song
}

/// Seconds that rendering takes, preparing and all, and the seconds of sound it gives.
fn time(song: &Song, threads: usize, length: Length) -> (f64, f64) {
    let mut options = Options::default();
    options.threads = threads;
    options.length = length;
    #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
    let began = Instant::now();
    let mut render = Render::new(song, &NoAssets, &options).expect("the song is legal");
    while render.next_window().is_some() {}
    let took = began.elapsed().as_secs_f64();
    (took, render.finish().audio.seconds)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Peak memory of this process in MB after a render of so many minutes.
fn memory_of(minutes: u32) -> String {
    let minutes = f64::from(minutes);
    time(&long(minutes), 2, Length::Frames((minutes * 60.0 * 44_100.0) as u64));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse::<f64>().ok());
    kilobytes.map_or_else(|| "not known here".to_owned(), |kb| format!("{:.1}", kb / 1024.0))
}
