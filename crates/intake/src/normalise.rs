//! From what was typed to what it means: values, statuses that blanks inherit from their table, row facets, corrections,
//! incidents.

mod facets;
mod inherit;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use schema::questionnaire::{Column, Rows, ValueKind};
use schema::{
    At, CellKey, ColumnCode, Corrected, Declaration, DeclarationItem, Finding, Findings, Observation, Place,
    Questionnaire, Record, RecordKey, Response, RowCode, Submission, Table, TableId, TableKind, Value, Year,
};

use crate::draft::{Draft, RawAnswer, RawAnswers, RawCell, RawRecord, RawRow, RawTable};
use crate::rules;
use crate::values::{self, Codes, Reading, Remark};

/// Gives every value its meaning. Never fails: what cannot be read is kept as it was typed, with a finding.
pub fn normalise(draft: Draft, questionnaire: &Questionnaire) -> (Submission, Findings) {
    let header = draft.header.clone();
    let response = Response::new(header.edition.clone(), header.country.clone(), header.year);
    let codes = Codes::new(questionnaire, draft.changes.as_ref());
    let mut work = Work {
        questionnaire,
        codes: &codes,
        year: header.year,
        response,
        findings: draft.findings,
        most_findings: draft.most_findings,
    };
    for (id, raw) in &draft.tables {
        if let Some(table) = questionnaire.table(id.as_str()) {
            work.table(table, raw);
        }
    }
    for table in questionnaire.tables_in_order() {
        inherit::blanks(table, &mut work.response);
    }
    let corrections = draft.corrections.iter().map(|(year, tables)| (*year, work.corrections(*year, tables)));
    let corrections: BTreeMap<Year, _> = corrections.collect();
    let corrections = corrections.into_iter().filter(|(_, cells)| !cells.is_empty()).collect();
    let (response, findings) = (work.response, work.findings);
    (Submission { header, response, corrections, explanations: draft.explanations }, findings)
}

struct Work<'a> {
    questionnaire: &'a Questionnaire,
    codes: &'a Codes<'a>,
    year: Year,
    response: Response,
    findings: Findings,
    most_findings: usize,
}

