//! Parquet, row group by row group, each some rows at a time.

use super::arrow_schema;
use super::frames::{Rows, passthrough_types};
use super::held::{self, Held, Shown};
use super::{Columns, Options, Source};
use crate::error::{Error, ErrorKind, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use polars::prelude::*;
use polars_arrow::io::ipc::write::{default_ipc_fields, schema_to_bytes};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows decoded at a time, at most …
const ROWS: usize = 4_096;

/// … and about so many bytes of them.
const BYTES: usize = 1 << 23;

/// Opens a Parquet file.
pub(super) fn open(path: &Path, file: File, options: &Options) -> Result<Source> {
    let digest = super::digest_of(&file, path)?;
    let mut reader = ParquetReader::new(clone(&file, path)?);
    let mut metadata = reader.get_metadata().map_err(|e| failure(path, &e))?.clone();
    let held = readable(&mut metadata, &mut reader, path)?;
    let schema = held.schema();
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let mut messages = Vec::new();
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    let found = metadata.row_groups.iter().try_fold(0_usize, |sum, group| sum.checked_add(group.num_rows()));
    if found != Some(metadata.num_rows) {
        let what = format!("{} rows are announced, but the row groups add up to another number", metadata.num_rows);
        return Err(Error::new(ErrorKind::Format, what).file(path).hint("write the file again, or give CSV"));
    }
    if metadata.num_rows == 0 {
        return Err(Error::new(ErrorKind::Format, "the table has no rows").file(path).hint("check the export"));
    }
    let types = passthrough_types(&schema, &columns);
    let mut head = FileMetadata::clone(&metadata);
    head.row_groups.clear();
    let shown = held.shown;
    let slices = Slices { file, metadata, head, begun: 0, group: None, shown: shown.clone(), path: path.to_owned() };
    Ok(Source {
        messages,
        rows: Box::new(Rows::new(slices, columns.clone(), shown, path)),
        columns,
        digest,
        progress: Default::default(),
        path: path.to_owned(),
        findings: Default::default(),
        types: Some(types),
    })
}

/// The key under which writers keep the Arrow schema of a file.
const ARROW_SCHEMA: &str = "ARROW:schema";

/// The schema of a file as it can be held; `metadata` is changed so that its columns are read so.
fn readable(metadata: &mut FileMetadataRef, reader: &mut ParquetReader<File>, path: &Path) -> Result<Held> {
    let mut own = FileMetadata::clone(metadata);
    // Without the Arrow schema, columns are read by what Parquet itself says of them.
    if let Some(pairs) = &mut own.key_value_metadata {
        pairs.retain(|pair| pair.key != ARROW_SCHEMA || pair.value.as_deref().is_some_and(is_readable));
    }
    *metadata = Arc::new(own.clone());
    reader.set_metadata(metadata.clone());
    let given = reader.schema().map_err(|e| failure(path, &e))?;
    let held = Held::new(&given, path)?;
    let kinds = given.iter_values().zip(&held.shown).zip(held.arrow.iter_values());
    let fields: Vec<ArrowField> = kinds
        .map(|((given, shown), held)| {
            let kind = match (&given.dtype, shown) {
                (_, Some(Shown::Decimal(_))) => {
                    let bytes = bytes_of(metadata, &given.name).ok_or_else(|| {
                        Error::new(
                            ErrorKind::Column,
                            "decimals of more than 38 digits that are not bytes of one length",
                        )
                        .file(path)
                        .column(&given.name)
                        .hint("write the column as text, or leave it out")
                    })?;
                    ArrowDataType::FixedSizeBinary(bytes)
                }
                // Parquet has no whole seconds of a day: they stand there as milliseconds.
                (ArrowDataType::Time32(_), _) => ArrowDataType::Time32(ArrowTimeUnit::Millisecond),
                _ => held.dtype.clone(),
            };
            Ok(ArrowField { dtype: kind, ..given.clone() })
        })
        .collect::<Result<_>>()?;
    let read_as = ArrowSchema::from_iter(fields.into_iter().map(|field| (field.name.clone(), field)));
    if read_as != *given {
        let pairs = own.key_value_metadata.iter_mut().flatten();
        let message = schema_to_bytes(&read_as, &default_ipc_fields(read_as.iter_values()), None);
        let framed = [&[0xff; 4], (message.len() as u32).to_le_bytes().as_slice(), &message].concat();
        for pair in pairs.filter(|pair| pair.key == ARROW_SCHEMA) {
            pair.value = Some(STANDARD.encode(&framed));
        }
        *metadata = Arc::new(own);
    }
    Ok(held)
}

/// Whether a file's Arrow schema, in Base64, can be read.
fn is_readable(schema: &str) -> bool {
    let Ok(bytes) = STANDARD.decode(schema) else { return false };
    let message = if bytes.starts_with(&[0xff; 4]) { bytes.get(8..) } else { Some(bytes.as_slice()) };
    message.is_some_and(|message| message.len() > 8 && arrow_schema::unreadable(message).is_none())
}

/// Bytes of each value of a column of decimals; none where they are no bytes of one length.
fn bytes_of(metadata: &FileMetadata, column: &str) -> Option<usize> {
    let mut leaves = metadata.schema_descr.columns().iter();
    let leaf = leaves.find(|leaf| leaf.path_in_schema.len() == 1 && leaf.path_in_schema[0] == column)?;
    // The type has no public name.
    let kind = format!("{:?}", leaf.descriptor.primitive_type.physical_type);
    kind.strip_prefix("FixedLenByteArray(")?.strip_suffix(')')?.parse().ok()
}

fn failure(path: &Path, error: &PolarsError) -> Error {
    Error::new(ErrorKind::Format, format!("can't be read as Parquet: {error}"))
        .file(path)
        .hint("write the file again, or give CSV")
}

fn clone(file: &File, path: &Path) -> Result<File> {
    file.try_clone().map_err(|e| Error::io("read it", path, e))
}

/// The rows of a file, some at a time. The footer is read once; a reader is shown one row group of it and decodes only
/// the pages that it was asked for.
struct Slices {
    file: File,
    metadata: FileMetadataRef,
    /// The same without row groups.
    head: FileMetadata,
    /// How many row groups have been begun.
    begun: usize,
    group: Option<Group>,
    shown: Vec<Option<Shown>>,
    path: PathBuf,
}

/// A row group being read.
struct Group {
    metadata: FileMetadataRef,
    next: usize,
    /// Rows at a time.
    step: usize,
}

impl Slices {
    /// The next group that has rows.
    fn next_group(&mut self) -> Option<Group> {
        let rest = self.metadata.row_groups.get(self.begun..)?;
        let at = rest.iter().position(|group| group.num_rows() > 0)?;
        self.begun += at + 1;
        let (rows, bytes) = (rest[at].num_rows(), rest[at].total_byte_size());
        let metadata = FileMetadata { num_rows: rows, row_groups: vec![rest[at].clone()], ..self.head.clone() };
        let step = (BYTES.saturating_mul(rows) / bytes.max(1)).clamp(1, ROWS);
        Some(Group { metadata: Arc::new(metadata), next: 0, step })
    }

    fn decode(&self, group: &mut Group) -> Result<DataFrame> {
        let length = group.step.min(group.metadata.num_rows - group.next);
        let mut reader = ParquetReader::new(clone(&self.file, &self.path)?).with_slice(Some((group.next, length)));
        reader.set_metadata(group.metadata.clone());
        let frame = reader.finish().and_then(|frame| self.as_text(frame)).map_err(|e| failure(&self.path, &e))?;
        // A reader that gives fewer rows than were announced has lost some: never in silence.
        if frame.height() != length {
            let what = format!("a row group announces {} rows, and fewer are found", group.metadata.num_rows);
            return Err(Error::new(ErrorKind::Format, what).file(&self.path));
        }
        group.next += length;
        Ok(frame)
    }
}

impl Slices {
    /// The frame with its wide decimals as text.
    fn as_text(&self, frame: DataFrame) -> PolarsResult<DataFrame> {
        let height = frame.height();
        let columns = frame.into_columns().into_iter().zip(&self.shown).map(|(column, shown)| match shown {
            Some(Shown::Decimal(scale)) => held::decimals(&column, *scale),
            _ => Ok(column),
        });
        DataFrame::new(height, columns.collect::<PolarsResult<_>>()?)
    }
}

impl Iterator for Slices {
    type Item = Result<DataFrame>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut group = self.group.take().or_else(|| self.next_group())?;
        let frame = self.decode(&mut group);
        match &frame {
            Ok(_) => self.group = Some(group).filter(|g| g.next < g.metadata.num_rows),
            Err(_) => self.begun = self.metadata.row_groups.len(),
        }
        Some(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row groups smaller than a slice, larger than one, and of letters so long that a few are one.
    #[test]
    fn rows_come_in_their_order_from_any_row_groups() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("letters.parquet");
        for (rows, group, length) in [(100, 7, 20), (2 * ROWS + 5, 3 * ROWS, 20), (50, 50, BYTES / 20)] {
            let ids: Vec<String> = (0..rows).map(|n| n.to_string()).collect();
            let letters: Vec<String> = ids.iter().map(|id| format!("{id} {}", "x".repeat(length))).collect();
            let mut frame = df!("id" => &ids, "letter" => &letters).unwrap();
            ParquetWriter::new(File::create(&path).unwrap())
                .with_row_group_size(Some(group))
                .finish(&mut frame)
                .unwrap();
            let source = open(&path, File::open(&path).unwrap(), &Options::default()).unwrap();
            let read: Vec<_> = source.map(|a| a.map(|a| (a.id, a.letter.unwrap())).unwrap()).collect();
            assert_eq!(read, ids.into_iter().zip(letters).collect::<Vec<_>>(), "{rows} rows by {group}");
        }
    }
}
