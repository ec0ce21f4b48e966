//! Workbooks: blank templates, prefilled ones, and submissions as workbooks, by one function.

mod annotation;
mod block;
mod cells;
mod check;
mod findings;
mod formats;
mod layout;
mod lists;
mod plan;
mod records;
mod start;

use std::collections::BTreeMap;
use std::io::{Seek, Write};
use std::rc::Rc;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};
use schema::layout::{META_FORMAT, META_MARK, META_SHEET, meta};
use schema::{
    At, CellKey, Corrected, CountryCode, Lang, Place, Profile, Questionnaire, Response, Standing, Submission,
    TableKind, Year,
};

use crate::error::ExportError;
pub use annotation::Annotation;
use formats::Formats;
pub use layout::layout;

/// What a workbook is for.
#[derive(Clone, Debug)]
pub struct WorkbookOptions<'a> {
    /// The reporting State.
    pub country: CountryCode,
    /// The year of the cycle.
    pub cycle: Year,
    /// The reference year.
    pub year: Year,
    /// The language of labels and instructions.
    pub lang: Lang,
    /// Which tables it asks.
    pub profile: Profile,
    /// The values of the year before, shown beside the inputs.
    pub previous: Option<&'a Response>,
    /// The answers to fill in.
    pub submission: Option<&'a Submission>,
    /// What was found about them, strongest first: cells in question are coloured and carry a note, and a sheet of
    /// findings has room for explanations.
    pub annotations: &'a [Annotation<'a>],
}

/// Writes a workbook. The same options give the same bytes.
///
/// # Errors
/// Where the writer fails, and where a submission corrects more than one earlier year.
pub fn write(
    questionnaire: &Questionnaire,
    options: &WorkbookOptions<'_>,
    out: &mut (impl Write + Seek + Send),
) -> Result<(), ExportError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(format!(
                "{} {} {}",
                text(questionnaire, options, "edition.title"),
                options.country,
                options.year
            ))
            .set_custom_property("iafq", format!("{}/{}", questionnaire.edition, questionnaire.fingerprint))
            .set_custom_property("language", options.lang.code())
            .set_creation_datetime(&created),
    );
    let mut context = Context::new(questionnaire, options)?;
    let mut sheets = Vec::new();
    for module in &questionnaire.modules {
        sheets.append(&mut module_sheets(&mut context, module)?);
    }
    workbook.push_worksheet(start::sheet(&context)?);
    // Written last, since its links lead to cells of the others.
    if !options.annotations.is_empty() {
        workbook.push_worksheet(findings::sheet(&context)?);
    }
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    workbook.push_worksheet(check::sheet(&context)?);
    workbook.push_worksheet(lists::sheet(&mut context)?);
    workbook.push_worksheet(meta_sheet(&context)?);
    for (name, range) in &context.names {
        workbook.define_name(name, range)?;
    }
    out.write_all(&workbook.save_to_buffer()?)?;
    Ok(())
}

/// A cell: sheet, row and column from 0.
type Position = (String, u32, u16);

/// What the writers of all sheets share.
struct Context<'a> {
    questionnaire: &'a Questionnaire,
    options: &'a WorkbookOptions<'a>,
    formats: Rc<Formats>,
    /// The answers to fill in, place by place.
    standing: Option<Standing<'a>>,
    /// Corrections of the year before.
    corrections: Option<(Year, &'a BTreeMap<CellKey, Corrected>)>,
    /// Where each answer stands.
    positions: BTreeMap<Place, Position>,
    /// What is said about each place.
    marks: BTreeMap<Place, annotation::Mark>,
    /// Names to define, with what they refer to.
    names: Vec<(String, String)>,
}

