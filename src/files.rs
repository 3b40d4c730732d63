//! Files appear whole or not at all.

use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tempfile::NamedTempFile;

/// The name of a file without its folders, for records that others may read: where a file lies says who keeps it.
#[must_use]
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// How the names of files that are being written begin.
const PREFIX: &str = ".shortlist-";

/// How old such a file must be to be taken for a killed run's: a run locks its own right after it made it.
const STALE: Duration = Duration::from_secs(60);

/// The files that this process is writing.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished<R>(change: impl FnOnce(&mut BTreeSet<PathBuf>) -> R) -> R {
    change(&mut UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Deletes what is half written, before a process is ended from outside (Ctrl-C): then nothing is
/// dropped. No file of this process can take its place afterwards.
pub fn abandon() {
    unfinished(|files| {
        for file in std::mem::take(files) {
            // What can't be taken away now is found by the next run in that folder.
            let _ = std::fs::remove_file(file);
        }
    });
}

/// Takes away the half-written files of runs that were killed. One that is being written is locked by its process.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let stale = |f: &std::fs::Metadata| {
            f.is_file() && f.modified().ok().and_then(|m| m.elapsed().ok()).is_some_and(|age| age > STALE)
        };
        if entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.metadata().is_ok_and(|f| stale(&f))
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A file being written; it takes its place when [`WholeFile::commit`] is called, and is gone otherwise.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    target: PathBuf,
    temp: BufWriter<Unfinished>,
    no_clobber: bool,
}

/// A temporary file on the list of those that are not finished.
#[derive(Debug)]
struct Unfinished(Option<NamedTempFile>);

impl Unfinished {
    fn new(temp: NamedTempFile) -> Self {
        unfinished(|files| files.insert(temp.path().to_owned()));
        // Where files can't be locked, a killed run's file stays until somebody takes it away.
        let _ = temp.as_file().try_lock();
        Self(Some(temp))
    }

    fn file(&self) -> std::io::Result<&File> {
        self.0.as_ref().map(NamedTempFile::as_file).ok_or_else(|| std::io::Error::other("the file is closed"))
    }

    /// Puts the file in its place, unless the process is being ended.
    fn persist(mut self, target: &Path, no_clobber: bool) -> std::io::Result<()> {
        let Some(temp) = self.0.take() else { return Err(std::io::Error::other("the file is closed")) };
        unfinished(|files| {
            if !files.remove(temp.path()) {
                return Err(std::io::ErrorKind::Interrupted.into());
            }
            let done = if no_clobber { temp.persist_noclobber(target) } else { temp.persist(target) };
            done.map(|_| ()).map_err(|e| e.error)
        })
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(temp) = &self.0 {
            unfinished(|files| files.remove(temp.path()));
        }
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file()?.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file()?.flush()
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.temp.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.temp.flush()
    }
}

impl WholeFile {
    /// Begins a file beside its place. With `no_clobber` an existing file is refused. A link is followed: the file
    /// it points to is replaced, and the link stays.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the folder can't be written, the path is a folder, or the file exists and
    /// `no_clobber` is set.
    pub fn create(path: &Path, no_clobber: bool) -> Result<Self> {
        if path.is_dir() {
            return Err(Error::new(ErrorKind::Io, "is a folder; expected a file name to write").file(path));
        }
        if no_clobber && path.exists() {
            return Err(exists(path));
        }
        // A device or a pipe can't be replaced by a file: a new file in its place would take it from the system.
        if path.metadata().is_ok_and(|m| !m.is_file()) {
            return Err(Error::new(ErrorKind::Io, "is a device or a pipe; expected a file name to write")
                .file(path)
                .hint("write to - for standard output"));
        }
        Self::begin(path, path.canonicalize().unwrap_or_else(|_| path.to_owned()), no_clobber)
    }

    fn begin(path: &Path, target: PathBuf, no_clobber: bool) -> Result<Self> {
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(Error::new(ErrorKind::Io, format!("can't write it: there is no folder {}", folder.display()))
                .file(path)
                .hint("give a folder that exists"));
        }
        let mut builder = tempfile::Builder::new();
        sweep(folder);
        builder.prefix(PREFIX);
        #[cfg(unix)]
        {
            // The permissions of any new file, not those of a private temporary one.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let temp = builder
            .tempfile_in(folder)
            .map_err(|e| Error::io("write it", path, plain(e)).hint("give a folder that can be written"))?;
        Ok(Self {
            path: path.to_owned(),
            target: target.clone(),
            temp: BufWriter::with_capacity(1 << 18, Unfinished::new(temp)),
            no_clobber,
        })
    }

