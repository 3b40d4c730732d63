//! Values that keep the types of a columnar input on their way to a columnar output.
//!
//! The one seam to polars: its types stand behind these and in no public signature.

use polars::prelude::{DataFrame, DataType};
use std::fmt;
use std::sync::Arc;

/// The passthrough columns of a row of a columnar input, with their types.
#[derive(Clone, Debug)]
pub struct TypedRow {
    /// The passthrough columns of some rows, in their order.
    pub(crate) frame: Arc<DataFrame>,
    /// Which of these rows it is.
    pub(crate) index: usize,
}

impl PartialEq for TypedRow {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && Arc::ptr_eq(&self.frame, &other.frame)
    }
}

impl Eq for TypedRow {}

/// The types of the passthrough columns of an input that has types.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnTypes(pub(crate) Vec<DataType>);

/// Rows of a columnar table. Its `Debug` gives the columns and their types.
pub struct Frame(pub(crate) DataFrame);

impl Frame {
    /// Rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        self.0.shape()
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.schema().fmt(f)
    }
}
