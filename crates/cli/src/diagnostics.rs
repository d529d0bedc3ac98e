//! Diagnostics for people: the worst first, the rest counted.

use crate::error::Error;
use crate::text::{count, printable};
use rebounce_song::{Diagnostic, Severity};
use std::io::Write;

/// How many are shown one by one unless all are asked for: half a screen.
const SHOWN: usize = 10;

/// How much of the diagnostics is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Nothing.
    None,
    /// Some errors and warnings, and how many there are.
    Some,
    /// All.
    All,
}

impl Detail {
    /// By the flags `-q` and `-v`.
    pub(crate) fn of(quiet: bool, verbose: bool) -> Self {
        match (quiet, verbose) {
            (true, _) => Self::None,
            (_, true) => Self::All,
            _ => Self::Some,
        }
    }
}

/// Shows diagnostics on `out`, worst first.
///
/// # Errors
/// `out` is closed.
pub(crate) fn show(
    out: &mut impl Write,
    diagnostics: &[Diagnostic],
    detail: Detail,
) -> Result<(), Error> {
    if detail == Detail::None || diagnostics.is_empty() {
        return Ok(());
    }
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let [errors, warnings, infos] =
        [of(Severity::Error), of(Severity::Warning), of(Severity::Info)];
    let shown = match detail {
        Detail::All => sorted.len(),
        _ => SHOWN.min(errors + warnings),
    };
    let mut text = String::new();
    for diagnostic in &sorted[..shown] {
        text += &line(diagnostic);
        text.push('\n');
    }
    let mut totals = Vec::new();
    for (number, what) in [(errors, "error"), (warnings, "warning"), (infos, "note")] {
        if number > 0 {
            totals.push(count(number, what));
        }
    }
    let totals = totals.join(", ");
    text += &match sorted.len() - shown {
        0 => format!("{totals}\n"),
        _ if shown == 0 => format!("{totals} (see them with -v)\n"),
        more => format!("... and {more} more: {totals} in all (see them with -v or --report)\n"),
    };
    out.write_all(text.as_bytes()).map_err(|error| Error::stdout(&error))
}

/// One diagnostic in one line.
pub(crate) fn line(diagnostic: &Diagnostic) -> String {
    let Diagnostic { severity, code, place, found, wanted, action } = diagnostic;
    let severity = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    printable(&format!("{severity}: {place}: {found}: wanted {wanted}; {action} [{code}]"))
        .replace('\n', " ")
}
