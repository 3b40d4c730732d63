//! Statistics on slices: pure functions that know nothing of letters.

pub mod agreement;
pub mod calibration;
pub mod compare;
pub mod conformal;
pub mod folds;
#[cfg(test)]
pub(crate) mod frozen;
pub mod homogeneity;
pub mod interval;
pub mod pull;
pub mod random;
pub mod roc;
pub mod selection;
pub mod two_way;
