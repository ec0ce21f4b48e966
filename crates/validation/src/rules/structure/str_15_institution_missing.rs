//! Each core table with data names the institution that supplied it, unless the cover names just one that contributes.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "STR-15",
        name: "institution-missing",
        severities: &[Severity::Error],
        gate: Gate::Submit,
        since: "2026.1",
        inputs: &["core tables", "M0.INST"],
        page: include_str!("../../../docs/STR-15.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let contributes = |(_, cell): (&CellKey, &Observation)| {
        cell.value.iter().flat_map(Value::codes).any(|code| *code == "YES")
    };
    // Where one institution alone contributes, every table is its own.
    if context.response.table(&"M0.INST".into()).filter(|cell| contributes(*cell)).count() == 1 {
        return;
    }
    for table in context.core_tables().filter(|table| table.declares.contains(&DeclarationItem::Institution))
    {
        let has_data = context
            .response
            .table(&table.id)
            .any(|(_, cell)| cell.availability.is_known() && !cell.inherited);
        let named = context
            .response
            .declaration(&table.id)
            .is_some_and(|declaration| !declaration.institutions().is_empty());
        if has_data && !named {
            out.push(context.finding(&RULE, At::Declaration(table.id.clone(), DeclarationItem::Institution)));
        }
    }
}