impl<'a> Context<'a> {
    fn new(questionnaire: &'a Questionnaire, options: &'a WorkbookOptions<'a>) -> Result<Self, ExportError> {
        let mut corrected = options.submission.into_iter().flat_map(|submission| &submission.corrections);
        let first = corrected.next().map(|(year, cells)| (*year, cells));
        if corrected.next().is_some() {
            let years = options.submission.into_iter().flat_map(|submission| submission.corrections.keys());
            let years: Vec<_> = years.map(ToString::to_string).collect();
            return Err(ExportError::SeveralCorrectedYears(years.join(", ")));
        }
        Ok(Self {
            questionnaire,
            options,
            formats: Rc::new(Formats::new(options.lang)),
            standing: options.submission.map(|submission| Standing::of(questionnaire, &submission.response)),
            corrections: first,
            positions: BTreeMap::new(),
            marks: annotation::marks(questionnaire, options),
            names: Vec::new(),
        })
    }

    fn text(&self, key: &str) -> &str {
        self.questionnaire
            .texts
            .find(self.options.lang, key)
            .unwrap_or_else(|| self.questionnaire.texts.find(Lang::En, key).unwrap_or_default())
    }

    /// A label's definition, where there is one.
    fn help(&self, key: &str) -> Option<&str> {
        self.questionnaire.texts.find(self.options.lang, &format!("{key}.help"))
    }

    /// The answers to fill in.
    fn response(&self) -> Option<&'a Response> {
        self.options.submission.map(|submission| &submission.response)
    }

    /// The year whose values stand beside the inputs, where there is one.
    fn previous_year(&self) -> Option<Year> {
        self.options.previous.map(|previous| previous.year).or(self.corrections.map(|(year, _)| year))
    }

    /// A place in the return of the workbook's year.
    fn place(&self, at: At) -> Place {
        Place::new(self.options.year, at)
    }

    /// A code as dropdowns show it.
    fn code(&self, list: &schema::ListId, code: &str) -> String {
        lists::entry(self.questionnaire, list, code, self.options.lang)
    }
}

fn text<'a>(questionnaire: &'a Questionnaire, options: &WorkbookOptions<'_>, key: &'a str) -> &'a str {
    questionnaire.texts.get(options.lang, key)
}

/// The sheet of a module, and one for each child table of its record tables.
fn module_sheets(
    context: &mut Context<'_>,
    module: &schema::questionnaire::Module,
) -> Result<Vec<Worksheet>, ExportError> {
    let questionnaire = context.questionnaire;
    let asked: Vec<_> = module
        .tables
        .iter()
        .filter_map(|id| questionnaire.table(id.as_str()))
        .filter(|table| table.asked_in(context.options.profile) || plan::has_answers(context, table))
        .filter(|table| !table.import_only)
        .collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut sheets = Vec::new();
    if asked.iter().any(|table| table.records().is_none()) {
        sheets.push(block::module(context, module, &asked)?);
    }
    for table in asked {
        if let TableKind::Records(form) = &table.kind {
            sheets.extend(records::sheets(context, module, table, form)?);
        }
    }
    Ok(sheets)
}

/// The hidden sheet that says what the workbook is.
fn meta_sheet(context: &Context<'_>) -> Result<Worksheet, ExportError> {
    let options = context.options;
    let mut sheet = Worksheet::new();
    sheet.set_name(META_SHEET)?.set_very_hidden(true);
    let previous = context.previous_year().map(|year| year.to_string()).unwrap_or_default();
    for (row, (key, value)) in (0..).zip([
        (META_MARK, META_FORMAT.to_owned()),
        (meta::EDITION, context.questionnaire.edition.to_string()),
        (meta::FINGERPRINT, context.questionnaire.fingerprint.clone()),
        (meta::COUNTRY, options.country.to_string()),
        (meta::CYCLE, options.cycle.to_string()),
        (meta::YEAR, options.year.to_string()),
        (meta::LANGUAGE, options.lang.code().to_owned()),
        (meta::PROFILE, options.profile.code().to_owned()),
        (meta::PREVIOUS_YEAR, previous),
    ]) {
        sheet.write_string(row, 0, key)?.write_string(row, 1, value)?;
    }
    sheet.protect();
    Ok(sheet)
}
