//! The sound of every song in `songs/` is that of `songs/hashes.txt`, to the bit. After a change
//! of sound `make hashes` renews the file (and CHANGELOG.md says so under Sound).
#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

use rebounce::{AssetError, Assets, Options, Render};
use rebounce_dsp::Recording;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

/// Recordings below the folder of the songs.
struct Songs(PathBuf);

impl Assets for Songs {
    fn recording(&self, reference: &str) -> Result<Arc<Recording>, AssetError> {
        let refuse = |message: String| AssetError { code: "recording-missing".into(), message };
        let bytes = match rebounce_codec::data_url(reference) {
            Some(bytes) => bytes.map_err(|error| refuse(error.to_string()))?,
            None => std::fs::read(self.0.join(reference)).map_err(|e| refuse(e.to_string()))?,
        };
        rebounce_codec::decode(&bytes, &rebounce_codec::DecodeLimits::default())
            .map(|decoded| Arc::new(decoded.recording))
            .map_err(|error| refuse(error.to_string()))
    }
}

fn hash(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let read = rebounce_import::read(&bytes, &rebounce_import::Limits::default()).unwrap();
    let assets = Songs(path.parent().unwrap().to_path_buf());
    let mut options = Options::default();
    options.threads = 1;
    let mut render = Render::new(&read.song, &assets, &options).unwrap();
    while render.next_window().is_some() {}
    let report = render.finish();
    let (peak, bound) = (report.gain.unlimited_peak_dbfs, report.gain.peak_bound_dbfs);
    assert!(peak.is_none_or(|peak| bound.is_none_or(|bound| peak <= bound)), "the bound holds");
    report.audio.hash
}

#[test]
fn every_song_sounds_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../songs");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there is no folder songs");
        return;
    };
    let mut songs: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    songs.sort();
    songs.reverse();
    let waiting = Mutex::new(songs);
    let found = Mutex::new(BTreeMap::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let Some(song) = waiting.lock().unwrap().pop() else { return };
                    let name = song.file_name().unwrap().to_string_lossy().into_owned();
                    let hash = hash(&song);
                    found.lock().unwrap().insert(name, hash);
                }
            });
        }
    });
    let mut text = String::new();
    for (name, hash) in found.into_inner().unwrap() {
        writeln!(text, "{hash}  {name}").unwrap();
    }
    let golden = folder.join("hashes.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(golden, text).unwrap();
        return;
    }
    let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(text, wanted, "the sound has changed: see the head of this file");
}
