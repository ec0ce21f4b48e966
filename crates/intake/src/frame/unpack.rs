//! A draft out of its frame. What cannot be is an incomplete frame.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use schema::{Catalogue, DeclarationItem, Gate, Header, Lang, Profile, Severity};

use super::{FrameError, wire};
use crate::draft::{Draft, Raw, RawAnswer, RawAnswers, RawCell, RawRecord, RawRow, RawTable};

type Unpacked<T> = Result<T, FrameError>;

/// The names of sheets, shared by all origins.
struct Sheets(Vec<Arc<str>>);

pub(super) fn draft(draft: wire::Draft, catalogue: &Catalogue) -> Unpacked<Draft> {
    let header = header(draft.header)?;
    let written_for = draft.changes.as_ref().unwrap_or(&header.edition);
    let (questionnaire, changes) = catalogue
        .reading(written_for.as_str(), header.template.as_deref(), header.year)
        .ok_or(FrameError::OtherQuestionnaire)?;
    let changes = changes.filter(|_| draft.changes.is_some());
    if questionnaire.fingerprint != draft.fingerprint || changes.is_some() != draft.changes.is_some() {
        return Err(FrameError::OtherQuestionnaire);
    }
    let sheets = Sheets(draft.sheets.into_iter().map(Arc::from).collect());
    let tables = draft.tables.into_iter().map(|(id, table)| Ok((id, sheets.table(table)?)));
    let corrections = draft.corrections.into_iter().map(|(year, tables)| {
        let tables = tables.into_iter().map(|(id, rows)| Ok((id, each(rows, |row| sheets.row(row))?)));
        Ok((year, tables.collect::<Unpacked<_>>()?))
    });
    let not_evaluable = each(draft.not_evaluable, |(code, at, unknown)| {
        let unknown = unknown.into_iter().map(cell).collect();
        Ok(schema::NotEvaluable { code, place: place(at)?, unknown })
    })?;
    let list = each(draft.findings, |finding| sheets.finding(finding))?;
    Ok(Draft {
        tables: tables.collect::<Unpacked<_>>()?,
        corrections: corrections.collect::<Unpacked<_>>()?,
        explanations: each(draft.explanations, |explanation| sheets.explanation(explanation))?,
        changes: changes.cloned(),
        most_findings: draft.most_findings,
        findings: schema::Findings { list, not_evaluable },
        more: draft.more,
        header,
    })
}

fn each<A, B>(all: Vec<A>, one: impl FnMut(A) -> Unpacked<B>) -> Unpacked<Vec<B>> {
    all.into_iter().map(one).collect()
}

fn header(header: wire::Header) -> Unpacked<Header> {
    Ok(Header {
        edition: header.edition,
        country: header.country,
        cycle: header.cycle,
        year: header.year,
        language: Lang::from_code(&header.language).ok_or(FrameError::Incomplete)?,
        profile: Profile::from_code(&header.profile).ok_or(FrameError::Incomplete)?,
        template: header.template,
    })
}

impl Sheets {
    fn origin(&self, origin: wire::Origin) -> Unpacked<schema::Origin> {
        Ok(match origin {
            wire::Origin::Sheet { sheet, row, column } => {
                let sheet = self.0.get(sheet).ok_or(FrameError::Incomplete)?;
                schema::Origin::Sheet { sheet: Arc::clone(sheet), row, column }
            }
            wire::Origin::Pointer(pointer) => schema::Origin::Pointer(pointer.into()),
            wire::Origin::Line(line) => schema::Origin::Line(line),
        })
    }

    fn cell(&self, (value, origin): wire::RawCell) -> Unpacked<RawCell> {
        Ok(RawCell { raw: raw(value)?, origin: self.origin(origin)? })
    }

    fn optional(&self, cell: Option<wire::RawCell>) -> Unpacked<Option<RawCell>> {
        cell.map(|cell| self.cell(cell)).transpose()
    }

    fn answer(&self, answer: wire::Answer) -> Unpacked<RawAnswer> {
        each(answer, |cell| self.cell(cell))
    }

    fn answers(&self, answers: wire::Answers) -> Unpacked<RawAnswers> {
        answers.into_iter().map(|(column, answer)| Ok((column, self.answer(answer)?))).collect()
    }

    fn table(&self, table: wire::Table) -> Unpacked<RawTable> {
        let declaration = table.declaration.into_iter().map(|(item, answer)| {
            let item = DeclarationItem::from_name(&item).ok_or(FrameError::Incomplete)?;
            Ok((item, self.answer(answer)?))
        });
        Ok(RawTable {
            declaration: declaration.collect::<Unpacked<_>>()?,
            rows: each(table.rows, |row| self.row(row))?,
            records: each(table.records, |record| self.record(record))?,
        })
    }

