//! What an institution contributes: the tables it answers, and what is to be said about these.

use std::collections::BTreeSet;

use schema::{Finding, Findings, Response, TableId};

use crate::merge::says_something;
use crate::pipeline::Received;

/// The tables of which something is said.
pub(crate) fn tables(response: &Response) -> BTreeSet<TableId> {
    let cells = response.cells.iter().filter(|(_, cell)| says_something(cell));
    let declared = response.declarations.iter().filter(|(_, table)| table.items.values().any(says_something));
    let recorded = response.records.iter().filter(|(_, records)| !records.is_empty());
    let tables = cells.map(|(key, _)| &key.table);
    let tables = tables.chain(declared.map(|(table, _)| table)).chain(recorded.map(|(table, _)| table));
    tables.cloned().collect()
}

/// Leaves out what is said of tables that others answer: of the whole return nobody can judge yet.
pub(crate) fn speak_of(received: &mut Received<'_>, tables: &BTreeSet<TableId>) {
    for findings in [&mut received.own, &mut received.findings] {
        keep(findings, tables);
    }
}

fn keep(findings: &mut Findings, tables: &BTreeSet<TableId>) {
    findings.list.retain(|finding| is_about(finding, tables));
    findings.not_evaluable.retain(|rule| rule.place.table().is_some_and(|table| tables.contains(table)));
}

/// What every place of a finding is in these tables for, or what is wrong with the file itself.
fn is_about(finding: &Finding, tables: &BTreeSet<TableId>) -> bool {
    let mut named = finding.locations.iter().filter_map(|location| location.place.table()).peekable();
    if named.peek().is_none() {
        return finding.code.as_str().starts_with("INT-");
    }
    named.all(|table| tables.contains(table))
}
