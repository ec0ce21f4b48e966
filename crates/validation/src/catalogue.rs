//! The catalogue: Rust rules and declared relations, by code.

use std::collections::BTreeMap;

use schema::relation::Relation;
use schema::{Gate, Questionnaire, RuleCode, Severity};

use crate::{pages, rules};

/// What the catalogue says of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CatalogueEntry {
    /// The code.
    pub code: RuleCode,
    /// What is wrong, in kebab case.
    pub name: String,
    /// Every severity it can raise, the heaviest first.
    pub severities: Vec<Severity>,
    /// The gate at which it counts.
    pub gate: Gate,
    /// The version of the rule set that brought it.
    pub since: String,
    /// The rule's page, in Markdown; for a relation added to an edition later, its source.
    pub page: String,
}

/// All rules of an edition, by code.
pub fn catalogue(questionnaire: &Questionnaire) -> Vec<CatalogueEntry> {
    let mut entries: BTreeMap<RuleCode, CatalogueEntry> = BTreeMap::new();
    for rule in rules::ALL {
        let meta = &rule.meta;
        let entry = CatalogueEntry {
            code: meta.code.into(),
            name: meta.name.to_owned(),
            severities: meta.severities.to_vec(),
            gate: meta.gate,
            since: meta.since.to_owned(),
            page: meta.page.to_owned(),
        };
        entries.insert(entry.code.clone(), entry);
    }
    for relation in &questionnaire.relations {
        let entry = entries.entry(relation.code.clone()).or_insert_with(|| of_relation(relation));
        let scoped = relation.scope.as_ref().map(|_| Severity::Note);
        entry.severities.extend(relation.above.into_iter().chain(relation.below).chain(scoped));
        entry.severities.sort_unstable();
        entry.severities.dedup();
    }
    entries.into_values().collect()
}

fn of_relation(relation: &Relation) -> CatalogueEntry {
    let page =
        pages::RELATIONS.iter().find(|(code, _)| relation.code == *code).map(|(_, page)| (*page).to_owned());
    CatalogueEntry {
        code: relation.code.clone(),
        name: relation.name.clone(),
        severities: Vec::new(),
        gate: relation.gate,
        since: relation.since.clone(),
        page: page.unwrap_or_else(|| {
            format!("# {} {}\n\n## Source\n\n{}\n", relation.code, relation.name, relation.source)
        }),
    }
}
