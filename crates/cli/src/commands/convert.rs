//! `rebounce convert`: anything readable, written in Rebounce's own format.

use crate::args::ConvertArgs;
use crate::diagnostics::{Detail, show};
use crate::error::Error;
use crate::input::Input;
use crate::interrupt::Interrupt;
use crate::machine;
use crate::outputs::Outputs;
use std::io;
use std::path::Path;

/// Reads a song and writes it.
pub(super) fn convert(args: &ConvertArgs) -> Result<(), Error> {
    let input = Input::read(&args.input, &machine::clock())?;
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
