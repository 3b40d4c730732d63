//! Packages (ZIP): their parts, each unpacked to a limit.

use super::{LARGEST_PART, Refusal};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Parts by their names with straight strokes and small letters, as some writers use others.
    names: HashMap<String, usize>,
    /// Bytes that were unpacked so far.
    unpacked: u64,
}

fn folded(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let damaged = |e| Refusal::Damaged(format!("its parts can't be found: {e}"));
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let numbered = archive.file_names().filter_map(|name| {
            let name = name.ok()?;
            Some((folded(&name), archive.index_for_name(&name)?))
        });
        let names = numbered.collect();
        Ok(Self { archive, names, unpacked: 0 })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&folded(name))
    }

    /// A part by its name; none if the package has no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(index) = self.names.get(&folded(name)).copied() else { return Ok(None) };
        let damaged = |e: &dyn std::fmt::Display| Refusal::Damaged(format!("its part {name} can't be unpacked: {e}"));
        let file = self.archive.by_index(index).map_err(|e| match e {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => Refusal::Encrypted,
            e => damaged(&e),
        })?;
        let mut part = Vec::new();
        // What the package says of its size is not to be trusted: counted while unpacking.
        let most = LARGEST_PART - self.unpacked.min(LARGEST_PART);
        file.take(most + 1).read_to_end(&mut part).map_err(|e| damaged(&e))?;
        if part.len() as u64 > most {
            return Err(Refusal::Bomb { most: LARGEST_PART });
        }
        self.unpacked += part.len() as u64;
        Ok(Some(part))
    }
}
