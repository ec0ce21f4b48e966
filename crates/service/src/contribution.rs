//! What an institution contributes: the tables it answers, and what is to be said about these.

use std::collections::BTreeSet;

use schema::{Finding, Findings, Response, TableId};

use crate::merge::says_something;
use crate::pipeline::Received;

/// The tables of which something is said, or was meant to be: also where nothing of it could be read.
pub(crate) fn tables(response: &Response, findings: &Findings) -> BTreeSet<TableId> {
    let cells = response.cells.iter().filter(|(_, cell)| says_something(cell)).map(|(key, _)| &key.table);
    let declared = response.declarations.iter().filter(|(_, table)| table.items.values().any(says_something));
    let recorded = response.records.iter().filter(|(_, records)| !records.is_empty());
    let unread =
        findings.list.iter().filter(|finding| is_of_reading(finding)).flat_map(|finding| &finding.locations);
    let tables = cells.chain(declared.map(|(table, _)| table)).chain(recorded.map(|(table, _)| table));
    tables.chain(unread.filter_map(|location| location.place.table())).cloned().collect()
}

/// Leaves out what is said of tables that others answer: of the whole return nobody can judge yet. What is wrong with the
/// file itself is always said.
pub(crate) fn speak_of(received: &mut Received<'_>, tables: &BTreeSet<TableId>) {
    for findings in [&mut received.own, &mut received.findings] {
        findings.list.retain(|finding| is_of_reading(finding) || is_about(finding, tables));
        let own = |table: &TableId| tables.contains(table);
        findings.not_evaluable.retain(|rule| rule.place.table().is_some_and(own));
    }
}

/// Whether it was found when the file was read.
pub(crate) fn is_of_reading(finding: &Finding) -> bool {
    intake::RULES.iter().any(|rule| rule.code == finding.code.as_str())
}

/// Whether every place of a finding is in these tables.
fn is_about(finding: &Finding, tables: &BTreeSet<TableId>) -> bool {
    let mut named = finding.locations.iter().filter_map(|location| location.place.table()).peekable();
    named.peek().is_some() && named.all(|table| tables.contains(table))
}
