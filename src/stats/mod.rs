//! Statistics on slices: pure functions that know nothing of letters.

pub mod calibration;
#[cfg(test)]
mod frozen;
pub mod interval;
pub mod roc;
