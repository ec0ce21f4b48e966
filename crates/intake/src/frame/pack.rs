//! A draft into its frame.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Datelike as _;
use schema::{Catalogue, Year};

use super::wire;
use crate::draft::{Draft, Raw, RawAnswer, RawAnswers, RawCell, RawRecord, RawRow, RawTable};

/// The names of sheets met so far.
#[derive(Default)]
struct Sheets(Vec<Arc<str>>);

pub(super) fn draft(draft: Draft, catalogue: &Catalogue) -> wire::Draft {
    let questionnaire = catalogue.get(draft.header.edition.as_str());
    let mut sheets = Sheets::default();
    let tables = draft.tables.into_iter().map(|(id, table)| (id, sheets.table(table))).collect();
    let corrections = draft.corrections.into_iter().map(|(year, tables)| {
        let tables =
            tables.into_iter().map(|(id, rows)| (id, rows.into_iter().map(|row| sheets.row(row)).collect()));
        (year, tables.collect())
    });
    let corrections: BTreeMap<Year, _> = corrections.collect();
    let explanations =
        draft.explanations.into_iter().map(|explanation| sheets.explanation(explanation)).collect();
    let findings = draft.findings.list.into_iter().map(|finding| sheets.finding(finding)).collect();
    let not_evaluable = draft.findings.not_evaluable.into_iter();
    wire::Draft {
        fingerprint: questionnaire.map(|own| own.fingerprint.clone()).unwrap_or_default(),
        header: wire::Header {
            edition: draft.header.edition,
            country: draft.header.country,
            cycle: draft.header.cycle,
            year: draft.header.year,
            language: draft.header.language.code().to_owned(),
            profile: draft.header.profile.code().to_owned(),
            template: draft.header.template,
        },
        tables,
        corrections,
        explanations,
        changes: draft.changes.map(|changes| changes.edition),
        most_findings: draft.most_findings,
        findings,
        not_evaluable: not_evaluable
            .map(|one| (one.code, place(one.place), one.unknown.into_iter().map(cell).collect()))
            .collect(),
        more: draft.more,
        sheets: sheets.0.iter().map(ToString::to_string).collect(),
    }
}

impl Sheets {
    fn origin(&mut self, origin: schema::Origin) -> wire::Origin {
        match origin {
            schema::Origin::Sheet { sheet, row, column } => {
                let known = self.0.iter().rposition(|own| *own == sheet);
                let at = known.unwrap_or_else(|| {
                    self.0.push(sheet);
                    self.0.len() - 1
                });
                wire::Origin::Sheet { sheet: at, row, column }
            }
            schema::Origin::Pointer(pointer) => wire::Origin::Pointer(pointer.to_string()),
            schema::Origin::Line(line) => wire::Origin::Line(line),
        }
    }

    fn cell(&mut self, cell: RawCell) -> wire::RawCell {
        (raw(cell.raw), self.origin(cell.origin))
    }

    fn optional(&mut self, cell: Option<RawCell>) -> Option<wire::RawCell> {
        cell.map(|cell| self.cell(cell))
    }

    fn answer(&mut self, answer: RawAnswer) -> wire::Answer {
        answer.into_iter().map(|cell| self.cell(cell)).collect()
    }

    fn answers(&mut self, answers: RawAnswers) -> wire::Answers {
        answers.into_iter().map(|(column, answer)| (column, self.answer(answer))).collect()
    }

    fn table(&mut self, table: RawTable) -> wire::Table {
        let declaration = table.declaration.into_iter();
        wire::Table {
            declaration: declaration
                .map(|(item, answer)| (item.name().to_owned(), self.answer(answer)))
                .collect(),
            rows: table.rows.into_iter().map(|row| self.row(row)).collect(),
            records: table.records.into_iter().map(|record| self.record(record)).collect(),
        }
    }

    fn row(&mut self, row: RawRow) -> wire::Row {
        wire::Row {
            code: row.code,
            chosen: self.optional(row.chosen),
            cells: self.answers(row.cells),
            quality: self.answer(row.quality),
            confidentiality: self.optional(row.confidentiality),
            note: self.optional(row.note),
            source: self.optional(row.source),
            reason: self.optional(row.reason),
        }
    }

    fn record(&mut self, record: RawRecord) -> wire::Record {
        let children = record
            .children
            .into_iter()
            .map(|(child, lines)| (child, lines.into_iter().map(|answers| self.answers(answers)).collect()));
        let children = children.collect();
        wire::Record {
            children,
            answers: self.answers(record.answers),
            origin: record.origin.map(|origin| self.origin(origin)),
        }
    }

    fn explanation(&mut self, explanation: schema::Explanation) -> wire::Explanation {
        wire::Explanation {
            code: explanation.code,
            place: explanation.place,
            judged: explanation.judged,
            rule_version: explanation.rule_version,
            text: explanation.text.to_string(),
            origin: explanation.origin.map(|origin| self.origin(origin)),
        }
    }

    fn finding(&mut self, finding: schema::Finding) -> wire::Finding {
        let locations = finding.locations.into_iter();
        wire::Finding {
            code: finding.code,
            outcome: finding.outcome.into_owned(),
            severity: finding.severity.code().to_owned(),
            gate: finding.gate.code().to_owned(),
            locations: locations
                .map(|one| (place(one.place), one.origin.map(|origin| self.origin(origin))))
                .collect(),
            args: finding.args.into_iter().map(|(name, value)| (name.into_owned(), arg(value))).collect(),
        }
    }
}

fn raw(raw: Raw) -> wire::Raw {
    match raw {
        Raw::Blank => wire::Raw::Blank,
        Raw::Number(number) => wire::Raw::Number(number),
        Raw::Literal(text) => wire::Raw::Literal(text),
        Raw::Text(text) => wire::Raw::Text(text),
        Raw::Bool(truth) => wire::Raw::Bool(truth),
        Raw::Date(date) => wire::Raw::Date(date.num_days_from_ce()),
        Raw::Error(text) => wire::Raw::Error(text),
        Raw::Formula(text) => wire::Raw::Formula(text),
    }
}

fn cell(cell: schema::CellKey) -> wire::Cell {
    (cell.table, cell.row, cell.column)
}

fn place(place: schema::Place) -> wire::Place {
    let at = match place.at {
        schema::At::Submission => wire::At::Submission,
        schema::At::Table(table) => wire::At::Table(table),
        schema::At::Declaration(table, item) => wire::At::Declaration(table, item.name().to_owned()),
        schema::At::Cell(key) => wire::At::Cell(cell(key)),
        schema::At::Record(key) => {
            wire::At::Record { table: key.table, case: key.case, child: key.child, field: key.field }
        }
    };
    (place.year, at)
}

fn arg(arg: schema::Arg) -> wire::Arg {
    match arg {
        schema::Arg::List(list) => wire::Arg::List(list.into_iter().flat_map(singles).collect()),
        one => singles(one).pop().map_or_else(|| wire::Arg::List(Vec::new()), wire::Arg::One),
    }
}

fn singles(arg: schema::Arg) -> Vec<wire::Single> {
    vec![match arg {
        schema::Arg::Number(number) => wire::Single::Number(number),
        schema::Arg::Count(count) => wire::Single::Count(count),
        schema::Arg::Text(text) => wire::Single::Text(text.to_string()),
        schema::Arg::Code(list, code) => wire::Single::Code(list, code),
        schema::Arg::Cell(key) => wire::Single::Cell(cell(key)),
        schema::Arg::Table(table) => wire::Single::Table(table),
        schema::Arg::List(list) => return list.into_iter().flat_map(singles).collect(),
    }]
}
