//! The picture of a render, from the source of the command, which is no library. To see one:
//! `PLOT=/tmp/plot.png cargo test -p rebounce-cli --test plot`.

#[path = "../src/plot/mod.rs"]
mod plot;

use std::path::{Path, PathBuf};

use plot::Plot;

const RATE: u32 = 48_000;

/// A folder of one test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Width and height, and the pixels, of a PNG.
fn read(path: &Path) -> ([u32; 2], Vec<u8>) {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("a file"));
    let mut reader = png::Decoder::new(file).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("an image");
    ([info.width, info.height], pixels)
}

/// Left and right of four stems: a sweep from 20 Hz to 20 kHz, clicks, bursts of noise, a chord.
fn scene(seconds: f64) -> Vec<[Vec<f32>; 2]> {
    let frames = (seconds * f64::from(RATE)) as usize;
    let sine = |cycles: f64| libm::sin(std::f64::consts::TAU * cycles) as f32;
    let (mut state, mut phase) = (1u32, 0.0);
    let mut stems = vec![[Vec::new(), Vec::new()]; 4];
    for i in 0..frames {
        let t = i as f64 / f64::from(RATE);
        phase += 20.0 * libm::pow(1000.0, t / seconds) / f64::from(RATE);
        // Numerical Recipes' generator.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 8) as f32 / 8_388_608.0 - 1.0;
        let burst = noise * 0.3 * libm::exp(-(t % 1.0) * 6.0) as f32;
        let click = if i % (RATE as usize / 2) == 0 { 0.8 } else { 0.0 };
        let swell = 1.0 - libm::fabs(t / seconds * 2.0 - 1.0) as f32;
        let chord = [110.0, 138.6, 164.8].map(|hertz| sine(hertz * t)).iter().sum::<f32>();
        let sweep = sine(phase) * 0.35;
        let frame =
            [[sweep, sweep * 0.7], [click; 2], [burst * 0.4, burst], [chord * 0.05 * swell; 2]];
        for (stem, frame) in stems.iter_mut().zip(frame) {
            stem[0].push(frame[0]);
            stem[1].push(frame[1]);
        }
    }
    stems
}

/// Pushes the scene in windows of `cut` frames.
fn picture(seconds: f64, cut: usize, hint: bool, path: &Path) {
    let stems = scene(seconds);
    let frames = stems[0][0].len();
    let names = ["Sweep", "Clicks", "Hats & noise with a long name", "Pad \u{e9}t\u{e9} \u{97f3}"];
    let bars = (0..).map(|bar| bar * 96_000).take_while(|start| *start < frames as u64).collect();
    let hint = hint.then_some(frames as u64);
    let mut plot =
        Plot::new("Sweep, clicks and noise", &names.map(String::from), RATE, hint).bars(bars);
    for start in (0..frames).step_by(cut) {
        let window = start..(start + cut).min(frames);
        let mix = [0, 1].map(|side| -> Vec<f32> {
            window.clone().map(|i| stems.iter().map(|stem| stem[side][i]).sum()).collect()
        });
        let parts: Vec<[&[f32]; 2]> =
            stems.iter().map(|stem| [&stem[0][window.clone()], &stem[1][window.clone()]]).collect();
        plot.push([&mix[0], &mix[1]], &parts);
    }
    plot.write(path).expect("room");
}

#[test]
fn the_picture_does_not_depend_on_how_windows_are_cut() {
    let folder = folder("cut");
    let (one, other) = (folder.join("1.png"), folder.join("2.png"));
    picture(2.5, 4096, false, &one);
    picture(2.5, 333, false, &other);
    let ([width, height], pixels) = read(&one);
    assert_eq!((width, pixels.len()), (1600, (width * height * 3) as usize));
    assert!(read(&other).1 == pixels);
    if let Ok(path) = std::env::var("PLOT") {
        picture(12.0, 4096, true, Path::new(&path));
    }
}

#[test]
fn nothing_is_too_strange_to_draw() {
    let path = folder("strange").join("a.png");
    let bad = [f32::NAN, f32::INFINITY, 1e30, -1e30, 0.0, 1e-40];
    for rate in [1, 768_000] {
        for frames in [0, 1, 5_000] {
            let samples: Vec<f32> = bad.iter().copied().cycle().take(frames).collect();
            for stems in [0, 3] {
                let names = vec![String::from("\u{1f3b9}\n"); stems];
                let mut plot = Plot::new(&"long ".repeat(100), &names, rate, Some(7)).bars(vec![
                    0,
                    3,
                    1 << 60,
                ]);
                plot.push([&samples, &samples], &vec![[&samples[..], &samples[..]]; stems]);
                plot.write(&path).unwrap();
                assert_eq!(read(&path).0[0], 1600);
            }
        }
    }
}

#[test]
fn a_picture_that_cannot_be_written_leaves_nothing() {
    let folder = folder("taken");
    let path = folder.join("taken.png");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("inside"), "").unwrap();
    assert!(Plot::new("", &[], RATE, None).write(&path).is_err());
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    assert!(Plot::new("", &[], RATE, None).write(&folder.join("no/where.png")).is_err());
}
