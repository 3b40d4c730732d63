//! How far from a mention is looked.

/// The longest life at work, in years.
pub(in super::super) const LONGEST: f64 = 60.0;
/// Words looked at before and after a mention: a bound that keeps the time linear.
pub(in super::super) const BEFORE: usize = 25;
pub(in super::super) const AFTER: usize = 18;
