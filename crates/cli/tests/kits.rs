//! Kits of Hydrogen in archives: alone, and for songs that lie beside them.

#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

mod common;

use common::Folder;
use rebounce_codec::{Format, encode};

const INSTRUMENT: &str = "<instrument><id>0</id><name>Kick</name>\
    <instrumentComponent><layer><filename>kick.wav</filename></layer></instrumentComponent></instrument>";

fn folder() -> Folder {
    let folder = Folder::new();
    let kit = format!(
        "<drumkit_info><name>Kit</name><instrumentList>{INSTRUMENT}</instrumentList></drumkit_info>"
    );
    let tone: Vec<f32> = (0..20_000).map(|i| libm::sin(f64::from(i) * 0.02) as f32 * 0.5).collect();
    let wav = encode(&Format { channels: 1, ..Format::default() }, &tone, &tone).unwrap();
    let mut archive =
        tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (name, bytes) in [("Kit/drumkit.xml", kit.as_bytes()), ("Kit/kick.wav", &wav)] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, bytes).unwrap();
    }
    let bytes = archive.into_inner().unwrap().finish().unwrap();
    std::fs::write(folder.path("Kit.h2drumkit"), bytes).unwrap();
    let instrument = INSTRUMENT.replace("</name>", "</name><drumkit>Kit</drumkit>");
    let note =
        "<note><position>0</position><velocity>0.8</velocity><instrument>0</instrument></note>";
    folder.write(
        "song.h2song",
        &format!(
            "<song><name>Beat</name><bpm>120</bpm><instrumentList>{instrument}</instrumentList>\
             <patternList><pattern><name>A</name><size>192</size><noteList>{note}</noteList></pattern></patternList>\
             <patternSequence><group><patternID>A</patternID></group></patternSequence></song>"
        ),
    );
    folder
}

#[test]
fn a_kit_in_an_archive_is_inspected_and_heard() {
    let folder = folder();
    let told = folder.run(&["inspect", "Kit.h2drumkit"]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("Hydrogen kit") && told.contains("Kick"), "{told}");
    let told = folder.ok(&["render", "Kit.h2drumkit", "-o", "kit.wav"]);
    assert!(!told.contains("recording"), "{told}");
}

#[test]
fn a_song_finds_its_kit_in_the_archive_beside_it() {
    let folder = folder();
    let told = folder.ok(&["render", "song.h2song", "-o", "a.wav"]);
    assert!(!told.contains("recording"), "{told}");
    std::fs::remove_file(folder.path("Kit.h2drumkit")).unwrap();
    let told = folder.ok(&["render", "song.h2song", "-o", "a.wav"]);
    assert!(told.contains("recording-missing"), "{told}");
}

#[test]
fn an_archive_that_is_no_kit_is_refused() {
    let folder = folder();
    let whole = folder.read("Kit.h2drumkit");
    std::fs::write(folder.path("cut.h2drumkit"), &whole[..whole.len() / 2]).unwrap();
    let told = folder.fails(&["render", "cut.h2drumkit"]);
    assert!(told.starts_with("exit code 3\n"), "{told}");
}
