//! The tables of a document, raw.

use std::collections::{BTreeMap, HashSet};

use schema::questionnaire::{Column, Records};
use schema::{
    CellKey, Changes, ColumnCode, DeclarationItem, Origin, Questionnaire, RowCode, Table, TableId, TableKind,
};

use super::node::Node;
use crate::draft::{Raw, RawAnswer, RawAnswers, RawCell, RawRecord, RawRow, RawTable};

type Members = [(Box<str>, Node)];

/// Reads tables, under their present names.
pub(super) struct Reader<'a> {
    questionnaire: &'a Questionnaire,
    /// What became of the fields, where the document is of an earlier edition.
    changes: Option<&'a Changes>,
    /// The pointers of the values that were taken: these the value readers judge.
    pub(super) consumed: HashSet<String>,
    /// Answers of an earlier edition that were taken over.
    pub(super) taken: u64,
    /// Those that have no place any more.
    pub(super) lost: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(questionnaire: &'a Questionnaire, changes: Option<&'a Changes>) -> Self {
        Self { questionnaire, changes, consumed: HashSet::new(), taken: 0, lost: Vec::new() }
    }

    /// Reads the tables the questionnaire knows; what it does not know the schema check reports.
    pub(super) fn read(&mut self, members: &Members, at: &str, out: &mut BTreeMap<TableId, RawTable>) {
        for (name, node) in members {
            let old = TableId::from(&**name);
            let present = self.changes.map_or_else(|| Some(old.clone()), |changes| changes.table(&old));
            let table = present.as_ref().and_then(|id| self.questionnaire.table(id.as_str()));
            match (table, node) {
                (Some(table), Node::Object(parts)) => {
                    self.table(&old, table, parts, &format!("{at}/{}", escape(name)), out);
                }
                (None, _) => self.gone(name, node),
                _ => {}
            }
        }
    }

    /// Answers of an earlier edition that have no place any more, each by its key. In the present edition the schema
    /// check reports them.
    fn gone(&mut self, key: &str, node: &Node) {
        if self.changes.is_none() {
            return;
        }
        match node {
            Node::Object(members) => {
                for (name, node) in members {
                    // Names of parts are no keys.
                    let part = ["rows", "fields", "records"].contains(&&**name);
                    let key = if part { key.to_owned() } else { format!("{key}/{name}") };
                    self.gone(&key, node);
                }
            }
            Node::Array(items) => items.iter().for_each(|item| self.gone(key, item)),
            Node::Text(text) | Node::Number(text) => {
                self.lost.push(format!("{key} ({})", crate::values::shorten(text)));
            }
            Node::Bool(truth) => self.lost.push(format!("{key} ({truth})")),
            Node::Null => {}
        }
    }

    fn table(
        &mut self,
        old: &TableId,
        table: &Table,
        members: &Members,
        at: &str,
        out: &mut BTreeMap<TableId, RawTable>,
    ) {
        let mut raw = RawTable::default();
        for (name, node) in members {
            let at = format!("{at}/{}", escape(name));
            match (&**name, &table.kind, node) {
                ("rows", TableKind::Counts(_), Node::Object(rows)) => {
                    for (code, node) in rows {
                        let Node::Object(members) = node else { continue };
                        self.row(old, code, members, &format!("{at}/{}", escape(code)), out);
                    }
                }
                ("fields", TableKind::Fields(_), Node::Object(answers)) => {
                    self.fields(old, answers, &at, out);
                }
                ("records", TableKind::Records(form), Node::Array(items)) => {
                    for (index, node) in items.iter().enumerate() {
                        if let Node::Object(members) = node {
                            raw.records.push(self.record(old, form, members, &format!("{at}/{index}")));
                        }
                    }
                }
                (name, ..) => {
                    let item = DeclarationItem::from_name(name).filter(|item| table.declares.contains(item));
                    match item {
                        Some(item) => {
                            raw.declaration.insert(item, self.answer(node, &at));
                        }
                        None => self.gone(&format!("{old}/{name}"), node),
                    }
                }
            }
        }
        let present = out.entry(table.id.clone()).or_default();
        present.declaration.append(&mut raw.declaration);
        present.records.append(&mut raw.records);
    }

    /// A row, which may stand in another table now. A row or column that the table does not have is reported elsewhere.
    fn row(
        &mut self,
        old: &TableId,
        code: &str,
        members: &Members,
        at: &str,
        out: &mut BTreeMap<TableId, RawTable>,
    ) {
        let code = RowCode::from(code);
        let moved = |changes: &Changes| changes.row(old, &code);
        let Some((id, present)) = self.changes.map_or_else(|| Some((old.clone(), code.clone())), moved)
        else {
            return self.gone(&format!("{old}/{code}"), &Node::Object(members.to_vec()));
        };
        let counts = self.questionnaire.table(id.as_str()).and_then(Table::counts);
        let Some(counts) = counts else {
            return self.gone(&format!("{old}/{code}"), &Node::Object(members.to_vec()));
        };
        if !counts.closed().is_empty()
            && !counts.closed().iter().any(|row| row.code == present && !row.import_only)
        {
            return self.gone(&format!("{old}/{code}"), &Node::Object(members.to_vec()));
        }
        let mut row = RawRow { code: Some(present), ..RawRow::default() };
        for (name, node) in members {
            let at = format!("{at}/{}", escape(name));
            match &**name {
                "quality" => row.quality = self.answer(node, &at),
                "confidentiality" => row.confidentiality = Some(self.cell(node, at)),
                "note" => row.note = Some(self.cell(node, at)),
                "source" => row.source = Some(self.cell(node, at)),
                "reason" => row.reason = Some(self.cell(node, at)),
                name => match self.column(old, code.as_str(), name, &counts.columns) {
                    Some(column) => {
                        row.cells.insert(column, self.answer(node, &at));
                    }
                    None => self.gone(&format!("{old}/{code}/{name}"), node),
                },
            }
        }
        out.entry(id).or_default().rows.push(row);
    }

    /// The present code of a column or field that the table has.
    fn column(&self, old: &TableId, row: &str, name: &str, columns: &[Column]) -> Option<ColumnCode> {
        let code = ColumnCode::from(name);
        let present = match self.changes {
            Some(changes) => changes.column(old, row, &code)?,
            None => code,
        };
        columns.iter().any(|column| column.code == present).then_some(present)
    }

    fn fields(&mut self, old: &TableId, answers: &Members, at: &str, out: &mut BTreeMap<TableId, RawTable>) {
        let reason = answers.iter().find(|(name, _)| &**name == "reason");
        let reason = reason.map(|(_, node)| self.cell(node, format!("{at}/reason")));
        for (code, node) in answers.iter().filter(|(name, _)| &**name != "reason") {
            let field = RowCode::from(&**code);
            let moved = |changes: &Changes| changes.row(old, &field);
            let moved = self.changes.map_or_else(|| Some((old.clone(), field.clone())), moved);
            let known = moved.filter(|(table, field)| {
                let fields =
                    self.questionnaire.table(table.as_str()).and_then(Table::fields).unwrap_or_default();
                fields.iter().any(|own| own.code == *field.as_str())
            });
            let Some((table, field)) = known else {
                self.gone(&format!("{old}/{code}"), node);
                continue;
            };
            let answer = self.answer(node, &format!("{at}/{}", escape(code)));
            let cells = BTreeMap::from([(CellKey::VALUE.into(), answer)]);
            let row = RawRow { code: Some(field), cells, reason: reason.clone(), ..RawRow::default() };
            out.entry(table).or_default().rows.push(row);
        }
    }

    fn record(&mut self, old: &TableId, form: &Records, members: &Members, at: &str) -> RawRecord {
        let mut record = RawRecord { origin: Some(Origin::Pointer(at.into())), ..RawRecord::default() };
        for (name, node) in members {
            let at = format!("{at}/{}", escape(name));
            let child = form.children.iter().find(|child| child.code == **name);
            match (child, node) {
                (Some(child), Node::Array(lines)) => {
                    let mut read = Vec::new();
                    for (index, node) in lines.iter().enumerate() {
                        if let Node::Object(members) = node {
                            let at = format!("{at}/{index}");
                            read.push(self.answers(old, name, &child.fields, members, &at));
                        }
                    }
                    record.children.insert(child.code.clone(), read);
                }
                (Some(_), _) => {}
                (None, _) => match self.column(old, "", name, &form.fields) {
                    Some(field) => {
                        record.answers.insert(field, self.answer(node, &at));
                    }
                    None => self.gone(&format!("{old}/{name}"), node),
                },
            }
        }
        record
    }

    fn answers(
        &mut self,
        old: &TableId,
        child: &str,
        fields: &[Column],
        members: &Members,
        at: &str,
    ) -> RawAnswers {
        let mut answers = RawAnswers::new();
        for (name, node) in members {
            match self.column(old, child, name, fields) {
                Some(field) => {
                    answers.insert(field, self.answer(node, &format!("{at}/{}", escape(name))));
                }
                None => self.gone(&format!("{old}/{child}/{name}"), node),
            }
        }
        answers
    }

    /// One value or a list of them.
    fn answer(&mut self, node: &Node, at: &str) -> RawAnswer {
        self.taken += 1;
        match node {
            Node::Array(items) => {
                let cells = items.iter().enumerate();
                cells.map(|(index, item)| self.cell(item, format!("{at}/{index}"))).collect()
            }
            single => vec![self.cell(single, at.to_owned())],
        }
    }

    fn cell(&mut self, node: &Node, at: String) -> RawCell {
        let raw = match node {
            Node::Text(text) => Raw::Text(text.clone()),
            Node::Number(literal) => Raw::Literal(literal.clone()),
            Node::Bool(truth) => Raw::Bool(*truth),
            // Nothing, and containers where a value belongs, are reported by the schema check.
            Node::Null | Node::Array(_) | Node::Object(_) => Raw::Blank,
        };
        if !matches!(raw, Raw::Blank) {
            self.consumed.insert(at.clone());
        }
        RawCell { raw, origin: Origin::Pointer(at.into()) }
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
