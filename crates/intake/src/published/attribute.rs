//! Labels that two cells share: by evidence where there is any, else under neutral keys.

use schema::{CellKey, Questionnaire, Response};

use super::{MERGED, Published, neutral, observation, one, report};
use crate::published::table::Line;

/// Puts the lines of a shared label where they belong.
pub(super) fn shared(
    questionnaire: &Questionnaire,
    published: &mut Published,
    response: &mut Response,
    keys: &[CellKey],
    lines: &[&Line],
) {
    let merged = MERGED.iter().any(|(table, first, second)| {
        let is = |key: &CellKey| key.table == *table && (key.row == *first || key.row == *second);
        keys.iter().all(is)
    });
    match keys {
        [first, _] if merged => letters(published, response, first, lines),
        [place, trace] => totals(questionnaire, published, response, place, trace, lines),
        _ => lines.iter().for_each(|line| published.reported.push(report(line, "unknown-label"))),
    }
}

/// Two rows under one label that nothing tells apart: the larger under `_A`, the other under `_B`, so that the result does
/// not depend on the file's order.
fn letters(published: &mut Published, response: &mut Response, key: &CellKey, lines: &[&Line]) {
    let mut lines = lines.to_vec();
    lines.sort_by_key(|line| std::cmp::Reverse(line.value));
    for (line, letter) in lines.iter().zip(['A', 'B']) {
        let key = neutral(&key.table, &key.row, letter);
        *published.neutral.entry(key.to_string()).or_default() += 1;
        response.cells.insert(key, observation(line));
    }
    for line in lines.iter().skip(2) {
        published.reported.push(report(line, "stands-twice"));
    }
}

/// The total of the places and that of tracing share their label. Two equal ones are one each; others go where they fit the
/// sum of the rows; a single one goes to the only table that has rows.
fn totals(
    questionnaire: &Questionnaire,
    published: &mut Published,
    response: &mut Response,
    place: &CellKey,
    trace: &CellKey,
    lines: &[&Line],
) {
    let sums = [place, trace].map(|key| sum(questionnaire, response, key));
    match lines {
        [one_line] => {
            match (fits(one_line, sums[0]), fits(one_line, sums[1]), sums[0].is_some(), sums[1].is_some()) {
                (true, false, ..) | (_, _, true, false) => one(published, response, place, lines),
                (false, true, ..) | (_, _, false, true) => one(published, response, trace, lines),
                _ => letters(published, response, place, lines),
            }
        }
        [a, b] if a.value == b.value => {
            one(published, response, place, std::slice::from_ref(a));
            one(published, response, trace, std::slice::from_ref(b));
        }
        [a, b] => {
            let straight = usize::from(fits(a, sums[0])) + usize::from(fits(b, sums[1]));
            let crossed = usize::from(fits(b, sums[0])) + usize::from(fits(a, sums[1]));
            let (for_place, for_trace) = match straight.cmp(&crossed) {
                std::cmp::Ordering::Greater => (a, b),
                std::cmp::Ordering::Less => (b, a),
                std::cmp::Ordering::Equal => return letters(published, response, place, lines),
            };
            one(published, response, place, std::slice::from_ref(for_place));
            one(published, response, trace, std::slice::from_ref(for_trace));
        }
        _ => {
            letters(published, response, place, lines.get(..2).unwrap_or(lines));
            for line in lines.iter().skip(2) {
                published.reported.push(report(line, "too-many-totals"));
            }
        }
    }
}

fn fits(line: &Line, sum: Option<u64>) -> bool {
    sum.is_some() && line.value == sum
}

/// The sum of a table's known parts; `None` where there is none.
fn sum(questionnaire: &Questionnaire, response: &Response, total: &CellKey) -> Option<u64> {
    let counts = questionnaire.table(total.table.as_str())?.counts()?;
    let parts: Vec<u64> = counts
        .parts()
        .filter_map(|row| response.count(&CellKey::count(total.table.clone(), row.code.clone())))
        .collect();
    (!parts.is_empty()).then(|| parts.iter().sum())
}
