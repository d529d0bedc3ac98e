//! What can end the command early, by what the caller can do about it: one exit code each.

use std::io::{self, ErrorKind};
use std::path::Path;

/// Why the command ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Error {
    /// A fault of the machine or of Rebounce itself.
    #[error("{0}")]
    Failed(String),
    /// Options that cannot be.
    #[error("{0}")]
    Usage(String),
    /// An input that cannot be read or is refused.
    #[error("{0}")]
    Input(String),
    /// An output that cannot be written.
    #[error("{0}")]
    Output(String),
    /// Ctrl-C, or a signal to end.
    #[error("cancelled: nothing was written")]
    Cancelled,
    /// The same, in the midst of a batch.
    #[error("cancelled: {0}")]
    Stopped(String),
    /// Some songs of a batch; which ones was said.
    #[error("{0}")]
    Some(String),
    /// Whoever read standard output has read enough.
    #[error("standard output was closed")]
    Closed,
}

impl Error {
    /// The code with which the process ends; `args` documents them for people.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Input(_) => 3,
            Self::Output(_) => 4,
            Self::Some(_) => 5,
            Self::Cancelled | Self::Stopped(_) => 130,
        }
    }

    /// Whether it is worth a line on standard error.
    pub(crate) fn is_to_be_told(&self) -> bool {
        !matches!(self, Self::Closed)
    }

    /// What writing to standard output ran into.
    pub(crate) fn stdout(error: &io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Output(format!("standard output: {error}"))
        }
    }

    /// What writing the file `path` ran into.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        let mend = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                ": wanted more room; free some, or choose another place with -o"
            }
            ErrorKind::PermissionDenied => ": wanted a folder in which files may be made",
            _ => "",
        };
        Self::Output(format!("{}: {error}{mend} (no file was changed)", path.display()))
    }

    /// What encoding into `path` ran into. The codec knows only the temporary name.
    pub(crate) fn codec(path: &Path, error: rebounce_codec::Error) -> Self {
        match error {
            rebounce_codec::Error::File { source, .. } => Self::file(path, &source),
            rebounce_codec::Error::Stream(source) => Self::stdout(&source),
            other => Self::Output(format!("{}: {other}", path.display())),
        }
    }

    /// What the renderer refused about the song in `input`.
    pub(crate) fn render(input: &Path, error: &rebounce::Error) -> Self {
        let placed = format!("{}: {error}", input.display());
        match error {
            rebounce::Error::Option { .. } => Self::Usage(error.to_string()),
            rebounce::Error::Threads { .. } => Self::Failed(error.to_string()),
            rebounce::Error::Missing { .. } => {
                Self::Input(format!("{placed} (see --assets and --on-missing)"))
            }
            _ => Self::Input(placed),
        }
    }
}
