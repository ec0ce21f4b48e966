//! Rules of tracing.

use schema::{CellKey, Findings, TableId, Year};

use crate::context::{Context, as_number};
use crate::rule::Rule;

mod trc_03_tracing_outcomes_missing;
mod trc_04_all_from_legitimate_owner;
mod trc_05_no_tracing_started;
mod trc_06_pending_as_the_year_before;
mod trc_07_pending_not_revised;
mod trc_08_foreign_registry_without_request;
mod trc_09_requests_without_outcome;
mod trc_12_unmarked_without_condition;
mod trc_13_diversion_without_authority;
mod trc_14_rate_jumped;
mod trc_15_rate_exactly_none_or_all;
mod trc_16_rate_mostly_unknown;
mod trc_17_owner_without_registry;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&Rule] = &[
    &trc_03_tracing_outcomes_missing::RULE,
    &trc_04_all_from_legitimate_owner::RULE,
    &trc_05_no_tracing_started::RULE,
    &trc_06_pending_as_the_year_before::RULE,
    &trc_07_pending_not_revised::RULE,
    &trc_08_foreign_registry_without_request::RULE,
    &trc_09_requests_without_outcome::RULE,
    &trc_12_unmarked_without_condition::RULE,
    &trc_13_diversion_without_authority::RULE,
    &trc_14_rate_jumped::RULE,
    &trc_15_rate_exactly_none_or_all::RULE,
    &trc_16_rate_mostly_unknown::RULE,
    &trc_17_owner_without_registry::RULE,
];

/// The tables of the outcomes of tracing: of seized, found and surrendered arms.
const TRACED: [&str; 3] = ["TR.SZ", "TR.FD", "TR.SU"];

/// The identifiable arms of a tracing table, where they are not few and all stand in one row.
fn all_in(context: &Context<'_>, rule: &Rule, table: &str, row: &str, out: &mut Findings) -> Option<u64> {
    let (all, part) = (CellKey::count(table, "UI"), CellKey::count(table, row));
    let least = context.threshold(rule, "least");
    context.response.count(&all).filter(|count| as_number(*count) >= least)?;
    let [count, part] = context.all_known(rule, [&all, &part], out)?;
    (part == count).then_some(count)
}

/// Whether the return corrects a table of an earlier year.
fn is_corrected(context: &Context<'_>, year: Year, table: &TableId) -> bool {
    let corrected = context.submission.corrections.get(&year);
    corrected.is_some_and(|cells| cells.keys().any(|key| key.table == *table))
}
