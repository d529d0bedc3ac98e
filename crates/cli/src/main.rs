//! The command `rebounce`: reads arguments, calls one sub-command, turns its outcome into an exit
//! code. What it can do is in `args`; each sub-command is a file in `commands/`.

mod args;
mod assets;
mod bars;
mod batch;
mod behind;
mod commands;
mod diagnostics;
mod encoding;
mod error;
mod fonts;
mod input;
mod interrupt;
mod kept;
mod kit_archive;
mod kits;
mod machine;
mod normalize;
mod options;
mod outputs;
mod plot;
mod position;
mod progress;
mod region;
mod repeat;
mod sink;
mod stems;
mod summary;
mod text;

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(refusal) => {
            // Help and version come this way too, with code 0. If nobody reads them, so be it.
            let _ = refusal.print();
            return ExitCode::from(if refusal.use_stderr() { 2 } else { 0 });
        }
    };
    let outcome = commands::run(&args.command);
    if let Err(error) = &outcome
        && error.is_to_be_told()
    {
        // There is nowhere left to say that standard error is closed.
        let _ = writeln!(std::io::stderr(), "error: {}", text::printable(&error.to_string()));
    }
    ExitCode::from(outcome.map_or_else(|error| error.exit_code(), |()| 0))
}
