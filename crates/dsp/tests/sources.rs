//! Every source that the code cites as `key: name` stands in docs/sources.md.

#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

use std::collections::BTreeSet;
use std::path::Path;

fn keys_below(folder: &Path, keys: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys_below(&path, keys);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let comments = text.lines().map(str::trim_start).filter(|line| line.starts_with("//"));
            // A key may stand on the line after.
            let comments: Vec<&str> =
                comments.map(|line| line.trim_start_matches(['/', '!', ' '])).collect();
            for part in comments.join(" ").split("key: ").skip(1) {
                let key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                keys.insert(part.chars().take_while(|c| key(*c)).collect());
            }
        }
    }
}

#[test]
fn every_key_that_is_cited_has_its_source() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut keys = BTreeSet::new();
    for name in ["cli", "codec", "dsp", "import", "render", "song"] {
        keys_below(&crates.join(name).join("src"), &mut keys);
    }
    assert!(keys.len() > 20, "the keys are found: {keys:?}");
    let sources = std::fs::read_to_string(crates.join("../docs/sources.md")).unwrap();
    let missing: Vec<_> =
        keys.iter().filter(|key| !sources.contains(&format!("\n| {key} |"))).collect();
    assert!(missing.is_empty(), "not in docs/sources.md: {missing:?}");
}
