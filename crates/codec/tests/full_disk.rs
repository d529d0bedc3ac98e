//! On a full disk a file does not appear, and an older one of its name stays as it was.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use rebounce_codec::{Error, Format, Kind, Writer};

/// A file system of 64 KiB, gone when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None`, with a message, where this user may not mount.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64k", "none"])
            .arg(folder.path())
            .output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(folder)),
            other => {
                eprintln!("skipped: no tmpfs can be mounted here ({other:?})");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a process that another test starts may hold the disk for a moment.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

fn kinds() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| kind.is_built())
}

fn format(kind: Kind) -> Format {
    // Dither makes noise of silence, so FLAC too fills the disk.
    Format {
        kind,
        bit_depth: 24,
        sample_rate: 48_000,
        channels: 2,
        dither: true,
        seed: 0,
        ..Format::default()
    }
}

/// Numbers without pattern (a 32-bit congruential generator, Numerical Recipes).
fn noise() -> Vec<f32> {
    let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let states = std::iter::successors(Some(1), next);
    states.take(8192).map(|state| (state >> 8) as f32 / 8_388_608.0 - 1.0).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect()
}

#[test]
fn a_disk_that_fills_while_writing_keeps_the_old_file_and_nothing_else() {
    for kind in kinds() {
        let Some(disk) = SmallDisk::mount() else { return };
        let path = disk.path().join("a");
        std::fs::write(&path, "old").unwrap();
        let mut writer = Writer::create(&path, &format(kind)).unwrap();
        // Noise of 8192 frames is at least 2 KiB in any kind, so 64 of them pass 64 KiB.
        let noise = noise();
        let refused = (0..64).find_map(|_| writer.write(&noise, &noise).err());
        let refused = refused.unwrap();
        assert!(matches!(&refused, Error::File { path: named, .. } if *named == path), "{refused}");
        // Asked to finish all the same, it refuses too.
        assert!(writer.finish().is_err());
        assert_eq!(names(disk.path()), ["a"]);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
    }
}

#[test]
fn a_disk_that_is_full_at_the_end_keeps_the_old_file_and_nothing_else() {
    for kind in kinds() {
        let Some(disk) = SmallDisk::mount() else { return };
        let path = disk.path().join("a");
        std::fs::write(&path, "old").unwrap();
        let mut writer = Writer::create(&path, &format(kind)).unwrap();
        // What is small stays in memory until the end, and then there is no page left.
        writer.write(&[0.0; 10], &[0.0; 10]).unwrap();
        let filler = std::fs::write(disk.path().join("filler"), vec![1; 1 << 16]);
        assert!(filler.is_err());
        assert!(matches!(writer.finish(), Err(Error::File { .. })));
        let mut names = names(disk.path());
        names.sort();
        assert_eq!(names, ["a", "filler"]);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
    }
}
