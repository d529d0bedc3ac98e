//! Sound that waits for its level: in memory as far as that reaches, then in a file that has no
//! name, so that it is gone with the process, however that ends.

use rebounce_export::{Audio, Spool, Stored};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Frames that are moved into the file at once.
const RUN: usize = 8192;

/// Frames that wait.
pub(crate) struct Kept {
    memory: Audio,
    /// Frames that memory may hold.
    room: usize,
    folder: PathBuf,
    file: Option<Stored<File>>,
}

impl Kept {
    /// Nothing yet. Above `room` frames (8 bytes each) all goes into a file in `folder`.
    pub(crate) fn new(room: usize, folder: &Path) -> Self {
        // The sample rate is nothing to whoever only keeps.
        Self { memory: Audio::new(0), room, folder: folder.to_path_buf(), file: None }
    }

    /// Moves all that memory holds into a new file.
    fn spill(&mut self) -> io::Result<Stored<File>> {
        let mut file = Stored::new(tempfile::tempfile_in(&self.folder)?);
        let [left, right] = std::mem::replace(&mut self.memory, Audio::new(0)).channels;
        for (left, right) in left.chunks(RUN).zip(right.chunks(RUN)) {
            file.write(left, right)?;
        }
        Ok(file)
    }
}

impl Spool for Kept {
    fn write(&mut self, left: &[f32], right: &[f32]) -> io::Result<()> {
        let frames = self.memory.frames() + left.len();
        if self.file.is_none() && frames > self.room {
            self.file = Some(self.spill()?);
        }
        if let Some(file) = &mut self.file {
            return file.write(left, right);
        }
        for channel in &mut self.memory.channels {
            // Doubling by itself would go beyond the room.
            if frames > channel.capacity() {
                let wanted = (2 * frames).min(self.room);
                channel.reserve_exact(wanted - channel.len());
            }
        }
        self.memory.write(left, right)
    }

    fn read(&mut self, start: u64, left: &mut [f32], right: &mut [f32]) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.read(start, left, right),
            None => self.memory.read(start, left, right),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_its_room_memory_is_given_back_and_the_frames_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let ramp: Vec<f32> = (0..1000_u16).map(f32::from).collect();
        let other: Vec<f32> = ramp.iter().map(|x| -x).collect();
        let mut kept = Kept::new(500, folder.path());
        for (number, (left, right)) in ramp.chunks(90).zip(other.chunks(90)).enumerate() {
            kept.write(left, right).unwrap();
            assert_eq!(kept.file.is_some(), (number + 1) * 90 > 500);
            let capacities = kept.memory.channels.iter().map(Vec::capacity);
            assert!(capacities.max() <= Some(if kept.file.is_some() { 0 } else { 500 }));
            // The file has no name even while it is open.
            assert!(!cfg!(unix) || folder.path().read_dir().unwrap().next().is_none());
        }
        let (mut left, mut right) = ([0.0; 700], [0.0; 700]);
        kept.read(250, &mut left, &mut right).unwrap();
        assert_eq!((&left[..], &right[..]), (&ramp[250..950], &other[250..950]));
    }
}
