//! What is found in a letter.

/// A term found in a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Index of the topic; the number of topics for general support.
    pub topic: u16,
    /// Index of the concept in [`Topic::concepts`].
    pub concept: u16,
    /// Index of its first word.
    pub first: u32,
    /// Index one past its last word.
    pub end: u32,
}
