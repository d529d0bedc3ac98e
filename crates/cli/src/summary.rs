//! What the command adds to the renderer's report, and the report in two lines for people.

use crate::args::RenderArgs;
use crate::error::Error;
use crate::input::Input;
use crate::options::Mix;
use crate::sink::Written;
use crate::text::{clock, printable};
use crate::{machine, options};
use rebounce::{Clock, Options, Report};
use rebounce_codec::{Compression, Format};
use rebounce_song::{Diagnostic, Severity};
use std::fmt::Write;

/// Fills in what only the command knows: docs/report.md lists it.
pub(crate) fn complete(
    report: &mut Report,
    input: &Input,
    args: &RenderArgs,
    options: &Options,
    format: &Format,
) {
    report.input.path = input.path.display().to_string();
    report.input.hash.clone_from(&input.hash);
    report.options = options::by_name(&args.sound, options);
    let extra = [
        ("format", format.kind.extension().to_owned()),
        ("dither", (format.dither && format.integer_bits().is_some()).to_string()),
        match (format.kind.is_lossless(), format.compression) {
            (true, _) => ("bit-depth", format.bit_depth.to_string()),
            (false, Compression::Bitrate(kbps)) => ("bitrate", kbps.to_string()),
            (false, Compression::Quality(quality)) => ("vbr", quality.to_string()),
        },
    ];
    report.options.extend(extra.map(|(name, value)| (name.to_owned(), value)));
    report.memory.peak_bytes = machine::peak_memory();
    report.timing.read_seconds = input.seconds;
}

/// Fills in what was written and how long all took.
pub(crate) fn finished(report: &mut Report, written: Vec<Written>, time: &Clock) {
    // The entries have no public name, so they are made by their default.
    report.outputs.resize_with(written.len(), Default::default);
    for (output, written) in report.outputs.iter_mut().zip(written) {
        output.path = written.path;
        output.bytes = written.bytes;
        written.format.clone_into(&mut output.format);
    }
    report.timing.total_seconds = time.seconds();
    report.timing.real_time_factor =
        report.audio.seconds / report.timing.total_seconds.max(f64::MIN_POSITIVE);
}

/// Says that samples were held at full scale.
pub(crate) fn clipping(clipped: u64, mixes: &[Mix]) -> Option<Diagnostic> {
    let integers = mixes.iter().any(|(_, format)| format.integer_bits().is_some());
    let lossy = mixes.iter().any(|(_, format)| !format.kind.is_lossless());
    (clipped > 0 && (integers || lossy)).then(|| {
        Diagnostic::new(
            Severity::Warning,
            "clipped",
            "output",
            format!("{clipped} samples beyond full scale"),
            "a mix within it (--gain predictive keeps it there, --bit-depth 32 can hold it)",
            if integers {
                "they were held at full scale"
            } else {
                "most players will hold them at full scale"
            },
        )
    })
}

/// The report in two lines; there is one of `mixes` at least.
pub(crate) fn text(report: &Report, mixes: &[Mix]) -> String {
    let mut text = String::new();
    let level = |level: Option<f64>| level.map_or("silence".to_owned(), |db| format!("{db:.1}"));
    let files = report.outputs.iter().take(mixes.len()).map(|output| output.path.as_str());
    let files = files.map(|path| if path == "-" { "standard output" } else { path });
    let name = files.collect::<Vec<_>>().join(", ");
    let stems = match report.outputs.len().saturating_sub(mixes.len()) {
        0 => String::new(),
        stems => format!(" and {}", crate::text::count(stems, "stem")),
    };
    let format = &mixes[0].1;
    let length = clock(report.audio.seconds);
    let size = match (format.kind.is_lossless(), format.compression) {
        (true, _) => format!("{} bit", format.bit_depth),
        (false, Compression::Bitrate(kbps)) => format!("{} at {kbps} kbit/s", format.kind.name()),
        (false, Compression::Quality(quality)) => {
            format!("{} quality {quality}", format.kind.name())
        }
    };
    let rate = format.sample_rate;
    let _ = writeln!(text, "{name}{stems}: {length}, {rate} Hz, {size}");
    let levels = report.normalize.after.as_ref().unwrap_or(&report.levels);
    if !report.normalize.targets.is_empty() {
        let (targets, db) = (report.normalize.targets.join(","), report.normalize.gain_db);
        let _ = writeln!(text, "normalised to {targets}: {db:+.2} dB");
    }
    let _ = writeln!(
        text,
        "true peak {} dBTP, loudness {} LUFS; {:.1} s, {:.1} x real time",
        level(levels.true_peak_dbtp),
        level(levels.lufs),
        report.timing.total_seconds,
        report.timing.real_time_factor,
    );
    printable(&text)
}

/// The first track that a fault made silent.
///
/// # Errors
/// [`Error::Failed`], naming it.
pub(crate) fn faults(report: &Report) -> Result<(), Error> {
    match report.tracks.iter().find(|track| track.status.starts_with("failed")) {
        Some(track) => Err(Error::Failed(format!(
            "track {:?} {}: it is silent from there on; please report this as a bug",
            track.id, track.status
        ))),
        None => Ok(()),
    }
}