    /// Where it will stand.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be written (a full disk).
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.temp.write_all(bytes).map_err(|e| Error::io("write it", &self.path, plain(e)))
    }

    /// A second handle on the file, for a writer that wants to own one.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the system refuses.
    pub fn handle(&self) -> Result<File> {
        self.temp.get_ref().file().and_then(File::try_clone).map_err(|e| Error::io("write it", &self.path, e))
    }

    /// Puts the file in its place, replacing what was there in one step.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the last bytes or the change of name fail; then the old file stands.
    pub fn commit(self) -> Result<()> {
        let Self { path, target, temp, no_clobber } = self;
        let io = |e| Error::io("write it", &path, e);
        let temp = temp.into_inner().map_err(|e| io(plain(e.into_error())))?;
        temp.file().and_then(File::sync_all).map_err(io)?;
        temp.persist(&target, no_clobber).map_err(|e| match e.kind() {
            std::io::ErrorKind::AlreadyExists => exists(&path),
            _ => io(e),
        })
    }
}

/// The kind of error alone, without the name of the temporary file, which means nothing to a reader.
fn plain(error: std::io::Error) -> std::io::Error {
    error.kind().into()
}

/// The refusal to replace a file.
#[must_use]
pub fn exists(path: &Path) -> Error {
    Error::new(ErrorKind::Io, "the file exists and --no-clobber was given")
        .file(path)
        .hint("choose another name or leave --no-clobber out")
}

/// Writes a file whole.
///
/// # Errors
/// Those of [`WholeFile`].
pub fn write_whole(path: &Path, bytes: &[u8], no_clobber: bool) -> Result<()> {
    let mut file = WholeFile::create(path, no_clobber)?;
    file.write(bytes)?;
    file.commit()
}

/// Writes a file whole whose place nobody named: where a link stands in it, the link is replaced and not followed, so
/// that no other file is written.
///
/// # Errors
/// Those of [`WholeFile`].
pub fn write_in_place_of_link(path: &Path, bytes: &[u8], no_clobber: bool) -> Result<()> {
    if !path.is_symlink() {
        return write_whole(path, bytes, no_clobber);
    }
    if no_clobber {
        return Err(exists(path));
    }
    let mut file = WholeFile::begin(path, path.to_owned(), false)?;
    file.write(bytes)?;
    file.commit()
}

/// Writes a file whole, as it is made.
///
/// # Errors
/// Those of [`WholeFile`] and of `make`.
pub fn make_whole(path: &Path, no_clobber: bool, make: impl FnOnce(&mut WholeFile) -> Result<()>) -> Result<()> {
    let mut file = WholeFile::create(path, no_clobber)?;
    // What can't be made is no fault of the file's.
    let is_ours = |e: &Error| e.kind() == ErrorKind::Io && e.place().file.is_none();
    make(&mut file).map_err(|e| if is_ours(&e) { e.file(path) } else { e })?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_what_nobody_named_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (other, link) = (folder.path().join("other"), folder.path().join("out.csv.run.json"));
        std::fs::write(&other, "theirs").unwrap();
        std::os::unix::fs::symlink(&other, &link).unwrap();
        assert!(write_in_place_of_link(&link, b"ours", true).is_err());
        write_in_place_of_link(&link, b"ours", false).unwrap();
        assert_eq!((std::fs::read_to_string(&other).unwrap().as_str(), link.is_symlink()), ("theirs", false));
        assert_eq!(std::fs::read_to_string(&link).unwrap(), "ours");
    }

    #[test]
    fn a_file_that_is_not_committed_leaves_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        write_whole(&path, b"old", false).unwrap();
        let mut half = WholeFile::create(&path, false).unwrap();
        half.write(b"new").unwrap();
        drop(half);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        write_whole(&path, b"new", false).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert!(write_whole(&path, b"x", true).unwrap_err().to_string().contains("--no-clobber"));
        assert!(write_whole(dir.path(), b"x", false).unwrap_err().to_string().contains("is a folder"));
        let e = write_whole(&dir.path().join("no/a"), b"x", false).unwrap_err().to_string();
        assert!(e.contains("a folder that exists") && !e.contains(".shortlist-"), "{e}");
    }

    #[test]
    fn files_of_killed_runs_are_taken_away_and_those_in_use_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let old = std::time::SystemTime::now() - 2 * STALE;
        let make = |name: &str| {
            let file = File::create(dir.path().join(name)).unwrap();
            file.set_modified(old).unwrap();
            file
        };
        drop(make(".shortlist-killed"));
        let used = make(".shortlist-used");
        used.lock().unwrap();
        drop(make(".other"));
        File::create(dir.path().join(".shortlist-young")).unwrap();
        write_whole(&dir.path().join("a.csv"), b"new", false).unwrap();
        let mut left: Vec<_> =
            std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, [".other", ".shortlist-used", ".shortlist-young", "a.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_devices_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("a.csv"), dir.path().join("b.csv"));
        std::fs::write(&file, b"old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_whole(&link, b"new", false).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
        assert!(link.is_symlink());
        assert!(WholeFile::create(Path::new("/dev/null"), false).unwrap_err().to_string().contains("a device"));
    }
}
