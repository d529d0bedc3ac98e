//! File names of stems: numbered in the order of the mixer, safe on every system.

use crate::args::RenderArgs;
use crate::input::Input;
use crate::options::names;
use crate::sink::Folder;
use rebounce::StemInfo;
use rebounce_codec::Format;
use rebounce_export::{Names, file_name, plain};
use std::path::Path;

/// Characters of a name that are kept. With a number, an extension and four bytes a character it
/// stays under the 255 bytes that file systems allow.
const LONGEST: usize = 48;

/// Where the stems go: tracks and buses, then instruments, then groups, as they come.
pub(crate) fn folders<'a>(
    args: &'a RenderArgs,
    input: &Input,
    format: &Format,
    stems: &[StemInfo],
) -> Vec<Folder<'a>> {
    let channels =
        args.channels.as_ref().map_or(0, |_| rebounce_export::channels(&input.song).len());
    let groups = args.groups.as_ref().map_or(0, |_| rebounce_export::stems(&input.song).len());
    let tracks = stems.len() - channels - groups;
    let (tracks, rest) = stems.split_at(tracks);
    let (channels, groups) = rest.split_at(channels);
    let wanted = [(&args.stems, tracks), (&args.channels, channels), (&args.groups, groups)];
    let folder = |(path, stems): (&'a Option<_>, &[StemInfo])| {
        let path: &'a Path = path.as_deref()?;
        Some(Folder { path, names: named(args, input, format, stems) })
    };
    wanted.into_iter().filter_map(folder).collect()
}

/// Names of files that lie beside each other: by the template, if there is one.
pub(crate) fn named(
    args: &RenderArgs,
    input: &Input,
    format: &Format,
    stems: &[StemInfo],
) -> Vec<String> {
    match &args.name {
        None => file_names(stems, format.kind.extension()),
        Some(template) => templated(template, &names(args, input, format), stems),
    }
}

/// Names by a template; where two would be the same, each has its number in front.
fn templated(template: &str, mix: &Names, stems: &[StemInfo]) -> Vec<String> {
    let name = |(number, stem): (usize, &StemInfo)| {
        let part = if stem.name.trim().is_empty() { &stem.id } else { &stem.name }.clone();
        file_name(template, &Names { part, id: stem.id.clone(), number, ..mix.clone() })
    };
    let names: Vec<String> = (1..).zip(stems).map(name).collect();
    let mut lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    lower.sort();
    if lower.windows(2).all(|pair| pair[0] != pair[1]) {
        return names;
    }
    (1..).zip(names).map(|(number, name)| format!("{number:02}-{name}")).collect()
}

/// `01-drums.wav`, `02-bass.wav`: unique by their numbers, also where upper and lower case are
/// one.
pub(crate) fn file_names(stems: &[StemInfo], extension: &str) -> Vec<String> {
    let digits = stems.len().to_string().len().max(2);
    let named = stems.iter().enumerate().map(|(index, stem)| {
        let name = if stem.name.trim().is_empty() { &stem.id } else { &stem.name };
        let number = index + 1;
        match plain(name, LONGEST) {
            name if name.is_empty() => format!("{number:0digits$}.{extension}"),
            name => format!("{number:0digits$}-{name}.{extension}"),
        }
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        let stem =
            |name: &&str| StemInfo { id: "t1".to_owned(), name: (*name).to_owned(), stereo: true };
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
