//! What the renderer does not know and the face does: the time, and the memory of the process.

use rebounce::Clock;
use rebounce_export::Moment;
use std::time::Instant;

/// A clock that runs.
pub(crate) fn clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the face that hands the clock in")]
    let began = Instant::now();
    Clock::new(move || began.elapsed().as_secs_f64())
}

/// What the calendar says, for names of files.
pub(crate) fn now() -> Moment {
    #[expect(clippy::disallowed_methods, reason = "this is the face that hands the time in")]
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Moment(u64::try_from(since.as_millis()).unwrap_or_default())
}

/// Most memory the process has had, in bytes; 0 where the system does not tell (not Linux).
pub(crate) fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kibibytes.map_or(0, |kibibytes: u64| kibibytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn the_process_has_had_some_memory() {
        assert!(super::peak_memory() > 100_000);
    }
}
