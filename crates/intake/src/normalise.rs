//! From what was typed to what it means: values, statuses that blanks inherit from their table, row facets, corrections,
//! incidents.

mod explanations;
mod facets;
mod inherit;
mod open_rows;

use std::collections::{BTreeMap, BTreeSet};

use schema::questionnaire::{Column, ValueKind};
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
        listed: 0,
        most_findings: draft.most_findings,
        more: draft.more,
    };
    for (id, raw) in &draft.tables {
        if let Some(table) = questionnaire.table(id.as_str()) {
            work.table(table, raw);
        }
    }
    for table in questionnaire.tables_in_order() {
        inherit::blanks(table, header.profile, &mut work.response);
    }
    let corrections = draft.corrections.iter().map(|(year, tables)| (*year, work.corrections(*year, tables)));
    let corrections: BTreeMap<Year, _> = corrections.collect();
    let corrections = corrections.into_iter().filter(|(_, cells)| !cells.is_empty()).collect();
    let explanations = work.explanations(draft.explanations);
    if work.more {
        let place = Place::new(work.year, At::Submission);
        work.findings.push(Finding::new(&rules::TOO_MANY_FINDINGS, place, None));
    }
    let (response, findings) = (work.response, work.findings);
    (Submission { header, response, corrections, explanations }, findings)
}

struct Work<'a> {
    questionnaire: &'a Questionnaire,
    codes: &'a Codes<'a>,
    year: Year,
    response: Response,
    findings: Findings,
    /// Findings of single values so far. They have a limit of their own: faults of structure do not hide them.
    listed: usize,
    most_findings: usize,
    /// Whether there are more than are listed.
    more: bool,
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

    /// Adds a finding, up to the limit.
    fn push(&mut self, finding: Finding) {
        if self.listed < self.most_findings {
            self.listed += 1;
            self.findings.push(finding);
        } else {
            self.more = true;
        }
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
