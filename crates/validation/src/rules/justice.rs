//! Rules of the criminal justice response.

use schema::CellKey;

mod cjs_03_convicted_above_arrested_and_prosecuted;
mod cjs_04_too_many_for_the_population;
mod cjs_05_far_above_arrested;
mod cjs_06_far_more_arrested_than_arms;
mod cjs_08_sexes_missing;
mod cjs_09_share_of_women_implausible;

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &cjs_03_convicted_above_arrested_and_prosecuted::RULE,
    &cjs_04_too_many_for_the_population::RULE,
    &cjs_05_far_above_arrested::RULE,
    &cjs_06_far_more_arrested_than_arms::RULE,
    &cjs_08_sexes_missing::RULE,
    &cjs_09_share_of_women_implausible::RULE,
];

/// The stages of proceedings, each a table of persons by sex: arrested, prosecuted, convicted.
const STAGES: [&str; 3] = ["CJ.ARR", "CJ.PRO", "CJ.CON"];

/// The total of a table.
fn total(table: &str) -> CellKey {
    CellKey::count(table, "TOTAL")
}
