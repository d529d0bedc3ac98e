//! What predictive gain promises, held on songs that nobody has heard before (`generated`), and how
//! well it foresees. All 500 of them, with the table of docs/benchmarks.md:
//! `make bench-gain`.

mod generated;

use generated::{Generated, song};
use rebounce::{Options, Render, Share};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// The limiter's ceiling in dBTP.
const CEILING: f64 = -1.0;

/// What came of a song, levels in dB.
#[derive(Clone, Debug)]
struct Outcome {
    seed: u64,
    /// Of the output: between samples, and of them.
    true_peak: f64,
    samples: f64,
    /// Of the mix without gain and limiter, and what it was expected to be.
    peak: f64,
    predicted: f64,
    bound: Option<f64>,
    limited: f64,
    reduction: f64,
}

fn render(seed: u64) -> Option<Outcome> {
    let mut options = Options::default();
    options.threads = 1;
    let mut render = Render::new(&song(seed), &Generated, &options).expect("the song is legal");
    while render.next_window().is_some() {}
    let report = render.finish();
    Some(Outcome {
        seed,
        true_peak: report.levels.true_peak_dbtp?,
        samples: report.levels.peak_dbfs?,
        peak: report.gain.unlimited_peak_dbfs?,
        predicted: report.gain.predicted_peak_dbfs?,
        bound: report.gain.peak_bound_dbfs,
        limited: report.gain.limited_share,
        reduction: report.gain.most_reduction_db,
    })
}

/// Those of the first songs that sound.
fn render_all(count: u64) -> Vec<Outcome> {
    let next = AtomicU64::new(0);
    let all = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= count {
                        return;
                    }
                    let outcome = render(seed);
                    all.lock().expect("no test panics with it").extend(outcome);
                }
            });
        }
    });
    let mut all = all.into_inner().expect("no test panics with it");
    all.sort_by_key(|outcome| outcome.seed);
    all
}

/// What holds for every song.
fn holds(all: &[Outcome]) {
    for it in all {
        if let Some(bound) = it.bound {
            assert!(it.peak <= bound, "the bound holds: {it:?}");
        }
        assert!(it.samples < 0.0 && it.true_peak < 0.0, "no sample clips: {it:?}");
    }
}

fn share(all: &[Outcome], of: impl Fn(&Outcome) -> bool) -> f64 {
    all.iter().filter(|it| of(it)).count() as f64 / all.len() as f64
}

/// Within 1 dB of the ceiling.
fn is_near(it: &Outcome) -> bool {
    it.true_peak >= CEILING - 1.0
}

#[test]
fn the_bound_holds_and_nothing_clips_and_most_songs_come_near_the_ceiling() {
    let all = render_all(16);
    holds(&all);
    assert!(share(&all, is_near) >= 0.5, "{all:#?}");
}

#[test]
fn the_prediction_hangs_on_the_song_alone() {
    let song = song(11);
    let predicted = |change: fn(&mut Options)| {
        let mut options = Options::default();
        options.threads = 1;
        change(&mut options);
        let render = Render::new(&song, &Generated, &options).expect("the song is legal");
        (render.predicted_peak(), render.peak_bound())
    };
    let wanted = predicted(|_| {});
    assert!(wanted.0 > 0.0 && wanted.1.is_some_and(|bound| bound >= wanted.0 * 0.5));
    assert_eq!(predicted(|options| options.threads = 3), wanted);
    assert_eq!(predicted(|options| options.window = 333), wanted);
    assert_eq!(predicted(|options| options.stems = true), wanted);
    let options = Options::default();
    let render = Render::in_shares(&song, &Generated, &options, 3).expect("the song is legal");
    assert_eq!((render.predicted_peak(), render.peak_bound()), wanted);
    assert!(Share::new(&song, &Generated, &options, [1, 3]).is_ok());
}

#[test]
#[ignore = "takes minutes: make bench-gain"]
fn of_five_hundred_songs() {
    let all = render_all(500);
    let at = |mut sorted: Vec<f64>, part: f64| {
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * part).round() as usize]
    };
    let percent = |of: &dyn Fn(&Outcome) -> bool| format!("{:.1} %", 100.0 * share(&all, of));
    let ahead = |it: &Outcome| it.peak - it.predicted;
    let ahead: Vec<f64> = all.iter().map(ahead).collect();
    let above: Vec<f64> = all.iter().filter_map(|it| Some(it.bound? - it.peak)).collect();
    let limited = |most: f64| percent(&move |it: &Outcome| it.limited <= most);
    println!("| measured on {} generated songs | |\n| --- | --: |", all.len());
    println!("| true peak within 1 dB of the ceiling | {} |", percent(&is_near));
    println!("| ... within 3 dB | {} |", percent(&|it| it.true_peak >= CEILING - 3.0));
    println!("| limiter never acts | {} |", limited(0.0));
    println!("| ... acts on at most 0.1 % of the frames | {} |", limited(0.001));
    println!("| ... on at most 1 % | {} |", limited(0.01));
    println!("| ... by at most 3 dB | {} |", percent(&|it| it.reduction <= 3.0));
    for part in [0.05, 0.25, 0.5, 0.75, 0.95] {
        let name = format!("peak above the estimate, {} % of the songs below", 100.0 * part);
        println!("| {name} | {:.1} dB |", at(ahead.clone(), part));
    }
    println!("| songs with a bound | {} |", percent(&|it| it.bound.is_some()));
    let over = |it: &Outcome| it.bound.is_some_and(|bound| it.peak > bound);
    println!(
        "| songs with a sample above the bound | {} |",
        all.iter().filter(|it| over(it)).count()
    );
    println!("| bound above the peak, median | {:.1} dB |", at(above.clone(), 0.5));
    println!(
        "| bound within 6 dB | {} |",
        percent(&|it| it.bound.is_some_and(|b| b - it.peak <= 6.0))
    );
    holds(&all);
    assert!(share(&all, is_near) > 0.7 && share(&all, |it| it.limited == 0.0) > 0.55);
}
