//! `rebounce plan`: what a render would do and what it would cost, without a sound.

use crate::args::PlanArgs;
use crate::assets::FolderAssets;
use crate::diagnostics::{Detail, show};
use crate::error::Error;
use crate::input::Input;
use crate::text::{clock, count, printable};
use crate::{machine, options};
use rebounce::{Node, NodeKind, Plan, Render};
use std::fmt::Write;
use std::io;

/// Prints the plan.
pub(super) fn plan(args: &PlanArgs) -> Result<(), Error> {
    let time = machine::clock();
    let mut input = Input::read(&args.input, &time)?;
    let mut options = options::sound(&args.sound, &input, &time)?;
    input.only(args.sound.pattern.as_deref(), &options)?;
    options.threads = 1;
    options.costs = !args.threads.is_empty();
    let assets = FolderAssets::of(&args.sound, &input, options.limits.recording_bytes);
    let mut render = Render::new(&input.song, &assets, &options)
        .map_err(|error| Error::render(&input.path, &error))?;
    let findings = [&input.diagnostics, &assets.findings(), render.diagnostics()].concat();
    show(&mut io::stderr(), &findings, Detail::of(false, args.verbose))?;
    let mut text = text(render.plan(), render.sample_rate());
    if !args.threads.is_empty() {
        text += &scaling(&mut render, &args.threads);
    }
    super::print(&printable(&text))
}

/// How the render would scale, from what it takes on one thread.
fn scaling(render: &mut Render, threads: &[u16]) -> String {
    while render.next_window().is_some() {}
    let (costs, plan) = (render.costs(), render.plan());
    let one = costs.scaling(plan, 1).seconds;
    let mut text = "\nthreads  seconds  times faster  waits most for\n".to_owned();
    for &threads in threads {
        let scaling = costs.scaling(plan, usize::from(threads));
        let most = scaling.waits.first().map_or_else(String::new, |&(node, waited)| {
            let share = 100.0 * waited / scaling.seconds.max(f64::MIN_POSITIVE);
            format!("{} ({share:.0}%)", plan.nodes[node].name)
        });
        let faster = one / scaling.seconds.max(f64::MIN_POSITIVE);
        let _ = writeln!(text, "{threads:7}  {:7.3}  {faster:12.2}  {most}", scaling.seconds);
    }
    text
}

fn text(plan: &Plan, sample_rate: u32) -> String {
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
