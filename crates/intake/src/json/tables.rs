//! The tables of a document, raw.

use std::collections::BTreeMap;

use schema::questionnaire::{Column, Records};
use schema::{CellKey, DeclarationItem, Origin, Questionnaire, Table, TableId, TableKind};

use super::node::Node;
use crate::draft::{Raw, RawAnswer, RawAnswers, RawCell, RawRecord, RawRow, RawTable};

type Members = [(Box<str>, Node)];

/// Reads the tables the questionnaire knows; what it does not know the schema check reports.
pub(super) fn read(
    questionnaire: &Questionnaire,
    members: &Members,
    at: &str,
    out: &mut BTreeMap<TableId, RawTable>,
) {
    for (name, node) in members {
        let (Some(table), Node::Object(parts)) = (questionnaire.table(name), node) else { continue };
        out.insert(table.id.clone(), read_table(table, parts, &format!("{at}/{name}")));
    }
}

fn read_table(table: &Table, members: &Members, at: &str) -> RawTable {
    let mut raw = RawTable::default();
    for (name, node) in members {
        let at = format!("{at}/{}", escape(name));
        match (&**name, &table.kind, node) {
            ("rows", TableKind::Counts(counts), Node::Object(rows)) => {
                for (code, node) in rows {
                    if let Node::Object(members) = node {
                        raw.rows.push(row(code, &counts.columns, members, &format!("{at}/{}", escape(code))));
                    }
                }
            }
            ("fields", TableKind::Fields(fields), Node::Object(answers)) => {
                let reason = answers
                    .iter()
                    .find(|(name, _)| &**name == "reason")
                    .map(|(_, node)| cell(node, format!("{at}/reason")));
                for (code, node) in answers {
                    if fields.iter().any(|field| field.code == **code) {
                        let cells = BTreeMap::from([(
                            CellKey::VALUE.into(),
                            answer(node, &format!("{at}/{}", escape(code))),
                        )]);
                        raw.rows.push(RawRow {
                            code: Some((&**code).into()),
                            cells,
                            reason: reason.clone(),
                            ..RawRow::default()
                        });
                    }
                }
            }
            ("records", TableKind::Records(form), Node::Array(items)) => {
                for (index, node) in items.iter().enumerate() {
                    if let Node::Object(members) = node {
                        raw.records.push(record(form, members, &format!("{at}/{index}")));
                    }
                }
            }
            (name, ..) => {
                if let Some(item) = DeclarationItem::from_name(name) {
                    raw.declaration.insert(item, answer(node, &at));
                }
            }
        }
    }
    raw
}

fn row(code: &str, columns: &[Column], members: &Members, at: &str) -> RawRow {
    let mut row = RawRow { code: Some(code.into()), ..RawRow::default() };
    for (name, node) in members {
        let at = format!("{at}/{}", escape(name));
        match &**name {
            "quality" => row.quality = answer(node, &at),
            "confidentiality" => row.confidentiality = Some(cell(node, at)),
            "note" => row.note = Some(cell(node, at)),
            "source" => row.source = Some(cell(node, at)),
            "reason" => row.reason = Some(cell(node, at)),
            name => {
                if columns.iter().any(|column| column.code == *name) {
                    row.cells.insert(name.into(), answer(node, &at));
                }
            }
        }
    }
    row
}

fn record(form: &Records, members: &Members, at: &str) -> RawRecord {
    let mut record = RawRecord { origin: Some(Origin::Pointer(at.into())), ..RawRecord::default() };
    for (name, node) in members {
        let at = format!("{at}/{}", escape(name));
        let child = form.children.iter().find(|child| child.code == **name);
        match (child, node) {
            (Some(child), Node::Array(lines)) => {
                let lines = lines.iter().enumerate().filter_map(|(index, node)| match node {
                    Node::Object(members) => Some(answers(&child.fields, members, &format!("{at}/{index}"))),
                    _ => None,
                });
                record.children.insert(child.code.clone(), lines.collect());
            }
            _ => {
                if form.fields.iter().any(|field| field.code == **name) {
                    record.answers.insert((&**name).into(), answer(node, &at));
                }
            }
        }
    }
    record
}

fn answers(fields: &[Column], members: &Members, at: &str) -> RawAnswers {
    let known = members.iter().filter(|(name, _)| fields.iter().any(|field| field.code == **name));
    known.map(|(name, node)| ((&**name).into(), answer(node, &format!("{at}/{}", escape(name))))).collect()
}

/// One value or a list of them.
fn answer(node: &Node, at: &str) -> RawAnswer {
    match node {
        Node::Array(items) => {
            items.iter().enumerate().map(|(index, item)| cell(item, format!("{at}/{index}"))).collect()
        }
        single => vec![cell(single, at.to_owned())],
    }
}

fn cell(node: &Node, at: String) -> RawCell {
    let raw = match node {
        Node::Text(text) => Raw::Text(text.clone()),
        Node::Number(literal) => Raw::Literal(literal.clone()),
        Node::Bool(truth) => Raw::Bool(*truth),
        // Containers where a value belongs are reported by the schema check.
        Node::Null | Node::Array(_) | Node::Object(_) => Raw::Blank,
    };
    RawCell { raw, origin: Origin::Pointer(at.into()) }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
