//! Rules of history.

mod his_01_arms_seized_changed;
mod his_02_arms_seized_changed_much;
mod his_03_arms_seized_changed_very_much;
mod his_04_types_shifted_much;
mod his_05_types_shifted;
mod his_06_arms_seized_unlike_earlier_years;
mod his_07_arms_seized_high_for_the_population;
mod his_08_another_source_differs;
mod his_09_first_return;
mod his_10_correction_without_reason;
mod his_11_break_not_marked;
mod his_12_correction_large;
mod his_13_institutions_changed;
mod his_14_arms_seized_equal_to_persons;
mod his_15_digits_slipped;
mod his_16_rows_exchanged;
mod his_17_steady_cell_flipped;

use crate::context::Context;
use crate::past::{Past, headline};

/// The rules of the family, in the order of the catalogue.
pub(super) const RULES: &[&crate::rule::Rule] = &[
    &his_01_arms_seized_changed::RULE,
    &his_02_arms_seized_changed_much::RULE,
    &his_03_arms_seized_changed_very_much::RULE,
    &his_04_types_shifted_much::RULE,
    &his_05_types_shifted::RULE,
    &his_06_arms_seized_unlike_earlier_years::RULE,
    &his_07_arms_seized_high_for_the_population::RULE,
    &his_08_another_source_differs::RULE,
    &his_09_first_return::RULE,
    &his_10_correction_without_reason::RULE,
    &his_11_break_not_marked::RULE,
    &his_12_correction_large::RULE,
    &his_13_institutions_changed::RULE,
    &his_14_arms_seized_equal_to_persons::RULE,
    &his_15_digits_slipped::RULE,
    &his_16_rows_exchanged::RULE,
    &his_17_steady_cell_flipped::RULE,
];

/// What is said of the headline figure compared with earlier years.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    DigitsSlipped,
    BreakNotMarked,
    Flipped,
    ChangedVeryMuch,
    ChangedMuch,
    UnlikeEarlierYears,
    HighForThePopulation,
    Changed,
}

/// What is said of the headline figure: one fact is told once, by the rule that says most of it. Where the State marks a
/// break in the series and says why, a change is only noted.
fn verdict(context: &Context<'_>, past: &Past<'_>) -> Option<Verdict> {
    let is_broken = past.is_broken(&headline());
    let rules: [(Verdict, &dyn Fn() -> bool); 8] = [
        (Verdict::DigitsSlipped, &|| his_15_digits_slipped::applies(context, past)),
        (Verdict::BreakNotMarked, &|| his_11_break_not_marked::applies(context, past)),
        (Verdict::Flipped, &|| his_17_steady_cell_flipped::applies(context, past)),
        (Verdict::ChangedVeryMuch, &|| his_03_arms_seized_changed_very_much::applies(context, past)),
        (Verdict::ChangedMuch, &|| his_02_arms_seized_changed_much::applies(context, past)),
        (Verdict::UnlikeEarlierYears, &|| his_06_arms_seized_unlike_earlier_years::applies(context, past)),
        (Verdict::HighForThePopulation, &|| {
            his_07_arms_seized_high_for_the_population::applies(context, past)
        }),
        (Verdict::Changed, &|| his_01_arms_seized_changed::applies(context, past)),
    ];
    let open = rules.iter().filter(|(verdict, _)| !is_broken || *verdict == Verdict::Changed);
    open.clone().find(|(_, applies)| applies()).map(|(verdict, _)| *verdict)
}
