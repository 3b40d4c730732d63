//! JSON that is made while it is written.

use crate::error::{Error, Result};
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::cell::RefCell;

/// A list of JSON values, each made when its turn to be written comes.
pub(super) struct Lazy<'l, F> {
    pub(super) length: usize,
    pub(super) make: F,
    /// Why one could not be made: the writer of JSON keeps only its text.
    pub(super) failed: &'l RefCell<Option<Error>>,
}

impl<F: Fn(usize) -> Result<Value>> Serialize for Lazy<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(Some(self.length))?;
        for index in 0..self.length {
            let value = (self.make)(index).map_err(|e| {
                let said = S::Error::custom(&e);
                *self.failed.borrow_mut() = Some(e);
                said
            })?;
            out.serialize_element(&value)?;
        }
        out.end()
    }
}
