//! Rebounce's own song format: JSON with a `format` and a `version` around the song.
