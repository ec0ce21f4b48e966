//! Most of the arms seized were not made in a State that is not known to make arms.

use crate::amount::decimal;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "FLO-04",
        name: "made-where-none-are-made",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["FL.MANUF", "SZ.TYPE/TOTAL", "countries"],
        page: include_str!("../../../docs/FLO-04.md"),
    },
    thresholds: &["share"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let most = context.threshold(&RULE, "share");
    let total = context.response.count(&CellKey::count("SZ.TYPE", "TOTAL")).filter(|total| *total > 0);
    let table = schema::TableId::from("FL.MANUF");
    // The rows of an open table are the countries that were listed.
    let mut rows: Vec<_> = context.response.table(&table).map(|(key, _)| &key.row).collect();
    rows.dedup();
    for row in rows {
        let country = context.questionnaire.countries.get(row.as_str());
        if country.is_none_or(|country| country.makes_arms) {
            continue;
        }
        let (share, count) =
            (CellKey::new("FL.MANUF", row.clone(), "SHARE"), CellKey::count("FL.MANUF", row.clone()));
        // The share as given; without one, the arms counted of all that were seized.
        let given = decimal(context.response, &share).map(|percent| (share, percent / PER_CENT));
        let counted = || {
            let part = as_number(context.response.count(&count)?) / as_number(total?);
            Some((count, part))
        };
        let Some((key, part)) = given.or_else(counted).filter(|(_, part)| *part > most) else { continue };
        let finding = context.finding(&RULE, At::Cell(key)).arg("share", part * PER_CENT);
        out.push(finding.arg("country", Arg::Code("country".into(), row.as_str().into())));
    }
}

/// Shares are given in per cent.
const PER_CENT: f64 = 100.0;
