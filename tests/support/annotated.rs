//! A return given back in its workbook, with what was found about it.

use std::collections::BTreeMap;
use std::io::Cursor;

use export::workbook::{Annotation, WorkbookOptions, write};
use schema::explanation::judged;
use schema::{Bond, Findings, Lang, Response, RuleCode, Standing, Submission, Suggestion};

use crate::samples::edition;

/// The findings as annotations, without explanations.
#[must_use]
pub fn annotations<'a>(
    submission: &Submission,
    findings: &'a Findings,
    suggestions: &'a [Suggestion],
) -> Vec<Annotation<'a>> {
    let of_intake = intake::RULES.iter().map(|rule| (RuleCode::from(rule.code), rule.since.to_owned()));
    let of_validation = validation::catalogue(edition()).into_iter().map(|rule| (rule.code, rule.version));
    let versions: BTreeMap<RuleCode, String> = of_intake.chain(of_validation).collect();
    let standing = Standing::of(edition(), &submission.response);
    let annotations = findings.list.iter().map(|finding| Annotation {
        finding,
        bond: Bond {
            code: finding.code.clone(),
            place: finding.place().map(ToString::to_string).unwrap_or_default(),
            judged: judged(finding, &standing),
            rule_version: versions.get(&finding.code).cloned().unwrap_or_default(),
        },
        explanation: None,
        state: None,
        suggestions: suggestions.iter().filter(|suggestion| suggestion.satisfies(finding)).collect(),
    });
    annotations.collect()
}

/// A submission as a workbook that shows the year before and carries annotations.
///
/// # Panics
/// Where it cannot be written.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
pub fn workbook(
    submission: &Submission,
    previous: Option<&Response>,
    annotations: &[Annotation<'_>],
    lang: Lang,
) -> Vec<u8> {
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
    let mut out = Cursor::new(Vec::new());
    write(edition(), &options, &mut out).unwrap();
    out.into_inner()
}
