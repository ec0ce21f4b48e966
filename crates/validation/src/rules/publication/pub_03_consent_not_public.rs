//! The State consents to the publication of every table that is about to be published.

use schema::TableId;

use schema::questionnaire::Tier;

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "PUB-03",
        name: "consent-not-public",
        severities: &[Severity::Error],
        gate: Gate::Publish,
        since: "2026.2",
        inputs: &["every table", "clearance"],
        page: include_str!("../../../docs/PUB-03.md"),
    },
    thresholds: &[],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    for table in context.known.clearance.iter().flat_map(|clearance| &clearance.tables) {
        let consent = context.response.declaration(table).and_then(schema::Declaration::consent);
        let tier = context.questionnaire.table(table.as_str()).map(|table| table.tier);
        let allowed = consent.map_or(tier == Some(Tier::Public), |consent| consent == "PUBLIC");
        if allowed || !holds_data(context.response, table) {
            continue;
        }
        let finding = context.finding(&RULE, At::Declaration(table.clone(), DeclarationItem::Consent));
        out.push(match consent {
            Some(code) => finding.arg("consent", Arg::Code("consent".into(), code.into())),
            None => finding.outcome("none"),
        });
    }
}

/// Whether something could be published of a table.
fn holds_data(response: &Response, table: &TableId) -> bool {
    response.table(table).any(|(_, cell)| cell.availability.is_known())
        || response.records.get(table).is_some_and(|records| !records.is_empty())
}
