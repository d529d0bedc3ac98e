//! `rebounce completions`: what a shell needs to complete the command.

use crate::args::Args;
use crate::error::Error;
use clap::CommandFactory;

/// Prints the completions of `shell`.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<(), Error> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "rebounce", &mut text);
    super::print(&String::from_utf8_lossy(&text))
}
