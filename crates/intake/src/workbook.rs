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
use schema::{At, Catalogue, Finding, Findings, Header, Place, Questionnaire, TableId, Year};

use crate::draft::{Draft, RawRow};
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
    let sheets = all_sheets(&mut workbook, names, &guarded, &part_of, limits)?;
    let Some(meta_sheet) = sheets.iter().find(|sheet| meta::is_meta(sheet)) else {
        return Err(IntakeError::NotAnIafqWorkbook);
    };
    let meta = meta::read(meta_sheet)?;
    let edition = meta.header.edition.as_str();
    let year = meta.header.year;
    let (questionnaire, changes) = catalogue
        .reading(edition, meta.header.template.as_deref(), year)
        .ok_or_else(|| IntakeError::UnknownEdition { edition: edition.to_owned() })?;
    let mut collector = Collector::new(questionnaire, changes, year, limits.findings);
    let mut findings = Findings::default();
    let is_own = meta.header.template.as_deref() == Some(questionnaire.fingerprint.as_str());
    if !is_own && changes.is_none() {
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
    let corrections = corrections(meta.previous_year, year, collected.corrected, &mut findings);
    let header = Header { edition: questionnaire.edition.clone(), ..meta.header };
    Ok(Draft {
        header,
        tables: collected.tables,
        corrections,
        explanations,
        changes: changes.cloned(),
        most_findings: limits.findings,
        findings,
        more: collected.more,
    })
}

/// The cells of all sheets but that of the code lists.
fn all_sheets(
    workbook: &mut Workbook<'_>,
    names: Vec<String>,
    guarded: &guard::Guarded,
    part_of: &BTreeMap<String, String>,
    limits: &Limits,
) -> Result<Vec<Cells>, IntakeError> {
    let mut seen = BTreeSet::new();
    let mut sheets = Vec::new();
    for name in names {
        if !seen.insert(name.to_lowercase()) {
            return Err(IntakeError::DuplicateSheet { sheet: name.clone() });
        }
        if name == LISTS_SHEET {
            continue;
        }
        // A sheet that the guard has not looked at is not read.
        let formulas = part_of.get(&name).and_then(|part| guarded.sheets.get(part));
        let formulas = formulas
            .ok_or_else(|| IntakeError::damaged(format!("the sheet {name} has no part of its own")))?;
        sheets.push(cells::collect(workbook, &name, formulas, limits)?);
    }
    Ok(sheets)
}

/// The corrected rows under the year they belong to; without an earlier year they are reported, not read.
fn corrections(
    previous: Option<Year>,
    year: Year,
    corrected: BTreeMap<TableId, Vec<RawRow>>,
    findings: &mut Findings,
) -> BTreeMap<Year, BTreeMap<TableId, Vec<RawRow>>> {
    if corrected.is_empty() {
        return BTreeMap::new();
    }
    if let Some(previous) = previous.filter(|previous| *previous < year) {
        return BTreeMap::from([(previous, corrected)]);
    }
    let cell = corrected.values().flatten().flat_map(|row| row.cells.values().flatten()).next();
    let origin = cell.map(|cell| cell.origin.clone());
    let finding = Finding::new(&rules::NO_EARLIER_YEAR, Place::new(year, At::Submission), origin);
    let named = previous.map_or_else(|| "–".to_owned(), |previous| previous.to_string());
    findings.push(finding.arg("year", named).arg("own", u64::from(year)));
    BTreeMap::new()
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
