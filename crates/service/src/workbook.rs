//! Workbooks in memory: blank ones, and submissions as workbooks. They are small (at most a few hundred kB).

use std::io::Cursor;

use export::ExportError;
use export::workbook::{Annotation, WorkbookOptions, write};
use schema::{CountryCode, Lang, Profile, Questionnaire, Response, Submission, Year};

/// A workbook to fill.
pub(crate) struct Blank<'a> {
    pub(crate) country: CountryCode,
    pub(crate) cycle: Year,
    pub(crate) year: Year,
    pub(crate) lang: Lang,
    pub(crate) profile: Profile,
    /// Last year's accepted values.
    pub(crate) previous: Option<&'a Response>,
}

impl Blank<'_> {
    /// The workbook's bytes.
    pub(crate) fn write(&self, questionnaire: &Questionnaire) -> Result<Vec<u8>, ExportError> {
        let options = WorkbookOptions {
            country: self.country.clone(),
            cycle: self.cycle,
            year: self.year,
            lang: self.lang,
            profile: self.profile,
            previous: self.previous,
            submission: None,
            annotations: &[],
        };
        bytes(questionnaire, &options)
    }
}

/// A submission as a workbook, in its own language or another, with what was found about it.
pub(crate) fn filled(
    questionnaire: &Questionnaire,
    submission: &Submission,
    lang: Lang,
    previous: Option<&Response>,
    annotations: &[Annotation<'_>],
) -> Result<Vec<u8>, ExportError> {
    let header = &submission.header;
    let options = WorkbookOptions {
        country: header.country.clone(),
        cycle: header.cycle,
        year: header.year,
        lang,
        profile: header.profile,
        previous,
        submission: Some(submission),
        annotations,
    };
    bytes(questionnaire, &options)
}

fn bytes(questionnaire: &Questionnaire, options: &WorkbookOptions<'_>) -> Result<Vec<u8>, ExportError> {
    let mut out = Cursor::new(Vec::new());
    write(questionnaire, options, &mut out)?;
    Ok(out.into_inner())
}
