//! The catalogue: Rust rules and declared relations, by code.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use schema::relation::{Relation, Term};
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
    /// Changes with everything that changes its judgement: its comparison, its figures, its severities.
    pub version: String,
    /// What it looks at: tables, cells, or `earlier years` and the like.
    pub inputs: Vec<String>,
    /// The rule's page, in Markdown; for a relation added to an edition later, its source.
    pub page: String,
}

/// All rules of an edition, by code.
pub fn catalogue(questionnaire: &Questionnaire) -> Vec<CatalogueEntry> {
    let mut entries: BTreeMap<RuleCode, CatalogueEntry> = BTreeMap::new();
    for rule in rules::all() {
        let meta = &rule.meta;
        let entry = CatalogueEntry {
            code: meta.code.into(),
            name: meta.name.to_owned(),
            severities: meta.severities.to_vec(),
            gate: meta.gate,
            since: meta.since.to_owned(),
            version: String::new(),
            inputs: meta.inputs.iter().map(|input| (*input).to_owned()).collect(),
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
        for term in relation.left.iter().chain(&relation.right) {
            let input = input(term);
            if !entry.inputs.contains(&input) {
                entry.inputs.push(input);
            }
        }
    }
    let versions =
        entries.keys().map(|code| (code.clone(), version(questionnaire, code))).collect::<Vec<_>>();
    for (code, version) in versions {
        if let Some(entry) = entries.get_mut(&code) {
            entry.version = version;
        }
    }
    entries.into_values().collect()
}

/// A short digest over what a rule compares. A Rust rule counts as changed when its `since` does.
fn version(questionnaire: &Questionnaire, code: &RuleCode) -> String {
    let mut text = code.to_string();
    for rule in rules::all().filter(|rule| *code == rule.meta.code) {
        let _ = write!(text, "\n{} {} {:?}", rule.meta.since, rule.meta.gate, rule.meta.severities);
    }
    for relation in questionnaire.relations.iter().filter(|relation| relation.code == *code) {
        // Where a figure comes from is not what it is.
        let judged = Relation { source: String::new(), ..relation.clone() };
        let _ = write!(text, "\n{judged:?}");
    }
    for threshold in questionnaire.thresholds.iter().filter(|threshold| threshold.rule == *code) {
        let _ = write!(text, "\n{} {}", threshold.name, threshold.value);
    }
    let digest = schema::hex(&Sha256::digest(text.as_bytes()));
    digest.chars().take(16).collect()
}

/// A term as the definitions write it.
fn input(term: &Term) -> String {
    match term {
        Term::Cell(key) => key.to_string(),
        Term::Parts(table) => format!("{table}/*"),
        Term::PartsOf(table, row) => format!("{table}/{row}.*"),
    }
}

/// The figures that rules need and an edition lacks, e.g. `HIS-02 ratio`.
pub fn missing_thresholds(questionnaire: &Questionnaire) -> Vec<String> {
    let needed = rules::all().flat_map(|rule| rule.thresholds.iter().map(|name| (rule.meta.code, *name)));
    needed
        .filter(|(code, name)| questionnaire.threshold(code, name).is_none())
        .map(|(code, name)| format!("{code} {name}"))
        .collect()
}

/// Every figure that a rule compares with: rule and name.
pub fn thresholds() -> Vec<(&'static str, &'static str)> {
    rules::all().flat_map(|rule| rule.thresholds.iter().map(|name| (rule.meta.code, *name))).collect()
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
        version: String::new(),
        inputs: Vec::new(),
        page: page.unwrap_or_else(|| {
            format!("# {} {}\n\n## Source\n\n{}\n", relation.code, relation.name, relation.source)
        }),
    }
}
