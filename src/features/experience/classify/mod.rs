//! What the words around a mention say: whose years they are, whether they are real, planned or asked for, and what was
//! done. One file per question.

pub(super) mod aside;
pub(super) mod beside;
pub(super) mod context;
pub(super) mod cues;
pub(super) mod fragments;
pub(super) mod modality;
pub(super) mod narrative;
pub(super) mod owner;
pub(super) mod phrases;
pub(super) mod reach;
pub(super) mod rules;
