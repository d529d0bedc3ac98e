//! `rebounce schema`: the JSON Schema of Rebounce's own format.

use crate::error::Error;

/// Prints the schema.
pub(super) fn schema() -> Result<(), Error> {
    super::print(&super::json(&rebounce_song::json::schema()))
}
