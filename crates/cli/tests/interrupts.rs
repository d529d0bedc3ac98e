//! Whatever ends a render early, no file is begun, changed or left behind.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

mod common;

use common::{Folder, SONG, long_song};
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Promised are 100 ms; the rest is for a machine that is busy with other tests.
const BUSY: Duration = Duration::from_millis(500);

#[expect(clippy::disallowed_methods, reason = "the promise is one about time")]
fn now() -> Instant {
    Instant::now()
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
}

/// Begins a long render into `a.wav` and waits until its files are begun.
fn begin(folder: &Folder, more: &[&str]) -> Child {
    folder.write("song.json", &long_song());
    let args = ["render", "song.json", "-o", "a.wav", "--progress", "json", "--threads", "1"];
    let mut child =
        folder.command(&[&args[..], more].concat()).stderr(Stdio::piped()).spawn().unwrap();
    // The first line of progress says that windows are being written.
    let mut told = String::new();
    let mut byte = [0];
    let stderr = child.stderr.as_mut().unwrap();
    while !told.contains("progress") {
        assert_eq!(stderr.read(&mut byte).unwrap(), 1, "it ended: {told}");
        told.push(char::from(byte[0]));
    }
    child
}

fn ends_at_once(name: &str) {
    let folder = Folder::new();
    folder.write("a.wav", "an old file");
    let mut child = begin(&folder, &["--stems", "stems", "--report", "r.json"]);
    let began = now();
    signal(&child, name);
    // It must not wait for a reader of its progress.
    drop(child.stderr.take());
    let status = child.wait().unwrap();
    let took = began.elapsed();
    assert_eq!(status.code(), Some(130));
    assert_eq!(folder.names(), ["a.wav", "song.json"]);
    assert_eq!(folder.read("a.wav"), b"an old file");
    assert!(took < BUSY, "{took:?}");
}

#[test]
fn ctrl_c_leaves_no_file_and_the_old_one_untouched() {
    ends_at_once("INT");
}

#[test]
fn ctrl_c_leaves_nothing_of_what_waits_to_be_normalised() {
    let folder = Folder::new();
    let more = ["--stems", "stems", "--normalize", "-14LUFS,-1dBTP"];
    let mut child = begin(&folder, &more);
    signal(&child, "INT");
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(folder.names(), ["song.json"]);
}

#[test]
fn ctrl_c_leaves_no_file_of_any_kind() {
    for kind in ["a.aiff", "a.ogg", "a.opus"] {
        let folder = Folder::new();
        let mut child = begin(&folder, &["-o", kind, "--stems", "stems"]);
        let began = now();
        signal(&child, "INT");
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(folder.names(), ["song.json"]);
        assert!(began.elapsed() < BUSY, "{kind}");
    }
}

#[test]
fn a_signal_to_end_leaves_no_file_and_the_old_one_untouched() {
    ends_at_once("TERM");
}

#[test]
fn ctrl_c_before_the_first_window_leaves_no_file() {
    let folder = Folder::new();
    // Millions of notes take a while to prepare.
    folder.write("song.json", &long_song().replace("20000", "1500000"));
    let args = ["render", "song.json", "-o", "a.wav", "--report", "r.json"];
    let mut child = folder.command(&args).stderr(Stdio::null()).spawn().unwrap();
    // The hidden folder of the report is made before the song is prepared.
    while folder.names().len() < 2 {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::sleep(Duration::from_millis(1));
    }
    let began = now();
    signal(&child, "INT");
    let status = child.wait().unwrap();
    let took = began.elapsed();
    assert_eq!(status.code(), Some(130));
    assert_eq!(folder.names(), ["song.json"]);
    assert!(took < BUSY, "{took:?}");
}

#[test]
fn a_reader_that_has_read_enough_ends_the_render_in_peace() {
    let folder = Folder::new();
    folder.write("song.json", &long_song());
    let mut child = folder
        .command(&["render", "song.json", "-o", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut head = [0; 4];
    child.stdout.take().unwrap().read_exact(&mut head).unwrap();
    assert_eq!(&head, b"RIFF");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(folder.names(), ["song.json"]);
}

/// A small disk, taken away with the test.
struct Disk<'a>(&'a Folder);

impl Disk<'_> {
    fn mount(folder: &Folder) -> Option<Disk<'_>> {
        std::fs::create_dir(folder.path("disk")).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(folder.path("disk"));
        let mounted = mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        mounted.then_some(Disk(folder))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path("disk")).status();
    }
}

#[test]
fn a_full_disk_is_told_and_leaves_the_old_file() {
    let folder = Folder::new();
    let Some(_disk) = Disk::mount(&folder) else {
        eprintln!("skipped: no disk can be mounted here");
        return;
    };
    folder.write("song.json", SONG);
    folder.write("disk/a.wav", "an old file");
    let args = ["render", "song.json", "-o", "disk/a.wav", "--tail", "20", "--bit-depth", "32"];
    let told = folder.fails(&args);
    assert!(told.starts_with("exit code 4\n"), "{told}");
    assert!(told.contains("disk/a.wav: No space left on device"), "{told}");
    assert_eq!(folder.read("disk/a.wav"), b"an old file");
    assert_eq!(std::fs::read_dir(folder.path("disk")).unwrap().count(), 1);
}
