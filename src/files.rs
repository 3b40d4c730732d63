//! Files appear whole or not at all.

use crate::error::{Error, ErrorKind, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file being written; it takes its place when [`WholeFile::commit`] is called, and is gone otherwise.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    target: PathBuf,
    temp: BufWriter<NamedTempFile>,
    no_clobber: bool,
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
                .way_out("write to - for standard output"));
        }
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(Error::new(ErrorKind::Io, format!("can't write it: there is no folder {}", folder.display()))
                .file(path)
                .way_out("give a folder that exists"));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".shortlist-");
        #[cfg(unix)]
        {
            // The permissions of any new file, not those of a private temporary one.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let temp = builder
            .tempfile_in(folder)
            .map_err(|e| Error::io("write it", path, plain(e)).way_out("give a folder that can be written"))?;
        Ok(Self {
            path: path.to_owned(),
            target: target.clone(),
            temp: BufWriter::with_capacity(1 << 18, temp),
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
        self.temp.get_ref().as_file().try_clone().map_err(|e| Error::io("write it", &self.path, e))
    }

    /// Puts the file in its place, replacing what was there in one step.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the last bytes or the change of name fail; then the old file stands.
    pub fn commit(self) -> Result<()> {
        let Self { path, target, temp, no_clobber } = self;
        let io = |e| Error::io("write it", &path, e);
        let temp = temp.into_inner().map_err(|e| io(plain(e.into_error())))?;
        temp.as_file().sync_all().map_err(io)?;
        if no_clobber {
            temp.persist_noclobber(&target).map_err(|_| exists(&path))?;
        } else {
            temp.persist(&target).map_err(|e| io(e.error))?;
        }
        Ok(())
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
        .way_out("choose another name or leave --no-clobber out")
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

#[cfg(test)]
mod tests {
    use super::*;

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
