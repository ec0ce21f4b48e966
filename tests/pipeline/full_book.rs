//! A full return with two hundred faults of a hundred kinds: exactly these are found in one pass, in every form and
//! language; the annotated workbook leads to each; mended as it says, no error is left.

mod corrected;
mod fixture;
mod marked;
mod workbook;

use std::collections::BTreeSet;

use corrected::Mending;
use fixture::Fixture;
use marked::Marked;
use schema::{At, Findings, Lang, Response, Severity, Submission};
use serde_json::Value as Json;
use support::annotated::{annotations, workbook as written_with};
use support::grid::{grids, written};
use support::package::looks;
use support::places::each_at_its_cell;
use support::reading::{check_with, read};
use support::samples::{document, edition};
use validation::{Clearance, Known, suggest};
use workbook::Book;

const YEAR: u16 = 2025;
const LANGS: [Lang; 2] = [Lang::En, Lang::Ar];

/// Rules and places.
type Places = BTreeSet<(String, String)>;

/// Rules and places of findings, of which none stands twice.
fn places(findings: &Findings) -> Places {
    let found = findings.list.iter();
    let found: Places =
        found.map(|found| (found.code.to_string(), found.place().unwrap().to_string())).collect();
    assert_eq!(found.len(), findings.list.len(), "each once");
    found
}

fn exactly(findings: &Findings, fixture: &Fixture, in_workbook: bool, what: &str) {
    let (found, expected) = (places(findings), fixture.expected(in_workbook));
    let missing: Vec<_> = expected.iter().filter(|(place, _)| !found.contains(*place)).collect();
    let surplus: Vec<_> = found.iter().filter(|place| !expected.contains_key(*place)).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "{what}: missing {missing:#?}, surplus {surplus:#?}");
}

/// A document as the workbook that a State fills.
fn filled(document: &Json, known: &Known, lang: Lang) -> Vec<u8> {
    written_with(&read(document.to_string().as_bytes()).0, Some(before(known)), &[], lang)
}

/// The year before, which the workbook shows.
fn before(known: &Known) -> &Response {
    &known.earlier[&(YEAR - 1)]
}

/// The return with every fault, as it was sent.
struct Sent {
    lang: Lang,
    known: Known,
    bytes: Vec<u8>,
    submission: Submission,
    findings: Findings,
}

impl Sent {
    fn of(fixture: &Fixture, lang: Lang) -> Self {
        let known = fixture.known(&fixture.faults);
        let mut book = Book::of(grids(&filled(&fixture.wrong(lang), &known, lang)), YEAR);
        fixture.faults.iter().flat_map(|fault| &fault.workbook).for_each(|work| book.apply(work));
        let bytes = written(&book.sheets);
        let (submission, findings) = check_with(&bytes, &known);
        Self { lang, known, bytes, submission, findings }
    }

    /// The workbook that is given back.
    fn given_back(&self) -> Vec<u8> {
        let suggestions = suggest(edition(), &self.submission);
        let annotations = annotations(&self.submission, &self.findings, &suggestions);
        written_with(&self.submission, Some(before(&self.known)), &annotations, self.lang)
    }
}

#[test]
fn two_hundred_faults_of_a_hundred_kinds_are_found_in_one_pass_each_at_its_cell_in_every_form_and_language() {
    let fixture = Fixture::read();
    let expected = fixture.expected(true);
    let kinds: BTreeSet<_> = expected.keys().map(|(code, _)| code).collect();
    assert!(
        fixture.faults.len() >= 200 && kinds.len() >= 100,
        "{} faults of {} kinds",
        fixture.faults.len(),
        kinds.len()
    );
    let silent: Vec<_> =
        fixture.faults.iter().filter(|fault| fault.is_silent()).map(|fault| &fault.said).collect();
    assert!(silent.is_empty(), "each gives something: {silent:?}");
    for lang in LANGS {
        let sent = Sent::of(&fixture, lang);
        exactly(&sent.findings, &fixture, true, &format!("workbook, {lang}"));
        each_at_its_cell(&sent.bytes, &sent.findings, YEAR);
        for finding in &sent.findings.list {
            let message = edition().message(finding, lang);
            let text = format!("{} {} {}", message.what, message.why, message.todo);
            assert!(!text.contains("rule.") && !text.contains('{'), "{}: {text}", finding.code);
        }
        let form = document(&sent.submission).to_string();
        let (_, findings) = check_with(form.as_bytes(), &sent.known);
        exactly(&findings, &fixture, false, &format!("document, {lang}"));
    }
}

#[test]
fn the_same_return_without_a_fault_gives_nothing_though_as_much_is_known() {
    let fixture = Fixture::read();
    let known = fixture.known(&[]);
    for lang in LANGS {
        let (_, findings) = check_with(&filled(&fixture.right(lang), &known, lang), &known);
        assert_eq!(places(&findings), Places::new(), "{lang}");
    }
}

#[test]
fn the_annotated_workbook_leads_from_each_finding_to_a_coloured_cell_with_a_note() {
    let fixture = Fixture::read();
    for lang in LANGS {
        let sent = Sent::of(&fixture, lang);
        let bytes = sent.given_back();
        let book = Marked {
            wrong: &Book::of(grids(&sent.bytes), YEAR),
            given: &Book::of(grids(&bytes), YEAR),
            looks: &looks(&bytes),
        };
        let lines = book.lines();
        let own: Places = lines.iter().map(|(place, _)| place.clone()).collect();
        assert_eq!((own, lines.len()), (places(&sent.findings), sent.findings.list.len()), "{lang}");
        for finding in &sent.findings.list {
            let place = (finding.code.to_string(), finding.place().unwrap().to_string());
            let link = lines.iter().find(|(own, _)| *own == place).and_then(|(_, link)| link.as_deref());
            book.leads(finding, link);
            if link.is_some() && !matches!(finding.place().unwrap().at, At::Table(_)) {
                book.is_marked(finding, &sent.findings.list);
            }
        }
    }
}

#[test]
fn that_workbook_mended_as_its_notes_say_has_no_error() {
    let fixture = Fixture::read();
    for lang in LANGS {
        let sent = Sent::of(&fixture, lang);
        let mut marked = Book::of(grids(&sent.given_back()), YEAR);
        let mut mending = Mending {
            year: YEAR,
            wrong: &Book::of(grids(&sent.bytes), YEAR),
            right: &Book::of(grids(&filled(&fixture.right(lang), &sent.known, lang)), YEAR),
            marked: &mut marked,
        };
        mending.mend(&fixture, &sent.findings.list, &suggest(edition(), &sent.submission));
        // The publication is approved and small counts are decided on; then every warning is explained.
        let Known { clearance, .. } = fixture.known(&[]);
        let bytes = written(&marked.sheets);
        let (_, open) = check_with(&bytes, &Known { clearance: None, ..sent.known.clone() });
        let warnings = open.list.iter().filter(|finding| finding.severity == Severity::Warning);
        let explained = warnings.map(|finding| (finding.code.clone(), finding.place().unwrap().to_string()));
        let clearance = clearance.map(|clearance| Clearance { explained: explained.collect(), ..clearance });
        let (_, findings) = check_with(&bytes, &Known { clearance, ..sent.known.clone() });
        let errors: Vec<_> =
            findings.list.iter().filter(|finding| finding.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{lang}: {errors:#?}");
        assert!(findings.list.len() * 4 < sent.findings.list.len(), "most are gone: {}", findings.list.len());
    }
}
