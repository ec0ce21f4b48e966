//! Rules of history.

pub(super) mod his_10_correction_without_reason;
