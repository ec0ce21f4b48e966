//! Rules of prices.

mod pri_01_prices_out_of_order;
mod pri_02_price_far_from_its_region;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] =
    &[&pri_01_prices_out_of_order::RULE, &pri_02_price_far_from_its_region::RULE];
