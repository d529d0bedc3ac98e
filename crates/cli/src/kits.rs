//! Where the kits of a Hydrogen song are: folders of Hydrogen, and archives in them and beside the
//! song.

use crate::input::Input;
use crate::kit_archive::KitArchive;
use rebounce::AssetError;
use rebounce_import::Kind;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Archives of kits, in which recordings are looked for that are in no folder.
#[derive(Debug, Default)]
pub(crate) struct Kits {
    /// Whether there may be any.
    wanted: bool,
    /// The song is itself in one.
    own: Option<PathBuf>,
    /// Those that were opened, and the BLAKE3 of each.
    open: RefCell<BTreeMap<PathBuf, Open>>,
}

/// An archive and its BLAKE3.
type Open = (Rc<KitArchive>, String);

/// Where a recording may be.
pub(crate) struct Place {
    pub(crate) archive: PathBuf,
    /// Its path below the kit's folder.
    pub(crate) file: String,
}

impl Kits {
    /// Those of a song.
    pub(crate) fn of(input: &Input) -> Self {
        Self {
            wanted: input.kind == Kind::Hydrogen,
            own: input.file().filter(|_| input.archive).map(Path::to_path_buf),
            open: RefCell::default(),
        }
    }

    /// Where `kit/file` may be: in the archive that the song is from, in `kit.h2drumkit` of each
    /// folder.
    pub(crate) fn places(&self, folders: &[PathBuf], reference: &str) -> Vec<Place> {
        let Some((kit, file)) = reference.split_once('/').filter(|_| self.wanted) else {
            return Vec::new();
        };
        let plain = !kit.is_empty() && !kit.contains(['\\', ':']) && !kit.starts_with('.');
        let beside = folders.iter().filter(|_| plain);
        let beside = beside.map(|folder| folder.join(format!("{kit}.h2drumkit")));
        let all = self.own.iter().cloned().chain(beside);
        all.map(|archive| Place { archive, file: file.to_owned() }).collect()
    }

    /// The archive there, opened once; none if there is no file.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn open(
        &self,
        path: &Path,
        load: impl Fn(&Path) -> Result<Vec<u8>, AssetError>,
    ) -> Result<Option<Open>, AssetError> {
        if let Some(open) = self.open.borrow().get(path) {
            return Ok(Some(open.clone()));
        }
        if !path.is_file() {
            return Ok(None);
        }
        let bytes = load(path)?;
        let archive = KitArchive::read(&bytes).map_err(|error| AssetError {
            code: "recording-unreadable".to_owned(),
            message: format!("{}: {error}", path.display()),
        })?;
        let open = (Rc::new(archive), blake3::hash(&bytes).to_hex().to_string());
        self.open.borrow_mut().insert(path.to_path_buf(), open.clone());
        Ok(Some(open))
    }
}

/// The folders in which Hydrogen keeps kits, if the song is one of its own.
pub(crate) fn folders(input: &Input) -> Vec<PathBuf> {
    if input.kind != Kind::Hydrogen {
        return Vec::new();
    }
    let home = std::env::var_os("HOME").map(PathBuf::from).into_iter();
    let homes = home.map(|home| home.join(".hydrogen"));
    let shared = ["/usr/local/share/hydrogen", "/usr/share/hydrogen"].map(PathBuf::from);
    homes.chain(shared).map(|folder| folder.join("data/drumkits")).collect()
}
