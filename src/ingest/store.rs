//! Where letters lie as files: a folder, or a `.zip` that is read without being unpacked to the disk.

use crate::documents::{LARGEST_FILE, Refusal};
use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zip::ZipReadOptions;
use zip::read::OwnedZipFileEntry;
use zip::unstable::read::ZipIterable;

/// Files that a `.zip` may hold.
const MOST_FILES: usize = 1_000_000;

/// A place with files.
pub(super) enum Store {
    Folder {
        root: PathBuf,
        /// Whether paths may lead out of it.
        allow_outside: bool,
    },
    /// The archive, and its entries by name.
    Zip(Mutex<File>, BTreeMap<String, OwnedZipFileEntry>),
}

impl Store {
    /// A folder.
    pub fn folder(root: &Path, allow_outside: bool) -> Self {
        Self::Folder { root: root.to_owned(), allow_outside }
    }

    /// A `.zip`. Names are labels in it: nothing is written to the disk, so none can lead anywhere.
    pub fn zip(path: &Path, file: File) -> Result<Self> {
        let broken = |e: &dyn std::fmt::Display| {
            Error::new(ErrorKind::Format, format!("can't be read as a .zip: {e}")).file(path).hint("pack it again")
        };
        let reader = file.try_clone().map_err(|e| broken(&e))?;
        let mut archive = ZipIterable::try_new(reader, zip::read::Config::default()).map_err(|e| broken(&e))?;
        if archive.len() > MOST_FILES {
            return Err(broken(&format!("{} files; at most {MOST_FILES} are read", archive.len())));
        }
        let mut entries = BTreeMap::new();
        for entry in archive.files().map_err(|e| broken(&e))? {
            let entry = entry.map_err(|e| broken(&e))?;
            // A name in another encoding is shown with its odd letters replaced.
            let name = match entry.name() {
                Ok(name) => name.into_owned(),
                Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
            };
            // An archive may hold two files of one name: both are letters, and the second gets a name of its own.
            let name = if entries.contains_key(&name) { another_name(&name, &entries) } else { name };
            entries.insert(name, OwnedZipFileEntry::from(entry));
        }
        Ok(Self::Zip(Mutex::new(file), entries))
    }

    /// The same archive, seen from a folder in it.
    pub fn below(self, folder: &str) -> Self {
        match self {
            Self::Zip(archive, entries) if !folder.is_empty() => {
                let inside =
                    |name: String| name.strip_prefix(folder).and_then(|n| n.strip_prefix('/')).map(str::to_owned);
                Self::Zip(
                    archive,
                    entries.into_iter().filter_map(|(name, entry)| Some((inside(name)?, entry))).collect(),
                )
            }
            store => store,
        }
    }

    /// The names of the letters and tables, sub-folders included, in the order of their bytes; `/` stands between folders.
    /// What only a system has put there (a name that begins with a dot, `~$…`, `__MACOSX`) is left out.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where a folder can't be listed.
    pub fn list(&self) -> Result<Vec<String>> {
        Ok(self.list_all()?.0)
    }

    /// The names of [`Self::list`], and those that were left out.
    ///
    /// # Errors
    /// As there.
    pub fn list_all(&self) -> Result<(Vec<String>, Vec<String>)> {
        let mut names = Vec::new();
        match self {
            Self::Folder { root, .. } => {
                // Links are listed, as rows with a reason, and never followed.
                for entry in walkdir::WalkDir::new(root).follow_links(false).min_depth(1) {
                    let entry = entry.map_err(|e| {
                        let place = e.path().unwrap_or(root).to_owned();
                        Error::io("list it", &place, e.into())
                    })?;
                    if entry.file_type().is_dir() {
                        continue;
                    }
                    let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
                    let parts: Vec<_> = inside.iter().map(|p| p.to_string_lossy().into_owned()).collect();
                    names.push(parts.join("/"));
                }
                names.sort();
            }
            Self::Zip(_, entries) => names.extend(entries.keys().filter(|n| !n.ends_with('/')).cloned()),
        }
        let is_system = |name: &String| {
            name.split('/').any(|p| p.starts_with('.') && p != ".." || p.starts_with("~$") || p == "__MACOSX")
                || matches!(name.rsplit('/').next(), Some("Thumbs.db" | "desktop.ini"))
        };
        let (left_out, names) = names.into_iter().partition(is_system);
        Ok((names, left_out))
    }