impl Work<'_> {
    fn table(&mut self, table: &Table, raw: &RawTable) {
        self.declaration(table, raw);
        match &table.kind {
            TableKind::Counts(counts) => {
                let mut chosen = BTreeSet::new();
                for row in &raw.rows {
                    if let Some(code) = self.row_code(table, &counts.rows, row, &mut chosen) {
                        let cells = self.row(self.year, table, &code, &counts.columns, row);
                        self.response.cells.extend(cells);
                    }
                }
            }
            TableKind::Fields(fields) => self.fields(table, fields, raw),
            TableKind::Records(form) => {
                let read: Vec<_> = (1..)
                    .zip(&raw.records)
                    .map(|(position, record)| self.record(table, form, position, record))
                    .collect();
                if !read.is_empty() {
                    self.response.records.insert(table.id.clone(), read);
                }
            }
        }
    }

    fn declaration(&mut self, table: &Table, raw: &RawTable) {
        let mut declaration = Declaration::default();
        for (item, answer) in raw.declaration.iter().filter(|(item, _)| table.declares.contains(item)) {
            let kind = declared_kind(*item);
            // A table says something of itself, or nothing: status words are answers of cells.
            let (reading, remarks) = values::read_plain(self.codes, &kind, answer);
            self.say(&At::Declaration(table.id.clone(), *item), self.year, answer, remarks);
            declaration.items.insert(*item, values::observation(reading, answer));
        }
        if !declaration.items.is_empty() {
            self.response.declarations.insert(table.id.clone(), declaration);
        }
    }

    /// Reads one answer at a place and says what is to be said.
    fn answer(&mut self, at: &At, year: Year, kind: &ValueKind, cells: &[RawCell]) -> Observation {
        let (reading, remarks) = values::read(self.questionnaire, self.codes, kind, cells);
        self.say(at, year, cells, remarks);
        values::observation(reading, cells)
    }

    fn say(&mut self, at: &At, year: Year, cells: &[RawCell], remarks: Vec<Remark>) {
        let origin =
            cells.iter().find(|cell| !cell.raw.is_blank()).or(cells.first()).map(|cell| cell.origin.clone());
        for remark in remarks {
            let finding = Finding::new(remark.rule, Place::new(year, at.clone()), origin.clone());
            let mut finding = finding.outcome(remark.outcome).severity(remark.severity);
            for (name, arg) in remark.args {
                finding = finding.arg(name, arg);
            }
            self.push(finding);
        }
    }

    /// Adds a finding, up to the limit; that there are more is said once.
    fn push(&mut self, finding: Finding) {
        match self.findings.list.len().cmp(&self.most_findings) {
            Ordering::Less => self.findings.push(finding),
            Ordering::Equal => {
                let place = Place::new(self.year, At::Submission);
                self.findings.push(Finding::new(&rules::TOO_MANY_FINDINGS, place, None));
            }
            Ordering::Greater => {}
        }
    }

    /// The code of a row; that of an open row is chosen by the State, each once.
    fn row_code(
        &mut self,
        table: &Table,
        rows: &Rows,
        row: &RawRow,
        chosen: &mut BTreeSet<RowCode>,
    ) -> Option<RowCode> {
        let Rows::Open { list, .. } = rows else { return row.code.clone() };
        let at = || At::Table(table.id.clone());
        let code = match (&row.code, &row.chosen) {
            (Some(code), _) => match self.codes.find(list.as_str(), code.as_str()) {
                Ok(code) => RowCode::from(code.as_str()),
                Err(remark) => {
                    let cells: Vec<_> = row.cells.values().flatten().take(1).cloned().collect();
                    self.say(&at(), self.year, &cells, vec![remark.with("content", row.content())]);
                    return None;
                }
            },
            (None, Some(cell)) if !cell.raw.is_blank() => {
                match self.codes.find(list.as_str(), &cell.raw.typed()) {
                    Ok(code) => RowCode::from(code.as_str()),
                    Err(remark) => {
                        let remark = remark.with("content", row.content());
                        self.say(&at(), self.year, std::slice::from_ref(cell), vec![remark]);
                        return None;
                    }
                }
            }
            (None, _) => {
                let origin = row
                    .cells
                    .values()
                    .flatten()
                    .find(|cell| !cell.raw.is_blank())
                    .map(|cell| cell.origin.clone());
                let content = row.content();
                let finding = Finding::new(&rules::OUTSIDE_THE_FORM, Place::new(self.year, at()), origin);
                let finding = finding.outcome("without-row").arg("typed", values::shorten(&content));
                self.push(finding.arg("content", content));
                return None;
            }
        };
        if !chosen.insert(code.clone()) {
            let origin = row.chosen.as_ref().map(|cell| cell.origin.clone());
            let finding = Finding::new(&rules::DUPLICATE_ROW, Place::new(self.year, at()), origin);
            let first = self.response.cells.extract_if(.., |key, _| key.table == table.id && key.row == code);
            let first = first.filter_map(|(_, cell)| schema::document::cell(&cell)).map(|cell| match cell {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            });
            let content = values::content(first.chain([row.content()]));
            self.push(finding.arg("row", code.to_string()).arg("content", content));
            return None;
        }
        Some(code)
    }

    fn row(
        &mut self,
        year: Year,
        table: &Table,
        code: &RowCode,
        columns: &[Column],
        row: &RawRow,
    ) -> BTreeMap<CellKey, Observation> {
        let mut cells = BTreeMap::new();
        for column in columns {
            let Some(answer) = row.cells.get(&column.code) else { continue };
            let key = CellKey::new(table.id.clone(), code.clone(), column.code.clone());
            let observation = self.answer(&At::Cell(key.clone()), year, &column.kind, answer);
            cells.insert(key, observation);
        }
        let facets = self.facets(year, table, code, row);
        facets.put_on(table, code, columns, &mut cells);
        cells
    }

    fn fields(&mut self, table: &Table, fields: &[Column], raw: &RawTable) {
        for row in &raw.rows {
            let Some(code) = &row.code else { continue };
            let Some(field) = fields.iter().find(|field| field.code == *code.as_str()) else { continue };
            let Some(answer) = row.cells.get(CellKey::VALUE) else { continue };
            let key = CellKey::field(table.id.clone(), code.clone());
            let observation = self.answer(&At::Cell(key.clone()), self.year, &field.kind, answer);
            self.response.cells.insert(key, observation);
        }
    }

    fn record(
        &mut self,
        table: &Table,
        form: &schema::questionnaire::Records,
        position: usize,
        raw: &RawRecord,
    ) -> Record {
        let key = raw
            .answers
            .get(&form.key)
            .and_then(|answer| answer.first())
            .map(|cell| cell.raw.typed().trim().to_owned());
        let case = key.filter(|key| !key.is_empty()).unwrap_or_else(|| format!("#{position}"));
        let place =
            RecordKey { table: table.id.clone(), case: case.as_str().into(), child: None, field: None };
        let answers = self.answers(&place, &form.fields, &raw.answers);
        let mut children = BTreeMap::new();
        for child in &form.children {
            let Some(lines) = raw.children.get(&child.code) else { continue };
            let lines = (1..).zip(lines).map(|(line, raw)| {
                let place = RecordKey { child: Some((child.code.clone(), line)), ..place.clone() };
                self.answers(&place, &child.fields, raw)
            });
            children.insert(child.code.clone(), lines.collect());
        }
        Record { answers, children, origin: raw.origin.clone() }
    }

    fn answers(
        &mut self,
        place: &RecordKey,
        fields: &[Column],
        raw: &RawAnswers,
    ) -> BTreeMap<ColumnCode, Observation> {
        let mut answers = BTreeMap::new();
        for field in fields {
            let Some(answer) = raw.get(&field.code) else { continue };
            let at = At::Record(RecordKey { field: Some(field.code.clone()), ..place.clone() });
            let observation = self.answer(&at, self.year, &field.kind, answer);
            if !observation.is_silent() {
                answers.insert(field.code.clone(), observation);
            }
        }
        answers
    }

    fn corrections(
        &mut self,
        year: Year,
        tables: &BTreeMap<TableId, Vec<RawRow>>,
    ) -> BTreeMap<CellKey, Corrected> {
        let mut cells: BTreeMap<CellKey, Corrected> = BTreeMap::new();
        let mut twice = BTreeSet::new();
        for (id, rows) in tables {
            let Some(table) = self.questionnaire.table(id.as_str()) else { continue };
            for row in rows {
                let fields;
                let (columns, code) = match &table.kind {
                    TableKind::Counts(counts) => {
                        let code = self.row_code(table, &counts.rows, row, &mut BTreeSet::new());
                        (counts.columns.as_slice(), code)
                    }
                    TableKind::Fields(all) => {
                        let field = all
                            .iter()
                            .find(|field| row.code.as_ref().is_some_and(|code| field.code == *code.as_str()));
                        fields = field.map(|field| Column { code: CellKey::VALUE.into(), ..field.clone() });
                        (fields.as_slice(), row.code.clone())
                    }
                    TableKind::Records(_) => continue,
                };
                let Some(code) = code else { continue };
                let reason = self.reason(year, table, &code, row);
                for (key, observation) in self.row(year, table, &code, columns, row) {
                    if observation.is_silent() {
                        continue;
                    }
                    let origin = observation.origin.clone();
                    let corrected = Corrected { observation, reason: reason.clone() };
                    if cells.insert(key.clone(), corrected).is_some() {
                        let place = Place::new(year, At::Cell(key.clone()));
                        let finding = Finding::new(&rules::DUPLICATE_ROW, place, origin);
                        self.push(finding.arg("row", format!("{}/{}", key.table, key.row)));
                        twice.insert(key);
                    }
                }
            }
        }
        // What stands twice is not guessed.
        cells.retain(|key, _| !twice.contains(key));
        cells
    }

    fn reason(&mut self, year: Year, table: &Table, code: &RowCode, row: &RawRow) -> Option<schema::Code> {
        let cell = row.reason.as_ref().filter(|cell| !cell.raw.is_blank())?;
        match self.codes.find("correction-reason", &cell.raw.typed()) {
            Ok(code) => Some(code),
            Err(remark) => {
                let column = row.cells.keys().next().cloned().unwrap_or_else(|| CellKey::COUNT.into());
                let at = At::Cell(CellKey::new(table.id.clone(), code.clone(), column));
                self.say(&at, year, std::slice::from_ref(cell), vec![remark]);
                None
            }
        }
    }
}

/// What kind of answer a declared item takes.
fn declared_kind(item: DeclarationItem) -> ValueKind {
    match (item, item.list()) {
        (DeclarationItem::Institution, Some(list)) => ValueKind::Codes { list: list.into(), slots: 3 },
        (_, Some(list)) => ValueKind::Code { list: list.into() },
        (_, None) => ValueKind::Text { most: 2_000 },
    }
}

/// The value of a reading, where it is one.
fn value(reading: Reading) -> Option<Value> {
    if let Reading::Value(value) = reading { Some(value) } else { None }
}

/// Cells as one answer.
fn as_answer(cell: Option<&RawCell>) -> RawAnswer {
    cell.cloned().into_iter().collect()
}
