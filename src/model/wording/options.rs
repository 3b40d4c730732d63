//! How words are learnt.

/// How words are learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordOptions {
    /// How many are chosen.
    pub most: usize,
    /// Of those that are chosen, only these count; none for all.
    pub approved: Option<Vec<String>>,
    /// These are never chosen.
    pub struck: Vec<String>,
    /// Draws of the bootstrap that says how often each would be chosen.
    pub draws: usize,
}

impl Default for WordOptions {
    /// 40 words, 200 draws.
    fn default() -> Self {
        Self { most: 40, approved: None, struck: Vec::new(), draws: 200 }
    }
}
