//! Rules of indicator.

pub(super) mod sdg_01_indicator_rows_not_stated;
pub(super) mod sdg_02_indicator_not_computable;
pub(super) mod sdg_03_denominator_incomplete;
pub(super) mod sdg_04_denominator_small;
