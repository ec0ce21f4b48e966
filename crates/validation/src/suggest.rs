//! Suggested corrections: the smallest number of cells whose change satisfies every violated sum at once, in the sense
//! of Fellegi and Holt (1976). A suggestion keeps every sum and bound that holds now; it is offered, never applied.

mod linear;
mod system;

use schema::questionnaire::RowRole;
use schema::suggestion::{Change, Ground, Suggestion};
use schema::{CellKey, Questionnaire, RuleCode, Submission};

use crate::Known;
use crate::context::Context;
use system::{Group, System};

/// The most suggestions for one group of sums that share cells.
const MOST: usize = 5;
/// The most cells a suggestion changes.
const MOST_CELLS: usize = 3;
/// The most cells among which pairs and triples are tried.
const MOST_CANDIDATES: [usize; MOST_CELLS] = [400, 160, 40];

/// The smallest corrections of each group of violated sums that share cells; the most likely first.
pub fn suggest(questionnaire: &Questionnaire, submission: &Submission) -> Vec<Suggestion> {
    let known = Known::of_cycle(submission.header.cycle);
    let context = Context::of(questionnaire, submission, &known);
    let system = System::of(&context);
    let mut suggestions = Vec::new();
    for group in system.groups() {
        let mut found = smallest(&system, &group, &context);
        found.sort_by(|a, b| (a.ground, &a.changes).cmp(&(b.ground, &b.changes)));
        found.truncate(MOST);
        suggestions.append(&mut found);
    }
    suggestions
}

/// All solutions that change the smallest number of cells.
fn smallest(system: &System, group: &Group, context: &Context<'_>) -> Vec<Suggestion> {
    for size in 1..=MOST_CELLS {
        let most = MOST_CANDIDATES.get(size - 1).copied().unwrap_or_default();
        if group.candidates.len() > most {
            return Vec::new();
        }
        let mut found = Vec::new();
        each_choice(&group.candidates, size, &mut Vec::new(), &mut |chosen| {
            if let Some(values) = system.solve(group, chosen) {
                found.push(suggestion(system, group, context, chosen, &values));
            }
        });
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Calls `visit` with every choice of `size` of the candidates, in order.
fn each_choice(candidates: &[usize], size: usize, chosen: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
    if size == 0 {
        visit(chosen);
        return;
    }
    for (index, candidate) in candidates.iter().enumerate() {
        chosen.push(*candidate);
        each_choice(candidates.get(index + 1..).unwrap_or_default(), size - 1, chosen, visit);
        chosen.pop();
    }
}

fn suggestion(
    system: &System,
    group: &Group,
    context: &Context<'_>,
    chosen: &[usize],
    values: &[u64],
) -> Suggestion {
    let changes = chosen.iter().zip(values).filter_map(|(cell, to)| {
        let (key, from) = system.cell(*cell)?;
        Some(Change { cell: key.clone(), from, to: *to })
    });
    let mut changes: Vec<Change> = changes.collect();
    changes.sort();
    let ground = ground(context.questionnaire, &changes);
    let mut resolves: Vec<RuleCode> = group.rules.clone();
    resolves.sort();
    resolves.dedup();
    Suggestion { resolves, changes, ground }
}

/// What speaks for changing just these cells.
fn ground(questionnaire: &Questionnaire, changes: &[Change]) -> Ground {
    if changes.iter().all(|change| is_slip(change.from, change.to)) {
        return Ground::Slip;
    }
    let role = |key: &CellKey| {
        let counts = questionnaire.table(key.table.as_str())?.counts()?;
        counts.closed().iter().find(|row| row.code == key.row).map(|row| row.role)
    };
    match changes {
        [one] if role(&one.cell) == Some(RowRole::Unknown) && one.to > one.from => Ground::Remainder,
        [one] if matches!(role(&one.cell), Some(RowRole::Total | RowRole::Subtotal)) => Ground::Total,
        _ => Ground::Smallest,
    }
}

/// Two digits exchanged, or a digit more or less: what typing does to a number of two digits and more.
fn is_slip(from: u64, to: u64) -> bool {
    let (from, to) = (from.to_string(), to.to_string());
    let (short, long) = if from.len() < to.len() { (&from, &to) } else { (&to, &from) };
    if long.len() < 2 {
        return false;
    }
    if short.len() + 1 == long.len() {
        return (0..long.len()).any(|skip| {
            let without =
                long.chars().enumerate().filter(|(index, _)| *index != skip).map(|(_, digit)| digit);
            without.eq(short.chars())
        });
    }
    let differ: Vec<_> = from.bytes().zip(to.bytes()).enumerate().filter(|(_, (a, b))| a != b).collect();
    match differ.as_slice() {
        [(first, (a, b)), (second, (c, d))] => {
            from.len() == to.len() && first + 1 == *second && a == d && b == c
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn exchanged_added_and_dropped_digits_are_slips_and_other_digits_are_not() {
        for (from, to) in [(152, 125), (12, 21), (1_234, 12_234), (47, 4_7_0), (470, 47), (100, 10)] {
            assert!(is_slip(from, to), "{from} {to}");
        }
        for (from, to) in [(152, 153), (1, 2), (152, 521), (12, 1_200), (9, 0)] {
            assert!(!is_slip(from, to), "{from} {to}");
        }
    }
}
