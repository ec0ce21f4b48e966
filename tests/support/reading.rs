//! Files in, submission and findings out, in process.

use intake::{Limits, Upload};
use schema::{Findings, Lang, Submission};
use validation::Known;

use crate::samples::catalogue;

/// A submission as a workbook.
///
/// # Panics
/// Where it cannot be written.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn workbook(submission: &Submission, lang: Lang) -> Vec<u8> {
    let header = &submission.header;
    let options = export::workbook::WorkbookOptions {
        country: header.country.clone(),
        cycle: header.cycle,
        year: header.year,
        lang,
        profile: header.profile,
        previous: None,
        submission: Some(submission),
        annotations: &[],
    };
    let mut out = std::io::Cursor::new(Vec::new());
    export::workbook::write(crate::samples::edition(), &options, &mut out).unwrap();
    out.into_inner()
}

/// What reading says.
///
/// # Panics
/// Where the file cannot be read.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn read(bytes: &[u8]) -> (Submission, Findings) {
    let upload = Upload { bytes, file_name: None, media_type: None };
    let draft = intake::read(&upload, catalogue(), &Limits::interactive()).unwrap();
    intake::normalise(draft, crate::samples::edition())
}

/// What reading and checking say.
///
/// # Panics
/// Where the file cannot be read.
#[must_use]
pub fn check(bytes: &[u8]) -> (Submission, Findings) {
    let (submission, mut findings) = read(bytes);
    let known = Known::of_cycle(submission.header.cycle);
    findings.append(validation::check(crate::samples::edition(), &submission, &known));
    findings.sort();
    (submission, findings)
}
