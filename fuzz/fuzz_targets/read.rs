//! What all documents must keep to: an error or a song, which is legal once it has been checked.

use rebounce_import::{Limits, read};

/// Bounds low enough that a run is quick.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.bytes = 1 << 20;
    limits
}

/// Reads bytes, and checks what is in them.
pub fn document(bytes: &[u8]) {
    let Ok(read) = read(bytes, &limits()) else { return };
    let mut song = read.song;
    let bounds = rebounce_song::check::Limits::default();
    if rebounce_song::check::check(&mut song, &bounds).is_ok() {
        let again = rebounce_song::check::check(&mut song, &bounds).expect("a legal song is legal");
        assert!(again.is_empty(), "what was checked is not as wanted: {again:?}");
    }
}