    /// The bytes of a file, at most [`LARGEST_FILE`] of them.
    ///
    /// # Errors
    /// Why the file is not read: absent, a link, no plain file, outside, too large.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Refusal> {
        match self {
            Self::Folder { root, allow_outside } => {
                let path = match odd(root, name) {
                    Some(path) => path,
                    None => inside(root, name, *allow_outside)?,
                };
                let facts = std::fs::symlink_metadata(&path).map_err(|e| unreadable(name, &e))?;
                if facts.is_symlink() {
                    return Err(Refusal::Link);
                }
                // Before it is opened: opening a pipe waits for whoever writes to it.
                if !facts.is_file() {
                    return Err(Refusal::NotAFile);
                }
                limited(File::open(&path).map_err(|e| unreadable(name, &e))?, facts.len())
            }
            Self::Zip(archive, entries) => {
                let plain = name.replace('\\', "/");
                let entry =
                    entries.get(plain.trim_start_matches("./")).ok_or_else(|| Refusal::Missing(name.to_owned()))?;
                let mut archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                let file = entry.as_ref().with_reader(&mut *archive, ZipReadOptions::new()).map_err(|e| match e {
                    zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => {
                        Refusal::Encrypted
                    }
                    e => Refusal::Damaged(e.to_string()),
                })?;
                if file.is_symlink() {
                    return Err(Refusal::Link);
                }
                let said = file.size();
                limited(file, said)
            }
        }
    }
}

/// `letter (2).pdf` for a second `letter.pdf`: the first such name that is free.
fn another_name<T>(name: &str, taken: &BTreeMap<String, T>) -> String {
    let folder = name.rfind('/').map_or(0, |at| at + 1);
    let stem = name[folder..].rfind('.').filter(|at| *at > 0).map_or(name.len(), |at| folder + at);
    let (before, ending) = name.split_at(stem);
    let mut number = 2usize;
    loop {
        let other = format!("{before} ({number}){ending}");
        if !taken.contains_key(&other) {
            return other;
        }
        number += 1;
    }
}

