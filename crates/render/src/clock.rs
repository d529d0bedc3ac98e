//! Time of day for the report only, handed in by the face: the renderer itself reads no clock.

use std::fmt;
use std::sync::Arc;

/// A source of seconds. The default one stands still at zero.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<dyn Fn() -> f64 + Send + Sync>>);

impl Clock {
    /// A clock that `seconds` reads; it must not go backwards.
    pub fn new(seconds: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(seconds)))
    }

    /// Seconds since some fixed moment.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.0.as_ref().map_or(0.0, |seconds| seconds())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Clock(running)" } else { "Clock(none)" })
    }
}
