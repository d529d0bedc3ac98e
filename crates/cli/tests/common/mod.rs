//! What the tests of the command share: a folder of its own for each, songs, and the command.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "each test file is a crate of its own")]
#![allow(clippy::unwrap_used, reason = "tests may panic; clippy does not see that this is one")]

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder that goes away with the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// The names in it, sorted, hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The command, to be run in the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rebounce"));
        command.args(args).current_dir(self.0.path());
        command
    }

    /// Runs the command in the folder.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs the command, which must succeed; its standard error.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{args:?}: {told}");
        told
    }

    /// Runs the command, which must fail; its exit code and what it says.
    pub fn fails(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.stdout.is_empty());
        format!("exit code {}\n{told}", output.status.code().unwrap())
    }
}

/// A kick and a bass on two mixer tracks: a second and a half.
pub const SONG: &str = r#"{
    "format": "rebounce-song", "version": 1, "name": "Two tracks", "tempo": 120,
    "instruments": [
        {"id": "kick", "name": "Kick", "output": "drums", "sound": {"type": "drum", "kind": "kick"}},
        {"id": "bass", "name": "Bass", "output": "low", "sound": {"type": "va"}}
    ],
    "patterns": [{"id": "p", "parts": [
        {"instrument": "kick", "notes": [{"start": 0}, {"start": 1}]},
        {"instrument": "bass", "notes": [{"start": 0.5, "length": 1, "key": 36}]}
    ]}],
    "mixer": {"tracks": [{"id": "drums", "name": "Drums"}, {"id": "low", "name": "Low End"}]}
}"#;

/// The same with so many notes that it takes long: hours of music.
pub fn long_song() -> String {
    let clip = r#"{"start": 0, "length": 20000, "content": {"type": "pattern", "pattern": "p"}}"#;
    let arrangement = format!(r#""arrangement": {{"clips": [{clip}]}}, "mixer""#);
    SONG.replace(r#""mixer""#, &arrangement)
}

/// The report that the command wrote.
pub fn report(folder: &Folder, name: &str) -> serde_json::Value {
    serde_json::from_slice(&folder.read(name)).unwrap()
}
