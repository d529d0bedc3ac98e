//! File names of stems: numbered in the order of the mixer, safe on every system.

use rebounce::StemInfo;

/// Characters of a name that are kept. With a number, an extension and four bytes a character it
/// stays under the 255 bytes that file systems allow.
const LONGEST: usize = 48;

/// `01-drums.wav`, `02-bass.wav`: unique by their numbers, also where upper and lower case are
/// one.
pub(crate) fn file_names(stems: &[StemInfo], extension: &str) -> Vec<String> {
    let digits = stems.len().to_string().len().max(2);
    let named = stems.iter().enumerate().map(|(index, stem)| {
        let name = if stem.name.trim().is_empty() { &stem.id } else { &stem.name };
        let number = index + 1;
        match safe(name) {
            name if name.is_empty() => format!("{number:0digits$}.{extension}"),
            name => format!("{number:0digits$}-{name}.{extension}"),
        }
    });
    named.collect()
}

/// Letters and digits of any script in lower case; runs of anything else become one hyphen.
fn safe(name: &str) -> String {
    let mut safe = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() || c == '_' {
            safe.extend(c.to_lowercase());
        } else if !safe.is_empty() && !safe.ends_with('-') {
            safe.push('-');
        }
    }
    let short: String = safe.chars().take(LONGEST).collect();
    short.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        let stem = |name: &&str| StemInfo { id: "t1".to_owned(), name: (*name).to_owned() };
        file_names(&names.iter().map(stem).collect::<Vec<_>>(), "wav")
    }

    #[test]
    fn names_are_numbered_and_keep_their_letters() {
        assert_eq!(
            names(&["Drums", "E. Bass / DI", "Bläser"]),
            ["01-drums.wav", "02-e-bass-di.wav", "03-bläser.wav"]
        );
    }

    #[test]
    fn a_name_cannot_leave_its_folder_or_be_too_long() {
        let long = "\u{10400}".repeat(300);
        for (number, name) in names(&["../../etc/passwd", "", "...", &long]).iter().enumerate() {
            assert!(!name.contains(['/', '\\']) && name.starts_with(&format!("0{}", number + 1)));
            assert!(name.len() <= 255, "{name}");
        }
    }

    #[test]
    fn equal_names_stay_apart() {
        assert_eq!(names(&["Bass", "bass"]), ["01-bass.wav", "02-bass.wav"]);
    }
}
