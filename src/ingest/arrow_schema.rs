//! What an Arrow schema holds that the reader would panic on, found before it is read: a walk over its flatbuffer
//! (Arrow columnar format, `Schema.fbs`). Bytes that are no schema hold nothing.

/// Fields that are looked at: hostile bytes may point in circles.
const MOST: usize = 100_000;
/// How deep fields may lie in fields.
const DEPTH: usize = 64;

/// The first field of a type that can't be read, and what that type is called. `message` is a flatbuffer `Message`.
pub(super) fn unreadable(message: &[u8]) -> Option<(String, &'static str)> {
    let buffer = Buffer(message);
    let schema = buffer.table(buffer.pointed(0)?, 2)?;
    let mut left = MOST;
    buffer.vector(schema, 1).find_map(|field| buffer.unreadable(field, DEPTH, &mut left))
}

struct Buffer<'a>(&'a [u8]);

impl<'a> Buffer<'a> {
    fn bytes<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn number(&self, at: usize) -> Option<usize> {
        self.bytes(at).map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    /// Where the offset at a place points.
    fn pointed(&self, at: usize) -> Option<usize> {
        at.checked_add(self.number(at)?)
    }

    /// Where a slot of a table stands.
    fn slot(&self, table: usize, slot: usize) -> Option<usize> {
        let back = i32::from_le_bytes(self.bytes(table)?);
        let layout = usize::try_from(i64::try_from(table).ok()? - i64::from(back)).ok()?;
        let size = usize::from(u16::from_le_bytes(self.bytes(layout)?));
        let entry = 4 + 2 * slot;
        let offset = (entry + 2 <= size).then(|| self.bytes(layout + entry)).flatten().map(u16::from_le_bytes)?;
        (offset != 0).then_some(table + usize::from(offset))
    }

    /// The table in a slot of a table.
    fn table(&self, table: usize, slot: usize) -> Option<usize> {
        self.pointed(self.slot(table, slot)?)
    }

    /// The tables of the vector in a slot of a table.
    fn vector(&self, table: usize, slot: usize) -> impl Iterator<Item = usize> + use<'a, '_> {
        let start = self.table(table, slot);
        let count = start.and_then(|start| self.number(start)).unwrap_or(0);
        (0..count.min(MOST)).map_while(move |place| self.pointed(start? + 4 + 4 * place))
    }

    fn unreadable(&self, field: usize, depth: usize, left: &mut usize) -> Option<(String, &'static str)> {
        *left = left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        let kind = self.slot(field, 2).and_then(|at| self.0.get(at)).copied().unwrap_or(0);
        let name = || {
            let start = self.table(field, 0)?;
            let text = self.0.get(start + 4..(start + 4).checked_add(self.number(start)?)?)?;
            Some(String::from_utf8_lossy(text).into_owned())
        };
        let what = match kind {
            0..=21 | 23 | 24 => None,
            22 => Some("runs of equal values"),
            25 | 26 => Some("list views"),
            _ => Some("values of a type that is not known"),
        };
        match what {
            Some(what) => Some((name().unwrap_or_default(), what)),
            None => self.vector(field, 5).find_map(|child| self.unreadable(child, depth, left)).map(|(child, what)| {
                let name = name().unwrap_or_default();
                (if name.is_empty() { child } else { name }, what)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::*;
    use polars_arrow::io::ipc::write::{default_ipc_fields, schema_to_bytes};
    use proptest::prelude::*;

    fn message() -> Vec<u8> {
        let inner = ArrowField::new("item".into(), ArrowDataType::Utf8View, true);
        let fields = [
            ArrowField::new("id".into(), ArrowDataType::LargeUtf8, false),
            ArrowField::new("marks".into(), ArrowDataType::LargeList(Box::new(inner)), true),
        ];
        let schema = ArrowSchema::from_iter(fields.map(|field| (field.name.clone(), field)));
        schema_to_bytes(&schema, &default_ipc_fields(schema.iter_values()), None)
    }

    #[test]
    fn a_type_that_cannot_be_read_is_found_in_fields_of_fields() {
        let good = message();
        assert_eq!(unreadable(&good), None);
        // The type of the list's items (24, a view of text) made another: one byte of the buffer.
        let found: Vec<_> = (0..good.len())
            .filter(|at| good[*at] == 24)
            .filter_map(|at| {
                let mut bytes = good.clone();
                bytes[at] = 25;
                unreadable(&bytes)
            })
            .collect();
        assert_eq!(found, [("marks".to_owned(), "list views")]);
    }

    proptest! {
        /// Whatever the bytes are, they are walked over without a panic and to an end.
        #[test]
        fn any_bytes_are_walked_over(at in 0usize..400, value: u8, cut in 0usize..400, random: Vec<u8>) {
            let mut bytes = message();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
            bytes.truncate(bytes.len().max(cut + 1) - cut);
            let _ = (unreadable(&bytes), unreadable(&random));
        }
    }
}
