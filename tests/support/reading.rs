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
pub fn workbook(submission: &Submission, lang: Lang) -> Vec<u8> {
    crate::annotated::workbook(submission, None, &[], lang)
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

/// What reading and checking say of a file by itself.
///
/// # Panics
/// Where the file cannot be read.
#[must_use]
pub fn check(bytes: &[u8]) -> (Submission, Findings) {
    check_with(bytes, &Known::default())
}

/// What reading and checking say, with what is known besides; the cycle is that of the file.
///
/// # Panics
/// Where the file cannot be read.
#[must_use]
pub fn check_with(bytes: &[u8], known: &Known) -> (Submission, Findings) {
    let (submission, mut findings) = read(bytes);
    let known = Known { cycle: submission.header.cycle, ..known.clone() };
    findings.append(validation::check(crate::samples::edition(), &submission, &known));
    findings.sort();
    (submission, findings)
}
