//! The committee's round: who reads which letter, and what they said.

pub mod assign;
pub mod decide;
pub mod labels;
pub mod progress;
