//! Figures that were measured on this vintage before, beside those that the rules give.

use schema::{CellKey, Questionnaire, Response};

use super::rates::{Rate, Rates};

/// A figure measured before.
pub(super) struct Measured {
    /// Of what.
    pub(super) of: &'static str,
    /// What was measured before.
    pub(super) before: &'static str,
    /// The same, counted by this program.
    pub(super) now: String,
    /// What the rule gives, where that is something else, and why.
    pub(super) differs: Option<String>,
}

/// All of them.
pub(super) fn all(edition: &Questionnaire, responses: &[Response], rates: &Rates) -> Vec<Measured> {
    let rate = |code: &str| rates.rules.get(code).cloned().unwrap_or_default();
    let outcome = |rate: &Rate, name: &str| rate.by_outcome.get(name).copied().unwrap_or_default();
    let of = |of, before, now| Measured { of, before, now, differs: None };
    let sums = |of, before, code: &str, table: &str| {
        let (tables, hold) = known_rows(edition, responses, table);
        let now = if before_is_share(before) {
            format!("holds in {}", per_cent(hold, tables))
        } else {
            format!("holds in {hold} of {tables}")
        };
        Measured { of, before, now, differs: Some(strict(&rate(code), tables)) }
    };
    let types = rate("ARI-01");
    let (above, below) = (outcome(&types, "above"), outcome(&types, "below"));
    let (contexts, multiple, trafficking, cases) =
        (rate("CTX-01"), rate("CTX-02"), rate("CTX-05"), rate("SEI-02"));
    vec![
        of(
            "ARI-01",
            "holds in 279 of 294; 12 below, 3 above",
            format!("{}; {below} below, {above} above", holds(&types)),
        ),
        sums("ARI-04", "holds in 171 of 175", "ARI-04", "SZ.JUST"),
        sums("ARI-12", "holds in 84.5 %", "ARI-12", "FD.TYPE"),
        sums("ARI-13", "holds in 92.5 %", "ARI-13", "SU.TYPE"),
        of(
            "CTX-01",
            "4 of 134 do not hold",
            format!("{} of {} do not hold", contexts.fires, contexts.judged),
        ),
        of(
            "CTX-02: the contexts together exceed the arms seized",
            "in 21 of 134",
            // Of the years with some context, as for CTX-01: what is known of them may already be too much.
            format!("in {} of {}", multiple.fires, contexts.judged),
        ),
        of(
            "CTX-05",
            "equal in 50 of 73",
            format!("equal in {} of {}", held(&trafficking), trafficking.judged),
        ),
        of("SEI-02", "20 of 121", format!("{} of {}", cases.fires, cases.judged)),
    ]
}

/// Says where they differ.
pub(super) fn compare(measured: &[Measured], faults: &mut Vec<String>) {
    for figure in measured.iter().filter(|figure| figure.now != figure.before) {
        faults.push(format!("{}: {}, not {}", figure.of, figure.now, figure.before));
    }
}

fn before_is_share(before: &str) -> bool {
    before.ends_with('%')
}

/// What the rule itself gives for a sum whose known rows were added up before.
fn strict(rate: &Rate, tables: usize) -> String {
    format!(
        "The {tables} tables have a total and at least one row, and the rows that stand in the file were added up. The \
         rule takes an absent row as unknown: it judges the {} tables in which every row is known or those known already \
         exceed the total, and {}.",
        rate.judged,
        holds(rate)
    )
}

fn held(rate: &Rate) -> usize {
    rate.judged.saturating_sub(rate.fires)
}

fn holds(rate: &Rate) -> String {
    format!("holds in {} of {}", held(rate), rate.judged)
}

/// The tables with a total and a row, and those of them whose known rows add up to the total.
fn known_rows(edition: &Questionnaire, responses: &[Response], table: &str) -> (usize, usize) {
    let Some(counts) = edition.table(table).and_then(|table| table.counts()) else { return (0, 0) };
    let (mut tables, mut hold) = (0, 0);
    for response in responses {
        let count = |row: &schema::RowCode| response.count(&CellKey::count(table, row.clone()));
        let rows: Vec<u64> = counts.parts().filter_map(|row| count(&row.code)).collect();
        let Some(total) = counts.total().and_then(|row| count(&row.code)).filter(|_| !rows.is_empty()) else {
            continue;
        };
        tables += 1;
        hold += usize::from(rows.iter().sum::<u64>() == total);
    }
    (tables, hold)
}

/// A share with one decimal.
pub(super) fn per_cent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    // Rounded half up, in whole numbers.
    let thousandths = (2000 * part + whole) / (2 * whole);
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::per_cent;

    #[test]
    fn shares_have_one_decimal_rounded_half_up() {
        assert_eq!(per_cent(82, 97), "84.5 %");
        assert_eq!(per_cent(1, 80), "1.3 %");
        assert_eq!(per_cent(3, 3), "100.0 %");
        assert_eq!(per_cent(0, 0), "–");
    }
}
