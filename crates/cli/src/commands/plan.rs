//! `rebounce plan`: what a render would do and what it would cost, without a sound.

use crate::args::PlanArgs;
use crate::assets::FolderAssets;
use crate::diagnostics::{Detail, show};
use crate::error::Error;
use crate::fonts::FontLibrary;
use crate::input::Input;
use crate::text::{clock, count, printable};
use crate::{machine, options};
use rebounce::{Costs, Node, NodeKind, Options, Plan, Render};
use std::fmt::Write;
use std::{io, thread};

/// Runs on one thread, and on several: of each task the least counts.
const RUNS: usize = 3;

/// Prints the plan.
pub(super) fn plan(args: &PlanArgs) -> Result<(), Error> {
    let time = machine::clock();
    let (fonts, named) = (FontLibrary::default(), &args.sound.fonts.soundfont);
    let mut input = Input::read(&args.input, &fonts.fonts(named)?, &time)?;
    let mut options = options::sound(&args.sound, &input, &time)?;
    input.only(args.sound.pattern.as_deref(), &options)?;
    options.threads = 1;
    options.costs = !args.threads.is_empty();
    let assets = FolderAssets::of(&args.sound, &input, options.limits.recording_bytes)
        .playing(&fonts, named);
    let new = |options: &Options| {
        Render::new(&input.song, &assets, options)
            .map_err(|error| Error::render(&input.path, &error))
    };
    let render = new(&options)?;
    let findings = [&input.diagnostics, &assets.findings(), render.diagnostics()].concat();
    show(&mut io::stderr(), &findings, Detail::of(false, args.verbose))?;
    let mut text = text(&render);
    if let Some(&most) = args.threads.iter().max() {
        let run = |options: &Options| {
            let mut render = new(options)?;
            while render.next_window().is_some() {}
            Ok(render.costs())
        };
        let runs =
            |options: &Options| (0..RUNS).map(|_| run(options)).collect::<Result<Vec<_>, Error>>();
        let alone = runs(&options)?;
        // Again on as many threads as there are, to see what they cost each other.
        let cores = thread::available_parallelism().map_or(1, usize::from);
        options.threads = cores.min(usize::from(most)).max(1);
        let together = if options.threads > 1 { runs(&options)? } else { Vec::new() };
        text += &scaling(render.plan(), &Costs::of(&alone), &together, &args.threads);
    }
    super::print(&printable(&text))
}

/// How the render would scale, from what it takes on one thread, and in some runs on several.
fn scaling(plan: &Plan, costs: &Costs, together: &[Costs], threads: &[u16]) -> String {
    let contention = costs.contention(plan, together);
    let one = costs.scaling(plan, 1, contention).seconds;
    let mut text = "\nthreads  seconds  times faster  waits most for\n".to_owned();
    for &threads in threads {
        let scaling = costs.scaling(plan, usize::from(threads), contention);
        let most = scaling.waits.first().map_or_else(String::new, |&(node, waited)| {
            let share = 100.0 * waited / scaling.seconds.max(f64::MIN_POSITIVE);
            format!("{} ({share:.0}%)", plan.nodes[node].name)
        });
        let faster = one / scaling.seconds.max(f64::MIN_POSITIVE);
        let _ = writeln!(text, "{threads:7}  {:7.3}  {faster:12.2}  {most}", scaling.seconds);
    }
    let _ = writeln!(
        text,
        "\nmeasured side by side: tasks take {:.2} times as long as alone, threads meet in {:.1} µs",
        contention.slowdown,
        contention.meeting * 1e6
    );
    text
}

fn text(render: &Render) -> String {
    let (plan, sample_rate) = (render.plan(), render.sample_rate());
    let seconds = |frames: u64| frames as f64 / f64::from(sample_rate);
    let mut text = String::new();
    let bound = if plan.quiet.is_some() { "at most " } else { "" };
    let _ = writeln!(
        text,
        "length   {bound}{} ({} frames at {sample_rate} Hz); the last voice ends at {}",
        clock(seconds(plan.length)),
        plan.length,
        clock(seconds(plan.voices_end)),
    );
    let voices: f64 = plan.batches.iter().map(|batch| batch.voices).sum();
    let _ = writeln!(
        text,
        "voices   {voices:.0} in {}",
        if plan.batches.len() == 1 {
            "1 batch".to_owned()
        } else {
            format!("{} batches", plan.batches.len())
        }
    );
    let works: Vec<f64> = plan.nodes.iter().map(|node| seconds_of(plan, node)).collect();
    let work: f64 = works.iter().sum();
    let _ = writeln!(
        text,
        "work     {work:.1} s of one thread at most, by estimate: {:.0} x real time",
        seconds(plan.length) / work.max(f64::MIN_POSITIVE)
    );
    text += &gain(render);
    let _ = writeln!(text, "skipped  {} frames at the beginning", plan.skip);
    if !plan.stems.is_empty() {
        let _ = writeln!(text, "stems    {}", plan.stems.len());
    }
    let _ = writeln!(text, "\nstage  ns a frame  late  share  node");
    for (node, own) in plan.nodes.iter().zip(works) {
        let _ = writeln!(
            text,
            "{:5}  {:10.1}  {:4}  {:4.0}%  {}",
            node.depth,
            node.cost,
            node.latency,
            100.0 * own / work.max(f64::MIN_POSITIVE),
            what(node)
        );
    }
    text
}

/// What predictive gain goes by; nothing with another.
fn gain(render: &Render) -> String {
    let decibels = |linear: f32| 20.0 * libm::log10(f64::from(linear));
    let peak = render.predicted_peak();
    if peak <= 0.0 {
        return String::new();
    }
    let bound = match render.peak_bound() {
        Some(bound) => format!("no sample above {:.1} dBFS", decibels(bound)),
        None => "no bound is known".to_owned(),
    };
    format!("peak     {:.1} dBFS without gain, by estimate; {bound}\n", decibels(peak))
}

/// Estimated work of a node in seconds: voices by their frames, eight lanes full; all else always.
fn seconds_of(plan: &Plan, node: &Node) -> f64 {
    let frames = match &node.kind {
        NodeKind::Voices(number) => plan.batches[*number].voice_frames / 8.0,
        _ => plan.length as f64,
    };
    f64::from(node.cost) * frames * 1e-9
}

fn what(node: &Node) -> String {
    match &node.kind {
        NodeKind::Channel(channel) if !channel.inserts.is_empty() => {
            format!("{}, {}", node.name, count(channel.inserts.len(), "insert"))
        }
        _ => node.name.clone(),
    }
}
