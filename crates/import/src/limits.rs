//! Bounds on what a document may ask for, so that time and memory stay bounded.

/// Bounds on what a document may ask for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Size of the document; default 256 MiB. A larger one is refused.
    pub bytes: u64,
    /// Numbers, texts, lists and objects in it, which bounds the memory; default 16 million.
    pub values: u64,
    /// Notes of all patterns; default one million. More are refused.
    pub notes: u64,
    /// Diagnostics of one kind that are kept; default 1000. The rest is counted in one more.
    pub diagnostics: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, values: 16_000_000, notes: 1_000_000, diagnostics: 1000 }
    }
}
