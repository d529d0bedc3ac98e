//! Every kernel: nanoseconds a voice-frame, a stereo frame or a call, one line of tab-separated
//! values each: `kernel, unit, level of SIMD, ns` or, with `--count`, units instead of ns.
//!
//! `make bench-kernels` runs it and adds instruction counts; alone it is
//! `cargo bench -p rebounce-dsp --bench kernels -- [--rounds N] [PART OF A NAME]`. Times are the
//! fastest round's, since what else the machine does can only add to them. With `--count` each
//! kernel runs once to settle and once inside [`counted`], which callgrind watches.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod drums;
mod effects;
mod effects_character;
mod effects_drive;
mod effects_time;
mod sampler;
mod soundfont;
mod synth;
mod voices;

use rebounce_dsp::lanes::Level;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A kernel at work: each call does the same number of units.
type Run = Box<dyn FnMut()>;

/// What can be measured; `make` prepares it, outside what is measured.
struct Kernel {
    name: String,
    unit: &'static str,
    units: usize,
    level: &'static str,
    make: Box<dyn Fn() -> Run>,
}

fn main() {
    let (mut count, mut rounds, mut part) = (false, 100, String::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // Cargo's own word to every bench.
            "--bench" => {}
            "--count" => count = true,
            "--rounds" => {
                let number = arguments.next().and_then(|number| number.parse().ok());
                rounds = number.expect("--rounds takes a number");
            }
            _ => part = argument,
        }
    }
    let kernels = [synth::kernels, sampler::kernels, drums::kernels, effects_drive::kernels];
    let mut kernels: Vec<Kernel> = kernels.iter().flat_map(|list| list()).collect();
    kernels.extend(soundfont::kernels());
    kernels.extend(effects_time::kernels());
    kernels.extend(effects_character::kernels());
    let best = Level::best().name();
    kernels.retain(|kernel| kernel.name.contains(&part) && (!count || kernel.level == best));
    for Kernel { name, unit, units, level, make } in kernels {
        let mut run = make();
        run();
        let figure = if count {
            counted(&mut run);
            units as f64
        } else {
            fastest(rounds, &mut run).as_secs_f64() * 1e9 / units as f64
        };
        println!("{name}\t{unit}\t{level}\t{figure:.3}");
    }
}

fn fastest(rounds: usize, run: &mut Run) -> Duration {
    (0..rounds)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
            let began = Instant::now();
            run();
            began.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// What callgrind counts the instructions of, by this function's name.
#[inline(never)]
fn counted(run: &mut Run) {
    run();
    // Without it the call is the function's last act, which compiles to a jump that is no call.
    black_box(());
}

/// Levels worth comparing: 128 bits, 256 bits and whatever is best here.
fn levels() -> Vec<Level> {
    let worth = |level: &Level| matches!(level.name(), "Sse2" | "Avx2" | "Avx512");
    let all = Level::all();
    let known: Vec<Level> = all.iter().copied().filter(worth).collect();
    if known.is_empty() { all } else { known }
}
