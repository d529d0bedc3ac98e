//! What the tests of arbitrary documents share.

use rebounce_song::{Song, check};

/// What the check of songs still finds to mend. It looks at every number and every reference, so
/// that nothing to mend means a legal song.
pub(crate) fn faults(mut song: Song) -> String {
    match check::check(&mut song, &check::Limits::default()) {
        Ok(found) if found.is_empty() => String::new(),
        Ok(found) => format!("{found:?}"),
        // That there is too much of something is for the check to say.
        Err(rebounce_song::Error::Limit { .. }) => String::new(),
        Err(error) => error.to_string(),
    }
}
