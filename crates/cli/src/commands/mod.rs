//! One file per sub-command.

mod batch;
mod completions;
mod convert;
mod freeze;
mod inspect;
mod list;
mod plan;
mod render;
mod schema;
mod sections;
mod soundfont;

use crate::args::Command;
use crate::error::Error;
use std::io::{self, Write};

/// Runs a sub-command.
///
/// # Errors
/// As the sub-command.
pub(crate) fn run(command: &Command) -> Result<(), Error> {
    match command {
        Command::Render(args) => render::render(args),
        Command::Batch(args) => batch::batch(args),
        Command::Freeze(args) => freeze::freeze(args),
        Command::Inspect(args) => inspect::inspect(args),
        Command::Plan(args) => plan::plan(args),
        Command::Convert(args) => convert::convert(args),
        Command::List(args) => list::list(args),
        Command::Schema => schema::schema(),
        Command::Completions { shell } => completions::completions(*shell),
    }
}

/// Writes `text` to standard output.
///
/// # Errors
/// [`Error::Closed`] if nobody reads it any more, which ends the command in peace.
fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| Error::stdout(&error))
}

/// `value` as indented JSON.
fn json(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value)
        .expect("all maps have string keys, and a string takes whatever is written");
    text.push('\n');
    text
}