/// Reads at most [`LARGEST_FILE`] bytes; `said` is what the file system or the archive says of the size.
fn limited(file: impl Read, said: u64) -> Result<Vec<u8>, Refusal> {
    let too_large = |bytes| Refusal::TooLarge { bytes, most: LARGEST_FILE };
    if said > LARGEST_FILE {
        return Err(too_large(said));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|e| Refusal::Damaged(e.to_string()))?;
    if bytes.len() as u64 > LARGEST_FILE { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
}

fn unreadable(name: &str, error: &std::io::Error) -> Refusal {
    match error.kind() {
        std::io::ErrorKind::NotFound => Refusal::Missing(name.to_owned()),
        _ => Refusal::Unreadable(error.to_string()),
    }
}

/// The place of a file whose name is in no encoding that can be shown: letters of it stand replaced in the list.
fn odd(root: &Path, name: &str) -> Option<PathBuf> {
    if !name.contains('\u{fffd}') {
        return None;
    }
    let files = walkdir::WalkDir::new(root).follow_links(false).min_depth(1).into_iter().flatten();
    let shown = |path: &Path| {
        let parts: Vec<_> = path.strip_prefix(root).ok()?.iter().map(|p| p.to_string_lossy().into_owned()).collect();
        Some(parts.join("/"))
    };
    files.map(walkdir::DirEntry::into_path).find(|path| shown(path).as_deref() == Some(name))
}

/// The place of a file that a table names. Where paths may not lead out of the folder, neither `..`, an absolute path nor a
/// link on the way does.
fn inside(root: &Path, name: &str, allow_outside: bool) -> Result<PathBuf, Refusal> {
    // Tables come from Windows too.
    let native = if cfg!(windows) { name.to_owned() } else { name.replace('\\', "/") };
    let path = Path::new(&native);
    if allow_outside {
        return root.join(path).canonicalize().map_err(|e| unreadable(name, &e));
    }
    let outside = || Refusal::Outside(name.to_owned());
    let drive = native.as_bytes().get(1) == Some(&b':');
    if drive || path.components().any(|c| !matches!(c, Component::Normal(_) | Component::CurDir)) {
        return Err(outside());
    }
    let full = root.join(path);
    // The last part may be a link, which has its own reason; no folder on the way may lead out.
    let folder = full.parent().unwrap_or(root).canonicalize().map_err(|e| unreadable(name, &e))?;
    let root = root.canonicalize().map_err(|e| unreadable(name, &e))?;
    if !folder.starts_with(&root) {
        return Err(outside());
    }
    Ok(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("letters");
        std::fs::create_dir_all(root.join("sub")).unwrap();
        std::fs::write(root.join("sub/a.txt"), "a").unwrap();
        std::fs::write(dir.path().join("secret.txt"), "s").unwrap();
        let store = Store::folder(&root, false);
        assert_eq!(store.bytes("sub/a.txt"), Ok(b"a".to_vec()));
        assert_eq!(store.bytes("sub\\a.txt"), Ok(b"a".to_vec()));
        let absolute = dir.path().join("secret.txt").display().to_string();
        for name in ["../secret.txt", "sub/../../secret.txt", "C:\\secret.txt", absolute.as_str()] {
            assert_eq!(store.bytes(name), Err(Refusal::Outside(name.to_owned())));
        }
        assert_eq!(store.bytes("no.txt"), Err(Refusal::Missing("no.txt".into())));
        assert_eq!(store.bytes("sub"), Err(Refusal::NotAFile));
        assert_eq!(Store::folder(&root, true).bytes("../secret.txt"), Ok(b"s".to_vec()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_in_other_encodings_are_read_and_those_of_systems_told() {
        use std::os::unix::ffi::OsStrExt;
        let dir = tempfile::tempdir().unwrap();
        let odd = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
        for name in [odd, ".hidden".as_ref(), "~$a.docx".as_ref(), ".~lock.a.odt#".as_ref(), "a.txt".as_ref()] {
            std::fs::write(dir.path().join(name), "text").unwrap();
        }
        let store = Store::folder(dir.path(), false);
        let (names, left_out) = store.list_all().unwrap();
        assert_eq!(names, ["a.txt", "caf\u{fffd}.txt"]);
        assert_eq!(left_out, [".hidden", ".~lock.a.odt#", "~$a.docx"]);
        assert_eq!(store.bytes("caf\u{fffd}.txt"), Ok(b"text".to_vec()));
    }

    /// A `.zip` of files that are stored as they are; names may repeat.
    fn packed(files: &[(&str, &str)]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, text) in files {
            let mut crc = flate2::Crc::new();
            crc.update(text.as_bytes());
            let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            head.extend(crc.sum().to_le_bytes());
            head.extend((text.len() as u32).to_le_bytes().repeat(2));
            head.extend((name.len() as u16).to_le_bytes());
            head.extend([0, 0]);
            let at = out.len() as u32;
            out.extend(b"PK\x03\x04");
            out.extend(&head);
            out.extend(name.bytes().chain(text.bytes()));
            directory.extend(b"PK\x01\x02\x14\x00");
            directory.extend(&head);
            directory.extend([0; 10]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.bytes());
        }
        let (at, size, count) = (out.len() as u32, directory.len() as u32, files.len() as u16);
        out.extend(directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(count.to_le_bytes().repeat(2));
        out.extend(size.to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn two_files_of_one_name_in_an_archive_are_two_files() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("letters.zip");
        let files =
            [("in/ada.txt", "one"), ("in/ada.txt", "two"), ("in/ada (2).txt", "three"), ("bo", "four"), ("bo", "five")];
        std::fs::write(&path, packed(&files)).unwrap();
        let store = Store::zip(&path, File::open(&path).unwrap()).unwrap();
        assert_eq!(store.list().unwrap(), ["bo", "bo (2)", "in/ada (2) (2).txt", "in/ada (2).txt", "in/ada.txt"]);
        let texts: Vec<_> = store.list().unwrap().iter().map(|name| store.bytes(name).unwrap()).collect();
        assert_eq!(texts, [b"four".to_vec(), b"five".into(), b"three".into(), b"two".into(), b"one".into()]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_listed_and_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let (root, other) = (dir.path().join("letters"), dir.path().join("other"));
        std::fs::create_dir_all(&root).unwrap();
        std::fs::create_dir_all(&other).unwrap();
        std::fs::write(other.join("secret.txt"), "s").unwrap();
        std::os::unix::fs::symlink(other.join("secret.txt"), root.join("a.txt")).unwrap();
        std::os::unix::fs::symlink(&other, root.join("sub")).unwrap();
        std::os::unix::fs::symlink(&root, root.join("loop")).unwrap();
        let store = Store::folder(&root, false);
        assert_eq!(store.list().unwrap(), ["a.txt", "loop", "sub"]);
        assert_eq!(store.bytes("a.txt"), Err(Refusal::Link));
        assert_eq!(store.bytes("sub"), Err(Refusal::Link));
        assert_eq!(store.bytes("sub/secret.txt"), Err(Refusal::Outside("sub/secret.txt".into())));
    }

    #[test]
    fn a_file_of_a_gigabyte_is_refused_unread() {
        let dir = tempfile::tempdir().unwrap();
        File::create(dir.path().join("a.txt")).unwrap().set_len(1 << 30).unwrap();
        let got = Store::folder(dir.path(), false).bytes("a.txt");
        assert_eq!(got, Err(Refusal::TooLarge { bytes: 1 << 30, most: LARGEST_FILE }));
    }
}
