//! Workbooks: calamine's streaming cells, resolved by the keys the template carries, never by coordinates.

mod blocks;
mod cells;
mod findings;
mod meta;
mod parts;
mod sheet;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Reader as _, Xlsx};
use schema::layout::{CHECK_SHEET, LISTS_SHEET, START_SHEET};
use schema::{At, Catalogue, Finding, Findings, Header, Place, Questionnaire, TableId, Year};

use crate::draft::{Draft, RawRow};
use crate::error::IntakeError;
use crate::guard;
use crate::limits::Limits;
use crate::rules;
use cells::Cells;
use sheet::Collector;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], catalogue: &Catalogue, limits: &Limits) -> Result<Draft, IntakeError> {
    let guarded = guard::workbook(bytes, limits)?;
    let listed = parts::sheets(&guarded.small_parts)?;
    let mut workbook: Workbook<'_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|_| IntakeError::damaged("its parts do not fit together"))?;
    // The reader finds a sheet by its name: it must list the same ones.
    if !workbook.sheet_names().iter().eq(listed.iter().map(|sheet| &sheet.name)) {
        return Err(IntakeError::damaged("its list of sheets cannot be read"));
    }
    let sheets = all_sheets(&mut workbook, &listed, &guarded, limits)?;
    let meta = meta::of(&sheets)?;
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
    listed: &[parts::Listed],
    guarded: &guard::Guarded,
    limits: &Limits,
) -> Result<Vec<Cells>, IntakeError> {
    let mut kept = cells::Kept::default();
    let mut sheets = Vec::new();
    for sheet in listed.iter().filter(|sheet| sheet.name != LISTS_SHEET && !sheet.is_chart) {
        // A sheet that the guard has not looked at is not read.
        let looked_at = guarded.sheets.get(&sheet.part).ok_or_else(|| parts::without_part(&sheet.name))?;
        sheets.push(cells::collect(workbook, &sheet.name, looked_at, &mut kept, limits)?);
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

/// The name of a sheet as it is in the file.
type SheetName = Arc<str>;
/// What the collector looks things up in.
type Edition<'a> = &'a Questionnaire;
