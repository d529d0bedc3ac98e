//! The songs of a batch, in an order that is always the same, and the names of what they become.

use crate::error::Error;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How names of songs end.
const ENDINGS: [&str; 6] = ["json", "mid", "midi", "rmi", "kar", "h2song"];

/// Folders within folders that are looked through: no music lies deeper.
const DEEPEST: usize = 32;

/// A song of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Where it is.
    pub(crate) input: PathBuf,
    /// The folder it has below that of the batch; what it becomes lies there too.
    pub(crate) folder: PathBuf,
    /// The name of its file, without the folder.
    pub(crate) file: String,
}

/// All songs below a folder, by name, or of a list of names, in its order. `out` and what is
/// hidden are no songs.
///
/// # Errors
/// [`Error::Input`] if there is none, or nothing can be read.
pub(crate) fn find(source: &Path, out: &Path) -> Result<Vec<Item>, Error> {
    let unreadable = |error: io::Error| Error::Input(format!("{}: {error}", source.display()));
    let mut items = Vec::new();
    if source.is_dir() {
        let out = out.canonicalize().ok();
        walk(source, Path::new(""), out.as_deref(), &mut items).map_err(unreadable)?;
    } else {
        let mut text = String::new();
        if source == Path::new("-") {
            io::stdin().lock().read_to_string(&mut text).map_err(unreadable)?;
        } else {
            text = fs::read_to_string(source).map_err(unreadable)?;
        }
        let beside = source.parent().unwrap_or(Path::new(""));
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        for line in lines.filter(|line| !line.starts_with('#')) {
            let input = beside.join(line);
            let file = input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            items.push(Item { input, folder: PathBuf::new(), file });
        }
    }
    if items.is_empty() {
        let wanted = ENDINGS.join(", .");
        return Err(Error::Input(format!(
            "{}: no song: wanted a folder with files ending in .{wanted}, or a list of files",
            source.display()
        )));
    }
    Ok(items)
}

fn walk(root: &Path, folder: &Path, out: Option<&Path>, items: &mut Vec<Item>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(root.join(folder))?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = PathBuf::from(entry.file_name());
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        // A link to a folder is not followed: it may lead in a circle.
        if entry.file_type()?.is_dir() {
            let is_out = out.is_some() && entry.path().canonicalize().ok().as_deref() == out;
            if !is_out && folder.components().count() < DEEPEST {
                walk(root, &folder.join(&name), out, items)?;
            }
            continue;
        }
        let ending = name.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if ENDINGS.contains(&&*ending) {
            let file = name.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            items.push(Item { input: entry.path(), folder: folder.to_path_buf(), file });
        }
    }
    Ok(())
}

/// Where each item's file lies below the output folder, `names` being the names of the files.
/// Where two would be one, also for systems that do not tell upper from lower case, each has its
/// number in the batch in front.
pub(crate) fn name(items: &[Item], names: &[String]) -> Vec<PathBuf> {
    let key = |item: &Item, name: &str| item.folder.join(name).to_string_lossy().to_lowercase();
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for (item, name) in items.iter().zip(names) {
        *uses.entry(key(item, name)).or_default() += 1;
    }
    let place = |(number, (item, name)): (usize, (&Item, &String))| {
        let name = match uses[&key(item, name)] {
            1 => name.clone(),
            _ => format!("{number:04}-{name}"),
        };
        item.folder.join(name)
    };
    (1..).zip(items.iter().zip(names)).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_are_found_in_order_without_outputs_and_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["b", "out", ".git"] {
            fs::create_dir(root.join(name)).unwrap();
        }
        for name in ["z.MID", "b/a.h2song", "a.json", "notes.txt", "out/x.json", ".git/y.json"] {
            fs::write(root.join(name), "").unwrap();
        }
        let items = find(root, &root.join("out")).unwrap();
        let shown: Vec<_> = items.iter().map(|item| item.folder.join(&item.file)).collect();
        assert_eq!(shown, [Path::new("a"), Path::new("b/a"), Path::new("z")]);
        assert!(find(&root.join("out/.."), root).is_ok());
        fs::write(root.join("list"), "# mine\n\nz.MID\nsub/q.json\n").unwrap();
        let items = find(&root.join("list"), root).unwrap();
        assert_eq!(items[1].input, root.join("sub/q.json"));
        assert_eq!(items.len(), 2);
    }

    #[test]
    fn equal_names_get_their_numbers() {
        let item = |folder: &str| Item {
            input: PathBuf::new(),
            folder: folder.into(),
            file: String::new(),
        };
        let names = ["a.wav", "A.wav", "a.wav", "b.wav"].map(str::to_owned);
        let places = name(&[item(""), item(""), item("x"), item("")], &names);
        let wanted = ["0001-a.wav", "0002-A.wav", "x/a.wav", "b.wav"];
        assert_eq!(places, wanted.map(PathBuf::from));
    }
}