    fn row(&self, row: wire::Row) -> Unpacked<RawRow> {
        Ok(RawRow {
            code: row.code,
            chosen: self.optional(row.chosen)?,
            cells: self.answers(row.cells)?,
            quality: self.answer(row.quality)?,
            confidentiality: self.optional(row.confidentiality)?,
            note: self.optional(row.note)?,
            source: self.optional(row.source)?,
            reason: self.optional(row.reason)?,
        })
    }

    fn record(&self, record: wire::Record) -> Unpacked<RawRecord> {
        let children = record.children.into_iter();
        let children =
            children.map(|(child, lines)| Ok((child, each(lines, |answers| self.answers(answers))?)));
        Ok(RawRecord {
            children: children.collect::<Unpacked<_>>()?,
            answers: self.answers(record.answers)?,
            origin: record.origin.map(|origin| self.origin(origin)).transpose()?,
        })
    }

    fn explanation(&self, explanation: wire::Explanation) -> Unpacked<schema::Explanation> {
        Ok(schema::Explanation {
            code: explanation.code,
            place: explanation.place,
            judged: explanation.judged,
            rule_version: explanation.rule_version,
            text: explanation.text.into(),
            origin: explanation.origin.map(|origin| self.origin(origin)).transpose()?,
        })
    }

    fn finding(&self, finding: wire::Finding) -> Unpacked<schema::Finding> {
        let locations = each(finding.locations, |(at, origin)| {
            let origin = origin.map(|origin| self.origin(origin)).transpose()?;
            Ok(schema::Location { place: place(at)?, origin })
        })?;
        let args = finding.args.into_iter().map(|(name, value)| (Cow::Owned(name), arg(value)));
        Ok(schema::Finding {
            code: finding.code,
            outcome: Cow::Owned(finding.outcome),
            severity: Severity::from_code(&finding.severity).ok_or(FrameError::Incomplete)?,
            gate: Gate::from_code(&finding.gate).ok_or(FrameError::Incomplete)?,
            locations,
            args: args.collect::<BTreeMap<_, _>>(),
        })
    }
}

fn raw(raw: wire::Raw) -> Unpacked<Raw> {
    Ok(match raw {
        wire::Raw::Blank => Raw::Blank,
        wire::Raw::Number(number) => Raw::Number(number),
        wire::Raw::Literal(text) => Raw::Literal(text),
        wire::Raw::Text(text) => Raw::Text(text),
        wire::Raw::Bool(truth) => Raw::Bool(truth),
        wire::Raw::Date(days) => {
            Raw::Date(NaiveDate::from_num_days_from_ce_opt(days).ok_or(FrameError::Incomplete)?)
        }
        wire::Raw::Error(text) => Raw::Error(text),
        wire::Raw::Formula(text) => Raw::Formula(text),
    })
}

fn cell((table, row, column): wire::Cell) -> schema::CellKey {
    schema::CellKey { table, row, column }
}

fn place((year, at): wire::Place) -> Unpacked<schema::Place> {
    let at = match at {
        wire::At::Submission => schema::At::Submission,
        wire::At::Table(table) => schema::At::Table(table),
        wire::At::Declaration(table, item) => {
            let item = DeclarationItem::from_name(&item).ok_or(FrameError::Incomplete)?;
            schema::At::Declaration(table, item)
        }
        wire::At::Cell(key) => schema::At::Cell(cell(key)),
        wire::At::Record { table, case, child, field } => {
            schema::At::Record(schema::RecordKey { table, case, child, field })
        }
    };
    Ok(schema::Place { year, at })
}

fn arg(value: wire::Arg) -> schema::Arg {
    match value {
        wire::Arg::One(one) => single(one),
        wire::Arg::List(list) => schema::Arg::List(list.into_iter().map(single).collect()),
    }
}

fn single(value: wire::Single) -> schema::Arg {
    match value {
        wire::Single::Number(number) => schema::Arg::Number(number),
        wire::Single::Count(count) => schema::Arg::Count(count),
        wire::Single::Text(text) => schema::Arg::Text(text.into()),
        wire::Single::Code(list, code) => schema::Arg::Code(list, code),
        wire::Single::Cell(key) => schema::Arg::Cell(cell(key)),
        wire::Single::Table(table) => schema::Arg::Table(table),
    }
}
