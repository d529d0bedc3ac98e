//! What a reader or a check has to say about an input without refusing it.

use serde::{Deserialize, Serialize};

/// How much a diagnostic matters to the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is lost: a spelling was understood, a field has no effect on sound.
    Info,
    /// Something was clamped, replaced or left out.
    Warning,
    /// A whole instrument, recording, effect or route is missing from the sound.
    Error,
}

/// One thing that was not as wanted, where it stands, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Stable kebab-case name of the kind of finding, such as `velocity-out-of-range`.
    pub code: String,
    /// Path into the document, such as `patternData.data.bass[12].velocity`.
    pub place: String,
    /// What stood there.
    pub found: String,
    /// What was wanted there.
    pub wanted: String,
    /// What was done about it.
    pub action: String,
}

impl Diagnostic {
    /// A diagnostic from its parts, in the order of the fields.
    #[must_use]
    pub fn new(
        severity: Severity,
        code: &str,
        place: impl Into<String>,
        found: impl Into<String>,
        wanted: impl Into<String>,
        action: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            code: code.to_owned(),
            place: place.into(),
            found: found.into(),
            wanted: wanted.into(),
            action: action.into(),
        }
    }
}
