//! Workbooks: calamine's streaming cells, resolved by the keys the template carries, never by coordinates.

mod blocks;
mod cells;
mod findings;
mod meta;
mod parts;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Reader as _, Xlsx};
use schema::layout::{CHECK_SHEET, LISTS_SHEET, START_SHEET};
use schema::{At, Catalogue, Finding, Findings, Place, Questionnaire};

use crate::draft::Draft;
use crate::error::IntakeError;
use crate::guard::{self, Position};
use crate::limits::Limits;
use crate::rules;
use cells::Cells;
use sheet::Collector;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], catalogue: &Catalogue, limits: &Limits) -> Result<Draft, IntakeError> {
    let guarded = guard::workbook(bytes, limits)?;
    let part_of = parts::of_sheets(&guarded.small_parts)?;
    let mut workbook: Workbook<'_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|_| IntakeError::damaged("its parts do not fit together"))?;
    let names = workbook.sheet_names();
    if names.is_empty() {
        return Err(IntakeError::damaged("it has no sheet"));
    }
    let mut seen = BTreeSet::new();
    let mut sheets: Vec<Cells> = Vec::new();
    for name in names {
        if !seen.insert(name.to_lowercase()) {
            return Err(IntakeError::damaged(format!("the sheet {name} stands twice")));
        }
        if name == LISTS_SHEET {
            continue;
        }
        let none = BTreeSet::new();
        let formulas = part_of.get(&name).and_then(|part| guarded.formulas.get(part)).unwrap_or(&none);
        sheets.push(cells::collect(&mut workbook, &name, formulas, limits)?);
    }
    let Some(meta_sheet) = sheets.iter().find(|sheet| meta::is_meta(sheet)) else {
        return Err(IntakeError::NotAnIafqWorkbook);
    };
    let meta = meta::read(meta_sheet)?;
    let edition = meta.header.edition.as_str();
    let questionnaire =
        catalogue.get(edition).ok_or_else(|| IntakeError::UnknownEdition { edition: edition.to_owned() })?;
    let year = meta.header.year;
    let mut collector = Collector::new(questionnaire, year);
    let mut findings = Findings::default();
    if meta.header.template.as_deref() != Some(questionnaire.fingerprint.as_str()) {
        let place = Place::new(year, At::Submission);
        findings.push(Finding::new(&rules::FOREIGN_TEMPLATE, place, None).outcome("fingerprint"));
    }
    let mut explanations = Vec::new();
    for sheet in sheets.iter().filter(|sheet| !meta::is_meta(sheet)) {
        if let Some(found) = findings::explanations(sheet) {
            explanations.extend(found);
            continue;
        }
        if !collector.add(sheet) && !is_ours(&sheet.name) {
            let place = Place::new(year, At::Submission);
            findings.push(
                Finding::new(&rules::EXTRA_SHEET, place, Some(sheet.origin(0, 0)))
                    .arg("sheet", sheet.name.as_ref()),
            );
        }
    }
    let collected = collector.finish(meta.header.profile);
    findings.append(collected.findings);
    let corrections = match meta.previous_year {
        Some(previous) if !collected.corrected.is_empty() => {
            BTreeMap::from([(previous, collected.corrected)])
        }
        _ => BTreeMap::new(),
    };
    Ok(Draft { header: meta.header, tables: collected.tables, corrections, explanations, findings })
}

/// Sheets of the template that hold no answers.
fn is_ours(name: &str) -> bool {
    [START_SHEET, CHECK_SHEET, LISTS_SHEET].contains(&name)
}

/// Formula cells of a sheet.
type Formulas = BTreeSet<Position>;
/// The name of a sheet as it is in the file.
type SheetName = Arc<str>;
/// What the collector looks things up in.
type Edition<'a> = &'a Questionnaire;
