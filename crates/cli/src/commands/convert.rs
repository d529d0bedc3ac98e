//! `rebounce convert`: anything readable, written in Rebounce's own format.

use crate::args::ConvertArgs;
use crate::diagnostics::{Detail, show};
use crate::error::Error;
use crate::fonts::FontLibrary;
use crate::input::Input;
use crate::interrupt::Interrupt;
use crate::machine;
use crate::outputs::Outputs;
use rebounce_import::Fonts;
use std::io;
use std::path::Path;

/// Reads a song and writes it.
pub(super) fn convert(args: &ConvertArgs) -> Result<(), Error> {
    let fonts = FontLibrary::default().fonts(&args.fonts.soundfont)?;
    let input = Input::read(&args.input, &from(fonts, &args.output), &machine::clock())?;
    show(&mut io::stderr(), &input.diagnostics, Detail::of(false, args.verbose))?;
    let text = rebounce_song::json::write(&input.song);
    if args.output == Path::new("-") {
        return super::print(&text);
    }
    let interrupt = Interrupt::default();
    interrupt.listen()?;
    let mut outputs = Outputs::new(input.file(), &interrupt);
    let hidden = outputs.file(&args.output)?;
    Outputs::write(&args.output, &hidden, text.as_bytes())?;
    outputs.commit()
}

/// The fonts by names that the written song finds them by: their paths from its folder if they lie
/// below it, else their file names, which `--assets` leads to.
fn from(mut fonts: Fonts, output: &Path) -> Fonts {
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    for font in &mut fonts.0 {
        let path = Path::new(&font.reference);
        let below = path
            .canonicalize()
            .ok()
            .and_then(|file| Some(file.strip_prefix(folder.as_ref().ok()?).ok()?.to_path_buf()));
        let name = below.or_else(|| path.file_name().map(Into::into));
        if let Some(name) = name {
            font.reference = name.to_string_lossy().into_owned();
        }
    }
    fonts
}
