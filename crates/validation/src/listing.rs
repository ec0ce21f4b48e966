//! The lists of countries of the module on flows.

use schema::{At, Availability, CellKey, Finding, Response, TableId};

use crate::amount::decimal;
use crate::context::Context;
use crate::rule::Rule;

/// The lists of countries with arms: of manufacture, departure, transit and destination.
pub(crate) const COUNTRIES: [&str; 4] = ["FL.MANUF", "FL.DEPART", TRANSIT, "FL.DEST"];
/// The list in which an arm may stand under several countries.
pub(crate) const TRANSIT: &str = "FL.TRANSIT";

/// The cells of a list that name something: a figure above zero, or a word that says why there is none.
pub(crate) fn listed(response: &Response, table: &str) -> Vec<CellKey> {
    let table = TableId::from(table);
    let named = response.table(&table).filter(|(key, cell)| {
        let is_zero = decimal(response, key).is_some_and(|figure| figure <= 0.0);
        !is_zero && !cell.inherited && cell.availability != Availability::Blank
    });
    named.map(|(key, _)| key.clone()).collect()
}

/// A finding at the cell with the largest figure, and at the others that are more than nothing.
pub(crate) fn largest_first(
    context: &Context<'_>,
    rule: &Rule,
    mut figures: Vec<(&CellKey, f64)>,
) -> Option<Finding> {
    figures.retain(|(_, figure)| *figure > 0.0);
    figures.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    let mut keys = figures.into_iter().map(|(key, _)| At::Cell(key.clone()));
    let finding = context.finding(rule, keys.next()?);
    Some(keys.fold(finding, |finding, at| context.also(finding, at)))
}
