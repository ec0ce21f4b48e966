//! The institutions that supplied the figures are those of the year before.

use std::collections::BTreeSet;

use schema::{Code, TableId};

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-13",
        name: "institutions-changed",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["M0.INST", "institutions of every table", "earlier years"],
        page: include_str!("../../../docs/HIS-13.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(earlier) = context.before() else { return };
    let (mut places, mut new, mut gone) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut compare = |now: &BTreeSet<Code>, before: &BTreeSet<Code>, at: &mut dyn FnMut(&Code) -> At| {
        // A list that one of the years does not give says nothing.
        if !now.is_empty() && !before.is_empty() {
            places.extend(now.symmetric_difference(before).map(at));
            new.extend(now.difference(before).cloned());
            gone.extend(before.difference(now).cloned());
        }
    };
    let unsure: BTreeSet<Code> =
        [context.response, earlier].into_iter().flat_map(|response| answered(response, "UNK")).collect();
    let [now, before] = [context.response, earlier].map(|response| &answered(response, "YES") - &unsure);
    compare(&now, &before, &mut |code| At::Cell(CellKey::new("M0.INST", code.as_str(), "CONTRIBUTES")));
    for table in context.questionnaire.tables_in_order() {
        let at = At::Declaration(table.id.clone(), DeclarationItem::Institution);
        let (now, before) = (supplying(context.response, &table.id), supplying(earlier, &table.id));
        compare(&now, &before, &mut |_| at.clone());
    }
    places.dedup();
    let mut places = places.into_iter();
    let Some(first) = places.next() else { return };
    let outcome = match (new.is_empty(), gone.is_empty()) {
        (false, true) => "new",
        (true, false) => "gone",
        _ => "",
    };
    let shown = |codes: BTreeSet<Code>| {
        Arg::List(codes.into_iter().map(|code| Arg::Code("institution".into(), code)).collect())
    };
    let finding = context
        .finding(&RULE, first)
        .outcome(outcome)
        .arg("year", u64::from(earlier.year))
        .arg("new", shown(new))
        .arg("gone", shown(gone));
    out.push(places.fold(finding, |finding, at| context.also(finding, at)));
}

/// The institutions of which the return says whether they contribute, by the answer.
fn answered(response: &Response, answer: &str) -> BTreeSet<Code> {
    let cells =
        response.cells.iter().filter(|(key, _)| key.table == "M0.INST" && key.column == "CONTRIBUTES");
    let codes = |cell: &Observation| {
        cell.value.as_ref().is_some_and(|value| value.codes().iter().any(|code| *code == *answer))
    };
    cells.filter(|(_, cell)| codes(cell)).map(|(key, _)| Code::from(key.row.as_str())).collect()
}

/// The institutions that supplied a table.
fn supplying(response: &Response, table: &TableId) -> BTreeSet<Code> {
    let declaration = response.declaration(table);
    declaration.map(schema::Declaration::institutions).unwrap_or_default().iter().cloned().collect()
}
