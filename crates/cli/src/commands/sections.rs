//! `rebounce render --markers DIR` and `--clips DIR`: a file for each part of the song. Each is a
//! render of its own, which rings out by itself; all appear together.

use super::render::{Shared, bounce};
use crate::args::RenderArgs;
use crate::diagnostics::{Detail, show};
use crate::error::Error;
use crate::input::Input;
use crate::interrupt::Interrupt;
use crate::outputs::Outputs;
use crate::position::Position;
use crate::region::{self, Section};
use crate::text::{clock, printable};
use crate::{machine, options, stems};
use rebounce::StemInfo;
use std::io::{self, Write};
use std::path::Path;

/// Renders them.
///
/// # Errors
/// As [`bounce`]; the song has no such parts.
pub(super) fn sections(args: &RenderArgs, interrupt: &Interrupt) -> Result<(), Error> {
    let time = machine::clock();
    let shared = Shared::default();
    let fonts = shared.fonts.fonts(&args.sound.fonts.soundfont)?;
    let input = Input::read(&args.input, &fonts, &time)?;
    let (folder, sections, what) = match (&args.markers, &args.clips) {
        (Some(folder), _) => (folder, region::markers(&input.song), "--markers: the song has none"),
        (_, Some(folder)) => (folder, region::clips(&input.song), "--clips: the song has none"),
        (None, None) => return Ok(()),
    };
    if sections.is_empty() {
        return Err(Error::Usage(format!("{what} (rebounce inspect tells what it has)")));
    }
    let rate = options::sound(&args.sound, &input, &time)?.sample_rate;
    let rate = options::sample_rate(args, rate)?;
    let format = options::outputs(args, &input, rate)?.remove(0).1;
    let infos: Vec<StemInfo> = (1..).zip(&sections).map(|(number, it)| info(number, it)).collect();
    let names = stems::named(args, &input, &format, &infos);
    let mut outputs = Outputs::new(input.file(), interrupt);
    let hidden = outputs.folder(folder, &names)?;
    let mut findings = Vec::new();
    let mut told = String::new();
    for ((section, name), hidden) in sections.iter().zip(&names).zip(&hidden) {
        interrupt.check()?;
        let args = of(args, section, hidden);
        let bounced = bounce(&args, &interrupt.part(), shared.clone())?;
        let length = clock(bounced.report.audio.seconds);
        told += &format!("{}: {length}\n", folder.join(name).display());
        // What is said of the song is said once.
        for finding in bounced.report.diagnostics {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    outputs.commit()?;
    let detail = Detail::of(args.quiet, args.verbose);
    show(&mut io::stderr(), &findings, detail)?;
    if detail != Detail::None {
        // Nobody reads it: the files are there all the same.
        let _ = io::stderr().write_all(printable(&told).as_bytes());
    }
    Ok(())
}

fn info(number: usize, section: &Section) -> StemInfo {
    StemInfo { id: number.to_string(), name: section.name.clone(), stereo: true }
}

/// What the command would be given for a part.
fn of(args: &RenderArgs, section: &Section, hidden: &Path) -> RenderArgs {
    let mut args = args.clone();
    let format = args.format.unwrap_or(crate::args::Format::Wav);
    (args.markers, args.clips, args.quiet, args.verbose) = (None, None, true, false);
    (args.output, args.format) = (vec![hidden.to_path_buf()], Some(format));
    args.sound.from = Some(Position::Beats(section.from));
    args.sound.to = section.to.map(Position::Beats);
    let title = args.encoding.tag.iter().any(|(name, _)| name == "title");
    if !title && !section.name.trim().is_empty() {
        args.encoding.tag.push(("title".to_owned(), section.name.clone()));
    }
    args
}
